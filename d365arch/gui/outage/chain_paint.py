"""A chain on the canvas: its calls in order with numbers, the weakest marked, and the call that would not wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from d365arch.analysis.inspect_chain import Inspection
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.kept_picture import KeptPicture, Sight
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.paths import painter_path
from d365arch.gui.canvas.sheet import middle_of
from d365arch.gui.fonts import FAMILY
from d365arch.model.geometry import Point
from d365arch.model.vocabulary import Severity
from d365arch.scene.parts import Element
from d365arch.scene.paths import rounded

_VEIL = 135


@dataclass(frozen=True)
class ShownChain:
    """A chain, and from which hop on nobody would wait (none: as it is)."""

    chain: Inspection
    relieved: int | None = None


class ChainPainter:
    """Paints one chain; what was painted is kept until another chain is shown."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self._shown: ShownChain | None = None
        self._kept = KeptPicture(view, self._draw, veil=_VEIL)

    @property
    def shown(self) -> ShownChain | None:
        """What is painted."""
        return self._shown

    def show(self, shown: ShownChain | None) -> None:
        """Paint another chain, or none."""
        if shown != self._shown:
            self._shown = shown
            self.forget()
            self._view.update()

    def forget(self) -> None:
        """Let go of what was painted."""
        self._kept.forget()

    def paint(self, painter: QPainter) -> None:
        """Put the chain down, in widget coordinates."""
        view = self._view
        if self._shown is not None and view.editor.drawing is not None and view.sheet is not None:
            self._kept.paint(painter)

    def _draw(self, painter: QPainter, sight: Sight) -> None:
        shown = self._shown
        if shown is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = list(self._boxes(sight, shown))
        self._paint_calls(painter, sight, shown)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.black)
        painter.drawRects([rect for rect, _ in boxes])
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        for rect, free in boxes:
            painter.setPen(self._pen(2.4, free=free))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 8 * sight.zoom, 8 * sight.zoom)
        for number, at, bad, free in self._numbers(sight, shown):
            self._paint_number(painter, at, number, bad=bad, free=free)

    def _free(self, shown: ShownChain, hop: int) -> bool:
        return shown.relieved is not None and hop >= shown.relieved

    def _pen(self, width: float, *, free: bool) -> QPen:
        theme = self._view.theme
        pen = QPen(QColor(theme.severities[Severity.RECOMMENDATION] if free else theme.accent),
                   width * min(1.3, max(0.5, self._view.zoom)))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if free:
            pen.setDashPattern([2.5, 2.0])
        return pen

    def _boxes(self, sight: Sight, shown: ShownChain) -> Iterator[tuple[QRectF, bool]]:
        seen = set()
        for place, node in enumerate(shown.chain.nodes):
            owner = node.partition(".")[0]
            rect = self._view.box_rect(owner)
            if rect is not None and owner not in seen:
                seen.add(owner)
                yield rectf(sight.viewport.rect_to_screen(rect)), self._free(shown, place - 1)

    def _paint_calls(self, painter: QPainter, sight: Sight, shown: ShownChain) -> None:
        view = self._view
        for place, hop in enumerate(shown.chain.hops):
            painter.setPen(self._pen(4.0, free=self._free(shown, place)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for link in hop.links:
                path = view.sheet.path(Element(kind="integration", id=link)) if view.sheet else ()
                if path:
                    points = tuple(sight.viewport.to_screen(point) for point in path)
                    painter.drawPath(painter_path(rounded(points, 7 * sight.zoom)))
        self._kept.uncover_labels(painter, sight, (Element(kind="integration", id=link)
                                                   for hop in shown.chain.hops for link in hop.links))

    def _numbers(self, sight: Sight, shown: ShownChain) -> Iterator[tuple[int, QPointF, bool, bool]]:
        """The number of each call, where it stands, whether it is the slowest, and whether nobody would wait for it."""
        view = self._view
        for place, hop in enumerate(shown.chain.hops):
            element = Element(kind="integration", id=hop.links[0])
            path = view.sheet.path(element) if view.sheet else ()
            if path:
                label = view.sheet.label(element) if view.sheet else None
                at = Point(label.left - 8, label.center.y) if label else middle_of(path)
                yield (place + 1, QPointF(*sight.viewport.to_screen(at)), place == shown.chain.slowest,
                       self._free(shown, place))

    def _paint_number(self, painter: QPainter, at: QPointF, number: int, *, bad: bool, free: bool) -> None:
        theme, radius = self._view.theme, max(8.0, 11.0 * min(1.2, self._view.zoom))
        fill = theme.severities[Severity.RECOMMENDATION] if free else (
            theme.severities[Severity.VIOLATION] if bad else theme.accent)
        painter.setPen(QPen(QColor(theme.ground), 1.5))
        painter.setBrush(QColor(fill))
        if bad:
            # The slowest has another shape as well as another color.
            painter.drawRoundedRect(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius), 3, 3)
        else:
            painter.drawEllipse(at, radius, radius)
        font = QFont(FAMILY)
        font.setPixelSize(max(8, round(radius * 1.2)))
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        painter.setPen(QColor(theme.ground))
        painter.drawText(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius),
                         Qt.AlignmentFlag.AlignCenter, str(number))

