"""Decisions about frequency (R-3xx): events, polling, schedules."""
