"""Adding systems and endpoints from the catalog, as palette, menus and inspector do."""

from __future__ import annotations

from d365arch.edit import AddEndpoint, AddSystem, fresh_id
from d365arch.gui.editor import Editor
from d365arch.model import Endpoint, Point, System
from d365arch.scene.parts import Element

STEP = 32.0


def add_system(editor: Editor, type_id: str | None, at: Point) -> Element | None:
    """Add a system of a catalog type with its top left corner near a point, and select it; none where refused."""
    kind = editor.catalog.system_types.get(type_id or "")
    name = _fresh_name(kind.name if kind else "New system", {s.label for s in editor.workspace.landscape.systems})
    system_id = fresh_id(name, editor.workspace.landscape.system_by_id, "system")
    system = System(id=system_id, name=name, type=type_id)
    if not editor.perform(AddSystem(system, editor.view_id, _free_place(editor, at))):
        return None
    element = Element(kind="system", id=system_id)
    editor.selection.set([element])
    return element


def add_endpoint(editor: Editor, system_id: str, type_id: str | None) -> Element | None:
    """Add an endpoint of a catalog type to a system, and select it; none where refused."""
    system = editor.workspace.landscape.system_by_id.get(system_id)
    if system is None:
        return None
    kind = editor.catalog.endpoint_types.get(type_id or "")
    label = (kind.short or kind.name) if kind else "Endpoint"
    endpoint_id = fresh_id(label, {endpoint.id for endpoint in system.endpoints}, "endpoint")
    endpoint = Endpoint(id=endpoint_id, type=type_id, name=None if kind else label)
    if not editor.perform(AddEndpoint(system_id, endpoint)):
        return None
    element = Element(kind="endpoint", id=f"{system_id}.{endpoint_id}")
    editor.selection.set([element])
    return element


def _fresh_name(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name


def _free_place(editor: Editor, at: Point) -> Point:
    """The point, or a little right and down of it where a system stands exactly there already."""
    drawing = editor.drawing
    taken = {(round(r.x), round(r.y)) for r in drawing.placement.boxes.values()} if drawing else set()
    while any(abs(x - at.x) < STEP / 2 and abs(y - at.y) < STEP / 2 for x, y in taken):
        at = at.moved(STEP, STEP)
    return at
