"""Composes a report of a workspace and its analysis: which sections there are, and what stands in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from d365arch.analysis import wording as say
from d365arch.analysis.chains import Chain
from d365arch.analysis.figures import Figure, figures
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.rulebook import coupling_rules
from d365arch.analysis.sprawl import SameFlow
from d365arch.catalog.facts import Facts
from d365arch.model import Integration, Volume, Workspace
from d365arch.model.quantities import format_duration
from d365arch.model.vocabulary import Severity
from d365arch.report.content import (
    Advice,
    Block,
    Card,
    Cards,
    Cell,
    ChainRow,
    Chains,
    Column,
    Findings,
    Picture,
    Report,
    Row,
    Section,
    Sentences,
    Step,
    Table,
)
from d365arch.report.matrix import dependency_matrix
from d365arch.report.text import assumptions, counted

KEY_FIGURES = ("direct_links", "point_to_point_ratio", "propagation_cost", "core", "cut_systems", "sync_depth",
               "chain_availability", "landscape_cost")
MOST_SYSTEMS = 200
MOST_FLOWS = 100
MOST_NAMES = 12
MOST_OF_A_RULE = 6


def compose(workspace: Workspace, facts: Facts, result: AnalysisResult) -> Report:
    """The report of a workspace; `facts` and `result` are of the same landscape."""
    landscape = workspace.landscape
    shown = figures(result)
    sections = [
        Section("figures", "Key figures", (_cards(shown),),
                "A mark at the top says that a default rule finds fault with the figure."),
        Section("drawing", "The landscape", (Picture(landscape.name or "Landscape"),)),
        _findings(result),
        Section("systems", "Systems by coupling", (_systems(result),),
                "The most coupled first: what depends on them, what they depend on, and how far that reaches."),
        Section("matrix", "Who calls whom", (dependency_matrix(facts, result),),
                "Rows start the exchange, columns are called; systems stand by zone, hubs last."),
        _chains(result),
        _structure(result),
        *_repeated(result),
        Section("integrations", "Integrations", (_integrations(facts, result),)),
        _method(result, shown),
    ]
    state = (landscape.state.value if landscape.state else "as-is").replace("-", " ")
    small = (state[0].upper() + state[1:], *([f"Version {landscape.version}"] if landscape.version else []),
             *([", ".join(landscape.authors)] if landscape.authors else []))
    return Report(landscape.name or "Landscape", landscape.description or "", small, summary(result), tuple(sections))


def summary(result: AnalysisResult) -> tuple[str, ...]:
    """The state in three sentences."""
    m = result.metrics
    ratio = "" if m.point_to_point_ratio is None else (
        f"; {say.percent(m.point_to_point_ratio)} of the connections are direct, from system to system")
    hubs = f" and {say.plural(m.hubs, 'hub', 'hubs')}" if m.hubs else ""
    links = say.plural(m.direct_links, "direct link", "direct links")
    told = [f"{say.plural(m.systems, 'system', 'systems')}{hubs} with {links} and "
            f"{say.plural(m.spokes, 'spoke', 'spokes')}{ratio}."]
    if result.systems and result.systems[0].ca + result.systems[0].ce:
        top = result.systems[0]
        told.append(f"{top.name} is the most coupled: linked directly to "
                    f"{say.plural(len(top.neighbors), 'system', 'systems')}, needed by {top.ca}, needing {top.ce}.")
    if result.findings:
        told.append(f"The default rules find {counted(result.findings)}. First: {result.findings[0].advice}")
    else:
        told.append("The default rules find nothing to object to.")
    return tuple(told)


def _cards(shown: list[Figure]) -> Cards:
    by_id = {f.id: f for f in shown}
    return Cards(tuple(Card(title=f.title, value=f.shown, meaning=f.meaning, severity=f.severity)
                       for f in (by_id[key] for key in KEY_FIGURES)))


def _findings(result: AnalysisResult) -> Section:
    rules, systems = coupling_rules().rules, result.system_by_id
    listed = {s.id for s in result.systems[:MOST_SYSTEMS]}

    def advice_of(index: int) -> Advice:
        f = result.findings[index]
        about = [(e if e in listed else None, systems[e].name) for e in f.elements if e in systems]
        title = rules[f.rule].title if f.rule in rules else f.rule
        return Advice(f.rule, title, f.severity, f.message, f.advice, f.source or "", tuple(about[:MOST_NAMES]),
                      max(len(about) - MOST_NAMES, 0))

    items = list(map(advice_of, range(len(result.findings))))
    blocks: list[Block] = [] if items else [Sentences(("The default rules find nothing to object to.",))]
    seen: Counter[str] = Counter()
    first: list[Advice] = []
    rest: list[Advice] = []
    for item in items:
        seen[item.rule] += 1
        (first if seen[item.rule] <= MOST_OF_A_RULE else rest).append(item)
    if first:
        blocks.append(Findings(tuple(first)))
    if rest:
        rows = tuple(Row((Cell(i.title), Cell(i.severity.value), Cell(i.message))) for i in rest[:MOST_SYSTEMS])
        left = len(rest) - len(rows)
        blocks.append(Table("More of the same kinds", (Column("Finding"), Column("Severity"), Column("What")), rows,
                            f"{say.plural(left, 'more is', 'more are')} in the JSON." if left else ""))
    return Section("findings", "What hurts, and what to do", tuple(blocks),
                   f"{counted(result.findings).capitalize()}. Thresholds are this product's defaults, no published "
                   "pass marks; a landscape may set its own." if items else "")


def _bar(value: float, largest: float) -> float | None:
    return value / largest if largest > 0 else None


def _systems(result: AnalysisResult) -> Table:
    columns = [
        Column("System"), Column("Neighbors", "Systems linked directly", True),
        Column("Links", "Direct integrations", True), Column("Spokes", "Connections to hubs", True),
        Column("Needed by", "Ca: systems and channels that depend on it", True),
        Column("Needs", "Ce: systems and channels it depends on", True),
        Column("Instability", "Ce / (Ca + Ce): 0 is steady, 1 depends on others only", True),
        Column("Reaches", "Systems it depends on at any remove, itself included", True),
        Column("Works", "Availability together with all it waits for", True),
    ]
    between = result.metrics.betweenness_estimated
    if between is not None:
        columns.append(Column("Between", "Share of shortest dependency paths through it"
                              + (", estimated" if between else ""), True))
    shown = result.systems[:MOST_SYSTEMS]
    top = {name: max((getattr(s, name) for s in shown), default=0) for name in ("ca", "ce", "reach")}
    degree = max((len(s.neighbors) for s in shown), default=0)
    worst: dict[str, Severity] = {}
    for finding in result.findings:
        rule = coupling_rules().rules.get(finding.rule)
        if rule and rule.subject == "system" and finding.elements:
            worst.setdefault(finding.elements[0], finding.severity)
    low = result.settings.threshold("C-105.warn")
    rows = []
    for s in shown:
        cells = [
            Cell(s.name, tone=worst.get(s.id)), Cell(say.count(len(s.neighbors)), _bar(len(s.neighbors), degree)),
            Cell(say.count(s.direct_links)), Cell(say.count(s.spokes)), Cell(say.count(s.ca), _bar(s.ca, top["ca"])),
            Cell(say.count(s.ce), _bar(s.ce, top["ce"])),
            Cell("–" if s.instability is None else say.decimal(s.instability)),
            Cell(say.count(s.reach), _bar(s.reach, top["reach"])),
            Cell(say.availability(s.chain_availability), tone=Severity.WARNING if s.chain_availability < low else None),
        ]
        if between is not None:
            cells.append(Cell(say.decimal(s.betweenness or 0.0, 3)))
        rows.append(Row(tuple(cells), s.id))
    left = len(result.systems) - len(shown)
    return Table("Systems, most coupled first", tuple(columns), tuple(rows),
                 f"{say.plural(left, 'further system is', 'further systems are')} in the JSON." if left else "")


def _chain_row(title: str, chain: Chain, result: AnalysisResult, names: dict[str, str]) -> ChainRow:
    calls = [names.get(link, link) for link in chain.links]
    steps = tuple(Step(result.network.label(node), call) for node, call in
                  zip(chain.nodes, [*calls, ""], strict=True))
    unstated = f", {say.plural(chain.unstated, 'call states', 'calls state')} no time" if chain.unstated else ""
    return ChainRow(title, steps, f"{say.plural(chain.calls, 'call', 'calls')}, "
                                  f"{say.milliseconds(chain.latency_ms)}{unstated}, works "
                                  f"{say.availability(chain.availability)} of the time")


def _chains(result: AnalysisResult) -> Section:
    names = result.link_names
    blocks: list[Block] = []
    rows = []
    if result.drawn_chain:
        rows.append(_chain_row("Most calls in a row", result.drawn_chain, result, names))
    if result.slowest_chain and result.slowest_chain != result.drawn_chain and result.slowest_chain.latency_ms:
        rows.append(_chain_row("Longest stated wait", result.slowest_chain, result, names))
    if rows:
        blocks.append(Chains(tuple(rows)))
    for cycle in result.metrics.sync_cycles:
        members = say.listing([result.network.label(n) for n in cycle], MOST_NAMES)
        blocks.append(Sentences((f"In a circle: {members} wait for each other, so that depth and time of chains have "
                                 "no bound.",)))
    return Section("chains", "Calls that wait for each other",
                   tuple(blocks) or (Sentences(("No integration is synchronous.",)),),
                   "Waiting times add up along a chain, availabilities multiply.")


def _structure(result: AnalysisResult) -> Section:
    m, label = result.metrics, result.network.label
    blocks: list[Block] = []
    if m.cyclic_groups:
        told = [f"{say.plural(len(g), 'system', 'systems')} ({say.percent(len(g) / m.systems)}): "
                f"{say.listing([label(i) for i in g], 40)}." for g in m.cyclic_groups]
        blocks.append(Sentences(tuple(told), bullets=True))
    else:
        blocks.append(Sentences(("No systems depend on each other in a circle.",)))
    if m.cuts:
        rows = tuple(Row((Cell(label(c.node)), Cell("hub" if c.hub else "system"), Cell(say.count(len(c.parts))),
                          Cell(say.listing([label(n) for p in c.parts[1:] for n in p], MOST_NAMES))))
                     for c in m.cuts)
        blocks.append(Table("Whose loss splits the landscape",
                            (Column("Without"), Column("Kind"), Column("Parts", numeric=True), Column("Cut off")),
                            rows))
    pairs = say.plural(len(m.mutual_pairs), "pair of systems depends", "pairs of systems depend")
    return Section("structure", "Circles and cuts", tuple(blocks), f"The dependencies form a {m.shape} landscape."
                   + (f" {pairs} on each other directly." if m.mutual_pairs else ""))


def _flows(title: str, flows: tuple[SameFlow, ...], result: AnalysisResult) -> Table:
    names, label = result.link_names, result.network.label
    by_channel = any(f.channel for f in flows)
    columns = [Column("Data"), Column("From"), Column("To"), Column("Integrations")]
    rows = tuple(
        Row(tuple(Cell(text) for text in (
            f.entity, label(f.source), label(f.target), say.listing([names[i] for i in f.links], MOST_NAMES),
            *([label(f.channel or "")] if by_channel else []))))
        for f in flows[:MOST_FLOWS]
    )
    left = len(flows) - len(rows)
    return Table(title, tuple(columns + ([Column("Delivered by")] if by_channel else [])), rows,
                 f"{say.plural(left, 'more is', 'more are')} in the JSON." if left > 0 else "")


def _repeated(result: AnalysisResult) -> Iterable[Section]:
    tables = [_flows(title, flows, result) for title, flows in (
        ("Duplicates", result.duplicates), ("Redundant beside a channel", result.redundant),
        ("Also reached indirectly (a hint)", result.implied)) if flows]
    if tables:
        yield Section("repeated", "Data that travels more than once", tuple(tables))


def _integrations(facts: Facts, result: AnalysisResult) -> Table:
    """Every integration with its facts; what none of them states has no column."""
    found = sorted(facts.landscape.integrations, key=lambda i: (i.label.casefold(), i.id))
    columns: dict[str, Callable[[Integration], str | None]] = {
        "Integration": lambda i: i.label + (" (switched off)" if i.active is False else ""),
        "Initiator": lambda i: result.network.label(i.from_.system),
        "Called side": lambda i: result.network.label(i.to.system),
        "Data": lambda i: i.data_flow.value,
        "Timing": facts.timing,
        "Seen from D365": lambda i: facts.direction(i).value,
        "Protocol": facts.protocol,
        "Entities": lambda i: ", ".join(i.entities),
        "Load": load_of,
        "Answer within": lambda i: format_duration(i.latency.required) if i.latency and i.latency.required else None,
        "Owner": lambda i: i.owner,
    }
    values = {title: [value(i) or "–" for i in found] for title, value in columns.items()}
    optional = {"Load", "Answer within", "Owner"}
    shown = [title for title in columns if title not in optional or set(values[title]) - {"–"}]
    rows = (Row(tuple(map(Cell, texts))) for texts in zip(*(values[title] for title in shown), strict=True))
    return Table("All integrations by name", tuple(map(Column, shown)), tuple(rows))


def load_of(integration: Integration) -> str:
    """The stated load and frequency in short, such as `8,000 a day, 1,200 in the peak hour`."""
    volume = integration.volume or Volume()
    stated = ((volume.per_day, "a day"), (volume.per_hour, "an hour"), (volume.peak_per_hour, "in the peak hour"),
              (volume.peak_5min, "in 5 min at peak"), (volume.per_run, "a run"))
    parts = [f"{number:,.12g} {unit}" for number, unit in stated if number is not None]
    frequency = integration.frequency
    if frequency:
        parts.append(f"{frequency} frequency" if frequency.level else str(frequency))
    return ", ".join(parts)


def _method(result: AnalysisResult, shown: list[Figure]) -> Section:
    lines = tuple(line.removeprefix("- ") for line in assumptions(result, 10_000) if line.startswith("- "))
    table = Table("All figures", (Column("Figure"), Column("Value", numeric=True), Column("Meaning"),
                                  Column("Source")),
                  tuple(Row((Cell(f.title), Cell(f.shown), Cell(f.meaning), Cell(f.source))) for f in shown))
    blocks: tuple[Block, ...] = (Sentences(lines or ("Everything the figures need is stated.",), bullets=bool(lines)),
                                 table)
    return Section("method", "Assumptions and method", blocks, "What the landscape does not state, and how the "
                                                               "figures are computed.")
