"""The base of all field editors: shows a value, a mixture or nothing, and says when a person changed it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from d365arch.gui.docks.values import example
from d365arch.gui.language import translate
from d365arch.model.fields import FieldSpec


def unstated() -> str:
    """What stands in a field about which nothing is said."""
    return translate("FieldEditor", "unstated")


class Mixed:
    """Stands for the values of several elements that differ."""


MIXED = Mixed()


class FieldEditor(QWidget):
    """Base of all editors; `edited` carries the new value once a person has finished with it."""

    edited = Signal(object)

    def __init__(self, spec: FieldSpec, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.name = name
        self._value: Any = None
        self._before: Any = None
        self._default = example(spec)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def show_value(self, value: Any, default: str | None = None) -> None:
        """Show a value, `MIXED`, or nothing; `default` says what holds while nothing is stated."""
        self._value = value
        self._default = default or example(self.spec)
        self._display()

    @property
    def is_typing(self) -> bool:
        """Whether a person is in the middle of a text that is not taken yet."""
        return False

    def refuse(self, sentence: str) -> bool:
        """Tell at the field why its new value was not taken; false where the field cannot."""
        return False

    def _display(self) -> None:
        raise NotImplementedError

    def _commit(self, value: Any) -> None:
        if value != self._value or isinstance(self._value, Mixed):
            self._before, self._value = self._value, value
            self.edited.emit(value)
