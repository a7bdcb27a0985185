"""Several edits as one, undone together."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.edit.edit import Edit
from d365arch.model import Workspace


@dataclass(frozen=True, slots=True)
class Several:
    """Edits applied one after the other; where one is not allowed, none happens."""

    edits: tuple[Edit, ...]
    label: str
    merge_key: str | None = None

    def apply(self, before: Workspace) -> Workspace:
        """The workspace after all of them; raises the `EditError` of the first that is not allowed."""
        for edit in self.edits:
            before = edit.apply(before)
        return before
