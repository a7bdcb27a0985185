"""Members are moved, rules are explained, channels of one's own are tried, and a to-be landscape keeps both."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from d365arch.gui.main_window import MainWindow
from d365arch.gui.whatif.members import MemberList
from d365arch.gui.windows import others
from d365arch.io.files import read_workspace
from d365arch.model.vocabulary import State
from tests.gui.whatif_kit import WhatIfHand, integration, landscape, until


@pytest.fixture
def hand(window: MainWindow, tmp_path: Path) -> WhatIfHand:
    """The window on the landscape with an idle bus."""
    made = WhatIfHand(window)
    path = tmp_path / "sprawl.yaml"
    path.write_text(landscape(), encoding="utf-8")
    made.open(path)
    yield made
    made.tool.reject()
    made.wait()
    window.docks["whatif"].close()


def names(members: MemberList) -> list[str]:
    return [members.item(row).text() for row in range(members.count())]


def choose(members: MemberList, name: str) -> None:
    members.setCurrentItem(members.findItems(name, Qt.MatchFlag.MatchExactly)[0])


def test_taking_a_member_out_changes_the_figures_and_back(hand):
    hand.plan()
    members = hand.panel.members
    assert names(members.producers) == ["Crm", "Pos", "Shop"]
    assert names(members.consumers) == ["Lake", "Mail", "Wms"]
    assert names(members.others) == ["Care"]
    choose(members.producers, "Pos")
    members.producers.setFocus()
    QTest.keyClick(members.producers, Qt.Key.Key_Delete)
    hand.wait()
    assert names(members.producers) == ["Crm", "Shop"]
    assert hand.figure("Cost") == ("46", "41")
    assert "You changed the members" in hand.panel.model.rows[0].why
    hand.click(hand.panel.reset)
    assert hand.figure("Cost") == ("46", "36")


def test_a_broken_rule_is_explained_marked_and_keeps_apply_off(hand):
    hand.plan()
    hand.panel.members.put_in("care", "consumer")
    hand.wait()
    assert hand.panel.reason.text() == (
        "Care would receive Customer of Pos, which it does not receive today; take Care out of the consumers or Pos "
        "out of the producers.")
    assert not hand.panel.apply.isEnabled()
    assert not hand.panel.save.isEnabled()
    assert hand.tool.ghosts.plan.offending == (("pos", "care"),)
    assert len(hand.tool.ghosts.shapes.offending) == 1
    hand.panel.members.take_out("pos", "producer")
    hand.wait()
    assert not hand.panel.reason.isVisible()
    assert hand.panel.apply.isEnabled()
    hand.click(hand.panel.apply)
    left = hand.window.editor.workspace.landscape.integration_by_id
    assert {"customer-pos-lake", "customer-pos-mail", "customer-pos-wms"} <= set(left)
    assert "customer-crm-care" not in left


def test_a_member_is_dragged_from_outside_into_the_channel(hand):
    hand.plan()
    members = hand.panel.members
    choose(members.others, "Care")

    class Dragged(QDropEvent):
        """What Qt delivers at the end of a drag within the program."""

        def source(self) -> MemberList:
            return members.others

    members.consumers.dropEvent(Dragged(
        QPointF(5, 5), Qt.DropAction.MoveAction, QMimeData(), Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier))
    hand.wait()
    assert names(members.consumers) == ["Care", "Lake", "Mail", "Wms"]
    assert "Care would receive" in hand.panel.reason.text()


def test_systems_with_the_data_are_offered_first(hand):
    hand.plan()
    button = next(b for b in hand.panel.members.findChildren(object) if getattr(b, "accessibleName", str)() ==
                  "Add a consumer")
    menu = button.menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()][:2] == ["Care", "Crm"]
    menu.actions()[0].trigger()
    hand.wait()
    assert names(hand.panel.members.consumers) == ["Care", "Lake", "Mail", "Wms"]


def test_selected_integrations_get_a_channel_of_their_own(hand):
    editor, action = hand.window.editor, hand.window.actions_by_name["try_channel"]
    editor.selection.clear()
    assert not action.isEnabled()
    editor.selection.set([integration(f"product-{p}-{c}") for p in ("crm", "shop") for c in ("mail", "lake")])
    assert action.isEnabled()
    action.trigger()
    hand.wait()
    (row,) = hand.panel.model.rows
    assert row.lines == ("Product: Crm, Shop → Lake, Mail",)
    assert hand.figure("Cost") == ("46", "44")
    assert len(hand.tool.ghosts.shapes.struck) == 4
    hand.plan()     # the plan comes in front of it, and both at once would deliver twice
    assert [r.why == "A channel of your own." for r in hand.panel.model.rows] == [False, False, True]
    hand.check(2)
    hand.check(3)
    assert "through two channels" in hand.panel.reason.text()
    hand.check(2)
    hand.click(hand.panel.apply)
    assert hand.panel.model.rows[2].state == "applied"


def test_what_cannot_share_a_channel_is_told(hand):
    editor = hand.window.editor
    editor.selection.set([integration("customer-crm-mail"), integration("product-crm-mail")])
    hand.window.actions_by_name["try_channel"].trigger()
    hand.wait()
    assert "Customer" in hand.panel.summary.text()
    assert hand.panel.model.rows == ()


def test_a_to_be_landscape_goes_to_another_file_and_both_stay(hand, monkeypatch, answer, tmp_path):
    path, target = hand.window.session.path, tmp_path / "sprawl-to-be.yaml"
    before, workspace = path.read_bytes(), hand.window.editor.workspace
    offered = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _parent, _title, start, _filter: (
        offered.append(start), (str(target), ""))[1])
    hand.plan()
    answer("Not now")
    hand.click(hand.panel.save)
    assert offered == [str(target)]
    assert path.read_bytes() == before
    assert hand.window.editor.workspace is workspace
    assert hand.window.editor.clean
    made = read_workspace(target).workspace
    assert made.landscape.state is State.TO_BE
    assert made.landscape.name == "Sprawl (to be)"
    assert len(made.landscape.integrations) == 14
    assert "kept as it is" in target.read_text(encoding="utf-8")


def test_the_to_be_landscape_opens_in_a_window_of_its_own(hand, monkeypatch, answer, tmp_path, qapp):
    target = tmp_path / "other.yaml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    hand.plan()
    answer("Open")
    hand.click(hand.panel.save)
    (made,) = others()
    assert isinstance(made, MainWindow)
    assert made.session.path == target
    made.close()
    until(lambda: not others())


def test_the_open_file_is_not_replaced_by_its_to_be(hand, monkeypatch, answer):
    path = hand.window.session.path
    before = path.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    hand.plan()
    said = answer("OK")
    hand.click(hand.panel.save)
    assert "choose another name" in " ".join(said)
    assert path.read_bytes() == before
