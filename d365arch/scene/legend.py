"""The legend: what occurs in the picture, with its real colors, dashes, heads and counts, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from d365arch.model.geometry import Point, Rect
from d365arch.model.vocabulary import Direction, Perspective, Platform, Timing
from d365arch.scene import marks
from d365arch.scene.boxes import edge_stroke, tab_parts
from d365arch.scene.parts import (
    Element,
    Font,
    Layer,
    LinePart,
    Part,
    PathPart,
    RectPart,
    Shape,
    Stroke,
    TextPart,
    Weight,
)
from d365arch.scene.perspective import FOR_BOXES, VOLUME_TEXTS, width_of
from d365arch.scene.present import PLATFORM_NAMES, Present, Tally
from d365arch.scene.text import elide, measure
from d365arch.scene.theme import LINE_STYLES, Theme

_HEAD_FONT = Font(10, Weight.SEMIBOLD, 0.8)
_FONT = Font(10.5)
_PAD = 12.0
_BETWEEN_ITEMS = 12.0
_BETWEEN_GROUPS = 18.0
_GROUP_HEIGHT = 31.0
_GROUP_GAP = 12.0
_SAMPLE = 34.0
_HEIGHT = 13.0
"""Air above and below the groups, together."""

Draw = Callable[[float, float], list[Part]]
"""Parts of a sample at its left end and middle height."""


@dataclass(frozen=True)
class Item:
    """One entry: a sample `sample` px wide, its words and how often it occurs; `key` names it for `elements_of`."""

    sample: float
    draw: Draw
    words: str
    count: str = ""
    key: str = ""

    @property
    def text(self) -> str:
        """Words and count."""
        return f"{self.words} {self.count}" if self.count else self.words

    @property
    def width(self) -> float:
        """Width of sample and text."""
        return self.sample + (6 if self.sample else 0) + measure(self.text, _FONT)


@dataclass(frozen=True)
class Group:
    """Entries under a heading."""

    heading: str
    items: tuple[Item, ...]

    @property
    def width(self) -> float:
        """Width of the entries in one row."""
        items = sum(i.width for i in self.items) + _BETWEEN_ITEMS * (len(self.items) - 1)
        return max(items, measure(self.heading, _HEAD_FONT))


def _via(x: float, y: float, theme: Theme) -> RectPart:
    """The border of the label of a line that is computed."""
    return RectPart(Rect(x, y - 5, 22, 10), theme.pill, Stroke(theme.hub, 1, marks.VIA_DASH), 5)


def legend_groups(what: Present, theme: Theme) -> list[Group]:
    """The groups of a legend, that of the perspective first."""
    groups = _perspective_groups(what, theme)
    if what.timings:
        # Rows may know timings that no line has.
        groups.append(Group("TIMING", (*(_timing(t, n, theme) for t, n in what.timings),
                                       *(_tab(t, theme) for t in what.tabs))))
        line = [Item(0, _nothing, "ring starts, head is contacted")]
        if what.mutual:
            line.append(Item(0, _nothing, "two heads: either", key="line:mutual"))
        if what.through:
            line.append(Item(22, lambda x, y: [_via(x, y, theme)], "through a folded hub", key="line:through"))
        if what.warned:
            line.append(Item(12, lambda x, y: [*marks.warning(x, y, theme.inbound, theme.pill)], "against the catalog",
                             f"{what.warned}", "line:warned"))
        if what.inactive:
            line.append(Item(24, lambda x, y: [_plain_line(x, y, 24, marks.Pen(theme.inactive))],
                             "switched off", f"{what.inactive}", "line:off"))
        groups.append(Group("LINE", tuple(line)))
    elif what.tabs:
        groups.append(Group("TIMING", tuple(_tab(t, theme) for t in what.tabs)))
    arrows = [(what.outbound, True, theme.outbound, "D365"), (what.inbound, False, theme.inbound, "other side")]
    starts = tuple(_arrow(up, color, text) for wanted, up, color, text in arrows if wanted)
    if starts:
        groups.append(Group("STARTED BY", starts))
    if what.against or what.both:
        groups.append(Group("DATA", (Item(6, lambda x, y: [marks.data_mark(Point(x + 3, y), 1, 0, theme.muted)],
                                          "flows", key="data:"),)))
    if what.platforms:
        groups.append(Group("PLATFORM", tuple(_platform(p, theme) for p in what.platforms)))
    if what.hubs:
        items = [Item(14, lambda x, y: [RectPart(Rect(x, y - 5, 14, 10), theme.hub, None, 3)], "middleware",
                      key="hub:")]
        if what.channels:
            glyph = Stroke(theme.hub, 1.6)
            items.append(Item(8, lambda x, y: [PathPart(marks.CHANNEL, Point(x, y - 4), stroke=glyph)], "channel",
                              key="hub:channels"))
        groups.append(Group("HUB", tuple(items)))
    return groups


_HEADINGS = {
    Perspective.DIRECTION: "DIRECTION", Perspective.OWNER: "OWNER: SYSTEMS · INTEGRATIONS",
    Perspective.CRITICALITY: "CRITICALITY: SYSTEMS · INTEGRATIONS", Perspective.PROTOCOL: "PROTOCOL",
    Perspective.HUB: "WAY", Perspective.VOLUME: "MESSAGES AN HOUR",
    Perspective.SEVERITY: "GRAVEST FINDING: SYSTEMS · INTEGRATIONS",
    Perspective.ZONE: "ZONE: SYSTEMS · INTEGRATIONS",
}
_LONGEST = 150.0
"""Longer names of categories are cut, in px."""
_SWATCH = 18.0


def _perspective_groups(what: Present, theme: Theme) -> list[Group]:
    groups = []
    widths_told = what.perspective is Perspective.VOLUME
    widths = {("" if step is None else str(step)): width_of(step) for step, _ in what.widths} if widths_told else {}
    if what.categories:
        # Two numbers side by side would be read as one.
        bracketed = any(letter.isdigit() for tally in what.categories for letter in tally.category.text)
        groups.append(Group(_HEADINGS[what.perspective], tuple(
            _category(tally, widths.get(tally.category.key, marks.LINE_WIDTH), theme,
                      tinted=what.perspective in FOR_BOXES, bracketed=bracketed) for tally in what.categories)))
    if what.widths and not widths_told:
        groups.append(Group("WIDTH: MESSAGES AN HOUR", tuple(_width(step, n, theme) for step, n in what.widths)))
    return groups


def _category(tally: Tally, width: float, theme: Theme, *, tinted: bool, bracketed: bool) -> Item:
    category = tally.category
    box, line = bool(tally.systems), bool(tally.lines)
    at_line = _SWATCH + 5 if box and line else 0.0

    def draw(x: float, y: float) -> list[Part]:
        parts: list[Part] = []
        if box:
            rect = Rect(x + 0.5, y - 6, _SWATCH - 1, 12)
            edge = (Point(rect.x + 0.5, rect.y), Point(rect.right - 0.5, rect.y))
            parts += [RectPart(rect, category.fill, Stroke(theme.border, 1), 2),
                      LinePart(edge, edge_stroke(category))]
        if line:
            parts.append(_plain_line(x + at_line, y, _SAMPLE - 12, marks.Pen(category.color, width)))
        return parts

    counts = f"{tally.systems} · {tally.lines}" if tinted else str(tally.lines)
    if bracketed:
        counts = f"({counts})"
    sample = (_SWATCH if box else 0.0) + (_SAMPLE - 12 if line else 0.0) + (5.0 if box and line else 0.0)
    return Item(sample, draw, elide(category.text, _FONT, _LONGEST), counts, f"category:{category.key}")


def _width(step: int | None, count: int, theme: Theme) -> Item:
    pen = marks.Pen(theme.muted, width_of(step))
    words = "unstated" if step is None else VOLUME_TEXTS[step]
    return Item(_SAMPLE - 10, lambda x, y: [_plain_line(x, y, _SAMPLE - 10, pen)], words, f"({count})",
                f"width:{'' if step is None else step}")


def _nothing(_x: float, _y: float) -> list[Part]:
    return []


def _plain_line(x: float, y: float, width: float, pen: marks.Pen) -> LinePart:
    return LinePart((Point(x, y), Point(x + width, y)), Stroke(pen.color, pen.width))


def _timing(timing: Timing | None, count: int, theme: Theme) -> Item:
    style, colors = LINE_STYLES[timing], theme.timing(timing)

    def draw(x: float, y: float) -> list[Part]:
        start, tip = Point(x + 12, y), Point(x + 12 + _SAMPLE, y)
        path = (start.moved(2 * marks.RING + marks.RING_GAP, 0), tip.moved(-marks.BACK[style.head], 0))
        return [
            *tab_parts((timing,) if timing else (), Rect(x, y - 8, 6, 16), theme),
            LinePart(path, Stroke(colors.line, marks.LINE_WIDTH, style.dash)),
            marks.ring(start, tip, marks.Pen(colors.line), theme.ground),
            marks.head(style.head, tip, start, marks.Pen(colors.line), theme.ground),
        ]

    return Item(12 + _SAMPLE, draw, timing or "not stated", str(count), f"timing:{timing or ''}")


def _tab(timing: Timing, theme: Theme) -> Item:
    return Item(6, lambda x, y: tab_parts((timing,), Rect(x, y - 8, 6, 16), theme), timing.value)


def _arrow(up: bool, color: str, text: str) -> Item:
    key = f"direction:{Direction.OUTBOUND if up else Direction.INBOUND}"
    return Item(10, lambda x, y: [marks.arrow(up, x, y, color)], text, key=key)


def _platform(platform: Platform, theme: Theme) -> Item:
    color = theme.platform(platform)

    def draw(x: float, y: float) -> list[Part]:
        return [LinePart((Point(x + 1, y), Point(x + 9, y)), Stroke(color, 2.6, round_cap=True))]

    return Item(10, draw, PLATFORM_NAMES[platform], key=f"platform:{platform}")


def legend_shape(what: Present, left: float, top: float, widest: float, theme: Theme) -> Shape | None:
    """The legend with its top left corner there, wrapped to at most `widest` px; none where nothing needs one."""
    groups = legend_groups(what, theme)
    if not groups:
        return None
    room = widest - 2 * _PAD
    rows = _rows([piece for group in groups for piece in _pieces(group, room)], room)
    width = max(sum(g.width for g in row) + _BETWEEN_GROUPS * (len(row) - 1) for row in rows) + 2 * _PAD
    height = len(rows) * (_GROUP_HEIGHT + _GROUP_GAP) - _GROUP_GAP + _HEIGHT
    rect = Rect(left, top, -(-width // 1), height)
    parts: list[Part] = [RectPart(rect, None, Stroke(theme.zone_line, 1), 10)]
    for i, row in enumerate(rows):
        x, y = left + _PAD, top + _HEIGHT / 2 + i * (_GROUP_HEIGHT + _GROUP_GAP)
        for group in row:
            parts += _group_parts(group, x, y, theme)
            x += group.width + _BETWEEN_GROUPS
    says = "; ".join(f"{g.heading.lower()}: {', '.join(i.text for i in g.items)}" for g in groups)
    return Shape(id="legend", layer=Layer.FRAME, element=Element(kind="legend", id="legend"), bounds=rect.grown(1),
                 parts=tuple(parts), title="Legend", description=says)


def _pieces(group: Group, room: float) -> list[Group]:
    """The group, or where it is wider than the room several, all but the first without a heading."""
    pieces: list[list[Item]] = [[]]
    used = 0.0
    for item in group.items:
        if pieces[-1] and used + item.width > room:
            pieces.append([])
            used = 0.0
        pieces[-1].append(item)
        used += item.width + _BETWEEN_ITEMS
    return [Group(group.heading if i == 0 else "", tuple(items)) for i, items in enumerate(pieces)]


def _rows(groups: list[Group], widest: float) -> list[list[Group]]:
    rows: list[list[Group]] = [[]]
    used = 0.0
    for group in groups:
        if rows[-1] and used + group.width > widest:
            rows.append([])
            used = 0.0
        rows[-1].append(group)
        used += group.width + _BETWEEN_GROUPS
    return rows


def _group_parts(group: Group, x: float, y: float, theme: Theme) -> list[Part]:
    parts: list[Part] = []
    if group.heading:
        parts.append(TextPart(group.heading, Point(x, y + 9), _HEAD_FONT, theme.muted,
                              measure(group.heading, _HEAD_FONT)))
    middle = y + 23
    for item in group.items:
        parts += item.draw(x, middle)
        at = Point(x + (item.sample + 6 if item.sample else 0), middle + 3.8)
        parts.append(TextPart(item.text, at, _FONT, theme.ink, measure(item.text, _FONT)))
        x += item.width + _BETWEEN_ITEMS
    return parts
