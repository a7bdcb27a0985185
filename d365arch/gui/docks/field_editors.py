"""Finds the right editor for a field by its spec."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from d365arch.gui.docks.choice_editors import ChoiceEditor, PickEditor, WordsEditor
from d365arch.gui.docks.choices import Choice
from d365arch.gui.docks.field_editor import FieldEditor
from d365arch.gui.docks.text_editors import AreaEditor, FlagOrTextEditor, TextEditor
from d365arch.model.fields import FieldSpec, Kind, Shape

_PICKED = {Kind.SYSTEM_TYPE, Kind.ENDPOINT_TYPE, Kind.ZONE, Kind.SYSTEM, Kind.END}


def make_editor(spec: FieldSpec, name: str, choices: Sequence[Choice],
                words: Callable[[], Sequence[str]] = tuple) -> FieldEditor:
    """The right editor for a field; `words` gives texts to complete from."""
    one = spec.shape is Shape.ONE
    if one and (spec.kind in _PICKED or choices):
        return PickEditor(spec, name, choices)
    if spec.words is not None and spec.shape is Shape.LIST:
        return WordsEditor(spec, name)
    if one and (spec.kind is Kind.FLAG or spec.words is not None):
        return ChoiceEditor(spec, name)
    if one and spec.kind is Kind.FLAG_OR_TEXT:
        return FlagOrTextEditor(spec, name)
    if one and spec.kind is Kind.TEXT and spec.key in {"description", "text", "reason"}:
        return AreaEditor(spec, name)
    return TextEditor(spec, name, words)
