"""The editor: one way to change, nothing jumps, work for old values is dropped."""

from __future__ import annotations

import pytest

from d365arch.catalog.load import own_catalog
from d365arch.edit import (
    AddIntegration,
    AddSystem,
    Document,
    Pin,
    RemoveElements,
    SetBends,
    SetField,
    SetLabelAt,
    SetPositions,
    Target,
    TargetKind,
)
from d365arch.gui import editor as editor_module
from d365arch.gui.editor import Editor
from d365arch.gui.selection import Selection
from d365arch.io.files import read_text
from d365arch.layout import keep, reroute
from d365arch.model import End, Integration, Point, System
from d365arch.scene.build import draw
from d365arch.scene.parts import Element

FINANCE = Target(TargetKind.SYSTEM, "fo")


@pytest.fixture
def editor(qtbot, landscape_file):
    made = Editor(Document(read_text(landscape_file.read_text(), "test.yaml").workspace), own_catalog())
    yield made
    made.background.finish()
    made.undo_stack.clear()


def places(editor):
    return {name: (rect.x, rect.y) for name, rect in editor.drawing.placement.boxes.items()}


def test_an_edit_is_one_step_and_undo_brings_the_very_value_back(editor):
    before = editor.workspace
    assert editor.clean
    assert editor.perform(SetField(FINANCE, ("owner",), "ERP team"))
    assert not editor.clean
    editor.undo_stack.undo()
    assert editor.workspace is before
    assert editor.clean


def test_changes_of_one_field_in_a_row_are_one_step(editor):
    for text in ("E", "ER", "ERP"):
        editor.perform(SetField(FINANCE, ("owner",), text))
    assert editor.undo_stack.count() == 1
    editor.undo_stack.undo()
    assert editor.workspace.landscape.system_by_id["fo"].owner is None


def test_an_edit_that_is_not_allowed_is_told_and_changes_nothing(editor, qtbot):
    before = editor.workspace
    with qtbot.waitSignal(editor.message) as said:
        assert not editor.perform(AddSystem(System(id="fo")))
    assert "already" in said.args[0]
    assert editor.workspace is before
    assert editor.undo_stack.count() == 0


def test_one_change_tells_once(editor):
    heard = []
    editor.changed.connect(lambda before, after: heard.append((before, after)))
    drawings = []
    editor.drawing_changed.connect(drawings.append)
    before = editor.workspace
    editor.perform(SetField(FINANCE, ("name",), "ERP"))
    assert heard == [(before, editor.workspace)]
    assert drawings == [editor.drawing]


def test_no_edit_moves_what_stands_somewhere(editor):
    before = places(editor)
    editor.perform(AddIntegration(Integration(id="more", from_=End("bank"), to=End("fo", "odata"))))
    editor.perform(AddSystem(System(id="new", name="New"), "main", Point(2000, 2000)))
    editor.perform(SetField(FINANCE, ("zone",), None))
    after = places(editor)
    assert {name: after[name] for name in before} == before


def test_the_first_move_stores_all_places_in_one_step(editor):
    before = places(editor)
    assert not editor.view.positions
    editor.perform(SetPositions("main", {"bank": Point(900, 700)}))
    assert set(editor.view.positions) == {"fo", "shop", "bank"}
    assert tuple(editor.view.positions["fo"]) == before["fo"]
    assert editor.undo_stack.count() == 1
    editor.undo_stack.undo()
    assert not editor.view.positions
    assert places(editor) == before


def test_fields_do_not_store_places(editor):
    editor.perform(SetField(FINANCE, ("owner",), "ERP team"))
    assert not editor.workspace.views


def test_layout_is_one_step_and_respects_pins(editor):
    editor.perform(SetPositions("main", {"bank": Point(3000, 50), "fo": Point(0, 0), "shop": Point(700, 900)}))
    editor.perform(Pin("main", ("bank",)))
    placed = places(editor)
    editor.lay_out()
    assert editor.undo_stack.undoText() == "Lay out everything"
    assert places(editor)["bank"] == placed["bank"]
    assert places(editor)["shop"] != placed["shop"]
    editor.undo_stack.undo()
    assert places(editor) == placed


def test_layout_forgets_bends_and_label_places_made_for_the_old_one(editor):
    editor.perform(SetPositions("main", {"bank": Point(900, 700)}))
    editor.perform(SetBends("main", "payments", (Point(700, 300), Point(700, 710))))
    editor.perform(SetLabelAt("main", "orders", Point(5, 5)))
    editor.lay_out()
    assert not editor.view.bends
    assert not editor.view.labels
    editor.undo_stack.undo()
    assert editor.view.bends
    assert editor.view.labels


def test_layout_of_a_selection_leaves_the_others(editor):
    editor.perform(SetPositions("main", {"bank": Point(5000, 5000)}))
    placed = places(editor)
    editor.lay_out(("bank",))
    assert places(editor)["bank"] != placed["bank"]
    assert {n: p for n, p in places(editor).items() if n != "bank"} == {n: p for n, p in placed.items() if n != "bank"}


def test_many_systems_are_drawn_on_a_worker_and_old_results_are_dropped(editor, qtbot, monkeypatch):
    monkeypatch.setattr(editor_module, "SMALL", 0)
    monkeypatch.setattr(editor_module, "is_little", lambda *_: False)
    drawings = []
    editor.drawing_changed.connect(drawings.append)
    with qtbot.waitSignal(editor.background.idle, timeout=20_000):
        for name in ("One", "Two", "Three"):
            editor.perform(SetField(FINANCE, ("name",), name))
        assert not drawings
    assert len(drawings) == 1
    assert editor.drawing.facts.landscape.system_by_id["fo"].name == "Three"


def test_a_small_edit_of_many_systems_is_drawn_at_once(editor, monkeypatch):
    monkeypatch.setattr(editor_module, "SMALL", 0)
    before = editor.drawing
    editor.perform(SetField(FINANCE, ("name",), "Renamed"))
    assert editor.drawing is not before
    assert editor.drawing.facts.landscape.system_by_id["fo"].name == "Renamed"
    assert not editor.background.tasks


def test_stopping_the_drawing_is_told_and_leaves_the_old_one(editor, qtbot, monkeypatch):
    monkeypatch.setattr(editor_module, "SMALL", 0)
    before = editor.drawing
    with qtbot.waitSignal(editor.message, timeout=20_000) as said:
        editor.lay_out()
        editor.background.cancel_all()
    assert said.args[0].startswith("Stopped")
    assert editor.drawing is before


def test_a_theme_is_drawn_in_the_same_places(editor):
    before = places(editor)
    editor.set_theme("dark")
    assert editor.drawing.scene.theme == "dark"
    assert places(editor) == before


def test_what_is_gone_is_not_selected(editor):
    kept = Element(kind="integration", id="payments")
    editor.selection.set([Element(kind="system", id="shop"), Element(kind="endpoint", id="fo.odata"), kept])
    editor.perform(RemoveElements(systems=("shop",), endpoints=(End("fo", "odata"),)))
    assert editor.selection.elements == (kept,)


def test_selection_keeps_the_order_and_tells_only_changes(qtbot):
    selection, heard = Selection(), []
    selection.changed.connect(lambda: heard.append(selection.elements))
    a, b = Element(kind="system", id="a"), Element(kind="zone", id="b")
    selection.set([a])
    selection.set([a])
    selection.add(b)
    selection.toggle(a)
    selection.toggle(a)
    assert selection.elements == (b, a)
    assert (selection.of_kind("zone"), a in selection, len(selection)) == (("b",), True, 2)
    selection.clear()
    selection.clear()
    assert [len(step) for step in heard] == [1, 2, 1, 2, 0]


def test_a_landscape_that_cannot_be_drawn_does_not_leave_the_former_one_on_the_sheet(editor):
    told = []
    editor.message.connect(told.append)
    other = read_text("d365arch: 1\nname: Other\nsystems: [{id: a}]\nviews: [{id: main, engine: nowhere}]\n", "o.yaml")
    editor.load(Document(other.workspace))
    assert editor.workspace.landscape.name == "Other"
    assert editor.drawing.placement.boxes == {}
    assert told and told[-1].startswith("This landscape cannot be drawn: ")


def test_the_history_keeps_values_without_what_was_derived_from_them(editor):
    before = editor.workspace.landscape
    assert before.integrations_of["fo"]
    editor.perform(SetField(FINANCE, ("name",), "Renamed"))
    assert "integrations_of" not in before.__dict__
    editor.undo_stack.undo()
    assert editor.workspace.landscape is before
    assert editor.drawing.facts.landscape is before
    assert before.integrations_of["fo"]


def test_rough_lines_are_drawn_well_in_the_background_while_edits_go_on(editor, qtbot, monkeypatch):
    monkeypatch.setattr(editor_module, "MANY", 0)
    for module in (keep, reroute):
        monkeypatch.setattr(module, "MANY", 0)
    editor.perform(SetPositions("main", {name: Point(*place) for name, place in places(editor).items()}))
    editor.load(Document(editor.workspace))
    assert editor.drawing.placement.rough
    well = draw(editor.workspace, editor.catalog)
    with qtbot.waitSignal(editor.background.idle, timeout=20_000):
        editor.perform(SetField(FINANCE, ("name",), "Renamed"))
        assert editor.drawing.facts.landscape.system_by_id["fo"].name == "Renamed"
    qtbot.waitUntil(lambda: not editor.drawing.placement.rough and not editor.background.tasks)
    assert editor.drawing.facts.landscape.system_by_id["fo"].name == "Renamed"
    assert editor.drawing.placement.boxes == well.placement.boxes


def test_laying_out_shows_what_was_laid_out_with_its_order_of_rows(opened, monkeypatch):
    editor = opened.editor
    editor.lay_out()
    fresh = draw(editor.workspace, editor.catalog, editor.view_id, fresh=True)
    assert editor.drawing.placement.rows == fresh.placement.rows
    assert {key: route.points for key, route in editor.drawing.placement.routes.items()} == {
        key: route.points for key, route in fresh.placement.routes.items()}


def test_an_overview_leaves_the_order_of_rows_as_it_was(opened, qtbot):
    before = opened.editor.drawing.placement
    opened.actions_by_name["overview"].trigger()
    qtbot.waitUntil(lambda: opened.editor.drawing.overview)
    opened.actions_by_name["overview"].trigger()
    qtbot.waitUntil(lambda: not opened.editor.drawing.overview)
    assert opened.editor.drawing.placement.rows == before.rows
    assert opened.editor.drawing.placement.boxes == before.boxes
