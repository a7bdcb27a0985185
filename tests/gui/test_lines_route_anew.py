"""Route anew: bends and label places are forgotten, of the selected lines or of all; one named step."""

from __future__ import annotations

from d365arch.edit import SetBends, SetLabelAt
from d365arch.model import Point
from d365arch.scene.parts import Element

BENDS = (Point(400, 700), Point(500, 700))


def bend_both(window):
    editor = window.editor
    for line in ("orders", "payments"):
        assert editor.perform(SetBends(editor.view_id, line, BENDS))
    assert editor.perform(SetLabelAt(editor.view_id, "orders", Point(450, 700)))


def test_of_the_selected_line_only(opened):
    editor, action = opened.editor, opened.actions_by_name["straighten"]
    before = editor.drawing.placement.routes["orders"].points
    bend_both(opened)
    editor.selection.set([Element(kind="integration", id="orders")])
    action.trigger()
    view = editor.view
    assert set(view.bends) == {"payments"} and not view.labels
    assert editor.undo_stack.undoText() == "Route Web orders anew"
    assert not action.isEnabled()
    assert editor.drawing.placement.routes["orders"].points == before


def test_of_the_lines_of_a_selected_system(opened):
    editor = opened.editor
    bend_both(opened)
    editor.selection.set([Element(kind="system", id="fo")])
    opened.actions_by_name["straighten"].trigger()
    assert not editor.view.bends
    assert editor.undo_stack.undoText() == "Route 2 lines anew"
    editor.undo_stack.undo()
    assert set(editor.view.bends) == {"orders", "payments"}


def test_of_all_where_nothing_is_selected_even_without_bends(opened):
    editor = opened.editor
    editor.selection.clear()
    assert opened.actions_by_name["straighten"].isEnabled()
    routes, steps = editor.drawing.placement.routes, editor.undo_stack.index()
    opened.actions_by_name["straighten"].trigger()
    assert editor.undo_stack.index() == steps
    assert editor.drawing.placement.routes["orders"] is not routes["orders"]
