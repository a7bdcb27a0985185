"""Makes the plan: which integrations should go through which hub, in which order, and what that buys and risks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from math import inf

from d365arch.analysis.consolidation.channels import Worth, order_of, pairs_of, planned, worth
from d365arch.analysis.consolidation.check import allowed, checked, singles
from d365arch.analysis.consolidation.costing import Tally
from d365arch.analysis.consolidation.hubs import Hubs
from d365arch.analysis.consolidation.near_misses import near_misses
from d365arch.analysis.consolidation.ordering import EPSILON, Bundle, in_order
from d365arch.analysis.consolidation.problem import Problem, flows_of, hub_of, read_problem
from d365arch.analysis.consolidation.records import (
    Group,
    GroupKey,
    HubKey,
    Pair,
    Plan,
    PlannedChannel,
    PlanOptions,
    Rejected,
    Risk,
    Solved,
    Step,
    Violation,
    WhatIf,
)
from d365arch.analysis.consolidation.sentences import why_rejected
from d365arch.analysis.consolidation.stages import Stages, removed_by
from d365arch.analysis.consolidation.watch import Watch
from d365arch.analysis.consolidation.wishes import Complaints
from d365arch.analysis.flows import read_network
from d365arch.analysis.settings import MOST_POINTS, Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.errors import AnalysisError
from d365arch.model.memory import no_collector
from d365arch.model.quantities import BEYOND_MEASURE

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
    if not 0 < options.seconds < inf:
        wanted = "a number" if options.seconds == inf else "more than 0"
        raise AnalysisError(f"The time limit is {options.seconds:g} seconds; give {wanted}, such as 30.")
    if options.steps is not None and options.steps < 1:
        raise AnalysisError(f"The number of steps is {options.steps}; ask for at least 1, or leave it out for all.")


def check_weights(settings: Settings) -> None:
    """Raise `AnalysisError` for costs and hop times that no plan can be made with."""
    weights = [(f"costs.{f.name}", getattr(settings.costs, f.name), MOST_POINTS) for f in fields(settings.costs)]
    weights += [(f"hop_ms.{cls}", ms, BEYOND_MEASURE) for cls, ms in settings.hop_ms.items()]
    for name, value, most in weights:
        if not 0 <= value <= most:
            raise AnalysisError(f"The setting {name} is {value:g}; give a number from 0 to {most:g}.")


class _Planner:
    """Makes one plan."""

    def __init__(self, facts: Facts, settings: Settings, options: PlanOptions, watch: Watch) -> None:
        self._settings = settings
        self._options = options
        self._watch = watch
        self._problem = read_problem(read_network(facts, settings), settings, options.filtered)
        self._hubs = Hubs(facts, self._problem.network)

    def plan(self) -> Plan:
        problem, options, costs = self._problem, self._options, self._settings.costs
        self._watch.tell(0.05, "finding channels")
        solved = self._solve()
        worths = compatible(problem, worths_of(problem, solved))
        ordered = in_order(worths, problem.open_hubs, costs.hub)
        rejected = tuple(self._rejected(hub, found) for hub, found in ordered.rejected)
        start = end = Tally.of(problem.network)
        for bundle in ordered.bundles:
            end = end.after(bundle)
        before, after = start.cost(costs), end.cost(costs)
        bound = min(lower_bound(before, solved, problem.open_hubs, costs.hub), after)
        if after - bound < EPSILON:
            bound = after
        shown = ordered.bundles[:options.steps]
        self._watch.tell(0.8, "measuring the steps")
        return Plan(
            steps=tuple(self._steps(shown)), steps_left=len(ordered.bundles) - len(shown),
            cost_before=before, cost_after=after, lower_bound=bound, gap=gap(after, bound), proven=after == bound,
            links_before=start.links, links_after=end.links, rejected=rejected,
            near_misses=near_misses(problem, worths, self._deficits(ordered.bundles, rejected)),
            ineligible=problem.ineligible, groups=len(problem.groups),
            idle_groups=len(problem.groups) - len({w.channel.key for w in worths if w.saving > EPSILON}),
            open_parts=tuple(s.key for s in solved if not s.proven), overlaps=problem.overlaps,
            cut_short=self._watch.cut_short, solver=self._method(), options=options,
        )

    def _solve(self) -> list[Solved]:
        from d365arch.analysis.consolidation.solve.solve import solve

        problem = self._problem
        groups = [group for group in problem.groups if group.flows]
        return solve(groups, problem.costs, problem.open_hubs, self._options, self._watch)

    def _method(self) -> str:
        """How the plan was found, for people."""
        from d365arch.analysis.consolidation.solve.exact import solver_name

        if self._options.filtered:
            return "minimum cut"
        exact = solver_name()
        return f"greedy, search and {exact}" if exact else "greedy and search"

    def _steps(self, bundles: Sequence[Bundle]) -> Iterable[Step]:
        stages = Stages(self._problem, self._hubs)
        measured = measured_steps(len(bundles), len(self._problem.network.systems) + len(self._problem.network.links))
        for position, bundle in enumerate(bundles):
            yield stages.take(bundle, measured=position in measured)

    def _rejected(self, hub: HubKey, found: Sequence[Worth]) -> Rejected:
        saving, fee = sum(w.saving for w in found), self._settings.costs.hub
        kind = self._hubs.of(hub).kind
        return Rejected(hub.cls, hub.zone, kind, saving, fee, fee - saving, tuple(w.channel for w in found),
                        why_rejected(saving, fee))

    def _deficits(self, bundles: Iterable[Bundle], rejected: Iterable[Rejected]) -> dict[HubKey, float]:
        """How many points the hubs that stay closed lack for being opened."""
        opened = self._problem.open_hubs | {bundle.hub for bundle in bundles}
        closed = {hub_of(group.key) for group in self._problem.groups} - opened
        return dict.fromkeys(closed, self._settings.costs.hub) | {HubKey(r.cls, r.zone): r.shortfall for r in rejected}


def what_if(
    facts: Facts, settings: Settings, channels: Sequence[PlannedChannel], options: PlanOptions = STANDARD,
    problem: Problem | None = None,
) -> WhatIf:
    """What channels, of a plan's steps or anybody's own, would amount to together; the landscape is not modified.

    A hub that is not there is opened once, by the first channel on it. What breaks a rule is told and left out of the
    figures. `problem` is that of the same facts, settings and options, where somebody has read it already. Raises
    `AnalysisError` for weights that cannot be used and for an integration of an unknown system.
    """
    check_weights(settings)
    with no_collector():
        problem = problem or read_problem(read_network(facts, settings), settings, options.filtered)
        kept, against = checked(problem, channels)
        return _amounts(problem, Hubs(facts, problem.network), kept, against)


def _amounts(
    problem: Problem, hubs: Hubs, kept: Sequence[PlannedChannel], against: tuple[Violation, ...]
) -> WhatIf:
    stages = Stages(problem, hubs)
    before, cost_before = stages.metrics(), stages.cost
    by_hub: dict[str, list[Worth]] = {}
    for channel in sorted(kept, key=order_of):
        by_hub.setdefault(hubs.carrying(channel).id, []).append(worth_of(problem, channel))
    risks: list[Risk] = []
    for _, worths in sorted(by_hub.items()):
        hub = hub_of(worths[0].channel.key)
        opens = hub not in problem.open_hubs
        risks += stages.join(Bundle(hub, tuple(worths), opens, 0.0), measured=True)
    removed = removed_by([w for worths in by_hub.values() for w in worths])
    return WhatIf(channels=tuple(kept), removed=removed, cost_before=cost_before, cost_after=stages.cost,
                  before=before, after=stages.metrics(), violations=against, risks=tuple(risks))


def channel_for(
    facts: Facts, settings: Settings, integration_ids: Collection[str], options: PlanOptions = STANDARD
) -> PlannedChannel | tuple[Violation, ...]:
    """A channel for these integrations, or why there can be none.

    It joins all their producers and consumers; where an existing channel can take them on without a violation, it is
    extended (the one that needs the fewest new spokes). Whether anybody would get too much is told by `what_if`.
    """
    problem = read_problem(read_network(facts, settings), settings, options.filtered)
    found, against = _flows_of(problem, integration_ids)
    if against:
        return against
    (key, pairs), = found.items()
    wished = PlannedChannel(key, tuple(sorted({p for p, _ in pairs})), tuple(sorted({c for _, c in pairs})), None, (),
                            tuple(sorted(pairs)) if problem.filtered and key.cls is not HubClass.STREAM else ())
    return min((wished, *_extensions(problem, wished)), key=lambda c: _new_spokes(problem, c))


def _flows_of(
    problem: Problem, integration_ids: Collection[str]
) -> tuple[dict[GroupKey, set[Pair]], tuple[Violation, ...]]:
    """The one group of integrations with their pairs, or what speaks against a channel for them."""
    say = Complaints(problem)
    found: dict[GroupKey, set[Pair]] = {}
    against: list[Violation] = []
    for integration in sorted(set(integration_ids)):
        link = problem.network.link_by_id.get(integration)
        violation = say.against_link(integration)
        if violation or link is None:
            against += [violation] if violation else []
            continue
        for key, pair in flows_of(link, problem.network.node_by_id[link.initiator].zone):
            found.setdefault(key, set()).add(pair)
    if not against and len(found) != 1:
        against.append(say.against_mixture(sorted(found)))
    return found, tuple(against)


def _extensions(problem: Problem, wished: PlannedChannel) -> Iterable[PlannedChannel]:
    """The wish as extensions of existing channels, where no rule is broken."""
    for standing in problem.existing.standing(wished.key):
        channel = wished._replace(
            extends=standing.id, producers=tuple(sorted({*wished.producers, *standing.producers})),
            consumers=tuple(sorted({*wished.consumers, *standing.consumers})),
            filters=tuple(sorted({*wished.filters, *pairs_of(standing.producers, standing.consumers)}))
            if wished.filters else (),
        )
        if not checked(problem, [channel])[1]:
            yield channel


def _new_spokes(problem: Problem, channel: PlannedChannel) -> tuple[float, str]:
    kept = allowed(problem, [channel])
    return (worth_of(problem, kept[0]).after if kept else float("inf"), channel.extends or "")


def worth_of(problem: Problem, channel: PlannedChannel) -> Worth:
    """What a channel that is allowed amounts to."""
    group = problem.group_by_key.get(channel.key) or Group(
        key=channel.key, flows={}, standing=problem.existing.standing(channel.key))
    return worth(group, channel, problem.costs)


def worths_of(problem: Problem, solved: Iterable[Solved]) -> list[Worth]:
    """What each block of a solver amounts to."""
    groups = problem.group_by_key
    return [worth(groups[s.key], planned(groups[s.key], block), problem.costs) for s in solved for block in s.blocks]


def compatible(problem: Problem, worths: list[Worth]) -> list[Worth]:
    """The channels, where two would deliver an entity from and to the same systems only one of them.

    Groups are solved apart, and their sets of entities may overlap ({A} beside {A, B}); the channel that saves most
    goes first, the other one does without the members concerned. The lower bound leaves this out, so it stays one.
    """
    taken = Counter((single, pair) for w in worths for single in singles(w.channel.key) for pair in w.channel.covers)
    if all(times == 1 for times in taken.values()):
        return worths
    first = sorted(worths, key=lambda w: (-w.saving, w.order))
    return [worth_of(problem, channel) for channel in allowed(problem, [w.channel for w in first])]


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
    k-th, so that reading them costs no more than reading some million systems and links."""
    every = max(1, -(-steps * size // 500_000))
    return frozenset(i for i in range(steps) if i < 20 or i % every == every - 1 or i == steps - 1)
