"""Decisions about routing (R-2xx): directly, through a hub, by publishing."""
