"""Reads exports of business events: which are sent, for which companies, to which endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from d365arch.discovery.artefacts import Artefact, Files
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.fo.event_endpoints import EventEndpoint, endpoint_name, endpoint_of, unknown_endpoint
from d365arch.discovery.fo.event_rows import ENDPOINT, EVENT, Export, Row, Table, export_of
from d365arch.discovery.known import finance_operations
from d365arch.discovery.records import (
    ArtefactKind,
    FoundEndpoint,
    FoundIntegration,
    FoundSystem,
    Identity,
    ReadArtefact,
)
from d365arch.discovery.tree import Entry
from d365arch.discovery.xml_elements import flag
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, DataFlow, Initiation, Operation, Timing, Trigger

EVENTS = "business-events"
"""Key of the endpoint of Finance and Operations that all business events go out by."""
_COMPANY = ("businesseventlegalentity", "legalentity", "company", "companyid", "dataareaid", "legalentityid")


@dataclass(frozen=True, slots=True)
class _Environment:
    """The environment that the exports of one folder come from."""

    host: str


@dataclass(frozen=True, slots=True)
class _Activation:
    """One event sent to one endpoint, in one company."""

    event: str
    endpoint: str
    company: str
    enabled: bool
    folder: str
    evidence: Evidence


class _Told(NamedTuple):
    """Defined for an endpoint: where a row of the endpoint table stands."""

    row: Row
    entry: Entry


class BusinessEventExports:
    """The catalogue, the endpoints and the activations, each a file of its own, in any form of export."""

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """One artefact for each export, known by the names of its columns."""
        artefacts = []
        for entry in files.ending(".json", ".csv", ".xml"):
            export = export_of(entry, desk)
            if export is not None:
                artefacts.append(Artefact(ArtefactKind.FO_EVENTS, entry, files.claim((entry,)), entry.folder, export))
        return artefacts

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Tell where each endpoint leads, what is activated, and which environment the files beside it are of."""
        export: Export = artefact.about
        where = _folder(artefact)
        if export.host:
            desk.define(where, _Environment(export.host))
        for row in export.rows:
            place = evidence(artefact.main, row.place)
            if export.table is Table.ENDPOINTS:
                if endpoint_name(row):
                    desk.define(f"{where}|{cleaned(endpoint_name(row))}", _Told(row, artefact.main))
                    desk.define(cleaned(endpoint_name(row)), _Told(row, artefact.main))
            elif export.table is Table.ACTIVATIONS:
                event, endpoint = cleaned(row.first(*EVENT)), cleaned(row.first(*ENDPOINT))
                if event and endpoint:
                    desk.define(f"{artefact.main.path}|{row.place}", _Activation(
                        event, endpoint, cleaned(row.first(*_COMPANY), 20), _enabled(row), where, place))

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Note the events offered, the endpoints there are, and one integration for each endpoint that events go to."""
        export: Export = artefact.about
        notebook = desk.notebook
        notebook.artefact(ReadArtefact(artefact.main.path, ArtefactKind.FO_EVENTS, export.table.value))
        environment = desk.defined(_Environment, _folder(artefact))
        system = finance_operations((evidence(artefact.main),), environment.host if environment else "")
        notebook.system(system)
        if export.table is Table.CATALOGUE:
            for row in export.rows:
                _catalogued(row, system.identity, artefact.main, desk)
        elif export.table is Table.ENDPOINTS:
            for row in export.rows:
                leads_to = endpoint_of(row, evidence(artefact.main, row.place))
                if leads_to is not None:
                    _note(leads_to, desk)
        else:
            _activated(artefact, system, desk)


def _folder(artefact: Artefact) -> str:
    return "/".join(artefact.folder)


def _enabled(row: Row) -> bool:
    """Whether an activation is on; where the export does not say, it is, since what is listed is what is activated."""
    off = flag(row.first("disabled", "isdisabled"))
    if off is not None:
        return not off
    said = row.first("enabled", "isenabled", "active", "isactive", "status", "state", "activated")
    on = flag(said)
    return on if on is not None else said.lower() not in {"inactive", "off", "deactivated", "error", "suspended"}


def _catalogued(row: Row, system: Identity, entry: Entry, desk: Desk) -> None:
    event = cleaned(row.first(*EVENT, "name"))
    if not event:
        return
    category = row.first("businesseventcategory", "businesseventscategory", "category", "module")
    name = row.first("name", "businesseventname", "businesseventsname")
    details = tuple(one for one in (
        cleaned(name, 120) if name and name != event and not name.startswith("@") else "",
        f"category {cleaned(category, 60)}" if category else "") if one)
    desk.notebook.endpoint(_event(event, system, details, evidence(entry, row.place)))


def _event(event: str, system: Identity, details: tuple[str, ...], where: Evidence) -> FoundEndpoint:
    return FoundEndpoint(
        system=system, key=f"{EVENTS}/{event.lower()}", name=f"Business event {event}", type="fo.business-events",
        direction=Initiation.OUTBOUND, timing=(Timing.NEAR_REAL_TIME,), protocol="business event", entities=(event,),
        operations=(Operation.EVENT,), details=details, evidence=(where,))


def _note(leads_to: EventEndpoint, desk: Desk) -> None:
    desk.notebook.system(leads_to.system)
    if leads_to.endpoint is not None:
        desk.notebook.endpoint(leads_to.endpoint)
    if leads_to.vault is not None:
        desk.notebook.system(leads_to.vault)


def _activated(artefact: Artefact, system: FoundSystem, desk: Desk) -> None:
    """One integration for each endpoint; of an endpoint in several exports the first one notes it."""
    groups: dict[tuple[Identity, str], list[_Activation]] = {}
    for activation in desk.all_defined(_Activation).values():
        environment = desk.defined(_Environment, activation.folder)
        of = finance_operations(host=environment.host if environment else "").identity
        groups.setdefault((of, activation.endpoint.lower()), []).append(activation)
    for group in groups.values():
        if group[0].evidence.file == artefact.main.path:
            _integrate(group, system, artefact, desk)


def _integrate(group: list[_Activation], system: FoundSystem, artefact: Artefact, desk: Desk) -> None:
    notebook = desk.notebook
    name = group[0].endpoint
    beside = desk.defined(_Told, f"{_folder(artefact)}|{name}")
    told = beside or desk.defined(_Told, name)
    leads_to = endpoint_of(told.row, evidence(told.entry, told.row.place)) if told is not None else None
    if leads_to is None:
        leads_to = EventEndpoint(name, unknown_endpoint(name, (group[0].evidence,)), None, "")
    _note(leads_to, desk)
    on = [one for one in group if one.enabled]
    counted = on or group
    events = tuple(dict.fromkeys(one.event for one in counted))
    off = dict.fromkeys(one.event for one in group if not one.enabled and one.event not in events)
    for one in group:
        notebook.endpoint(_event(one.event, system.identity, (), one.evidence))
    notebook.endpoint(FoundEndpoint(
        system=system.identity, key=EVENTS, name="Business events", type="fo.business-events",
        direction=Initiation.OUTBOUND, timing=(Timing.NEAR_REAL_TIME,), protocol="business event", entities=events,
        operations=(Operation.EVENT,), evidence=(group[0].evidence,)))
    companies = sorted({one.company for one in counted if one.company})
    # What the endpoint is told by stands in another file: where none beside this one does, the other party is a guess,
    # since environments call their endpoints alike.
    guessed = leads_to.system.unresolved or beside is None
    notebook.integration(FoundIntegration(
        automation=f"{EVENTS}/{name.lower()}", name=f"Business events to {name}", from_=system.identity,
        to=leads_to.system.identity, from_endpoint=EVENTS,
        to_endpoint=leads_to.endpoint.key if leads_to.endpoint is not None else None,
        timing=Timing.NEAR_REAL_TIME, trigger=Trigger.EVENT, data=DataFlow.PUSH,
        protocol=f"business event over {leads_to.over}" if leads_to.over else "business event", entities=events,
        operations=(Operation.EVENT,),
        notes=(*((f"in {', '.join(companies[:20])}",) if companies else ()), *(f"switched off: {one}" for one in off)),
        active=bool(on),
        evidence=tuple(dict.fromkeys(
            evidence(one.evidence.file or "", one.evidence.place or "",
                     Confidence.LIKELY if guessed else Confidence.CERTAIN)
            for one in counted))[:50]))
