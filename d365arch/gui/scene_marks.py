"""The small marks of the drawing for docks and lists: the same parts, painted by the canvas' painter."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

from d365arch.gui.canvas.painter import prepare
from d365arch.gui.icons import SCALE
from d365arch.model import Point, Rect
from d365arch.model.vocabulary import Timing
from d365arch.scene import marks
from d365arch.scene.boxes import tab_parts
from d365arch.scene.parts import LinePart, Part, Stroke
from d365arch.scene.theme import LINE_STYLES, theme_named


def paint_parts(painter: QPainter, parts: Iterable[Part]) -> None:
    """Paint finished parts at their places."""
    for part in parts:
        prepare(part)(painter)


def tab(timings: tuple[Timing, ...], left: float, middle: float, theme: str) -> list[Part]:
    """The timing tab of a row, 6 px wide."""
    return tab_parts(timings, Rect(left, middle - 7, 6, 14), theme_named(theme))


def line(timing: Timing | None, start: Point, tip: Point, theme: str, ground: str) -> list[Part]:
    """A straight line from an initiator to the called side, with its ring and head."""
    style, colors = LINE_STYLES[timing], theme_named(theme).timing(timing)
    along = marks.toward(start, tip)
    begin = start.moved(along[0] * 2 * (marks.RING + marks.RING_GAP), along[1] * 2 * (marks.RING + marks.RING_GAP))
    end = tip.moved(-along[0] * marks.BACK[style.head], -along[1] * marks.BACK[style.head])
    return [
        LinePart((begin, end), Stroke(colors.line, marks.LINE_WIDTH, style.dash)),
        marks.ring(start, tip, marks.Pen(colors.line), ground),
        marks.head(style.head, tip, start, marks.Pen(colors.line), ground),
    ]


@lru_cache(maxsize=128)
def timing_pixmap(timings: tuple[Timing, ...], theme: str, size: int = 18) -> QPixmap:
    """The timing tab as an icon for a square of `size` px; no timing gives the tab of what is unstated."""
    pixmap = QPixmap(size * SCALE, size * SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(SCALE)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_parts(painter, tab(timings, size / 2 - 3, size / 2, theme))
    painter.end()
    return pixmap
