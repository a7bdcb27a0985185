"""On which side and at what height every link meets its boxes, and in which order the rows stand."""

from __future__ import annotations

from collections import defaultdict

from d365arch.layout.bends import side_for
from d365arch.layout.cost import pitch_for
from d365arch.layout.request import Side
from d365arch.layout.sheet import End, Node, Sheet, Wire

FACING_ROOM = 40.0
ROLE_OFFSET = 6.0
"""In a row that is called and calls on one side, the two kinds of lines keep this far from the middle."""
ROW_ROOM = 9.0
"""The most that the first and the last of several kinds of lines in a row keep from its middle."""
MANY_ENDS = 60


def choose_sides(sheet: Sheet) -> None:
    """Give every end the side that faces its partner; boxes above each other meet vertically or on the freer side."""
    load: dict[tuple[int, Side], int] = defaultdict(int)
    later: list[Wire] = []
    middle = _middle(sheet)
    for wire in sheet.wires:
        a, b = sheet.nodes[wire.source.box], sheet.nodes[wire.target.box]
        if wire.loop:
            wire.source.side = wire.target.side = Side.RIGHT
        elif a.x + a.w + FACING_ROOM <= b.x:
            wire.source.side, wire.target.side = Side.RIGHT, Side.LEFT
        elif b.x + b.w + FACING_ROOM <= a.x:
            wire.source.side, wire.target.side = Side.LEFT, Side.RIGHT
        else:
            later.append(wire)
            continue
        load[wire.source.box, wire.source.side] += 1
        load[wire.target.box, wire.target.side] += 1
    vertical: dict[tuple[int, int], int] = defaultdict(int)
    for wire in later:
        pair = (min(wire.source.box, wire.target.box), max(wire.source.box, wire.target.box))
        if _upright(sheet, wire) and vertical[pair] < (2 if wire.link.straight else 1):
            vertical[pair] += 1
            below = sheet.nodes[wire.target.box].y > sheet.nodes[wire.source.box].y
            wire.source.side, wire.target.side = (Side.BOTTOM, Side.TOP) if below else (Side.TOP, Side.BOTTOM)
            continue
        side = _side_of_bow(sheet, wire, load, middle)
        wire.source.side = wire.target.side = side
        load[wire.source.box, side] += 1
        load[wire.target.box, side] += 1
    for wire in sheet.wires:
        if wire.link.bends and not wire.loop:
            for end, bend in ((wire.source, wire.link.bends[0]), (wire.target, wire.link.bends[-1])):
                end.side = side_for(sheet.nodes[end.box], bend, end.side)


def _middle(sheet: Sheet) -> float:
    """The x of the picture's middle."""
    if not sheet.nodes:
        return 0.0
    return (min(node.x for node in sheet.nodes) + max(node.x + node.w for node in sheet.nodes)) / 2


def _upright(sheet: Sheet, wire: Wire) -> bool:
    """Whether a vertical line from one box to the other is free and meets headers or is wished."""
    link = wire.link
    a, b = sheet.nodes[wire.source.box], sheet.nodes[wire.target.box]
    if not link.straight and (a.rows or b.rows or link.source_row or link.target_row):
        return False
    left, right = max(a.x, b.x), min(a.x + a.w, b.x + b.w)
    if right - left < 48:
        return False
    upper, lower = (a, b) if a.y < b.y else (b, a)
    top, bottom = upper.y + upper.h, lower.y
    if bottom - top < 12:
        return False
    return not any(node is not a and node is not b and node.x < right and node.x + node.w > left
                   and node.y < bottom and node.y + node.h > top for node in sheet.nodes)


def _side_of_bow(sheet: Sheet, wire: Wire, load: dict[tuple[int, Side], int], middle: float) -> Side:
    """Left or right for a line between boxes above each other: the emptier side, at the rim the outer one."""
    a, b = wire.source.box, wire.target.box
    left = load[a, Side.LEFT] + load[b, Side.LEFT]
    right = load[a, Side.RIGHT] + load[b, Side.RIGHT]
    if left != right:
        return Side.LEFT if left < right else Side.RIGHT
    center = sheet.nodes[a].x + sheet.nodes[a].w / 2
    return Side.LEFT if center < middle else Side.RIGHT


def partner(wire: Wire, end: End) -> End:
    """The other end."""
    return wire.target if end is wire.source else wire.source


def order_rows(sheet: Sheet) -> None:
    """Order the rows of boxes that do not keep theirs so that lines cross little: a good guess, then swaps."""
    wires = wires_of(sheet)
    for number, node in enumerate(sheet.nodes):
        if len(node.rows) < 2 or node.box.keep_rows:
            continue
        ends = [(end, partner(wire, end)) for wire, end in wires[number]
                if end.row is not None and end.side in (Side.LEFT, Side.RIGHT) and not wire.loop]
        if not ends:
            continue
        wish: dict[str, list[float]] = defaultdict(list)
        for end, other in ends:
            if end.row is not None:
                wish[end.row].append(_height_of(sheet, other))
        idle = float("inf")
        rank = {row: place for place, row in enumerate(node.box.rows)}
        node.rows.sort(key=lambda row: (sum(wish[row]) / len(wish[row]) if wish[row] else idle, rank[row]))
        if len(ends) <= MANY_ENDS:
            _settle(node, [(end.row or "", end.side, _height_of(sheet, other)) for end, other in ends])


def _height_of(sheet: Sheet, end: End) -> float:
    """Where a partner's end is; the middle of boxes without rows, whose ports follow ours."""
    node = sheet.nodes[end.box]
    if end.row is None and not node.rows:
        return node.y + node.h / 2
    return sheet.port(end)[1]


def _settle(node: Node, ends: list[tuple[str, Side, float]]) -> None:
    """Move rows while that removes crossings between lines of one side."""
    by_row: dict[str, list[tuple[Side, float]]] = defaultdict(list)
    for row, side, y in ends:
        by_row[row].append((side, y))
    crossed = {(upper, lower): sum(1 for side, y in by_row[upper] for other, z in by_row[lower]
                                   if side is other and y > z + 0.5)
               for upper in node.rows for lower in node.rows if upper != lower}
    for _ in range(4):
        changed = False
        for row in list(node.rows):
            rest = [other for other in node.rows if other != row]
            now = node.rows.index(row)
            costs = [sum(crossed[other, row] for other in rest[:at]) + sum(crossed[row, other] for other in rest[at:])
                     for at in range(len(rest) + 1)]
            best = min(range(len(costs)), key=lambda at: (costs[at], abs(at - now)))
            if costs[best] < costs[now]:
                node.rows = [*rest[:best], row, *rest[best:]]
                changed = True
        if not changed:
            break


def straighten(sheet: Sheet) -> None:
    """Take out steps of a few px: a port slides along its box's border, or its row's, to the height of its partner."""
    wires = wires_of(sheet)
    for wire in sheet.wires:
        a, b = wire.source, wire.target
        if wire.loop or {a.side, b.side} != {Side.LEFT, Side.RIGHT}:
            continue
        step = sheet.port(b)[1] - sheet.port(a)[1]
        if not 0 < abs(step) <= 2 * ROLE_OFFSET:
            continue
        for end, by in ((a, step), (b, -step)):
            if _may_slide(sheet, wires[end.box], end, end.offset + by):
                end.offset += by
                break


def _may_slide(sheet: Sheet, items: list[tuple[Wire, End]], end: End, offset: float) -> bool:
    """Whether a port may be moved: it stays in its row or off the corners, and clear of the other ports of its side."""
    node = sheet.nodes[end.box]
    if end.trunk >= 0:
        return False
    if end.row is not None:
        if abs(offset - node.row_middle(end.row)) > ROLE_OFFSET:
            return False
        room = 2 * ROLE_OFFSET
    else:
        bottom = node.box.header if node.rows else node.h
        if not 8 <= offset <= bottom - 8:
            return False
        room = 20.0
    return not any(other is not end and other.side is end.side and abs(other.offset - offset) < room
                   and abs(other.offset - offset) < abs(other.offset - end.offset) for _, other in items)


def wires_of(sheet: Sheet) -> list[list[tuple[Wire, End]]]:
    """For each box the links at it, each with the end there; a self link comes twice."""
    found: list[list[tuple[Wire, End]]] = [[] for _ in sheet.nodes]
    for wire in sheet.wires:
        found[wire.source.box].append((wire, wire.source))
        found[wire.target.box].append((wire, wire.target))
    return found


def place_ports(sheet: Sheet) -> None:
    """Set the offset of every end, box by box; rows first, then headers sorted by where their lines go."""
    wires = wires_of(sheet)
    trunk = 0
    for number, node in enumerate(sheet.nodes):
        if not wires[number]:
            continue
        trunk = _place_rows(sheet, node, [item for item in wires[number] if item[1].row is not None], trunk)
    for number, node in enumerate(sheet.nodes):
        if not wires[number]:
            continue
        free = [item for item in wires[number] if item[1].row is None or item[1].side in (Side.TOP, Side.BOTTOM)]
        for side in Side:
            here = [item for item in free if item[1].side is side]
            if here:
                _place_header(sheet, node, side, here)


def _place_rows(sheet: Sheet, node: Node, items: list[tuple[Wire, End]], trunk: int) -> int:
    """Ends at rows: the middle of the row; callers and called, and lines of another style, keep a little apart.

    Several ends in one point form a trunk, numbered from `trunk` on; the next free number is returned.
    """
    groups: dict[tuple[str, Side], list[tuple[Wire, End]]] = defaultdict(list)
    for wire, end in items:
        end.trunk = -1
        if end.row is not None and end.side in (Side.LEFT, Side.RIGHT):
            groups[end.row, end.side].append((wire, end))
    for (row, _), group in sorted(groups.items()):
        middle = node.row_middle(row)
        parts: dict[tuple[bool, str], list[tuple[Wire, End]]] = defaultdict(list)
        for wire, end in group:
            parts[end is wire.target, wire.link.style].append((wire, end))

        def mean(part: list[tuple[Wire, End]]) -> float:
            return sum(sheet.port(partner(wire, end))[1] for wire, end in part) / len(part)

        ordered = sorted(sorted(parts.items()), key=lambda item: mean(item[1])) if len(parts) > 1 else parts.items()
        step = 2 * min(ROLE_OFFSET, ROW_ROOM / max(1, len(parts) - 1))
        for place, (_, part) in enumerate(ordered):
            trunk += 1
            for _, end in part:
                end.offset = middle + (place - (len(parts) - 1) / 2) * step
                end.trunk = trunk if len(part) > 1 else -1
    return trunk


def _place_header(sheet: Sheet, node: Node, side: Side, items: list[tuple[Wire, End]]) -> None:
    """Ends at a header: spread over the border in the order in which their lines leave."""
    def key(item: tuple[Wire, End]) -> tuple[int, float, float, str]:
        wire, end = item
        other = partner(wire, end)
        x, y = sheet.port(other)
        if side in (Side.TOP, Side.BOTTOM):
            return 1, x, 0.0, wire.link.id
        if wire.loop:
            return 3, 0.0 if end is wire.source else 1.0, 0.0, wire.link.id
        away = sheet.nodes[other.box]
        if other.side is side:
            above = away.y + away.h / 2 < node.y + node.h / 2
            return (0 if above else 2), -y, 0.0, wire.link.id
        return 1, y, away.y, wire.link.id

    items.sort(key=key)
    count = len(items)
    if side in (Side.TOP, Side.BOTTOM):
        _place_upright(sheet, node, items)
        return
    if node.rows:
        room, start = node.box.header - 16, 8.0
        pitch = min(22.0, room / (count - 1)) if count > 1 else 0.0
    else:
        room, start = node.h - 16, 8.0
        pitch = min(pitch_for(count), room / (count - 1)) if count > 1 else 0.0
    first = start + (room - pitch * (count - 1)) / 2
    for number, (_, end) in enumerate(items):
        end.offset = first + pitch * number


def _place_upright(sheet: Sheet, node: Node, items: list[tuple[Wire, End]]) -> None:
    """Vertical links: spread over the width both boxes share."""
    by_partner: dict[int, list[tuple[Wire, End]]] = defaultdict(list)
    for wire, end in items:
        by_partner[partner(wire, end).box].append((wire, end))
    for other, group in by_partner.items():
        away = sheet.nodes[other]
        left, right = max(node.x, away.x), min(node.x + node.w, away.x + away.w)
        for number, (_, end) in enumerate(sorted(group, key=lambda item: item[0].link.id)):
            middle = left + (right - left) * (number + 1) / (len(group) + 1) - node.x
            # Boxes may have moved apart since the side was chosen.
            end.offset = min(max(middle, 8.0), node.w - 8.0)
