"""After a new layout, and when it is undone, the boxes glide to their places; the drawing itself is there at once."""

from __future__ import annotations

import time
from typing import ClassVar

from PySide6.QtCore import QEvent, QLineF, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.painter import rectf
from d365arch.model.geometry import Point, Rect
from d365arch.scene.build import Drawing
from d365arch.scene.parts import Element

_TICK = 8
_ENDS = (QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress, QEvent.Type.Wheel, QEvent.Type.Resize)
"""What a person does that ends the flight, and then has its usual effect."""


class Flight(QObject):
    """Paints the way from one drawing to the next above the finished picture."""

    duration: ClassVar[int] = 250
    """Ms that it takes; 0 for none."""

    most: ClassVar[int] = 500
    """With more boxes than this there is none."""

    def __init__(self, view: Canvas) -> None:
        super().__init__(view)
        self._view = view
        self._began = 0.0
        self._ways: list[tuple[Element, Rect, Rect]] = []
        self._zones: list[tuple[Rect, Rect]] = []
        self._lines: dict[str, list[tuple[str, str]]] = {}
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._step)
        view.editor.rearranged.connect(self.start)
        view.editor.drawing_changed.connect(self.finish)
        view.installEventFilter(self)

    @property
    def under_way(self) -> bool:
        """Whether boxes are on their way."""
        return self._timer.isActive()

    def start(self, before: Drawing, after: Drawing) -> None:
        """Show how the boxes get from one drawing to the next, where that is wanted and few enough are there."""
        old, new = before.placement, after.placement
        still = (self.duration <= 0 or not self._view.isVisible() or len(new.boxes) > self.most
                 or self._view.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) <= 0)
        if still or all(old.boxes.get(id_) == rect for id_, rect in new.boxes.items()):
            return
        self._ways = [(Element(kind=after.looks.boxes[id_].kind, id=id_), old.boxes.get(id_, rect), rect)
                      for id_, rect in new.boxes.items() if id_ in after.looks.boxes]
        self._zones = [(old.zones.get(id_, rect), rect) for id_, rect in new.zones.items()]
        self._lines = {}
        for line in after.looks.lines.values():
            color = after.theme.timing(line.timing).line
            self._lines.setdefault(color, []).append((line.source, line.target))
        self._began = time.perf_counter()
        self._timer.start()
        self._view.update()

    def finish(self) -> None:
        """Be there."""
        if self._timer.isActive():
            self._timer.stop()
            self._view.update()

    def _step(self) -> None:
        if self._share() >= 1:
            self.finish()
        else:
            self._view.update()

    def _share(self) -> float:
        return (time.perf_counter() - self._began) * 1000 / max(1, self.duration)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A hand on mouse or keyboard ends it."""
        if event.type() in _ENDS:
            self.finish()
        return False

    def paint(self, painter: QPainter) -> None:
        """Boxes on their way, and plain lines between them, in place of the picture."""
        if not self.under_way:
            return
        share = min(1.0, self._share())
        eased = 1 - (1 - share) ** 3
        view = self._view
        painter.fillRect(view.rect(), QColor(view.theme.ground))
        for a, b in self._zones:
            painter.setPen(QPen(QColor(view.theme.zone_line), 1))
            painter.setBrush(QColor(view.theme.zone))
            painter.drawRoundedRect(rectf(view.viewport.rect_to_screen(_between(a, b, eased))), 8, 8)
        rects = {element.id: _between(a, b, eased) for element, a, b in self._ways}
        self._paint_lines(painter, rects)
        if view.layers is None or view.sheet is None:
            return
        seen = view.viewport.rect_to_scene(Rect(0, 0, view.width(), view.height()))
        for element, _, there in self._ways:
            here = rects[element.id]
            if here.overlaps(seen):
                by = Point((here.x - there.x) * view.zoom, (here.y - there.y) * view.zoom)
                view.layers.paint_shapes(painter, view.viewport.panned(*by), view.sheet.shapes(element))

    def _paint_lines(self, painter: QPainter, rects: dict[str, Rect]) -> None:
        to_screen = self._view.viewport.to_screen
        for color, ends in self._lines.items():
            faint = QColor(color)
            faint.setAlpha(110)
            painter.setPen(QPen(faint, 1.2))
            painter.drawLines([QLineF(*to_screen(rects[a].center), *to_screen(rects[b].center))
                               for a, b in ends if a in rects and b in rects])


def _between(a: Rect, b: Rect, share: float) -> Rect:
    return Rect(*(start + (end - start) * share for start, end in zip(a, b, strict=True)))
