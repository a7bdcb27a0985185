"""Calls that wait for each other, circles and cuts, and data that travels more than once."""

from __future__ import annotations

from d365arch.analysis import wording as say
from d365arch.analysis.chains import Chain
from d365arch.analysis.sprawl import SameFlow
from d365arch.report.content import Block, Cell, ChainRow, Chains, Column, Row, Section, Sentences, Step, Table
from d365arch.report.given import Given

MOST_NAMES = 12
MOST_FLOWS = 100


def chains_section(given: Given) -> Section:
    """The deepest and the slowest chain, and circles of waiting calls."""
    result = given.result
    blocks: list[Block] = []
    rows = []
    if result.drawn_chain:
        rows.append(_chain_row(given, "Most calls in a row", result.drawn_chain))
    if result.slowest_chain and result.slowest_chain != result.drawn_chain and result.slowest_chain.latency_ms:
        rows.append(_chain_row(given, "Longest stated wait", result.slowest_chain))
    if rows:
        blocks.append(Chains(tuple(rows)))
    for cycle in result.metrics.sync_cycles:
        members = say.listing([given.label(n) for n in cycle], MOST_NAMES)
        blocks.append(Sentences((f"In a circle: {members} wait for each other, so that depth and time of chains have "
                                 "no bound.",)))
    return Section("chains", "Calls that wait for each other",
                   tuple(blocks) or (Sentences(("No integration is synchronous.",)),),
                   "Waiting times add up along a chain, availabilities multiply.")


def _chain_row(given: Given, title: str, chain: Chain) -> ChainRow:
    calls = [given.name(link) for link in chain.links]
    steps = tuple(Step(given.label(node), call) for node, call in zip(chain.nodes, [*calls, ""], strict=True))
    unstated = f", {say.plural(chain.unstated, 'call states', 'calls state')} no time" if chain.unstated else ""
    return ChainRow(title, steps, f"{say.plural(chain.calls, 'call', 'calls')}, "
                                  f"{say.milliseconds(chain.latency_ms)}{unstated}, works "
                                  f"{say.availability(chain.availability)} of the time")


def structure_section(given: Given) -> Section:
    """Groups that depend on each other in a circle, and what holds the landscape together alone."""
    m, label = given.result.metrics, given.label
    blocks: list[Block] = []
    if m.cyclic_groups:
        told = [f"{say.plural(len(g), 'system', 'systems')} ({say.percent(len(g) / m.systems)}): "
                f"{say.listing([label(i) for i in g], 40)}." for g in m.cyclic_groups[:given.limits.rows]]
        blocks.append(Sentences(tuple(told), bullets=True))
    else:
        blocks.append(Sentences(("No systems depend on each other in a circle.",)))
    if m.cuts:
        shown = m.cuts[:given.limits.rows]
        rows = tuple(Row((Cell(label(c.node), link=given.system_anchor(c.node)), Cell("hub" if c.hub else "system"),
                          Cell(say.count(len(c.parts))),
                          Cell(say.listing([label(n) for p in c.parts[1:] for n in p], MOST_NAMES))))
                     for c in shown)
        left = len(m.cuts) - len(shown)
        blocks.append(Table("Whose loss splits the landscape",
                            (Column("Without"), Column("Kind"), Column("Parts", numeric=True),
                             Column("Cut off", wide=True)), rows,
                            f"{say.plural(left, 'more is', 'more are')} in the JSON." if left else ""))
    pairs = say.plural(len(m.mutual_pairs), "pair of systems depends", "pairs of systems depend")
    return Section("structure", "Circles and cuts", tuple(blocks), f"The dependencies form a {m.shape} landscape."
                   + (f" {pairs} on each other directly." if m.mutual_pairs else ""))


def repeated_section(given: Given) -> Section | None:
    """Duplicates, redundant links and indirect ways; none where there are none."""
    result = given.result
    tables = [_flows(given, title, flows) for title, flows in (
        ("Duplicates", result.duplicates), ("Redundant beside a channel", result.redundant),
        ("Also reached indirectly (a hint)", result.implied)) if flows]
    return Section("repeated", "Data that travels more than once", tuple(tables)) if tables else None


def _flows(given: Given, title: str, flows: tuple[SameFlow, ...]) -> Table:
    by_channel = any(f.channel for f in flows)
    columns = [Column("Data"), Column("From"), Column("To"), Column("Integrations", wide=True)]
    rows = tuple(
        Row((Cell(f.entity), Cell(given.label(f.source), link=given.system_anchor(f.source)),
             Cell(given.label(f.target), link=given.system_anchor(f.target)),
             Cell(say.listing([given.name(i) for i in f.links], MOST_NAMES)),
             *([Cell(given.label(f.channel or ""))] if by_channel else [])))
        for f in flows[:MOST_FLOWS]
    )
    left = len(flows) - len(rows)
    return Table(title, tuple(columns + ([Column("Delivered by")] if by_channel else [])), rows,
                 f"{say.plural(left, 'more is', 'more are')} in the JSON." if left > 0 else "")
