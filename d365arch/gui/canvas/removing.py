"""Removing what is selected, and telling what went with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtGui import QKeySequence

from d365arch.edit import RemoveElements
from d365arch.gui.editor import Editor
from d365arch.model import End, Landscape
from d365arch.scene.parts import Element


class _Named(Protocol):
    @property
    def label(self) -> str:
        """What people call it."""


def removal(elements: Sequence[Element]) -> RemoveElements | None:
    """The edit that removes the elements; none where nothing among them can be removed."""
    by_kind = {kind: tuple(e.id for e in elements if e.kind == kind)
               for kind in ("system", "endpoint", "integration", "zone")}
    systems = set(by_kind["system"])
    endpoints = tuple(end for e in by_kind["endpoint"] if (end := End.parse(e)).system not in systems)
    if not any(by_kind.values()):
        return None
    return RemoveElements(systems=by_kind["system"], endpoints=endpoints, integrations=by_kind["integration"],
                          zones=by_kind["zone"])


def remove(editor: Editor, elements: Sequence[Element]) -> bool:
    """Remove the elements and say what is gone; false where nothing could be removed."""
    edit = removal(elements)
    before = editor.workspace.landscape
    if edit is None or not editor.perform(edit):
        return False
    gone = _gone(before, editor.workspace.landscape, len(edit.endpoints))
    if gone:
        undo = QKeySequence(QKeySequence.StandardKey.Undo).toString(QKeySequence.SequenceFormat.NativeText)
        editor.message.emit(f"Removed {gone}; undo with {undo}.")
    return True


def _gone(before: Landscape, after: Landscape, endpoints: int) -> str:
    told = [_named(before.system_by_id, after.system_by_id, "system"),
            _named(before.zone_by_id, after.zone_by_id, "zone"),
            _amount(endpoints, "endpoint") if endpoints else ""]
    lines = set(before.integration_by_id) - set(after.integration_by_id)
    if lines:
        chosen = any(told)
        told.append(_amount(len(lines), "integration") if chosen else
                    _named(before.integration_by_id, after.integration_by_id, "integration"))
    words = [text for text in told if text]
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _named(before: Mapping[str, _Named], after: Mapping[str, _Named], noun: str) -> str:
    gone = [item.label for name, item in before.items() if name not in after]
    return gone[0] if len(gone) == 1 else _amount(len(gone), noun) if gone else ""


def _amount(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
