"""The frame of SARIF 2.1.0 logs: tool, addresses of files, regions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from d365arch import __version__
from d365arch.errors import Place

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "ROOT"


def run_of(rules: Sequence[Mapping[str, Any]], uris: Iterable[str], results: Sequence[Mapping[str, Any]],
           **more: Any) -> dict[str, Any]:
    """One run of this tool over the files of these URIs."""
    return {
        "tool": {"driver": {"name": "d365arch", "version": __version__, "semanticVersion": _semantic(__version__),
                            "rules": list(rules)}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "artifacts": [{"location": {"uri": uri, "uriBaseId": ROOT}, "sourceLanguage": "yaml"}
                      for uri in dict.fromkeys(uris)],
        "results": list(results), **more,
    }


def log_text(run: Mapping[str, Any]) -> str:
    """The text of a log with one run, with a line end."""
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def physical(place: Place, uri: str, index: int) -> dict[str, Any]:
    """Where something stands in a file of the run."""
    return {"artifactLocation": {"uri": uri, "uriBaseId": ROOT, "index": index},
            "region": {"startLine": place.line, "startColumn": place.column}}


def uri_of(file: PurePath) -> str:
    """The relative URI of a file; absolute paths and paths out of the folder say no more than the name."""
    inside = not file.is_absolute() and ".." not in file.parts
    return quote(file.as_posix() if inside else file.name)


def _semantic(version: str) -> str:
    """The first three numbers of a version, as semantic versioning has them."""
    numbers = [part for part in version.partition("+")[0].split(".") if part.isdigit()][:3]
    return ".".join([*numbers, "0", "0"][:3])
