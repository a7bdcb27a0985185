"""A review beside an open landscape: what is there, what differs, what is gone, and what adding does to the drawing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from d365arch.discovery.records import (
    FINANCE_OPERATIONS,
    ArtefactKind,
    Discovery,
    FoundIntegration,
    FoundSystem,
    Identity,
    ReadArtefact,
    Root,
)
from d365arch.gui.discovery.candidates import State
from d365arch.gui.main_window import MainWindow
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, Timing

LANDSCAPE = """\
d365arch: 1
name: Drawn by hand
systems:
  - {id: fo, name: Finance, type: d365.finance}
  - {id: bank, name: Bank}
  - {id: erp, name: Old ERP}
integrations:
  - {id: pay, name: Payments, from: fo, to: bank, timing: asynchronous,
     evidence: [{file: flows.json, place: /pay, confidence: certain}]}
  - {id: gone, name: Ledger, from: fo, to: erp, evidence: [{file: flows.json, place: /gone, confidence: certain}]}
views:
  - {id: main, positions: {fo: [400, 300], bank: [900, 310], erp: [10, 55]}}
  - {id: few, title: Few, show: {systems: [fo, bank]}}
"""
BANK, RATES, TAX = Identity("named", "bank"), Identity("host", "rates.example"), Identity("host", "tax.example")


def seen(place: str) -> tuple[Evidence, ...]:
    return (Evidence(file="flows.json", place=place, confidence=Confidence.CERTAIN),)


FOUND = Discovery(
    systems=(FoundSystem(identity=FINANCE_OPERATIONS, name="Finance", type="d365.finance"),
             FoundSystem(identity=BANK, name="Bank"), FoundSystem(identity=RATES, name="Rates"),
             FoundSystem(identity=TAX, name="Tax")),
    integrations=(
        FoundIntegration(automation="flow/pay", name="Payments", from_=FINANCE_OPERATIONS, to=BANK,
                         timing=Timing.SYNCHRONOUS, evidence=seen("/pay")),
        FoundIntegration(automation="flow/rates", name="Rates", from_=FINANCE_OPERATIONS, to=RATES,
                         evidence=seen("/rates")),
        FoundIntegration(automation="flow/tax", name="Tax", from_=FINANCE_OPERATIONS, to=TAX, evidence=seen("/tax"))),
    read=(ReadArtefact("flows.json", ArtefactKind.CLOUD_FLOW, "Flows"),), roots=(Root("flows.json", "flows.json"),))


@pytest.fixture
def beside(window: MainWindow, show_review, tmp_path: Path):
    path = tmp_path / "drawn.yaml"
    path.write_text(LANDSCAPE, encoding="utf-8")
    window.session.open(path)
    return show_review(FOUND)


def test_what_differs_is_told_with_both_values_and_left_at_first(beside):
    rows = {row.name: row for row in beside.page.review.tree.review.rows}
    assert {name: row.state for name, row in rows.items()} == {
        "Payments": State.DIFFERS, "Rates": State.NEW, "Tax": State.NEW}
    assert rows["Payments"].told == "timing: asynchronous in the landscape, synchronous in the artefacts"
    assert rows["Payments"].key not in beside.page.review.tree.review.accepted
    beside.page.review.details.show_row(rows["Payments"])
    assert rows["Payments"].told in beside.page.review.details.toPlainText()


def test_what_is_gone_stays_unless_somebody_says_so(beside, window, qtbot):
    review = beside.page.review
    assert [row[0] for row in review.missing.model.rows] == ["Ledger"]
    assert review.removed == ()
    review.missing.tree.setCurrentIndex(review.missing.model.index(0, 0))
    QTest.keyClick(review.missing.tree, Qt.Key.Key_Space)
    assert review.removed == ("gone",)
    before = window.editor.workspace
    beside.add()
    assert set(window.editor.workspace.landscape.integration_by_id) == {"pay", "rates-rates", "tax-tax"}
    assert window.editor.undo_stack.count() == 1
    window.editor.undo_stack.undo()
    assert window.editor.workspace == before


def test_what_is_added_stands_free_near_its_partner_and_nothing_else_moves(beside, window, qtbot):
    before = dict(window.editor.drawing.placement.boxes)
    beside.add()
    qtbot.waitUntil(lambda: "tax" in window.editor.drawing.placement.boxes, timeout=20_000)
    after = window.editor.drawing.placement.boxes
    assert {name: after[name] for name in before} == before
    for name in ("rates", "tax"):
        assert not any(after[name].overlaps(after[other]) for other in after if other != name)
        finance, own = after["fo"], after[name]
        assert abs(own.center.x - finance.center.x) < 600
        assert abs(own.center.y - finance.center.y) < 600
    assert window.editor.workspace.landscape.integration_by_id["pay"].timing is Timing.ASYNCHRONOUS


def test_a_view_that_shows_a_choice_shows_what_is_added(beside, window, qtbot):
    window.editor.set_view("few")
    beside.add()
    qtbot.waitUntil(lambda: "tax" in window.editor.drawing.placement.boxes, timeout=20_000)
    assert set(window.editor.drawing.placement.boxes) >= {"fo", "bank", "rates", "tax"}
    assert "erp" not in window.editor.drawing.placement.boxes
    assert window.editor.undo_stack.count() == 1


def test_the_preview_is_the_landscape_with_what_is_new_marked(beside):
    preview = beside.page.review.preview
    drawn = {shape.element.id for shape in preview.scene.shapes if shape.element.kind == "system"}
    assert drawn == {"fo", "bank", "erp", "rates", "tax"}
    assert {(shape.element.kind, shape.element.id.partition("-")[0]) for shape in preview.new} == {
        (kind, name) for kind in ("system", "integration") for name in ("rates", "tax")}


def test_the_column_of_states_is_there_only_beside_a_landscape(beside, window, qtbot):
    tree = beside.page.review.tree
    assert not tree.isColumnHidden(3)
    window.editor.undo_stack.setClean()
    window.session.new()
    beside.show_review()
    qtbot.waitUntil(lambda: not beside.page.review.comparing and not beside.page.review.preview.busy, timeout=20_000)
    assert tree.isColumnHidden(3)
    assert beside.page.review.preview.new == ()


def test_what_the_landscape_leaves_out_is_left_unless_somebody_accepts_it(window, show_review, tmp_path):
    path = tmp_path / "drawn.yaml"
    path.write_text(f"{LANDSCAPE}not_wanted: [Tax]\n", encoding="utf-8")
    window.session.open(path)
    tool = show_review(FOUND)
    review = tool.page.review.tree.review
    tax = next(row for row in review.rows if row.name == "Tax")
    assert tax.state is State.UNWANTED
    assert tax.key not in review.accepted
    review.accept((tax,), True)
    tool.add()
    assert "tax" in window.editor.workspace.landscape.system_by_id
