"""Folded hubs: the hub is gone, and in place of its spokes there are lines from end to end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from d365arch.analysis.end_to_end import Passage, passages
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.model import Integration
from d365arch.model.endpoint import End
from d365arch.model.geometry import Size
from d365arch.model.view import View
from d365arch.scene.looks import LABEL_FONT, PILL_HEIGHT, PILL_PAD, PILL_WIDEST, LineLook, pill_marks
from d365arch.scene.select import Selection
from d365arch.scene.text import elide, measure, plain

SEPARATOR = "flow."
"""How the key of such a line begins; no integration has such an id."""


MOST = 1_000
"""Through a folded hub without channels everyone gives data to everyone; more flows than this nobody can read."""


@dataclass(frozen=True, slots=True)
class FoldedHubs:
    """The hubs that are folded with the ways of data through them, and those that have too many ways to be folded."""

    ids: frozenset[str] = frozenset()
    ways: tuple[Passage, ...] = ()
    busy: frozenset[str] = frozenset()


def folded_hubs(facts: Facts, selection: Selection, view: View) -> FoldedHubs:
    """The shown hubs that the view folds; where more than `MOST` ways run through them the busiest stay open."""
    folded = set(view.folded)
    if not folded:
        return FoldedHubs()
    hubs = asked = frozenset(s.id for s in selection.systems if s.id in folded and facts.is_hub(s.id))
    while hubs:
        spokes = _spokes(selection, hubs)
        through = Facts(replace(facts.landscape, integrations=spokes), facts.catalog)
        ways = passages(through, hubs, Settings(), MOST + 1)
        if len(ways) <= MOST:
            return FoldedHubs(hubs, tuple(ways), asked - hubs)
        ends = Counter(end.system for each in spokes for end in (each.from_, each.to) if end.system in hubs)
        hubs -= {max(sorted(hubs), key=lambda hub: ends[hub])}
    return FoldedHubs(busy=asked)


def _spokes(selection: Selection, hubs: frozenset[str]) -> tuple[Integration, ...]:
    return tuple(i for i in selection.integrations if i.from_.system in hubs or i.to.system in hubs)


def without_hubs(facts: Facts, selection: Selection, hubs: frozenset[str]) -> Selection:
    """What is left to be drawn as boxes and zones."""
    systems = tuple(s for s in selection.systems if s.id not in hubs)
    zones = {z.id for zone in dict.fromkeys(s.zone for s in systems) for z in facts.landscape.zone_path(zone)}
    return Selection(systems, selection.integrations, tuple(z for z in selection.zones if z.id in zones))


def flow_lines(facts: Facts, selection: Selection, lines: dict[str, LineLook],
               hubs: FoldedHubs) -> dict[str, LineLook]:
    """The lines with the spokes of folded hubs replaced by the ways of data through them."""
    spokes = {each.id for each in _spokes(selection, hubs.ids)}
    found = {key: line for key, line in lines.items() if key not in spokes}
    alike: dict[str, list[tuple[Passage, tuple[LineLook, ...]]]] = {}
    for passage in hubs.ways:
        parts = tuple(lines[link] for link in passage.links)
        alike.setdefault(_key(passage, parts), []).append((passage, parts))
    for key, group in alike.items():
        found[key] = _flow(facts, key, group)
    return found


def _outer(line: LineLook, system: str) -> tuple[str, str | None]:
    """The end of a spoke that is at a system."""
    at_source = line.source == system
    return (line.source, line.source_row) if at_source else (line.target, line.target_row)


def _key(passage: Passage, parts: tuple[LineLook, ...]) -> str:
    ends = (*_outer(parts[0], passage.start), *_outer(parts[-1], passage.end))
    return SEPARATOR + "/".join((*passage.channels, *(end or "" for end in ends), passage.timing or "", passage.data))


def _flow(facts: Facts, key: str, group: list[tuple[Passage, tuple[LineLook, ...]]]) -> LineLook:
    passage, parts = group[0]
    source, source_row = _outer(parts[0], passage.start)
    target, target_row = _outer(parts[-1], passage.end)
    entities = dict.fromkeys(entity for each, _ in group for entity in each.entities)
    via = ", ".join(dict.fromkeys(_hub_name(facts, channel) for channel in passage.channels))
    what = plain(", ".join(entities)) or _channel_name(facts, passage.channels[0])
    title = f"{what} via {via}"
    label = elide(title, LABEL_FONT, PILL_WIDEST)
    width = measure(label, LABEL_FONT) + 2 * PILL_PAD + pill_marks(passage.data)
    spokes = tuple({part.id: part for _, each in group for part in each}.values())
    systems = facts.landscape.system_by_id
    says = (f"From {systems[source].label} to {systems[target].label} through {via}, computed from "
            f"{', '.join(part.title for part in spokes)}. {passage.timing or 'timing not stated'}")
    return LineLook(
        id=key, label=label, size=Size(-(-width // 1), PILL_HEIGHT), timing=passage.timing, data=passage.data,
        mutual=False, active=True, source=source, target=target, source_row=source_row, target_row=target_row,
        title=title, says=plain(says), parts=spokes, via=via,
    )


def _hub_name(facts: Facts, channel: str) -> str:
    hub = End.parse(channel).system
    return plain(facts.landscape.system_by_id[hub].label) or hub


def _channel_name(facts: Facts, channel: str) -> str:
    endpoint = facts.landscape.endpoint_at(End.parse(channel))
    return (plain(endpoint.name or "") or endpoint.id) if endpoint else "Data"
