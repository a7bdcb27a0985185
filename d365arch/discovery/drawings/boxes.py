"""Boxes of a page that stand for systems, with their names and the containers they lie in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from d365arch.discovery.drawings.captions import Captions
from d365arch.discovery.drawings.cells import Cell, Rect, above
from d365arch.discovery.drawings.labels import Label, is_number, label_of, text_of_label
from d365arch.discovery.drawings.shapes import Role, is_legend, is_picture, role_of, type_of_shape
from d365arch.discovery.drawings.squares import Squares
from d365arch.discovery.names import says_nothing, service_of_type
from d365arch.model.geometry import Point

NEAR = 24.0
"""Pixels up to which the box next to the end of an arrow is guessed to be meant."""
_MOST_LEGENDS = 50
_MANY = 3_000
"""Boxes up to which rectangles behind boxes are looked for, which takes the square of their number."""


@dataclass(slots=True)
class Box:
    """Something drawn that stands for a system."""

    cell: Cell
    label: Label
    rect: Rect
    sure: bool = True
    """False where its name was taken from a text near it, or it is a text itself."""
    container: str = ""
    """Label of the innermost container with a label."""
    containers: tuple[str, ...] = ()
    """Labels of all containers around it, from the inside."""
    connected: bool = False
    type: str | None = None
    is_frame: bool = False
    """It is a container that an arrow is drawn to: everything in it together."""


class Boxes:
    """What a page shows besides arrows."""

    def __init__(self, cells: dict[str, Cell]) -> None:
        self._cells = cells
        self.hidden: dict[str, str] = {}
        """Labels of layers that are not shown, by id."""
        self.legend: set[str] = set()
        """Ids of cells that belong to a legend."""
        self.found: dict[str, Box] = {}
        """By the id of the cell."""
        self._roles: dict[str, Role] = {}
        self._ends = {end for cell in cells.values() if cell.is_edge for end in (cell.source, cell.target) if end}
        self._types_inside: dict[str, str] = {}
        """Type that the first telling shape inside a cell hints at, by the id of that cell."""
        self._squares: Squares[Box] = Squares()
        self._left_out()
        self._sort_out()
        self._index()

    def of(self, id_: str) -> Box | None:
        """The box that an arrow with this end is drawn to: the cell itself, or what the cell is a part of."""
        cell = self._cells.get(id_)
        if cell is None or cell.is_edge or id_ in self.legend:
            return None
        for one in (cell, *above(cell, self._cells)):
            box = self.found.get(one.id)
            if box is not None:
                box.connected = True
                return box
        return None

    def around(self, point: Point) -> list[tuple[int, Box]]:
        """The boxes that may be within `NEAR` of a point, with their number."""
        return self._squares.near(Rect(point.x, point.y, 0.0, 0.0))

    def _index(self) -> None:
        for box in self.found.values():
            at = box.rect
            self._squares.add(Rect(at.x - NEAR, at.y - NEAR, at.width + 2 * NEAR, at.height + 2 * NEAR), box)

    def shown(self, cell: Cell) -> bool:
        """Whether a cell is drawn at all, and outside of legends."""
        return cell.id not in self.legend and cell.visible and all(
            one.visible and one.id not in self.legend for one in above(cell, self._cells))

    def _left_out(self) -> None:
        for cell in self._cells.values():
            if not cell.visible and not cell.is_vertex and not cell.is_edge:
                self.hidden[cell.id] = text_of_label(cell.value)
        legends = [cell for cell in self._cells.values() if cell.is_vertex and is_legend(text_of_label(cell.value))]
        ids = {cell.id for cell in legends}
        # The word alone above some samples is no frame around them: then only what has it as parent belongs to it.
        frames = [at for cell in legends[:_MOST_LEGENDS] if (at := self._frame_of(cell)) is not None]
        for cell in self._cells.values() if legends else ():
            if (cell.id in ids or any(one.id in ids for one in above(cell, self._cells))
                    or any(_within(cell, frame) for frame in frames)):
                self.legend.add(cell.id)

    def _frame_of(self, legend: Cell) -> Rect | None:
        """What a legend fills: itself, or, where it is a text, the rectangle without a name that it is written in."""
        if legend.at is None or role_of(legend) is not Role.TEXT:
            return legend.at
        at = legend.at
        around = [cell for cell in self._cells.values() if cell.is_vertex and cell.at is not None and cell is not legend
                  and role_of(cell) is Role.BOX and not text_of_label(cell.value) and cell.at.holds(at)]
        frame = min(around, key=lambda cell: cell.at.area if cell.at is not None else 0.0, default=None)
        named = [cell for cell in self._cells.values()
                 if cell.is_vertex and cell.at is not None and role_of(cell) is Role.BOX and text_of_label(cell.value)]
        inside = sum(frame is not None and _within(cell, frame.at) for cell in named if frame is not None and frame.at)
        # A rectangle around most of the page is its background.
        return frame.at if frame is not None and 2 * inside <= len(named) else None

    def _vertices(self) -> Iterable[Cell]:
        return (cell for cell in self._cells.values() if cell.is_vertex and cell.at is not None and self.shown(cell))

    def _sort_out(self) -> None:
        vertices = list(self._vertices())
        texts, holding = self._roles_of(vertices)
        captions = Captions([one for one in texts if _named(label_of(one.value))], self._cells)
        boxes: list[Box] = []
        for cell in vertices:
            role = self._roles[cell.id]
            if role is Role.NOTHING or cell.id in holding or (role is Role.TEXT and cell.id not in self._ends):
                continue
            box = self._box(cell, role, captions)
            if box is not None:
                boxes.append(box)
        inside = {box.cell.id: self._inside_of(box, holding) for box in boxes}
        behind = self._behind(boxes)
        # A text that became the name of an icon is no box of its own, nor is a box that lies in another one.
        kept = {box.cell.id for box in boxes if box.cell.id not in captions.used and box.cell.id not in behind}
        for box in boxes:
            if box.cell.id in kept and not any(one.id in kept for one in above(box.cell, self._cells)):
                self.found[box.cell.id] = box
        for cell in vertices:
            # An arrow to the frame of a container means the container as a whole.
            if cell.id in holding and cell.id in self._ends and cell.at is not None:
                label = label_of(cell.value)
                if _named(label):
                    self.found[cell.id] = Box(cell, label, cell.at, is_frame=True)
        frames = [box for box in boxes if box.cell.id in behind]
        for box in self.found.values():
            around = inside.get(box.cell.id) or self._inside_of(box, holding)
            drawn = [frame for frame in frames if frame is not box and frame.rect.holds(box.rect)]
            names = (*around, *(frame.label.name for frame in sorted(drawn, key=lambda one: one.rect.area)))
            box.containers = tuple(dict.fromkeys(names))
            box.container = box.containers[0] if box.containers else ""

    def _roles_of(self, vertices: Iterable[Cell]) -> tuple[list[Cell], set[str]]:
        """What each vertex is; gives the texts, and the ids of cells with a named box inside."""
        texts: list[Cell] = []
        holding: set[str] = set()
        for cell in vertices:
            parent = self._cells.get(cell.parent)
            role = Role.NOTHING if parent is not None and parent.is_edge else role_of(cell)
            self._roles[cell.id] = role
            if role is Role.TEXT:
                texts.append(cell)
            if role in {Role.BOX, Role.CONTAINER} and _named(label_of(cell.value)):
                holding.update(one.id for one in above(cell, self._cells) if one.is_vertex)
            if parent is not None and (type_ := type_of_shape(cell)) is not None:
                self._types_inside.setdefault(parent.id, type_)
        return texts, holding

    def _box(self, cell: Cell, role: Role, captions: Captions) -> Box | None:
        assert cell.at is not None
        label, sure = label_of(cell.value), role is not Role.TEXT
        if not label.name:
            # A group or icon without a label goes by a text inside it, an icon also by the one below it.
            caption = captions.of_group(cell)
            if caption is None and role is not Role.CONTAINER and (is_picture(cell) or cell.id in self._ends):
                caption = captions.of_icon(cell.at, self._ends)
            if caption is None:
                return self._by_icon(cell)
            label, sure = label_of(caption.value), role is Role.CONTAINER
        if not _named(label):
            return None
        return Box(cell, label, cell.at, sure, type=type_of_shape(cell) or self._types_inside.get(cell.id))

    def _by_icon(self, cell: Cell) -> Box | None:
        """An icon without text that an arrow is drawn to is called after its service, if it is the only one such."""
        type_ = type_of_shape(cell) if is_picture(cell) and cell.id in self._ends else None
        name = service_of_type(type_) if type_ is not None else None
        if name is None or cell.at is None:
            return None
        twins = sum(is_picture(other) and other.id in self._ends and not _named(label_of(other.value))
                    and type_of_shape(other) == type_ for other in self._vertices())
        return Box(cell, Label(name), cell.at, sure=False, type=type_) if twins == 1 else None

    def _inside_of(self, box: Box, holding: set[str]) -> tuple[str, ...]:
        names = (label_of(one.value).name for one in above(box.cell, self._cells) if one.id in holding)
        return tuple(name for name in names if name)

    def _behind(self, boxes: list[Box]) -> set[str]:
        """Boxes that are frames drawn behind others: without arrows, larger than usual, with whole boxes on them."""
        if not 1 < len(boxes) <= _MANY:
            return set()
        usual = median(box.rect.area for box in boxes)
        found = set()
        for frame in boxes:
            if frame.cell.id in self._ends or frame.rect.area < 2 * usual or frame.rect.area == 0:
                continue
            if any(other is not frame and frame.rect.holds(other.rect) and other.rect.area * 1.5 < frame.rect.area
                   for other in boxes):
                found.add(frame.cell.id)
        return found


def _named(label: Label) -> bool:
    return bool(label.name) and not is_number(label.name) and not says_nothing(label.name)


def _within(cell: Cell, frame: Rect) -> bool:
    if cell.at is not None:
        return frame.holds(cell.at)
    points = [point for point in (cell.source_point, cell.target_point) if point is not None]
    return cell.is_edge and bool(points) and all(frame.distance(point) == 0 for point in points)
