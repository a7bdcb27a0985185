"""Says what a reading left out because it was beyond a limit, and offers to read it all the same."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from d365arch.discovery.limits import limits_named
from d365arch.discovery.records import Discovery


def sentences_of(found: Discovery) -> list[str]:
    """What a discovery says of what it did not read."""
    return [*(each.reason for each in found.not_read), *(each.sentence for each in found.remarks)]


class LimitsNotice(QWidget):
    """Hidden where nothing was beyond a limit; `wanted` asks to read with larger ones."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.button = QPushButton(self.tr("Read again with larger limits"), self)
        self.button.setToolTip(self.tr("Takes longer and needs more memory: for artefacts that you trust"))
        self.button.clicked.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.told, 1)
        row.addWidget(self.button)
        self.hide()

    def show_discovery(self, found: Discovery) -> None:
        """Tell what was left out of a discovery."""
        beyond = [named for each in sentences_of(found) if (named := limits_named((each,)))]
        names = ", ".join(sorted({name for each in beyond for name in each}))
        self.told.setText(self.tr("A file or part of one was left out, because it is beyond a limit ({names}).").format(
            names=names) if len(beyond) == 1 else self.tr(
                "{count} files or parts of files were left out, because they are beyond a limit ({names}).").format(
                    count=f"{len(beyond):,}", names=names))
        self.setVisible(bool(beyond))
