"""The top of an integration in the inspector: initiator and data flow as two facts, each with its own control."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from d365arch.gui.docks.choice_editors import PickEditor
from d365arch.gui.docks.choices import Choices
from d365arch.gui.docks.derived import direction_words
from d365arch.gui.docks.flow_diagram import FlowDiagram, FlowFacts
from d365arch.gui.docks.form import LABEL_WIDTH, shared_value
from d365arch.gui.docks.groups import doc_of
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import with_text
from d365arch.gui.icons import action_icon
from d365arch.gui.language import amount, translate
from d365arch.gui.style import colors_of
from d365arch.model import Integration
from d365arch.model.fields import specs_of
from d365arch.model.vocabulary import DataFlow


def flow_texts() -> Iterator[str]:
    """What the buttons say, for those who translate."""
    for _, text, tip in FLOWS:
        yield from (text, tip)


FLOWS = ((DataFlow.PUSH, "Push →", "Data goes with the contact, from the initiator to the called side"),
          (DataFlow.PULL, "← Pull", "Data comes back, from the called side to the initiator"),
          (DataFlow.BOTH, "↔ Both", "Data goes both ways"))


class Exchange(QWidget):
    """Who starts, whom they contact, and where data goes; `edited` carries a path and a value, `swapped` asks to
    exchange the ends.
    """

    edited = Signal(object, object)
    swapped = Signal()

    def __init__(self, editor: Editor, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._choices = choices
        self._records: tuple[Integration, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        self.diagram = FlowDiagram(colors_of(editor.theme), self)
        column.addWidget(self.diagram)
        self.direction = QLabel(self)
        self.direction.setObjectName("muted")
        self.direction.setWordWrap(True)
        column.addWidget(self.direction)
        column.addLayout(self._make_ends())
        column.addLayout(self._make_flows())
        editor.theme_changed.connect(self._retint)

    def _make_ends(self) -> QGridLayout:
        specs = specs_of(Integration)
        grid = QGridLayout()
        grid.setContentsMargins(2, 0, 0, 0)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, with_text(LABEL_WIDTH))
        grid.setHorizontalSpacing(8)
        self.from_ = PickEditor(specs["from_"], self.tr("Started by"), self._choices.ends(), self)
        self.to = PickEditor(specs["to"], self.tr("Contacts"), self._choices.ends(), self)
        for row, (title, field, path) in enumerate(((self.tr("Started by"), self.from_, ("from_",)),
                                                    (self.tr("Contacts"), self.to, ("to",)))):
            label = QLabel(title, self)
            label.setObjectName("muted")
            label.setToolTip(doc_of(field.spec))
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            field.edited.connect(lambda value, path=path: self.edited.emit(path, value))
        self.swap = QToolButton(self)
        self.swap.setToolTip(self.tr("Let the other side start; the data keeps its way"))
        self.swap.setAccessibleName(self.tr("Swap initiator and called side"))
        self.swap.clicked.connect(self.swapped)
        grid.addWidget(self.swap, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(1, 1)
        return grid

    def _make_flows(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(4)
        label = QLabel(self.tr("Data"), self)
        label.setObjectName("muted")
        label.setMinimumWidth(with_text(LABEL_WIDTH) + 4)
        label.setToolTip(doc_of(specs_of(Integration)["data"]))
        row.addWidget(label)
        self.flows = QButtonGroup(self)
        for number, (flow, text, tip) in enumerate(FLOWS):
            button = QToolButton(self)
            button.setText(translate("Flows", text))
            button.setToolTip(translate("Flows", tip))
            button.setAccessibleName(self.tr("Data flow {value}").format(value=flow.value))
            button.setCheckable(True)
            button.setObjectName("segment")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.flows.addButton(button, number)
            row.addWidget(button, 1)
        self.flows.idClicked.connect(lambda number: self.edited.emit(("data",), FLOWS[number][0]))
        self._retint(self._editor.theme)
        return row

    def show_records(self, records: Sequence[Any]) -> None:
        """Show these integrations."""
        self._records = tuple(records)
        ends = self._choices.ends()
        for field, path in ((self.from_, ("from_",)), (self.to, ("to",))):
            field.set_choices(ends)
            field.show_value(shared_value(records, path))
        flows = {record.data_flow for record in self._records}
        flow = flows.pop() if len(flows) == 1 else None
        with QSignalBlocker(self.flows):
            self.flows.setExclusive(False)
            for number, (known, _, _) in enumerate(FLOWS):
                self.flows.button(number).setChecked(known is flow)
            self.flows.setExclusive(True)
        one = len(self._records) == 1
        self.swap.setEnabled(one)
        facts = self._editor.facts
        self.direction.setText(direction_words(facts, self._records[0]) if one else
                               amount(len(self._records), "integration"))
        timings = {facts.timing(record) for record in self._records}
        self.diagram.show_facts(FlowFacts(
            self._name(self._records[0].from_.system) if one else self.tr("Initiator"),
            self._name(self._records[0].to.system) if one else self.tr("Called side"),
            timings.pop() if len(timings) == 1 else None, flow))

    def _name(self, system_id: str) -> str:
        system = self._editor.workspace.landscape.system_by_id.get(system_id)
        return system.label if system else system_id

    def _retint(self, theme: str) -> None:
        colors = colors_of(theme)
        self.diagram.set_colors(colors)
        self.swap.setIcon(action_icon("arrows-down-up", colors.muted))
