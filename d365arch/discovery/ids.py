"""Ids of what was found: made of names, the same in every output, with a part or a number behind only on a clash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from d365arch.discovery.records import Discovery, FoundIntegration, FoundSystem, Identity
from d365arch.edit.ids import fresh_id
from d365arch.model.ids import suggested_id

_LONGEST = 48
"""Characters of an id made of a name; people type them."""


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of one discovery."""

    systems: dict[Identity, str]
    endpoints: dict[tuple[Identity, str], str]
    """By system and key; unique within the system. In outputs that list all of them, `system.endpoint` names one."""
    integrations: tuple[str, ...]
    """In the order of the integrations."""


def ids_of(discovery: Discovery, taken: Iterable[str] = ()) -> Ids:
    """Ids for everything found, none of them `taken`.

    They depend on what is found alone, and what is found besides changes them only where names clash.
    """
    used = set(taken)
    systems: dict[Identity, str] = {}
    for system in sorted(discovery.systems, key=_most_specific_last):
        systems[system.identity] = _fresh((_short(system.name), _short(f"{system.name} {system.identity.part}", 70)),
                                          used, "system")
    endpoints: dict[tuple[Identity, str], str] = {}
    of_system: dict[Identity, set[str]] = {}
    for endpoint in sorted(discovery.endpoints, key=lambda one: (one.system, one.key)):
        endpoints[endpoint.system, endpoint.key] = _fresh(
            (_short(endpoint.name), _short(endpoint.key)), of_system.setdefault(endpoint.system, set()), "endpoint")
    integrations = [""] * len(discovery.integrations)
    order = sorted(range(len(integrations)), key=lambda number: _integration_order(discovery.integrations[number]))
    for number in order:
        one = discovery.integrations[number]
        name = _short(one.name)
        to, from_ = systems.get(one.to, ""), systems.get(one.from_, "")
        wanted = (name, f"{name}-{to}", f"{name}-{from_}", f"{name}-{from_}-{to}")
        integrations[number] = _fresh(wanted, used, "integration")
    return Ids(systems, endpoints, tuple(integrations))


def _most_specific_last(system: FoundSystem) -> tuple[str, Identity]:
    return system.name.casefold(), system.identity


def _integration_order(one: FoundIntegration) -> tuple[str, str, Identity, Identity]:
    return one.name.casefold(), one.automation, one.from_, one.to


def _short(name: str, longest: int = _LONGEST) -> str:
    """The id that a name suggests, cut between words."""
    whole = suggested_id(name)
    if len(whole) <= longest:
        return whole
    cut = whole[: longest + 1].rpartition("-")[0]
    return cut if len(cut) > longest // 2 else whole[:longest].strip("-")


def _fresh(wanted: Iterable[str], used: set[str], fallback: str) -> str:
    """The first of the wanted ids that is free, else the first with a number."""
    candidates = [one[:90].strip("-") for one in wanted if one.strip("-")] or [fallback]
    found = next((one for one in candidates if one not in used), None) or fresh_id(candidates[0], used, fallback)
    used.add(found)
    return found
