"""Which view to show after a change, and the drawings of views that were left, from which they are drawn again soon."""

from __future__ import annotations

from d365arch.model import Workspace
from d365arch.scene.build import Drawing

MOST_KEPT = 40_000
"""So many shapes are kept of views that are not on show; the view that was left first goes first."""


def view_to_show(before: Workspace, after: Workspace, shown: str) -> str:
    """The view that came; the neighbor of one that went; the one that alone changed; else the one that is shown."""
    old = before.view_by_id or {before.view().id: before.view()}
    new = after.view_by_id or {after.view().id: after.view()}
    came = [v.id for v in after.views if v.id not in old]
    if came:
        return came[-1]
    if shown not in new:
        order = list(dict.fromkeys(v.id for v in after.views)) or list(new)
        where = next((n for n, v in enumerate(before.views) if v.id == shown), 0)
        return order[min(where, len(order) - 1)]
    changed = [view_id for view_id, view in new.items() if view is not old[view_id]]
    if changed and shown not in changed and before.landscape is after.landscape:
        return changed[0]
    return shown


class KeptDrawings:
    """The last drawing of each view that was left."""

    def __init__(self) -> None:
        self._by_view: dict[str, Drawing] = {}

    def put(self, drawing: Drawing) -> None:
        """Keep a drawing, as far as there is room."""
        self._by_view.pop(drawing.view_id, None)
        self._by_view[drawing.view_id] = drawing
        while sum(len(kept.scene.shapes) for kept in self._by_view.values()) > MOST_KEPT:
            del self._by_view[next(iter(self._by_view))]

    def get(self, view_id: str) -> Drawing | None:
        """The last drawing of a view."""
        return self._by_view.get(view_id)

    def clear(self) -> None:
        """Forget all."""
        self._by_view.clear()
