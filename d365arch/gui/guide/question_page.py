"""The page that asks one question: why it is asked, what each answer would change, and a field for another figure."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton

from d365arch.analysis.advisor.questions import Choice, Question
from d365arch.gui.docks.values import FieldTextError, parse
from d365arch.gui.guide.panel import Page
from d365arch.gui.guide.tiles import Tile
from d365arch.model import Integration
from d365arch.model.fields import FieldSpec, Kind, specs_of


class QuestionPage(Page):
    """`chosen` carries an answer, `written` another figure for the question's key."""

    chosen = Signal(object)
    written = Signal(object)

    def __init__(self, question: Question, number: int, about: str) -> None:
        super().__init__(question.title, question.why)
        self.question = question
        self.may_go_back = self.may_skip = True
        self.step = self.say(self.tr("Question {number}. {about}").format(number=number, about=about))
        for position, choice in enumerate(question.choices, 1):
            self._add(position, choice)
        if question.free:
            self._add_field(question)
        self.column.addStretch(1)

    def _add(self, position: int, choice: Choice) -> None:
        tile = Tile(str(position), choice.label, choice.effect, self)
        tile.clicked.connect(lambda: self.chosen.emit(choice))
        self.tiles.append(tile)
        self.column.addWidget(tile)

    def _add_field(self, question: Question) -> None:
        self._spec = spec_of(question.key)
        time = self._spec.kind is Kind.DURATION
        caption = QLabel(self.tr("Another time, such as 45 s or 20 min") if time else
                         self.tr("Another number, such as 12,000"), self)
        caption.setObjectName("muted")
        caption.setWordWrap(True)
        self.field = QLineEdit(self)
        self.field.setAccessibleName(caption.text())
        self.field.returnPressed.connect(self._take)
        take = QPushButton(self.tr("Take it"), self)
        take.setAutoDefault(False)
        take.clicked.connect(self._take)
        self.wrong = self.say("", "warn")
        self.wrong.hide()
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(take)
        for part in (caption, self.wrong):
            self.column.addWidget(part)
        self.column.insertLayout(self.column.indexOf(self.wrong), row)

    def _take(self) -> None:
        text = self.field.text().strip().replace(",", "")
        try:
            value = parse(self._spec, text) if text else None
        except FieldTextError as error:
            self.wrong.setText(str(error))
            value = None
        else:
            self.wrong.setText("" if value else self.tr("Write a figure above zero, or choose an answer."))
        self.wrong.setVisible(bool(self.wrong.text()))
        self.field.setFocus()
        if value:
            self.written.emit(value)


def spec_of(key: str) -> FieldSpec:
    """The spec of a key of an integration, such as `volume.per_run`."""
    record: type = Integration
    *outer, last = key.split(".")
    for name in outer:
        record = specs_of(record)[name].record or record
    return specs_of(record)[last]
