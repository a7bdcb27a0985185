"""A five-system landscape drawn from nothing with mouse and keyboard, under a minute of gestures."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from d365arch.model import End, Point, Workspace
from d365arch.model.vocabulary import Direction, Timing
from tests.gui.canvas_kit import Hand


@pytest.fixture
def hand(qtbot):
    made = Hand(Workspace.empty())
    qtbot.addWidget(made.view)
    made.view.zoom_to(1.0)
    return made


def facts_of(hand):
    """What was drawn, without places."""
    systems = {s.id: (s.name, s.type, tuple((e.id, e.type) for e in s.endpoints)) for s in hand.landscape.systems}
    lines = {i.id: (i.name, str(i.from_), str(i.to)) for i in hand.landscape.integrations}
    return systems, lines


def test_five_systems_from_nothing_with_mouse_and_keyboard(hand):
    view = hand.view

    # Two systems come from the palette, three from the list that A opens.
    assert hand.drop("system:d365.finance", view.viewport.to_scene(Point(700, 300)))
    hand.type("Finance")
    assert hand.drop("system:app.ecommerce", view.viewport.to_scene(Point(250, 200)))
    hand.type("Web shop")
    for kind, name in (("service bus", "Bus"), ("warehouse", "Warehouse"), ("bank", "Bank")):
        hand.key(Qt.Key.Key_Escape)
        hand.key(Qt.Key.Key_A)
        hand.type(kind)
        hand.type(name)
    assert [s.name for s in hand.landscape.systems] == ["Finance", "Web shop", "Bus", "Warehouse", "Bank"]
    view.fit()

    # Endpoints: one dropped, two from the list that E opens, one channel on the bus.
    assert hand.drop("endpoint:fo.odata", hand.head("finance"))
    hand.click(hand.head("finance"))
    for typed in ("business events", "package"):
        hand.key(Qt.Key.Key_E)
        hand.type(typed)
    hand.click(hand.head("bus"))
    hand.key(Qt.Key.Key_E)
    hand.type("topic")
    finance = hand.landscape.system_by_id["finance"]
    odata, events, packages = (f"finance.{e.id}" for e in finance.endpoints)
    topic = f"bus.{hand.landscape.system_by_id['bus'].endpoints[0].id}"

    # A place of its own for the bus, so that lines can be seen.
    hand.drag(hand.head("bus"), hand.head("bus").moved(340, 130))
    view.fit()

    # Connections: three by dragging, two by keyboard.
    shop = hand.box("web-shop")
    hand.drag(Point(shop.right - 2, shop.top + 20), hand.row(odata).center)
    hand.type("Web orders")
    row = hand.row(events)
    hand.drag(Point(row.left + 2, row.center.y), hand.row(topic).center)
    hand.type("Order events")
    row = hand.row(topic)
    hand.drag(Point(row.right - 2, row.center.y), hand.head("warehouse"))
    hand.type("Pick orders")
    hand.click(hand.row(packages).center)
    hand.key(Qt.Key.Key_C)
    hand.type("bank")
    hand.type("Payments")
    hand.click(hand.head("bank"))
    hand.key(Qt.Key.Key_C)
    hand.type("web shop")
    hand.type("Card tokens")

    systems, lines = facts_of(hand)
    assert set(systems) == {"finance", "web-shop", "bus", "warehouse", "bank"}
    assert systems["finance"][:2] == ("Finance", "d365.finance")
    assert [kind for _, kind in systems["finance"][2]][:2] == ["fo.odata", "fo.business-events"]
    assert systems["bus"][1] == "azure.service-bus"
    assert lines == {
        "web-orders": ("Web orders", "web-shop", odata),
        "order-events": ("Order events", events, topic),
        "pick-orders": ("Pick orders", topic, "warehouse"),
        "payments": ("Payments", "bank", packages),     # the catalog: it is called, so the bank starts
        "card-tokens": ("Card tokens", "bank", "web-shop"),
    }
    facts = hand.editor.facts
    by_id = hand.landscape.integration_by_id
    assert facts.timing(by_id["web-orders"]) is Timing.SYNCHRONOUS
    assert facts.timing(by_id["order-events"]) is Timing.NEAR_REAL_TIME
    assert facts.direction(by_id["web-orders"]) is Direction.INBOUND
    assert facts.direction(by_id["order-events"]) is Direction.OUTBOUND

    drawn = hand.editor.workspace
    hand.undo_all()
    assert hand.editor.workspace == Workspace.empty()
    while hand.editor.undo_stack.canRedo():
        hand.editor.undo_stack.redo()
    assert hand.editor.workspace == drawn


def test_a_landscape_can_be_built_without_a_mouse(hand):
    for kind, name in (("finance", "ERP"), ("e-commerce", "Shop")):
        hand.key(Qt.Key.Key_A)
        hand.type(kind)
        hand.type(name)
    hand.select("system erp")
    hand.key(Qt.Key.Key_E)
    hand.type("odata")
    hand.key(Qt.Key.Key_Escape)
    walked = []
    for _ in hand.landscape.systems:
        hand.key(Qt.Key.Key_Tab)
        walked += hand.selected()
    assert sorted(walked) == ["system erp", "system shop"]
    if hand.selected() != ["system shop"]:
        hand.key(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    hand.key(Qt.Key.Key_C)
    hand.type("erp odata")
    hand.type("Orders")
    line = hand.landscape.integration_by_id["orders"]
    assert (line.from_.system, line.to) == ("shop", End("erp", hand.landscape.system_by_id["erp"].endpoints[0].id))
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_F2)
    assert hand.view.renamer.active
