"""The drawing of what is accepted, made in the background by what draws the canvas; to look at, zoom and move."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from d365arch.errors import D365ArchError
from d365arch.gui.background import Task
from d365arch.gui.canvas.layers import Layers
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.viewport import STEP, Viewport
from d365arch.gui.discovery.picture import MANY, Build, Picture
from d365arch.gui.editor import Editor
from d365arch.gui.ring import paint_ring
from d365arch.gui.style import colors_of
from d365arch.model.geometry import Point, Rect
from d365arch.model.progress import Progress
from d365arch.scene.index import SceneIndex
from d365arch.scene.parts import Layer, Scene, Shape
from d365arch.scene.theme import theme_named

REST = 250
"""After so many ms without another check mark the picture is made."""

LONG_REST = 900
"""The same where the picture takes seconds."""

_FAR_LESS = 4
"""A picture under way is given up for one of that many times fewer integrations; any other it may finish first."""


class PreviewPane(QWidget):
    """Shows the scene of the last workspace that was asked for; until it is there the one before stays."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._build: Build | None = None
        self._count = 0
        self._task: Task | None = None
        self._drawing = 0
        self._stale = False
        self._layers: Layers | None = None
        self.new: tuple[Shape, ...] = ()
        """What the open landscape does not have yet; nothing where none is open."""
        self._content = Rect(0, 0, 1, 1)
        self._viewport = Viewport()
        self._fitted = True
        self._held: QPointF | None = None
        self.says = ""
        self.setObjectName("discovery-preview")
        self.setAccessibleName(self.tr("Preview of the drawing"))
        self.setAccessibleDescription(self.tr("Plus and minus zoom, the arrow keys move it, 0 shows everything."))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 140)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST)
        self._timer.timeout.connect(self._draw)
        editor.theme_changed.connect(lambda _theme: self._again())

    def sizeHint(self) -> QSize:
        """Room for a small landscape."""
        return QSize(460, 340)

    @property
    def scene(self) -> Scene | None:
        """What is shown."""
        return self._layers.scene if self._layers else None

    @property
    def busy(self) -> bool:
        """Whether another picture is due or under way."""
        return self._timer.isActive() or self._task is not None

    def ask(self, build: Build, count: int) -> None:
        """Draw soon what `build` gives on a worker thread; `count` is how many integrations that will have.

        A picture under way is shown first, so that who clicks row after row sees the drawing follow.
        """
        self._build, self._count = build, count
        self._stale = True
        if self._layers is None:
            self._say(self.tr("Drawing …"))
        if self._task is not None and count * _FAR_LESS <= self._drawing:
            self._give_up()
        self._timer.start(LONG_REST if count >= MANY else REST)

    def clear(self, sentence: str) -> None:
        """Show a sentence and no drawing."""
        self.stop()
        self._build, self._layers, self.new = None, None, ()
        self._say(sentence)

    def stop(self) -> None:
        """Draw no more."""
        self._timer.stop()
        self._stale = False
        self._give_up()

    def _give_up(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _again(self) -> None:
        if self._build is not None:
            self._give_up()
            self.ask(self._build, self._count)

    def _say(self, sentence: str) -> None:
        self.says = sentence
        self.update()

    def _draw(self) -> None:
        build, theme = self._build, self._editor.theme
        if build is None or self._task is not None:
            return      # what is under way asks again when it is there
        self._stale, self._drawing = False, self._count

        def work(progress: Progress) -> tuple[Picture, SceneIndex]:
            picture = build(theme, progress)
            return picture, SceneIndex(picture.scene).prepared()

        def done(made: tuple[Picture, SceneIndex]) -> None:
            self._task = None
            picture, index = made
            self._content, self._layers = picture.content, Layers(picture.scene, index)
            self.new = tuple(shape for shape in picture.scene.shapes if shape.layer in (Layer.BOX, Layer.LINE)
                             and not picture.new.isdisjoint((shape.element, *shape.members)))
            self.says = ""
            if self._fitted:
                self.fit()
            self.update()
            if self._stale and not self._timer.isActive():
                self._timer.start(REST)

        def failed(error: Exception) -> None:
            self._task = None
            if not isinstance(error, D365ArchError):
                raise error
            self.clear(error.sentence)

        self._task = self._editor.background.run(self.tr("Preview"), work, done, failed, quiet=True,
                                                 apart=self._count >= MANY)

    def fit(self) -> None:
        """Show everything."""
        self._fitted = True
        self._viewport = Viewport(ratio=self.devicePixelRatioF()).fitted(
            self._content, self.width(), self.height(), margin=10)
        self.update()

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """Zoom by a factor around a place in the widget, or its middle."""
        at = around or QPointF(self.width() / 2, self.height() / 2)
        self._fitted = False
        self._viewport = self._viewport.zoomed(self._viewport.scale * factor, Point(at.x(), at.y()))
        self.update()

    def _pan(self, across: float, down: float) -> None:
        self._fitted = False
        self._viewport = self._viewport.panned(across, down)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The drawing, or the sentence."""
        painter = QPainter(self)
        theme, colors = theme_named(self._editor.theme), colors_of(self._editor.theme)
        painter.fillRect(self.rect(), QColor(theme.ground))
        if self._layers is not None:
            self._layers.paint(painter, self._viewport, Rect(0, 0, self.width(), self.height()))
        painter.resetTransform()
        self._mark_new(painter)
        if self.says:
            painter.setPen(QColor(colors.muted))
            painter.drawText(self.rect().adjusted(20, 20, -20, -20),
                             Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.says)
        painter.setPen(QColor(colors.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if self.hasFocus():
            paint_ring(painter, self.rect(), QColor(colors.accent), 0)
        painter.end()

    def _mark_new(self, painter: QPainter) -> None:
        """Rings and strokes around what is new: among hundreds of boxes nobody would find it."""
        if self._layers is None or not self.new:
            return
        color = QColor(colors_of(self._editor.theme).accent)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for shape in self.new:
            color.setAlpha(255 if not shape.path else 110)
            painter.setPen(QPen(color, 2.0 if not shape.path else 3.0))
            if shape.path:
                painter.drawPolyline([QPointF(*self._viewport.to_screen(point)) for point in shape.path])
            else:
                painter.drawRoundedRect(rectf(self._viewport.rect_to_screen(shape.bounds)).adjusted(-2, -2, 2, 2), 4, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What was fitted stays fitted."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        notches = event.angleDelta().y() / 120
        if notches:
            self.zoom(STEP ** notches, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the drawing by the hand."""
        self._held = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it."""
        if self._held is not None:
            moved = event.position() - self._held
            self._held = event.position()
            self._pan(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything again."""
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and move by keys."""
        step = 60
        moves = {Qt.Key.Key_Left: (step, 0), Qt.Key.Key_Right: (-step, 0), Qt.Key.Key_Up: (0, step),
                 Qt.Key.Key_Down: (0, -step)}
        key = Qt.Key(event.key())
        if key in moves:
            self._pan(*moves[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(STEP)
        elif key is Qt.Key.Key_Minus:
            self.zoom(1 / STEP)
        elif key is Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)
