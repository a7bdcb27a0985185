"""Systems: ranked by coupling, and one card for each with everything that concerns it."""

from __future__ import annotations

from collections import defaultdict

from d365arch.analysis import wording as say
from d365arch.analysis.finding import Finding
from d365arch.analysis.graph import Graphs
from d365arch.analysis.result import SystemMetrics
from d365arch.analysis.rulebook import coupling_rules
from d365arch.model import Integration, System
from d365arch.model.quantities import format_duration
from d365arch.model.vocabulary import DataFlow, Severity
from d365arch.report.content import Block, Cell, Column, Pairs, Profile, Row, Section, Sentences, Table
from d365arch.report.given import Given
from d365arch.report.sections.findings import title_of

MOST_INTEGRATIONS = 60
MOST_NAMES = 20
MOST_FINDINGS = 12


def ranking_section(given: Given) -> Section:
    """The most coupled first."""
    return Section("systems", "Systems by coupling", (_ranking(given),),
                   "The most coupled first: what depends on them, what they depend on, and how far that reaches.")


def _bar(value: float, largest: float) -> float | None:
    return value / largest if largest > 0 else None


def _ranking(given: Given) -> Table:
    result = given.result
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
    shown = result.systems[:max(given.limits.rows, 200)]
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
            Cell(s.name, tone=worst.get(s.id), link=given.system_anchor(s.id)),
            Cell(say.count(len(s.neighbors)), _bar(len(s.neighbors), degree)),
            Cell(say.count(s.direct_links)), Cell(say.count(s.spokes)), Cell(say.count(s.ca), _bar(s.ca, top["ca"])),
            Cell(say.count(s.ce), _bar(s.ce, top["ce"])),
            Cell("–" if s.instability is None else say.decimal(s.instability)),
            Cell(say.count(s.reach), _bar(s.reach, top["reach"])),
            Cell(say.availability(s.chain_availability), tone=Severity.WARNING if s.chain_availability < low else None),
        ]
        if between is not None:
            cells.append(Cell(say.decimal(s.betweenness or 0.0, 3)))
        rows.append(Row(tuple(cells)))
    left = len(result.systems) - len(shown)
    return Table("Systems, most coupled first", tuple(columns), tuple(rows),
                 f"{say.plural(left, 'further system is', 'further systems are')} in the JSON." if left else "")


def profiles_section(given: Given) -> Section | None:
    """One card for each system and hub."""
    if not given.systems:
        return None
    named: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in given.result.findings:
        for element in dict.fromkeys(finding.elements):
            named[element].append(finding)
    dependents = _dependents(given)
    metrics = given.result.system_by_id
    cards = tuple(_profile(given, s, metrics.get(s.id), named[s.id], dependents.get(s.id, []))
                  for s in given.systems)
    left = len(given.result.network.node_by_id) - len(cards)
    lead = "Facts, figures, integrations and findings of each system, the most coupled first; hubs last."
    if left:
        lead += f" {say.plural(left, 'further one is', 'further ones are')} in the JSON."
    return Section("profiles", "System by system", cards, lead)


def _dependents(given: Given) -> dict[str, list[str]]:
    """Per system or hub, who needs it directly at run time; a hub's channels count as the hub."""
    graphs = Graphs(given.result.network)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for source, target in graphs.dependency_edges:
        needs, needed = (graphs.hub_of(n) or graphs.names[n] for n in (source, target))
        if needs != needed:
            found[needed].add(needs)
    return {node: sorted(names, key=lambda n: (given.label(n).casefold(), n)) for node, names in found.items()}


def _profile(given: Given, system: System, metrics: SystemMetrics | None, findings: list[Finding],
             dependents: list[str]) -> Profile:
    facts = given.facts
    kind = facts.type_of(system)
    kicker = " · ".join(t for t in ("Hub" if facts.is_hub(system.id) else facts.role(system).value.replace(
        "-", " ").capitalize(), kind.name if kind else "", _zone(given, system)) if t)
    blocks: list[Block] = []
    if system.description:
        blocks.append(Sentences((system.description,)))
    blocks.append(Pairs((*_facts(system), *(_figures(metrics) if metrics else ()))))
    if dependents:
        named = say.listing([given.label(d) for d in dependents], MOST_NAMES)
        blocks.append(Sentences((f"Depends on it directly: {named}.",)))
    blocks += [t for t in (_endpoints(given, system), _integrations(given, system)) if t]
    if findings:
        blocks.append(Sentences(_found(system.id, findings), bullets=True))
    return Profile(f"system-{system.id}", system.label, kicker, tuple(blocks))


def _found(system_id: str, findings: list[Finding]) -> tuple[str, ...]:
    """The findings about a system in full; those that only name it are counted."""
    mine = [f for f in findings if f.elements[0] == system_id][:MOST_FINDINGS]
    told = [f"{title_of(f.rule)} ({f.severity.value}, {f.rule}): {f.message}" for f in mine]
    left = len(findings) - len(mine)
    also = "also " if mine else ""
    return (*told, *([f"{say.plural(left, 'finding', 'findings')} about others {also}"
                      f"{'names' if left == 1 else 'name'} it."] if left else []))


def _zone(given: Given, system: System) -> str:
    zone = given.facts.landscape.zone_by_id.get(system.zone or "")
    return f"in {zone.label}" if zone else ""


def _facts(system: System) -> tuple[tuple[str, str], ...]:
    recovery = system.recovery
    told = (
        ("Owner", system.owner), ("Technical owner", system.technical_owner), ("Criticality", system.criticality),
        ("Hosting", system.hosting), ("Exposure", system.exposure), ("Version", system.version),
        ("Tier", system.tier), ("Units", system.units), ("Servers", system.servers),
        ("Availability", say.availability(system.availability) if system.availability is not None else None),
        ("Recovery time", format_duration(recovery.rto) if recovery and recovery.rto is not None else None),
        ("Recovery point", format_duration(recovery.rpo) if recovery and recovery.rpo is not None else None),
        ("Environments", ", ".join(system.environments) or None), ("Tags", ", ".join(system.tags) or None),
    )
    return tuple((name, str(value)) for name, value in told if value is not None)


def _figures(s: SystemMetrics) -> tuple[tuple[str, str], ...]:
    return (
        ("Direct neighbors", say.count(len(s.neighbors))), ("Links and spokes", f"{s.direct_links} and {s.spokes}"),
        ("Needed by (Ca)", say.count(s.ca)), ("Needs (Ce)", say.count(s.ce)),
        ("Instability", "–" if s.instability is None else say.decimal(s.instability)),
        ("Reaches", say.plural(s.reach, "system", "systems")),
        ("Works with all it waits for", say.availability(s.chain_availability)),
        *((("Without it", "the landscape splits"),) if s.cut else ()),
    )


def _endpoints(given: Given, system: System) -> Table | None:
    facts = given.facts
    rows = []
    for e in system.endpoints:
        kind = facts.endpoint_type(e)
        initiation = facts.endpoint_initiation(e)
        rows.append(Row((
            Cell(e.name or (kind.name if kind else e.id)), Cell(kind.name if kind else e.type or "–"),
            Cell(", ".join(facts.endpoint_timings(e)) or "–"), Cell(initiation.value if initiation else "–"),
            Cell(facts.protocol_of(e) or "–"), Cell(", ".join(e.entities) or "–"))))
    columns = (Column("Endpoint"), Column("Type"), Column("Timing"), Column("Direction"), Column("Protocol"),
               Column("Entities"))
    return Table("Endpoints", columns, tuple(rows)) if rows else None


def _integrations(given: Given, system: System) -> Table | None:
    found = sorted(given.facts.landscape.integrations_of.get(system.id, ()), key=lambda i: (i.label.casefold(), i.id))
    rows = tuple(_integration(given, system, i) for i in found[:MOST_INTEGRATIONS])
    left = len(found) - len(rows)
    columns = (Column("Integration"), Column("With"), Column("Starts", "Which side opens the connection"),
               Column("Data", "Seen from this system"), Column("Timing"),
               Column("Entities"))
    return Table("Integrations", columns, rows,
                 f"{say.plural(left, 'more is', 'more are')} in the catalog." if left else "") if rows else None


def _integration(given: Given, system: System, i: Integration) -> Row:
    starts = i.from_.system == system.id
    other = i.to.system if starts else i.from_.system
    timing = given.facts.timing(i)
    out = i.data_flow is DataFlow.PUSH if starts else i.data_flow is DataFlow.PULL
    way = "both ways" if i.data_flow is DataFlow.BOTH else "out" if out else "in"
    return Row((
        Cell(i.label + (" (switched off)" if i.active is False else ""), link=given.integration_anchor(i.id)),
        Cell(given.label(other), link=given.system_anchor(other)), Cell("here" if starts else "there"),
        Cell(way), Cell(timing.value if timing else "–"), Cell(", ".join(i.entities) or "–")))
