"""Hiding elements in a view, taking them out of it, and bringing them back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint

from d365arch.edit import Hide, Several, ShowAll
from d365arch.gui.canvas.existing import missing_systems, show_existing
from d365arch.gui.canvas.search_popup import Choice
from d365arch.gui.canvas.view import CanvasView
from d365arch.gui.editor import Editor
from d365arch.model import Landscape, View
from d365arch.scene.parts import Element

HIDEABLE = ("system", "integration", "zone")
"""Kinds of elements that a view can hide."""


def hidden_in(landscape: Landscape, view: View) -> tuple[Element, ...]:
    """What a view hides of what the landscape has; a system first, where an id names elements of several kinds."""
    found = []
    for element_id in dict.fromkeys(view.hide):
        for kind, known in (("system", landscape.system_by_id), ("integration", landscape.integration_by_id),
                            ("zone", landscape.zone_by_id)):
            if element_id in known:
                found.append(Element(kind=kind, id=element_id))
                break
    return tuple(found)


class Hiding(QObject):
    """The commands behind H, Shift+H and adding what a view leaves out."""

    def __init__(self, editor: Editor, canvas: CanvasView, parent: QObject) -> None:
        super().__init__(parent)
        self._editor, self._canvas = editor, canvas

    def hideable(self) -> tuple[str, ...]:
        """Ids of what is selected and can be hidden."""
        return tuple(e.id for e in self._editor.selection.elements if e.kind in HIDEABLE)

    def hide(self) -> None:
        """Leave the selection out of this view; it stays in the landscape."""
        ids, editor = self.hideable(), self._editor
        if not ids:
            return
        what = self._name(ids[0]) if len(ids) == 1 else self.tr("{count} elements").format(count=len(ids))
        if editor.perform(Several((Hide(editor.view_id, ids),), self.tr("Hide {what}").format(what=what))):
            editor.selection.set(e for e in editor.selection.elements if e.id not in ids)
            editor.message.emit(self.tr("{what} is hidden in this view only; Shift+H brings it back.")
                                .format(what=what) if len(ids) == 1 else
                                self.tr("{what} are hidden in this view only; Shift+H brings them back.")
                                .format(what=what))

    def show_hidden(self) -> None:
        """Ask what of that to bring back; the list stays open until nothing is hidden any more."""
        editor = self._editor
        found = hidden_in(editor.workspace.landscape, editor.view)
        if not found:
            editor.message.emit(self.tr("Nothing is hidden in this view."))
            return
        kinds = {"system": self.tr("system"), "integration": self.tr("integration"), "zone": self.tr("zone")}
        choices = [Choice(self._name(e.id), kinds.get(e.kind, ""), (e.id,), e.id) for e in found]
        if len(found) > 1:
            choices.insert(0, Choice(self.tr("Show all {count}").format(count=len(found)), value=None))
        self._ask(self.tr("Hidden in this view"), choices, self._show)

    def _show(self, choice: Choice) -> None:
        editor = self._editor
        if choice.value is None:
            editor.perform(ShowAll(editor.view_id))
            return
        before = {e.id for e in editor.selection.elements}
        if editor.perform(Hide(editor.view_id, (choice.value,), hidden=False)):
            element = next((Element(kind=kind, id=choice.value) for kind in HIDEABLE
                            if self._canvas.rect_of(Element(kind=kind, id=choice.value))), None)
            if element is not None and element.id not in before:
                editor.selection.set([element])
                self._canvas.flash(element)
        if hidden_in(editor.workspace.landscape, editor.view):
            self.show_hidden()

    def add_existing(self) -> None:
        """Ask which system of the landscape to show here too, again and again until Escape."""
        systems = sorted(missing_systems(self._editor), key=lambda s: (s.label.casefold(), s.id))
        if not systems:
            self._editor.message.emit(self.tr("This view shows every system of the landscape already."))
            return
        zones = self._editor.workspace.landscape.zone_by_id
        choices = [Choice(s.label, zones[s.zone].label if s.zone in zones else "", (s.id,), s.id) for s in systems]
        self._ask(self.tr("Add to this view from the landscape"), choices, self._add)

    def _add(self, choice: Choice) -> None:
        if show_existing(self._editor, choice.value):
            self._canvas.flash(Element(kind="system", id=choice.value))
            if missing_systems(self._editor):
                self.add_existing()

    def _ask(self, title: str, choices: Sequence[Choice], chosen: Callable[[Choice], None]) -> None:
        canvas = self._canvas
        at = QPoint(canvas.width() // 2 - 180, 60)
        canvas.popups.popup.ask(title, choices, at, chosen, canvas.theme)

    def _name(self, element: str) -> str:
        landscape = self._editor.workspace.landscape
        found = (landscape.system_by_id.get(element) or landscape.integration_by_id.get(element)
                 or landscape.zone_by_id.get(element))
        return found.label if found else element
