"""Writes a scene as SVG: real text, plain attributes, no script, no filter, no reference to anything outside."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from d365arch.model.geometry import Point, Rect
from d365arch.model.memory import no_collector
from d365arch.scene.frame import counted
from d365arch.scene.parts import (
    Anchor,
    EllipsePart,
    Fill,
    Gradient,
    LinePart,
    Part,
    PathPart,
    RectPart,
    Scene,
    ShadowPart,
    Shape,
    Stroke,
    TextPart,
    Weight,
)
from d365arch.scene.paths import Segment, rectangle, rounded, segments
from d365arch.scene.text import sentence

FAMILY = "Source Sans Pro"
_FAMILIES = f"'{FAMILY}','Source Sans 3','Segoe UI','Helvetica Neue',Arial,sans-serif"
_WEIGHTS = {Weight.REGULAR: "", Weight.SEMIBOLD: ' font-weight="600"', Weight.BOLD: ' font-weight="700"'}
_ANCHORS = {Anchor.START: "", Anchor.MIDDLE: ' text-anchor="middle"', Anchor.END: ' text-anchor="end"'}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_NAME = re.compile(r"[^A-Za-z0-9_.-]")


def to_svg(scene: Scene, *, embed_font: bool = True) -> str:
    """The scene as an SVG document.

    With `embed_font` the letters of the product's font travel inside, so that it looks alike on every machine.
    """
    gradients = _Gradients()
    with no_collector():
        body = [line for shape in scene.shapes for line in _shape(shape, gradients)]
    b = scene.bounds
    width, height = (f"{_n(side)}mm" for side in scene.paper) if scene.paper else (_n(b.width), _n(b.height))
    size = f'width="{width}" height="{height}" viewBox="{_n(b.x)} {_n(b.y)} {_n(b.width)} {_n(b.height)}"'
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        # As a document, and not as one image, assistive technology can walk through the elements and their titles;
        # where it does not know that role, it is an image as before.
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="graphics-document img" '
        f'aria-labelledby="drawing-title drawing-text" '
        f'fill="none" font-family="{FAMILY}" font-kerning="none" text-rendering="geometricPrecision">',
        f'<title id="drawing-title">{_text(scene.name)}</title>',
        f'<desc id="drawing-text">{_text(_description(scene))}</desc>',
        f"<style>{_style(scene) if embed_font else ''}"
        # Qt knows no lists of families, so the attribute has one; the list stands under a selector that browsers and
        # librsvg understand and Qt and resvg pass over.
        f"svg:not(q){{font-family:{_FAMILIES}}}"
        "text{font-kerning:none;font-variant-ligatures:none;white-space:pre}</style>",
        *gradients.definitions(),
        f'<rect x="{_n(b.x)}" y="{_n(b.y)}" width="{_n(b.width)}" height="{_n(b.height)}" fill="{scene.ground}"/>',
    ]
    return "\n".join([*head, *body, "</svg>", ""])


def _description(scene: Scene) -> str:
    # A line or box that stands for others counts as those.
    drawn = {element for shape in scene.shapes for element in (shape.element, *shape.members)}
    counts = {kind: sum(element.kind == kind for element in drawn) for kind in ("system", "integration")}
    told = f"{counted(counts['system'], 'system')}, {counted(counts['integration'], 'integration')}."
    return f"{sentence(scene.description)} {told}" if scene.description else told


@lru_cache(maxsize=65536)
def _n(value: float) -> str:
    """A number with at most two decimals."""
    short = round(value, 2)
    return str(int(short)) if short == int(short) else repr(short)


def escape(text: str) -> str:
    """Text for XML; done here because the standard library's module for it loads half of the network packages."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text(text: str) -> str:
    return escape(text if text.isprintable() else _NOT_XML.sub("", text))


def _name(text: str) -> str:
    return _NOT_NAME.sub("_", text)


class _Gradients:
    """The gradients in use; each is defined once."""

    def __init__(self) -> None:
        self._ids: dict[Gradient, str] = {}

    def paint(self, fill: Fill) -> str:
        """The fill attribute; nothing is filled where there is none."""
        if isinstance(fill, Gradient):
            return f' fill="url(#{self._ids.setdefault(fill, f"blend-{len(self._ids) + 1}")})"'
        return f' fill="{fill}"' if fill else ""

    def definitions(self) -> Iterator[str]:
        """The definitions, if there are any."""
        if not self._ids:
            return
        yield "<defs>"
        for gradient, name in self._ids.items():
            last = max(1, len(gradient.colors) - 1)
            stops = "".join(f'<stop offset="{_n(i / last)}" stop-color="{c}"/>' for i, c in enumerate(gradient.colors))
            yield f'<linearGradient id="{name}" x1="0" y1="0" x2="0" y2="1">{stops}</linearGradient>'
        yield "</defs>"


def _shape(shape: Shape, gradients: _Gradients) -> Iterator[str]:
    yield f'<g id="{_name(shape.id)}">'
    if shape.title:
        yield f"<title>{_text(shape.title)}</title>"
    if shape.description:
        yield f"<desc>{_text(shape.description)}</desc>"
    at = 0
    for hit in shape.hits:
        yield from _parts(shape.parts[at:hit.first], gradients)
        r = hit.rect
        yield f'<g id="{_name(f"{hit.element.kind}-{hit.element.id}")}">'
        if hit.title:
            yield f"<title>{_text(hit.title)}</title>"
        yield f'<rect {_box(r)} pointer-events="all"/>'
        yield from _parts(shape.parts[hit.first:hit.last], gradients)
        yield "</g>"
        at = hit.last
    yield from _parts(shape.parts[at:], gradients)
    yield "</g>"


def _parts(parts: Iterable[Part], gradients: _Gradients) -> Iterator[str]:
    for part in parts:
        match part:
            case TextPart():
                yield _text_part(part)
            case LinePart():
                look = f"{_stroke(part.stroke)}{_opacity(part.opacity)}"
                yield f'<path d="{_line_data(part.points, part.radius)}"{look}/>'
            case RectPart():
                yield _rect_part(part, gradients)
            case PathPart():
                yield _path_part(part, gradients)
            case EllipsePart():
                yield _ellipse_part(part, gradients)
            case ShadowPart():
                for rect, radius, opacity in part.layers():
                    yield f'<rect {_box(rect)} rx="{_n(radius)}" fill="{part.color}" fill-opacity="{opacity:.3f}"/>'


def _box(rect: Rect) -> str:
    return f'x="{_n(rect.x)}" y="{_n(rect.y)}" width="{_n(rect.width)}" height="{_n(rect.height)}"'


def _opacity(value: float) -> str:
    return "" if value >= 1 else f' opacity="{_n(value)}"'


def _stroke(stroke: Stroke | None) -> str:
    if stroke is None:
        return ""
    width = f' stroke-width="{_n(stroke.width)}"' if stroke.width != 1 else ""
    dash = f' stroke-dasharray="{" ".join(map(_n, stroke.dash))}"' if stroke.dash else ""
    cap = ' stroke-linecap="round" stroke-linejoin="round"' if stroke.round_cap else ""
    return f' stroke="{stroke.color}"{width}{dash}{cap}'


def _text_part(part: TextPart) -> str:
    spacing = f' letter-spacing="{_n(part.font.spacing)}"' if part.font.spacing else ""
    # The width is what the layout was made for; a machine that has to use another font squeezes its letters into it.
    # Not with letter spacing, which renderers understand differently together with it.
    fits = len(part.text) > 1 and not part.font.spacing
    fit = f' textLength="{_n(part.width)}" lengthAdjust="spacingAndGlyphs"' if fits else ""
    return (f'<text x="{_n(part.at.x)}" y="{_n(part.at.y)}" font-size="{_n(part.font.size)}"'
            f'{_WEIGHTS[part.font.weight]}{_ANCHORS[part.anchor]}{spacing}{fit}'
            f' fill="{part.color}">{_text(part.text)}</text>')


def _rect_part(part: RectPart, gradients: _Gradients) -> str:
    look = f'{gradients.paint(part.fill)}{_stroke(part.stroke)}{_opacity(part.opacity)}/>'
    if part.top_only or part.bottom_only:
        return f'<path d="{path_data(rectangle(part.rect, part.radius, part.top_only, part.bottom_only))}"{look}'
    radius = f' rx="{_n(part.radius)}"' if part.radius else ""
    return f"<rect {_box(part.rect)}{radius}{look}"


def _path_part(part: PathPart, gradients: _Gradients) -> str:
    joins = ' stroke-linecap="round" stroke-linejoin="round"' if part.stroke and not part.stroke.round_cap else ""
    return (f'<path d="{path_data(segments(part.data, part.at, part.scale))}"'
            f"{gradients.paint(part.fill)}{_stroke(part.stroke)}{joins}{_opacity(part.opacity)}/>")


def _ellipse_part(part: EllipsePart, gradients: _Gradients) -> str:
    r, c = part.rect, part.rect.center
    look = f'{gradients.paint(part.fill)}{_stroke(part.stroke)}{_opacity(part.opacity)}/>'
    if r.width == r.height:
        return f'<circle cx="{_n(c.x)}" cy="{_n(c.y)}" r="{_n(r.width / 2)}"{look}'
    return f'<ellipse cx="{_n(c.x)}" cy="{_n(c.y)}" rx="{_n(r.width / 2)}" ry="{_n(r.height / 2)}"{look}'


def path_data(curve: Iterable[Segment]) -> str:
    """SVG path data of a finished curve."""
    found: list[str] = []
    x = y = ""
    for command, numbers in curve:
        if command == "Z":
            found.append(command)
            continue
        *handles, to_x, to_y = map(_n, numbers)
        if command != "L":
            found.append(command + " ".join((*handles, to_x, to_y)))
        elif to_x != x:
            found.append(f"H{to_x}" if to_y == y else f"L{to_x} {to_y}")
        elif to_y != y:
            found.append(f"V{to_y}")
        x, y = to_x, to_y
    return "".join(found)


@lru_cache(maxsize=256)
def _line_data(points: tuple[Point, ...], radius: float) -> str:
    """Path data of a line; a line and its halo follow each other and share it."""
    return path_data(rounded(points, radius))


@cache
def _font_parts() -> dict[str, tuple[tuple[int, int], ...]]:
    text = files("d365arch.resources").joinpath("font", "parts.json").read_text(encoding="utf-8")
    return {part: tuple((first, last) for first, last in ranges) for part, ranges in json.loads(text).items()}


@cache
def _font(part: str, weight: str) -> str:
    data = files("d365arch.resources").joinpath("font", f"{part}-{weight}.woff2").read_bytes()
    return base64.b64encode(data).decode("ascii")


def letters_of(scene: Scene) -> dict[Weight, set[str]]:
    """The letters that the scene shows, by weight."""
    found: dict[Weight, set[str]] = {}
    for shape in scene.shapes:
        for part in shape.parts:
            if isinstance(part, TextPart):
                found.setdefault(part.font.weight, set()).update(part.text)
    return found


def _style(scene: Scene) -> str:
    return font_faces(letters_of(scene))


def font_faces(letters: Mapping[Weight, Iterable[str]]) -> str:
    """The font faces that letters need, as CSS; other letters are left to the machine's own fonts."""
    faces = []
    for weight, number in ((Weight.REGULAR, 400), (Weight.SEMIBOLD, 600)):
        codes = {ord(letter) for letter in letters.get(weight, ())}
        for part, ranges in _font_parts().items():
            if any(first <= code <= last for code in codes for first, last in ranges):
                named = ",".join(f"U+{first:X}-{last:X}" for first, last in ranges)
                faces.append(f"@font-face{{font-family:'{FAMILY}';font-weight:{number};unicode-range:{named};"
                             f"src:url(data:font/woff2;base64,{_font(part, weight.value)}) format('woff2')}}")
    return "".join(faces)
