"""What a person sees: where boxes, rows, borders, lines and fields are; it only reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtCore import QMimeData, QModelIndex, QPoint
from PySide6.QtWidgets import QWidget

from d365arch.gui.canvas.search_popup import SearchPopup
from d365arch.gui.docks.palette import Palette
from d365arch.gui.main_window import MainWindow
from d365arch.gui.models.palette_model import PAYLOAD
from d365arch.model import End, Integration, Landscape, System, Zone
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element
from tour.hand import LostError

Named = TypeVar("Named", System, Integration, Zone)

_HEADER = 22.0
"""From the top of a box to the middle of its name, in px of the drawing."""

_GRIP = 3.0
"""How far inside the border a line is started, in px of the drawing."""


class Eyes:
    """Looks at one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    @property
    def landscape(self) -> Landscape:
        """The landscape as it is now."""
        return self._window.editor.workspace.landscape

    def system(self, name: str) -> System:
        """The system of a name."""
        return _named(self.landscape.systems, name)

    def integration(self, name: str) -> Integration:
        """The integration of a name."""
        return _named(self.landscape.integrations, name)

    def zone(self, name: str) -> Zone:
        """The zone of a name."""
        return _named(self.landscape.zones, name)

    def box(self, name: str) -> Rect:
        """The box of a system."""
        return self._rect(Element(kind="system", id=self.system(name).id))

    def head(self, name: str) -> Point:
        """A place in the head of a box, where it is taken."""
        box = self.box(name)
        return Point(box.center.x, box.top + _HEADER)

    def ground(self, name: str) -> Rect:
        """The rectangle of a zone."""
        return self._rect(Element(kind="zone", id=self.zone(name).id))

    def row(self, end: End) -> Rect:
        """The row of an endpoint; the head of the box where the end has none."""
        if end.endpoint:
            return self._rect(Element(kind="endpoint", id=str(end)))
        box = self._rect(Element(kind="system", id=end.system))
        return Rect(box.x, box.y, box.width, 2 * _HEADER)

    def port(self, end: End, towards: Point) -> Point:
        """Where a line from an end is started: at the side that faces a point."""
        row = self.row(end)
        x = row.right - _GRIP if towards.x >= row.center.x else row.left + _GRIP
        if end.endpoint is None:
            box = self._rect(Element(kind="system", id=end.system))
            x = box.right - _GRIP if towards.x >= box.center.x else box.left + _GRIP
        return Point(x, row.center.y)

    def path(self, name: str) -> tuple[Point, ...]:
        """The corners of a line."""
        sheet = self._window.canvas.sheet
        found = sheet.path(Element(kind="integration", id=self.integration(name).id)) if sheet else None
        if not found:
            raise LostError(f"{name} is not drawn.")
        return tuple(found)

    def label(self, name: str) -> Point:
        """The middle of the name on a line."""
        sheet = self._window.canvas.sheet
        found = sheet.label(Element(kind="integration", id=self.integration(name).id)) if sheet else None
        if found is None:
            raise LostError(f"{name} has no label.")
        return found.center

    def list(self) -> SearchPopup:
        """The searchable list over the drawing."""
        return self._window.canvas.popups.popup

    def field(self, name: str, within: QWidget | None = None) -> QWidget:
        """A field, button or list by the name that assistive technology says."""
        for widget in (within or self._window).findChildren(QWidget):
            if widget.accessibleName() == name and widget.isVisible():
                return widget
        raise LostError(f"There is no {name} to be seen.")

    def in_palette(self, payload: str) -> tuple[QPoint, QMimeData]:
        """Where a type stands in the palette, and what a drag of it carries."""
        palette: Palette = self._window.palette_
        for index in _rows(palette):
            if index.data(PAYLOAD) == payload:
                palette.tree.scrollTo(index)
                at = palette.tree.viewport().mapTo(self._window, palette.tree.visualRect(index).center())
                return at, palette.filter.mimeData([index])
        raise LostError(f"The palette has no {payload}.")

    def _rect(self, element: Element) -> Rect:
        rect = self._window.canvas.rect_of(element)
        if rect is None:
            raise LostError(f"{element.kind} {element.id} is not drawn.")
        return rect


def _named(elements: tuple[Named, ...], name: str) -> Named:
    for element in elements:
        if element.name == name:
            return element
    raise LostError(f"There is no {name}.")


def _rows(palette: Palette, parent: QModelIndex | None = None) -> Iterator[QModelIndex]:
    above = parent or QModelIndex()
    for row in range(palette.filter.rowCount(above)):
        index = palette.filter.index(row, 0, above)
        yield index
        yield from _rows(palette, index)
