"""Canvas apps as files: `.msapp` archives, read in memory, and the folders that tools unpack them to."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from d365arch.discovery.archives import open_archive
from d365arch.discovery.artefacts import Artefact, Files
from d365arch.discovery.dataverse.canvas_apps import connections_of, note_app
from d365arch.discovery.dataverse.components import Components
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.records import ArtefactKind, ReadArtefact
from d365arch.discovery.tree import Entry, Listing, ReadingError
from d365arch.discovery.values import as_text, list_in, object_in

MSAPP = ".msapp"
_CONNECTIONS = "connections.json"
_MANIFEST = "canvasmanifest.json"
_DOCUMENT = "_documenturi"
"""Exports write it behind the name of the app in the name of its file."""


def read_canvas_files(parts: Components, desk: Desk) -> None:
    """Read the apps of a solution whose metadata does not say what they are connected to."""
    described = {(component.attribute("Name") or component.text("Name")).lower() for component in parts.of("canvasapp")
                 if component.child("ConnectionReferences") is not None}
    for entry in parts.entries:
        if entry.suffix == MSAPP and _app_name(entry).lower() not in described:
            _read_archive(entry, desk)
        elif _is_unpacked(entry) and _folder_name(entry) not in described:
            _read_app(_folder_name(entry), entry, _beside(entry, parts.entries), desk)


class CanvasApps:
    """Reads canvas apps that stand outside of solutions."""

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:  # noqa: ARG002
        """Take `.msapp` files, and the connections and data sources of unpacked apps."""
        claimed = [Artefact(ArtefactKind.CANVAS_APP, entry, files.claim((entry,)), entry.folder)
                   for entry in files.ending(MSAPP)]
        for entry in files.named(_CONNECTIONS):
            manifest = any(one.name == _MANIFEST for one in files.within(entry.folder[:-1]))
            if _is_unpacked(entry) and manifest:
                folder = entry.folder[:-1]
                claimed.append(Artefact(ArtefactKind.CANVAS_APP, entry, files.claim(files.under(folder)), folder))
        return claimed

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Apps define nothing for others."""

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Note what the app is connected to."""
        main = artefact.main
        if main.suffix == MSAPP:
            _read_archive(main, desk)
            name = _app_name(main)
        else:
            name = _folder_name(main)
            _read_app(name, main, _beside(main, artefact.entries), desk)
        desk.notebook.artefact(ReadArtefact(main.path, ArtefactKind.CANVAS_APP, name))


def _app_name(entry: Entry) -> str:
    """The name of an app as its file is called, in the case it is written."""
    stem = entry.shown_name[:-len(MSAPP)]
    return stem[:-len(_DOCUMENT)] if stem.lower().endswith(_DOCUMENT) else stem


def _is_unpacked(entry: Entry) -> bool:
    return entry.name == _CONNECTIONS and entry.folder[-1:] == ("connections",)


def _folder_name(entry: Entry) -> str:
    return entry.folder[-2].removesuffix("_src") if len(entry.folder) > 1 else entry.name


def _beside(entry: Entry, entries: Iterable[Entry]) -> list[Entry]:
    root = entry.folder[:-1]
    return [one for one in entries if one.parts[:len(root)] == root]


def _read_archive(entry: Entry, desk: Desk) -> None:
    listing = Listing(desk.limits)
    try:
        data = entry.load()
        open_archive(lambda: io.BytesIO(data), entry.path, entry.parts, listing)
        for refused in listing.refused:
            desk.notebook.not_read(refused.file, refused.reason)
        main = next((one for one in listing.entries if _is_unpacked(one)), None)
        if main is not None:
            _read_app(_app_name(entry), main, listing.entries, desk)
    except ReadingError as error:
        desk.notebook.not_read(entry.path, error.sentence)
    finally:
        listing.archives.close()


def _read_app(name: str, main: Entry, entries: Iterable[Entry], desk: Desk) -> None:
    references = desk.json_object(main)
    if not references:
        return
    datasets = _datasets(entries, desk)
    completed: dict[str, Any] = {}
    for key, value in references.items():
        reference = object_in(value)
        api = as_text((object_in(reference.get("connectionRef")) or reference).get("id")).lower()
        complete = bool(reference.get("dataSets")) or api not in datasets
        completed[key] = reference if complete else {**reference, "dataSets": datasets[api]}
    note_app(name, name, connections_of(completed), evidence(main), desk)


def _datasets(entries: Iterable[Entry], desk: Desk) -> dict[str, dict[str, Any]]:
    """Data sets by connector, in the form that the metadata of apps has them, out of the files on data sources."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for source in _sources(entries, desk):
        api, dataset, name = (as_text(source.get(key)) for key in ("ApiId", "DatasetName", "Name"))
        if api and dataset and name:
            found[api.lower()].setdefault(dataset, {"dataSources": {}})["dataSources"][name] = {}
    return dict(found)


def _sources(entries: Iterable[Entry], desk: Desk) -> Iterator[dict[str, Any]]:
    for entry in entries:
        if entry.suffix == ".json" and (entry.folder[-1:] == ("datasources",) or entry.name == "datasources.json"):
            value = desk.json(entry)
            listed = object_in(value).get("DataSources", value if isinstance(value, list) else [value])
            yield from map(object_in, list_in(listed))
