"""Decisions about triggers (R-4xx): what starts an exchange."""
