"""Walking a drawing by keys: over systems, into their endpoints, and along integrations to the other side.

Tab and Shift+Tab go over the systems in reading order, Alt and an arrow to the nearest system that way. Enter goes in:
from a zone to its systems, from a system to its endpoints, from an endpoint to its integrations, along an integration
to its other end. Shift+Enter goes out the same way. Among endpoints and integrations arrows go up and down, and
sideways onto what lies there. Shift with Alt and an arrow adds to the selection instead of leaving it.
"""

from __future__ import annotations

import math

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.places import element_of, end_of
from d365arch.gui.reading_order import boxes_in_order, reading_order
from d365arch.model import End, Integration
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element


class Walker:
    """Moves the selection one step; each step is true where it led somewhere or there was nowhere to go but here."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self._came: End | None = None
        """The end from which the selected integration was entered."""

    @property
    def here(self) -> Element | None:
        """What keys act on: the element selected last."""
        chosen = self._view.editor.selection.elements
        return chosen[-1] if chosen else None

    def go(self, element: Element, *, extend: bool = False) -> None:
        """Select an element, or with `extend` add it, and bring it into sight."""
        selection = self._view.editor.selection
        if extend:
            selection.set((*(e for e in selection.elements if e != element), element))
        else:
            selection.set((element,))
        self._view.reveal(element)

    def along_systems(self, step: int) -> bool:
        """The next system in reading order, then the notes; false at the end, where the focus leaves the canvas."""
        order = [*boxes_in_order(self._view.editor.drawing), *self._notes()]
        if not order:
            return False
        here = self.here
        if here and here.kind == "endpoint":
            here = Element(kind="system", id=here.id.partition(".")[0])
        if here in order:
            index = order.index(here) + step
            if not 0 <= index < len(order):
                return False
        else:
            index = 0 if step > 0 else len(order) - 1
        self.go(order[index])
        return True

    def _notes(self) -> list[Element]:
        """The notes of the view, from top to bottom; a walk meets them after the systems."""
        notes = [Element(kind="note", id=n.id) for n in self._view.editor.view.notes]
        found = [(rect.y, rect.x, e.id, e) for e in notes if (rect := self._view.rect_of(e))]
        return [e for *_, e in sorted(found, key=lambda item: item[:3])]

    def towards(self, dx: int, dy: int, *, extend: bool = False) -> bool:
        """The nearest system in a direction."""
        here, drawing = self.here, self._view.editor.drawing
        if here is None or drawing is None:
            return self.along_systems(1)
        boxes = drawing.placement.boxes
        current = here.id.partition(".")[0]
        start = boxes.get(current) if here.kind in ("system", "endpoint") else self._view.rect_of(here)
        if start is None:
            return False
        found = [(away, system) for system in drawing.places if system != current
                 and (away := _away(start, boxes[system], dx, dy)) is not None]
        if found:
            self.go(Element(kind="system", id=min(found)[1]), extend=extend)
        return True

    def into(self) -> bool:
        """One level in; false where there is nothing inside."""
        here = self.here
        if here is None:
            return False
        found = self._inside(here)
        if found is None:
            return False
        self.go(found)
        return True

    def _inside(self, here: Element) -> Element | None:
        landscape = self._view.editor.workspace.landscape
        if here.kind == "zone":
            homes = {s.id for s in landscape.systems if any(z.id == here.id for z in landscape.zone_path(s.zone))}
            first = next((s for s in reading_order(self._view.editor.drawing) if s in homes), None)
            return Element(kind="system", id=first) if first else None
        if here.kind == "integration":
            line = landscape.integration_by_id[here.id]
            return element_of(line.from_ if self._came in (line.to, End(line.to.system)) else line.to)
        end = end_of(here)
        if end is None:
            return None
        rows = self._rows(end.system)
        if here.kind == "system" and rows:
            return element_of(End(end.system, rows[0]))
        lines = self._lines(end)
        self._came = end if lines else self._came
        return Element(kind="integration", id=lines[0].id) if lines else None

    def out(self) -> bool:
        """One level out: from an integration to where it was entered, from a row to its system, to the zone around."""
        here, landscape = self.here, self._view.editor.workspace.landscape
        if here is None:
            return False
        outer: Element | None = None
        if here.kind == "integration":
            line = landscape.integration_by_id[here.id]
            ends = (line.from_, line.to, End(line.from_.system), End(line.to.system))
            outer = element_of(self._came if self._came in ends else line.from_)
        elif here.kind == "endpoint":
            outer = Element(kind="system", id=here.id.partition(".")[0])
        elif here.kind in ("system", "zone"):
            zone = (landscape.system_by_id[here.id].zone if here.kind == "system"
                    else landscape.zone_by_id[here.id].parent)
            outer = Element(kind="zone", id=zone) if zone else None
        if outer and self._view.rect_of(outer):
            self.go(outer)
        return True

    def from_endpoint(self, here: Element, dx: int, dy: int, *, extend: bool = False) -> bool:
        """Arrows on a row: up and down its box and out at its top, sideways onto its lines."""
        end = End.parse(here.id)
        if dx:
            lines = self._lines(end, dx)
            if lines:
                self._came = end
                self.go(Element(kind="integration", id=lines[0].id))
            return True
        rows = self._rows(end.system)
        if end.endpoint not in rows:
            return True
        index = rows.index(end.endpoint) + dy
        if index < 0:
            self.go(Element(kind="system", id=end.system))
        elif index < len(rows):
            self.go(element_of(End(end.system, rows[index])), extend=extend)
        return True

    def from_integration(self, here: Element, dx: int, dy: int) -> bool:
        """Arrows on a line: sideways to the end that lies there, up and down to the next line of where it was
        entered."""
        line = self._view.editor.workspace.landscape.integration_by_id.get(here.id)
        if line is None:
            return False
        if dx:
            ends = [(rect.center.x, end) for end in (line.from_, line.to)
                    if (rect := self._view.box_rect(end.system))]
            if ends:
                self.go(element_of((max(ends) if dx > 0 else min(ends))[1]))
            return True
        came = self._came if self._came and self._came.system in (line.from_.system, line.to.system) else line.from_
        lines = self._lines(came if line in self._lines(came) else End(came.system))
        index = lines.index(line) + dy if line in lines else -1
        if 0 <= index < len(lines):
            self.go(Element(kind="integration", id=lines[index].id))
        return True

    def _rows(self, system: str) -> tuple[str, ...]:
        """The rows that are drawn of a system, from top to bottom."""
        drawing = self._view.editor.drawing
        return tuple(drawing.placement.rows.get(system, ())) if drawing else ()

    def _lines(self, end: End, dx: int = 0) -> list[Integration]:
        """The drawn integrations at a row, or at any of a system; those that leave towards a side first, and within
        that from top to bottom."""
        found = []
        for line in self._view.editor.workspace.landscape.integrations_of.get(end.system, ()):
            if end.endpoint and end not in (line.from_, line.to):
                continue
            path = self._path(line, end.system)
            if path:
                found.append((self._wrong_way(path, dx), path[0].y, path[-1].y, line.id, line))
        return [line for *_, line in sorted(found, key=lambda item: item[:4])]

    def _path(self, line: Integration, system: str) -> tuple[Point, ...]:
        """The line from a system onwards."""
        sheet = self._view.sheet
        path = sheet.path(Element(kind="integration", id=line.id)) if sheet else ()
        return path if line.from_.system == system else tuple(reversed(path))

    @staticmethod
    def _wrong_way(path: tuple[Point, ...], dx: int) -> bool:
        return bool(dx) and (path[1].x - path[0].x) * dx < 0


def _away(start: Rect, rect: Rect, dx: int, dy: int) -> float | None:
    """How far a box is in a direction, what lies aside counting double; none where it lies another way."""
    x, y = rect.center.x - start.center.x, rect.center.y - start.center.y
    along, aside = x * dx + y * dy, abs(x * dy) + abs(y * dx)
    return math.hypot(along, 2 * aside) if along > 0 and aside <= 2 * along else None
