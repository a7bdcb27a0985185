"""Adding systems, endpoints and integrations from the canvas: one edit each, then the new name can be typed."""

from __future__ import annotations

import math
from dataclasses import replace

from d365arch.catalog.connecting import contradiction
from d365arch.catalog.facts import Facts
from d365arch.edit import targets
from d365arch.edit.compound import Several
from d365arch.edit.edit import Edit
from d365arch.edit.endpoint_edits import AddEndpoint
from d365arch.edit.integration_edits import AddIntegration, SwapEnds
from d365arch.edit.naming_edits import ChangeId, RenameElement
from d365arch.edit.system_edits import AddSystem
from d365arch.gui.canvas.connect_choices import NewEndpoint, NewSystem, Target
from d365arch.gui.canvas.draft import (
    endpoint_label,
    free_place,
    new_endpoint,
    new_integration,
    new_system,
)
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.offers import add_endpoint
from d365arch.gui.language import translate
from d365arch.model import End
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element

_BOX = (216.0, 96.0)
"""Room for a new box, in px of the scene, with a few rows that it will get."""


def add_system(view: Canvas, type_id: str, middle: Point, zone: str | None) -> bool:
    """Add a system of a type around a point of the scene, where there is room, and let its name be typed."""
    editor = view.editor
    system = new_system(editor.facts, type_id, zone)
    if not editor.perform(AddSystem(system, editor.view_id, _free(view, middle))):
        return False
    element = Element(kind="system", id=system.id)
    editor.selection.set((element,))
    show = editor.view.show
    if show and show.filters_integrations and not show.chooses_systems:
        editor.message.emit(translate(
            "Canvas", "{name} is in the landscape; this view will show it once it has an integration that meets its "
            "conditions.").format(name=system.label))
        return True
    view.reveal(element)
    view.renamer.begin(element, fresh=True)
    return True


def add_type(view: Canvas, payload: str) -> None:
    """Add what the palette names: a system in the middle of what is seen, an endpoint to the selected system."""
    kind, _, type_id = payload.partition(":")
    if kind == "system":
        add_system(view, type_id, view.middle(), None)
        return
    chosen = view.editor.selection
    owners = [*chosen.of_kind("system"), *(end.partition(".")[0] for end in chosen.of_kind("endpoint"))]
    if owners:
        add_endpoint(view.editor, owners[-1], type_id)
    else:
        view.editor.message.emit(translate(
            "Canvas", "Select the system that shall offer the endpoint first, or drag it onto one."))


def connect_target(view: Canvas, end: End, target: Target, at: Point, *, reverse: bool = False) -> None:
    """Connect an end to what was chosen, adding first what is not there yet, as one step; `reverse` starts there."""
    if isinstance(target, NewSystem):
        _add_system_between(view, end, target, at, reverse=reverse)
    elif isinstance(target, NewEndpoint):
        _add_endpoint_between(view, end, target, reverse=reverse)
    else:
        connect(view, *((target, end) if reverse else (end, target)))


def _add_system_between(view: Canvas, end: End, target: NewSystem, at: Point, *, reverse: bool) -> None:
    editor = view.editor
    hit = view.hit(at)
    system = new_system(editor.facts, target.type, hit.element.id if hit and hit.element.kind == "zone" else None)
    place = _free(view, Point(at.x + _BOX[0] / 2, at.y))
    edits: list[Edit] = [AddSystem(system, editor.view_id, place)]
    other = End(system.id)
    if target.endpoint:
        endpoint = new_endpoint(editor.facts, system, target.endpoint)
        edits.append(AddEndpoint(system.id, endpoint))
        other = End(system.id, endpoint.id)
    _add_and_connect(view, edits, (other, end) if reverse else (end, other), system.label)


def _add_endpoint_between(view: Canvas, end: End, target: NewEndpoint, *, reverse: bool) -> None:
    editor = view.editor
    endpoint = new_endpoint(editor.facts, editor.workspace.landscape.system_by_id[target.system], target.type)
    other = End(target.system, endpoint.id)
    _add_and_connect(view, [AddEndpoint(target.system, endpoint)], (other, end) if reverse else (end, other),
                     endpoint_label(editor.facts, endpoint))


def _add_and_connect(view: Canvas, edits: list[Edit], ends: tuple[End, End], name: str) -> None:
    editor = view.editor
    after = Several(tuple(edits), "").apply(editor.workspace)
    integration = new_integration(Facts(after.landscape, editor.catalog), *ends)
    label = translate("Canvas", "Add {name} and connect it").format(name=name)
    if editor.perform(Several((*edits, AddIntegration(integration)), label)):
        finish_connection(view, integration.id)


def _free(view: Canvas, middle: Point) -> Point:
    drawing = view.editor.drawing
    taken = list(drawing.placement.boxes.values()) if drawing else []
    wanted = Rect(middle.x - _BOX[0] / 2, middle.y - 24, *_BOX)
    near = [rect for rect in taken if math.dist(rect.center, middle) < 2500]
    return free_place(near, wanted)


def connect(view: Canvas, from_: End, to: End) -> bool:
    """Add an integration and start to rename it; say so where it is against the catalog."""
    editor = view.editor
    integration = new_integration(editor.facts, from_, to)
    if not editor.perform(AddIntegration(integration)):
        return False
    finish_connection(view, integration.id)
    return True


def finish_connection(view: Canvas, integration_id: str) -> None:
    """Select the new integration, tell how it fits the catalog, and let its name be typed."""
    editor = view.editor
    element = Element(kind="integration", id=integration_id)
    editor.selection.set((element,))
    integration = editor.workspace.landscape.integration_by_id[integration_id]
    warning = contradiction(editor.facts, integration)
    if warning:
        editor.message.emit(translate("Canvas", "{0} Alt+X swaps the ends.").format(warning))
    view.renamer.begin(element, fresh=True, swap=(lambda: _swapped(view, integration_id)) if warning else None)


def _swapped(view: Canvas, integration_id: str) -> Element:
    """Let the other side start a new integration, with the name and id that it then had got; gives what it is now."""
    editor = view.editor
    landscape = editor.workspace.landscape
    old = landscape.integration_by_id[integration_id]
    others = tuple(i for i in landscape.integrations if i is not old)
    new = new_integration(Facts(replace(landscape, integrations=others), editor.catalog), old.to, old.from_)
    target = targets.Target(targets.TargetKind.INTEGRATION, old.id, name=old.label)
    edits: list[Edit] = [SwapEnds(old.id), RenameElement(target, new.label)]
    if new.id != old.id:
        edits.append(ChangeId(target, new.id))
    if not editor.perform(Several(tuple(edits), f"Swap ends of {old.label}")):
        return Element(kind="integration", id=old.id)
    element = Element(kind="integration", id=new.id)
    editor.selection.set((element,))
    return element
