"""Dual-write maps: tables that Dataverse and Finance and Operations keep equal."""

from __future__ import annotations

from typing import Any, NamedTuple

from d365arch.discovery.addresses import host_of
from d365arch.discovery.dataverse.components import Component, Components
from d365arch.discovery.dataverse.embedded import embedded_json
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import dataverse_environment, finance_operations, system_at
from d365arch.discovery.records import DATAVERSE, FoundEndpoint, FoundIntegration
from d365arch.discovery.values import as_text, list_in, object_in
from d365arch.model.vocabulary import Confidence, DataFlow, Initiation, Operation, Timing, Trigger

ENDPOINT = "dual-write"
"""Key of the endpoint at both ends; all maps share it."""
_FO, _DATAVERSE = "AX", "CRM"
_TO_DESTINATION, _TO_SOURCE, _BOTH = "1", "2", "3"


class _Map(NamedTuple):
    entities: tuple[str, ...]
    to_dataverse: bool
    to_fo: bool
    fo_host: str


def read_dual_write(parts: Components, desk: Desk) -> None:
    """Note one integration for each map. Its direction is the union of what its columns say, over all its legs."""
    for component in parts.of("msdyn_dualwriteentitymap"):
        _note(component, desk)


def _note(component: Component, desk: Desk) -> None:
    name = component.text("msdyn_displayname") or component.text("msdyn_name") or component.id
    mapping = embedded_json(component, "msdyn_mapping", desk)
    read = _map_of(object_in(mapping))
    stated = read.to_dataverse or read.to_fo
    sure = Confidence.CERTAIN if stated else Confidence.LIKELY
    seen = (component.evidence("msdyn_mapping" if mapping else "", sure),)
    fo = finance_operations(seen, read.fo_host)
    notebook = desk.notebook
    notebook.system(dataverse_environment(seen))
    notebook.system(fo)
    for system in (DATAVERSE, fo.identity):
        notebook.endpoint(FoundEndpoint(
            system=system, key=ENDPOINT, name="Dual-write", type="both.dual-write", direction=Initiation.BOTH,
            protocol="Dual-write", evidence=seen))
    both = read.to_dataverse == read.to_fo
    start, end = (DATAVERSE, fo.identity) if read.to_fo and not both else (fo.identity, DATAVERSE)
    notebook.integration(FoundIntegration(
        automation=f"dual-write/{_key(read, name)}", name=f"Dual-write {name}", from_=start, to=end,
        from_endpoint=ENDPOINT, to_endpoint=ENDPOINT, both=both, timing=Timing.NEAR_REAL_TIME, trigger=Trigger.EVENT,
        data=DataFlow.BOTH if both else DataFlow.PUSH, protocol="Dual-write",
        entities=read.entities or tuple(part.strip() for part in name.split(" - ", 1)),
        operations=(Operation.CREATE, Operation.UPDATE, Operation.DELETE), low_code=True,
        description=None if stated else "The map does not say which way its columns are kept equal.", evidence=seen))


def _key(read: _Map, name: str) -> str:
    """Versions of a map are rows of their own with other ids; the tables it joins make it the same map."""
    return "/".join(sorted(entity.lower() for entity in read.entities)) or name.lower()


def _map_of(mapping: dict[str, Any]) -> _Map:
    entities: dict[str, None] = {}
    to_dataverse = to_fo = False
    host = _fo_host(mapping, "left") or _fo_host(mapping, "right")
    for leg in map(object_in, list_in(mapping.get("legs"))):
        source, destination = as_text(leg.get("sourceSchema")), as_text(leg.get("destinationSchema"))
        reversed_ = as_text(leg.get("sourceEnvironmentType")).upper() == _DATAVERSE or \
            as_text(leg.get("destinationEnvironmentType")).upper() == _FO
        for entity in ((source, destination) if reversed_ else (destination, source)):
            if entity:
                entities[entity] = None
        directions = {str(object_in(column).get("syncDirection")).strip()
                      for column in list_in(leg.get("fieldMappings"))}
        forth = not directions.isdisjoint({_TO_DESTINATION, _BOTH})
        back = not directions.isdisjoint({_TO_SOURCE, _BOTH})
        to_dataverse |= back if reversed_ else forth
        to_fo |= forth if reversed_ else back
        host = host or _fo_host(leg, "source") or _fo_host(leg, "destination")
    return _Map(tuple(entities), to_dataverse, to_fo, host)


def _fo_host(record: dict[str, Any], side: str) -> str:
    """The address of the F&O environment, which maps of a linked environment carry and shipped ones do not."""
    if as_text(record.get(f"{side}EnvironmentType")).upper() != _FO:
        return ""
    host = host_of(as_text(record.get(f"{side}Environment"))) or ""
    return host if host and system_at(host).identity.kind == "fo" else ""
