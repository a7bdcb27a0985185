"""F1: finds what the keyboard is on or what is selected, and shows its help card."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from d365arch.analysis.finding import Finding
from d365arch.gui.cards import card_of
from d365arch.gui.coupling.tiles import Tile
from d365arch.gui.docks.advice import type_behind
from d365arch.gui.docks.subject import subject_of
from d365arch.gui.explained import card_at, explains
from d365arch.gui.knowledge.card_window import CardWindow
from d365arch.gui.models.findings_model import FINDING
from d365arch.gui.workbench import Workbench


class Explaining(QObject):
    """Opens cards, and ties the parts of the window to theirs."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self.window = CardWindow(bench)
        bench.on("explain", self.explain_this)
        bench.signals.explain_wanted.connect(self.explain)
        explains(bench.findings.list, self._of_finding, bench.editor)
        explains(bench.findings.list.viewport(), self._under_pointer, bench.editor)
        for tile in bench.window.findChildren(Tile):
            explains(tile, tile.key, bench.editor, hover=False)
        explains(bench.inspector.advice, self._of_selection, bench.editor)

    def explain(self, name: str) -> bool:
        """Show the card of a thing; false where there is none."""
        card = card_of(self._bench.editor, name)
        if card is not None:
            self.window.explain(card)
        return card is not None

    def explain_this(self) -> None:
        """Show the card of what the keyboard is on, else of what is selected."""
        focus = QApplication.focusWidget()
        for name in (card_at(focus), self._of_selection(), self._of_finding()):
            if name and self.explain(name):
                return
        self._bench.editor.message.emit(self.tr(
            "Select a system, an endpoint, an integration or a finding, or go to a field; F1 then explains it."))

    def _of_finding(self) -> str:
        current = self._bench.findings.current
        return current.rule if current else ""

    def _under_pointer(self) -> str:
        view = self._bench.findings.list
        finding = view.indexAt(view.viewport().mapFromGlobal(QCursor.pos())).data(FINDING)
        return finding.rule if isinstance(finding, Finding) else ""

    def _of_selection(self) -> str:
        subject = subject_of(self._bench.editor)
        kind = type_behind(self._bench.editor, subject.records[0])
        return kind.id if kind else ""
