"""Decisions about latency (R-1xx): who waits for whom, and whether that is needed."""
