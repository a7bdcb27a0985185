"""Ties a widget to a help card: the short card shows where the pointer rests, F1 shows the whole one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from d365arch.analysis.help_fields import fields
from d365arch.gui.cards import card_of, short_html
from d365arch.gui.editor import Editor
from d365arch.model.fields import FieldSpec

CARD = "card"
"""The property of a widget that names its card."""

_WORDS = {"landscapenote": "note", "viewnote": "view.notes", "entitydeclaration": "entity"}
"""How the names of keys begin whose record class is called otherwise."""


def explains(widget: QWidget, card: str | Callable[[], str], editor: Editor, *, hover: bool = True) -> None:
    """From now on the widget is explained by the card of this id; a function tells that of the moment, or nothing.

    Without `hover` the widget keeps a tip of its own, and only F1 shows the card.
    """
    explained = _Hover(widget, card, editor)
    widget.setProperty(CARD, explained)
    if hover:
        widget.installEventFilter(explained)


def card_at(widget: QWidget | None) -> str:
    """The card of a widget or of what it stands in; nothing where none of them has one."""
    while widget is not None:
        hover = widget.property(CARD)
        if isinstance(hover, _Hover) and (name := hover.name):
            return name
        widget = widget.parentWidget() if not widget.isWindow() else None
    return ""


class _Hover(QObject):
    """Makes the short card when somebody rests the pointer, and not before."""

    def __init__(self, widget: QWidget, card: str | Callable[[], str], editor: Editor) -> None:
        super().__init__(widget)
        self._card, self._editor = card, editor

    @property
    def name(self) -> str:
        return self._card if isinstance(self._card, str) else self._card()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The short card instead of the plain tip, where there is one."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and isinstance(watched, QWidget):
            card = card_of(self._editor, self.name) if self.name else None
            if card is not None:
                QToolTip.showText(event.globalPos(), short_html(card), watched)
                return True
        return False


@cache
def _keys() -> Mapping[int, tuple[str, ...]]:
    """The names of keys by their spec: one record may stand in several places."""
    found: dict[int, tuple[str, ...]] = {}
    for name, spec in fields().items():
        found[id(spec)] = (*found.get(id(spec), ()), name)
    return found


def key_of(record: type[Any], spec: FieldSpec) -> str:
    """The name of a key that has a card, such as `integration.volume.per_day`; nothing for those of looks."""
    names = _keys().get(id(spec), ())
    word = record.__name__.lower()
    own = _WORDS.get(word, word)
    return next((name for name in names if name.startswith(f"{own}.")), next(iter(names), ""))
