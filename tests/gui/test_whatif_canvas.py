"""Ghosts answer the mouse on the canvas, and share the drawing with the other overlays one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QHelpEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QToolTip

from d365arch.gui.coupling.feature import Coupling
from d365arch.gui.main_window import MainWindow
from d365arch.gui.outage.feature import OutageFeature
from d365arch.gui.whatif.ghosts import Handle, Spoke
from d365arch.gui.whatif.members import MemberList
from d365arch.model.geometry import Point
from d365arch.scene.parts import Element
from tests.gui.whatif_kit import LEFT, WhatIfHand, landscape


@pytest.fixture
def hand(window: MainWindow, tmp_path: Path) -> Iterator[WhatIfHand]:
    """The window with a plan whose first step, a channel for customers without Care, is on the canvas."""
    made = WhatIfHand(window)
    path = tmp_path / "sprawl.yaml"
    path.write_text(landscape(), encoding="utf-8")
    made.open(path)
    made.plan()
    window.canvas.fit()
    yield made
    made.tool.reject()
    made.wait()
    window.docks["whatif"].close()


def handle(hand: WhatIfHand, system: str) -> Handle:
    return next(h for h in hand.tool.ghosts.shapes.handles if h.seat.system == system)


def spoke(hand: WhatIfHand, system: str) -> Spoke:
    return next(s for s in hand.tool.ghosts.shapes.spokes if s.seat.system == system)


def place(hand: WhatIfHand, scene: Point) -> QPoint:
    return QPoint(*map(round, hand.window.canvas.viewport.to_screen(scene)))


def tip_at(hand: WhatIfHand, at: QPoint) -> str:
    canvas = hand.window.canvas
    QApplication.sendEvent(canvas, QHelpEvent(QHelpEvent.Type.ToolTip, at, canvas.mapToGlobal(at)))
    return QToolTip.text()


def test_a_click_on_a_mark_takes_a_member_out_and_lets_it_in_again(hand):
    canvas, workspace = hand.window.canvas, hand.window.editor.workspace
    at = place(hand, handle(hand, "pos").at)
    QTest.mouseMove(canvas, at)
    assert canvas.cursor().shape() is Qt.CursorShape.PointingHandCursor
    assert tip_at(hand, at) == "Click: take Pos out of those who send Customer through Bus"
    QTest.mouseClick(canvas, LEFT, pos=at)
    hand.wait()
    assert hand.figure("Cost") == ("46", "41")
    assert handle(hand, "pos").free
    assert handle(hand, "care").seat.side == "consumer"
    at = place(hand, handle(hand, "pos").at)
    assert tip_at(hand, at) == "Click: let Pos send Customer through Bus"
    QTest.mouseClick(canvas, LEFT, pos=at)
    hand.wait()
    assert hand.figure("Cost") == ("46", "36")
    assert hand.window.editor.workspace is workspace
    assert not hand.window.editor.selection.elements


def test_a_click_on_a_spoke_takes_its_member_out_and_a_drag_does_nothing(hand):
    canvas = hand.window.canvas
    at = place(hand, spoke(hand, "wms").at(0.4))
    QTest.mousePress(canvas, LEFT, pos=at)
    QTest.mouseMove(canvas, at + QPoint(60, 40))
    QTest.mouseRelease(canvas, LEFT, pos=at + QPoint(60, 40))
    hand.wait()
    assert "wms" in hand.panel.members.channel.consumers
    QTest.mouseClick(canvas, LEFT, pos=at)
    hand.wait()
    assert "wms" not in hand.panel.members.channel.consumers


def test_a_broken_rule_says_on_the_canvas_what_is_broken(hand):
    QTest.mouseClick(hand.window.canvas, LEFT, pos=place(hand, handle(hand, "care").at))
    hand.wait()
    (offense,) = hand.tool.ghosts.shapes.offending
    assert "Care would receive Customer of Pos" in tip_at(hand, place(hand, offense.middle))


def test_a_click_on_a_spoke_of_another_step_turns_to_it(hand):
    hand.check(2)
    assert hand.panel.list.currentIndex().row() == 1
    other = next(s for s in hand.tool.ghosts.shapes.spokes if s.seat.entry == 1 and s.seat.system == "pos")
    at = place(hand, other.at(0.5))
    assert tip_at(hand, at) == "Click: see step 1 in the panel"
    QTest.mouseClick(hand.window.canvas, LEFT, pos=at)
    assert hand.panel.list.currentIndex().row() == 0
    assert "pos" in hand.panel.members.channel.producers


def test_heads_and_circles_of_spokes_say_who_calls(hand):
    ends = {s.seat.system: (s.calls, s.called[0] == (s.end if s.to_hub else s.start))
            for s in hand.tool.ghosts.shapes.spokes}
    assert ends == {"crm": (True, True), "shop": (True, True), "pos": (True, True),
                    "mail": (False, False), "lake": (False, False), "wms": (False, False)}


def test_a_member_is_dragged_from_one_side_to_the_other_by_the_mouse(hand, monkeypatch):
    members = hand.panel.members
    area = members.parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    area.verticalScrollBar().setValue(members.mapTo(area.widget(), QPoint()).y())

    class Entered(QDragEnterEvent):
        def source(self) -> MemberList:
            return members.producers

    class Moved(QDragMoveEvent):
        def source(self) -> MemberList:
            return members.producers

    class Dropped(QDropEvent):
        def source(self) -> MemberList:
            return members.producers

    taken = []

    def drag(_actions: Qt.DropAction) -> None:
        """What the desktop does meanwhile, which is not there: over the other list, and let go."""
        data, at = members.producers.mimeData(members.producers.selectedItems()), QPoint(20, 8)
        rest = Qt.DropAction.MoveAction, data, LEFT, Qt.KeyboardModifier.NoModifier
        for event in (Entered(at, *rest), Moved(at, *rest), Dropped(QPointF(at), *rest)):
            QApplication.sendEvent(members.consumers.viewport(), event)
            taken.append(event.isAccepted())

    monkeypatch.setattr(members.producers, "startDrag", drag)
    item = members.producers.findItems("Pos", Qt.MatchFlag.MatchExactly)[0]
    view = members.producers.viewport()
    start = members.producers.visualItemRect(item).center()
    kinds = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease
    for kind, away in ((kinds[0], 0), (kinds[1], 4), (kinds[1], 14), (kinds[1], 16), (kinds[2], 16)):
        at = QPointF(start + QPoint(away, away))
        held = Qt.MouseButton.NoButton if kind is kinds[2] else LEFT
        button = Qt.MouseButton.NoButton if kind is kinds[1] else LEFT
        QApplication.sendEvent(view, QMouseEvent(kind, at, QPointF(view.mapToGlobal(at)), button, held,
                                                 Qt.KeyboardModifier.NoModifier))
    hand.wait()
    assert taken == [True, True, True]
    assert "pos" not in members.channel.producers
    assert "pos" in members.channel.consumers


def test_heat_and_ghosts_give_way_to_each_other(hand):
    window = hand.window
    heat = next(f for f in window.features if isinstance(f, Coupling)).heat
    assert hand.tool.ghosts.plan
    heat.actions["ca"].trigger()
    assert heat.metric is not None
    assert not hand.tool.ghosts.plan
    hand.click(hand.panel.fit)
    assert hand.tool.ghosts.plan
    assert heat.metric is None
    outages = next(f for f in window.features if isinstance(f, OutageFeature)).outages
    outages.switch(["crm"])
    assert not hand.tool.ghosts.plan
    window.editor.selection.set([Element(kind="system", id="crm")])
    assert outages.failed
    window.docks["whatif"].raise_()
    hand.check(2)
    assert hand.tool.ghosts.plan
    assert not outages.failed
