"""Mouse, wheel and touchpad of the canvas: which gesture a press begins, zoom at the pointer, hovering."""

from __future__ import annotations

from collections.abc import KeysView

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.places import Pointer, Port
from d365arch.gui.canvas.ports import port_at
from d365arch.gui.canvas.presses import on_ground, press_at
from d365arch.gui.canvas.tools.base import Tool
from d365arch.gui.canvas.tools.bend import remove_at
from d365arch.gui.canvas.tools.pan import PanTool
from d365arch.gui.canvas.viewport import STEP
from d365arch.model.geometry import Point
from d365arch.scene.build import Drawing

RENAMABLE = ("system", "endpoint", "integration", "zone", "title", "note")
"""Kinds of elements that have a name to edit in place."""


class Mouse:
    """Chooses the gesture for a press and keeps it until the release."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self.tool: Tool | None = None
        self._drawn_ids: tuple[KeysView[str], ...] = ()
        self.last = Pointer(Point(0, 0), Point(0, 0))

    def pointer(self, event: QMouseEvent) -> Pointer:
        """The place and the held keys of an event."""
        keys = event.modifiers()
        screen = Point(event.position().x(), event.position().y())
        return Pointer(
            screen, self._view.viewport.to_scene(screen),
            shift=bool(keys & Qt.KeyboardModifier.ShiftModifier),
            ctrl=bool(keys & Qt.KeyboardModifier.ControlModifier),
            alt=bool(keys & Qt.KeyboardModifier.AltModifier),
        )

    def press(self, event: QMouseEvent) -> None:
        """Begin a gesture; a second button during one cancels it."""
        view = self._view
        view.setFocus(Qt.FocusReason.MouseFocusReason)
        view.popups.close()
        view.renamer.finish()
        if self.tool is not None:
            self.cancel()
            return
        pointer = self.last = self.pointer(event)
        if event.button() == Qt.MouseButton.MiddleButton or (
                event.button() == Qt.MouseButton.LeftButton and view.keyboard.space_held):
            self.begin(PanTool(view), pointer)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.begin(press_at(view, pointer)[1](), pointer)
        elif event.button() == Qt.MouseButton.RightButton:
            hit = view.hit(pointer.scene)
            if hit and hit.element not in view.editor.selection:
                view.editor.selection.set((hit.element,))

    def begin(self, tool: Tool, pointer: Pointer) -> None:
        """Start a gesture."""
        self.tool = tool
        drawing = self._view.editor.drawing
        self._drawn_ids = _ids(drawing) if drawing else ()
        self._view.overlay.hover(None)
        self._view.overlay.show_port(None)
        self._view.overlay.stand_out(())
        self._view.setCursor(tool.cursor)
        tool.press(pointer)
        self._view.update()

    def drawing_changed(self, drawing: Drawing) -> None:
        """There is another drawing under the gesture: what it holds may be gone from it, then the gesture ends."""
        if self.tool is not None and self._drawn_ids and not all(
                before <= now for before, now in zip(self._drawn_ids, _ids(drawing), strict=True)):
            self.cancel()

    def move(self, event: QMouseEvent) -> None:
        """Hand the movement to the gesture, or hover."""
        pointer = self.last = self.pointer(event)
        if self.tool is not None:
            self.tool.move(pointer)
            self._view.update()
            return
        self.hover(pointer)

    def hover(self, pointer: Pointer) -> None:
        """Show what a press here would do."""
        view = self._view
        hit = view.hit(pointer.scene)
        click = view.click_at(pointer)
        view.overlay.hover(None if click else hit)
        port: Port | None = None if click else port_at(view, pointer)
        view.overlay.show_port(port)
        if view.keyboard.space_held:
            view.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            view.setCursor(press_at(view, pointer)[0].cursor)

    def release(self, event: QMouseEvent) -> None:
        """End the gesture with its edit."""
        tool, self.tool = self.tool, None
        pointer = self.last = self.pointer(event)
        if tool is not None:
            tool.release(pointer)
            self._view.update()
            self.hover(pointer)

    def cancel(self) -> bool:
        """End the gesture without a trace; true where there was one."""
        tool, self.tool = self.tool, None
        if tool is None:
            return False
        tool.cancel()
        self._view.unsetCursor()
        self._view.update()
        return True

    def leave(self) -> None:
        """Nothing is under the pointer."""
        self._view.overlay.hover(None)
        self._view.overlay.show_port(None)

    def double_click(self, event: QMouseEvent) -> None:
        """Take out the bend under the pointer, or rename what is there; on empty ground, add a system."""
        pointer = self.last = self.pointer(event)
        hit = self._view.hit(pointer.scene)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.cancel()
        if self._view.click_at(pointer) or remove_at(self._view, pointer):
            return
        if hit and hit.shape.members:
            self._view.inside_wanted.emit(hit.element)
        elif hit and hit.element.kind in RENAMABLE and (hit.element.kind != "zone" or not on_ground(hit, pointer)):
            self._view.begin_rename(hit.element)
        elif hit is None or hit.element.kind == "zone":
            self._view.popups.add_system(pointer.scene)

    def context_menu(self, event: QContextMenuEvent) -> None:
        """Ask for a menu."""
        view = self._view
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            hit = view.hit(view.viewport.to_scene(Point(event.pos().x(), event.pos().y())))
            view.context_requested.emit(hit.element if hit else None, event.globalPos())
            return
        elements = view.editor.selection.elements
        rect = view.rect_of(elements[-1]) if elements else None
        at = view.viewport.to_screen(rect.center) if rect else Point(view.width() / 2, view.height() / 2)
        view.context_requested.emit(elements[-1] if rect else None, view.mapToGlobal(QPoint(int(at.x), int(at.y))))

    def wheel(self, event: QWheelEvent) -> None:
        """A mouse wheel zooms at the pointer, with shift it pans sideways; a touchpad pans, with ctrl it zooms."""
        keys = event.modifiers()
        touchpad = event.phase() != Qt.ScrollPhase.NoScrollPhase and not event.pixelDelta().isNull()
        if touchpad and not keys & Qt.KeyboardModifier.ControlModifier:
            self._pan(QPointF(event.pixelDelta()))
            return
        turned = event.angleDelta()
        if keys & Qt.KeyboardModifier.ShiftModifier:
            self._pan(QPointF(turned.y() or turned.x(), 0) / 2)
        elif turned.y():
            notches = turned.y() / 120
            self._zoom(STEP ** notches, event.position(), glide=notches.is_integer())
        else:
            self._pan(QPointF(turned.x(), 0) / 2)
        event.accept()

    def _pan(self, by: QPointF) -> None:
        self._view.set_viewport(self._view.viewport.panned(by.x(), by.y()))

    def _zoom(self, factor: float, at: QPointF, *, glide: bool = False) -> None:
        self._view.zoom_by(factor, Point(at.x(), at.y()), glide=glide)

    def gesture(self, event: QEvent) -> bool:
        """Pinch on a touchpad or a touch screen; true where it was used."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom(1 + event.value(), event.position())
                return True
            return False
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = self._view.mapFromGlobal(pinch.centerPoint().toPoint())
                self._zoom(pinch.scaleFactor(), QPointF(at))
                return True
        return False


def _ids(drawing: Drawing) -> tuple[KeysView[str], ...]:
    """What is drawn: boxes, lines and zones."""
    placement = drawing.placement
    return placement.boxes.keys(), placement.routes.keys(), placement.zones.keys()
