"""Which endpoint types a system offers, and adding one of them."""

from __future__ import annotations

from d365arch.catalog.records import EndpointType
from d365arch.edit import AddEndpoint, fresh_id
from d365arch.gui.canvas.draft import new_endpoint
from d365arch.gui.editor import Editor
from d365arch.model import Endpoint, System
from d365arch.scene.parts import Element


def offered_types(editor: Editor, owner: System | None) -> list[EndpointType]:
    """The endpoint types that the type of a system offers, in the catalog's order."""
    kind = editor.facts.type_of(owner)
    if kind is None:
        return []
    known = editor.catalog.endpoint_types
    named = [known[name] for name in kind.endpoints if name in known]
    also = [t for t in known.values() if kind.id in t.systems and t.id not in kind.endpoints]
    return [*named, *also]


def add_endpoint(editor: Editor, system_id: str, type_id: str | None) -> Element | None:
    """Add an endpoint of a catalog type, or of none, to a system and select it; none where it is refused."""
    system = editor.workspace.landscape.system_by_id.get(system_id)
    if system is None:
        return None
    if type_id is not None:
        endpoint = new_endpoint(editor.facts, system, type_id)
    else:
        endpoint = Endpoint(id=fresh_id("endpoint", {e.id for e in system.endpoints}), name="Endpoint")
    if not editor.perform(AddEndpoint(system_id, endpoint)):
        return None
    element = Element(kind="endpoint", id=f"{system_id}.{endpoint.id}")
    editor.selection.set([element])
    return element
