"""The page with the drawing: notices above, the canvas, and what belongs under it, such as the tabs of the views."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from d365arch.gui.canvas.view import CanvasView


class SheetPage(QWidget):
    """Stacks notices, canvas and foot; empty parts take no room."""

    def __init__(self, canvas: CanvasView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = canvas
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(canvas, 1)
        self.setFocusProxy(canvas)

    def add_notice(self, widget: QWidget) -> None:
        """Put a widget above the canvas, under those that are there already."""
        self._column.insertWidget(self._column.indexOf(self.canvas), widget)

    def add_foot(self, widget: QWidget) -> None:
        """Put a widget under the canvas."""
        self._column.addWidget(widget)
