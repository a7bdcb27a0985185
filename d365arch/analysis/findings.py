"""The default rules on coupling and sprawl: one function each, which yields findings and prints nothing.

Texts, thresholds and sources stand in `resources/rules/coupling.yaml`; thresholds can be overridden by a landscape's
strategy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from immutabledict import immutabledict

from d365arch.analysis import wording as say
from d365arch.analysis.chains import Chain, SyncChains
from d365arch.analysis.finding import Finding
from d365arch.analysis.flows import Link, Network
from d365arch.analysis.graph import Graphs
from d365arch.analysis.names import LinkNames
from d365arch.analysis.result import LandscapeMetrics, SystemMetrics
from d365arch.analysis.rulebook import coupling_rules
from d365arch.analysis.settings import Settings
from d365arch.analysis.sprawl import SameFlow
from d365arch.analysis.waits import MOST_CHAINS, Waits
from d365arch.catalog.facts import Facts
from d365arch.model.vocabulary import Level, Severity


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a rule may look at."""

    facts: Facts
    settings: Settings
    network: Network
    graphs: Graphs
    chains: SyncChains
    metrics: LandscapeMetrics
    systems: list[SystemMetrics]
    duplicates: list[SameFlow]
    redundant: list[SameFlow]
    implied: list[SameFlow]

    @cached_property
    def fan_outs(self) -> dict[str, dict[str, int]]:
        """How many systems receive every stated entity directly, by source."""
        found: dict[str, dict[str, int]] = {}
        for entity, edges in self.graphs.direct_flows.items():
            for source, targets in Counter(source for source, _ in edges).items():
                found.setdefault(self.graphs.names[source], {})[entity] = targets
        return found

    def limit(self, name: str) -> float:
        """The threshold in force."""
        return self.settings.threshold(name)

    @cached_property
    def waits(self) -> Waits:
        """Which calls a call waits for."""
        return Waits(self.chains)

    def criticality(self, link_id: str, caller: str) -> Level | None:
        """How grave a failure of a call is for who waits: as stated, else that of the caller."""
        system = self.facts.landscape.system_by_id.get(caller)
        return self.facts.landscape.integration_by_id[link_id].criticality or (system.criticality if system else None)

    def grave(self, link: Link) -> bool:
        """Whether a failure is grave: as stated, else by the criticality of a system at one end, hubs aside."""
        integration = self.facts.landscape.integration_by_id[link.id]
        ends = {integration.from_.system, integration.to.system} - self.facts.hubs
        levels = [integration.criticality] if integration.criticality else [
            self.facts.landscape.system_by_id[end].criticality for end in ends]
        return Level.HIGH in levels

    def names(self, ids: Iterable[str], limit: int = 6) -> str:
        """Elements by name, in a sentence."""
        shown = list(ids)
        shown[:limit] = [self.network.label(i) for i in shown[:limit]]
        return say.listing(shown, limit)

    def link_name(self, link_id: str) -> str:
        """An integration by its name, in quotes, with its ends where others share it."""
        return self._link_names.of(self.facts.landscape.integration_by_id[link_id])

    @cached_property
    def _link_names(self) -> LinkNames:
        return LinkNames(self.facts.landscape)

    def link_names(self, ids: Iterable[str], limit: int = 4) -> str:
        """Integrations by name, in a sentence."""
        return say.counted([self.link_name(i) for i in ids], limit)

    def easiest(self, links: Iterable[Link]) -> str:
        """The link that is most easily made asynchronous, in words: one whose answer nobody needs, if there is one."""
        needs = {False: 0, None: 1, True: 2}
        integrations = self.facts.landscape.integration_by_id
        known = list(links)
        free = [k for k in known if not k.pinned] or known
        link = min([k for k in free if k.synchronous] or free, default=None, key=lambda k: (
            needs[integrations[k.id].answer_needed], -(k.latency_ms or 0.0), k.id))
        if link is None:
            return "the one with the least traffic"
        unneeded = integrations[link.id].answer_needed is False
        reason = ", whose answer nobody needs" if unneeded else ""
        return (f'"{integrations[link.id].label}" ({self.network.label(link.initiator)} to '
                f"{self.network.label(link.called)}{reason})")


_RANKS: dict[Level | None, int] = {Level.HIGH: 0, Level.MEDIUM: 1, None: 1, Level.LOW: 2}
"""Criticality, the highest first; what is not stated is taken as medium."""

UPPER_BOUND = " The time is an upper bound: these calls carry different data."
DIFFERENT_DATA = " These calls carry different data."

Rule = Callable[[Context], Iterator[Finding]]


def _finding(
    rule: str, elements: Iterable[str], figures: dict[str, float | int | str], severity: Severity | None = None,
    **words: Any,
) -> Finding:
    text = coupling_rules().rules[rule]
    return Finding(
        rule=rule, severity=severity or text.severity, message=text.message.format(**words),
        advice=text.advice.format(**words), elements=tuple(dict.fromkeys(elements)), source=text.source,
        figures=immutabledict(figures),
    )


def point_to_point_sprawl(context: Context) -> Iterator[Finding]:
    """A-01: more direct links than systems bear, or one system wired to many."""
    m = context.metrics
    worst = max(context.systems, key=lambda s: len(s.neighbors), default=None)
    if worst is None:
        return
    degree = len(worst.neighbors)
    if m.direct_links > context.limit("P-401.ratio") * m.systems or degree >= context.limit("A-01.degree"):
        yield _finding("A-01", [worst.id], {"direct_links": m.direct_links, "degree": degree},
                       links=say.count(m.direct_links), spokes=say.count(m.spokes), name=worst.name, degree=degree)


def many_direct_neighbors(context: Context) -> Iterator[Finding]:
    """R-201: too many distinct systems at the other ends of direct links."""
    warn, viol = context.limit("R-201.warn"), context.limit("R-201.viol")
    for system in sorted(context.systems, key=lambda s: (-len(s.neighbors), s.id)):
        degree = len(system.neighbors)
        if degree < warn:
            return
        yield _finding(
            "R-201", [system.id, *system.neighbors], {"degree": degree},
            Severity.VIOLATION if degree >= viol else None, name=system.name, degree=degree,
            names=context.names(system.neighbors), warn=say.decimal(warn), viol=say.decimal(viol),
            entity=_widest_entity(context, system.id),
        )


def _widest_entity(context: Context, system: str) -> str:
    mine = context.fan_outs.get(system, {})
    targets, entity = max(((count, entity) for entity, count in mine.items()), default=(0, ""))
    return f"{entity}, which {targets} of them receive" if targets > 1 else "the data that most of them need"


def more_links_than_systems_bear(context: Context) -> Iterator[Finding]:
    """P-401: direct links per system."""
    m, limit = context.metrics, context.limit("P-401.ratio")
    if m.direct_links <= limit * m.systems:
        return
    fans = sorted((-targets, source, entity) for source, per_entity in context.fan_outs.items()
                  for entity, targets in per_entity.items() if targets > 1)
    shared = [f"{entity} from {context.network.label(source)} to {-size}" for size, source, entity in fans[:3]]
    yield _finding("P-401", [], {"direct_links": m.direct_links, "systems": m.systems},
                   links=say.count(m.direct_links), systems=say.count(m.systems), limit=say.decimal(limit),
                   ratio=say.decimal(m.direct_links / m.systems), entities=say.listing(shared) if shared else
                   "customers, products and other master data")


def far_reaching_changes(context: Context) -> Iterator[Finding]:
    """C-101: propagation cost; silent where no system depends on another, because each reaches itself anyway, and in
    landscapes so small that a system by itself is that share of them."""
    m, limit = context.metrics, context.limit("C-101.warn")
    coupled = any(s.reach > 1 for s in context.systems)
    if m.propagation_cost is None or m.propagation_cost <= limit or not coupled or m.systems * limit <= 1:
        return
    widest = sorted(context.systems, key=lambda s: (-s.reach, -s.ce, s.id))[:3]
    yield _finding("C-101", [s.id for s in widest], {"propagation_cost": m.propagation_cost},
                   share=say.percent(m.propagation_cost), reached=say.count(sum(s.reach for s in context.systems)),
                   possible=say.count(m.systems ** 2), limit=say.percent(limit),
                   names=say.listing([s.name for s in widest]))


def cyclic_core(context: Context) -> Iterator[Finding]:
    """C-102: share of systems in the largest circle of dependencies; a pair that a vendor keeps in step is C-109."""
    m, limit = context.metrics, context.limit("C-102.warn")
    if not m.cyclic_groups or m.core < limit:
        return
    core = m.cyclic_groups[0]
    between = [k for k in context.network.links if k.initiator in core and k.called in core] if len(core) == 2 else []
    if between and all(k.both_edges for k in between):
        return
    yield _finding("C-102", core, {"core": m.core, "size": len(core)}, count=say.count(len(core)),
                   systems=say.count(m.systems), share=say.percent(m.core), names=context.names(core),
                   limit=say.percent(limit), edge=context.easiest(_inside(context.network.links, set(core))))


def _inside(links: Iterable[Link], group: set[str]) -> list[Link]:
    return [k for k in links if k.initiator in group and k.called in group and not k.both_edges]


def unstable_and_needed(context: Context) -> Iterator[Finding]:
    """C-103: systems that many need and that need many themselves."""
    limit, dependents = context.limit("C-103.warn"), context.limit("C-103.dependents")
    for system in context.systems:
        if system.instability is not None and system.instability > limit and system.ca >= dependents:
            yield _finding("C-103", [system.id], {"instability": system.instability, "ca": system.ca, "ce": system.ce},
                           name=system.name, ca=system.ca, ce=system.ce, value=say.decimal(system.instability),
                           limit=say.decimal(limit), dependents=say.decimal(dependents))


def circle_of_waiting_calls(context: Context) -> Iterator[Finding]:
    """C-104: synchronous calls in a circle; C-109 where only a vendor-kept two-way link makes it."""
    groups = context.metrics.sync_cycles
    group_of = {node: position for position, group in enumerate(groups) for node in group}
    inside: list[list[Link]] = [[] for _ in groups]
    for link in context.graphs.waiting:
        position = group_of.get(link.initiator, -1)
        if position >= 0 and group_of.get(link.called) == position:
            inside[position].append(link)
    for group, links in zip(groups, inside, strict=True):
        rule = "C-109" if all(k.both_edges for k in links) else "C-104"
        drawn = [k for k in links if not k.both_edges] or links
        yield _finding(rule, [*group, *(k.id for k in links)], {"size": len(group)}, names=context.names(group),
                       links=context.link_names([k.id for k in links]), edge=context.easiest(drawn))


def long_synchronous_chain(context: Context) -> Iterator[Finding]:
    """R-105 (A-02): three or more drawn synchronous calls in a row, people not counted."""
    limit = context.limit("R-105.warn")
    chain = context.chains.longest_drawn
    if chain is None or chain.calls < limit:
        return
    chain, others = _telling_chain(context, chain, limit)
    links = [context.network.link_by_id[k] for k in chain.links]
    told = f"they take {say.milliseconds(chain.latency_ms)}" if chain.unstated < chain.calls else ""
    silent = f"{say.plural(chain.unstated, 'call states', 'calls state')} no time" if chain.unstated else ""
    latency = " and ".join(filter(None, (told, silent)))
    yield _finding(
        "R-105", [*chain.nodes, *chain.links],
        {"calls": chain.calls, "latency_ms": chain.latency_ms, "availability": chain.availability},
        names=" > ".join(context.network.label(n) for n in chain.nodes), depth=chain.calls,
        links=context.link_names(chain.links), latency=latency, availability=say.availability(chain.availability),
        limit=say.decimal(limit), edge=context.easiest(links), others=f" (and {others})" if others else "",
        bound="" if context.waits.carriers(chain) else UPPER_BOUND if chain.latency_ms else DIFFERENT_DATA)


def _telling_chain(context: Context, longest: Chain, limit: float) -> tuple[Chain, str]:
    """The drawn chain that tells most, and how many others there are: one whose calls are about the same data, on
    which a call waits longer than it accepts, of higher criticality, with longer stated times, then by ids."""
    waits, found = context.waits, context.waits.drawn(limit)
    if longest.nodes not in {c.nodes for c in found} and (not found or waits.carriers(longest)):
        found.append(longest)
    fitting = {c.nodes: wait for c in found if (wait := waits.carriers(c))}
    found = [replace(c, links=wait.links, latency_ms=wait.latency_ms, unstated=wait.unstated)
             if (wait := fitting.get(c.nodes)) else c for c in found]
    ranked = sorted(found, key=lambda c: (
        c.nodes not in fitting, not waits.over_budget(c.nodes), _RANKS[context.criticality(c.links[0], c.nodes[0])],
        -c.latency_ms, c.nodes))
    others = len(ranked) - 1
    if not others:
        return ranked[0], ""
    return ranked[0], say.plural(others, "more chain", "more chains") if others < MOST_CHAINS - 1 else \
        f"at least {say.count(others)} more chains"


def longer_than_accepted(context: Context) -> Iterator[Finding]:
    """C-110: a call that waits longer than it accepts, with the calls about the same data behind it."""
    for link, wait in context.waits.exceeded():
        most, budget, total = wait.slowest, link.budget_ms or 0.0, wait.latency_ms
        caller, called = (context.network.label(n) for n in wait.nodes[most:most + 2])
        behind = wait.links[1:]
        slowest = f'"{context.facts.landscape.integration_by_id[wait.links[most]].label}" ({caller} to {called})'
        yield _finding(
            "C-110", [link.id, *behind, *wait.nodes],
            {"budget_ms": budget, "latency_ms": total, "calls": len(wait.links)},
            Severity.VIOLATION if context.grave(link) else None, link=context.link_name(link.id),
            budget=say.milliseconds(budget), wait=say.milliseconds(total), over=say.milliseconds(total - budget),
            names=" > ".join(context.network.label(n) for n in wait.nodes),
            behind=f", which wait for each other ({context.link_names(wait.links)})" if behind else "",
            share=f"; the largest share is {slowest} with {say.milliseconds(wait.times_ms[most])} "
                  f"({say.percent(wait.times_ms[most] / total)})"
            if behind else "", slowest=slowest,
            silent=f" {say.plural(wait.unstated, 'call states no time and counts', 'calls state no time and count')} "
                   "as 0 ms." if wait.unstated else "")


def waits_for_too_many(context: Context) -> Iterator[Finding]:
    """C-105: chain availability; one finding for the landscape, the system of highest criticality first, then the worst
    one."""
    limit = context.limit("C-105.warn")
    levels = context.facts.landscape.system_by_id
    low = sorted((s for s in context.systems if s.chain_availability < limit and context.chains.waits(s.id)),
                 key=lambda s: (_RANKS[levels[s.id].criticality], s.chain_availability, s.id))
    if not low:
        return
    worst, waits = low[0], context.chains.waits_for(low[0].id)
    also = [f"{s.name} ({say.availability(s.chain_availability)})" for s in low[1:4]]
    also += [f"{say.count(len(low) - 4)} more"] if low[4:] else []
    others = f" Below it, too: {say.listing(also)}." if also else ""
    yield _finding("C-105", [s.id for s in low], {"chain_availability": worst.chain_availability}, name=worst.name,
                   value=say.availability(worst.chain_availability), downtime=say.downtime(worst.chain_availability),
                   count=say.plural(len(waits), "other", "others"), names=context.names(waits), others=others,
                   limit=say.availability(limit), default=say.availability(context.settings.system_availability))


def cut_system(context: Context) -> Iterator[Finding]:
    """C-106: a system, not a hub, that alone joins parts of the landscape."""
    cuts = [cut for cut in context.metrics.cuts if not cut.hub]
    for cut in sorted(cuts, key=lambda c: (-sum(map(len, c.parts[1:])), c.node)):
        lost = [node for part in cut.parts[1:] for node in part]
        yield _finding("C-106", [cut.node, *lost], {"parts": len(cut.parts), "cut_off": len(lost)},
                       name=context.network.label(cut.node), parts=len(cut.parts) or "several",
                       count=say.count(len(lost)) if lost else "some", are="is" if len(lost) == 1 else "are",
                       names=context.names(lost))


def duplicate_integration(context: Context) -> Iterator[Finding]:
    """P-407: the same data between the same systems in the same way, more than once."""
    for d in context.duplicates:
        yield _finding("P-407", [d.source, d.target, *d.links], {"links": len(d.links)}, count=len(d.links),
                       entity=d.entity, source=context.network.label(d.source),
                       target=context.network.label(d.target), links=context.link_names(d.links))


def redundant_link(context: Context) -> Iterator[Finding]:
    """C-107: a direct flow that a channel delivers as well."""
    for r in context.redundant:
        yield _finding("C-107", [*r.links, r.source, r.target], {"links": len(r.links)},
                       link=context.link_names(r.links), entity=r.entity, source=context.network.label(r.source),
                       target=context.network.label(r.target), channel=context.network.label(r.channel or ""))


def indirect_way(context: Context) -> Iterator[Finding]:
    """C-108: direct flows with a way around; a hint."""
    if not context.implied:
        return
    links = sorted({link for flow in context.implied for link in flow.links})
    yield _finding("C-108", links, {"flows": len(context.implied)}, count=say.count(len(context.implied)),
                   names=say.listing([f"{f.entity} from {context.network.label(f.source)} to "
                                      f"{context.network.label(f.target)}" for f in context.implied], 4))


RULES: tuple[Rule, ...] = (
    longer_than_accepted, point_to_point_sprawl, many_direct_neighbors, long_synchronous_chain,
    circle_of_waiting_calls, more_links_than_systems_bear, far_reaching_changes, cyclic_core, waits_for_too_many,
    cut_system, unstable_and_needed, duplicate_integration, redundant_link, indirect_way,
)
"""All rules, in the order in which findings of one severity are told."""

_GRAVITY = {severity: position for position, severity in enumerate(Severity)}


def find(context: Context) -> list[Finding]:
    """All findings of these rules but those that are switched off, in the order of `RULES`."""
    return [f for rule in RULES for f in rule(context) if f.rule not in context.settings.rules_off]


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by severity, those of one severity in the order in which they come; waived ones at the end."""
    return tuple(sorted(findings, key=lambda f: (f.waiver is not None, _GRAVITY[f.severity])))
