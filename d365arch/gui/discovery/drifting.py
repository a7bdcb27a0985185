"""Compares the open landscape with artefacts, and keeps badges and list in step with every edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

from d365arch.discovery.drift import compare
from d365arch.discovery.drift_records import Comparison
from d365arch.discovery.limits import Limits
from d365arch.discovery.records import Discovery
from d365arch.errors import D365ArchError
from d365arch.gui.background import Task
from d365arch.gui.dialogs import questions
from d365arch.gui.discovery.drift_marks import Badges, badges_of
from d365arch.gui.discovery.drift_paint import DriftPainter
from d365arch.gui.discovery.drift_panel import DriftPanel
from d365arch.gui.discovery.pick_dialog import PickDialog, told
from d365arch.gui.discovery.reading import base_of, read_apart
from d365arch.gui.enabling import Enabling
from d365arch.gui.workbench import Workbench
from d365arch.model import Landscape, Workspace
from d365arch.model.progress import Progress

REST = 400
"""After so many ms without another edit the comparison is made anew."""


class Drifting(QObject):
    """Holds the discovery that is compared with."""

    def __init__(self, bench: Workbench, opened: Callable[[str], None]) -> None:
        super().__init__(bench.canvas)
        self._bench = bench
        self.found: Discovery | None = None
        self._names = ""
        self._task: Task | None = None
        self._landscape: Landscape | None = None
        self._document = bench.editor.document
        self.limits = Limits()
        self.painter = DriftPainter(bench.canvas)
        bench.canvas.grounds.append(self.painter.paint)
        self.panel = DriftPanel(bench)
        self.panel.end_wanted.connect(self.end)
        self.panel.again_wanted.connect(self.ask)
        self.panel.open_wanted.connect(opened)
        bench.add_dock("drift", self.tr("Drift"), self.panel, Qt.DockWidgetArea.RightDockWidgetArea,
                       beside="inspector", hidden=True)
        bench.on("drift", self.ask)
        bench.on("drift_end", self.end)
        self._enabling = Enabling(bench, lambda: {"drift": bool(bench.editor.workspace.landscape.systems),
                                                  "drift_end": self.found is not None})
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(REST)
        self._soon.timeout.connect(self._compare)
        bench.editor.changed.connect(self._changed)
        bench.editor.drawing_changed.connect(lambda _drawing: self.painter.forget())
        bench.editor.theme_changed.connect(lambda _theme: self.painter.forget())

    @property
    def busy(self) -> bool:
        """Whether a comparison is due or under way."""
        return self._task is not None or self._soon.isActive()

    def ask(self) -> None:
        """Ask for artefacts, and compare the landscape with them."""
        dialog = PickDialog(self.tr("Compare with artefacts"), self.tr("Compare"), self._bench.settings,
                            self._bench.editor.theme, self._bench.window)
        if dialog.exec() and dialog.paths:
            self.compare(dialog.paths)
        dialog.deleteLater()

    def compare(self, paths: Sequence[Path]) -> None:
        """Read artefacts in the background and compare; badges and list follow."""
        chosen = tuple(path.absolute() for path in paths)
        base, limits = base_of(chosen), self.limits
        workspace, catalog = self._bench.editor.workspace, self._bench.editor.catalog
        document = self._bench.editor.document
        self._stop()

        def work(progress: Progress) -> tuple[Discovery, Comparison]:
            found = read_apart(base, chosen, limits, progress)
            return found, compare(workspace, found, catalog)

        def done(made: tuple[Discovery, Comparison]) -> None:
            self._task = None
            if document is not self._bench.editor.document:
                return
            self.found, compared = made
            self._names = told(chosen).partition("   ")[0]     # the list needs no folders
            settings = self._bench.settings
            settings.artefacts = (chosen, *settings.artefacts)
            self._bench.overlays.take("drift", self.end)
            self._bench.show_dock("drift")
            self._show(workspace.landscape, compared)
            self._enabling.refresh()
            if self._bench.editor.workspace.landscape is not workspace.landscape:
                self._soon.start()

        def failed(error: Exception) -> None:
            self._task = None
            if not isinstance(error, D365ArchError):
                raise error
            questions.tell_error(self._bench.window, self.tr("The artefacts were not compared"), error.sentence)

        self._task = self._bench.editor.background.run(self.tr("Reading artefacts"), work, done, failed,
                                                       self._forget_task, apart=True)

    def _forget_task(self) -> None:
        self._task = None

    def _stop(self) -> None:
        self._soon.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def end(self) -> None:
        """No comparison any more."""
        self._stop()
        self.found, self._landscape = None, None
        self._bench.overlays.leave("drift")
        self.painter.show(Badges())
        self.panel.show_differences(None)
        self._enabling.refresh()

    def _changed(self, _before: Workspace, after: Workspace) -> None:
        if self._bench.editor.document is not self._document:
            self._document = self._bench.editor.document
            if self.found is not None or self._task is not None:
                self.end()
        elif self.found is not None and after.landscape is not self._landscape:
            self._soon.start()

    def _compare(self) -> None:
        """Compare the landscape of now with what was found before."""
        found, workspace, catalog = self.found, self._bench.editor.workspace, self._bench.editor.catalog
        if found is None or workspace.landscape is self._landscape:
            return

        def done(compared: Comparison) -> None:
            self._task = None
            if workspace.landscape is self._bench.editor.workspace.landscape and self.found is found:
                self._show(workspace.landscape, compared)

        self._task = self._bench.editor.background.run(
            self.tr("Comparing"), lambda _progress: compare(workspace, found, catalog), done, None, self._forget_task,
            quiet=True)

    def _show(self, landscape: Landscape, compared: Comparison) -> None:
        self._landscape = landscape
        self.painter.show(badges_of(compared.differences))
        self.panel.show_differences(compared.differences, self._names, compared.not_compared)
