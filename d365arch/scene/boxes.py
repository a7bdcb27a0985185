"""The shapes of systems: a header and a row for each endpoint."""

from __future__ import annotations

from d365arch.model.geometry import Point, Rect
from d365arch.model.vocabulary import Role, Timing
from d365arch.scene import marks
from d365arch.scene.looks import (
    ARROW,
    FACTS_FONT,
    HEADER,
    NAME_FONT,
    NOTE_FONT,
    RIGHT_PAD,
    ROW,
    ROW_FONT,
    ROW_LEFT,
    TEXT_LEFT,
    BoxLook,
    RowLook,
)
from d365arch.scene.palette import Category
from d365arch.scene.parts import (
    Anchor,
    Element,
    Fill,
    Gradient,
    HitArea,
    Layer,
    LinePart,
    Part,
    PathPart,
    RectPart,
    ShadowPart,
    Shape,
    Stroke,
    TextPart,
)
from d365arch.scene.text import measure
from d365arch.scene.theme import Theme

RADIUS = 8.0
ICON = 18.0
_DRAWN_HEADER = 40.0
UNSTATED_DASH = (3.0, 3.0)


def box_shape(look: BoxLook, rect: Rect, order: tuple[str, ...], theme: Theme,
              category: Category | None = None) -> Shape:
    """The shape of a system in its rectangle, with its rows in the order that the layout chose.

    Edge, icon and header are those of its platform, or of the category that a perspective puts it in.
    """
    rows = {r.id: r for r in look.rows}
    parts: list[Part] = []
    parts += _body(look, rect, theme, category)
    parts += _header(look, rect, theme, category)
    hits: list[HitArea] = []
    for i, row in enumerate(rows[r] for r in order):
        area = Rect(rect.x, rect.y + HEADER + i * ROW, rect.width, ROW)
        first = len(parts)
        if i:
            start = Point(area.x + ROW_LEFT, area.y)
            parts.append(LinePart((start, Point(area.right - RIGHT_PAD, area.y)), Stroke(theme.separator, 1)))
        parts += _row(row, area, look.role, theme)
        element = Element(kind="endpoint", id=f"{look.id}.{row.id}")
        hits.append(HitArea(element=element, rect=area, first=first, last=len(parts),
                            title=f"{row.name}: {row.says}" if row.says else row.name))
    own = look.id.partition(".")[2] if look.holds else look.id
    return Shape(id=f"{look.kind}-{own}", layer=Layer.BOX, element=Element(kind=look.kind, id=own),
                 bounds=rect.grown(8), parts=tuple(parts), title=look.title, description=look.says, hits=tuple(hits),
                 members=tuple(Element(kind="system", id=system) for system in look.holds))


def _body(look: BoxLook, rect: Rect, theme: Theme, category: Category | None) -> list[Part]:
    parts: list[Part] = []
    if theme.shadow_opacity:
        parts.append(ShadowPart(rect, theme.shadow, RADIUS, opacity=theme.shadow_opacity))
    hub = look.role is Role.HUB
    border = Stroke(theme.hub, 1.8) if hub else Stroke(theme.border, 1)
    parts.append(RectPart(rect, theme.box, border, RADIUS))
    inner = rect.grown(-0.5)
    fill = theme.hub if hub else category.fill if category else theme.header
    if look.rows:
        parts.append(RectPart(Rect(inner.x, inner.y, inner.width, _DRAWN_HEADER - 0.5), fill, None, RADIUS - 0.5,
                              top_only=True))
    else:
        parts.append(RectPart(inner, fill, None, RADIUS - 0.5))
    if look.role is Role.DATA_STORE or look.holds:    # a second edge at the foot: there is more inside
        y = rect.bottom - 4
        parts.append(LinePart((Point(rect.x + 1.2, y), Point(rect.right - 1.2, y)), Stroke(theme.border, 1)))
    if category or not hub:
        at = rect.grown(2.4) if hub else rect    # beside the dark border, where it is seen
        foot = rect.y + RADIUS + 0.5
        edge = Point(at.x, foot), Point(at.x, at.y), Point(at.right, at.y), Point(at.right, foot)
        parts.append(LinePart(edge, edge_stroke(category) if category else Stroke(theme.platform(look.platform), 2.6),
                              RADIUS + rect.x - at.x))
    return parts


def edge_stroke(category: Category) -> Stroke:
    """The upper edge of what belongs to a category; dashed where nothing states it."""
    return Stroke(category.color, 3.4) if category.stated else Stroke(category.color, 1.8, UNSTATED_DASH)


def _header(look: BoxLook, rect: Rect, theme: Theme, category: Category | None) -> list[Part]:
    hub = look.role is Role.HUB
    ink, muted = (theme.hub_ink, theme.hub_muted) if hub else (theme.ink, theme.muted)
    middle = rect.y + (_DRAWN_HEADER if look.rows else rect.height) / 2 + 1
    color = theme.hub_ink if hub else category.icon if category else theme.platform(look.platform)
    stroke = Stroke(color, 1.4, round_cap=True)
    at = Point(rect.x + 12, middle - ICON / 2)
    parts: list[Part] = [PathPart(" ".join(look.icon), at, ICON / 24, stroke=stroke)] if look.icon else []
    left = rect.x + TEXT_LEFT
    if look.facts:
        parts.append(TextPart(look.name, Point(left, middle - 1.5), NAME_FONT, ink, measure(look.name, NAME_FONT)))
        parts.append(TextPart(look.facts, Point(left, middle + 12), FACTS_FONT, muted,
                              measure(look.facts, FACTS_FONT)))
    else:
        parts.append(TextPart(look.name, Point(left, middle + 4.6), NAME_FONT, ink, measure(look.name, NAME_FONT)))
    return parts


def _row(row: RowLook, area: Rect, role: Role, theme: Theme) -> list[Part]:
    middle = area.y + ROW / 2
    parts: list[Part] = []
    if role is Role.HUB:
        parts.append(PathPart(marks.CHANNEL, Point(area.x + 11, middle - 4), stroke=Stroke(theme.hub, 1.6)))
        left = area.x + ROW_LEFT + 2
    else:
        parts += tab_parts(row.timings, Rect(area.x + 10, middle - 8, 6, 16), theme)
        left = area.x + ROW_LEFT
    width = measure(row.name, ROW_FONT)
    parts.append(TextPart(row.name, Point(left, middle + 4), ROW_FONT, theme.ink, width))
    at = left + width + 7
    for wanted, up, color in ((row.outbound, True, theme.outbound), (row.inbound, False, theme.inbound)):
        if wanted:
            parts.append(marks.arrow(up, at, middle, color))
            at += ARROW - 1
    if row.note:
        parts.append(TextPart(row.note, Point(area.right - RIGHT_PAD, middle + 3.6), NOTE_FONT, theme.faint,
                              measure(row.note, NOTE_FONT), Anchor.END))
    return parts


_TAB_PIECES = {Timing.ASYNCHRONOUS: 2, Timing.NEAR_REAL_TIME: 3}
_TAB_GAP = 1.6


def tab_parts(timings: tuple[Timing, ...], rect: Rect, theme: Theme) -> list[Part]:
    """The tab of a row, cut as its lines are dashed, so that it also reads in grey: whole, in two, in three."""
    count = _TAB_PIECES.get(timings[0], 1) if len(timings) == 1 else 1
    height = (rect.height - (count - 1) * _TAB_GAP) / count
    fill, radius = tab_fill(timings, theme), 2.0 if count == 1 else 1.2
    pieces = (Rect(rect.x, rect.y + i * (height + _TAB_GAP), rect.width, height) for i in range(count))
    return [RectPart(piece, fill, None, radius) for piece in pieces]


def tab_fill(timings: tuple[Timing, ...], theme: Theme) -> Fill:
    """Color of a row's tab: that of its timing, or a gradient where it works in several."""
    colors = tuple(theme.timing(t).tab for t in timings)
    if not colors:
        return theme.timing(None).tab
    return colors[0] if len(colors) == 1 else Gradient(colors)
