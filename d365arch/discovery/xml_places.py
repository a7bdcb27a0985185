"""Where an element stands in an XML document, as the XPath a person can look up."""

from __future__ import annotations

from functools import cached_property
from xml.etree.ElementTree import Element


class XmlPlaces:
    """The places of all elements of one document; names are without namespaces, as read."""

    def __init__(self, root: Element) -> None:
        self._root = root

    @cached_property
    def _parents(self) -> dict[Element, tuple[Element, int, int]]:
        """Each element's parent, its number among the siblings of its name, and how many of these there are."""
        found: dict[Element, tuple[Element, int, int]] = {}
        for parent in self._root.iter():
            counts: dict[str, int] = {}
            for child in parent:
                counts[child.tag] = counts.get(child.tag, 0) + 1
            numbers: dict[str, int] = {}
            for child in parent:
                numbers[child.tag] = numbers.get(child.tag, 0) + 1
                found[child] = (parent, numbers[child.tag], counts[child.tag])
        return found

    def of(self, element: Element, attribute: str | None = None) -> str:
        """`/ImportExportXml/Workflows/Workflow[3]/@Name`; numbers count from 1 and stand where there are several."""
        steps: list[str] = [] if attribute is None else [f"@{attribute}"]
        here: Element = element
        while here is not self._root and here in self._parents:
            parent, number, count = self._parents[here]
            steps.append(f"{here.tag}[{number}]" if count > 1 else here.tag)
            here = parent
        steps.append(self._root.tag)
        return "/" + "/".join(reversed(steps))
