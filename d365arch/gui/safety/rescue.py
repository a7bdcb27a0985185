"""When something breaks: unsaved work is written at once in every window, then the person is told."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
import weakref
from collections import deque
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Protocol

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QTimer, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from d365arch.gui.safety.crash_dialog import CrashDialog


class Protected(Protocol):
    """A window's work that can be written in a moment."""

    @property
    def name(self) -> str:
        """What the landscape is called."""

    @property
    def unsaved(self) -> bool:
        """Whether there is anything to lose."""

    def rescue(self) -> bool:
        """Write the recovery file; whether nothing is lost."""

    def save_copy(self, path: Path) -> None:
        """Write the work to another file; raises `FileError`."""


_protected: weakref.WeakSet[Protected] = weakref.WeakSet()
_told: set[str] = set()
_shown: list[CrashDialog] = []


def protect(work: Protected) -> None:
    """Write this work too when something breaks, as long as it lives."""
    _protected.add(work)


def rescue_all() -> bool:
    """Write all unsaved work now; whether nothing is lost."""
    saved = [_rescued(work) for work in tuple(_protected)]     # all of them, also after one that fails
    return all(saved)


def _rescued(work: Protected) -> bool:
    if not isValid(work):
        return True
    try:
        return work.rescue()
    except Exception:       # whatever is broken must not keep the other windows' work from being written
        traceback.print_exc()
        return False


def tell_of_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write unsaved work, then say that something went wrong that should not; the work stays open."""
    if sys.stderr is not None:      # a program without a console has none
        sys.__excepthook__(kind, error, trace)
    if issubclass(kind, KeyboardInterrupt) or QApplication.instance() is None:
        return
    kept = rescue_all()
    # What goes wrong while painting goes wrong again with every repaint; one box is enough.
    where = "".join(f"{frame.filename}:{frame.lineno}\n" for frame in traceback.extract_tb(trace)) + kind.__name__
    if where in _told:
        return
    _told.add(where)
    details = "".join(traceback.format_exception(kind, error, trace))
    # Later: this may be the middle of painting, where no window may open.
    QTimer.singleShot(0, lambda: _show(details, kept))


def _show(details: str, kept: bool) -> None:
    window = QApplication.activeWindow()
    dialog = CrashDialog(details, kept, tuple(work for work in _protected if isValid(work) and work.unsaved), window)
    _shown.append(dialog)       # without a window above it, nobody else would keep it
    dialog.finished.connect(lambda _result: _shown.remove(dialog))
    dialog.open()


class _Knock(QObject):
    """Carries errors of other threads to the GUI thread; only the knock travels through Qt."""

    _came = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._errors: deque[BaseException] = deque()
        self._came.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def take(self, what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None and not issubclass(what.exc_type, SystemExit):
            self._errors.append(what.exc_value)
            with suppress(RuntimeError):    # the program ends
                self._came.emit()

    def _tell(self) -> None:
        while self._errors:
            error = self._errors.popleft()
            sys.excepthook(type(error), error, error.__traceback__)


def stand_by(application: QApplication) -> None:
    """Write unsaved work also when a thread fails, when Qt gives up, at the end of the desktop session, and on a
    signal to end."""
    threading.excepthook = _Knock(application).take
    before = qInstallMessageHandler(None)

    def qt_says(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if before is not None:
            before(kind, context, text)
        elif sys.stderr is not None:
            sys.stderr.write(f"{text}\n")
        if kind is QtMsgType.QtFatalMsg:
            rescue_all()    # Qt ends the program when this returns

    qInstallMessageHandler(qt_says)
    application.commitDataRequest.connect(lambda _manager: rescue_all())
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    rescue_all()
    # As if nobody had caught it: no question, no clean-up that would take the recovery file away.
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
