"""Notes on the canvas: written in place, moved, sized, walked to, undone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from immutabledict import immutabledict
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.gui.canvas.note_handles import handles
from d365arch.model import Point, Rect, Size, ViewNote, Workspace
from d365arch.model.vocabulary import NoteStyle
from d365arch.scene.parts import Element
from tests.gui.canvas_kit import CTRL, NONE, SHIFT, Hand, small
from tests.gui.views_kit import click_tab, keys, select

NOTE = Element(kind="note", id="n1")


@pytest.fixture
def hand(qapp):
    workspace = small()
    notes = (ViewNote(id="n1", text="Go live in two waves", at=Point(520, 420), size=Size(200, 60)),)
    made = Hand(Workspace(workspace.landscape, (replace(workspace.views[0], notes=notes),)))
    yield made
    made.view.close()
    made.view.deleteLater()
    made.editor.deleteLater()


def rect(hand: Hand, note: str = "n1") -> Rect:
    found = hand.view.rect_of(Element(kind="note", id=note))
    assert found is not None
    return found


def note(hand: Hand, note_id: str = "n1") -> ViewNote:
    return next(n for n in hand.editor.view.notes if n.id == note_id)


def test_a_double_click_edits_and_ctrl_enter_takes_the_text(hand):
    hand.double_click(rect(hand).center)
    field = hand.view.notes.field
    assert field.isVisible() and field.toPlainText() == "Go live in two waves" and field.hasFocus()
    QTest.keyClicks(field, "First")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "second")
    QTest.keyClick(field, Qt.Key.Key_Return, CTRL)
    assert not field.isVisible() and hand.view.hasFocus()
    assert note(hand).text == "First\nsecond"
    assert hand.editor.undo_stack.undoText() == "Edit note"
    assert [p.text for s in hand.view.sheet.shapes(NOTE) for p in s.parts if hasattr(p, "text")] == ["First", "second"]
    hand.undo_all()
    assert note(hand).text == "Go live in two waves"


def test_escape_leaves_the_text_and_a_click_beside_takes_it(hand):
    hand.select("note n1")
    hand.key(Qt.Key.Key_F2)
    hand.type("nothing", enter=False)
    hand.key(Qt.Key.Key_Escape)
    assert hand.steps == 0 and not hand.view.notes.active
    hand.key(Qt.Key.Key_F2)
    hand.type("Other", enter=False)
    hand.click(Point(40, 700))
    assert note(hand).text == "Other" and not hand.view.notes.active


def test_an_emptied_note_is_removed(hand):
    hand.select("note n1")
    hand.key(Qt.Key.Key_F2)
    hand.key(Qt.Key.Key_Delete)
    hand.key(Qt.Key.Key_Return, CTRL)
    assert hand.editor.view.notes == ()
    assert hand.editor.undo_stack.undoText() == "Remove note"


def test_a_new_note_is_there_once_it_says_something(hand):
    hand.view.notes.begin_new(Point(900, 120.4))
    assert hand.editor.view.notes[1:] == ()
    hand.key(Qt.Key.Key_Escape)
    assert hand.steps == 0
    hand.view.notes.begin_new(Point(900, 120.4))
    hand.key(Qt.Key.Key_Return, CTRL)
    assert hand.steps == 0, "an empty note is none"
    hand.view.notes.begin_new(Point(900, 120.4))
    hand.type("Mind the gap", enter=False)
    hand.key(Qt.Key.Key_Return, CTRL)
    assert hand.editor.view.notes[1] == ViewNote(id="note", text="Mind the gap", at=Point(900, 120))
    assert hand.selected() == ["note note"] and hand.steps == 1


def test_the_field_stays_over_the_note_while_the_sheet_moves(hand):
    hand.view.begin_rename(NOTE)
    before = hand.view.notes.field.pos()
    hand.view.set_viewport(hand.view.viewport.panned(-50, 30))
    after = hand.view.notes.field.pos()
    assert (after.x() - before.x(), after.y() - before.y()) == (-50, 30)
    hand.view.notes.cancel()


def test_a_note_is_dragged_alone_and_with_systems(hand):
    start = rect(hand)
    hand.drag(start.center, Point(start.center.x + 90, start.center.y + 150), keys=NONE)
    moved = note(hand).at
    assert abs(moved.x - 610) <= 8 and abs(moved.y - 570) <= 8, "guides may catch it"
    assert hand.editor.undo_stack.undoText() == "Move note"
    hand.select("note n1", "system bank")
    box = hand.box("bank")
    hand.drag(rect(hand).center, Point(rect(hand).center.x - 200, rect(hand).center.y + 60))
    assert hand.editor.undo_stack.undoText() == "Move 2 elements"
    by = Point(note(hand).at.x - moved.x, note(hand).at.y - moved.y)
    assert (round(hand.box("bank").x - box.x), round(hand.box("bank").y - box.y)) == by
    assert hand.landscape.system_by_id["bank"].zone is None
    hand.hold(rect(hand).center, Point(100, 100))
    hand.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(hand.view, Qt.MouseButton.LeftButton, NONE, hand.screen(Point(100, 100)))
    assert hand.steps == 2


def test_handles_make_a_note_wider_and_higher(hand):
    hand.click(rect(hand).center)
    before = note(hand)
    handle = handles(hand.view, rect(hand))[1, 1]
    corner = hand.view.viewport.to_scene(handle)
    hand.drag(corner, Point(corner.x + 80, corner.y + 40))
    assert note(hand).size == Size(280, 100) and note(hand).at == before.at
    assert hand.editor.undo_stack.undoText() == "Resize note"
    left = hand.view.viewport.to_scene(handles(hand.view, rect(hand))[-1, 0])
    hand.drag(left, Point(left.x + 100, left.y + 300))
    assert note(hand).size == Size(180, 100)
    assert note(hand).at == Point(before.at.x + 100, before.at.y), "the right border stays"
    hand.drag(hand.view.viewport.to_scene(handles(hand.view, rect(hand))[1, 0]), Point(-500, 500))
    assert note(hand).size.width == 48, "it never gets too narrow to be taken"
    hand.hold(hand.view.viewport.to_scene(handles(hand.view, rect(hand))[1, 1]), Point(1200, 800))
    hand.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(hand.view, Qt.MouseButton.LeftButton, NONE, hand.screen(Point(1200, 800)))
    assert hand.steps == 3


def test_keys_walk_to_a_note_nudge_and_delete_it(hand):
    hand.select("system bank")
    hand.key(Qt.Key.Key_Tab)
    assert hand.selected() == ["note n1"]
    for _ in range(3):
        hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Down, SHIFT)
    assert note(hand).at == Point(523, 430)
    assert hand.steps == 1, "nudges in a row are one step"
    hand.key(Qt.Key.Key_Backtab, SHIFT)
    assert hand.selected() == ["system bank"]
    hand.select("note n1")
    hand.key(Qt.Key.Key_Delete)
    assert hand.editor.view.notes == () and hand.messages[-1].startswith("Removed 1 note")
    hand.editor.undo_stack.undo()
    assert note(hand).at == Point(523, 430) and hand.selected() == ["note n1"]


def test_a_rubber_band_takes_notes(hand):
    around = rect(hand).grown(30)
    hand.drag(Point(around.left, around.top), Point(around.right, around.bottom))
    assert hand.selected() == ["note n1"]


def test_a_note_within_a_zone_moves_with_it(hand):
    zone = hand.editor.drawing.placement.zones["core"]
    inside = replace(note(hand), text="In",
                     at=Point(round(zone.left + 8), round(zone.bottom - 40)), size=Size(60, 20))
    workspace = hand.editor.workspace
    view = replace(workspace.views[0], notes=(inside,), positions=immutabledict(workspace.views[0].positions))
    hand.editor.document.replace(Workspace(workspace.landscape, (view,)))
    hand.editor.redraw()
    assert zone.covers(rect(hand)), "the note lies in the zone"
    hand.select("zone core")
    title = Point(zone.left + 30, zone.top + 18)
    hand.drag(title, Point(title.x - 60, title.y + 130))
    by = Point(hand.box("fo").x - 520, hand.box("fo").y - 100)
    assert note(hand).at == Point(inside.at.x + round(by.x), inside.at.y + round(by.y))
    assert hand.steps == 1


def test_n_writes_a_note_and_shift_n_one_about_the_selection(opened):
    opened.canvas.setFocus()
    QTest.keyClick(opened.canvas, Qt.Key.Key_N)
    assert opened.canvas.notes.active
    keys(opened, "Free", (Qt.Key.Key_Return, CTRL))
    assert [n.text for n in opened.editor.view.notes] == ["Free"]
    select(opened, "system bank")
    opened.canvas.setFocus()
    QTest.keyClick(opened.canvas, Qt.Key.Key_N, SHIFT)
    keys(opened, "Pays late", (Qt.Key.Key_Return, CTRL))
    about = opened.editor.view.notes[1]
    assert (about.text, about.on) == ("Pays late", "bank")
    leader = next(s for s in opened.canvas.sheet.shapes(Element(kind="note", id=about.id)) if s.path)
    assert opened.canvas.box_rect("bank").grown(1).contains(leader.path[1])
    plain = opened.actions_by_name["note_plain"]
    assert plain.isEnabled() and not plain.isChecked()
    plain.trigger()
    assert opened.editor.view.notes[1].style is NoteStyle.PLAIN and plain.isChecked()
    assert opened.editor.undo_stack.undoText() == "Take the paper away"
    plain.trigger()
    assert opened.editor.view.notes[1].style is None


def test_a_note_being_written_is_taken_when_another_view_is_shown(opened):
    opened.actions_by_name["view_copy"].trigger()
    opened.canvas.setFocus()
    opened.actions_by_name["add_note"].trigger()
    keys(opened, "In the copy")
    click_tab(opened, 0)
    assert opened.editor.view_id == "main"
    QApplication.processEvents()
    assert [n.text for n in opened.editor.workspace.view("main-copy").notes] == ["In the copy"]
    assert opened.editor.workspace.view("main").notes == ()


def test_notes_are_copied_with_systems(opened):
    opened.canvas.notes.begin_new(Point(900, 60), on="bank")
    keys(opened, "Pays late", (Qt.Key.Key_Return, CTRL))
    select(opened, "note note", "system bank")
    opened.actions_by_name["duplicate"].trigger()
    assert [(n.id, n.on, n.text) for n in opened.editor.view.notes] == [
        ("note", "bank", "Pays late"), ("note-2", "bank-2", "Pays late")]
    assert {e.id for e in opened.editor.selection.elements} == {"bank-2", "note-2"}
    select(opened, "note note")
    opened.actions_by_name["copy"].trigger()
    opened.actions_by_name["paste"].trigger()
    assert opened.editor.view.notes[2].on == "bank" and opened.editor.undo_stack.undoText() == "Paste note"
