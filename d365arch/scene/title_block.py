"""The title block of a sheet: name, view, version, date, authors and sheet number, at the lower right."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.model.geometry import Point, Rect
from d365arch.model.landscape import Landscape
from d365arch.model.view import View
from d365arch.scene.parts import Anchor, Element, Font, Layer, LinePart, Part, RectPart, Shape, Stroke, TextPart, Weight
from d365arch.scene.text import elide, measure, plain
from d365arch.scene.theme import Theme

WIDTH, HEIGHT = 150.0, 25.0
STRIP = 13.0
"""Size in mm on paper; of the low one for drawings on several sheets the height, which is as wide as the sheet."""
_UPPER = 15.0
_PAD = 3.0
_LINE = 0.2
_BORDER = 0.35
_NAME, _VIEW, _LABEL, _VALUE = 5.0, 3.2, 2.1, 3.2
"""Heights of letters in mm, as fonts count them."""


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What a title block says; what nobody stated is empty and has no cell."""

    name: str
    view: str
    cells: tuple[tuple[str, str], ...]


def title_facts(landscape: Landscape, view: View, shown: str) -> TitleFacts:
    """What is known of a landscape and a view; `shown` is the line about state and counts."""
    cells = (
        ("VERSION", plain(landscape.version or "")),
        ("DATE", landscape.date.isoformat() if landscape.date else ""),
        ("AUTHORS" if len(landscape.authors) > 1 else "AUTHOR", plain(", ".join(landscape.authors))),
    )
    return TitleFacts(plain(landscape.name or "") or "Landscape", shown or plain(view.title or ""),
                      tuple(cell for cell in cells if cell[1]))


@dataclass(frozen=True, slots=True)
class Pencil:
    """Draws in mm of paper; `px` is how many px of the scene a mm is, `origin` where the corner of the sheet lies."""

    px: float
    origin: Point

    def at(self, x: float, y: float) -> Point:
        """A point of the sheet in the scene."""
        return Point(self.origin.x + x * self.px, self.origin.y + y * self.px)

    def rect(self, rect: Rect) -> Rect:
        """A rectangle of the sheet in the scene."""
        return Rect(*self.at(rect.x, rect.y), rect.width * self.px, rect.height * self.px)

    def font(self, size: float, weight: Weight = Weight.REGULAR) -> Font:
        """A font of so many mm."""
        return Font(size * self.px, weight)

    def stroke(self, color: str, width: float, dash: tuple[float, ...] = ()) -> Stroke:
        """A stroke of so many mm."""
        return Stroke(color, width * self.px, tuple(each * self.px for each in dash))

    def text(self, text: str, x: float, y: float, font: Font, color: str, *, room: float = 0.0,
             anchor: Anchor = Anchor.START) -> TextPart:
        """A line of text on a base line, cut to `room` mm where that is given."""
        shown = elide(text, font, room * self.px) if room else text
        return TextPart(shown, self.at(x, y), font, color, measure(shown, font), anchor)

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: Stroke) -> LinePart:
        """A straight line."""
        return LinePart((self.at(x1, y1), self.at(x2, y2)), stroke)


def block_rect(facts: TitleFacts, inner: Rect, larger: float = 1.0) -> Rect:
    """Where the title block of a single sheet stands."""
    width, height = min(WIDTH * larger, inner.width), (HEIGHT if facts.cells else _UPPER) * larger
    return Rect(inner.right - width, inner.bottom - height, width, height)


def block_shape(facts: TitleFacts, rect: Rect, pencil: Pencil, theme: Theme, larger: float = 1.0) -> Shape:
    """The block of a single sheet: name and view above, a row of cells below; all of it so much larger."""
    rect = Rect(*(side / larger for side in rect))
    pencil = Pencil(pencil.px * larger, pencil.origin)
    thin = pencil.stroke(theme.border, _LINE)
    parts: list[Part] = [RectPart(pencil.rect(rect), theme.box, pencil.stroke(theme.ink, _BORDER))]
    room = rect.width - 2 * _PAD
    upper = _UPPER
    base = rect.y + upper / 2
    parts.append(pencil.text(facts.name, rect.x + _PAD, base - 0.4, pencil.font(_NAME, Weight.SEMIBOLD), theme.ink,
                             room=room))
    parts.append(pencil.text(facts.view, rect.x + _PAD, base + 4.6, pencil.font(_VIEW), theme.muted, room=room))
    if facts.cells:
        parts.append(pencil.line(rect.x, rect.y + upper, rect.right, rect.y + upper, thin))
        parts += _cells(facts.cells, Rect(rect.x, rect.y + upper, rect.width, rect.height - upper), pencil, theme)
    return _shape(facts, "title-block", pencil.rect(rect), parts)


def strip_shape(facts: TitleFacts, rect: Rect, pencil: Pencil, theme: Theme, *, sheet: tuple[int, int],
                plan: list[Part], plan_width: float) -> Shape:
    """The low block of one sheet of several: name, view, cells, the sheet's number and the plan of all sheets."""
    parts: list[Part] = [RectPart(pencil.rect(rect), theme.box, pencil.stroke(theme.ink, _BORDER))]
    cells = (*facts.cells, ("SHEET", f"{sheet[0]} / {sheet[1]}"))
    wide = [max(measure(value, Font(_VALUE)), measure(label, Font(_LABEL, Weight.SEMIBOLD))) + 2 * _PAD
            for label, value in cells]
    for_cells = min(sum(wide), 0.6 * rect.width)
    right = rect.right - plan_width
    name_room = max(20.0, right - for_cells - rect.x)
    parts.append(pencil.text(facts.name, rect.x + _PAD, rect.y + 5.4, pencil.font(3.8, Weight.SEMIBOLD), theme.ink,
                             room=name_room - 2 * _PAD))
    parts.append(pencil.text(facts.view, rect.x + _PAD, rect.y + 10.2, pencil.font(2.8), theme.muted,
                             room=name_room - 2 * _PAD))
    row = Rect(rect.x + name_room, rect.y, right - rect.x - name_room, rect.height)
    parts.append(pencil.line(row.x, row.y, row.x, row.bottom, pencil.stroke(theme.border, _LINE)))
    parts += _cells(cells, row, pencil, theme)
    parts.append(pencil.line(right, rect.y, right, rect.bottom, pencil.stroke(theme.border, _LINE)))
    return _shape(facts, f"title-block-{sheet[0]}", pencil.rect(rect), [*parts, *plan])


def _cells(cells: tuple[tuple[str, str], ...], row: Rect, pencil: Pencil, theme: Theme) -> list[Part]:
    """Labels above values; each cell as wide as it needs, the widest takes what is left."""
    wide = [max(measure(value, Font(_VALUE)), measure(label, Font(_LABEL, Weight.SEMIBOLD))) + 2 * _PAD
            for label, value in cells]
    longest = wide.index(max(wide))
    wide[longest] = max(2 * _PAD + 4, row.width - (sum(wide) - wide[longest]))
    parts: list[Part] = []
    x, middle = row.x, row.y + row.height / 2
    for number, ((label, value), width) in enumerate(zip(cells, wide, strict=True)):
        if number:
            parts.append(pencil.line(x, row.y, x, row.bottom, pencil.stroke(theme.border, _LINE)))
        parts.append(pencil.text(label, x + _PAD, middle - 1.4, pencil.font(_LABEL, Weight.SEMIBOLD), theme.faint))
        parts.append(pencil.text(value, x + _PAD, middle + 2.9, pencil.font(_VALUE), theme.ink,
                                 room=width - 2 * _PAD + 0.01))
        x += width
    return parts


def _shape(facts: TitleFacts, key: str, bounds: Rect, parts: list[Part]) -> Shape:
    says = "; ".join(f"{label.capitalize()} {value}" for label, value in facts.cells)
    return Shape(id=key, layer=Layer.FRAME, element=Element(kind="title", id=key), bounds=bounds, parts=tuple(parts),
                 title=facts.name, description=f"{facts.view}. {says}" if says else facts.view)
