"""Catalogs of Dataverse: the business events an environment offers to whoever subscribes."""

from __future__ import annotations

from collections import defaultdict

from d365arch.discovery.dataverse.components import Component, Components, plain_id
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import dataverse_environment
from d365arch.discovery.records import DATAVERSE, FoundEndpoint
from d365arch.model.vocabulary import Initiation, Operation, Timing

_REFERENCES = ("catalogid", "parentcatalogid")
_DASHES_OF_A_GUID = 4
_OBJECTS = ("object", "customapi", "customapiid", "entity", "entityid", "workflow", "process")


def read_business_events(parts: Components, desk: Desk) -> None:
    """Note an outbound endpoint for each category of a catalog, with the tables, actions and custom APIs in it.

    A catalog that has categories is their heading only, unless something is assigned to itself.
    """
    catalogs = {_own_name(catalog): catalog for catalog in parts.of("catalog") if _own_name(catalog)}
    assigned: dict[str, list[tuple[str, Component]]] = defaultdict(list)
    for assignment in parts.of("catalogassignment"):
        if catalog := _reference(assignment, "catalogid"):
            assigned[catalog].append((_assigned(assignment), assignment))
    parents = {_reference(catalog, "parentcatalogid") for catalog in catalogs.values()}
    for name in sorted({*catalogs, *assigned}):
        if name in parents and name not in assigned:
            continue
        known = catalogs.get(name)
        seen = tuple(component.evidence() for component in (known, *(one for _, one in assigned[name])) if component)
        above = _reference(known, "parentcatalogid") if known else ""
        shown = " / ".join(part for part in (_shown(catalogs.get(above), above), _shown(known, name)) if part)
        desk.notebook.system(dataverse_environment(seen))
        desk.notebook.endpoint(FoundEndpoint(
            system=DATAVERSE, key=f"business-events/{name}", name=f"Business events {shown}",
            type="dataverse.business-events", direction=Initiation.OUTBOUND, timing=(Timing.NEAR_REAL_TIME,),
            operations=(Operation.EVENT,), details=tuple(what for what, _ in assigned[name] if what), evidence=seen))


def _own_name(catalog: Component) -> str:
    return plain_id(catalog.attribute("uniquename") or catalog.text("uniquename") or catalog.attribute("catalogid"))


def _shown(catalog: Component | None, name: str) -> str:
    if catalog is None:
        return name
    label = catalog.child("displayname")
    default = label.attrib.get("default", "") if label is not None else ""
    return default.strip() or catalog.text("name") or catalog.attribute("uniquename") or name


def _reference(component: Component, child: str) -> str:
    """The unique name, or the id, that a reference holds: as an attribute, as text, or in an element of its own."""
    found = component.child(child)
    if found is None:
        return plain_id(component.attribute(child))
    inner = next((below.text or "" for below in found.iter() if below is not found and (below.text or "").strip()), "")
    return plain_id(inner or found.text or "")


def _assigned(assignment: Component) -> str:
    """What is assigned, by name; where only an id is there, the name of the assignment."""
    for name in _OBJECTS:
        found = assignment.child(name)
        if found is None:
            continue
        for below in found.iter():
            text = (below.text or "").strip()
            if text and not text.startswith("{") and text.count("-") != _DASHES_OF_A_GUID:
                return text
    return assignment.text("name") or assignment.attribute("uniquename")
