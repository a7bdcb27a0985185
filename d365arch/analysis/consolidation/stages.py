"""The landscape as a plan's steps are taken one after the other: figures, costs and risks of each."""

from __future__ import annotations

from collections.abc import Sequence

from d365arch.analysis.consolidation.changes import Changes
from d365arch.analysis.consolidation.channels import Worth
from d365arch.analysis.consolidation.costing import Tally
from d365arch.analysis.consolidation.hubs import Hubs
from d365arch.analysis.consolidation.meter import Meter
from d365arch.analysis.consolidation.ordering import Bundle
from d365arch.analysis.consolidation.problem import Problem
from d365arch.analysis.consolidation.records import PlannedSpoke, Risk, Step, StepMetrics
from d365arch.analysis.consolidation.risks import Cuts, RiskBook
from d365arch.analysis.consolidation.sentences import why_step


class Stages:
    """Takes steps on a landscape and tells what each amounts to; the landscape given is not touched."""

    def __init__(self, problem: Problem, hubs: Hubs) -> None:
        settings = problem.settings
        self._costs = settings.costs
        self._problem = problem
        self._hubs = hubs
        self._changes = Changes(problem.network, hubs, settings)
        self._meter = Meter(problem.network, settings)
        self._book = RiskBook(problem)
        self._metrics: StepMetrics | None = None
        self.tally = Tally.of(problem.network)

    @property
    def cost(self) -> float:
        """Points of the landscape as it is now."""
        return self.tally.cost(self._costs)

    def metrics(self) -> StepMetrics:
        """The key figures of the landscape as it is now."""
        if self._metrics is None:
            self._metrics = self._meter.read()
        return self._metrics

    def take(self, bundle: Bundle, *, measured: bool) -> Step:
        """Take a step. With `measured` the key figures around it are read, and whether its hub holds all together."""
        before, cost_before = self.metrics() if measured else None, self.cost
        risks = self.join(bundle, measured=measured)
        after = self.metrics() if measured else None
        hub = self._hubs.carrying(bundle.worths[0].channel)
        return Step(
            hub=hub._replace(new=bundle.opens), channels=tuple(w.channel for w in bundle.worths),
            removed=removed_by(bundle.worths),
            added=tuple(PlannedSpoke(position, join.system, join.side)
                        for position, w in enumerate(bundle.worths) for join in w.joins),
            cost_before=cost_before, cost_after=self.cost, gain=cost_before - self.cost, before=before, after=after,
            risks=risks, why=why_step(bundle, self._problem, self._costs),
        )

    def join(self, bundle: Bundle, *, measured: bool) -> tuple[Risk, ...]:
        """Take a step and tell only its risks."""
        hub = self._hubs.carrying(bundle.worths[0].channel)
        split = self._meter.split_without(hub.id) if measured else []
        changes = [self._changes.of(w.channel) for w in bundle.worths]
        for change in changes:
            self._meter.change(change)
        self._metrics = None
        self.tally = self.tally.after(bundle)
        cuts = Cuts(split, self._meter.split_without(hub.id)) if measured else None
        return self._book.of(hub, bundle.worths, changes, cuts)


def removed_by(worths: Sequence[Worth]) -> tuple[str, ...]:
    """The integrations that channels take over, by id."""
    return tuple(sorted(i for w in worths for i in w.removed))
