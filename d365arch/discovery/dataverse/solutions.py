"""Finds Dataverse solutions in any layout - exported, unpacked, nested in packages - and reads them part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from d365arch.discovery.artefacts import Artefact, Files, Folder
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.dataverse.components import Components
from d365arch.discovery.dataverse.connection_references import remark_unused, survey_references
from d365arch.discovery.dataverse.connectors import read_connectors, survey_connectors
from d365arch.discovery.dataverse.flow_files import is_flow_file
from d365arch.discovery.dataverse.flows import read_flows
from d365arch.discovery.dataverse.parts import PART_READERS, SURVEYS
from d365arch.discovery.dataverse.tables import survey_tables
from d365arch.discovery.dataverse.variables import survey_variables
from d365arch.discovery.dataverse.workflows import id_in_name, survey_workflows
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.known import dataverse_environment
from d365arch.discovery.records import ArtefactKind, ReadArtefact
from d365arch.discovery.tree import INSIDE, Entry, ReadingError
from d365arch.discovery.xml_elements import child, children, flag, text_at

MANIFEST = "solution.xml"
MANIFEST_OF_GIT = "solution.yml"
"""As Git integration and newer tools write it, in `solutions/<name>/` beside the folders of the components."""
CUSTOMIZATIONS = "customizations.xml"
_ROOT = "importexportxml"

_FOLDERS = frozenset({
    "aiplugins", "aipluginoperations", "appactions", "appmodules", "appmodulesitemaps", "bots", "botcomponents",
    "canvasapps", "catalogassignments", "catalogs", "connectionreferences", "connector", "connectors", "controls",
    "copilotsynonyms", "customapis", "customcontrols", "dashboards", "datalakefolders", "desktopflowbinaries",
    "dvtablesearchs", "entities", "entitydataproviders", "entitydatasources", "entitymaps", "entityrelationships",
    "environmentvariabledefinitions", "fieldsecurityprofiles", "formulas", "hierarchyrules", "interactionforms",
    "knowledgesources", "modernflows", "msdyn_dualwriteentitymaps", "optionsets", "other", "pluginassemblies",
    "pluginpackages", "processes", "relationships", "reports", "ribboncustomization", "roles", "routingrules",
    "publishers", "sdkmessageprocessingsteps", "serviceendpoints", "sitemaps", "slas", "solutions", "templates",
    "webresources", "workflows",
})
"""Folders of an unpacked solution; others beside them in a repository are not its own."""
_ORDINARY = frozenset({"dashboards", "formulas", "other", "reports", "roles", "templates"})
"""Those whose names a repository uses for other things as well: only descriptions of components are taken there."""
_DESCRIPTIONS = frozenset({".xml", ".yml", ".yaml"})
_OF_FLOWS = frozenset({"modernflows", "processes", "workflows"})
_FILES = frozenset({MANIFEST, CUSTOMIZATIONS, "[content_types].xml", "importconfig.xml", "solutionpackage.xml"})


class Manifest(NamedTuple):
    """What a solution says of itself."""

    unique_name: str
    name: str
    version: str
    publisher: str
    managed: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """A solution on the desk: its manifest and its components wherever the layout keeps them."""

    artefact: Artefact
    manifest: Manifest
    parts: Components


class Solutions:
    """The reader of Dataverse solutions."""

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """Find every manifest, and customizations without one, and take what belongs to each; inner ones first."""
        mains = {_root_of(entry): entry for entry in files.named(CUSTOMIZATIONS) if _is_solution(entry, desk)}
        for name in (MANIFEST_OF_GIT, MANIFEST):
            mains |= {_root_of(entry): entry for entry in files.named(name) if _is_solution(entry, desk)}
        artefacts = []
        for root in sorted(mains, key=lambda folder: (-len(folder), folder)):
            main = mains[root]
            in_archive = _is_in_archive_root(main, root)
            own = [entry for entry in files.under(root) if in_archive or _is_own(entry, root, desk)]
            artefacts.append(Artefact(ArtefactKind.SOLUTION, main, files.claim(own), root))
        return sorted(artefacts, key=lambda artefact: artefact.main.path)

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Connectors, environment variables, connection references, names of workflows."""
        parts = Components(artefact.entries, desk)
        survey_workflows(parts, desk)
        survey_variables(parts, desk)
        survey_tables(parts, desk)
        survey_references(parts, desk)
        survey_connectors(parts, desk)
        for survey in SURVEYS:
            survey(parts, desk)

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Flows, connectors and every other part."""
        solution = Solution(artefact, manifest_of(artefact, desk), Components(artefact.entries, desk))
        name = solution.manifest.unique_name or solution.manifest.name or artefact.main.shown_name
        desk.notebook.artefact(ReadArtefact(artefact.main.path, ArtefactKind.SOLUTION, name))
        desk.notebook.system(dataverse_environment((evidence(artefact.main),)))
        read_flows(solution.parts, desk)
        read_connectors(solution.parts, desk)
        remark_unused(solution.parts, desk)
        for read in PART_READERS:
            read(solution.parts, desk)


def _root_of(entry: Entry) -> Folder:
    """The folder of a solution: above `Other` where it is unpacked, above `solutions/<name>` where it is in YAML."""
    folder = entry.folder
    if entry.name == MANIFEST_OF_GIT and folder[-2:-1] == ("solutions",):
        return folder[:-2]
    return folder[:-1] if folder and folder[-1] == "other" else folder


def _is_in_archive_root(main: Entry, root: Folder) -> bool:
    """Whether the solution fills an archive, in which everything is its own."""
    return main.folder == root and INSIDE in main.path and "/" not in main.path.rsplit(INSIDE, 1)[1]


def _is_own(entry: Entry, root: Folder, desk: Desk) -> bool:
    """Whether a file beside a manifest belongs to the solution, and not to a repository that has more than it."""
    below = entry.parts[len(root):]
    if len(below) == 1:
        return below[0] in _FILES
    if below[0] in _ORDINARY:
        return entry.suffix in _DESCRIPTIONS
    if below[0] in _OF_FLOWS and entry.suffix == ".json" and not id_in_name(entry):
        # Logic apps are kept in folders of that name, too; flows of a solution have their id in the name.
        return is_flow_file(entry, desk)
    return below[0] in _FOLDERS


def _is_solution(entry: Entry, desk: Desk) -> bool:
    try:
        root = desk.peek_xml(entry)
    except ReadingError:
        # A broken one in the place where only solutions have one: claimed, so that its flows are still its own.
        return entry.folder[-1:] == ("other",)
    return root.tag.lower() == _ROOT


def manifest_of(artefact: Artefact, desk: Desk) -> Manifest:
    """The manifest of a solution; empty texts where it has none."""
    entry = next((one for one in artefact.entries if one.name in {MANIFEST, MANIFEST_OF_GIT}), None)
    root = desk.xml(entry) if entry is not None else None
    found = child(root, "SolutionManifest") if root is not None else None
    if found is None:
        return Manifest("", "", "", "", False)
    label = next((one.attrib.get("description", "") for one in children(found, "LocalizedNames")), "")
    return Manifest(cleaned(text_at(found, "UniqueName")), cleaned(label), cleaned(text_at(found, "Version")),
                    cleaned(text_at(found, "Publisher", "UniqueName")), flag(text_at(found, "Managed")) is True)
