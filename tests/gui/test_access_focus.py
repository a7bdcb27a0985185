"""The keyboard reaches every control, and every control shows that it has the keyboard, in all colors of the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QDockWidget, QLineEdit, QScrollArea, QWidget

from d365arch import gui
from d365arch.gui import style
from d365arch.scene.parts import Element
from tests.gui import foreign_tour


def focusable(top: QWidget) -> list[QWidget]:
    return [w for w in top.findChildren(QWidget)
            if w.isVisibleTo(top) and w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus
            and w.focusProxy() is None and w.window() is top and _whole(w)]


def _whole(widget: QWidget) -> bool:
    """Whether all of it is in sight: Tab scrolls to a control that is cut off, setFocus as used here does not."""
    region = widget.visibleRegion()
    return not region.isEmpty() and (
        isinstance(widget, QAbstractItemView) or region.boundingRect().height() == widget.height())


def seen(widget: QWidget):
    """The picture of a widget with some of what is around it."""
    rect = widget.rect().adjusted(-4, -4, 4, 4)
    return widget.window().grab(rect.translated(widget.mapTo(widget.window(), QPoint(0, 0)))).toImage()


def blind(widgets: list[QWidget], elsewhere: QWidget, qapp) -> list[str]:
    """Those that look the same with and without the keyboard."""
    found = []
    for widget in widgets:
        elsewhere.setFocus(Qt.FocusReason.TabFocusReason)
        qapp.processEvents()
        if not widget.isVisible():
            continue
        without = seen(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(widget, QLineEdit):
            widget.deselect()
            widget.setCursorPosition(0)
        qapp.processEvents()
        if not widget.hasFocus() and widget.isAncestorOf(qapp.focusWidget()):
            continue        # a table that passes the keyboard on to the control in its cell
        if not widget.hasFocus():
            found.append(f"{name(widget)} takes no focus")
        elif changed(without, seen(widget)) < 40:
            found.append(name(widget))
    return found


def changed(before, after) -> int:
    """How many pixels differ clearly; a cursor alone is fewer than a ring."""
    width, height = min(before.width(), after.width()), min(before.height(), after.height())
    total = 0
    for y in range(height):
        for x in range(width):
            one, two = before.pixelColor(x, y), after.pixelColor(x, y)
            total += max(abs(one.red() - two.red()), abs(one.green() - two.green()),
                         abs(one.blue() - two.blue())) > 40
        if total >= 40:
            return total
    return total


def name(widget: QWidget) -> str:
    place = type(widget.parent()).__name__
    return f"{type(widget).__name__} {widget.objectName()} {widget.accessibleName()} in {place}"


def strong(theme: str) -> style.Colors:
    return style.STRONG[theme]


@pytest.mark.parametrize(("theme", "contrast"), [("light", False), ("dark", False), ("light", True), ("dark", True)])
def test_every_control_of_the_window_shows_the_focus(opened, qapp, monkeypatch, theme, contrast):
    if contrast:
        monkeypatch.setattr(style, "wants_contrast", lambda: True)
    style.apply_theme(theme)
    opened.editor.theme_changed.emit(theme)
    try:
        opened.show_dock("catalog")
        opened.show_dock("inspector")
        opened.editor.selection.set([Element(kind="system", id="fo")])
        opened.inspector.refresh()
        qapp.processEvents()
        controls = [w for w in focusable(opened) if w is not opened.canvas]
        assert len(controls) > 20
        assert blind(controls, opened.canvas, qapp) == []
        opened.editor.selection.clear()
        assert blind([opened.canvas], opened.palette_.search, qapp) == []
    finally:
        monkeypatch.undo()
        style.apply_theme("light")
        opened.editor.theme_changed.emit("light")


def test_every_control_of_the_dialogs_shows_the_focus(opened, qapp, tmp_path):
    found = []

    def look(dialog: QWidget, _data: object) -> None:
        dialog.activateWindow()
        qapp.processEvents()
        controls = focusable(dialog)
        other = next((w for w in controls if isinstance(w, QLineEdit)), controls[-1])
        found.extend(f"{type(dialog).__name__}: {each}" for each in blind(
            [w for w in controls if w is not other], other, qapp))

    foreign_tour.dialogs(opened, tmp_path, look)
    opened.activateWindow()
    assert found == []


def test_f6_walks_the_parts_and_comes_back_to_where_the_keyboard_was(opened, qapp):
    opened.show_dock("catalog")
    opened.show_dock("inspector")
    opened.canvas.setFocus()
    qapp.processEvents()
    step, back = opened.actions_by_name["next_part"], opened.actions_by_name["previous_part"]
    visited = []
    for _ in range(12):
        step.trigger()
        visited.append(qapp.focusWidget())
        if visited[-1] is opened.canvas:
            break
    assert visited[-1] is opened.canvas
    assert not any(isinstance(w, QScrollArea) for w in visited)
    inside = {dock.objectName() for w in visited for dock in opened.docks.values() if dock.isAncestorOf(w)}
    assert {"catalog", "legend", "inspector"} <= inside
    assert any(opened.toolbar.isAncestorOf(w) for w in visited)
    back.trigger()
    assert qapp.focusWidget() is visited[-2]
    opened.palette_.tree.setFocus()
    step.trigger()
    back.trigger()
    assert qapp.focusWidget() is opened.palette_.tree


def test_nobody_asks_for_the_focus_chain():
    """PySide takes what nextInFocusChain returns for a child of the widget that was asked, and makes it void when that
    goes: a link of the start page took all menus with it."""
    sources = Path(gui.__file__).parent.rglob("*.py")
    assert not [path.name for path in sources if "InFocusChain(" in path.read_text(encoding="utf-8")]


def test_all_panels_go_and_come_back_together(opened):
    def shown():
        return {dock.objectName() for dock in opened.findChildren(QDockWidget) if not dock.isHidden()}

    before = shown()
    assert before
    opened.actions_by_name["panels"].trigger()
    assert shown() == set()
    opened.actions_by_name["panels"].trigger()
    assert shown() == before


def test_full_screen_is_a_switch(opened):
    opened.actions_by_name["full_screen"].trigger()
    assert opened.isFullScreen()
    opened.actions_by_name["full_screen"].trigger()
    assert not opened.isFullScreen()


def test_tab_leaves_the_lists_and_tables(opened, qapp):
    for view in opened.findChildren(QAbstractItemView):
        if view.isVisible() and view.objectName() != "grid" and view.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert not view.tabKeyNavigation(), name(view)
