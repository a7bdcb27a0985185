"""What a pass over parallel lines works with: tracks, and the room they lack."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.layout.request import Side
from d365arch.layout.sheet import Wire

Room = tuple[float | None, float | None]


@dataclass(slots=True, eq=False)
class Track:
    """One or more segments on one line: `at` is where across, `low`..`high` where it may, `a`..`b` its span."""

    at: float
    low: float
    high: float
    a: float
    b: float
    parts: list[tuple[Wire, int]]
    legs: list[tuple[float, int, int]]
    """Along where, to which side (1, -1; 0: ends here) a line leaves it, and which wire that is."""
    trunk: int = -1
    fixed: bool = False
    soft_low: float | None = None
    soft_high: float | None = None
    label: Side | None = None
    """At which side of the upright run the label shall stand."""
    turned: Room | None = None
    """The soft limits with the label at the other side, where it would do as well."""
    key: tuple[float, float, str] = (0.0, 0.0, "")


@dataclass(slots=True)
class Need:
    """More room is wanted: where (in the coordinates of the pass) and how much."""

    low: float
    high: float
    a: float
    b: float
    more: float
    upright: bool
