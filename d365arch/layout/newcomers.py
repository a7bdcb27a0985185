"""Places for new boxes in a picture that stands: near their neighbors, inside their zone, moving nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from d365arch.layout.free_room import FreeRoom
from d365arch.layout.sheet import Sheet, snap
from d365arch.layout.tree import ROW_GAP
from d365arch.layout.zones import around, zone_rects
from d365arch.model.geometry import Rect

SIDE_GAP = 160.0
"""Free width beside a neighbor: room for the line and its label."""
TRIES = 14


def settle_newcomers(sheet: Sheet, newcomers: list[int]) -> None:
    """Place the new boxes one after another, those with most placed neighbors first."""
    standing = {number for number in range(len(sheet.nodes)) if number not in set(newcomers)}
    partners: dict[int, list[int]] = {number: [] for number in newcomers}
    for wire in sheet.wires:
        a, b = wire.source.box, wire.target.box
        if a in partners and a != b:
            partners[a].append(b)
        if b in partners and a != b:
            partners[b].append(a)
    left = list(newcomers)
    while left:
        number = max(left, key=lambda n: (sum(1 for other in partners[n] if other in standing), -n))
        left.remove(number)
        _settle(sheet, number, [other for other in partners[number] if other in standing], standing)
        standing.add(number)


def _settle(sheet: Sheet, number: int, near: list[int], standing: set[int]) -> None:
    """The cheapest free place for one box."""
    node = sheet.nodes[number]
    rects = [sheet.nodes[other].rect for other in sorted(standing)]
    wish = node.box.place
    zone = sheet.zone_of(number)
    mates = [sheet.nodes[other].rect for other in sorted(standing) if zone is not None and sheet.zone_of(other) == zone]
    foreign = foreign_zones(sheet, zone, standing)
    goal = [(sheet.nodes[other].rect.center.x, sheet.nodes[other].rect.center.y) for other in near]
    if wish is not None:
        goal = [(wish.x + node.w / 2, wish.y + node.h / 2)]
    elif not goal and mates:
        goal = [(mates[0].center.x, mates[0].center.y)]
    room = FreeRoom(sheet, zone, mates, rects, foreign)
    # The cheapest first, so that the first that fits is it: to ask whether a box fits costs most.
    tried = sorted(_costs(sheet, number, near, goal, set(_candidates(sheet, number, near, mates, rects))))
    found = next(((x, y) for _, y, x in tried if room.fits(Rect(x, y, node.w, node.h))), None)
    if found is None:
        bottom = max((rect.bottom for rect in [*rects, *foreign]), default=0.0)
        found = min((rect.left for rect in rects), default=0.0), snap(bottom + 64)
    node.x, node.y = found


def _costs(sheet: Sheet, number: int, near: Sequence[int], goal: Sequence[tuple[float, float]],
           places: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float, float]]:
    """Cost, y and x of places: the mean distance of the box's middle from its goals, and more above or below partners.

    Both parts are of x or of y alone, and thousands of places share few of either.
    """
    node, share = sheet.nodes[number], max(1, len(goal))
    spans = [(sheet.nodes[other].x, sheet.nodes[other].rect.right) for other in near]
    across: dict[float, tuple[float, float]] = {}
    down: dict[float, float] = {}
    for x, y in places:
        if x not in across:
            center = x + node.w / 2
            across[x] = (sum(abs(center - gx) for gx, _ in goal),
                         sum(20.0 for left, right in spans if left < x + node.w and right > x))
        if y not in down:
            middle = y + node.h / 2
            down[y] = sum(abs(middle - gy) for _, gy in goal)
        off, above = across[x]
        yield (off + down[y]) / share + above, y, x


def _candidates(sheet: Sheet, number: int, near: list[int], mates: list[Rect], rects: list[Rect]
                ) -> Iterator[tuple[float, float]]:
    """Places beside, above and below boxes of the zone, of neighbors, and at the rim of the picture."""
    node = sheet.nodes[number]
    wish = node.box.place
    if wish is not None:
        for i in range(-TRIES, TRIES + 1):
            for j in range(-TRIES, TRIES + 1):
                yield snap(wish.x) + i * 48, snap(wish.y) + j * 32
    anchors = mates or [sheet.nodes[other].rect for other in near]
    gap = 48.0 if mates else SIDE_GAP
    for rect in anchors:
        yield rect.left, snap(rect.bottom + ROW_GAP + 0.4)
        yield rect.left, snap(rect.top - ROW_GAP - node.h - 0.4)
        for step in range(-TRIES, TRIES + 1):
            y = snap(rect.top + step * 32)
            yield rect.left, y
            yield snap(rect.right + gap), y
            yield snap(rect.left - gap - node.w), y
    if not rects:
        yield 0.0, 0.0
        return
    low = max(rect.bottom for rect in rects)
    for rect in rects[:200]:
        yield rect.left, snap(low + 80)
    if not anchors:
        # Nothing to be near to: a tidy row below the picture.
        start = min(rect.left for rect in rects)
        bottom = max((rect.bottom for rect in zone_rects(sheet).values()), default=low) if sheet.zones else low
        for column in range(TRIES):
            yield snap(start + column * (node.w + ROW_GAP)), snap(max(low, bottom) + 64)


def foreign_zones(sheet: Sheet, zone: str | None, standing: set[int]) -> list[Rect]:
    """Rectangles of the zones a box is not part of, as they stand now."""
    own = set(sheet.parents(zone))
    content: dict[str, list[Rect]] = {}
    for number in sorted(standing):
        for home in sheet.parents(sheet.zone_of(number)):
            content.setdefault(home, []).append(sheet.nodes[number].rect)
    return [around(sheet, home, inside) for home, inside in sorted(content.items()) if home not in own]
