"""Review, gauges, limits, factors and patterns in the real window, on Northwind."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.analysis.factors import Factor, Known
from d365arch.gui.knowledge.feature import Knowledge
from d365arch.gui.knowledge.gauging import FROM, LANDSCAPE, checks_by_element, percent
from d365arch.gui.samples import samples
from d365arch.model.vocabulary import Severity
from d365arch.scene.parts import Element


@pytest.fixture
def knowledge(window, qtbot):
    """The feature on Northwind, analyzed."""
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.session.open_sample(next(s for s in samples() if s.path.stem == "northwind-as-is"))
    yield next(part for part in window.features if isinstance(part, Knowledge))
    for name in ("gauges", "gauges_all", "patterns"):
        window.actions_by_name[name].setChecked(False)
    window.docks["review"].hide()
    window.show_dock("inspector")


def test_the_review_shows_five_principles_with_items_and_elements(window, knowledge, qtbot):
    window.actions_by_name["review"].trigger()
    panel, review = knowledge.review, window.findings.result.review
    qtbot.waitUntil(lambda: panel.model.rowCount() == 5)
    assert panel.score.text() == str(round(review.score))
    at = next((p, i) for p, principle in enumerate(review.principles)
              for i, item in enumerate(principle.items) if "shipments" in item.violated)
    above = panel.model.index(at[0], 0)
    panel.tree.expand(above)
    item = panel.model.index(at[1], 0, above)
    assert panel.model.rowCount(item) == 0
    panel.tree.expand(item)
    found = [panel.model.index(n, 0, item) for n in range(panel.model.rowCount(item))]
    row = next(index for index in found if panel.model.node(index).element == "shipments")
    assert row.data().endswith("violated")
    panel.tree.scrollTo(row)
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=panel.tree.visualRect(row).center())
    assert [e.id for e in window.editor.selection.elements] == ["shipments"]


def test_what_to_state_next_leads_to_the_key_in_the_inspector(window, knowledge, qtbot):
    window.actions_by_name["review"].trigger()
    panel, review = knowledge.review, window.findings.result.review
    panel.tabs.setCurrentIndex(1)
    number, statement = next((n, s) for n, s in enumerate(review.next_statements)
                             if s.key == "volume.growth_per_year")
    item = panel.next.item(number)
    assert statement.sentence in item.text()
    panel.next.scrollToItem(item)
    QTest.mouseClick(panel.next.viewport(), Qt.MouseButton.LeftButton, pos=panel.next.visualItemRect(item).center())
    assert {e.id for e in window.editor.selection.elements} == set(statement.elements)
    field = next(f for p, f in window.inspector.form_of(type(window.inspector.subject.records[0])).fields.items()
                 if p == ("volume", "growth_per_year"))
    assert field.isAncestorOf(QApplication.focusWidget())
    panel.tabs.setCurrentIndex(0)


def test_gauges_are_of_the_limit_that_binds_and_from_seventy_percent_on(window, knowledge):
    assert not knowledge.gauges.shown
    window.actions_by_name["gauges"].trigger()
    shown, result = knowledge.gauges.shown, window.findings.result
    assert shown
    assert all(check.utilization >= FROM for check in shown.values())
    assert shown["points"] is max((c for c in result.limits if c.on == "points"), key=lambda c: c.utilization)
    assert "customer-service" in shown
    before = window.canvas.grab().toImage()
    window.actions_by_name["gauges_all"].trigger()
    assert len(knowledge.gauges.shown) > len(shown)
    window.canvas.settle()
    assert window.canvas.grab().toImage() != before
    window.actions_by_name["gauges"].trigger()
    assert not knowledge.gauges.shown
    assert not window.actions_by_name["gauges_all"].isChecked()


def test_heat_ends_the_gauges(window, knowledge):
    window.actions_by_name["gauges"].trigger()
    next(a for name, a in window.actions_by_name.items() if name.startswith("heat_") and name != "heat_off").trigger()
    assert not window.actions_by_name["gauges"].isChecked()
    assert not knowledge.gauges.shown
    window.actions_by_name["heat_off"].trigger()


def test_the_inspector_tells_the_binding_limit_first(window, knowledge):
    window.editor.selection.set([Element(kind="system", id="customer-service")])
    card = knowledge.limits
    card.refresh()
    checks = checks_by_element(window.findings.result)["customer-service"]
    gauge, words = card.rows[0]
    assert gauge.check is checks[0]
    assert gauge.check.verdict is Severity.VIOLATION
    assert not words.isHidden()
    assert card.rows[1][1].isHidden()
    assert checks[0].contributors[0] in words.text()
    words.linkActivated.emit(checks[0].contributors[0])
    assert [e.id for e in window.editor.selection.elements] == [checks[0].contributors[0]]
    assert checks_by_element(window.findings.result)[LANDSCAPE][0].on == "tenant"


def test_percentages_are_short():
    assert [percent(u) for u in (0.7, 3.3333, 0.0042, 107.3, 12.5)] == ["70%", "333%", "0.4%", ">9,999%", "1,250%"]


def test_eight_dots_tell_how_completely_an_integration_is_described(window, knowledge):
    window.editor.selection.set([Element(kind="integration", id="points")])
    knowledge.factors.refresh()
    window.inspector.refresh()
    found = next(c for c in window.findings.result.review.completeness if c.integration == "points")
    signs = {Known.STATED: "●", Known.DERIVED: "◐", Known.MISSING: "○"}
    assert {f: b.text()[0] for f, b in knowledge.factors.buttons.items()} == {
        f: signs[found.factors[f]] for f in Factor}
    knowledge.factors.buttons[Factor.VOLUME].click()
    field = window.inspector.form_of(type(window.inspector.subject.records[0])).fields["volume", "peak_5min"]
    assert field.isAncestorOf(QApplication.focusWidget())


def test_patterns_are_named_on_lines_and_judged_in_the_inspector(window, knowledge):
    before = window.canvas.grab().toImage()
    window.actions_by_name["patterns"].trigger()
    drawing = window.editor.drawing
    texts = {knowledge.names.text_of(drawing, shape) for shape in drawing.scene.shapes}
    assert {"request-reply", "dual-write"} <= {t.lstrip("✓! ").partition(" +")[0] for t in texts}
    assert window.canvas.grab().toImage() != before
    window.editor.selection.set([Element(kind="integration", id="customers-products")])
    knowledge.patterns.refresh()
    told = next(p for p in window.findings.result.patterns if "customers-products" in p.elements)
    assert told.pattern.value in knowledge.patterns.section._header.text()
    assert told.preferred.split(";")[0][:40] in knowledge.patterns.text.text().replace("&#x27;", "'")
