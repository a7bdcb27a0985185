"""Where the sheet stands on the screen: zoom and shift, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.model.geometry import Point, Rect

LEAST_ZOOM = 0.05
MOST_ZOOM = 8.0
"""Zoom runs from 5 % to 800 %."""

STEP = 1.2
"""One step of the zoom keys and of a wheel's notch."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """A screen point is a scene point times `scale` plus the shift; the shift is in whole device pixels.

    Whole pixels keep every shape at the same place within the pixel grid while the sheet is panned, so that painted
    pictures of shapes can be used again.
    """

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0
    ratio: float = 1.0

    def to_screen(self, point: Point) -> Point:
        """Where a point of the scene is in the widget."""
        return Point(point.x * self.scale + self.x, point.y * self.scale + self.y)

    def to_scene(self, point: Point) -> Point:
        """Which point of the scene is under a point of the widget."""
        return Point((point.x - self.x) / self.scale, (point.y - self.y) / self.scale)

    def rect_to_screen(self, rect: Rect) -> Rect:
        """A scene rectangle in the widget."""
        return Rect(rect.x * self.scale + self.x, rect.y * self.scale + self.y, rect.width * self.scale,
                    rect.height * self.scale)

    def rect_to_scene(self, rect: Rect) -> Rect:
        """A widget rectangle in the scene."""
        return Rect((rect.x - self.x) / self.scale, (rect.y - self.y) / self.scale, rect.width / self.scale,
                    rect.height / self.scale)

    def _with(self, scale: float, x: float, y: float) -> Viewport:
        whole = self.ratio
        return Viewport(scale, round(x * whole) / whole, round(y * whole) / whole, whole)

    def panned(self, dx: float, dy: float) -> Viewport:
        """The sheet moved by px of the screen."""
        return self._with(self.scale, self.x + dx, self.y + dy)

    def zoomed(self, scale: float, around: Point) -> Viewport:
        """Another zoom, with the scene point under the widget point `around` staying where it is."""
        scale = min(MOST_ZOOM, max(LEAST_ZOOM, scale))
        kept = self.to_scene(around)
        return self._with(scale, around.x - kept.x * scale, around.y - kept.y * scale)

    def centered(self, point: Point, width: float, height: float) -> Viewport:
        """A scene point in the middle of a widget of that size."""
        return self._with(self.scale, width / 2 - point.x * self.scale, height / 2 - point.y * self.scale)

    def fitted(self, rect: Rect, width: float, height: float, *, margin: float = 24, most: float = 1.0) -> Viewport:
        """The whole rectangle in a widget of that size, not larger than `most`."""
        across = (width - 2 * margin) / max(rect.width, 1)
        down = (height - 2 * margin) / max(rect.height, 1)
        scale = min(MOST_ZOOM, max(LEAST_ZOOM, min(across, down, most)))
        return Viewport(scale, ratio=self.ratio).centered(rect.center, width, height)

    def at_ratio(self, ratio: float) -> Viewport:
        """The same on a screen with another number of device pixels per px."""
        return Viewport(self.scale, self.x, self.y, ratio)._with(self.scale, self.x, self.y)
