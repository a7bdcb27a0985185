"""Which loads come at the same time: runs at a time of day are apart from each other and from the day's peaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from d365arch.analysis.limits.loads import WINDOW, Assumed, run_hours
from d365arch.analysis.limits.measure import Part
from d365arch.model import Integration


def busiest(parts: Sequence[Part], assumed: Assumed) -> list[Part]:
    """The parts that come at the same time and add up to most."""
    return max(scenes(parts, assumed), key=lambda scene: sum(p.load.value for p in scene), default=[])


def scenes(parts: Sequence[Part], assumed: Assumed) -> Iterator[list[Part]]:
    """What comes at the same time: all that has no time of day, and with each run those that run beside it."""
    clocked = [(p, window) for p in parts if (window := clock_window(p.integration, assumed)) is not None]
    timed = {p.integration.id for p, _ in clocked}
    if len(timed) < len(parts):
        yield [p for p in parts if p.integration.id not in timed]
    for start in sorted({begins for _, (begins, _) in clocked}):
        yield [p for p, (begins, lasts) in clocked if (start - begins) % 24 < lasts]


def clock_window(integration: Integration, assumed: Assumed) -> tuple[float, float] | None:
    """Begin and length, in hours, of a run at a stated time of day; none for what may come at any time."""
    frequency = integration.frequency
    clock = (frequency.at or "").split()[-1:] if frequency and frequency.calendar else []
    hours = run_hours(integration, assumed)
    if not clock or ":" not in clock[0] or hours is None:
        return None
    hour, minute = clock[0].split(":")
    return int(hour) + int(minute) / 60, max(hours.value, WINDOW / 3600)
