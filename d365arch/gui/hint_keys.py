"""Lets the canvas run actions at single keys that cannot be shortcuts of the window, where people type names."""

from __future__ import annotations

from PySide6.QtGui import QAction

from d365arch.gui.actions import ACTIONS
from d365arch.gui.workbench import Workbench


def install(bench: Workbench) -> None:
    """Give every hint key of the table of actions to the canvas."""
    for spec in ACTIONS:
        if spec.hint:
            bench.canvas.keyboard.listen(spec.hint, _Trigger(bench.actions[spec.name]))


class _Trigger:
    """Triggers an action where it is enabled."""

    def __init__(self, action: QAction) -> None:
        self._action = action

    def __call__(self) -> bool:
        """Whether the action could do something."""
        able = self._action.isEnabled()
        if able:
            self._action.trigger()
        return able
