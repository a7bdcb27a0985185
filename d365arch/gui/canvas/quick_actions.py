"""A quiet bar beside the selection with the few actions that are likely next.

It comes when hand and selection have rested, stands beside what is selected and away from the pointer, and goes with
the next press, wheel turn or edit. The key `.` opens it at once and puts the keyboard into it; Escape leaves it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QPropertyAnimation, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsOpacityEffect, QHBoxLayout, QMenu, QToolButton

from d365arch.gui.canvas.view import CanvasView
from d365arch.gui.canvas.viewport import Viewport
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element, Layer

REST = 500
"""The bar comes after so many ms without a movement."""

FADE = 140
_OFF = 14.0
_SHY = 28.0
"""In px: how far from the selection the bar stands, how far from the pointer it keeps."""

OFFERED: Mapping[str, tuple[str, ...]] = {
    "system": ("connect", "add_endpoint", "rename", "focus", "pin"),
    "endpoint": ("connect", "rename", "focus"),
    "integration": ("swap", "timing>", "rename", "straighten"),
    "zone": ("rename", "fold", "group"),
    "several": ("align_left", "align_top", "distribute_across", "distribute_down", "group", "pin"),
}
"""The actions for what is selected; names with `>` are menus."""

_STOPS = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel, QEvent.Type.Resize,
          QEvent.Type.DragEnter, QEvent.Type.KeyPress, QEvent.Type.ContextMenu)


class QuickActions(QFrame):
    """The bar; a child of the canvas. `more_wanted` asks for the whole menu at a place on the screen."""

    more_wanted = Signal(object, QPoint)

    def __init__(self, canvas: CanvasView, actions: Mapping[str, QAction],
                 menus: Mapping[str, Callable[[QMenu], None]], icon: Callable[[str], QIcon]) -> None:
        super().__init__(canvas)
        self._canvas, self._actions, self._menus, self._icon = canvas, actions, menus, icon
        self._viewport: Viewport | None = None
        self._kind = ""
        self.enabled = True
        """Whether the bar comes by itself."""
        self.setObjectName("quick-actions")
        self.setAccessibleName(self.tr("Quick actions"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(1)
        self._effect = QGraphicsOpacityEffect(self)
        self._effect.setEnabled(False)
        self.setGraphicsEffect(self._effect)
        self._fade = QPropertyAnimation(self._effect, b"opacity", self)
        self._fade.setDuration(FADE)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.finished.connect(lambda: self._effect.setEnabled(False))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.appear)
        self.hide()
        canvas.installEventFilter(self)
        canvas.editor.selection.changed.connect(self.wait)
        canvas.editor.drawing_changed.connect(self.wait)
        canvas.editor.theme_changed.connect(self._forget)

    @property
    def buttons(self) -> list[QToolButton]:
        """The buttons from left to right."""
        return [b for b in self.findChildren(QToolButton) if b.parent() is self and not b.isHidden()]

    def wait(self, *_news: object) -> None:
        """Go, and come again when everything rests."""
        # What had the keyboard here once does not have it now: only then does the drawing get it back.
        focused = QApplication.focusWidget()
        if not self.isHidden() and focused is not None and self.isAncestorOf(focused):
            self._canvas.setFocus()
        self.hide()
        if self.enabled and self._canvas.editor.selection:
            self._rest.start()
        else:
            self._rest.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what the hand does on the canvas."""
        kind = event.type()
        if kind in _STOPS or (isinstance(event, QPaintEvent) and not self.isHidden()
                              and self._canvas.viewport is not self._viewport):
            self.wait()
        elif kind == QEvent.Type.MouseMove and self._rest.isActive():
            self._rest.start()
        return False

    def appear(self) -> bool:
        """Show the bar beside the selection; false where there is nothing to offer, no room, or a gesture."""
        canvas = self._canvas
        busy = canvas.tool is not None or canvas.popups.open or canvas.renamer.active
        kind = kind_of(canvas.editor.selection.elements)
        if busy or not kind or not canvas.isVisible():
            return False
        self._fill(kind)
        self.adjustSize()
        at = self._place()
        if at is None:
            return False
        self.move(at)
        self._viewport = canvas.viewport
        self._effect.setEnabled(True)
        self._fade.start()
        self.show()
        self.raise_()
        return True

    def take_focus(self) -> bool:
        """Open the bar at once and put the keyboard into it."""
        if not self.appear():
            return False
        first = next((b for b in self.buttons if b.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return first is not None

    def _fill(self, kind: str) -> None:
        """The buttons for what is selected; those that can do nothing are left out."""
        if kind != self._kind:
            self._kind = kind
            for old in self.findChildren(QToolButton):
                old.hide()
                old.deleteLater()
            for name in (*OFFERED[kind], "more"):
                self._add(name)
        for button in self.findChildren(QToolButton):
            action = button.defaultAction()
            if action is not None:
                button.setVisible(action.isEnabled())

    def _forget(self, _theme: str) -> None:
        """Make the buttons anew, in other colors."""
        self._kind = ""
        self.wait()

    def _add(self, name: str) -> None:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if name in self._menus:
            menu = QMenu(button)
            menu.aboutToShow.connect(lambda: self._menus[name](menu))
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            text = self.tr("Timing")
        elif name == "more":
            button.clicked.connect(self._more)
            text = self.tr("More")
        else:
            button.setDefaultAction(self._actions[name])
            text = self._actions[name].iconText()
        button.setAccessibleName(text)
        if button.defaultAction() is None:
            button.setToolTip(text)
            button.setIcon(self._icon("dots-three" if name == "more" else "clock"))
        if button.icon().isNull() and button.defaultAction() is not None:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        else:
            button.setFixedSize(30, 28)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(button)

    def _more(self) -> None:
        chosen = self._canvas.editor.selection.elements
        if chosen:
            self.more_wanted.emit(chosen[-1], self.mapToGlobal(QPoint(self.width() - 30, self.height() + 2)))

    def _place(self) -> QPoint | None:
        """Above, below or beside the selection, where it hides least: within the canvas, away from the pointer."""
        canvas = self._canvas
        rects = [r for e in canvas.editor.selection.elements if (r := canvas.rect_of(e))]
        if not rects:
            return None
        seen = canvas.viewport.rect_to_screen(Rect.uniting(rects)).grown(_OFF)
        if canvas.editor.selection.elements[-1].kind == "integration" and len(rects) == 1:
            seen = seen.grown(_OFF / 2)
        width, height = float(self.width()), float(self.height())
        left = min(max(seen.center.x - width / 2, 6.0), canvas.width() - width - 6)
        top = min(max(seen.center.y - height / 2, 6.0), canvas.height() - height - 6)
        pointer = canvas.mapFromGlobal(canvas.cursor().pos())
        inner = Rect(4, 4, canvas.width() - 8, canvas.height() - 8)
        found = [Rect(x, y, width, height) for x, y in (
            (left, seen.top - height), (left, seen.bottom), (seen.right, top), (seen.left - width, top))]
        free = [rect for rect in found
                if inner.covers(rect) and not rect.grown(_SHY).contains(Point(pointer.x(), pointer.y()))]
        if not free:
            return None
        best = min(free, key=self._covered)
        return QPoint(round(best.x), round(best.y))

    def _covered(self, rect: Rect) -> int:
        """How many boxes and labels the bar would hide; boxes count more."""
        canvas = self._canvas
        if canvas.sheet is None:
            return 0
        area = canvas.viewport.rect_to_scene(rect)
        return sum(3 if shape.layer is Layer.BOX else 1
                   for shape in canvas.sheet.index.inside(area, Layer.BOX, Layer.LABEL))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the buttons, Escape gives the keyboard back to the drawing."""
        buttons = [b for b in self.buttons if b.isEnabled()]
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        focused = next((n for n, b in enumerate(buttons) if b.hasFocus()), None)
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self._canvas.setFocus()
        elif step is not None and focused is not None:
            buttons[(focused + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)


def kind_of(elements: Sequence[Element]) -> str:
    """Which actions suit a selection; empty where none do."""
    kinds = {e.kind for e in elements}
    if len(elements) > 1:
        return "several" if "system" in kinds or "zone" in kinds else "integration" if kinds == {"integration"} else ""
    kind = next(iter(kinds), "")
    return kind if kind in OFFERED else ""
