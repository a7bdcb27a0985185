"""Cells of a page: what draw.io keeps of every box and arrow, with absolute places."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from d365arch.discovery.drawings.labels import with_placeholders
from d365arch.model.geometry import Point

_WRAPPERS = frozenset({"UserObject", "object"})
_LONGEST_STYLE = 20_000
_DEEPEST = 60
"""Containers in containers that are looked at; a drawing of people has a handful, and each level costs every cell."""
_NO_ATTRIBUTES = frozenset({"id", "label", "link", "tooltip", "placeholders"})


class Rect(NamedTuple):
    """A rectangle, in pixels of the page once it is absolute."""

    x: float
    y: float
    width: float
    height: float

    @property
    def center(self) -> Point:
        """Its middle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    @property
    def area(self) -> float:
        """Width times height."""
        return self.width * self.height

    def distance(self, point: Point) -> float:
        """How far a point is from it; 0 inside."""
        dx = max(self.x - point.x, 0.0, point.x - self.x - self.width)
        dy = max(self.y - point.y, 0.0, point.y - self.y - self.height)
        return math.hypot(dx, dy)

    def holds(self, other: Rect, slack: float = 2.0) -> bool:
        """Whether another lies inside."""
        return (other.x >= self.x - slack and other.y >= self.y - slack
                and other.x + other.width <= self.x + self.width + slack
                and other.y + other.height <= self.y + self.height + slack)


@dataclass(slots=True)
class Cell:
    """A box, an arrow, a layer or anything else on a page."""

    id: str
    parent: str
    value: str
    style: dict[str, str]
    """Keys in small letters; words without a value, such as `text`, have an empty one."""
    is_edge: bool
    is_vertex: bool
    source: str
    target: str
    visible: bool
    rect: Rect | None
    relative: bool
    offset: Point
    source_point: Point | None
    target_point: Point | None
    attributes: dict[str, str] = field(default_factory=dict)
    at: Rect | None = None
    """Absolute."""

    @property
    def shape(self) -> str:
        """Name of its shape in small letters; empty for a plain box."""
        return self.style.get("shape", "").lower()


def cells_of(root: Element) -> dict[str, Cell]:
    """The cells by id in the order they are drawn, with absolute places; of equal ids the first counts."""
    cells: dict[str, Cell] = {}
    for number, element in enumerate(root):
        cell = _cell(element, number)
        if cell is not None:
            cells.setdefault(cell.id, cell)
    _place(cells)
    return cells


def _cell(element: Element, number: int) -> Cell | None:
    inner: Element | None = element
    attributes: dict[str, str] = {}
    if element.tag in _WRAPPERS:
        inner = element.find("mxCell")
        attributes = {key: value for key, value in element.attrib.items() if key.lower() not in _NO_ATTRIBUTES}
    if inner is None or inner.tag != "mxCell":
        return None
    value = element.attrib.get("label", "") if inner is not element else inner.attrib.get("value", "")
    value = value or inner.attrib.get("value", "")
    nested = next((one for one in inner if one.attrib.get("as") == "value"), None)
    if not value and nested is not None:
        value = nested.attrib.get("label", "")
    if element.attrib.get("placeholders") == "1":
        value = with_placeholders(value, attributes)
    geometry = inner.find("mxGeometry")
    points = {one.attrib.get("as", ""): Point(_number(one.attrib.get("x")), _number(one.attrib.get("y")))
              for one in (geometry if geometry is not None else ()) if one.tag == "mxPoint"}
    rect = None
    if geometry is not None:
        rect = Rect(*(_number(geometry.attrib.get(name)) for name in ("x", "y", "width", "height")))
    is_edge = inner.attrib.get("edge") == "1"
    return Cell(
        id=element.attrib.get("id") or inner.attrib.get("id") or f"#{number}", parent=inner.attrib.get("parent", ""),
        value=value, style=_style(inner.attrib.get("style", "")), is_edge=is_edge,
        is_vertex=not is_edge and inner.attrib.get("vertex") == "1", source=inner.attrib.get("source", ""),
        target=inner.attrib.get("target", ""), visible=inner.attrib.get("visible") != "0", rect=rect,
        relative=geometry is not None and geometry.attrib.get("relative") == "1",
        offset=points.get("offset", Point(0, 0)),
        source_point=points.get("sourcePoint"), target_point=points.get("targetPoint"), attributes=attributes)


def _number(text: str | None) -> float:
    try:
        number = float(text or 0)
    except ValueError:
        return 0.0
    return number if math.isfinite(number) and abs(number) < 1e9 else 0.0


def _style(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for piece in text[:_LONGEST_STYLE].split(";"):
        key, _, value = piece.partition("=")
        if key.strip():
            found[key.strip().lower()] = value.strip()
    return found


def above(cell: Cell, cells: dict[str, Cell]) -> Iterator[Cell]:
    """The cells around a cell, from the nearest; ends where a drawing goes round in circles, or is absurdly deep."""
    seen = {cell.id}
    here = cells.get(cell.parent)
    while here is not None and here.id not in seen and len(seen) <= _DEEPEST:
        seen.add(here.id)
        yield here
        here = cells.get(here.parent)


def _place(cells: dict[str, Cell]) -> None:
    """Make all places absolute, parents before what they hold."""
    for cell in cells.values():
        chain = [cell, *above(cell, cells)]
        for one in reversed(chain):
            if one.at is None and one.is_vertex and one.rect is not None:
                one.at = _absolute(one, cells)


def _absolute(cell: Cell, cells: dict[str, Cell]) -> Rect:
    assert cell.rect is not None
    parent = cells.get(cell.parent)
    around = parent.at if parent is not None and parent.at is not None else Rect(0, 0, 0, 0)
    x, y = cell.rect.x, cell.rect.y
    if cell.relative:
        x, y = x * around.width, y * around.height
    return Rect(around.x + x + cell.offset.x * cell.relative, around.y + y + cell.offset.y * cell.relative,
                cell.rect.width, cell.rect.height)


def absolute_point(point: Point, cell: Cell, cells: dict[str, Cell]) -> Point:
    """A point of an arrow, which counts from the box that holds the arrow."""
    for one in above(cell, cells):
        if one.at is not None:
            return point.moved(one.at.x, one.at.y)
    return point
