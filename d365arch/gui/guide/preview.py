"""Shows what an edit would change over the drawing, as ghosts, and takes them away without a trace."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject

from d365arch.catalog.facts import Facts
from d365arch.edit import Edit, SetPositions, Several
from d365arch.errors import D365ArchError
from d365arch.gui.canvas.viewport import Viewport
from d365arch.gui.guide.changes import changed_integrations, ghosts_of
from d365arch.gui.whatif.ghost_paint import GhostLayer
from d365arch.gui.whatif.ghosts import GhostPlan
from d365arch.gui.workbench import Workbench
from d365arch.model import Point, Workspace
from d365arch.scene.parts import Element
from d365arch.scene.request import Seen
from d365arch.whatif.places import hub_places

_NAME = "guide"


class Preview(QObject):
    """One edit at a time; it is only shown, never performed."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self._before: Viewport | None = None
        self._places: dict[str, Point] = {}
        self._edit: Edit | None = None
        self.ghosts = GhostLayer(bench.canvas)

    def show(self, edit: Edit | None) -> None:
        """Show an edit in the place of the one before; none, or one that is not allowed any more, shows nothing."""
        editor = self._bench.editor
        self._edit = edit
        after = _applied(edit, editor.workspace) if edit is not None else None
        if after is None:
            self._end()
            return
        plan = ghosts_of(editor.facts, Facts(after.landscape, editor.catalog))
        self._places = self._found(after, {hub.hub.id for hub in plan.hubs})
        self._bench.overlays.take(_NAME, self._end)
        self.ghosts.show(plan, self._places)
        self._bring_into_sight(after)

    def again(self) -> None:
        """Show the same once more, after it was out of sight."""
        self.show(self._edit)

    def pause(self) -> None:
        """Take the ghosts away for the moment."""
        self._end()
        self._bench.overlays.leave(_NAME)

    def clear(self, *, back: bool = False) -> None:
        """Take the ghosts away; with `back` the sheet goes where it was before the first of them."""
        self.pause()
        self._edit = None
        before, self._before = self._before, None
        if back and before is not None:
            self._bench.canvas.set_viewport(before)

    def placed(self, edit: Edit) -> Edit:
        """The edit that also puts new systems where they were shown, in a view that stores places."""
        view = self._bench.editor.view
        if not self._places or not view.positions or view.overview:
            return edit
        return Several((edit, SetPositions(view.id, self._places)), edit.label)

    def _end(self) -> None:
        if self.ghosts.plan:
            self.ghosts.show(GhostPlan(), {})

    def _found(self, after: Workspace, systems: Collection[str]) -> dict[str, Point]:
        """Where new systems would stand."""
        editor = self._bench.editor
        drawing = editor.drawing
        new = {system for system in systems if system not in editor.workspace.landscape.system_by_id}
        if drawing is None or not new:
            return {}
        return hub_places(after, editor.catalog, after.view(drawing.view_id), new, drawing.placement.boxes,
                          seen=Seen(drawing.facts, drawing.view, drawing.looks))

    def _bring_into_sight(self, after: Workspace) -> None:
        """The ghosts or, where only facts change, the links that have them."""
        canvas, landscape = self._bench.canvas, self._bench.editor.workspace.landscape
        self._before = self._before or canvas.viewport
        bounds = self.ghosts.shapes.bounds
        if bounds is None:
            changed = [Element(kind="integration", id=i) for i in changed_integrations(landscape, after.landscape)
                       if i in landscape.integration_by_id]
            if changed:
                self._bench.show_elements(changed)
            return
        seen = canvas.viewport.rect_to_screen(bounds)
        if seen.left < 0 or seen.top < 0 or seen.right > canvas.width() or seen.bottom > canvas.height():
            canvas.show_area(bounds, canvas.zoom)


def _applied(edit: Edit, workspace: Workspace) -> Workspace | None:
    try:
        return edit.apply(workspace)
    except D365ArchError:
        return None
