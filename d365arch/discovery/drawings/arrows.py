"""Arrows of a page: which boxes they join, which way they point, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from d365arch.discovery.drawings.boxes import NEAR, Box, Boxes
from d365arch.discovery.drawings.cells import Cell, above, absolute_point
from d365arch.discovery.drawings.labels import text_of_label
from d365arch.discovery.drawings.words import without_step
from d365arch.model.geometry import Point

TOUCHES = 6.0
"""Pixels up to which the end of an arrow is taken to touch a box."""
_CLEARLY = 4.0
"""Pixels by which one box must be nearer than the next."""
_MANY = 20_000
_NO_HEADS = ("none", "oval", "circle", "diamond", "er", "dash", "cross", "box", "halfcircle", "baseDash", "ellipse")
"""Ends that are drawn and point nowhere, by how their names begin: those of models of data and of classes."""


class Pointing(Enum):
    """Which way an arrow points."""

    FORWARD = auto()
    BOTH = auto()
    UNKNOWN = auto()
    """A line without arrowheads."""


class Attached(Enum):
    """How an arrow is known to join its boxes, the surest first."""

    FIXED = 0
    TOUCHING = 1
    NEAR = 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow between two boxes."""

    cell: Cell
    label: str
    from_: Box
    to: Box
    pointing: Pointing
    attached: Attached


@dataclass(frozen=True, slots=True)
class Loose:
    """An arrow that joins no two boxes, with the reason as the end of a sentence."""

    cell: Cell
    label: str
    reason: str


def arrows_of(cells: dict[str, Cell], boxes: Boxes) -> tuple[list[Arrow], list[Loose]]:
    """The arrows in the order they are drawn, and those that cannot be attached."""
    labels = _labels(cells)
    found: list[Arrow] = []
    loose: list[Loose] = []
    edges = [cell for cell in cells.values() if cell.is_edge and boxes.shown(cell)]
    # Arrows that are attached tell which texts and frames are boxes, so that they come before those to be guessed.
    fixed = {cell.id: (boxes.of(cell.source), boxes.of(cell.target)) for cell in edges}
    for cell in edges[:_MANY]:
        label = without_step(", ".join(labels.get(cell.id, ())))
        one = _arrow(cell, label, fixed[cell.id], cells, boxes)
        if isinstance(one, Loose):
            loose.append(one)
        elif one is not None:
            found.append(one)
    return found, loose


def _labels(cells: dict[str, Cell]) -> dict[str, list[str]]:
    """The labels of each arrow: its own, and those that are children of it."""
    labels: dict[str, list[str]] = {}
    for cell in cells.values():
        parent = cells.get(cell.parent)
        owner = cell.id if cell.is_edge else parent.id if parent is not None and parent.is_edge else ""
        text = text_of_label(cell.value) if owner and cell.visible else ""
        if text and text not in labels.setdefault(owner, []):
            labels[owner].append(text)
    return labels


def _arrow(cell: Cell, label: str, ends: tuple[Box | None, Box | None], cells: dict[str, Cell],
           boxes: Boxes) -> Arrow | Loose | None:
    pointing, is_reversed = _pointing(cell)
    source, target = ends
    if source is None and target is None and not label and pointing is Pointing.UNKNOWN:
        return None  # A line that divides or frames.
    attached = Attached.FIXED
    guessed: list[Box | None] = []
    for box, id_, point in ((source, cell.source, cell.source_point), (target, cell.target, cell.target_point)):
        if box is not None:
            guessed.append(box)
            continue
        other = target if point is cell.source_point else source
        near, how = _nearest(point, cell, cells, boxes, other) if point is not None and not id_ else (None, attached)
        guessed.append(near)
        if near is not None:
            attached = max(attached, how, key=lambda one: one.value)
    from_, to = guessed
    if from_ is None or to is None:
        return Loose(cell, label, _why_loose(cell, cells, from_, to))
    if from_ is to:
        return Loose(cell, label, "begins and ends at the same box") if attached is not Attached.FIXED else None
    from_.connected = to.connected = True
    arrow = Arrow(cell, label, from_, to, pointing, attached)
    return replace(arrow, from_=to, to=from_) if is_reversed else arrow


def _why_loose(cell: Cell, cells: dict[str, Cell], from_: Box | None, to: Box | None) -> str:
    for end, id_, box in (("beginning", cell.source, from_), ("end", cell.target, to)):
        if box is None and id_:
            other = cells.get(id_)
            # An arrow may be drawn to the label of another one, too.
            if other is not None and any(one.is_edge for one in (other, *above(other, cells))):
                return f"has its {end} on another arrow"
            return f"has its {end} at something that has no name"
    missing = "neither end" if from_ is None and to is None else "its beginning" if from_ is None else "its end"
    return f"has {missing} at a box" if missing == "neither end" else f"does not have {missing} at a box"


def _pointing(cell: Cell) -> tuple[Pointing, bool]:
    """Which way, and whether it is from target to source; heads that are not stated are as draw.io draws them."""
    shape = cell.shape
    start = _is_head(cell.style.get("startarrow", "none"))
    end = _is_head(cell.style.get("endarrow", "none" if shape == "link" else "classic"))
    if start and end:
        return Pointing.BOTH, False
    if start or end:
        return Pointing.FORWARD, start
    return Pointing.UNKNOWN, False


def _is_head(name: str) -> bool:
    plain = name.strip().lower()
    return bool(plain) and plain != "0" and not plain.startswith(tuple(one.lower() for one in _NO_HEADS))


def _nearest(point: Point, cell: Cell, cells: dict[str, Cell], boxes: Boxes,
             other: Box | None) -> tuple[Box | None, Attached]:
    """The box that a loose end touches or is clearly nearest to."""
    place = absolute_point(point, cell, cells)
    measured = sorted(((box.rect.distance(place), box.rect.area, number, box) for number, box in boxes.around(place)
                       if box is not other and not box.is_frame), key=lambda one: one[:3])
    if not measured or measured[0][0] > NEAR:
        return None, Attached.FIXED
    distance, _, _, box = measured[0]
    if len(measured) > 1 and distance > 0 and measured[1][0] - distance < _CLEARLY:
        return None, Attached.FIXED
    return box, Attached.TOUCHING if distance <= TOUCHES else Attached.NEAR
