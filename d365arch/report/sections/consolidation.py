"""The consolidation plan in full: its steps, what was rejected or nearly paid, what stays direct and why."""

from __future__ import annotations

from collections import defaultdict

from d365arch.analysis import wording as say
from d365arch.analysis.consolidation.records import Plan, PlannedChannel, Reason, Step, StepMetrics
from d365arch.analysis.consolidation.wishes import REASON_WORDS
from d365arch.analysis.consolidation.wording import figures_around
from d365arch.model.vocabulary import Severity
from d365arch.report.content import (
    Block,
    Cell,
    Column,
    Pairs,
    Profile,
    Row,
    Section,
    Sentences,
    Table,
)
from d365arch.report.given import Given
from d365arch.report.sections.executive import case, headline

MOST_NAMES = 12

_RISKS = {
    "dependency": "New dependency", "cut": "Single point of failure", "latency": "Longer answers",
    "availability": "Availability", "load": "Load", "echo": "Own data comes back", "sibling": "Stays direct beside it",
    "filter": "Filters",
}
"""Kinds of risk as people read them."""


def plan_section(given: Given) -> Section | None:
    """The plan; none where none was made."""
    plan = given.plan
    if plan is None:
        return None
    blocks: list[Block] = [Sentences(case(plan)), Pairs(_totals(plan))]
    blocks += [_step(given, number, step) for number, step in enumerate(plan.steps[:given.limits.rows], 1)]
    told = len(plan.steps) - given.limits.rows + plan.steps_left
    if told > 0:
        blocks.append(Sentences((f"{say.plural(told, 'further step is', 'further steps are')} in the plan of the "
                                 "whole landscape (d365arch plan).",)))
    blocks += [b for b in (_rejected(given, plan), _near_misses(given, plan), _direct(given, plan)) if b]
    blocks += [Sentences(plan.overlaps[:given.limits.rows], bullets=True)] if plan.overlaps else []
    return Section("plan", "Consolidation plan", tuple(blocks),
                   "Which direct links should go through which hub. Every step keeps who receives what; each one pays "
                   "by itself in this order.")


def _totals(plan: Plan) -> tuple[tuple[str, str], ...]:
    kept = ("proven optimal" if plan.proven else
            f"{say.percent(plan.gap, 1)}, not proven (a gap says what is not known, not that the plan is bad)")
    idle = f"{say.count(plan.idle_groups)} of {say.count(plan.groups)}"
    return (
        ("Cost before and after", f"{say.decimal(plan.cost_before, 1)} → {say.points(plan.cost_after)}"),
        ("Direct links before and after", f"{say.count(plan.links_before)} → {say.count(plan.links_after)}"),
        ("Lower bound of the cost", say.points(plan.lower_bound)),
        ("Gap", kept),
        ("Groups that would save nothing", idle),
        ("Groups not proven", say.count(len(plan.open_parts))),
        ("Found by", (plan.solver or "–") + (" (cut short: another run may find another plan)" if plan.cut_short
                                             else "")),
        ("Subscribers may filter", "yes" if plan.options.filtered else "no"),
    )


def _step(given: Given, number: int, step: Step) -> Profile:
    hub = step.hub
    zone = f", zone {_zone(given, hub.zone)}" if hub.zone else ""
    blocks: list[Block] = [
        Sentences((step.why,)),
        Table("Channels", (Column("Data"), Column("Producers", wide=True), Column("Consumers", wide=True),
                           Column("Who calls"), Column("Extends")),
              tuple(_channel(given, c) for c in step.channels)),
        _changes(given, step),
        *([_metrics(step.before, step.after)] if step.before and step.after else []),
        *([_risks(step)] if step.risks else []),
    ]
    return Profile(f"step-{number}", f"{number}. {headline(step)}",
                   f"{hub.kind}{zone} · {say.decimal(step.cost_before, 1)} → {say.points(step.cost_after)}",
                   tuple(blocks))


def _zone(given: Given, zone: str) -> str:
    """The name of a zone."""
    known = given.facts.landscape.zone_by_id.get(zone)
    return known.label if known else zone


def _channel(given: Given, channel: PlannedChannel) -> Row:
    calls = {"source": "the producers", "target": "the consumers"}.get(channel.key.lane, "–")
    filters = "" if not channel.filters else f" (filters let {say.plural(len(channel.filters), 'pair', 'pairs')} pass)"
    return Row((Cell(channel.key.entity + filters), Cell(_names(given, channel.producers)),
                Cell(_names(given, channel.consumers)), Cell(calls),
                Cell(given.label(channel.extends) if channel.extends else "–")))


def _names(given: Given, ids: tuple[str, ...]) -> str:
    return say.listing([given.label(i) for i in ids], MOST_NAMES)


def _changes(given: Given, step: Step) -> Table:
    """What goes and what comes."""
    removed = [given.told(i) for i in step.removed]
    added = [f"{given.label(s.system)} ({s.side})" for s in step.added]
    rows = (Row((Cell("Links removed"), Cell(say.count(len(removed))), Cell(say.listing(removed, 30)))),
            Row((Cell("Spokes added"), Cell(say.count(len(added))), Cell(say.listing(added, 30)))))
    return Table("What changes", (Column("Change"), Column("Number", numeric=True), Column("Which", wide=True)), rows)


def _metrics(before: StepMetrics, after: StepMetrics) -> Pairs:
    """The key figures; those that stay are told once."""
    return Pairs(tuple((f"{title[0].upper()}{title[1:]}", old if old == new else f"{old} → {new}")
                       for title, old, new in figures_around(before, after)))


def _risks(step: Step) -> Table:
    rows = tuple(Row((Cell(_RISKS[r.kind]), Cell(r.severity, tone=Severity(r.severity)), Cell(r.sentence)))
                 for r in step.risks[:40])
    left = len(step.risks) - len(rows)
    return Table("Risks", (Column("Kind"), Column("Severity"), Column("What it means", wide=True)), rows,
                 f"{say.plural(left, 'more is', 'more are')} in the JSON." if left else "")


def _rejected(given: Given, plan: Plan) -> Table | None:
    rows = tuple(Row((Cell(r.kind), Cell(_zone(given, r.zone) or "–"), Cell(say.decimal(r.saving, 1)),
                      Cell(say.decimal(r.fee, 1)),
                      Cell(say.decimal(r.shortfall, 1)), Cell(r.why))) for r in plan.rejected[:given.limits.rows])
    columns = (Column("Hub"), Column("Zone"), Column("Saves", numeric=True), Column("Costs", numeric=True),
               Column("Short of", numeric=True), Column("Why not", wide=True))
    return Table("Hubs that do not pay for themselves", columns, rows, _left(len(plan.rejected), len(rows))) if (
        rows) else None


def _near_misses(given: Given, plan: Plan) -> Table | None:
    rows = tuple(Row((Cell(m.key.entity), Cell(_names(given, m.producers)), Cell(_names(given, m.consumers)),
                      Cell(say.decimal(m.saving, 1)), Cell(m.question)))
                 for m in plan.near_misses[:given.limits.rows])
    columns = (Column("Data"), Column("Producers"), Column("Consumers"), Column("Would save", numeric=True),
               Column("Question to the architect", wide=True))
    return Table("What nearly pays", columns, rows,
                 _left(len(plan.near_misses), len(rows)) or "None of this is counted as a saving.") if rows else None


def _direct(given: Given, plan: Plan) -> Table | None:
    """What stays direct, by reason."""
    by_reason: defaultdict[Reason, list[str]] = defaultdict(list)
    for integration, reason in plan.ineligible:
        by_reason[reason].append(given.told(integration))
    removed = {i for s in plan.steps for i in s.removed}
    kept = {i for i, _ in plan.ineligible}
    unpaid = [given.told(k.id) for k in given.result.network.links if k.id not in removed and k.id not in kept]
    rows = [Row((Cell(REASON_WORDS[reason]), Cell(say.count(len(by_reason[reason]))),
                 Cell(say.listing(sorted(by_reason[reason], key=str.casefold), 30))))
            for reason in Reason if by_reason[reason]]
    if unpaid and not plan.steps_left:
        rows.append(Row((Cell("a hub would save nothing, or somebody would receive too much"),
                         Cell(say.count(len(unpaid))), Cell(say.listing(sorted(unpaid, key=str.casefold), 30)))))
    columns = (Column("Because"), Column("Number", numeric=True), Column("Integrations", wide=True))
    return Table("What stays direct, and why", columns, tuple(rows)) if rows else None


def _left(total: int, shown: int) -> str:
    return f"{say.plural(total - shown, 'more is', 'more are')} in the JSON." if total > shown else ""
