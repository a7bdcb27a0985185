"""The errors a person can meet: each is a sentence that names the thing, the place and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


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
