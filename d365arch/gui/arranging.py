"""The Arrange menu: layouts, pins, alignment, even gaps and sizes of what is selected; one edit each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from d365arch.edit import Pin, SetSizes, SetZoneRects, Several
from d365arch.edit.edit import Edit
from d365arch.gui.canvas.taken import moved_edits, taken_along
from d365arch.gui.enabling import Enabling
from d365arch.gui.language import amount
from d365arch.gui.workbench import Workbench
from d365arch.model import Point, Rect, Size
from d365arch.scene.parts import Element

ALIGN: Mapping[str, Callable[[Rect, Rect], Point]] = {
    "left": lambda key, rect: Point(key.left, rect.y),
    "center": lambda key, rect: Point(key.center.x - rect.width / 2, rect.y),
    "right": lambda key, rect: Point(key.right - rect.width, rect.y),
    "top": lambda key, rect: Point(rect.x, key.top),
    "middle": lambda key, rect: Point(rect.x, key.center.y - rect.height / 2),
    "bottom": lambda key, rect: Point(rect.x, key.bottom - rect.height),
}
"""Where a rectangle goes that is aligned with the key one."""


class Arranging:
    """The commands. What others are aligned with is the element selected last: the one with the second ring."""

    def __init__(self, bench: Workbench) -> None:
        self._editor, self._canvas, self._actions = bench.editor, bench.canvas, bench.actions
        self._tr = bench.canvas.tr
        for edge in ALIGN:
            bench.actions[f"align_{edge}"].triggered.connect(lambda _checked=False, edge=edge: self.align(edge))
        bench.on("distribute_across", lambda: self.distribute(0))
        bench.on("distribute_down", lambda: self.distribute(1))
        bench.on("same_width", lambda: self.same_size(0))
        bench.on("same_height", lambda: self.same_size(1))
        bench.on("own_size", self.own_size)
        bench.on("layout_all", self._editor.lay_out)
        bench.on("layout_selection", self.lay_out_selection)
        bench.on("pin", self.pin)
        self._enabling = Enabling(bench, self._rules)

    def _rules(self) -> Mapping[str, bool]:
        view, chosen = self._editor.view, self._editor.selection
        systems, zones = chosen.of_kind("system"), chosen.of_kind("zone")
        pinned = set(view.pinned)
        self._actions["pin"].setChecked(bool(systems) and all(s in pinned for s in systems))
        free = not view.overview
        items = sum(1 for _ in islice(self._each_item(), 3)) if free and len(chosen) > 1 else 0
        return {
            "layout_all": free and bool(self._editor.workspace.landscape.systems),
            "layout_selection": free and bool(systems), "pin": free and bool(systems),
            "distribute_across": items > 2, "distribute_down": items > 2,
            "same_width": free and len(systems) > 1, "same_height": free and len(systems) > 1,
            "own_size": any(s in view.sizes for s in systems) or any(z in view.zones for z in zones),
            **{f"align_{edge}": items > 1 for edge in ALIGN},
        }

    def lay_out_selection(self) -> None:
        """Find new places for the selected systems only."""
        self._editor.lay_out(self._editor.selection.of_kind("system"))

    def pin(self) -> None:
        """Pin the selected systems, or let them go where all are pinned."""
        systems = self._editor.selection.of_kind("system")
        pinned = self._editor.view.pinned
        if systems:
            on = not all(s in pinned for s in systems)
            name = self._editor.workspace.landscape.system_by_id[systems[0]].label
            label = (self._tr("Pin {what}") if on else self._tr("Unpin {what}")).format(
                what=name if len(systems) == 1 else amount(len(systems), "system"))
            self._editor.perform(Several((Pin(self._editor.view_id, systems, on),), label))

    def _items(self) -> dict[Element, Rect]:
        """The selected systems, zones and notes with their rectangles; what stands in a selected zone goes with it."""
        return dict(self._each_item())

    def _each_item(self) -> Iterator[tuple[Element, Rect]]:
        drawing = self._editor.drawing
        if drawing is None:
            return
        chosen, landscape = self._editor.selection.elements, self._editor.workspace.landscape
        zones = {e.id for e in chosen if e.kind == "zone"}
        for element in chosen:
            rect = (drawing.placement.boxes.get(element.id) if element.kind == "system"
                    else self._canvas.rect_of(element) if element.kind in ("zone", "note") else None)
            home: str | None = None
            if element.kind == "system":
                home = landscape.system_by_id[element.id].zone
            elif element.kind == "zone":
                home = landscape.zone_by_id[element.id].parent
            if rect and not any(z.id in zones for z in landscape.zone_path(home)):
                yield element, rect

    def align(self, edge: str) -> None:
        """Line up what is selected with what was selected last, at `left`, `center`, `right`, `top`, `middle` or
        `bottom`."""
        items = self._items()
        if len(items) > 1:
            place = ALIGN[edge]
            label = self._tr("{how} of {count} elements").format(
                count=len(items), how=self._actions[f"align_{edge}"].iconText())
            key = items[list(items)[-1]]
            self._move({e: place(key, rect) for e, rect in items.items()}, items, label)

    def distribute(self, axis: int) -> None:
        """Leave the same room between what is selected, the outer two staying; axis 0 is across, 1 down."""
        items = self._items()
        if len(items) < 3:
            return
        order = sorted(items, key=lambda e: (items[e][axis], e.id))
        first, last = items[order[0]], items[order[-1]]
        room = last[axis] + last[axis + 2] - first[axis] - sum(items[e][axis + 2] for e in order)
        gap, at, places = room / (len(order) - 1), first[axis], dict[Element, Point]()
        for element in order:
            rect = items[element]
            places[element] = Point(at, rect.y) if axis == 0 else Point(rect.x, at)
            at += rect[axis + 2] + gap
        label = self._tr("Distribute {count} elements down") if axis else self._tr("Distribute {count} elements across")
        self._move(places, items, label.format(count=len(items)))

    def _move(self, places: Mapping[Element, Point], items: Mapping[Element, Rect], label: str) -> None:
        steps = [(taken_along(self._canvas, (e,)), Point(round(to.x) - items[e].x, round(to.y) - items[e].y))
                 for e, to in places.items()]
        edits = moved_edits(self._editor.view_id, self._editor.view.zones, steps)
        self._editor.perform(Several(tuple(edits), label))

    def same_size(self, axis: int) -> None:
        """Make the selected systems as wide (axis 0) or high (1) as the largest of them."""
        drawing, stored = self._editor.drawing, self._editor.view.sizes
        systems = self._editor.selection.of_kind("system")
        boxes = {s: drawing.placement.boxes[s] for s in systems if s in drawing.placement.boxes} if drawing else {}
        if len(boxes) < 2:
            return
        most = max(rect[axis + 2] for rect in boxes.values())
        sizes: dict[str, Size | None] = {}
        for system in boxes:
            old = stored.get(system, Size(0, 0))
            sizes[system] = Size(most, old.height) if axis == 0 else Size(old.width, most)
        label = self._tr("Same height for {count} systems") if axis else self._tr("Same width for {count} systems")
        self._editor.perform(Several((SetSizes(self._editor.view_id, sizes),), label.format(count=len(boxes))))

    def own_size(self) -> None:
        """Let the selected systems and zones be as large as their content; an empty zone stays as it is."""
        view, chosen = self._editor.view, self._editor.selection
        drawing = self._editor.drawing
        held = {box.zone for box in drawing.request.boxes} | {
            zone.parent for zone in drawing.request.zones} if drawing else set()
        edits: list[Edit] = []
        if sizes := {s: None for s in chosen.of_kind("system") if s in view.sizes}:
            edits.append(SetSizes(view.id, sizes))
        if rects := {z: None for z in chosen.of_kind("zone") if z in view.zones and z in held}:
            edits.append(SetZoneRects(view.id, rects))
        if edits:
            label = self._tr("Own size: {count}").format(count=len(sizes) + len(rects))
            self._editor.perform(Several(tuple(edits), label))


def install(bench: Workbench) -> Arranging:
    """Wire the commands."""
    return Arranging(bench)
