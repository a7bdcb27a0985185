"""Editors of fields that are picked: flags and words, catalog types, systems, zones and ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
)
from PySide6.QtGui import QAction, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLabel, QMenu, QPushButton, QWidget

from d365arch.gui.docks.choices import Choice
from d365arch.gui.docks.field_editor import FieldEditor, Mixed, unstated
from d365arch.gui.docks.values import format_value
from d365arch.model.fields import FieldSpec, Kind


class QuietCombo(QComboBox):
    """A combo box that the wheel only turns while it has the focus, so that scrolling a form changes nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(18)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the form scroll unless the box is in use."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceEditor(FieldEditor):
    """A short closed list: flags as unstated, yes, no; words of a vocabulary."""

    def __init__(self, spec: FieldSpec, name: str, parent: QWidget | None = None) -> None:
        super().__init__(spec, name, parent)
        self.combo = QuietCombo(self)
        self.combo.setAccessibleName(name)
        self._column.addWidget(self.combo)
        self.setFocusProxy(self.combo)
        self._values: list[Any] = [None]
        if spec.kind is Kind.FLAG:
            self._values += [True, False]
        elif spec.words is not None:
            self._values += list(spec.words)
        for value in self._values:
            self.combo.addItem(format_value(spec, value) or unstated())
        self.combo.activated.connect(lambda index: self._commit(self._values[index]))

    def _display(self) -> None:
        with QSignalBlocker(self.combo):
            stated = self._value is not None
            self.combo.setItemText(0, unstated() if not self._default else f"{unstated()}: {self._default}")
            if isinstance(self._value, Mixed):
                self.combo.setPlaceholderText(self.tr("several values"))
                self.combo.setCurrentIndex(-1)
            else:
                self.combo.setCurrentIndex(self._values.index(self._value) if self._value in self._values else -1)
        mark_unstated(self.combo, not stated or isinstance(self._value, Mixed))


def mark_unstated(combo: QComboBox, unstated: bool) -> None:
    """Show the text of a box in the fainter color of what nobody stated."""
    if combo.property("unstated") != unstated:
        combo.setProperty("unstated", unstated)
        combo.style().polish(combo)


class ChoiceModel(QAbstractListModel):
    """Choices as rows; thousands of them cost nothing until they are seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices: Sequence[Choice] = ()

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these from now on."""
        self.beginResetModel()
        self.choices = choices
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """How many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.choices)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What people read, and the icon."""
        choice = self.choices[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return choice.label
        return choice.icon if role == Qt.ItemDataRole.DecorationRole else None


class PickEditor(FieldEditor):
    """A long list to pick from by typing a part of the name: catalog types, systems, zones, ends."""

    def __init__(self, spec: FieldSpec, name: str, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(spec, name, parent)
        self.combo = QuietCombo(self)
        self.combo.setAccessibleName(name)
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setIconSize(QSize(18, 18))
        self._problem = QLabel(self)
        self._problem.setObjectName("bad")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._column.addWidget(self.combo)
        self._column.addWidget(self._problem)
        self.setFocusProxy(self.combo)
        self._model = ChoiceModel(self)
        self.combo.setModel(self._model)
        self._offered: Sequence[Choice] | None = None
        self.set_choices(choices)
        completer = self.combo.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.combo.activated.connect(self._pick)
        line = self.combo.lineEdit()
        if line is not None:
            line.setAccessibleName(name)
            line.editingFinished.connect(self._finish)
        self.combo.installEventFilter(self)      # it hands its keys to the line without asking filters of that

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape puts the old choice back."""
        line = self.combo.lineEdit()
        if watched is self.combo and line is not None and line.isModified() and isinstance(event, QKeyEvent) \
                and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self._display()
            return True
        return super().eventFilter(watched, event)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these; the first entry always is unstated, unless the field is required."""
        if choices is self._offered:
            return
        self._offered = choices
        first = [] if self.spec.required else [Choice(None, unstated())]
        wanted = [*first, *choices]
        if [(c.value, c.label) for c in wanted] != [(c.value, c.label) for c in self._choices]:
            with QSignalBlocker(self.combo):
                self._model.show_choices(wanted)

    @property
    def _choices(self) -> Sequence[Choice]:
        return self._model.choices

    def _display(self) -> None:
        line = self.combo.lineEdit()
        with QSignalBlocker(self.combo):
            mixed = isinstance(self._value, Mixed)
            index = -1 if mixed or self._value is None else self._index_of(self._value)
            self.combo.setCurrentIndex(index)
            if line is not None:
                line.setPlaceholderText(self.tr("several values") if mixed else self._default or unstated())
                text = "" if mixed or self._value is None else str(self._value)
                self.combo.setEditText(self._choices[index].label if index >= 0 else text)
                line.setCursorPosition(0)
                line.setModified(False)
        self._say("")

    def _index_of(self, value: Any) -> int:
        return next((i for i, choice in enumerate(self._choices) if choice.value == value), -1)

    def _pick(self, index: int) -> None:
        if 0 <= index < len(self._choices):
            line = self.combo.lineEdit()
            if line is not None:
                line.setModified(False)
            self._say("")
            self._commit(self._choices[index].value)
            if self._choices[index].value is None:
                self._display()

    def _finish(self) -> None:
        line = self.combo.lineEdit()
        if line is None or not line.isModified():
            return
        text = line.text().strip()
        if not text and not self.spec.required:
            self._pick(self._index_of(None))
            return
        lowered = text.lower()
        exact = [i for i, c in enumerate(self._choices) if lowered in {c.label.lower(), str(c.value).lower()}]
        near = [i for i, c in enumerate(self._choices) if lowered in c.label.lower()]
        found = exact or (near if len(near) == 1 else [])
        if found:
            self._pick(found[0])
            self._display()
        else:
            self._say(self.tr("“{text}” is not in the list; pick one of the suggestions.").format(text=text))

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))


class WordsEditor(FieldEditor):
    """Several words of a closed vocabulary, ticked in a menu."""

    def __init__(self, spec: FieldSpec, name: str, parent: QWidget | None = None) -> None:
        super().__init__(spec, name, parent)
        self.button = QPushButton(self)
        self.button.setObjectName("words")
        self.button.setAccessibleName(name)
        self.button.setMinimumWidth(60)
        self.menu = QMenu(self.button)
        self.button.setMenu(self.menu)
        self._column.addWidget(self.button)
        self.setFocusProxy(self.button)
        self._actions: list[tuple[Any, QAction]] = []
        for word in spec.words or ():
            action = self.menu.addAction(word.value)
            action.setCheckable(True)
            action.triggered.connect(self._take)
            self._actions.append((word, action))

    def _display(self) -> None:
        mixed = isinstance(self._value, Mixed)
        values = () if mixed else self._value or ()
        for word, action in self._actions:
            with QSignalBlocker(action):
                action.setChecked(word in values)
        text = self.tr("several values") if mixed else format_value(self.spec, values)
        shown = text or (f"{unstated()}: {self._default}" if self._default else unstated())
        # The style gives a button with a menu no padding on the left.
        self.button.setText(f"\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}{shown}")
        self.button.setToolTip(shown)
        self.button.setProperty("unstated", mixed or not values)
        self.button.style().polish(self.button)

    def _take(self) -> None:
        ticked = [word for word, action in self._actions if action.isChecked()]
        # The first timing is the default, so words keep the order in which they were ticked.
        before = () if isinstance(self._value, Mixed) else self._value or ()
        kept = [word for word in before if word in ticked]
        self._commit(tuple(kept + [word for word in ticked if word not in kept]))
        self._display()
