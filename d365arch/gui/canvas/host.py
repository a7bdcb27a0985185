"""What gestures, keys, popups and the overlay know of the canvas they work on: state and geometry, not its make."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from d365arch.gui.canvas.frame import Frame
from d365arch.gui.canvas.layers import Layers
from d365arch.gui.canvas.overview import Overview
from d365arch.gui.canvas.places import Pointer, Port
from d365arch.gui.canvas.sheet import Sheet
from d365arch.gui.canvas.snapping import Snapping
from d365arch.gui.canvas.viewport import Viewport
from d365arch.gui.editor import Editor
from d365arch.model import End
from d365arch.model.geometry import Point, Rect
from d365arch.scene.index import Hit
from d365arch.scene.parts import Element
from d365arch.scene.theme import Theme, theme_named


class Gesture(Protocol):
    """A gesture under way."""

    moves_selection: bool

    def key(self, event: QKeyEvent) -> bool:
        """A key during the gesture; true where it was used."""

    def paint(self, painter: QPainter) -> None:
        """Show the gesture, in widget coordinates."""


class Hands(Protocol):
    """The mouse."""

    last: Pointer

    def cancel(self) -> bool:
        """End the gesture without a trace."""


class Keys(Protocol):
    """The keyboard."""

    space_held: bool


class Names(Protocol):
    """The field in which a name is typed."""

    def begin(self, element: Element, *, fresh: bool = False, swap: Callable[[], Element] | None = None) -> None:
        """Show the field over the name of an element; `swap` is offered beside it."""

    def finish(self) -> None:
        """Take the name that was typed."""


class Texts(Protocol):
    """The field in which a note is written."""

    @property
    def active(self) -> bool:
        """Whether a text is being written."""

    def begin(self, element: Element) -> None:
        """Show the field over a note."""

    def begin_new(self, at: Point) -> None:
        """Write a new note at a point of the scene."""


class Questions(Protocol):
    """The searchable lists."""

    def close(self) -> None:
        """Close without an answer."""

    def paint(self, painter: QPainter) -> None:
        """Show what the answer would do."""

    def add_system(self, at: Point | None = None) -> None:
        """Ask for a system to add."""

    def add_endpoint(self, system_id: str) -> None:
        """Ask for an endpoint to add to a system."""

    def connect_new(self, from_: End, at: Point) -> None:
        """Ask what a line dropped on empty ground shall meet."""

    def connect_to(self, from_: End, system_id: str, at: Point) -> None:
        """Ask which endpoint of a system to connect to."""

    def connect_from(self, from_: End) -> None:
        """Ask for what to connect to."""


class Marks(Protocol):
    """The overlay."""

    def hover(self, hit: Hit | None) -> None:
        """The pointer is over this now."""

    def stand_out(self, elements: Iterable[Element]) -> None:
        """Dim all but these; none ends it."""

    def show_port(self, port: Port | None) -> None:
        """A connection can be dragged from here."""


class Picture(Protocol):
    """What is painted under the overlay."""

    def light(self, elements: frozenset[Element]) -> None:
        """Dim all but these elements a little, or nothing where there are none."""


class Drops(Protocol):
    """What is being dragged in from the palette."""

    def paint(self, painter: QPainter) -> None:
        """Show where it would land."""


class Click(NamedTuple):
    """What a click on something that a feature painted does, and a sentence that tells it beforehand."""

    act: Callable[[], object]
    says: str


class Canvas(QWidget):
    """The state of the canvas and where things are on it; the view makes it move.

    `inside_wanted` carries an element that stands for others, a folded zone or a bundle, which a person wants to open.
    """

    zoom_changed = Signal(float)
    viewport_changed = Signal()
    hovered = Signal(object)
    context_requested = Signal(object, QPoint)
    inside_wanted = Signal(object)

    mouse: Hands
    keyboard: Keys
    renamer: Names
    notes: Texts
    popups: Questions
    overlay: Marks
    drops: Drops
    picture: Picture

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self.sheet: Sheet | None = None
        self.layers: Layers | None = None
        self.overview = Overview()
        self.grounds: list[Callable[[QPainter], None]] = []
        """What features paint over the drawing and under selection and gestures, in widget coordinates."""
        self.clicks: list[Callable[[Pointer], Click | None]] = []
        """Asked in order whether a click at the pointer is meant for what a feature painted there."""
        self.settling: list[Callable[[], None]] = []
        """What features do at once when the canvas settles: paint well what they only stretched."""
        self.frame = Frame(self.overview)
        self.snapping = Snapping()
        self._viewport = Viewport()

    @property
    def viewport(self) -> Viewport:
        """Where the sheet stands."""
        return self._viewport

    @property
    def zoom(self) -> float:
        """The zoom; 1.0 is 100 %."""
        return self._viewport.scale

    @property
    def theme(self) -> Theme:
        """The colors of the drawing on show, also for what lies over it."""
        drawing = self.editor.drawing
        return drawing.theme if drawing else theme_named(self.editor.drawing_theme)

    @property
    def tool(self) -> Gesture | None:
        """The gesture under way."""
        return None

    def set_viewport(self, viewport: Viewport, *, quick: bool = False) -> None:
        """Put the sheet elsewhere; `quick` may stretch the old picture until the hand rests."""
        raise NotImplementedError

    def zoom_by(self, factor: float, around: Point, *, glide: bool = False) -> None:
        """Zoom with a point of the widget staying where it is."""
        raise NotImplementedError

    def rect_of(self, element: Element) -> Rect | None:
        """Where an element stands in the scene; none where it is not drawn."""
        return self.sheet.rect(element) if self.sheet else None

    def box_rect(self, system_id: str) -> Rect | None:
        """The body of a system's box, without its shadow."""
        drawing = self.editor.drawing
        return drawing.placement.boxes.get(system_id) if drawing else None

    def hit(self, scene: Point, tolerance: float = 5.0) -> Hit | None:
        """What is under a point of the scene; lines count within `tolerance` px of the screen."""
        return self.sheet.hit(scene, tolerance / self.zoom) if self.sheet else None

    def click_at(self, pointer: Pointer) -> Click | None:
        """What a click here does to something that a feature painted."""
        return next((click for find in self.clicks if (click := find(pointer)) is not None), None)

    def middle(self) -> Point:
        """The scene point in the middle of the widget."""
        return self._viewport.to_scene(Point(self.width() / 2, self.height() / 2))

    def reveal(self, element: Element) -> None:
        """Bring an element into sight, with as little movement as possible."""
        rect = self.rect_of(element)
        if not rect:
            return
        seen, margin = self._viewport.rect_to_screen(rect), 24.0
        dx = max(0.0, margin - seen.left) or min(0.0, self.width() - margin - seen.right)
        dy = max(0.0, margin - seen.top) or min(0.0, self.height() - margin - seen.bottom)
        self.set_viewport(self._viewport.panned(dx, dy))

    def begin_rename(self, element: Element) -> None:
        """Edit the name of an element in place."""
        self.reveal(element)
        if element.kind == "note":
            self.notes.begin(element)
        else:
            self.renamer.begin(element)
