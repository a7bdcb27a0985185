"""Resize a note: drag one of its handles; the text is broken anew while the hand moves."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QPainter

from d365arch.edit import SizeNote
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.note_handles import Side, cursor_of, paint_note_handles
from d365arch.gui.canvas.places import Pointer
from d365arch.gui.canvas.tools.base import Tool
from d365arch.model import Point, Size
from d365arch.model.geometry import Rect
from d365arch.scene.notes import LEAST_NOTE, note_rect, note_shapes
from d365arch.scene.parts import Element

_LEAST_HEIGHT = 24.0


class NoteSizeTool(Tool):
    """Moves one or two borders of a note and commits its size on release."""

    moves_selection = True

    def __init__(self, view: Canvas, note_id: str, rect: Rect, side: Side) -> None:
        super().__init__(view)
        self.cursor = cursor_of(side)
        self._note = next(n for n in view.editor.view.notes if n.id == note_id)
        self._old = note_rect(self._note, self._note.at or Point(rect.x + 1, rect.y + 1))
        self._now = self._old
        self._side = side

    def press(self, pointer: Pointer) -> None:
        """Lift the note off the drawing."""
        super().press(pointer)
        self.view.frame.leave_out(frozenset((Element(kind="note", id=self._note.id),)))

    def move(self, pointer: Pointer) -> None:
        """Follow the hand with the border."""
        if self.start is None:
            return
        dx, dy = pointer.scene.x - self.start.scene.x, pointer.scene.y - self.start.scene.y
        old, (x, y) = self._old, self._side
        width = max(LEAST_NOTE, old.width + x * dx)
        height = max(_LEAST_HEIGHT, old.height + y * dy)
        left = old.right - width if x < 0 else old.left
        top = old.bottom - height if y < 0 else old.top
        self._now = Rect(round(left), round(top), round(width), round(height))

    def release(self, pointer: Pointer) -> None:
        """Commit."""
        self.cancel()
        if self._now != self._old:
            size = Size(self._now.width, self._now.height)
            self.view.editor.perform(SizeNote(self.view.editor.view_id, self._note.id,
                                              Point(self._now.x, self._now.y), size))

    def cancel(self) -> None:
        """Put the note down as it was."""
        self.view.frame.leave_out(frozenset())

    def paint(self, painter: QPainter) -> None:
        """The note as it would be."""
        now, view = self._now, self.view
        note = replace(self._note, at=Point(now.x, now.y), size=Size(now.width, now.height))
        rect = note_rect(note, Point(now.x, now.y))
        if view.layers:
            view.layers.paint_shapes(painter, view.viewport, note_shapes(((note, rect, None),), view.theme))
        paint_note_handles(view, painter)
