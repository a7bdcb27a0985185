"""The panel with the three tables: tabs, filter, columns, export, and one selection with the drawing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from d365arch.errors import D365ArchError
from d365arch.gui.dialogs import questions
from d365arch.gui.docks.choices import Choices
from d365arch.gui.fonts import with_text
from d365arch.gui.icons import action_icon
from d365arch.gui.language import translate
from d365arch.gui.style import colors_of
from d365arch.gui.tables.grid import Grid
from d365arch.gui.tables.model import TableModel
from d365arch.gui.workbench import Workbench
from d365arch.io.atomic import write_whole
from d365arch.model import Endpoint, Integration, System

_FITTED = "fitted"
"""A grid has this property once its columns have a width, by their first rows or by a person's hand."""

_FORMULA = ("=", "+", "-", "@", "\t")
"""A cell that begins so would be run as a formula by a spreadsheet."""


class TablesPanel(QWidget):
    """Tables of systems, endpoints and integrations."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self._syncing = False
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName(self.tr("Tables"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.pages = QStackedWidget(self)
        self.grids: list[Grid] = []
        choices = Choices(bench.editor)
        for record, title in ((System, self.tr("Systems")), (Endpoint, self.tr("Endpoints")),
                              (Integration, self.tr("Integrations"))):
            model = TableModel(record, bench.editor)
            model.setParent(self)
            grid = Grid(model, choices, title, self)
            model.refused.connect(bench.editor.message)
            model.counted.connect(self._count)
            model.modelReset.connect(self._follow)
            grid.selectionModel().selectionChanged.connect(self._picked)
            self.grids.append(grid)
            self.tabs.addTab(title)
            self.pages.addWidget(grid)
        self.filter = QLineEdit(self)
        self.filter.setObjectName("search")
        self.filter.setPlaceholderText(self.tr("Filter"))
        self.filter.setAccessibleName(self.tr("Filter the table"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(with_text(260))
        self.count = QLabel(self)
        self.count.setObjectName("muted")
        self.columns = self._button("columns", self.tr("Columns"))
        self.columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._columns_menu = QMenu(self.columns)
        self._columns_menu.aboutToShow.connect(self._fill_columns)
        self.columns.setMenu(self._columns_menu)
        self.export = self._button("export", self.tr("Export the table …"))
        self.export.clicked.connect(lambda _checked=False: self.export_dialog())
        self._arrange()
        # One filter for typing; a long table is not filtered anew for each letter of a quick hand.
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(120)
        self._typed.timeout.connect(self._filter)
        self.filter.textChanged.connect(lambda _text: self._typed.start())
        self.tabs.currentChanged.connect(self._turn)
        bench.editor.changed.connect(self._changed)
        bench.editor.selection.changed.connect(self._follow)
        bench.editor.theme_changed.connect(self._tint)
        self._tint(bench.editor.theme)
        self._restore()

    def _button(self, icon: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("icon_name", icon)
        button.setToolTip(text)
        button.setAccessibleName(text.removesuffix(" …"))
        return button

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 2, 8, 2)
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        for widget in (self.count, self.filter, self.columns, self.export):
            bar.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(bar)
        column.addWidget(self.pages, 1)

    def sizeHint(self) -> QSize:
        """Room for some rows without taking the drawing's."""
        return QSize(900, 240)

    @property
    def grid(self) -> Grid:
        """The table in front."""
        return self.grids[max(0, self.tabs.currentIndex())]

    @property
    def model(self) -> TableModel:
        """The rows of the table in front."""
        model = self.grid.model()
        assert isinstance(model, TableModel)
        return model

    def _turn(self, number: int) -> None:
        self.pages.setCurrentIndex(number)
        self._catch_up()

    def _catch_up(self) -> None:
        self.model.refresh()
        self._filter()
        if self.model.rows and not self.grid.property(_FITTED):
            self.grid.fit_columns()
            self.grid.setProperty(_FITTED, True)
        self._follow()

    def _filter(self) -> None:
        self._typed.stop()
        self.model.filter(self.filter.text())

    def _count(self, shown: int, total: int) -> None:
        if self.sender() in (None, self.model):
            self.count.setText(self.tr("{shown} of {total}").format(shown=shown, total=total) if shown != total
                               else str(total))

    def _changed(self, _before: object, _after: object) -> None:
        if self.isVisible():
            self.model.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Tables that are not seen are not kept up; they catch up now."""
        super().showEvent(event)
        self._catch_up()

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember the columns."""
        super().hideEvent(event)
        for grid in self.grids:
            self._bench.settings.set_layout(self._name(grid), grid.horizontalHeader().saveState())

    def _name(self, grid: Grid) -> str:
        model = grid.model()
        return f"table-{model.record.__name__.lower()}-{model.columnCount()}" if isinstance(model, TableModel) else ""

    def _restore(self) -> None:
        for grid in self.grids:
            state: QByteArray = self._bench.settings.layout(self._name(grid))
            if not state.isEmpty() and grid.horizontalHeader().restoreState(state):
                grid.setProperty(_FITTED, True)
                grid.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _picked(self, *_changes: object) -> None:
        """What is picked in the table is selected on the drawing."""
        if self._syncing:
            return
        grid, model = self.grid, self.model
        rows = dict.fromkeys(index.row() for index in grid.selectedIndexes())
        self._syncing = True
        try:
            self._bench.editor.selection.set(model.rows[row].element for row in rows)
        finally:
            self._syncing = False
        current = grid.currentIndex().row()
        if current in rows:
            self._bench.canvas.reveal(model.rows[current].element)

    def _follow(self) -> None:
        """What is selected on the drawing is picked in the table."""
        if self._syncing or not self.isVisible():
            return
        self._syncing = True
        try:
            chosen = set(self._bench.editor.selection.elements)
            rows = [number for number, row in enumerate(self.model.rows) if row.element in chosen]
            picked = {index.row() for index in self.grid.selectedIndexes()}
            if picked != set(rows):
                self.grid.pick_rows(rows)
        finally:
            self._syncing = False

    def _fill_columns(self) -> None:
        self._columns_menu.clear()
        self.grid.add_columns(self._columns_menu)

    def export_dialog(self) -> None:
        """Ask for a file and write what the table shows."""
        name = f"{self._bench.session.file_name}-{self.tabs.tabText(self.tabs.currentIndex()).lower()}.csv"
        text, _ = QFileDialog.getSaveFileName(self, self.tr("Export the table"),
                                              str(self._bench.settings.folder / name), self.tr("Tables (*.csv)"))
        if not text:
            return
        path = Path(text) if Path(text).suffix else Path(text).with_suffix(".csv")
        try:
            # With a byte order mark, because Excel takes a file without one for the local code page.
            write_whole(path, self.as_csv().encode("utf-8-sig"))
        except D365ArchError as error:
            questions.tell_error(self, self.tr("The table was not written"), str(error))
            return
        self._bench.editor.message.emit(self.tr("Wrote {name}.").format(name=path.name))

    def as_csv(self) -> str:
        """The shown rows and columns as comma-separated values, in the order in which they are seen."""
        grid, model = self.grid, self.model
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        columns = grid.shown_columns()
        writer.writerow([model.columns[column].title for column in columns])
        for row in model.rows:
            writer.writerow([_harmless(model.cells.text(model.columns[column], row)) for column in columns])
        return out.getvalue()

    def _tint(self, theme: str) -> None:
        for button in (self.columns, self.export):
            button.setIcon(action_icon(str(button.property("icon_name")), colors_of(theme).muted))


def _harmless(text: str) -> str:
    """The text, with a mark before it that keeps spreadsheets from running it."""
    if not text.startswith(_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def install(bench: Workbench) -> TablesPanel:
    """A panel under the drawing that opens when somebody asks for it."""
    panel = TablesPanel(bench)
    bench.add_dock("tables", translate("Tables", "Tables"), panel,
                   Qt.DockWidgetArea.BottomDockWidgetArea, hidden=True)
    return panel
