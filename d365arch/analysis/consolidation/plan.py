"""Makes the plan: which integrations should go through which hub, in which order, and what that buys and risks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from math import isfinite

from d365arch.analysis.consolidation.applied import Changes
from d365arch.analysis.consolidation.channels import Worth, planned, worth
from d365arch.analysis.consolidation.costing import Tally
from d365arch.analysis.consolidation.hubs import Hubs
from d365arch.analysis.consolidation.meter import Meter
from d365arch.analysis.consolidation.ordering import EPSILON, Bundle, in_order
from d365arch.analysis.consolidation.problem import Problem, hub_of, read_problem
from d365arch.analysis.consolidation.records import (
    HubKey,
    Plan,
    PlannedSpoke,
    PlanOptions,
    Rejected,
    Solved,
    Step,
    StepMetrics,
)
from d365arch.analysis.consolidation.sentences import why_rejected, why_step
from d365arch.analysis.consolidation.watch import Watch
from d365arch.analysis.flows import read_network
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.errors import AnalysisError
from d365arch.model.memory import no_collector


STANDARD = PlanOptions()
"""All steps, found within 30 s, without filters."""


def make_plan(
    facts: Facts, settings: Settings, options: PlanOptions = STANDARD, watch: Watch | None = None
) -> Plan:
    """The plan of a landscape, which is not modified.

    `watch` may stop the search; then the plan is the best found so far. Raises `AnalysisError` for options or weights
    that cannot be used and for an integration of an unknown system.
    """
    check_options(options)
    check_weights(settings)
    with no_collector():
        return _Planner(facts, settings, options, watch or Watch(options.seconds)).plan()


def check_options(options: PlanOptions) -> None:
    """Raise `AnalysisError` for a time limit or a number of steps that leaves nothing to do."""
    if not options.seconds > 0:
        raise AnalysisError(f"The time limit is {options.seconds:g} seconds; give more than 0, such as 30.")
    if options.steps is not None and options.steps < 1:
        raise AnalysisError(f"The number of steps is {options.steps}; ask for at least 1, or leave it out for all.")


def check_weights(settings: Settings) -> None:
    """Raise `AnalysisError` for costs and hop times that no plan can be made with."""
    weights = {f"costs.{f.name}": getattr(settings.costs, f.name) for f in fields(settings.costs)}
    weights |= {f"hop_ms.{cls}": ms for cls, ms in settings.hop_ms.items()}
    for name, value in weights.items():
        if not isfinite(value) or value < 0:
            raise AnalysisError(f"The setting {name} is {value:g}; give a finite number, 0 or more.")


class _Planner:
    """Makes one plan."""

    def __init__(self, facts: Facts, settings: Settings, options: PlanOptions, watch: Watch) -> None:
        self._facts = facts
        self._settings = settings
        self._options = options
        self._watch = watch
        self._network = read_network(facts, settings)
        self._problem = read_problem(self._network, settings, options.filtered)
        self._hubs = Hubs(facts, self._network)

    def plan(self) -> Plan:
        problem, options, costs = self._problem, self._options, self._settings.costs
        solved = self._solve()
        worths = worths_of(problem, solved)
        ordered = in_order(worths, problem.open_hubs, costs.hub)
        start = Tally.of(self._network)
        end = start
        for bundle in ordered.bundles:
            end = end.after(bundle)
        before, after = start.cost(costs), end.cost(costs)
        bound = min(lower_bound(before, solved, problem.open_hubs, costs.hub), after)
        if after - bound < EPSILON:
            bound = after
        shown = ordered.bundles[:options.steps]
        saving = {s.key for s in solved if s.blocks}
        return Plan(
            steps=tuple(self._steps(shown, start)), steps_left=len(ordered.bundles) - len(shown),
            cost_before=before, cost_after=after, lower_bound=bound, gap=gap(after, bound), proven=after == bound,
            links_before=start.links, links_after=end.links,
            rejected=tuple(self._rejected(hub, found) for hub, found in ordered.rejected),
            ineligible=problem.ineligible, groups=len(problem.groups), idle_groups=len(problem.groups) - len(saving),
            open_parts=tuple(s.key for s in solved if not s.proven), overlaps=problem.overlaps,
            cut_short=self._watch.cut_short, options=options,
        )

    def _solve(self) -> list[Solved]:
        from d365arch.analysis.consolidation.solve.solve import solve

        problem = self._problem
        groups = [group for group in problem.groups if group.flows]
        return solve(groups, problem.costs, problem.open_hubs, self._options, self._watch)

    def _steps(self, bundles: Sequence[Bundle], tally: Tally) -> Iterable[Step]:
        changes = Changes(self._network, self._hubs, self._settings)
        meter = Meter(self._network, self._settings)
        measured = measured_steps(len(bundles), len(self._network.systems) + len(self._network.links))
        metrics = meter.read() if bundles else None
        for position, bundle in enumerate(bundles):
            made = [changes.of(w.channel) for w in bundle.worths]
            for change in made:
                meter.change(change)
            after = meter.read() if position in measured else None
            now = tally.after(bundle)
            yield self._step(bundle, (tally, now), (metrics, after))
            tally, metrics = now, after

    def _step(
        self, bundle: Bundle, tallies: tuple[Tally, Tally], metrics: tuple[StepMetrics | None, StepMetrics | None]
    ) -> Step:
        costs = self._settings.costs
        hub = self._hubs.carrying(bundle.worths[0].channel)
        before, after = (tally.cost(costs) for tally in tallies)
        return Step(
            hub=hub._replace(new=bundle.opens), channels=tuple(w.channel for w in bundle.worths),
            removed=tuple(sorted(i for w in bundle.worths for i in w.removed)),
            added=tuple(PlannedSpoke(position, join.system, join.side)
                        for position, w in enumerate(bundle.worths) for join in w.joins),
            cost_before=before, cost_after=after, gain=before - after, before=metrics[0], after=metrics[1],
            risks=(), why=why_step(bundle, self._problem, costs),
        )

    def _rejected(self, hub: HubKey, found: Sequence[Worth]) -> Rejected:
        saving, fee = sum(w.saving for w in found), self._settings.costs.hub
        kind = self._hubs.kind(hub)
        return Rejected(hub.cls, hub.zone, kind, saving, fee, fee - saving, tuple(w.channel for w in found),
                        why_rejected(saving, fee))


def worths_of(problem: Problem, solved: Iterable[Solved]) -> list[Worth]:
    """What each block of a solver amounts to."""
    groups = problem.group_by_key
    return [worth(groups[s.key], planned(groups[s.key], block), problem.costs) for s in solved for block in s.blocks]


def lower_bound(before: float, solved: Iterable[Solved], open_hubs: frozenset[HubKey], fee: float) -> float:
    """Points that no plan can go below: today's cost less, per hub, the most that its groups could save beyond its fee.

    Equal to the cost that cannot change plus, per hub, the smaller of all links direct and the fee plus the bounds of
    its groups.
    """
    most: dict[HubKey, float] = {}
    for s in solved:
        most[hub_of(s.key)] = most.get(hub_of(s.key), 0.0) + s.most
    return before - sum(max(0.0, saving - (0.0 if hub in open_hubs else fee)) for hub, saving in sorted(most.items()))


def gap(cost: float, bound: float) -> float:
    """How far a cost may be from the best, as a share of the bound; 1 where the bound is 0 and not reached."""
    if cost <= bound:
        return 0.0
    return (cost - bound) / bound if bound > EPSILON else 1.0


def measured_steps(steps: int, size: int) -> frozenset[int]:
    """The positions of the steps that get key figures: all on small landscapes, else the first 20, the last and every
    k-th, so that reading them costs about as much as reading two million systems and links."""
    every = max(1, -(-steps * size // 2_000_000))
    return frozenset(i for i in range(steps) if i < 20 or i % every == every - 1 or i == steps - 1)
