"""Asks for what to read: several files and folders in one list, chosen, dropped or taken from last time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from d365arch.gui.fonts import roomy
from d365arch.gui.icons import action_icon
from d365arch.gui.settings import Settings
from d365arch.gui.style import colors_of

_PATH = Qt.ItemDataRole.UserRole + 1


class PickDialog(QDialog):
    """The list of files and folders; `paths` is what was chosen."""

    def __init__(self, title: str, action: str, settings: Settings, theme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings, self._theme = settings, theme
        self.setWindowTitle(title)
        self.setAcceptDrops(True)
        self.resize(roomy(640, 430))
        lead = QLabel(self.tr("Exported or unpacked solutions, flows, logic apps, templates, data factories, Finance "
                              "and Operations metadata and packages, interface lists (CSV, Excel), draw.io drawings: "
                              "files, archives, or folders with all of that. Nothing leaves this computer."), self)
        lead.setObjectName("muted")
        lead.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("What to read"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.itemSelectionChanged.connect(self._refresh)
        self.hint = QLabel(self.tr("Add files and folders, or drag them here from the desktop."), self)
        self.hint.setObjectName("faint")
        self.recent = QHBoxLayout()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel,
                                        self)
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(action)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(lead)
        column.addLayout(self._adding())
        column.addWidget(self.list, 1)
        column.addWidget(self.hint)
        column.addWidget(self._recents())
        column.addWidget(self.buttons)
        self._refresh()

    def _adding(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.files = QPushButton(self.tr("Add files …"), self)
        self.files.clicked.connect(self._ask_files)
        self.folder = QPushButton(self.tr("Add a folder …"), self)
        self.folder.clicked.connect(self._ask_folder)
        self.remove = QPushButton(self.tr("Remove"), self)
        self.remove.clicked.connect(self._remove)
        for button in (self.files, self.folder):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.remove)
        return row

    def _recents(self) -> QWidget:
        """What was read last, each a button that puts it into the list."""
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        known = [paths for paths in self._settings.artefacts if all(path.exists() for path in paths)][:4]
        if known:
            title = QLabel(self.tr("Read last"), box)
            title.setObjectName("muted")
            column.addWidget(title)
        for paths in known:
            button = QPushButton(told(paths).replace("&", "&&"), box)
            button.setObjectName("link")
            button.setToolTip("\n".join(map(str, paths)))
            button.clicked.connect(lambda _checked=False, paths=paths: self.add(paths))
            column.addWidget(button)
        return box

    @property
    def paths(self) -> tuple[Path, ...]:
        """What is in the list."""
        return tuple(Path(self.list.item(row).data(_PATH)) for row in range(self.list.count()))

    def add(self, paths: Iterable[Path]) -> None:
        """Put files and folders into the list, each once."""
        known = set(self.paths)
        for path in paths:
            if path not in known:
                known.add(path)
                item = QListWidgetItem(action_icon("folder" if path.is_dir() else "file", colors_of(self._theme).muted),
                                       str(path))
                item.setData(_PATH, str(path))
                self.list.addItem(item)
        self._refresh()

    def _ask_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Files to read"), str(self._settings.folder))
        self.add(map(Path, names))

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("A folder to read"), str(self._settings.folder))
        if name:
            self.add((Path(name),))

    def _remove(self) -> None:
        for item in self.list.selectedItems():
            self.list.takeItem(self.list.row(item))
        self._refresh()

    def _refresh(self) -> None:
        self.ok.setEnabled(self.list.count() > 0)
        self.remove.setEnabled(bool(self.list.selectedItems()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes what is chosen in the list."""
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            self._remove()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders from the desktop."""
        if dropped(event):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """They may be dropped anywhere on the dialog."""
        if dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put them into the list."""
        self.add(dropped(event))
        event.acceptProposedAction()


def dropped(event: QDropEvent) -> tuple[Path, ...]:
    """The files and folders that a drag from the desktop brings."""
    return tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())


def told(paths: Sequence[Path]) -> str:
    """A choice of files and folders in short."""
    first = ", ".join(path.name or str(path) for path in paths[:3])
    where = f"   {paths[0].parent}" if paths else ""
    return f"{first}, …{where}" if len(paths) > 3 else f"{first}{where}"
