"""Puts the views into the window: tabs, dialog, hiding, and what each view looked like when it was left."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from d365arch.gui.canvas.existing import leaves_out
from d365arch.gui.canvas.removing import listed_by_hand, remove_everywhere
from d365arch.gui.enabling import Enabling
from d365arch.gui.views.bar import ViewBar
from d365arch.gui.views.commands import ViewCommands
from d365arch.gui.views.hiding import Hiding, hidden_in
from d365arch.gui.views.memory import ViewMemory
from d365arch.gui.workbench import Workbench

AROUND = (1, 2, 3)
"""How many integrations away a view of a system and its surroundings may reach, in the menus."""


class Views(QObject):
    """The parts of the feature, kept as long as the window."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self.bar = ViewBar(bench.editor, bench.actions, bench.page)
        bench.page.add_foot(self.bar)
        self.commands = ViewCommands(bench.editor, self.bar, bench.window)
        self.hiding = Hiding(bench.editor, bench.canvas, bench.window)
        self.memory = ViewMemory(bench.editor, bench.canvas, bench.window)
        for name, command in {
            "view_new": self.commands.new, "view_copy": self.commands.copy, "view_rename": self.commands.rename,
            "view_show": self.commands.change, "view_delete": self.commands.delete,
            "view_next": lambda: self.bar.tabs.step(1), "view_previous": lambda: self.bar.tabs.step(-1),
            "hide": self.hiding.hide, "show_hidden": self.hiding.show_hidden, "view_add": self.hiding.add_existing,
        }.items():
            bench.on(name, command)
        for depth in AROUND:
            bench.on(f"view_around_{depth}", partial(self.commands.of_neighbors, depth))
        bench.on("delete_everywhere", lambda: remove_everywhere(bench.editor, bench.editor.selection.elements))
        self.bar.tabs.left.connect(bench.canvas.setFocus)
        bench.editor.drawing_changed.connect(self._name_delete)
        self._name_delete()
        Enabling(bench, self._rules)

    def _rules(self) -> dict[str, bool]:
        editor = self._bench.editor
        several = len(editor.workspace.views) > 1
        around = bool(editor.selection.of_kind("system"))
        return {
            "delete_everywhere": bool(editor.selection),
            "view_delete": several, "view_next": several, "view_previous": several,
            "hide": bool(self.hiding.hideable()), "view_add": leaves_out(editor),
            "show_hidden": bool(hidden_in(editor.workspace.landscape, editor.view)),
            **{f"view_around_{depth}": around for depth in AROUND},
        }

    def _name_delete(self, _drawing: object = None) -> None:
        """Say what Del does here."""
        by_hand = listed_by_hand(self._bench.editor)
        delete = self._bench.actions["delete"]
        delete.setText(self.tr("Take out of this view\tDel") if by_hand else self.tr("Delete\tDel"))
        self._bench.actions["delete_everywhere"].setVisible(by_hand)


def install(bench: Workbench) -> Views:
    """Put the views into a window."""
    return Views(bench)
