"""Files of the window: new, open, save, revert, and the questions before work could be lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from d365arch.edit import Document, slug
from d365arch.errors import D365ArchError, FileChangedError
from d365arch.gui.background import Task
from d365arch.gui.dialogs import questions
from d365arch.gui.dialogs.difference import DifferenceDialog
from d365arch.gui.dialogs.problems import ProblemsDialog
from d365arch.gui.dialogs.questions import Answer
from d365arch.gui.editor import SMALL, Editor
from d365arch.gui.recent import RecentFiles
from d365arch.gui.samples import Sample
from d365arch.gui.settings import Settings
from d365arch.gui.undo import WholeEdit
from d365arch.io.atomic import write_whole
from d365arch.io.encode import to_text
from d365arch.io.files import OpenedFile, read_workspace, save, write_new
from d365arch.model import Workspace
from d365arch.model.problems import Gravity, ProblemsError
from d365arch.model.progress import Progress

SUFFIX = ".d365arch.yaml"
"""The ending of new landscapes, by which desktops tell them from other YAML."""

LARGE = 400_000
"""Files with more bytes are read off the GUI thread."""


class Session(QObject):
    """The file behind the editor's document.

    `started` says that another landscape is shown, whichever way it came, `settled` that the file holds what is shown
    because it was saved or read again, `unreadable` that a file (a path) was to be opened and could not be read, and
    `closed` that the window lets the document go.
    """

    started = Signal()
    settled = Signal()
    unreadable = Signal(object)
    closed = Signal()

    def __init__(self, editor: Editor, settings: Settings, recent: RecentFiles, window: QWidget) -> None:
        super().__init__(window)
        self._editor = editor
        self._settings = settings
        self._recent = recent
        self._window = window
        self._opened: OpenedFile | None = None
        self._read_only = False
        self.before_saving: Callable[[], None] = lambda: None
        """Called before a file is written, maybe on a worker thread."""
        self.path: Path | None = None
        self.has_started = False
        self._reading: Task | None = None

    @property
    def name(self) -> str:
        """What the title bar calls the document."""
        return self.path.name if self.path else self._editor.workspace.landscape.name or self.tr("Untitled")

    @property
    def _filter(self) -> str:
        """What the dialogs for files list."""
        return f"{self.tr('Landscapes (*.yaml *.yml)')};;{self.tr('All files (*)')}"

    @property
    def title(self) -> str:
        """The name, and whether the file can only be read."""
        return self.tr("{name} (read-only)").format(name=self.name) if self._read_only else self.name

    @property
    def file(self) -> OpenedFile | None:
        """The file as it was last read or written; none for a landscape that never was one."""
        return self._opened

    @property
    def read_only(self) -> bool:
        """Whether saving asks for another file, because this one is protected or somebody else works on it."""
        return self._read_only

    @read_only.setter
    def read_only(self, value: bool) -> None:
        if value != self._read_only:
            self._read_only = value
            self._editor.title_changed.emit()

    @property
    def file_name(self) -> str:
        """A name for files made from the landscape, without a suffix."""
        if self.path:
            return self.path.name.removesuffix(self.path.suffix).removesuffix(".d365arch")
        return slug(self._editor.workspace.landscape.name or "landscape", "landscape")

    def new(self) -> bool:
        """Start an empty landscape."""
        if not self.may_leave():
            return False
        self._start(self._blank(), None, None)
        return True

    def _blank(self) -> Workspace:
        return Workspace.empty(self.tr("New landscape"))

    @property
    def is_blank(self) -> bool:
        """Whether a new landscape is open in which nothing is stated yet."""
        return self.path is None and self._editor.workspace == self._blank()

    def open_dialog(self) -> None:
        """Ask for a file and open it."""
        text, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open a landscape"), str(self._settings.folder),
                                              self._filter)
        if text:
            self.open(Path(text))

    def open(self, path: Path) -> None:
        """Open a file, after the question about unsaved changes."""
        if not self.may_leave():
            return

        def done(opened: OpenedFile) -> None:
            self._settings.folder = path.resolve().parent
            self._recent.add(path)
            self._start(opened.workspace, opened, path)
            self._tell_warnings(opened)

        self._read(path, done)

    def open_sample(self, sample: Sample) -> None:
        """Open a sample as a new document; saving asks for a place of its own."""
        if self.may_leave():
            self._read(sample.path, lambda opened: self._start(
                opened.workspace, dataclasses.replace(opened, fingerprint=None), None))

    def _read(self, path: Path, done: Callable[[OpenedFile], None], *, leaving: bool = True) -> None:
        try:
            large = path.stat().st_size > LARGE
        except OSError:
            large = False
        if large:
            if self._reading is not None:
                self._reading.cancel()
            self._reading = self._editor.background.run(
                self.tr("Reading {name}").format(name=path.name), lambda progress: read_workspace(path, progress),
                # What is open may have been changed while the file was read.
                lambda opened: done(opened) if not leaving or self.may_leave() else None,
                lambda error: self._cannot_read(path, error))
            return
        try:
            opened = read_workspace(path)
        except D365ArchError as error:
            self._cannot_read(path, error)
        else:
            done(opened)

    def _cannot_read(self, path: Path, error: Exception) -> None:
        if isinstance(error, ProblemsError):
            dialog = ProblemsDialog(path, error.problems, self._window)
            dialog.exec()
            dialog.deleteLater()
        elif isinstance(error, D365ArchError):
            questions.tell_error(self._window, self.tr("The file cannot be opened"), str(error))
        else:
            raise error
        self.unreadable.emit(path)

    def _tell_warnings(self, opened: OpenedFile) -> None:
        warnings = [problem for problem in opened.warnings if problem.gravity is Gravity.WARNING]
        if warnings:
            first = warnings[0]
            told = self.tr("Line {line}: {sentence}").format(
                line=first.place.line, sentence=first.sentence) if first.place else first.sentence
            more = self.tr(" (and {count} more; d365arch check tells all)").format(count=len(warnings) - 1)
            self._editor.message.emit(told + (more if len(warnings) > 1 else ""))

    def _start(self, workspace: Workspace, opened: OpenedFile | None, path: Path | None) -> None:
        if self._reading is not None:
            # What was wanted last is shown, also where a large file is still being read.
            self._reading.cancel()
            self._reading = None
        self._opened, self.path, self._read_only = opened, path, False
        self._editor.load(Document(workspace))
        self.has_started = True
        self.started.emit()

    def restore(self, workspace: Workspace, base: OpenedFile | None, path: Path | None) -> None:
        """Show recovered work whose file cannot be read, as a change of what the file last held."""
        self._start(base.workspace if base else Workspace.empty(workspace.landscape.name), base, path)
        self.replace_all(workspace, self.tr("Recover"))

    def replace_all(self, workspace: Workspace, label: str) -> None:
        """Take another workspace as one step that can be undone."""
        self._editor.perform(WholeEdit(workspace, label))

    def save(self) -> bool:
        """Write to the file it came from, or ask where; false where it was not written."""
        if self.path is None:
            return self.save_as()
        if self._read_only:
            self._editor.message.emit(self.tr("{name} is read-only here; choose another file.").format(name=self.name))
            return self.save_as()
        return self._write(self.path)

    def save_as(self) -> bool:
        """Ask for a file and write to it; false where it was not written."""
        start = self.path or self._settings.folder / f"{self.file_name}{SUFFIX}"
        if self._read_only:
            start = self._settings.folder / f"{self.tr('{name} copy').format(name=self.file_name)}{SUFFIX}"
        text, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save the landscape"), str(start), self._filter)
        if not text:
            return False
        path = Path(text)
        # The dialog asked whether to overwrite what it named, and nothing else.
        return self._write(path, force=True) if path.suffix else self._write(path.with_suffix(SUFFIX))

    def _write(self, path: Path, *, force: bool = False) -> bool:
        workspace, opened = self._editor.workspace, self._opened

        def write(_progress: Progress | None = None) -> OpenedFile:
            self.before_saving()
            if opened is None:
                return write_new(workspace, path, overwrite=force)
            return save(opened, workspace, path, overwrite=force)

        try:
            large = len(workspace.landscape.systems) > SMALL
            title = self.tr("Saving {name}").format(name=path.name)
            self._opened = self._editor.background.wait_for(title, write) if large else write()
        except FileChangedError as error:
            return self._after_change_on_disk(path, error)
        except D365ArchError as error:
            questions.tell_error(self._window, self.tr("The file was not saved"), str(error))
            return False
        if path != self.path:
            self.path, self._read_only = path, False
        self._settings.folder = path.resolve().parent
        self._recent.add(path)
        self._editor.undo_stack.setClean()
        self._editor.title_changed.emit()
        self.settled.emit()
        self._editor.message.emit(self.tr("Saved {name}.").format(name=path.name))
        return True

    def write_copy(self, path: Path) -> None:
        """Write what is shown to another file, which the person agreed to replace, and go on with this one."""
        workspace = self._editor.workspace
        try:
            if self._opened is None:
                write_new(workspace, path, overwrite=True)
            else:
                save(self._opened, workspace, path, overwrite=True)
        except ProblemsError:
            # Something is wrong with the work itself; it is kept as it is.
            write_whole(path, to_text(workspace).encode("utf-8"))

    def write_other(self, workspace: Workspace, path: Path, *, overwrite: bool) -> None:
        """Write another workspace to another file, with the comments of this one; raises where it cannot be written."""
        if self._opened is None:
            write_new(workspace, path, overwrite=overwrite)
        else:
            save(self._opened, workspace, path, overwrite=overwrite)

    def _after_change_on_disk(self, path: Path, error: FileChangedError) -> bool:
        while (answer := questions.ask_changed_on_disk(self._window, error.sentence)) is Answer.LOOK:
            self.look_at_difference(path)
        match answer:
            case Answer.OVERWRITE:
                return self._write(path, force=True)
            case Answer.SAVE_AS:
                return self.save_as()
            case Answer.RELOAD:
                self._reload(path)
        return False

    def revert(self) -> None:
        """Read the file again and forget the changes, if the person agrees."""
        if self.path is not None and (self._editor.clean or questions.ask_revert(self._window, self.name)):
            self._reload(self.path)

    def reload(self) -> None:
        """Take what the file holds now; undo brings back what was shown before."""
        if self.path is not None:
            self._reload(self.path)

    def _reload(self, path: Path) -> None:
        def done(opened: OpenedFile) -> None:
            self._opened, self.path = opened, path
            self.replace_all(opened.workspace, self.tr("Read {name} again").format(name=path.name))
            self._editor.undo_stack.setClean()
            self._editor.title_changed.emit()
            self.settled.emit()

        self._read(path, done, leaving=False)

    def look_at_difference(self, path: Path | None = None) -> None:
        """Show what the file on disk has that was not there when it was read, and what of mine is not saved."""
        place = path or self.path
        if place is None:
            return

        def show(theirs: OpenedFile) -> None:
            mine, base = self._editor.workspace, self._opened.workspace if self._opened else self._editor.workspace
            dialog = DifferenceDialog.between(base, theirs.workspace, mine, place.name, self._window)
            dialog.exec()
            dialog.deleteLater()

        self._read(place, show, leaving=False)

    def may_leave(self) -> bool:
        """Whether the document may be left: it is saved, or the person saved it now or lets it go."""
        if self._editor.clean:
            return True
        match questions.ask_unsaved(self._window, self.name):
            case Answer.SAVE:
                return self.save()
            case Answer.DISCARD:
                return True
        return False

