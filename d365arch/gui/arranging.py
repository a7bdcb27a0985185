"""The Arrange menu: layouts, pins, alignment, even gaps and sizes of the selected systems; one edit each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from d365arch.edit import Pin, SetPositions
from d365arch.gui.enabling import Enabling
from d365arch.gui.workbench import Workbench
from d365arch.model import Point, Rect

ALIGN: Mapping[str, Callable[[Rect, Rect], Point]] = {
    "left": lambda key, rect: Point(key.left, rect.y),
    "center": lambda key, rect: Point(key.center.x - rect.width / 2, rect.y),
    "right": lambda key, rect: Point(key.right - rect.width, rect.y),
    "top": lambda key, rect: Point(rect.x, key.top),
    "middle": lambda key, rect: Point(rect.x, key.center.y - rect.height / 2),
    "bottom": lambda key, rect: Point(rect.x, key.bottom - rect.height),
}
"""Where a box goes that is aligned with the key one."""


class Arranging:
    """The commands. What others are aligned with is the system selected last: the one with the second ring."""

    def __init__(self, bench: Workbench) -> None:
        self._editor, self._actions = bench.editor, bench.actions
        for edge in ALIGN:
            bench.actions[f"align_{edge}"].triggered.connect(lambda _checked=False, edge=edge: self.align(edge))
        bench.on("distribute_across", lambda: self.distribute(0))
        bench.on("distribute_down", lambda: self.distribute(1))
        bench.on("layout_all", self._editor.lay_out)
        bench.on("layout_selection", self.lay_out_selection)
        bench.on("pin", self.pin)
        self._enabling = Enabling(bench, self._rules)

    def _rules(self) -> Mapping[str, bool]:
        chosen = self._editor.selection.of_kind("system")
        pinned = self._editor.view.pinned
        self._actions["pin"].setChecked(bool(chosen) and all(s in pinned for s in chosen))
        return {
            "layout_all": bool(self._editor.workspace.landscape.systems), "layout_selection": bool(chosen),
            "pin": bool(chosen), "distribute_across": len(chosen) > 2, "distribute_down": len(chosen) > 2,
            **{f"align_{edge}": len(chosen) > 1 for edge in ALIGN},
        }

    def lay_out_selection(self) -> None:
        """Find new places for the selected systems only."""
        self._editor.lay_out(self._editor.selection.of_kind("system"))

    def pin(self) -> None:
        """Pin the selected systems, or let them go where all are pinned."""
        systems = self._editor.selection.of_kind("system")
        pinned = self._editor.view.pinned
        if systems:
            self._editor.perform(Pin(self._editor.view_id, systems, not all(s in pinned for s in systems)))

    def _boxes(self) -> dict[str, Rect]:
        drawing = self._editor.drawing
        boxes = drawing.placement.boxes if drawing else {}
        return {s: boxes[s] for s in self._editor.selection.of_kind("system") if s in boxes}

    def align(self, edge: str) -> None:
        """Line up the selected systems with the last one, at `left`, `center`, `right`, `top`, `middle`, `bottom`."""
        boxes = self._boxes()
        if len(boxes) > 1:
            key = boxes[list(boxes)[-1]]
            self._move({system: ALIGN[edge](key, rect) for system, rect in boxes.items()})

    def distribute(self, axis: int) -> None:
        """Leave the same room between the selected systems, the outer two staying; axis 0 is across, 1 down."""
        boxes = self._boxes()
        if len(boxes) < 3:
            return
        order = sorted(boxes, key=lambda s: (boxes[s][axis], s))
        first, last = boxes[order[0]], boxes[order[-1]]
        room = last[axis] + last[axis + 2] - first[axis] - sum(boxes[s][axis + 2] for s in order)
        gap, at, places = room / (len(order) - 1), first[axis], dict[str, Point]()
        for system in order:
            rect = boxes[system]
            places[system] = Point(at, rect.y) if axis == 0 else Point(rect.x, at)
            at += rect[axis + 2] + gap
        self._move(places)

    def _move(self, places: dict[str, Point]) -> None:
        rounded = {s: Point(round(p.x), round(p.y)) for s, p in places.items()}
        self._editor.perform(SetPositions(self._editor.view_id, rounded))


def install(bench: Workbench) -> Arranging:
    """Wire the commands."""
    return Arranging(bench)
