"""Keys of the canvas: walk, nudge, rename, delete, add and connect without a mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from d365arch.edit.compound import Several
from d365arch.edit.edit import Edit
from d365arch.edit.integration_edits import SwapEnds
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.places import end_of
from d365arch.gui.canvas.removing import remove
from d365arch.gui.canvas.taken import moved_edits, taken_along
from d365arch.gui.canvas.walking import Walker
from d365arch.gui.language import translate
from d365arch.gui.reading_order import reading_order
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
        self._walker = Walker(view)
        self.space_held = False
        none = Qt.KeyboardModifier.NoModifier
        ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        self._actions: dict[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[], bool]] = {
            (Qt.Key.Key_Delete, none): self._delete,
            (Qt.Key.Key_Backspace, none): self._delete,
            (Qt.Key.Key_F2, none): self._rename,
            (Qt.Key.Key_Return, none): self._enter,
            (Qt.Key.Key_Enter, none): self._enter,
            (Qt.Key.Key_Return, shift): self._walker.out,
            (Qt.Key.Key_Enter, shift): self._walker.out,
            (Qt.Key.Key_A, ctrl): self._select_all,
            (Qt.Key.Key_A, none): self._add_system,
            (Qt.Key.Key_C, none): self._connect,
            (Qt.Key.Key_E, none): self._add_endpoint,
            (Qt.Key.Key_X, none): self._swap,
            (Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier): self._swap,
            (Qt.Key.Key_Escape, none): self._escape,
            (Qt.Key.Key_Tab, none): lambda: self._walker.along_systems(1),
            (Qt.Key.Key_Backtab, shift): lambda: self._walker.along_systems(-1),
            (Qt.Key.Key_Backtab, none): lambda: self._walker.along_systems(-1),
        }
        self._hints: dict[str, Callable[[], bool]] = {}

    def listen(self, key: str, command: Callable[[], bool]) -> None:
        """Run a command of the window at a key such as `Shift+H`, where the canvas does not use the key itself; the
        command tells whether it could do something."""
        self._hints[key] = command

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
        action = self._actions.get((key, held)) or self._hints.get(QKeySequence(event.keyCombination()).toString())
        if action is not None:
            return action()
        if key in _ARROWS:
            return self._arrow(key, held)
        return False

    def release(self, event: QKeyEvent) -> bool:
        """A key went up; true where it was used."""
        if self._view.tool is not None and self._view.tool.key(event):
            return True
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

    def _enter(self) -> bool:
        """Go in; where there is nothing inside, the name is."""
        return self._walker.into() or self._rename()

    def _select_all(self) -> bool:
        order = reading_order(self._view.editor.drawing)
        self._view.editor.selection.set(Element(kind="system", id=s) for s in reversed(order))
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
            self._view.editor.message.emit(translate(
                "Canvas", "Select the system or endpoint that starts the exchange, then press C."))
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

    def _arrow(self, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        dx, dy = _ARROWS[key]
        chosen, walker = self._selected(), self._walker
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        bare = held & ~Qt.KeyboardModifier.ShiftModifier
        if bare == Qt.KeyboardModifier.AltModifier:
            return walker.towards(dx, dy, extend=shift)
        if bare != Qt.KeyboardModifier.NoModifier:
            return False
        if not chosen:
            view = self._view
            view.set_viewport(view.viewport.panned(-dx * _PAN, -dy * _PAN))
            return True
        if all(e.kind == "endpoint" for e in chosen):
            return walker.from_endpoint(chosen[-1], dx, dy, extend=shift)
        if chosen[-1].kind == "integration" and len(chosen) == 1:
            return walker.from_integration(chosen[0], dx, dy)
        step = self._view.snapping.nudge[shift]
        return self._nudge(dx * step, dy * step)

    def _nudge(self, dx: int, dy: int) -> bool:
        view, editor = self._view, self._view.editor
        taken = taken_along(view, self._selected())
        if not taken:
            return False
        edits = moved_edits(editor.view_id, editor.view.zones, [(taken, Point(dx, dy))], nudge=True)
        keys = [edit.merge_key for edit in edits]
        label = translate("Canvas", "Move {what}").format(what=taken.named(editor.workspace))
        editor.perform(Several(tuple(edits), label, " ".join(key for key in keys if key)))
        return True
