"""What a layout engine is asked and what it answers; it knows boxes, rows and links, and nothing of systems.

An engine is any `Engine`: a function from a `LayoutRequest` to a `Placement`. All lengths are px at 100 %.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from enum import StrEnum
from operator import attrgetter

from d365arch.model.geometry import Point, Rect, Size
from d365arch.model.progress import Progress


class Side(StrEnum):
    """Border of a box that a link meets."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle to place: a header and below it rows of one height; links meet a row, or the header.

    `place` is where it stands already (kept unless a fresh layout is asked), `pinned` keeps it even then.
    `keep_rows` keeps the rows in the order given; otherwise the engine orders them so that lines cross little.
    `core` boxes belong in the middle columns (the D365 platforms and hubs). A `sized` box has the width that a person
    gave it: others do not take it over.
    """

    id: str
    width: float
    header: float
    rows: tuple[str, ...] = ()
    row_height: float = 24
    foot: float = 0
    zone: str | None = None
    place: Point | None = None
    pinned: bool = False
    keep_rows: bool = False
    core: bool = False
    hub: bool = False
    sized: bool = False

    @property
    def height(self) -> float:
        """Whole height."""
        return self.header + len(self.rows) * self.row_height + self.foot

    def __getstate__(self) -> tuple[object, ...]:
        # Tens of thousands are sent to another process; asking each what fields it has takes five times as long.
        return _of_box(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneBox:
    """A rectangle around boxes and other zones; `title` is the size of its heading, at the top left inside.

    `least` is the room that it takes at any rate, and all that it takes where nothing is inside.
    """

    id: str
    parent: str | None = None
    title: Size = Size(0, 0)
    padding: float = 24
    least: Rect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A line from one box to another, each at a row or, with row none, at the header.

    Only links of one `style` share a run. `label` is the size of its pill (none: no label). `bends` are set by the
    user and kept while both ends stay.
    `label_at` is where the user put the middle of the label. `straight` links (between two boxes of one platform
    pair, such as dual-write) run upright between boxes above each other, whatever their rows.
    """

    id: str
    source: str
    target: str
    source_row: str | None = None
    target_row: str | None = None
    label: Size | None = None
    bends: tuple[Point, ...] = ()
    label_at: Point | None = None
    straight: bool = False
    style: str = ""

    def __getstate__(self) -> tuple[object, ...]:
        return _of_link(self)


_of_box: Callable[[Box], tuple[object, ...]] = attrgetter(*(field.name for field in fields(Box)))
_of_link: Callable[[Link], tuple[object, ...]] = attrgetter(*(field.name for field in fields(Link)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutRequest:
    """A whole picture to lay out. `fresh` places everything but pinned boxes anew; else only what has no place.

    `rough` asks for kept boxes with plain steps for lines where there are many, at once; see `Placement.rough`.
    With `every_label` a fresh layout, too, rather puts a label over a crossing line than leaves it out.
    `aspect` is width over height that the finished sheet should have, `margin` what title, legend and rims add to the
    width and height of the picture itself.
    """

    boxes: tuple[Box, ...] = ()
    zones: tuple[ZoneBox, ...] = ()
    links: tuple[Link, ...] = ()
    fresh: bool = False
    rough: bool = False
    down: bool = False
    aspect: float = 1.6
    every_label: bool = False
    margin: Size = Size(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A finished line: corner points from source border to target border, square unless an engine says otherwise.

    `junctions` are points where it leaves a trunk shared with links of the same row. `label` is where the pill stands;
    none where the link has no label or no free place was found (then the label is hidden).
    """

    points: tuple[Point, ...]
    source_side: Side
    target_side: Side
    label: Rect | None = None
    junctions: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The answer: where everything stands. `rows` is the order of rows chosen for each box, top to bottom.

    A box may come back wider than asked (one width per column) or taller (room for its lines; the extra is below the
    rows). `rough` are the links whose lines are plain steps so far, because that is what was asked for.
    """

    boxes: dict[str, Rect] = field(default_factory=dict)
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    zones: dict[str, Rect] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)
    bounds: Rect = Rect(0, 0, 0, 0)
    rough: frozenset[str] = frozenset()


Engine = Callable[[LayoutRequest, Progress | None], Placement]
