"""Reads data packages of the data management framework: what is imported or exported in bulk, by the manifest."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from d365arch.discovery.artefacts import Artefact, Files
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.fo.model_facts import DataEntity
from d365arch.discovery.known import finance_operations, unknown_caller
from d365arch.discovery.records import FINANCE_OPERATIONS, ArtefactKind, FoundEndpoint, FoundIntegration, ReadArtefact
from d365arch.discovery.tree import INSIDE, Entry, ReadingError
from d365arch.discovery.xml_elements import children, text_at
from d365arch.discovery.xml_places import XmlPlaces
from d365arch.discovery.xml_root import root_name
from d365arch.model.vocabulary import Confidence, DataFlow, Initiation, Operation, Timing, Trigger
from d365arch.model.vocabulary import Kind as IntegrationKind

MANIFEST = "DataManagementPackageManifest"
_HEADER = "DataManagementPackageHeader"
PACKAGES = "dmf"
"""Key of the endpoint through which packages go in and out."""
_MANY = 400


class DataPackages:
    """Zips and unpacked folders with the manifest of a data package."""

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """One artefact for each manifest, with the header and the data files beside it."""
        artefacts = []
        for entry in files.where(lambda one: one.suffix == ".xml" and root_name(one) == MANIFEST):
            beside = files.under(entry.folder) if _is_root_of_archive(entry) else _named_in(entry, files, desk)
            entries = files.claim((entry, *beside))
            if entry in entries:
                artefacts.append(Artefact(ArtefactKind.FO_PACKAGE, entry, entries, entry.folder))
        files.claim(files.where(lambda one: one.name == "packageheader.xml" and root_name(one) == _HEADER))
        return artefacts

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """A package defines nothing that others refer to."""

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Note one integration between whoever makes the files and Finance and Operations."""
        manifest = artefact.main
        root = desk.xml(manifest)
        if root is None:
            return
        name = text_at(root, "DefinitionGroupName") or _name_of(manifest)
        notebook = desk.notebook
        notebook.artefact(ReadArtefact(manifest.path, ArtefactKind.FO_PACKAGE, cleaned(name) or manifest.shown_name))
        whole = (evidence(manifest),)
        system = finance_operations(whole)
        notebook.system(system)
        places = XmlPlaces(root)
        entities: dict[str, str] = {}
        formats: dict[str, None] = {}
        pieces: list[Element] = []
        for one in children(root, "PackageEntityList"):
            entity = text_at(one, "EntityName") or text_at(one, "TargetEntity")
            if not entity:
                continue
            pieces.append(one)
            entities.setdefault(entity.lower(), entity)
            form = _format(text_at(one, "SourceFormat"), text_at(one, "InputFilePath"))
            if form:
                formats.setdefault(form)
        if not entities:
            notebook.remark(manifest.path, f"/{MANIFEST}", f'The data package "{cleaned(name)}" holds no entity.')
            return
        caller = replace(unknown_caller(system, (evidence(manifest, "", Confidence.LIKELY),), "file source"),
                         type="other.file-server")
        notebook.system(caller)
        found = (evidence(manifest, places.of(pieces[0]), Confidence.LIKELY),)
        notebook.endpoint(FoundEndpoint(
            system=FINANCE_OPERATIONS, key=PACKAGES, name="Data packages", type="fo.dmf-package-api",
            direction=Initiation.INBOUND, timing=(Timing.ASYNCHRONOUS,), protocol="DMF",
            entities=tuple(entities.values())[:_MANY], operations=(Operation.FILE,), evidence=found))
        notebook.integration(FoundIntegration(
            automation=f"data-package/{cleaned(name).lower()}", name=cleaned(name), from_=caller.identity,
            to=system.identity, to_endpoint=PACKAGES, timing=Timing.ASYNCHRONOUS, trigger=Trigger.ON_DEMAND,
            data=DataFlow.PUSH, kind=IntegrationKind.DATA, protocol=_protocol(tuple(formats)),
            entities=tuple(entities.values())[:_MANY],
            operations=(Operation.FILE,), details=_staged(pieces, desk),
            description=cleaned(text_at(root, "Description"), 500) or None, evidence=found))
        notebook.remark(
            manifest.path, f"/{MANIFEST}",
            f'The data package "{cleaned(name)}" does not say whether it is imported or exported, by whom and when; an '
            "import by an unknown source is assumed.")


def _is_root_of_archive(entry: Entry) -> bool:
    """Whether a file lies at the root of an archive, so that the whole archive is the package."""
    return INSIDE in entry.path and "/" not in entry.path.rsplit(INSIDE, 1)[1]


def _named_in(manifest: Entry, files: Files, desk: Desk) -> list[Entry]:
    """The files of an unpacked package: only those that the manifest names, since other things may lie beside it."""
    try:
        root = desk.peek_xml(manifest)
    except ReadingError:
        return []
    named = {text_at(one, "InputFilePath").replace("\\", "/").rsplit("/", 1)[-1].lower()
             for one in children(root, "PackageEntityList")} | {"packageheader.xml"}
    return [entry for entry in files.within(manifest.folder) if entry.name in named]


def _name_of(manifest: Entry) -> str:
    """What to call a package that has no name: the archive or the folder it is in."""
    whole = manifest.path.rsplit(INSIDE, 1)[0] if _is_root_of_archive(manifest) else manifest.path.rsplit("/", 1)[0]
    last = whole.rsplit("/", 1)[-1]
    return last[:-4] if last.lower().endswith(".zip") else last


def _format(source: str, path: str) -> str:
    """`CSV`, `XML`, `Excel` and the like, from the name of the source format or the ending of the file."""
    plain = source.lower()
    for word, form in (("csv", "CSV"), ("xml", "XML"), ("excel", "Excel"), ("xlsx", "Excel"), ("tab", "text"),
                       ("pipe", "text"), ("text", "text"), ("package", "package")):
        if word in plain:
            return form
    ending = path.rsplit(".", 1)[-1].lower() if "." in path else ""
    return {"csv": "CSV", "xml": "XML", "xlsx": "Excel", "xls": "Excel", "txt": "text"}.get(ending, cleaned(source, 40))


def _protocol(formats: tuple[str, ...]) -> str:
    listed = " and ".join((", ".join(formats[:-1]), formats[-1])) if len(formats) > 1 else "".join(formats)
    return f"data package (DMF), {listed}" if listed else "data package (DMF)"


def _staged(pieces: list[Element], desk: Desk) -> tuple[str, ...]:
    """Which data entity each name means where its metadata is there, in the order in which they run."""
    def order(one: Element) -> tuple[int, ...]:
        numbers = (text_at(one, name) for name in ("ExecutionUnit", "LevelInExecutionUnit", "SequenceInLevel"))
        return tuple(int(number) if number.isdecimal() and len(number) < 10 else 0 for number in numbers)

    details: dict[str, None] = {}
    for one in sorted(pieces, key=order):
        entity = text_at(one, "EntityName") or text_at(one, "TargetEntity")
        known = desk.defined(DataEntity, entity)
        if known is not None and known.name != entity:
            details.setdefault(f"{entity}: data entity {known.name}")
    return tuple(details)[:_MANY]
