"""Rectangles of zones around boxes that already stand."""

from __future__ import annotations

import math

from d365arch.layout.sheet import Sheet
from d365arch.model.geometry import Rect


def zone_rects(sheet: Sheet) -> dict[str, Rect]:
    """Every zone just around its boxes and inner zones; empty zones stand in a row below the picture."""
    inner: dict[str, list[Rect]] = {zone: [] for zone in sheet.zones}
    for number, node in enumerate(sheet.nodes):
        home = sheet.zone_of(number)
        if home is not None:
            inner[home].append(node.rect)
    found: dict[str, Rect] = {}
    depth = {zone: len(sheet.parents(zone)) for zone in sheet.zones}
    for zone in sorted(sheet.zones, key=lambda zone: (-depth[zone], zone)):
        if inner[zone] or sheet.zones[zone].least:
            found[zone] = around(sheet, zone, inner[zone])
            parent = sheet.zones[zone].parent
            if parent in inner and depth[parent] < depth[zone]:
                inner[parent].append(found[zone])
    _stand_empty(sheet, found)
    return {zone: found[zone] for zone in sheet.zones}


def around(sheet: Sheet, zone: str, inside: list[Rect]) -> Rect:
    """The rectangle of a zone around what is inside it: its rim, its title, what is inside; and at any rate the room
    that it was given."""
    spec = sheet.zones[zone]
    if spec.least and not inside:
        return spec.least
    title = math.ceil((spec.title.height + 4) / 4) * 4 if spec.title.height else 0.0
    left = min(rect.left for rect in inside) - spec.padding
    top = min(rect.top for rect in inside) - spec.padding - title
    right = max(max(rect.right for rect in inside) + spec.padding, left + spec.title.width + 2 * spec.padding)
    bottom = max(rect.bottom for rect in inside) + spec.padding
    rect = Rect(left, top, right - left, bottom - top)
    return rect.united(spec.least) if spec.least else rect


def _stand_empty(sheet: Sheet, found: dict[str, Rect]) -> None:
    """Zones with nothing inside: side by side below everything."""
    everything = [node.rect for node in sheet.nodes] + list(found.values())
    x = min((rect.left for rect in everything), default=0.0)
    y = max((rect.bottom for rect in everything), default=-40.0) + 40
    for zone, spec in sheet.zones.items():
        if zone not in found:
            width = spec.title.width + 2 * spec.padding
            found[zone] = Rect(x, y, width, spec.title.height + 2 * spec.padding)
            x += width + 24
