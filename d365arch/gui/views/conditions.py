"""The conditions that a view can have, with what the landscape offers for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from d365arch.catalog.facts import Facts
from d365arch.gui.language import translate
from d365arch.gui.views.checklist import Offer
from d365arch.model.vocabulary import Confidence, Direction, Level, Timing, Way


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of a query: the attribute of `Show`, what people call it, and the values to choose from."""

    attribute: str
    label: str
    offers: tuple[Offer, ...]


def on_systems(facts: Facts) -> tuple[Condition, ...]:
    """Conditions that systems meet."""
    landscape, systems = facts.landscape, facts.landscape.systems
    types = facts.catalog.system_types
    inside = Counter(z.id for s in systems for z in landscape.zone_path(s.zone))
    tags = Counter(tag for s in systems for tag in s.tags) + Counter(t for i in landscape.integrations for t in i.tags)
    return (
        Condition("zones", translate("Views", "Zones"), _sorted(
            Offer(z.id, z.label, str(inside[z.id])) for z in landscape.zones)),
        Condition("types", translate("Views", "Types"), _counted((s.type for s in systems if s.type),
                                                  {t: types[t].name for t in types})),
        Condition("owners", translate("Views", "Owners"), _counted(s.owner for s in systems if s.owner)),
        Condition("tags", translate("Views", "Tags"), _sorted(Offer(tag, tag, str(n)) for tag, n in tags.items())),
        Condition("criticality", translate("Views", "Criticality"), _words(Level, (s.criticality for s in systems))),
    )


def on_integrations(facts: Facts) -> tuple[Condition, ...]:
    """Conditions that integrations meet."""
    lines = facts.landscape.integrations
    ways = (Way.HUB if facts.is_spoke(i) else Way.DIRECT for i in lines)
    return (
        Condition("timing", translate("Views", "Timing"), _words(Timing, map(facts.timing, lines))),
        Condition("direction", translate("Views", "Direction"), _words(Direction, map(facts.direction, lines))),
        Condition("ways", translate("Views", "Way"), _words(Way, ways, {
            Way.HUB: translate("Views", "through a hub"), Way.DIRECT: translate("Views", "direct")})),
        Condition("protocols", translate("Views", "Protocols"), _counted(p for i in lines if (p := facts.protocol(i)))),
        Condition("entities", translate("Views", "Entities"), _counted(e for i in lines for e in i.entities)),
        *((Condition("confidence", translate("Views", "Confidence"), _words(Confidence, (
            i.confidence for i in lines))),) if any(i.confidence for i in lines) else ()),
    )


def by_name(facts: Facts) -> tuple[Offer, ...]:
    """All systems, to be chosen one by one."""
    zones, types = facts.landscape.zone_by_id, facts.catalog.system_types
    return _sorted(Offer(s.id, s.label, ", ".join(filter(None, (
        types[s.type].name if s.type in types else "", zones[s.zone].label if s.zone in zones else ""))))
        for s in facts.landscape.systems)


def _words(words: type[StrEnum], found: Iterable[Any], told: dict[Any, str] | None = None) -> tuple[Offer, ...]:
    counts = Counter(found)
    return tuple(Offer(w, (told or {}).get(w, w.value), str(counts[w])) for w in words)


def _counted(values: Iterable[str], told: dict[str, str] | None = None) -> tuple[Offer, ...]:
    return _sorted(Offer(v, (told or {}).get(v, v), str(n)) for v, n in Counter(values).items())


def _sorted(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    return tuple(sorted(offers, key=lambda offer: (offer.text.casefold(), str(offer.value))))
