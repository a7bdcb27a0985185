"""Connect: drag from an endpoint or a border to a box, a row or empty ground; the drag starts at the initiator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from d365arch.edit.integration_edits import AddIntegration
from d365arch.gui.canvas.draft import against_catalog, draft_parts, elbow, new_integration
from d365arch.gui.canvas.painter import prepare, rectf
from d365arch.gui.canvas.ports import Port, end_of, facing, port_at, port_towards
from d365arch.gui.canvas.tools.base import Pointer, Tool
from d365arch.model import End
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element

if TYPE_CHECKING:
    from d365arch.gui.canvas.view import CanvasView


class ConnectTool(Tool):
    """Draws the line from the initiator as it will look and adds the integration where it is dropped."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: CanvasView, port: Port) -> None:
        super().__init__(view)
        self._port = port
        self._target: Port | None = None
        self._now: Pointer | None = None

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
        self._target = target_at(self.view, pointer, self._port)

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


def target_at(view: CanvasView, pointer: Pointer, source: Port) -> Port | None:
    """What a line dropped here would meet: a row, or the system of a header; never the box it starts from."""
    port = port_at(view, pointer)
    hit = view.hit(pointer.scene)
    end = port.end if port else end_of(hit.element) if hit else None
    if end is None or end.system == source.end.system:
        return None
    return port_towards(view, end, source.at) or port


def _back_home(view: CanvasView, pointer: Pointer, system: str) -> bool:
    hit = view.hit(pointer.scene)
    return hit is not None and hit.element.id.partition(".")[0] == system and hit.element.kind != "zone"


def paint_draft(view: CanvasView, painter: QPainter, source: Port, target: Port | None, free_end: Point) -> None:
    """A draft line from a port to a target or, without one, to a point of the scene."""
    if target:
        source, target = facing(view, source.end, target.end) or (source, target)
        outline = QColor(view.theme.accent)
        painter.setPen(QPen(outline, 2))
        outline.setAlpha(28)
        painter.setBrush(outline)
        rect: Rect = view.viewport.rect_to_screen(target.rect).grown(1)
        painter.drawRoundedRect(rectf(rect), 5, 5)
        route = elbow(source.at, source.side, target.at, target.side)
    else:
        source = (port_towards(view, source.end, free_end) or source) if source.end.endpoint else source
        route = elbow(source.at, source.side, free_end, None)
    parts = draft_parts(view.editor.facts, source.end, target.end if target else None, route, view.theme)
    painter.save()
    painter.translate(view.viewport.x, view.viewport.y)
    painter.scale(view.zoom, view.zoom)
    for part in parts:
        prepare(part)(painter)
    painter.restore()


def connect(view: CanvasView, from_: End, to: End) -> bool:
    """Add an integration and start to rename it; say so where it is against the catalog."""
    editor = view.editor
    integration = new_integration(editor.facts, from_, to)
    if not editor.perform(AddIntegration(integration)):
        return False
    finish_connection(view, integration.id)
    return True


def finish_connection(view: CanvasView, integration_id: str) -> None:
    """Select the new integration, tell how it fits the catalog, and let its name be typed."""
    editor = view.editor
    element = Element(kind="integration", id=integration_id)
    editor.selection.set((element,))
    integration = editor.workspace.landscape.integration_by_id[integration_id]
    warning = against_catalog(editor.facts, integration)
    if warning:
        editor.message.emit(view.tr("{0} Press Escape, then X to swap the ends.").format(warning))
    view.renamer.begin(element, fresh=True)
