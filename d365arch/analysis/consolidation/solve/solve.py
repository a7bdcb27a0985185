"""Solves groups of flows: for each, disjoint blocks that save points, and how much any solution could save."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from d365arch.analysis.consolidation.records import Block, Group, HubKey, PlanOptions, Solved
from d365arch.analysis.consolidation.solve.board import EPSILON, Piece
from d365arch.analysis.consolidation.solve.bounds import charge_cost, connection_cost, rounded_down
from d365arch.analysis.consolidation.solve.exact import Effort, exact, solver_name
from d365arch.analysis.consolidation.solve.filtered import filtered
from d365arch.analysis.consolidation.solve.greedy import greedy
from d365arch.analysis.consolidation.solve.parts import Flows, Part, block_of, parts_of, read_flows
from d365arch.analysis.consolidation.solve.search import improved
from d365arch.analysis.consolidation.watch import Watch
from d365arch.analysis.settings import Costs
from d365arch.catalog.records import HubClass

_EXACT = Effort(sets=1_000, hardness=4_500, looks=25)
_EXACT_LARGE = Effort(sets=8_000, hardness=200_000, looks=1_000)
_EXACT_SHARE = 0.2
"""Of `options.seconds`, what the exact solver may nominally take together."""
_HARDNESS_A_SECOND = 4_000
"""Nominal speed of the exact solver."""
_WORK_A_SECOND = 50_000
"""Nominal speed of the search, in nodes looked at; half of a laptop's, so that the clock hardly ever decides."""


_BRIEF = 150
"""Steps of search before the exact solver, which is faster when it begins with a good solution."""


def solve(
    groups: Sequence[Group], costs: Costs, open_hubs: frozenset[HubKey], options: PlanOptions, watch: Watch
) -> list[Solved]:
    """The best blocks found for each group, in the order given; the fees of hubs are left to the caller.

    Only hubs that are open or could pay for their fee are worth a search; the others get the greedy blocks. In filtered
    mode the strict solution is looked for, too, where there are several channels to choose from.
    """
    flows = [read_flows(group, costs) for group in groups]
    filters = [options.filtered and group.key.cls is not HubClass.STREAM for group in groups]
    tasks = [[] if free and len(group.standing) < 2 else [_Task(part) for part in parts_of(group, own, costs)]
             for group, own, free in zip(groups, flows, filters, strict=True)]
    _greedy([task for own in tasks for task in own], watch)
    hopeful = _hopeful(groups, flows, tasks, costs, open_hubs)
    rest = [task for own, hope in zip(tasks, hopeful, strict=True) if hope for task in own if not task.proven]
    _exact(rest, options, watch)
    _search([task for task in rest if not task.proven], options, watch)
    strict = [_solved(group, own, parts) for group, own, parts in zip(groups, flows, tasks, strict=True)]
    return [filtered(group, own, costs, found) if free else found
            for group, own, free, found in zip(groups, flows, filters, strict, strict=True)]


@dataclass(slots=True)
class _Task:
    """A part with the best pieces so far and what any solution can save at most."""

    part: Part
    pieces: list[Piece] = field(default_factory=list)
    saving: float = 0.0
    most: float = 0.0

    @property
    def proven(self) -> bool:
        return self.most <= self.saving + EPSILON * max(1.0, abs(self.saving))

    def offer(self, pieces: list[Piece]) -> None:
        """Keep the better pieces."""
        saving = sum(piece.saving for piece in pieces)
        if saving > self.saving + EPSILON:
            self.pieces, self.saving = pieces, saving

    def limit(self, most: float) -> None:
        """Keep the sharper upper bound."""
        self.most = max(min(self.most, rounded_down(self.part, most)), self.saving)


def _greedy(tasks: Sequence[_Task], watch: Watch) -> None:
    for done, task in enumerate(tasks):
        watch.tell(0.3 * done / len(tasks), "Looking for blocks")
        part = task.part
        task.most = part.direct
        task.limit(part.direct - connection_cost(part))
        if not task.proven:
            task.offer(greedy(part, watch))
            task.limit(part.direct - charge_cost(part))


def _hopeful(
    groups: Sequence[Group], flows: Sequence[Flows], tasks: Sequence[Sequence[_Task]], costs: Costs,
    open_hubs: frozenset[HubKey],
) -> list[bool]:
    """Per group whether its hub is there or could be worth its fee."""
    most: dict[HubKey, float] = {}
    hubs = [HubKey(group.key.cls, group.key.zone) for group in groups]
    for hub, taken, own in zip(hubs, flows, tasks, strict=True):
        most[hub] = most.get(hub, 0.0) + taken.saving + sum(task.most for task in own)
    return [hub in open_hubs or most[hub] > costs.hub for hub in hubs]


def _exact(tasks: Sequence[_Task], options: PlanOptions, watch: Watch) -> None:
    """Small parts exactly, the smallest first, as long as the share of the time lasts by nominal speed."""
    if not tasks or not solver_name():
        return
    effort = _EXACT_LARGE if options.exact else _EXACT
    left = options.seconds * _EXACT_SHARE * _HARDNESS_A_SECOND * (4 if options.exact else 1)
    for done, task in enumerate(sorted(tasks, key=lambda t: t.part.edges)):
        if watch.over or left <= 0:
            return
        watch.tell(0.3 + 0.2 * done / len(tasks), "Solving small parts exactly")
        task.offer(improved(task.part, task.pieces, _BRIEF, options.seed, watch))
        found = exact(task.part, effort, watch, task.pieces)
        if found is None:
            continue
        left -= found.hardness
        task.offer(found.pieces)
        task.limit(found.most)


def _search(tasks: Sequence[_Task], options: PlanOptions, watch: Watch) -> None:
    """Improve what is not proven, all with the same share of what they could use."""
    wanted = [_steps(task.part) for task in tasks]
    work = sum(steps * (20 + task.part.size) for steps, task in zip(wanted, tasks, strict=True))
    share = min(1.0, options.seconds * _WORK_A_SECOND / work) if work else 0.0
    for done, (steps, task) in enumerate(zip(wanted, tasks, strict=True)):
        if watch.over:
            return
        watch.tell(0.5 + 0.5 * done / len(tasks), "Improving blocks")
        task.offer(improved(task.part, task.pieces, int(steps * share), options.seed, watch))
        task.limit(task.most)


def _steps(part: Part) -> int:
    """Steps of search that a part is worth."""
    return min(100 + 25 * part.edges, 8_000)


def _solved(group: Group, taken: Flows, tasks: Sequence[_Task]) -> Solved:
    saving = taken.saving + sum(task.saving for task in tasks)
    most = taken.saving + sum(task.most for task in tasks)
    proven = all(task.proven for task in tasks)
    return Solved(
        key=group.key, blocks=_blocks(group, taken, tasks), saving=saving, most=saving if proven else most,
        proven=proven, parts=len(tasks), open_parts=sum(not task.proven for task in tasks),
    )


def _blocks(group: Group, taken: Flows, tasks: Sequence[_Task]) -> tuple[Block, ...]:
    """All blocks of a group, sorted; a channel that only retires what it delivers anyway is named without growth."""
    blocks = [block_of(task.part, *piece[1:]) for task in tasks for piece in task.pieces]
    named = {block.extends for block in blocks}
    blocks += [Block(s.producers, s.consumers, s.id) for s in group.standing
               if s.id in taken.retired and s.id not in named]
    return tuple(sorted(blocks, key=lambda b: (sorted(b.producers), sorted(b.consumers), b.extends or "")))
