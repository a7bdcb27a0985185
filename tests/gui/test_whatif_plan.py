"""A plan in the window: proposed, chosen, seen as ghosts, applied in one step, undone without a trace, or rejected."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

from d365arch.analysis.consolidation.records import Plan
from d365arch.edit import RemoveElements, SetField, Target, TargetKind
from d365arch.gui.main_window import MainWindow
from d365arch.gui.whatif import planning
from d365arch.model import Point
from d365arch.scene.build import draw
from d365arch.scene.parts import Element
from tests.gui.whatif_kit import RECEIVERS, SENDERS, WhatIfHand, landscape


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


def test_a_plan_opens_the_panel_and_says_what_it_saves(hand):
    hand.plan()
    assert hand.window.docks["whatif"].isVisible()
    said = hand.panel.summary.text()
    assert said.startswith("2 steps take the cost from 46 to 31 points")
    assert "direct links from 17 to 2" in said
    assert "No plan can cost less: proven." in said
    first, second = hand.panel.model.rows
    assert (first.title, first.gain, first.chosen) == ("1  Bus", "−10", True)
    assert first.lines == ("Customer: Crm, Pos, Shop → Lake, Mail, Wms",)
    assert "3 producers x 3 consumers of Customer" in first.why
    assert not second.chosen
    assert [row.state for row in hand.panel.model.rows] == ["", ""]


def test_choosing_steps_changes_ghosts_and_figures_together(hand):
    hand.plan()
    assert hand.figure("Cost") == ("46", "36")
    assert hand.figure("Direct links") == ("17", "8")
    ghosts = hand.tool.ghosts.shapes
    assert len(ghosts.struck) == 9
    assert {spoke.seat.system for spoke in ghosts.spokes} == {*SENDERS, "mail", "lake", "wms"}
    assert [row.title for box in ghosts.boxes for row in box.rows] == ["Customer"]
    hand.check(2)
    assert hand.figure("Cost") == ("46", "31")
    assert len(hand.tool.ghosts.shapes.struck) == 15
    assert hand.panel.all.checkState() is Qt.CheckState.Checked
    hand.check(1)
    hand.check(2)
    assert not hand.tool.ghosts.plan
    assert not hand.panel.apply.isEnabled()
    assert "Choose a step" in hand.panel.reason.text()


def test_ghosts_point_the_way_that_data_goes(hand):
    hand.plan()
    editor = hand.window.editor
    row = hand.tool.ghosts.shapes.boxes[0].rows[0].rect
    for spoke in hand.tool.ghosts.shapes.spokes:
        box = editor.drawing.placement.boxes[spoke.seat.system]
        there, here = (spoke.start, spoke.end) if spoke.seat.system in SENDERS else (spoke.end, spoke.start)
        assert there.x in (box.left, box.right)
        assert box.top < there.y < box.bottom
        assert row.top <= here.y <= row.bottom


def test_ghosts_are_painted_over_the_lines_that_go(hand):
    canvas = hand.window.canvas
    canvas.settle()
    before = canvas.grab().toImage()
    hand.plan()
    cross = hand.tool.ghosts.shapes.struck[0].cross
    at = canvas.viewport.to_screen(cross)
    after = canvas.grab().toImage()
    spot = round(at.x), round(at.y)
    assert after.pixelColor(*spot) != before.pixelColor(*spot)
    assert after.pixelColor(*spot).red() > 120 > after.pixelColor(*spot).green()
    hand.click(hand.panel.reject)
    canvas.settle()
    assert canvas.grab().toImage().pixelColor(*spot) == before.pixelColor(*spot)


def test_panning_moves_the_ghosts_with_the_sheet(hand):
    hand.plan()
    canvas = hand.window.canvas
    cross = hand.tool.ghosts.shapes.struck[0].cross
    canvas.center_at(cross)
    canvas.grab()
    for pan in ((60, 25), (-120, 40), (300, 0), (-2000, 0), (1900, -100)):    # within what is painted ahead, and beyond
        canvas.set_viewport(canvas.viewport.panned(*pan))
        canvas.grab()
        if not canvas.rect().contains(QPoint(*map(round, canvas.viewport.to_screen(cross)))):
            continue
        at = canvas.viewport.to_screen(cross)
        color = canvas.grab().toImage().pixelColor(round(at.x), round(at.y))
        assert color.red() > 120 > color.green()
    hand.click(hand.panel.fit)
    canvas.settle()
    seen = canvas.viewport.rect_to_screen(hand.tool.ghosts.shapes.bounds)
    assert seen.left >= 0 and seen.top >= 0 and seen.right <= canvas.width() and seen.bottom <= canvas.height()


def test_apply_is_one_step_and_undo_brings_back_the_very_value(hand):
    hand.plan()
    editor, before = hand.window.editor, hand.window.editor.workspace
    boxes = dict(editor.drawing.placement.boxes)
    hand.click(hand.panel.apply)
    assert editor.undo_stack.count() == 1
    assert len(editor.workspace.landscape.integrations) == 17 - 9 + 6
    assert all(editor.drawing.placement.boxes[name][:2] == rect[:2] for name, rect in boxes.items())
    assert editor.selection.elements == (Element(kind="system", id="bus"),)
    assert [row.state for row in hand.panel.model.rows] == ["applied", ""]
    assert not hand.tool.ghosts.plan
    hand.check(2)       # what is left of the plan goes on from there
    assert hand.figure("Cost") == ("36", "31")
    hand.click(hand.panel.apply)
    assert [row.state for row in hand.panel.model.rows] == ["applied", "applied"]
    editor.undo_stack.undo()
    editor.undo_stack.undo()
    hand.wait()
    assert editor.workspace == before
    assert editor.clean
    assert [row.state for row in hand.panel.model.rows] == ["", ""]
    assert hand.tool.trial.is_stale(editor.workspace.landscape) is False


def test_a_new_hub_comes_where_its_ghost_stood(hand, tmp_path):
    path = tmp_path / "no-bus.yaml"
    path.write_text(landscape(bus=False), encoding="utf-8")
    hand.open(path)
    hand.plan()
    (box,) = hand.tool.ghosts.shapes.boxes
    assert box.new
    editor = hand.window.editor
    boxes = dict(editor.drawing.placement.boxes)
    assert max(rect.right for rect in boxes.values() if rect.left < 400) < box.rect.left
    assert box.rect.right < min(rect.left for rect in boxes.values() if rect.left > 400)
    hand.click(hand.panel.apply)
    placed = editor.drawing.placement.boxes
    assert placed["service-bus"][:2] == box.rect[:2]
    assert {name: rect[:2] for name, rect in placed.items() if name != "service-bus"} == {
        name: rect[:2] for name, rect in boxes.items()}
    assert editor.view.positions["service-bus"] == Point(*placed["service-bus"][:2])


def test_no_box_moves_in_a_view_that_is_not_shown(hand, tmp_path):
    text = landscape(bus=False)
    head, _, views = text.partition("views:\n")
    second = views.replace("id: main", "id: second").replace("[900,", "[1400,")
    path = tmp_path / "two-views.yaml"
    path.write_text(f"{head}views:\n{views}{second}", encoding="utf-8")
    hand.open(path)
    editor = hand.window.editor
    before = draw(editor.workspace, editor.catalog, "second").placement.boxes
    hand.plan()
    hand.click(hand.panel.apply)
    after = draw(editor.workspace, editor.catalog, "second").placement.boxes
    assert {name: rect[:2] for name, rect in after.items() if name != "service-bus"} == {
        name: rect[:2] for name, rect in before.items()}
    assert before["crm"].right < after["service-bus"].left < after["service-bus"].right < before["mail"].left


def test_reject_leaves_the_file_byte_for_byte(hand):
    path = hand.window.session.path
    before = path.read_bytes()
    hand.plan()
    hand.check(2)
    hand.panel.members.take_out("pos", "producer")
    hand.wait()
    hand.click(hand.panel.reject)
    assert hand.window.editor.clean
    assert hand.window.editor.undo_stack.count() == 0
    assert not hand.tool.ghosts.plan
    assert not hand.panel.list.isVisible()
    assert hand.window.session.save()
    assert path.read_bytes() == before


def test_an_edit_makes_the_plan_stale_and_what_still_fits_may_be_applied(hand):
    hand.plan()
    editor = hand.window.editor
    editor.perform(RemoveElements(integrations=("customer-crm-lake",)))
    hand.wait()
    assert "was edited since" in hand.panel.summary.text()
    first, second = hand.panel.model.rows
    assert first.state == "problem"
    assert "Lake would receive Customer of Crm, which it does not receive today" in first.note
    assert second.state == ""
    hand.check(2)
    assert hand.panel.apply.isEnabled()
    editor.undo_stack.undo()
    hand.wait()
    assert "was edited since" not in hand.panel.summary.text()
    assert [row.state for row in hand.panel.model.rows] == ["", ""]
    editor.perform(RemoveElements(integrations=("customer-crm-lake",)))
    hand.click(hand.panel.plan)
    assert "was edited since" not in hand.panel.summary.text()
    assert "lake" not in hand.panel.model.rows[0].lines[0].lower()


def test_a_new_name_makes_a_plan_stale_but_takes_no_step_away(hand):
    hand.plan()
    hand.window.editor.perform(SetField(Target(TargetKind.SYSTEM, "crm"), ("name",), "Sales"))
    hand.wait()
    assert [row.state for row in hand.panel.model.rows] == ["", ""]
    assert "Sales" in hand.panel.model.rows[0].lines[0]
    hand.click(hand.panel.apply)
    assert len(hand.window.editor.workspace.landscape.integrations) == 14


def test_nothing_to_propose_is_said_with_the_reasons(hand, tmp_path):
    path = tmp_path / "small.yaml"
    missing = frozenset((p, c) for p in SENDERS for c in RECEIVERS if p == "pos" or c == "care")
    text = landscape(missing=missing, bus=False).replace("entities: [Product]", "entities: [Product], active: false")
    path.write_text(text, encoding="utf-8")
    hand.open(path)
    hand.plan()
    assert hand.panel.summary.text() == (
        "There is nothing to propose: no hub would save more than it costs. The nearest is Service Bus topic: it saves "
        "5 and costs 12 points.")
    said = [each.sentence for each in hand.panel.left_out.said]
    assert any("saves 5, costs 12" in sentence.lower() for sentence in said)
    assert not hand.panel.apply.isVisible()


def test_a_landscape_without_integrations_gets_a_sentence(hand, tmp_path):
    path = tmp_path / "none.yaml"
    path.write_text("d365arch: 1\nname: None\nsystems:\n  - {id: a}\n", encoding="utf-8")
    hand.open(path)
    hand.plan()
    assert "no integration joins two systems directly" in hand.panel.summary.text()


def test_stop_keeps_the_best_plan_so_far(hand, monkeypatch, qtbot):
    real, begun, pause = planning.make_plan, threading.Event(), threading.Event()

    def endless(facts, settings, options, watch) -> Plan:
        found = real(facts, settings, options)
        begun.set()
        while not watch.over:
            watch.tell(0.5, "looking")
            pause.wait(0.01)        # thousands of tidings a second would fill the window's inbox
        return found

    monkeypatch.setattr(planning, "make_plan", endless)
    for end in (hand.panel.stop, hand.window.status.cancel):
        hand.window.actions_by_name["plan"].trigger()
        assert hand.panel.stop.isVisible()
        assert not hand.panel.list.isVisible()
        qtbot.waitUntil(begun.is_set, timeout=20_000)
        begun.clear()
        end.click()
        hand.wait()
        assert len(hand.panel.model.rows) == 2


def test_a_large_landscape_is_planned_in_a_process_of_its_own_and_can_be_stopped(hand, monkeypatch):
    monkeypatch.setattr(planning, "APART", 10)
    hand.window.actions_by_name["plan"].trigger()
    hand.panel.stop.click()
    hand.wait()
    assert "points" in hand.panel.summary.text() or "cut short" in hand.panel.summary.text()


def test_another_document_ends_the_what_if(hand, landscape_file):
    hand.plan()
    hand.open(landscape_file)
    assert not hand.tool.ghosts.plan
    assert hand.panel.model.rows == ()
    assert hand.panel.plan.text() == "Propose hubs"


def test_closing_the_panel_takes_the_ghosts_along(hand):
    hand.plan()
    dock = hand.window.docks["whatif"]
    hand.window.show_dock("inspector")      # another tab in front of it: the ghosts stay
    assert hand.tool.ghosts.plan
    dock.close()
    assert not hand.tool.ghosts.plan
    hand.window.show_dock("whatif")
    assert hand.tool.ghosts.plan
