"""A grid over a scene that tells quickly what is at a point and what is in a rectangle."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import LAYERS, Element, Layer, RectPart, Scene, Shape

CELL = 600.0
"""Side of a grid cell in px: small enough for a screen, large enough that few shapes lie in many cells."""

_Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """What is at a point: the shape, the element it stands for there (such as an endpoint's row), and where."""

    shape: Shape
    element: Element
    rect: Rect


class _Grid:
    """The shapes of one layer by cell."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self.shapes: dict[str, Shape] = {}
        self.rank: dict[str, int] = {}
        self._cells: dict[_Cell, dict[str, Shape]] = {}
        self.update(shapes)

    def update(self, shapes: Iterable[Shape]) -> None:
        """Take in a new state; costs little where most shapes are the same objects as before."""
        now = {s.id: s for s in shapes}
        for key in [k for k in self.shapes if k not in now]:
            self._take_out(self.shapes[key])
        for key, shape in now.items():
            old = self.shapes.get(key)
            if old is not shape:
                if old is not None:
                    self._take_out(old)
                for cell in _cells_of(shape):
                    self._cells.setdefault(cell, {})[key] = shape
        self.shapes = now
        self.rank = {key: i for i, key in enumerate(now)}

    def _take_out(self, shape: Shape) -> None:
        for cell in _cells_of(shape):
            del self._cells[cell][shape.id]

    def near(self, rect: Rect) -> list[Shape]:
        """Shapes in the cells that the rectangle touches, in painting order."""
        cells = _cells(rect)
        if len(cells) > len(self._cells):
            wanted = set(cells)
            cells = [c for c in self._cells if c in wanted]
        found: dict[str, Shape] = {}
        for cell in cells:
            found.update(self._cells.get(cell, ()))
        return sorted(found.values(), key=lambda s: self.rank[s.id])


class SceneIndex:
    """The index of a scene; `update` follows it to the next state."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._grids: dict[Layer, _Grid] = {}

    @property
    def scene(self) -> Scene:
        """The scene that is indexed."""
        return self._scene

    def update(self, scene: Scene) -> None:
        """Index another scene; shapes that are the same objects as before are not touched."""
        self._scene = scene
        for layer, grid in self._grids.items():
            grid.update(s for s in scene.shapes if s.layer is layer)

    def _grid(self, layer: Layer) -> _Grid:
        grid = self._grids.get(layer)
        if grid is None:
            grid = self._grids[layer] = _Grid(s for s in self._scene.shapes if s.layer is layer)
        return grid

    def inside(self, rect: Rect, *layers: Layer) -> Iterator[Shape]:
        """Shapes whose bounds meet the rectangle, in painting order; of the named layers, or of all."""
        for layer in layers or LAYERS:
            for shape in self._grid(layer).near(rect):
                b = shape.bounds
                if b.left <= rect.right and rect.left <= b.right and b.top <= rect.bottom and rect.top <= b.bottom:
                    yield shape

    def at(self, point: Point, tolerance: float = 3.0, *layers: Layer) -> Hit | None:
        """The topmost shape within `tolerance` px of the point; none where there is only ground."""
        around = Rect(point.x, point.y, 0, 0).grown(tolerance)
        for layer in reversed(layers or LAYERS):
            found = [s for s in self._grid(layer).near(around) if _meets(s, point, tolerance)]
            if layer is Layer.LINE and found:
                found.sort(key=lambda s: -distance(s.path, point))
            if found:
                return _hit(found[-1], point)
        return None


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


def _cells(rect: Rect) -> list[_Cell]:
    left, top = math.floor(rect.left / CELL), math.floor(rect.top / CELL)
    right, bottom = math.floor(rect.right / CELL), math.floor(rect.bottom / CELL)
    return [(x, y) for y in range(top, bottom + 1) for x in range(left, right + 1)]


def _cells_of(shape: Shape) -> list[_Cell]:
    """The cells that a shape lies in; a line only in those that its runs pass, not in all that it spans."""
    if not shape.path:
        return _cells(shape.bounds)
    found: dict[_Cell, None] = {}
    for a, b in pairwise(shape.path):
        found.update(dict.fromkeys(_cells(Rect.around((a, b)).grown(8))))
    return list(found)
