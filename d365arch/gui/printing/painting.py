"""Paints sheets with Qt: on a printer, in the preview, and as a thumbnail; the same parts as the canvas paints."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from d365arch.gui.canvas.painter import Painted, rectf
from d365arch.scene.page import Book, Leaf


def paint_leaf(painter: QPainter, book: Book, leaf: Leaf, target: QRectF) -> None:
    """Paint one sheet into a rectangle of the device."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing, True)
    painter.translate(target.topLeft())
    painter.scale(target.width() / leaf.paper.width, target.height() / leaf.paper.height)
    painter.translate(-leaf.paper.x, -leaf.paper.y)
    painter.fillRect(rectf(leaf.paper), QColor(book.scene.ground))
    painter.save()
    painter.setClipRect(rectf(leaf.area))
    for shape in book.shapes:
        b, area = shape.bounds, leaf.area
        if b.left < area.right and area.left < b.right and b.top < area.bottom and area.top < b.bottom:
            Painted(shape).draw(painter)
    painter.restore()
    for shape in leaf.shapes:
        Painted(shape).draw(painter)
    painter.restore()


def set_up(printer: QPrinter, book: Book) -> None:
    """Give a printer the sheet of a book, with no margins of its own: the drawing has them."""
    short, long = sorted(book.size)
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter, book.paper.name,
                     QPageSize.SizeMatchPolicy.FuzzyMatch)
    lies = book.size.width > book.size.height
    way = QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait
    printer.setFullPage(True)
    printer.setPageLayout(QPageLayout(size, way, QMarginsF(0, 0, 0, 0)))
    printer.setDocName(book.scene.name)
    printer.setCreator("d365arch")


def paint_book(printer: QPrinter, book: Book) -> None:
    """Print the sheets, or those of them that the printer was asked for."""
    first = max(1, printer.fromPage() or 1)
    last = min(len(book.leaves), printer.toPage() or len(book.leaves))
    painter = QPainter(printer)
    try:
        for number, leaf in enumerate(book.leaves[first - 1:last]):
            if number:
                printer.newPage()
            paint_leaf(painter, book, leaf, QRectF(printer.paperRect(QPrinter.Unit.DevicePixel)))
    finally:
        painter.end()


def picture_of(book: Book, width: int, height: int, ratio: float = 1.0) -> QImage:
    """All sheets as they lie beside each other, small, on transparent ground."""
    image = QImage(int(width * ratio), int(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    columns, rows = grid_of(book)
    gap = 6.0 if len(book.leaves) > 1 else 0.0
    scale = min((width - 2 - gap * (columns - 1)) / (columns * book.size.width),
                (height - 2 - gap * (rows - 1)) / (rows * book.size.height))
    w, h = book.size.width * scale, book.size.height * scale
    left, top = (width - columns * w - gap * (columns - 1)) / 2, (height - rows * h - gap * (rows - 1)) / 2
    painter = QPainter(image)
    for number, leaf in enumerate(book.leaves):
        at = QRectF(left + number % columns * (w + gap), top + number // columns * (h + gap), w, h)
        paint_leaf(painter, book, leaf, at)
        painter.setPen(QColor("#8A93A6"))
        painter.drawRect(at)
    painter.end()
    return image


def grid_of(book: Book) -> tuple[int, int]:
    """Columns and rows of sheets."""
    columns = len({round(leaf.paper.x, 3) for leaf in book.leaves})
    return columns, -(-len(book.leaves) // columns)
