"""Writes unsaved work to its recovery file a few seconds after the first change, on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from d365arch.errors import FileError
from d365arch.gui.editor import Editor
from d365arch.gui.session import Session
from d365arch.io.files import OpenedFile
from d365arch.io.recovery import remove_recovery, write_recovery
from d365arch.model import Workspace

INTERVAL = 8_000
"""From the first change to the writing, in ms; so that work is on disk before 10 s have passed, large work too."""

AGAIN = 500
"""While an earlier writing goes on, it is looked again after so many ms."""


class _OvertakenError(Exception):
    """The work was saved, left or written again while it was being written."""


class Autosave(QObject):
    """Keeps a recovery file in step with the editor.

    `place_wanted` gives the place where none is known yet. `failed` carries the sentence why nothing could be written,
    `written` follows each writing. Never waits: what is removed or overtaken while a thread writes it, never appears.
    """

    failed = Signal(str)
    written = Signal()

    def __init__(self, editor: Editor, session: Session, place_wanted: Callable[[], Path | None],
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._session = session
        self._place_wanted = place_wanted
        self._place: Path | None = None
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(INTERVAL)
        self._clock.timeout.connect(self.write_in_background)
        self._pool: ThreadPoolExecutor | None = None
        self._writing: Future[None] | None = None
        self._turn = 0
        self._replacing = threading.Lock()
        self._ours = False
        self._trouble: str | None = None
        self._ended.connect(self._tell_end, Qt.ConnectionType.QueuedConnection)
        editor.changed.connect(self._start_clock)

    _ended = Signal()

    @property
    def interval(self) -> int:
        """From the first change to the writing, in ms."""
        return self._clock.interval()

    @interval.setter
    def interval(self, value: int) -> None:
        self._clock.setInterval(value)

    @property
    def place(self) -> Path | None:
        """Where the recovery file stands or will stand; none until one is wanted."""
        return self._place

    @property
    def waiting(self) -> bool:
        """Whether a change waits to be written."""
        return self._clock.isActive()

    def move_to(self, place: Path | None) -> None:
        """Write to another place from now on; what was written at the old one is no longer needed."""
        self.remove()
        self._place = place

    def write_in_background(self) -> None:
        """Write the work as it is now, or take the file away where nothing is unsaved."""
        self._clock.stop()
        if self._editor.clean:
            self.remove()
        elif self._writing is not None and not self._writing.done():
            QTimer.singleShot(min(AGAIN, self.interval), self, self.write_in_background)
        elif (place := self._wanted_place()) is not None:
            self._turn += 1
            if self._pool is None:
                self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="d365arch-recovery")
            self._ours = True
            self._writing = self._pool.submit(self._work, place, self._editor.workspace, self._session.file,
                                              self._session.path, self._turn)

    def write_now(self) -> bool:
        """Write before this returns, because the program may end; false where it could not be written."""
        self._clock.stop()
        place = self._wanted_place()
        if place is None:
            return False
        self._turn += 1
        self._ours = True
        try:
            self._write(place, self._editor.workspace, self._session.file, self._session.path, self._turn)
        except FileError as error:
            self._trouble = error.sentence
            return False
        return True

    def catch_up(self) -> None:
        """Make the recovery file, where there is one, hold the work that is about to be saved; on any thread.

        A program that is ended between saving and taking the recovery file away would otherwise leave older work
        behind, which looks as if it had never been saved.
        """
        place = self._place
        if self._ours and place is not None:
            self._turn += 1
            with suppress(FileError, _OvertakenError):
                self._write(place, self._editor.workspace, self._session.file, self._session.path, self._turn)

    def remove(self) -> None:
        """Take away what was written; nothing that is under way will appear."""
        self._clock.stop()
        with self._replacing:
            self._turn += 1
            if self._ours and self._place is not None:
                remove_recovery(self._place)
            self._ours = False

    def stop(self) -> None:
        """Wait for the thread; another one starts when it is needed."""
        self._clock.stop()
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None

    def _start_clock(self) -> None:
        # Only the first change starts it: a burst of edits never waits longer than the interval.
        if not self._clock.isActive():
            self._clock.start()

    def _wanted_place(self) -> Path | None:
        if self._place is None:
            self._place = self._place_wanted()
        return self._place

    def _work(self, place: Path, workspace: Workspace, based_on: OpenedFile | None, path: Path | None,
              turn: int) -> None:
        try:
            self._write(place, workspace, based_on, path, turn)
            self._trouble = None
        except _OvertakenError:
            return
        except FileError as error:
            self._trouble = error.sentence
        self._ended.emit()

    def _tell_end(self) -> None:
        if self._trouble is not None:
            self.failed.emit(self._trouble)
        else:
            self.written.emit()

    def _write(self, place: Path, workspace: Workspace, based_on: OpenedFile | None, path: Path | None,
               turn: int) -> None:
        holding = False

        def still_wanted() -> None:
            # Held until the file is in its place, so that `remove` comes before or after, never between.
            nonlocal holding
            holding = self._replacing.acquire()
            if turn != self._turn:
                raise _OvertakenError

        try:
            write_recovery(place, workspace, based_on, path, before_replacing=still_wanted)
        finally:
            if holding:
                self._replacing.release()
