"""One file to read, wherever it is, and the list of all files of a run against its limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from d365arch.discovery.limits import Limits
from d365arch.discovery.open_archives import Archives
from d365arch.discovery.records import NotRead
from d365arch.model.progress import Progress

INSIDE = "!"
"""Stands between an archive and the name of its entry: `package.zip!Workflows/flow.json`."""

ARCHIVES = frozenset({".zip", ".axpp", ".axmodel"})
"""Endings of zip archives that are opened. Documents that are zips too (.xlsx, .msapp) are for their readers."""


LEFT_OUT = "this and what follows was left out"
"""How the reason begins where a run has more files than its limit."""


class ReadingError(Exception):
    """One file cannot be read; the sentence says why and never holds anything of its content."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, on disk or inside an archive."""

    path: str
    """For people: the path as given, with `!` before the name inside an archive. Separators are `/`."""
    parts: tuple[str, ...]
    """Names from the root of the tree in small letters, archives counting as folders: what readers compare."""
    size: int
    """Bytes, as the directory says; what is read is counted again."""
    load: Callable[[], bytes] = field(compare=False, repr=False)
    """Reads the bytes; raises `ReadingError`."""

    @property
    def name(self) -> str:
        """The name without folders, in small letters."""
        return self.parts[-1]

    @property
    def suffix(self) -> str:
        """The last ending in small letters, such as `.json`."""
        return PurePosixPath(self.parts[-1]).suffix

    @property
    def folder(self) -> tuple[str, ...]:
        """Where it stands, in small letters."""
        return self.parts[:-1]

    @property
    def shown_name(self) -> str:
        """The name without folders, as it is written."""
        return self.path.replace(INSIDE, "/").rsplit("/", 1)[-1]


@dataclass(slots=True)
class Listing:
    """What was listed so far, against the limits of the run."""

    limits: Limits
    tell: Progress | None = None
    archives: Archives = field(default_factory=Archives)
    entries: list[Entry] = field(default_factory=list)
    refused: list[NotRead] = field(default_factory=list)
    _unpacked: int = 0
    _counted: set[str] = field(default_factory=set)
    _full: bool = False

    def refuse(self, path: str, reason: str) -> None:
        """Say that something is not read."""
        self.refused.append(NotRead(path, reason))

    def add(self, entry: Entry) -> None:
        """List a file, unless there are too many."""
        if len(self.entries) < self.limits.files:
            self.entries.append(entry)
        elif not self._full:
            self._full = True
            self.refuse(entry.path, f"{LEFT_OUT}, since there are more than "
                                    f"{self.limits.files:,} files; name fewer folders, or raise the limit files.")

    def took(self, path: str, size: int) -> None:
        """Count what an entry of an archive holds, once; raises `ReadingError` where the run has unpacked too much."""
        if path in self._counted:
            return
        self._counted.add(path)
        self._unpacked += size
        if self._unpacked > self.limits.total_bytes:
            raise ReadingError(f"the archives hold more than {self.limits.total_mb:,} MB together, so it was left out; "
                               "read fewer at a time, or raise the limit total_mb.")


def too_large(limits: Limits) -> str:
    """The sentence for a file, or an unpacked entry, beyond the limit."""
    return f"larger than {limits.file_mb:,} MB; raise the limit file_mb to read it."
