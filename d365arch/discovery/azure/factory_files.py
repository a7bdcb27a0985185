"""Where data factories and Synapse workspaces are found: folders of a repository, and resources of templates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from d365arch.discovery.artefacts import Artefact, Files, Folder
from d365arch.discovery.azure.arm_template import Resource
from d365arch.discovery.azure.data_factory import note_factory
from d365arch.discovery.azure.factory_parts import Factory, Part
from d365arch.discovery.azure.services import plain_placeholder
from d365arch.discovery.azure.templates import Source
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.records import ArtefactKind, Identity
from d365arch.discovery.tree import Entry, ReadingError
from d365arch.discovery.values import list_in, object_in, text_in

_FACTORIES, _WORKSPACES = "microsoft.datafactory/factories", "microsoft.synapse/workspaces"
_FIRST_VERSION = "microsoft.datafactory/datafactories"
_FOLDERS = {"pipeline": "pipelines", "dataset": "datasets", "linkedservice": "linkedservices", "trigger": "triggers",
            "dataflow": "dataflows", "integrationruntime": "integrationruntimes", "factory": "factories"}
"""Folders of a repository and the kinds of parts in them."""
_OTHERS = frozenset(
    {
        "credential",
        "managedvirtualnetwork",
        "notebook",
        "sqlscript",
        "sparkjobdefinition",
        "privateendpoint",
        "managedprivateendpoint",
        "kqlscript",
        "globalparameters",
        "changedatacapture",
        "template",
        "templates",
    }
)
_MANIFEST = "manifest"
_DEFAULT_OF_WORKSPACE = ("-workspacedefaultsqlserver", "-workspacedefaultstorage")


class FactoryFolders:
    """Reads factories as they stand in Git: a folder for each kind of part, a JSON file for each part."""

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """Take the folders that hold a pipeline, a data set or a linked service, seen by what is in the files."""
        roots: dict[Folder, list[Entry]] = defaultdict(list)
        for entry in files.ending(".json"):
            if len(entry.parts) > 2 and entry.parts[-2] in _FOLDERS:
                roots[entry.parts[:-2]].append(entry)
        artefacts = []
        for root, entries in sorted(roots.items()):
            mine = [entry for entry in entries if _kind_of(entry, desk)]
            main = next((entry for folder in ("factory", "pipeline", "linkedservice", "dataset") for entry in mine
                         if entry.parts[-2] == folder), None)
            if main is None or not any(entry.parts[-2] in {"pipeline", "linkedservice", "dataset"} for entry in mine):
                continue
            beside = [
                entry
                for entry in files.under(root)
                if len(entry.parts) == len(root) + 2
                and entry.parts[-2] in _OTHERS
                and entry.suffix == ".json"
                and entry.parts[-2] not in {"template", "templates"}
            ]
            if any(entry.parts[-2] == "factory" for entry in mine):
                # Templates that people saved in the studio are patterns to make pipelines from, and run nowhere.
                beside += [entry for entry in files.under((*root, "templates")) if entry.suffix == ".json"]
            beside += [entry for entry in files.within(root) if entry.name in {"publish_config.json", "diagnostic.json",
                                                                               "arm-template-parameters-definition.json"}]
            claimed = files.claim([*mine, *beside])
            if main in claimed:
                artefacts.append(Artefact(ArtefactKind.DATA_FACTORY, main, claimed, root))
        for entry in files.named("manifest.json"):
            if _services_of(entry, desk):
                files.claim((entry,))
                artefacts.append(Artefact(ArtefactKind.DATA_FACTORY, entry, (entry,), entry.folder, _MANIFEST))
        return artefacts

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Collect the parts of the factory."""
        if artefact.about == _MANIFEST:
            desk.define("/".join(artefact.folder), Manifest(_services_of(artefact.main, desk)))
            return
        factory = _of_folder(artefact, desk)
        for entry in artefact.entries:
            kind = _FOLDERS.get(entry.parts[-2])
            if entry.parts[:-2] != artefact.folder or kind is None:
                continue
            document = desk.json_object(entry)
            if document is not None:
                name = text_in(document, "name") or entry.shown_name.removesuffix(".json")
                factory.add(Part(kind, name, object_in(document, "properties"), entry.path, "/properties"))

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Note the factory at the turn of its first artefact."""
        if artefact.about != _MANIFEST:
            _note_once(_of_folder(artefact, desk), artefact.main, desk)


def _services_of(entry: Entry, desk: Desk) -> dict[str, tuple[str, ...]]:
    """Linked services that the manifest of a gallery template asks for, with the types that fit."""
    try:
        wanted = object_in(desk.peek_json(entry), "requires", "linkedservices")
    except ReadingError:
        return {}
    return {name.lower(): tuple(kind for kind in list_in(row, "supportTypes") if isinstance(kind, str))
            for name, row in wanted.items()}


def _kind_of(entry: Entry, desk: Desk) -> str:
    """The kind of part in a file of a repository, seen by its structure; empty where it is something else."""
    kind = _FOLDERS.get(entry.parts[-2], "")
    try:
        document = desk.peek_json(entry)
    except ReadingError:
        # A broken file beside its like is reported by the survey.
        return kind
    properties = object_in(document, "properties")
    inside = {
        "pipelines": isinstance(properties.get("activities"), list), "datasets": "linkedServiceName" in properties,
        "linkedservices": "typeProperties" in properties and "type" in properties,
        "triggers": "typeProperties" in properties or "pipelines" in properties or "pipeline" in properties,
        "dataflows": "typeProperties" in properties, "integrationruntimes": "type" in properties,
        "factories": isinstance(document, dict) and "name" in document and "resources" not in document,
    }
    return kind if inside.get(kind) else ""


def _of_folder(artefact: Artefact, desk: Desk) -> Factory:
    key = f"folder:{'/'.join(artefact.folder)}"
    factory = desk.defined(Factory, key)
    if factory is not None:
        return factory
    name, synapse = "", any(entry.parts[-2] in {"sqlscript", "notebook", "kqlscript"} for entry in artefact.entries)
    for entry in artefact.entries:
        if entry.parts[-2] == "factory":
            document = desk.json_object(entry) or {}
            name = name or text_in(document, "name") or entry.shown_name.removesuffix(".json")
        for end in _DEFAULT_OF_WORKSPACE:
            plain = entry.shown_name.removesuffix(".json")
            if entry.parts[-2] == "linkedservice" and plain.lower().endswith(end):
                name, synapse = name or plain[:-len(end)], True
    # Without a name the folder stands for it: "adf" says little, but it is what the team calls it.
    shown = name or artefact.main.path.rsplit("/", 2)[0].replace("!", "/").rsplit("/", 1)[-1]
    factory = _factory(desk, shown, synapse=synapse, unresolved=not name, within="/".join(artefact.folder))
    factory.places.append(evidence(artefact.main))
    desk.define(key, factory)
    return factory


def _factory(desk: Desk, name: str, *, synapse: bool, unresolved: bool, within: str) -> Factory:
    """The factory of a name; one that only a parameter names is collected by file, as any may use that name."""
    kind = "azure.synapse" if synapse else "azure.data-factory"
    key = f"{kind}:{name}:{within if unresolved else ''}"
    factory = desk.defined(Factory, key)
    if factory is None:
        part = f"{{{name}}}" if unresolved and "{" not in name else name
        factory = Factory(Identity(kind, part.lower()), plain_placeholder(part), synapse, unresolved)
        desk.define(key, factory)
    return factory


def _note_once(factory: Factory, main: Entry, desk: Desk) -> None:
    if not factory.owner:
        factory.owner = main.path
        note_factory(factory, desk)


class FactoryResources:
    """Reads factories and workspaces in ARM templates, in templates of the gallery and in resource bodies."""

    kind: ArtefactKind = ArtefactKind.DATA_FACTORY
    types: tuple[str, ...] = (_FACTORIES, _WORKSPACES, _FIRST_VERSION)

    def survey(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Collect the parts of each factory of the file."""
        for factory, resource in _with_factories(source, resources, desk):
            kind = resource.type.rsplit("/", 1)[-1]
            factory.places.append(evidence(source.entry, resource.pointer))
            manifest = desk.defined(Manifest, "/".join(source.entry.folder))
            factory.wanted.update(manifest.services if manifest is not None else {})
            properties = resource.scope.resolved(dict(resource.properties))
            kind = "factories" if resource.type in self.types else kind
            if isinstance(properties, dict):
                factory.add(
                    Part(kind, resource.own_name, properties, source.entry.path, f"{resource.pointer}/properties")
                )

    def read(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Note each factory at the turn of its first file."""
        for factory, _ in _with_factories(source, resources, desk):
            _note_once(factory, source.entry, desk)


def _with_factories(source: Source, resources: Sequence[Resource], desk: Desk) -> Iterator[tuple[Factory, Resource]]:
    for resource in resources:
        synapse = resource.type.startswith(_WORKSPACES)
        name = resource.first_name or resource.name.text
        open_name = not name or "{" in name or (not resource.name.resolved and resource.name.text.count("/") == 0)
        if open_name and resource.name.resolved:
            # A parameter whose default is empty: its name is all there is.
            name = _parameter_in(resource.body.get("name")) or "data factory"
        # The linked templates of one factory share a folder.
        within = (
            "/".join(source.entry.folder) if source.entry.folder[-1:] == ("linkedtemplates",) else source.entry.path
        )
        if resource.type.count("/") > 1 and "/" not in resource.name.text:
            # A part that somebody exported by itself: its own name says nothing of the factory, its folder does.
            open_name, within = True, "/".join(source.entry.folder)
            name = source.entry.path.replace("!", "/").rpartition("/")[0].rpartition("/")[2] or "data factory"
        yield _factory(desk, name, synapse=synapse, unresolved=open_name, within=within), resource


def _parameter_in(name: Any) -> str:
    text = name if isinstance(name, str) else ""
    return text.split("parameters('", 1)[1].split("'", 1)[0] if "parameters('" in text else ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a template of the gallery asks for: types of linked services by the name of their parameter."""

    services: Mapping[str, tuple[str, ...]]
