"""Filtered mode: proven optimum against brute force, streams strict, filters named."""

from __future__ import annotations

import random
from itertools import chain, combinations

import pytest

from d365arch.analysis.consolidation.records import Group, Pair
from d365arch.analysis.settings import Costs
from d365arch.catalog.records import HubClass
from tests.analysis.consolidation.solver_groups import (
    COSTS,
    KEY,
    block,
    channel,
    group_of,
    pairs,
    random_group,
    solved,
    woven,
)


def best_filtered(group: Group, costs: Costs) -> float:
    """The most that one channel with filters saves, new or (if there is one) an extension, over all sets of flows."""
    free = [pair for pair in group.flows if pair not in group.delivered]
    [own] = group.standing or [channel("", "", "")]
    best = 0.0
    for some in chain.from_iterable(combinations(free, k) for k in range(1, len(free) + 1)):
        spokes = len({p for p, _ in some} - own.producers) + len({c for _, c in some} - own.consumers)
        fee = 0 if group.standing else costs.channel
        best = max(best, costs.link * sum(len(group.flows[p]) for p in some) - costs.spoke * spokes - fee)
    redundant = [p for p in group.flows if p[0] in own.producers and p[1] in own.consumers]
    return best + costs.link * sum(len(group.flows[p]) for p in redundant)


@pytest.mark.parametrize("costs", [COSTS, Costs(link=1, spoke=2, channel=1), Costs(link=2.5, spoke=3, channel=0)])
def test_brute_force(costs: Costs) -> None:
    rng = random.Random(1)
    for _ in range(60):
        group = random_group(rng, most=8)
        found = solved(group, costs, filtered=True)
        assert found.saving >= solved(group, costs).saving
        if len(group.standing) < 2:
            assert found.proven
            assert found.saving == pytest.approx(best_filtered(group, costs)), group


def test_filters_name_what_passes_and_only_where_needed() -> None:
    flows: list[Pair] = [pair for pair in pairs("abc", "xyz") if pair != ("a", "x")]
    found = solved(group_of(flows), filtered=True)
    assert (found.saving, found.proven) == (16 - 8, True)
    assert found.blocks == (block("abc", "xyz")._replace(flows=frozenset(flows)),)
    assert solved(group_of(pairs("abc", "xyz")), filtered=True).blocks == (block("abc", "xyz"),)


def test_extended_channel_goes_on_delivering() -> None:
    topic = channel("t", "ab", "cd")
    found = solved(group_of([*pairs("a", "wxyz")], [topic]), filtered=True)
    assert found.saving == 4
    [extension] = found.blocks
    assert extension.flows == frozenset([*pairs("ab", "cd"), *pairs("a", "wxyz")])


def test_streams_have_no_filters() -> None:
    key = KEY._replace(cls=HubClass.STREAM)
    flows = [pair for pair in pairs("abc", "xyz") if pair != ("a", "x")]
    found = solved(group_of(flows, key=key), filtered=True)
    assert found.saving == 16 - 11
    assert all(b.flows is None for b in found.blocks)


def test_large_group_at_once() -> None:
    group = woven(random.Random(3), 60, 12, 0.1, 200)
    found = solved(group, filtered=True)
    members = {(0, p) for p, _ in group.flows} | {(1, c) for _, c in group.flows}
    assert found.proven
    assert found.saving >= 2 * sum(map(len, group.flows.values())) - len(members) - 2
