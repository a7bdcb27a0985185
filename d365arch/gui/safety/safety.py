"""Keeps a person's work: autosave, recovery, the lock, the watch on the file, and the notices about them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QObject
from PySide6.QtGui import QGuiApplication, QWindow

from d365arch.gui.safety import rescue
from d365arch.gui.safety.autosave import Autosave
from d365arch.gui.safety.lock import Busy, Claim, claim_file, claim_private
from d365arch.gui.safety.notice import Notice
from d365arch.gui.safety.offers import Offers
from d365arch.gui.safety.watch import FileState, FileWatch
from d365arch.gui.workbench import Workbench
from d365arch.io.atomic import is_writable, sweep


class Safety(QObject):
    """Follows the session of one window."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._window = bench.window
        self._editor = bench.editor
        self._session = bench.session
        self._recent = bench.recent
        self._claim = Claim()
        self._private: Claim | None = None
        self._told_trouble = False
        self.autosave = Autosave(bench.editor, bench.session, self._private_place, self)
        self.offers = Offers(bench.editor, bench.session, self.autosave, bench.window)
        self.watch = FileWatch(self)
        self.outside = Notice(self.tr("The file on disk"), bench.page)
        self.access = Notice(self.tr("Access to the file"), bench.page)
        self.trouble = Notice(self.tr("Unsaved changes"), bench.page)
        for notice in (self.access, self.outside, self.trouble):
            bench.page.add_notice(notice)
        self._session.started.connect(self._started)
        self._session.settled.connect(self._settled)
        self._session.before_saving = self.autosave.catch_up
        self._session.unreadable.connect(self.offers.offer_instead)
        self._session.closed.connect(self._closed)
        self.watch.found.connect(self._tell_found)
        self.autosave.failed.connect(self._autosave_failed)
        self.autosave.written.connect(self._autosave_written)
        self.offers.trouble.connect(self.trouble.tell)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._look_again)
        rescue.protect(self)

    def offer_at_start(self) -> None:
        """Offer what a crash has left, when the program starts without a file."""
        self.offers.offer_at_start(self._recent.paths)

    def rescue(self) -> bool:
        """Write the recovery file now, because the program may end; false where unsaved work could not be written."""
        if self._editor.clean:
            return True
        if self.autosave.write_now():
            return True
        self.autosave.move_to(None)
        return self.autosave.write_now()

    def save_copy(self, path: Path) -> None:
        """Write the work to another file and go on as before; raises `FileError`."""
        self._session.write_copy(path)

    @property
    def name(self) -> str:
        """What the landscape is called."""
        return self._session.name

    @property
    def unsaved(self) -> bool:
        """Whether there is anything to lose."""
        return not self._editor.clean

    def _started(self) -> None:
        self._let_go()
        path = self._session.path
        if path is not None:
            self._take(path)

    def _settled(self) -> None:
        path = self._session.path
        if path is None or self._claimed_for != path.resolve():
            self._let_go()
            if path is not None:
                self._take(path)
            return
        self.autosave.remove()
        self.outside.clear()
        self._follow(path)

    def _closed(self) -> None:
        self._let_go()
        self.autosave.stop()
        self.watch.follow(None, None)

    _claimed_for: Path | None = None

    def _let_go(self) -> None:
        """The document is left: what was unsaved was saved or let go of, so nothing of it stays."""
        self.offers.give_up()
        self.autosave.move_to(None)
        for claim in (self._claim, self._private):
            if claim is not None:
                claim.release()
        self._claim, self._private, self._claimed_for = Claim(), None, None
        self._told_trouble = False
        for notice in (self.outside, self.access, self.trouble):
            notice.clear()
        self.watch.follow(None, None)

    def _take(self, path: Path) -> None:
        self._claimed_for = path.resolve()
        self._claim = claim_file(path)
        self._follow(path)
        place = self._claim.place
        if self._claim.busy is not None:
            self._tell_busy(self._claim.busy)
        elif place is not None and self.offers.put_aside(place):
            self.autosave.move_to(place)
        self._check_writable(path)
        if self._claim.busy is None:
            sweep(path.resolve().parent)
            self.offers.offer_beside(path)

    def _follow(self, path: Path) -> None:
        opened = self._session.file
        self.watch.follow(path, opened.fingerprint if opened else None)

    def _check_writable(self, path: Path) -> None:
        if path.exists() and not is_writable(path):
            self._session.read_only = True
            self.access.tell(self.tr("{name} is write-protected. You can work on it; saving asks for another file.")
                             .format(name=path.name),
                             [(self.tr("Save as …"), self._session.save_as)])

    def _tell_busy(self, busy: Busy) -> None:
        self._session.read_only = True
        since = "?"
        if busy.since is not None:
            moment = QDateTime.fromSecsSinceEpoch(int(busy.since.timestamp()))
            since = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
        if busy.in_this_program or busy.on_this_machine:
            text = self.tr("{name} is open in another window since {since}. Here it is read-only, so that nobody's "
                           "changes are lost.")
        else:
            text = self.tr("{name} is open on {host} since {since}. Here it is read-only, so that nobody's changes are "
                           "lost.")
        self.access.tell(text.format(name=self._session.name, since=since, host=busy.host),
                         [(self.tr("Edit anyway"), self._edit_anyway), (self.tr("Save as …"), self._session.save_as)])

    def _edit_anyway(self) -> None:
        path = self._session.path
        self._session.read_only = path is not None and not is_writable(path)
        self._editor.message.emit(
            self.tr("If the other window saves first, saving here will ask before it overwrites."))

    def _look_again(self, focus: QWindow | None) -> None:
        if focus is None or focus is not self._window.windowHandle() or self._session.path is None:
            return
        self.watch.look()
        if self._claim.busy is not None:
            self._claim_again(self._session.path)

    def _claim_again(self, path: Path) -> None:
        claim = claim_file(path)
        if claim.busy is not None:
            return
        # The other window is closed. What it saved meanwhile is told by the watch.
        self._claim = claim
        self._session.read_only = not is_writable(path)
        self.access.clear()
        if claim.place is not None and self.offers.put_aside(claim.place):
            waiting = not self._editor.clean
            self.autosave.move_to(claim.place)
            if waiting:
                self.autosave.write_in_background()
        self._editor.message.emit(self.tr("{name} is no longer open elsewhere.").format(name=self._session.name))

    def _tell_found(self, state: FileState) -> None:
        name = self._session.name
        if state is FileState.KNOWN:
            self.outside.clear()
            return
        if state is FileState.GONE:
            self.outside.tell(
                self.tr("{name} was removed, renamed or moved. Your work is still here; save it to keep it.")
                .format(name=name), [(self.tr("Save as …"), self._session.save_as)])
            return
        if self._editor.clean:
            text = self.tr("{name} was changed by somebody else. You have no unsaved changes.")
        else:
            text = self.tr("{name} was changed by somebody else, and you have unsaved changes.")
        self.outside.tell(text.format(name=name), [
            (self.tr("Reload"), self._session.reload), (self.tr("See the difference"), self._show_difference),
            (self.tr("Keep mine"), self.watch.accept)], closable=False)

    def _show_difference(self) -> None:
        self._session.look_at_difference()
        self._tell_found(self.watch.state)

    def _private_place(self) -> Path | None:
        if self._private is None:
            self._private = claim_private(self._session.path)
        return self._private.place

    def _autosave_failed(self, sentence: str) -> None:
        if self._private is None:
            # The folder is gone, full or protected: the person's own folder may still take it.
            self.autosave.move_to(None)
            self.autosave.write_in_background()
        elif not self._told_trouble:
            self._told_trouble = True
            self.trouble.tell(self.tr("Unsaved changes cannot be kept for recovery: {why}").format(why=sentence),
                              [(self.tr("Save as …"), self._session.save_as)])

    def _autosave_written(self) -> None:
        if self._told_trouble:
            self._told_trouble = False
            self.trouble.clear()
