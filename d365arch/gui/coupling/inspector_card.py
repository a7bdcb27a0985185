"""A card in the inspector: a section that follows the analysis and the selection, and hides where it has nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from d365arch.gui.coupling.following import follower_of
from d365arch.gui.docks.section import Section
from d365arch.gui.workbench import Workbench


class InspectorCard(QWidget):
    """Hidden until there is something to show; who derives from it puts its section in with `put_section`."""

    section: Section

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.inspector)
        self._bench = bench
        self._follower = follower_of(bench)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def put_section(self, title: str) -> None:
        """Build the section and follow from now on what it tells of."""
        self.section = Section(title, self.build, is_open=True, theme=self._bench.editor.theme, parent=self)
        self._column.addWidget(self.section)
        self._follower.changed.connect(self.refresh)
        self._bench.editor.selection.changed.connect(self.refresh)
        self._bench.editor.theme_changed.connect(self._retint)

    def build(self, body: QWidget) -> None:
        """Put what the card shows into the body of its section."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show what there is to the selection, or hide."""
        raise NotImplementedError

    def _retint(self, theme: str) -> None:
        self.section.set_theme(theme)
        self.refresh()
