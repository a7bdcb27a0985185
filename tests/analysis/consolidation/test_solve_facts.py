"""What the contract says about small groups on an existing hub, each proven."""

from __future__ import annotations

import pytest

from d365arch.analysis.consolidation.records import HubKey, PlanOptions
from d365arch.analysis.consolidation.solve.solve import solve
from d365arch.analysis.consolidation.watch import Watch
from d365arch.analysis.settings import Costs
from d365arch.catalog.records import HubClass
from tests.analysis.consolidation.solver_groups import COSTS, KEY, block, channel, check, group_of, pairs, solved


@pytest.mark.parametrize(("a", "b"), [(2, 2), (2, 3), (3, 3), (4, 7), (40, 60)])
def test_complete_exchange_is_one_channel(a: int, b: int) -> None:
    found = solved(group_of(pairs([f"p{i}" for i in range(a)], [f"c{i}" for i in range(b)])))
    assert found.saving == max(0, 2 * a * b - a - b - 2)
    assert found.proven
    assert len(found.blocks) == (1 if found.saving else 0)


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5, 30])
def test_fan_out_and_fan_in_pay_from_four(k: int) -> None:
    names = [f"x{i}" for i in range(k)]
    for group in (group_of(pairs("a", names)), group_of(pairs(names, "a"))):
        found = solved(group)
        assert (found.saving, found.proven) == (max(0, 2 * k - (k + 1) - 2), True)


@pytest.mark.parametrize("k", [2, 3, 4, 9, 25])
def test_mesh_is_one_channel_with_two_spokes_each(k: int) -> None:
    names = [f"x{i:02}" for i in range(k)]
    found = solved(group_of(pairs(names, names)))
    assert (found.saving, found.proven) == (max(0, 2 * k * (k - 1) - 2 * k - 2), True)
    assert [(set(b.producers), set(b.consumers)) for b in found.blocks] == [(set(names), set(names))] * (k > 2)


def test_two_way_swap_pays_with_duplicates() -> None:
    assert solved(group_of({("a", "b"): 1, ("b", "a"): 1})).saving == 0
    found = solved(group_of({("a", "b"): 3, ("b", "a"): 3}))
    assert found.saving == 12 - 4 - 2
    assert found.proven
    assert found.blocks == (block("ab", "ab"),)


def test_tree_and_matching_yield_nothing() -> None:
    tree = [(f"n{i // 3}", f"n{i}") for i in range(1, 40)]
    matching = [(f"p{i}", f"c{i}") for i in range(20)]
    for flows in (tree, matching):
        found = solved(group_of(flows))
        assert (found.blocks, found.saving, found.proven) == ((), 0, True)


def test_three_duplicates_of_one_pair_pay_two() -> None:
    found = solved(group_of({("a", "b"): 3}))
    assert (found.saving, found.proven, found.blocks) == (2, True, (block("a", "b"),))
    assert solved(group_of({("a", "b"): 2})).saving == 0


def test_shared_producer_is_in_two_channels() -> None:
    found = solved(group_of([*pairs("abc", "uvw"), *pairs("cde", "xyz")]))
    assert found.saving == 2 * 18 - 2 * 8
    assert found.blocks == (block("abc", "uvw"), block("cde", "xyz"))


def test_flow_in_two_blocks_is_carried_once() -> None:
    found = solved(group_of({*pairs("abcd", "wxyz"), *pairs("defg", "zrst")}))
    covered = [pair for b in found.blocks for pair in pairs(b.producers, b.consumers)]
    assert covered.count(("d", "z")) == 1
    assert found.saving == 22 + 15
    assert found.proven


def test_redundant_link_is_retired_by_naming_its_channel() -> None:
    topic = channel("t", "ab", "cd")
    found = solved(group_of({("a", "c"): 2, ("b", "d"): 1, ("x", "y"): 1}, [topic]))
    assert (found.saving, found.proven, found.blocks) == (6, True, (block("ab", "cd", "t"),))


def test_channel_is_extended_rather_than_another_made() -> None:
    found = solved(group_of(pairs("ab", "e"), [channel("t", "ab", "cd")]))
    assert (found.saving, found.proven, found.blocks) == (3, True, (block("ab", "cde", "t"),))


def test_extension_may_not_leak() -> None:
    found = solved(group_of([("a", "e")], [channel("t", "ab", "cd")]))
    assert (found.saving, found.proven, found.blocks) == (0, True, ())


def test_producer_and_consumer_that_join_need_the_flow_between_them() -> None:
    flows = [*pairs("x", "cd"), *pairs("ab", "e")]
    topic = channel("t", "ab", "cd")
    assert solved(group_of(flows, [topic])).saving == 3
    found = solved(group_of([*flows, ("x", "e")], [topic]))
    assert (found.saving, found.blocks) == (8, (block("abx", "cde", "t"),))


def test_channel_without_consumers_takes_a_whole_block() -> None:
    found = solved(group_of(pairs("abc", "xyz"), [channel("t", "a", "")]))
    assert (found.saving, found.proven, found.blocks) == (18 - 5, True, (block("abc", "xyz", "t"),))


def test_pair_that_a_wider_channel_delivers_stays() -> None:
    found = solved(group_of(pairs("abc", "xyz"), elsewhere=[("a", "x")]))
    assert all(not ("a" in b.producers and "x" in b.consumers) for b in found.blocks)
    assert found.saving == 12 - 2 - 3 - 2
    assert found.proven


def test_gap_of_a_blocked_pair_costs_more_than_the_pair() -> None:
    flows = [pair for pair in pairs("abc", "xyz") if pair != ("a", "x")]
    assert solved(group_of(flows)).saving == 16 - 11


def test_weights_are_settings() -> None:
    flows = pairs("ab", "xy")
    assert solved(group_of(flows), Costs(link=5, spoke=2, channel=3)).saving == 20 - 8 - 3
    assert solved(group_of(flows), Costs(link=0, spoke=1, channel=2)).saving == 0
    assert solved(group_of(flows), Costs(link=2, spoke=0, channel=0)).saving == 8
    assert solved(group_of(flows), Costs(link=0, spoke=0, channel=0)).saving == 0


def test_hub_that_cannot_pay_is_not_searched_but_answered() -> None:
    group = group_of(pairs("ab", "cdw"))
    [found] = solve([group], COSTS, frozenset(), PlanOptions(), Watch())
    check(group, found, COSTS)
    assert found.saving == 5


def test_no_groups_and_groups_of_several_hubs() -> None:
    assert solve([], COSTS, frozenset(), PlanOptions(), Watch()) == []
    keys = [KEY, KEY._replace(zone="eu"), KEY._replace(cls=HubClass.BATCH)]
    groups = [group_of(pairs("abc", "xyz"), key=key) for key in keys]
    found = solve(groups, COSTS, frozenset({HubKey(HubClass.MESSAGE, "")}), PlanOptions(), Watch())
    assert [(s.key, s.saving) for s in found] == [(key, 10) for key in keys]
