"""Improve: ways that were tried out, previewed as ghosts, applied as one step; Escape leaves no trace."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from d365arch.analysis.finding import Finding
from d365arch.gui.coupling.following import follower_of
from d365arch.gui.guide.feature import Guide
from d365arch.gui.guide.improve_page import AskAgainPage, ImprovePage
from d365arch.model.vocabulary import Severity
from d365arch.scene.parts import Element

NORTHWIND = Path(__file__).parents[2] / "samples" / "northwind-as-is.yaml"


@pytest.fixture
def northwind(window, tmp_path, qtbot):
    path = tmp_path / "northwind.yaml"
    path.write_bytes(NORTHWIND.read_bytes())
    window.session.open(path)
    qtbot.waitUntil(lambda: follower_of(window.workbench).is_current, timeout=20000)
    return window


@pytest.fixture
def guide(northwind, qtbot):
    found = next(feature for feature in northwind.features if isinstance(feature, Guide))
    yield found
    found.leave(False)
    qtbot.waitUntil(lambda: not northwind.editor.background.tasks, timeout=20000)


def finding(window, rule, element):
    return next(f for f in window.findings.result.findings if f.rule == rule and element in f.elements)


def offered(guide, qtbot):
    qtbot.waitUntil(lambda: isinstance(guide.panel.page, ImprovePage), timeout=20000)
    return guide.panel.page


def press(window, key):
    QTest.keyClick(window.focusWidget(), key)


def test_the_button_of_a_finding_offers_previews_and_applies(northwind, guide, qtbot):
    before = northwind.editor.workspace
    about = finding(northwind, "R-102", "account-changes")
    details = northwind.findings.findChild(type(_details(northwind)))
    details.show_finding(about)
    northwind.show_dock("findings")
    QTest.mouseClick(details.improve, Qt.MouseButton.LeftButton)
    page = offered(guide, qtbot)
    assert 1 <= len(page.tiles) <= 3
    press(northwind, Qt.Key.Key_1)
    assert "R-102" in page.text.text()
    plan = guide.preview.ghosts.plan
    assert "account-changes" in plan.removed
    assert guide.preview.ghosts.shapes.struck
    assert guide.preview.ghosts.shapes.boxes
    assert northwind.editor.workspace is before
    press(northwind, Qt.Key.Key_1)
    assert northwind.focusWidget() is page.act
    press(northwind, Qt.Key.Key_Space)
    assert northwind.editor.undo_stack.count() == 1
    assert not guide.preview.ghosts.plan
    chosen = {element.id for element in northwind.editor.selection.elements}
    assert chosen == set(page.chosen.integrations)
    qtbot.waitUntil(lambda: follower_of(northwind.workbench).is_current, timeout=20000)
    told = follower_of(northwind.workbench).result.findings
    assert not [f for f in told if f.rule == "R-102" and chosen & set(f.elements)]
    northwind.editor.undo_stack.undo()
    assert northwind.editor.workspace == before


def _details(window):
    from d365arch.gui.knowledge.feature import Knowledge

    return next(feature for feature in window.features if isinstance(feature, Knowledge)).details


def test_a_selected_integration_begins_with_its_gravest_finding(northwind, guide, qtbot):
    northwind.editor.selection.set([Element(kind="system", id="finance")])
    northwind.editor.selection.set([Element(kind="integration", id="account-changes")])
    assert northwind.actions_by_name["improve"].isEnabled()
    northwind.actions_by_name["improve"].trigger()
    page = offered(guide, qtbot)
    found = guide.improving.findings_on("account-changes")
    order = list(Severity)
    assert [order.index(f.severity) for f in found] == sorted(order.index(f.severity) for f in found)
    assert page.findings.count() == len(found) > 1
    assert page.findings.currentText().startswith(found[0].rule)
    other = next(n for n, f in enumerate(found) if f.rule == "R-102")
    page.findings.activated.emit(other)
    assert guide.panel.heading.text() == "Improve: R-102"
    offered(guide, qtbot)


def test_escape_stops_and_leaves_no_trace(northwind, guide, qtbot):
    before = northwind.editor.workspace
    northwind.workbench.signals.improve_wanted.emit(finding(northwind, "R-102", "account-changes"))
    press(northwind, Qt.Key.Key_Escape)
    assert guide.dock.isHidden()
    qtbot.waitUntil(lambda: not northwind.editor.background.tasks, timeout=20000)
    assert not isinstance(guide.panel.page, ImprovePage)
    northwind.workbench.signals.improve_wanted.emit(finding(northwind, "R-102", "account-changes"))
    offered(guide, qtbot)
    press(northwind, Qt.Key.Key_1)
    press(northwind, Qt.Key.Key_Escape)
    assert guide.dock.isHidden()
    assert not guide.preview.ghosts.plan
    assert northwind.editor.workspace is before
    assert northwind.editor.undo_stack.count() == 0


def test_where_nothing_helps_a_sentence_says_so(northwind, guide, qtbot):
    about = Finding(rule="X-1", severity=Severity.WARNING, message="Finance is odd.", advice="Look at it.",
                    elements=("finance",))
    northwind.workbench.signals.improve_wanted.emit(about)
    page = offered(guide, qtbot)
    assert not page.tiles
    said = " ".join(label.text() for label in page.findChildren(type(guide.panel.why)))
    assert "Nothing better is known" in said
    assert "Look at it." in said


def test_after_an_edit_it_asks_to_look_again(northwind, guide, qtbot):
    northwind.workbench.signals.improve_wanted.emit(finding(northwind, "R-102", "account-changes"))
    offered(guide, qtbot)
    press(northwind, Qt.Key.Key_1)
    from d365arch.edit import SetTiming
    from d365arch.model.vocabulary import Timing

    northwind.editor.perform(SetTiming(("tiers",), Timing.ASYNCHRONOUS))
    assert isinstance(guide.panel.page, AskAgainPage)
    assert not guide.preview.ghosts.plan
    press(northwind, Qt.Key.Key_1)
    offered(guide, qtbot)
