"""The canvas and its elements as Qt's accessible interfaces: systems with their endpoints, zones, lines, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QWindow
from PySide6.QtWidgets import QAccessibleWidget

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.reading_order import reading_order
from d365arch.model.geometry import Point
from d365arch.scene.build import Drawing
from d365arch.scene.parts import Element

NOTHING: Any = None
"""Qt takes no interface for an answer, which its type stubs forget."""

Describe = Callable[[Element], tuple[str, str]]
"""Name and description of an element."""

_ROLES = {
    "system": QAccessible.Role.ListItem, "endpoint": QAccessible.Role.ListItem, "zone": QAccessible.Role.Grouping,
    "integration": QAccessible.Role.Link, "note": QAccessible.Role.Note,
}


class CanvasInterface(QAccessibleWidget):
    """The drawing: its children are systems in reading order, then zones, integrations and notes."""

    def __init__(self, canvas: Canvas, describe: Describe) -> None:
        super().__init__(canvas, QAccessible.Role.Canvas, canvas.accessibleName())
        self.canvas = canvas
        self.describe = describe
        self._drawn: Drawing | None = None
        self._elements: list[Element] = []
        self._places: dict[Element, int] = {}
        self._items: dict[Element, ElementInterface] = {}

    def elements(self) -> Sequence[Element]:
        """The elements that are children of the canvas, in their order."""
        drawing = self.canvas.editor.drawing
        if drawing is not self._drawn:
            self._drawn = drawing
            landscape = self.canvas.editor.workspace.landscape
            drawn = {shape.element: None for shape in drawing.scene.shapes} if drawing else {}
            named = [Element(kind="system", id=system) for system in reading_order(drawing)]
            named += [each for kind in ("zone", "integration", "note") for each in drawn if each.kind == kind]
            self._elements = [each for each in named if each.kind != "system" or each.id in landscape.system_by_id]
            self._places = {element: number for number, element in enumerate(self._elements)}
        return self._elements

    def place_of(self, element: Element) -> int:
        """Which child an element is; -1 for none."""
        self.elements()
        return self._places.get(element, -1)

    def item(self, element: Element) -> ElementInterface:
        """The interface of an element; one and the same as long as the canvas lives."""
        if element not in self._items:
            self._items[element] = ElementInterface(self, element)
        return self._items[element]

    def forget(self) -> None:
        """Take all elements back from Qt, which would otherwise destroy them after the interpreter has ended."""
        for item in self._items.values():
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(item))
        self._items.clear()

    def childCount(self) -> int:
        """How many elements there are beside those within others."""
        return len(self.elements())

    def child(self, index: int) -> QAccessibleInterface:
        """The element at a position."""
        elements = self.elements()
        return self.item(elements[index]) if 0 <= index < len(elements) else NOTHING

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """The position of an element."""
        return self.place_of(child.element) if isinstance(child, ElementInterface) else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        """The element at a point of the screen."""
        at = self.canvas.mapFromGlobal(QPoint(x, y))
        hit = self.canvas.hit(self.canvas.viewport.to_scene(Point(at.x(), at.y())))
        return self.item(hit.element) if hit and hit.element.kind in _ROLES else NOTHING

    def focusChild(self) -> QAccessibleInterface:
        """What the keyboard works on: the element that was selected last."""
        chosen = self.canvas.editor.selection.elements
        return self.item(chosen[-1]) if chosen and self.canvas.hasFocus() else NOTHING


class ElementInterface(QAccessibleInterface):
    """One element of the drawing; systems have their endpoints as children."""

    def __init__(self, root: CanvasInterface, element: Element) -> None:
        super().__init__()
        self.root = root
        self.element = element

    def _rows(self) -> list[Element]:
        drawing = self.root.canvas.editor.drawing
        if self.element.kind != "system" or drawing is None:
            return []
        return [Element(kind="endpoint", id=f"{self.element.id}.{row}")
                for row in drawing.placement.rows.get(self.element.id, ())]

    def isValid(self) -> bool:
        """Whether the landscape still has the element."""
        return self.root.canvas.editor.exists(self.element)

    def object(self) -> QObject:
        """Elements are no objects of their own."""
        found: QObject = NOTHING
        return found

    def window(self) -> QWindow:
        """The window of the canvas."""
        return self.root.window()

    def parent(self) -> QAccessibleInterface:
        """The system of an endpoint; the canvas of all others."""
        if self.element.kind == "endpoint":
            return self.root.item(Element(kind="system", id=self.element.id.partition(".")[0]))
        return self.root

    def childCount(self) -> int:
        """How many endpoints a system shows."""
        return len(self._rows())

    def child(self, index: int) -> QAccessibleInterface:
        """An endpoint of the system."""
        rows = self._rows()
        return self.root.item(rows[index]) if 0 <= index < len(rows) else NOTHING

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """The position of an endpoint."""
        rows = self._rows()
        return rows.index(child.element) if isinstance(child, ElementInterface) and child.element in rows else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        """The endpoint at a point of the screen."""
        found = self.root.childAt(x, y)
        return found if isinstance(found, ElementInterface) and found.element in self._rows() else NOTHING

    def role(self) -> QAccessible.Role:
        """Items, groups and links."""
        return _ROLES.get(self.element.kind, QAccessible.Role.StaticText)

    def state(self) -> QAccessible.State:
        """Selected, focused, out of sight."""
        canvas = self.root.canvas
        chosen = canvas.editor.selection.elements
        state = QAccessible.State()
        self._set(state, "focusable", "selectable", "multiSelectable")
        if self.element in chosen:
            self._set(state, "selected")
        if chosen and chosen[-1] == self.element and canvas.hasFocus():
            self._set(state, "focused", "active")
        if not self.rect().intersects(QRect(canvas.mapToGlobal(QPoint(0, 0)), canvas.size())):
            self._set(state, "offscreen")
        return state

    @staticmethod
    def _set(state: QAccessible.State, *names: str) -> None:
        for name in names:
            setattr(state, name, True)

    def rect(self) -> QRect:
        """Where the element is on the screen; empty where this view does not draw it."""
        canvas = self.root.canvas
        rect = canvas.rect_of(self.element)
        if rect is None:
            return QRect()
        seen = canvas.viewport.rect_to_screen(rect)
        return QRect(canvas.mapToGlobal(QPoint(round(seen.x), round(seen.y))),
                     canvas.mapToGlobal(QPoint(round(seen.right), round(seen.bottom))))

    def text(self, kind: QAccessible.Text) -> str:
        """The name of the element; its neighbors and findings as the description."""
        name, description = self.root.describe(self.element)
        return {QAccessible.Text.Name: name, QAccessible.Text.Description: description}.get(kind, "")

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Names are changed by F2, so that every change can be undone."""

    def foregroundColor(self) -> QColor:
        """The color of text."""
        return QColor(self.root.canvas.theme.ink)

    def backgroundColor(self) -> QColor:
        """The color behind it."""
        return QColor(self.root.canvas.theme.ground)
