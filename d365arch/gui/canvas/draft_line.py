"""The line of a connection that is being made, painted as it will look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from d365arch.catalog.connecting import side_at
from d365arch.gui.canvas.connect_choices import NewSystem, Target
from d365arch.gui.canvas.draft import draft_timing, elbow, line_parts, new_integration
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.painter import prepare, rectf
from d365arch.gui.canvas.places import Port
from d365arch.gui.canvas.ports import facing, port_towards
from d365arch.gui.fonts import FAMILY
from d365arch.layout.request import Link, Side
from d365arch.layout.reroute import route_of
from d365arch.model import End, Integration
from d365arch.model.geometry import Point, Rect
from d365arch.model.vocabulary import Timing
from d365arch.scene.looks import line_look
from d365arch.scene.parts import Part

_DRAFT = "\N{HORIZONTAL ELLIPSIS}"
"""Id of a line that is no integration yet; no id of a file can be the same."""


def paint_draft(view: Canvas, painter: QPainter, source: Port, target: Port | None, free_end: Point, *,
                reverse: bool = False, timing: Timing | None = None, promised: tuple[Point, ...] = ()) -> None:
    """A draft line from a port to a target or, without one, to a point of the scene; `reverse` starts it there.

    A stated `timing` decides about its look; else what the catalog says of the ends does. `promised` is the way to the
    target, if it is known.
    """
    if target:
        source, target = facing(view, source.end, target.end) or (source, target)
        outline = QColor(view.theme.accent)
        painter.setPen(QPen(outline, 2))
        outline.setAlpha(28)
        painter.setBrush(outline)
        rect: Rect = view.viewport.rect_to_screen(target.rect).grown(1)
        painter.drawRoundedRect(rectf(rect), 5, 5)
        route = promised or elbow(source.at, source.side, target.at, target.side)
    else:
        if source.end.endpoint or _turns_back(source, free_end):
            source = port_towards(view, source.end, free_end) or source
        route = elbow(source.at, source.side, free_end, None)
    other = target.end if target else None
    facts = view.editor.facts
    wanted = timing or (draft_timing(facts, other, source.end) if reverse and other
                        else draft_timing(facts, source.end, other))
    _paint(view, painter, line_parts(wanted, route[::-1] if reverse else route, view.theme))


def _turns_back(source: Port, free_end: Point) -> bool:
    """Whether a line to a point would run through the box that it leaves."""
    rect = source.rect
    return (source.side is Side.RIGHT and free_end.x < rect.right) or (source.side is Side.LEFT and free_end.x > rect.x)


def promised_route(view: Canvas, source: End, target: End, integration: str = "") -> tuple[Point, ...]:
    """How the layout would lead a line between two ends, new or of an integration; empty where it cannot tell."""
    drawing = view.editor.drawing
    if drawing is None:
        return ()
    rows = drawing.placement.rows
    boxes = drawing.placement.boxes
    if source.system not in boxes or target.system not in boxes:
        return ()
    facts = view.editor.facts
    known = facts.landscape.integration_by_id.get(integration)
    draft = replace(known, from_=source, to=target) if known else new_integration(facts, source, target)
    systems = facts.landscape.system_by_id
    link = Link(id=integration or _DRAFT, source=source.system, target=target.system,
                source_row=source.endpoint if source.endpoint in rows.get(source.system, ()) else None,
                target_row=target.endpoint if target.endpoint in rows.get(target.system, ()) else None,
                label=line_look(facts, draft).size, style=str(facts.timing(draft)),
                straight=all(facts.platform(systems.get(end.system)).is_d365 for end in (source, target)))
    route = route_of(drawing.request, drawing.placement, link)
    return route.points if route else ()


def paint_choice(view: Canvas, painter: QPainter, end: End, target: Target, at: Point, *, reverse: bool) -> None:
    """The line to what would be chosen: an end of the drawing, or a new system, shown as an outline at a point."""
    box = view.box_rect(end.system)
    if box is None:
        return
    if isinstance(target, NewSystem):
        other: Port | None = _outline(view, painter, target, at, ahead=at.x >= box.center.x)
    else:
        there = target if isinstance(target, End) else End(target.system)
        other = port_towards(view, there, box.center)
    if other is None:
        return
    port = port_towards(view, end, other.at if isinstance(target, NewSystem) else other.rect.center)
    if port is None:
        return
    facts = view.editor.facts
    known = [side_at(facts, end).timings, _timings(view, target)]
    both = [timing for timing in known[0] if timing in known[1]]
    timing = next(iter(both or [t for timings in known for t in timings]), None)
    ports = (other, port) if reverse else (port, other)
    if not isinstance(target, NewSystem):
        ports = facing(view, ports[0].end, ports[1].end) or ports
    _paint(view, painter, line_parts(timing, elbow(ports[0].at, ports[0].side, ports[1].at, ports[1].side), view.theme))


def _timings(view: Canvas, target: Target) -> tuple[Timing, ...]:
    catalog = view.editor.catalog
    if isinstance(target, End):
        return side_at(view.editor.facts, target).timings
    name = target.endpoint if isinstance(target, NewSystem) else target.type
    kind = catalog.endpoint_types.get(name or "")
    if kind is None and isinstance(target, NewSystem):
        return catalog.system_types[target.type].hub_timing
    return kind.timing if kind else ()


def _outline(view: Canvas, painter: QPainter, target: NewSystem, at: Point, *, ahead: bool) -> Port:
    """The outline of a new system, and the port that faces where the line comes from."""
    rect = Rect(at.x, at.y - 24, 216, 48) if ahead else Rect(at.x - 216, at.y - 24, 216, 48)
    seen = rectf(view.viewport.rect_to_screen(rect))
    accent = QColor(view.theme.accent)
    painter.setPen(QPen(accent, 1.5, Qt.PenStyle.DashLine))
    accent.setAlpha(26)
    painter.setBrush(accent)
    painter.drawRoundedRect(seen, 8 * view.zoom, 8 * view.zoom)
    font = QFont(FAMILY)
    font.setPixelSize(max(9, round(13 * view.zoom)))
    painter.setFont(font)
    painter.setPen(QColor(view.theme.ink))
    painter.drawText(seen, int(Qt.AlignmentFlag.AlignCenter), view.editor.catalog.system_types[target.type].name)
    return Port(End(target.type), at, Side.LEFT if ahead else Side.RIGHT, rect)


def paint_line(view: Canvas, painter: QPainter, integration: Integration, route: tuple[Point, ...]) -> None:
    """The line of an integration as it would run."""
    _paint(view, painter, line_parts(view.editor.facts.timing(integration), route, view.theme))


def _paint(view: Canvas, painter: QPainter, parts: Iterable[Part]) -> None:
    painter.save()
    painter.translate(view.viewport.x, view.viewport.y)
    painter.scale(view.zoom, view.zoom)
    for part in parts:
        prepare(part)(painter)
    painter.restore()


def paint_words(view: Canvas, painter: QPainter, at: Point, words: str, warns: bool) -> None:
    """A small pill beside the pointer that says what would come; bordered in the color of warnings where it warns."""
    font = QFont(FAMILY)
    font.setPixelSize(12)
    width = QFontMetricsF(font).horizontalAdvance(words) + 18
    left = max(4.0, min(at.x + 16, view.width() - width - 4))
    box = QRectF(left, min(at.y + 18, view.height() - 28), width, 24)
    theme = view.theme
    painter.setPen(QPen(QColor(theme.inbound if warns else theme.accent), 1.2))
    painter.setBrush(QColor(theme.box))
    painter.drawRoundedRect(box, 12, 12)
    painter.setFont(font)
    painter.setPen(QColor(theme.ink))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
