"""Finding elements of a workspace, with a sentence where there is none, and exchanging them without touching others."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from d365arch.errors import EditError, printable
from d365arch.model import MAIN_VIEW, End, Endpoint, Entity, Integration, System, View, Workspace, Zone
from d365arch.model.ids import ID_PATTERN, ID_RULE
from d365arch.model.problems import did_you_mean
from d365arch.model.wording import counted


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T")
I = TypeVar("I", bound=_HasId)  # noqa: E741


def updated(record: T, **values: Any) -> T:
    """The record with other values in the named attributes; the record itself where nothing differs."""
    differing = {name: value for name, value in values.items() if getattr(record, name) != value}
    if not differing:
        return record
    return dataclasses.replace(record, **differing)  # type: ignore[type-var]


def with_landscape(before: Workspace, **values: Any) -> Workspace:
    """The workspace with other values in the named attributes of its landscape."""
    return updated(before, landscape=updated(before.landscape, **values))


def replaced(items: tuple[I, ...], old: I, new: I) -> tuple[I, ...]:
    """The items with one exchanged for another in its place."""
    if old is new:
        return items
    return tuple(new if item is old else item for item in items)


def named(ids: Sequence[str], noun: str) -> str:
    """Elements for a menu: the id of a single one, else how many there are."""
    return ids[0] if len(ids) == 1 else counted(len(ids), noun)


def in_a_line(name: str, most: int = 40) -> str:
    """A name for a menu: on one line and no longer than `most` characters."""
    line = " ".join(name.split())
    return line if len(line) <= most else f"{line[:most - 1].rstrip()}…"


def checked_id(wanted: str, noun: str) -> str:
    """The id, if it is one; raises `EditError`."""
    if not wanted:
        raise EditError(f"{_article(noun).capitalize()} needs an id; use {ID_RULE}, such as web-shop.")
    if not ID_PATTERN.fullmatch(wanted):
        raise EditError(f'"{printable(wanted)}" cannot be the id of {_article(noun)}; use {ID_RULE}, such as web-shop.')
    return wanted


def checked_free(wanted: str, taken: Iterable[str], noun: str, place: str = "this landscape") -> str:
    """The id, if it is one and nothing else has it; raises `EditError`."""
    checked_id(wanted, noun)
    if wanted in taken:
        raise EditError(f'There is already {_article(noun)} "{wanted}" in {place}; choose another id.')
    return wanted


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def missing(noun: str, wanted: str, known: Iterable[str], place: str = "this landscape") -> EditError:
    """The error that says that an element is not there, with the nearest one that is."""
    hint = did_you_mean(wanted, known) or "; add it first, or choose one that exists."
    return EditError(f'There is no {noun} "{wanted}" in {place}{hint}')


def _known(elements: Mapping[str, T], noun: str, wanted: str) -> T:
    if wanted not in elements:
        raise missing(noun, wanted, elements)
    return elements[wanted]


def system_of(workspace: Workspace, system_id: str) -> System:
    """The system of that id; raises `EditError`."""
    return _known(workspace.landscape.system_by_id, "system", system_id)


def endpoint_of(workspace: Workspace, end: End) -> Endpoint:
    """The endpoint that an end names; raises `EditError`."""
    system = system_of(workspace, end.system)
    found = system.endpoint(end.endpoint)
    if found is None:
        raise missing("endpoint", end.endpoint or "", [e.id for e in system.endpoints], f'system "{system.label}"')
    return found


def integration_of(workspace: Workspace, integration_id: str) -> Integration:
    """The integration of that id; raises `EditError`."""
    return _known(workspace.landscape.integration_by_id, "integration", integration_id)


def zone_of(workspace: Workspace, zone_id: str) -> Zone:
    """The zone of that id; raises `EditError`."""
    return _known(workspace.landscape.zone_by_id, "zone", zone_id)


def entity_of(workspace: Workspace, name: str) -> Entity:
    """The declared entity of that name; raises `EditError`."""
    return _known(workspace.landscape.entity_by_id, "entity", name)


def view_of(workspace: Workspace, view_id: str | None) -> View:
    """The view of that id; the fresh main view where the workspace has none; raises `EditError`."""
    if view_id is None or (not workspace.views and view_id == MAIN_VIEW):
        return workspace.view()
    if view_id not in workspace.view_by_id:
        raise missing("view", view_id, workspace.view_by_id, "this file")
    return workspace.view_by_id[view_id]


def checked_end(workspace: Workspace, end: End) -> End:
    """The end, if its system and endpoint exist; raises `EditError`."""
    system_of(workspace, end.system)
    if end.endpoint is not None:
        endpoint_of(workspace, end)
    return end


def with_system(before: Workspace, old: System, new: System) -> Workspace:
    """The workspace with one system exchanged."""
    return with_landscape(before, systems=replaced(before.landscape.systems, old, new))


def with_integration(before: Workspace, old: Integration, new: Integration) -> Workspace:
    """The workspace with one integration exchanged."""
    return with_landscape(before, integrations=replaced(before.landscape.integrations, old, new))


def with_endpoint(before: Workspace, end: End, new: Endpoint) -> Workspace:
    """The workspace with one endpoint exchanged."""
    system, old = system_of(before, end.system), endpoint_of(before, end)
    return with_system(before, system, updated(system, endpoints=replaced(system.endpoints, old, new)))


def with_zone(before: Workspace, old: Zone, new: Zone) -> Workspace:
    """The workspace with one zone exchanged."""
    return with_landscape(before, zones=replaced(before.landscape.zones, old, new))


def with_view(before: Workspace, view_id: str | None, change: Callable[[View], View]) -> Workspace:
    """The workspace with one view changed; makes the main view where there is none and the change says something."""
    old = view_of(before, view_id)
    new = change(old)
    if new is old:
        return before
    views = replaced(before.views, old, new) if before.views else (new,)
    return updated(before, views=views)
