"""Places a picture: whole, or after an edit just what the edit touched."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from d365arch.layout.engines import engine as engine_named
from d365arch.layout.request import Box, Engine, LayoutRequest, Link, Placement
from d365arch.layout.reroute import reroute
from d365arch.model.geometry import Point, Rect
from d365arch.model.progress import Progress
from d365arch.model.sharing import differing

FEW = 24
"""So many boxes may move unlike each other, and so many links change, in one edit, for only their lines to be drawn
anew."""

MANY_ROUGH = 800
"""With more rough lines than this all are drawn anew together, which is quicker than one by one."""


@dataclass(frozen=True)
class Placed:
    """A request, who answered it, and the answer."""

    request: LayoutRequest
    engine: str | Engine
    placement: Placement


@dataclass
class _Change:
    """What of a picture an edit changed: boxes that stand elsewhere, are new or have another form, and links."""

    rects: dict[str, Rect]
    rows: dict[str, tuple[str, ...]]
    moved: set[str] = field(default_factory=set)
    shifts: set[Point] = field(default_factory=set)
    homeless: list[Box] = field(default_factory=list)
    zones: set[str] = field(default_factory=set)


def place(request: LayoutRequest, engine: str | Engine, progress: Progress | None,
          previous: Placed | None) -> Placement:
    """Where everything stands; with a previous answer, lines that an edit did not touch stay as they are."""
    run = engine_named(engine) if isinstance(engine, str) else engine
    if previous is None or previous.engine != engine or request.fresh:
        return run(request, progress)
    if request == previous.request:    # other colors, say; also where nothing has a place of its own yet
        return previous.placement
    change = _change(request, previous)
    if change is not None and change.homeless:
        # What is new finds its place beside everything that stands; only that place is taken from the whole layout.
        found = run(_steady(request, previous.placement), progress)
        _settle(change, found)
        request = replace(request, boxes=tuple(
            replace(box, place=_corner(found.boxes[box.id])) if box.place is None else box for box in request.boxes))
    after = _after_edit(request, previous, change) if change is not None else None
    return after or run(_steady(request, previous.placement), progress)


def _settle(change: _Change, found: Placement) -> None:
    for box in change.homeless:
        change.rects[box.id], change.rows[box.id] = found.boxes[box.id], found.rows[box.id]
        change.moved.add(box.id)


def _corner(rect: Rect) -> Point:
    return Point(rect.x, rect.y)


def _steady(request: LayoutRequest, before: Placement) -> LayoutRequest:
    """The request with the rows of standing boxes in the order in which they were seen last, new rows below."""
    return replace(request, boxes=tuple(_as_seen(box, before.rows.get(box.id, ())) for box in request.boxes))


def _as_seen(box: Box, seen: tuple[str, ...]) -> Box:
    if box.place is None or not seen:
        return box
    return replace(box, rows=_rows(box, seen), keep_rows=True)


def _rows(box: Box, seen: tuple[str, ...]) -> tuple[str, ...]:
    return (*(row for row in seen if row in box.rows), *(row for row in box.rows if row not in seen))


def _after_edit(request: LayoutRequest, previous: Placed, change: _Change) -> Placement | None:
    """The placement changed a little, or none where the whole has to be laid out."""
    before = previous.placement
    changed, dropped = _changed(request.links, previous.request.links)
    gone = before.boxes.keys() - change.rects.keys()
    better = frozenset() if request.rough else before.rough
    if not change.moved and not changed and not dropped and not gone and not change.zones and not better:
        return before
    if (len(change.moved) > FEW and len(change.shifts) > 1) or len(changed) > FEW or len(better) > MANY_ROUGH:
        return None
    if before.zones.keys() != {zone.id for zone in request.zones}:
        return None
    routes = before.routes
    if dropped:
        routes = {key: route for key, route in routes.items() if key not in dropped}
    start = replace(before, boxes=change.rects, rows=change.rows, routes=routes)
    return reroute(request, start, change.moved, redraw=[*(link.id for link in changed), *better], zones=change.zones)


def standing(placed: Placed) -> LayoutRequest:
    """What to ask an engine for the same picture with all of its lines drawn well."""
    return replace(_steady(placed.request, placed.placement), rough=False)


def adopt(now: Placed, refined: Placed) -> Placement:
    """The placement of now with the lines that were drawn well meanwhile, where nothing at them has changed since."""
    there, here = refined.placement, now.placement
    drawn = {link.id: link for link in refined.request.links if link.id not in there.rough}
    found = {link.id: there.routes[link.id] for link in now.request.links
             if link.id in here.rough and drawn.get(link.id) == link
             and all(there.boxes.get(box) == here.boxes[box] and there.rows.get(box) == here.rows.get(box)
                     for box in (link.source, link.target))}
    bounds = there.bounds if here.boxes == there.boxes else here.bounds
    return replace(here, routes={**here.routes, **found}, rough=here.rough - found.keys(), bounds=bounds)


def _changed(now: tuple[Link, ...], then: tuple[Link, ...]) -> tuple[list[Link], dict[str, Link]]:
    """The links that are new or other than before, and by id those that are gone or other."""
    left, came = differing(then, now)
    gone = {link.id: link for link in left}
    return [link for link in came if gone.pop(link.id, None) != link], gone


def _change(request: LayoutRequest, previous: Placed) -> _Change | None:
    """What the boxes of two requests differ in; none where the way to read the picture or its zones do."""
    asked, placed = previous.request, previous.placement
    if request.down != asked.down or {z.id: z.parent for z in request.zones} != {z.id: z.parent for z in asked.zones}:
        return None
    stood = placed.boxes
    change = _Change(dict(stood), dict(placed.rows))
    if request.zones != asked.zones:
        change.zones.update(zone.id for zone in request.zones)
    left, came = differing(asked.boxes, request.boxes)
    before, others = {box.id: box for box in left}, {box.id for box in came}
    for box in [box for box in request.boxes if box.id in others or box.place is None
                or (rect := stood.get(box.id)) is None or rect[:2] != box.place]:
        rect = stood.get(box.id)
        old = before.pop(box.id, None) if box.id in others else box
        if rect is None or old is None or box.place is None:
            _stand_new(change, box)
            continue
        change.rects[box.id] = rect
        if old is not box and replace(old, place=box.place, pinned=box.pinned) != box:
            _reform(change, box, old, rect)
        if rect[:2] != box.place:
            change.moved.add(box.id)
            change.shifts.add(Point(box.place.x - rect.x, box.place.y - rect.y))
    for gone in before.values():
        change.rects.pop(gone.id, None)
        change.rows.pop(gone.id, None)
        change.zones.update((gone.zone,) if gone.zone else ())
    return change


def _stand_new(change: _Change, box: Box) -> None:
    """A box that the picture did not have: at its place, or to be given one."""
    if box.place is None:
        change.rects.pop(box.id, None)
        change.homeless.append(box)
        return
    change.rects[box.id] = Rect(box.place.x, box.place.y, box.width, box.height)
    change.rows[box.id] = box.rows
    change.moved.add(box.id)


def _reform(change: _Change, box: Box, old: Box, rect: Rect) -> None:
    """A box with other rows, another width or zone: it keeps what the layout gave it beyond what it asked for."""
    change.zones.update(zone for zone in (old.zone, box.zone) if zone is not None and old.zone != box.zone)
    wide, high = max(0.0, rect.width - old.width), max(0.0, rect.height - old.height)
    if bool(old.rows) != bool(box.rows):
        high = 0.0
    change.rects[box.id] = Rect(rect.x, rect.y, box.width + wide, box.height + high)
    change.rows[box.id] = _rows(box, change.rows.get(box.id, ()))
    change.moved.add(box.id)
