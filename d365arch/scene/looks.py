"""What a system's box, an integration's line and a zone say, before anything has a place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from d365arch.catalog.connecting import contradiction
from d365arch.catalog.facts import Facts
from d365arch.model import Endpoint, Integration, System
from d365arch.model.endpoint import End
from d365arch.model.geometry import Size
from d365arch.model.vocabulary import DataFlow, Direction, Hosting, Initiation, Level, Platform, Role, Timing
from d365arch.model.zone import Zone
from d365arch.scene.parts import Font, Weight
from d365arch.scene.text import elide, measure, plain
from d365arch.scene.theme import LINE_STYLES, MIXED, LineStyle

NO_SIZE = Size(0, 0)
BOX_WIDTH = 216.0
"""Least width of a box; wider where the longest row needs it."""
BOX_WIDEST = 344.0
HEADER = 44.0
"""The header's 40 px and 4 px of air above the first row."""
ROW = 24.0
FOOT = 4.0
TEXT_LEFT = 38.0
"""Where a header's texts start, right of the icon."""
ROW_LEFT = 24.0
"""Where a row's name starts, right of its tab."""
RIGHT_PAD = 12.0
ARROW = 14.0
"""Room for one arrow of a row."""
PILL_HEIGHT = 18.0
PILL_PAD = 8.0
PILL_MARK = 11.0
"""Room for one data mark in a pill."""
PILL_WARNING = 15.0
"""Room in a pill for the mark of a line that contradicts the catalog."""
PILL_WIDEST = 168.0
ZONE_PAD = 24.0

NAME_FONT = Font(14, Weight.SEMIBOLD)
FACTS_FONT = Font(10.5)
ROW_FONT = Font(12)
NOTE_FONT = Font(10.5)
LABEL_FONT = Font(11)
ZONE_FONT = Font(10.5, Weight.SEMIBOLD, 0.9)


@dataclass(frozen=True, slots=True)
class RowLook:
    """One endpoint or channel: its timings (default first), its arrows, and the note at the right."""

    id: str
    name: str
    timings: tuple[Timing, ...]
    outbound: bool
    inbound: bool
    note: str
    says: str


@dataclass(frozen=True, slots=True)
class BoxTraits:
    """What perspectives color a system by."""

    owner: str | None = None
    criticality: Level | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class LineTraits:
    """What perspectives color an integration by; `zones` are those of initiator and called side."""

    direction: Direction = Direction.EXTERNAL
    owner: str | None = None
    criticality: Level | None = None
    protocol: str | None = None
    hub: bool = False
    rate: float | None = None
    zones: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True, slots=True)
class BoxLook:
    """One system, or a folded zone that `holds` systems; texts are already cut to the width.

    `own` is the size that its content needs, `height` the least height that a person gave it.
    """

    id: str
    kind: str
    name: str
    facts: str
    icon: tuple[str, ...]
    platform: Platform
    role: Role
    rows: tuple[RowLook, ...]
    width: float
    title: str
    says: str
    traits: BoxTraits = BoxTraits()
    holds: tuple[str, ...] = ()
    own: Size = Size(BOX_WIDTH, HEADER)
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class LineLook:
    """One integration, or `count` that run alike to a folded zone; `mutual` lines have a head at both ends.

    `parts` are the lines that one line stands for; empty where it stands for itself. A line with `via`, the name of a
    folded hub, is no integration but the way of data through that hub, and its parts are the spokes that carry it.
    `mixed` lines have parts of several timings. `against` is a sentence where the integration contradicts the catalog.
    """

    id: str
    label: str
    size: Size
    timing: Timing | None
    data: DataFlow
    mutual: bool
    active: bool
    source: str
    target: str
    source_row: str | None
    target_row: str | None
    title: str
    says: str
    count: int = 1
    traits: LineTraits = LineTraits()
    parts: tuple[LineLook, ...] = ()
    via: str = ""
    mixed: bool = False
    against: str = ""

    @property
    def style(self) -> LineStyle:
        """Dash and head by timing."""
        return MIXED if self.mixed else LINE_STYLES[self.timing]

    @property
    def integrations(self) -> tuple[LineLook, ...]:
        """The integrations that the line stands for, each once, in their order; of a plain line itself."""
        if not self.parts:
            return (self,)
        return tuple({each.id: each for part in self.parts for each in part.integrations}.values())

    @property
    def tally(self) -> tuple[tuple[Timing | None, int], ...]:
        """How many of its parts have which timing, in the order of the timings."""
        counts = Counter(part.timing for part in self.parts)
        return tuple((timing, counts[timing]) for timing in (*Timing, None) if timing in counts)


@dataclass(frozen=True, slots=True)
class ZoneLook:
    """One zone; `platform` is set where it holds systems of just that D365 platform."""

    id: str
    parent: str | None
    name: str
    platform: Platform
    title: str
    says: str


def plain_box(key: str, kind: str, name: str, facts: list[str], *, icon: tuple[str, ...], platform: Platform,
              role: Role, says: str) -> BoxLook:
    """A box without rows."""
    name = plain(name) or key
    width = min(BOX_WIDEST, max(BOX_WIDTH, TEXT_LEFT + measure(name, NAME_FONT) + RIGHT_PAD))
    width = -(-width // 4) * 4
    room = width - TEXT_LEFT - RIGHT_PAD
    return BoxLook(id=key, kind=kind, name=elide(name, NAME_FONT, room), facts=_fitting(facts, room), icon=icon,
                   own=Size(width, HEADER),
                   platform=platform, role=role, rows=(), width=width, title=name, says=plain(says))


def box_look(facts: Facts, system: System, users: tuple[tuple[str, str], ...], folded: bool,
             least: Size = NO_SIZE) -> BoxLook:
    """The box of a system, at least of a size; `users` tells, for channels of a hub, how many sides use them:
    `3 subscribers`."""
    kind = facts.type_of(system)
    role, platform = facts.role(system), facts.platform(system)
    told = dict(users)
    rows = () if folded else tuple(_row_look(facts, e, platform, told.get(e.id)) for e in system.endpoints)
    name = plain(system.label) or system.id
    head = TEXT_LEFT + measure(name, NAME_FONT) + RIGHT_PAD
    width = min(BOX_WIDEST, max(BOX_WIDTH, head, *(_row_width(r) for r in rows), 0))
    own = Size(-(-width // 4) * 4, HEADER + len(rows) * ROW + (FOOT if rows else 0))
    width = max(own.width, least.width)
    room = width - TEXT_LEFT - RIGHT_PAD
    says = _facts(facts, system)
    if folded and system.endpoints:
        says.insert(0, f"{len(system.endpoints)} endpoint{'s' if len(system.endpoints) > 1 else ''}")
    return BoxLook(
        id=system.id, kind="system", name=elide(name, NAME_FONT, room), facts=_fitting(says, room),
        icon=facts.catalog.icon_of(kind).paths, platform=platform, role=role,
        rows=tuple(_cut(r, width) for r in rows), width=width, title=name,
        says=plain(". ".join(filter(None, [", ".join(says), system.description]))),
        traits=box_traits(system), own=own, height=least.height,
    )


def box_traits(system: System) -> BoxTraits:
    """What perspectives color a system by."""
    return BoxTraits(_told(system.owner), system.criticality, system.zone)


def _facts(facts: Facts, system: System) -> list[str]:
    kind = facts.type_of(system)
    found = []
    if kind and kind.name.casefold() not in system.label.casefold():
        found.append(kind.name)
    hosting = {Hosting.SAAS: "SaaS", Hosting.ON_PREMISES: "on-premises", Hosting.PARTNER: "partner"}
    if system.hosting in hosting:
        found.append(hosting[system.hosting])
    if system.owner:
        found.append(system.owner)
    if system.criticality is Level.HIGH:
        found.append("critical")
    return [text for each in found if (text := plain(each))]


def _fitting(says: list[str], room: float) -> str:
    """As many of the facts as fit, all but the first being left out whole."""
    if not says:
        return ""
    line = elide(says[0], FACTS_FONT, room)
    line = line[:1].upper() + line[1:]
    for each in says[1:]:
        longer = f"{line}, {each}"
        if measure(longer, FACTS_FONT) <= room:
            line = longer
    return line


def _row_look(facts: Facts, endpoint: Endpoint, platform: Platform, users: str | None) -> RowLook:
    kind = facts.endpoint_type(endpoint)
    name = plain(endpoint.name or (kind.name if kind else "")) or endpoint.id
    initiation = facts.endpoint_initiation(endpoint) if platform.is_d365 else None
    protocol = plain(endpoint.protocol or (kind.short if kind else None) or facts.protocol_of(endpoint) or "")
    timings = facts.endpoint_timings(endpoint)
    says = [kind.name if kind else None, " or ".join(timings), initiation, protocol, endpoint.description]
    return RowLook(endpoint.id, name, timings, initiation in {Initiation.OUTBOUND, Initiation.BOTH},
                   initiation in {Initiation.INBOUND, Initiation.BOTH}, users or protocol,
                   plain(", ".join(str(s) for s in says if s)))


def _row_width(row: RowLook) -> float:
    arrows = (row.outbound + row.inbound) * ARROW
    note = measure(row.note, NOTE_FONT) + 16 if row.note else 0.0
    return ROW_LEFT + measure(row.name, ROW_FONT) + (6 + arrows if arrows else 0) + note + RIGHT_PAD


def _cut(row: RowLook, width: float) -> RowLook:
    """The row with its texts cut to the box; the name has the right of way."""
    if _row_width(row) <= width:
        return row
    room = width - ROW_LEFT - RIGHT_PAD - (row.outbound + row.inbound) * ARROW - 6
    note = elide(row.note, NOTE_FONT, max(60.0, room - measure(row.name, ROW_FONT) - 16)) if row.note else ""
    name = elide(row.name, ROW_FONT, room - (measure(note, NOTE_FONT) + 16 if note else 0))
    return RowLook(row.id, name, row.timings, row.outbound, row.inbound, note, row.says)


def pill_marks(data: DataFlow) -> float:
    """Room in a pill for the marks of where data goes."""
    return PILL_MARK * {DataFlow.PUSH: 0, DataFlow.PULL: 1, DataFlow.BOTH: 2}[data]


def line_look(facts: Facts, integration: Integration) -> LineLook:
    """The line of an integration."""
    timing, data = facts.timing(integration), integration.data_flow
    name = plain(integration.label) or integration.id
    label = elide(name, LABEL_FONT, PILL_WIDEST)
    direction = facts.direction(integration)
    mutual = data is DataFlow.BOTH and direction is Direction.INTERNAL and _works_both_ways(facts, integration)
    against = contradiction(facts, integration) or ""
    width = measure(label, LABEL_FONT) + 2 * PILL_PAD + (0 if mutual else pill_marks(data))
    width += PILL_WARNING if against else 0
    active = integration.active is not False
    systems = facts.landscape.system_by_id
    ends = [systems[e.system].label if e.system in systems else e.system for e in (integration.from_, integration.to)]
    return LineLook(
        id=integration.id, label=label, size=Size(-(-width // 1), PILL_HEIGHT), timing=timing, data=data, mutual=mutual,
        active=active, source=integration.from_.system, target=integration.to.system,
        source_row=_row(facts, integration.from_), target_row=_row(facts, integration.to),
        title=name,
        says=plain(_sentence(integration, ends, timing, direction) + (against and f" Against the catalog: {against}")),
        traits=_traits(facts, integration, direction), against=against,
    )


def _traits(facts: Facts, integration: Integration, direction: Direction) -> LineTraits:
    systems = facts.landscape.system_by_id
    ends = [systems.get(end.system) for end in (integration.from_, integration.to)]
    return LineTraits(
        direction=direction, owner=_told(integration.owner), criticality=integration.criticality,
        protocol=_told(facts.protocol(integration)), hub=facts.is_spoke(integration),
        rate=integration.volume.rate_per_hour if integration.volume else None,
        zones=(ends[0].zone if ends[0] else None, ends[1].zone if ends[1] else None),
    )


def _told(text: str | None) -> str | None:
    """The text in one clean line; none where nothing is said."""
    return plain(text) or None if text else None


def _row(facts: Facts, end: End) -> str | None:
    endpoint = facts.landscape.endpoint_at(end)
    return endpoint.id if endpoint else None


_FLOWS = {DataFlow.PUSH: "sends data to", DataFlow.PULL: "fetches data from", DataFlow.BOTH: "exchanges data with"}


def _sentence(integration: Integration, ends: list[str], timing: Timing | None, direction: Direction) -> str:
    flow = _FLOWS[integration.data_flow]
    entities = f" ({', '.join(integration.entities)})" if integration.entities else ""
    says = [f"{ends[0]} {flow} {ends[1]}{entities}", f"{timing or 'timing not stated'}, {direction}"]
    if integration.active is False:
        says.append("switched off")
    if integration.description:
        says.append(integration.description)
    return ". ".join(says)


def _works_both_ways(facts: Facts, integration: Integration) -> bool:
    """Whether both of two D365 sides start by themselves, as with dual-write: by an endpoint made for it."""
    ends = (facts.landscape.endpoint_at(integration.from_), facts.landscape.endpoint_at(integration.to))
    return any(e is not None and facts.endpoint_initiation(e) is Initiation.BOTH for e in ends)


def zone_look(zone: Zone, platform: Platform) -> ZoneLook:
    """The container of a zone."""
    name = plain(zone.label) or zone.id
    says = plain(". ".join(filter(None, [str(zone.kind or ""), zone.description])))
    return ZoneLook(zone.id, zone.parent, elide(name.upper(), ZONE_FONT, BOX_WIDEST), platform, name, says)
