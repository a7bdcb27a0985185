"""Where the mouse is, and where a line can start or end."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.layout.request import Side
from d365arch.model import End
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the mouse is, in the widget and in the scene, and which keys are held."""

    screen: Point
    scene: Point
    shift: bool = False
    ctrl: bool = False
    alt: bool = False


@dataclass(frozen=True, slots=True)
class Port:
    """A place where a line can start or end: on which border, of what, and the rectangle that it belongs to."""

    end: End
    at: Point
    side: Side
    rect: Rect

    @property
    def element(self) -> Element:
        """The endpoint or system that the port belongs to."""
        return element_of(self.end)


def element_of(end: End) -> Element:
    """The element that an end names."""
    return Element(kind="endpoint" if end.endpoint else "system", id=str(end))


def end_of(element: Element) -> End | None:
    """The end that an element can be; none for what cannot be connected."""
    return End.parse(element.id) if element.kind in ("system", "endpoint") else None
