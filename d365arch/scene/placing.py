"""Places a picture: whole, or after an edit just what the edit touched."""

from __future__ import annotations

from dataclasses import dataclass, replace

from d365arch.layout.engines import engine as engine_named
from d365arch.layout.request import Box, Engine, LayoutRequest, Link, Placement, Route, Side
from d365arch.layout.reroute import reroute
from d365arch.model.geometry import Point
from d365arch.model.progress import Progress

SMALL = 150
"""Up to so many links a picture is always routed whole: that is quick, and gives what a new drawing would give."""
FEW = 24
"""So many boxes may move, and so many links change, in one edit, for only their lines to be drawn anew."""


@dataclass(frozen=True)
class Placed:
    """A request, who answered it, and the answer."""

    request: LayoutRequest
    engine: str | Engine
    placement: Placement


def place(request: LayoutRequest, engine: str | Engine, progress: Progress | None,
          previous: Placed | None) -> Placement:
    """Where everything stands; with a previous answer, untouched lines of large pictures stay as they are."""
    if previous is not None and previous.engine == engine and not request.fresh:
        found = _after_edit(request, previous)
        if found is not None:
            return found
        request = _steady(request, previous.placement)
    run = engine_named(engine) if isinstance(engine, str) else engine
    return run(request, progress)


def _steady(request: LayoutRequest, before: Placement) -> LayoutRequest:
    """The request with the rows of standing boxes in the order in which they were seen last, new rows below."""
    return replace(request, boxes=tuple(_as_seen(box, before.rows.get(box.id, ())) for box in request.boxes))


def _as_seen(box: Box, seen: tuple[str, ...]) -> Box:
    if box.place is None or not seen:
        return box
    rows = (*(row for row in seen if row in box.rows), *(row for row in box.rows if row not in seen))
    return replace(box, rows=rows, keep_rows=True)


def _after_edit(request: LayoutRequest, previous: Placed) -> Placement | None:
    """The placement changed a little, or none where the whole has to be laid out."""
    moved = _moved(request, previous)
    if moved is None or request.zones != previous.request.zones or request.down != previous.request.down:
        return None
    changed, before = _changed(request.links, previous.request.links)
    if not moved and not changed and not before:
        return previous.placement
    if len(request.links) <= SMALL or len(moved) > FEW or len(changed) + len(before) > FEW:
        return None
    routes = {key: route for key, route in previous.placement.routes.items() if key not in before}
    count = _counts(request)
    for link in changed:
        # The end with fewer lines counts as moved; its lines, with the new one, are drawn again.
        moved.add(min((link.source, link.target), key=lambda box: (count[box], box)))
        routes.setdefault(link.id, _stub(link, previous.placement))
    return reroute(request, replace(previous.placement, routes=routes), moved)


def _changed(now: tuple[Link, ...], then: tuple[Link, ...]) -> tuple[list[Link], dict[str, Link]]:
    """The links that are new or other than before, and by id those that are gone."""
    if now is then:
        return [], {}
    gone = {link.id: link for link in then}
    return [link for link in now if gone.pop(link.id, None) != link], gone


def _moved(request: LayoutRequest, previous: Placed) -> set[str] | None:
    """Boxes that stand elsewhere now; none where a box came, went, or has another form."""
    before = {box.id: box for box in previous.request.boxes}
    rects = previous.placement.boxes
    if len(before) != len(request.boxes):
        return None
    moved = set()
    for box in request.boxes:
        old, rect = before.get(box.id), rects.get(box.id)
        if old is None or rect is None or box.place is None:
            return None
        if old is not box and (old if old.place == box.place else replace(old, place=box.place)) != box:
            return None
        if (rect.x, rect.y) != box.place:
            moved.add(box.id)
    return moved


def _counts(request: LayoutRequest) -> dict[str, int]:
    count = dict.fromkeys((box.id for box in request.boxes), 0)
    for link in request.links:
        count[link.source] += 1
        count[link.target] += 1
    return count


def _stub(link: Link, placement: Placement) -> Route:
    """A stand-in for the line of a link that is new; it is replaced at once."""
    source, target = placement.boxes[link.source], placement.boxes[link.target]
    ahead = source.center.x <= target.center.x
    points = Point(*source.center), Point(*target.center)
    return Route(points=points, source_side=Side.RIGHT if ahead else Side.LEFT,
                 target_side=Side.LEFT if ahead else Side.RIGHT)
