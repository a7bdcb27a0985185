"""The shapes of zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from d365arch.model.geometry import Point, Rect
from d365arch.model.vocabulary import Platform
from d365arch.scene.looks import ZONE_FONT, ZoneLook
from d365arch.scene.parts import Element, Layer, Part, RectPart, Shape, Stroke, TextPart
from d365arch.scene.text import measure
from d365arch.scene.theme import Theme

RADIUS = 12.0
TITLE_LEFT = 16.0
TITLE_BASE = 23.0


@dataclass(frozen=True, slots=True)
class Frame:
    """How a zone is drawn: the rectangle to fill, where its title begins, and the borders to stroke."""

    rect: Rect
    title_left: float
    borders: tuple[tuple[Rect, Platform], ...]
    shared: bool = False


def frames(zones: Sequence[ZoneLook], rects: Mapping[str, Rect]) -> dict[str, Frame]:
    """How each zone is drawn; a zone of both platforms that stands between one of each is where the two overlap."""
    found = {z.id: Frame(rects[z.id], rects[z.id].x, ((rects[z.id], z.platform),)) for z in zones if z.id in rects}
    for shared in zones:
        middle = rects.get(shared.id)
        if shared.platform is not Platform.BOTH or middle is None:
            continue
        left = _beside(zones, rects, shared, -1)
        right = _beside(zones, rects, shared, 1)
        if left is None or right is None or {left.platform, right.platform} != _PLATFORMS:
            continue
        a, b = rects[left.id], rects[right.id]
        top, bottom = min(a.top, middle.top, b.top), max(a.bottom, middle.bottom, b.bottom)
        one = Rect(a.left, top, middle.right - a.left, bottom - top)
        two = Rect(middle.left, top, b.right - middle.left, bottom - top)
        found[left.id] = Frame(one, one.x, ())
        found[right.id] = Frame(two, middle.right, ())
        found[shared.id] = Frame(Rect(middle.left, top, middle.width, bottom - top), middle.left,
                                 ((one, left.platform), (two, right.platform)), shared=True)
    return found


_PLATFORMS = {Platform.FINANCE_OPERATIONS, Platform.DATAVERSE}
_NEAR = 64.0


def _beside(zones: Sequence[ZoneLook], rects: Mapping[str, Rect], shared: ZoneLook,
            way: int) -> ZoneLook | None:
    """The zone of one platform that stands next to a shared one, to its left (-1) or right (1)."""
    middle = rects[shared.id]
    for zone in zones:
        rect = rects.get(zone.id)
        if rect is None or zone.parent != shared.parent or zone.platform not in _PLATFORMS:
            continue
        together = min(rect.bottom, middle.bottom) - max(rect.top, middle.top)
        gap = rect.left - middle.right if way > 0 else middle.left - rect.right
        if abs(gap) <= _NEAR and together >= 0.6 * min(rect.height, middle.height):
            return zone
    return None


def zone_shape(look: ZoneLook, frame: Frame, theme: Theme, border: str | None = None) -> Shape:
    """A container; its border has the platform's color where it holds just one D365 platform, or the one named."""
    color = theme.muted if frame.shared else theme.platform_title(look.platform)
    at = Point(frame.title_left + TITLE_LEFT, frame.rect.y + TITLE_BASE)
    parts: tuple[Part, ...] = (
        RectPart(frame.rect, theme.header if frame.shared else theme.zone, None, RADIUS),
        *(RectPart(rect, None, _border(platform, border, theme), RADIUS) for rect, platform in frame.borders),
        TextPart(look.name, at, ZONE_FONT, color, measure(look.name, ZONE_FONT)),
    )
    bounds = frame.rect
    for rect, _ in frame.borders:
        bounds = bounds.united(rect)
    return Shape(id=f"zone-{look.id}", layer=Layer.ZONE, element=Element(kind="zone", id=look.id),
                 bounds=bounds.grown(1), parts=parts, title=look.title, description=look.says)


def _border(platform: Platform, color: str | None, theme: Theme) -> Stroke:
    if color or platform in theme.platforms:
        return Stroke(color or theme.platform(platform), 1.6)
    return Stroke(theme.zone_line, 1)
