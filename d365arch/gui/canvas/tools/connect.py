"""Connect: drag from an endpoint or a border to a box, a row or empty ground; the drag starts at the initiator."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from d365arch.gui.canvas.additions import connect
from d365arch.gui.canvas.autoscroll import EdgeScroll
from d365arch.gui.canvas.connect_choices import ConnectChoices
from d365arch.gui.canvas.draft import preview
from d365arch.gui.canvas.draft_line import paint_draft, paint_words, promised_route
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.places import Pointer, Port, end_of
from d365arch.gui.canvas.ports import port_at, port_towards
from d365arch.gui.canvas.target_light import TargetLight
from d365arch.gui.canvas.tools.base import Tool
from d365arch.gui.language import translate
from d365arch.model.geometry import Point

_SEVERAL = 2


class ConnectTool(Tool):
    """Draws the line from the initiator as it will look and adds the integration where it is dropped."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: Canvas, port: Port) -> None:
        super().__init__(view)
        self._port = port
        self._target: Port | None = None
        self._now: Pointer | None = None
        self._words = "", False
        self._route: tuple[Point, ...] = ()
        self._light: TargetLight | None = None
        self._choices = ConnectChoices(view, port.end)
        self._scroll = EdgeScroll(view, self.move)

    def press(self, pointer: Pointer) -> None:
        """Select what the line starts from."""
        super().press(pointer)
        self._before = self.view.editor.selection.elements
        self.view.editor.selection.set((self._port.element,))

    def move(self, pointer: Pointer) -> None:
        """Follow the pointer; a target lights up."""
        if self._light is None:
            if not self.far_enough(pointer):
                return
            self._light = TargetLight(self.view, self._port.end)
        self._now = pointer
        self._scroll.follow(pointer)
        before, self._target = self._target, target_at(self.view, pointer, self._port)
        if self._target and (before is None or before.end != self._target.end):
            self._words = self._told(self._target)
            self._route = promised_route(self.view, self._port.end, self._target.end)

    def _told(self, target: Port) -> tuple[str, bool]:
        words, warns = preview(self.view.editor.facts, self._port.end, target.end)
        if self._asks(target):
            return translate("Canvas", "{words} · asks which endpoint").format(words=words), False
        return words, warns

    def _asks(self, target: Port) -> bool:
        """Whether a drop there has several endpoints to choose from."""
        return target.end.endpoint is None and len(self._choices.fitting(target.end.system)) >= _SEVERAL

    def key(self, event: QKeyEvent) -> bool:
        """No key removes or renames what is selected while a line is drawn."""
        return event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def release(self, pointer: Pointer) -> None:
        """Connect to the target, or ask what to connect to where there is none or several would do."""
        if self._now is None:
            return
        self.move(pointer)
        self._scroll.stop()
        view, end = self.view, self._port.end
        if self._target is None:
            if not _back_home(view, pointer, end.system):
                view.popups.connect_new(end, pointer.scene)
        elif self._asks(self._target):
            view.popups.connect_to(end, self._target.end.system, pointer.scene)
        else:
            connect(view, end, self._target.end)

    def cancel(self) -> None:
        """No line, and what was selected is selected."""
        self._scroll.stop()
        self.view.editor.selection.set(self._before)

    def paint(self, painter: QPainter) -> None:
        """What fits, the draft line in its timing's color, and the target's outline."""
        if self._now is None or self._light is None:
            return
        self._light.paint(painter)
        paint_draft(self.view, painter, self._port, self._target, self._now.scene, promised=self._route)
        if self._target:
            paint_words(self.view, painter, self._now.screen, *self._words)


def target_at(view: Canvas, pointer: Pointer, source: Port) -> Port | None:
    """What a line dropped here would meet: a row, or the system of a header; never the box it starts from."""
    port = port_at(view, pointer)
    hit = view.hit(pointer.scene)
    end = port.end if port else end_of(hit.element) if hit else None
    if end is None or end.system == source.end.system:
        return None
    if end.system not in view.editor.workspace.landscape.system_by_id:
        return None
    return port_towards(view, end, source.at) or port


def _back_home(view: Canvas, pointer: Pointer, system: str) -> bool:
    hit = view.hit(pointer.scene)
    return hit is not None and hit.element.id.partition(".")[0] == system and hit.element.kind != "zone"
