"""A scene with its index: what is under the pointer, where an element stands, which shapes it has."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from functools import cached_property

from d365arch.model.geometry import Point, Rect
from d365arch.scene.index import Hit, SceneIndex, body
from d365arch.scene.parts import Element, Layer, Scene, Shape


class Sheet:
    """Answers questions about one scene."""

    def __init__(self, scene: Scene, index: SceneIndex) -> None:
        self.scene = scene
        self.index = index

    def says(self, element: Element) -> str:
        """Title and description of an element, as assistive technology and tooltips tell them; empty where unknown."""
        for shape in self.shapes(element):
            if shape.title and shape.element == element:
                return f"{shape.title}. {shape.description}" if shape.description else shape.title
        area = self.index.area(element)
        return area.title if area else ""

    @cached_property
    def boxes(self) -> tuple[Shape, ...]:
        """The boxes of systems, in painting order."""
        return tuple(s for s in self.scene.shapes if s.layer is Layer.BOX and s.element.kind == "system")

    def shapes(self, element: Element) -> Sequence[Shape]:
        """All shapes of an element, lowest first."""
        return self.index.of(element)

    def shapes_of(self, elements: Iterable[Element]) -> list[Shape]:
        """All shapes of some elements, in painting order."""
        order = {layer: number for number, layer in enumerate(Layer)}
        return sorted((s for e in elements for s in self.shapes(e)), key=lambda s: order[s.layer])

    def rect(self, element: Element) -> Rect | None:
        """The rectangle of an element: its row, box, label or zone, or the bounds of its line."""
        area = self.index.area(element)
        if area:
            return area.rect
        shapes = self.shapes(element)
        return body(shapes[-1]) if shapes else None

    def path(self, element: Element) -> tuple[Point, ...]:
        """The line of an integration; empty where none is drawn."""
        return next((shape.path for shape in self.shapes(element) if shape.path), ())

    def label(self, element: Element) -> Rect | None:
        """Where the label of an integration stands."""
        return next((body(s) for s in self.shapes(element) if s.id.startswith("label-")), None)

    def hit(self, point: Point, tolerance: float) -> Hit | None:
        """The uppermost element at a point; lines count within `tolerance` px of the scene."""
        return self.index.at(point, tolerance)


def middle_of(path: Sequence[Point]) -> Point:
    """The point half way along a polyline that has at least one point."""
    lengths = [math.dist(a, b) for a, b in itertools.pairwise(path)]
    left = sum(lengths) / 2
    for (a, b), length in zip(itertools.pairwise(path), lengths, strict=True):
        if length and left <= length:
            return Point(a.x + (b.x - a.x) * left / length, a.y + (b.y - a.y) * left / length)
        left -= length
    return path[-1]
