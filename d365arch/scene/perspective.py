"""Perspectives: which category each box, line and zone of a drawing belongs to, and what color and width that gives.

| perspective | lines | boxes |
|---|---|---|
| timing | by timing | by platform |
| direction | by who starts, seen from D365 | calm; the arrows of rows have the same colors |
| owner | by owner of the integration | by owner of the system |
| criticality | of the integration | of the system |
| protocol | as stated, else by the endpoint's type | calm |
| hub | one end on a hub, or direct | calm; hubs are dark anyway |
| volume | by messages an hour | calm |
| severity | gravest finding that names the integration | gravest finding on the system, first named |
| zone | within one zone, or between zones | the zone it stands in, like that zone's border |

Boxes are colored where the fact is one of systems; where it is one of integrations alone they stay grey, so that a
color has one meaning at a time. Timing is told by dash and head in every perspective. Switched-off lines are always
faint. A perspective changes colors and never a place: the layout knows nothing of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from d365arch.analysis.finding import Finding
from d365arch.catalog.facts import Facts
from d365arch.model import System
from d365arch.model.vocabulary import Direction, Level, LineWidth, Perspective, Severity, Way
from d365arch.scene.looks import BoxLook, BoxTraits, LineLook, box_traits
from d365arch.scene.marks import LINE_WIDTH, Pen
from d365arch.scene.palette import Category, assigned, category
from d365arch.scene.text import plain
from d365arch.scene.theme import Theme, toned

BOUNDS: tuple[int, ...] = (10, 100, 1_000, 10_000)
"""Messages an hour at which the next class of volumes begins: a class for each power of ten that matters."""

VOLUME_TEXTS: tuple[str, ...] = ("under 10", "10 to 100", "100 to 1,000", "1,000 to 10,000", "10,000 or more")

WIDTHS: tuple[float, ...] = (1.7, 2.4, 3.3, 4.4, 5.8)
THIN = 1.1
"""Widths of lines in px, by class of volume, and where no volume is stated."""

UNSTATED, MIXED, OTHER, BETWEEN, CLEAR = "", "\0mixed", "\0other", "\0between", "\0clear"
"""Keys that no value of a file has: nothing states it, several in one line, one of the rarer, two zones, no finding."""

FOR_BOXES = frozenset({Perspective.OWNER, Perspective.CRITICALITY, Perspective.SEVERITY, Perspective.ZONE})
"""Perspectives that color systems, too."""

_GRAVITY = {severity: rank for rank, severity in enumerate(Severity)}
_FIXED = {Perspective.DIRECTION, Perspective.CRITICALITY, Perspective.HUB, Perspective.VOLUME, Perspective.SEVERITY}


def volume_class(rate: float | None) -> int | None:
    """The class of messages an hour, 0 for the fewest; a bound belongs to the class above it."""
    return None if rate is None else sum(rate >= bound for bound in BOUNDS)


def width_of(step: int | None) -> float:
    """Width of a line in px by its class of volume; none is unstated."""
    return THIN if step is None else WIDTHS[step]


def rate_of(look: LineLook) -> float | None:
    """Messages an hour of a line: the sum of a bundle's, the most of a flow's spokes; none where none is stated."""
    if not look.parts:
        return look.traits.rate
    rates = [rate for part in look.parts if (rate := rate_of(part)) is not None]
    if not rates:
        return None
    return max(rates) if look.via else sum(rates)


def gravest(findings: Iterable[Finding], integrations: Container[str]) -> dict[str, Severity]:
    """The gravest severity of findings by element.

    A finding counts for its main element, which it names first, and for the integrations it names; systems that are
    named along, such as all neighbors of a system with too many, have done nothing wrong.
    """
    found: dict[str, Severity] = {}
    for finding in findings:
        for i, element in enumerate(finding.elements):
            if i and element not in integrations:
                continue
            if element not in found or _GRAVITY[finding.severity] < _GRAVITY[found[element]]:
                found[element] = finding.severity
    return found


@dataclass(frozen=True)
class Coloring:
    """The colors of one drawing.

    `theme` is toned for the perspective. `categories` holds what boxes and lines may be, in the order of the legend;
    `worst` the gravest finding by element, none before an analysis.
    """

    perspective: Perspective
    width: LineWidth
    theme: Theme
    categories: Mapping[str, Category]
    systems: Mapping[str, System] = field(default_factory=dict, repr=False)
    worst: Mapping[str, Severity] | None = None
    slots: frozenset[str] | None = None
    drawn: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)
    tinted: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)
    """How many integrations and boxes there are by category, counted once for colors and legend."""

    @property
    def name(self) -> str:
        """Tells colorings of different theme or perspective apart; a key for what is made with this one's theme."""
        return f"{self.theme.name} {self.perspective}"

    def line(self, look: LineLook) -> Category | None:
        """The category of a line; none in the perspective of timing, and for what is switched off."""
        if self.perspective is Perspective.TIMING or not look.active:
            return None
        return self.categories[self._slot(line_key(self.perspective, look, self.worst))]

    def box(self, look: BoxLook) -> Category | None:
        """The category of a system, or of all in a folded zone; none where the perspective is not one of systems."""
        if self.perspective not in FOR_BOXES:
            return None
        return self.categories[self._slot(box_key(self.perspective, look, self.systems, self.worst))]

    def zone(self, zone_id: str) -> Category | None:
        """The category of a zone's border; none in all perspectives but that of zones."""
        if self.perspective is not Perspective.ZONE:
            return None
        key = self._slot(zone_id)
        return self.categories.get(key) if key != OTHER else None

    def pen(self, look: LineLook) -> Pen:
        """Color and width of a line."""
        width = LINE_WIDTH
        if self.width is LineWidth.VOLUME:
            width = width_of(volume_class(rate_of(look)))
        return _pen(self._color(look), width)

    def _color(self, look: LineLook) -> str:
        if not look.active:
            return self.theme.inactive
        found = self.line(look)
        if found:
            return found.color
        return self.theme.muted if look.mixed else self.theme.timing(look.timing).line

    def _slot(self, key: str) -> str:
        return _slot(key, self.slots)


def _slot(key: str, slots: Container[str] | None) -> str:
    """The category of a key: its own where it has one of the colors."""
    return key if slots is None or key[:1] == "\0" or not key or key in slots else OTHER


@cache
def _pen(color: str, width: float) -> Pen:
    return Pen(color, width)


def line_key(perspective: Perspective, look: LineLook, worst: Mapping[str, Severity] | None) -> str:
    """What a perspective sees in a line; a line of several that differ is mixed."""
    if look.parts and perspective is not Perspective.VOLUME:
        keys = {line_key(perspective, each, worst) for each in look.integrations}
        return keys.pop() if len(keys) == 1 else MIXED
    return _LINE_KEYS[perspective](look, worst)


def _of_volume(look: LineLook, _worst: Mapping[str, Severity] | None) -> str:
    step = volume_class(rate_of(look))
    return UNSTATED if step is None else str(step)


def _of_zones(look: LineLook, _worst: Mapping[str, Severity] | None) -> str:
    source, target = look.traits.zones
    return BETWEEN if source != target else source or UNSTATED


_LineKey = Callable[[LineLook, Mapping[str, Severity] | None], str]
_LINE_KEYS: dict[Perspective, _LineKey] = {
    Perspective.DIRECTION: lambda look, _: look.traits.direction,
    Perspective.OWNER: lambda look, _: look.traits.owner or UNSTATED,
    Perspective.CRITICALITY: lambda look, _: look.traits.criticality or UNSTATED,
    Perspective.PROTOCOL: lambda look, _: look.traits.protocol or UNSTATED,
    Perspective.HUB: lambda look, _: Way.HUB if look.traits.hub else Way.DIRECT,
    Perspective.VOLUME: _of_volume,
    Perspective.SEVERITY: lambda look, worst: _severity(look.id, worst),
    Perspective.ZONE: _of_zones,
}


def box_key(perspective: Perspective, look: BoxLook, systems: Mapping[str, System],
            worst: Mapping[str, Severity] | None) -> str:
    """What a perspective of systems sees in a box; a folded zone whose systems differ is mixed."""
    if not look.holds:
        return _box_key(perspective, look.id, look.traits, worst)
    keys = {_box_key(perspective, key, box_traits(systems[key]), worst) for key in look.holds}
    return keys.pop() if len(keys) == 1 else MIXED


def _box_key(perspective: Perspective, system: str, traits: BoxTraits, worst: Mapping[str, Severity] | None) -> str:
    match perspective:
        case Perspective.OWNER:
            return traits.owner or UNSTATED
        case Perspective.CRITICALITY:
            return traits.criticality or UNSTATED
        case Perspective.SEVERITY:
            return _severity(system, worst)
        case _:
            return traits.zone or UNSTATED


def _severity(element: str, worst: Mapping[str, Severity] | None) -> str:
    return UNSTATED if worst is None else worst.get(element, CLEAR)


def coloring_of(facts: Facts, perspective: Perspective, width: LineWidth, theme: Theme, *, boxes: Iterable[BoxLook],
                lines: Iterable[LineLook], findings: Iterable[Finding] | None) -> Coloring:
    """The colors for what a drawing shows; `findings` are those of an analysis, none before one."""
    calm, systems = toned(theme.name, perspective), facts.landscape.system_by_id
    if perspective is Perspective.TIMING:
        return Coloring(perspective, width, calm, {})
    worst = None
    if perspective is Perspective.SEVERITY and findings is not None:
        worst = gravest(findings, facts.landscape.integration_by_id)
    drawn = _count_lines(perspective, lines, worst)
    tinted = Counter([box_key(perspective, box, systems, worst) for box in boxes] if perspective in FOR_BOXES else ())
    slots = None
    if perspective in _FIXED:
        categories = _fixed(perspective, theme, analyzed=worst is not None)
    else:
        named = {key: n for key, n in (drawn + tinted).items() if key and key[0] != "\0"}
        slots = assigned(named, len(theme.categories))
        categories = _ranked(facts, perspective, theme, slots, len(named) - len(slots))
    return Coloring(perspective, width, calm, categories, systems, worst, frozenset(slots) if slots else None,
                    _by_slot(drawn, slots), _by_slot(tinted, slots))


def _count_lines(perspective: Perspective, lines: Iterable[LineLook],
                 worst: Mapping[str, Severity] | None) -> Counter[str]:
    """How many integrations have which key; what is switched off has none."""
    several = []
    key_of, plain_keys = _LINE_KEYS[perspective], []
    for line in lines:
        if line.active and line.parts:
            several.append(line)
        elif line.active:
            plain_keys.append(key_of(line, worst))
    counts = Counter(plain_keys)
    for line in several:
        counts[line_key(perspective, line, worst)] += line.count
    return counts


def _by_slot(counts: Mapping[str, int], slots: Container[str] | None) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, count in counts.items():
        slot = _slot(key, slots)
        found[slot] = found.get(slot, 0) + count
    return found


def _ranked(facts: Facts, perspective: Perspective, theme: Theme, slots: Mapping[str, int],
            rest: int) -> dict[str, Category]:
    """The categories of the most frequent values, in the order of their names, and what else there is."""
    zones = facts.landscape.zone_by_id if perspective is Perspective.ZONE else {}
    texts = {key: plain(zones[key].label) or key if key in zones else key for key in slots}
    found = {key: category(key, texts[key], theme.categories[slots[key]], theme)
             for key in sorted(slots, key=lambda k: (texts[k].casefold(), k))}
    others = {OTHER: category(OTHER, f"{rest} others" if rest > 1 else "another", theme.other, theme)} if rest else {}
    return {**found, **others, **_common(perspective, theme)}


def _common(perspective: Perspective, theme: Theme) -> dict[str, Category]:
    """What boxes and lines may be beside the values that a perspective is about."""
    unstated = "in no zone" if perspective is Perspective.ZONE else "unstated"
    return {
        BETWEEN: category(BETWEEN, "between zones", theme.muted, theme),
        MIXED: category(MIXED, "mixed", theme.muted, theme),
        UNSTATED: category(UNSTATED, unstated, theme.unstated, theme, stated=False),
    }


def _fixed(perspective: Perspective, theme: Theme, *, analyzed: bool) -> dict[str, Category]:
    """The categories of perspectives whose values are known beforehand, in their order."""
    match perspective:
        case Perspective.DIRECTION:
            found = {word.value: (word.value, theme.directions[word]) for word in Direction}
        case Perspective.CRITICALITY:
            found = {word.value: (word.value, theme.levels[word]) for word in Level}
        case Perspective.HUB:
            found = {Way.HUB.value: ("through a hub", theme.ways[Way.HUB]),
                     Way.DIRECT.value: ("direct", theme.ways[Way.DIRECT])}
        case Perspective.VOLUME:
            found = {str(i): (text, theme.volumes[i]) for i, text in enumerate(VOLUME_TEXTS)}
        case _:
            found = {word.value: ("facts missing" if word is Severity.UNSTATED else word.value, theme.severities[word])
                     for word in Severity}
    made = {key: category(key, text, color, theme) for key, (text, color) in found.items()}
    made[CLEAR] = category(CLEAR, "no finding", theme.edge, theme, tinted=False)
    made |= _common(perspective, theme)
    if perspective is Perspective.SEVERITY and not analyzed:
        made[UNSTATED] = category(UNSTATED, "not analyzed", theme.unstated, theme, stated=False)
    return made
