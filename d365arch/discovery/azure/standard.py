"""Standard logic apps: a folder for each workflow, and beside the folders the connections, parameters and settings.

Each workflow is a logic app of its own, as with the consumption plan: its folder is its name. Source of the layout:
Microsoft, "Create Standard logic app workflows with Visual Studio Code" and "Edit host and app settings"
(learn.microsoft.com/azure/logic-apps).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from d365arch.discovery.artefacts import Artefact, Files, Folder
from d365arch.discovery.azure.arm_template import mapping
from d365arch.discovery.azure.built_in import provider_values
from d365arch.discovery.azure.connections import ApiConnection, connections_of
from d365arch.discovery.azure.logic_app import LogicApp, note, survey_calls
from d365arch.discovery.azure.reached import Surroundings
from d365arch.discovery.desk import Desk
from d365arch.discovery.records import ArtefactKind
from d365arch.discovery.tree import Entry, ReadingError
from d365arch.discovery.workflows.definition import Names, definition_in
from d365arch.discovery.workflows.values import shown

_BESIDE = ("connections.json", "parameters.json", "host.json", "local.settings.json", "connections.azure.json",
           "parameters.azure.json")
_GROUPS = ("managedApiConnections", "serviceProviderConnections", "functionConnections", "apiManagementConnections")
_AUTHS = {"managedserviceidentity": "managed-identity", "activedirectoryoauth": "oauth", "connectionstring": "sas"}


@dataclass(frozen=True, slots=True)
class _About:
    workflow: Entry
    beside: Mapping[str, Entry]


@dataclass(slots=True)
class Roots:
    """Projects that have a workflow of a name, with what it holds: two different ones are two logic apps."""

    texts: dict[Folder, int] = field(default_factory=dict)

    @property
    def differ(self) -> bool:
        """Whether workflows of that name differ."""
        return len(set(self.texts.values())) > 1


class StandardLogicApps:
    """Reads projects of standard logic apps."""

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """Take each `workflow.json` with a definition, and the files that the project has for all its workflows."""
        artefacts = []
        roots: dict[Folder, Mapping[str, Entry]] = {}
        for entry in files.named("workflow.json"):
            try:
                document = desk.peek_json(entry)
            except ReadingError:
                continue
            found = definition_in(document)
            if found is None or found[0] != "/definition":
                continue
            folder = entry.folder[:-1]
            if folder not in roots:
                roots[folder] = _near(folder, files, roots, desk)
            files.claim((entry,))
            beside = roots[folder]
            artefacts.append(Artefact(ArtefactKind.LOGIC_APP, entry, (entry, *beside.values()), folder,
                                      _About(entry, beside)))
        return artefacts

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Let logic apps know who starts them, and which names several projects have."""
        app = _app(artefact, desk)
        if app is None:
            return
        roots = desk.defined(Roots, app.name)
        if roots is None:
            roots = Roots()
            desk.define(app.name, roots)
        roots.texts[artefact.folder] = hash(repr(app.definition))
        survey_calls(app, desk)

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Note the workflow."""
        app = _app(artefact, desk)
        if app is not None:
            note(app, desk)


def _near(folder: Folder, files: Files, roots: dict[Folder, Mapping[str, Entry]], desk: Desk) -> Mapping[str, Entry]:
    """What belongs to all workflows of a folder: beside their folders, or one level above (`app/workflows/<name>`)."""
    for place in (folder, folder[:-1]) if folder else (folder,):
        if place not in roots:
            near = {one.name: one for one in files.within(place) if one.name in _BESIDE and _fits(one, desk)}
            if place == folder or "connections.json" in near or "host.json" in near:
                files.claim(near.values())
                roots[place] = near
        if roots.get(place):
            return roots[place]
    return {}


def _fits(entry: Entry, desk: Desk) -> bool:
    try:
        document = desk.peek_json(entry)
    except ReadingError:
        return True  # reading it later tells why it cannot be read
    if not isinstance(document, dict):
        return False
    return not entry.name.startswith("connections") or any(group in document for group in _GROUPS) or not document


def _app(artefact: Artefact, desk: Desk) -> LogicApp | None:
    about: _About = artefact.about
    document = desk.json_object(about.workflow)
    found = definition_in(document)
    if document is None or found is None:
        return None
    name = _name(about.workflow)
    settings = _settings(about.beside.get("local.settings.json"), desk)
    given = _parameters(about.beside, desk)
    roots = desk.defined(Roots, name)
    if roots is not None and roots.differ and artefact.folder:
        name = f"{artefact.folder[-1]}/{name}"
    kind = document.get("kind")
    words = kind.lower() if isinstance(kind, str) and kind.lower() in {"stateful", "stateless", "agent"} else ""
    return LogicApp(
        name=name, entry=about.workflow, pointer=found[0], definition=found[1], given=given, settings=settings,
        around=_surroundings(artefact, Names({}, given, settings), desk),
        active=_active(_name(about.workflow), settings), about=f"A {words} workflow of a standard logic app."
        if words else "A workflow of a standard logic app.")


def _name(entry: Entry) -> str:
    pieces = [piece for piece in re.split(r"[/!]", entry.path) if piece]
    return pieces[-2] if len(pieces) > 1 else "workflow"


def _active(name: str, settings: Mapping[str, str]) -> bool | None:
    state = next((value for key, value in settings.items() if key.lower() == f"workflows.{name}.flowstate".lower()), "")
    return {"disabled": False, "enabled": True}.get(state.strip().lower())


def _settings(entry: Entry | None, desk: Desk) -> dict[str, str]:
    """Settings as they are on the machine of a developer; they may be secret and are for resolving only."""
    document = _peek(entry, desk)
    return {str(name): value for name, value in mapping(mapping(document).get("Values")).items()
            if isinstance(value, str) and value.strip()}


def _parameters(beside: Mapping[str, Entry], desk: Desk) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in ("parameters.json", "parameters.azure.json"):
        for key, row in mapping(_peek(beside.get(name), desk)).items():
            if isinstance(row, dict) and "value" in row:
                values.setdefault(str(key), row["value"])
    return values


def _peek(entry: Entry | None, desk: Desk) -> Any:
    return desk.json(entry) if entry is not None else None


def _surroundings(artefact: Artefact, names: Names, desk: Desk) -> Surroundings:
    connections: dict[str, ApiConnection] = {}
    functions: dict[str, str] = {}
    apis: dict[str, str] = {}
    for file in ("connections.json", "connections.azure.json"):
        entry = artefact.about.beside.get(file)
        document = mapping(_peek(entry, desk))
        if entry is None:
            continue
        for key, row in mapping(document.get("managedApiConnections")).items():
            connections.setdefault(str(key).lower(), _managed(str(key), mapping(row), entry, names, desk))
        for key, row in mapping(document.get("serviceProviderConnections")).items():
            connections.setdefault(str(key).lower(), _provided(str(key), mapping(row), entry, names))
        for key, row in mapping(document.get("functionConnections")).items():
            functions.setdefault(str(key).lower(), _shown(mapping(mapping(row).get("function")).get("id"), names))
        for key, row in mapping(document.get("apiManagementConnections")).items():
            apis.setdefault(str(key).lower(), _shown(mapping(row).get("apiId"), names))
    return Surroundings(connections=connections, functions=functions, apis=apis)


def _managed(key: str, row: Mapping[str, Any], entry: Entry, names: Names, desk: Desk) -> ApiConnection:
    """A managed connection: by the id of its resource, where the run has it, else what the id of its connector says."""
    api = _shown(mapping(row.get("api")).get("id"), names)
    reference = _shown(mapping(row.get("connection")).get("id"), names)
    match = connections_of(desk).find(reference, "", entry.path, entry.folder)
    last = api.rstrip("/").rsplit("/", 1)[-1]
    stated = ApiConnection(name=key, file=entry.path, folder=entry.folder,
                           api=api if last and "{" not in last else match.api if match is not None else key)
    return match if match is not None and match.api else stated


def _provided(key: str, row: Mapping[str, Any], entry: Entry, names: Names) -> ApiConnection:
    provider = _shown(mapping(row.get("serviceProvider")).get("id"), names)
    # Values known in full only: a setting that is open would make a name of a placeholder.
    stated = {str(name).lower(): names.text(value) for name, value in mapping(row.get("parameterValues")).items()
              if isinstance(value, str)}
    way = str(row.get("parameterSetName", "")).lower()
    auth = mapping(mapping(row.get("parameterValues")).get("authProvider")).get("Type")
    return ApiConnection(name=key, file=entry.path, folder=entry.folder, api=provider,
                         values=provider_values(provider, stated),
                         auth=_AUTHS.get(str(auth or way).lower()) or ("sas" if "connectionstring" in stated else ""))


def _shown(value: Any, names: Names) -> str:
    return shown(names.value(value)) if isinstance(value, str) else ""
