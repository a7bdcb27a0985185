"""Short glides of the sheet from one place and zoom to another, which any other movement ends."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QObject, Qt, QTimer

from d365arch.gui.canvas.viewport import Viewport

_TICK = 8
"""Ms between two steps; a step waits until the one before is painted."""


class Glide(QObject):
    """Moves a viewport to a target within a moment, fast at first and slower at the end."""

    duration: ClassVar[int] = 120
    """Ms that a glide takes; 0 puts the sheet there at once."""

    def __init__(self, put: Callable[[Viewport], None], parent: QObject) -> None:
        super().__init__(parent)
        self._put = put
        self._start = self._target = Viewport()
        self._began = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._step)

    @property
    def target(self) -> Viewport | None:
        """Where the sheet is going; none while it rests."""
        return self._target if self._timer.isActive() else None

    def to(self, start: Viewport, target: Viewport) -> None:
        """Glide; from where it is, if a glide is under way."""
        if self.duration <= 0:
            self._put(target)
            return
        self._start, self._target, self._began = start, target, time.perf_counter()
        self._timer.start()
        self._step()

    def stop(self) -> None:
        """Stay where the sheet is."""
        self._timer.stop()

    def finish(self) -> None:
        """Be there at once."""
        if self._timer.isActive():
            self._timer.stop()
            self._put(self._target)

    def _step(self) -> None:
        share = (time.perf_counter() - self._began) * 1000 / self.duration
        if share >= 1:
            self.finish()
        else:
            self._put(between(self._start, self._target, 1 - (1 - share) ** 3))


def between(start: Viewport, end: Viewport, share: float) -> Viewport:
    """The viewport a share of the way along: zoom in equal ratios, toward the point that both show at one place."""
    scale = start.scale * math.pow(end.scale / start.scale, share)
    if end.scale != start.scale:
        share = (scale - start.scale) / (end.scale - start.scale)
    return Viewport(scale, start.x, start.y, start.ratio).panned((end.x - start.x) * share, (end.y - start.y) * share)
