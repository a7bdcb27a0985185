"""Readers of interface lists."""
