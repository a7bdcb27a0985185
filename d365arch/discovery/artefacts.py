"""Files as readers look for them, the artefacts they claim, and the contract of a reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from d365arch.discovery.desk import Desk
from d365arch.discovery.records import ArtefactKind
from d365arch.discovery.tree import Entry

Folder = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Artefact:
    """Files that belong together and are read together: a solution, a template, one list."""

    kind: ArtefactKind
    main: Entry
    """The file that tells what it is; evidence of the whole points there."""
    entries: tuple[Entry, ...] = ()
    """All its files, the main one among them."""
    folder: Folder = ()
    """Where its files begin, in small letters."""
    about: Any = field(default=None, compare=False)
    """What the reader wants to remember from claiming to reading. Not the content of files: that may be large."""


class Files:
    """All files of a run and which of them no reader has claimed yet."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._free: dict[str, Entry] = {entry.path: entry for entry in entries}
        self._named: dict[str, list[Entry]] = defaultdict(list)
        self._in: dict[Folder, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._named[entry.name].append(entry)
            self._in[entry.folder].append(entry)

    def __iter__(self) -> Iterator[Entry]:
        """The files nobody claimed, in their stable order."""
        return iter(tuple(self._free.values()))

    def named(self, *names: str) -> list[Entry]:
        """Unclaimed files of these names (small letters), anywhere."""
        return [entry for name in names for entry in self._named.get(name, ()) if entry.path in self._free]

    def ending(self, *endings: str) -> list[Entry]:
        """Unclaimed files with these endings (small letters), anywhere, in their stable order."""
        return [entry for entry in self._free.values() if entry.name.endswith(endings)]

    def within(self, folder: Folder) -> list[Entry]:
        """Unclaimed files directly in a folder."""
        return [entry for entry in self._in.get(folder, ()) if entry.path in self._free]

    def under(self, folder: Folder) -> list[Entry]:
        """Unclaimed files in a folder or any folder below it."""
        depth = len(folder)
        return [entry for entry in self._free.values() if entry.parts[:depth] == folder and len(entry.parts) > depth]

    def where(self, wanted: Callable[[Entry], bool]) -> list[Entry]:
        """Unclaimed files that are wanted."""
        return [entry for entry in self._free.values() if wanted(entry)]

    def claim(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Take files, so that no later reader sees them."""
        return tuple(entry for entry in entries if self._free.pop(entry.path, None) is not None)


class Reader(Protocol):
    """Reads one family of artefacts. A reader keeps nothing between runs; what it learns goes to the desk."""

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """Take the files that are this reader's, by structure, not by name alone."""

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Give the desk what other artefacts may refer to: connectors, variables, connections. Notes nothing else."""

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Note systems, endpoints, integrations, remarks. Every artefact of the run was surveyed before."""
