"""Reconnect: drag an end of the selected integration to another box or row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from d365arch.edit.integration_edits import Reconnect, Which
from d365arch.gui.canvas.draft_line import paint_draft
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.places import Pointer, Port
from d365arch.gui.canvas.ports import port_towards
from d365arch.gui.canvas.tools.base import Tool
from d365arch.gui.canvas.tools.connect import target_at
from d365arch.scene.parts import Element


class ReconnectTool(Tool):
    """Takes one end of a line elsewhere; the other end stays."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: Canvas, integration: str, which: Which) -> None:
        super().__init__(view)
        self._integration, self._which = integration, which
        self._now: Pointer | None = None
        self._target: Port | None = None
        found = view.editor.workspace.landscape.integration_by_id[integration]
        self._fixed = found.to if which is Which.FROM else found.from_

    def move(self, pointer: Pointer) -> None:
        """Follow the pointer."""
        if self._now is None:
            if not self.far_enough(pointer):
                return
            self.view.frame.leave_out(frozenset({Element(kind="integration", id=self._integration)}))
        self._now = pointer
        fixed = port_towards(self.view, self._fixed, pointer.scene)
        self._target = target_at(self.view, pointer, fixed) if fixed else None

    def release(self, pointer: Pointer) -> None:
        """Reconnect where there is something to meet; else all stays."""
        target = self._target
        self.view.frame.leave_out(frozenset())
        if self._now is not None and target is not None:
            self.view.editor.perform(Reconnect(self._integration, self._which, target.end))

    def cancel(self) -> None:
        """The line stays as it was."""
        self.view.frame.leave_out(frozenset())

    def paint(self, painter: QPainter) -> None:
        """The line with its loose end at the pointer."""
        if self._now is None:
            return
        view, point = self.view, self._now.scene
        fixed = port_towards(view, self._fixed, point)
        if fixed is None:
            return
        if self._target and self._which is Which.FROM:
            paint_draft(view, painter, self._target, fixed, point)
        else:
            paint_draft(view, painter, fixed, self._target, point)
