"""The finished parts of a drawing: numbers, colors and single lines of text, ready for any painter.

A painter (SVG, canvas, PDF) translates parts and knows no domain: one function per part class.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from d365arch.model.geometry import Point, Rect, Size


class Weight(StrEnum):
    """Weights of the product's font family, Source Sans."""

    REGULAR = "regular"
    SEMIBOLD = "semibold"
    BOLD = "bold"


class Anchor(StrEnum):
    """Which point of a line of text its x names."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Font:
    """Size in px, weight, and letter spacing in px (0 but for small capitals of zones)."""

    size: float
    weight: Weight = Weight.REGULAR
    spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class Gradient:
    """Vertical gradient over the bounds of the part, from top to bottom, in equal steps."""

    colors: tuple[str, ...]


Fill = str | Gradient | None
"""`#RRGGBB`, a gradient, or none for no fill."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line's color (`#RRGGBB`), width and dash lengths in px; caps `butt` or `round`."""

    color: str
    width: float = 1.0
    dash: tuple[float, ...] = ()
    round_cap: bool = False


@dataclass(frozen=True, slots=True)
class RectPart:
    """A rectangle; `radius` rounds the corners, `top_only` just the upper two, `bottom_only` the lower two."""

    rect: Rect
    fill: Fill = None
    stroke: Stroke | None = None
    radius: float = 0.0
    top_only: bool = False
    bottom_only: bool = False
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class LinePart:
    """A polyline whose corners are rounded by `radius`; open and never filled; see `scene.paths.rounded`."""

    points: tuple[Point, ...]
    stroke: Stroke
    radius: float = 0.0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class PathPart:
    """SVG path data (absolute M, L, H, V, C, Q, A, Z), scaled, then moved to `at`; for icons and arrowheads.

    The stroke keeps its width and has round caps and joins; `scene.paths.segments` gives the finished curve.
    """

    data: str
    at: Point = Point(0, 0)
    scale: float = 1.0
    fill: Fill = None
    stroke: Stroke | None = None
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class EllipsePart:
    """An ellipse in its bounding rectangle."""

    rect: Rect
    fill: Fill = None
    stroke: Stroke | None = None
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class TextPart:
    """One line of text, already wrapped or elided; `at` is on the baseline, `width` as measured."""

    text: str
    at: Point
    font: Font
    color: str
    width: float
    anchor: Anchor = Anchor.START


@dataclass(frozen=True, slots=True)
class ShadowPart:
    """The one soft shadow: a rounded rectangle, blurred by `blur` px and moved down by `drop` px."""

    rect: Rect
    color: str
    radius: float = 0.0
    blur: float = 6.0
    drop: float = 2.0
    opacity: float = 0.12

    def layers(self) -> tuple[tuple[Rect, float, float], ...]:
        """The shadow as rectangles to paint one over the other: rectangle, corner radius, opacity.

        Four of them look soft enough, and every program shows them; blur filters are missing in Office and Qt.
        """
        base = self.rect.moved(0, self.drop)
        steps = (self.blur * 0.4, self.blur * 0.2, 0.0, -self.blur * 0.2)
        return tuple((base.grown(by), max(0.0, self.radius + by), self.opacity / len(steps)) for by in steps)


Part = RectPart | LinePart | PathPart | EllipsePart | TextPart | ShadowPart


class Layer(StrEnum):
    """Painting order of shapes, lowest first."""

    ZONE = "zone"
    LINE = "line"
    BOX = "box"
    LABEL = "label"
    FRAME = "frame"      # title, legend, small print


LAYERS: tuple[Layer, ...] = tuple(Layer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """What a shape stands for: `kind` is system, endpoint, integration, zone, note, title or legend.

    A line for several integrations is a `bundle`, a box for several systems a `group`, which no landscape has: they
    stand for their shape's `members`.
    """

    kind: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HitArea:
    """A part of a shape that stands for an element of its own, such as a row in a box; `title` is its tooltip.

    Parts `first` up to, not including, `last` of the shape draw it.
    """

    element: Element
    rect: Rect
    title: str = ""
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """All parts of one element in one layer.

    `id` is unique in the scene and stable over runs (it becomes the SVG id). `title` and `description` are what
    assistive technology and tooltips say. `path` is the line of an integration, for hit-testing within a few px.
    `members` are elements that are not drawn themselves and that the shape stands for: the integrations of a bundle,
    the systems of a folded zone. `tint` is the color of a line, for those who paint no details.
    """

    id: str
    layer: Layer
    element: Element
    bounds: Rect
    parts: tuple[Part, ...]
    title: str = ""
    description: str = ""
    hits: tuple[HitArea, ...] = ()
    members: tuple[Element, ...] = ()
    path: tuple[Point, ...] = ()
    tint: str = ""


class LateShape(Shape):
    """A shape whose parts are made when first asked for: most lines of a large picture are seen from afar only."""

    __slots__ = ("_make",)
    _make: Callable[[], tuple[Part, ...]]

    @staticmethod
    def of(make: Callable[[], tuple[Part, ...]], **fields: Any) -> LateShape:
        """A shape with these fields, and with the parts that `make` will make."""
        shape = LateShape(parts=(), **fields)
        object.__delattr__(shape, "parts")
        object.__setattr__(shape, "_make", make)
        return shape

    def __getattr__(self, name: str) -> Any:
        if name != "parts":
            raise AttributeError(name)
        parts = self._make()
        object.__setattr__(self, "parts", parts)
        return parts


@dataclass(frozen=True)
class Scene:
    """A finished drawing. `shapes` are in painting order; `bounds` covers all of them and the margin.

    `paper` is the size in mm of the sheet that the bounds are, where the drawing is set on one.
    """

    name: str
    description: str
    theme: str
    ground: str
    bounds: Rect
    shapes: tuple[Shape, ...]
    paper: Size | None = None
