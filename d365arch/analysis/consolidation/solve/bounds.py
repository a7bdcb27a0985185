"""Upper bounds of what any solution of a part can save, from lower bounds of what it must cost.

Two that need no solver: whatever exchanges data stays connected (a channel connects n systems for n + 2 points, a
direct link two for 2), and each flow bears its share of the cheapest block that it could be in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor, gcd, inf

from d365arch.analysis.consolidation.solve.board import EPSILON
from d365arch.analysis.consolidation.solve.parts import Part, Stem, bits

_CHARGE_WORK = 400_000
"""Neighbors that the charge bound looks at in one part at most; of a larger part one figure per producer is shared."""


def rounded_down(part: Part, saving: float) -> float:
    """An upper bound made tighter where all weights are whole numbers: savings are multiples of what divides them."""
    unit = saving_unit(part)
    return float(floor(saving / unit + EPSILON) * unit) if unit else saving


def saving_unit(part: Part) -> int:
    """What divides every saving, where all weights are whole numbers; else 0."""
    weights = (part.link, part.spoke, part.channel)
    return gcd(*(int(w) for w in weights)) if all(float(w).is_integer() for w in weights) else 0


def connection_cost(part: Part) -> float:
    """What staying connected costs at least: 2 + producers + consumers with the default weights, or all direct.

    Of loose systems a direct link joins two for `link`, a new channel t for channel + spoke * t; an existing channel,
    whose members are one already, takes t more for spoke * t.
    """
    joins, clusters = _joins(part)
    least = joins * min(part.spoke, part.link)
    return min(part.direct, least if clusters else least + part.spoke + part.channel)


def _joins(part: Part) -> tuple[int, int]:
    """How many joins it takes until everything that exchanges data is connected; clusters of members joined already."""
    offset = len(part.free[0])
    parent = list(range(part.size + len(part.stems)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    members: tuple[int, int] = (0, 0)
    for index, stem in enumerate(part.stems, part.size):
        members = members[0] | stem.base[0], members[1] | stem.base[1]
        for side in (0, 1):
            for i in bits(stem.base[side]):
                parent[root(i + offset * side)] = root(index)
    clusters = len({root(index) for index in range(part.size, len(parent))})
    loose = sum(len(systems) for side in (0, 1) for i, systems in enumerate(part.systems[side])
                if not members[side] >> i & 1)
    for i, mask in enumerate(part.free[0]):
        for j in bits(mask):
            parent[root(i)] = root(offset + j)
    return loose + clusters - len({root(node) for node in range(len(parent))}), clusters


def charge_cost(part: Part) -> float:
    """Each flow's share of the cheapest block that could hold it, or its direct links where these are cheaper.

    In a block of S producers and T consumers a flow bears (channel + spoke (|S| + |T|)) / (|S| |T|) or more; which
    sizes are possible around a flow is limited by how many producers share how many consumers with it. Flows that an
    existing channel might take over bear no more than the cheapest share of its growth.
    """
    near = [[f | w for f, w in zip(part.free[s], part.wild[s], strict=True)] for s in (0, 1)]
    fine = sum(near[1][j].bit_count() for mask in part.free[0] for j in bits(mask)) <= _CHARGE_WORK
    share_of = _close_shares(part, near) if fine else _rough_shares(part, near)
    growth = [(stem, _growth_share(part, stem)) for stem in part.stems]
    total = 0.0
    for i, layers in enumerate(part.layers[0]):
        for value, mask in layers:
            for j in bits(mask):
                share = min([share_of(i, j), *(least for stem, least in growth if _may_take(stem, i, j))])
                total += min(value, share * len(part.systems[0][i]) * len(part.systems[1][j]))
    return total


Near = Sequence[Sequence[int]]
"""Per side and node the nodes of the other side that a block may hold together with it."""


def _close_shares(part: Part, near: Near) -> Callable[[int, int], float]:
    """The least share of a flow by what its own neighborhood allows."""
    shared = _Shared(part, near)

    def share_of(i: int, j: int) -> float:
        return _least_share(part, shared.counts(0, i, near[1][j]), shared.counts(1, j, near[0][i]))

    return share_of


def _rough_shares(part: Part, near: Near) -> Callable[[int, int], float]:
    """The least share of a flow by what its producer or its consumer allows: once per node, not per flow."""
    shared = _Shared(part, near)
    by_node = []
    for side in (0, 1):
        everybody = (1 << len(near[side])) - 1
        by_node.append([
            _least_share(part, counts, [len(counts)] * max(counts)) for counts in (
                shared.counts(side, i, everybody) for i in range(len(near[side])))])
    return lambda i, j: max(by_node[0][i], by_node[1][j])


class _Shared:
    """How many systems of the other side two nodes of a side have in common."""

    def __init__(self, part: Part, near: Near) -> None:
        self._near = near
        self._many = [[len(systems) for systems in part.systems[s]] for s in (0, 1)]
        self._by_many = [_masks_by_value(many) for many in self._many]
        self._rows: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})

    def counts(self, side: int, node: int, among: int) -> list[int]:
        """For each system behind the nodes `among` of a side what it shares with `node`, falling."""
        row = self._rows[side].get(node)
        if row is None:
            mine = self._near[side][node]
            row = self._rows[side][node] = [self._size(1 - side, mine & other) for other in self._near[side]]
        many = self._many[side]
        if len(self._by_many[side]) == 1:
            return sorted([row[k] for k in bits(among)] * many[0], reverse=True)
        return sorted([n for k in bits(among) for n in [row[k]] * many[k]], reverse=True)

    def _size(self, side: int, mask: int) -> int:
        return sum(many * (mask & members).bit_count() for many, members in self._by_many[side])


def _masks_by_value(values: Sequence[int]) -> list[tuple[int, int]]:
    masks: dict[int, int] = {}
    for i, value in enumerate(values):
        masks[value] = masks.get(value, 0) | 1 << i
    return sorted(masks.items())


def _least_share(part: Part, rows: Sequence[int], columns: Sequence[int]) -> float:
    """The least share of a flow in a block of S x T.

    `rows` tells for each producer at hand with how many consumers it could go, falling; `columns` the other way round.
    """
    best = inf
    wide = 0
    count = len(rows)
    for tall in range(1, min(len(columns), rows[0]) + 1):
        while count and rows[count - 1] < tall:
            count -= 1
        wide = min(count, columns[tall - 1])
        if wide:
            best = min(best, (part.channel + part.spoke * (wide + tall)) / (wide * tall))
    return best


def _growth_share(part: Part, stem: Stem) -> float:
    """The least share of a flow in any growth of an existing channel by up to A producers and B consumers.

    spoke (a + b) / (a |C| + b |P| + a b) is monotone in a and in b, so the least is at a corner.
    """
    more = [sum(len(part.systems[s][i]) for i in bits(stem.grow[s])) for s in (0, 1)]
    members = len(stem.channel.producers), len(stem.channel.consumers)
    shares = []
    for a, b in ((more[0], more[1]), (more[0], 0), (0, more[1])):
        flows = a * members[1] + b * members[0] + a * b
        if flows:
            shares.append(part.spoke * (a + b) / flows)
    return min(shares, default=inf)


def _may_take(stem: Stem, i: int, j: int) -> bool:
    inside = (stem.base[0] | stem.grow[0]) >> i & (stem.base[1] | stem.grow[1]) >> j & 1
    return bool(inside) and not stem.base[0] >> i & stem.base[1] >> j & 1
