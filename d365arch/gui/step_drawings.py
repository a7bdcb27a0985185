"""What the last steps looked like, so that undo and redo show again exactly what was seen."""

from __future__ import annotations

from typing import ClassVar

from d365arch.model import Workspace
from d365arch.scene.build import Drawing


class StepDrawings:
    """Drawings by the value and the view that they show, the latest ones, as far as there is room.

    Lines are not stored in the file but kept steady from one drawing to the next; drawn anew from what is seen now,
    they might come back in another way than they were.
    """

    most: ClassVar[int] = 30_000
    """Shapes that all kept drawings may have together; neighbors share nearly all of theirs."""

    def __init__(self) -> None:
        self._kept: list[tuple[Workspace, Drawing]] = []

    def put(self, workspace: Workspace, drawing: Drawing) -> None:
        """Keep the drawing of a value."""
        self._kept = [kept for kept in self._kept
                      if kept[0] is not workspace or kept[1].view_id != drawing.view_id]
        self._kept.append((workspace, drawing))
        while len(self._kept) > 1 and sum(len(kept.scene.shapes) for _, kept in self._kept) > self.most:
            del self._kept[0]

    def get(self, workspace: Workspace, view_id: str) -> Drawing | None:
        """The drawing of this very value in a view; none where it was too long ago."""
        return next((drawing for kept, drawing in reversed(self._kept)
                     if kept is workspace and drawing.view_id == view_id), None)

    def clear(self) -> None:
        """Forget all, as when another file is opened."""
        self._kept.clear()
