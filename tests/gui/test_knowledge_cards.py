"""Help cards: F1 on what has the keyboard or is selected, links and the way back, the short card at the pointer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from d365arch.gui.cards import card_html, card_of, short_html
from d365arch.gui.explained import card_at, key_of
from d365arch.gui.knowledge.feature import Knowledge
from d365arch.gui.style import LIGHT
from d365arch.model import Integration, System, Volume
from d365arch.model.fields import specs_of
from d365arch.scene.parts import Element


@pytest.fixture
def cards(opened):
    """The card window of the test landscape."""
    knowledge = next(part for part in opened.features if isinstance(part, Knowledge))
    yield knowledge.explaining.window
    knowledge.explaining.window.close()
    opened.activateWindow()


def press(window, target):
    window.activateWindow()
    target.setFocus()
    window.actions_by_name["explain"].trigger()


def test_f1_explains_the_type_of_what_is_selected(opened, cards):
    assert opened.actions_by_name["explain"].shortcut().toString() == "F1"
    assert opened.actions_by_name["shortcuts"].shortcut().toString() == "Ctrl+F1"
    opened.editor.selection.set([Element(kind="endpoint", id="fo.odata")])
    press(opened, opened.canvas)
    assert cards.isVisible()
    assert cards.shown == "fo.odata"
    assert "OData" in cards.text.toPlainText()


def test_f1_explains_the_field_that_has_the_keyboard(opened, cards):
    opened.editor.selection.set([Element(kind="integration", id="orders")])
    opened.inspector.refresh()
    assert opened.inspector.show_key("volume.per_day")
    field = opened.inspector.form_of(Integration).fields["volume", "per_day"]
    assert field.isAncestorOf(QApplication.focusWidget())
    opened.actions_by_name["explain"].trigger()
    assert cards.shown == "integration.volume.per_day"


def test_with_nothing_to_explain_the_status_bar_says_what_to_do(opened, cards):
    press(opened, opened.canvas)
    assert not cards.isVisible() or cards.shown
    if not cards.isVisible():
        assert opened.status.currentMessage().startswith("Select a system")


def test_links_lead_on_and_the_way_back(opened, cards):
    first = card_of(opened.editor, "integration.request_time")
    cards.explain(first)
    at = cards.shown
    assert f"card:{first.see[0]}" in cards.text.toHtml()
    cards.text.anchorClicked.emit(QUrl(f"card:{first.see[0]}"))
    assert cards.shown == first.see[0] != at
    QTest.mouseClick(cards.back, Qt.MouseButton.LeftButton)
    assert cards.shown == at


def test_a_card_tells_numbers_sources_with_dates_and_marks(opened):
    catalog = opened.editor.catalog
    for name in (*list(catalog.limits)[:3], "fo.odata", "propagation_cost", "integration.volume.per_day"):
        card = card_of(opened.editor, name)
        text = card_html(card, LIGHT, opened.editor)
        assert card.title in text.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")
        for mark in card.marks:
            assert "⚠" in text
            assert mark[:20] in text
    assert card_of(opened.editor, "no-such-thing") is None


def test_the_short_card_shows_where_the_pointer_rests(opened, cards):
    opened.editor.selection.set([Element(kind="integration", id="orders")])
    opened.inspector.refresh()
    field = opened.inspector.form_of(Integration).fields["timing",]
    assert card_at(field) == "integration.timing"
    where = field.mapToGlobal(QPoint(4, 4))
    QApplication.sendEvent(field, QHelpEvent(QEvent.Type.ToolTip, QPoint(4, 4), where))
    assert QToolTip.text() == short_html(card_of(opened.editor, "integration.timing"))
    QToolTip.hideText()


def test_every_field_of_the_forms_has_its_own_card(opened):
    assert key_of(Integration, specs_of(Integration)["timing"]) == "integration.timing"
    assert key_of(System, specs_of(System)["owner"]) == "system.owner"
    assert key_of(Integration, specs_of(Volume)["per_day"]) == "integration.volume.per_day"
    for record in (System, Integration):
        for attribute, spec in specs_of(record).items():
            name = key_of(record, spec)
            assert card_of(opened.editor, name) is not None, attribute
