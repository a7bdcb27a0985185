"""What the metadata of one model says, taken from its files and small enough to keep until all models are known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from d365arch.discovery.tree import Entry
from d365arch.discovery.xml_elements import child, children, flag, text_at
from d365arch.discovery.xml_places import XmlPlaces

_ROOT = re.compile(r"<(Ax[A-Za-z]{1,60})[\s>]")
_LISTS = re.compile(r"<(?:DeleteActions|FieldGroups|Fields|Keys|Mappings)\s*/?>")
_PROPERTIES = ("<IsPublic>", "<PublicCollectionName>", "<DataManagementEnabled>", "<PropertyModifications>")
_SOURCE = re.compile(r"<AxQuerySimpleRootDataSource\b[^<]{0,200}>.{0,1000}?<Table>([^<&]{1,200})</Table>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DataEntity:
    """A data entity and how it can be reached."""

    name: str
    kind: str
    """Name of its element: `AxDataEntityView`, `AxCompositeDataEntityView`, `AxAggregateDataEntity`."""
    entry: Entry
    label: str = ""
    """For people; empty where it is the id of a label."""
    public: bool = False
    collection: str = ""
    """Name on OData."""
    named: bool = True
    """Whether the metadata names the collection, or it was inferred."""
    data_management: bool = False
    read_only: bool = False
    category: str = ""
    table: str = ""
    extends: bool = False
    """It only changes an entity of another model."""


@dataclass(frozen=True, slots=True)
class Service:
    """A custom service: callable once some service group holds it."""

    name: str
    entry: Entry
    operations: tuple[str, ...] = ()
    external: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A service in a service group."""

    group: str
    service: str
    auto_deploy: bool
    entry: Entry
    place: str


@dataclass(frozen=True, slots=True)
class Event:
    """A class that is a business event."""

    name: str
    contract: str
    by_attribute: bool
    entry: Entry


@dataclass(slots=True)
class ModelFacts:
    """All of one model."""

    entities: list[DataEntity] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    calling_out: list[tuple[Entry, str]] = field(default_factory=list)
    """Classes whose code uses the network, with a sentence on each."""


def entity_of(root: Element, entry: Entry) -> DataEntity | None:
    """The data entity of a file, None where it has no name."""
    name = text_at(root, "Name")
    if not name:
        return None
    kind = root.tag
    changes = {text_at(one, "Name").lower(): text_at(one, "Value") for one in children(root, "PropertyModifications")}

    def said(what: str) -> str:
        return text_at(root, what) or changes.get(what.lower(), "")

    extends = kind.endswith("Extension")
    label = said("Label")
    collection = said("PublicCollectionName")
    managed = flag(said("DataManagementEnabled"))
    if managed is None:
        # A composite entity is made for data packages and has no such property in older versions.
        managed = kind.startswith("AxComposite") and not extends
    return DataEntity(
        name=name.split(".", 1)[0] if extends else name, kind=kind, entry=entry,
        label="" if label.startswith("@") else label,
        public=flag(said("IsPublic")) is True,
        collection=collection or said("PublicEntityName") or name.split(".", 1)[0], named=bool(collection),
        data_management=managed,
        read_only=flag(said("IsReadOnly")) is True or kind.startswith("AxAggregate"),
        category=said("EntityCategory"), table=_table(root), extends=extends)


def head_of(text: str) -> str | None:
    """The part of a data entity with its properties, as a document of its own; None where it cannot be told apart.

    Fields, which make up nearly all of an entity, follow the properties, and a standard application has thousands of
    entities.
    """
    start = _ROOT.search(text)
    end = _LISTS.search(text, start.end()) if start is not None else None
    if start is None or end is None or any(text.find(name, end.end()) >= 0 for name in _PROPERTIES):
        return None
    source = _SOURCE.search(text, end.end())
    table = f"<DataSources><A><Table>{source[1]}</Table></A></DataSources>" if source else ""
    return f"{text[start.start():end.start()]}<ViewMetadata>{table}</ViewMetadata></{start[1]}>"


def _table(root: Element) -> str:
    sources = child(root, "ViewMetadata")
    for source in children(sources, "DataSources"):
        return text_at(source, "Table")
    return ""


def service_of(root: Element, entry: Entry) -> Service | None:
    """The service of a file, None where it has no name."""
    name = text_at(root, "Name")
    if not name:
        return None
    operations = tuple(dict.fromkeys(
        operation for one in children(root, "ServiceOperations")
        if (operation := text_at(one, "Name") or text_at(one, "Method"))))
    return Service(name, entry, operations, text_at(root, "ExternalName"))


def members_of(root: Element, entry: Entry) -> list[Member]:
    """The services that a service group, or an extension of one, holds."""
    group = text_at(root, "Name")
    if root.tag.endswith("Extension"):
        group = group.split(".", 1)[0]
    places = XmlPlaces(root)
    auto = flag(text_at(root, "AutoDeploy")) is True
    return [Member(group, service, auto, entry, places.of(one)) for one in children(root, "Services")
            if group and (service := text_at(one, "Service") or text_at(one, "Name"))]
