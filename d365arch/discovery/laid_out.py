"""Where the systems of a found landscape stand: as a drawing had them where that can be, else as the layout says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from immutabledict import immutabledict

from d365arch.catalog.records import Catalog
from d365arch.discovery.landscape import FoundLandscape
from d365arch.model import Point, Rect, View, Workspace
from d365arch.model.progress import Progress
from d365arch.model.workspace import MAIN_VIEW
from d365arch.scene.build import draw

_SCALES = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
"""How far a drawing may be pulled apart so that our larger boxes fit."""
_GAP = (140.0, 60.0)
"""Px beside and below a box that somebody placed, for the lines and their names."""
_MANY_LINES = 120
_MANY_OF_A_PAIR = 6
"""From so many integrations on, in all or between two systems, lines of one pair are drawn as one at first."""


_MANY_SYSTEMS = 40
_OVERVIEW = View(id="overview", title="Overview", overview=True)
"""From so many systems on, a second drawing folds the zones."""


def laid_out(found: FoundLandscape, catalog: Catalog, progress: Progress | None = None) -> Workspace:
    """The workspace with a main view in which everything has its place, and an overview where that is large."""
    view = View(id=MAIN_VIEW, bundle=True if _is_crowded(found) else None)
    workspace = replace(found.workspace, views=(view,))
    if not found.landscape.systems:
        return workspace
    drawing = draw(workspace, catalog, rough=True, progress=progress)
    places = dict(drawing.places)
    kept = _as_drawn(found, drawing.placement.boxes)
    if kept:
        some = replace(workspace, views=(replace(view, positions=immutabledict(kept)),))
        places = dict(draw(some, catalog, rough=True, progress=progress).places)
    main = replace(view, positions=immutabledict(_in_order(found, places)))
    return replace(workspace, views=(main, _OVERVIEW) if len(places) >= _MANY_SYSTEMS else (main,))


def _is_crowded(found: FoundLandscape) -> bool:
    integrations = found.landscape.integrations
    pairs = Counter(frozenset((one.from_.system, one.to.system)) for one in integrations)
    return len(integrations) > _MANY_LINES or any(number > _MANY_OF_A_PAIR for number in pairs.values())


def _in_order(found: FoundLandscape, places: Mapping[str, Point]) -> dict[str, Point]:
    return {system.id: places[system.id] for system in found.landscape.systems if system.id in places}


def _as_drawn(found: FoundLandscape, boxes: Mapping[str, Rect]) -> dict[str, Point]:
    """Places that drawings gave to most of the systems, pulled apart where boxes would overlap; else none."""
    at = {found.ids.systems[system.identity]: system.at for system in found.discovery.systems if system.at is not None}
    files = {system.evidence[0].file for system in found.discovery.systems if system.at is not None and system.evidence}
    if len(files) != 1 or 2 * len(at) < len(found.discovery.systems) or not at.keys() <= boxes.keys():
        return {}
    left, top = min(point.x for point in at.values()), min(point.y for point in at.values())
    for scale in _SCALES:
        places = {system: Point(round((point.x - left) * scale), round((point.y - top) * scale))
                  for system, point in at.items()}
        if not _overlap(places, boxes):
            return places
    return {}


def _overlap(places: Mapping[str, Point], boxes: Mapping[str, Rect]) -> bool:
    """Whether two of the boxes come too near to each other; sorted by their left edges, so that few are compared."""
    edges = sorted((point.x, point.y, point.x + boxes[system].width + _GAP[0], point.y + boxes[system].height + _GAP[1])
                   for system, point in places.items())
    open_ones: list[tuple[float, float, float, float]] = []
    for edge in edges:
        open_ones = [other for other in open_ones if other[2] > edge[0]]
        if any(other[1] < edge[3] and edge[1] < other[3] for other in open_ones):
            return True
        open_ones.append(edge)
    return False
