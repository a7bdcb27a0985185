"""The tables of an outage: what each is called, what its columns mean, and its rows."""

from __future__ import annotations

from collections.abc import Sequence

from d365arch.analysis.graph import Graphs
from d365arch.analysis.outage import Failing, Loss, Outage, OutageRank, Queue, Stale, Wires
from d365arch.analysis.outage.wording import hours
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.wording import count, decimal, listing, percent
from d365arch.gui.coupling.rankings import Column, Ranking
from d365arch.gui.coupling.rows import Cell, Row
from d365arch.gui.language import translate
from d365arch.gui.outage.marking import said

DASH = "–"


def _elsewhere(_result: AnalysisResult, _graphs: Graphs) -> list[Row]:
    """These tables are filled from an outage."""
    return []


TABLES: tuple[Ranking, ...] = (
    Ranking(
        "outages", "All", "Whose outage hurts most, each off alone", "No outage is noticed elsewhere.",
        (Column("Off", "System or hub that is off"),
         Column("Stop", "Systems with calls that fail", figures=True),
         Column("Lose", "Integrations whose data nothing keeps", figures=True),
         Column("Stale", "Systems with copies that get no updates", figures=True),
         Column("Risk", "Further systems that call something which works in part", figures=True),
         Column("Reach", "Share of the other systems that are stopped, lose data or hold stale copies", figures=True),
         Column("Lasts", "Time until the first queue is full or loses messages", figures=True, less_is_worse=True)),
        _elsewhere, one_each=True),
    Ranking(
        "stopped", "Stopped", "Who waits in vain", "Nobody waits for what is off.",
        (Column("System", "Who waits"), Column("How", "All calls it waits for fail, some of them, or it is at risk"),
         Column("Fail", "Calls that fail for sure", figures=True),
         Column("May", "Calls that may fail", figures=True),
         Column("Calls", "How many calls away the failure is", figures=True)),
        _elsewhere, one_each=True),
    Ranking(
        "queues", "Queues", "Where messages pile up", "No messages pile up.",
        (Column("Where", "Channel, sender or source that keeps the messages"),
         Column("Per hour", "Messages that arrive in an hour", figures=True),
         Column("24 h", "Messages after 24 hours", figures=True),
         Column("Lasts", "Time until it is full or loses the oldest messages", figures=True, less_is_worse=True),
         Column("Ends by", "Whether its size or its retention ends it")),
        _elsewhere, one_each=True),
    Ranking(
        "lost", "Lost", "What is lost or fails", "Nothing is lost.",
        (Column("Integration", "What does not arrive"), Column("How", "Lost, fails with an error, or a missed run"),
         Column("Per hour", "Messages an hour", figures=True), Column("To", "Who does not get it")),
        _elsewhere, one_each=True),
    Ranking(
        "stale", "Stale", "Copies that get no updates", "No copies grow old.",
        (Column("System", "Who holds the copy"), Column("Data", "The entity that is not updated"),
         Column("After", "When the first update can be missed", figures=True, less_is_worse=True),
         Column("By way of", "Through whom it would have come")),
        _elsewhere, one_each=True),
)

HOW = ("all calls", "in part", "at risk", "misses runs", "lost", "error", "missed run", "size", "retention", "at once")
"""Words in cells."""


def _text(text: str) -> Cell:
    return Cell(text, text.casefold())


def _number(value: float | None) -> Cell:
    if value is None:
        return Cell(DASH)
    return Cell(decimal(value, 1) if 0 < value < 10 else count(value), value)


def _lasting(value: float | None) -> Cell:
    return Cell(DASH if value is None else hours(value), value)


def rank_rows(ranks: Sequence[OutageRank]) -> list[Row]:
    """Whose outage hurts most; who is missed by nobody is left out."""
    tip = translate("Outage", "{name} off: {stopped} stopped, {failing} integrations lose data, {stale} stale, "
                              "{risk} at risk, of {others} other systems")
    return [
        Row((r.id,), (_text(r.name), _number(r.stopped), _number(r.failing), _number(r.stale), _number(r.at_risk),
                      Cell(percent(r.blast_radius), r.blast_radius), _lasting(r.fullest_hours)),
            tip.format(name=r.name, stopped=r.stopped, failing=r.failing, stale=r.stale, risk=r.at_risk,
                       others=r.others))
        for r in ranks if r.stopped or r.failing or r.queueing or r.stale or r.at_risk
    ]


def outage_rows(outage: Outage, wires: Wires) -> dict[str, list[Row]]:
    """The rows of the tables of one outage, by the table's id."""
    how = {"blocked": "all calls", "degraded": "in part", "at-risk": "at risk"}
    return {
        "stopped": [
            Row((b.system,), (_text(wires.label(b.system)), _text(said("misses runs" if b.runs_only else
                                                                       how[b.extent.value])),
                              _number(len(b.failing)), _number(len(b.at_risk)), _number(b.calls)), b.sentence)
            for b in outage.blocked],
        "queues": [_queue(q, wires) for q in outage.queueing],
        "lost": [_failing(f, wires) for f in outage.failing],
        "stale": [_stale(s, wires) for s in outage.stale],
    }


def _queue(q: Queue, wires: Wires) -> Row:
    facts = "".join(f"\n{fact}" for fact in q.facts)
    cells = (_text(wires.label(q.place)), _number(q.rate_per_hour), _number(q.piles[-1].messages),
             _lasting(q.ends_hours), _text(said(q.first) if q.first else DASH))
    return Row((q.place, *q.links), cells, f"{q.sentence}{facts}")


def _failing(f: Failing, wires: Wires) -> Row:
    how = {Loss.MESSAGE: "lost", Loss.CALL: "error", Loss.RUN: "missed run"}[f.loss]
    return Row((f.link,), (_text(wires.link_label(f.link)), _text(said(how)), _number(f.rate_per_hour),
                           _text(wires.label(f.taker))), f.sentence)


def _stale(s: Stale, wires: Wires) -> Row:
    after = Cell(hours(s.after_hours) if s.after_hours else said("at once"), s.after_hours)
    way = listing([wires.label(node) for node in s.path[:-1]], 4)
    return Row((s.system, *s.links), (_text(wires.label(s.system)), _text(s.entity or DASH), after, _text(way)),
               s.sentence)
