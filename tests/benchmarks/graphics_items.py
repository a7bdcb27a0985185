"""The same drawing as a QGraphicsScene with one item per element, which is what the canvas is compared with.

It is made as well as that design allows: details by zoom, one prepared path per line, no caching of items.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from d365arch.gui.canvas.far import Seen
from d365arch.gui.canvas.painter import Painted, PaintedLine
from d365arch.scene.parts import Layer, Scene, Shape

FAR = 0.25
_Z = {Layer.ZONE: 0, Layer.LINE: 1, Layer.BOX: 2, Layer.LABEL: 3, Layer.FRAME: 4}


class ShapeItem(QGraphicsItem):
    """One shape; from afar just its rectangles or its lines."""

    def __init__(self, shape: Shape, ground: str) -> None:
        super().__init__()
        self.shape_ = shape
        self._ground = ground
        self._ready: Painted | None = None
        self._far = Seen(shape)
        self._bounds = QRectF(*shape.bounds.grown(12))
        self.setZValue(_Z[shape.layer])

    def boundingRect(self) -> QRectF:
        """Where it paints."""
        return self._bounds

    def shape(self) -> QPainterPath:
        """Where it can be hit: for a line, its path."""
        path = QPainterPath()
        if self.shape_.path:
            path.addPolygon([QPointF(*p) for p in self.shape_.path])
        else:
            path.addRect(self._bounds)
        return path

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paint with as much detail as the zoom shows."""
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        if scale < FAR:
            self._paint_far(painter)
            return
        shape = self.shape_
        if shape.layer is Layer.LABEL and scale < 0.4:
            return
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing, True)
        if self._ready is None:
            self._ready = PaintedLine(shape, self._ground) if shape.path else Painted(shape)
        self._ready.draw(painter, scale)

    def _paint_far(self, painter: QPainter) -> None:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing, False)
        for color, lines in self._far.lines:
            if color != self._ground:
                painter.setPen(QPen(QColor(color), 0))
                painter.drawLines(lines)
        for (_, order, color), rect in self._far.rects:
            painter.setPen(QPen(QColor(color), 0) if order == 9 else QPen(Qt.PenStyle.NoPen))
            painter.setBrush(QBrush() if order == 9 else QBrush(QColor(color)))
            painter.drawRect(rect)


class DraggedLine(QGraphicsItem):
    """A line of the box that is dragged, as straight pieces."""

    def __init__(self, shape: Shape, anchor: QPointF) -> None:
        super().__init__()
        self._points = [QPointF(*p) for p in shape.path]
        first = QLineF(self._points[0], anchor).length() < QLineF(self._points[-1], anchor).length()
        self._end = 0 if first else -1
        self._at = QPointF(self._points[self._end])
        self._pen = QPen(QColor(Seen(shape).lines[-1][0]), 1)
        self._pen.setCosmetic(True)
        self.setZValue(1)

    def follow(self, by: QPointF) -> None:
        """Let the end follow the box."""
        self.prepareGeometryChange()
        self._points[self._end] = self._at + by

    def boundingRect(self) -> QRectF:
        """Where it paints."""
        xs, ys = [p.x() for p in self._points], [p.y() for p in self._points]
        return QRectF(min(xs) - 2, min(ys) - 2, max(xs) - min(xs) + 4, max(ys) - min(ys) + 4)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paint the pieces."""
        painter.setPen(self._pen)
        painter.drawPolyline(self._points)


class ItemsView(QGraphicsView):
    """The view on such a scene."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._drawn = scene
        items = QGraphicsScene(self)
        items.setSceneRect(QRectF(*scene.bounds.grown(max(scene.bounds.width, scene.bounds.height))))
        self.items_of: dict[tuple[str, str], list[ShapeItem]] = {}
        for shape in scene.shapes:
            item = ShapeItem(shape, scene.ground.upper())
            items.addItem(item)
            self.items_of.setdefault((shape.element.kind, shape.element.id), []).append(item)
        items.setBackgroundBrush(QColor(scene.ground))
        self.setScene(items)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)

    def show_at(self, scale: float, middle: QPointF) -> None:
        """Zoom to a scale with a point in the middle."""
        self.setTransform(QTransform.fromScale(scale, scale))
        self.centerOn(middle)

    def take(self, system: str, lines: Iterable[str]) -> tuple[list[ShapeItem], list[DraggedLine]]:
        """Begin to drag a box: its lines become simple ones."""
        boxes = self.items_of[("system", system)]
        anchor = boxes[0].boundingRect().center()
        dragged = []
        for line in lines:
            for item in self.items_of.get(("integration", line), ()):
                item.setVisible(False)
                if item.shape_.path:
                    moving = DraggedLine(item.shape_, anchor)
                    self.scene().addItem(moving)
                    dragged.append(moving)
        return boxes, dragged
