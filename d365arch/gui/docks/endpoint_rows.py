"""The endpoints of a system in the inspector: a row each to go there, and a menu of those its type offers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from d365arch.gui.canvas.draft import endpoint_label
from d365arch.gui.canvas.offers import add_endpoint, offered_types
from d365arch.gui.docks.choices import Choices
from d365arch.gui.docks.section import Section
from d365arch.gui.editor import Editor
from d365arch.gui.explained import explains
from d365arch.gui.scene_marks import timing_pixmap
from d365arch.model import Endpoint, System
from d365arch.scene.parts import Element

MOST = 40
"""Rows shown at most; a hub with hundreds of channels shows the rest on the canvas."""


class EndpointRows(QWidget):
    """A section with the endpoints of the selected system."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._choices = Choices(editor)
        self._system: System | None = None
        self._rows: list[QToolButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.section = Section(self.tr("Endpoints"), self._build, is_open=True, theme=editor.theme, parent=self)
        column.addWidget(self.section)
        editor.theme_changed.connect(self.section.set_theme)

    def _build(self, body: QWidget) -> None:
        self._body = QVBoxLayout(body)
        self._body.setContentsMargins(0, 0, 0, 6)
        self._body.setSpacing(1)
        self.add = QPushButton(self.tr("Add endpoint"), body)
        self.add.setObjectName("link")
        self.menu = QMenu(self.add)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.add.setMenu(self.menu)
        self._body.addWidget(self.add)

    def show_system(self, system: System | None) -> None:
        """Show the endpoints of a system, or hide."""
        self._system = system
        self.setVisible(system is not None)
        if system is None:
            return
        self.section.set_note(f"· {len(system.endpoints)}" if system.endpoints else "")
        wanted = system.endpoints[:MOST]
        while len(self._rows) > len(wanted):
            row = self._rows.pop()
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(wanted):
            self._rows.append(self._row(len(self._rows)))
        for row, endpoint in zip(self._rows, wanted, strict=True):
            self._show_row(row, endpoint)

    def _row(self, index: int) -> QToolButton:
        row = QToolButton(self)
        row.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row.setIconSize(QSize(16, 16))
        row.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.setObjectName("row")
        row.clicked.connect(lambda: self._select(index))
        explains(row, lambda: self._type_of(index), self._editor)
        self._body.insertWidget(index, row)
        return row

    def _show_row(self, row: QToolButton, endpoint: Endpoint) -> None:
        facts = self._editor.facts
        row.setIcon(QIcon(timing_pixmap(facts.endpoint_timings(endpoint), self._editor.theme, 16)))
        kind = facts.endpoint_type(endpoint)
        protocol = endpoint.protocol or (kind.short if kind else None) or facts.protocol_of(endpoint)
        name = endpoint_label(self._editor.facts, endpoint)
        row.setText((f"{name}   ·   {protocol}" if protocol else name).replace("&", "&&"))
        row.setToolTip(self.tr("Go to {name}").format(name=name))

    def _type_of(self, index: int) -> str:
        endpoints = self._system.endpoints if self._system else ()
        return endpoints[index].type or "" if index < len(endpoints) else ""

    def _select(self, index: int) -> None:
        if self._system is not None and index < len(self._system.endpoints):
            endpoint = self._system.endpoints[index]
            self._editor.selection.set([Element(kind="endpoint", id=f"{self._system.id}.{endpoint.id}")])

    def _fill_menu(self) -> None:
        self.menu.clear()
        if self._system is None:
            return
        system = self._system
        offered = offered_types(self._editor, system)
        for kind in offered:
            action = self.menu.addAction(self._choices.timing_icon(kind), kind.name)
            action.triggered.connect(lambda _checked=False, kind=kind: add_endpoint(self._editor, system.id, kind.id))
        if offered:
            self.menu.addSeparator()
        self.menu.addAction(self.tr("Endpoint without a type")).triggered.connect(
            lambda: add_endpoint(self._editor, system.id, None))
