"""The chosen entries as what the canvas shows: hubs with their rows, links that go, pairs that break a rule."""

from __future__ import annotations

from collections.abc import Iterable

from d365arch.analysis.consolidation.problem import Problem
from d365arch.analysis.consolidation.records import PlannedChannel, PlannedHub, Violation
from d365arch.catalog.records import HubClass
from d365arch.gui.language import translate
from d365arch.gui.whatif.channels import joins, removed
from d365arch.gui.whatif.ghosts import GhostHub, GhostPlan, GhostRow
from d365arch.gui.whatif.trial import Entry


def ghost_plan(problem: Problem, entries: Iterable[Entry], violations: Iterable[Violation]) -> GhostPlan:
    """What the entries, chosen together, would add and take away."""
    hubs: dict[str, tuple[PlannedHub, list[GhostRow]]] = {}
    gone: list[str] = []
    for entry in entries:
        _, rows = hubs.setdefault(entry.hub.id, (entry.hub, []))
        for channel in entry.channels:
            new = joins(problem, channel)
            rows.append(GhostRow(row_title(channel), new.producers, new.consumers, channel.extends))
            gone += removed(problem, channel)
    return GhostPlan(tuple(GhostHub(hub, tuple(rows)) for hub, rows in hubs.values()), tuple(dict.fromkeys(gone)),
                     tuple(dict.fromkeys(v.pair for v in violations if v.pair is not None)))


def row_title(channel: PlannedChannel) -> str:
    """The entity, and for APIs whether they are read or written."""
    if channel.key.cls is not HubClass.SYNC:
        return channel.key.entity
    text = (translate("WhatIf", "{entity}, written") if channel.key.lane == "source"
            else translate("WhatIf", "{entity}, read"))
    return text.format(entity=channel.key.entity)
