"""What the activities of a pipeline use: systems by linked service or address, other pipelines, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from d365arch.discovery.addresses import address_of
from d365arch.discovery.azure.factory_parts import Factory, Part, Values, filled, given, reference_name, written
from d365arch.discovery.azure.linked_services import row_for_data
from d365arch.discovery.secrets import pointer_part
from d365arch.discovery.values import list_in, object_in, objects_in, text_in
from d365arch.model.vocabulary import Operation

_MOST_ACTIVITIES = 20_000
_ENTITY = re.compile(r"<entity\b[^<>]{0,200}?\bname\s?=\s?[\"']([\w.]{1,128})[\"']", re.IGNORECASE)
_NESTED = ("activities", "ifTrueActivities", "ifFalseActivities", "defaultActivities")
_SUPPORTING = frozenset(
    {
        "staging",
        "stagingsettings",
        "logsettings",
        "logstoragesettings",
        "logstorage",
        "storagelinkedservice",
        "redirectincompatiblerowsettings",
        "linkedservices",
        "datasets",
        "storagelinkedservices",
        "storesettings",
    }
)
"""Keys below which a reference is to where a run keeps its own things, or to what is only described in a request."""
_INNER = frozenset({*_NESTED, "cases"})
_WITHOUT_REFERENCES = frozenset({"dependsOn", "translator", "policy", "userProperties"})
_READS, _WRITES, _DELETES = (Operation.READ,), (Operation.CREATE, Operation.UPDATE), (Operation.DELETE,)


@dataclass(frozen=True, slots=True)
class Use:
    """One activity and one system: by the name of its linked service, or by an address."""

    pipeline: str
    activity: str
    service: str = ""
    """Name of the linked service; empty where `url` says where the call goes."""
    kind: str = ""
    """Type of linked service that the data set tells, for where the service itself is not in the files."""
    values: Values = field(default_factory=dict)
    url: str = ""
    operations: tuple[Operation, ...] = ()
    entities: tuple[str, ...] = ()
    detail: str = ""
    auth: str | None = None
    audience: str = ""
    """What a token is asked for, where no linked service says."""
    active: bool = True
    supporting: bool = False
    """Where a run keeps what is in between, or its log."""
    file: str = ""
    pointer: str = ""

    @property
    def reads(self) -> bool:
        """Whether data comes from the system."""
        return Operation.READ in self.operations

    @property
    def writes(self) -> bool:
        """Whether data goes to the system."""
        return any(operation is not Operation.READ for operation in self.operations)


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity, wherever in loops and branches it stands."""

    name: str
    type: str
    body: Mapping[str, Any] = field(repr=False)
    pointer: str
    active: bool


def activities_of(pipeline: Part) -> Iterator[Activity]:
    """All activities of a pipeline in the order of the file, those inside loops and branches after their owner."""
    piles: list[tuple[Any, str, bool]] = [(pipeline.properties.get("activities"), "/activities", True)]
    count = 0
    while piles:
        rows, pointer, active = piles.pop()
        inner: list[tuple[Any, str, bool]] = []
        for index, body in enumerate(rows if isinstance(rows, list) else []):
            count += 1
            if not isinstance(body, dict) or count > _MOST_ACTIVITIES:
                continue
            here = f"{pointer}/{index}"
            on = active and text_in(body, "state").lower() != "inactive"
            yield Activity(text_in(body, "name") or f"activity {index + 1}", text_in(body, "type"), body, here, on)
            inside = object_in(body, "typeProperties")
            inner.extend((inside[key], f"{here}/typeProperties/{key}", on) for key in _NESTED if key in inside)
            inner.extend((case.get("activities"), f"{here}/typeProperties/cases/{number}/activities", on)
                         for number, case in enumerate(list_in(inside, "cases")) if isinstance(case, dict))
        piles.extend(reversed(inner))


def called_pipelines(pipeline: Part) -> list[str]:
    """Names of the pipelines that a pipeline starts; switched-off activities start none."""
    return [
        name
        for activity in activities_of(pipeline)
        if activity.active and activity.type.lower() == "executepipeline"
        if (name := reference_name(object_in(activity.body, "typeProperties", "pipeline")))
    ]


def uses_of(factory: Factory, pipeline: Part, constants: Values) -> Iterator[Use]:
    """Every use of a system by the activities of a pipeline."""
    values = {**constants, "parameters": given(pipeline, None, {}), "variables": _variables(pipeline)}
    for activity in activities_of(pipeline):
        kind = activity.type.lower()
        place = f"{pipeline.pointer}{activity.pointer}"
        if kind in {"webactivity", "webhook"}:
            yield from _web(pipeline, activity, values, place)
        elif kind in {"executedataflow", "executewranglingdataflow"}:
            yield from _data_flow(factory, pipeline, activity, values, place)
        elif kind != "executepipeline":
            yield from _references(factory, pipeline, activity, values, place)


def _web(pipeline: Part, activity: Activity, values: Values, place: str) -> Iterator[Use]:
    inside = object_in(activity.body, "typeProperties")
    url, _ = filled(inside.get("url"), values)
    if not url:
        return
    method = (text_in(inside, "method") or "POST").upper()
    address = address_of(url.replace("{", "").replace("}", "")) if url else None
    operation = {"GET": Operation.READ, "PUT": Operation.UPDATE, "PATCH": Operation.UPDATE,
                 "DELETE": Operation.DELETE}.get(method, Operation.ACTION)
    path = address.path if address is not None else ""
    auth = {
        "msi": "managed-identity",
        "userassignedmanagedidentity": "managed-identity",
        "serviceprincipal": "oauth",
        "basic": "basic",
        "clientcertificate": "certificate",
    }.get(text_in(inside.get("authentication"), "type").lower())
    yield Use(pipeline.name, activity.name, url=url, operations=(operation,),
              detail=f"{method} {path}".strip(), auth=auth,
              audience=filled(object_in(inside, "authentication").get("resource"), values)[0], active=activity.active,
              file=pipeline.file, pointer=place)


def _variables(pipeline: Part) -> dict[str, str]:
    """What variables begin with, where nothing else is ever put into them."""
    changed = {text_in(object_in(activity.body, "typeProperties"), "variableName").lower()
               for activity in activities_of(pipeline) if activity.type.lower() in {"setvariable", "appendvariable"}}
    return {name.lower(): value for name, row in object_in(pipeline.properties, "variables").items()
            if (value := text_in(row, "defaultValue")) and name.lower() not in changed}


def _references(factory: Factory, pipeline: Part, activity: Activity, values: Values, place: str) -> Iterator[Use]:
    """Uses by the references in an activity of whatever type: data sets and linked services, by where they stand."""
    kind = activity.type.lower()
    inside = object_in(activity.body, "typeProperties")
    for where, keys, reference in _references_in(activity.body):
        to = text_in(reference, "type").lower()
        role = keys[0] if keys and keys[0] != "typeProperties" else keys[1] if len(keys) > 1 else ""
        supporting = any(key.lower() in _SUPPORTING for key in keys)
        if to == "datasetreference":
            operations = _WRITES if role == "outputs" else _DELETES if kind == "delete" else _READS
            settings = inside.get("sink" if role == "outputs" else "source")
            yield _of_data_set(factory, pipeline, activity, reference, values, operations=operations, settings=settings,
                               place=f"{place}{where}", supporting=supporting)
        elif to == "linkedservicereference" and reference_name(reference):
            service = factory.part("linkedservices", reference_name(reference))
            yield Use(
                pipeline.name,
                activity.name,
                reference_name(reference),
                text_in(reference, "serviceType"),
                {**values, "linkedservice": given(service, reference, values)},
                operations=() if supporting else _operations(kind, inside),
                detail=_detail(activity, inside, values),
                active=activity.active,
                supporting=supporting,
                file=pipeline.file,
                pointer=f"{place}{where}",
            )


def _operations(kind: str, inside: Mapping[str, Any]) -> tuple[Operation, ...]:
    if kind == "script":
        kinds = {text_in(row, "type").lower() for row in objects_in(inside, "scripts")}
        return (
            (Operation.READ,)
            if kinds == {"query"}
            else (Operation.ACTION, Operation.READ)
            if "query" in kinds
            else (Operation.ACTION,)
        )
    return (Operation.ACTION,)


def _detail(activity: Activity, inside: Mapping[str, Any], values: Values) -> str:
    """What is called, where a property names it."""
    for key in ("storedProcedureName", "functionName", "notebookPath", "pythonFile", "mainClassName", "mlPipelineId"):
        text, _ = filled(inside.get(key), values)
        if text:
            return f"{activity.type} {text}"[:200]
    return activity.name


def _of_data_set(factory: Factory, pipeline: Part, activity: Activity, reference: Mapping[str, Any], values: Values, *,
                 operations: tuple[Operation, ...], settings: Any, place: str, supporting: bool = False) -> Use:
    name = reference_name(reference)
    data = factory.part("datasets", name)
    scoped: dict[str, Mapping[str, str]] = {**values, "dataset": given(data, reference, values)}
    if data is None:
        return Use(pipeline.name, activity.name, f"of data set {name}", _kind_of_settings(settings), scoped,
                   operations=operations, detail=activity.name, active=activity.active, supporting=supporting,
                   file=pipeline.file, pointer=place)
    link = data.properties.get("linkedServiceName")
    service_name, _ = filled(reference_name(link), scoped)
    service = factory.part("linkedservices", service_name)
    scoped["linkedservice"] = given(service, link, scoped)
    entities = _entities(data, scoped, settings)
    return Use(
        pipeline.name,
        activity.name,
        service_name,
        _kind_of_data(data),
        scoped,
        operations=operations,
        entities=entities,
        detail=activity.name,
        active=activity.active,
        supporting=supporting,
        file=pipeline.file,
        pointer=place,
    )


def _kind_of_data(data: Part) -> str:
    for kind in (
        text_in(object_in(data.properties, "typeProperties", "location"), "type"),
        text_in(data.properties, "type"),
    ):
        row = row_for_data(kind.removesuffix("Location")) if kind else None
        if row is not None:
            return row.type
    return ""


def _kind_of_settings(settings: Any) -> str:
    row = row_for_data(text_in(settings, "type"))
    return row.type if row is not None else ""


def _entities(data: Part, values: Values, settings: Any) -> tuple[str, ...]:
    """Tables, entities, collections or the container and folder that a data set names, as far as they are known."""
    inside = object_in(data.properties, "typeProperties")
    found: list[str] = []
    for key in ("entityName", "objectApiName", "tableName", "collection", "collectionName", "objectName", "listName",
                "odpName", "cubeName", "query"):
        text, resolved = filled(inside.get(key), values)
        if text and resolved and (key != "query"):
            found.append(text)
            break
    table, known = filled(inside.get("table"), values)
    if table and known and not found:
        schema, schema_known = filled(inside.get("schema"), values)
        found.append(f"{schema}.{table}" if schema and schema_known else table)
    path, known = filled(inside.get("path"), values)
    if path and known and not found:
        found.append(path.split("?", 1)[0].strip("/"))
    if not found:
        location = object_in(inside, "location") or inside
        pieces = [text for key in ("container", "fileSystem", "bucketName", "folderPath", "relativeUrl")
                  if (text := _known(location.get(key), values))]
        found.extend(["/".join(piece.split("?", 1)[0].strip("/") for piece in pieces)] if pieces else [])
    if not found and isinstance(settings, dict):
        match = _ENTITY.search(written(settings.get("query"))[:20_000])
        found.extend([match[1]] if match else [])
    # SQL quotes names in brackets; people do not.
    return tuple(one for text in found if (one := text.replace("[", "").replace("]", "")))


def _known(value: Any, values: Values) -> str:
    text, resolved = filled(value, values)
    return text if resolved else ""


def _data_flow(factory: Factory, pipeline: Part, activity: Activity, values: Values, place: str) -> Iterator[Use]:
    inside = object_in(activity.body, "typeProperties")
    call = object_in(inside, "dataFlow") or object_in(inside, "dataflow")
    flow = factory.part("dataflows", reference_name(call))
    for where, keys, reference in _references_in(activity.body):
        # A power query says its sinks in the activity; staging is a place in between.
        supporting = any(key.lower() in _SUPPORTING for key in keys)
        kind = text_in(reference, "type").lower()
        if kind == "datasetreference":
            yield _of_data_set(factory, pipeline, activity, reference, values, operations=_WRITES, settings=None,
                               place=f"{place}{where}", supporting=supporting)
        elif kind == "linkedservicereference":
            yield Use(pipeline.name, activity.name, reference_name(reference), "", values, detail=activity.name,
                      active=activity.active, supporting=supporting, file=pipeline.file, pointer=f"{place}{where}")
    if flow is None:
        return
    parameters = object_in(call, "datasetParameters")
    for role, operations in (("sources", _READS), ("sinks", _WRITES), ("transformations", _READS)):
        for index, row in enumerate(list_in(flow.properties, "typeProperties", role)):
            here = f"{flow.pointer}/typeProperties/{role}/{index}"
            data, link = object_in(row, "dataset"), object_in(row, "linkedService")
            if data:
                own = {"parameters": object_in(parameters, text_in(row, "name")), **data}
                use = _of_data_set(
                    factory, pipeline, activity, own, values, operations=operations, settings=None, place=here
                )
            elif link:
                service = factory.part("linkedservices", reference_name(link))
                use = Use(pipeline.name, activity.name, reference_name(link), "",
                          {**values, "linkedservice": given(service, link, values)}, operations=operations,
                          detail=activity.name, active=activity.active, pointer=here)
            else:
                continue
            yield _at(use, flow.file, here)


def _at(use: Use, file: str, pointer: str) -> Use:
    return replace(use, file=file, pointer=pointer)


def _references_in(body: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...], Mapping[str, Any]]]:
    """References to data sets and linked services in an activity, but not in the activities inside it."""
    stack: list[tuple[str, tuple[str, ...], Any]] = [("", (), body)]
    while stack:
        where, keys, value = stack.pop()
        if isinstance(value, dict):
            if text_in(value, "type") in {"DatasetReference", "LinkedServiceReference"} and "referenceName" in value:
                yield where, keys, value
                continue
            stack.extend((f"{where}/{pointer_part(str(key))}", (*keys, str(key)), one)
                         for key, one in reversed(value.items())
                         if isinstance(one, (dict, list)) and key not in _WITHOUT_REFERENCES
                         and not (keys == ("typeProperties",) and key in _INNER))
        elif isinstance(value, list):
            stack.extend((f"{where}/{index}", keys, one)
                         for index, one in reversed(list(enumerate(value[:1_000]))) if isinstance(one, (dict, list)))
