"""What a reader works with: files loaded safely and looked through for secrets, the notebook, what others defined."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, TypeVar
from xml.etree.ElementTree import Element

from d365arch.discovery.limits import Limits
from d365arch.discovery.notebook import Notebook
from d365arch.discovery.secret_places import in_lines, in_xml
from d365arch.discovery.secrets import Seen, can_hold_secrets, in_json
from d365arch.discovery.text import json_of, text_of, xml_of
from d365arch.discovery.tree import Entry, ReadingError
from d365arch.discovery.yaml_root import YAML, yaml_of
from d365arch.errors import printable
from d365arch.model.integration import Evidence
from d365arch.model.progress import Progress
from d365arch.model.vocabulary import Confidence

Definition = TypeVar("Definition")

_LOOKED_THROUGH = frozenset({".json", ".xml", ".config", ".bicepparam", ".yaml", ".yml", ".env", ".ps1", ".txt"})
"""Endings of files beside what is read in which people leave secrets."""
_KEPT_BYTES = 32_000_000
"""Documents read to see what they are stay in memory up to this size together, so that none is read twice."""


class Desk:
    """One run of a discovery, as its readers see it."""

    def __init__(self, limits: Limits, notebook: Notebook, tell: Progress | None = None) -> None:
        self.limits = limits
        self.notebook = notebook
        self._tell = tell
        self._share = 0.0
        self._definitions: dict[type[Any], dict[str, Any]] = {}
        self._kept: OrderedDict[str, tuple[int, Any]] = OrderedDict()
        self._kept_bytes = 0
        self._large: tuple[str, Any] | None = None
        self._looked_through: set[str] = set()

    # Loading

    def json(self, entry: Entry) -> Any:
        """The value of a JSON file, None where it cannot be read; then the notebook says why."""
        try:
            return self.peek_json(entry)
        except ReadingError as error:
            self.notebook.not_read(entry.path, error.sentence)
            return None

    def json_object(self, entry: Entry) -> dict[str, Any] | None:
        """The object of a JSON file, None where it cannot be read or is something else; then the notebook says why."""
        value = self.json(entry)
        if value is not None and not isinstance(value, dict):
            self.notebook.not_read(entry.path, "JSON whose top level is no object, which this kind of file must have.")
            return None
        return value

    def xml(self, entry: Entry) -> Element | None:
        """The root of an XML file, None where it cannot be read; then the notebook says why."""
        try:
            return self.peek_xml(entry)
        except ReadingError as error:
            self.notebook.not_read(entry.path, error.sentence)
            return None

    def text(self, entry: Entry) -> str | None:
        """The text of a file, None where it cannot be read; then the notebook says why."""
        try:
            return self.peek_text(entry)
        except ReadingError as error:
            self.notebook.not_read(entry.path, error.sentence)
            return None

    def peek_json(self, entry: Entry) -> Any:
        """As `json`, but raises `ReadingError`: for looking what a file is."""
        kept = self._kept_of(entry)
        if kept is not None:
            return kept[0]
        text = text_of(entry.load())
        value = json_of(text, self.limits)
        if self._is_first(entry) and can_hold_secrets(text):
            self.note_secrets(entry.path, in_json(value))
        self._keep(entry, len(text), value)
        return value

    def peek_xml(self, entry: Entry) -> Element:
        """As `xml`, but raises `ReadingError`: for looking what a file is. Of YAML it gives the same elements."""
        kept = self._kept_of(entry)
        if kept is not None:
            return kept[0]  # type: ignore[no-any-return]
        data = entry.load()
        root = yaml_of(data, self.limits) if entry.suffix in YAML else xml_of(data, self.limits)
        if self._is_first(entry) and can_hold_secrets(text_of(data)):
            self.note_secrets(entry.path, in_xml(root))
        self._keep(entry, len(data), root)
        return root

    def peek_text(self, entry: Entry) -> str:
        """As `text`, but raises `ReadingError`."""
        text = text_of(entry.load())
        if self._is_first(entry) and can_hold_secrets(text):
            self.note_secrets(entry.path, self._in_text(entry, text))
        return text

    def _in_text(self, entry: Entry, text: str) -> Iterable[Seen]:
        """Secrets in a text that may be a document all the same: in a document, their places are told better."""
        with suppress(ReadingError):
            if entry.suffix == ".json":
                return in_json(json_of(text, self.limits))
            if entry.suffix == ".xml":
                return in_xml(xml_of(text.encode(), self.limits))
        return in_lines(text, quoted=entry.suffix in {".bicep", ".bicepparam"})

    def look_through(self, entry: Entry) -> None:
        """Look for secrets in a file that belongs to an artefact and that no reader needed; tells nothing else."""
        if entry.path in self._looked_through or entry.suffix not in _LOOKED_THROUGH:
            return
        try:
            if can_hold_secrets(text_of(entry.load())):
                _ = self.peek_json(entry) if entry.suffix == ".json" else \
                    self.peek_xml(entry) if entry.suffix in {".xml", ".config"} else self.peek_text(entry)
        except ReadingError:
            return

    def _is_first(self, entry: Entry) -> bool:
        if entry.path in self._looked_through:
            return False
        self._looked_through.add(entry.path)
        return True

    def _kept_of(self, entry: Entry) -> tuple[Any] | None:
        """The document of an entry that is still here; of large ones only one is, so that two are never in memory."""
        if self._large is not None and self._large[0] == entry.path:
            return (self._large[1],)
        if 8 * entry.size > _KEPT_BYTES:
            self._large = None
        kept = self._kept.get(entry.path)
        if kept is None:
            return None
        self._kept.move_to_end(entry.path)
        return (kept[1],)

    def _keep(self, entry: Entry, size: int, value: Any) -> None:
        if 8 * size > _KEPT_BYTES:
            self._large = entry.path, value
            return
        self._kept[entry.path] = (size, value)
        self._kept_bytes += size
        while self._kept_bytes > _KEPT_BYTES // 8:
            _, (gone, _) = self._kept.popitem(last=False)
            self._kept_bytes -= gone

    def note_secrets(self, file: str, seen: Iterable[Seen]) -> None:
        """Note secrets found in a part that the desk cannot see by itself, such as JSON inside an XML element."""
        for one in seen:
            self.notebook.secret(file, one)

    # What artefacts define for each other

    def define(self, key: str, definition: object) -> None:
        """Keep a definition for the readers of this run, such as a custom connector or an environment variable.

        Of two definitions with one key the first is kept. Keys are compared without regard to case.
        """
        self._definitions.setdefault(type(definition), {}).setdefault(key.lower(), definition)

    def defined(self, kind: type[Definition], key: str) -> Definition | None:
        """The definition of that kind and key, where some artefact of this run gave one."""
        return self._definitions.get(kind, {}).get(key.lower())

    def all_defined(self, kind: type[Definition]) -> dict[str, Definition]:
        """Every definition of a kind by its key in small letters, in the order they were given."""
        return dict(self._definitions.get(kind, {}))

    # Progress

    def at(self, share: float) -> None:
        """Say how far the run is; used by the pipeline."""
        self._share = share

    def tell(self, what: str) -> None:
        """Tell what is being read, and learn whether the person still wants it; raises `CancelledError` where not."""
        if self._tell is not None:
            self._tell(self._share, printable(what, 120))


def evidence(entry: Entry | str, place: str = "", confidence: Confidence = Confidence.CERTAIN) -> Evidence:
    """One piece of evidence: the file, and the XPath or JSON pointer in it."""
    return Evidence(file=entry if isinstance(entry, str) else entry.path, place=place or None, confidence=confidence)
