"""What an edit would change, as ghosts: links that go, boxes, endpoints and links that come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from d365arch.catalog.facts import Facts
from d365arch.gui.language import amount, translate
from d365arch.gui.whatif.channels import CONSUMER, PRODUCER
from d365arch.gui.whatif.ghosts import GhostHub, GhostPlan, GhostRow, Seat
from d365arch.model import End, Endpoint, Integration, Landscape, Workspace
from d365arch.model.vocabulary import DataFlow

_ENTRY = 0
"""All ghosts of a change are one entry, whose members nobody moves."""


class Standing(NamedTuple):
    """A system at which something comes."""

    id: str
    name: str
    kind: str


def ghosts_of(before: Facts, after: Facts) -> GhostPlan:
    """The ghosts of a change; empty where only facts change, which the drawing does not show."""
    old, new = before.landscape.integration_by_id, after.landscape.integration_by_id
    moved = {i for i in old if i in new and _ends(old[i]) != _ends(new[i])}
    comes = [integration for integration in after.landscape.integrations
             if integration.id not in old or integration.id in moved]
    rows: dict[str, dict[str | None, list[Integration]]] = {}
    for system in after.landscape.systems:
        known = before.landscape.system_by_id.get(system.id)
        fresh = [e for e in system.endpoints if known is None or known.endpoint(e.id) is None]
        if known is None or fresh:
            rows[system.id] = {e.id: [] for e in fresh}
    for integration in comes:
        at = _met(before, after, integration)
        rows.setdefault(at.system, {}).setdefault(at.endpoint, []).append(integration)
    hubs = tuple(_hub(before.landscape, after, system, found) for system, found in rows.items())
    gone = tuple(i for i in old if i not in new or i in moved)
    return GhostPlan(hubs, gone)


def changed_integrations(before: Landscape, after: Landscape) -> tuple[str, ...]:
    """Ids of integrations that come or change, in the order of the file."""
    old = before.integration_by_id
    return tuple(i.id for i in after.integrations if old.get(i.id) != i)


def added(before: Workspace, after: Workspace) -> str:
    """A sentence with the numbers of what comes and goes."""
    def sizes(workspace: Workspace) -> tuple[set[object], set[object], set[object]]:
        landscape = workspace.landscape
        return (set(landscape.system_by_id), {(s.id, e.id) for s in landscape.systems for e in s.endpoints},
                set(landscape.integration_by_id))

    pairs = list(zip(("system", "endpoint", "integration"), sizes(before), sizes(after), strict=True))
    comes = [amount(len(new - old), noun) for noun, old, new in pairs if new - old]
    goes = [amount(len(old - new), noun) for noun, old, new in pairs if old - new]
    told = [translate("Guide", "Adds {what}.").format(what=", ".join(comes))] if comes else []
    told += [translate("Guide", "Takes {what} away.").format(what=", ".join(goes))] if goes else []
    known = before.landscape.integration_by_id
    kept = [i for i in changed_integrations(before.landscape, after.landscape) if i in known]
    told += [translate("Guide", "Changes {what}.").format(what=amount(len(kept), "integration"))] if kept else []
    return " ".join(told)


def _ends(integration: Integration) -> tuple[End, End]:
    return integration.from_, integration.to


def _met(before: Facts, after: Facts, integration: Integration) -> End:
    """The end at which a link that comes is drawn to a row: at what is new, else at a hub, else at who is called."""
    known = before.landscape.system_by_id

    def order(end: End) -> tuple[bool, bool, bool]:
        system = known.get(end.system)
        new_endpoint = end.endpoint is not None and (system is None or system.endpoint(end.endpoint) is None)
        return system is not None, not new_endpoint, not after.is_hub(end.system)

    return min((integration.to, integration.from_), key=order)


def _hub(before: Landscape, after: Facts, system_id: str, rows: dict[str | None, list[Integration]]) -> GhostHub:
    system = after.landscape.system_by_id[system_id]
    kind = after.type_of(system)
    known = before.system_by_id.get(system_id)
    made = []
    for endpoint_id, links in rows.items():
        endpoint = system.endpoint(endpoint_id) if endpoint_id else None
        there = known is not None and (endpoint_id is None or known.endpoint(endpoint_id) is not None)
        seats = tuple(_seats(system_id, links))
        made.append(GhostRow(
            _title(after, endpoint) or ", ".join(link.label for link in links), tuple(seat for seat, _ in seats),
            f"{system_id}.{endpoint_id or ''}" if there else None,
            frozenset(seat for seat, calls in seats if calls)))
    return GhostHub(Standing(system_id, system.label, kind.name if kind and kind.name != system.label else ""),
                    tuple(made))


def _title(after: Facts, endpoint: Endpoint | None) -> str:
    if endpoint is None:
        return ""
    kind = after.endpoint_type(endpoint)
    return endpoint.name or (kind.name if kind else endpoint.id)


def _seats(system_id: str, links: list[Integration]) -> Iterator[tuple[Seat, bool]]:
    """The other end of each link, on the side from which data comes or to which it goes; and whether it calls."""
    for position, link in enumerate(links):
        calls = link.to.system == system_id
        other = link.from_ if calls else link.to
        sends = calls if link.data_flow is not DataFlow.PULL else not calls
        yield Seat(_ENTRY, position, PRODUCER if sends else CONSUMER, other.system), calls
