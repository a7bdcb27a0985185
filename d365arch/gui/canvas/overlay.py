"""What lies over the picture: selection, hover, ports, focus ring, the gesture under way, an empty sheet's hint."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPainterPathStroker, QPen, QRegion

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.layers import MIDDLE
from d365arch.gui.canvas.note_handles import paint_note_handles
from d365arch.gui.canvas.outlines import MANY, Outlines
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.paths import painter_path
from d365arch.gui.canvas.places import Port
from d365arch.gui.canvas.ports import end_handles
from d365arch.gui.canvas.resizing import paint_resize_handles
from d365arch.gui.canvas.tools.bend import paint_handles
from d365arch.gui.fonts import FAMILY
from d365arch.gui.language import translate
from d365arch.model.geometry import Point, Rect
from d365arch.scene.index import Hit
from d365arch.scene.parts import Element
from d365arch.scene.paths import rounded

_DWELL = 220
"""Rest of the pointer, in ms, before the lines of a system stand out."""

_FLASH_STEPS = 12
_FLASH_STEP = 60


def _band(line: QPainterPath, width: float) -> QPainterPath:
    """The area that a stroke of this width covers."""
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return stroker.createStroke(line)


class Overlay:
    """Paints in widget coordinates, above the picture of the scene; nothing in it changes the scene."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self._outlines = Outlines(view)
        self._hover: Hit | None = None
        self._port: Port | None = None
        self._lit: frozenset[Element] = frozenset()
        self._flashing: Element | None = None
        self._flash_left = 0
        self._dwell = QTimer(view)
        self._dwell.setSingleShot(True)
        self._dwell.setInterval(_DWELL)
        self._dwell.timeout.connect(self.spotlight)
        self._flash_timer = QTimer(view)
        self._flash_timer.setInterval(_FLASH_STEP)
        self._flash_timer.timeout.connect(self._flash_step)

    @property
    def hovered(self) -> Hit | None:
        """What is under the pointer."""
        return self._hover

    @property
    def lit(self) -> frozenset[Element]:
        """The elements that stand out while all others are dimmed."""
        return self._lit

    def hover(self, hit: Hit | None) -> None:
        """The pointer is over this now."""
        before = self._hover.element if self._hover else None
        now = hit.element if hit else None
        self._hover = hit
        if before == now:
            return
        self._view.hovered.emit(now)
        if self._lit and now not in self._lit:
            self._light(frozenset())
        self._dwell.stop()
        if now and now.kind in ("system", "endpoint", "integration", "bundle") and self._view.tool is None:
            self._dwell.start()
        self._view.update()

    def show_port(self, port: Port | None) -> None:
        """A connection can be dragged from here."""
        if port != self._port:
            self._port = port
            self._view.update()

    def scene_changed(self) -> None:
        """What was under the pointer may be gone."""
        self._hover, self._port = None, None
        self._light(frozenset())

    def sheet_moved(self) -> None:
        """The sheet stands elsewhere now."""
        self._port = None
        waits = self._dwell.isActive()
        self._light(frozenset())
        if waits:
            # The pointer rests on it still; without another move nothing else would let it stand out.
            self._dwell.start()

    def spotlight(self) -> None:
        """Let what belongs to the element under the pointer stand out."""
        if self._hover is None or self._view.tool is not None:
            return
        self._light(related(self._view, self._hover.element))

    def stand_out(self, elements: Iterable[Element]) -> None:
        """Dim all but these, until the pointer is over the drawing; none ends it."""
        self._light(frozenset(elements))

    def _light(self, elements: frozenset[Element]) -> None:
        self._dwell.stop()
        self._lit = elements
        self._view.picture.light(elements)

    def flash(self, element: Element) -> None:
        """Draw the eye to an element for a moment."""
        self._flashing, self._flash_left = element, _FLASH_STEPS
        self._flash_timer.start()
        self._view.update()

    def _flash_step(self) -> None:
        self._flash_left -= 1
        if self._flash_left <= 0:
            self._flashing = None
            self._flash_timer.stop()
        self._view.update()

    def paint(self, painter: QPainter) -> None:
        """Paint all of it."""
        view = self._view
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for paint in view.grounds:
            paint(painter)
        if view.sheet is not None and not view.editor.workspace.landscape.systems:
            self._paint_hint(painter, translate("Canvas", "Nothing here yet"),
                             translate("Canvas", "Drag a system from the catalog, or press A to add one"))
        elif self._shows_nothing():
            self._paint_hint(painter, translate("Canvas", "This view shows nothing yet"),
                             translate("Canvas", "Press Shift+A to add systems of the landscape, A for a new one"))
        moving = view.tool is not None and view.tool.moves_selection
        if not moving:
            self._paint_hover(painter)
            self._paint_selection(painter)
            paint_note_handles(view, painter)
            paint_resize_handles(view, painter)
        if self._flashing:
            self._paint_flash(painter, self._flashing)
        if view.tool is not None:
            view.tool.paint(painter)
        view.popups.paint(painter)
        view.drops.paint(painter)

    def _paint_hover(self, painter: QPainter) -> None:
        view = self._view
        color = QColor(view.theme.accent)
        if self._port:
            self._paint_ports(painter, self._port)
        if self._hover is None or self._hover.element in view.editor.selection:
            return
        element = self._hover.element
        color.setAlpha(150)
        if element.kind in ("system", "endpoint"):
            rect = self.outline_of(element)
            if rect:
                painter.setPen(QPen(color, 1.2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                radius = 8 * view.zoom if element.kind == "system" else 3
                painter.drawRoundedRect(rectf(rect), radius, radius)
        elif element.kind in ("integration", "bundle"):
            color.setAlpha(60)
            self.paint_line(painter, element, color, 7)

    def _paint_ports(self, painter: QPainter, port: Port) -> None:
        """Small dots at both borders of a row; the one under the pointer is larger."""
        view = self._view
        accent = QColor(view.theme.accent)
        rest = view.viewport.rect_to_screen(port.rect)
        here = view.viewport.to_screen(port.at)
        painter.setPen(QPen(QColor(view.theme.ground), 1.5))
        painter.setBrush(accent)
        if port.end.endpoint:
            for x in (rest.left, rest.right):
                painter.drawEllipse(QPointF(x, rest.center.y), 3.5, 3.5)
        painter.drawEllipse(QPointF(*here), 5.5, 5.5)

    def _paint_selection(self, painter: QPainter) -> None:
        view = self._view
        accent = QColor(view.theme.accent)
        chosen = view.editor.selection.elements
        if len(chosen) > MANY:
            self._outlines.paint(painter, chosen)
            if view.hasFocus():
                self._paint_focus(painter, chosen[-1])
            return
        glow = QColor(accent)
        glow.setAlpha(90)
        # Several may be drawn as one line, which glows once.
        lines = {view.sheet.path(e): e for e in chosen if e.kind == "integration"} if view.sheet else {}
        for element in lines.values():
            self.paint_line(painter, element, glow, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for element in chosen:
            rect = self.outline_of(element)
            if rect is None:
                continue
            painter.setPen(QPen(accent, 2))
            radius = self._radius(element, rect)
            painter.drawRoundedRect(rectf(rect), radius, radius)
        if chosen and view.hasFocus():
            self._paint_focus(painter, chosen[-1])
        # Rings, so that the head and the open circle within stay in sight.
        painter.setPen(QPen(accent, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for _, _, at in end_handles(view):
            painter.drawEllipse(QPointF(*view.viewport.to_screen(at)), 6.5, 6.5)
        if view.tool is None:
            paint_handles(view, painter)

    def _radius(self, element: Element, rect: Rect) -> float:
        """The radius of an outline's corners: labels are pills."""
        if element.kind == "integration":
            return rect.height / 2
        return min(8 * self._view.zoom + 3, 12.0) if element.kind in ("system", "zone") else 5.0

    def _paint_focus(self, painter: QPainter, element: Element) -> None:
        """A second, dashed ring around the element that keys act on."""
        rect = self.outline_of(element)
        if rect is None:
            return
        pen = QPen(QColor(self._view.theme.accent), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([2, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = self._radius(element, rect) + 4
        painter.drawRoundedRect(rectf(rect.grown(4)), radius, radius)

    def _paint_flash(self, painter: QPainter, element: Element) -> None:
        rect = self.outline_of(element)
        if rect is None:
            return
        color = QColor(self._view.theme.accent)
        color.setAlphaF(min(1.0, self._flash_left / _FLASH_STEPS))
        painter.setPen(QPen(color, 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        grow = 6 + 2 * (_FLASH_STEPS - self._flash_left)
        painter.drawRoundedRect(rectf(rect.grown(grow)), 12, 12)

    def paint_line(self, painter: QPainter, element: Element, color: QColor, width: float) -> None:
        """Two rails along the line of an integration, which itself keeps its color, dash and heads between them."""
        view = self._view
        path = view.sheet.path(element) if view.sheet else ()
        if not path:
            return
        points = tuple(view.viewport.to_screen(point) for point in path)
        painter.save()
        label = view.sheet.label(element) if view.sheet and view.zoom >= MIDDLE else None
        if label:
            covered = rectf(view.viewport.rect_to_screen(label)).toAlignedRect()
            painter.setClipRegion(QRegion(view.rect()).subtracted(QRegion(covered)))
        line = painter_path(rounded(points, 7 * view.zoom))
        gap = max(2.0, 3.4 * view.zoom)
        painter.fillPath(_band(line, gap + width).subtracted(_band(line, gap)), color)
        painter.restore()

    def outline_of(self, element: Element) -> Rect | None:
        """The rectangle, in the widget, that marks an element: a box a little outside, a row within, a label around."""
        view = self._view
        if view.sheet is None:
            return None
        rect: Rect | None
        grow = 3.0
        if element.kind == "system":
            rect = view.box_rect(element.id)
        elif element.kind == "integration":
            rect = view.sheet.label(element)
            grow = 1.0
        else:
            rect = view.rect_of(element)
            grow = 0.0 if element.kind == "endpoint" else 2.0
        return view.viewport.rect_to_screen(rect).grown(grow) if rect else None

    def _shows_nothing(self) -> bool:
        drawing = self._view.editor.drawing
        return drawing is not None and not drawing.looks.selection.systems and not self._view.editor.view.notes

    def _paint_hint(self, painter: QPainter, heading: str, advice: str) -> None:
        """What to do with an empty sheet, in place of its title and small print."""
        view = self._view
        painter.fillRect(view.rect(), QColor(view.theme.ground))
        middle = Point(view.width() / 2, view.height() / 2)
        for text, size, color, down in (
            (heading, 20, view.theme.ink, -30),
            (advice, 14, view.theme.muted, 0),
        ):
            font = QFont(FAMILY)
            font.setPixelSize(size)
            if size > 14:
                font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(QColor(color))
            box = QRectF(12, middle.y + down, view.width() - 24, 80)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), text)


def related(view: Canvas, element: Element) -> frozenset[Element]:
    """The element with its lines and what is at their other ends."""
    if element.kind == "bundle":
        meant = view.editor.selection.meant(element)
        return frozenset().union(*(related(view, each) for each in meant))
    landscape = view.editor.workspace.landscape
    if element.kind == "integration":
        chosen = [i for i in (landscape.integration_by_id.get(element.id),) if i]
    else:
        system = element.id.partition(".")[0]
        chosen = list(landscape.integrations_of.get(system, ()))
        if element.kind == "endpoint":
            chosen = [i for i in chosen if element.id in (str(i.from_), str(i.to))]
    found = {Element(kind="system", id=element.id.partition(".")[0])} if element.kind != "integration" else set()
    for integration in chosen:
        found.add(Element(kind="integration", id=integration.id))
        found |= {Element(kind="system", id=end.system) for end in (integration.from_, integration.to)}
    return frozenset(found) if chosen else frozenset()
