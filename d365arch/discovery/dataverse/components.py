"""Components of a solution wherever its layout keeps them: all in customizations.xml, or one file each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.tree import Entry
from d365arch.discovery.xml_elements import child, text_at
from d365arch.discovery.xml_places import XmlPlaces
from d365arch.discovery.yaml_root import YAML
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence

_WANTED = frozenset({
    "serviceendpoint", "sdkmessageprocessingstep", "customapi", "catalog", "catalogassignment", "entity",
    "entitydatasource", "canvasapp", "workflow", "msdyn_dualwriteentitymap",
    "connectionreference", "required",
    "connector", "environmentvariabledefinition",
})
"""Elements that stand for a component, in small letters."""

_WHOLE = frozenset({"customizations.xml", "solution.xml", "solution.yml", "missingdependencies.yml"})
_FOLDERS = frozenset({
    "serviceendpoints", "sdkmessageprocessingsteps", "customapis", "catalogs", "catalogassignments",
    "entitydatasources", "canvasapps", "workflows", "modernflows", "msdyn_dualwriteentitymaps",
    "connectionreferences", "connectors", "connector", "environmentvariabledefinitions",
})
"""Folders with one file per component; tables are `entities/<name>/entity.xml`."""
_TABLE = frozenset({"entity.xml", "entity.yml", "entity.yaml"})
_PARAMETERS = frozenset({"customapirequestparameters", "customapiresponseproperties"})


class Component(NamedTuple):
    """One component: the element that describes it, and the file it stands in."""

    entry: Entry
    element: Element
    places: XmlPlaces

    @property
    def id(self) -> str:
        """The id or unique name that its attributes give, without braces, in small letters."""
        tag = self.element.tag.lower()
        for key, value in self.element.attrib.items():
            if key.lower() in {f"{tag}id", "uniquename", f"{tag}logicalname", "id"}:
                return plain_id(value)
        return plain_id(self.text(f"{tag}id"))

    def attribute(self, name: str) -> str:
        """An attribute, in whatever case it is written; empty where it is not there."""
        wanted = name.lower()
        return next((value.strip() for key, value in self.element.attrib.items() if key.lower() == wanted), "")

    def child(self, name: str) -> Element | None:
        """The first child of that name, in whatever case it is written."""
        return child(self.element, name)

    def text(self, name: str) -> str:
        """The text of the first child of that name; empty where there is none."""
        return text_at(self.element, name)

    def value(self, name: str) -> str:
        """The child's text, else the attribute: exports write the one, tools for unpacking sometimes the other."""
        return self.text(name) or self.attribute(name)

    def place(self, child: str = "") -> str:
        """The XPath of the component, or of one of its children."""
        below = self.child(child) if child else None
        return self.places.of(self.element if below is None else below)

    def evidence(self, child: str = "", confidence: Confidence = Confidence.CERTAIN) -> Evidence:
        """Evidence that points to the component, or to one of its children."""
        return evidence(self.entry, self.place(child), confidence)


class Components:
    """The components of one solution, by the element that describes them."""

    def __init__(self, entries: Iterable[Entry], desk: Desk) -> None:
        self.entries = tuple(entries)
        self._found: dict[str, list[Component]] = defaultdict(list)
        for entry in self.entries:
            if _is_described(entry) and (root := desk.xml(entry)) is not None:
                self._take(entry, root)

    def _take(self, entry: Entry, root: Element) -> None:
        places = XmlPlaces(root)
        for element in _outer(root):
            self._found[element.tag.lower()].append(Component(entry, element, places))

    def of(self, *tags: str) -> list[Component]:
        """The components described by elements of these names (small letters), in the order of the files."""
        return [component for tag in tags for component in self._found.get(tag, ())]

    def within(self, folder: str) -> list[Entry]:
        """Files anywhere below a folder of that name (small letters)."""
        return [entry for entry in self.entries if folder in entry.folder]


def _is_described(entry: Entry) -> bool:
    if entry.suffix != ".xml" and entry.suffix not in YAML:
        return False
    if entry.name in _WHOLE or entry.name in _TABLE:
        return True
    return not _FOLDERS.isdisjoint(entry.folder) and _PARAMETERS.isdisjoint(entry.folder)


def _outer(root: Element) -> Iterator[Element]:
    """The wanted elements in the order of the document.

    What stands inside a component is a part of it: `entity` in `Entity`, a reference to a `customapi` in a
    `catalogassignment`.
    """
    stack = [root]
    while stack:
        element = stack.pop()
        if element.tag.lower() in _WANTED:
            yield element
        else:
            stack.extend(reversed(element))


def plain_id(text: str) -> str:
    """An id without braces and spaces in small letters, as references to it are compared."""
    return text.strip().strip("{}").strip().lower()


def number(text: str) -> int | None:
    """A whole number of a few digits, as codes of Dataverse are; None for anything else."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
