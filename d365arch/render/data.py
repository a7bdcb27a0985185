"""Writes a drawing as JSON: what it shows and where, for scripts that go on with it.

Lists are sorted by id. Rectangles are `[x, y, width, height]`, points `[x, y]`, in px with y downwards; a `route` runs
from the border of the initiator to that of the called side. What nothing states is null.
"""

from __future__ import annotations

import json
from typing import Any

from d365arch import __version__
from d365arch.model import Integration
from d365arch.model.geometry import Point, Rect
from d365arch.scene.build import Drawing
from d365arch.scene.folding import zone_key
from d365arch.scene.looks import HEADER, ROW

FORMAT = 1
"""Version of this JSON; it grows when a key changes its meaning."""


def to_json(drawing: Drawing) -> str:
    """The drawing as JSON text."""
    data = {
        "format": FORMAT,
        "generator": f"d365arch {__version__}",
        "name": drawing.scene.name,
        "view": drawing.view_id,
        "theme": drawing.theme.name,
        "bounds": _rect(drawing.scene.bounds),
        "zones": [_zone(drawing, key) for key in sorted(z.id for z in drawing.looks.selection.zones)],
        "systems": [_system(drawing, key) for key, box in sorted(drawing.looks.boxes.items())
                    if box.kind == "system"],
        "integrations": [_integration(drawing, i) for i in
                         sorted(drawing.looks.selection.integrations, key=lambda each: each.id)],
    }
    text = "{\n" + ",\n".join(f" {_text(key)}: {_value(value)}" for key, value in data.items()) + "\n}\n"
    # Halves of letter pairs cannot be written as UTF-8; JSON has escapes for them.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _value(value: Any) -> str:
    """A value as JSON, with one line for each element of the landscape, so that versions compare well."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"  {_text(each)}" for each in value) + "\n ]"
    return _text(value)


def _number(value: float) -> float:
    short = round(value, 2)
    return int(short) if short == int(short) else short


def _rect(rect: Rect | None) -> list[float] | None:
    return None if rect is None else [_number(v) for v in rect]


def _points(points: tuple[Point, ...]) -> list[list[float]]:
    return [[_number(p.x), _number(p.y)] for p in points]


def _zone(drawing: Drawing, key: str) -> dict[str, Any]:
    zone = drawing.facts.landscape.zone_by_id[key]
    return {"id": key, "name": zone.label, "kind": zone.kind, "parent": zone.parent,
            "rect": _rect(drawing.placement.zones.get(key) or drawing.placement.boxes.get(zone_key(key)))}


def _system(drawing: Drawing, key: str) -> dict[str, Any]:
    facts, rect = drawing.facts, drawing.placement.boxes[key]
    system = facts.landscape.system_by_id[key]
    order = drawing.placement.rows.get(key, ())
    rows = {row: [rect.x, rect.y + HEADER + i * ROW, rect.width, ROW] for i, row in enumerate(order)}
    return {
        "id": key, "name": system.label, "type": system.type, "role": facts.role(system),
        "platform": facts.platform(system), "zone": system.zone, "rect": _rect(rect),
        "endpoints": [
            {"id": e.id, "name": e.name, "type": e.type, "timing": list(facts.endpoint_timings(e)),
             "direction": facts.endpoint_initiation(e), "protocol": facts.protocol_of(e),
             "rect": [_number(v) for v in rows[e.id]] if e.id in rows else None}
            for e in sorted(system.endpoints, key=lambda each: each.id)
        ],
    }


def _integration(drawing: Drawing, each: Integration) -> dict[str, Any]:
    facts, route = drawing.facts, drawing.placement.routes.get(drawing.looks.line_of.get(each.id, ""))
    return {
        "id": each.id, "name": each.label, "from": str(each.from_), "to": str(each.to), "data": each.data_flow,
        "timing": facts.timing(each), "style": facts.style(each), "direction": facts.direction(each),
        "protocol": facts.protocol(each), "entities": list(each.entities), "active": each.active is not False,
        "route": _points(route.points) if route else None, "label": _rect(route.label) if route else None,
    }
