"""The handles of the one selected line: a bar on every run, a square on every corner."""

from __future__ import annotations

import math
from dataclasses import dataclass

from d365arch.gui.canvas.bending import Path, is_level, is_square
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.layers import MIDDLE
from d365arch.gui.canvas.places import Pointer
from d365arch.model.geometry import Point, Rect
from d365arch.scene.index import distance

_REACH = 7.0
_SHORTEST = 26.0
"""In px of the screen: how near a press has to be, and the shortest run that gets a bar."""

_BY_LABEL = 12.0


@dataclass(frozen=True, slots=True)
class Handle:
    """A place to take a line: run or corner number `index` of its path."""

    integration: str
    corner: bool
    index: int
    at: Point
    level: bool = True


def line_of(view: Canvas) -> tuple[str, Path] | None:
    """The one selected integration that is drawn as a square line of its own, and its line."""
    chosen = view.editor.selection.elements
    drawing = view.editor.drawing
    if len(chosen) != 1 or chosen[0].kind != "integration" or drawing is None:
        return None
    id_ = chosen[0].id
    route = drawing.placement.routes.get(id_)
    if route is None or id_ not in view.editor.workspace.landscape.integration_by_id or not is_square(route.points):
        return None
    return id_, route.points


def handles(view: Canvas) -> list[Handle]:
    """All handles of the selected line that there is room for at this zoom and that its label does not cover."""
    line = line_of(view)
    if line is None:
        return []
    id_, path = line
    drawing = view.editor.drawing
    label = drawing.placement.routes[id_].label if drawing else None
    found = [Handle(id_, True, number, path[number]) for number in range(1, len(path) - 1)
             if label is None or not label.contains(path[number])]
    for run in range(len(path) - 1):
        if math.dist(path[run], path[run + 1]) * view.zoom >= _SHORTEST:
            level = is_level(path, run)
            found.append(Handle(id_, False, run, _middle(path[run], path[run + 1], label), level))
    return found


def _middle(a: Point, b: Point, label: Rect | None) -> Point:
    """The middle of a run or, where the label stands there, of the longer piece beside it."""
    middle = Point((a.x + b.x) / 2, (a.y + b.y) / 2)
    if label is None or not label.grown(_BY_LABEL).contains(middle):
        return middle
    level = abs(b.x - a.x) >= abs(b.y - a.y)
    if level:
        pieces = [(min(a.x, b.x), label.left), (label.right, max(a.x, b.x))]
        low, high = max(pieces, key=lambda piece: piece[1] - piece[0])
        return Point((low + high) / 2, a.y)
    pieces = [(min(a.y, b.y), label.top), (label.bottom, max(a.y, b.y))]
    low, high = max(pieces, key=lambda piece: piece[1] - piece[0])
    return Point(a.x, (low + high) / 2)


def handle_at(view: Canvas, pointer: Pointer) -> Handle | None:
    """The handle under the pointer; corners are above bars."""
    near = [(math.dist(view.viewport.to_screen(handle.at), pointer.screen), not handle.corner, handle.index, handle)
            for handle in handles(view)]
    found = min((item for item in near if item[0] <= _REACH), key=lambda item: item[:3], default=None)
    return found[3] if found else None


def run_at(view: Canvas, pointer: Pointer) -> Handle | None:
    """The run of the selected line that is under the pointer, to be dragged as by its bar."""
    line, hit = line_of(view), view.hit(pointer.scene)
    if line is None or hit is None or (hit.element.kind, hit.element.id) != ("integration", line[0]):
        return None
    id_, path = line
    run = min(range(len(path) - 1), key=lambda run: distance((path[run], path[run + 1]), pointer.scene))
    return Handle(id_, False, run, pointer.scene, is_level(path, run))


def label_at(view: Canvas, pointer: Pointer) -> str | None:
    """The integration whose label is under the pointer; none where labels are not painted."""
    hit = view.hit(pointer.scene)
    if hit is None or view.sheet is None or hit.element.kind != "integration" or view.zoom < MIDDLE:
        return None
    label = view.sheet.label(hit.element)
    known = hit.element.id in view.editor.workspace.landscape.integration_by_id
    return hit.element.id if known and label and label.contains(pointer.scene) else None
