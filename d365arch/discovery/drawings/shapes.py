"""What a shape is by its style: a box, a text, a container, a mere decoration; and what kind of system it hints at."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import cache

from d365arch.discovery.drawings.cells import Cell
from d365arch.discovery.drawings.words import shape_words
from d365arch.discovery.records import ZoneHint
from d365arch.model.vocabulary import Hosting, ZoneKind

_SIGNS = re.compile(r"[^a-z0-9]")
_LAST = re.compile(r"[^/\\,]{1,200}$")


class Role(Enum):
    """What a cell is on the drawing."""

    BOX = auto()
    TEXT = auto()
    CONTAINER = auto()
    NOTHING = auto()
    """A note, a bracket, a line: explains or adorns."""


def role_of(cell: Cell) -> Role:
    """What a vertex is by its own style, whatever it holds."""
    style = cell.style
    if "edgelabel" in style or "line" in style:
        return Role.NOTHING
    shape = _plain(cell.shape)
    if "rhombus" in style or shape.startswith((*_beginnings("annotations"), *_beginnings("decorations"))):
        return Role.NOTHING
    if "text" in style:
        return Role.TEXT
    if "swimlane" in style or "group" in style or style.get("container") == "1" or shape in {"table", "swimlane"}:
        return Role.CONTAINER
    if not shape and "image" not in style and style.get("strokecolor") == "none" and style.get("fillcolor") == "none":
        return Role.TEXT
    return Role.BOX


def is_picture(cell: Cell) -> bool:
    """Whether a cell is an icon, which often has its name in a text below it."""
    return "image" in cell.style or cell.shape in {"image", "stencil"} or cell.shape.startswith("mxgraph.")


def type_of_shape(cell: Cell) -> str | None:
    """The catalog type that the shape or its picture hints at."""
    names = [cell.shape, next((key for key in cell.style if key in {"ellipse", "actor", "umlactor", "cylinder"}), "")]
    icon = cell.style.get("image", "")
    if not icon.startswith("data:"):
        last = _LAST.search(icon[-300:])
        names.append(last[0] if last else "")
    names.extend(cell.style.get(key, "") for key in ("resicon", "gricon", "prtype"))
    words = " ".join(_plain(name) for name in names if name)
    if not words:
        return None
    return next((type_ for piece, type_ in _kinds() if piece in words), None)


def is_legend(name: str) -> bool:
    """Whether a label says that the box explains the drawing."""
    return name.strip().rstrip(":").casefold() in shape_words()["legends"]


def zone_of(name: str) -> ZoneHint | None:
    """The boundary that a container with this label draws."""
    if not name:
        return None
    kind = next((ZoneKind(kind) for kind, words in shape_words()["zones"].items() if _says(name, tuple(words))),
                ZoneKind.GROUP)
    return ZoneHint(kind, name)


def hosting_of(name: str) -> Hosting | None:
    """Where the systems in a container run, where its label says so."""
    return Hosting.ON_PREMISES if _says(name, tuple(shape_words()["on_premises"])) else None


@cache
def _beginnings(what: str) -> tuple[str, ...]:
    return tuple(shape_words()[what])


@cache
def _kinds() -> tuple[tuple[str, str], ...]:
    return tuple((str(piece), str(type_)) for piece, type_ in shape_words()["kinds"])


def _says(name: str, words: tuple[str, ...]) -> bool:
    text = f" {re.sub(r'[^a-z0-9äöüß-]+', ' ', name.casefold())} "
    return any(f" {word} " in text for word in words)


def _plain(name: str) -> str:
    return _SIGNS.sub("", name.lower())
