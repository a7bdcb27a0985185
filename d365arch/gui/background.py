"""Long work off the GUI thread, with progress, cancel, and results delivered on the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

from d365arch.model.progress import CancelledError, Progress

Work = Callable[[Progress], Any]


class Task(QObject):
    """One piece of work under way; its signals arrive on the GUI thread."""

    progressed = Signal(float, str)
    ended = Signal()
    _outcome = Signal(object, object)

    def __init__(self, title: str, work: Work, parent: QObject | None = None, *, quiet: bool = False) -> None:
        super().__init__(parent)
        self.title = title
        self.quiet = quiet
        self._work = work
        self._done: Callable[[Any], None] | None = None
        self._failed: Callable[[Exception], None] | None = None
        self._cancelled = threading.Event()
        self._outcome.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the work to stop; its result will not be delivered."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether the result is no longer wanted."""
        return self._cancelled.is_set()

    def _tell(self, share: float, what: str) -> None:
        if self._cancelled.is_set():
            raise CancelledError
        self.progressed.emit(share, what)

    def _run(self) -> None:
        # Runs on a worker thread: nothing here may touch a widget.
        try:
            result = self._work(self._tell)
        except CancelledError:
            self._outcome.emit(None, None)
        except Exception as error:
            self._outcome.emit(None, error)
        else:
            self._outcome.emit(result, None)

    @Slot(object, object)
    def _deliver(self, result: object, error: Exception | None) -> None:
        try:
            if self.cancelled:
                return
            if error is None:
                if self._done:
                    self._done(result)
            elif self._failed:
                self._failed(error)
            else:
                raise error
        finally:
            self.ended.emit()


class Background(QObject):
    """Runs tasks on worker threads and says which is under way.

    `busy` carries the task that began; `idle` says that the last one ended.
    """

    busy = Signal(object)
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._tasks: list[Task] = []

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Tasks under way, oldest first."""
        return tuple(self._tasks)

    def run(
        self,
        title: str,
        work: Work,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        quiet: bool = False,
    ) -> Task:
        """Run `work` on a worker thread; `done` or `failed` is called on the GUI thread unless it was cancelled.

        `quiet` work shows no progress, because nobody waits for it.
        """
        task = Task(title, work, self, quiet=quiet)
        task._done, task._failed = done, failed
        task.ended.connect(lambda: self._forget(task))
        self._tasks.append(task)
        self.busy.emit(task)
        self._pool.start(task._run)
        return task

    def cancel_all(self) -> None:
        """Ask every task to stop."""
        for task in self._tasks:
            task.cancel()

    def finish(self, milliseconds: int = 10_000) -> None:
        """Stop everything and wait for the threads, before the program ends."""
        self.cancel_all()
        self._pool.clear()
        self._pool.waitForDone(milliseconds)

    def _forget(self, task: Task) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
        task.deleteLater()
        if not self._tasks:
            self.idle.emit()
