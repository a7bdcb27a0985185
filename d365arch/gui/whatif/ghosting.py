"""The chosen entries as what the canvas shows: hubs with their rows, links that go, pairs that break a rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from d365arch.analysis.consolidation.problem import Problem
from d365arch.analysis.consolidation.records import PlannedChannel, PlannedHub, Violation
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.gui.language import translate
from d365arch.gui.whatif.channels import CONSUMER, PRODUCER, joinable, joins, removed
from d365arch.gui.whatif.ghosts import GhostHub, GhostPlan, GhostRow, Seat
from d365arch.gui.whatif.trial import Entry
from d365arch.whatif.callers import callers_of


@dataclass(frozen=True, slots=True)
class Looked:
    """The entry that is looked at, and which of its channels."""

    entry: int | None = None
    position: int = 0


def ghost_plan(problem: Problem, facts: Facts, entries: Iterable[Entry], violations: Iterable[Violation],
               looked: Looked) -> GhostPlan:
    """What the entries, chosen together, would add and take away."""
    hubs: dict[str, tuple[PlannedHub, list[GhostRow]]] = {}
    gone: list[str] = []
    for entry in entries:
        _, rows = hubs.setdefault(entry.hub.id, (entry.hub, []))
        for position, channel in enumerate(entry.channels):
            free = looked == Looked(entry.number, position)
            rows.append(_row(problem, facts, channel, Seat(entry.number, position, "", ""), free=free))
            gone += removed(problem, channel)
    against = {v.pair: v.sentence for v in violations if v.pair is not None}
    return GhostPlan(tuple(GhostHub(hub, tuple(rows)) for hub, rows in hubs.values()), tuple(dict.fromkeys(gone)),
                     tuple(against), tuple(against.values()), looked.entry)


def _row(problem: Problem, facts: Facts, channel: PlannedChannel, seat: Seat, *, free: bool) -> GhostRow:
    group = problem.group_by_key.get(channel.key)
    callers = callers_of(facts, channel, group.flows if group else {})

    def seats(members: Iterable[tuple[str, str]]) -> tuple[Seat, ...]:
        return tuple(seat._replace(side=side, system=system) for side, system in members)

    new = joins(problem, channel)
    return GhostRow(
        row_title(channel),
        seats([*((PRODUCER, p) for p in new.producers), *((CONSUMER, c) for c in new.consumers)]), channel.extends,
        frozenset(seats(((PRODUCER, CONSUMER)[side], member) for side, member in callers)),
        seats(joinable(problem, channel)) if free else ())


def row_title(channel: PlannedChannel) -> str:
    """The entity, and for APIs whether they are read or written."""
    if channel.key.cls is not HubClass.SYNC:
        return channel.key.entity
    text = (translate("WhatIf", "{entity}, written") if channel.key.lane == "source"
            else translate("WhatIf", "{entity}, read"))
    return text.format(entity=channel.key.entity)
