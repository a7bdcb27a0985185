"""Improve: tries out what would make a finding go away, shows it on the drawing, and applies it as one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QObject

from d365arch.analysis.finding import Finding
from d365arch.catalog.records import Catalog
from d365arch.errors import D365ArchError
from d365arch.gui.apart import apart
from d365arch.gui.background import Task
from d365arch.gui.coupling.following import follower_of
from d365arch.gui.coupling.picking import pick
from d365arch.gui.guide.changes import added
from d365arch.gui.guide.improve_page import AskAgainPage, ImprovePage, TryingPage, improvement_html
from d365arch.gui.guide.panel import GuidePanel, Page
from d365arch.gui.guide.preview import Preview
from d365arch.gui.style import colors_of
from d365arch.gui.workbench import Workbench
from d365arch.model import Workspace
from d365arch.model.progress import Progress
from d365arch.model.vocabulary import Severity
from d365arch.whatif.improve import Improvement, improvements

APART = 150
"""From so many integrations on ways are tried out in a process of their own: each takes an analysis."""


def try_out(workspace: Workspace, catalog: Catalog, finding: Finding, *, progress: Progress) -> tuple[Improvement, ...]:
    """What helps against a finding; runs in any thread or process."""
    return improvements(workspace, catalog, finding, progress=progress)


class Improving(QObject):
    """One finding at a time."""

    def __init__(self, bench: Workbench, panel: GuidePanel, preview: Preview, leave: Callable[[bool], object]) -> None:
        super().__init__(panel)
        self._bench, self._editor = bench, bench.editor
        self._panel, self._preview, self._leave = panel, preview, leave
        self._task: Task | None = None
        self._finding: Finding | None = None
        bench.editor.background.progressed.connect(self._progressed)

    @property
    def subject(self) -> str | None:
        """The selected integration."""
        return next(iter(self._editor.selection.of_kind("integration")), None)

    def findings_on(self, integration: str) -> tuple[Finding, ...]:
        """What speaks against an integration, the gravest first."""
        result = follower_of(self._bench).result
        order = list(Severity)
        found = [f for f in (result.findings if result else ()) if integration in f.elements
                 and f.waiver is None and f.severity is not Severity.UNSTATED]
        return tuple(sorted(found, key=lambda f: (order.index(f.severity), f.rule)))

    def begin_with_selection(self) -> None:
        """Improve the selected integration, or else the finding that the list is on."""
        current, subject = self._bench.findings.current, self.subject
        if subject is None:
            if current is not None:
                self.begin(current)
            return
        found = self.findings_on(subject)
        if found:
            self.begin(found[0], subject)
            return
        name = self._editor.workspace.landscape.integration_by_id[subject].label
        page = Page(self.tr("Improve {name}").format(name=name), self.tr(
            "No finding speaks against it, so there is nothing to improve."))
        page.column.addStretch(1)
        self._panel.turn_to(page)

    def begin(self, finding: Finding, on: str | None = None) -> None:
        """Try out what helps against a finding; `on` is the integration whose other findings are offered too."""
        self.end()
        self._finding = finding
        page = TryingPage(finding)
        self._panel.turn_to(page)
        workspace, catalog, follower = self._editor.workspace, self._editor.catalog, follower_of(self._bench)
        large = len(workspace.landscape.integrations) >= APART
        result = follower.result if follower.is_current else None

        def work(progress: Progress) -> tuple[Improvement, ...]:
            if large:
                return cast(tuple[Improvement, ...], apart(try_out, (workspace, catalog, finding), progress))
            return improvements(workspace, catalog, finding, result=result, progress=progress)

        def failed(error: Exception) -> None:
            self._task = None
            if not isinstance(error, D365ArchError):
                raise error
            page.what.setText(error.sentence)

        self._task = self._editor.background.run(self.tr("Trying out other ways"), work,
                                                 lambda found: self._show(finding, found, on), failed, apart=large)

    def end(self) -> None:
        """Stop and forget."""
        if self._task is not None:
            self._task.cancel()
        self._task = self._finding = None
        self._preview.clear()

    def edited(self, another: bool) -> None:
        """What was offered was for another landscape."""
        finding = self._finding
        if finding is None:
            return
        known = self._editor.workspace.landscape.integration_by_id
        if another or not any(element in known for element in finding.elements):
            self._leave(False)
            return
        self.end()
        self._finding = finding
        page = AskAgainPage(finding)
        page.again.connect(lambda: self.begin(finding))
        self._panel.turn_to(page, focus=self._panel.has_keyboard)

    def _progressed(self, task: Task) -> None:
        if task is self._task and isinstance(self._panel.page, TryingPage):
            self._panel.page.tell(task.share, task.what)

    def _show(self, finding: Finding, offered: tuple[Improvement, ...], on: str | None) -> None:
        self._task = None
        page = ImprovePage(finding, offered, lambda each: improvement_html(
            cast(Improvement, each), colors_of(self._editor.theme)), self.findings_on(on) if on else ())
        page.looked.connect(self._look)
        page.taken.connect(self._apply)
        page.another.connect(lambda other: self.begin(other, on))
        page.explain.connect(self._bench.signals.explain_wanted)
        self._panel.turn_to(page, focus=self._panel.has_keyboard)

    def _look(self, improvement: Improvement) -> None:
        """Show what would change."""
        page = self._panel.page
        if not isinstance(page, ImprovePage):
            return
        try:
            after = improvement.edit.apply(self._editor.workspace)
        except D365ArchError as error:
            page.tell_where(error.sentence, may_act=False)
            return
        page.tell_where(added(self._editor.workspace, after), may_act=True)
        self._preview.show(improvement.edit)

    def _apply(self, improvement: Improvement) -> None:
        edit = self._preview.placed(improvement.edit)
        self._leave(False)
        if self._editor.perform(edit):
            pick(self._bench, improvement.integrations, show=True)
