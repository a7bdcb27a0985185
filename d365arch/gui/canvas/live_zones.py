"""The rectangles of zones while their content is dragged, so that a preview shows what a drop would make of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from d365arch.gui.canvas.taken import Taken
from d365arch.layout.request import LayoutRequest
from d365arch.layout.sheet import Sheet
from d365arch.layout.zones import around
from d365arch.model.geometry import Point, Rect
from d365arch.scene.build import Drawing


class LiveZones:
    """What stands in each zone, taken once; `rects` is quick however large the drawing is."""

    def __init__(self, drawing: Drawing, taken: Taken, *, stay: bool = False) -> None:
        """With `stay` what is dragged also stays where it is, as when it is cloned."""
        self._before = drawing.placement.zones
        self._sheet = Sheet(LayoutRequest(zones=drawing.request.zones))
        self._taken = taken
        self._parents = {zone.id: zone.parent for zone in drawing.request.zones}
        still: dict[str, list[Rect]] = defaultdict(list)
        moving: dict[str, list[Rect]] = defaultdict(list)
        homes = {box.id: box.zone for box in drawing.request.boxes}
        for box, rect in drawing.placement.boxes.items():
            home = homes.get(box)
            if home in taken.zones:
                continue
            taken_along = box in taken.boxes
            if taken_along:
                moving[home or ""].append(rect)
            if home and (stay or not taken_along):
                still[home].append(rect)
        for top in taken.tops:
            if top in taken.zones:
                moving[self._parents.get(top) or ""].append(taken.zones[top])
                if stay and (parent := self._parents.get(top)):
                    still[parent].append(taken.zones[top])
        self._still = {zone: Rect.uniting(rects) for zone, rects in still.items()}
        self._moving = {zone: Rect.uniting(rects) for zone, rects in moving.items()}

    def rects(self, shift: Point, target: str | None, *, home: str | None) -> dict[str, Rect]:
        """The zones that are others than before after a drop into a zone, or with none onto the sheet; where the
        target is the `home`, everything stays in its own zone."""
        inside: dict[str, list[Rect]] = defaultdict(list)
        for zone, rect in self._moving.items():
            into = zone if target == home else target
            if into:
                inside[into].append(rect.moved(*shift))
        touched = self._with_outer([*self._moving, *inside])
        found: dict[str, Rect] = {}
        for zone in sorted(touched, key=lambda z: (-len(self._sheet.parents(z)), z)):
            content = [*inside[zone], *((self._still[zone],) if zone in self._still else ())]
            content += [found.get(z, rect) for z, rect in self._before.items()
                        if self._parents.get(z) == zone and z not in self._taken.zones]
            if content or self._sheet.zones[zone].least:
                found[zone] = around(self._sheet, zone, content)
            else:
                found[zone] = self._before[zone]
        return {zone: rect for zone, rect in found.items() if rect != self._before.get(zone)}

    def emptied(self, target: str | None, *, home: str | None) -> dict[str, Rect]:
        """The zones that a drop would leave with nothing inside, with where they stand: there they stay."""
        if target == home:
            return {}
        outer = {self._parents.get(z) for z in self._before if z not in self._taken.tops}
        return {zone: self._before[zone] for zone in self._moving
                if zone in self._before and zone not in self._still and zone not in outer and zone != target}

    def _with_outer(self, zones: Iterable[str]) -> set[str]:
        return {outer for zone in zones for outer in self._sheet.parents(zone) if outer in self._before}
