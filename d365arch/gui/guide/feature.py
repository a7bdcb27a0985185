"""Puts the guide into the window: a panel for the guided new integration and for improvements."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from d365arch.analysis.finding import Finding
from d365arch.gui.enabling import Enabling
from d365arch.gui.guide.cards_page import CardsPage
from d365arch.gui.guide.improving import Improving
from d365arch.gui.guide.panel import GuidePanel, Page
from d365arch.gui.guide.preview import Preview
from d365arch.gui.guide.wizard import Wizard
from d365arch.gui.workbench import Workbench
from d365arch.model import Workspace


class Guide(QObject):
    """The panel, and which of the two ways has it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench, self._editor = bench, bench.editor
        self.panel = GuidePanel(bench.window)
        self.preview = Preview(bench)
        self.wizard = Wizard(bench, self.panel, self.preview, leave=self.leave,
                             explain=bench.signals.explain_wanted.emit)
        self.improving = Improving(bench, self.panel, self.preview, self.leave)
        self._document = bench.editor.document
        self.dock = bench.add_dock("guide", self.tr("Guide"), self.panel, Qt.DockWidgetArea.RightDockWidgetArea,
                                   beside="inspector", hidden=True)
        bench.on("new_integration", self.begin)
        bench.on("improve", self.improve_selection)
        bench.signals.improve_wanted.connect(self.improve)
        self.panel.back_wanted.connect(self.wizard.back)
        self.panel.skip_wanted.connect(self.wizard.skip)
        self.panel.leave_wanted.connect(lambda: self.leave(True))
        self.dock.visibilityChanged.connect(lambda seen: self.preview.again() if seen else self.preview.pause())
        bench.editor.changed.connect(self._edited)
        bench.editor.theme_changed.connect(lambda _theme: self._recolor())
        bench.session.closed.connect(lambda: self.leave(False))
        self._enabling = Enabling(bench, lambda: {
            "new_integration": True, "improve": bool(self.improving.subject or bench.findings.current)})
        bench.findings.current_changed.connect(self._enabling.refresh)
        self._rest()

    def begin(self) -> None:
        """Open the panel and ask."""
        self._open()
        self.wizard.begin()

    def improve_selection(self) -> None:
        """Open the panel and improve what is selected."""
        self._open()
        self.improving.begin_with_selection()

    def improve(self, finding: Finding) -> None:
        """Open the panel and improve what a finding is about."""
        self._open()
        self.improving.begin(finding)

    def _open(self) -> None:
        self.wizard.end()
        self.improving.end()
        self._bench.show_dock("guide")

    def leave(self, back: bool) -> None:
        """Close the panel without a trace; with `back` the sheet is where it was."""
        self.preview.clear(back=back)
        self.wizard.end()
        self.improving.end()
        self._rest()
        if self.dock.isVisible():
            self.dock.hide()
            self._bench.canvas.setFocus()

    def _rest(self) -> None:
        """What the panel shows while nobody asked for anything."""
        page = Page(self.tr("Guide"), self.tr(
            "Insert, New integration, guided, asks what an integration has to do and says which endpoint suits it. "
            "Improve, on a finding or an integration, says what would make the finding go away."))
        page.column.addStretch(1)
        self.panel.turn_to(page, focus=False)

    def _edited(self, before: Workspace, after: Workspace) -> None:
        another, self._document = self._document is not self._editor.document, self._editor.document
        if another or before.landscape is not after.landscape:
            self.wizard.edited(another)
            self.improving.edited(another)

    def _recolor(self) -> None:
        """Rich text carries its colors."""
        if isinstance(self.panel.page, CardsPage):
            self.panel.page.retell()


def install(bench: Workbench) -> Guide:
    """Wire the guide."""
    return Guide(bench)
