"""The order in which a person reads the systems of a drawing."""

from __future__ import annotations

import math

from d365arch.scene.build import Drawing


def reading_order(drawing: Drawing | None) -> list[str]:
    """The drawn systems by column, then from top to bottom."""
    if drawing is None:
        return []
    boxes = drawing.placement.boxes
    columns: list[list[str]] = []
    right = -math.inf
    for system in sorted(drawing.places, key=lambda s: (boxes[s].x, boxes[s].y, s)):
        if boxes[system].x >= right or not columns:
            columns.append([])
            right = boxes[system].x + boxes[system].width / 2
        columns[-1].append(system)
    return [s for column in columns for s in sorted(column, key=lambda s: (boxes[s].y, boxes[s].x, s))]
