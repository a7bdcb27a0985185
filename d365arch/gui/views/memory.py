"""What each view looked like when it was left: zoom, place and selection come back with it while the window is open."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from d365arch.gui.canvas.view import CanvasView
from d365arch.gui.editor import Editor
from d365arch.model.geometry import Point
from d365arch.scene.parts import Element


@dataclass(frozen=True, slots=True)
class Seen:
    """The zoom, the scene point in the middle of the canvas, and what was selected."""

    scale: float
    middle: Point
    chosen: tuple[Element, ...]


class ViewMemory(QObject):
    """Remembers a view when it gives way to another one, and puts it back when it is shown again."""

    def __init__(self, editor: Editor, canvas: CanvasView, parent: QObject) -> None:
        super().__init__(parent)
        self._editor, self._canvas = editor, canvas
        self._document = editor.document
        self._seen: dict[str, Seen] = {}
        editor.view_left.connect(self._remember)
        editor.opened.connect(self._recall)

    def _remember(self, view_id: str) -> None:
        canvas = self._canvas
        if self._editor.drawing is not None:
            self._seen[view_id] = Seen(canvas.zoom, canvas.middle(), self._editor.selection.elements)

    def _recall(self) -> None:
        editor, canvas = self._editor, self._canvas
        if editor.document is not self._document:
            self._document = editor.document
            self._seen.clear()
            return
        seen = self._seen.get(editor.view_id)
        # What was picked in the other view and stands here too stays picked: one finds it again.
        kept = self._drawn(editor.selection.elements) or self._drawn(seen.chosen if seen else ())
        editor.selection.set(kept)
        if seen is not None:
            found = canvas.viewport.zoomed(seen.scale, Point(0, 0))
            canvas.set_viewport(found.centered(seen.middle, canvas.width(), canvas.height()))

    def _drawn(self, elements: tuple[Element, ...]) -> tuple[Element, ...]:
        return tuple(e for e in elements if self._editor.exists(e) and self._canvas.rect_of(e))
