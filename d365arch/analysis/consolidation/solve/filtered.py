"""Filtered mode: one channel of a group may carry any of its flows, subscribers filter by producer.

A flow needs the spokes of its two ends, and they cost; which flows to take is a maximum-closure problem (Picard 1976),
so a minimum cut proves the optimum. The channel's and the hub's fees stand above all of it: the best closure pays for
them or it does not, which is what a cut through the whole hub would find.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Set

from d365arch.analysis.consolidation.records import Block, Group, Pair, Solved, Standing
from d365arch.analysis.consolidation.solve.board import EPSILON
from d365arch.analysis.consolidation.solve.parts import Flows
from d365arch.analysis.settings import Costs

_Seat = tuple[int, str]
"""Side (0 producer, 1 consumer) and system."""


def filtered(group: Group, flows: Flows, costs: Costs, strict: Solved) -> Solved:
    """The best channels of a group where filters are allowed.

    Without existing channels one new channel is the optimum, and with one its extension is. Where there are more,
    which of them takes what is found greedily, or as in the strict solution if that saves more; the bound then lets a
    system use a spoke of any of them.
    """
    points = {pair: costs.link * count for pair, count in flows.free.items()}
    saving, blocks = flows.saving, list[Block]()
    free: list[Standing | None] = [*sorted(group.standing), None]
    left = points
    while left and free:
        found = [_best(left, standing, costs) for standing in free]
        at = max(range(len(free)), key=lambda i: (found[i][0], -i))
        gain, taken = found[at]
        if gain <= EPSILON:
            break
        saving += gain
        left = {pair: value for pair, value in left.items() if pair not in taken}
        blocks.append(_block(free.pop(at), taken))
    named = {block.extends for block in blocks}
    blocks += [Block(s.producers, s.consumers, s.id) for s in group.standing
               if s.id in flows.retired and s.id not in named]
    if strict.saving > saving + EPSILON:
        saving, blocks = strict.saving, list(strict.blocks)
    blocks.sort(key=lambda b: (sorted(b.producers), sorted(b.consumers), b.extends or ""))
    most = flows.saving + _most(points, group.standing, costs)
    proven = most <= saving + EPSILON * max(1.0, abs(saving))
    return Solved(key=group.key, blocks=tuple(blocks), saving=saving, most=saving if proven else most, proven=proven,
                  open_parts=0 if proven else 1)


def _best(points: Mapping[Pair, float], standing: Standing | None, costs: Costs) -> tuple[float, set[Pair]]:
    """The saving of the best set of flows for one channel, and the set."""
    if standing is None:
        total, taken = best_closure(points, costs.spoke, frozenset())
        return total - costs.channel, taken
    return best_closure(points, costs.spoke, _seats([standing]))


def _most(points: Mapping[Pair, float], channels: tuple[Standing, ...], costs: Costs) -> float:
    if not channels:
        return max(_best(points, None, costs)[0], 0.0)
    return best_closure(points, costs.spoke, _seats(channels))[0]


def _seats(channels: tuple[Standing, ...] | list[Standing]) -> frozenset[_Seat]:
    """Who is a member already of any of the channels."""
    return frozenset({(0, p) for s in channels for p in s.producers} | {(1, c) for s in channels for c in s.consumers})


def _block(standing: Standing | None, taken: set[Pair]) -> Block:
    """The channel that lets these flows through, besides what an extended one delivers today.

    Where nothing else could pass anyway, it needs no filters.
    """
    through = set(taken)
    producers, consumers = {p for p, _ in taken}, {c for _, c in taken}
    if standing is not None:
        through |= {(p, c) for p in standing.producers for c in standing.consumers if p != c}
        producers |= standing.producers
        consumers |= standing.consumers
    complete = all((p, c) in through for p in producers for c in consumers if p != c)
    return Block(frozenset(producers), frozenset(consumers), standing.id if standing else None,
                 None if complete else frozenset(through))


def best_closure(points: Mapping[Pair, float], spoke: float, members: Set[_Seat]) -> tuple[float, set[Pair]]:
    """The flows that are worth most after paying a spoke for each end that is no member yet, and what is left.

    Every flow pays towards its ends' spokes (a maximum flow from flows to ends). What can still pay, and all that its
    ends' other payers could pay instead, is the source side of the minimum cut: the smallest best closure.
    """
    payments = _Payments(points, spoke, members)
    for seat in payments.unpaid():
        payments.collect(seat)
    taken = payments.solvent()
    return sum(payments.left[pair] for pair in taken), taken


class _Payments:
    """A flow network between flows, which pay, and seats (ends), which cost a spoke."""

    def __init__(self, points: Mapping[Pair, float], spoke: float, members: Set[_Seat]) -> None:
        self.left = dict(points)
        self._paid: dict[tuple[Pair, int], float] = {}
        self._flows_of: dict[_Seat, list[Pair]] = defaultdict(list)
        self._missing: dict[_Seat, float] = {}
        self._hopeless: set[_Seat] = set()
        for pair in sorted(points):
            for side in (0, 1):
                seat = (side, pair[side])
                self._flows_of[seat].append(pair)
                if seat not in self._missing:
                    self._missing[seat] = 0.0 if seat in members else spoke
        for pair in self.left:
            for side in (0, 1):
                self._pay(pair, side, min(self.left[pair], self._missing[side, pair[side]]))

    def _pay(self, pair: Pair, side: int, amount: float) -> None:
        self.left[pair] -= amount
        self._missing[side, pair[side]] -= amount
        self._paid[pair, side] = self._paid.get((pair, side), 0.0) + amount

    def unpaid(self) -> list[_Seat]:
        """Seats that are not paid for in full."""
        return sorted(seat for seat, amount in self._missing.items() if amount > EPSILON)

    def collect(self, seat: _Seat) -> None:
        """Get as much as possible for a seat, by others taking over what its flows pay elsewhere."""
        while self._missing[seat] > EPSILON:
            way = self._way(seat)
            if way is None:
                return
            amount = min(self._missing[seat], self.left[way[-1][0]],
                         *(self._paid[pair, 1 - side] for pair, side in way[:-1]))
            for at, (pair, side) in enumerate(way):
                if at < len(way) - 1:
                    self._paid[pair, 1 - side] -= amount
                    self.left[pair] += amount
                    self._missing[1 - side, pair[1 - side]] += amount
                self._pay(pair, side, amount)

    def _way(self, seat: _Seat) -> list[tuple[Pair, int]] | None:
        """A chain of flows, each paying more to one end and less to the other, up to one with something left."""
        came: dict[_Seat, tuple[Pair, _Seat] | None] = {seat: None}
        queue = deque([seat])
        while queue:
            here = queue.popleft()
            for pair in self._flows_of[here]:
                if self.left[pair] > EPSILON:
                    way = [(pair, here[0])]
                    step = came[here]
                    while step is not None:
                        way.append((step[0], step[1][0]))
                        step = came[step[1]]
                    return way[::-1]
                other = (1 - here[0], pair[1 - here[0]])
                if other not in came and other not in self._hopeless and self._paid.get((pair, other[0]), 0) > EPSILON:
                    came[other] = (pair, here)
                    queue.append(other)
        self._hopeless |= came.keys()
        return None

    def solvent(self) -> set[Pair]:
        """The flows with something left, and those that pay for the same seats."""
        queue = deque(pair for pair, left in self.left.items() if left > EPSILON)
        taken = set(queue)
        seats: set[_Seat] = set()
        while queue:
            pair = queue.popleft()
            for seat in ((0, pair[0]), (1, pair[1])):
                if seat in seats:
                    continue
                seats.add(seat)
                for other in self._flows_of[seat]:
                    if other not in taken and self._paid.get((other, seat[0]), 0.0) > EPSILON:
                        taken.add(other)
                        queue.append(other)
        return taken
