"""The workspace: a landscape and its views, the one value that edits turn into the next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from d365arch.model.fields import FieldSpec, Kind, Shape
from d365arch.model.landscape import FORMAT_VERSION, Landscape
from d365arch.model.view import View

MAIN_VIEW = "main"
"""Id of the view that is made where a file has none."""

VIEWS = FieldSpec("views", Kind.RECORD, "Drawings of the landscape.", Shape.LIST, record=View)
"""The one key at the root of a file that is stored beside the landscape."""


@dataclass(frozen=True)
class Workspace:
    """What one file holds: the landscape and the views of it."""

    landscape: Landscape
    views: tuple[View, ...] = ()

    @staticmethod
    def empty(name: str | None = None) -> Workspace:
        """A workspace with nothing in it but, if given, a name."""
        return Workspace(Landscape(format=FORMAT_VERSION, name=name))

    @cached_property
    def view_by_id(self) -> dict[str, View]:
        """Views by id."""
        return {v.id: v for v in reversed(self.views)}

    def view(self, view_id: str | None = None) -> View:
        """The view of that id, the first view without an id, or a fresh main view where there is none."""
        if view_id is None:
            return self.views[0] if self.views else View(id=MAIN_VIEW)
        return self.view_by_id.get(view_id) or View(id=view_id)
