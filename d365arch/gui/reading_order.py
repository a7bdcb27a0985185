"""The order in which a person reads the systems of a drawing."""

from __future__ import annotations

import math

from d365arch.scene.build import Drawing
from d365arch.scene.parts import Element


def reading_order(drawing: Drawing | None) -> list[str]:
    """The drawn systems by column, then from top to bottom."""
    if drawing is None:
        return []
    return [key for key in _by_column(drawing) if drawing.looks.boxes[key].kind == "system"]


def boxes_in_order(drawing: Drawing | None) -> list[Element]:
    """All boxes in that order: systems, and the zones that are folded."""
    if drawing is None:
        return []
    return [Element(kind=drawing.looks.boxes[key].kind, id=key.removeprefix("zone.")) for key in _by_column(drawing)]


def _by_column(drawing: Drawing) -> list[str]:
    boxes = {key: rect for key, rect in drawing.placement.boxes.items() if key in drawing.looks.boxes}
    columns: list[list[str]] = []
    right = -math.inf
    for system in sorted(boxes, key=lambda s: (boxes[s].x, boxes[s].y, s)):
        if boxes[system].x >= right or not columns:
            columns.append([])
            right = boxes[system].x + boxes[system].width / 2
        columns[-1].append(system)
    return [s for column in columns for s in sorted(column, key=lambda s: (boxes[s].y, boxes[s].x, s))]
