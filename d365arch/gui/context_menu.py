"""The menu of what is under the pointer: few entries, the likely ones first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from d365arch.edit import SetDataFlow, SetTiming, SetZone
from d365arch.gui.actions import SUBMENUS, said
from d365arch.gui.editor import Editor
from d365arch.gui.language import translate
from d365arch.gui.members_menu import fill_members
from d365arch.model.vocabulary import DataFlow, Timing
from d365arch.scene.parts import Element

_NAMES: Mapping[str, tuple[str, ...]] = {
    "system": ("rename", "add_endpoint", "connect", "", "pin", "group", "fold", "layout_selection", "", "copy",
               "duplicate", "", "view_around>", "outage", "note_about", "hide", "delete", "delete_everywhere"),
    "endpoint": ("rename", "connect", "add_endpoint", "", "note_about", "delete", "delete_everywhere"),
    "integration": ("rename", "swap", "straighten", "improve", "", "fold", "note_about", "hide", "delete",
                    "delete_everywhere"),
    "zone": ("rename", "fold", "", "note_about", "hide", "delete", "delete_everywhere"),
    "legend": ("legend_shown", "legend_home"),
    "note": ("rename", "note_plain", "", "copy", "duplicate", "", "delete"),
    "": ("add_system", "view_add", "add_note", "paste", "", "show_hidden", "view_show", "", "layout_all", "fit", "",
         "select_all"),
}


def context_menu(editor: Editor, actions: Mapping[str, QAction], element: Element | None, parent: QWidget) -> QMenu:
    """The menu for an element, or for the empty ground."""
    if element is not None and element not in editor.selection:
        editor.selection.set([element])
    menu = QMenu(parent)
    kind = element.kind if element and element.kind in _NAMES else ""
    if element and element.kind == "bundle":
        kind = "integration"
        _add_members(menu, editor, element)
    for name in _NAMES[kind]:
        if name.endswith(">"):
            text, inner = SUBMENUS[name]
            menu.addMenu(said(text)).addActions([actions[each] for each in inner])
        elif name:
            menu.addAction(actions[name])
        else:
            menu.addSeparator()
    if kind == "integration":
        _add_facts(menu, editor)
    if kind == "system" and editor.workspace.landscape.zones:
        _add_zones(menu, editor)
    return menu


def _add_members(menu: QMenu, editor: Editor, element: Element) -> None:
    """The integrations that one line stands for, to choose from."""
    line = editor.drawing.looks.lines.get(element.id) if editor.drawing else None
    if line is not None:
        one = menu.addMenu(translate("ContextMenu", "Only"))
        fill_members(one, line, lambda id_: editor.selection.set((Element(kind="integration", id=id_),)), editor.theme)
        menu.addSeparator()


def _add_facts(menu: QMenu, editor: Editor) -> None:
    chosen = editor.selection.of_kind("integration")
    landscape = editor.workspace.landscape
    menu.addSeparator()
    timings = menu.addMenu(translate("ContextMenu", "Timing"))
    flows = menu.addMenu(translate("ContextMenu", "Data flow"))
    stated = {landscape.integration_by_id[i].timing for i in chosen}
    for timing in (*Timing, None):
        as_type = translate("ContextMenu", "as the endpoint's type")
        _add_choice(timings, timing.value if timing else as_type, stated == {timing},
                    partial(editor.perform, SetTiming(chosen, timing)))
    going = {landscape.integration_by_id[i].data_flow for i in chosen}
    for flow in DataFlow:
        _add_choice(flows, flow.value, going == {flow}, partial(editor.perform, SetDataFlow(chosen, flow)))


def _add_zones(menu: QMenu, editor: Editor) -> None:
    chosen = editor.selection.of_kind("system")
    landscape = editor.workspace.landscape
    zones = menu.addMenu(translate("ContextMenu", "Zone"))
    standing = {landscape.system_by_id[s].zone for s in chosen}
    for zone in (*landscape.zones, None):
        zone_id = zone.id if zone else None
        none = translate("ContextMenu", "none")
        _add_choice(zones, zone.label if zone else none, standing == {zone_id},
                    partial(editor.perform, SetZone(chosen, zone_id)))


def _add_choice(menu: QMenu, text: str, checked: bool, act: Callable[[], object]) -> None:
    action = menu.addAction(text.replace("&", "&&"))
    action.setCheckable(True)
    action.setChecked(checked)
    action.triggered.connect(lambda _checked=False: act())
