"""Puts the bar of quick actions onto the canvas, with its switch in the View menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu

from d365arch.edit import SetTiming
from d365arch.gui.canvas.quick_actions import QuickActions
from d365arch.gui.editor import Editor
from d365arch.gui.icons import action_icon
from d365arch.gui.language import translate
from d365arch.gui.style import colors_of
from d365arch.gui.workbench import Workbench
from d365arch.model.vocabulary import Timing


def install(bench: Workbench) -> QuickActions:
    """Wire the bar; the switch is remembered."""
    editor = bench.editor

    def icon(name: str) -> QIcon:
        return action_icon(name, colors_of(editor.theme).muted)

    menus: dict[str, Callable[[QMenu], None]] = {"timing>": partial(_fill_timings, editor)}
    bar = QuickActions(bench.canvas, bench.actions, menus, icon)
    bar.more_wanted.connect(bench.canvas.context_requested)
    switch = bench.actions["quick_actions"]
    bar.enabled = bench.settings.flag("quick_actions", True)
    switch.setChecked(bar.enabled)

    def switched(on: bool) -> None:
        bar.enabled = on
        bench.settings.set_flag("quick_actions", on)
        bar.wait()

    switch.toggled.connect(switched)
    bench.canvas.keyboard.listen(".", bar.take_focus)
    return bar


def _fill_timings(editor: Editor, menu: QMenu) -> None:
    """The timings, with that of the selected integrations checked."""
    menu.clear()
    chosen = editor.selection.of_kind("integration")
    landscape = editor.workspace.landscape
    stated = {landscape.integration_by_id[i].timing for i in chosen}
    for timing in (*Timing, None):
        action = menu.addAction(timing.value if timing else translate("QuickBar", "as the endpoint's type"))
        action.setCheckable(True)
        action.setChecked(stated == {timing})
        action.triggered.connect(lambda _checked=False, timing=timing: editor.perform(SetTiming(chosen, timing)))
