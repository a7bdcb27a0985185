"""While something is dragged near the edge of the canvas, the sheet moves on under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.places import Pointer

_RIM = 28.0
"""So near to an edge, in px of the screen, the sheet begins to move; the nearer, the faster."""

_FASTEST = 22.0
_TICK = 16


class EdgeScroll:
    """Moves the sheet while the pointer is at the rim, and tells the gesture where the pointer is then."""

    def __init__(self, view: Canvas, move: Callable[[Pointer], None]) -> None:
        self._view = view
        self._move = move
        self._pointer: Pointer | None = None
        self._timer = QTimer(view)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self.step)

    def follow(self, pointer: Pointer) -> None:
        """The pointer is here now; the sheet moves as long as that is at the rim."""
        self._pointer = pointer
        if self._speed() == (0, 0):
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """The gesture ended."""
        self._pointer = None
        self._timer.stop()

    @property
    def running(self) -> bool:
        """Whether the sheet moves."""
        return self._timer.isActive()

    def step(self) -> None:
        """Move a little."""
        pointer, view = self._pointer, self._view
        if pointer is None:
            return
        dx, dy = self._speed()
        view.set_viewport(view.viewport.panned(-dx, -dy))
        self._move(replace(pointer, scene=view.viewport.to_scene(pointer.screen)))
        view.update()

    def _speed(self) -> tuple[float, float]:
        if self._pointer is None:
            return 0.0, 0.0
        at = self._pointer.screen
        return _pull(at.x, self._view.width()), _pull(at.y, self._view.height())


def _pull(at: float, size: float) -> float:
    """Px a tick, towards the nearer edge; 0 away from both."""
    near = min(at, size - at)
    if near >= _RIM:
        return 0.0
    strength = min(1.0, (_RIM - near) / _RIM)
    return round(_FASTEST * strength * strength + 1) * (-1 if at < size / 2 else 1)
