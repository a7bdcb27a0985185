"""What the tests of solution parts share: a reader that takes all files as one solution, and small XML around parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from d365arch.discovery.artefacts import Artefact, Files
from d365arch.discovery.dataverse.components import Components
from d365arch.discovery.dataverse.connection_references import survey_references
from d365arch.discovery.dataverse.connectors import survey_connectors
from d365arch.discovery.dataverse.parts import PART_READERS, SURVEYS
from d365arch.discovery.desk import Desk
from d365arch.discovery.pipeline import discover
from d365arch.discovery.records import ArtefactKind, Discovery

Parts = Callable[[Mapping[str, Any]], Discovery]


class OneSolution:
    """Everything is one solution, whatever it is called."""

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        entries = files.claim(files)
        return [Artefact(ArtefactKind.SOLUTION, entries[0], entries)] if entries else []

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        parts = Components(artefact.entries, desk)
        survey_references(parts, desk)
        survey_connectors(parts, desk)
        for survey in SURVEYS:
            survey(parts, desk)

    def read(self, artefact: Artefact, desk: Desk) -> None:
        parts = Components(artefact.entries, desk)
        for read in PART_READERS:
            read(parts, desk)


@pytest.fixture(scope="session")
def parts_at() -> Callable[[Path], Discovery]:
    """What the readers of parts find below a folder."""
    return lambda path: discover([path], readers=[OneSolution()])


@pytest.fixture
def parts(write: Callable[[Mapping[str, Any]], Path], parts_at: Callable[[Path], Discovery]) -> Parts:
    """Writes files and reads them as the parts of one solution."""
    return lambda files: parts_at(write(files))


@pytest.fixture
def customized(parts: Parts) -> Callable[[str], Discovery]:
    """Reads a customizations.xml with the given content."""
    return lambda content: parts({"customizations.xml": f"<ImportExportXml>{content}</ImportExportXml>"})
