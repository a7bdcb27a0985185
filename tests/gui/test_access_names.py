"""Every control has a name and a role, in all panels, bars, lists and dialogs, for assistive technology."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)

from d365arch.scene.parts import Element
from tests.gui import foreign_tour

KINDS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QTabBar, QAbstractItemView)
NO_ROLE = (QAccessible.Role.NoRole, QAccessible.Role.Client)


def nameless(top: QWidget) -> set[str]:
    """Controls without a name or a role; headers are cells of their table, and the list of a combo is a part of it."""
    found = set()
    for widget in top.findChildren(QWidget):
        reached = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
        if not (isinstance(widget, KINDS) or reached) or widget.visibleRegion().isEmpty() or widget.window() is not top:
            continue
        inside = widget.objectName().startswith("qt_") or isinstance(widget.parent(), QComboBox | QTabBar)
        if inside or isinstance(widget, QHeaderView):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name)
        inner = isinstance(widget.parent(), QAbstractItemView) and not widget.accessibleName()
        if (not name.strip() and not inner) or (interface.role() in NO_ROLE and not isinstance(widget, QScrollArea)):
            found.add(f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}: "
                      f"{name!r}, {interface.role().name}")
    return found


def test_every_control_of_the_window_has_a_name_and_a_role(opened, qapp):
    hidden = [dock for dock in opened.docks.values() if dock.isHidden()]
    for dock in opened.docks.values():
        dock.show()
    found = nameless(opened)
    try:
        for name in opened.docks:
            opened.show_dock(name)
            qapp.processEvents()
            found |= nameless(opened)
        for kind, key in (("system", "fo"), ("integration", "orders"), ("endpoint", "fo.odata"), ("zone", "d365")):
            opened.editor.selection.set([Element(kind=kind, id=key)])
            opened.inspector.refresh()
            for form in opened.inspector._forms.values():
                for section in form.sections.values():
                    section.set_open(True)
            opened.canvas.setFocus()
            next(w for w in opened.findChildren(QWidget) if w.objectName() == "quick-actions").appear()
            qapp.processEvents()
            found |= nameless(opened)
        for name in ("find", "focus", "command_palette"):
            opened.actions_by_name[name].trigger()
            qapp.processEvents()
            found |= nameless(opened)
    finally:
        for dock in hidden:
            dock.hide()
        opened.actions_by_name["focus"].trigger()
        opened.canvas.setFocus()
    assert found == set()


def test_every_control_of_the_start_page_has_a_name_and_a_role(window, qapp):
    qapp.processEvents()
    assert nameless(window) == set()


def test_every_control_of_the_dialogs_has_a_name_and_a_role(opened, qapp, tmp_path):
    found = set()

    def look(dialog: QWidget, _data: object) -> None:
        qapp.processEvents()
        found.update(nameless(dialog))

    foreign_tour.dialogs(opened, tmp_path, look)
    opened.activateWindow()
    assert found == set()
