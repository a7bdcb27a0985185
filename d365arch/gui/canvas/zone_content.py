"""The room that the content of a zone needs at least."""

from __future__ import annotations

from dataclasses import replace

from d365arch.layout.request import LayoutRequest
from d365arch.layout.sheet import Sheet
from d365arch.layout.zones import around
from d365arch.model.geometry import Rect
from d365arch.scene.build import Drawing


def content_of(drawing: Drawing | None, zone: str) -> Rect | None:
    """The rectangle of a zone just around what stands in it; none where it is empty or not drawn."""
    if drawing is None:
        return None
    specs = tuple(replace(z, least=None) for z in drawing.request.zones)
    placed = drawing.placement
    inside = [placed.boxes[box.id] for box in drawing.request.boxes if box.zone == zone and box.id in placed.boxes]
    inside += [placed.zones[z.id] for z in specs if z.parent == zone and z.id in placed.zones]
    return around(Sheet(LayoutRequest(zones=specs)), zone, inside) if inside else None
