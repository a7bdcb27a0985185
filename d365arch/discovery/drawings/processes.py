"""Pages that show the steps of a process instead of systems: flowcharts have decisions, a start and an end."""

from __future__ import annotations

import re
from collections.abc import Iterable

from d365arch.discovery.drawings.boxes import Box
from d365arch.discovery.drawings.cells import Cell
from d365arch.discovery.drawings.words import shape_words
from d365arch.discovery.names import type_of_name

_SIGNS = re.compile(r"[^a-z0-9]")


def shows_steps(cells: dict[str, Cell], boxes: Iterable[Box]) -> bool:
    """Whether a page is a flowchart: arrows pass decisions, or a start and an end, and few boxes are known systems.

    A landscape may have a decision in it, so that boxes whose names or icons tell a kind of system speak against it.
    """
    joined = [box for box in boxes if box.connected]
    ends = {end for cell in cells.values() if cell.is_edge for end in (cell.source, cell.target) if end}
    marks = sum(_is_mark(cell) for id_ in ends if (cell := cells.get(id_)) is not None)
    words = {box.label.name.strip(" .!").casefold() for box in joined} & set(shape_words()["terminators"])
    if not marks and len(words) < 2:
        return False
    known = sum(box.type is not None or type_of_name(box.label.name) is not None for box in joined)
    return 2 * known < len(joined)


def _is_mark(cell: Cell) -> bool:
    """A decision, a terminator, an event or task of BPMN."""
    shape = _SIGNS.sub("", cell.shape.lower())
    return "rhombus" in cell.style or shape.startswith(tuple(shape_words()["steps"]))
