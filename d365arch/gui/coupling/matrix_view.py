"""The dependency matrix as it is seen: one painting of what is in sight, whatever the number of systems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QEvent, QLineF, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from d365arch.analysis.matrix import MatrixCell
from d365arch.gui.coupling.matrix_model import Index, MatrixModel
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import resized, with_text
from d365arch.gui.style import Colors, colors_of
from d365arch.model.vocabulary import Timing

SIZES = (10, 14, 18, 22, 28, 36)
"""Sides of a cell, in px, from far to near."""

USUAL = 3
_COUNT_FROM, _NAME_FROM = 14, 12
"""Sides from which counts are written in cells, and every name at its row; below, only those under the pointer."""

_LONGEST = 170
"""Length of a name, in px, before it is cut."""


class Names(QHeaderView):
    """Names of rows, or of columns turned upwards; those under the pointer and the selected ones stand out."""

    def __init__(self, orientation: Qt.Orientation, view: MatrixView) -> None:
        super().__init__(orientation, view)
        self._view = view
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(SIZES[0])
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        """As long as the longest name, within bounds."""
        letters = QFontMetrics(self._view.letters())
        longest = max((letters.horizontalAdvance(name) for name in self._view.matrix.matrix.labels), default=40)
        length = min(with_text(_LONGEST), longest + 18)
        return QSize(length, 20) if self.orientation() is Qt.Orientation.Vertical else QSize(20, length)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One name."""
        view, colors = self._view, self._view.colors
        across = self.orientation() is Qt.Orientation.Vertical
        under = view.hovered[0 if across else 1] == section
        chosen = view.matrix.matrix.ids[section] in view.chosen
        painter.save()
        ground = colors.picked if chosen else colors.hover if under else colors.window
        painter.fillRect(rect, QColor(ground))
        if view.side >= _NAME_FROM or under or chosen:
            painter.setFont(view.letters())
            painter.setPen(QColor(colors.accent if chosen else colors.ink if under else colors.muted))
            length = (rect.width() if across else rect.height()) - 10
            name = painter.fontMetrics().elidedText(view.matrix.matrix.labels[section],
                                                    Qt.TextElideMode.ElideRight, length)
            if across:
                painter.drawText(rect.adjusted(6, 0, -4, 0), _RIGHT, name)
            else:
                painter.translate(rect.left(), rect.bottom())
                painter.rotate(-90)
                painter.drawText(QRect(6, 0, length, rect.width()), _LEFT, name)
        painter.restore()


    def paintEvent(self, event: QPaintEvent) -> None:
        """From afar, where single names have no room, those of the blocks."""
        super().paintEvent(event)
        view = self._view
        if view.side >= _NAME_FROM:
            return
        painter = QPainter(self.viewport())
        painter.setFont(resized(self.font(), 0.92, QFont.Weight.DemiBold))
        painter.setPen(QColor(view.colors.muted))
        across = self.orientation() is Qt.Orientation.Vertical
        length = (self.width() if across else self.height()) - 10
        for block in view.matrix.matrix.blocks:
            middle = (block.first + block.end) * view.side // 2 - self.offset()
            name = painter.fontMetrics().elidedText(block.name, Qt.TextElideMode.ElideRight, length)
            if (block.end - block.first) * view.side < painter.fontMetrics().height():
                continue
            if across:
                painter.drawText(QRect(4, middle - 10, length, 20), _RIGHT, name)
            else:
                painter.save()
                painter.translate(middle - 10, self.height())
                painter.rotate(-90)
                painter.drawText(QRect(6, 0, length, 20), _LEFT, name)
                painter.restore()
        painter.end()


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MatrixView(QTableView):
    """Rows need columns. `opened` carries row and column of a cell that a person opens, `pointed` those that the
    pointer or the keyboard is at, `named` the position of a system whose name is clicked."""

    opened = Signal(int, int)
    pointed = Signal(int, int)
    named = Signal(int)

    def __init__(self, matrix: MatrixModel, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matrix = matrix
        self._editor = editor
        self._step = USUAL
        self.hovered = (-1, -1)
        self.chosen: frozenset[str] = frozenset()
        self.setObjectName("matrix")
        self.setAccessibleName(self.tr("Dependency matrix: rows need columns"))
        self.setModel(matrix)
        for orientation in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
            names = Names(orientation, self)
            if orientation is Qt.Orientation.Horizontal:
                self.setHorizontalHeader(names)
            else:
                self.setVerticalHeader(names)
            names.sectionClicked.connect(self.named)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.viewport().setMouseTracking(True)
        self.clicked.connect(lambda index: self._open(index.row(), index.column()))
        matrix.modelReset.connect(self._fit)
        self._fit()

    @property
    def side(self) -> int:
        """The side of a cell, in px."""
        return with_text(SIZES[self._step])

    @property
    def colors(self) -> Colors:
        """The colors of the window."""
        return colors_of(self._editor.theme)

    def letters(self) -> QFont:
        """The font of names and counts."""
        return resized(self.font(), 0.92 if self.side >= SIZES[2] else 0.82)

    def zoom(self, steps: int) -> None:
        """Larger cells, or smaller ones."""
        self._step = min(len(SIZES) - 1, max(0, self._step + steps))
        self._fit()

    def fill_room(self) -> None:
        """The largest cells with which all of a small matrix is in sight; large ones keep the usual size."""
        room = min(self.width() - self.verticalHeader().sizeHint().width(),
                   self.height() - self.horizontalHeader().sizeHint().height()) - 24
        count = max(1, len(self.matrix.matrix.ids))
        fitting = [step for step, side in enumerate(SIZES) if with_text(side) * count <= room]
        self._step = fitting[-1] if fitting and fitting[-1] >= USUAL else USUAL
        self._fit()

    def choose(self, ids: Iterable[str]) -> None:
        """Let the rows and columns of what is selected on the canvas stand out."""
        chosen = frozenset(ids)
        if chosen != self.chosen:
            self.chosen = chosen
            self._repaint()

    def _fit(self) -> None:
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setDefaultSectionSize(self.side)
        self.hovered = (-1, -1)
        self.updateGeometries()
        self._repaint()

    def _repaint(self) -> None:
        self.viewport().update()
        self.horizontalHeader().viewport().update()
        self.verticalHeader().viewport().update()

    def _open(self, row: int, column: int) -> None:
        if self.matrix.cell(row, column) is not None:
            self.opened.emit(row, column)

    def place(self, row: int, column: int) -> QPoint:
        """Where the lower left corner of a cell is on the screen."""
        rect = self._rect(row, column)
        return self.viewport().mapToGlobal(QPoint(round(rect.left()), round(rect.bottom())))

    def _rect(self, row: int, column: int) -> QRectF:
        side = self.side
        return QRectF(column * side - self.horizontalHeader().offset(), row * side - self.verticalHeader().offset(),
                      side, side)

    def _in_sight(self, rect: QRect) -> tuple[range, range]:
        """Rows and columns that a rectangle of the viewport touches."""
        side, count = self.side, len(self.matrix.matrix.ids)
        across, down = self.horizontalHeader().offset(), self.verticalHeader().offset()
        return (range(max(0, (rect.top() + down) // side), min(count, (rect.bottom() + down) // side + 1)),
                range(max(0, (rect.left() + across) // side), min(count, (rect.right() + across) // side + 1)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, bands, blocks, cells, the place of the keyboard."""
        painter, colors = QPainter(self.viewport()), self.colors
        painter.fillRect(event.rect(), QColor(colors.window))
        rows, columns = self._in_sight(event.rect())
        if not rows or not columns:
            return
        whole = self._rect(rows[0], columns[0]).united(self._rect(rows[-1], columns[-1]))
        painter.fillRect(whole, QColor(colors.field))
        self._paint_bands(painter, colors, rows, columns, whole)
        self._paint_lines(painter, colors, rows, columns, whole)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.letters())
        for row, column, cell in self._cells(rows, columns):
            self._paint_cell(painter, colors, self._rect(row, column), cell)
        self._paint_blocks(painter, colors)
        current = self.currentIndex()
        if current.isValid() and self.hasFocus():
            painter.setPen(QPen(QColor(colors.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._rect(current.row(), current.column()).adjusted(1, 1, -1, -1), 3, 3)
        painter.end()

    def _cells(self, rows: range, columns: range) -> Iterator[tuple[int, int, MatrixCell]]:
        for row in rows:
            for column, cell in self.matrix.by_row.get(row, {}).items():
                if column in columns:
                    yield row, column, cell

    def _paint_bands(self, painter: QPainter, colors: Colors, rows: range, columns: range, whole: QRectF) -> None:
        """The diagonal, the rows and columns of what is selected, and those under the pointer."""
        side, ids = self.side, self.matrix.matrix.ids
        painter.setPen(Qt.PenStyle.NoPen)
        diagonal = [self._rect(at, at) for at in rows if at in columns]
        painter.setBrush(QColor(colors.line))
        painter.drawRects(diagonal)
        band = QColor(colors.picked)
        band.setAlpha(150)
        hover = QColor(colors.hover)
        for at in rows:
            if at == self.hovered[0] or ids[at] in self.chosen:
                painter.fillRect(QRectF(whole.left(), self._rect(at, 0).top(), whole.width(), side),
                                 band if ids[at] in self.chosen else hover)
        for at in columns:
            if at == self.hovered[1] or ids[at] in self.chosen:
                painter.fillRect(QRectF(self._rect(0, at).left(), whole.top(), side, whole.height()),
                                 band if ids[at] in self.chosen else hover)

    def _paint_lines(self, painter: QPainter, colors: Colors, rows: range, columns: range, whole: QRectF) -> None:
        if self.side < SIZES[1]:
            return
        painter.setPen(QPen(QColor(colors.line), 1))
        painter.drawLines([QLineF(whole.left(), y, whole.right(), y)
                           for y in (self._rect(row, 0).bottom() - 0.5 for row in rows)])
        painter.drawLines([QLineF(x, whole.top(), x, whole.bottom())
                           for x in (self._rect(0, column).right() - 0.5 for column in columns)])

    def _paint_cell(self, painter: QPainter, colors: Colors, rect: QRectF, cell: MatrixCell) -> None:
        ground = cell_color(cell.timing, colors)
        inset = 1.5 if self.side >= SIZES[2] else 1.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset - 1, -inset - 1), 3, 3)
        if self.side >= _COUNT_FROM:
            painter.setPen(QColor(_ink(ground)))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(len(cell.links)))

    def _paint_blocks(self, painter: QPainter, colors: Colors) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colors.muted), 1.6))
        for block in self.matrix.matrix.blocks:
            painter.drawRect(self._rect(block.first, block.first).united(self._rect(block.end - 1, block.end - 1)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row and the column under the pointer stand out."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._point(index.row(), index.column())

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        super().leaveEvent(event)
        self._point(-1, -1)

    def _point(self, row: int, column: int) -> None:
        if (row, column) != self.hovered:
            self.hovered = (row, column)
            self._repaint()
            self.pointed.emit(row, column)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The keyboard is at another cell: it stands out as one under the pointer."""
        super().currentChanged(current, previous)
        # The first cell becomes the current one by itself when the focus comes; nobody went there.
        if current.isValid() and previous.isValid():
            self._point(current.row(), current.column())
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens a cell, Ctrl with an arrow goes to the next filled one, plus and minus change the size."""
        current, key = self.currentIndex(), Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(current.row(), current.column())
        elif key in _ARROWS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._jump(*_ARROWS[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom(-1)
        else:
            super().keyPressEvent(event)

    def _jump(self, down: int, across: int) -> None:
        """Go to the next filled cell in a direction."""
        row, column = max(0, self.currentIndex().row()), max(0, self.currentIndex().column())
        filled = ([c for c in self.matrix.by_row.get(row, {}) if (c - column) * across > 0] if across else
                  [r for r, cells in self.matrix.by_row.items() if column in cells and (r - row) * down > 0])
        if filled:
            nearest = min(filled, key=lambda at: abs(at - (column if across else row)))
            self.setCurrentIndex(self.matrix.index(row, nearest) if across else self.matrix.index(nearest, column))


_ARROWS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


def cell_color(timing: Timing | None, colors: Colors) -> str:
    """The color of a cell; grey where no timing is stated."""
    return colors.timing(timing.value) if timing else colors.edge


def _ink(color: str) -> str:
    red, green, blue = (int(color[at:at + 2], 16) for at in (1, 3, 5))
    return "#1B2130" if red * 0.299 + green * 0.587 + blue * 0.114 > 120 else "#FFFFFF"
