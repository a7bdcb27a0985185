"""What stands around a picture: title block, legend and small print, aligned to the margins of the content."""

from __future__ import annotations

from typing import NamedTuple

from d365arch import __version__
from d365arch.model.geometry import Point, Rect, Size
from d365arch.model.landscape import Landscape
from d365arch.model.view import View, ViewLegend
from d365arch.model.vocabulary import State
from d365arch.scene.legend import legend_shape
from d365arch.scene.parts import Anchor, Element, Font, Layer, Part, Shape, TextPart, Weight
from d365arch.scene.present import Present
from d365arch.scene.text import measure, plain, sentence, wrap
from d365arch.scene.theme import Theme

MARGIN = 36.0
LEAST_WIDTH = 560.0
TITLE_FONT = Font(22, Weight.SEMIBOLD)
SUBTITLE_FONT = Font(13)
SMALL_FONT = Font(10.5)
ROOM = Size(2 * MARGIN, 204.0)
"""What the frame adds to the width and height of a picture with one line of title and one of legend."""
_LINE = 19.0
_GAP = 24.0

_STATES = {State.AS_IS: "as is", State.TO_BE: "to be", State.TRANSITION: "in transition"}


def counted(count: int, one: str) -> str:
    """`1 system`, `12 systems`."""
    return f"{count:,} {one}{'' if count == 1 else 's'}"


class Counts(NamedTuple):
    """What a picture shows: systems, integrations, and the names of hubs that are folded away, or too busy for it."""

    systems: int
    integrations: int
    folded: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()


def subtitle(landscape: Landscape, view: View, counts: Counts) -> str:
    """View, state and counts in one line; a map of parts without a connection has a state only where one is given."""
    systems, integrations, folded, busy = counts
    says = [view.title] if view.title else []
    connected = integrations > 0 or systems == 0
    if connected or landscape.state:
        says.append(_STATES[landscape.state or State.AS_IS])
    says.append(counted(systems, "system"))
    if connected:
        says.append(counted(integrations, "integration"))
    if folded:
        says.append(f"{_hubs(folded)} folded")
    if busy:
        says.append(f"{_hubs(busy)} with too many flows to fold")
    line = plain(", ".join(says))
    return line if view.title else line[:1].upper() + line[1:]


def _hubs(names: tuple[str, ...]) -> str:
    return " and ".join(names) if len(names) < 3 else f"{len(names)} hubs"


def frame_shapes(landscape: Landscape, view: View, content: Rect, counts: Counts, *, what: Present,
                 theme: Theme) -> tuple[list[Shape], Rect]:
    """Title, legend and small print around the content, and the bounds of the whole drawing with its margins."""
    width = max(content.width, LEAST_WIDTH)
    title = _title(landscape, view, counts, Rect(content.left, content.top - _GAP, width, 0), theme)
    shapes = [title]
    below = content.bottom + _GAP
    wanted = view.legend or ViewLegend()
    at = wanted.at or Point(content.left, below)
    legend = None if wanted.show is False else legend_shape(what, at.x, at.y, width, theme)
    if legend:
        shapes.append(legend)
    taken = legend.bounds.grown(-1) if legend and not wanted.at else Rect(content.left, below, 0, 0)
    small = _small_print(landscape, content.left + width, taken, theme)
    if small:
        shapes.append(small)
    bounds = Rect(content.left, content.top, width, content.height)
    for shape in shapes:
        bounds = bounds.united(shape.bounds)
    # Half of the legend's border lies outside of where it stands.
    left, right = min(content.left, bounds.left + 1) - MARGIN, max(bounds.right, content.left + width) + MARGIN
    top = bounds.top - 0.75 * MARGIN
    return shapes, Rect(left, top, right - left, bounds.bottom + 0.75 * MARGIN - top)


def _title(landscape: Landscape, view: View, counts: Counts, foot: Rect, theme: Theme) -> Shape:
    """The title block, standing on a line as wide as the drawing."""
    left, bottom, width = foot.left, foot.bottom, foot.width
    name = plain(landscape.name or "") or "Landscape"
    lines = [(line, TITLE_FONT, theme.ink, 28.0) for line in wrap(name, TITLE_FONT, width, lines=2)]
    facts = subtitle(landscape, view, counts)
    about = plain(landscape.description or "")
    described = f"{sentence(about)} {facts}"
    if not view.title and about and measure(described, SUBTITLE_FONT) <= width:
        facts = described    # only where it fits in whole
    lines += [(line, SUBTITLE_FONT, theme.muted, _LINE) for line in wrap(facts, SUBTITLE_FONT, width, lines=2)]
    top = bottom - sum(line[3] for line in lines)
    parts: list[Part] = []
    y = top
    for text, font, color, height in lines:
        y += height
        parts.append(TextPart(text, Point(left, y - 6), font, color, measure(text, font)))
    widest = max(p.width for p in parts if isinstance(p, TextPart))
    return Shape(id="title", layer=Layer.FRAME, element=Element(kind="title", id="title"),
                 bounds=Rect(left, top, widest, bottom - top), parts=tuple(parts), title=name,
                 description=about)


def _small_print(landscape: Landscape, right: float, taken: Rect, theme: Theme) -> Shape:
    version = f"Version {plain(landscape.version)} · " if landscape.version else ""
    text = f"{version}d365arch {__version__}"
    width = measure(text, SMALL_FONT)
    beside = taken.right + _GAP + width <= right
    base = taken.bottom - 2 if beside and taken.height else taken.bottom + 18
    part = TextPart(text, Point(right, base), SMALL_FONT, theme.muted, width, Anchor.END)
    return Shape(id="small-print", layer=Layer.FRAME, element=Element(kind="title", id="small-print"),
                 bounds=Rect(right - width, base - 10, width, 12), parts=(part,), title="Made with", description=text)
