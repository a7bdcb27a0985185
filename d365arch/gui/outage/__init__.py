"""Outages and chains of calls in the window."""
