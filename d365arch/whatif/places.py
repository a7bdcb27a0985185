"""Where the hubs of a plan stand in a drawing whose other boxes keep their places."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.layout.middle import middle_places
from d365arch.model import Point, Rect, View, Workspace
from d365arch.scene.request import Seen, looks_of, request_of


def hub_places(
    workspace: Workspace, catalog: Catalog, view: View, hub_ids: Collection[str], boxes: Mapping[str, Rect], *,
    seen: Seen | None = None,
) -> dict[str, Point]:
    """Top left corners for hubs in a view: each in the middle of what it serves, weighted by spokes, off all boxes.

    `workspace` is the landscape with the hubs and their spokes, `view` one of its drawings, `boxes` are the rectangles
    of everything as it is drawn now. A hub that is among them stays where it stands, unless more channels made it grow
    into another box. Hubs that the view does not show are left out. `seen` is the drawing of now, for
    who has it: what it shows is not looked at again.
    """
    looks = looks_of(Facts(workspace.landscape, catalog), view, seen)
    request = request_of(looks, view, fresh=False)
    return middle_places(request, {hub for hub in hub_ids if hub in looks.boxes}, boxes)
