"""ARM templates and bodies of Azure resources: one claims the files, a part for each kind of resource reads them.

A part (`ResourcePart`) names the types it reads. Every file with at least one of these gives one artefact per part, so
that what a template holds besides is not lost. Parts are listed in `parts.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from d365arch.discovery.artefacts import Artefact, Files
from d365arch.discovery.azure.arm_template import (
    Resource,
    is_template,
    mapping,
    parameter_values,
    resource_of,
    resources_of,
)
from d365arch.discovery.azure.arm_text import Scope
from d365arch.discovery.azure.outputs import keep_outputs
from d365arch.discovery.desk import Desk
from d365arch.discovery.records import ArtefactKind
from d365arch.discovery.tree import Entry, ReadingError

_PARAMETERS = (".parameters", "-parameters", "_parameters", ".param")


@dataclass(frozen=True, slots=True)
class Source:
    """The file that resources were read from."""

    entry: Entry
    resources: tuple[Resource, ...]
    """All resources of the file, of whatever type, each with its pointer."""
    is_template: bool
    """False: bodies of resources as Azure gives them, which stand for what is deployed."""
    template: dict[str, Any]
    scope: Scope
    """The scope of the whole template, for its outputs."""


class ResourcePart(Protocol):
    """Reads resources of some types, wherever they stand."""

    @property
    def kind(self) -> ArtefactKind:
        """What an artefact is that holds such resources."""

    @property
    def types(self) -> tuple[str, ...]:
        """Beginnings of types in small letters: `microsoft.datafactory/factories`."""

    def survey(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Give the desk what others may refer to; as `Reader.survey`."""

    def read(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Note what the resources of these types tell; as `Reader.read`."""


class AzureTemplates:
    """The reader of all ARM templates and resource bodies of a run."""

    def __init__(self, parts: Sequence[ResourcePart]) -> None:
        self._parts = tuple(parts)

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """Take every JSON file that is a template, a body of a resource or a list of bodies."""
        artefacts = []
        for entry in files.ending(".json"):
            try:
                document = desk.peek_json(entry)
            except ReadingError:
                continue
            if not (is_template(document) or _bodies(document)):
                continue
            beside = _parameters_beside(entry, files, desk) if is_template(document) else None
            types = {resource.type for resource in _source(entry, document, beside, desk).resources}
            wanted = [part for part in self._parts if any(_is_one(kind, part.types) for kind in types)]
            claimed = files.claim((entry, *([beside] if beside else ())))
            if not wanted:
                artefacts.append(Artefact(ArtefactKind.TEMPLATE, entry, claimed, entry.folder, (None, beside)))
            artefacts.extend(Artefact(part.kind, entry, claimed, entry.folder, (self._parts.index(part), beside))
                             for part in wanted)
        return artefacts

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Let the part of this artefact tell what it defines."""
        part, source = self._opened(artefact, desk)
        if source is not None and source.is_template:
            keep_outputs(source.template, source.scope, artefact.folder, desk)
        if part is not None and source is not None:
            part.survey(source, _wanted(source, part), desk)

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Let the part of this artefact note what it finds."""
        part, source = self._opened(artefact, desk)
        if part is not None and source is not None:
            part.read(source, _wanted(source, part), desk)

    def _opened(self, artefact: Artefact, desk: Desk) -> tuple[ResourcePart | None, Source | None]:
        index, beside = artefact.about
        document = desk.json(artefact.main)
        return (None if index is None else self._parts[index],
                None if document is None else _source(artefact.main, document, beside, desk))


def _wanted(source: Source, part: ResourcePart) -> list[Resource]:
    return [resource for resource in source.resources if _is_one(resource.type, part.types)]


def _is_one(kind: str, types: Sequence[str]) -> bool:
    return any(kind == one or kind.startswith(f"{one}/") for one in types)


def _bodies(document: Any) -> list[tuple[str, Resource]]:
    """Bodies of resources in a document: one, a list of them, or the answer of a list request (`value`)."""
    if isinstance(document, dict) and isinstance(document.get("value"), list):
        rows, start = document["value"], "/value"
    elif isinstance(document, list):
        rows, start = document, ""
    else:
        body = resource_of(mapping(document)) if "properties" in mapping(document) else None
        return [("", body)] if body is not None else []
    found = [(f"{start}/{index}", resource_of(row)) for index, row in enumerate(rows)
             if isinstance(row, dict) and isinstance(row.get("properties"), dict)]
    return [(pointer, body) for pointer, body in found if body is not None]


def _source(entry: Entry, document: Any, beside: Entry | None, desk: Desk) -> Source:
    if not is_template(document):
        bodies = [Resource(body.type, body.name, body.body, body.scope, pointer) for pointer, body in _bodies(document)]
        return Source(entry, tuple(bodies), False, {}, Scope())
    values = None
    if beside is not None:
        try:
            values = parameter_values(desk.peek_json(beside))
        except ReadingError:
            values = None
    scope = Scope(document, values)
    return Source(entry, tuple(resources_of(document, scope=scope)), True, document, scope)


def _parameters_beside(entry: Entry, files: Files, desk: Desk) -> Entry | None:
    """The parameters file of a template: of its name, or the only one of its folder.

    Where there is one for each environment (`main.parameters.dev.json`, `main.parameters.prod.json`) none is chosen:
    the template stands for all of them.
    """
    stem = entry.name.removesuffix(".json")
    stems = (stem, stem.removesuffix(".template"), stem.removesuffix("-template"))
    beginnings = tuple(one + end for one in stems for end in _PARAMETERS)
    exact, near = [], []
    for other in files.within(entry.folder):
        name = other.name.removesuffix(".json")
        if other.path == entry.path or not other.name.endswith(".json") or "param" not in name:
            continue
        try:
            values = parameter_values(desk.peek_json(other))
        except ReadingError:
            continue
        if values is None:
            continue
        if name in beginnings or name.replace("parameters", "", 1) == stem:
            # A factory publishes ARMTemplateForFactory.json and ARMTemplateParametersForFactory.json.
            exact.append(other)
        elif name in {"parameters", "parameter"} or name.startswith(beginnings):
            near.append(other)
    chosen = exact or near
    return chosen[0] if len(chosen) == 1 else None
