"""Places for new boxes in a picture that stands: near their neighbors, inside their zone, moving nothing."""

from __future__ import annotations

from collections.abc import Iterator

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
    best: tuple[float, float, float] | None = None
    goal = [(sheet.nodes[other].rect.center.x, sheet.nodes[other].rect.center.y) for other in near]
    if wish is not None:
        goal = [(wish.x + node.w / 2, wish.y + node.h / 2)]
    elif not goal and mates:
        goal = [(mates[0].center.x, mates[0].center.y)]
    for x, y in _candidates(sheet, number, near, mates, rects):
        rect = Rect(x, y, node.w, node.h)
        if not fits(sheet, rect, zone, mates, rects, foreign=foreign):
            continue
        cx, cy = rect.center
        cost = sum(abs(cx - gx) + abs(cy - gy) for gx, gy in goal) / max(1, len(goal))
        cost += sum(20.0 for other in near if sheet.nodes[other].x < x + node.w and sheet.nodes[other].rect.right > x)
        if best is None or (cost, y, x) < best:
            best = (cost, y, x)
    if best is None:
        bottom = max((rect.bottom for rect in [*rects, *foreign]), default=0.0)
        anchor = min((rect.left for rect in rects), default=0.0)
        best = (0.0, snap(bottom + 64), anchor)
    node.y, node.x = best[1], best[2]


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


def fits(sheet: Sheet, rect: Rect, zone: str | None, mates: list[Rect], rects: list[Rect], *,
         foreign: list[Rect]) -> bool:
    """Whether a box may stand there: off other boxes and off zones it does not belong to, and so its grown zone."""
    room = rect.grown(ROW_GAP - 1)
    if any(room.overlaps(other) for other in rects):
        return False
    if any(rect.grown(16).overlaps(other) for other in foreign):
        return False
    if zone is None or not mates:
        return zone is None or not any(around(sheet, zone, [rect]).overlaps(other) for other in foreign)
    before, after = around(sheet, zone, mates), around(sheet, zone, [*mates, rect])
    strangers = [other for other in rects if other not in mates]
    return not any(after.overlaps(other) and not before.overlaps(other) for other in [*strangers, *foreign])
