"""The page that asks between which systems: those of the landscape, or a new one of the catalog."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QPushButton

from d365arch.gui.docks.choice_editors import QuietCombo
from d365arch.gui.editor import Editor
from d365arch.gui.guide.ends import Ends, Pick
from d365arch.gui.guide.panel import Page
from d365arch.gui.language import translate

Choices = tuple[tuple[str, Pick], ...]


class EndsPage(Page):
    """Who starts, who is called, and what it is about; `chosen` carries the ends and the business object."""

    chosen = Signal(object, str)

    def __init__(self, editor: Editor, ends: Ends, entity: str, problem: Callable[[Ends], str]) -> None:
        super().__init__(self.tr("Between which systems?"),
                         self.tr("One of them is Dynamics 365; who starts is not the same as which way the data goes."))
        self._problem = problem
        choices = _choices(editor, ends)
        self.starts = self._combo(self.tr("Who starts"), choices, ends.starts)
        self.called = self._combo(self.tr("Who is called"), choices, ends.called)
        self.swap = QPushButton(self.tr("Let the other side start"), self)
        self.swap.setObjectName("link")
        self.swap.setAutoDefault(False)
        self.swap.clicked.connect(self._swap)
        self.column.addWidget(self.swap)
        self._caption(self.tr("Business object, if you like"))
        self.entity = QLineEdit(entity, self)
        self.entity.setAccessibleName(self.tr("Business object"))
        self.entity.setPlaceholderText(self.tr("such as Sales order"))
        names = {e for i in editor.workspace.landscape.integrations for e in i.entities}
        completer = QCompleter(sorted(names), self.entity)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.entity.setCompleter(completer)
        self.entity.returnPressed.connect(self._take)
        self.column.addWidget(self.entity)
        self.told = self.say("")
        self.go = QPushButton(self.tr("Go on"), self)
        self.go.setObjectName("primary")
        self.go.setAutoDefault(False)
        self.go.clicked.connect(self._take)
        row = QHBoxLayout()
        row.addWidget(self.go)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addStretch(1)
        self.first = self.go if ends.complete else self.called if ends.starts else self.starts
        self._check()

    def _caption(self, text: str) -> None:
        label = QLabel(text, self)
        label.setObjectName("muted")
        self.column.addWidget(label)

    def _combo(self, name: str, choices: Choices, at: Pick | None) -> QuietCombo:
        self._caption(name)
        combo = QuietCombo(self)
        combo.setAccessibleName(name)
        combo.setEditable(True)
        combo.setInsertPolicy(QuietCombo.InsertPolicy.NoInsert)
        for text, pick in choices:
            combo.addItem(text, pick)
        line = QLineEdit(combo)
        combo.setLineEdit(line)
        line.setAccessibleName(name)
        line.setPlaceholderText(self.tr("Type to search"))
        line.returnPressed.connect(self._take)
        completer = QCompleter(combo.model(), combo)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        combo.setCompleter(completer)
        combo.setCurrentIndex(next((n for n, (_, pick) in enumerate(choices) if pick == at), -1))
        combo.editTextChanged.connect(lambda _text: self._check())
        self.column.addWidget(combo)
        return combo

    @property
    def ends(self) -> Ends:
        """What is chosen."""
        return Ends(starts=_picked(self.starts), called=_picked(self.called))

    def _swap(self) -> None:
        starts, called = self.starts.currentText(), self.called.currentText()
        with QSignalBlocker(self.starts):
            self._set(self.starts, called)
        self._set(self.called, starts)
        self._check()

    @staticmethod
    def _set(combo: QuietCombo, text: str) -> None:
        combo.setCurrentIndex(combo.findText(text))
        combo.setEditText(text)

    def _check(self) -> None:
        if not hasattr(self, "go"):
            return      # still being built
        ends = self.ends
        missing = self.tr("Choose a system for each side.") if ends.starts is None or ends.called is None else (
            "" if ends.complete else self.tr("Choose two different systems."))
        self.told.setText(missing or self._problem(ends))
        self.told.setVisible(bool(self.told.text()))
        self.go.setEnabled(not self.told.text())

    def _take(self) -> None:
        if self.go.isEnabled():
            self.chosen.emit(self.ends, self.entity.text().strip())


def _picked(combo: QuietCombo) -> Pick | None:
    """What is written in a combo, where it is one of the offers."""
    index = combo.findText(combo.currentText(), Qt.MatchFlag.MatchFixedString)
    pick = combo.itemData(index) if index >= 0 else None
    return Pick(*pick) if pick is not None else None


def _choices(editor: Editor, ends: Ends) -> Choices:
    """Systems by name, then types of which a new one is made; endpoints only where they were selected."""
    landscape = editor.workspace.landscape
    found = [(system.label, Pick(system.id)) for system in sorted(landscape.systems, key=lambda s: s.label.casefold())]
    for pick in filter(None, (ends.starts, ends.called)):
        if pick.endpoint:
            system = landscape.system_by_id[pick.system]
            endpoint = system.endpoint(pick.endpoint)
            if endpoint is not None:
                found.insert(0, (f"{system.label}: {endpoint.name or endpoint.id}", pick))
    new = translate("EndsPage", "New: {type}")
    found += [(new.format(type=kind.name), Pick(new=kind.id))
              for kind in sorted(editor.catalog.system_types.values(), key=lambda t: t.name.casefold())]
    seen: dict[str, int] = {}
    unique = []
    for text, pick in found:
        seen[text] = seen.get(text, 0) + 1
        unique.append((text if seen[text] == 1 else f"{text} ({pick.system or pick.new})", pick))
    return tuple(unique)
