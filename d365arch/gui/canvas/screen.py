"""Brings the picture onto the widget in slices: no frame waits for painting, and pauses of the hand are used to finish.

While the wheel turns, the picture is stretched; when it rests, what is missing is painted, the middle first.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QPainter

from d365arch.gui.canvas.captions import Captions
from d365arch.gui.canvas.dimming import Dimming
from d365arch.gui.canvas.figures import Figures
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.layers import Layers
from d365arch.gui.canvas.viewport import Viewport
from d365arch.gui.language import amount
from d365arch.model.geometry import Rect
from d365arch.scene.delta import Delta
from d365arch.scene.parts import Element

QUICK = 0.008
"""Where all that is seen can be painted within so many seconds, the picture is sharp also while the wheel turns."""

_REST = 60
"""After so many ms without another turn of the wheel it rests."""

_SHOW = 0.03
"""What is finished between frames is put on the screen so often, in seconds."""


_FOCUS, _LIGHT = 205, 120
"""How much of the ground lies over what is out of focus, and over what is not lit, of 255."""


class Screen(QObject):
    """Paints the canvas but for its overlay, and decides how long painting may take."""

    map_painted = Signal()
    """There is another small picture of the whole drawing."""

    in_frame: ClassVar[float] = 0.004
    in_pause: ClassVar[float] = 0.005
    """Seconds of painting within a frame, and in one go between frames."""

    def __init__(self, view: Canvas) -> None:
        super().__init__(view)
        self._view = view
        self._zooming = QTimer(self)
        self._zooming.setSingleShot(True)
        self._zooming.setInterval(_REST)
        self._zooming.timeout.connect(view.update)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.use_pause)
        self._ready: tuple[Layers, Viewport] | None = None
        self._shown = 0.0
        self._focus, self._light = Dimming(_FOCUS), Dimming(_LIGHT)
        self._captions = Captions(self._importance, self._zones_of, lambda count: amount(count, "system"))
        self._figures = Figures(view)

    @property
    def rests(self) -> bool:
        """Whether nothing is left to be painted, now or ahead of time."""
        return not self._zooming.isActive() and not self._pause.isActive()

    def show(self, layers: Layers, delta: Delta | None) -> None:
        """Show another scene."""
        self._view.overview.show(layers, delta)
        self._view.frame.show(layers, delta)
        self._focus.show(layers, delta)
        self._light.show(layers, delta)
        if delta is None or delta:
            self._captions.show(layers.scene)
        self._ready = None

    def stand_out(self, elements: frozenset[Element] | None) -> None:
        """Dim all but these elements, or nothing, until further notice."""
        self._focus.stand_out(elements)
        self._view.update()

    def light(self, elements: frozenset[Element]) -> None:
        """Dim all but these elements a little, or nothing where there are none, as while the pointer is over them."""
        layers = self._view.layers
        drawn = frozenset(s.element for e in elements for s in layers.index.of(e)) if layers else frozenset()
        if drawn != (self._light.elements or frozenset()):
            self._light.stand_out(drawn or None)
            self._view.update()

    def _importance(self, system: str) -> int:
        return len(self._view.editor.workspace.landscape.integrations_of.get(system, ()))

    def _zones_of(self, system: str) -> Iterable[str]:
        landscape = self._view.editor.workspace.landscape
        found = landscape.system_by_id.get(system)
        return [zone.id for zone in landscape.zone_path(found.zone)] if found and found.zone else ()

    def zooms(self) -> None:
        """The wheel turns: a stretched picture will do until it rests."""
        if self._view.frame.cost > QUICK:
            self._zooming.start()

    def paint(self, painter: QPainter) -> None:
        """Put the picture down, with as much painting as a frame bears."""
        view = self._view
        if view.layers is None:
            painter.fillRect(view.rect(), QColor(view.theme.ground))
            return
        zooming = self._zooming.isActive() and not view.frame.whole
        seconds, viewport, size = 0.0 if zooming else self.in_frame, view.viewport, view.size()
        done = view.frame.paint(painter, viewport, size, seconds)
        without = view.frame.without
        for dimming in (self._focus, self._light):
            done = dimming.paint(painter, viewport, size, without, seconds if done else 0.0) and done
        area = Rect(0, 0, size.width(), size.height())
        if view.frame.whole:
            self._captions.work(viewport, math.inf)
        only = self._light.elements or self._focus.elements
        self._captions.paint(painter, viewport, area, without, only)
        self._figures.paint(painter, viewport, area, without, only)
        self._shown = time.perf_counter()
        if not zooming and (not done or self._ready != (view.layers, viewport)):
            self._pause.start(0)

    def use_pause(self) -> None:
        """Paint for a moment: what is seen, then what panning would bring into sight, then the small picture."""
        view = self._view
        if view.layers is None or self._zooming.isActive() or not view.isVisible():
            return
        frame, viewport, size = view.frame, view.viewport, view.size()
        if not self._seen_is_done(viewport, size):
            return
        if view.overview.picture.isNull() or frame.work(viewport, size, self.in_pause, ahead=True):
            if view.overview.done:
                self._ready = view.layers, viewport
                return
            if view.overview.work(self.in_pause):
                self.map_painted.emit()
        self._pause.start(0)

    def _seen_is_done(self, viewport: Viewport, size: QSize) -> bool:
        """Paint for a moment what is seen, where something of it is missing; it comes onto the screen now and then."""
        view = self._view
        for is_done, work in (
            (view.frame.is_whole(viewport, size), partial(view.frame.work, viewport, size)),
            (self._focus.is_whole(viewport, size), partial(self._focus.work, viewport, size)),
            (self._light.is_whole(viewport, size), partial(self._light.work, viewport, size)),
            (self._captions.is_whole(viewport), partial(self._captions.work, viewport)),
        ):
            if is_done:
                continue
            if work(self.in_pause) or time.perf_counter() - self._shown > _SHOW:
                view.update()
            else:
                self._pause.start(0)
            return False
        return True

    def finish(self) -> None:
        """Paint all that is missing at once, however long it takes."""
        view = self._view
        if view.layers is not None:
            self._zooming.stop()
            view.frame.work(view.viewport, view.size(), math.inf)
            for dimming in (self._focus, self._light):
                dimming.work(view.viewport, view.size(), math.inf)
            self._captions.work(view.viewport, math.inf)
            view.overview.work(math.inf)
            self.map_painted.emit()
            view.update()
