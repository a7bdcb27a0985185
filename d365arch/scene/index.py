"""A grid over a scene that tells quickly what is at a point and what is in a rectangle."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, pairwise

from d365arch.model.geometry import Point, Rect
from d365arch.scene.delta import Delta, delta_of
from d365arch.scene.parts import LAYERS, Element, HitArea, Layer, RectPart, Scene, Shape

CELL = 600.0
"""Side of a grid cell in px: small enough for a screen, large enough that few shapes lie in many cells."""

_NEAR_LINE = 8.0
"""How far, in px, what belongs to a line reaches beyond its path: halo, heads and rings."""

_PLAIN = (CELL, CELL)

_FEW_CELLS = 8
"""What is longer than so many cells lies in cells so many times as long."""

_Cell = tuple[int, int]
_Kind = tuple[float, float]
"""Width and height of cells."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What is at a point: the shape, the element it stands for there (such as an endpoint's row), and where."""

    shape: Shape
    element: Element
    rect: Rect


class _Grid:
    """The shapes of one layer by cell; within a cell by their identity.

    What is long lies in longer cells of the same thinness, so that nothing lies in many: a line across a large drawing
    is found by its height, without an entry for every 600 px of its length.
    """

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self._kinds: dict[_Kind, dict[_Cell, dict[int, Shape]]] = {}
        for shape in shapes:
            self.put_in(shape)

    def put_in(self, shape: Shape) -> None:
        """Index one more shape."""
        for kind, cell in _cells_of(shape):
            cells = self._kinds.get(kind)
            if cells is None:
                cells = self._kinds[kind] = {}
            found = cells.get(cell)
            if found is None:
                found = cells[cell] = {}
            found[id(shape)] = shape

    def take_out(self, shape: Shape) -> None:
        """Forget a shape."""
        for kind, cell in _cells_of(shape):
            self._kinds[kind][cell].pop(id(shape), None)

    def near(self, rect: Rect) -> dict[int, Shape]:
        """Shapes in the cells that the rectangle touches, by their identity."""
        found: dict[int, Shape] = {}
        for kind, cells in self._kinds.items():
            left, top, right, bottom = _span(rect, kind)
            if (right - left + 1) * (bottom - top + 1) > len(cells):
                for (x, y), shapes in cells.items():
                    if left <= x <= right and top <= y <= bottom:
                        found.update(shapes)
                continue
            for x in range(left, right + 1):
                for y in range(top, bottom + 1):
                    if here := cells.get((x, y)):
                        found.update(here)
        return found


class SceneIndex:
    """The index of a scene; `update` follows it to the next state."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._grids: dict[Layer, _Grid] = {}
        self._rank: dict[int, int] | None = None

    @property
    def scene(self) -> Scene:
        """The scene that is indexed."""
        return self._scene

    def prepared(self) -> SceneIndex:
        """The same with all layers indexed, as on a worker thread; otherwise each waits until it is asked for."""
        for layer in LAYERS:
            self._grid(layer)
        return self

    def update(self, scene: Scene) -> Delta:
        """Index another scene and tell what differs; shapes that are the same objects as before are not touched."""
        delta = delta_of(self._scene, scene)
        self._scene = scene
        if not delta:
            return delta
        self._rank = None
        for shape in delta.gone:
            if grid := self._grids.get(shape.layer):
                grid.take_out(shape)
        for shape in delta.new:
            if grid := self._grids.get(shape.layer):
                grid.put_in(shape)
        self._follow(delta)
        return delta

    def _follow(self, delta: Delta) -> None:
        """Bring what was found by element up to date, as far as somebody asked for it."""
        if (shapes := self.__dict__.get("_of")) is not None:
            for shape in delta.gone:
                for element in _elements(shape):
                    kept = [s for s in shapes[element] if s is not shape]
                    if kept:
                        shapes[element] = kept
                    else:
                        del shapes[element]
            for shape in delta.new:
                for element in _elements(shape):
                    others = shapes.setdefault(element, [])
                    others.append(shape)
                    others.sort(key=_layer_of)
        if (areas := self.__dict__.get("_areas")) is not None:
            for shape in delta.gone:
                for hit in shape.hits:
                    areas.pop(hit.element, None)
            for shape in delta.new:
                for hit in shape.hits:
                    areas[hit.element] = hit

    @cached_property
    def _of(self) -> dict[Element, list[Shape]]:
        found: dict[Element, list[Shape]] = {}
        for shape in self._scene.shapes:
            for element in _elements(shape):
                found.setdefault(element, []).append(shape)
        return found

    @cached_property
    def _areas(self) -> dict[Element, HitArea]:
        return {hit.element: hit for shape in self._scene.shapes for hit in shape.hits}

    def of(self, element: Element) -> Sequence[Shape]:
        """All shapes of an element, or those that stand for it where it is not drawn itself; lowest first."""
        return self._of.get(element, ())

    def area(self, element: Element) -> HitArea | None:
        """The part of a shape that stands for an element, such as an endpoint's row."""
        return self._areas.get(element)

    def _grid(self, layer: Layer) -> _Grid:
        grid = self._grids.get(layer)
        if grid is None:
            grid = self._grids[layer] = _Grid(s for s in self._scene.shapes if s.layer is layer)
        return grid

    def in_order(self, shapes: Iterable[Shape]) -> list[Shape]:
        """Shapes of the scene in painting order, each once."""
        return self._in_order({id(shape): shape for shape in shapes})

    def _in_order(self, found: dict[int, Shape]) -> list[Shape]:
        """Shapes by their identity, in painting order."""
        if self._rank is None:
            self._rank = dict(zip(map(id, self._scene.shapes), count(), strict=False))
        rank = self._rank
        return [found[key] for key in sorted(found, key=rank.__getitem__)]

    def inside(self, rect: Rect, *layers: Layer) -> Iterator[Shape]:
        """Shapes whose bounds meet the rectangle, in painting order; of the named layers, or of all."""
        left, top, right, bottom = rect.x, rect.y, rect.x + rect.width, rect.y + rect.height
        for layer in layers or LAYERS:
            for shape in self._in_order(self._grid(layer).near(rect)):
                x, y, width, height = shape.bounds
                if x <= right and left <= x + width and y <= bottom and top <= y + height:
                    yield shape

    def at(self, point: Point, tolerance: float = 3.0, *layers: Layer) -> Hit | None:
        """The topmost shape within `tolerance` px of the point; none where there is only ground."""
        around = Rect(point.x, point.y, 0, 0).grown(tolerance)
        for layer in reversed(layers or LAYERS):
            found = [s for s in self._in_order(self._grid(layer).near(around)) if _meets(s, point, tolerance)]
            if layer is Layer.LINE and found:
                found.sort(key=lambda s: -distance(s.path, point))
            if found:
                return _hit(found[-1], point)
        return None


def _elements(shape: Shape) -> tuple[Element, ...]:
    return (shape.element, *shape.members) if shape.members else (shape.element,)


def _layer_of(shape: Shape) -> int:
    return LAYERS.index(shape.layer)


def _hit(shape: Shape, point: Point) -> Hit:
    for area in shape.hits:
        if area.rect.contains(point):
            return Hit(shape, area.element, area.rect)
    return Hit(shape, shape.element, body(shape))


def _meets(shape: Shape, point: Point, tolerance: float) -> bool:
    if shape.path:
        return shape.bounds.grown(tolerance).contains(point) and distance(shape.path, point) <= max(tolerance, 1.5)
    return body(shape).grown(min(tolerance, 1.0)).contains(point)


def body(shape: Shape) -> Rect:
    """What of a shape a person takes hold of: its largest rectangle, without the shadow; else its bounds."""
    rects = [p.rect for p in shape.parts if isinstance(p, RectPart)]
    return max(rects, key=lambda r: r.width * r.height) if rects else shape.bounds


def distance(path: tuple[Point, ...], point: Point) -> float:
    """Distance of a point from a line of corner points."""
    best = math.inf
    for a, b in pairwise(path):
        dx, dy = b.x - a.x, b.y - a.y
        length = dx * dx + dy * dy
        t = 0.0 if length == 0 else min(1.0, max(0.0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length))
        best = min(best, math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy))
    return best


def _span(rect: Rect, kind: _Kind) -> tuple[int, int, int, int]:
    """First and last column and row of the cells of a kind that a rectangle touches: left, top, right, bottom."""
    x, y, width, height = rect
    wide, high = kind
    floor = math.floor
    return floor(x / wide), floor(y / high), floor((x + width) / wide), floor((y + height) / high)


def _side(length: float) -> float:
    """The side of cells for what is so long: it touches no more than a few."""
    side = CELL
    while length > _FEW_CELLS * side:
        side *= _FEW_CELLS
    return side


def _cells_of(shape: Shape) -> Iterable[tuple[_Kind, _Cell]]:
    """The cells that a shape lies in; a line only in those that its runs pass, not in all that it spans."""
    found: set[tuple[_Kind, _Cell]] = set()
    for rect in runs(shape.path, _NEAR_LINE) if shape.path else (shape.bounds,):
        _, _, width, height = rect
        kind = _PLAIN if width <= CELL >= height else (_side(width), _side(height))
        left, top, right, bottom = _span(rect, kind)
        if left == right and top == bottom:
            found.add((kind, (left, top)))
        else:
            found.update((kind, (x, y)) for y in range(top, bottom + 1) for x in range(left, right + 1))
    return found


def runs(path: tuple[Point, ...], margin: float) -> Iterator[Rect]:
    """The rectangle around each straight run of a line, with `margin` px more on every side."""
    for (ax, ay), (bx, by) in pairwise(path):
        left, right = (ax, bx) if ax < bx else (bx, ax)
        top, bottom = (ay, by) if ay < by else (by, ay)
        yield Rect(left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin)
