"""New integrations and systems as the catalog suggests them: names, ids, facts, and how well a connection fits."""

from __future__ import annotations

import math
from dataclasses import replace

from d365arch.catalog.connecting import contradiction
from d365arch.catalog.facts import Facts
from d365arch.edit.ids import fresh_id
from d365arch.layout.request import Side
from d365arch.model import End, Endpoint, Integration, Landscape, Point, Rect, System
from d365arch.model.vocabulary import DataFlow, Timing
from d365arch.scene import marks
from d365arch.scene.parts import LinePart, Part, Stroke
from d365arch.scene.theme import LINE_STYLES, Theme


def new_integration(facts: Facts, from_: End, to: End) -> Integration:
    """An integration between two ends, named after what travels, with what the endpoints' types suggest."""
    landscape = facts.landscape
    entities = _entities(landscape, from_, to)
    name = entities[0] if entities else f"{_label(landscape, from_)} to {_label(landscape, to)}"
    taken = {integration.label for integration in landscape.integrations}
    name = unused(name, taken)
    draft = Integration(id=fresh_id(name, landscape.integration_by_id, "integration"), name=name, from_=from_, to=to,
                        entities=entities)
    flow = next((kind.default_data_flow for end in facts.deciding_ends(draft)
                 if (kind := facts.endpoint_type_at(end)) and kind.default_data_flow), None)
    return replace(draft, data=flow) if flow and flow is not DataFlow.PUSH else draft


def _entities(landscape: Landscape, from_: End, to: End) -> tuple[str, ...]:
    """What passes at both ends; where only one end states it, that."""
    known = [set(e.entities) for e in map(landscape.endpoint_at, (from_, to)) if e and e.entities]
    if not known:
        return ()
    return tuple(sorted(known[0].intersection(*known[1:])))[:3]


def _label(landscape: Landscape, end: End) -> str:
    system = landscape.system_by_id.get(end.system)
    return system.label if system else end.system


def unused(name: str, taken: set[str]) -> str:
    """The name, or with 2, 3, ... behind it where that is taken."""
    if name not in taken:
        return name
    number = 2
    while f"{name} {number}" in taken:
        number += 1
    return f"{name} {number}"


def new_system(facts: Facts, type_id: str, zone: str | None = None) -> System:
    """A system of a catalog type, named after it."""
    kind = facts.catalog.system_types.get(type_id)
    name = unused(kind.name if kind else type_id, {s.label for s in facts.landscape.systems})
    return System(id=fresh_id(name, facts.landscape.system_by_id, "system"), name=name, type=type_id, zone=zone)


def new_endpoint(facts: Facts, system: System, type_id: str) -> Endpoint:
    """An endpoint of a catalog type; the name is stated only where the type's own would be there twice."""
    kind = facts.catalog.endpoint_types.get(type_id)
    wanted = kind.name if kind else type_id
    taken = {endpoint_label(facts, e) for e in system.endpoints}
    name = unused(wanted, taken)
    return Endpoint(id=fresh_id(name, {e.id for e in system.endpoints}, "endpoint"), type=type_id,
                    name=name if name != wanted else None)


def endpoint_label(facts: Facts, endpoint: Endpoint) -> str:
    """The name of an endpoint, else that of its type, else its id."""
    kind = facts.endpoint_type(endpoint)
    return endpoint.name or (kind.name if kind else endpoint.id)


def preview(facts: Facts, from_: End, to: End) -> tuple[str, bool]:
    """What a connection between two ends will be, in a few words, and whether that is against the catalog."""
    integration = new_integration(facts, from_, to)
    warning = contradiction(facts, integration)
    if warning:
        return warning, True
    timing = facts.timing(integration)
    flow = "" if integration.data_flow is DataFlow.PUSH else f"data: {integration.data_flow.value}"
    return " · ".join(w for w in (integration.label, timing.value if timing else "", flow) if w), False


def draft_timing(facts: Facts, from_: End, to: End | None) -> Timing | None:
    """The timing that a connection would have; with one end only, the first that this end offers."""
    timing = facts.timing(Integration(id="draft", from_=from_, to=to or End(from_.system)))
    endpoint = facts.landscape.endpoint_at(from_)
    if timing is None and endpoint:
        return next(iter(facts.endpoint_timings(endpoint)), None)
    return timing


def line_parts(timing: Timing | None, route: tuple[Point, ...], theme: Theme) -> tuple[Part, ...]:
    """A line on its way: halo, line, head and ring as its timing has them."""
    style, color = LINE_STYLES[timing], theme.timing(timing).line
    back_x, back_y = marks.toward(route[-1], route[-2])
    back = min(marks.BACK[style.head], math.dist(route[-1], route[-2]) / 2)
    drawn = (*route[:-1], route[-1].moved(back_x * back, back_y * back))
    return (
        LinePart(drawn, Stroke(theme.ground, 6), 7),
        LinePart(drawn, Stroke(color, marks.LINE_WIDTH, style.dash), 7),
        marks.head(style.head, route[-1], route[-2], marks.Pen(color), theme.ground),
        marks.ring(route[0], route[1], marks.Pen(color), theme.ground),
    )


def elbow(start: Point, start_side: Side, end: Point, end_side: Side | None) -> tuple[Point, ...]:
    """A square line between two points, leaving and meeting borders at a right angle; good enough for a preview."""
    leaves = start_side in (Side.LEFT, Side.RIGHT)
    meets = leaves if end_side is None else end_side in (Side.LEFT, Side.RIGHT)
    points: tuple[Point, ...]
    if start_side is end_side and leaves:
        beyond = max(start.x, end.x) + 28 if start_side is Side.RIGHT else min(start.x, end.x) - 28
        points = (start, Point(beyond, start.y), Point(beyond, end.y), end)
    elif leaves and meets:
        middle = (start.x + end.x) / 2
        points = (start, Point(middle, start.y), Point(middle, end.y), end)
    elif not leaves and not meets:
        middle = (start.y + end.y) / 2
        points = (start, Point(start.x, middle), Point(end.x, middle), end)
    elif leaves:
        points = (start, Point(end.x, start.y), end)
    else:
        points = (start, Point(start.x, end.y), end)
    kept = [points[0]]
    kept += [p for p in points[1:] if p != kept[-1]]
    return tuple(kept) if len(kept) > 1 else (start, end.moved(0.01, 0))


def free_place(taken: list[Rect], wanted: Rect, gap: float = 40) -> Point:
    """The top left corner nearest to the wanted one where nothing else stands, searched in growing rings."""
    step = 48.0
    for ring in range(40):
        spots = [(dx, dy) for dx in range(-ring, ring + 1) for dy in range(-ring, ring + 1)
                 if max(abs(dx), abs(dy)) == ring]
        for dx, dy in sorted(spots, key=lambda spot: (spot[0] ** 2 + spot[1] ** 2, spot[1] < 0, spot)):
            rect = wanted.moved(dx * step, dy * step)
            if not any(rect.grown(gap).overlaps(other) for other in taken):
                return Point(round(rect.x), round(rect.y))
    return Point(round(wanted.x), round(wanted.y))
