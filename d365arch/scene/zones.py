"""The shapes of zones, and of free notes on a drawing."""

from __future__ import annotations

from d365arch.model.geometry import Point, Rect
from d365arch.model.view import ViewNote
from d365arch.model.vocabulary import Platform
from d365arch.scene.looks import ZONE_FONT, ZoneLook
from d365arch.scene.parts import Element, Font, Layer, Part, RectPart, Shape, Stroke, TextPart
from d365arch.scene.text import measure, plain, wrap
from d365arch.scene.theme import Theme

RADIUS = 12.0
TITLE_LEFT = 16.0
TITLE_BASE = 23.0
NOTE_FONT = Font(11)
_NOTE_LINE = 15.0
_NOTE_PAD = 10.0
NOTE_WIDTH = 200.0


def zone_shape(look: ZoneLook, rect: Rect, theme: Theme) -> Shape:
    """A container; its border has the platform's color where it holds just one D365 platform."""
    plainly = look.platform is Platform.OTHER
    color = theme.muted if plainly else theme.platform(look.platform)
    stroke = Stroke(theme.zone_line, 1) if plainly else Stroke(color, 1.6)
    at = Point(rect.x + TITLE_LEFT, rect.y + TITLE_BASE)
    parts: tuple[Part, ...] = (
        RectPart(rect, theme.zone, stroke, RADIUS),
        TextPart(look.name, at, ZONE_FONT, color, measure(look.name, ZONE_FONT)),
    )
    return Shape(id=f"zone-{look.id}", layer=Layer.ZONE, element=Element(kind="zone", id=look.id), bounds=rect.grown(1),
                 parts=parts, title=look.title, description=look.says)


def note_shape(note: ViewNote, at: Point, theme: Theme) -> Shape:
    """Free text on a pale sheet, as wide as the person made it and at least as high as its text."""
    width = note.size.width if note.size else NOTE_WIDTH
    lines = wrap(plain(note.text or ""), NOTE_FONT, max(20.0, width - 2 * _NOTE_PAD))
    height = max(note.size.height if note.size else 0.0, len(lines) * _NOTE_LINE + 2 * _NOTE_PAD - 2)
    rect = Rect(at.x, at.y, width, height)
    parts: list[Part] = [RectPart(rect, theme.note, Stroke(theme.note_line, 1), 6)]
    for i, line in enumerate(lines):
        base = Point(rect.x + _NOTE_PAD, rect.y + _NOTE_PAD + 10 + i * _NOTE_LINE)
        parts.append(TextPart(line, base, NOTE_FONT, theme.ink, measure(line, NOTE_FONT)))
    return Shape(id=f"note-{note.id}", layer=Layer.LABEL, element=Element(kind="note", id=note.id),
                 bounds=rect.grown(1), parts=tuple(parts), title="Note", description=plain(note.text or ""))
