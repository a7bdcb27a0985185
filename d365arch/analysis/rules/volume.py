"""Decisions about volume (R-7xx): loads against what platforms carry."""
