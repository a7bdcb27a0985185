"""The overview of a view: zones folded, lines bundled, no endpoints, and a layout that reads well on a slide."""

from __future__ import annotations

from dataclasses import replace

from immutabledict import immutabledict

from d365arch.layout.quality import measure
from d365arch.layout.request import Engine, LayoutRequest, Placement
from d365arch.model.geometry import Point
from d365arch.model.landscape import Landscape
from d365arch.model.progress import Progress
from d365arch.model.view import View
from d365arch.model.workspace import Workspace
from d365arch.scene.placing import Placed, place

SLIDE = 1920.0, 1080.0
"""A picture of at most this size, in px, is legible on a slide of 16:9: no text of it is smaller than 10 px there."""
ASPECTS = (16 / 9, 2.1, 2.6, 1.6)
"""Width over height of the pictures that are tried until one is legible."""

LEAST_BOXES = 3
"""With fewer boxes than this an overview opens the zones that hold others."""


def overview(workspace: Workspace, view_id: str | None) -> Workspace:
    """The workspace with the view as an overview."""
    view = replace(workspace.view(view_id), overview=True)
    views = tuple(view if v.id == view.id else v for v in workspace.views)
    return Workspace(workspace.landscape, views if view.id in workspace.view_by_id else (view, *workspace.views))


def as_drawn(landscape: Landscape, view: View) -> View:
    """The view that is drawn: as it is or, in an overview, with folded zones, bundled lines and no endpoints.

    An overview finds its own places; what people placed and bent stays in the view for when the overview ends.
    """
    if not view.overview:
        return view
    return replace(view, folded=tuple(dict.fromkeys((*view.folded, *overview_zones(landscape)))), bundle=True,
                   endpoints=False, positions=immutabledict(), sizes=immutabledict(), pinned=(),
                   bends=immutabledict(), labels=immutabledict(), notes=())


def overview_zones(landscape: Landscape) -> tuple[str, ...]:
    """The zones that an overview folds: the outermost or, where those are too few to show anything, the next ones."""
    zones = [z for z in landscape.zones if landscape.zone_by_id[z.id] is z]
    loose = sum(1 for s in landscape.systems if not landscape.zone_path(s.zone))
    level = [z.id for z in zones if len(landscape.zone_path(z.id)) == 1]
    while len(level) + loose < LEAST_BOXES:
        inner = [z.id for z in zones if z.parent in level]
        if not inner:
            break
        around = {z.parent for z in zones if z.id in inner}
        loose += sum(1 for s in landscape.systems if s.zone in around)
        level = [z for z in level if z not in around] + inner
    return tuple(level)


def place_overview(request: LayoutRequest, engine: str | Engine, progress: Progress | None,
                   previous: Placed | None) -> tuple[LayoutRequest, Placement]:
    """Where an overview stands, and what was asked for that: the most legible of a few pictures.

    With a previous answer for the same boxes they stay where they are.
    """
    if previous is not None and not request.fresh and _same_boxes(request, previous.request):
        standing = previous.placement.boxes
        request = replace(request, boxes=tuple(
            replace(box, place=Point(standing[box.id].x, standing[box.id].y)) for box in request.boxes))
        return request, place(request, engine, progress, previous)
    best: tuple[tuple[float, ...], LayoutRequest, Placement] | None = None
    for aspect in ASPECTS:
        tried = replace(request, aspect=aspect, every_label=True)
        found = place(tried, engine, progress, None)
        cost = _cost(tried, found)
        if best is None or cost < best[0]:
            best = cost, tried, found
        if cost[:2] == (0, 0):
            break
    assert best is not None
    return best[1], best[2]


def _same_boxes(request: LayoutRequest, before: LayoutRequest) -> bool:
    return ([(b.id, b.width, b.zone) for b in request.boxes] == [(b.id, b.width, b.zone) for b in before.boxes]
            and request.down == before.down)


def _cost(request: LayoutRequest, placement: Placement) -> tuple[float, ...]:
    """What is wrong with a picture, the worst first: names that do not stand free, a size beyond a slide, crossings."""
    found = measure(request, placement)
    width = placement.bounds.width + request.margin.width
    height = placement.bounds.height + request.margin.height
    beyond = max(1.0, width / SLIDE[0], height / SLIDE[1]) - 1
    return found.missing_labels + found.label_overlaps, round(beyond, 2), found.crossings, width * height
