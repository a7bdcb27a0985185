"""Words for people that more than one floor needs."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A count with its noun: `1 system`, `1,200 systems`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
