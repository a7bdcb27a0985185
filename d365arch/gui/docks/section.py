"""A collapsible part of a form whose body is built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from d365arch.gui.style import resource_path


class Section(QWidget):
    """A heading that opens and closes what stands below it."""

    toggled = Signal(str, bool)

    def __init__(self, title: str, build: Callable[[QWidget], None], *, is_open: bool, theme: str,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self._build = build
        self._body: QWidget | None = None
        self._header = QToolButton(self)
        self._header.setObjectName("section")
        self._header.setText(title)
        self._header.setCheckable(True)
        self._header.setChecked(is_open)
        self._header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._header.setIconSize(QSize(14, 14))
        self._header.setCursor(Qt.CursorShape.PointingHandCursor)
        self._header.setAccessibleName(self.tr("Section {title}").format(title=title))
        self._header.toggled.connect(self._toggle)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self._header)
        self.set_theme(theme)
        if is_open:
            self._show_body()

    @property
    def is_open(self) -> bool:
        """Whether the body shows."""
        return self._header.isChecked()

    @property
    def body(self) -> QWidget | None:
        """The body, once it was opened."""
        return self._body

    def set_open(self, is_open: bool) -> None:
        """Open or close it."""
        self._header.setChecked(is_open)

    def set_note(self, note: str) -> None:
        """A few words behind the heading, such as how many fields are filled."""
        self._header.setText(f"{self.title}   {note}" if note else self.title)

    def set_theme(self, theme: str) -> None:
        """Use the arrows of `light` or `dark`."""
        self._theme = theme
        which = "down" if self.is_open else "right"
        self._header.setIcon(QIcon(resource_path(f"icons/chevron-{which}-{theme}.svg")))

    def _toggle(self, checked: bool) -> None:
        self.set_theme(self._theme)
        if checked:
            self._show_body()
        if self._body is not None:
            self._body.setVisible(checked)
        self.toggled.emit(self.title, checked)

    def _show_body(self) -> None:
        if self._body is None:
            self._body = QWidget(self)
            self._build(self._body)
            self._column.addWidget(self._body)
