"""The endpoints of a found landscape: what integrations use and what systems offer, folded where they are many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from d365arch.catalog.records import Catalog, SystemType
from d365arch.discovery.endpoint_types import makers_row, type_name, type_of_end, type_of_offer
from d365arch.discovery.records import Discovery, FoundEndpoint, FoundIntegration, Identity
from d365arch.edit.ids import fresh_id
from d365arch.model import Endpoint
from d365arch.model.vocabulary import Initiation, Timing

MOST_OF_A_TYPE = 6
"""Endpoints of one type that a system shows one by one; more are drawn as one that names them."""
_ALWAYS_ONE = frozenset({"fo.odata", "fo.dmf-package-api", "fo.recurring-integration", "both.dual-write",
                         "both.virtual-entity", "fo.business-events", "dataverse.flow-trigger"})
"""Types of which a platform has one for all its entities."""
_NAMED = 40
"""Names that the description of a folded endpoint lists."""


@dataclass
class DrawnEndpoints:
    """The endpoints of each system, and where the ends of integrations are."""

    by_system: dict[Identity, list[Endpoint]] = field(default_factory=lambda: defaultdict(list))
    drawn_as: dict[tuple[Identity, str], str] = field(default_factory=dict)
    """The id of the drawn endpoint by system and key of the found one."""
    ends: list[tuple[str | None, str | None]] = field(default_factory=list)
    """Ids of the endpoints at both ends of each integration, in the order of the integrations."""


def drawn_endpoints(discovery: Discovery, catalog: Catalog, offers: bool = True) -> DrawnEndpoints:
    """Endpoints for all integrations and, with `offers`, for what is offered and not used."""
    kinds: dict[Identity, SystemType | None] = {
        system.identity: catalog.system_types.get(system.type or "") for system in discovery.systems}
    result = DrawnEndpoints()
    taken: dict[Identity, set[str]] = defaultdict(set)
    used = {key for one in discovery.integrations
            for key in ((one.from_, one.from_endpoint), (one.to, one.to_endpoint))}
    groups: dict[tuple[Identity, str | None], list[FoundEndpoint]] = defaultdict(list)
    for found in discovery.endpoints:
        if offers or (found.system, found.key) in used:
            groups[found.system, type_of_offer(catalog, kinds.get(found.system), found)].append(found)
    for (system, type_id), members in groups.items():
        fold = type_id in _ALWAYS_ONE or len(members) > MOST_OF_A_TYPE
        for endpoint, stands_for in _folded(catalog, type_id, members, taken[system]) if fold else _each(
                type_id, members, taken[system]):
            result.by_system[system].append(endpoint)
            result.drawn_as.update({(system, one.key): endpoint.id for one in stands_for})
    _add_ends(discovery.integrations, kinds, catalog, result, taken)
    return result


def _each(type_id: str | None, members: Iterable[FoundEndpoint],
          taken: set[str]) -> Iterable[tuple[Endpoint, Sequence[FoundEndpoint]]]:
    for found in members:
        yield _endpoint(found, type_id, taken), (found,)


def _endpoint(found: FoundEndpoint, type_id: str | None, taken: set[str]) -> Endpoint:
    endpoint_id = _fresh(found.name, taken)
    return Endpoint(
        id=endpoint_id, name=found.name, type=type_id, timing=found.timing if type_id is None else (),
        direction=found.direction if type_id is None else None, protocol=found.protocol, auth=found.auth,
        entities=found.entities, operations=found.operations, description=_listed("", found.details))


def _folded(catalog: Catalog, type_id: str | None, members: Sequence[FoundEndpoint],
            taken: set[str]) -> Iterable[tuple[Endpoint, Sequence[FoundEndpoint]]]:
    """One endpoint for many of one type; those whose protocol or direction differs stay apart."""
    groups: dict[tuple[str | None, Initiation | None], list[FoundEndpoint]] = defaultdict(list)
    for found in members:
        groups[(None, None) if type_id in _ALWAYS_ONE else (found.protocol, found.direction)].append(found)
    for (protocol, direction), group in groups.items():
        if len(group) == 1 and type_id not in _ALWAYS_ONE:
            yield _endpoint(group[0], type_id, taken), group
            continue
        name = type_name(catalog, type_id) if type_id else "Offered"
        # What is called like the type is the way out for all of them, and no further one.
        parts = [one for one in group if one.name != name]
        entities = tuple(dict.fromkeys(entity for one in group for entity in one.entities))
        auths = {one.auth for one in group if one.auth}
        yield Endpoint(
            id=_fresh(name, taken), name=f"{name} ({len(parts)})" if len(parts) > 1 else name, type=type_id,
            timing=tuple(dict.fromkeys(timing for one in group for timing in one.timing)) if type_id is None else (),
            direction=direction if type_id is None else None, protocol=protocol,
            auth=auths.pop() if len(auths) == 1 else None, entities=entities,
            operations=tuple(dict.fromkeys(operation for one in group for operation in one.operations)),
            description=_listed("Stands for", tuple(one.name for one in parts))), group


def _listed(what: str, names: Sequence[str]) -> str | None:
    if not names:
        return None
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{what} {', '.join(names[:_NAMED])}{more}.".strip()


def _add_ends(integrations: Iterable[FoundIntegration], kinds: Mapping[Identity, SystemType | None], catalog: Catalog,
              result: DrawnEndpoints, taken: dict[Identity, set[str]]) -> None:
    by_type: dict[tuple[Identity, str], str] = {}
    timings: dict[tuple[Identity, str], dict[Timing, None]] = defaultdict(dict)
    for system, endpoints in result.by_system.items():
        for endpoint in endpoints:
            # An end that names no endpoint of its own is at the one for everything, not at some single queue or API.
            if endpoint.type in _ALWAYS_ONE:
                by_type.setdefault((system, endpoint.type), endpoint.id)
    for one in integrations:
        ends: list[str | None] = []
        for system, key, called in ((one.from_, one.from_endpoint, False), (one.to, one.to_endpoint, True)):
            drawn = result.drawn_as.get((system, key)) if key else None
            if drawn is None and (made := _made(catalog, kinds, one, called)):
                drawn = by_type.get((system, made.id))
                if drawn is None:
                    drawn = by_type[system, made.id] = _fresh(made.id.rpartition(".")[2], taken[system])
                    result.by_system[system].append(replace(made, id=drawn))
            ends.append(drawn)
            if drawn is not None and one.timing is not None:
                timings[system, drawn][one.timing] = None
        result.ends.append((ends[0], ends[1]))
    for system, endpoints in result.by_system.items():
        endpoints[:] = [_timed(catalog, endpoint, tuple(timings[system, endpoint.id])) for endpoint in endpoints]


def _made(catalog: Catalog, kinds: Mapping[Identity, SystemType | None], one: FoundIntegration,
          called: bool) -> Endpoint | None:
    """The endpoint that an end needs where no artefact shows one; its id is that of its type."""
    mine, other = (one.to, one.from_) if called else (one.from_, one.to)
    type_id = type_of_end(catalog, kinds.get(mine), one, called, kinds.get(other))
    if type_id:
        return Endpoint(id=type_id, type=type_id)
    row = makers_row(kinds.get(mine), one, called)
    return Endpoint(id=row[0], name=row[0], direction=row[1]) if row else None


def _timed(catalog: Catalog, endpoint: Endpoint, seen: tuple[Timing, ...]) -> Endpoint:
    """The endpoint with the timings it is used in, where its type does not have them: a queue that someone polls."""
    kind = catalog.endpoint_types.get(endpoint.type or "")
    offered = endpoint.timing or (kind.timing if kind else ())
    more = [timing for timing in Timing if timing in seen and timing not in offered]
    return replace(endpoint, timing=(*offered, *more)) if more else endpoint


def _fresh(name: str, taken: set[str]) -> str:
    found = fresh_id(name[:48], taken, "endpoint")
    taken.add(found)
    return found
