"""The landscape as it would be: a workspace of its own with the steps applied, in drawings where nothing else moves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from d365arch.analysis.consolidation.records import PlannedChannel, Step
from d365arch.analysis.settings import Settings
from d365arch.catalog.records import Catalog
from d365arch.edit.compound import Several
from d365arch.edit.edit import Edit
from d365arch.edit.hub_edits import RouteThroughHub
from d365arch.edit.view_edits import SetPositions
from d365arch.model import Point, Rect, View, Workspace
from d365arch.model.vocabulary import State
from d365arch.scene.build import draw
from d365arch.whatif.apply import steps_edit
from d365arch.whatif.places import hub_places

SUFFIX = " (to be)"
"""What the name of a landscape as it shall be ends in."""

Boxes = Callable[[View], Mapping[str, Rect]]
"""Tells where the boxes of a view stand now."""


def to_be(
    workspace: Workspace, catalog: Catalog, chosen: Sequence[Step | PlannedChannel], settings: Settings | None = None
) -> Workspace:
    """The landscape with these steps applied, marked as to-be by state and name; raises `EditError` as `steps_edit`."""
    edit = with_places(workspace, catalog, steps_edit(workspace, catalog, chosen, settings))
    return named_to_be(edit.apply(workspace))


def named_to_be(workspace: Workspace) -> Workspace:
    """The workspace as a to-be one; a name that says so already stays."""
    name = workspace.landscape.name
    if name and not name.endswith(SUFFIX):
        name += SUFFIX
    return replace(workspace, landscape=replace(workspace.landscape, name=name, state=State.TO_BE))


def with_places(workspace: Workspace, catalog: Catalog, edit: Edit, boxes: Boxes | None = None) -> Edit:
    """An edit of `steps_edit` that also stores where the hubs stand in every view that has stored places, as one step.

    `boxes` tells where the boxes of a view are drawn now, for who has drawn it already; what has no stored place there
    gets that one, so that nothing moves. The label stays.
    """
    hubs = hubs_of(edit)
    after = edit.apply(workspace)
    placed: list[Edit] = []
    for view in workspace.views:
        if not view.positions or view.overview:
            continue
        there = boxes(view) if boxes else draw(workspace, catalog, view.id, rough=True).placement.boxes
        found = hub_places(after, catalog, after.view(view.id), hubs, there)
        systems = workspace.landscape.system_by_id
        stored = {key: Point(*rect[:2]) for key, rect in there.items()
                  if key in systems and key not in view.positions}
        wanted = {key: at for key, at in {**stored, **found}.items() if view.positions.get(key) != at}
        if wanted:
            placed.append(SetPositions(view.id, wanted))
    return Several((edit, *placed), edit.label) if placed else edit


def hubs_of(edit: Edit) -> Collection[str]:
    """The ids of the hubs that an edit of `steps_edit` leads something through."""
    edits = edit.edits if isinstance(edit, Several) else (edit,)
    return [each.hub_id for each in edits if isinstance(each, RouteThroughHub)]
