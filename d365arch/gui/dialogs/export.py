"""Export: format, view, colors and place, with a small picture of what will be written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from d365arch.analysis.finding import Finding
from d365arch.catalog.records import Catalog
from d365arch.errors import D365ArchError
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import roomy
from d365arch.gui.language import translate
from d365arch.gui.view_titles import title_of
from d365arch.model import Workspace
from d365arch.model.progress import Progress
from d365arch.model.view import Page
from d365arch.render.picture import ON_PAPER, warning
from d365arch.render.write import write_picture
from d365arch.scene.build import Drawing, draw
from d365arch.scene.overview import overview
from d365arch.scene.page import Book, on_paper
from d365arch.scene.paper import SHEETS
from d365arch.scene.theme import THEMES, theme_named


def format_texts() -> Iterator[str]:
    """What is said of the formats, for those who translate."""
    yield from (text for _, _, text in FORMATS)


FORMATS: tuple[tuple[str, str, str], ...] = (
    (".svg", "SVG", "Sharp at any size, text stays text. For web pages, Word and PowerPoint."),
    (".png", "PNG", "Pixels. For chats and tickets."),
    (".pdf", "PDF", "Sharp at any size. For printing and sending."),
    (".dot", "DOT", "The graph in the language of Graphviz, for other tools."),
    (".json", "JSON", "The finished drawing as data, for scripts."),
)
SCALES = (1.0, 2.0, 3.0, 4.0)


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What shall be written where; `scale` is pixels per px and only counts for PNG, `page` the sheet, if any."""

    path: Path
    view_id: str
    theme: str
    scale: float = 2.0
    page: Page | None = None
    overview: bool = False
    findings: tuple[Finding, ...] | None = None
    """What the latest analysis found, for the perspective that shows it."""
    shown: Drawing | None = None
    """What the window shows, whose order of rows and lines the picture keeps."""


def write_export(workspace: Workspace, catalog: Catalog, wish: ExportWish,
                 progress: Progress | None = None) -> tuple[tuple[Path, ...], str]:
    """Draw a view and write it in the format that the file name says; gives the files and a warning to tell."""
    drawing, book = drawn_as(workspace, catalog, wish, progress)
    return write_picture(wish.path, drawing, book, wish.scale), warning(drawing, wish.path.suffix.lower())


def drawn_as(workspace: Workspace, catalog: Catalog, wish: ExportWish,
             progress: Progress | None = None) -> tuple[Drawing, Book | None]:
    """The drawing that is wished for, and its sheets where it shall be set on paper."""
    if wish.overview:
        workspace = overview(workspace, wish.view_id)
    shown = wish.shown if wish.shown is not None and not wish.shown.placement.rough else None
    drawing = draw(workspace, catalog, wish.view_id, theme=wish.theme, progress=progress, findings=wish.findings,
                   previous=shown)
    if wish.page is None or wish.path.suffix.lower() not in ON_PAPER:
        return drawing, None
    return drawing, on_paper(drawing, workspace.landscape, workspace.view(wish.view_id), wish.page)


class ExportDialog(QDialog):
    """Asks what to write and where."""

    def __init__(self, editor: Editor, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.setWindowTitle(self.tr("Export picture"))
        self.resize(roomy(760, 420))
        row = QHBoxLayout()
        row.setSpacing(22)
        self.preview = QLabel(self)
        self.preview.setFixedSize(340, 250)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setObjectName("preview")
        self.preview.setAccessibleName(self.tr("Preview"))
        row.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._make_form(path), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(16)
        column.addLayout(row, 1)
        buttons = QDialogButtonBox(self)
        self.write = buttons.addButton(self.tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.write.setDefault(True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._show_format()
        self._show_preview()

    def _make_form(self, path: Path) -> QFormLayout:
        form = QFormLayout()
        form.setVerticalSpacing(9)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.format = _combo(self.tr("Format"), [(name, suffix) for suffix, name, _ in FORMATS], self)
        self.about = QLabel(self)
        self.about.setObjectName("muted")
        self.about.setWordWrap(True)
        views = self._editor.workspace.views or (self._editor.view,)
        self.view = _combo(self.tr("View"), [(title_of(view), view.id) for view in views], self)
        self.view.setCurrentIndex(max(0, self.view.findData(self._editor.view_id)))
        themes = [(translate("Themes", theme_named(theme).title), theme) for theme in THEMES]
        self.theme = _combo(self.tr("Colors"), themes, self)
        self.theme.setCurrentIndex(max(0, self.theme.findData(self._editor.view.theme or "light")))
        self.overview = QCheckBox(self.tr("Overview: zones folded, lines bundled"), self)
        self.sheet = _combo(self.tr("Sheet"), [(self.tr("As large as the drawing"), ""),
                                              *((name, name) for name in SHEETS)], self)
        self._offer_page()
        self.scale = _combo(self.tr("Sharpness"), [(f"{scale:g} ×", scale) for scale in SCALES], self)
        self.scale.setCurrentIndex(1)
        self.path = QLineEdit(str(path), self)
        self.path.setAccessibleName(self.tr("File"))
        browse = QPushButton(self.tr("Browse …"), self)
        browse.clicked.connect(self._browse)
        file_row = QHBoxLayout()
        file_row.addWidget(self.path, 1)
        file_row.addWidget(browse)
        form.addRow(self.tr("Format"), self.format)
        form.addRow("", self.about)
        form.addRow(self.tr("View"), self.view)
        form.addRow("", self.overview)
        form.addRow(self.tr("Colors"), self.theme)
        form.addRow(self.tr("Sheet"), self.sheet)
        form.addRow(self.tr("Sharpness"), self.scale)
        form.addRow(self.tr("File"), file_row)
        self._form = form
        self.format.currentIndexChanged.connect(lambda _index: self._show_format())
        self.view.currentIndexChanged.connect(lambda _index: self._change_view())
        self.sheet.currentIndexChanged.connect(lambda _index: self._show_preview())
        self.overview.toggled.connect(lambda _on: self._show_preview())
        self.theme.currentIndexChanged.connect(lambda _index: self._show_preview())
        return form

    def _change_view(self) -> None:
        self._offer_page()
        self._show_preview()

    def _offer_page(self) -> None:
        """A view with a page is written on it unless somebody chooses otherwise."""
        page = self._editor.workspace.view(str(self.view.currentData())).page
        self.sheet.setCurrentIndex(max(0, self.sheet.findData(page.size or "A4")) if page else 0)

    def _page(self) -> Page | None:
        size = str(self.sheet.currentData())
        page = self._editor.workspace.view(str(self.view.currentData())).page or Page()
        return replace(page, size=size) if size else None

    def wish(self) -> ExportWish:
        """What was asked for."""
        path = Path(self.path.text().strip()).expanduser()
        suffix = str(self.format.currentData())
        return ExportWish(path if path.suffix.lower() == suffix else path.with_suffix(suffix),
                          str(self.view.currentData()), str(self.theme.currentData()),
                          float(self.scale.currentData()), self._page(), self.overview.isChecked(),
                          self._editor.findings, self._editor.drawing)

    def _show_format(self) -> None:
        suffix = str(self.format.currentData())
        self.about.setText(translate("Formats", next(
            text for known, _, text in FORMATS if known == suffix)))
        self._form.setRowVisible(self.scale, suffix == ".png")
        self._form.setRowVisible(self.sheet, suffix in ON_PAPER)
        self.path.setText(str(Path(self.path.text()).with_suffix(suffix)))

    def _show_preview(self) -> None:
        workspace, catalog, wish = self._editor.workspace_as_drawn(), self._editor.catalog, self.wish()
        self._previewed = wish
        self.preview.setText(self.tr("Drawing …"))
        size = self.preview.size() * self.devicePixelRatioF()

        def work(progress: Progress) -> QImage:
            from d365arch.render.raster import to_png

            drawing, book = drawn_as(workspace, catalog, wish, progress)
            scene = book.sheet() if book else drawing.scene
            image = QImage()
            scale = min(size.width() / scene.bounds.width, size.height() / scene.bounds.height)
            image.loadFromData(to_png(scene, scale))
            return image

        def done(image: QImage) -> None:
            if self._previewed is wish:
                pixmap = QPixmap.fromImage(image)
                pixmap.setDevicePixelRatio(self.devicePixelRatioF())
                self.preview.setPixmap(pixmap)

        def failed(error: Exception) -> None:
            if not isinstance(error, D365ArchError):
                raise error
            self.preview.setText(error.sentence)

        task = self._editor.background.run(self.tr("Preview"), work, done, failed, quiet=True)
        self.finished.connect(task.cancel)

    def _browse(self) -> None:
        suffix = str(self.format.currentData())
        text, _ = QFileDialog.getSaveFileName(self, self.tr("Export to"), self.path.text(), f"*{suffix}",
                                              options=QFileDialog.Option.DontConfirmOverwrite)
        if text:
            self.path.setText(text)

    def _accept(self) -> None:
        path = self.wish().path
        if path.exists():
            question = QMessageBox(QMessageBox.Icon.Question, self.tr("Overwrite?"), self.tr(
                "“{name}” is there already.").format(name=path.name), parent=self)
            yes = question.addButton(self.tr("Overwrite"), QMessageBox.ButtonRole.DestructiveRole)
            no = question.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
            question.setDefaultButton(no)
            question.setEscapeButton(no)
            question.exec()
            if question.clickedButton() is not yes:
                return
        self.accept()


def _combo(name: str, items: Sequence[tuple[str, object]], parent: QWidget) -> QComboBox:
    combo = QComboBox(parent)
    combo.setAccessibleName(name)
    for text, data in items:
        combo.addItem(text, data)
    return combo
