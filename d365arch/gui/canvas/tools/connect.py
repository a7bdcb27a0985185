"""Connect: drag from an endpoint or a border to a box, a row or empty ground; the drag starts at the initiator."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from d365arch.gui.canvas.additions import connect
from d365arch.gui.canvas.draft import preview
from d365arch.gui.canvas.draft_line import paint_draft, paint_words
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.places import Pointer, Port, end_of
from d365arch.gui.canvas.ports import port_at, port_towards
from d365arch.gui.canvas.tools.base import Tool


class ConnectTool(Tool):
    """Draws the line from the initiator as it will look and adds the integration where it is dropped."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: Canvas, port: Port) -> None:
        super().__init__(view)
        self._port = port
        self._target: Port | None = None
        self._now: Pointer | None = None
        self._words = "", False

    def press(self, pointer: Pointer) -> None:
        """Select what the line starts from."""
        super().press(pointer)
        self._before = self.view.editor.selection.elements
        self.view.editor.selection.set((self._port.element,))

    def move(self, pointer: Pointer) -> None:
        """Follow the pointer; a target lights up."""
        if self._now is None and not self.far_enough(pointer):
            return
        self._now = pointer
        before, self._target = self._target, target_at(self.view, pointer, self._port)
        if self._target and (before is None or before.end != self._target.end):
            self._words = preview(self.view.editor.facts, self._port.end, self._target.end)

    def release(self, pointer: Pointer) -> None:
        """Connect to the target, or ask what to connect to where there is none."""
        if self._now is None:
            return
        self.move(pointer)
        if self._target:
            connect(self.view, self._port.end, self._target.end)
        elif not _back_home(self.view, pointer, self._port.end.system):
            self.view.popups.connect_new(self._port.end, pointer.scene)

    def cancel(self) -> None:
        """No line, and what was selected is selected."""
        self.view.editor.selection.set(self._before)

    def paint(self, painter: QPainter) -> None:
        """The draft line in its timing's color, and the target's outline."""
        if self._now is not None:
            paint_draft(self.view, painter, self._port, self._target, self._now.scene)
            if self._target:
                paint_words(self.view, painter, self._now.screen, *self._words)


def target_at(view: Canvas, pointer: Pointer, source: Port) -> Port | None:
    """What a line dropped here would meet: a row, or the system of a header; never the box it starts from."""
    port = port_at(view, pointer)
    hit = view.hit(pointer.scene)
    end = port.end if port else end_of(hit.element) if hit else None
    if end is None or end.system == source.end.system:
        return None
    return port_towards(view, end, source.at) or port


def _back_home(view: Canvas, pointer: Pointer, system: str) -> bool:
    hit = view.hit(pointer.scene)
    return hit is not None and hit.element.id.partition(".")[0] == system and hit.element.kind != "zone"
