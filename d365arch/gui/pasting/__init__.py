"""Pasting: parts of landscapes, and text tables as systems or integrations."""
