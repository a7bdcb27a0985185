"""The drawing of what a review accepts, made where it keeps nobody waiting: for many finds in another process."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

from d365arch.catalog.records import Catalog
from d365arch.discovery.records import Discovery, Offer
from d365arch.gui.apart import apart
from d365arch.gui.discovery.applying import Standing, drawn, standing
from d365arch.gui.discovery.candidates import Key
from d365arch.gui.discovery.choosing import chosen
from d365arch.model import View, Workspace
from d365arch.model.geometry import Rect
from d365arch.model.progress import Progress
from d365arch.scene.build import draw
from d365arch.scene.parts import Scene

MANY = 120
"""From so many integrations on, the work is done by another process."""

CROWD = 400
"""From so many integrations on, the picture is an overview: zones folded and lines bundled."""

Picture = tuple[Scene, Rect]
"""A drawing, and where its content stands."""

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


def scene_of(workspace: Workspace, catalog: Catalog, theme: str, *, progress: Progress) -> Picture:
    """The finished drawing of a workspace's first view, and where its content stands."""
    views = workspace.views or (View(id="main"),)
    view = replace(views[0], overview=True) if len(workspace.landscape.integrations) > CROWD else views[0]
    made = draw(Workspace(workspace.landscape, (view,)), catalog, view.id, theme=theme, progress=progress)
    return made.scene, made.placement.bounds.grown(16)


def picture_of(data: bytes, keys: frozenset[Key], same: Sequence[Offer], catalog: Catalog, theme: str, *,
               progress: Progress) -> Picture:
    """The drawing of what is accepted of a packed discovery; for a process that does nothing else."""
    return scene_of(drawn(chosen(opened(data), keys, same), catalog), catalog, theme, progress=progress)


def builder(packed: Packed, keys: frozenset[Key], same: Sequence[Offer], catalog: Catalog) -> Build:
    """Draws what is accepted of a discovery."""

    def build(theme: str, progress: Progress) -> Picture:
        if len(keys) < MANY:
            return scene_of(drawn(chosen(packed.found, keys, same), catalog), catalog, theme, progress=progress)
        made: Picture = apart(picture_of, (packed.data, keys, same, catalog, theme), progress)
        return made

    return build


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
