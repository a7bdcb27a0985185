"""Points, sizes and rectangles of a drawing, in px at 100 % zoom; x grows to the right, y downwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple


class Point(NamedTuple):
    """A place on the sheet."""

    x: float
    y: float

    def moved(self, dx: float, dy: float) -> Point:
        """This point, shifted."""
        return Point(self.x + dx, self.y + dy)


class Size(NamedTuple):
    """Width and height."""

    width: float
    height: float


class Rect(NamedTuple):
    """An upright rectangle given by its top left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> float:
        """Smallest x."""
        return self.x

    @property
    def top(self) -> float:
        """Smallest y."""
        return self.y

    @property
    def right(self) -> float:
        """Largest x."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Largest y."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """The middle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def moved(self, dx: float, dy: float) -> Rect:
        """This rectangle, shifted."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, by: float) -> Rect:
        """This rectangle with `by` px more (or, negative, less) on every side."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def contains(self, point: Point) -> bool:
        """Whether the point lies inside or on the border."""
        return self.left <= point.x <= self.right and self.top <= point.y <= self.bottom

    def covers(self, other: Rect) -> bool:
        """Whether the other rectangle lies wholly inside this one."""
        (x, y, width, height), (left, top, wide, high) = self, other
        return x <= left and left + wide <= x + width and y <= top and top + high <= y + height

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share an area; touching borders do not count."""
        (x, y, width, height), (left, top, wide, high) = self, other
        return x < left + wide and left < x + width and y < top + high and top < y + height

    def united(self, other: Rect) -> Rect:
        """The smallest rectangle that covers both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        return Rect(left, top, max(self.right, other.right) - left, max(self.bottom, other.bottom) - top)

    def common(self, other: Rect) -> Rect:
        """What the two share; of no or negative size where they share nothing."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        return Rect(left, top, min(self.right, other.right) - left, min(self.bottom, other.bottom) - top)

    @staticmethod
    def uniting(rects: Collection[Rect]) -> Rect:
        """The smallest rectangle that covers all of these; needs at least one."""
        left, top = min([r.x for r in rects]), min([r.y for r in rects])
        return Rect(left, top, max([r.x + r.width for r in rects]) - left, max([r.y + r.height for r in rects]) - top)

    @staticmethod
    def around(points: Iterable[Point]) -> Rect:
        """The smallest rectangle that covers all points; needs at least one."""
        xs, ys = zip(*points, strict=True)
        return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
