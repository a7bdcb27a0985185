"""Connecting: what is offered and lit, what a drop does, and that nothing is left of what is given up."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from d365arch.catalog.connecting import Sense
from d365arch.edit import SetBends
from d365arch.gui.canvas import promises as promises_module
from d365arch.gui.canvas.autoscroll import EdgeScroll
from d365arch.gui.canvas.draft_line import promised_route
from d365arch.gui.canvas.frame import Frame
from d365arch.gui.canvas.ports import end_handles
from d365arch.gui.canvas.promises import Promises
from d365arch.gui.canvas.target_light import TargetLight
from d365arch.model import End, Endpoint, Point, System, Workspace
from d365arch.model.vocabulary import Timing
from tests.gui.canvas_kit import ALT, LEFT, NONE, Hand, small


def with_bus() -> Workspace:
    """The small landscape with a bus of two channels and an API."""
    base = small()
    systems = (
        *base.landscape.systems,
        System(id="bus", name="Bus", type="azure.service-bus", endpoints=(
            Endpoint(id="orders", type="azure.service-bus-topic", name="Orders"),
            Endpoint(id="stock", type="azure.service-bus-queue", name="Stock"))),
        System(id="api", name="Gateway", type="azure.api-management", endpoints=(
            Endpoint(id="prices", type="azure.api-management-api", name="Prices"),)),
    )
    view = base.views[0]
    places = view.positions.update({"bus": Point(1000, 60), "api": Point(1000, 640)})
    landscape = dataclasses.replace(base.landscape, systems=systems)
    return Workspace(landscape, (dataclasses.replace(view, positions=places),))


@pytest.fixture
def hand(qtbot):
    made = Hand(with_bus())
    qtbot.addWidget(made.view)
    return made


def texts(hand: Hand) -> list[str]:
    shown = hand.view.popups.popup.list
    return [shown.item(row).text() for row in range(shown.count())]


def out_of(hand: Hand, end: str) -> Point:
    row = hand.row(end)
    return Point(row.right - 2, row.center.y)


def pick(hand: Hand, text: str) -> None:
    popup = hand.view.popups.popup
    popup.list.setCurrentRow(texts(hand).index(text))
    hand.key(Qt.Key.Key_Return)


EMPTY = Point(600, 620)


def test_the_light_tells_sensible_targets_from_others(hand):
    light = TargetLight(hand.view, End("fo", "events"))
    assert light.sense(End("bus", "orders")) is Sense.GOOD
    assert light.sense(End("api", "prices")) is Sense.ODD
    systems = hand.landscape.system_by_id
    assert light.best(systems["bus"]) is Sense.GOOD
    assert light.best(systems["api"]) is Sense.ODD
    back = TargetLight(hand.view, End("fo", "odata"), calls=False)
    assert back.best(systems["shop"]) is Sense.GOOD


def test_others_step_back_while_a_line_is_drawn(hand):
    def pixel(at: Point) -> int:
        return hand.view.grab().toImage().pixelColor(hand.screen(at)).lightness()

    odd, fine = hand.box("api"), hand.box("bus")
    spots = [Point(odd.center.x, odd.top + 2.5), Point(fine.center.x, fine.top + 2.5)]
    before = [pixel(spot) for spot in spots]
    hand.hold(out_of(hand, "fo.events"), Point(760, 520))
    after = [pixel(spot) for spot in spots]
    assert after[0] > before[0] + 20
    assert abs(after[1] - before[1]) < 20
    hand.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(hand.view, LEFT, NONE, hand.screen(EMPTY))
    assert pixel(spots[0]) == before[0]


def test_empty_ground_lists_what_fits_new_and_there_and_all_else_on_demand(hand):
    hand.drag(out_of(hand, "fo.events"), EMPTY)
    listed = texts(hand)
    assert listed[0] == "New" and "On the drawing" in listed
    assert "Bus · Orders" in listed and listed[-1] == "Show all …"
    assert "Gateway · Prices" not in listed
    steps = hand.steps
    pick(hand, "Show all …")
    assert hand.view.popups.open and hand.steps == steps
    assert "Against the catalog" in texts(hand) and "Gateway · Prices" in texts(hand)
    popup = hand.view.popups.popup
    popup.list.setCurrentRow(texts(hand).index("Gateway · Prices"))
    assert "near-real-time" in popup.reason.text() and not popup.reason.isHidden()
    hand.key(Qt.Key.Key_Return)
    assert hand.landscape.integrations[-1].to == End("api", "prices")


def test_a_new_system_comes_with_the_endpoint_that_fits(hand):
    hand.drag(out_of(hand, "fo.events"), EMPTY)
    first = texts(hand)[1]
    hand.key(Qt.Key.Key_Return)
    new, system = hand.landscape.integrations[-1], hand.landscape.systems[-1]
    endpoint = hand.landscape.endpoint_at(new.to)
    assert new.to.system == system.id and endpoint is not None
    assert first.startswith(system.label)
    assert Timing.NEAR_REAL_TIME in hand.editor.facts.endpoint_timings(endpoint)
    hand.key(Qt.Key.Key_Escape)
    assert hand.steps == 1
    hand.undo_all()
    assert hand.editor.workspace == with_bus()


def test_from_what_is_only_called_the_list_asks_who_contacts_it(hand):
    hand.drag(out_of(hand, "fo.odata"), EMPTY)
    assert hand.view.popups.popup.title.text().startswith("Who contacts")
    pick(hand, "Bank")
    new = hand.landscape.integrations[-1]
    assert (new.from_, new.to) == (End("bank"), End("fo", "odata"))


def test_a_drop_on_a_system_with_several_fitting_endpoints_asks_which(hand):
    hand.drag(out_of(hand, "fo.events"), hand.head("bus"))
    listed = texts(hand)
    assert listed[:3] == ["Endpoints", "Orders", "Stock"] or listed[:3] == ["Endpoints", "Stock", "Orders"]
    assert "As a whole" in listed and "A new endpoint" in listed and "New Topic" in listed
    pick(hand, "Orders")
    assert hand.landscape.integrations[-1].to == End("bus", "orders")
    hand.key(Qt.Key.Key_Escape)
    hand.drag(out_of(hand, "fo.events"), hand.head("bus"))
    pick(hand, "New Topic")
    new = hand.landscape.integrations[-1]
    assert hand.landscape.endpoint_at(new.to).type == "azure.service-bus-topic"
    assert new.to.endpoint not in ("orders", "stock")
    hand.key(Qt.Key.Key_Escape)
    assert hand.steps == 2


def test_a_drop_on_a_row_never_asks(hand):
    hand.drag(out_of(hand, "fo.events"), hand.row("bus.stock").center)
    assert not hand.view.popups.open
    assert hand.landscape.integrations[-1].to == End("bus", "stock")


def test_the_line_runs_as_the_draft_promised(hand):
    promised = promised_route(hand.view, End("fo", "events"), End("bus", "stock"))
    hand.drag(out_of(hand, "fo.events"), hand.row("bus.stock").center)
    new = hand.landscape.integrations[-1].id
    assert hand.editor.drawing.placement.routes[new].points == promised


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Return])
def test_keys_that_remove_or_rename_do_nothing_while_a_line_is_drawn(hand, key):
    before = hand.editor.workspace
    hand.hold(out_of(hand, "fo.events"), EMPTY)
    hand.key(key)
    assert hand.view.tool is not None and hand.editor.workspace is before and not hand.view.renamer.active
    hand.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(hand.view, LEFT, NONE, hand.screen(EMPTY))
    assert hand.editor.workspace is before


def test_backspace_in_the_list_edits_the_text_and_escape_leaves_no_trace(hand):
    # The line around the canvas tells where the keyboard is; it is no trace.
    hand.view.clearFocus()
    before, picture = hand.editor.workspace, hand.view.grab().toImage()
    hand.drag(out_of(hand, "fo.events"), EMPTY)
    hand.type("bus", enter=False)
    for _ in range(5):
        hand.key(Qt.Key.Key_Backspace)
    assert hand.view.popups.open and hand.editor.workspace is before
    hand.key(Qt.Key.Key_Escape)
    hand.editor.selection.clear()
    hand.view.mouse.leave()
    hand.view.clearFocus()
    assert not hand.view.popups.open and hand.editor.workspace is before
    assert hand.view.grab().toImage() == picture


def test_headings_are_walked_over_and_search_puts_what_is_against_the_catalog_last(hand):
    hand.drag(out_of(hand, "fo.events"), EMPTY)
    popup = hand.view.popups.popup
    for _ in range(popup.list.count() + 3):
        assert popup.current is not None
        hand.key(Qt.Key.Key_Down)
    assert popup.current.text == "Show all …"
    for _ in range(popup.list.count() + 3):
        hand.key(Qt.Key.Key_Up)
    assert popup.current.text == texts(hand)[1]
    hand.type("api", enter=False)
    reasons = [bool(popup._choice(row).reason) for row in range(popup.list.count())]
    assert reasons == sorted(reasons) and True in reasons


def test_reconnecting_has_a_name_and_keeps_the_bends_of_the_end_that_stays(hand):
    bends = (Point(820, 180), Point(820, 240), Point(900, 240), Point(900, 422))
    hand.editor.perform(SetBends("main", "payments", bends))
    hand.select("integration payments")
    hand.drag(end_handles(hand.view)[1][2], hand.row("bus.orders").center)
    assert hand.landscape.integration_by_id["payments"].to == End("bus", "orders")
    assert hand.editor.undo_stack.undoText() == "Reconnect Payments"
    assert hand.editor.view.bends.get("payments") == bends[:-1]
    hand.editor.undo_stack.undo()
    assert hand.editor.view.bends["payments"] == bends
    hand.select("integration payments")
    hand.drag(end_handles(hand.view)[1][2], hand.row("shop.checkout").center)
    assert "payments" not in hand.editor.view.bends


def test_the_sheet_moves_on_while_a_line_is_drawn_at_its_rim(hand):
    hand.hold(out_of(hand, "fo.events"), Point(700, 500))
    tool, x = hand.view.tool, hand.view.viewport.x
    assert isinstance(tool._scroll, EdgeScroll) and not tool._scroll.running
    QTest.mouseMove(hand.view, hand.view.rect().center())
    at = hand.view.rect().center()
    at.setX(hand.view.width() - 3)
    QTest.mouseMove(hand.view, at)
    assert tool._scroll.running
    tool._scroll.step()
    assert hand.view.viewport.x < x
    hand.key(Qt.Key.Key_Escape)
    assert not tool._scroll.running
    QTest.mouseRelease(hand.view, LEFT, NONE, at)


@pytest.mark.parametrize("by", [Point(-60, 131), Point(40, -210), Point(-700, 60)])
def test_lines_run_while_a_box_is_dragged_as_after_the_drop(hand, by):
    promises = Promises(hand.editor.drawing, {"bank"}, hand.view.update)
    before = hand.box("bank")
    hand.drag(hand.head("bank"), hand.head("bank").moved(*by), ALT)
    after = hand.box("bank")
    shift = Point(after.x - before.x, after.y - before.y)
    assert promises.after(shift)["payments"] == hand.editor.drawing.placement.routes["payments"].points
    assert "orders" not in promises.after(shift)


def test_a_slow_layout_is_asked_only_when_the_dragging_hand_rests(hand, qtbot, monkeypatch):
    monkeypatch.setattr(promises_module, "_WORTH", -1.0)     # every answer is slow
    monkeypatch.setattr(promises_module, "_REST", 0)
    monkeypatch.setattr(Frame, "whole", False)
    told = []
    promises = Promises(hand.editor.drawing, {"bank"}, lambda: told.append(True))
    assert promises.after(Point(0, 90))
    assert promises.after(Point(0, 100)) == {}
    qtbot.waitUntil(lambda: bool(told))
    assert promises.after(Point(0, 100))
