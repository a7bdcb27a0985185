"""What goes and what comes, as shapes on the sheet: faded lines with a cross, dashed hubs, rows and spokes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from d365arch.analysis.consolidation.records import Pair
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.sheet import middle_of
from d365arch.gui.whatif.channels import PRODUCER
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element

WIDTH, HEAD, ROW, PAD = 232.0, 56.0, 26.0, 8.0
"""Size of a ghost's box on the sheet, in px at 100 %: its width, its head, a row, and the room below the last one."""

_GAP = 24.0
"""Free room around a hub to come."""

_BESIDE = 26.0
"""So far from a box a mark to be clicked stands."""

_REACH = 40.0
"""So far, at least, a spoke leaves its box before it turns."""


class Seat(NamedTuple):
    """A place on a side of a channel: of which entry, which of its channels, which side, and for which system."""

    entry: int
    position: int
    side: str
    system: str


class GhostRow(NamedTuple):
    """A channel that comes or grows: `extends` is the id of the one that is there.

    `seats` are the members that join, `callers` those of them that call the hub; `free` are seats of systems outside
    that have the same data, offered where this channel is looked at.
    """

    title: str
    seats: tuple[Seat, ...]
    extends: str | None = None
    callers: frozenset[Seat] = frozenset()
    free: tuple[Seat, ...] = ()


class Named(Protocol):
    """The system whose box grows or comes: a hub of a plan, or any other."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def kind(self) -> str:
        """What people call such systems."""


class GhostHub(NamedTuple):
    """A hub with the channels to come."""

    hub: Named
    rows: tuple[GhostRow, ...]


@dataclass(frozen=True, slots=True)
class GhostPlan:
    """What is to be shown: hubs, integrations that go, and pairs that break a rule, with a sentence each that says why.

    `current` is the entry whose members can be moved by a click.
    """

    hubs: tuple[GhostHub, ...] = ()
    removed: tuple[str, ...] = ()
    offending: tuple[Pair, ...] = ()
    reasons: tuple[str, ...] = ()
    current: int | None = None

    def __bool__(self) -> bool:
        return bool(self.hubs or self.removed or self.offending)


class Struck(NamedTuple):
    """A line that goes, with the place of its cross, its label, and the rectangle around it."""

    path: tuple[Point, ...]
    cross: Point
    label: Rect | None
    bounds: Rect


class Row(NamedTuple):
    """A channel's row."""

    title: str
    rect: Rect
    new: bool


class Box(NamedTuple):
    """A hub's box: a whole one where it is new, else just the frame around its new rows."""

    name: str
    kind: str
    rect: Rect
    new: bool
    rows: tuple[Row, ...]


class Handle(NamedTuple):
    """A mark beside a box that is clicked: it takes a member out, or lets a system in where the seat is `free`."""

    seat: Seat
    at: Point
    free: bool


class Offense(NamedTuple):
    """A line between a pair that breaks a rule, and why."""

    start: Point
    end: Point
    reason: str

    @property
    def middle(self) -> Point:
        """Where its mark is."""
        return Point((self.start.x + self.end.x) / 2, (self.start.y + self.end.y) / 2)


class Spoke(NamedTuple):
    """A spoke to come, from where data leaves to where it arrives, with the two points that bend it.

    `to_hub` says that data goes to the hub, `calls` that the system calls the hub, else the hub calls the system.
    """

    seat: Seat
    to_hub: bool
    calls: bool
    start: Point
    first: Point
    second: Point
    end: Point
    bounds: Rect

    @property
    def rough(self) -> tuple[Point, ...]:
        """The curve as a few straight lines."""
        return tuple(self.at(share) for share in (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0))

    @property
    def called(self) -> tuple[Point, Point]:
        """The end that is called, and the point from which the curve comes to it."""
        return (self.end, self.second) if self.to_hub == self.calls else (self.start, self.first)

    @property
    def caller(self) -> tuple[Point, Point]:
        """The end that calls, and the point to which the curve leaves it."""
        return (self.start, self.first) if self.to_hub == self.calls else (self.end, self.second)

    @property
    def outside(self) -> tuple[Point, Point]:
        """The end at the system, and the point to which the curve leaves it."""
        return (self.start, self.first) if self.to_hub else (self.end, self.second)

    def at(self, t: float) -> Point:
        """The point of the curve at a share of its way, 0 to 1."""
        parts = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3
        points = self.start, self.first, self.second, self.end
        return Point(sum(w * p.x for w, p in zip(parts, points, strict=True)),
                     sum(w * p.y for w, p in zip(parts, points, strict=True)))


@dataclass(frozen=True, slots=True)
class GhostShapes:
    """Everything that is painted, in coordinates of the sheet; `hidden` integrations go but are not in this view."""

    struck: tuple[Struck, ...] = ()
    boxes: tuple[Box, ...] = ()
    spokes: tuple[Spoke, ...] = ()
    offending: tuple[Offense, ...] = ()
    handles: tuple[Handle, ...] = ()
    hidden: int = 0

    @property
    def bounds(self) -> Rect | None:
        """What has to be seen to see all of it."""
        parts = [box.rect for box in self.boxes] + [spoke.bounds for spoke in self.spokes]
        parts += [struck.bounds for struck in self.struck] + [around((o.start, o.end)) for o in self.offending]
        return around([p for r in parts for p in (Point(r.left, r.top), Point(r.right, r.bottom))]) if parts else None


def shapes_of(plan: GhostPlan, view: Canvas, places: Mapping[str, Point]) -> GhostShapes:
    """The shapes of a plan on the sheet as it is drawn; `places` are those of new hubs, where somebody knows them."""
    if view.sheet is None:
        return GhostShapes()
    struck = list(_struck(plan.removed, view))
    taken: list[Rect] = []
    boxes: list[Box] = []
    coming: dict[str, Rect] = {}
    targets: list[tuple[GhostRow, Rect]] = []
    for hub in plan.hubs:
        box, rows = _box(hub, view, places.get(hub.hub.id), taken)
        if box is not None:
            boxes.append(box)
            taken.append(box.rect)
            if box.new:
                coming[hub.hub.id] = box.rect
        targets += rows
    lines = [Offense(a.center, b.center, reason) for (p, c), reason in zip(plan.offending, plan.reasons, strict=True)
             if (a := _shown(view, p)) is not None and (b := _shown(view, c)) is not None]
    drawn = sum(1 for integration in plan.removed if _path(view, integration))
    spokes = tuple(_spokes(targets, view, coming))
    handles = (*(_handle_of(spoke) for spoke in spokes if spoke.seat.entry == plan.current), *_offers(targets, view))
    return GhostShapes(tuple(struck), tuple(boxes), spokes, tuple(lines), handles, len(plan.removed) - drawn)


def _path(view: Canvas, integration: str) -> tuple[Point, ...]:
    return view.sheet.path(Element(kind="integration", id=integration)) if view.sheet else ()


def _struck(removed: Iterable[str], view: Canvas) -> Iterator[Struck]:
    seen: set[tuple[Point, ...]] = set()
    for integration in removed:
        path = _path(view, integration)
        if path and path not in seen:       # several integrations may be one line
            seen.add(path)
            label = view.sheet.label(Element(kind="integration", id=integration)) if view.sheet else None
            yield Struck(path, label.center if label else middle_of(path), label, around(path))


def _shown(view: Canvas, system: str) -> Rect | None:
    """The box of a system; none where the view does not show it."""
    return view.box_rect(system)


def _box(hub: GhostHub, view: Canvas, place: Point | None, taken: list[Rect],
         ) -> tuple[Box | None, list[tuple[GhostRow, Rect]]]:
    """The box of a hub with the rows that spokes meet; no box where only channels that are there grow."""
    standing = _shown(view, hub.hub.id)
    if standing is None:
        members = [r for row in hub.rows for seat in row.seats if (r := _shown(view, seat.system))]
        if not members:
            return None, []
        height = HEAD + ROW * len(hub.rows) + PAD
        at = place or free_place(middle(members), WIDTH, height, _obstacles(view, taken))
        frame = Rect(at.x, at.y, WIDTH, height)
        return _filled(hub, frame, frame.top + HEAD, new=True)
    fresh = [row for row in hub.rows if row.extends is None]
    there = [(row, view.rect_of(Element(kind="endpoint", id=row.extends)) or standing)
             for row in hub.rows if row.extends is not None]
    if not fresh:
        return None, there
    frame = Rect(standing.left, standing.bottom + 6, standing.width, ROW * len(fresh) + PAD)
    box, rows = _filled(GhostHub(hub.hub, tuple(fresh)), frame, frame.top + PAD / 2, new=False)
    return box, [*there, *rows]


def _filled(hub: GhostHub, frame: Rect, top: float, *, new: bool) -> tuple[Box, list[tuple[GhostRow, Rect]]]:
    rows = [(row, Rect(frame.left, top + ROW * number, frame.width, ROW)) for number, row in enumerate(hub.rows)]
    drawn = tuple(Row(row.title, rect, row.extends is None) for row, rect in rows)
    return Box(hub.hub.name, hub.hub.kind, frame, new, drawn), rows


def _obstacles(view: Canvas, taken: Iterable[Rect]) -> list[Rect]:
    drawing = view.editor.drawing
    return [*(drawing.placement.boxes.values() if drawing else ()), *taken]


def middle(rects: Iterable[Rect]) -> Point:
    """The middle of some boxes, each counting the same."""
    centers = [rect.center for rect in rects]
    return Point(sum(p.x for p in centers) / len(centers), sum(p.y for p in centers) / len(centers))


def free_place(center: Point, width: float, height: float, obstacles: Iterable[Rect]) -> Point:
    """The top left corner nearest to a center at which a box of that size keeps clear of all others."""
    boxes = [rect.grown(_GAP) for rect in obstacles]
    x, y = center.x - width / 2, center.y - height / 2
    for ring in range(400):
        reach = ring * 24.0
        steps = max(1, ring * 8)
        turns = (2 * math.pi * k / steps for k in range(steps))
        for spot in sorted(Point(x + reach * math.cos(turn), y + reach * math.sin(turn)) for turn in turns):
            rect = Rect(spot.x, spot.y, width, height)
            if not any(rect.overlaps(box) for box in boxes):
                return Point(round(spot.x), round(spot.y))
    return Point(round(x), round(y))


class _End(NamedTuple):
    """One spoke before it is drawn: whose, on which side of its box and of the row."""

    seat: Seat
    calls: bool
    box: Rect
    row: Rect
    leaves_right: bool
    meets_left: bool


def _spokes(targets: Iterable[tuple[GhostRow, Rect]], view: Canvas, coming: Mapping[str, Rect]) -> Iterator[Spoke]:
    """The spokes of all members that are shown; `coming` are the boxes of systems that come themselves."""
    ends = [_end(seat, seat in row.callers, box, rect) for row, rect in targets for seat in row.seats
            if (box := _shown(view, seat.system) or coming.get(seat.system)) is not None]
    sides: dict[tuple[str, bool], list[_End]] = {}
    for end in ends:
        sides.setdefault((end.seat.system, end.leaves_right), []).append(end)
    for (_, right), members in sorted(sides.items()):
        members.sort(key=lambda e: (e.row.center.y, e.row.center.x, e.seat.side == PRODUCER))
        for number, end in enumerate(members, 1):
            box = end.box
            away = Point(box.right if right else box.left, box.top + box.height * number / (len(members) + 1))
            yield _curve(end, away)


def _end(seat: Seat, calls: bool, box: Rect, row: Rect) -> _End:
    if box.right + _REACH <= row.left:
        return _End(seat, calls, box, row, True, True)
    if row.right + _REACH <= box.left:
        return _End(seat, calls, box, row, False, False)
    right = box.center.x >= row.center.x      # above or below each other: both on the same side
    return _End(seat, calls, box, row, right, not right)


def _curve(end: _End, away: Point) -> Spoke:
    to_hub = end.seat.side == PRODUCER
    drop = 3.0 if to_hub else -3.0      # both ways of one system stay apart
    here = Point(end.row.left if end.meets_left else end.row.right, end.row.center.y + drop)
    bend = max(_REACH, abs(here.x - away.x) / 2)
    out = Point(away.x + (bend if end.leaves_right else -bend), away.y)
    into = Point(here.x + (-bend if end.meets_left else bend), here.y)
    line = (away, out, into, here) if to_hub else (here, into, out, away)
    return Spoke(end.seat, to_hub, end.calls, *line, around(line))


def _handle_of(spoke: Spoke) -> Handle:
    """The mark that takes a member out, on its spoke and clear of what is at the end of the line."""
    end, toward = spoke.outside
    return Handle(spoke.seat, end.moved(_BESIDE if toward.x >= end.x else -_BESIDE, 0), free=False)


def _offers(targets: Iterable[tuple[GhostRow, Rect]], view: Canvas) -> Iterator[Handle]:
    """The marks that let a system in, at the side of its box that faces the hub."""
    for row, rect in targets:
        taken: dict[str, int] = {}
        for seat in row.free:
            box = _shown(view, seat.system)
            if box is not None:
                number = taken[seat.system] = taken.get(seat.system, -1) + 1
                right = box.center.x <= rect.center.x
                yield Handle(seat, Point(box.right + _BESIDE / 2 if right else box.left - _BESIDE / 2,
                                         box.top + _BESIDE * (0.75 + number)), free=True)


def around(points: Iterable[Point]) -> Rect:
    """The rectangle around some points."""
    found = list(points)
    left, top = min(p.x for p in found), min(p.y for p in found)
    return Rect(left, top, max(p.x for p in found) - left, max(p.y for p in found) - top)
