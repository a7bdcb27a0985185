"""The shapes of integrations: a line with its ring and head, its label, and its dots on a trunk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from d365arch.layout.request import Route
from d365arch.model.geometry import Point, Rect
from d365arch.model.vocabulary import DataFlow
from d365arch.scene import marks
from d365arch.scene.boxes import tab_parts
from d365arch.scene.bundles import TALLY_ROOM, TALLY_TAB, tally_width
from d365arch.scene.index import distance
from d365arch.scene.looks import LABEL_FONT, PILL_MARK, PILL_PAD, PILL_WARNING, LineLook
from d365arch.scene.marks import Pen
from d365arch.scene.parts import Anchor, Element, LateShape, Layer, LinePart, Part, RectPart, Shape, Stroke, TextPart
from d365arch.scene.text import measure
from d365arch.scene.theme import Theme
from d365arch.scene.trunks import Routed, Shared, cut, length

CORNER = 7.0
NOTHING = Shared()


def _path(look: LineLook, route: Route, pen: Pen, shared: Shared = NOTHING) -> tuple[Point, ...]:
    """The line as drawn: from the ring to where the head begins, without what another line of the trunk draws."""
    points = route.points
    back = marks.BACK[look.style.head] * pen.scale
    # Lines part and join in curves, so that the other one is followed for the length of a corner.
    start = max(shared.start - CORNER, back if look.mutual else 2 * marks.RING * pen.scale + marks.RING_GAP)
    end = max(shared.end - CORNER, back)
    if start + end >= length(points) - 0.5:
        start = end = max(0.0, min(start, end, length(points) / 3))
    return cut(cut(points, start)[::-1], end)[::-1]


def _pieces(path: tuple[Point, ...], junctions: tuple[Point, ...]) -> list[tuple[Point, ...]]:
    """The path in pieces that meet at its dots, where a corner is not rounded."""
    cuts = [i for i in range(1, len(path) - 1) if path[i] in junctions]
    return [path[a:b + 1] for a, b in pairwise([0, *cuts, len(path) - 1])]


Halo = tuple[tuple[Point, ...], float]
"""The path of a halo, and its width."""
Halos = tuple[Halo, ...]
"""The halos that a line paints."""


def halo_of(routed: Routed, pen: Pen) -> Halo:
    """The halo of a line."""
    look, route = routed
    return _path(look, route, pen), pen.width + marks.HALO


def line_shape(look: LineLook, route: Route, halos: Halos, shared: Shared, *, pen: Pen, theme: Theme) -> Shape:
    """The line from the initiator to the called side.

    The first line of a trunk paints the halos of all, so that they do not cut each other where they join; the others
    leave out what is drawn already.
    """
    points = route.points
    bounds = Rect.around(p for path in (points, *(path for path, _ in halos)) for p in path).grown(8 * pen.scale)
    return LateShape.of(partial(_line_parts, (look, route), halos, shared, pen, theme), id=f"line-{look.id}",
                        layer=Layer.LINE, element=_element(look), bounds=bounds, title=look.title,
                        description=look.says, path=points, members=_members(look), tint=pen.color)


def _line_parts(routed: Routed, halos: Halos, shared: Shared, pen: Pen, theme: Theme) -> tuple[Part, ...]:
    look, route = routed
    points = route.points
    style = look.style
    start, end = points[0], points[-1]
    parts: list[Part] = [LinePart(path, Stroke(theme.ground, width), CORNER) for path, width in halos]
    stroke = stroke_of(look, pen)
    parts += [LinePart(piece, stroke, CORNER) for piece in _pieces(_path(look, route, pen, shared), route.junctions)]
    if shared.start_pen:
        parts += _again(_last(points[::-1], shared.start), stroke_of(look, shared.start_pen), theme.ground)
    if shared.end_pen:
        back = min(marks.BACK[style.head] * shared.end_pen.scale, shared.end / 2)
        parts += _again(_last(points, shared.end, back), stroke_of(look, shared.end_pen), theme.ground)
    if shared.end_pen or not shared.end:
        parts.append(marks.head(style.head, end, points[-2], shared.end_pen or pen, theme.ground))
    if route.label is None:    # the data's way would stand in the label
        parts += _marks_on_line(look, points, pen.color)
    if shared.start_pen or not shared.start:
        begin = shared.start_pen or pen
        parts.append(marks.head(style.head, start, points[1], begin, theme.ground) if look.mutual
                     else marks.ring(start, points[1], begin, theme.ground))
    return tuple(parts)


def _last(points: Sequence[Point], run: float, back: float = 0.0) -> tuple[Point, ...]:
    """The last `run` px of a line without the last `back` of them."""
    return cut(cut(points, length(points) - run)[::-1], back)[::-1]


def _again(path: tuple[Point, ...], stroke: Stroke, ground: str) -> list[Part]:
    """A run that another line drew in its own color: that is wiped away first."""
    return [LinePart(path, Stroke(ground, stroke.width + 1), CORNER), LinePart(path, stroke, CORNER)]


def stroke_of(look: LineLook, pen: Pen) -> Stroke:
    """The stroke of a line; the dashes of its timing are longer where it is wide."""
    return Stroke(pen.color, pen.width, dashes(look.style.dash, pen))


def dashes(dash: tuple[float, ...], pen: Pen) -> tuple[float, ...]:
    """The dashes of a timing, longer on a wide line."""
    return dash if pen.scale == 1 else tuple(round(length * pen.scale, 2) for length in dash)


def _ways(look: LineLook) -> tuple[int, ...]:
    """Which ways data marks point: along the line (1) or against it (-1); none where the data goes with the arrow."""
    if look.mutual:
        return ()
    return {DataFlow.PUSH: (), DataFlow.PULL: (-1,), DataFlow.BOTH: (-1, 1)}[look.data]


def _marks_on_line(look: LineLook, points: tuple[Point, ...], color: str) -> list[Part]:
    """The data marks of a line without a label, in the middle of its longest run."""
    a, b = max(pairwise(points), key=length)
    dx, dy = marks.toward(a, b)
    ways = _ways(look)
    apart = 4.0 if len(ways) > 1 else 0.0
    middle = Point((a.x + b.x) / 2, (a.y + b.y) / 2)
    return [marks.data_mark(middle.moved(dx * way * apart, dy * way * apart), dx * way, dy * way, color)
            for way in ways]


def label_shape(look: LineLook, route: Route, pen: Pen, theme: Theme) -> Shape | None:
    """The pill on the line with the integration's name; none where the layout found no room for it."""
    rect = route.label
    if rect is None:
        return None
    return LateShape.of(partial(_label_parts, look, route, rect, pen, theme), id=f"label-{look.id}", layer=Layer.LABEL,
                        element=_element(look), bounds=rect.grown(2), title=look.title, description=look.says,
                        members=_members(look))


def _label_parts(look: LineLook, route: Route, rect: Rect, pen: Pen, theme: Theme) -> tuple[Part, ...]:
    color = pen.color
    border = Stroke(theme.hub, 1, marks.VIA_DASH) if look.via else Stroke(theme.pill_line, 1)
    parts: list[Part] = [RectPart(rect, theme.pill, border, rect.height / 2)]
    dx, dy = _heading(route.points, rect.center)
    ways = _ways(look)
    left, right = rect.left + PILL_PAD, rect.right - PILL_PAD
    middle = rect.center.y
    if look.against:
        parts += marks.warning(left - 3, middle, theme.inbound, theme.pill)
        left += PILL_WARNING
    for way in ways:
        to = (dx * way, dy * way)
        if len(ways) > 1 and min(to) < 0:
            parts.append(marks.data_mark(Point(left + 2.5, middle), *to, color))
            left += PILL_MARK
        else:
            parts.append(marks.data_mark(Point(right - 2.5, middle), *to, color))
            right -= PILL_MARK
    ink = theme.ink if look.active else theme.muted
    if look.mixed:
        parts += _tally(look, right, middle, ink=ink, theme=theme)
        right -= sum(tally_width(count) for _, count in look.tally)
    parts.append(TextPart(look.label, Point((left + right) / 2, middle + 3.8), LABEL_FONT, ink,
                          measure(look.label, LABEL_FONT), Anchor.MIDDLE))
    return tuple(parts)


def _tally(look: LineLook, right: float, middle: float, *, ink: str, theme: Theme) -> Iterator[Part]:
    """Each timing of a mixed line by its tab and its count, at the right of the pill."""
    for timing, count in reversed(look.tally):
        text = f"{count:,}"
        width = measure(text, LABEL_FONT)
        yield TextPart(text, Point(right - width, middle + 3.8), LABEL_FONT, ink, width)
        tab = Rect(right - width - TALLY_ROOM - TALLY_TAB, middle - 5, TALLY_TAB, 10)
        yield from tab_parts((timing,) if timing else (), tab, theme)
        right -= tally_width(count)


def junction_shape(look: LineLook, route: Route, pen: Pen) -> Shape | None:
    """The dots where the line leaves a trunk; above all lines, so that no halo cuts them."""
    if not route.junctions:
        return None
    return Shape(id=f"junction-{look.id}", layer=Layer.LABEL, element=_element(look),
                 bounds=Rect.around(route.junctions).grown(5), title=look.title, description=look.says,
                 parts=tuple(marks.dot(p, pen.color, 3.2 * pen.scale) for p in route.junctions))


def _members(look: LineLook) -> tuple[Element, ...]:
    """The integrations that a line of several stands for."""
    return tuple(Element(kind="integration", id=each.id) for each in look.integrations) if look.parts else ()


def _element(look: LineLook) -> Element:
    return Element(kind="bundle" if look.parts else "integration", id=look.id)


def _heading(points: tuple[Point, ...], at: Point) -> tuple[float, float]:
    """Direction of the line, towards the called side, where it is nearest to a point."""
    best, heading = float("inf"), (1.0, 0.0)
    for a, b in pairwise(points):
        far = distance((a, b), at)
        if far < best:
            best, heading = far, marks.toward(a, b)
    return heading
