"""Readers of drawings."""
