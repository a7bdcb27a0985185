"""Puts discovery into the window: what to read, reading it, the review, and what was accepted as one step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices

from d365arch.discovery.landscape import title_of
from d365arch.discovery.limits import Limits, larger, limits_named
from d365arch.discovery.lists.mapping import ColumnMapping
from d365arch.discovery.records import Discovery
from d365arch.edit import SetField, Several, Target, TargetKind
from d365arch.errors import D365ArchError
from d365arch.gui.apart import apart
from d365arch.gui.background import Task
from d365arch.gui.dialogs import questions
from d365arch.gui.discovery.applying import added
from d365arch.gui.discovery.drifting import Drifting
from d365arch.gui.discovery.dropping import Dropping
from d365arch.gui.discovery.evidence_card import EvidenceCard
from d365arch.gui.discovery.limits_notice import sentences_of
from d365arch.gui.discovery.mapping_dialog import ListShown, MappingDialog, read_lists
from d365arch.gui.discovery.page import DiscoveryPage
from d365arch.gui.discovery.pick_dialog import PickDialog, told
from d365arch.gui.discovery.reading import base_of, on_disk, read_apart, relative
from d365arch.gui.language import amount
from d365arch.gui.workbench import Workbench
from d365arch.model import Workspace
from d365arch.model.progress import Progress
from d365arch.scene.parts import Element


class DiscoveryFeature(QObject):
    """Keeps what was read last, and the way back from its review."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self._task: Task | None = None
        self._came_from_sheet = False
        self.bases: tuple[Path, ...] = ()
        """Folders that evidence is named from, the latest first."""
        self.limits = Limits()
        self.page = DiscoveryPage(bench)
        bench.add_page(self.page)
        self.dropping = Dropping(bench, self.read)
        review = self.page.review
        review.add_wanted.connect(self.add)
        review.closed.connect(self.close)
        review.more_wanted.connect(self.ask)
        review.lists_wanted.connect(self.ask_lists)
        review.larger_wanted.connect(self.read_larger)
        review.open_wanted.connect(self.open_evidence)
        self.page.reading.cancelled.connect(self.cancel)
        self.drifting = Drifting(bench, self.open_evidence)
        self.evidence = EvidenceCard(bench, self.open_evidence)
        bench.inspector.put_in(self.evidence)
        bench.on("discover", self.ask)
        bench.on("discovered", self.show_review)
        bench.editor.background.progressed.connect(self._progress)
        bench.signals.page_changed.connect(lambda _home: self._refresh())
        menu = bench.submenus["discover_recent>"]
        menu.aboutToShow.connect(self._fill_recent)
        self._has_found = False
        self._chosen: tuple[Path, ...] = ()
        self._mappings: tuple[ColumnMapping, ...] = ()
        self._refresh()

    def _refresh(self) -> None:
        self._bench.actions["discovered"].setEnabled(self._has_found)

    def _fill_recent(self) -> None:
        menu = self._bench.submenus["discover_recent>"]
        menu.clear()
        known = [paths for paths in self._bench.settings.artefacts if all(path.exists() for path in paths)]
        for paths in known:
            action = menu.addAction(told(paths).replace("&", "&&"))
            action.triggered.connect(partial(self._again, paths))
        if not known:
            menu.addAction(self.tr("Nothing yet")).setEnabled(False)

    def _again(self, paths: Sequence[Path], _checked: bool = False) -> None:
        self.read(paths)

    def ask(self) -> None:
        """Ask for files and folders, and read them."""
        dialog = PickDialog(self.tr("Discover"), self.tr("Discover"), self._bench.settings, self._bench.editor.theme,
                            self._bench.window)
        if dialog.exec() and dialog.paths:
            self.read(dialog.paths)
        dialog.deleteLater()

    def ask_lists(self) -> None:
        """Show what the columns of the lists mean; where that is changed, everything is read again by it."""
        chosen, base, limits, known = self._chosen, self.bases[0], self.limits, self._mappings

        def work(progress: Progress) -> tuple[ListShown, ...]:
            told_ = [relative(path, base) for path in chosen]
            lists: tuple[ListShown, ...] = apart(read_lists, (str(base), told_, limits, known), progress)
            return lists

        def done(lists: tuple[ListShown, ...]) -> None:
            if not lists:
                self._bench.editor.message.emit(self.tr("No list is there any more."))
                return
            dialog = MappingDialog(lists, self._bench.window, chosen[0].parent)
            if dialog.exec():
                self.read(chosen, dialog.mappings, limits)
            dialog.deleteLater()

        self._bench.editor.background.run(self.tr("Reading lists"), work, done, apart=True)

    def read_larger(self) -> None:
        """Read the same again, with those limits widened that something was beyond."""
        names = limits_named(sentences_of(self.page.review.discovery))
        self.read(self._chosen, self._mappings, larger(self.limits, names))

    def read(self, paths: Sequence[Path], mappings: tuple[ColumnMapping, ...] = (),
             limits: Limits | None = None) -> None:
        """Read artefacts in the background; the review follows. A reading under way is given up for it."""
        chosen = tuple(path.absolute() for path in paths)
        if not chosen:
            return
        if self._task is not None:
            self._task.cancel()
        if not self.page.isVisible():
            self._came_from_sheet = self._bench.page.isVisible()
        base, limits = base_of(chosen), limits or Limits()
        self.page.show_reading(chosen)
        self._bench.show_page(self.page)

        def work(progress: Progress) -> Discovery:
            return read_apart(base, chosen, limits, progress, mappings)

        def done(found: Discovery) -> None:
            self._task = None
            self._chosen, self._mappings, self.limits = chosen, mappings, limits
            self.bases = tuple(dict.fromkeys((base, *self.bases)))
            settings = self._bench.settings
            settings.artefacts = (chosen, *settings.artefacts)
            settings.folder = chosen[0].parent
            self.page.review.show_discovery(found, chosen)
            self._has_found = True
            self._refresh()
            self.page.show_review()

        def failed(error: Exception) -> None:
            self._go_back()
            if not isinstance(error, D365ArchError):
                raise error
            questions.tell_error(self._bench.window, self.tr("The artefacts were not read"), error.sentence)

        task: Task | None = None

        def stopped() -> None:
            if self._task is task:
                self._go_back()

        task = self._task = self._bench.editor.background.run(self.tr("Reading artefacts"), work, done, failed, stopped,
                                                              apart=True)

    def _progress(self, task: Task) -> None:
        if task is self._task:
            self.page.reading.tell(task.share, task.what)

    def cancel(self) -> None:
        """Give up the reading; everything is as before it."""
        if self._task is not None:
            self._task.cancel()

    def _go_back(self) -> None:
        """To what was shown before a reading that came to nothing."""
        self._task = None
        if self._has_found and not self._came_from_sheet:
            self.page.show_review()
        else:
            self.close()

    def show_review(self) -> None:
        """Show what was discovered last."""
        if self._has_found:
            self._came_from_sheet = self._bench.page.isVisible() or self._came_from_sheet
            self.page.show_review()
            self._bench.show_page(self.page)

    def close(self) -> None:
        """Back to the sheet, or to the start page where nothing is open."""
        if self._came_from_sheet and self._bench.session.has_started:
            self._bench.show_page(None)
        else:
            self._bench.actions["home"].trigger()

    def add(self) -> None:
        """Add what is accepted to the open landscape, or to a new one where none is open, as one undo step."""
        bench, found = self._bench, self.page.review.chosen
        if not bench.session.has_started and not bench.session.new():
            return
        before, catalog, removed = bench.editor.workspace, bench.editor.catalog, self.page.review.removed
        view = bench.editor.view_id
        try:
            # Matching a large discovery with a large landscape takes a while, in which the window still paints.
            edit = bench.editor.background.wait_for(self.tr("Adding"), lambda _progress: added(
                before, found, catalog, removed, view))
        except D365ArchError as error:
            questions.tell_error(bench.window, self.tr("Nothing was added"), error.sentence)
            return
        if bench.session.is_blank and self._chosen:
            name = SetField(Target(TargetKind.LANDSCAPE), ("name",), title_of(self._chosen))
            edit = Several((edit, name), edit.label)
        if not bench.editor.perform(edit):
            questions.tell_error(bench.window, self.tr("Nothing was added"), bench.editor.refusal)
            return
        bench.show_page(None)
        self._tell_added(before)

    def _tell_added(self, before: Workspace) -> None:
        """Select what is new, and say how much it is."""
        bench = self._bench
        after = bench.editor.workspace.landscape
        old = before.landscape
        systems = [s.id for s in after.systems if s.id not in old.system_by_id]
        lines = [i.id for i in after.integrations if i.id not in old.integration_by_id]
        if not systems and not lines:
            bench.editor.message.emit(self.tr("The landscape has all of that already.") if before.landscape is after
                                      else self.tr("What is there was completed; Ctrl+Z takes it back."))
            return
        bench.editor.selection.set([Element(kind="system", id=name) for name in systems])
        bench.canvas.fit()
        if bench.editor.is_drawing:
            once = Qt.ConnectionType.SingleShotConnection
            bench.editor.drawing_changed.connect(lambda _drawing: bench.canvas.fit(), once)
        bench.editor.message.emit(self.tr("Added {systems} and {integrations}; Ctrl+Z takes it back.").format(
            systems=amount(len(systems), "system"), integrations=amount(len(lines), "integration")))

    def open_evidence(self, file: str) -> None:
        """Open the folder of a file that evidence names; the file itself is never run."""
        landscape = self._bench.session.path
        bases = (*self.bases, *((landscape.resolve().parent,) if landscape else ()),
                 *(base_of(paths) for paths in self._bench.settings.artefacts))
        found = on_disk(file, bases)
        if found is None:
            self._bench.editor.message.emit(self.tr("{file} is not where it was found.").format(file=file))
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(found if found.is_dir() else found.parent)))


def install(bench: Workbench) -> DiscoveryFeature:
    """Wire discovery."""
    return DiscoveryFeature(bench)
