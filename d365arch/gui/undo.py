"""The one undo command: put a value in place, or put the old one back; and the edit that brings a whole value."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from d365arch.model import Workspace


@dataclass(frozen=True, slots=True)
class WholeEdit:
    """Another workspace takes the place of the one of now, such as one that was recovered or read again."""

    workspace: Workspace
    label: str
    merge_key: str | None = None

    def apply(self, before: Workspace) -> Workspace:
        """That workspace."""
        return self.workspace


class ApplyEdit(QUndoCommand):
    """One step of the undo history; consecutive steps with the same merge key become one."""

    def __init__(
        self,
        replace: Callable[[Workspace], None],
        before: Workspace,
        after: Workspace,
        label: str,
        merge_key: str | None = None,
    ) -> None:
        super().__init__(label)
        self._replace = replace
        self._before = before
        self._after = after
        self._merge_key = merge_key

    def redo(self) -> None:
        """Put the new value in place."""
        self._replace(self._after)

    def undo(self) -> None:
        """Put the old value back."""
        self._replace(self._before)

    def id(self) -> int:
        """A number that is the same for steps that may merge; -1 never merges."""
        return -1 if self._merge_key is None else zlib.crc32(self._merge_key.encode()) & 0x7FFFFFFF

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take the outcome of a following step with the same merge key."""
        if not isinstance(other, ApplyEdit) or other._merge_key != self._merge_key or self._merge_key is None:
            return False
        self._after = other._after
        self.setText(other.text())
        if self._after == self._before:
            self.setObsolete(True)
        return True
