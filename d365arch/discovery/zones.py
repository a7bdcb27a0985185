"""The zones of a found landscape: environments, publishers and networks that its systems stand in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from d365arch.discovery.names import NAMED
from d365arch.discovery.records import FoundSystem, Identity, ZoneHint
from d365arch.discovery.specific import UNKNOWN_CALLER
from d365arch.edit.ids import fresh_id
from d365arch.model import Zone
from d365arch.model.vocabulary import Hosting, ZoneKind

ON_PREMISES = ZoneHint(ZoneKind.NETWORK, "On-premises network")
_ENVIRONMENTS: Mapping[str, str] = {
    "dataverse": "Power Platform environment", "fo": "Finance and Operations environment"}
_PUBLISHERS: Mapping[str, str] = {"azure.": "Azure", "m365.": "Microsoft 365"}
"""Publishers by the beginning of a catalog type."""


def zone_hint(system: FoundSystem) -> ZoneHint | None:
    """The zone of a system: as its artefact says, else the environment, publisher or network that follows from it."""
    if system.hosting is Hosting.ON_PREMISES:
        return system.zone if system.zone and system.zone.kind is not ZoneKind.GROUP else ON_PREMISES
    if system.identity.kind in _ENVIRONMENTS and system.identity.part:
        host = system.identity.part.partition(".")[0]
        return ZoneHint(ZoneKind.ENVIRONMENT, f"{_ENVIRONMENTS[system.identity.kind]} {host}")
    if system.zone is not None or system.identity.kind in {UNKNOWN_CALLER, NAMED}:
        return system.zone
    return next((ZoneHint(ZoneKind.GROUP, name) for begin, name in _PUBLISHERS.items()
                 if (system.type or "").startswith(begin)), None)


def zones_of(systems: Iterable[FoundSystem], taken: Iterable[str] = ()) -> tuple[tuple[Zone, ...], dict[Identity, str]]:
    """The zones, and the id of the zone that each system stands in.

    A publisher of one system only gets no zone: a box around a box that bears the same name tells nothing.
    """
    hints = {system.identity: hint for system in systems if (hint := zone_hint(system))}
    sizes = Counter(hints.values())
    used = set(taken)
    ids: dict[ZoneHint, str] = {}
    for hint in sorted(sizes, key=lambda hint: (_ORDER.index(hint.kind), hint.name.casefold(), hint.name)):
        if hint.kind is ZoneKind.GROUP and sizes[hint] == 1 and hint.name not in _ALWAYS:
            continue
        ids[hint] = fresh_id(hint.name, used, "zone")
        used.add(ids[hint])
    zones = tuple(Zone(id=zone_id, name=hint.name, kind=hint.kind) for hint, zone_id in ids.items())
    return zones, {identity: ids[hint] for identity, hint in hints.items() if hint in ids}


_ORDER = (ZoneKind.ENVIRONMENT, ZoneKind.TENANT, ZoneKind.REGION, ZoneKind.NETWORK, ZoneKind.TRUST, ZoneKind.RESIDENCY,
          ZoneKind.GROUP)
_ALWAYS = frozenset(_PUBLISHERS.values())
