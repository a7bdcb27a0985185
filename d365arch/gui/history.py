"""The history panel: every step by name, the saved one marked; a click goes back or forth to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QUndoView

from d365arch.gui.language import translate
from d365arch.gui.workbench import Workbench


def install(bench: Workbench) -> QUndoView:
    """A panel beside the findings that opens when somebody asks for it."""
    stack = bench.editor.undo_stack
    view = QUndoView(stack, bench.window)
    view.setObjectName("history")
    view.setAccessibleName(translate("History", "History of changes"))
    view.setEmptyLabel(translate("History", "As it was opened"))
    bench.add_dock("history", translate("History", "History"), view,
                   Qt.DockWidgetArea.RightDockWidgetArea, beside="findings", hidden=True)
    return view
