"""Findings in groups: filter, folding, details, waivers as undo steps, one selection with the canvas."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.analysis.finding import Finding
from d365arch.gui.knowledge.feature import Knowledge
from d365arch.gui.knowledge.waiving import WaiverDialog, covered_by
from d365arch.gui.models.findings_model import CLOSED, FINDING, ROW, Heading
from d365arch.gui.samples import samples
from d365arch.model.vocabulary import Severity
from d365arch.scene.parts import Element


@pytest.fixture
def northwind(window, qtbot):
    """The window on Northwind, analyzed, with the findings in front."""
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.session.open_sample(next(s for s in samples() if s.path.stem == "northwind-as-is"))
    window.show_dock("findings")
    qtbot.waitUntil(lambda: window.findings.list.viewport().height() > 60)
    yield window
    window.findings.search.clear()
    window.findings.only.setChecked(False)
    for group in ("violation", "warning", "recommendation", "info", "unstated", "waived"):
        window.findings.model.fold(group, closed=group in CLOSED)
    window.show_dock("inspector")


@pytest.fixture
def knowledge(window):
    return next(part for part in window.features if isinstance(part, Knowledge))


def rows(window):
    model = window.findings.model
    return [model.index(n).data(ROW) for n in range(model.rowCount())]


def headings(window):
    return {row.group: row for row in rows(window) if isinstance(row, Heading)}


def click(window, row):
    view = window.findings.list
    index = window.findings.model.index(row)
    before = None
    while before != view.visualRect(index) or view.indexAt(before.center()) != index:
        before = view.visualRect(index)         # rows are laid out in batches, anew where the width is another
        QApplication.processEvents()
        view.scrollTo(index)
        view.viewport().grab()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def test_groups_have_counts_and_what_is_not_stated_waits_apart(northwind):
    found = headings(northwind)
    told = northwind.findings.result.findings
    for severity in (Severity.VIOLATION, Severity.WARNING):
        assert found[severity.value].count == sum(f.severity is severity for f in told) > 0
        assert found[severity.value].is_open
    assert not found["unstated"].is_open
    assert not any(row.finding.severity is Severity.UNSTATED for row in rows(northwind) if not isinstance(row, Heading))
    assert list(found) == [g for g in ("violation", "warning", "recommendation", "info", "unstated") if g in found]


def test_a_click_on_a_heading_opens_and_closes_its_group(northwind):
    click(northwind, 0)
    assert not headings(northwind)["violation"].is_open
    assert isinstance(rows(northwind)[1], Heading)
    QTest.keyClick(northwind.findings.list, Qt.Key.Key_Right)
    assert headings(northwind)["violation"].is_open
    QTest.keyClick(northwind.findings.list, Qt.Key.Key_Left)
    assert not headings(northwind)["violation"].is_open


def test_words_a_rule_or_an_element_filter_the_list(northwind):
    northwind.findings.search.setFocus()
    QTest.keyClicks(northwind.findings.search, "r-201 finance")
    listed = [row.finding for row in rows(northwind) if not isinstance(row, Heading)]
    assert listed
    assert {finding.rule for finding in listed} == {"R-201"}
    assert sum(heading.shown for heading in headings(northwind).values()) == len(listed)
    assert all(heading.shown < heading.count for heading in headings(northwind).values())
    northwind.findings.search.setText("no finding has this")
    assert northwind.findings.parts.isHidden()
    assert northwind.findings.empty.text() == "No finding has these words."


def test_only_what_is_about_the_selection_is_listed(northwind):
    northwind.editor.selection.set([Element(kind="integration", id="points")])
    QTest.mouseClick(northwind.findings.only, Qt.MouseButton.LeftButton)
    listed = [row.finding for row in rows(northwind) if not isinstance(row, Heading)]
    assert listed
    assert all("points" in finding.elements for finding in listed)


def test_what_is_selected_on_the_canvas_is_the_current_finding(northwind):
    northwind.editor.selection.set([Element(kind="integration", id="points")])
    assert "points" in northwind.findings.current.elements
    assert northwind.findings.list.currentIndex().data(FINDING) == northwind.findings.current


def test_details_tell_advice_figures_source_and_link_to_elements(northwind, knowledge):
    row = next(n for n, row in enumerate(rows(northwind))
               if not isinstance(row, Heading) and row.finding.rule == "R-201")
    click(northwind, row)
    finding, text = northwind.findings.current, knowledge.details.text.toPlainText()
    assert knowledge.details.isVisible()
    for part in (finding.message, finding.advice, "Why", "Source"):
        assert part in " ".join(text.split())
    assert northwind.editor.selection.elements[0].id == finding.elements[0]
    assert f'href="{finding.elements[1]}"' in knowledge.details.text.toHtml()


def test_a_waiver_is_one_undo_step_and_is_shown_apart(northwind, knowledge, qtbot):
    row = next(n for n, row in enumerate(rows(northwind)) if not isinstance(row, Heading))
    click(northwind, row)
    finding, landscape = northwind.findings.current, northwind.editor.workspace.landscape

    def fill() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, WaiverDialog):
            QTimer.singleShot(5, fill)
            return
        assert not dialog.accept_.isEnabled()
        QTest.keyClicks(dialog.owner, "Dana")
        QTest.keyClicks(dialog.reason, "Gone with the new shop")
        assert dialog.accept_.isEnabled()
        QTest.mouseClick(dialog.accept_, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, fill)
    with qtbot.waitSignal(northwind.findings.found, timeout=20_000):
        QTest.mouseClick(knowledge.details.waive, Qt.MouseButton.LeftButton)
    waiver = northwind.editor.workspace.landscape.waivers[-1]
    assert (waiver.rule, waiver.owner, waiver.reason) == (finding.rule, "Dana", "Gone with the new shop")
    assert waiver.until is not None
    assert headings(northwind)["waived"].count == 1
    northwind.findings.model.fold("waived", closed=False)
    waived = next(f for f in northwind.findings.model.findings if f.waiver)
    assert northwind.findings.show_finding(waived)
    assert "Gone with the new shop" in knowledge.details.text.toPlainText()
    assert knowledge.details.waive.text() == "Take back waiver"
    with qtbot.waitSignal(northwind.findings.found, timeout=20_000):
        northwind.editor.undo_stack.undo()
    assert northwind.editor.workspace.landscape == landscape


def test_a_waiver_on_what_is_not_stated_names_every_element():
    told = Finding(rule="P-101", severity=Severity.UNSTATED, message="m", advice="a", elements=("x", "y"))
    assert covered_by(told) == ("x", "y")
    assert covered_by(dataclasses.replace(told, severity=Severity.WARNING)) == ("x",)
    assert covered_by(dataclasses.replace(told, elements=())) == (None,)


def test_a_broken_rule_is_told_in_a_sentence(northwind):
    follower = northwind.findings.follower
    result = follower.result
    follower.result = dataclasses.replace(result, broken_rules={"R-101": "division by zero"})
    follower.changed.emit()
    assert northwind.findings.broken.text() == "Rule R-101 is broken and was left out: division by zero"
    assert northwind.findings.broken.isVisible()
    follower.result = result
    follower.changed.emit()
    assert not northwind.findings.broken.isVisible()


def test_thousands_of_findings_are_measured_in_batches(northwind, monkeypatch):
    model = northwind.findings.model
    real = model.findings
    many = [dataclasses.replace(real[n % len(real)], message=f"{n}: {real[n % len(real)].message}")
            for n in range(2_000)]
    measured = []
    delegate = northwind.findings.list.itemDelegate()
    count = delegate._count
    monkeypatch.setattr(delegate, "_count", lambda *args: measured.append(1) or count(*args))
    model.show_findings(many)
    northwind.findings.list.viewport().grab()
    assert 0 < len(measured) < 1_000
    model.show_findings(real)


def test_the_current_finding_and_the_place_survive_an_edit(northwind, qtbot):
    from d365arch.edit import SetField, Target, TargetKind

    click(northwind, 3)
    before = northwind.findings.current
    with qtbot.waitSignal(northwind.findings.found, timeout=20_000):
        northwind.editor.perform(SetField(Target(TargetKind.INTEGRATION, "statements"), ("description",), "By night"))
    assert northwind.findings.current.key == before.key
    assert northwind.findings.list.currentIndex().row() == 3


def test_a_finding_under_the_pointer_is_the_one_explained(northwind, knowledge, monkeypatch):
    view = northwind.findings.list
    northwind.show_dock("findings")
    index = northwind.findings.model.index(2)
    view.scrollTo(index)
    QApplication.processEvents()
    at = view.viewport().mapToGlobal(view.visualRect(index).center())
    monkeypatch.setattr("d365arch.gui.knowledge.explaining.QCursor.pos", lambda: QPoint(at))
    assert knowledge.explaining._under_pointer() == index.data(FINDING).rule
