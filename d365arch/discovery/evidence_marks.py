"""What of a piece of evidence stays the same when folders move: the last names of the file, and the place in it."""

from __future__ import annotations

import re
from functools import lru_cache

from d365arch.discovery.tree import INSIDE
from d365arch.model import Evidence, Integration

_SEPARATORS = re.compile(r"[/\\!]+")
_KEPT = 2
"""Names of a path that count: a flow's file and its folder, or an archive and its entry."""


def mark_of(evidence: Evidence) -> str:
    """The mark of one piece of evidence."""
    return _mark(evidence.file, evidence.place or "")


@lru_cache(maxsize=65_536)
def _mark(file: str, place: str) -> str:
    return f"{tail_of(file)}|{place}"


def marks_of(integration: Integration) -> tuple[str, ...]:
    """The marks of all evidence of an integration."""
    return tuple(dict.fromkeys(mark_of(one) for one in integration.evidence))


def tail_of(file: str, kept: int = _KEPT) -> str:
    """The last names of a path in small letters; archives count as folders."""
    return "/".join(_SEPARATORS.split(file.lower().strip("/\\"))[-kept:])


def archive_of(file: str) -> str:
    """The name of the outermost archive that a file is in, in small letters; empty for a file of a folder.

    A new version of a solution comes in an archive of another name.
    """
    outer, inside, _ = file.lower().partition(INSIDE)
    return tail_of(outer, 1) if inside else ""


def steps_of(file: str) -> frozenset[str]:
    """The names on the way to a file in small letters, its own among them."""
    return frozenset(_SEPARATORS.split(file.lower()))
