"""Long work off the GUI thread, with progress, cancel, and results delivered on the GUI thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal

from d365arch.model.memory import give_back
from d365arch.model.progress import CancelledError, Progress

Work = Callable[[Progress], Any]

PAUSE = 200
"""So long, in ms, the window has for itself before work begins that nobody waits for."""


def _nobody(_result: Any, _error: Exception | None) -> None:
    """Takes a result that nobody asked for."""


class Task:
    """One piece of work under way: how far it is, and a way to stop it. No QObject, so that any thread may drop it."""

    def __init__(self, title: str, *, quiet: bool = False, apart: bool = False) -> None:
        self.title = title
        self.quiet = quiet
        self.apart = apart
        self.share = 0.0
        self.what = ""
        self._stop = threading.Event()
        self._deliver: Callable[[Any, Exception | None], None] = _nobody

    def cancel(self) -> None:
        """Ask the work to stop; its result will not be delivered."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether the result is no longer wanted."""
        return self._stop.is_set()


class Background(QObject):
    """Runs tasks on two worker threads, and on others those that only wait for a process.

    `busy` carries a task that began, `progressed` one that got further, `idle` says that the last one ended.
    """

    busy = Signal(object)
    progressed = Signal(object)
    idle = Signal()
    _news = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="d365arch")
        # They only wait for a process: what a person asks for must not queue behind them, nor they behind an analysis.
        self._waiting = ThreadPoolExecutor(max_workers=4, thread_name_prefix="d365arch-apart")
        self._tasks: dict[Task, Future[None] | None] = {}
        self._later: deque[tuple[Task, Work]] = deque()
        self._was_large = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._begin_quiet)
        # Threads leave what they have to tell here and only knock; the objects never travel through Qt.
        self._inbox: deque[Callable[[], None]] = deque()
        # Whoever knocks holds the door: nobody deletes this object meanwhile, and behind a closed door nobody knocks.
        self._door = threading.Lock()
        self._is_open = True
        self._news.connect(self._read_inbox, Qt.ConnectionType.QueuedConnection)

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
        stopped: Callable[[], None] | None = None,
        *,
        quiet: bool = False,
        apart: bool = False,
    ) -> Task:
        """Run `work` on a worker thread; `done`, `failed` or, after a cancel, `stopped` is called on the GUI thread.

        `quiet` work shows no progress, because nobody waits for it; it begins when all other work is done but what
        another process does `apart`.
        """
        task = Task(title, quiet=quiet, apart=apart)
        if not self._is_open:    # a timer of a window that is about to go
            task.cancel()
            return task

        def deliver(result: Any, error: Exception | None) -> None:
            if task.cancelled or isinstance(error, CancelledError):
                if stopped is not None:
                    stopped()
            elif error is None:
                done(result)
            elif failed is not None:
                failed(error)
            else:
                raise error

        task._deliver = deliver
        if quiet and self._pressing:
            self._tasks[task] = None
            self._later.append((task, work))
        else:
            self._tasks[task] = (self._waiting if apart else self._pool).submit(self._work, task, work)
        self.busy.emit(task)
        return task

    @property
    def _pressing(self) -> bool:
        """Whether somebody waits for work that needs the processor of the window."""
        return any(not (task.quiet or task.apart) for task in self._tasks)

    def _begin_quiet(self) -> None:
        while self._later and not self._pressing:
            task, work = self._later.popleft()
            self._tasks[task] = self._pool.submit(self._work, task, work)

    def wait_for(self, title: str, work: Work) -> Any:
        """The result of `work`, run on a worker thread; meanwhile the window paints but takes no input.

        Raises what the work raises, and `CancelledError` where it was stopped or the window is about to go.
        """
        if not self._is_open:
            raise CancelledError
        loop = QEventLoop()
        results: list[Any] = []
        errors: list[Exception] = []

        def done(result: Any) -> None:
            results.append(result)
            loop.quit()

        def failed(error: Exception) -> None:
            errors.append(error)
            loop.quit()

        self.run(title, work, done, failed, lambda: failed(CancelledError()))
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        if errors:
            raise errors[0]
        return results[0]

    def cancel_all(self) -> None:
        """Ask every task to stop."""
        for task in self._tasks:
            task.cancel()

    def finish(self, seconds: float = 10.0) -> None:
        """Stop everything and wait for the threads."""
        self.cancel_all()
        self._later.clear()
        under_way = {task: future for task, future in self._tasks.items() if future is not None and not future.cancel()}
        self._tasks = {**under_way}
        wait(under_way.values(), timeout=seconds)

    def end(self, seconds: float = 10.0) -> None:
        """Stop everything for good, before this object is deleted; work that does not stop in time tells nobody."""
        with self._door:
            self._is_open = False
        self._pause.stop()
        self.finish(seconds)

    def _work(self, task: Task, work: Work) -> None:
        # Runs on a worker thread: nothing here may touch a widget.
        def tell(share: float, what: str) -> None:
            if task.cancelled:
                raise CancelledError
            task.share, task.what = share, what
            self._knock(lambda: self.progressed.emit(task))

        result: Any = None
        problem: Exception | None = None
        try:
            if not task.cancelled:
                result = work(tell)
        except Exception as error:
            problem = error
        self._knock(lambda: self._end(task, result, problem))

    def _knock(self, message: Callable[[], None]) -> None:
        with self._door:
            if self._is_open:
                self._inbox.append(message)
                with suppress(RuntimeError):  # the window is gone and nobody reads the inbox any more
                    self._news.emit()

    def _read_inbox(self) -> None:
        while self._inbox:
            self._inbox.popleft()()

    def _end(self, task: Task, result: Any, problem: Exception | None) -> None:
        self._tasks.pop(task, None)
        # What is called with the result knows the task: a circle that would hold a whole drawing for good.
        deliver, task._deliver = task._deliver, _nobody
        try:
            deliver(result, problem)
        finally:
            if self._later and not self._pressing:
                self._pause.start()
            self._was_large = self._was_large or task.apart
            if not self._tasks:
                self._rest()
                self.idle.emit()

    def _rest(self) -> None:
        """What was done apart left much memory free."""
        if self._was_large:
            self._was_large = False
            give_back()
