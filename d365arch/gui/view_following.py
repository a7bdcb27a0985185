"""Which view to show after a change: a person sees what a step of the history did."""

from __future__ import annotations

from d365arch.model import Workspace


def view_to_show(before: Workspace, after: Workspace, shown: str) -> str:
    """The view that came; the neighbor of one that went; the one that alone changed; else the one that is shown."""
    old = before.view_by_id or {before.view().id: before.view()}
    new = after.view_by_id or {after.view().id: after.view()}
    came = [view_id for view_id in new if view_id not in old]
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
