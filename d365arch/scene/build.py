"""Draws a view of a workspace: from the landscape, the catalog and a layout engine to a finished scene."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from d365arch.analysis.finding import Finding
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.errors import ExportError
from d365arch.layout.request import Engine, LayoutRequest, Placement
from d365arch.model.geometry import Point
from d365arch.model.landscape import Landscape
from d365arch.model.memory import no_collector
from d365arch.model.problems import did_you_mean
from d365arch.model.progress import Progress
from d365arch.model.sharing import differing
from d365arch.model.view import View
from d365arch.model.vocabulary import LineWidth, Perspective
from d365arch.model.workspace import MAIN_VIEW, Workspace
from d365arch.scene.frame import frame_shapes
from d365arch.scene.notes import note_shapes, placed_notes
from d365arch.scene.overview import as_drawn, place_overview
from d365arch.scene.parts import LAYERS, Layer, Scene
from d365arch.scene.perspective import Coloring, coloring_of
from d365arch.scene.picture import Picture, picture_of
from d365arch.scene.placing import Placed, adopt, place
from d365arch.scene.present import Present, present, told_alike
from d365arch.scene.request import Looks, Seen, looks_of, request_of
from d365arch.scene.text import plain
from d365arch.scene.theme import Theme, theme_named


@dataclass(frozen=True)
class Drawing:
    """A scene with what it was made from; pass it as `previous` to draw the next state of the same view quickly."""

    scene: Scene
    placement: Placement
    request: LayoutRequest
    view: View = field(repr=False)
    theme: Theme
    facts: Facts
    picture: Picture = field(repr=False)
    what: Present = field(repr=False)
    engine: str | Engine = "lanes"
    overview: bool = False

    @property
    def view_id(self) -> str:
        """The view that is drawn."""
        return self.view.id

    @property
    def looks(self) -> Looks:
        """What is drawn, before it has a place."""
        return self.picture.looks

    @property
    def coloring(self) -> Coloring:
        """Which colors it has."""
        return self.picture.coloring

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
         engine: str | Engine | None = None, fresh: bool = False, rough: bool = False, progress: Progress | None = None,
         previous: Drawing | None = None, perspective: Perspective | None = None,
         line_width: LineWidth | None = None, findings: Iterable[Finding] | None = None) -> Drawing:
    """Draw a view; the first one without an id, and with its own theme, engine and looks unless others are named.

    `rough` draws very many lines of a placed picture as plain steps, at once; `refined` draws them well.
    `findings` are what an analysis of the same landscape found; only the perspective of severity asks for them.
    Raises `ExportError` for a view or theme that is not there, `LayoutError` where the engine fails, and whatever
    `progress` raises to stop.
    """
    view = as_drawn(workspace.landscape, view_named(workspace, view_id))
    colors = theme_named(theme or view.theme or "light")
    facts = Facts(workspace.landscape, catalog)
    by = engine or view.engine or "lanes"
    same_view = (previous is not None and previous.view_id == view.id
                 and previous.overview == bool(view.overview))
    if previous is not None and not same_view:
        previous = None
    seen = Seen(previous.facts, previous.view, previous.looks) if previous else None
    with no_collector():
        looks = looks_of(facts, view, seen)
        request = replace(request_of(looks, view, fresh, seen, previous.request if previous else None), rough=rough)
        before = previous.placed if previous and same_view else None
        if view.overview:
            request, placement = place_overview(request, by, progress, before)
        else:
            placement = place(request, by, progress, before)
        coloring = coloring_of(facts, perspective or view.perspective or Perspective.TIMING,
                               line_width or view.line_width or LineWidth.PLAIN, colors,
                               boxes=looks.boxes.values(), lines=looks.lines.values(), findings=findings)
        picture = picture_of(looks, placement, coloring, previous.picture if previous else None)
        what = _present(picture, previous)
        scene = _scene(workspace.landscape, view, picture, what)
    return Drawing(scene, placement, request, view, colors, facts, picture, what, by, bool(view.overview))


def refined(drawing: Drawing, better: Placed | None = None, progress: Progress | None = None) -> Drawing:
    """The drawing with its rough lines drawn well; those that fit come from `better`, a placement made meanwhile."""
    request = replace(drawing.request, rough=False)
    with no_collector():
        placement = adopt(drawing.placed, better) if better else drawing.placement
        if placement.rough:
            placement = place(request, drawing.engine, progress, Placed(drawing.request, drawing.engine, placement))
        picture = picture_of(drawing.looks, placement, drawing.coloring, drawing.picture)
        scene = _scene(drawing.facts.landscape, drawing.view, picture, drawing.what)
    return replace(drawing, scene=scene, placement=placement, request=request, picture=picture)


FEW = 24
"""So many elements may differ from the drawing before for the next one to be there at once."""


def is_little(previous: Drawing, workspace: Workspace, view_id: str, theme: str) -> bool:
    """Whether the next drawing differs so little from the one before that nobody has to wait for it."""
    view, landscape, before = workspace.view(view_id), workspace.landscape, previous.facts.landscape
    if previous.view_id != view_id or previous.overview or view.overview or previous.theme.name != theme or (
            not Seen(previous.facts, previous.view, previous.looks).alike(view)) or (
            (view.perspective or Perspective.TIMING, view.line_width or LineWidth.PLAIN)
            != (previous.coloring.perspective, previous.coloring.width)):
        return False
    moved = 0 if view.positions is previous.view.positions else sum(
        1 for system, place in view.positions.items()
        if (rect := previous.placement.boxes.get(system)) is None or rect[:2] != place)
    if landscape is not before and any(system.id not in view.positions for system in landscape.systems):
        return False    # a new one looks for its place among all
    return (moved <= FEW and landscape.zones == before.zones and _differ(landscape.systems, before.systems) <= FEW
            and _differ(landscape.integrations, before.integrations) <= FEW)


def _differ(now: Sequence[object], then: Sequence[object]) -> int:
    """How many elements of two tuples are not the same objects."""
    return sum(map(len, differing(then, now)))


def _present(picture: Picture, previous: Drawing | None) -> Present:
    """What the legend tells; counted anew only where something looks other than before."""
    looks, coloring = picture.looks, picture.coloring
    if previous is not None and previous.coloring == coloring and all(
            told_alike(then, now) for then, now in ((previous.looks.boxes, looks.boxes),
                                                    (previous.looks.lines, looks.lines))):
        return previous.what
    return present(looks.boxes.values(), looks.lines.values(), coloring)


def view_named(workspace: Workspace, view_id: str | None) -> View:
    """The view of that id, the first without one; raises `ExportError` with the choices where it is not there."""
    known = tuple(workspace.view_by_id) or (MAIN_VIEW,)
    if view_id is not None and view_id not in known:
        raise ExportError(f'There is no view "{view_id}"{did_you_mean(view_id, known) or "."}')
    return workspace.view(view_id)


def _scene(landscape: Landscape, view: View, picture: Picture, what: Present) -> Scene:
    looks, colors = picture.looks, picture.coloring.theme
    notes = note_shapes(placed_notes(view.notes, picture.placement, looks.folded), colors)
    framed, bounds = frame_shapes(landscape, view, picture.bounds(notes), looks.counts, what=what,
                                   theme=colors)
    by_layer = {Layer.ZONE: [*picture.zones.values()], Layer.LINE: picture.under, Layer.BOX: [*picture.boxes.values()],
                Layer.LABEL: picture.over, Layer.FRAME: []}
    for shape in (*notes, *framed):
        by_layer[shape.layer].append(shape)
    name = plain(landscape.name or "") or "Landscape"
    return Scene(name=name, description=plain(landscape.description or ""), theme=colors.name,
                 ground=colors.ground, bounds=bounds, shapes=tuple(chain(*(by_layer[layer] for layer in LAYERS))))
