"""Which calls a call waits for: those behind it that are about the same data, as far as is stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from d365arch.analysis.chains import Chain, SyncChains
from d365arch.analysis.flows import Link
from d365arch.analysis.graph import Edge

MOST_STEPS = 100_000
"""Steps of a search over all calls with a budget; each has a fair part, and not fewer than `FEWEST_STEPS`."""

FEWEST_STEPS = 50

MOST_CHAINS = 200
"""So many chains are compared."""

Data = frozenset[str]
"""Entities that a call and those behind it are about; empty where nothing states them."""


def carried(data: Data, link: Link) -> Data | None:
    """What is still carried with one more call; none where the call is about other data.

    A call that states no entities hands on what came before it.
    """
    own = frozenset(link.entities)
    if not data or not own:
        return data or own
    return data & own or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A call with the slowest calls about the same data behind it: node ids, one integration and time per call.

    `unstated` counts calls without a stated latency, which count as 0 ms.
    """

    nodes: tuple[str, ...]
    links: tuple[str, ...]
    times_ms: tuple[float, ...]
    unstated: int

    @property
    def latency_ms(self) -> float:
        """All stated times."""
        return sum(self.times_ms)

    @property
    def slowest(self) -> int:
        """The position of the call with the largest share."""
        return max(range(len(self.times_ms)), key=lambda at: (self.times_ms[at], -at))


class Waits:
    """Follows calls through one network, as long as they fit."""

    def __init__(self, chains: SyncChains) -> None:
        self._chains, self._graphs = chains, chains.graphs

    def time(self, edge: Edge, link: Link) -> tuple[float, bool]:
        """Milliseconds of one call over one integration, and whether they are stated; through hubs as in
        `SyncChains.latency`."""
        if all(self._graphs.is_system[node] for node in edge):
            return link.latency_ms or 0.0, link.latency_ms is not None
        return self._chains.latency(edge)

    def fitting(self, path: Sequence[int], link: Link | None = None) -> Wait:
        """How far the calls along a path fit, from its first one on (over `link` where given); of several integrations
        that make a call the slowest way counts."""
        edges = list(pairwise(path))
        firsts = [link] if link else self._graphs.sync_links[edges[0]]
        found = (self._along(edges, first) for first in firsts)
        return max(found, key=lambda wait: (wait.latency_ms, len(wait.links)))

    def _along(self, edges: list[Edge], link: Link) -> Wait:
        data, taken = frozenset(link.entities), [link]
        for edge in edges[1:]:
            ways = [(k, on) for k in self._graphs.sync_links[edge] if (on := carried(data, k)) is not None]
            if not ways:
                break
            best, data = max(ways, key=lambda way: self.time(edge, way[0])[0])
            taken.append(best)
        return self._wait(edges[:len(taken)], taken)

    def _wait(self, edges: Sequence[Edge], links: Sequence[Link]) -> Wait:
        times = [self.time(edge, link) for edge, link in zip(edges, links, strict=True)]
        names = self._graphs.names
        return Wait(nodes=tuple(names[n] for n in (edges[0][0], *(edge[1] for edge in edges))),
                    links=tuple(k.id for k in links), times_ms=tuple(time for time, _ in times),
                    unstated=sum(not stated for _, stated in times))

    def longest(self, link: Link, steps: int) -> Wait | None:
        """The slowest way of fitting calls that a call starts; none where nobody waits for it.

        The slowest found within so many steps: what is found is always waited for, perhaps more. Of a link that both
        sides wait for, the way that its initiator waits.
        """
        edge = self._graphs.dependency(link)
        if link not in self._graphs.sync_links.get(edge, ()):
            return None
        best: tuple[Sequence[Edge], Sequence[Link]] = ([edge], [link])
        most = -1.0
        way = [(edge, link, self.time(edge, link)[0])]
        work = [self._onward(edge[1], frozenset(link.entities))]
        while work and steps > 0:
            steps -= 1
            if (total := sum(time for _, _, time in way)) > most:
                best, most = ([e for e, _, _ in way], [k for _, k, _ in way]), total
            on_way = {edge[0], *(e[1] for e, _, _ in way)}
            step = next((s for s in work[-1] if s[0][1] not in on_way), None)
            if step is None:
                work.pop()
                way.pop()
            else:
                way.append((step[0], step[1], step[2]))
                work.append(self._onward(step[0][1], step[3]))
        return self._wait(*best)

    def _onward(self, node: int, data: Data) -> Iterator[tuple[Edge, Link, float, Data]]:
        """Fitting calls out of a node, the slowest first, with what they carry on."""
        edges = ((node, child) for child in self._graphs.sync_dependencies[node])
        found = [(edge, link, self.time(edge, link)[0], on) for edge in edges for link in self._graphs.sync_links[edge]
                 if (on := carried(data, link)) is not None]
        return iter(sorted(found, key=lambda s: (-s[2], s[0], s[1].id)))

    def exceeded(self) -> Iterator[tuple[Link, Wait]]:
        """Calls that wait longer than they accept, by id, with what they wait for."""
        limited = [link for link in self._graphs.waiting if link.budget_ms is not None]
        steps = max(MOST_STEPS // max(len(limited), 1), FEWEST_STEPS)
        for link in limited:
            wait = self.longest(link, steps)
            if wait is not None and wait.latency_ms > (link.budget_ms or 0.0) + ROUNDING_MS:
                yield link, wait

    def over_budget(self, nodes: Sequence[str]) -> bool:
        """Whether a call along a chain waits there longer than it accepts."""
        path = [self._graphs.number[n] for n in nodes]
        for at, edge in enumerate(pairwise(path)):
            for link in self._graphs.sync_links[edge]:
                if link.budget_ms is not None and \
                        self.fitting(path[at:], link).latency_ms > link.budget_ms + ROUNDING_MS:
                    return True
        return False

    def drawn(self, calls: float) -> list[Chain]:
        """Drawn chains of so many calls or more, without those that go on; each cut to the longest part of it whose
        calls fit, where that is long enough. At most `MOST_CHAINS`, in no order."""
        found = {}
        for path in islice((p for p in self._chains.drawn_paths() if len(p) > calls), MOST_CHAINS):
            parts = (self.fitting(path[at:]) for at in range(len(path) - 1))
            part = max(parts, key=lambda wait: len(wait.links))
            if len(part.links) >= calls:
                chain = self._chains.chain([self._graphs.number[n] for n in part.nodes])
            else:
                chain = self._chains.chain(path)
            found[chain.nodes] = chain
        return list(found.values())

    def whole(self, path: Sequence[int]) -> Wait:
        """As `fitting`, a way over all of the path preferred to a slower one that ends before."""
        found = (self.fitting(path, link) for link in self._graphs.sync_links[path[0], path[1]])
        return max(found, key=lambda wait: (len(wait.links) == len(path) - 1, wait.latency_ms, len(wait.links)))

    def carriers(self, chain: Chain) -> Wait | None:
        """The calls of a chain that are all about the same data, as far as is stated; none where they are not."""
        wait = self.whole([self._graphs.number[n] for n in chain.nodes])
        return wait if len(wait.links) == chain.calls else None


ROUNDING_MS = 1e-6
"""Seconds of a file become milliseconds with an error in the last digit; a budget met exactly is met."""
