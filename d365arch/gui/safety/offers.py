"""Finds recovery files that a crash has left and offers them: beside a file that is opened, or at the start."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from d365arch.errors import D365ArchError, FileError
from d365arch.gui.editor import Editor
from d365arch.gui.safety.autosave import Autosave
from d365arch.gui.safety.lock import claim_left
from d365arch.gui.safety.recovery_dialog import RecoveryDialog, Wish
from d365arch.gui.session import LARGE, Session
from d365arch.io import recovery as files
from d365arch.io.files import OpenedFile
from d365arch.io.recovery import Recovery
from d365arch.model import Workspace

DAMAGED = ".damaged"
"""Added to the name of a recovery file that cannot be read, so that it is told only once."""


class Offers(QObject):
    """Asks what shall become of work that was not saved; `trouble` carries a sentence about what cannot be read."""

    trouble = Signal(str)

    def __init__(self, editor: Editor, session: Session, autosave: Autosave, window: QWidget) -> None:
        super().__init__(window)
        self._editor = editor
        self._session = session
        self._autosave = autosave
        self._window = window
        self._restoring = False
        self.dialog: RecoveryDialog | None = None

    def put_aside(self, place: Path) -> bool:
        """Give what a crash left at a place another name, so that autosave may write there; false where it stays."""
        with suppress(OSError):
            if place.exists():
                place.rename(files.kept_aside(place))
            return True
        return False

    def offer_beside(self, path: Path) -> None:
        """Offer the latest work on the file that is open now, if it is other than what the file holds."""
        if not self._restoring:
            self._take_next([place for place in files.candidates(path) if _is_left(place)], path, self._offer_open)

    def offer_instead(self, path: Path) -> None:
        """Offer the latest work on a file that could not be opened."""
        if not self._restoring:
            self._take_next([place for place in files.candidates(path) if _is_left(place)], path, self._offer_lost)

    def offer_at_start(self, recent: tuple[Path, ...]) -> None:
        """Offer the latest work that was left anywhere known: in files opened last, or in no file at all."""
        for path in recent:
            if any(_is_left(place) for place in files.candidates(path)):
                self._session.open(path)
                return
        self._take_next([place for place in files.left_apart() if _is_left(place)], None, self._offer_left)

    def give_up(self) -> None:
        """Ask no longer, because another landscape is shown; the work stays where it is."""
        if self.dialog is not None:
            self.dialog.done(Wish.LATER)

    def _take_next(self, places: list[Path], path: Path | None,
                   offer: Callable[[Recovery, Path, Path | None], bool]) -> None:
        """Read the places until one holds work worth offering."""
        if not places:
            return
        place, rest = places[0], places[1:]

        def done(found: Recovery) -> None:
            if self._session.path != path and path is not None and offer == self._offer_open:
                return      # another file was opened while this was read
            if not self._is_of(found, place, path) or not offer(found, place, path):
                self._take_next(rest, path, offer)
            else:
                _drop_copies(found, rest)

        def failed(error: Exception) -> None:
            if not isinstance(error, D365ArchError):
                raise error
            self._tell_damaged(place, error)
            self._take_next(rest, path, offer)

        try:
            large = place.stat().st_size > LARGE
        except OSError:
            large = False
        if large:
            self._editor.background.run(self.tr("Reading unsaved changes"),
                                        lambda _progress: files.read_recovery(place), done, failed)
            return
        try:
            found = files.read_recovery(place)
        except D365ArchError as error:
            failed(error)
        else:
            done(found)

    def _is_of(self, found: Recovery, place: Path, path: Path | None) -> bool:
        """Whether work belongs to a file: beside it its name must be the same, for the folder may have moved."""
        if path is None:
            return True
        real = Path(path).resolve()
        return found.base == real or (place.parent == real.parent and found.base is not None
                                      and found.base.name == real.name)

    def _tell_damaged(self, place: Path, error: D365ArchError) -> None:
        aside = place.with_name(place.name + DAMAGED)
        with suppress(OSError):
            place.rename(aside)
            error = FileError(self.tr("Unsaved changes were found but cannot be read; what is left of them is in "
                                      "{path}.").format(path=aside), aside)
        self.trouble.emit(error.sentence)

    def _offer_open(self, found: Recovery, place: Path, _path: Path | None) -> bool:
        saved = self._editor.workspace
        if found.workspace == saved:
            files.remove_recovery(place)
            return False
        known = self._session.file.fingerprint if self._session.file else None
        self._ask(found, saved, found.fingerprint != known, place,
                  lambda: self._session.replace_all(found.workspace, self.tr("Recover")))
        return True

    def _offer_lost(self, found: Recovery, place: Path, path: Path | None) -> bool:
        base = _base_of(found)
        saved = base.workspace if base else Workspace.empty(found.name)
        self._ask(found, saved, False, place, lambda: self._restore(found, base, path))
        return True

    def _offer_left(self, found: Recovery, place: Path, _path: Path | None) -> bool:
        if found.base is not None and found.base.exists():
            self._session.open(found.base)      # which offers it
            return True
        return self._offer_lost(found, place, found.base)

    def _restore(self, found: Recovery, base: OpenedFile | None, path: Path | None) -> None:
        self._restoring = True
        try:
            self._session.restore(found.workspace, base, path)
        finally:
            self._restoring = False

    def _ask(self, found: Recovery, saved: Workspace, changed_since: bool, place: Path,
             restore: Callable[[], None]) -> None:
        self.give_up()
        dialog = RecoveryDialog(found, saved, self._editor, self._window, changed_since=changed_since)

        def answered(wish: int) -> None:
            self.dialog = None
            dialog.deleteLater()
            if wish == Wish.RESTORE:
                restore()
                # Taken away only when the work is safe in a file of this window.
                if self._autosave.write_now() and self._autosave.place != place:
                    files.remove_recovery(place)
            elif wish == Wish.DISCARD:
                files.remove_recovery(place)

        self.dialog = dialog
        dialog.finished.connect(answered)
        dialog.open()


def _is_left(place: Path) -> bool:
    """Whether nobody alive writes this file."""
    if not place.exists():
        return False
    claim = claim_left(place)
    claim.release()
    return claim.busy is None


def _drop_copies(found: Recovery, others: list[Path]) -> None:
    """Take away what holds the same work, because a crash came while it was being restored."""
    for place in others:
        with suppress(D365ArchError, OSError):
            if place.stat().st_size <= LARGE and files.read_recovery(place).workspace == found.workspace:
                files.remove_recovery(place)


def _base_of(found: Recovery) -> OpenedFile | None:
    try:
        return found.base_file()
    except D365ArchError:
        return None
