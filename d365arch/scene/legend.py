"""The legend: what occurs in the picture, with its real colors, dashes, heads and counts, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from d365arch.model.geometry import Point, Rect
from d365arch.model.vocabulary import DataFlow, Platform, Role, Timing
from d365arch.scene import marks
from d365arch.scene.boxes import tab_parts
from d365arch.scene.looks import BoxLook, LineLook
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
from d365arch.scene.text import measure
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

_PLATFORM_NAMES = {Platform.FINANCE_OPERATIONS: "Finance and Operations", Platform.DATAVERSE: "Dataverse",
                   Platform.BOTH: "both platforms"}

Draw = Callable[[float, float], list[Part]]
"""Parts of a sample at its left end and middle height."""


@dataclass(frozen=True)
class _Item:
    sample: float
    draw: Draw
    text: str

    @property
    def width(self) -> float:
        return self.sample + (6 if self.sample else 0) + measure(self.text, _FONT)


@dataclass(frozen=True)
class _Group:
    heading: str
    items: tuple[_Item, ...]

    @property
    def width(self) -> float:
        items = sum(i.width for i in self.items) + _BETWEEN_ITEMS * (len(self.items) - 1)
        return max(items, measure(self.heading, _HEAD_FONT))


@dataclass(frozen=True)
class Present:
    """What a picture holds that a legend explains; equal pictures have equal legends."""

    timings: tuple[tuple[Timing | None, int], ...]
    tabs: tuple[Timing, ...]
    outbound: bool
    inbound: bool
    against: bool
    both: bool
    mutual: bool
    inactive: int
    platforms: tuple[Platform, ...]
    hubs: bool
    channels: bool


def present(boxes: list[BoxLook], lines: list[LineLook]) -> Present:
    """What occurs among the boxes and lines that are drawn."""
    counts: dict[Timing | None, int] = {}
    for line in lines:
        counts[line.timing] = counts.get(line.timing, 0) + line.count
    tabs = {t for b in boxes for r in b.rows for t in r.timings}
    platforms = {b.platform for b in boxes if b.role is not Role.HUB}
    return Present(
        tabs=() if lines else tuple(t for t in Timing if t in tabs),
        timings=tuple((t, counts[t]) for t in (*Timing, None) if t in counts),
        outbound=any(r.outbound for b in boxes for r in b.rows), inbound=any(r.inbound for b in boxes for r in b.rows),
        against=any(line.data is DataFlow.PULL for line in lines),
        both=any(line.data is DataFlow.BOTH and not line.mutual for line in lines),
        mutual=any(line.mutual for line in lines), inactive=sum(line.count for line in lines if not line.active),
        platforms=tuple(p for p in _PLATFORM_NAMES if p in platforms),
        hubs=any(b.role is Role.HUB for b in boxes), channels=any(b.role is Role.HUB and b.rows for b in boxes),
    )


def _groups(what: Present, theme: Theme) -> list[_Group]:
    groups = []
    if what.timings:
        groups.append(_Group("TIMING", tuple(_timing(t, n, theme) for t, n in what.timings)))
        line = [_Item(0, _nothing, "ring starts, head is contacted")]
        if what.mutual:
            line.append(_Item(0, _nothing, "two heads: either"))
        if what.inactive:
            line.append(_Item(24, lambda x, y: [_plain_line(x, y, 24, theme.inactive)],
                              f"switched off {what.inactive}"))
        groups.append(_Group("LINE", tuple(line)))
    if what.tabs:
        groups.append(_Group("TIMING", tuple(_tab(t, theme) for t in what.tabs)))
    arrows = [(what.outbound, True, theme.outbound, "D365"), (what.inbound, False, theme.inbound, "other side")]
    starts = tuple(_arrow(up, color, text) for wanted, up, color, text in arrows if wanted)
    if starts:
        groups.append(_Group("STARTED BY", starts))
    if what.against or what.both:
        groups.append(_Group("DATA", (_Item(6, lambda x, y: [marks.data_mark(Point(x + 3, y), 1, 0, theme.muted)],
                                            "flows"),)))
    if what.platforms:
        groups.append(_Group("PLATFORM", tuple(_platform(p, theme) for p in what.platforms)))
    if what.hubs:
        items = [_Item(14, lambda x, y: [RectPart(Rect(x, y - 5, 14, 10), theme.hub, None, 3)], "middleware")]
        if what.channels:
            glyph = Stroke(theme.hub, 1.6)
            items.append(_Item(8, lambda x, y: [PathPart(marks.CHANNEL, Point(x, y - 4), stroke=glyph)], "channel"))
        groups.append(_Group("HUB", tuple(items)))
    return groups


def _nothing(_x: float, _y: float) -> list[Part]:
    return []


def _plain_line(x: float, y: float, width: float, color: str) -> LinePart:
    return LinePart((Point(x, y), Point(x + width, y)), Stroke(color, marks.LINE_WIDTH))


def _timing(timing: Timing | None, count: int, theme: Theme) -> _Item:
    style, colors = LINE_STYLES[timing], theme.timing(timing)

    def draw(x: float, y: float) -> list[Part]:
        start, tip = Point(x + 12, y), Point(x + 12 + _SAMPLE, y)
        path = (start.moved(2 * marks.RING + marks.RING_GAP, 0), tip.moved(-marks.BACK[style.head], 0))
        return [
            *tab_parts((timing,) if timing else (), Rect(x, y - 8, 6, 16), theme),
            LinePart(path, Stroke(colors.line, marks.LINE_WIDTH, style.dash)),
            marks.ring(start, tip, colors.line, theme.ground),
            marks.head(style.head, tip, start, colors.line, theme.ground),
        ]

    return _Item(12 + _SAMPLE, draw, f"{timing or 'not stated'} {count}")


def _tab(timing: Timing, theme: Theme) -> _Item:
    return _Item(6, lambda x, y: tab_parts((timing,), Rect(x, y - 8, 6, 16), theme), timing.value)


def _arrow(up: bool, color: str, text: str) -> _Item:
    return _Item(10, lambda x, y: [marks.arrow(up, x, y, color)], text)


def _platform(platform: Platform, theme: Theme) -> _Item:
    color = theme.platform(platform)

    def draw(x: float, y: float) -> list[Part]:
        return [LinePart((Point(x + 1, y), Point(x + 9, y)), Stroke(color, 2.6, round_cap=True))]

    return _Item(10, draw, _PLATFORM_NAMES[platform])


def legend_shape(what: Present, left: float, top: float, widest: float, theme: Theme) -> Shape | None:
    """The legend with its top left corner there, wrapped to at most `widest` px; none where nothing needs one."""
    groups = _groups(what, theme)
    if not groups:
        return None
    rows = _rows(groups, widest - 2 * _PAD)
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


def _rows(groups: list[_Group], widest: float) -> list[list[_Group]]:
    rows: list[list[_Group]] = [[]]
    used = 0.0
    for group in groups:
        if rows[-1] and used + group.width > widest:
            rows.append([])
            used = 0.0
        rows[-1].append(group)
        used += group.width + _BETWEEN_GROUPS
    return rows


def _group_parts(group: _Group, x: float, y: float, theme: Theme) -> list[Part]:
    parts: list[Part] = [TextPart(group.heading, Point(x, y + 9), _HEAD_FONT, theme.muted,
                                  measure(group.heading, _HEAD_FONT))]
    middle = y + 23
    for item in group.items:
        parts += item.draw(x, middle)
        at = Point(x + (item.sample + 6 if item.sample else 0), middle + 3.8)
        parts.append(TextPart(item.text, at, _FONT, theme.ink, measure(item.text, _FONT)))
        x += item.width + _BETWEEN_ITEMS
    return parts
