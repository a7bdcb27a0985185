"""Assumptions, facts that are not stated, the formulas with their sources, and the settings in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

from d365arch.analysis import wording as say
from d365arch.analysis.figures import figures
from d365arch.analysis.rulebook import coupling_rules, rule_title
from d365arch.analysis.settings import Settings
from d365arch.model import Integration
from d365arch.report.content import Block, Cell, Column, Pairs, Profile, Row, Section, Sentences, Table
from d365arch.report.given import Given
from d365arch.report.text import assumptions

MOST_NAMES = 8

_SYSTEM_FIGURES = (
    ("Needed by (Ca, AIS)", "How many systems and channels break or wait when this one fails.",
     "distinct in-neighbors in R", "martin-1994"),
    ("Needs (Ce, ADS)", "How many systems and channels this one needs to do its work.",
     "distinct out-neighbors in R", "martin-1994"),
    ("Instability", "0: others depend on it, so it should change rarely. 1: it only depends on others.",
     "Ce / (Ca + Ce); none if both are 0", "martin-1994"),
    ("Criticality (ACS)", "Through how many pairs of systems this one stands in the middle, at most.",
     "AIS x ADS", "rud-2006"),
    ("Betweenness", "Share of the shortest dependency paths that lead through the system; computed when asked for.",
     "Brandes on R; above 1,000 systems from 256 seeded pivots, marked as an estimate", "brandes-2001"),
)

_PLAN_FIGURES = (
    ("Cost", "What building and keeping the connections takes; a measure for comparing variants, not money.",
     "link cost x m + sum over channels of (channel cost + spoke cost x members) + hub cost x hub instances"),
    ("Hub instance", "A hub is paid once, however many channels it carries.",
     "one per class and zone of trust or residency"),
    ("Saving of a channel", "What one channel saves by taking the place of direct links.",
     "link cost x links removed - channel cost - spoke cost x new members"),
    ("Gain of a step", "What a step saves after the hub is paid.",
     "savings of its channels - hub cost where the hub is new"),
    ("Lower bound", "No plan whatsoever can cost less than this.",
     "cost that cannot change + sum over hubs of min(all direct, hub cost + bounds of their parts)"),
    ("Gap", "How far the plan may be from the best one at most; it says what is not known, not that the plan is bad.",
     "(cost after - lower bound) / lower bound; proven optimal only at 0"),
    ("No leak", "Nobody receives what it does not receive today.",
     "every producer-consumer pair of a channel is a flow that it replaces, or that it delivered before"),
)

_FACTORS: tuple[tuple[str, Callable[[Given, Integration], object]], ...] = (
    ("Timing", lambda given, i: given.facts.timing(i)),
    ("Entities", lambda given, i: i.entities or given.result.network.link_by_id[i.id].entities),
    ("Protocol", lambda given, i: given.facts.protocol(i)),
    ("Trigger", lambda _, i: i.trigger),
    ("Frequency", lambda _, i: i.frequency),
    ("Volume", lambda _, i: i.volume),
    ("Answer time", lambda _, i: i.latency),
    ("Delivery guarantee", lambda _, i: i.delivery),
    ("Identity", lambda _, i: i.identity),
    ("Owner", lambda _, i: i.owner),
    ("Error handling", lambda _, i: i.error_handling),
    ("Monitoring", lambda _, i: i.monitoring),
)


def assumptions_section(given: Given) -> Section:
    """What a default stood in for, and which facts are stated how often."""
    lines = tuple(line.removeprefix("- ") for line in assumptions(given.result, 10_000) if line.startswith("- "))
    blocks = (Sentences(lines or ("Everything the figures need is stated.",), bullets=bool(lines)),
              *((table,) if (table := _stated(given)) else ()))
    return Section("assumptions", "Assumptions and unstated facts", blocks,
                   "What the landscape does not state, and what stood in for it.")


def _stated(given: Given) -> Table | None:
    active = [i for i in given.facts.landscape.integrations if i.active is not False]
    if not active:
        return None
    rows = []
    for name, value in _FACTORS:
        open_ = sorted((i.label for i in active if not value(given, i)), key=str.casefold)
        share = 1 - len(open_) / len(active)
        rows.append(Row((Cell(name), Cell(say.count(len(active) - len(open_))), Cell(say.percent(share), share),
                         Cell(say.listing(open_, MOST_NAMES) if open_ else "–"))))
    columns = (Column("Fact"), Column("Stated by", "Integrations that state it", True), Column("Share", "", True),
               Column("Not stated by", wide=True))
    return Table(f"Facts stated by {say.plural(len(active), 'active integration', 'active integrations')}", columns,
                 tuple(rows))


def method_section(given: Given) -> Section:
    """Every figure with its meaning, formula, value and source."""
    book = coupling_rules()
    texts = book.metrics
    own = tuple(Row((Cell(f.title), Cell(f.shown), Cell(f.meaning), Cell(texts[f.id].formula), Cell(f.source)))
                for f in figures(given.result))
    columns = (Column("Figure"), Column("Value", numeric=True), Column("What it tells", wide=True),
               Column("Formula", wide=True), Column("Source", wide=True))
    short = (Column("Figure"), Column("What it tells", wide=True), Column("Formula", wide=True))
    per_system = tuple(Row((Cell(name), Cell(told), Cell(formula), Cell(book.sources[source])))
                       for name, told, formula, source in _SYSTEM_FIGURES)
    blocks: list[Block] = [
        Sentences((
            "R, run-time dependency: initiator to called side. A member of a message or stream channel depends on the "
            "channel; a batch channel depends on its members.",
            "U: systems joined when directly integrated, and each hub joined to its members.",
            "There is no published pass mark for integration landscapes: thresholds are this product's defaults. As a "
            "yardstick, a real portfolio of 407 components and 1,157 dependencies had a cyclic core of 32% "
            "(Lagerström et al. 2014).")),
        Table("Figures of the landscape", columns, own),
        Table("Figures of each system", (*short, Column("Source", wide=True)), per_system),
    ]
    if given.plan:
        told = tuple(Row((Cell(name), Cell(meaning), Cell(formula))) for name, meaning, formula in _PLAN_FIGURES)
        blocks.append(Table("Words of the plan", short, told))
    return Section("method", "Method", tuple(blocks), "How every figure is computed, and where the formula comes from.")


def settings_section(given: Given) -> Section:
    """Costs, hop times, availabilities and thresholds; those that the landscape sets are told apart."""
    settings, default = given.result.settings, Settings()
    costs = tuple((f.name.capitalize(), say.points(getattr(settings.costs, f.name)))
                  for f in fields(settings.costs))
    hops = tuple((f"Way through a {name} hub", say.milliseconds(ms)) for name, ms in settings.hop_ms.items())
    assumed = (("Availability of a system", say.availability(settings.system_availability)),
               ("Availability of a hub", say.availability(settings.hub_availability)),
               ("Rate from which data is a stream", f"{say.count(settings.stream_rate)} an hour"))
    capacities = tuple((f"Capacity of {name}", f"{say.count(rate)} an hour")
                       for name, rate in sorted(settings.capacities.items()))
    rows = tuple(
        Row((Cell(key), Cell(rule_title(key.partition(".")[0])),
             Cell(say.decimal(value, 4)), Cell("default" if default.thresholds.get(key) == value else "set here")))
        for key, value in sorted(settings.thresholds.items()))
    blocks = (
        Profile("settings-costs", "Cost of each", "points", (Pairs(costs),)),
        Profile("settings-assumed", "Assumed where nothing is stated", "", (Pairs((*hops, *assumed, *capacities)),)),
        Table("Thresholds", (Column("Threshold"), Column("Rule", wide=True), Column("Value", numeric=True),
                             Column("Comes from")), rows),
    )
    return Section("settings", "Settings in force", blocks, "A landscape changes them in its strategy.")
