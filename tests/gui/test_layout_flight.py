"""Laying out: one named step, pins kept, and boxes that glide without holding anything up."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from d365arch.edit import Pin, SetBends, SetPositions
from d365arch.gui.canvas.flight import Flight
from d365arch.gui.step_drawings import StepDrawings
from d365arch.model import Point
from tests.gui.canvas_kit import Hand, small


@pytest.fixture
def hand(qtbot):
    made = Hand(small())
    qtbot.addWidget(made.view)
    return made


@pytest.fixture
def slow(monkeypatch):
    """A flight that would take a minute, so that a test sees it under way."""
    monkeypatch.setattr(Flight, "duration", 60_000)


def places(hand: Hand) -> dict[str, Point]:
    return {system: Point(rect.x, rect.y) for system, rect in hand.editor.drawing.placement.boxes.items()}


def test_without_a_duration_nothing_glides(hand):
    hand.editor.lay_out()
    assert not hand.view.flight.under_way
    assert (hand.steps, hand.editor.undo_stack.undoText()) == (1, "Lay out everything")


def test_boxes_glide_while_the_value_is_there_already_and_undo_glides_back(hand, slow):
    before = places(hand)
    hand.editor.lay_out()
    assert hand.view.flight.under_way and hand.steps == 1
    there = places(hand)
    assert there != before
    picture = hand.view.grab().toImage()
    hand.view.flight.finish()
    assert hand.view.grab().toImage() != picture
    hand.editor.undo_stack.undo()
    assert hand.view.flight.under_way and places(hand) == before
    hand.view.flight.finish()


@pytest.mark.parametrize("act", ["click", "key", "edit", "move"])
def test_a_hand_on_the_canvas_ends_the_flight_and_has_its_usual_effect(hand, slow, act):
    hand.editor.lay_out()
    if act == "click":
        hand.click(hand.head("bank"))
        assert hand.selected() == ["system bank"]
    elif act == "key":
        hand.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert len(hand.selected()) == 3
    elif act == "edit":
        assert hand.editor.perform(SetPositions("main", {"bank": Point(900, 900)}))
        assert hand.box("bank")[:2] == (900, 900)
    else:
        QApplication.processEvents()
        assert hand.view.flight.under_way
        hand.view.flight.finish()
    assert not hand.view.flight.under_way


def test_other_edits_do_not_glide(hand, slow):
    hand.editor.perform(SetPositions("main", {"bank": Point(900, 700)}))
    hand.editor.undo_stack.undo()
    assert not hand.view.flight.under_way


def test_many_boxes_do_not_glide(hand, slow, monkeypatch):
    monkeypatch.setattr(Flight, "most", 2)
    hand.editor.lay_out()
    assert not hand.view.flight.under_way


def test_pinned_systems_stay_in_every_layout(hand):
    at = hand.box("bank")[:2]
    hand.editor.perform(Pin("main", ("bank",)))
    hand.editor.lay_out()
    assert hand.box("bank")[:2] == at
    steps, others = hand.steps, places(hand)
    hand.editor.lay_out(("bank",))
    assert (hand.steps, places(hand)) == (steps, others)
    assert "pinned" in hand.messages[-1]


def test_laying_out_some_moves_no_other_and_forgets_their_bends(hand):
    hand.editor.perform(SetBends("main", "payments", (Point(800, 180), Point(800, 422))))
    hand.editor.perform(SetBends("main", "orders", (Point(380, 156), Point(380, 156))))
    before = places(hand)
    hand.editor.lay_out(("bank",))
    assert {s: p for s, p in places(hand).items() if s != "bank"} == {s: p for s, p in before.items() if s != "bank"}
    assert "payments" not in hand.editor.view.bends and "orders" in hand.editor.view.bends
    assert hand.editor.undo_stack.undoText() == "Lay out Bank"


def test_undo_and_redo_show_again_exactly_what_was_seen(hand):
    before = hand.editor.drawing.placement
    hand.editor.perform(SetPositions("main", {"bank": Point(500, 420)}))
    after = hand.editor.drawing.placement
    hand.editor.perform(SetPositions("main", {"shop": Point(60, 300)}))
    hand.editor.undo_stack.undo()
    assert hand.editor.drawing.placement is after
    hand.editor.undo_stack.undo()
    assert hand.editor.drawing.placement is before
    hand.editor.undo_stack.redo()
    assert hand.editor.drawing.placement is after


def test_only_as_many_drawings_are_remembered_as_there_is_room(hand, monkeypatch):
    monkeypatch.setattr(StepDrawings, "most", 1)
    before = hand.editor.drawing.placement
    hand.editor.perform(SetPositions("main", {"bank": Point(500, 420)}))
    hand.editor.undo_stack.undo()
    assert hand.editor.drawing.placement is not before
    assert hand.editor.drawing.placement.boxes == before.boxes
