"""Reads X++ metadata of Finance and Operations, as folders or `.axpp`: what an environment with it offers to others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from xml.etree.ElementTree import Element

from d365arch.discovery.artefacts import Artefact, Files, Folder
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.fo import model_facts
from d365arch.discovery.fo.model_facts import DataEntity, Event, Member, ModelFacts, Service
from d365arch.discovery.fo.xpp import business_event, calls, secrets_in_code
from d365arch.discovery.known import finance_operations
from d365arch.discovery.records import FINANCE_OPERATIONS, ArtefactKind, FoundEndpoint, ReadArtefact
from d365arch.discovery.secrets import kinds_inside
from d365arch.discovery.text import text_of, xml_of
from d365arch.discovery.tree import Entry, ReadingError
from d365arch.discovery.xml_elements import text_at
from d365arch.discovery.xml_root import root_name
from d365arch.model.vocabulary import Confidence, Initiation, Operation, Timing

_ENTITIES = ("AxDataEntityView", "AxCompositeDataEntityView", "AxAggregateDataEntity", "AxDataEntityViewExtension",
             "AxCompositeDataEntityViewExtension")
_GROUPS = ("AxServiceGroup", "AxServiceGroupExtension")
_METADATA = re.compile(r"Ax[A-Z]\w*")
_SECRET_SIGNS = ("accountkey=", "sharedaccess", "bearer ", "basic ", "-----begin", "eyj", "password=", "pwd=",
                 "secret=")
_SOME = 12
"""Classes that call out which are told one by one; of more, the number is told."""

READ_WRITE = (Operation.CREATE, Operation.READ, Operation.UPDATE, Operation.DELETE)


class _Model(NamedTuple):
    name: str
    publisher: str
    roots: dict[str, str]
    """Path of a file to the name of its outermost element."""

    @property
    def origin(self) -> str:
        by = f" ({cleaned(self.publisher, 60)})" if self.publisher and "://" not in self.publisher else ""
        return f"model {cleaned(self.name, 80)}{by}" if self.name else ""


class FinanceOperationsMetadata:
    """Models of X++: services in groups, data entities, business events."""

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """One artefact for each model, found by the outermost elements of its files, in whatever folder they stand."""
        roots: dict[str, str] = {}
        groups: dict[Folder, list[Entry]] = defaultdict(list)
        descriptors: list[Entry] = []
        others: list[Entry] = []
        for entry in files.ending(".xml"):
            root = root_name(entry)
            if root == "PackageDescriptor":
                others.append(entry)
            elif root == "AxModelInfo":
                descriptors.append(entry)
            elif _METADATA.fullmatch(root):
                folder = entry.folder
                roots[entry.path] = root
                groups[folder[:-1] if folder and folder[-1].startswith("ax") else folder].append(entry)
        named: dict[Folder, tuple[Entry, str, str]] = {}
        for entry in descriptors:
            name, publisher = _descriptor(entry, desk)
            folder = next((one for one in _described(entry, name) if one in groups), entry.folder)
            named.setdefault(folder, (entry, name, publisher))
        artefacts = []
        for folder in sorted({*groups, *named}):
            about = named.get(folder)
            entries = files.claim((*((about[0],) if about else ()), *groups.get(folder, ())))
            if entries:
                model = _Model(*(about[1:] if about else ("", "")), {one.path: roots[one.path] for one in entries
                                                                     if one.path in roots})
                artefacts.append(Artefact(ArtefactKind.FO_METADATA, entries[0], entries, folder, model))
        files.claim((*descriptors, *others))
        return artefacts

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Take the facts of the model, so that groups find the services of other models, and packages the entities."""
        facts = ModelFacts()
        model: _Model = artefact.about
        for entry in artefact.entries:
            root = model.roots.get(entry.path, "")
            if root == "AxClass":
                _class(entry, desk, facts)
            elif root in _ENTITIES or root in _GROUPS or root == "AxService":
                _element(entry, root, desk, facts)
        for entity in facts.entities:
            desk.define(entity.name, entity)
            if entity.label:
                desk.define(entity.label, entity)
        for service in facts.services:
            desk.define(service.name, service)
        for member in facts.members:
            desk.define(member.service, member)
        desk.define(artefact.main.path, facts)

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Note the environment and everything it offers."""
        model: _Model = artefact.about
        facts = desk.defined(ModelFacts, artefact.main.path) or ModelFacts()
        notebook = desk.notebook
        notebook.artefact(ReadArtefact(artefact.main.path, ArtefactKind.FO_METADATA, model.name or "X++ metadata"))
        notebook.system(finance_operations((evidence(artefact.main),)))
        for entity in facts.entities:
            for endpoint in _of_entity(entity, model.origin):
                notebook.endpoint(endpoint)
        for event in facts.events:
            notebook.endpoint(of_event(event, model.origin))
        for endpoint in _of_services(facts.members, desk):
            notebook.endpoint(endpoint)
        for service in facts.services:
            if desk.defined(Member, service.name) is None:
                notebook.remark(
                    service.entry.path, "/AxService",
                    f'The service "{cleaned(service.name)}" is in no service group of these artefacts, so nobody can '
                    "call it from outside unless another model adds it.")
        for entry, sentence in facts.calling_out[:_SOME]:
            notebook.remark(entry.path, "/AxClass/SourceCode", sentence)
        if len(facts.calling_out) > _SOME:
            notebook.remark(facts.calling_out[_SOME][0].path, "/AxClass/SourceCode",
                            f"{len(facts.calling_out) - _SOME:,} more X++ classes of the model call out, too.")


def _descriptor(entry: Entry, desk: Desk) -> tuple[str, str]:
    try:
        root = desk.peek_xml(entry)
    except ReadingError as error:
        desk.notebook.not_read(entry.path, error.sentence)
        return entry.shown_name.rsplit(".", 1)[0], ""
    name = text_at(root, "Name") or entry.shown_name.rsplit(".", 1)[0]
    return name, text_at(root, "Publisher")


def _described(entry: Entry, name: str) -> Iterable[Folder]:
    """Where the files of a model are: beside the folder Descriptor, or in ProjectItem of an `.axpp`."""
    above = entry.folder[:-1]
    yield (*above, name.lower())
    yield (*above, "projectitem")
    yield entry.folder
    yield above


def _element(entry: Entry, kind: str, desk: Desk, facts: ModelFacts) -> None:
    root = (_properties(entry, desk) if kind in _ENTITIES else None) or desk.xml(entry)
    if root is None:
        return
    if kind in _ENTITIES:
        entity = model_facts.entity_of(root, entry)
        if entity is not None:
            facts.entities.append(entity)
    elif kind == "AxService":
        service = model_facts.service_of(root, entry)
        if service is not None:
            facts.services.append(service)
    else:
        facts.members.extend(model_facts.members_of(root, entry))


def _properties(entry: Entry, desk: Desk) -> Element | None:
    """A data entity without its fields, None where the whole must be parsed: it is odd, or may hold a secret."""
    try:
        text = text_of(entry.load())
        head = model_facts.head_of(text)
        if head is None or (_may_hold_secrets(text) and next(kinds_inside(text), None) is not None):
            return None
        root = xml_of(head.encode("utf-8", "replace"), desk.limits)
    except ReadingError:
        return None
    return root if len(root) else None


def _may_hold_secrets(text: str) -> bool:
    """Whether a data entity, which holds names only, has an address besides namespaces, or words of secrets."""
    small = text.lower()
    return small.count("://") > small.count('="http://www.w3.org') or any(sign in small for sign in _SECRET_SIGNS)


def _class(entry: Entry, desk: Desk, facts: ModelFacts) -> None:
    try:
        source = text_of(entry.load())
    except ReadingError as error:
        desk.notebook.not_read(entry.path, error.sentence)
        return
    desk.note_secrets(entry.path, secrets_in_code(source))
    if "businessevents" in source.lower():
        root = desk.xml(entry)
        event = business_event(text_at(root, "SourceCode", "Declaration")) if root is not None else None
        if root is not None and event is not None and text_at(root, "Name"):
            facts.events.append(Event(text_at(root, "Name"), event.contract, event.by_attribute, entry))
    out = calls(source)
    if out is not None:
        hosts = f" and names {', '.join(out.hosts[:4])}" if out.hosts else ""
        name = cleaned(entry.shown_name.rsplit(".", 1)[0])
        facts.calling_out.append((
            entry, f'The X++ class "{name}" uses {", ".join(out.with_[:4])}{hosts}: its code may call another system. '
                   "Code is not followed; ask who wrote it."))


def _of_entity(entity: DataEntity, origin: str) -> Iterable[FoundEndpoint]:
    details = tuple(one for one in (
        cleaned(entity.label, 120),
        f"category {cleaned(entity.category, 40)}" if entity.category else "",
        f"table {cleaned(entity.table, 80)}" if entity.table else "",
        "opened by an extension" if entity.extends else "",
        origin) if one)
    if entity.public:
        yield FoundEndpoint(
            system=FINANCE_OPERATIONS, key=f"odata/{entity.collection.lower()}",
            name=f"OData /data/{entity.collection}", type="fo.odata",
            direction=Initiation.INBOUND, timing=(Timing.SYNCHRONOUS,), protocol="OData", entities=(entity.name,),
            operations=(Operation.READ,) if entity.read_only else READ_WRITE, details=details, auth="oauth",
            evidence=(evidence(entity.entry, f"/{entity.kind}/{'PublicCollectionName' if entity.named else 'IsPublic'}",
                               Confidence.CERTAIN if entity.named else Confidence.LIKELY),))
    if entity.data_management:
        yield FoundEndpoint(
            system=FINANCE_OPERATIONS, key=f"dmf/{entity.name.lower()}", name=f"Data management entity {entity.name}",
            type="fo.dmf-package-api", direction=Initiation.INBOUND, timing=(Timing.ASYNCHRONOUS,), protocol="DMF",
            entities=(entity.name,), operations=(Operation.READ,) if entity.read_only else READ_WRITE, details=details,
            auth="oauth", evidence=(evidence(entity.entry, f"/{entity.kind}/DataManagementEnabled"),))


def of_event(event: Event, origin: str = "") -> FoundEndpoint:
    """The business event of a class, which may be sent once somebody activates it."""
    details = tuple(one for one in (f"contract {event.contract}" if event.contract else "", origin) if one)
    return FoundEndpoint(
        system=FINANCE_OPERATIONS, key=f"business-events/{event.name.lower()}", name=f"Business event {event.name}",
        type="fo.business-events", direction=Initiation.OUTBOUND, timing=(Timing.NEAR_REAL_TIME,),
        protocol="business event", entities=(event.name,), operations=(Operation.EVENT,), details=details,
        evidence=(evidence(event.entry, "/AxClass/SourceCode/Declaration",
                           Confidence.CERTAIN if event.by_attribute else Confidence.LIKELY),))


def _of_services(members: list[Member], desk: Desk) -> Iterable[FoundEndpoint]:
    groups: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        groups[member.group].append(member)
    for group, held in groups.items():
        deployed = ("deployed with the model",) if any(one.auto_deploy for one in held) else ()
        all_operations: list[str] = []
        for member in held:
            service = desk.defined(Service, member.service)
            operations = service.operations if service is not None else ()
            all_operations.extend(f"{member.service}.{one}" for one in operations)
            sure = Confidence.CERTAIN if service is not None else Confidence.LIKELY
            yield FoundEndpoint(
                system=FINANCE_OPERATIONS, key=f"service/{group}/{member.service}".lower(),
                name=f"Custom service {group} / {member.service}", type="fo.custom-service-json",
                direction=Initiation.INBOUND, timing=(Timing.SYNCHRONOUS,), protocol="JSON over HTTPS",
                operations=(Operation.ACTION,),
                details=(f"POST /api/services/{group}/{member.service}/<operation>", *operations, *deployed),
                auth="oauth", evidence=(evidence(member.entry, member.place, sure),
                          *((evidence(service.entry, "/AxService/ServiceOperations"),) if service is not None else ())))
        yield FoundEndpoint(
            system=FINANCE_OPERATIONS, key=f"soap/{group}".lower(), name=f"SOAP services of {group}",
            type="fo.custom-service-soap", direction=Initiation.INBOUND, timing=(Timing.SYNCHRONOUS,), protocol="SOAP",
            operations=(Operation.ACTION,), details=(f"/soap/services/{group}", *all_operations), auth="oauth",
            evidence=(evidence(held[0].entry, f"/{held[0].place.split('/')[1]}"),))
