"""The drawing of what a review accepts, made where it keeps nobody waiting: for many finds in another process."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from immutabledict import immutabledict

from d365arch.catalog.records import Catalog
from d365arch.discovery.records import Discovery, Offer
from d365arch.gui.apart import apart
from d365arch.gui.discovery.applying import Standing, added, drawn, standing
from d365arch.gui.discovery.candidates import Key
from d365arch.gui.discovery.choosing import chosen
from d365arch.model import View, Workspace
from d365arch.model.geometry import Point, Rect
from d365arch.model.progress import Progress
from d365arch.scene.build import draw
from d365arch.scene.parts import Element, Scene

MANY = 120
"""From so many integrations on, the work is done by another process."""

CROWD = 400
"""From so many integrations on, the picture is an overview: zones folded and lines bundled."""

NOWHERE: Mapping[str, Point] = immutabledict()
"""No places at all."""


class Picture(NamedTuple):
    """A drawing, where its content stands, and what in it would be new to the open landscape."""

    scene: Scene
    content: Rect
    new: frozenset[Element] = frozenset()


class Wanted(NamedTuple):
    """What of a discovery is accepted, and which offers say what is one."""

    keys: frozenset[Key]
    same: tuple[Offer, ...] = ()


class Onto(NamedTuple):
    """What the finds would be added to: a workspace, the view that shows it with the places of now, and drawn
    integrations that are gone."""

    workspace: Workspace
    view: str
    removed: tuple[str, ...] = ()
    places: Mapping[str, Point] = NOWHERE


Build = Callable[[str, Progress], Picture]
"""Draws in the theme of that name, on a worker thread."""


class Packed:
    """A discovery as it goes to another process: packed once, because that holds the whole program up."""

    def __init__(self, found: Discovery) -> None:
        self.found = found

    @cached_property
    def data(self) -> bytes:
        """What `opened` opens."""
        return pickle.dumps(self.found, pickle.HIGHEST_PROTOCOL)


def opened(data: bytes) -> Discovery:
    """What was packed by this program, never bytes from elsewhere."""
    found: Discovery = pickle.loads(data)
    return found


def scene_of(workspace: Workspace, catalog: Catalog, theme: str, *, progress: Progress,
             view_id: str | None = None, places: Mapping[str, Point] = NOWHERE) -> Picture:
    """The finished drawing of a view, the first one where none is named; what has a place stays there."""
    views = workspace.views or (View(id="main"),)
    view = next((each for each in views if each.id == view_id), views[0])
    if places:
        view = replace(view, positions=immutabledict({**places, **view.positions}))
    if len(workspace.landscape.integrations) > CROWD:
        view = replace(view, overview=True)
    made = draw(Workspace(workspace.landscape, (view,)), catalog, view.id, theme=theme, progress=progress)
    return Picture(made.scene, made.placement.bounds.grown(16))


def together(found: Discovery, onto: Onto | None, catalog: Catalog, theme: str, *, progress: Progress) -> Picture:
    """The drawing of finds alone, or of the landscape as it would be with them."""
    if onto is None:
        return scene_of(drawn(found, catalog), catalog, theme, progress=progress)
    after = added(onto.workspace, found, catalog, onto.removed, onto.view).apply(onto.workspace)
    made = scene_of(after, catalog, theme, progress=progress, view_id=onto.view,
                    places=onto.places)
    before, now = onto.workspace.landscape, after.landscape
    new = [Element(kind="system", id=one.id) for one in now.systems if one.id not in before.system_by_id]
    new += [Element(kind="integration", id=one.id) for one in now.integrations
            if one.id not in before.integration_by_id]
    return made._replace(new=frozenset(new))


def picture_of(data: bytes, wanted: Wanted, onto: Onto | None, catalog: Catalog, theme: str, *,
               progress: Progress) -> Picture:
    """The drawing of what is accepted of a packed discovery; for a process that does nothing else."""
    return together(chosen(opened(data), *wanted), onto, catalog, theme, progress=progress)


def builder(packed: Packed, wanted: Wanted, onto: Onto | None, catalog: Catalog) -> tuple[Build, int]:
    """Draws what is accepted of a discovery; with how many integrations there would be at most."""
    count = len(wanted.keys) + (len(onto.workspace.landscape.integrations) if onto else 0)

    def build(theme: str, progress: Progress) -> Picture:
        if count < MANY:
            return together(chosen(packed.found, *wanted), onto, catalog, theme, progress=progress)
        made: Picture = apart(picture_of, (packed.data, wanted, onto, catalog, theme), progress)
        return made

    return build, count


def standing_of(before: Workspace, data: bytes, catalog: Catalog, *, progress: Progress) -> Standing:
    """How a packed discovery stands to a landscape; for a process that does nothing else."""
    progress(0.0, "")
    return standing(before, opened(data), catalog)


def compared(before: Workspace, packed: Packed, catalog: Catalog, progress: Progress) -> Standing:
    """How a discovery stands to a landscape, for a worker thread."""
    if len(packed.found.integrations) < MANY:
        return standing(before, packed.found, catalog)
    made: Standing = apart(standing_of, (before, packed.data, catalog), progress)
    return made
