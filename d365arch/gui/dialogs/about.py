"""What this is, and every key and gesture on one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from d365arch import __version__
from d365arch.gui.actions import ACTIONS, key_name, said
from d365arch.gui.fonts import resized, roomy, with_text
from d365arch.gui.language import translate
from d365arch.gui.style import resource_path


def gesture_texts() -> Iterator[str]:
    """Every text of the gestures, for those who translate."""
    for gesture in GESTURES:
        yield from gesture


GESTURES: tuple[tuple[str, str], ...] = (
    ("Drag from the catalog", "add a system, or an endpoint onto a system"),
    ("Drag from a border or a row", "connect; drop on nothing to add the other side"),
    ("Double-click", "rename in place"),
    ("Drag a box", "move; Shift keeps it on one axis, Escape leaves no trace"),
    ("Ctrl and drag, Alt and drag", "drag a copy; Alt pressed during a drag keeps it from snapping"),
    ("Drag on empty ground", "select with a rectangle"),
    ("Space and drag, middle button", "pan"),
    ("Wheel", "zoom at the pointer; two fingers on a touchpad pan"),
    ("Tab, Shift+Tab", "next and previous system"),
    ("Arrow keys", "nudge the selection; Shift for larger steps"),
    ("Alt and arrow keys", "go to the neighbor that way"),
    ("Ctrl+Enter in a note", "take the text; Escape leaves it as it was"),
    ("Double-click or drag a tab", "rename a view, or change the order"),
    ("Wheel over the tabs", "next and previous view"),
    ("X, or Alt+X while naming", "turn the line round, its data with it"),
)


def _gesture(text: str) -> str:
    return translate("Gestures", text)


class AboutDialog(QDialog):
    """Name, version, purpose and licence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About d365arch"))
        row = QHBoxLayout()
        row.setSpacing(18)
        icon = QLabel(self)
        icon.setPixmap(QIcon(resource_path("icons/app.svg")).pixmap(QSize(64, 64), self.devicePixelRatioF()))
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        name = QLabel("d365arch", self)
        name.setFont(resized(self.font(), 1.6, QFont.Weight.DemiBold))
        words.addWidget(name)
        version = self.tr("Version {number}").format(number=__version__)
        purpose = self.tr("Draw, check and simplify the integration landscapes of Dynamics 365 Finance and Operations "
                          "and Dataverse.")
        terms = self.tr("MIT licence. Works without a network; your files stay on this machine. Microsoft, Dynamics "
                        "365 and Dataverse are trademarks of Microsoft; this is an independent tool.")
        about = QLabel("\n\n".join((version, purpose, terms)), self)
        about.setWordWrap(True)
        about.setMinimumWidth(with_text(360))
        words.addWidget(about)
        row.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.addLayout(row)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)


class ShortcutsDialog(QDialog):
    """Every key and every gesture on one page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys and gestures"))
        self.resize(roomy(1040, 610))
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(22, 18, 22, 18)
        columns = QHBoxLayout()
        rows.addLayout(columns)
        rows.addStretch(1)
        columns.setSpacing(36)
        keys = [(key_name(spec.hint or spec.keys[0]), said(spec.text).removesuffix(" …"))
                for spec in ACTIONS if spec.hint or spec.keys]
        keys.append((f"{key_name('Ctrl+Alt+1')} …", self.tr("Open or close a panel")))
        half = (len(keys) + 1) // 2
        columns.addLayout(self._table(self.tr("KEYS"), keys[:half]))
        columns.addLayout(self._table("", keys[half:]))
        columns.addLayout(self._table(self.tr("ON THE CANVAS"), [
            (_gesture(how), _gesture(what)) for how, what in GESTURES]))
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setAccessibleName(self.tr("Keys and gestures"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 12)
        column.addWidget(area)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.setContentsMargins(0, 0, 18, 0)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    @staticmethod
    def _table(title: str, rows: Sequence[tuple[str, str]]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        heading = QLabel(title)
        heading.setObjectName("caption")
        heading.setFixedHeight(heading.sizeHint().height() + 6)
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        for number, (key, what) in enumerate(rows):
            chip = QLabel(key)
            chip.setObjectName("chip")
            chip.setSizePolicy(chip.sizePolicy().horizontalPolicy().Maximum, chip.sizePolicy().verticalPolicy())
            text = QLabel(what)
            text.setWordWrap(True)
            grid.addWidget(chip, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, number, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addStretch(1)
        return column
