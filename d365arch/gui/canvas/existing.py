"""Systems of the landscape that a view leaves out, and showing one of them in it."""

from __future__ import annotations

from d365arch.edit import AddToView, Edit, SetPositions, Several
from d365arch.gui.editor import Editor
from d365arch.model import Point, System
from d365arch.scene.parts import Element


def missing_systems(editor: Editor) -> tuple[System, ...]:
    """The systems that the view on show does not draw, in file order; none while nothing is drawn."""
    drawing = editor.drawing
    if drawing is None:
        return ()
    shown = {s.id for s in drawing.looks.selection.systems}
    return tuple(s for s in editor.workspace.landscape.systems if s.id not in shown)


def leaves_out(editor: Editor) -> bool:
    """Whether the view on show leaves out systems of the landscape."""
    drawing = editor.drawing
    return drawing is not None and len(drawing.looks.selection.systems) < len(editor.workspace.landscape.systems)


def show_existing(editor: Editor, system_id: str, at: Point | None = None) -> bool:
    """Show a system in the view and select it: where it stood in this view before, else at a point, else where there
    is room."""
    edit: Edit = AddToView(editor.view_id, (system_id,))
    known = editor.workspace_as_drawn().view(editor.view_id).positions
    if at is not None and system_id not in known:
        place = SetPositions(editor.view_id, {system_id: Point(round(at.x), round(at.y))})
        edit = Several((edit, place), edit.label)
    if not editor.perform(edit):
        return False
    editor.selection.set([Element(kind="system", id=system_id)])
    return True
