"""What moves when elements are dragged or nudged: systems, whole zones with all inside, notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from d365arch.edit.edit import Edit
from d365arch.edit.view_edits import SetPositions
from d365arch.edit.view_note_edits import MoveNotes
from d365arch.edit.zone_edits import SetZoneRects
from d365arch.gui.canvas.host import Canvas
from d365arch.model import Workspace
from d365arch.model.geometry import Point, Rect
from d365arch.model.wording import counted
from d365arch.scene.parts import Element


@dataclass(frozen=True)
class Taken:
    """Elements that move together.

    `boxes` are drawn boxes by the layout's id, `places` the systems with their corners, also those inside a folded
    zone; `tops` are the zones that were taken, `zones` these and all inside them; `loose` are systems that were taken
    themselves and not with their zone.
    """

    boxes: Mapping[str, Rect] = field(default_factory=dict)
    places: Mapping[str, Point] = field(default_factory=dict)
    tops: tuple[str, ...] = ()
    zones: Mapping[str, Rect] = field(default_factory=dict)
    notes: Mapping[str, Rect] = field(default_factory=dict)
    loose: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.places or self.zones or self.notes)

    @cached_property
    def bounds(self) -> Rect:
        """The smallest rectangle around all of it; there is at least one."""
        return Rect.uniting([*self.zones.values(), *self.boxes.values(), *self.notes.values()])

    def named(self, workspace: Workspace) -> str:
        """What an undo step calls it: `3 systems`, `zone Core`."""
        if self.tops and not self.loose:
            zones = workspace.landscape.zone_by_id
            return f"zone {zones[self.tops[0]].label}" if len(self.tops) == 1 else counted(len(self.tops), "zone")
        kinds = ((self.loose, "system"), (self.notes, "note"), (self.tops, "zone"))
        stated = [(len(items), noun) for items, noun in kinds if items]
        if len(stated) == 1 and stated[0] == (1, "system"):
            return workspace.landscape.system_by_id[self.loose[0]].label
        if len(stated) == 1:
            return "note" if stated[0] == (1, "note") else counted(*stated[0])
        return counted(sum(count for count, _ in stated), "element")


def moved_edits(view_id: str, stored: Mapping[str, Rect], steps: Iterable[tuple[Taken, Point]], *,
                nudge: bool = False) -> list[Edit]:
    """The edits that shift things, each by its own way; `stored` are the rectangles that the view keeps for zones."""
    places: dict[str, Point] = {}
    rects: dict[str, Rect | None] = {}
    notes: dict[str, Point] = {}
    for taken, shift in steps:
        places |= {s: _whole(p, shift) for s, p in taken.places.items()}
        rects |= {z: Rect(*_whole(Point(*stored[z][:2]), shift), *stored[z][2:]) for z in taken.zones if z in stored}
        notes |= {n: _whole(Point(*rect[:2]), shift) for n, rect in taken.notes.items()}
    edits: list[Edit] = [SetPositions(view_id, places, nudge=nudge)] if places else []
    edits += [SetZoneRects(view_id, rects, nudge=nudge)] if rects else []
    edits += [MoveNotes(view_id, notes, nudge=nudge)] if notes else []
    return edits


def _whole(place: Point, shift: Point) -> Point:
    return Point(round(place.x + shift.x), round(place.y + shift.y))


def taken_along(view: Canvas, elements: tuple[Element, ...]) -> Taken:
    """What moves when these elements are dragged; endpoints take their system along."""
    drawing = view.editor.drawing
    if drawing is None:
        return Taken()
    landscape, boxes = view.editor.workspace.landscape, drawing.placement.boxes
    chosen = {e.id for e in elements if e.kind == "zone" and e.id in landscape.zone_by_id}
    paths = {z.id: [outer.id for outer in landscape.zone_path(z.id)] for z in landscape.zones}
    tops = tuple(z for z in paths if z in chosen and not chosen & set(paths[z][1:]))
    zones = {z for z, path in paths.items() if chosen & set(path)}
    named = {e.id.partition(".")[0] for e in elements if e.kind in ("system", "endpoint")}
    inside = {s.id for s in landscape.systems if s.zone in zones}
    folded = drawing.looks.folded
    stored = view.editor.view.positions
    places: dict[str, Point] = {}
    moving: dict[str, Rect] = {}
    for system in landscape.systems:
        if system.id not in named and system.id not in inside:
            continue
        box = boxes.get(folded.get(system.id, system.id))
        if box is None:
            continue
        moving[folded.get(system.id, system.id)] = box
        places[system.id] = stored.get(system.id, Point(box.x, box.y)) if system.id in folded else Point(box.x, box.y)
    rects = {z: rect for z, rect in drawing.placement.zones.items() if z in zones}
    return Taken(moving, places, tops, rects, _notes(view, elements, rects),
                 tuple(s for s in places if s not in inside))


def _notes(view: Canvas, elements: tuple[Element, ...], zones: Mapping[str, Rect]) -> dict[str, Rect]:
    """The selected notes, and those that lie within a zone that moves whole."""
    found: dict[str, Rect] = {}
    for note in view.editor.view.notes:
        element = Element(kind="note", id=note.id)
        rect = view.rect_of(element)
        if rect and (element in elements or any(zone.covers(rect) for zone in zones.values())):
            found[note.id] = rect
    return found
