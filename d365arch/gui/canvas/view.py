"""The canvas: one widget that paints the scene and turns gestures into edits; assembly only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from d365arch.gui.canvas.flight import Flight
from d365arch.gui.canvas.keyboard import Keyboard
from d365arch.gui.canvas.layers import Layers
from d365arch.gui.canvas.mouse import Mouse
from d365arch.gui.canvas.overlay import Overlay
from d365arch.gui.canvas.places import Pointer
from d365arch.gui.canvas.popups import Popups
from d365arch.gui.canvas.sheet import Sheet
from d365arch.gui.canvas.sight import SightedCanvas
from d365arch.gui.canvas.tools.base import Tool
from d365arch.gui.canvas.tools.drop import DropTool
from d365arch.gui.canvas.tools.note_text import NoteWriter
from d365arch.gui.canvas.tools.rename import Renamer
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import load_product_font
from d365arch.gui.ring import paint_ring
from d365arch.model import Workspace
from d365arch.model.geometry import Point
from d365arch.scene.build import Drawing
from d365arch.scene.index import SceneIndex
from d365arch.scene.parts import Element

_MANY = 3000
"""From so many shapes on the garbage collector is told to leave those that are there alone."""

_BY_KEYS = frozenset((Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason,
                      Qt.FocusReason.ShortcutFocusReason))


class CanvasView(SightedCanvas):
    """Shows the editor's drawing; select, move, connect and rename with mouse or keyboard.

    `zoom_changed` carries the new zoom (1.0 is 100 %), `hovered` the element under the pointer or none,
    `context_requested` the element (or none) and the place on the screen for a menu.
    """

    mouse: Mouse
    keyboard: Keyboard
    renamer: Renamer
    notes: NoteWriter
    popups: Popups
    overlay: Overlay
    drops: DropTool

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(editor, parent)
        load_product_font()
        self._by_keys = False
        self.overlay = Overlay(self)
        self.mouse = Mouse(self)
        self.keyboard = Keyboard(self)
        self.renamer = Renamer(self)
        self.notes = NoteWriter(self)
        self.popups = Popups(self)
        self.drops = DropTool(self)
        self.flight = Flight(self)
        self._prepare_widget()
        editor.drawing_changed.connect(self._show_drawing)
        editor.changed.connect(self._changed_meanwhile)
        editor.selection.changed.connect(self._selection_changed)
        editor.opened.connect(self._fit_soon)
        editor.view_changed.connect(self._turned_to_view)
        if editor.drawing is not None:
            self._show_drawing(editor.drawing)

    def _prepare_widget(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(self.tr("Drawing"))
        self.setObjectName("canvas")
        self.grabGesture(Qt.GestureType.PinchGesture)

    def sizeHint(self) -> QSize:
        """A size that shows a small landscape."""
        return QSize(1000, 640)

    @property
    def tool(self) -> Tool | None:
        """The gesture under way."""
        return self.mouse.tool

    def sheet_moved(self) -> None:
        """What stands over the sheet follows it."""
        self.overlay.sheet_moved()
        self.renamer.follow()
        self.notes.follow()

    def flash(self, element: Element) -> None:
        """Draw the eye to an element for a moment."""
        self.reveal(element)
        self.overlay.flash(element)

    def _fit_soon(self) -> None:
        self._fit_wanted = True
        if self.sheet is not None and self.isVisible():
            self.fit()

    def _turned_to_view(self, _view_id: str) -> None:
        """A gesture was meant for the view before."""
        self.mouse.cancel()
        self._fit_soon()

    def _show_drawing(self, drawing: Drawing) -> None:
        first = self.sheet is None
        if len(drawing.scene.shapes) > _MANY:
            # A full collection walks every shape and would stop a drag for half a second; shapes hold no circles.
            gc.freeze()
        before = self.sheet.index if self.sheet else None
        index = self.editor.index_of(drawing) or before or SceneIndex(drawing.scene)
        delta = index.update(drawing.scene) if index is before else None
        self.sheet = Sheet(drawing.scene, index)
        self.layers = Layers(drawing.scene, index, self.layers, delta)
        self.picture.show(self.layers, delta)
        self.overlay.scene_changed()
        self.mouse.drawing_changed(drawing)
        if (first or self._fit_wanted) and self.isVisible():
            self.fit()
        self.renamer.follow()
        self.notes.follow()
        self.update()

    def _changed_meanwhile(self, _before: Workspace, _after: Workspace) -> None:
        """A key or a menu changed the landscape under a gesture: what it holds may be gone, so it ends."""
        if self.mouse.cancel():
            self.editor.selection.keep(self.editor.exists)

    def _selection_changed(self) -> None:
        elements = self.editor.selection.elements
        said = "; ".join(self.describe(element) for element in elements[-3:])
        self.setAccessibleDescription(said)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    def describe(self, element: Element) -> str:
        """What an element is, in words, as the drawing's own title and description say."""
        said = self.sheet.says(element) if self.sheet else ""
        return said or self._within(element) or f"{element.kind} {element.id}"

    def _within(self, element: Element) -> str:
        """What is known of an element that another one stands for: an integration in a bundle, a folded system."""
        drawing, landscape = self.editor.drawing, self.editor.workspace.landscape
        if element.kind == "integration" and drawing and (look := drawing.looks.own.get(element.id)):
            return f"{look.title}. {look.says}"
        system = landscape.system_by_id.get(element.id) if element.kind == "system" else None
        return system.label if system else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Put the picture down, then the overlay."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        if ratio != self._viewport.ratio:
            self._viewport = self._viewport.at_ratio(ratio)
        self.picture.paint(painter)
        self.flight.paint(painter)
        self.overlay.paint(painter)
        if self._by_keys and self.hasFocus():
            paint_ring(painter, self.rect(), QColor(self.theme.accent), 0)
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        """The first sight shows everything."""
        super().showEvent(event)
        if self._fit_wanted:
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle in the middle; a drawing that was fitted stays fitted until it is moved."""
        old = event.oldSize()
        if self._fit_wanted or not old.isValid():
            self.fit()
        else:
            self.set_viewport(self._viewport.panned((self.width() - old.width()) / 2,
                                                    (self.height() - old.height()) / 2))
        self.popups.follow()

    def event(self, event: QEvent) -> bool:
        """Touchpad and touch gestures, tooltips, and Tab, which walks elements before it leaves the canvas."""
        kind = event.type()
        if kind in (QEvent.Type.NativeGesture, QEvent.Type.Gesture) and self.mouse.gesture(event):
            return True
        if isinstance(event, QHelpEvent) and kind == QEvent.Type.ToolTip:
            self._tooltip(event.pos(), event.globalPos())
            return True
        if (kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
                and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and self.keyboard.press(event)):
            return True
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.keyboard.wants(event):
            event.accept()
            return True
        return super().event(event)

    def _tooltip(self, at: QPoint, screen: QPoint) -> None:
        place = Point(at.x(), at.y())
        pointer = Pointer(place, self._viewport.to_scene(place))
        click, hit = self.click_at(pointer), self.hit(pointer.scene)
        text = "" if self.tool is not None or self.sheet is None else (
            click.says if click else self.sheet.says(hit.element) if hit else "")
        QToolTip.showText(screen, text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a gesture."""
        self._by_keys = False
        self.mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or hover."""
        self.mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        self.mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename what is under the pointer."""
        self.mouse.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer, or pan with a touchpad."""
        self.mouse.wheel(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self.mouse.leave()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is under the pointer, or of the selection when a key asked."""
        self.mouse.context_menu(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the gesture under way, else of the canvas."""
        if not self.keyboard.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of the space bar ends panning."""
        if not self.keyboard.release(event):
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is, all around where a key brought it here."""
        self._by_keys = event.reason() in _BY_KEYS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keys that were held count no more."""
        self.keyboard.forget()
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what the palette brings."""
        self.drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would land."""
        self.drops.over(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing lands here."""
        self.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the dropped system or endpoint."""
        self.drops.drop(event)
