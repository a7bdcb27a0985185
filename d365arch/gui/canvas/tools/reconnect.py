"""Reconnect: drag an end of the selected integration to another box or row."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from d365arch.edit import SetBends, Several
from d365arch.edit.edit import Edit
from d365arch.edit.integration_edits import Reconnect, Which
from d365arch.gui.canvas.autoscroll import EdgeScroll
from d365arch.gui.canvas.draft import preview
from d365arch.gui.canvas.draft_line import paint_draft, paint_words, promised_route
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.places import Pointer, Port
from d365arch.gui.canvas.ports import port_towards
from d365arch.gui.canvas.target_light import TargetLight
from d365arch.gui.canvas.tools.base import Tool
from d365arch.gui.canvas.tools.connect import target_at
from d365arch.gui.language import translate
from d365arch.model import End, Point
from d365arch.scene.parts import Element

_DETOUR = 1.6
"""Bends that would make the line more than this many times as long as the direct way are given up."""


class ReconnectTool(Tool):
    """Takes one end of a line elsewhere; the other end stays."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: Canvas, integration: str, which: Which) -> None:
        super().__init__(view)
        self._integration, self._which = integration, which
        self._now: Pointer | None = None
        self._target: Port | None = None
        self._light: TargetLight | None = None
        self._words = "", False
        self._route: tuple[Point, ...] = ()
        self._scroll = EdgeScroll(view, self.move)
        found = view.editor.workspace.landscape.integration_by_id[integration]
        self._name = found.label
        self._fixed = found.to if which is Which.FROM else found.from_

    def move(self, pointer: Pointer) -> None:
        """Follow the pointer."""
        if self._light is None:
            if not self.far_enough(pointer):
                return
            self.view.frame.leave_out(frozenset({Element(kind="integration", id=self._integration)}))
            self.moves_selection = True
            self._light = TargetLight(self.view, self._fixed, calls=self._which is Which.TO)
        self._now = pointer
        self._scroll.follow(pointer)
        fixed = port_towards(self.view, self._fixed, pointer.scene)
        before, self._target = self._target, target_at(self.view, pointer, fixed) if fixed else None
        if self._target and (before is None or before.end != self._target.end):
            way = promised_route(self.view, *self._ends(self._target.end), self._integration)
            self._route = way[::-1] if self._which is Which.FROM else way
            words, warns = preview(self.view.editor.facts, *self._ends(self._target.end))
            self._words = (words if warns else self._name), warns

    def _ends(self, end: End) -> tuple[End, End]:
        return (end, self._fixed) if self._which is Which.FROM else (self._fixed, end)

    def key(self, event: QKeyEvent) -> bool:
        """No key removes or renames the line while its end is taken."""
        return event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def release(self, pointer: Pointer) -> None:
        """Reconnect where there is something to meet; else all stays."""
        target = self._target
        self.cancel()
        if self._now is None or target is None:
            return
        editor = self.view.editor
        edits: list[Edit] = [Reconnect(self._integration, self._which, target.end)]
        kept = self._kept_bends(target)
        if kept:
            edits.append(SetBends(editor.view_id, self._integration, kept))
        editor.perform(Several(tuple(edits), translate("Canvas", "Reconnect {name}").format(name=self._name)))

    def _kept_bends(self, target: Port) -> tuple[Point, ...]:
        """The bends near the end that stays, if the line still has a use for them."""
        bends = self.view.editor.view.bends.get(self._integration, ())
        fixed = self.view.box_rect(self._fixed.system)
        if fixed is None or len(bends) < 2:
            return ()
        kept = bends[1:] if self._which is Which.FROM else bends[:-1]
        way = [target.at, *kept, fixed.center] if self._which is Which.FROM else [fixed.center, *kept, target.at]
        length = sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in pairwise(way))
        return kept if length <= _DETOUR * (abs(way[0].x - way[-1].x) + abs(way[0].y - way[-1].y)) else ()

    def cancel(self) -> None:
        """The line stays as it was."""
        self._scroll.stop()
        self.view.frame.leave_out(frozenset())

    def paint(self, painter: QPainter) -> None:
        """What fits, and the line with its loose end at the pointer."""
        if self._now is None or self._light is None:
            return
        view, point = self.view, self._now.scene
        fixed = port_towards(view, self._fixed, point)
        if fixed is None:
            return
        self._light.paint(painter)
        integration = view.editor.workspace.landscape.integration_by_id[self._integration]
        paint_draft(view, painter, fixed, self._target, point, reverse=self._which is Which.FROM,
                    timing=integration.timing, promised=self._route)
        if self._target:
            paint_words(view, painter, self._now.screen, *self._words)
