"""Looks into chains of synchronous calls: each hop's share, the weakest, the budgets, and what one call less buys."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate, islice, pairwise
from math import prod
from operator import mul

from d365arch.analysis import wording as say
from d365arch.analysis.chains import SyncChains
from d365arch.analysis.flows import Network, read_network
from d365arch.analysis.graph import Edge, Graphs
from d365arch.analysis.settings import Settings
from d365arch.analysis.waits import ROUNDING_MS, Wait, Waits
from d365arch.catalog.facts import Facts
from d365arch.errors import AnalysisError, printable
from d365arch.model.problems import did_you_mean

MOST_CHAINS = 200
"""So many chains are listed; more are searched for within `MOST_STEPS` steps."""

MOST_STEPS = 50_000

UPPER_BOUND = "That is an upper bound: these calls carry different data."


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One call of a chain, from node to node; `links` are all integrations that can make it, the slowest first.

    `share` is its part of the chain's latency, 0..1. `availability` is that of what it calls; `downtime_share` the part
    of the chain's failures that are due to it. A gateway's two halves are two hops.
    """

    caller: str
    called: str
    links: tuple[str, ...]
    latency_ms: float
    latency_stated: bool
    share: float
    availability: float
    availability_stated: bool
    downtime_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The longest time that an integration on the chain accepts against what it waits for; `margin_ms` below 0 is a
    breach."""

    link: str
    budget_ms: float
    latency_ms: float
    sentence: str

    @property
    def margin_ms(self) -> float:
        """What is left, in milliseconds."""
        return self.budget_ms - self.latency_ms


class Ease(StrEnum):
    """Whether a call can be made asynchronous: nobody needs the answer, nothing says so, the answer is needed, or the
    vendor keeps it as it is. In this order."""

    FREE = "free"
    UNSTATED = "unstated"
    NEEDED = "needed"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """What the start waits for if the call at `hop` (position, with its other half behind a gateway) left a message
    instead; `availability` includes the hub that takes the message."""

    hop: int
    links: tuple[str, ...]
    ease: Ease
    calls: int
    latency_ms: float
    availability: float
    buys: str
    costs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A chain of calls with its figures; `slowest` and `frailest` are positions of hops.

    `unstated` counts calls without a stated latency, which count as 0 ms. `cut_short` says that it would go on into a
    circle. `reliefs` are ranked, the best first. `start` is what its first call waits for: the calls about the same
    data, which are not all of the chain where it is `mixed`.
    """

    nodes: tuple[str, ...]
    hops: tuple[Hop, ...]
    latency_ms: float
    unstated: int
    availability: float
    slowest: int | None
    frailest: int
    budgets: tuple[Budget, ...]
    reliefs: tuple[Relief, ...]
    cut_short: bool
    start: Wait
    sentence: str

    @property
    def mixed(self) -> bool:
        """Whether calls of it carry different data, so that its figures are upper bounds."""
        return len(self.start.links) < len(self.hops)

    @property
    def calls(self) -> int:
        """How many calls; a way through a gateway is two."""
        return len(self.hops)


class ChainInspector:
    """Answers about the chains of one landscape."""

    def __init__(self, facts: Facts, settings: Settings, network: Network | None = None) -> None:
        self._facts = facts
        self._settings = settings
        self.network = network or read_network(facts, settings)
        self._graphs = Graphs(self.network)
        self._chains = SyncChains(self._graphs, settings)
        self._waits = Waits(self._chains)
        self._times: dict[Edge, tuple[float, bool]] = {}

    def along(self, ids: Sequence[str]) -> Inspection:
        """The chain along these systems; gateways between them may be left out.

        Raises `AnalysisError` where an id is unknown or one does not call the next.
        """
        if len(ids) < 2:
            raise AnalysisError("A chain of calls needs two systems or more; name them from the caller on.")
        path = [self._number(ids[0])]
        for each in ids[1:]:
            path += self._step(path[-1], self._number(each))
        return self._inspect(path)

    def starting(self, system: str, most: int = MOST_CHAINS) -> list[Inspection]:
        """All chains from a system to where nothing more is called, the slowest first; at most so many."""
        return self._slowest([self._number(system)], most)

    def worst(self, most: int = MOST_CHAINS) -> list[Inspection]:
        """The chains of the whole landscape from systems that nobody waits for (all, where there is none of these),
        slowest first."""
        graph = self._graphs.sync_dependencies
        called = {node for row in graph for node in row}
        starts = [node for node, row in enumerate(graph) if row and node not in called]
        covered = self._covered(starts)
        systems = range(self._graphs.system_count)
        starts += [node for node in systems if graph[node] and node not in covered]
        return self._slowest(starts, most)

    def _covered(self, starts: list[int]) -> set[int]:
        seen, work = set(starts), list(starts)
        while work:
            for node in self._graphs.sync_dependencies[work.pop()]:
                if node not in seen:
                    seen.add(node)
                    work.append(node)
        return seen

    def _number(self, node_id: str) -> int:
        number = self._graphs.number.get(node_id)
        if number is None:
            hint = did_you_mean(node_id, self._graphs.number) or "; name the id of a system."
            raise AnalysisError(f'There is no system "{printable(node_id)}"{hint}')
        return number

    def _step(self, start: int, end: int) -> list[int]:
        graph = self._graphs.sync_dependencies
        if end in graph[start]:
            return [end]
        for between in graph[start]:
            if not self._graphs.is_system[between] and end in graph[between]:
                return [between, end]
        a, b = (self.network.label(self._graphs.names[n]) for n in (start, end))
        raise AnalysisError(f"{a} does not wait for {b}: no synchronous integration goes from one to the other, nor "
                            "through a gateway.")

    def _slowest(self, starts: list[int], most: int) -> list[Inspection]:
        """The slowest of the chains found, the longer ones first among equals."""
        found = heapq.nsmallest(most, self._paths(starts, most), key=lambda p: (-p[0], -len(p[1]), p[1]))
        made = [self._inspect(list(path)) for _, path in found]
        return sorted(made, key=lambda c: (-c.latency_ms, -c.calls, c.availability, c.nodes))

    def _paths(self, starts: list[int], most: int) -> Iterator[tuple[float, tuple[int, ...]]]:
        """Paths without repeated nodes that cannot be longer, with their latency; each start has a fair part of the
        steps."""
        steps = max(MOST_STEPS // max(len(starts), 1), 50)
        for start in starts:
            yield from islice(self._paths_from(start, steps), max(most // len(starts), 10))

    def _paths_from(self, start: int, steps: int) -> Iterator[tuple[float, tuple[int, ...]]]:
        graph = self._graphs.sync_dependencies
        path, on_path, times = [start], {start}, [0.0]
        work, longer = [iter(graph[start])], [False]
        while work and steps > 0:
            child = next(work[-1], -1)
            steps -= 1
            if child < 0:
                if not longer[-1] and len(path) > 1:
                    yield times[-1], tuple(path)
                on_path.discard(path.pop())
                for stack in (work, longer, times):
                    stack.pop()
            elif child not in on_path:
                longer[-1] = True
                times.append(times[-1] + self._latency((path[-1], child))[0])
                path.append(child)
                on_path.add(child)
                work.append(iter(graph[child]))
                longer.append(False)

    def _latency(self, edge: Edge) -> tuple[float, bool]:
        found = self._times.get(edge)
        if found is None:
            found = self._times[edge] = self._chains.latency(edge)
        return found

    def _carrier(self, node: int) -> str:
        return self._graphs.hub_of(node) or self._graphs.names[node]

    def _availability(self, path: Sequence[int]) -> float:
        """The product over systems and hubs, each once; source: composite SLA."""
        return prod(self._own_shares(path))

    def _own_shares(self, path: Sequence[int]) -> Iterator[float]:
        """The availability that each node of a path adds: 1 for a hub that was crossed before."""
        seen = set()
        for carrier in map(self._carrier, path):
            yield 1.0 if carrier in seen else self.network.node_by_id[carrier].availability
            seen.add(carrier)

    def _inspect(self, path: list[int]) -> Inspection:
        hops = self._hops(path)
        latency, availability = sum(h.latency_ms for h in hops), self._availability(path)
        slowest = max(range(len(hops)), key=lambda i: (hops[i].latency_ms, -i))
        frailest = min(range(len(hops)), key=lambda i: (hops[i].availability, i))
        following = self._graphs.sync_dependencies[path[-1]]
        made = Inspection(
            nodes=tuple(self._graphs.names[n] for n in path), hops=tuple(hops), latency_ms=latency,
            unstated=sum(not h.latency_stated for h in hops), availability=availability,
            slowest=slowest if latency > 0 else None, frailest=frailest, budgets=tuple(self._budgets(path)),
            reliefs=tuple(self._reliefs(path, hops, latency, availability)), cut_short=bool(following),
            start=self._waits.whole(path), sentence="",
        )
        return _said(made, self)

    def _hops(self, path: list[int]) -> list[Hop]:
        edges = list(pairwise(path))
        times = [self._latency(edge) for edge in edges]
        total, seen = sum(t for t, _ in times), {self._carrier(path[0])}
        losses = []
        for _, called in edges:
            carrier = self._carrier(called)
            node = self.network.node_by_id[carrier]
            losses.append((node, 0.0 if carrier in seen else 1 - node.availability))
            seen.add(carrier)
        down = sum(loss for _, loss in losses) + 1 - self._availability(path[:1])
        return [
            Hop(caller=self._graphs.names[edge[0]], called=self._graphs.names[edge[1]], links=self._links(edge),
                latency_ms=time, latency_stated=stated, share=time / total if total else 0.0,
                availability=node.availability, availability_stated=node.availability_stated,
                downtime_share=loss / down if down else 0.0)
            for edge, (time, stated), (node, loss) in zip(edges, times, losses, strict=True)
        ]

    def _links(self, edge: Edge) -> tuple[str, ...]:
        links = self._graphs.sync_links[edge]
        return tuple(k.id for k in sorted(links, key=lambda k: (-(k.latency_ms or 0.0), k.id)))

    def _budgets(self, path: list[int]) -> list[Budget]:
        """Each stated budget against its call and all behind it about the same data, because its answer comes after
        theirs."""
        found = []
        for at, edge in enumerate(pairwise(path)):
            for link in self._graphs.sync_links[edge]:
                if link.budget_ms is not None:
                    wait = self._waits.fitting(path[at:], link)
                    found.append(_budget(self.link_label(link.id), link.id, link.budget_ms, wait))
        return sorted(found, key=lambda b: (b.margin_ms, b.link))

    def _reliefs(self, path: list[int], hops: list[Hop], latency: float, availability: float) -> list[Relief]:
        queue = self._settings.hub_availability
        before = list(accumulate((h.latency_ms for h in hops), initial=0.0))
        working = list(accumulate(self._own_shares(path), mul))
        found = []
        for position, hop in enumerate(hops):
            if not self._graphs.is_system[path[position]]:
                continue    # the second half of a way through a gateway goes with the first
            waiting, works = before[position], working[position] * queue
            gateway = not self._graphs.is_system[path[position + 1]] and position + 1 < len(hops)
            last = hops[position + 1] if gateway else hop
            links = (*hop.links, *last.links) if gateway else hop.links
            ease = max((self._ease(link) for link in links), key=list(Ease).index)
            found.append(Relief(
                hop=position, links=links, ease=ease, calls=position, latency_ms=waiting, availability=works,
                buys=self._buys(hops, position, latency - waiting, availability, works),
                costs=self._costs(ease, hop.caller, last.called),
            ))
        order = list(Ease)
        return sorted(found, key=lambda r: (order.index(r.ease), r.latency_ms - r.availability * 1e6, r.hop))

    def _ease(self, link_id: str) -> Ease:
        link, integration = self.network.link_by_id[link_id], self._facts.landscape.integration_by_id[link_id]
        if link.pinned or link.both_edges:
            return Ease.FIXED
        if integration.answer_needed is None:
            return Ease.NEEDED if link.data == "pull" else Ease.UNSTATED
        return Ease.NEEDED if integration.answer_needed else Ease.FREE

    def _buys(self, hops: list[Hop], position: int, saved: float, before: float, after: float) -> str:
        calls = say.plural(position, "call", "calls")
        start = self.network.label(hops[0].caller)
        left = f"{start} waits for {calls} instead of {len(hops)}" if position else f"{start} waits for nobody"
        change = "works" if after >= before else "would work, with the hub in between,"
        return (f"{left}, {say.milliseconds(saved)} less, and {change} {say.availability(after)} of the time instead "
                f"of {say.availability(before)}")

    def _costs(self, ease: Ease, caller_id: str, called_id: str) -> str:
        caller, called = self.network.label(caller_id), self.network.label(called_id)
        return {
            Ease.FREE: f"{caller} does not need the answer, as stated; {called} has the data some moments later, and "
                       "an error is seen later too.",
            Ease.UNSTATED: f"{caller} no longer has the answer of {called} at once, and the two agree only some "
                           "moments later; whether it needs the answer is not stated (answer_needed).",
            Ease.NEEDED: f"{caller} needs the answer: it takes a copy of what {called} knows, kept fresh by events, "
                         "which is a little older than the original.",
            Ease.FIXED: "The vendor or a contract keeps this call as it is.",
        }[ease]

    def link_label(self, link_id: str) -> str:
        """The name of an integration."""
        return self._facts.landscape.integration_by_id[link_id].label


def _budget(name: str, link: str, budget: float, wait: Wait) -> Budget:
    waiting, margin = wait.latency_ms, budget - wait.latency_ms
    silent = say.plural(wait.unstated, "call states no latency and counts", "calls state no latency and count")
    open_ = f"; {silent} as 0 ms" if wait.unstated else ""
    verdict = f"{say.milliseconds(-margin)} too long" if margin < -ROUNDING_MS else \
        f"{say.milliseconds(max(margin, 0.0))} are left"
    return Budget(link=link, budget_ms=budget, latency_ms=waiting,
                  sentence=f"{name} accepts {say.milliseconds(budget)} and waits {say.milliseconds(waiting)}: {verdict}"
                           f"{open_}.")


def _said(chain: Inspection, inspector: ChainInspector) -> Inspection:
    label = inspector.network.label
    way = " > ".join(map(label, chain.nodes))
    told = [f"{way}: {say.plural(chain.calls, 'call', 'calls')}, {say.milliseconds(chain.latency_ms)} in all, works "
            f"{say.availability(chain.availability)} of the time ({say.downtime(chain.availability)} down a month)."]
    if chain.mixed:
        told.append(UPPER_BOUND)
    if chain.slowest is not None:
        hop = chain.hops[chain.slowest]
        told.append(f"The slowest call is to {label(hop.called)}, {say.milliseconds(hop.latency_ms)} "
                    f"({say.percent(hop.share)}).")
    frail = chain.hops[chain.frailest]
    default = "" if frail.availability_stated else ", the default"
    if chain.calls > 1 and len({hop.availability for hop in chain.hops}) == 1:
        told.append(f"Each part called works {say.availability(frail.availability)} of the time{default}.")
    else:
        told.append(f"The frailest part called is {label(frail.called)} with {say.availability(frail.availability)}"
                    f"{default}.")
    if chain.unstated:
        told.append(f"{say.plural(chain.unstated, 'call states', 'calls state')} no latency.")
    return replace(chain, sentence=" ".join(told))
