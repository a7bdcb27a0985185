"""The map in a corner of the canvas: the drawing small, with the rectangle that is in sight, to drag or to jump."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.sight import SightedCanvas
from d365arch.gui.canvas.viewport import STEP
from d365arch.model.geometry import Point, Rect

_WIDTH, _HEIGHT = 220, 150
_LEAST = 40
"""The map is at most so large, and no side of it smaller than this, in px."""

_MARGIN = 12
_PAD = 4
_SHADE = 90
_NUDGE = 60.0

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}


class Minimap(QWidget):
    """Shown while it is wanted and some of the drawing is out of sight."""

    def __init__(self, canvas: SightedCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._wanted = False
        self._small: tuple[tuple[int, int, int], QPixmap] | None = None
        self._held: Point | None = None
        self.setObjectName("minimap")
        self.setAccessibleName(self.tr("Map of the whole drawing"))
        self.setAccessibleDescription(self.tr("The arrow keys move what is in sight, plus and minus zoom."))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()
        canvas.viewport_changed.connect(self.follow)
        canvas.picture.map_painted.connect(self.follow)
        canvas.editor.drawing_changed.connect(lambda _drawing: self.follow())

    @property
    def wanted(self) -> bool:
        """Whether the map is switched on."""
        return self._wanted

    def want(self, wanted: bool) -> None:
        """Switch the map on or off."""
        self._wanted = wanted
        self.follow()

    def follow(self) -> None:
        """Show what is in sight now; hide where all of the drawing is."""
        canvas = self._canvas
        if not self._wanted or canvas.sheet is None or not canvas.sheet.boxes or self._all_in_sight():
            self.hide()
            return
        bounds = canvas.sheet.scene.bounds
        by = min(_WIDTH / max(bounds.width, 1), _HEIGHT / max(bounds.height, 1))
        width, height = max(_LEAST, round(bounds.width * by)), max(_LEAST, round(bounds.height * by))
        self.setGeometry(canvas.width() - width - 2 * _PAD - _MARGIN, canvas.height() - height - 2 * _PAD - _MARGIN,
                         width + 2 * _PAD, height + 2 * _PAD)
        self.show()
        self.update()

    def _all_in_sight(self) -> bool:
        canvas = self._canvas
        if canvas.sheet is None:
            return True
        # The drawing brings a margin of its own, which nobody looks for.
        rect = canvas.viewport.rect_to_screen(canvas.sheet.scene.bounds).grown(-_MARGIN)
        return rect.left >= 0 and rect.top >= 0 and rect.right <= canvas.width() and rect.bottom <= canvas.height()

    @property
    def _bounds(self) -> Rect:
        return self._canvas.sheet.scene.bounds if self._canvas.sheet else Rect(0, 0, 1, 1)

    @property
    def _scale(self) -> float:
        bounds = self._bounds
        return min((self.width() - 2 * _PAD) / max(bounds.width, 1), (self.height() - 2 * _PAD) / max(bounds.height, 1))

    def _on_map(self, rect: Rect) -> Rect:
        """Where a rectangle of the scene is on the map."""
        by, bounds = self._scale, self._bounds
        left = (self.width() - bounds.width * by) / 2 - bounds.x * by
        top = (self.height() - bounds.height * by) / 2 - bounds.y * by
        return Rect(rect.x * by + left, rect.y * by + top, rect.width * by, rect.height * by)

    def _to_scene(self, at: QPointF) -> Point:
        origin, by = self._on_map(Rect(0, 0, 0, 0)), self._scale
        return Point((at.x() - origin.x) / by, (at.y() - origin.y) / by)

    @property
    def _in_sight(self) -> Rect:
        """What is in sight, in the scene."""
        canvas = self._canvas
        return canvas.viewport.rect_to_scene(Rect(0, 0, canvas.width(), canvas.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The small picture, and the rectangle in sight."""
        theme, painter = self._canvas.theme, QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.ground))
        shown = rectf(self._on_map(self._canvas.overview.bounds))
        picture = self._picture(round(shown.width()), round(shown.height()))
        if picture is not None:
            painter.drawPixmap(shown.topLeft(), picture)
        sight = rectf(self._on_map(self._in_sight)).intersected(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5))
        shade = QColor(theme.muted)
        shade.setAlpha(_SHADE // 2)
        for around in _around(QRectF(self.rect()), sight):
            painter.fillRect(around, shade)
        painter.setPen(QPen(QColor(theme.accent), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(sight)
        focus = self.hasFocus()
        painter.setPen(QPen(QColor(theme.accent if focus else theme.zone_line), 2 if focus else 1))
        inset = 1.0 if focus else 0.5
        painter.drawRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))
        painter.end()

    def _picture(self, width: int, height: int) -> QPixmap | None:
        """The overview in the size of the map, scaled once."""
        overview, ratio = self._canvas.overview, self.devicePixelRatioF()
        if overview.picture.isNull() or width < 1 or height < 1:
            return None
        key = (overview.version, width, height)
        if self._small is None or self._small[0] != key:
            small = overview.picture.scaled(round(width * ratio), round(height * ratio),
                                            Qt.AspectRatioMode.IgnoreAspectRatio,
                                            Qt.TransformationMode.SmoothTransformation)
            small.setDevicePixelRatio(ratio)
            self._small = (key, small)
        return self._small[1]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the rectangle in sight where it is; elsewhere, jump there first."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at, sight = self._to_scene(event.position()), self._in_sight
        if not sight.contains(at):
            self._canvas.center_at(at)
            sight = self._in_sight
        self._held = Point(at.x - sight.center.x, at.y - sight.center.y)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is in sight."""
        if self._held is not None:
            at = self._to_scene(event.position())
            self._canvas.center_at(Point(at.x - self._held.x, at.y - self._held.y))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Like a press."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the middle of what is in sight."""
        notches = event.angleDelta().y() / 120
        if notches:
            self._canvas.zoom_by(STEP ** notches, self._middle(), glide=notches.is_integer())
        event.accept()

    def _middle(self) -> Point:
        return Point(self._canvas.width() / 2, self._canvas.height() / 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, plus and minus zoom, Escape goes back to the drawing."""
        canvas, key = self._canvas, Qt.Key(event.key())
        if key in _ARROWS:
            dx, dy = _ARROWS[key]
            canvas.set_viewport(canvas.viewport.panned(-dx * _NUDGE, -dy * _NUDGE))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            canvas.zoom_by(STEP, self._middle(), glide=True)
        elif key == Qt.Key.Key_Minus:
            canvas.zoom_by(1 / STEP, self._middle(), glide=True)
        elif key == Qt.Key.Key_Escape:
            canvas.setFocus()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus is gone."""
        self.update()


def _around(whole: QRectF, hole: QRectF) -> list[QRectF]:
    """What of a rectangle lies around another one within it."""
    return [
        QRectF(whole.left(), whole.top(), whole.width(), hole.top() - whole.top()),
        QRectF(whole.left(), hole.bottom(), whole.width(), whole.bottom() - hole.bottom()),
        QRectF(whole.left(), hole.top(), hole.left() - whole.left(), hole.height()),
        QRectF(hole.right(), hole.top(), whole.right() - hole.right(), hole.height()),
    ]
