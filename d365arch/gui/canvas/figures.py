"""Figures of integrations that can be read from very near: messages an hour and how long answers take, where stated."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.viewport import Viewport
from d365arch.gui.fonts import FAMILY
from d365arch.gui.language import translate
from d365arch.model import Integration
from d365arch.model.geometry import Rect
from d365arch.scene.index import body
from d365arch.scene.parts import Element, Font, Layer
from d365arch.scene.text import measure

NEAR = 1.5
"""From this zoom on figures are shown."""

_FONT = Font(8.0)
_GAP = 1.5
_GROUND = 225


class Figures:
    """Written under the labels of the lines that are in sight."""

    def __init__(self, view: Canvas) -> None:
        self._view = view

    def paint(self, painter: QPainter, viewport: Viewport, area: Rect, hidden: Collection[Element],
              only: Collection[Element] | None) -> None:
        """Paint the figures within a rectangle of the widget."""
        view = self._view
        if viewport.scale < NEAR or view.sheet is None:
            return
        known = view.editor.workspace.landscape.integration_by_id
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing, True)
        seen = viewport.rect_to_scene(area)
        labels = {s.element: body(s) for s in view.sheet.index.inside(seen, Layer.LABEL) if s.id.startswith("label-")}
        taken = list(labels.values())
        for element, label in labels.items():
            integration = known.get(element.id)
            if integration is None or element in hidden or (only is not None and element not in only):
                continue
            text = self.text_of(integration)
            place = _room(label, text, taken) if text else None
            if place:
                taken.append(place)
                self._paint(painter, viewport.rect_to_screen(place), text, viewport.scale)
        painter.restore()

    def _paint(self, painter: QPainter, place: Rect, text: str, scale: float) -> None:
        ground = QColor(self._view.theme.ground)
        ground.setAlpha(_GROUND)
        painter.fillRect(QRectF(*place), ground)
        painter.setPen(QColor(self._view.theme.muted))
        painter.setFont(_font(_FONT.size * scale))
        painter.drawText(QRectF(*place), int(Qt.AlignmentFlag.AlignCenter), text)

    def text_of(self, integration: Integration) -> str:
        """The figures of an integration that are stated, in a line; empty where none is."""
        found = []
        rate = integration.volume.rate_per_hour if integration.volume else None
        if rate is not None:
            found.append(translate("Canvas", "{count}/h").format(count=number(rate)))
        p95 = integration.latency.p95 if integration.latency else None
        if p95 is not None:
            found.append(translate("Canvas", "p95 {time}").format(time=duration(p95)))
        return " · ".join(found)


def _room(label: Rect, text: str, taken: Sequence[Rect]) -> Rect | None:
    """Where the figures of a label have room: under it, else above it; they rather miss than hide another label."""
    width, height = measure(text, _FONT) + 4, _FONT.size * 1.25
    for y in (label.bottom + _GAP, label.top - _GAP - height):
        place = Rect(label.center.x - width / 2, y, width, height)
        if not any(place.overlaps(other) for other in taken):
            return place
    return None


def number(value: float) -> str:
    """A count in few letters: 0.4, 12, 3,400, 1.2 M."""
    if value >= 1e6:
        return f"{value / 1e6:.3g} M"
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def duration(seconds: float) -> str:
    """A time in few letters: 80 ms, 1.5 s, 10 min, 2 h."""
    if seconds < 1:
        return f"{seconds * 1000:.3g} ms"
    for unit, size in (("h", 3600.0), ("min", 60.0)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"


@lru_cache(maxsize=32)
def _font(size: float) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(max(1, round(size)))
    return font
