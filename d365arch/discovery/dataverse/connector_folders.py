"""Custom connectors that stand in folders of their own, as the tool paconn keeps them."""

from __future__ import annotations

from d365arch.discovery.artefacts import Artefact, Files
from d365arch.discovery.dataverse.connectors import (
    CustomConnector,
    connector_of,
    define_connector,
    host_is_dynamic,
    is_openapi,
    note_connector,
)
from d365arch.discovery.desk import Desk
from d365arch.discovery.records import ArtefactKind, ReadArtefact
from d365arch.discovery.tree import Entry, ReadingError


class ConnectorFolders:
    """The reader of custom connectors that stand in folders of their own, as the tool paconn keeps them."""

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """Take `apiProperties.json` and the OpenAPI document beside it, and documents named as paconn names them."""
        artefacts = []
        folders = {entry.folder for entry in files.named("apiproperties.json")}
        folders |= {entry.folder for entry in files.named("apidefinition.swagger.json", "apidefinition.json")}
        for folder in sorted(folders):
            inside = [entry for entry in files.within(folder) if entry.suffix == ".json"]
            main = next(
                (
                    entry
                    for entry in sorted(inside, key=lambda one: (not one.name.startswith("apidef"), one.path))
                    if _is_document(entry, desk)
                ),
                None,
            )
            if main is None:
                continue
            beside = [entry for entry in inside if entry.name in {"apiproperties.json", "settings.json"}]
            artefacts.append(Artefact(ArtefactKind.CONNECTOR, main, files.claim([main, *beside]), folder))
        return artefacts

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Let flows find it by its title and by the name of its folder."""
        found = self._connector(artefact, desk)
        if found is not None:
            define_connector(found, desk)

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Note its system and endpoint."""
        found = self._connector(artefact, desk)
        if found is not None:
            desk.notebook.artefact(ReadArtefact(artefact.main.path, ArtefactKind.CONNECTOR, found.title))
            note_connector(found, desk)

    @staticmethod
    def _connector(artefact: Artefact, desk: Desk) -> CustomConnector | None:
        document = desk.json_object(artefact.main)
        if document is None:
            return None
        properties = next((one for one in artefact.entries if one.name == "apiproperties.json"), None)
        dynamic = host_is_dynamic(properties, desk)
        name = artefact.folder[-1] if artefact.folder else artefact.main.name
        return connector_of(document, artefact.main, name, host_left_open=dynamic)


def _is_document(entry: Entry, desk: Desk) -> bool:
    try:
        return is_openapi(desk.peek_json(entry))
    except ReadingError:
        return False
