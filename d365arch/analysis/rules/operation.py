"""Decisions about operations (R-5xx): what is done at the called side."""
