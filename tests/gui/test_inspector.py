"""The inspector: every field has an editor, values are read strictly, changes are edits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from d365arch.edit import SetField, Target, TargetKind
from d365arch.gui.docks.choice_editors import ChoiceEditor, PickEditor, WordsEditor
from d365arch.gui.docks.groups import _ELSEWHERE, groups_of
from d365arch.gui.docks.text_editors import AreaEditor
from d365arch.model import Endpoint, Integration, Landscape, System, View, Zone
from d365arch.model.fields import specs_of
from d365arch.model.vocabulary import DataFlow, Level, Operation, Timing
from d365arch.scene.parts import Element


def select(window, *names):
    window.editor.selection.set(Element(kind=kind, id=key) for kind, key in names)
    window.inspector.refresh()


def form(window, record):
    made = window.inspector.form_of(record)
    for section in made.sections.values():
        section.set_open(True)
    return made


def type_into(qtbot, line, text):
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def landscape(window):
    return window.editor.workspace.landscape


@pytest.mark.parametrize("record", [System, Endpoint, Integration, Zone, Landscape, View])
def test_every_field_of_a_record_is_somewhere(record):
    grouped = [attribute for group in groups_of(record) for attribute in group.attributes]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) | _ELSEWHERE[record] == set(specs_of(record))


@pytest.mark.parametrize(("kind", "key", "record"), [
    ("system", "fo", System), ("endpoint", "fo.odata", Endpoint), ("integration", "orders", Integration),
    ("zone", "d365", Zone),
])
def test_every_field_gets_an_editor_with_a_name(opened, kind, key, record):
    select(opened, (kind, key))
    shown = form(opened, record)
    for section in shown.sections.values():
        assert section.body is not None
    assert all(editor.focusProxy().accessibleName() for editor in shown.fields.values())
    leaves = {path[0] for path in shown.fields} | {path[0] for path in shown._lists}
    assert leaves | _ELSEWHERE[record] == set(specs_of(record))


def test_a_text_is_taken_on_enter_and_undone_as_one_step(opened, qtbot):
    select(opened, ("system", "fo"))
    owner = form(opened, System).fields["owner",]
    type_into(qtbot, owner.line, "ERP team")
    assert landscape(opened).system_by_id["fo"].owner == "ERP team"
    assert opened.editor.undo_stack.count() == 1
    opened.editor.undo_stack.undo()
    opened.inspector.refresh()
    assert landscape(opened).system_by_id["fo"].owner is None
    assert owner.line.text() == ""


def test_a_wrong_quantity_is_told_below_the_field_and_not_taken(opened, qtbot):
    select(opened, ("integration", "orders"))
    timeout = form(opened, Integration).fields["latency", "timeout"]
    type_into(qtbot, timeout.line, "15 parsecs")
    assert "unknown unit" in timeout._problem.text()
    assert not timeout._problem.isHidden()
    assert opened.editor.undo_stack.count() == 0
    type_into(qtbot, timeout.line, "15 s")
    assert timeout._problem.isHidden()
    assert landscape(opened).integration_by_id["orders"].latency.timeout == 15


def test_an_amount_out_of_range_turns_the_field_red_in_place(opened, qtbot):
    select(opened, ("integration", "orders"))
    field = form(opened, Integration).fields["volume", "per_day"]
    type_into(qtbot, field.line, "-5")
    assert field.line.property("wrong")
    assert "“-5” is below zero" in field._problem.text()
    assert opened.editor.workspace.landscape.integration_by_id["orders"].volume.per_day == 8000


def test_what_an_edit_refuses_is_told_at_the_field_and_can_be_mended_or_left(opened, qtbot):
    select(opened, ("system", "shop"))
    field = form(opened, System).fields["id",]
    type_into(qtbot, field.line, "bank")
    assert field.line.property("wrong") and field.line.text() == "bank"
    assert not field._problem.isHidden() and "bank" in field._problem.text()
    assert "shop" in landscape(opened).system_by_id
    field.line.setFocus()
    qtbot.keyClick(field.line, Qt.Key.Key_Escape)
    assert field.line.text() == "shop" and not field.line.property("wrong")
    type_into(qtbot, field.line, "store")
    assert "store" in landscape(opened).system_by_id


def test_escape_puts_the_old_text_back(opened, qtbot):
    select(opened, ("integration", "orders"))
    per_day = form(opened, Integration).fields["volume", "per_day"]
    per_day.line.setFocus()
    qtbot.keyClicks(per_day.line, "99")
    qtbot.keyClick(per_day.line, Qt.Key.Key_Escape)
    assert per_day.line.text() == "8000"
    assert opened.editor.undo_stack.count() == 0


def test_a_text_being_typed_survives_other_changes_but_not_another_selection(opened, qtbot):
    select(opened, ("integration", "orders"))
    identity = form(opened, Integration).fields["identity",]
    opened.activateWindow()
    identity.line.setFocus()
    qtbot.waitUntil(identity.line.hasFocus, timeout=5_000)
    qtbot.keyClicks(identity.line, "svc")
    opened.inspector.refresh()
    assert identity.line.text() == "svc"
    opened.editor.selection.set([Element(kind="integration", id="payments")])
    opened.inspector.refresh()
    assert identity.line.text() == ""


def test_undo_reaches_the_window_once_a_text_is_taken(opened, qtbot):
    select(opened, ("system", "fo"))
    owner = form(opened, System).fields["owner",]
    opened.raise_()
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow, timeout=5_000)
    type_into(qtbot, owner.line, "ERP team")
    qtbot.keyClick(owner.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert landscape(opened).system_by_id["fo"].owner is None


def test_clearing_the_last_field_of_a_nested_record_removes_it(opened, qtbot):
    select(opened, ("integration", "orders"))
    per_day = form(opened, Integration).fields["volume", "per_day"]
    per_day.line.setFocus()
    per_day.line.selectAll()
    qtbot.keyClick(per_day.line, Qt.Key.Key_Delete)
    qtbot.keyClick(per_day.line, Qt.Key.Key_Return)
    assert landscape(opened).integration_by_id["orders"].volume is None


def test_words_that_the_landscape_uses_are_offered_even_new_ones(opened, qtbot):
    opened.show_dock("inspector")
    select(opened, ("system", "fo"))
    line = form(opened, System).fields[("owner",)].line
    line.setFocus()
    assert line.completer() is None
    opened.editor.perform(SetField(Target(TargetKind.SYSTEM, "shop"), ("owner",), "Web team"))
    opened.inspector.title.setFocus()
    line.setFocus()
    words = line.completer().model()
    assert [words.index(row, 0).data() for row in range(words.rowCount())] == ["Web team"]


def test_a_flag_is_unstated_yes_or_no(opened):
    select(opened, ("integration", "orders"))
    flag = form(opened, Integration).fields["answer_needed",]
    assert isinstance(flag, ChoiceEditor)
    assert flag.combo.currentText().startswith("unstated")
    flag.combo.activated.emit(flag.combo.findText("no"))
    assert landscape(opened).integration_by_id["orders"].answer_needed is False
    flag.combo.activated.emit(0)
    assert landscape(opened).integration_by_id["orders"].answer_needed is None


def test_unstated_fields_show_what_the_catalog_says(opened):
    select(opened, ("endpoint", "fo.odata"))
    fields = form(opened, Endpoint).fields
    assert "synchronous" in fields["timing",].button.text()
    assert fields["protocol",].line.placeholderText() == opened.editor.catalog.endpoint_types["fo.odata"].protocol
    select(opened, ("integration", "orders"))
    assert "synchronous" in form(opened, Integration).fields["timing",].combo.currentText()
    assert opened.editor.facts.timing(landscape(opened).integration_by_id["orders"]) is Timing.SYNCHRONOUS


def test_several_words_are_ticked_in_a_menu(opened):
    select(opened, ("integration", "orders"))
    operations = form(opened, Integration).fields["operations",]
    assert isinstance(operations, WordsEditor)
    actions = {action.text(): action for action in operations.menu.actions()}
    actions["update"].trigger()
    actions["create"].trigger()
    assert landscape(opened).integration_by_id["orders"].operations == (Operation.UPDATE, Operation.CREATE)


def test_a_type_is_picked_by_typing_a_part_of_its_name(opened, qtbot):
    select(opened, ("system", "bank"))
    kind = form(opened, System).fields["type",]
    assert isinstance(kind, PickEditor)
    line = kind.combo.lineEdit()
    type_into(qtbot, line, "no such type")
    assert not kind._problem.isHidden()
    type_into(qtbot, line, "e-commerce")
    assert landscape(opened).system_by_id["bank"].type == "other.e-commerce"
    assert "E-commerce" in opened.inspector.subtitle.text() or opened.inspector._soon.isActive()


def test_a_description_is_taken_when_the_focus_leaves(opened, qtbot):
    select(opened, ("system", "fo"))
    area = form(opened, System).fields["description",]
    assert isinstance(area, AreaEditor)
    area.area.setFocus()
    qtbot.keyClicks(area.area, "The heart.")
    opened.canvas.setFocus()
    area.area.left.emit()
    assert landscape(opened).system_by_id["fo"].description == "The heart."


def test_several_elements_are_changed_at_once_and_mixed_values_show_as_such(opened, qtbot):
    select(opened, ("system", "shop"), ("system", "bank"))
    fields = form(opened, System).fields
    assert opened.inspector.title.text() == "2 systems"
    assert fields["type",].combo.lineEdit().placeholderText() == "several values"
    fields["criticality",].combo.activated.emit(1)
    assert [landscape(opened).system_by_id[s].criticality for s in ("shop", "bank")] == [Level.HIGH] * 2
    assert opened.editor.undo_stack.count() == 1
    assert opened.editor.undo_stack.undoText() == "Change criticality of 2 systems"
    opened.editor.undo_stack.undo()
    assert landscape(opened).system_by_id["shop"].criticality is None


def test_the_name_is_edited_in_the_heading(opened, qtbot):
    select(opened, ("system", "bank"))
    type_into(qtbot, opened.inspector.title, "House bank")
    assert landscape(opened).system_by_id["bank"].name == "House bank"


def test_initiator_and_data_flow_are_two_controls(opened):
    select(opened, ("integration", "orders"))
    exchange = opened.inspector.exchange
    assert "inbound" in exchange.direction.text().lower()
    assert "Web shop starts and contacts Finance" in exchange.diagram.accessibleName()
    exchange.flows.button(1).click()
    orders = landscape(opened).integration_by_id["orders"]
    assert (orders.data, orders.from_.system) == (DataFlow.PULL, "shop")
    opened.inspector.refresh()
    assert "Data goes from Finance to Web shop" in exchange.diagram.accessibleName()
    exchange.swap.click()
    orders = landscape(opened).integration_by_id["orders"]
    # The other side starts now; the data still goes from Finance to the shop, so it is pushed.
    assert (orders.from_.system, orders.to.system, orders.data_flow) == ("fo", "shop", DataFlow.PUSH)


def test_an_end_is_picked_from_systems_and_endpoints(opened):
    select(opened, ("integration", "payments"))
    combo = opened.inspector.exchange.from_.combo
    combo.activated.emit(next(i for i in range(combo.count()) if "Business events" in combo.itemText(i)))
    assert str(landscape(opened).integration_by_id["payments"].from_) == "fo.events"


def test_an_id_changes_everywhere(opened, qtbot):
    select(opened, ("system", "fo"))
    type_into(qtbot, form(opened, System).fields["id",].line, "finance")
    assert str(landscape(opened).integration_by_id["orders"].to) == "finance.odata"


def test_waivers_notes_and_entities_are_lists_of_cards(opened):
    select(opened)
    shown = form(opened, Landscape)
    for attribute in ("waivers", "notes", "entities"):
        shown._lists[attribute,]._add.click()
        opened.inspector.refresh()
        assert len(getattr(landscape(opened), attribute)) == 1, attribute
    card = shown._lists["waivers",]._cards[0][1]
    card.fields["reason",].area.setPlainText("for now")
    card.fields["reason",].area.document().setModified(True)
    card.fields["reason",].area.left.emit()
    assert landscape(opened).waivers[0].reason == "for now"
    opened.inspector.refresh()
    shown._lists["waivers",]._remove(0)
    assert landscape(opened).waivers == ()


def test_the_endpoints_of_a_system_lead_to_them_and_more_are_offered(opened):
    select(opened, ("system", "fo"))
    rows = opened.inspector.endpoints
    rows._rows[1].click()
    assert opened.editor.selection.elements == (Element(kind="endpoint", id="fo.events"),)
    select(opened, ("system", "fo"))
    rows._fill_menu()
    offered = [action for action in rows.menu.actions() if action.text()]
    offered[0].trigger()
    assert len(landscape(opened).system_by_id["fo"].endpoints) == 3


def test_advice_of_the_catalog_is_shown_with_its_source(opened):
    select(opened, ("endpoint", "fo.odata"))
    advice = opened.inspector.advice
    assert not advice.isHidden()
    assert "Use." in advice.text.text()
    assert "Source:" in advice.text.text()
    select(opened, ("zone", "d365"))
    assert advice.isHidden()


def test_scrolling_over_a_list_without_focus_changes_nothing(opened):
    select(opened, ("system", "fo"))
    combo = form(opened, System).fields["criticality",].combo
    opened.canvas.setFocus()
    wheel = QWheelEvent(QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(combo, wheel)
    assert opened.editor.undo_stack.count() == 0
    assert combo.currentIndex() == 0
