"""Where redrawn lines meet boxes that did not change: where they did before, else beside the lines that stand there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from d365arch.layout.nearby import LINKS
from d365arch.layout.ports import ROLE_OFFSET, partner
from d365arch.layout.request import Route, Side
from d365arch.layout.sheet import End, Node, Sheet, Wire

LEVEL = (Side.LEFT, Side.RIGHT)


def settle_ends(sheet: Sheet, routes: Mapping[str, Route], changed: Collection[str]) -> None:
    """Put the ends at unchanged boxes where they were or, where they are new there, where nothing else ends."""
    drawn = {wire.link.id for wire in sheet.wires}
    for wire in sheet.wires:
        old = routes.get(wire.link.id)
        for end in (wire.source, wire.target):
            node = sheet.nodes[end.box]
            if node.box.id in changed or wire.loop:
                continue
            if old is None or not _hold(wire, end, node, old):
                _make_room(sheet, wire, end, routes, drawn)
    _number_trunks(sheet)


def _hold(wire: Wire, end: End, node: Node, old: Route) -> bool:
    """Leave an end where it was; false where it meets another side or another row now."""
    first = end is wire.source
    side, spot = (old.source_side, old.points[0]) if first else (old.target_side, old.points[-1])
    if side is not end.side:
        return False
    if side in LEVEL:
        offset = spot.y - node.y
        if end.row is not None and abs(offset - node.row_middle(end.row)) > node.box.row_height / 2:
            return False
        if not 0 < offset < node.h:
            return False
        end.offset = offset
    elif partner(wire, end).side in LEVEL:
        end.offset = spot.x - node.x
    return True


def _make_room(sheet: Sheet, wire: Wire, end: End, routes: Mapping[str, Route], drawn: Collection[str]) -> None:
    """A place for an end beside those of lines that stand: with lines of its kind in a row, else apart from all."""
    node, box = sheet.nodes[end.box], sheet.nodes[end.box].box
    if end.side not in LEVEL:
        return
    called = end is wire.target
    taken: list[float] = []
    for link in LINKS.of(box.id):
        if link.id in drawn or link.id not in routes:
            continue
        found = routes[link.id]
        for target, side, row, spot in ((False, found.source_side, link.source_row, found.points[0]),
                                        (True, found.target_side, link.target_row, found.points[-1])):
            if (link.target if target else link.source) != box.id or side is not end.side or row != end.row:
                continue
            if end.row is not None and target is called and link.style == wire.link.style:
                end.offset = spot.y - node.y
                return
            taken.append(spot.y - node.y)
    if not taken:
        return
    if end.row is not None:
        middle = node.row_middle(end.row)
        spots = [middle, middle + ROLE_OFFSET, middle - ROLE_OFFSET]
    else:
        bottom = (node.box.header if node.rows else node.h) - 8
        spots = [8 + (bottom - 8) * share / 16 for share in range(17)]
    end.offset = max(spots, key=lambda spot: (min(20.0, *(abs(spot - other) for other in taken), 20.0),
                                              -abs(spot - end.offset)))


def _number_trunks(sheet: Sheet) -> None:
    """Ends that meet in one point of one row are a trunk."""
    points: dict[tuple[int, str, Side, int], list[End]] = defaultdict(list)
    for wire in sheet.wires:
        for end in (wire.source, wire.target):
            end.trunk = -1
            if end.row is not None and end.side in LEVEL:
                points[end.box, end.row, end.side, round(end.offset)].append(end)
    for number, group in enumerate(points.values()):
        if len(group) > 1:
            for end in group:
                end.trunk = number
