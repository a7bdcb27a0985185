"""Logic apps of the consumption plan: in ARM templates, as bodies of resources, and as definition files alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from d365arch.discovery.artefacts import Artefact, Files
from d365arch.discovery.azure.arm_template import (
    Resource,
    below,
    is_template,
    mapping,
    parameter_values,
)
from d365arch.discovery.azure.arm_text import Scope
from d365arch.discovery.azure.connections import ApiConnection, connections_of
from d365arch.discovery.azure.logic_app import LogicApp, note, survey_calls
from d365arch.discovery.azure.outputs import filled, outputs_of
from d365arch.discovery.azure.reached import Surroundings
from d365arch.discovery.azure.templates import Source
from d365arch.discovery.desk import Desk
from d365arch.discovery.records import ArtefactKind
from d365arch.discovery.tree import Entry, ReadingError
from d365arch.discovery.workflows.definition import definition_in

_WORKFLOWS = "microsoft.logic/workflows"
_WORDS = re.compile(r"[a-z0-9]+")
_PLAIN_WORDS = frozenset({"logic", "app", "apps", "logicapp", "logicapps", "workflow", "definition", "json", "template",
                          "code", "main", "index", "azuredeploy", "flow", "la", "consumption"})
"""Words of file names that say what a file is, not which."""
_GENERIC_FOLDERS = frozenset({"src", "definitions", "workflows", "logicapps", "templates", "infra", "deploy", "source"})


class LogicAppsPart:
    """Reads `Microsoft.Logic/workflows` of templates and resource bodies."""

    kind = ArtefactKind.LOGIC_APP
    types = (_WORKFLOWS,)

    def survey(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Let logic apps know who starts them, and separate definitions what their template calls them."""
        for app in _apps(source, resources, desk):
            survey_calls(app, desk)

    def read(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Note every logic app that has something in it."""
        for app in _apps(source, resources, desk):
            note(app, desk)


def _apps(source: Source, resources: Sequence[Resource], desk: Desk) -> Iterator[LogicApp]:
    for resource in resources:
        definition = resource.scope.value(below(resource.properties, "definition"))
        if resource.type != _WORKFLOWS or resource.existing or not _says_something(definition):
            continue
        name = resource.own_name or source.entry.shown_name
        given = _given(below(resource.properties, "parameters"), resource.scope)
        state = resource.text("state").text.lower()
        pointer = f"{resource.pointer}/properties/definition"
        # Parameters of the workflow language begin with @ and pass through; those of ARM are replaced.
        definition = resource.scope.resolved(definition) if source.is_template else definition
        yield LogicApp(
            name=name, entry=source.entry, pointer=pointer, definition=definition, given=_plain(given),
            around=Surroundings(connections=_connections(given, source.entry, desk)),
            unresolved=not resource.name.resolved,
            active={"disabled": False, "suspended": False, "enabled": True}.get(state))


def _says_something(definition: Any) -> bool:
    """Whether a definition has a trigger or an action: templates often deploy an empty one that is filled later."""
    return any(bool(mapping(mapping(definition).get(name))) for name in ("triggers", "actions"))


def _given(parameters: Any, scope: Scope) -> dict[str, Any]:
    """Values of parameters by name, their expressions replaced."""
    resolved = mapping(scope.resolved(parameters))
    return {str(name): row["value"] for name, row in resolved.items() if isinstance(row, dict) and "value" in row}


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters that may name something: not the connections, and not what a deployment has yet to say."""
    return {name: value for name, value in given.items() if name != "$connections"
            and not (isinstance(value, str) and value.startswith("{") and value.endswith("}"))}


def _connections(given: Mapping[str, Any], entry: Entry, desk: Desk) -> dict[str, ApiConnection]:
    """The connections of a logic app by their key: those of the run where they are there, else what the key says."""
    found: dict[str, ApiConnection] = {}
    known = connections_of(desk)
    for key, row in mapping(given.get("$connections")).items():
        if not isinstance(row, dict):
            continue
        api, reference = (_text(row.get(name)) for name in ("id", "connectionId"))
        name = _text(row.get("connectionName")) or reference.rstrip("/").rsplit("/", 1)[-1] or str(key)
        match = known.find(reference, name, entry.path, entry.folder)
        if match is None and "{" in name:
            match = known.find("", str(key), entry.path, entry.folder)
        open_api = not api or api.endswith("}")
        stated = ApiConnection(name=name, file=entry.path, folder=entry.folder, api=str(key) if open_api else api)
        found[str(key).lower()] = match if match is not None else stated
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


class LooseDefinitions:
    """Reads definition files that a template or a script deploys: `{"definition": ...}` or the definition itself.

    Values of their parameters stand beside the definition or in a file of their own (`*.parameters.json`,
    `*-parameters.json`); placeholders such as `{functionAppName}` are outputs of the templates of the same folder.
    """

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """Take definitions that no earlier reader knew; those with `connectionReferences` are cloud flows."""
        artefacts = []
        for entry in files.ending(".json"):
            try:
                document = desk.peek_json(entry)
            except ReadingError:
                continue
            if not _is_loose(document):
                continue
            claimed = files.claim((entry,))
            values = _parameters_beside(entry, files)
            if values is not None:
                claimed += files.claim((values,))
            artefacts.append(Artefact(ArtefactKind.LOGIC_APP, entry, claimed, entry.folder, (values,)))
        return artefacts

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Let logic apps know who starts them."""
        app = self._app(artefact, desk)
        if app is not None:
            survey_calls(app, desk)

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Note the logic app."""
        app = self._app(artefact, desk)
        if app is not None:
            note(app, desk)

    def _app(self, artefact: Artefact, desk: Desk) -> LogicApp | None:
        document = desk.json(artefact.main)
        found = definition_in(document)
        if found is None:
            return None
        pointer, definition = found
        (beside,) = artefact.about
        stated: dict[str, Any] = dict(mapping(below(document, "properties", "parameters"))
                                      or ({} if pointer == "" else mapping(below(document, "parameters"))))
        if beside is not None:
            stated.update(_stated_beside(desk.peek_json(beside)))
        outputs = outputs_of(artefact.folder, desk)
        given = {name: _filled(row["value"], outputs.values) for name, row in stated.items()
                 if isinstance(row, dict) and "value" in row}
        around = Surroundings(connections=_connections(given, artefact.main, desk), placeholders=outputs.values)
        return LogicApp(name=_name(artefact.main, document), entry=artefact.main, pointer=pointer,
                        definition=definition, given=_plain(given), around=around)


def _filled(value: Any, outputs: Mapping[str, str]) -> Any:
    """A value whose texts are placeholders, with the outputs they stand for; of `$connections` two levels deep."""
    if isinstance(value, str):
        return filled(value, outputs)
    if isinstance(value, dict):
        return {key: {name: filled(text, outputs) if isinstance(text, str) else text for name, text in row.items()}
                if isinstance(row, dict) else filled(row, outputs) if isinstance(row, str) else row
                for key, row in value.items()}
    return value


def _is_loose(document: Any) -> bool:
    if not isinstance(document, dict) or is_template(document):
        return False
    found = definition_in(document)
    if found is None or not _says_something(found[1]):
        return False
    if "connectionReferences" in mapping(document.get("properties")) or "connectionReferences" in document:
        return False
    pointer, definition = found
    schema = str(definition.get("$schema", ""))
    return pointer != "" or "workflowdefinition" in schema.lower() or "contentVersion" in definition


def _parameters_beside(entry: Entry, files: Files) -> Entry | None:
    stem = entry.name.removesuffix(".json")
    wanted = {f"{stem}{sign}parameters.json" for sign in "-._"} | {f"{stem}.param.json"}
    near = [other for other in files.within(entry.folder) if other.name in wanted]
    return near[0] if len(near) == 1 else None


def _stated_beside(document: Any) -> dict[str, Any]:
    """Parameters of a parameters file, or of one that is only the parameters."""
    found = parameter_values(document)
    return dict(found) if found is not None else dict(mapping(document))


def _name(entry: Entry, document: Mapping[str, Any]) -> str:
    """The name that the document states, else that of the file, else, where that says nothing, of its folder."""
    stated = document.get("name")
    if isinstance(stated, str) and stated.strip() and "{" not in stated:
        return stated.strip().rsplit("/", 1)[-1]
    shown = entry.shown_name.rsplit(".", 1)[0]
    stem = shown.removesuffix(".definition").removesuffix(".workflow").removesuffix(".logicapp")
    if set(_WORDS.findall(stem.lower())) - _PLAIN_WORDS:
        return stem
    folders = [piece for piece in re.split(r"[/!]", entry.path)[:-1] if piece]
    return next((piece for piece in reversed(folders) if piece.lower() not in _GENERIC_FOLDERS), stem)
