"""Pages that are no landscapes: the steps of a process, with decisions, a start and an end; the parts of a program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from d365arch.discovery.drawings.boxes import Box
from d365arch.discovery.drawings.cells import Cell
from d365arch.discovery.drawings.words import shape_words, without_step
from d365arch.discovery.names import type_of_name

_SIGNS = re.compile(r"[^a-z0-9]")
_NUMBERED = re.compile(r"(?:step |schritt )?\d{1,2}[.):] ?[^\W\d]", re.IGNORECASE)
_MANY_STEPS = 3
_CODE = re.compile(
    r"^(?:/[\w*.-]|--?[a-z]{2})|\w\([^()]{0,60}\)|\w\.(?:py|tsx?|jsx?|cs|java|go|rs|rb|php|sh|md|json|ya?ml)\b"
    r"|\b_?[a-z]+_[a-z_]+\b")
_MUCH_CODE = 5


def shows_steps(cells: dict[str, Cell], boxes: Iterable[Box]) -> bool:
    """Whether a page is a flowchart: arrows pass decisions, or a start and an end, and few boxes are known systems.

    A landscape may have a decision in it, so that boxes whose names or icons tell a kind of system speak against it.
    """
    joined = [box for box in boxes if box.connected]
    ends = {end for cell in cells.values() if cell.is_edge for end in (cell.source, cell.target) if end}
    marks = sum(_is_mark(cell) for id_ in ends if (cell := cells.get(id_)) is not None)
    numbered = sum(_NUMBERED.match(box.label.name) is not None for box in joined)
    words = {box.label.name.strip(" .!").casefold() for box in joined} & set(shape_words()["terminators"])
    if not marks and len(words) < 2 and numbered < _MANY_STEPS:
        return False
    return _few_known(joined)


def shows_code(boxes: Iterable[Box]) -> bool:
    """Whether many boxes of a page are called as files, functions, options or paths, and few as systems."""
    names = list(boxes)
    code = sum(_CODE.search(box.label.name) is not None for box in names)
    return code >= _MUCH_CODE and 5 * code >= len(names) and _few_known(names)


def _few_known(boxes: Sequence[Box]) -> bool:
    return 2 * sum(box.type is not None or type_of_name(without_step(box.label.name)) is not None
                   for box in boxes) < len(boxes)


def _is_mark(cell: Cell) -> bool:
    """A decision, a terminator, an event or task of BPMN."""
    shape = _SIGNS.sub("", cell.shape.lower())
    return "rhombus" in cell.style or shape.startswith(tuple(shape_words()["steps"]))
