"""Decisions about batching (R-6xx): rows and packages."""
