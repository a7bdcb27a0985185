"""Decisions about transport (R-8xx): protocols, security, order."""
