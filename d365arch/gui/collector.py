"""Runs Python's cycle collector on the GUI thread, in pauses, instead of wherever memory happens to be asked for."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from d365arch.gui.background import Background

EVERY = 1000
"""How often, in ms, it is looked whether there is enough to collect."""

ENOUGH = 5000
"""So many new objects are worth a look."""

WHOLE = 20
"""Every so many looks all generations are searched."""


class Collector(QObject):
    """Takes over from Python's own collector while it lives.

    That one runs on whatever thread makes an object: on a worker it would destroy Qt's objects where they must not be
    touched, and in the middle of a gesture it would walk all shapes of a large drawing, half a second long.
    """

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._looks = 0
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect if there is enough; not during background work, whose many new values hold no cycles."""
        if not self._background.tasks and gc.get_count()[0] > ENOUGH:
            self._looks += 1
            gc.collect(1 if self._looks % WHOLE else 2)

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
