"""A list of small records in a form: one card each, with a button to remove it and one to add another."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from d365arch.model.fields import Kind, specs_of


class RecordList(QWidget):
    """Cards for the records of a list; `changed` carries the whole new list (a tuple)."""

    changed = Signal(object)

    def __init__(self, record: type[Any], title: str, make_form: Callable[[type[Any], QWidget], QWidget],
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._class = record
        self._title = title
        self._make_form = make_form
        self._records: tuple[Any, ...] = ()
        self._cards: list[tuple[QFrame, Any]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._add = QPushButton(self.tr("Add to {lower}").format(lower=title.lower()), self)
        self._add.setObjectName("link")
        self._add.clicked.connect(self._append)
        self._column.addWidget(self._add)

    def show_records(self, records: Sequence[Any]) -> None:
        """Show these records, reusing the cards there are."""
        self._records = tuple(records)
        while len(self._cards) > len(self._records):
            card, _ = self._cards.pop()
            card.hide()
            card.deleteLater()
        while len(self._cards) < len(self._records):
            self._cards.append(self._card(len(self._cards)))
        for (_, form), record in zip(self._cards, self._records, strict=True):
            form.show_records((record,))

    def _card(self, index: int) -> tuple[QFrame, Any]:
        card = QFrame(self)
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(10, 6, 8, 6)
        bar = QHBoxLayout()
        number = QLabel(f"{index + 1}", card)
        number.setObjectName("faint")
        remove = QPushButton(self.tr("Remove"), card)
        remove.setObjectName("link")
        remove.setAccessibleName(self.tr("Remove {lower} {value}").format(lower=self._title.lower(), value=index + 1))
        remove.clicked.connect(lambda: self._remove(index))
        bar.addWidget(number)
        bar.addStretch(1)
        bar.addWidget(remove)
        inside.addLayout(bar)
        form: Any = self._make_form(self._class, card)  # a RecordForm, which itself knows this list
        form.edited.connect(lambda path, value: self._change(index, path, value))
        inside.addWidget(form)
        self._column.insertWidget(self._column.count() - 1, card)
        return card, form

    def _change(self, index: int, path: tuple[str, ...], value: Any) -> None:
        changed = with_value(self._records[index], path, value)
        self.changed.emit((*self._records[:index], changed, *self._records[index + 1:]))

    def _remove(self, index: int) -> None:
        self.changed.emit((*self._records[:index], *self._records[index + 1:]))

    def _append(self) -> None:
        self.changed.emit((*self._records, blank(self._class, self._records)))


def with_value(record: Any, path: tuple[str, ...], value: Any) -> Any:
    """The record with another value at a path of attributes; nested records come and go as needed."""
    name, rest = path[0], path[1:]
    if not rest:
        return dataclasses.replace(record, **{name: value})
    inner_class = specs_of(type(record))[name].record
    inner = getattr(record, name)
    if inner is None and inner_class is not None:
        inner = inner_class()
    changed = with_value(inner, rest, value)
    return dataclasses.replace(record, **{name: None if inner_class and changed == inner_class() else changed})


def blank(record: type[Any], others: Sequence[Any]) -> Any:
    """A new record of a class with its required fields filled."""
    values: dict[str, Any] = {}
    for name, spec in specs_of(record).items():
        if spec.required:
            word = record.__name__.lower().removesuffix("note") or "note"
            taken = {getattr(other, name) for other in others}
            base = word if spec.kind is Kind.ID else word.capitalize()
            number = 1
            while f"{base}-{number}" in taken:
                number += 1
            values[name] = f"{base}-{number}"
    return record(**values)
