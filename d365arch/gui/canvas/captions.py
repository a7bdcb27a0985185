"""Names that can be read from afar: of zones and systems, in a size of the screen, where they do not hide each other.

Which names there are room for is found in slices for a step of zoom at a time, the most important ones first.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QStaticText, QTransform

from d365arch.gui.canvas.painter import TEXT_FROM
from d365arch.gui.canvas.viewport import Viewport
from d365arch.gui.fonts import FAMILY
from d365arch.model.geometry import Point, Rect
from d365arch.scene.index import body
from d365arch.scene.parts import Element, Font, Layer, RectPart, Scene, Shape, TextPart, Weight
from d365arch.scene.text import elide, measure, wrap

_SIZE = 11.0
_SMALL = 9.5
"""Size of the names of systems in boxes and of lone names, in px of the screen."""

_ZONE_SIZES = (12.0, 15.0, 20.0)
_LEAST_BOX = 30.0
"""Where most boxes are narrower than this, in px of the screen, zones are named in their middle, with a count."""

_APART = (7.0, 9.0)
"""Room that a lone name keeps around itself, in px of the screen: too many say as little as none."""

_LEAST_ZONE = 40.0
_LARGER_FROM = (110.0, 260.0)
"""Width, in px of the screen, from which a zone is named at all, and from which in larger letters."""

_WIDEST = 110.0
_BELOW_TITLE = 6.0
"""The foot of a zone's name is so far, in px of the scene, below the line that it is written on when near."""

_GROUND = 205
"""How much of the ground under a name hides what is there, of 255."""

_CELL = 64.0
_LEADING = 1.18
_MOST, _MOST_STALE = 300, 80
"""So many names are painted at most, and while they are those of another step of zoom."""

_STEP = 2 ** 0.5
"""Steps of zoom within which the same names are shown."""


@dataclass(frozen=True)
class Caption:
    """Lines of text around a point of the scene, or above it and to its right, and the color of their ground."""

    element: Element
    at: Point
    lines: tuple[str, ...]
    size: float
    color: str
    ground: str
    corner: bool = False
    note: str = ""

    @cached_property
    def extent(self) -> tuple[float, float]:
        """Width and height on the screen."""
        width = max(measure(line, Font(self.size, Weight.SEMIBOLD)) for line in self.lines)
        height = len(self.lines) * self.size * _LEADING
        if self.note:
            width, height = max(width, measure(self.note, Font(_SIZE))), height + _SIZE * _LEADING
        return width + 4, height + 2

    def place(self, viewport: Viewport) -> Rect:
        """Where it stands in the widget; whole pixels keep it sharp and steady while the sheet is panned."""
        width, height = self.extent
        x, y = self.at.x * viewport.scale, self.at.y * viewport.scale
        x, y = (x, y - height) if self.corner else (x - width / 2, y - height / 2)
        return Rect(round(x) + viewport.x, round(y) + viewport.y, width, height)


class Captions:
    """The names of a scene seen from afar."""

    def __init__(self, importance: Callable[[str], int], zones_of: Callable[[str], Iterable[str]],
                 count_text: Callable[[int], str]) -> None:
        self._importance, self._zones_of, self._count_text = importance, zones_of, count_text
        self._scene: Scene | None = None
        self._step = 0
        self._shown: list[Caption] = []
        self._finding: Iterator[Caption | None] | None = None
        self._found: list[Caption] = []
        self._stale = True

    def show(self, scene: Scene) -> None:
        """Another scene."""
        self._scene, self._stale = scene, True

    def is_whole(self, viewport: Viewport) -> bool:
        """Whether all names that there is room for are shown."""
        return viewport.scale >= TEXT_FROM or (
            self._finding is None and not self._stale and _step_of(viewport) == self._step)

    def work(self, viewport: Viewport, seconds: float) -> bool:
        """Look for room for a while; true where all names that there is room for are shown."""
        step = _step_of(viewport)
        if self._scene is None or viewport.scale >= TEXT_FROM:
            return True
        if self._stale or step != self._step:
            self._stale, self._step = False, step
            self._finding, self._found = self._candidates(self._scene, _STEP ** step), []
        if self._finding is None:
            return True
        until = time.perf_counter() + seconds
        for caption in self._finding:
            if caption is not None:
                self._found.append(caption)
            if time.perf_counter() > until:
                return False
        self._finding, self._shown, self._found = None, self._found, []
        return True

    def paint(self, painter: QPainter, viewport: Viewport, area: Rect, hidden: Collection[Element],
              only: Collection[Element] | None) -> None:
        """Paint the names within a rectangle of the widget."""
        if viewport.scale >= TEXT_FROM:
            return
        # Names that were found for another zoom may be far too many for this one: the first are the most important.
        left_to_paint = _MOST if _step_of(viewport) == self._step else _MOST_STALE
        seen = viewport.rect_to_scene(area.grown(_WIDEST))
        left, top, right, bottom = seen.left, seen.top, seen.right, seen.bottom
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing, True)
        for caption in self._shown:
            x, y = caption.at
            if not (left <= x <= right and top <= y <= bottom) and not caption.corner:
                continue
            if caption.element in hidden or (only is not None and caption.element not in only):
                continue
            _paint(painter, caption, caption.place(viewport))
            left_to_paint -= 1
            if not left_to_paint:
                break
        painter.restore()

    def _counts(self, boxes: Iterable[Shape]) -> Counter[str]:
        """How many of the boxes are in each zone, at any depth."""
        return Counter(zone for box in boxes for zone in self._zones_of(box.element.id))

    def _candidates(self, scene: Scene, scale: float) -> Iterator[Caption | None]:
        """The captions there is room for at a zoom, the most important first; none is a place to stop for a while."""
        viewport = Viewport(scale)
        boxes = [s for s in scene.shapes if s.layer is Layer.BOX and s.element.kind in ("system", "zone", "group")]
        yield None
        widths = sorted(s.bounds.width for s in boxes)
        tiny = bool(boxes) and widths[len(widths) // 2] * scale < _LEAST_BOX
        zones = [s for s in scene.shapes if s.layer is Layer.ZONE]
        counts = self._counts(boxes) if tiny else Counter()
        zones.sort(key=lambda s: -s.bounds.width * s.bounds.height)
        yield None
        boxes.sort(key=lambda s: (-self._importance(s.element.id), s.id))
        taken = _Taken()
        yield None
        for shape in (*zones, *boxes):
            if shape.layer is Layer.BOX:
                made = [_system(shape, scale, tiny=tiny)]
            elif tiny:
                made = [_zone_and_count(shape, scale, self._count_text(counts[shape.element.id]))]
            else:
                # Zones may share a part; a shorter name stays out of it.
                made = [_zone(shape, scale), _zone(shape, scale / 2)]
            yield next((m for m in made if m and taken.take(m.place(viewport), *(_APART if tiny else (0.0, 0.0)))),
                       None)


def _step_of(viewport: Viewport) -> int:
    return math.floor(math.log(viewport.scale, _STEP) + 1e-9)


def _zone(shape: Shape, scale: float) -> Caption | None:
    """The name of a zone in its corner."""
    text, rect, fill = _title(shape)
    size, width = _ZONE_SIZES[0], rect.width * scale
    if text is None or width < _LEAST_ZONE:
        return None
    if measure(text.text, Font(size, Weight.SEMIBOLD)) > width - 12:
        size = _SMALL
    line = elide(text.text, Font(size, Weight.SEMIBOLD), width - 8)
    corner = Point(text.at.x, text.at.y + _BELOW_TITLE)
    return Caption(shape.element, corner, (line,), size, text.color, fill, corner=True)


def _zone_and_count(shape: Shape, scale: float, count: str) -> Caption | None:
    """The name of a zone in its middle, the larger the more room there is, and how many systems are in it."""
    text, rect, fill = _title(shape)
    width = rect.width * scale
    if text is None:
        return None
    size = _ZONE_SIZES[sum(width > least for least in _LARGER_FROM)]
    lines = wrap(text.text, Font(size, Weight.SEMIBOLD), max(width, 90), 2)
    return Caption(shape.element, rect.center, tuple(lines), size, text.color, fill, note=count)


def _title(shape: Shape) -> tuple[TextPart | None, Rect, str]:
    """What is written in a zone, its rectangle, and the color of its ground."""
    text = next((p for p in shape.parts if isinstance(p, TextPart)), None)
    rects = [p for p in shape.parts if isinstance(p, RectPart)]
    fill = next((p.fill for p in rects if isinstance(p.fill, str)), "")
    return text, rects[0].rect if rects else shape.bounds, fill


def _system(shape: Shape, scale: float, *, tiny: bool) -> Caption | None:
    """The name of a box: in it where it is wide enough, else over it in one short line."""
    texts = [p for p in shape.parts if isinstance(p, TextPart)]
    if not texts:
        return None
    largest = max(p.font.size for p in texts)
    parts = [p for p in texts if p.font.size == largest]
    rect = body(shape)
    width, height = rect.width * scale, rect.height * scale
    under = [p.fill for p in shape.parts if isinstance(p, RectPart) and p.fill and p.rect.contains(parts[0].at)]
    ground = under[-1] if under and isinstance(under[-1], str) else ""
    name = " ".join(p.text for p in parts)
    size = _SMALL if tiny or width < 60 else _SIZE
    font = Font(size, Weight.SEMIBOLD)
    rows = max(1, min(3, int(height / (size * _LEADING))))
    lines = wrap(name, font, max(width - 4, _LEAST_BOX), rows) if width >= 44 else [elide(name, font, _WIDEST)]
    return Caption(shape.element, rect.center, tuple(lines), size, parts[0].color, ground)


class _Taken:
    """The room that names have taken on the screen."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Rect]] = {}

    def take(self, rect: Rect, across: float, down: float) -> bool:
        """Take a rectangle if all of it is free, and so many px on its sides."""
        rect = Rect(rect.x - across, rect.y - down, rect.width + 2 * across, rect.height + 2 * down)
        cells = [(x, y) for x in range(int(rect.left // _CELL), int(rect.right // _CELL) + 1)
                 for y in range(int(rect.top // _CELL), int(rect.bottom // _CELL) + 1)]
        if any(rect.overlaps(other) for cell in cells for other in self._cells.get(cell, ())):
            return False
        for cell in cells:
            self._cells.setdefault(cell, []).append(rect)
        return True


def _paint(painter: QPainter, caption: Caption, place: Rect) -> None:
    if caption.ground:
        ground = QColor(caption.ground)
        ground.setAlpha(_GROUND)
        painter.fillRect(QRectF(*place), ground)
    painter.setPen(QColor(caption.color))
    y = place.y + 1
    rows = [(line, caption.size, Weight.SEMIBOLD) for line in caption.lines]
    if caption.note:
        rows.append((caption.note, _SIZE, Weight.REGULAR))
    for line, size, weight in rows:
        font, text = _font(size, weight), _text(line, size, weight)
        painter.setFont(font)
        left = place.x + 2 if caption.corner else place.center.x - text.size().width() / 2
        painter.drawStaticText(QPointF(round(left), round(y)), text)
        y += size * _LEADING


@lru_cache(maxsize=16)
def _font(size: float, weight: Weight) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(round(size))
    font.setWeight(QFont.Weight.DemiBold if weight is Weight.SEMIBOLD else QFont.Weight.Normal)
    return font


@lru_cache(maxsize=4096)
def _text(line: str, size: float, weight: Weight) -> QStaticText:
    text = QStaticText(line)
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.prepare(QTransform(), _font(size, weight))
    return text
