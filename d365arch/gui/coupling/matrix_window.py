"""The window of the dependency matrix: by zone or by circles, with a list of what is behind a cell, and export."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from d365arch.analysis.matrix import Order, read_matrix
from d365arch.errors import D365ArchError
from d365arch.gui.coupling.following import follower_of
from d365arch.gui.coupling.matrix_model import MatrixModel, timing_words
from d365arch.gui.coupling.matrix_view import MatrixView, cell_color
from d365arch.gui.coupling.picking import pick
from d365arch.gui.dialogs import questions
from d365arch.gui.fonts import roomy, with_text
from d365arch.gui.scene_marks import timing_pixmap
from d365arch.gui.style import colors_of
from d365arch.gui.workbench import Workbench
from d365arch.io.atomic import write_whole
from d365arch.model.vocabulary import Timing

_FORMULA = ("=", "+", "-", "@", "\t")
"""A cell that begins so would be run as a formula by a spreadsheet."""

_MOST_LISTED = 40


class MatrixWindow(QWidget):
    """Stands beside the main window, because a matrix needs room; one selection with the canvas."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window, Qt.WindowType.Window)
        self._bench = bench
        self._follower = follower_of(bench)
        self._shown: tuple[object, Order] | None = None
        self.order = Order.CIRCLES
        self.setObjectName("matrix-window")
        self.setWindowTitle(self.tr("Dependency matrix"))
        self.model = MatrixModel(self)
        self.view = MatrixView(self.model, bench.editor, self)
        self.menu = QMenu(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(8)
        column.addLayout(self._bar())
        self.empty = QLabel(self)
        self.empty.setWordWrap(True)
        self.empty.setObjectName("muted")
        column.addWidget(self.empty)
        column.addWidget(self.view, 1)
        self.says = QLabel(self)
        self.says.setObjectName("muted")
        column.addWidget(self.says)
        self.view.opened.connect(self.open_cell)
        self.view.pointed.connect(self._tell)
        self.view.named.connect(lambda at: pick(bench, (self.model.matrix.ids[at],), show=True))
        self._follower.measured.connect(self.refresh)
        self._follower.changed.connect(self.refresh)
        bench.editor.selection.changed.connect(self._choose)
        bench.editor.theme_changed.connect(lambda _theme: self.view.viewport().update())
        bench.signals.page_changed.connect(self._turned)
        self.resize(roomy(1080, 820))

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        group = QButtonGroup(self)
        self.orders: dict[Order, QToolButton] = {}
        for order, text, tip in (
            (Order.CIRCLES, self.tr("By circles"), self.tr("Who is needed stands before who needs it: circles are "
                                                           "blocks at the diagonal, and a mark above it closes one")),
            (Order.ZONE, self.tr("By zone"), self.tr("Systems of a zone stand together")),
        ):
            button = self._button(text, tip, partial(self.set_order, order))
            button.setObjectName("segment")
            button.setCheckable(True)
            button.setChecked(order is self.order)
            button.setMinimumWidth(with_text(86))
            group.addButton(button)
            row.addWidget(button)
            self.orders[order] = button
        row.addSpacing(10)
        row.addWidget(self._button("−", self.tr("Smaller cells (-)"), lambda: self.view.zoom(-1)))
        row.addWidget(self._button("+", self.tr("Larger cells (+)"), lambda: self.view.zoom(1)))
        row.addStretch(1)
        self.legend = _Legend(self._bench, self)
        row.addWidget(self.legend)
        row.addSpacing(10)
        for text, tip, command in (
            (self.tr("Copy"), self.tr("Copy the matrix as a table"), self.copy),
            (self.tr("Export …"), self.tr("Write the matrix as CSV"), self.export_dialog),
        ):
            push = QPushButton(text, self)
            push.setToolTip(tip)
            push.clicked.connect(lambda _checked=False, command=command: command())
            row.addWidget(push)
        return row

    def _button(self, text: str, tip: str, command: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip if len(text) == 1 else text)
        button.clicked.connect(lambda _checked=False: command())
        return button

    def open(self) -> None:
        """Show the window, or bring it to the front."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.view.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what went on meanwhile."""
        super().showEvent(event)
        self.refresh()

    def set_order(self, order: Order) -> None:
        """Arrange rows and columns in another way."""
        self.order = order
        self.orders[order].setChecked(True)
        self.refresh()

    def refresh(self) -> None:
        """Show the newest result; the cell that the keyboard is at stays the same as far as it is there."""
        result, graphs = self._follower.figures, self._follower.graphs
        if not self.isVisible() or self._shown == (graphs, self.order):
            return
        self._shown = (graphs, self.order)
        at = self.view.currentIndex()
        ids = self.model.matrix.ids
        before = (ids[at.row()], ids[at.column()]) if at.isValid() else None
        self.empty.setText(self._follower.error or self.tr(
            "No systems yet. Draw some, and who needs whom appears here."))
        if result is not None and graphs is not None:
            self.model.show_matrix(read_matrix(graphs, self.order, self._zones()))
        count = len(self.model.matrix.ids) if result is not None else 0
        if not ids:
            self.view.fill_room()
        self.empty.setVisible(not count)
        self.view.setVisible(bool(count))
        if before and set(before) <= set(self.model.matrix.ids):
            row, column = map(self.model.matrix.ids.index, before)
            self.view.setCurrentIndex(self.model.index(row, column))
        self._choose()
        self._tell(-1, -1)

    def _turned(self, at_home: bool) -> None:
        if at_home:
            self.hide()

    def _zones(self) -> dict[str, str]:
        """The zone that each system stands in, from the outermost one."""
        landscape = self._bench.editor.workspace.landscape
        return {system.id: " › ".join(zone.label for zone in reversed(list(landscape.zone_path(system.zone))))
                for system in landscape.systems if system.zone}

    def _choose(self) -> None:
        self.view.choose(self._bench.editor.selection.of_kind("system"))

    def _tell(self, row: int, column: int) -> None:
        matrix = self.model.matrix
        if row < 0:
            circles = sum(1 for a, b in matrix.cells if a < b) if self.order is Order.CIRCLES else 0
            text = self.tr("{systems} systems and hubs, {cells} dependencies. Rows need columns.").format(
                systems=f"{len(matrix.ids):,}", cells=f"{len(matrix.cells):,}")
            closing = self.tr("{count} above the diagonal close circles.").format(count=circles)
            self.says.setText(f"{text} {closing}" if circles else text)
            return
        said = self.model.says(row, column)
        inside = [block.name for block in matrix.blocks if block.name and block.first <= row < block.end]
        self.says.setText(f"{said}  ·  {inside[0]}" if inside else said)

    def open_cell(self, row: int, column: int) -> None:
        """List the integrations behind a cell; choosing one selects it on the canvas."""
        cell, result = self.model.cell(row, column), self._follower.figures
        if cell is None or result is None:
            return
        self.menu.clear()
        if len(cell.links) > 1:
            self.menu.addAction(self.tr("All {count}").format(count=len(cell.links))).triggered.connect(
                lambda _checked=False: pick(self._bench, cell.links, show=True))
            self.menu.addSeparator()
        for link in cell.links[:_MOST_LISTED]:
            self._list(link, result.link_names.get(link, link))
        if len(cell.links) > _MOST_LISTED:
            more = self.tr("and {count} more").format(count=len(cell.links) - _MOST_LISTED)
            self.menu.addAction(more).setEnabled(False)
        self.menu.popup(self.view.place(row, column) + QPoint(0, 2))

    def _list(self, link: str, name: str) -> None:
        result = self._follower.figures
        found = result.network.link_by_id.get(link) if result else None
        timings = (found.timing,) if found and found.timing else ()
        icon = QIcon(timing_pixmap(timings, self._bench.editor.theme, 16))
        action = self.menu.addAction(icon, name.replace("&", "&&"))
        action.triggered.connect(lambda _checked=False: pick(self._bench, (link,), show=True))

    def copy(self) -> None:
        """Put the matrix on the clipboard, as spreadsheets take it."""
        rows = ("\t".join(map(_plain, row)) for row in self.model.table())
        QGuiApplication.clipboard().setText("\n".join(rows))
        self.says.setText(self.tr("Copied."))

    def export_dialog(self) -> None:
        """Ask for a file and write the matrix."""
        start = self._bench.settings.folder / f"{self._bench.session.name}-matrix.csv"
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export the matrix"), str(start),
                                              self.tr("CSV (*.csv)"))
        if name:
            self.export(Path(name))

    def export(self, path: Path) -> None:
        """Write the matrix as CSV."""
        text = io.StringIO()
        csv.writer(text).writerows([[_plain(cell) for cell in row] for row in self.model.table()])
        try:
            write_whole(path, text.getvalue().encode("utf-8-sig"))
        except D365ArchError as error:
            questions.tell_error(self, self.tr("The matrix was not written"), error.sentence)
            return
        self.says.setText(self.tr("Written to {name}.").format(name=path.name))


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


class _Legend(QWidget):
    """What the colors of the cells mean."""

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._words = [(timing, timing_words(timing)) for timing in (*Timing, None)]
        self.setAccessibleName(", ".join(words for _, words in self._words))

    def sizeHint(self) -> QSize:
        """Room for all words."""
        letters = self.fontMetrics()
        return QSize(sum(letters.horizontalAdvance(words) + 34 for _, words in self._words), with_text(22))

    def minimumSizeHint(self) -> QSize:
        """Nothing is cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A small square and a word each."""
        painter, colors = QPainter(self), colors_of(self._bench.editor.theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, middle = 0, self.height() / 2
        for timing, words in self._words:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(cell_color(timing, colors)))
            painter.drawRoundedRect(x, round(middle - 6), 12, 12, 3, 3)
            painter.setPen(QColor(colors.muted))
            width = self.fontMetrics().horizontalAdvance(words)
            painter.drawText(x + 18, 0, width + 4, self.height(), Qt.AlignmentFlag.AlignVCenter, words)
            x += width + 34
        painter.end()
