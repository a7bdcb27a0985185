"""Page setup: sheet, how it lies, how the drawing fills it, and what stands around it, with a picture of the result."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from d365arch.errors import ExportError
from d365arch.gui.editor import Editor
from d365arch.gui.printing.painting import picture_of
from d365arch.model.view import Page
from d365arch.model.vocabulary import Fit, Orientation
from d365arch.scene.page import on_paper
from d365arch.scene.paper import MARGIN, SHEETS, sheet_named

_PREVIEW = QSize(360, 300)


class PageSetup(QDialog):
    """Asks for the page of a view; `page` is the answer, none for a drawing without a sheet."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._given = editor.view.page or Page(size="A4")
        self.setWindowTitle(self.tr("Page setup"))
        row = QHBoxLayout()
        row.setSpacing(22)
        row.addLayout(self._make_picture())
        row.addLayout(self._make_form(), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(16)
        column.addLayout(row, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        column.addWidget(buttons)
        self._fill(editor.view.page)
        self._refresh()

    def _make_picture(self) -> QVBoxLayout:
        column = QVBoxLayout()
        self.picture = QLabel(self)
        self.picture.setFixedSize(_PREVIEW)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setObjectName("preview")
        self.picture.setAccessibleName(self.tr("Preview"))
        self.told = QLabel(self)
        self.told.setObjectName("muted")
        self.told.setWordWrap(True)
        self.told.setFixedWidth(_PREVIEW.width())
        column.addWidget(self.picture)
        column.addWidget(self.told)
        column.addStretch(1)
        return column

    def _make_form(self) -> QFormLayout:
        form = QFormLayout()
        form.setVerticalSpacing(9)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.size_ = self._combo(self.tr("Sheet"), [(self.tr("No sheet"), ""), *((name, name) for name in SHEETS)])
        self.lies = self._combo(self.tr("Orientation"), [
            (self.tr("As the drawing lies"), ""), (self.tr("Landscape"), Orientation.LANDSCAPE.value),
            (self.tr("Portrait"), Orientation.PORTRAIT.value)])
        self.fit = self._combo(self.tr("Drawing"), [
            (self.tr("Whole on one sheet"), Fit.PAGE.value), (self.tr("As wide as the sheet"), Fit.WIDTH.value),
            (self.tr("In its own size, over several sheets"), Fit.TILES.value)])
        self.scale = QSpinBox(self)
        self.scale.setRange(10, 400)
        self.scale.setSingleStep(5)
        self.scale.setSuffix(" %")
        self.margin = QDoubleSpinBox(self)
        self.margin.setRange(0, 60)
        self.margin.setDecimals(1)
        self.margin.setSuffix(" mm")
        self.frame = QCheckBox(self.tr("Frame"), self)
        self.block = QCheckBox(self.tr("Title block"), self)
        self.marks = QCheckBox(self.tr("Letters and numbers along the frame"), self)
        for name, text, field in (("size", self.tr("Sheet"), self.size_), ("lies", self.tr("Orientation"), self.lies),
                                  ("fit", self.tr("Drawing"), self.fit), ("scale", self.tr("Scale"), self.scale),
                                  ("margin", self.tr("Margin"), self.margin)):
            field.setObjectName(name)
            field.setAccessibleName(text)
            form.addRow(text, field)
        for box in (self.frame, self.block, self.marks):
            form.addRow("", box)
        for combo in (self.size_, self.lies, self.fit):
            combo.currentIndexChanged.connect(lambda _index: self._refresh())
        for spin in (self.scale, self.margin):
            spin.valueChanged.connect(lambda _value: self._refresh())
            spin.lineEdit().setTextMargins(6, 0, 6, 0)
        for check in (self.frame, self.block, self.marks):
            check.toggled.connect(lambda _on: self._refresh())
        self._form = form
        return form

    def _combo(self, name: str, items: list[tuple[str, str]]) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        for text, data in items:
            combo.addItem(text, data)
        return combo

    def _fill(self, page: Page | None) -> None:
        given = self._given
        try:
            name = sheet_named(given.size or "A4")
        except ExportError:
            name = "A4"
        self._choose(self.size_, name if page else "A4")
        self._choose(self.lies, given.orientation or "")
        self._choose(self.fit, given.fit or Fit.PAGE)
        self.scale.setValue(round(100 * (given.scale or 1.0)))
        self.margin.setValue(MARGIN if given.margin is None else given.margin)
        self.frame.setChecked(given.frame is not False)
        self.block.setChecked(given.title_block is not False)
        self.marks.setChecked(bool(given.marks))

    @staticmethod
    def _choose(combo: QComboBox, data: str) -> None:
        combo.setCurrentIndex(max(0, combo.findData(str(data))))

    @property
    def page(self) -> Page | None:
        """What was asked for; what is as usual stays unstated, as in the file."""
        size = str(self.size_.currentData())
        if not size:
            return None
        lies, fit = str(self.lies.currentData()), Fit(str(self.fit.currentData()))
        scale, margin = self.scale.value() / 100, self.margin.value()
        return replace(
            self._given, size=size, orientation=Orientation(lies) if lies else None,
            fit=None if fit is Fit.PAGE else fit, scale=scale if fit is Fit.TILES and scale != 1.0 else None,
            margin=None if margin == MARGIN else margin, frame=None if self.frame.isChecked() else False,
            title_block=None if self.block.isChecked() else False, marks=True if self.marks.isChecked() else None)

    def _refresh(self) -> None:
        page, drawing = self.page, self._editor.drawing
        for field in (self.lies, self.fit, self.margin, self.frame, self.block, self.marks):
            field.setEnabled(page is not None)
        self._form.setRowVisible(self.scale, page is not None and page.fit is Fit.TILES)
        self.marks.setEnabled(page is not None and self.frame.isChecked())
        self.picture.clear()
        self.ok.setEnabled(True)
        if drawing is None:
            self.told.setText(self.tr("The drawing is not there yet."))
            return
        if page is None:
            self.told.setText(self.tr("The drawing is as large as its content; a PDF has one page of that size."))
            return
        try:
            book = on_paper(drawing, self._editor.workspace.landscape, self._editor.view, page)
        except ExportError as error:
            self.told.setText(error.sentence)
            self.ok.setEnabled(False)
            return
        ratio = self.devicePixelRatioF()
        image = picture_of(book, _PREVIEW.width() - 24, _PREVIEW.height() - 24, ratio)
        self.picture.setPixmap(QPixmap.fromImage(image))
        letters = 10.5 * book.scale * 25.4 / 96
        count = len(book.leaves)
        sheets = self.tr("1 sheet") if count == 1 else self.tr("{count} sheets").format(count=count)
        told = self.tr("{sheets} of {width:g} x {height:g} mm, scale {scale} %, small letters {letters:.1f} mm high")
        self.told.setText(told.format(sheets=sheets, width=book.size.width, height=book.size.height,
                                      scale=round(100 * book.scale), letters=letters))
