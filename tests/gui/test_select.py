"""Selecting with bands and commands, and walking by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from d365arch.edit import AddSystem
from d365arch.gui.selecting import connected
from d365arch.model import Point, System
from d365arch.scene.parts import Element
from tests.gui.canvas_kit import CTRL, SHIFT, Hand, small

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def hand(qtbot):
    made = Hand(small())
    qtbot.addWidget(made.view)
    return made


def around(hand: Hand, system: str) -> tuple[Point, Point]:
    box = hand.box(system)
    return Point(box.left - 12, box.top - 12), Point(box.right + 12, box.bottom + 12)


def test_shift_band_adds_and_ctrl_or_alt_band_takes_away(hand):
    hand.click(hand.head("shop"))
    hand.drag(*around(hand, "bank"), keys=SHIFT)
    assert set(hand.selected()) == {"system shop", "system bank"}
    for keys in (CTRL, ALT):
        hand.select("system shop", "system bank")
        hand.drag(*around(hand, "bank"), keys=keys)
        assert hand.selected() == ["system shop"]


def test_a_band_round_everything_also_takes_whole_lines_and_zones(hand):
    bounds = hand.editor.drawing.placement.bounds
    hand.drag(Point(bounds.left - 20, bounds.top - 6), Point(bounds.right + 20, bounds.bottom + 20))
    assert {"system fo", "system shop", "system bank", "zone core", "integration orders",
            "integration payments"} <= set(hand.selected())


def test_a_band_over_rows_takes_endpoints(hand):
    first, last = hand.editor.drawing.placement.rows["fo"]
    top, bottom = hand.row(f"fo.{first}"), hand.row(f"fo.{last}")
    hand.drag(Point(top.left - 10, top.top - 2), Point(top.right + 10, bottom.bottom + 2))
    assert set(hand.selected()) == {f"endpoint fo.{first}", f"endpoint fo.{last}"}


def test_bands_that_touch_look_different(hand):
    start, end = around(hand, "bank")
    hand.hold(start, end)
    encloses = hand.view.grab().toImage()
    hand.key(Qt.Key.Key_Escape)
    hand.hold(end, start)
    assert hand.view.grab().toImage() != encloses
    hand.key(Qt.Key.Key_Escape)
    assert hand.selected() == []


def test_connected_grows_step_by_step(hand):
    first = connected(hand.editor, (Element(kind="system", id="shop"),))
    assert {e.id for e in first} == {"orders", "shop", "fo"}
    second = connected(hand.editor, tuple(first))
    assert {e.id for e in second} == {"orders", "shop", "fo", "payments", "bank"}
    row = connected(hand.editor, (Element(kind="endpoint", id="fo.odata"),))
    assert {e.id for e in row} == {"orders", "shop", "fo"}


def test_the_select_menu(opened):
    act, chosen = opened.actions_by_name, opened.editor.selection
    assert not act["select_connected"].isEnabled()
    act["select_all"].trigger()
    assert set(chosen.of_kind("system")) == {"fo", "shop", "bank"}
    chosen.set([Element(kind="system", id="shop")])
    act["select_connected"].trigger()
    assert set(chosen.of_kind("integration")) == {"orders"}
    chosen.set([Element(kind="system", id="bank")])
    act["select_invert"].trigger()
    assert set(chosen.of_kind("system")) == {"fo", "shop"}
    chosen.set([Element(kind="endpoint", id="fo.odata")])
    act["select_invert"].trigger()
    assert chosen.of_kind("endpoint") == ("fo.events",)


def test_same_type_takes_all_of_it(opened):
    editor = opened.editor
    editor.perform(AddSystem(System(id="store", name="Store", type="app.ecommerce"), editor.view_id, Point(0, 900)))
    editor.selection.set([Element(kind="system", id="shop")])
    opened.actions_by_name["select_same_type"].trigger()
    assert set(editor.selection.of_kind("system")) == {"shop", "store"}


def test_enter_goes_in_and_along_and_shift_enter_goes_out(hand):
    hand.select("system shop")
    walked = []
    for _ in range(3):
        hand.key(Qt.Key.Key_Return)
        walked += hand.selected()
    assert walked == ["endpoint shop.checkout", "integration orders", "endpoint fo.odata"]
    for _ in range(2):
        hand.key(Qt.Key.Key_Return, SHIFT)
    assert hand.selected() == ["zone core"]
    hand.key(Qt.Key.Key_Return)
    assert hand.selected() == ["system fo"]


def test_enter_renames_where_there_is_nothing_inside(hand):
    hand.editor.perform(AddSystem(System(id="lone", name="Lone"), "main", Point(40, 600)))
    hand.select("system lone")
    hand.key(Qt.Key.Key_Return)
    assert hand.view.renamer.active
    hand.key(Qt.Key.Key_Escape)


def test_up_and_down_walk_the_lines_of_the_end_they_were_entered_from(hand):
    hand.select("system fo")
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_Up)
    assert hand.selected() == ["system fo"]
    hand.select("endpoint fo.events")
    hand.key(Qt.Key.Key_Right)
    assert hand.selected() == ["integration payments"]
    hand.key(Qt.Key.Key_Return, SHIFT)
    assert hand.selected() == ["endpoint fo.events"]


def test_shift_with_alt_and_an_arrow_adds_the_neighbor(hand):
    hand.select("system shop")
    hand.key(Qt.Key.Key_Right, ALT | SHIFT)
    assert hand.selected() == ["system shop", "system fo"]


def test_hint_keys_run_the_actions_of_the_window(opened):
    opened.canvas.setFocus()
    opened.editor.selection.set([Element(kind="system", id="fo")])
    hand = Hand.__new__(Hand)
    hand.view = opened.canvas
    hand.key(Qt.Key.Key_P)
    assert opened.editor.view.pinned == ("fo",)
