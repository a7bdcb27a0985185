"""Drop: a type from the palette becomes a system on the sheet, or an endpoint of the system it is dropped on."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPen

from d365arch.gui.canvas.additions import add_system
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.offers import add_endpoint
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.language import translate
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element

MIME = "application/x-d365arch-type"
"""What the palette brings: `system:<type id>` or `endpoint:<type id>`."""


class DropTool:
    """Shows where the dragged type would land and adds it there."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self._kind = ""
        self._type = ""
        self._at: Point | None = None

    def enter(self, event: QDragEnterEvent) -> None:
        """Take what the palette brings, and nothing else."""
        if _read(event.mimeData()) is None:
            event.ignore()
            return
        self._kind, self._type = _read(event.mimeData()) or ("", "")
        event.acceptProposedAction()

    def over(self, event: QDragMoveEvent) -> None:
        """Show where it would land; an endpoint lands on a system only, which a drop elsewhere is told."""
        self._at = self._view.viewport.to_scene(Point(event.position().x(), event.position().y()))
        event.acceptProposedAction()
        self._view.update()

    def leave(self) -> None:
        """It left: nothing to show."""
        self._at = None
        self._view.update()

    def drop(self, event: QDropEvent) -> None:
        """Add the system or the endpoint."""
        found = _read(event.mimeData())
        view = self._view
        if found is None:
            event.ignore()
            return
        self._kind, self._type = found
        self._at = view.viewport.to_scene(Point(event.position().x(), event.position().y()))
        event.acceptProposedAction()
        at, system, zone = self._at, self._system(), self._zone()
        self.leave()
        view.activateWindow()
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._kind == "system":
            add_system(view, self._type, at, zone)
        elif system is not None:
            add_endpoint(view.editor, system, self._type)
        else:
            view.editor.message.emit(translate("Canvas", "An endpoint belongs to a system; drop it onto one."))

    def paint(self, painter: QPainter) -> None:
        """The outline of the box that would come, or of the system that would get the endpoint."""
        if self._at is None:
            return
        view = self._view
        system, zone = self._system(), self._zone()
        rect: Rect | None = None
        if self._kind == "system":
            rect = Rect(self._at.x - 108, self._at.y - 24, 216, 48)
            zone_rect = view.rect_of(Element(kind="zone", id=zone)) if zone else None
            if zone_rect:
                self._outline(painter, zone_rect, 18)
        elif system:
            rect = view.box_rect(system)
        if rect:
            self._outline(painter, rect, 40)

    def _outline(self, painter: QPainter, rect: Rect, alpha: int) -> None:
        color = QColor(self._view.theme.accent)
        painter.setPen(QPen(color, 2))
        color.setAlpha(alpha)
        painter.setBrush(color)
        painter.drawRoundedRect(rectf(self._view.viewport.rect_to_screen(rect)), 8, 8)

    def _system(self) -> str | None:
        hit = self._view.hit(self._at) if self._at else None
        return hit.element.id.partition(".")[0] if hit and hit.element.kind in ("system", "endpoint") else None

    def _zone(self) -> str | None:
        hit = self._view.hit(self._at) if self._at else None
        if hit is None:
            return None
        if hit.element.kind == "zone":
            return hit.element.id
        system = self._view.editor.workspace.landscape.system_by_id.get(hit.element.id.partition(".")[0])
        return system.zone if system and hit.element.kind in ("system", "endpoint") else None


def _read(data: QMimeData) -> tuple[str, str] | None:
    """What kind of type, and its id; none for anything else."""
    if not data.hasFormat(MIME):
        return None
    kind, _, type_id = bytes(data.data(MIME).data()).decode("utf-8", "replace").partition(":")
    return (kind, type_id) if kind in ("system", "endpoint") and type_id else None
