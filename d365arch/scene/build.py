"""Draws a view of a workspace: from the landscape, the catalog and a layout engine to a finished scene."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from d365arch.analysis.finding import Finding
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.errors import ExportError
from d365arch.layout.request import Engine, LayoutRequest, Placement
from d365arch.model.geometry import Point, Rect
from d365arch.model.memory import no_collector
from d365arch.model.problems import did_you_mean
from d365arch.model.progress import Progress
from d365arch.model.view import View
from d365arch.model.vocabulary import LineWidth, Perspective
from d365arch.model.workspace import MAIN_VIEW, Workspace
from d365arch.scene.boxes import box_shape
from d365arch.scene.frame import frame_shapes
from d365arch.scene.lines import Halos, halos_of, junction_shape, label_shape, line_shape
from d365arch.scene.marks import Pen
from d365arch.scene.overview import as_drawn, place_overview
from d365arch.scene.parts import LAYERS, Scene, Shape
from d365arch.scene.perspective import Coloring, coloring_of
from d365arch.scene.placing import Placed, place
from d365arch.scene.present import present
from d365arch.scene.request import Looks, Memo, looks_of, request_of
from d365arch.scene.text import plain
from d365arch.scene.theme import Theme, theme_named
from d365arch.scene.trunks import Routed, Shared, shared_runs, trunks
from d365arch.scene.zones import frames, note_shape, zone_shape


@dataclass(frozen=True)
class Drawing:
    """A scene with what it was made from; pass it as `previous` to draw the next state of the same view quickly."""

    scene: Scene
    placement: Placement
    request: LayoutRequest
    view_id: str
    theme: Theme
    facts: Facts
    looks: Looks = field(repr=False)
    coloring: Coloring = field(repr=False)
    engine: str | Engine = "lanes"
    overview: bool = False
    memo: Mapping[str, tuple[Any, Any]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def placed(self) -> Placed:
        """What the layout was asked and answered."""
        return Placed(self.request, self.engine, self.placement)

    @property
    def places(self) -> dict[str, Point]:
        """Where each system stands: its top left corner, to be stored in the view; nothing of an overview, which finds
        its places anew."""
        if self.overview:
            return {}
        boxes = self.placement.boxes
        return {key: Point(boxes[key].x, boxes[key].y) for key in sorted(self.looks.boxes)
                if self.looks.boxes[key].kind == "system"}


def draw(workspace: Workspace, catalog: Catalog, view_id: str | None = None, *, theme: str | None = None,
         engine: str | Engine | None = None, fresh: bool = False, progress: Progress | None = None,
         previous: Drawing | None = None, perspective: Perspective | None = None,
         line_width: LineWidth | None = None, findings: Iterable[Finding] | None = None) -> Drawing:
    """Draw a view; the first one without an id, and with its own theme, engine and looks unless others are named.

    `findings` are what an analysis of the same landscape found; only the perspective of severity asks for them.
    Raises `ExportError` for a view or theme that is not there, `LayoutError` where the engine fails, and whatever
    `progress` raises to stop.
    """
    view = as_drawn(workspace.landscape, view_named(workspace, view_id))
    colors = theme_named(theme or view.theme or "light")
    facts = Facts(workspace.landscape, catalog)
    memo = Memo(previous.memo if previous else {})
    by = engine or view.engine or "lanes"
    same_view = (previous is not None and previous.view_id == view.id
                 and previous.overview == bool(view.overview))
    with no_collector():
        looks = looks_of(facts, view, memo)
        request = request_of(looks, view, fresh, memo)
        before = previous.placed if previous and same_view else None
        if view.overview:
            request, placement = place_overview(request, by, progress, before)
        else:
            placement = place(request, by, progress, before)
        coloring = coloring_of(facts, perspective or view.perspective or Perspective.TIMING,
                               line_width or view.line_width or LineWidth.PLAIN, colors,
                               boxes=looks.boxes.values(), lines=looks.lines.values(), findings=findings)
        scene = _scene(workspace, view, looks, placement, coloring=coloring, memo=memo)
    return Drawing(scene, placement, request, view.id, colors, facts, looks, coloring, by, bool(view.overview),
                   memo.now)


def view_named(workspace: Workspace, view_id: str | None) -> View:
    """The view of that id, the first without one; raises `ExportError` with the choices where it is not there."""
    known = tuple(workspace.view_by_id) or (MAIN_VIEW,)
    if view_id is not None and view_id not in known:
        raise ExportError(f'There is no view "{view_id}"{did_you_mean(view_id, known) or "."}')
    return workspace.view(view_id)


def _scene(workspace: Workspace, view: View, looks: Looks, placement: Placement, *, coloring: Coloring,
           memo: Memo) -> Scene:
    colors = coloring.theme
    shapes = _shapes(looks, placement, coloring, memo)
    shapes += [note_shape(n, n.at, colors) for n in view.notes if n.at is not None]
    content = memo.get("bounds", (placement, view.notes), _bounds, placement, shapes)
    what = present(looks.boxes.values(), looks.lines.values(), coloring)
    counts = len(looks.selection.systems), len(looks.selection.integrations)
    framed, bounds = frame_shapes(workspace.landscape, view, content, counts, what=what, theme=colors)
    by_layer: dict[str, list[Shape]] = {layer: [] for layer in LAYERS}
    for shape in (*shapes, *framed):
        by_layer[shape.layer].append(shape)
    name = plain(workspace.landscape.name or "") or "Landscape"
    return Scene(name=name, description=plain(workspace.landscape.description or ""), theme=colors.name,
                 ground=colors.ground, bounds=bounds, shapes=tuple(s for layer in LAYERS for s in by_layer[layer]))


def _shapes(looks: Looks, placement: Placement, coloring: Coloring, memo: Memo) -> list[Shape]:
    shapes: list[Shape] = []
    colors, name = coloring.theme, coloring.name
    framed = frames(tuple(looks.zones.values()), placement.zones)
    for zone in sorted(looks.zones.values(), key=lambda z: (_depth(looks, z.id), framed[z.id].shared if z.id in framed
                                                            else False)):
        frame = framed.get(zone.id)
        if frame:
            found = coloring.zone(zone.id)
            border = found.color if found else None
            shapes.append(memo.get(f"zone-{zone.id}", (zone, frame, name, border),
                                   zone_shape, zone, frame, colors, border))
    for box in looks.boxes.values():
        rect = placement.boxes[box.id]
        order = placement.rows.get(box.id) or tuple(r.id for r in box.rows)
        category = coloring.box(box)
        shapes.append(memo.get(f"box-{box.id}", (box, rect, order, name, category),
                               box_shape, box, rect, order, colors, category))
    routed = [(line, route) for line in looks.lines.values()
              if (route := placement.routes.get(line.id)) and len(route.points) > 1]
    for group in memo.get("trunks", tuple(route for _, route in routed), _trunks, routed):
        trunk = tuple(routed[i] for i in group)
        pens = tuple(coloring.pen(line) for line, _ in trunk)
        runs, halos = _runs(trunk, pens, colors.muted, memo)
        for (line, route), pen, shared in zip(trunk, pens, runs, strict=True):
            key = (line, route, halos, shared, pen, name)
            shapes += memo.get(f"line-{line.id}", key, _line, (line, route), halos, shared, pen, colors)
            halos = ()
    return shapes


def _trunks(routed: list[Routed]) -> list[list[int]]:
    return trunks([route for _, route in routed])


def _runs(trunk: tuple[Routed, ...], pens: tuple[Pen, ...], common: str,
          memo: Memo) -> tuple[tuple[Shared, ...], Halos]:
    """What of each line of a trunk the lines before it draw, and the halos of all."""
    key = tuple((route, line.timing, line.mixed, line.active, line.mutual) for line, route in trunk), pens, common
    return memo.get(f"trunk-{trunk[0][0].id}", key, lambda: (shared_runs(trunk, pens, common), halos_of(trunk, pens)))


def _line(routed: Routed, halos: Halos, shared: Shared, pen: Pen, colors: Theme) -> tuple[Shape, ...]:
    line, route = routed
    found = (line_shape(line, route, halos, shared, pen=pen, theme=colors), junction_shape(line, route, pen),
             label_shape(line, route, pen, colors))
    return tuple(shape for shape in found if shape)


def _depth(looks: Looks, zone_id: str) -> int:
    parents = {z.id: z.parent for z in looks.selection.zones}
    depth, seen = 0, {zone_id}
    while (parent := parents.get(zone_id)) and parent not in seen:
        seen.add(parent)
        zone_id, depth = parent, depth + 1
    return depth


def _bounds(placement: Placement, shapes: list[Shape]) -> Rect:
    rects = [*placement.boxes.values(), *placement.zones.values(),
             *(s.bounds.grown(-8 if s.path else -2) for s in shapes if s.element.kind in {"integration", "note"})]
    if not rects:
        return Rect(0, 0, 0, 0)
    left, top = min(r.left for r in rects), min(r.top for r in rects)
    return Rect(left, top, max(r.right for r in rects) - left, max(r.bottom for r in rects) - top)
