"""What of a review is shown, and how it is grouped: words, confidence, switched off, kind and artefact."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from d365arch.discovery.records import ArtefactKind
from d365arch.gui.discovery.candidates import Candidate, confidence_word, kind_word
from d365arch.gui.discovery.review_model import Filter, GroupBy
from d365arch.gui.docks.choice_editors import QuietCombo
from d365arch.gui.fonts import with_text
from d365arch.model.vocabulary import Confidence


class FilterBar(QWidget):
    """`changed` carries a `Filter`, `grouped` a `GroupBy`."""

    changed = Signal(object)
    grouped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLineEdit(self)
        self.words.setObjectName("search")
        self.words.setPlaceholderText(self.tr("Search names, systems, entities, files"))
        self.words.setAccessibleName(self.tr("Search in what was found"))
        self.words.setClearButtonEnabled(True)
        self.confidence = self._combo(self.tr("Confidence"))
        self.confidence.addItem(self.tr("Any confidence"), None)
        for each in Confidence:
            self.confidence.addItem(confidence_word(each), each)
        self.active = self._combo(self.tr("Switched on or off"))
        for text, value in ((self.tr("On and off"), None), (self.tr("Switched on"), True),
                            (self.tr("Switched off"), False)):
            self.active.addItem(text, value)
        self.kind = self._combo(self.tr("Kind"))
        self.artefact = self._combo(self.tr("Artefact"))
        self.groups: dict[GroupBy, QToolButton] = {}
        self._arrange()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(120)
        self._soon.timeout.connect(self.tell)
        self.words.textChanged.connect(lambda _text: self._soon.start())
        for combo in (self.confidence, self.active, self.kind, self.artefact):
            combo.currentIndexChanged.connect(lambda _index: self.tell())

    def _combo(self, name: str) -> QComboBox:
        combo = QuietCombo(self)
        combo.setAccessibleName(name)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return combo

    def _arrange(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.words, 1)
        above.addSpacing(12)
        label = QLabel(self.tr("Group by"), self)
        label.setObjectName("muted")
        above.addWidget(label)
        group = QButtonGroup(self)
        for value, text in ((GroupBy.SYSTEM, self.tr("Other system")), (GroupBy.ARTEFACT, self.tr("Artefact")),
                            (GroupBy.CONFIDENCE, self.tr("Confidence"))):
            button = QToolButton(self)
            button.setText(text)
            button.setObjectName("segment")
            button.setCheckable(True)
            button.setChecked(value is GroupBy.SYSTEM)
            button.setMinimumWidth(with_text(92))
            button.clicked.connect(lambda _checked=False, value=value: self.grouped.emit(value))
            group.addButton(button)
            above.addWidget(button)
            self.groups[value] = button
        # The first two always say the same few words; the others have names of any length.
        for combo in (self.confidence, self.active):
            combo.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        for combo in (self.kind, self.artefact):
            combo.setMaximumWidth(with_text(230))
        for combo in (self.confidence, self.active, self.kind, self.artefact):
            below.addWidget(combo)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(above)
        column.addLayout(below)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def offer(self, rows: Sequence[Candidate]) -> None:
        """Let people choose among the kinds and artefacts of these rows; what was chosen stays where it is there."""
        kinds = [kind for kind in ArtefactKind if any(row.kind is kind for row in rows)]
        artefacts = {row.artefact: row.artefact_name for row in rows}
        before = self.kind.currentData(), self.artefact.currentData()
        for combo in (self.kind, self.artefact):
            combo.blockSignals(True)
            combo.clear()
        self.kind.addItem(self.tr("All kinds"), None)
        self.kind.addItem(self.tr("Integrations only"), False)
        self.kind.addItem(self.tr("Endpoints without a caller"), True)
        for kind in kinds:
            self.kind.addItem(kind_word(kind), kind)
        self.artefact.addItem(self.tr("All artefacts"), "")
        for file, name in sorted(artefacts.items(), key=lambda item: (item[1].casefold(), item[0])):
            self.artefact.addItem(name, file)
            self.artefact.setItemData(self.artefact.count() - 1, file, 3)
        for combo, value in zip((self.kind, self.artefact), before, strict=True):
            combo.setCurrentIndex(max(0, combo.findData(value)) if value is not None else 0)
            combo.blockSignals(False)

    def clear(self) -> None:
        """Show everything."""
        self.words.clear()
        for combo in (self.confidence, self.active, self.kind, self.artefact):
            combo.setCurrentIndex(0)

    @property
    def filter(self) -> Filter:
        """What is asked for now."""
        kind = self.kind.currentData()
        return Filter(
            words=self.words.text(), confidence=self.confidence.currentData(), active=self.active.currentData(),
            endpoints=kind if isinstance(kind, bool) else None,
            kind=None if isinstance(kind, bool) or not kind else ArtefactKind(kind),
            artefact=self.artefact.currentData() or "")

    def tell(self) -> None:
        """Tell the filter at once."""
        self._soon.stop()
        self.changed.emit(self.filter)
