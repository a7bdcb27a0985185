"""Notes of the window: writing a new one, one about an element, and letters without paper."""

from __future__ import annotations

from PySide6.QtCore import QObject

from d365arch.edit import Edit, SetField, Several, Target, TargetKind
from d365arch.gui.enabling import Enabling
from d365arch.gui.workbench import Workbench
from d365arch.model import Point, ViewNote
from d365arch.model.vocabulary import NoteStyle
from d365arch.scene.notes import NOTE_WIDTH
from d365arch.scene.parts import Element

ABOUT = ("system", "endpoint", "integration", "zone")
"""Kinds of elements that a note can be about."""

_ASIDE = 48.0
"""A note about an element begins this far from it, in px."""


class Notes(QObject):
    """The commands on notes; the canvas moves, sizes and writes them."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        bench.on("add_note", self.add)
        bench.on("note_about", self.add_about)
        bench.on("note_plain", self.change_style)
        bench.editor.selection.changed.connect(self._check)
        bench.editor.drawing_changed.connect(self._check)
        Enabling(bench, self._rules)

    def _rules(self) -> dict[str, bool]:
        chosen = self._bench.editor.selection
        # An overview draws no notes.
        return {"add_note": not self._bench.editor.view.overview, "note_about": self._about() is not None,
                "note_plain": bool(chosen.of_kind("note"))}

    def _about(self) -> Element | None:
        """The one selected element that a note can be about."""
        chosen, overview = self._bench.editor.selection.elements, self._bench.editor.view.overview
        return chosen[0] if len(chosen) == 1 and chosen[0].kind in ABOUT and not overview else None

    def _check(self, _drawing: object = None) -> None:
        chosen = self._chosen()
        self._bench.actions["note_plain"].setChecked(bool(chosen) and all(n.style is NoteStyle.PLAIN for n in chosen))

    def _chosen(self) -> list[ViewNote]:
        ids = self._bench.editor.selection.of_kind("note")
        return [note for note in self._bench.editor.view.notes if note.id in ids]

    def add(self) -> None:
        """Write a note under the pointer, or in the middle where the pointer is elsewhere."""
        canvas = self._bench.canvas
        inside = canvas.underMouse() and canvas.rect().contains(canvas.mapFromGlobal(canvas.cursor().pos()))
        middle = canvas.middle()
        canvas.notes.begin_new(canvas.mouse.last.scene if inside else Point(middle.x - NOTE_WIDTH / 2, middle.y - 20))

    def add_about(self) -> None:
        """Write a note with a line to what is selected, at its upper right."""
        canvas, element = self._bench.canvas, self._about()
        rect = canvas.rect_of(element) if element else None
        if element is not None and rect is not None:
            canvas.notes.begin_new(Point(rect.right + _ASIDE, rect.top - _ASIDE), on=element.id)

    def change_style(self) -> None:
        """Take the paper from the selected notes, or give it back where none has any."""
        editor, chosen = self._bench.editor, self._chosen()
        plain = not all(n.style is NoteStyle.PLAIN for n in chosen)
        edits: tuple[Edit, ...] = tuple(
            SetField(Target(TargetKind.VIEW_NOTE, n.id, editor.view_id), ("style",), NoteStyle.PLAIN if plain else None)
            for n in chosen)
        if edits:
            editor.perform(Several(edits, self.tr("Take the paper away") if plain else self.tr("Put text on paper")))


def install(bench: Workbench) -> Notes:
    """Put the commands on notes into a window."""
    return Notes(bench)
