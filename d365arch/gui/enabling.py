"""Keeps actions enabled only where they can do something, whatever made the difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from d365arch.gui.workbench import Workbench

Rules = Callable[[], Mapping[str, bool]]


class Enabling(QObject):
    """Asks `rules` for the actions by name after every change of selection, landscape, drawing or page."""

    def __init__(self, bench: Workbench, rules: Rules) -> None:
        super().__init__(bench.window)
        self._bench, self._rules = bench, rules
        self._at_home = True
        bench.editor.selection.changed.connect(self.refresh)
        bench.editor.changed.connect(self.refresh)
        bench.editor.drawing_changed.connect(self.refresh)
        bench.signals.page_changed.connect(self._turned)

    def _turned(self, at_home: bool) -> None:
        self._at_home = at_home
        self.refresh()

    def refresh(self, *_news: object) -> None:
        """Enable what can do something now; nothing on the start page."""
        for name, enabled in self._rules().items():
            self._bench.actions[name].setEnabled(enabled and not self._at_home)
