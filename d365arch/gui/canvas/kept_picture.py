"""What a feature paints over the drawing, kept as a picture larger than the window, so that panning is free."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.layers import MIDDLE
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.viewport import Viewport
from d365arch.model.geometry import Rect
from d365arch.scene.parts import Element

MARGIN = 0.25
"""So much more than the window, as a share of it at each side, is painted ahead."""

QUICK = 0.012
"""A picture that took longer, in s, is moved and stretched while the sheet moves, and painted anew when it rests."""

MOST_STRETCH = 1.6
"""A picture is stretched or shrunk by no more than this."""

_REST = 80
"""After so many ms without another move it rests."""


@dataclass(frozen=True)
class Sight:
    """Where a picture is painted: the `viewport` of its own corner, its `size`, and the part that the window shows."""

    viewport: Viewport
    size: QSize
    window: Rect

    @property
    def zoom(self) -> float:
        """The zoom; 1.0 is 100 %."""
        return self.viewport.scale

    @property
    def rect(self) -> Rect:
        """The whole picture, in its own px."""
        return Rect(0, 0, self.size.width(), self.size.height())

    @property
    def scene(self) -> Rect:
        """What of the sheet the picture shows."""
        return self.viewport.rect_to_scene(self.rect)

    @property
    def in_window(self) -> Rect:
        """What of the sheet the window shows."""
        return self.viewport.rect_to_scene(self.window)


class KeptPicture:
    """Has `draw` paint a picture where there is none that fits, and puts it down.

    With `veil`, of 255, the drawing below steps back so far, also where the picture does not reach.
    """

    def __init__(self, view: Canvas, draw: Callable[[QPainter, Sight], None], *, veil: int = 0) -> None:
        self._view, self._draw, self._veil = view, draw, veil
        self._known: tuple[object, Viewport, QPixmap] | None = None
        self._cost = 0.0
        self._resting = QTimer(view)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST)
        self._resting.timeout.connect(self._rest)
        view.settling.append(self.finish)

    def forget(self) -> None:
        """Let go of the picture."""
        self._known = None

    def finish(self) -> None:
        """Paint anew at once what is only stretched."""
        if self._resting.isActive():
            self._resting.stop()
            self._rest()

    def uncover_labels(self, painter: QPainter, sight: Sight, lines: Iterable[Element]) -> None:
        """Take what was painted off the labels of lines, as far as these can be read: only the veil is left there."""
        view = self._view
        if view.sheet is None or sight.zoom < MIDDLE:
            return
        # A clip of hundreds of labels would make every line slow; putting the veil back is quick.
        painter.save()
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for label in filter(None, map(view.sheet.label, lines)):
            rect = rectf(sight.viewport.rect_to_screen(label)).toAlignedRect()
            painter.fillRect(rect, self._veil_color() if self._veil else Qt.GlobalColor.transparent)
        painter.restore()

    def _rest(self) -> None:
        self._known = None
        self._view.update()

    def paint(self, painter: QPainter) -> None:
        """Put the picture down, in widget coordinates."""
        view = self._view
        here = view.viewport
        key = here.ratio, view.size(), view.theme.name, view.theme.ground
        known = self._known if self._known is not None and self._known[0] == key else None
        if known is not None and not self._covers(known[1], here) and self._may_stretch(known[1], here):
            self._resting.start()
            self._stretch(painter, known[1], known[2])
            return
        if known is None or not self._covers(known[1], here):
            began = time.perf_counter()
            known = self._known = key, here, self._picture(here)
            self._cost = time.perf_counter() - began
        across, down = self._margin()
        _, there, picture = known
        painter.drawPixmap(round(here.x - there.x) - across, round(here.y - there.y) - down, picture)

    def _may_stretch(self, there: Viewport, here: Viewport) -> bool:
        """Whether a picture made for another place or zoom does for the moment; tests want each frame whole."""
        coarse = not 1 / MOST_STRETCH <= here.scale / there.scale <= MOST_STRETCH
        return self._cost > QUICK and not coarse and not self._view.frame.whole

    def _stretch(self, painter: QPainter, there: Viewport, picture: QPixmap) -> None:
        """Put a picture of another zoom down, where its shapes are now."""
        across, down = self._margin()
        size = picture.deviceIndependentSize()
        whole = Rect(-across, -down, size.width(), size.height())
        place = rectf(self._view.viewport.rect_to_screen(there.rect_to_scene(whole)))
        if self._veil:
            painter.save()
            painter.setClipRegion(QRegion(self._view.rect()) - QRegion(place.toAlignedRect()))
            painter.fillRect(self._view.rect(), self._veil_color())
            painter.restore()
        painter.drawPixmap(place, picture, QRectF(picture.rect()))

    def _veil_color(self) -> QColor:
        color = QColor(self._view.theme.ground)
        color.setAlpha(self._veil)
        return color

    def _margin(self) -> tuple[int, int]:
        return math.ceil(self._view.width() * MARGIN), math.ceil(self._view.height() * MARGIN)

    def _covers(self, there: Viewport, here: Viewport) -> bool:
        across, down = self._margin()
        return here.scale == there.scale and abs(here.x - there.x) <= across and abs(here.y - there.y) <= down

    def _picture(self, viewport: Viewport) -> QPixmap:
        view = self._view
        across, down = self._margin()
        size = view.size() + QSize(2 * across, 2 * down)
        picture = QPixmap(size * viewport.ratio)
        picture.setDevicePixelRatio(viewport.ratio)
        picture.fill(self._veil_color() if self._veil else Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self._draw(painter, Sight(viewport.panned(across, down), size,
                                  Rect(across, down, view.width(), view.height())))
        painter.end()
        return picture
