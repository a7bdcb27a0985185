"""A hand for canvas tests: real mouse and key events at places of the drawing."""

from __future__ import annotations

from immutabledict import immutabledict
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.catalog.load import own_catalog
from d365arch.edit.document import Document
from d365arch.gui.canvas.tools.drop import MIME
from d365arch.gui.canvas.view import CanvasView
from d365arch.gui.editor import Editor
from d365arch.model import (
    End,
    Endpoint,
    Integration,
    Landscape,
    Point,
    Rect,
    System,
    View,
    Workspace,
    Zone,
)
from d365arch.scene.parts import Element

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def small() -> Workspace:
    """Three systems, one of them in a zone, with fixed places, two integrations."""
    systems = (
        System(id="fo", name="Finance", type="d365.finance", zone="core", endpoints=(
            Endpoint(id="odata", type="fo.odata", entities=("Sales order",)),
            Endpoint(id="events", type="fo.business-events"),
        )),
        System(id="shop", name="Web shop", endpoints=(Endpoint(id="checkout", protocol="REST"),)),
        System(id="bank", name="Bank"),
    )
    links = (
        Integration(id="orders", name="Orders", from_=End("shop", "checkout"), to=End("fo", "odata")),
        Integration(id="payments", name="Payments", from_=End("fo", "events"), to=End("bank")),
    )
    places = {"shop": Point(40, 100), "fo": Point(520, 100), "bank": Point(1000, 400)}
    view = View(id="main", positions=immutabledict(places))
    zones = (Zone(id="core", name="Core"), Zone(id="other", name="Other"))
    return Workspace(Landscape(format=1, name="Small", zones=zones, systems=systems, integrations=links), (view,))


class Hand:
    """Acts on a canvas as a person would."""

    def __init__(self, workspace: Workspace, theme: str = "light", size: tuple[int, int] = (1400, 900)) -> None:
        self.editor = Editor(Document(workspace), own_catalog(), theme)
        self.view = CanvasView(self.editor)
        self.messages: list[str] = []
        self.editor.message.connect(self.messages.append)
        self.view.resize(*size)
        self.view.show()
        self.view.activateWindow()
        self.view.setFocus()
        QApplication.processEvents()

    @property
    def landscape(self) -> Landscape:
        """The landscape as it is now."""
        return self.editor.workspace.landscape

    @property
    def steps(self) -> int:
        """How many undo steps there are."""
        return self.editor.undo_stack.index()

    def selected(self) -> list[str]:
        """The selection as `kind id`."""
        return [f"{e.kind} {e.id}" for e in self.editor.selection.elements]

    def select(self, *names: str) -> None:
        """Select elements given as `kind id`."""
        self.editor.selection.set(Element(kind=n.split()[0], id=n.split()[1]) for n in names)

    def box(self, system: str) -> Rect:
        """The box of a system, in the scene."""
        return self.editor.drawing.placement.boxes[system]

    def row(self, end: str) -> Rect:
        """The row of an endpoint, in the scene."""
        rect = self.view.rect_of(Element(kind="endpoint", id=end))
        assert rect is not None
        return rect

    def screen(self, scene: Point) -> QPoint:
        """Where a point of the scene is in the widget."""
        return QPoint(*map(round, self.view.viewport.to_screen(scene)))

    def head(self, system: str) -> Point:
        """A point in the header of a box."""
        rect = self.box(system)
        return Point(rect.center.x, rect.top + 20)

    def click(self, scene: Point, keys: Qt.KeyboardModifier = NONE) -> None:
        """Click."""
        QTest.mouseClick(self.view, LEFT, keys, self.screen(scene))

    def double_click(self, scene: Point) -> None:
        """Double click, with the first click that comes before."""
        QTest.mouseClick(self.view, LEFT, NONE, self.screen(scene))
        QTest.mouseDClick(self.view, LEFT, NONE, self.screen(scene))

    def hold(self, start: Point, end: Point, keys: Qt.KeyboardModifier = NONE,
             button: Qt.MouseButton = LEFT) -> None:
        """Press, and move with the button held."""
        a, b = self.screen(start), self.screen(end)
        QTest.mousePress(self.view, button, keys, a)
        for step in range(1, 6):
            QTest.mouseMove(self.view, a + (b - a) * step / 5)
            QApplication.processEvents()

    def drag(self, start: Point, end: Point, keys: Qt.KeyboardModifier = NONE,
             button: Qt.MouseButton = LEFT) -> None:
        """Press, move and let go."""
        self.hold(start, end, keys, button)
        QTest.mouseRelease(self.view, button, keys, self.screen(end))
        QApplication.processEvents()

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        """Press a key wherever the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.view, key, keys)
        QApplication.processEvents()

    def type(self, text: str, *, enter: bool = True) -> None:
        """Type into whatever has the focus."""
        QTest.keyClicks(QApplication.focusWidget() or self.view, text)
        if enter:
            self.key(Qt.Key.Key_Return)

    def drop(self, brought: str, scene: Point) -> bool:
        """Drop what the palette brings; true where the canvas took it."""
        data = QMimeData()
        data.setData(MIME, brought.encode())
        at = QPointF(self.screen(scene))
        copy = Qt.DropAction.CopyAction
        enter = QDragEnterEvent(at.toPoint(), copy, data, LEFT, NONE)
        QApplication.sendEvent(self.view, enter)
        over = QDragMoveEvent(at.toPoint(), copy, data, LEFT, NONE)
        QApplication.sendEvent(self.view, over)
        if not enter.isAccepted() or not over.isAccepted():
            return False
        QApplication.sendEvent(self.view, QDropEvent(at, copy, data, LEFT, NONE))
        QApplication.processEvents()
        return True

    def undo_all(self) -> None:
        """Undo every step."""
        while self.editor.undo_stack.canUndo():
            self.editor.undo_stack.undo()
