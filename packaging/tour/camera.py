"""Pictures of the window with all that stands over it: dialogs, menus, lists, and the pointer."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tour.hand import Hand

MOST = 200_000
"""Largest picture in bytes."""

_COLORS = (256, 192, 128, 64)
"""As many colors as fit into that size."""

_TITLE_BAR = 30
_SHADOW = 14
_POINTER = ((0, 0), (0, 16.5), (4.2, 12.9), (7.1, 19.2), (9.7, 18), (6.9, 12), (12, 12))


class Camera:
    """Writes pictures into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, name: str, hand: Hand) -> None:
        """Take a picture of what the hand's window shows now."""
        hand.rest(0.35)
        data = _encoded(_composed(hand))
        (self._folder / name).write_bytes(data)
        print(f"{name}: {len(data):,} bytes")


def _composed(hand: Hand) -> QPixmap:
    window = hand.window
    picture = window.grab()
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    above = [w for w in QApplication.topLevelWidgets() if w is not window and w.isVisible() and _counts(w)]
    for widget in sorted(above, key=lambda w: not isinstance(w, QDialog)):
        _put(painter, widget, widget.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0)))
    if not any(isinstance(w, QDialog) for w in above):
        _point(painter, hand.at)
    painter.end()
    return picture


def _counts(widget: QWidget) -> bool:
    """Dialogs, menus and lists do; what Qt keeps for itself, such as tool tips, does not."""
    return widget.windowType() in (Qt.WindowType.Dialog, Qt.WindowType.Popup, Qt.WindowType.Sheet)


def _put(painter: QPainter, widget: QWidget, at: QPoint) -> None:
    """Paint a window over another; the desktop gives dialogs a title bar, which no platform without one has."""
    frame = QRect(at, widget.size())
    title = isinstance(widget, QDialog)
    if title:
        frame.adjust(0, -_TITLE_BAR, 0, 0)
    painter.setPen(Qt.PenStyle.NoPen)
    for ring in range(_SHADOW):
        painter.setBrush(QColor(0, 0, 0, 3))
        painter.drawRoundedRect(frame.adjusted(-ring, 3 - ring, ring, 3 + ring), 8 + ring, 8 + ring)
    ground, ink = widget.palette().window().color(), widget.palette().windowText().color()
    if title:
        painter.setBrush(ground)
        painter.drawRoundedRect(frame, 8, 8)
        painter.setPen(ink)
        bar = QRect(frame.topLeft(), frame.topRight() + QPoint(0, _TITLE_BAR))
        font = widget.font()
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(bar, int(Qt.AlignmentFlag.AlignCenter), widget.windowTitle())
    painter.drawPixmap(at, widget.grab())
    edge = QColor(ink)
    edge.setAlpha(60)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, 8 if title else 3, 8 if title else 3)


def _point(painter: QPainter, at: QPoint) -> None:
    """The pointer of the mouse."""
    painter.setPen(QPen(QColor("white"), 1.4))
    painter.setBrush(QColor("black"))
    painter.drawPolygon(QPolygonF([QPointF(at.x() + x, at.y() + y) for x, y in _POINTER]))


def _encoded(picture: QPixmap) -> bytes:
    """A PNG with as few colors as it takes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    image = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
    data = b""
    for colors in _COLORS:
        out = io.BytesIO()
        image.quantize(colors, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        data = out.getvalue()
        if len(data) <= MOST:
            break
    return data
