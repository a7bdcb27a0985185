"""Bends and labels of lines, by the mouse: add, move, remove, snap; one edit each, and Escape leaves no trace."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from d365arch.edit import SetBends, SetLabelAt
from d365arch.gui.canvas.bending import corner_removed, is_square, run_dragged, step_removed
from d365arch.gui.canvas.handles import Handle, handles
from d365arch.gui.canvas.tools.label import LABEL_REACH
from d365arch.layout.labels import nearest_point
from d365arch.model import Point, Rect
from tests.gui.canvas_kit import ALT, LEFT, NONE, Hand, small


@pytest.fixture
def hand(qtbot):
    made = Hand(small())
    qtbot.addWidget(made.view)
    return made


def path(hand: Hand, line: str = "payments") -> tuple[Point, ...]:
    return hand.editor.drawing.placement.routes[line].points


def bar(hand: Hand, *, level: bool, run: int | None = None) -> Handle:
    return next(h for h in handles(hand.view) if not h.corner and h.level is level and run in (None, h.index))


def corner(hand: Hand, number: int) -> Handle:
    return next(h for h in handles(hand.view) if h.corner and h.index == number)


def label(hand: Hand, line: str = "payments") -> Rect:
    return hand.editor.drawing.placement.routes[line].label


def test_only_one_selected_line_has_handles(hand):
    assert handles(hand.view) == []
    hand.select("integration payments")
    before = path(hand)
    assert len([h for h in handles(hand.view) if h.corner]) == len(before) - 2
    hand.select("integration payments", "integration orders")
    assert handles(hand.view) == []


def test_a_run_dragged_by_its_bar_moves_sideways_in_one_step(hand):
    hand.select("integration payments")
    before, others = path(hand), path(hand, "orders")
    at = bar(hand, level=False).at
    hand.drag(at, at.moved(57, 80))
    after = path(hand)
    assert [p.y for p in after] == [p.y for p in before]
    assert after[1].x == after[2].x == before[1].x + 57
    assert path(hand, "orders") == others
    assert (hand.steps, hand.editor.undo_stack.undoText()) == (1, "Bend Payments")
    hand.undo_all()
    assert path(hand) == before and not hand.editor.view.bends


def test_a_run_at_a_box_gets_a_step_and_keeps_its_end(hand):
    hand.select("integration payments")
    before = path(hand)
    at = bar(hand, level=True, run=len(before) - 2).at
    hand.drag(at, at.moved(0, 70), ALT)
    after = path(hand)
    assert after[0] == before[0] and after[-1] == before[-1]
    assert len(after) == len(before) + 2
    assert is_square(after) and after[-1].y == after[-2].y
    assert after[-2].x == before[-1].x - 16


def test_a_step_dragged_into_line_is_gone(hand):
    hand.select("integration payments")
    before = path(hand)
    at = bar(hand, level=True, run=len(before) - 2).at
    hand.drag(at, at.moved(0, 70), ALT)
    stepped = path(hand)
    at = bar(hand, level=True, run=len(before) - 2).at
    hand.drag(at, at.moved(0, -67))
    assert len(path(hand)) < len(stepped)
    assert path(hand) == before


def test_a_corner_moves_both_runs(hand):
    hand.select("integration payments")
    at = bar(hand, level=True, run=len(path(hand)) - 2).at
    hand.drag(at, at.moved(0, 70), ALT)
    before = path(hand)
    number = 2
    hand.drag(before[number], before[number].moved(-90, 31), ALT)
    after = path(hand)
    assert is_square(after) and after[0] == before[0] and after[-1] == before[-1]
    wanted = before[number].moved(-90, 31)
    assert min(abs(p.x - wanted.x) + abs(p.y - wanted.y) for p in after) <= 8


def test_double_click_on_a_handle_takes_the_bend_out(hand):
    hand.select("integration payments")
    before = path(hand)
    at = bar(hand, level=True, run=len(before) - 2).at
    hand.drag(at, at.moved(0, 70), ALT)
    hand.double_click(corner(hand, len(path(hand)) - 2).at)
    assert path(hand) == before
    assert not hand.view.renamer.active
    hand.double_click(bar(hand, level=False).at)
    assert not hand.editor.view.bends
    assert hand.editor.undo_stack.undoText() == "Route Payments anew"


def test_a_selected_line_is_bent_wherever_it_is_taken(hand):
    before = path(hand)
    upright = Point(before[1].x, (before[1].y + before[2].y) / 2 - 40)
    hand.drag(upright, upright.moved(50, 0))
    assert path(hand) == before and hand.selected() == ["integration payments"]
    hand.drag(upright, upright.moved(50, 0), ALT)
    assert path(hand)[1].x == before[1].x + 50


def test_bending_escape_leaves_no_trace(hand):
    hand.select("integration payments")
    workspace, picture = hand.editor.workspace, hand.view.grab().toImage()
    at = bar(hand, level=False).at
    hand.hold(at, at.moved(80, 0))
    assert hand.view.grab().toImage() != picture
    hand.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(hand.view, LEFT, NONE, hand.screen(at.moved(80, 0)))
    hand.view.mouse.leave()
    assert hand.editor.workspace is workspace and hand.steps == 0
    assert hand.view.grab().toImage() == picture


def test_a_run_does_not_come_to_lie_on_another_line(hand):
    hand.editor.perform(SetBends("main", "orders", (Point(420, 300), Point(420, 260))))
    hand.editor.perform(SetBends("main", "payments", (Point(860, 200), Point(860, 420))))
    hand.editor.perform(SetBends("main", "orders", (Point(300, 100), Point(300, 500), Point(800, 500), Point(800, 90),
                                                    Point(460, 90), Point(460, 200))))
    hand.select("integration payments")
    at = bar(hand, level=False).at
    for wanted in range(795, 806, 2):
        hand.drag(bar(hand, level=False).at, Point(wanted, at.y + 20))
        runs = [(a.x, *sorted((a.y, b.y))) for a, b in itertools.pairwise(path(hand)) if a.x == b.x]
        other = [(a.x, *sorted((a.y, b.y))) for a, b in itertools.pairwise(path(hand, "orders")) if a.x == b.x]
        assert not any(abs(x - u) < 5 and a < d and c < b for x, a, b in runs for u, c, d in other)


def test_bends_stay_when_a_box_moves_and_go_with_both(hand):
    hand.select("integration payments")
    at = bar(hand, level=False).at
    hand.drag(at, at.moved(57, 0))
    bent = path(hand)
    hand.drag(hand.head("bank"), hand.head("bank").moved(0, 61), ALT)
    assert path(hand)[1] == bent[1] and path(hand)[2].x == bent[2].x
    before = path(hand)
    hand.select("system bank", "system fo")
    hand.key(Qt.Key.Key_Down)
    step = path(hand)[0].y - before[0].y
    assert step > 0 and path(hand) == tuple(p.moved(0, step) for p in before)


def test_a_label_is_dragged_along_its_line_and_snaps_home(hand):
    home = label(hand)
    hand.drag(home.center, home.center.moved(-70, 0))
    assert hand.editor.view.labels["payments"] == label(hand).center
    assert label(hand).center.x < home.center.x - 40
    assert (hand.steps, hand.editor.undo_stack.undoText()) == (1, "Move label of Payments")
    hand.drag(label(hand).center, home.center.moved(4, 3))
    assert "payments" not in hand.editor.view.labels
    assert label(hand) == home


def test_a_label_stays_near_its_line_and_follows_it(hand):
    hand.drag(label(hand).center, label(hand).center.moved(30, 400))
    there = label(hand).center
    foot = nearest_point(path(hand), there)
    assert 1 < abs(there.x - foot.x) + abs(there.y - foot.y) <= LABEL_REACH + 2
    hand.drag(hand.head("bank"), hand.head("bank").moved(-60, 400), ALT)
    foot = nearest_point(path(hand), label(hand).center)
    assert abs(foot.x - label(hand).center.x) + abs(foot.y - label(hand).center.y) <= LABEL_REACH + 2


def test_label_escape_and_click(hand):
    workspace = hand.editor.workspace
    at = label(hand).center
    hand.click(at)
    assert hand.selected() == ["integration payments"]
    hand.select("system bank")
    hand.hold(at, at.moved(60, 0))
    hand.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(hand.view, LEFT, NONE, hand.screen(at))
    assert hand.selected() == ["system bank"] and hand.editor.workspace is workspace


STAIRS = (Point(0, 0), Point(50, 0), Point(50, 40), Point(120, 40), Point(120, 100), Point(200, 100))


def test_steps_come_out_of_stairs():
    assert step_removed(STAIRS, 2) == (Point(0, 0), Point(120, 0), Point(120, 100), Point(200, 100))
    assert step_removed(STAIRS[:4], 1) is None
    assert corner_removed(STAIRS, 1) == (Point(0, 0), Point(120, 0), Point(120, 100), Point(200, 100))
    assert corner_removed(STAIRS[:3], 1) is None
    straight = (Point(0, 0), Point(200, 0))
    assert run_dragged(straight, 0, 40) == (Point(0, 0), Point(16, 0), Point(16, 40), Point(184, 40), Point(184, 0),
                                            Point(200, 0))


def test_the_label_edit_is_the_one_of_the_file(hand):
    hand.editor.perform(SetLabelAt("main", "payments", label(hand).center.moved(0, 20)))
    assert hand.editor.view.labels["payments"] == label(hand).center
