"""The errors a person can meet: each is a sentence that names the thing, the place and the way out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\u200a\u2010-\u2027\u202f-\u205f\u2070-\ud7ff\ue000-\ufefe\uff00-\ufffd"
                          r"\U00010000-\U0010ffff]")
"""Control characters, and characters without width or that turn the direction of what follows."""


def printable(text: str | Path, limit: int = 60) -> str:
    """A text from outside for a sentence: what cannot be seen is escaped, what is longer than `limit` is cut."""
    whole = str(text)
    shown = whole if len(whole) <= limit else whole[: limit - 3] + "..."
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), shown)


def printable_path(path: str | Path) -> str:
    """The name of a file for a sentence."""
    return printable(path, 200)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a text file; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class D365ArchError(Exception):
    """Base of every error that is told to a person as one sentence.

    `place` is where the cause stands in a file, if it stands in one.
    """

    def __init__(self, sentence: str, place: Place | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.place = place

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" if self.place else self.sentence


class FileError(D365ArchError):
    """A file cannot be read or written; the sentence says which and what to do."""

    def __init__(self, sentence: str, path: Path | str | None = None, place: Place | None = None) -> None:
        super().__init__(sentence, place)
        self.path = path


class FileChangedError(FileError):
    """The file on disk is no longer the one that was read, so it was not overwritten."""


class EditError(D365ArchError):
    """An edit is not allowed on this workspace; nothing was changed."""


class CatalogError(D365ArchError):
    """A catalog file or pack breaks its own rules."""


class LayoutError(D365ArchError):
    """A layout engine is missing, failed or took too long."""


class ExportError(D365ArchError):
    """A picture or report cannot be made."""


class AnalysisError(D365ArchError):
    """A landscape cannot be analyzed, for example because an integration names a system that is not there."""
