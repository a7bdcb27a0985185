"""The working state of a layout: every box, row and link by number, with plain lists that passes fill in turn."""

from __future__ import annotations

from dataclasses import dataclass, field

from d365arch.layout.request import Box, LayoutRequest, Link, Side, ZoneBox
from d365arch.model.geometry import Rect

GRID = 4.0
"""All boxes stand on multiples of this, in px."""
CLEARANCE = 12.0
"""Least distance of a line from a box it does not meet."""
TRACK = 12.0
"""Distance of neighboring parallel lines where there is room."""
STUB = 16.0
"""Straight run at the end of a line: room for an arrowhead."""
PITCH = 24.0
"""Distance of the ports of a box without rows, when labels shall fit beside each other."""


def snap(value: float) -> float:
    """The nearest multiple of the grid."""
    return round(value / GRID) * GRID


@dataclass(slots=True)
class End:
    """One end of a link: the box, the row, and where on the border it sits (offset from the box's top left)."""

    box: int
    row: str | None
    side: Side = Side.RIGHT
    offset: float = 0.0
    trunk: int = -1
    """Number shared by the ends that meet in one point of one row, else -1."""


@dataclass(slots=True)
class Wire:
    """A link by number, with both of its ends and the path found for it."""

    link: Link
    source: End
    target: End
    points: list[tuple[float, float]] = field(default_factory=list)
    label: Rect | None = None
    junctions: tuple[tuple[float, float], ...] = ()

    @property
    def loop(self) -> bool:
        """Whether both ends are on one box."""
        return self.source.box == self.target.box


@dataclass(slots=True)
class Node:
    """A box being placed."""

    box: Box
    x: float
    y: float
    w: float
    h: float
    rows: list[str]
    fixed: bool = False

    def row_middle(self, row: str) -> float:
        """Distance of the middle of a row from the top of the box."""
        return self.box.header + (self.rows.index(row) + 0.5) * self.box.row_height

    @property
    def rect(self) -> Rect:
        """Where it stands."""
        return Rect(self.x, self.y, self.w, self.h)


class Sheet:
    """Boxes, zones and links of one request, in the order of their ids, so that the order of input never matters."""

    def __init__(self, request: LayoutRequest) -> None:
        self.request = request
        self.nodes: list[Node] = []
        self.index: dict[str, int] = {}
        for box in sorted(request.boxes, key=lambda box: box.id):
            fixed = box.place is not None and (box.pinned or not request.fresh)
            at = box.place
            x, y = (at.x, at.y) if at is not None and fixed else (0.0, 0.0)
            self.index[box.id] = len(self.nodes)
            self.nodes.append(Node(box, x, y, box.width, box.height, list(box.rows), fixed))
        self.zones: dict[str, ZoneBox] = {zone.id: zone for zone in sorted(request.zones, key=lambda zone: zone.id)}
        self.zone_rects: dict[str, Rect] = {}
        self.wires: list[Wire] = []
        for link in sorted(request.links, key=lambda link: link.id):
            if link.source in self.index and link.target in self.index:
                source, target = self.index[link.source], self.index[link.target]
                self.wires.append(Wire(link, End(source, self._row(source, link.source_row)),
                                       End(target, self._row(target, link.target_row))))
        self.ends: list[list[End]] = [[] for _ in self.nodes]
        for wire in self.wires:
            self.ends[wire.source.box].append(wire.source)
            self.ends[wire.target.box].append(wire.target)

    @property
    def aspect(self) -> float:
        """Wanted width over height of the whole; a picture read downwards stands upright."""
        wanted = self.request.aspect
        return min(wanted, 1 / wanted) if self.request.down else wanted

    def _row(self, box: int, row: str | None) -> str | None:
        """The row if the box has it; a link to an unknown row meets the header."""
        return row if row in self.nodes[box].rows else None

    def zone_of(self, box: int) -> str | None:
        """The zone a box stands in, if that zone is part of the picture."""
        zone = self.nodes[box].box.zone
        return zone if zone in self.zones else None

    def parents(self, zone: str | None) -> list[str]:
        """The zone and all zones around it, innermost first; a ring of parents is cut where it closes."""
        chain: list[str] = []
        while zone is not None and zone in self.zones and zone not in chain:
            chain.append(zone)
            zone = self.zones[zone].parent
        return chain

    def port(self, end: End) -> tuple[float, float]:
        """Where an end meets its box."""
        node = self.nodes[end.box]
        if end.side is Side.LEFT:
            return node.x, node.y + end.offset
        if end.side is Side.RIGHT:
            return node.x + node.w, node.y + end.offset
        if end.side is Side.TOP:
            return node.x + end.offset, node.y
        return node.x + end.offset, node.y + node.h
