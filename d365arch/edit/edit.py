"""What an edit is: a small frozen value that turns one workspace into the next."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from d365arch.model import Workspace


@runtime_checkable
class Edit(Protocol):
    """A change of a workspace.

    `label` names it for undo ("Move 3 systems"). Edits with the same `merge_key` that follow each other become one
    undo step; none never merges.
    """

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        ...

    @property
    def merge_key(self) -> str | None:
        """Key under which consecutive edits become one step."""
        ...

    def apply(self, before: Workspace) -> Workspace:
        """The workspace after the edit; raises `EditError` where it is not allowed. Never changes `before`."""
        ...


class OneStep:
    """Base of edits that never merge with those before or after them."""

    __slots__ = ()

    @property
    def merge_key(self) -> str | None:
        """None: each is a step of its own."""
        return None
