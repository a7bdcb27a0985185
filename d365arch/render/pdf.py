"""Writes a scene as PDF: vectors and real text, with the product's font inside, and others for letters it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any

from d365arch.model.geometry import Rect
from d365arch.render.fallback import Run, runs_of
from d365arch.render.fonts import font_files
from d365arch.scene.page import Book
from d365arch.scene.parts import (
    Anchor,
    EllipsePart,
    Fill,
    Gradient,
    LinePart,
    Part,
    PathPart,
    RectPart,
    Scene,
    ShadowPart,
    Shape,
    Stroke,
    TextPart,
    Weight,
)
from d365arch.scene.paths import Segment, rectangle, rounded, segments
from d365arch.scene.text import known, measure

PT = 0.75
"""Points per px."""
_MM = 72 / 25.4


def to_pdf(scene: Scene, book: Book | None = None) -> bytes:
    """The scene as a PDF document: one page as large as the drawing at 96 px an inch or, with a `book`, its sheets."""
    from reportlab.pdfgen.canvas import Canvas

    b = scene.bounds
    size = (book.size.width * _MM, book.size.height * _MM) if book else (b.width * PT, b.height * PT)
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1, pageCompression=1)
    canvas.setTitle(scene.name)
    canvas.setSubject(scene.description)
    canvas.setCreator("d365arch")
    painter = _Painter(canvas)
    if book is None:
        _page(canvas, painter, scene.ground, b, scale=PT, groups=[(None, scene.shapes)])
    else:
        for leaf in book.leaves:
            inside = [s for s in book.shapes if s.bounds.overlaps(leaf.area)]
            _page(canvas, painter, scene.ground, leaf.paper, scale=book.scale * PT,
                  groups=[(leaf.area, inside), (None, leaf.shapes)])
    canvas.save()
    return out.getvalue()


def paint(canvas: Any, scene: Scene, scale: float) -> None:
    """Paint a scene on a canvas of reportlab, its lower left corner at the origin; `scale` is points per px."""
    b = scene.bounds
    canvas.saveState()
    canvas.scale(scale, scale)
    canvas.translate(-b.x, b.bottom)
    painter = _Painter(canvas)
    painter.curve(rectangle(b, 0), scene.ground, None)
    for shape in scene.shapes:
        for part in shape.parts:
            painter.part(part)
    canvas.restoreState()


def _page(canvas: Any, painter: _Painter, ground: str, paper: Rect, *, scale: float,
          groups: Sequence[tuple[Rect | None, Sequence[Shape]]]) -> None:
    """One page that shows a rectangle of the scene; each group of shapes may be cut to a rectangle."""
    canvas.saveState()
    canvas.translate(0, paper.height * scale)
    canvas.scale(scale, scale)
    canvas.translate(-paper.x, paper.y)
    painter.curve(rectangle(paper, 0), ground, None)
    for area, shapes in groups:
        canvas.saveState()
        if area is not None:
            painter.clip(rectangle(area, 0))
        for shape in shapes:
            for part in shape.parts:
                painter.part(part)
        canvas.restoreState()
    canvas.restoreState()
    canvas.showPage()


@cache
def font_names() -> dict[Weight, str]:
    """The product's font by weight, under the names by which the PDF writer knows it."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    names = {}
    for weight in Weight:
        names[weight] = f"D365Arch-{weight.value}"
        pdfmetrics.registerFont(TTFont(names[weight], font_files()[weight.value]))
    return names


class _Painter:
    """Paints parts on a canvas whose y grows upwards; x and y of the scene become x and -y."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas

    def part(self, part: Part) -> None:
        """Paint one part."""
        match part:
            case TextPart():
                self._text(part)
            case LinePart():
                self.curve(rounded(part.points, part.radius), None, part.stroke, part.opacity)
            case RectPart():
                both = part.top_only == part.bottom_only
                curve = rectangle(part.rect, part.radius, both or part.top_only, both or part.bottom_only)
                self.curve(curve, part.fill, part.stroke, part.opacity)
            case PathPart():
                self.curve(segments(part.data, part.at, part.scale), part.fill, part.stroke, part.opacity, round_=True)
            case EllipsePart():
                radius = part.rect.width / 2
                self.curve(rectangle(part.rect, radius), part.fill, part.stroke, part.opacity)
            case ShadowPart():
                for rect, radius, opacity in part.layers():
                    self.curve(rectangle(rect, radius), part.color, None, opacity)

    def curve(self, curve: Sequence[Segment], fill: Fill, stroke: Stroke | None, opacity: float = 1.0, *,
              round_: bool = False) -> None:
        """Paint a curve."""
        canvas = self._canvas
        canvas.saveState()
        if isinstance(fill, Gradient):
            self._gradient(curve, fill)
            fill = None
        if fill is not None:
            canvas.setFillColor(_color(fill))
        if stroke is not None:
            canvas.setStrokeColor(_color(stroke.color))
            canvas.setLineWidth(stroke.width)
            canvas.setDash(list(stroke.dash))
            canvas.setLineCap(1 if stroke.round_cap or round_ else 0)
            canvas.setLineJoin(1 if stroke.round_cap or round_ else 0)
        if opacity < 1:    # after the colors, which bring an opacity of their own
            canvas.setFillAlpha(opacity)
            canvas.setStrokeAlpha(opacity)
        if fill is not None or stroke is not None:
            canvas.drawPath(self._path(curve), fill=int(fill is not None), stroke=int(stroke is not None))
        canvas.restoreState()

    def clip(self, curve: Sequence[Segment]) -> None:
        """Paint nothing outside of a curve until the state is restored."""
        self._canvas.clipPath(self._path(curve), stroke=0, fill=0)

    def _path(self, curve: Sequence[Segment]) -> Any:
        path = self._canvas.beginPath()
        for command, n in curve:
            if command == "M":
                path.moveTo(n[0], -n[1])
            elif command == "L":
                path.lineTo(n[0], -n[1])
            elif command == "C":
                path.curveTo(n[0], -n[1], n[2], -n[3], n[4], -n[5])
            else:
                path.close()
        return path

    def _gradient(self, curve: Sequence[Segment], fill: Gradient) -> None:
        canvas = self._canvas
        ys = [-n[i] for _, n in curve for i in range(1, len(n), 2)]
        canvas.saveState()
        canvas.clipPath(self._path(curve), stroke=0, fill=0)
        canvas.linearGradient(0, max(ys), 0, min(ys), [_color(c) for c in fill.colors], extend=True)
        canvas.restoreState()

    def _text(self, part: TextPart) -> None:
        width = measure(part.text, part.font)
        left = part.at.x - {Anchor.START: 0.0, Anchor.MIDDLE: width / 2, Anchor.END: width}[part.anchor]
        own = font_names()[part.font.weight]
        runs = (Run(part.text, part.text, None),) if all(map(known, part.text)) else runs_of(part.text)
        for run in runs:
            text = self._canvas.beginText(left, -part.at.y)
            text.setFont(run.font or own, part.font.size)
            text.setCharSpace(part.font.spacing)
            text.setFillColor(_color(part.color))
            room = measure(run.letters, part.font)
            if run.font:    # letters of another font are squeezed or stretched into the room that was kept for them
                width = self._canvas.stringWidth(run.shown, run.font, part.font.size)
                text.setHorizScale(100 * room / width if room and width else 100)
            text.textOut(run.shown)
            if run.font:    # the scale would hold for all that follows
                text.setHorizScale(100)
            self._canvas.drawText(text)
            left += room


@cache
def _color(text: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(text)
