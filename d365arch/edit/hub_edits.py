"""Rerouting integrations through channels of a hub: one edit that adds hub, channels and spokes and takes links out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from d365arch.edit.edit import OneStep
from d365arch.edit.lookup import (
    checked_free,
    in_a_line,
    integration_of,
    missing,
    system_of,
    updated,
    view_of,
    with_landscape,
    with_system,
)
from d365arch.edit.system_edits import RemoveElements, checked_system, showing
from d365arch.edit.values import fitted_record
from d365arch.model import Endpoint, Integration, Latency, System, View, Volume, Workspace
from d365arch.model.wording import counted


class Spoke(NamedTuple):
    """A spoke to add, with all its facts, and the ids of the integrations whose place it takes."""

    integration: Integration
    replaces: tuple[str, ...] = ()


class SpokeFacts(NamedTuple):
    """What a spoke that is there already carries from now on; none leaves it unstated."""

    integration: str
    volume: Volume | None
    latency: Latency | None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteThroughHub(OneStep):
    """Take integrations out and lead their data through channels of a hub instead.

    `hub` is a system to add or the id of one that is there, `channels` are endpoints to add to it and `uses` ids of
    endpoints that it must have already. `changed` are facts of spokes that are there. `shown_in` are the views that
    are to show a new hub; those that show everything do so anyway. `hub_name` is what a hub that is there is called,
    for the label. What was about the integrations only (bends,
    labels, waivers, exceptions, remarks) goes with them; a view that lists one of them lists its spokes instead.
    """

    hub: System | str
    channels: tuple[Endpoint, ...] = ()
    uses: tuple[str, ...] = ()
    spokes: tuple[Spoke, ...] = ()
    changed: tuple[SpokeFacts, ...] = ()
    removed: tuple[str, ...] = ()
    shown_in: tuple[str, ...] = ()
    hub_name: str | None = None

    @property
    def hub_id(self) -> str:
        """The id of the hub, new or not."""
        return self.hub if isinstance(self.hub, str) else self.hub.id

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        name = self.hub_name or (self.hub if isinstance(self.hub, str) else self.hub.label)
        return f"Route {counted(len(self.removed), 'integration')} through {in_a_line(name)}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the data going through the hub.

        Raises `EditError` where an integration, channel or hub is no longer there, or an id is taken.
        """
        for integration_id in self.removed:
            integration_of(before, integration_id)
        after = self._with_hub(before)
        successors = self._successors()
        after = updated(after, views=tuple(self._viewed(view, successors) for view in after.views))
        after = RemoveElements(integrations=self.removed).apply(after)
        return self._with_spokes(after, before)

    def _with_hub(self, before: Workspace) -> Workspace:
        for view_id in self.shown_in:
            view_of(before, view_id)
        if isinstance(self.hub, str):
            hub = system_of(before, self.hub)
        else:
            hub = checked_system(before, self.hub)
            before = with_landscape(before, systems=(*before.landscape.systems, hub))
        known = {endpoint.id for endpoint in hub.endpoints}
        for used in self.uses:
            if used not in known:
                raise missing("channel", used, known, f'"{hub.label}"')
        added = []
        for channel in self.channels:
            checked_free(channel.id, known, "endpoint", f'system "{hub.label}"')
            known.add(channel.id)
            added.append(fitted_record(before, channel))
        return with_system(before, hub, updated(hub, endpoints=(*hub.endpoints, *added))) if added else before

    def _viewed(self, view: View, successors: Mapping[str, tuple[str, ...]]) -> View:
        """The view with the new hub and the new spokes where it lists systems or integrations one by one."""
        show = view.show
        if show is not None and view.id in self.shown_in:
            show = showing(show, self.hub_id)
        if show is not None and show.ids:
            show = updated(show, ids=_with_successors(show.ids, successors))
        return updated(view, show=show)

    def _successors(self) -> Mapping[str, tuple[str, ...]]:
        """The spokes that take the place of each integration, by its id."""
        found: dict[str, list[str]] = {}
        for spoke in self.spokes:
            for integration_id in spoke.replaces:
                found.setdefault(integration_id, []).append(spoke.integration.id)
        return {key: tuple(value) for key, value in found.items()}

    def _with_spokes(self, before: Workspace, was: Workspace) -> Workspace:
        """The workspace with the spokes, each where the first of the links stood whose place it takes."""
        taken = set(before.landscape.integration_by_id)
        waiting: dict[str | None, list[Integration]] = {}
        gone = set(self.removed)
        ranks = {i.id: rank for rank, i in enumerate(was.landscape.integrations) if i.id in gone}
        for spoke, replaces in self.spokes:
            checked_free(spoke.id, taken, "integration")
            taken.add(spoke.id)
            first = min((i for i in replaces if i in ranks), key=ranks.__getitem__, default=None)
            waiting.setdefault(first, []).append(fitted_record(before, spoke))
        facts = {change.integration: change for change in self.changed}
        for integration_id in facts:
            integration_of(before, integration_id)
        kept = before.landscape.integration_by_id
        found: list[Integration] = []
        for integration in was.landscape.integrations:
            if integration.id in kept:
                found.append(_changed(before, kept[integration.id], facts))
            found += waiting.pop(integration.id, ())
        return with_landscape(before, integrations=(*found, *waiting.pop(None, ())))


def _changed(before: Workspace, integration: Integration, facts: Mapping[str, SpokeFacts]) -> Integration:
    change = facts.get(integration.id)
    if change is None:
        return integration
    return fitted_record(before, updated(integration, volume=change.volume, latency=change.latency,
                                         description=change.description))


def _with_successors(ids: Iterable[str], successors: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(new for item in ids for new in (item, *successors.get(item, ()))))
