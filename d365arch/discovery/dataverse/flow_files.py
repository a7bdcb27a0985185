"""Cloud flows outside of a solution: definitions on their own, and packages of the older export of single flows."""

from __future__ import annotations

from typing import Any

from d365arch.discovery.artefacts import Artefact, Files
from d365arch.discovery.dataverse.connection_references import survey_uses
from d365arch.discovery.dataverse.flows import read_flow
from d365arch.discovery.dataverse.workflows import CLOUD_FLOW, Workflow, id_in_name, name_in_file
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.known import dataverse_environment
from d365arch.discovery.records import ArtefactKind, ReadArtefact
from d365arch.discovery.tree import Entry, ReadingError
from d365arch.discovery.workflows.definition import definition_in

_BESIDE = frozenset({"apismap.json", "connectionsmap.json", "manifest.json"})


class FlowFiles:
    """The reader of flows that belong to no solution that is there."""

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """Take JSON files with a workflow definition and the connection references of a flow."""
        artefacts = []
        for entry in files.ending(".json"):
            if entry.name in _BESIDE or not is_flow_file(entry, desk):
                continue
            beside = (
                [one for one in files.within(entry.folder) if one.name in _BESIDE]
                if "microsoft.flow" in entry.folder
                else []
            )
            artefacts.append(Artefact(ArtefactKind.CLOUD_FLOW, entry, files.claim([entry, *beside]), entry.folder))
        return artefacts

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Its name, and what it uses."""
        survey_uses(artefact.main, desk)
        own = id_in_name(artefact.main)
        if own:
            name = name_in_file(artefact.main)
            desk.define(own, Workflow(own, name, CLOUD_FLOW, None, "", artefact.main.name))

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Its integrations."""
        document = desk.json(artefact.main)
        if definition_in(document) is None:
            return
        desk.notebook.system(dataverse_environment((evidence(artefact.main),)))
        desk.notebook.artefact(ReadArtefact(artefact.main.path, ArtefactKind.CLOUD_FLOW, name_in_file(artefact.main)))
        read_flow(artefact.main, document, None, desk)


def is_flow_file(entry: Entry, desk: Desk) -> bool:
    """Whether a file holds a cloud flow; not where it cannot be read."""
    try:
        return is_flow(desk.peek_json(entry))
    except ReadingError:
        return False


def is_flow(document: Any) -> bool:
    """Whether a JSON value is a cloud flow and no logic app, which has its connections as a parameter or a file."""
    if not isinstance(document, dict) or definition_in(document) is None:
        return False
    kind = document.get("type")
    if isinstance(kind, str) and kind:
        return kind.lower() == "microsoft.flow/flows"
    properties = document.get("properties")
    return isinstance(properties, dict) and isinstance(properties.get("connectionReferences"), dict)
