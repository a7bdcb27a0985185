"""The solver on random groups: brute force, bounds, no HiGHS, cancelling, and the same whatever the names."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from d365arch.analysis.consolidation.solve.bounds import charge_cost, connection_cost
from d365arch.analysis.consolidation.solve.exact import Effort, exact, solver_name
from d365arch.analysis.consolidation.solve.parts import parts_of, read_flows
from d365arch.analysis.consolidation.watch import Watch
from d365arch.analysis.settings import Costs
from tests.analysis.consolidation.solver_groups import (
    COSTS,
    best_saving,
    channel,
    group_of,
    pairs,
    random_group,
    renamed,
    solved,
    woven,
)

WEIGHTS = [COSTS, Costs(link=3, spoke=2, channel=1), Costs(link=2, spoke=0.5, channel=0), Costs(link=1.7, spoke=1,
           channel=2.5)]


@pytest.fixture
def no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    assert solver_name() == ""


@pytest.mark.parametrize("costs", WEIGHTS)
def test_brute_force(costs: Costs) -> None:
    rng = random.Random(int(costs.link * 10))
    proven = 0
    for _ in range(40):
        group = random_group(rng)
        found, best = solved(group, costs), best_saving(group, costs)
        assert found.saving == pytest.approx(best), group
        assert found.most >= best - 1e-9
        proven += found.proven
    assert proven >= 38


@pytest.mark.usefixtures("no_solver")
def test_brute_force_without_solver() -> None:
    rng = random.Random(2)
    got = best = 0.0
    for _ in range(50):
        group = random_group(rng)
        found, most = solved(group), best_saving(group, COSTS)
        assert found.saving <= most <= found.most
        got, best = got + found.saving, best + most
    assert got >= 0.995 * best


@pytest.mark.parametrize("costs", WEIGHTS)
def test_bounds_are_never_below_the_optimum(costs: Costs) -> None:
    rng = random.Random(3)
    for _ in range(60):
        group = random_group(rng)
        flows = read_flows(group, costs)
        parts = parts_of(group, flows, costs)
        best = best_saving(group, costs) - flows.saving
        for cost in (connection_cost, charge_cost):
            assert sum(part.direct - cost(part) for part in parts) >= best - 1e-9, (cost.__name__, group)


def test_the_solver_writes_nothing_of_its_own() -> None:
    pytest.importorskip("highspy")
    code = "from d365arch.analysis.consolidation.solve.exact import solver_name; print(solver_name())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"{solver_name()}\n", "")


def test_exact_is_reached_by_the_search_and_agrees() -> None:
    pytest.importorskip("highspy")
    rng = random.Random(4)
    effort = Effort(sets=2_000, hardness=100_000, looks=1_000)
    for _ in range(6):
        group = woven(rng, 9, 3, noise=6)
        optimum = 0.0
        for part in parts_of(group, read_flows(group, COSTS), COSTS):
            answer = exact(part, effort, Watch())
            assert answer is not None
            optimum += sum(piece.saving for piece in answer.pieces)
        found = solved(group)
        assert (found.saving, found.proven) == (optimum, True)


@pytest.mark.usefixtures("no_solver")
@pytest.mark.parametrize("alike", [False, True])
def test_search_is_near_what_much_more_search_finds(alike: bool) -> None:
    rng = random.Random(5)
    got = most = 0.0
    for _ in range(2):
        group = woven(rng, 12, 4, 0.1, 10, alike)
        found = solved(group)
        got += found.saving
        most += max(found.saving, solved(group, seed=2).saving)
        assert not found.proven
    assert got >= 0.98 * most


@pytest.mark.usefixtures("no_solver")
def test_names_and_order_change_nothing_but_names() -> None:
    rng = random.Random(6)
    for size in (6, 14):
        group = woven(rng, size, 3, 0.1, 8)
        systems = sorted({s for pair in group.flows for s in pair})
        name = dict(zip(systems, rng.sample([f"n{i}" for i in range(100)], len(systems)), strict=True))
        shuffled = group_of({pair: len(group.flows[pair]) for pair in rng.sample(list(group.flows), len(group.flows))})
        found = solved(group, seconds=5)
        assert solved(shuffled, seconds=5) == found
        other = solved(renamed(group, name), seconds=5)
        assert (other.saving, other.most, len(other.blocks)) == (found.saving, found.most, len(found.blocks))


def test_other_parts_and_groups_do_not_matter() -> None:
    rng = random.Random(7)
    one = woven(rng, 12, 3, 0.1, 8)
    alone = solved(one)
    beside = solved(group_of({**{p: len(i) for p, i in one.flows.items()}, **dict.fromkeys(pairs("abc", "xyz"), 1)}))
    assert beside.saving == alone.saving + 10
    assert set(alone.blocks) <= set(beside.blocks)


@pytest.mark.usefixtures("no_solver")
def test_stopping_keeps_what_was_found() -> None:
    group = woven(random.Random(8), 20, 6, 0.1, 20)
    told: list[float] = []

    class Impatient(Watch):
        def tell(self, share: float, what: str) -> None:
            told.append(share)
            if share >= 0.5:
                self.stop()

    watch = Impatient()
    stopped, full = solved(group, watch=watch), solved(group)
    assert watch.cut_short
    assert told == sorted(told)
    assert 0 < stopped.saving <= full.saving
    assert full.saving < stopped.most
    ended = Watch(seconds=0)
    assert solved(group, watch=ended).saving >= 0


def test_existing_channels_are_used_by_the_search() -> None:
    rng = random.Random(9)
    for _ in range(4):
        group = woven(rng, 10, 3, 0, 6)
        blocks = solved(group).blocks
        biggest = max(blocks, key=lambda b: len(b.producers) * len(b.consumers))
        first, last = sorted(biggest.producers), sorted(biggest.consumers)
        topic = group_of({p: len(i) for p, i in group.flows.items()}, [channel("t", first[:1], last[:1])])
        assert solved(topic).saving >= solved(group).saving + COSTS.channel
