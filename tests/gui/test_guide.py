"""The guided new integration: systems, questions, recommendations, preview, one step; Escape leaves no trace."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from d365arch.gui.guide.advice_page import AdvicePage
from d365arch.gui.guide.ends_page import EndsPage
from d365arch.gui.guide.feature import Guide
from d365arch.gui.guide.question_page import QuestionPage
from d365arch.gui.knowledge.card_window import CardWindow
from d365arch.model.vocabulary import Platform
from d365arch.scene.parts import Element

SHOP, FINANCE, BANK = (Element(kind="system", id=name) for name in ("shop", "fo", "bank"))


@pytest.fixture
def guide(opened, qtbot):
    found = next(feature for feature in opened.features if isinstance(feature, Guide))
    yield found
    found.leave(False)
    qtbot.waitUntil(lambda: not opened.editor.background.tasks, timeout=20000)


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.focusWidget(), key, modifiers)


def start(window, *elements):
    window.editor.selection.set(elements)
    window.canvas.setFocus()
    press(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)


def to_advice(window, guide, qtbot):
    while isinstance(guide.panel.page, QuestionPage):
        press(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: isinstance(guide.panel.page, AdvicePage), timeout=20000)
    return guide.panel.page


def test_two_selected_systems_answer_platform_and_initiator(opened, guide):
    start(opened, SHOP, FINANCE)
    page = guide.panel.page
    assert isinstance(page, QuestionPage)
    assert page.question.id == "goal"
    assert guide.panel.why.text() == page.question.why
    assert "Web shop starts, Finance is called" in page.step.text()
    assert [tile.title.text() for tile in page.tiles] == [choice.label for choice in page.question.choices]
    assert page.tiles[0].accessibleDescription() == page.question.choices[0].effect
    need = guide.wizard.answers.need
    assert (need.platform, need.initiator) == ("finance-operations", "other")


def test_by_keys_alone_from_the_question_to_the_drawn_integration_and_back(opened, guide, qtbot):
    before = opened.editor.workspace
    start(opened, SHOP, FINANCE)
    page = to_advice(opened, guide, qtbot)
    assert opened.editor.workspace is before
    press(opened, Qt.Key.Key_1)
    best = page.advice.recommendations[0]
    assert page.chosen is best
    assert guide.preview.ghosts.shapes.spokes
    assert "integration" in page.where.text()
    assert f"{best.parts[0].points:+g}" in page.text.text()
    assert all(source.split()[0] in page.text.text() for source in best.sources)
    assert opened.editor.workspace is before
    press(opened, Qt.Key.Key_1)
    assert opened.focusWidget() is page.act
    press(opened, Qt.Key.Key_Space)
    after = opened.editor.workspace
    assert opened.editor.undo_stack.count() == 1
    new = [i for i in after.landscape.integrations if i.id not in before.landscape.integration_by_id]
    assert {element.id for element in opened.editor.selection.elements} == {i.id for i in new}
    assert any(i.volume for i in new)
    assert guide.dock.isHidden()
    assert not guide.preview.ghosts.plan
    opened.editor.undo_stack.undo()
    assert opened.editor.workspace == before


def test_backspace_goes_back_and_skip_leaves_open(opened, guide, qtbot):
    start(opened, SHOP, FINANCE)
    press(opened, Qt.Key.Key_1)
    second = guide.panel.page.question.id
    press(opened, Qt.Key.Key_Backspace)
    assert guide.panel.page.question.id == "goal"
    QTest.mouseClick(guide.panel.skip, Qt.MouseButton.LeftButton)
    assert guide.panel.page.question.id != "goal"
    assert guide.wizard.answers.need.asked.purpose is None
    press(opened, Qt.Key.Key_Backspace)
    press(opened, Qt.Key.Key_Backspace)
    assert isinstance(guide.panel.page, EndsPage)
    assert second


def test_another_figure_can_be_written(opened, guide):
    start(opened, SHOP, FINANCE)
    while guide.panel.page.question.id != "volume":
        press(opened, Qt.Key.Key_1)
    page = guide.panel.page
    page.field.setFocus()
    QTest.keyClicks(page.field, "many")
    press(opened, Qt.Key.Key_Return)
    assert page.wrong.text()
    page.field.clear()
    QTest.keyClicks(page.field, "12,000")
    press(opened, Qt.Key.Key_Return)
    assert guide.wizard.answers.need.asked.volume.peak_per_hour == 12000.0
    assert guide.panel.page is not page


def test_escape_leaves_without_a_trace(opened, guide, qtbot):
    before, viewport = opened.editor.workspace, opened.canvas.viewport
    start(opened, SHOP, FINANCE)
    to_advice(opened, guide, qtbot)
    press(opened, Qt.Key.Key_2)
    assert guide.preview.ghosts.plan
    press(opened, Qt.Key.Key_Escape)
    assert opened.editor.workspace is before
    assert opened.editor.undo_stack.count() == 0
    assert not guide.preview.ghosts.plan
    assert guide.dock.isHidden()
    assert opened.canvas.viewport == viewport
    assert opened.editor.selection.elements == (SHOP, FINANCE)
    assert guide.wizard.answers is None


def test_a_new_system_of_the_catalog_is_drawn_with_it(opened, guide, qtbot):
    before = opened.editor.workspace
    start(opened, FINANCE)
    page = guide.panel.page
    assert isinstance(page, EndsPage)
    assert page.starts.currentText() == "Finance"
    assert not page.go.isEnabled()
    page.called.setFocus()
    page.called.lineEdit().setText("Bank")
    assert page.go.isEnabled()
    types = opened.editor.catalog.system_types.values()
    kind = next(t for t in types if t.platform is Platform.OTHER and t.hub_class is None)
    page.called.lineEdit().setText(f"New: {kind.name}")
    page.entity.setText("Sales order")
    QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    advice = to_advice(opened, guide, qtbot)
    assert advice.name.text() == "Sales order"
    QTest.mouseClick(advice.tiles[0], Qt.MouseButton.LeftButton)
    QTest.mouseClick(advice.act, Qt.MouseButton.LeftButton)
    landscape = opened.editor.workspace.landscape
    made = [s for s in landscape.systems if s.type == kind.id and s.id not in before.landscape.system_by_id]
    assert len(made) == 1
    assert opened.editor.undo_stack.count() == 1
    assert any("Sales order" in i.entities for i in landscape.integrations if i.id.startswith("sales-order"))
    opened.editor.undo_stack.undo()
    assert opened.editor.workspace == before


def test_systems_without_dynamics_365_are_refused_in_a_sentence(opened, guide):
    start(opened, SHOP, BANK)
    page = guide.panel.page
    assert isinstance(page, EndsPage)
    assert "Dynamics 365" in page.told.text()
    assert not page.go.isEnabled()


def test_links_open_help_cards_and_other_panels_hide_the_ghosts(opened, guide, qtbot):
    start(opened, SHOP, FINANCE)
    page = to_advice(opened, guide, qtbot)
    press(opened, Qt.Key.Key_1)
    asked: list[str] = []
    opened.workbench.signals.explain_wanted.connect(asked.append)
    page.text.linkActivated.emit(f"card:{page.chosen.endpoint}")
    assert asked == [page.chosen.endpoint]
    opened.findChild(CardWindow).close()
    opened.show_dock("inspector")
    qtbot.waitUntil(lambda: not guide.preview.ghosts.plan)
    opened.show_dock("guide")
    qtbot.waitUntil(lambda: bool(guide.preview.ghosts.plan))
