"""Sections on outages and on chains of waiting calls: whose outage hurts most, and which call hurts a chain most."""

from __future__ import annotations

from d365arch.analysis import wording as say
from d365arch.analysis.inspect_chain import Inspection
from d365arch.analysis.outage import Outage, OutageRank, Wires, ranked, simulated
from d365arch.model.vocabulary import Severity
from d365arch.report.content import Block, Cell, Column, Row, Section, Sentences, Table
from d365arch.report.given import Given
from d365arch.report.outage_text import lasting

WORST = 3
"""So many outages are told in sentences."""

MOST_SENTENCES = 8
MOST_CHAINS = 25


def outage_section(given: Given) -> Section:
    """Whose outage hurts most: all systems and hubs in a table, the worst in sentences, and what was assumed."""
    result = given.result
    wires = Wires(given.facts, result.settings, result.network)
    ranks = [r for r in ranked(wires) if r.stopped or r.failing or r.queueing or r.stale or r.at_risk]
    if not ranks:
        return Section("outages", "When a system is off", (Sentences((
            "No system waits for another or gets data from one, so no outage of one is noticed elsewhere.",)),))
    worst = [(rank, simulated(wires, (rank.id,))) for rank in ranks[:WORST]]
    blocks: list[Block] = [_ranking(given, ranks, wires)]
    for rank, outage in worst:
        blocks.append(Sentences((outage.summary,)))
        blocks.append(Sentences(_told(rank, outage), bullets=True))
    assumed = dict.fromkeys(a for _, outage in worst for a in outage.assumptions)
    facts = dict.fromkeys(f"{fact}." for _, outage in worst for q in outage.queueing for fact in q.facts)
    blocks.append(Sentences((*assumed, *(f"{fact[0].upper()}{fact[1:]}" for fact in facts)), bullets=True))
    return Section("outages", "When a system is off", tuple(blocks),
                   "Each system and hub is switched off alone; the order is by systems stopped, then by integrations "
                   "that lose data, then by stale systems.")


def _ranking(given: Given, ranks: list[OutageRank], wires: Wires) -> Table:
    shown = ranks[:given.limits.rows]
    top = max(r.stopped for r in shown)
    columns = (
        Column("Off"), Column("Stopped", "Systems with calls that fail", True),
        Column("At risk", "Further systems that call something which works in part", True),
        Column("Losing", "Integrations whose data nothing keeps", True),
        Column("Queues", "Places where messages wait", True),
        Column("Stale", "Systems with copies that get no updates", True),
        Column("Reach", "Share of the other systems that are stopped, lose data or hold stale copies", True),
        Column("First queue to end", "The queue that is full or loses messages first, and after how long", wide=True),
    )
    rows = tuple(
        Row((Cell(r.name, link=given.system_anchor(r.id)), _count(r.stopped, top), _count(r.at_risk), _count(r.failing),
             _count(r.queueing), _count(r.stale), Cell(say.percent(r.blast_radius), key=r.blast_radius),
             Cell(f"{wires.label(r.fullest)}: {lasting(r)}" if r.fullest else "–",
                  key=r.fullest_hours if r.fullest_hours is not None else 1e12)))
        for r in shown)
    left = len(ranks) - len(shown)
    return Table("Whose outage hurts most", columns, rows,
                 f"{say.plural(left, 'more is', 'more are')} told by d365arch outage --json." if left else "")


def _count(number: int, top: int = 0) -> Cell:
    return Cell(say.count(number), bar=number / top if top else None, key=number)


def _told(rank: OutageRank, outage: Outage) -> tuple[str, ...]:
    """The gravest consequences, some of each kind."""
    kinds = [[b.sentence for b in outage.blocked], [f.sentence for f in outage.failing],
             [q.sentence for q in outage.queueing], [s.sentence for s in outage.stale]]
    share = [kind[:max(2, MOST_SENTENCES // 4)] for kind in kinds]
    told = [sentence for kind in share for sentence in kind]
    left = sum(map(len, kinds)) - len(told)
    if left:
        told.append(f"{say.plural(left, 'more consequence is', 'more consequences are')} told by d365arch outage with "
                    f"the id {rank.id}.")
    return tuple(told)


def chain_section(given: Given) -> Section:
    """Every chain of waiting calls that is not part of another: time, availability, the weakest call, and the call
    that would be best made asynchronous."""
    chains = given.chains
    if not chains:
        return Section("waiting", "What calls cost", (Sentences(("No integration is synchronous.",)),))
    shown = chains[:MOST_CHAINS]
    columns = (
        Column("Chain", wide=True), Column("Calls", "A way through a gateway is two", True),
        Column("Time", "Sum of the stated p95 of its calls", True),
        Column("Works", "Product of the availability of all systems and hubs on the way", True),
        Column("Slowest call"), Column("Best made asynchronous", "What that would leave, and what it costs", wide=True),
    )
    longest = max(c.latency_ms for c in shown)
    rows = tuple(_chain(given, chain, longest) for chain in shown)
    left = len(chains) - len(shown)
    blocks: list[Block] = [Table("Chains of waiting calls", columns, rows,
                                 f"{say.plural(left, 'more is', 'more are')} in the window, Synchronous chains."
                                 if left else "")]
    breaches = [b.sentence for c in chains for b in c.budgets if b.margin_ms < 0]
    if breaches:
        blocks.append(Sentences(tuple(dict.fromkeys(breaches))[:MOST_CHAINS], bullets=True))
    return Section("waiting", "What calls cost", tuple(blocks),
                   "Along a chain the times add up and the availabilities multiply; the slowest chain comes first. "
                   "What a call accepts is held against the calls behind it about the same data, or that do not "
                   "state theirs.")


def _chain(given: Given, chain: Inspection, longest: float) -> Row:
    slowest = "not stated"
    if chain.slowest is not None:
        hop = chain.hops[chain.slowest]
        slowest = f"{given.label(hop.called)}, {say.milliseconds(hop.latency_ms)}"
    unstated = f" and {say.plural(chain.unstated, 'call', 'calls')} unstated" if chain.unstated else ""
    bound = "; upper bound: these calls carry different data" if chain.mixed else ""
    best = chain.reliefs[0] if chain.reliefs else None
    names = say.listing(list(dict.fromkeys(map(given.name, best.links))), 3) if best else ""
    over = any(b.margin_ms < 0 for b in chain.budgets)
    return Row((
        Cell(" > ".join(map(given.label, chain.nodes)), link=given.system_anchor(chain.nodes[0])),
        Cell(say.count(chain.calls), key=chain.calls),
        Cell(f"{say.milliseconds(chain.latency_ms)}{unstated}{bound}",
             bar=chain.latency_ms / longest if longest else None,
             tone=Severity.WARNING if over else None, key=chain.latency_ms),
        Cell(say.availability(chain.availability), key=chain.availability), Cell(slowest),
        Cell(f"{names}: {best.buys}. {best.costs}" if best else "–"),
    ))
