"""Keys of the canvas: walk, nudge, rename, delete, add and connect without a mouse."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from d365arch.edit.compound import Several
from d365arch.edit.edit import Edit
from d365arch.edit.integration_edits import SwapEnds
from d365arch.edit.view_edits import SetPositions
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.places import end_of
from d365arch.gui.canvas.removing import remove
from d365arch.gui.canvas.tools.move import taken_along
from d365arch.model import End
from d365arch.model.geometry import Point
from d365arch.scene.parts import Element

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}
_PAN = 60.0


class Keyboard:
    """Turns keys into edits and walks the selection."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self.space_held = False
        none = Qt.KeyboardModifier.NoModifier
        ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        self._actions: dict[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[], bool]] = {
            (Qt.Key.Key_Delete, none): self._delete,
            (Qt.Key.Key_Backspace, none): self._delete,
            (Qt.Key.Key_F2, none): self._rename,
            (Qt.Key.Key_Return, none): self._rename,
            (Qt.Key.Key_Enter, none): self._rename,
            (Qt.Key.Key_A, ctrl): self._select_all,
            (Qt.Key.Key_A, none): self._add_system,
            (Qt.Key.Key_C, none): self._connect,
            (Qt.Key.Key_E, none): self._add_endpoint,
            (Qt.Key.Key_X, none): self._swap,
            (Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier): self._swap,
            (Qt.Key.Key_Escape, none): self._escape,
            (Qt.Key.Key_Tab, none): lambda: self._walk(1),
            (Qt.Key.Key_Backtab, shift): lambda: self._walk(-1),
            (Qt.Key.Key_Backtab, none): lambda: self._walk(-1),
        }

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is the canvas' own and not a shortcut of the window."""
        return event.key() == Qt.Key.Key_Escape and self._view.tool is not None

    def press(self, event: QKeyEvent) -> bool:
        """A key went down; true where it was used."""
        view, key = self._view, Qt.Key(event.key())
        if view.tool is not None:
            if key == Qt.Key.Key_Escape:
                return view.mouse.cancel()
            return view.tool.key(event)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Space and held == Qt.KeyboardModifier.NoModifier:
            if not event.isAutoRepeat():
                self.space_held = True
                view.setCursor(Qt.CursorShape.OpenHandCursor)
            return True
        action = self._actions.get((key, held))
        if action is not None:
            return action()
        if key in _ARROWS:
            return self._arrow(key, held)
        return False

    def release(self, event: QKeyEvent) -> bool:
        """A key went up; true where it was used."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.forget()
            return True
        return False

    def forget(self) -> None:
        """No key counts as held any more."""
        self.space_held = False
        if self._view.tool is None:
            self._view.unsetCursor()

    def _selected(self) -> tuple[Element, ...]:
        return self._view.editor.selection.elements

    def _delete(self) -> bool:
        return remove(self._view.editor, self._selected())

    def _rename(self) -> bool:
        chosen = self._selected()
        if not chosen:
            return False
        self._view.begin_rename(chosen[-1])
        return True

    def _select_all(self) -> bool:
        sheet = self._view.sheet
        if sheet is None:
            return False
        self._view.editor.selection.set(shape.element for shape in sheet.boxes)
        return True

    def _add_system(self) -> bool:
        view = self._view
        inside = view.underMouse() and view.rect().contains(view.mapFromGlobal(view.cursor().pos()))
        view.popups.add_system(view.mouse.last.scene if inside else None)
        return True

    def _add_endpoint(self) -> bool:
        end = self._end()
        if end is None:
            return False
        self._view.popups.add_endpoint(end.system)
        return True

    def _connect(self) -> bool:
        end = self._end()
        if end is None:
            self._view.editor.message.emit(self._view.tr("Select the system or endpoint that starts the exchange, "
                                                         "then press C."))
            return True
        self._view.popups.connect_from(end)
        return True

    def _end(self) -> End | None:
        chosen = self._selected()
        return end_of(chosen[-1]) if chosen else None

    def _swap(self) -> bool:
        ids = self._view.editor.selection.of_kind("integration")
        if not ids:
            return False
        swaps: tuple[Edit, ...] = tuple(SwapEnds(i) for i in ids)
        self._view.editor.perform(swaps[0] if len(swaps) == 1 else Several(swaps, f"Swap ends of {len(ids)}"))
        return True

    def _escape(self) -> bool:
        if not self._selected():
            return False
        self._view.editor.selection.clear()
        return True

    def _walk(self, step: int) -> bool:
        """Tab: the next system in reading order; after the last one the focus leaves the canvas."""
        order = reading_order(self._view)
        if not order:
            return False
        chosen = self._selected()
        current = chosen[-1].id.partition(".")[0] if chosen and chosen[-1].kind in ("system", "endpoint") else None
        if current in order:
            index = order.index(current) + step
            if not 0 <= index < len(order):
                return False
        else:
            index = 0 if step > 0 else len(order) - 1
        self._go(Element(kind="system", id=order[index]))
        return True

    def _go(self, element: Element) -> None:
        self._view.editor.selection.set((element,))
        self._view.reveal(element)

    def _arrow(self, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        dx, dy = _ARROWS[key]
        chosen = self._selected()
        if held == Qt.KeyboardModifier.AltModifier:
            return self._neighbor(dx, dy)
        if held not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            return False
        if not chosen:
            view = self._view
            view.set_viewport(view.viewport.panned(-dx * _PAN, -dy * _PAN))
            return True
        if chosen[-1].kind == "endpoint" and len(chosen) == 1:
            return self._from_endpoint(chosen[0], dx, dy)
        if chosen[-1].kind == "integration" and len(chosen) == 1:
            return self._from_integration(chosen[0], dx, dy)
        step = 10 if held == Qt.KeyboardModifier.ShiftModifier else 1
        return self._nudge(dx * step, dy * step)

    def _nudge(self, dx: int, dy: int) -> bool:
        view = self._view
        systems, _ = taken_along(view, self._selected())
        places = {s: Point(round(rect.x) + dx, round(rect.y) + dy) for s in systems if (rect := view.box_rect(s))}
        if not places:
            return False
        view.editor.perform(SetPositions(view.editor.view_id, places, nudge=True))
        return True

    def _neighbor(self, dx: int, dy: int) -> bool:
        """Alt and an arrow: the next system that way; down from a system with endpoints goes to its first row."""
        view, chosen = self._view, self._selected()
        boxes = view.editor.drawing.placement.boxes if view.editor.drawing else {}
        if not chosen or chosen[-1].kind not in ("system", "endpoint"):
            return self._walk(1)
        current = chosen[-1].id.partition(".")[0]
        here = boxes.get(current)
        if here is None:
            return False
        found = []
        for system, rect in boxes.items():
            away_x, away_y = rect.center.x - here.center.x, rect.center.y - here.center.y
            along, aside = away_x * dx + away_y * dy, abs(away_x * dy) + abs(away_y * dx)
            if system != current and along > 0 and aside <= 2 * along:
                found.append((math.hypot(along, 2 * aside), system))
        if found:
            self._go(Element(kind="system", id=min(found)[1]))
        return True

    def _from_endpoint(self, element: Element, dx: int, dy: int) -> bool:
        """Arrows on a row: up and down its box, sideways onto its lines."""
        view = self._view
        landscape = view.editor.workspace.landscape
        end = End.parse(element.id)
        if dx:
            lines = [i for i in landscape.integrations_of.get(end.system, ()) if end in (i.from_, i.to)]
            if lines:
                self._go(Element(kind="integration", id=lines[0].id))
            return True
        drawing = view.editor.drawing
        rows: Sequence[str] = drawing.placement.rows.get(end.system, ()) if drawing else ()
        if end.endpoint not in rows:
            return True
        index = rows.index(end.endpoint) + dy
        if index < 0:
            self._go(Element(kind="system", id=end.system))
        elif index < len(rows):
            self._go(Element(kind="endpoint", id=f"{end.system}.{rows[index]}"))
        return True

    def _from_integration(self, element: Element, dx: int, dy: int) -> bool:
        """Arrows on a line: sideways to the end that lies there, up and down to the next line of the initiator."""
        view = self._view
        landscape = view.editor.workspace.landscape
        line = landscape.integration_by_id.get(element.id)
        if line is None:
            return False
        if dx:
            ends = [(rect.center.x, end) for end in (line.from_, line.to) if (rect := view.box_rect(end.system))]
            if ends:
                end = (max(ends) if dx > 0 else min(ends))[1]
                self._go(Element(kind="endpoint" if end.endpoint else "system", id=str(end)))
            return True
        lines = landscape.integrations_of.get(line.from_.system, ())
        index = lines.index(line) + dy
        if 0 <= index < len(lines):
            self._go(Element(kind="integration", id=lines[index].id))
        return True


def reading_order(view: Canvas) -> list[str]:
    """The drawn systems by column, then from top to bottom."""
    drawing = view.editor.drawing
    if drawing is None:
        return []
    boxes = drawing.placement.boxes
    columns: list[list[str]] = []
    right = -math.inf
    for system in sorted(boxes, key=lambda s: (boxes[s].x, boxes[s].y, s)):
        if boxes[system].x >= right or not columns:
            columns.append([])
            right = boxes[system].x + boxes[system].width / 2
        columns[-1].append(system)
    return [s for column in columns for s in sorted(column, key=lambda s: (boxes[s].y, boxes[s].x, s))]
