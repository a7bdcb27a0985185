"""Free text on a drawing: on a pale sheet or just letters, with a thin line to what it is about."""

from __future__ import annotations

from collections.abc import Mapping

from d365arch.layout.request import Placement
from d365arch.model.geometry import Point, Rect
from d365arch.model.view import ViewNote
from d365arch.model.vocabulary import NoteStyle
from d365arch.scene.parts import Element, EllipsePart, Font, Layer, LinePart, Part, RectPart, Shape, Stroke, TextPart
from d365arch.scene.text import measure, plain, wrap
from d365arch.scene.theme import Theme

NOTE_WIDTH = 200.0
"""Width of a note that nobody has sized, in px."""

LEAST_NOTE = 48.0
"""A note is at least this wide, in px."""

Placed = tuple[ViewNote, Rect, Rect | None]
"""A note, where it stands, and where what it is about stands."""

_GAP = 24.0
_DOT = 2.5
_PAPER = Font(12)
_PLAIN = Font(14)


def note_font(note: ViewNote) -> Font:
    """The letters of a note: free text is a little larger than what stands on paper."""
    return _PLAIN if note.style is NoteStyle.PLAIN else _PAPER


def note_padding(note: ViewNote) -> float:
    """Room between the border of a note and its letters, in px."""
    return 4.0 if note.style is NoteStyle.PLAIN else 10.0


def line_height(font: Font) -> float:
    """From one line of a note to the next, in px."""
    return round(font.size * 1.36)


def note_rect(note: ViewNote, at: Point) -> Rect:
    """Where a note stands: as wide as it was made, at least as high as its text."""
    width = max(LEAST_NOTE, note.size.width) if note.size else NOTE_WIDTH
    text = len(_lines(note, width)) * line_height(note_font(note)) + 2 * note_padding(note)
    return Rect(at.x, at.y, width, max(note.size.height if note.size else 0.0, text))


def _lines(note: ViewNote, width: float) -> list[str]:
    """The text as it is broken; the line breaks of the person stay."""
    font, room = note_font(note), max(20.0, width - 2 * note_padding(note))
    return [line for part in (note.text or "").splitlines() or [""] for line in wrap(plain(part), font, room) or [""]]


def placed_notes(notes: tuple[ViewNote, ...], placement: Placement, folded: Mapping[str, str]) -> tuple[Placed, ...]:
    """Where each note and what it is about stands; notes without a place stand below the drawing, one under the other.

    `folded` names the box that stands for a system.
    """
    found: list[Placed] = []
    below = placement.bounds.bottom + _GAP
    for note in notes:
        rect = note_rect(note, note.at or Point(placement.bounds.left, below))
        if note.at is None:
            below = rect.bottom + _GAP
        found.append((note, rect, _target(note.on, placement, folded)))
    return tuple(found)


def _target(on: str | None, placement: Placement, folded: Mapping[str, str]) -> Rect | None:
    """Where the element stands that a note is about; none where it is not drawn, or the note is about none."""
    if on is None:
        return None
    system = on.partition(".")[0]
    if rect := placement.boxes.get(folded.get(system, system)) or placement.zones.get(on):
        return rect
    route = placement.routes.get(on)
    if route is None or not route.points:
        return None
    return route.label or Rect(*route.points[len(route.points) // 2], 0, 0)


def note_shapes(notes: tuple[Placed, ...], theme: Theme) -> list[Shape]:
    """The notes of a view, with the lines to what they are about."""
    return [shape for note, rect, target in notes for shape in _shapes(note, rect, target, theme)]


def _shapes(note: ViewNote, rect: Rect, target: Rect | None, theme: Theme) -> tuple[Shape, ...]:
    """The note and, where it is about something, the line that leads there."""
    element, text = Element(kind="note", id=note.id), plain(note.text or "")
    font, pad = note_font(note), note_padding(note)
    parts: list[Part] = []
    if note.style is not NoteStyle.PLAIN:
        parts.append(RectPart(rect, theme.note, Stroke(theme.note_line, 1), 6))
    for number, line in enumerate(_lines(note, rect.width)):
        base = Point(rect.x + pad, rect.y + pad + font.size - 1 + number * line_height(font))
        if line:
            parts.append(TextPart(line, base, font, theme.ink, measure(line, font)))
    shape = Shape(id=f"note-{note.id}", layer=Layer.LABEL, element=element, bounds=rect.grown(1), parts=tuple(parts),
                  title="Note", description=text)
    leader = _leader(rect, target) if target else None
    if leader is None:
        return (shape,)
    start, end = leader
    dot = Rect(end.x - _DOT, end.y - _DOT, 2 * _DOT, 2 * _DOT)
    line_parts: tuple[Part, ...] = (LinePart(leader, Stroke(theme.muted, 1, (3, 3))), EllipsePart(dot, theme.muted))
    return (Shape(id=f"leader-{note.id}", layer=Layer.LINE, element=element, bounds=Rect.around(leader).grown(4),
                  parts=line_parts, title="Note", description=text, path=(start, end)), shape)


def _leader(rect: Rect, target: Rect) -> tuple[Point, Point] | None:
    """The shortest straight line between two rectangles; none where they touch."""
    x_a, x_b = _nearest(rect.left, rect.right, target.left, target.right)
    y_a, y_b = _nearest(rect.top, rect.bottom, target.top, target.bottom)
    return None if (x_a, y_a) == (x_b, y_b) else (Point(x_a, y_a), Point(x_b, y_b))


def _nearest(low_a: float, high_a: float, low_b: float, high_b: float) -> tuple[float, float]:
    """The values of two ranges that are nearest to each other; in the middle of what they share."""
    if high_a < low_b:
        return high_a, low_b
    if high_b < low_a:
        return low_a, high_b
    middle = (max(low_a, low_b) + min(high_a, high_b)) / 2
    return middle, middle
