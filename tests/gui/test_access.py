"""The drawing as assistive technology sees it: a tree of named elements with places, states, neighbors and findings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from d365arch.gui.access import feature
from d365arch.gui.access.canvas_interface import CanvasInterface, ElementInterface
from d365arch.gui.access.feature import Reader
from d365arch.gui.search.find_bar import FindBar
from d365arch.scene.parts import Element


@pytest.fixture
def reader(opened):
    return next(feature for feature in opened.features if isinstance(feature, Reader))


@pytest.fixture
def root(opened):
    found = QAccessible.queryAccessibleInterface(opened.canvas)
    assert isinstance(found, CanvasInterface)
    return found


def name(item):
    return item.text(QAccessible.Text.Name)


def about(item):
    return item.text(QAccessible.Text.Description)


def test_the_canvas_is_a_tree_of_its_elements(root):
    items = [root.child(number) for number in range(root.childCount())]
    kinds = [item.element.kind for item in items]
    assert kinds == ["system"] * 3 + ["zone"] + ["integration"] * 2
    finance = next(item for item in items if item.element.id == "fo")
    assert [finance.child(n).element.id for n in range(finance.childCount())] == ["fo.odata", "fo.events"]
    for number, item in enumerate(items):
        assert root.indexOfChild(item) == number
        assert item.parent() is root
        assert item.isValid()
        assert name(item)
    row = finance.child(1)
    assert row.parent() is finance
    assert finance.indexOfChild(row) == 1
    assert root.child(99) is None


def test_neighbors_are_told_with_who_starts(root):
    assert "is contacted by Web shop (Web orders)" in about(root.item(Element(kind="system", id="fo")))
    assert "contacts Bank (Payments)" in about(root.item(Element(kind="system", id="fo")))
    line = root.item(Element(kind="integration", id="orders"))
    assert "From Web shop to Finance, synchronous, inbound." in about(line)
    assert "Systems inside: Finance." in about(root.item(Element(kind="zone", id="d365")))
    assert about(root.item(Element(kind="endpoint", id="fo.events"))) == "Not connected."


def test_findings_are_told(opened, reader, root, qtbot):
    class Result:
        class Finding:
            message = "Finance is called by one system only."
            elements = ("fo", "shop")

        findings = (Finding,)

    reader._found(Result)
    assert "Findings: Finance is called by one system only." in about(root.item(Element(kind="system", id="fo")))
    shop = about(root.item(Element(kind="system", id="shop")))
    assert "Named along in 1 finding." in shop
    assert "Finance is called" not in shop


def test_places_and_states_follow_the_window(opened, root):
    item = root.item(Element(kind="system", id="shop"))
    opened.canvas.fit()
    opened.canvas.setFocus()
    opened.editor.selection.set([item.element])
    state = item.state()
    assert state.selected
    assert not state.offscreen
    middle = item.rect().center()
    found = root.childAt(middle.x(), middle.y())
    assert found is item
    opened.editor.selection.clear()
    assert not item.state().selected
    opened.canvas.set_viewport(opened.canvas.viewport.panned(100_000, 0))
    assert item.state().offscreen


def test_what_is_gone_is_not_valid(opened, root):
    item = root.item(Element(kind="system", id="bank"))
    opened.editor.selection.set([item.element])
    opened.actions_by_name["delete"].trigger()
    assert not item.isValid()
    assert root.indexOfChild(item) == -1
    opened.editor.undo_stack.undo()
    assert item.isValid()


def test_walking_with_the_keyboard_is_announced(opened, root, qtbot, monkeypatch):
    told = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", told.append)
    monkeypatch.setattr(opened.canvas, "hasFocus", lambda: True)
    opened.editor.selection.set([Element(kind="system", id="fo")])
    focus = [event for event in told if event.type() == QAccessible.Event.Focus]
    assert [name(event.accessibleInterface()) for event in focus] == [opened.canvas.describe(
        Element(kind="system", id="fo"))]
    assert isinstance(root.focusChild(), ElementInterface)


@pytest.fixture
def spoken(monkeypatch):
    """What is announced while somebody listens."""
    told = []

    def hear(event):
        if event.type() == QAccessible.Event.Announcement:
            told.append(event.message())

    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    return told


def test_what_the_status_bar_says_is_announced(opened, spoken):
    opened.editor.message.emit("Saved test.yaml.")
    assert spoken == ["Saved test.yaml."]


def test_the_end_of_long_work_is_announced_and_that_of_short_work_is_not(opened, spoken, qtbot, monkeypatch):
    background = opened.editor.background
    with qtbot.waitSignal(background.idle):
        background.run("Short", lambda _progress: None, lambda _result: None)
    assert spoken == []
    monkeypatch.setattr(feature, "SHOWN_AFTER", -1)
    with qtbot.waitSignal(background.idle):
        background.run("Long", lambda _progress: None, lambda _result: None)
    with qtbot.waitSignal(background.idle):
        background.run("Stopped", lambda _progress: None, lambda _result: None).cancel()
    with qtbot.waitSignal(background.idle):
        background.run("Quiet", lambda _progress: None, lambda _result: None, quiet=True)
    assert spoken == ["Long: done.", "Stopped: stopped."]


def test_what_was_found_is_announced(opened, spoken, qtbot):
    opened.actions_by_name["find"].trigger()
    bar = next(w for w in opened.findChildren(FindBar))
    bar.field.setText("bank")
    assert spoken[-1].endswith(" found")
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert spoken[-1].startswith("Bank, System")
    assert "1 of" in spoken[-1]
    bar.field.clear()
    bar.leave()


def test_without_a_selection_the_canvas_tells_how_much_there_is_and_how_to_walk(opened, root):
    opened.editor.selection.set([Element(kind="system", id="fo")])
    opened.editor.selection.clear()
    said = about(root)
    assert said.startswith("3 systems, 2 integrations.")
    assert "Tab walks the systems" in said


def test_the_canvas_shows_the_focus_for_keys(opened, qtbot):
    opened.canvas.setFocus()
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Tab)
    assert len(opened.editor.selection) == 1
