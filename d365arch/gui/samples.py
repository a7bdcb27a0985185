"""The landscapes that come with the product: where they are, installed or in a checkout, and what they are called."""

from __future__ import annotations

import importlib.resources
import re
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

_FOLDER = "samples"
_NAME = re.compile(r"^name:\s*(.+?)\s*$", re.MULTILINE)
_ABOUT = re.compile(r"^description:\s*(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sample:
    """A landscape that comes with the product."""

    file: str
    name: str
    about: str
    path: Path


def samples_folder() -> Path | None:
    """The folder of the samples: within the installed resources, else beside the package in a checkout."""
    installed = importlib.resources.files("d365arch.resources") / _FOLDER
    beside = Path(importlib.resources.files("d365arch.resources").joinpath("..")).resolve() / _FOLDER  # type: ignore[arg-type]
    for folder in (installed, beside):
        if folder.is_dir() and isinstance(folder, Path):
            return folder
    return None


def samples() -> list[Sample]:
    """All samples, those of `northwind` first, else by file name."""
    folder = samples_folder()
    found = [_sample(path) for path in folder.iterdir() if path.suffix == ".yaml"] if folder else []
    return sorted(found, key=lambda sample: (not sample.file.startswith("northwind"), sample.file))


def _sample(path: Path | Traversable) -> Sample:
    # Title and description are read without parsing the whole file: the start page has to be there at once.
    head = path.read_text(encoding="utf-8")[:2000]
    name, about = _NAME.search(head), _ABOUT.search(head)
    title = _unquoted(name[1]) if name else path.name.removesuffix(".yaml")
    return Sample(path.name, title, _unquoted(about[1]) if about else "", Path(str(path)))


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
