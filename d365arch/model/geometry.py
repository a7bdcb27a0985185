"""Points, sizes and rectangles of a drawing, in px at 100 % zoom; x grows to the right, y downwards."""

from __future__ import annotations

from collections.abc import Iterable
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
        return (self.left <= other.left and other.right <= self.right
                and self.top <= other.top and other.bottom <= self.bottom)

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share an area; touching borders do not count."""
        return (self.left < other.right and other.left < self.right
                and self.top < other.bottom and other.top < self.bottom)

    def united(self, other: Rect) -> Rect:
        """The smallest rectangle that covers both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        return Rect(left, top, max(self.right, other.right) - left, max(self.bottom, other.bottom) - top)

    @staticmethod
    def around(points: Iterable[Point]) -> Rect:
        """The smallest rectangle that covers all points; needs at least one."""
        xs, ys = zip(*points, strict=True)
        return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
