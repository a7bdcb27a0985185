"""Page setup, the sheets on the canvas, printing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from d365arch.edit import SetField, Target, TargetKind
from d365arch.gui.dialogs.export import ExportDialog, ExportWish, write_export
from d365arch.gui.main_window import MainWindow
from d365arch.gui.printing.feature import Printing
from d365arch.gui.printing.painting import picture_of
from d365arch.gui.printing.setup_dialog import PageSetup
from d365arch.gui.printing.sheets import theme_for_paper
from d365arch.model.geometry import Point
from d365arch.model.view import Page
from d365arch.model.vocabulary import Fit, Orientation
from d365arch.scene.parts import Element


def printing(window: MainWindow) -> Printing:
    return next(feature for feature in window.features if isinstance(feature, Printing))


def pages(file: Path) -> list[tuple[float, float]]:
    found = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", file.read_bytes())
    return [(float(w), float(h)) for w, h in found]


def test_the_dialog_states_only_what_is_not_as_usual(opened: MainWindow, qtbot: QtBot) -> None:
    dialog = PageSetup(opened.editor, opened)
    qtbot.addWidget(dialog)
    assert dialog.page == Page(size="A4")
    assert dialog.scale.isHidden()
    dialog.size_.setCurrentIndex(dialog.size_.findData("A1"))
    dialog.fit.setCurrentIndex(dialog.fit.findData("tiles"))
    assert not dialog.scale.isHidden()
    dialog.scale.setValue(150)
    dialog.lies.setCurrentIndex(dialog.lies.findData("portrait"))
    dialog.block.setChecked(False)
    assert dialog.page == Page(size="A1", fit=Fit.TILES, scale=1.5, orientation=Orientation.PORTRAIT, title_block=False)
    assert "594 x 841 mm" in dialog.told.text()
    dialog.size_.setCurrentIndex(0)
    assert dialog.page is None
    assert not dialog.frame.isEnabled()


def test_a_page_is_one_step_and_outlined_on_the_canvas(opened: MainWindow) -> None:
    feature = printing(opened)
    steps = opened.editor.undo_stack.index()
    feature.use(Page(size="A4", fit=Fit.TILES, scale=3.0))
    assert opened.editor.undo_stack.index() == steps + 1
    assert opened.editor.undo_stack.undoText() == "Set up page"
    shown = feature.outlined
    assert shown is not None
    assert len(shown.leaves) > 1
    corners = [opened.canvas.viewport.rect_to_screen(leaf.paper) for leaf in shown.leaves]
    assert all(c.left >= 0 and c.top >= 0 for c in corners)
    assert all(c.right <= opened.canvas.width() and c.bottom <= opened.canvas.height() for c in corners)
    opened.editor.undo_stack.undo()
    assert opened.editor.view.page is None
    feature.outline()
    assert feature.outlined is None
    assert opened.canvas.surround is None


def test_the_outline_of_a_sheet_leaves_the_title_readable(opened: MainWindow) -> None:
    feature = printing(opened)
    title = opened.canvas.rect_of(Element(kind="title", id="title"))
    assert title is not None
    for margin in range(3, 30):
        # The sheet whose edge runs through the title.
        feature.use(Page(size="Slide", margin=margin))
        assert feature.outlined is not None
        (leaf,) = feature.outlined.leaves
        if title.top < leaf.paper.top < title.bottom:
            break
    else:
        pytest.fail("no sheet's edge runs through the title")
    opened.canvas.fit()
    image = QImage(opened.canvas.size(), QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    feature.paint(painter)
    painter.end()
    to_screen = opened.canvas.viewport.to_screen
    edge = round(to_screen(Point(0, leaf.paper.top)).y)
    inked = {x for x in range(image.width()) if any(image.pixelColor(x, edge + by).alpha() for by in (-1, 0, 1))}
    left, right = to_screen(Point(title.left, 0)).x, to_screen(Point(title.right, 0)).x
    assert inked
    assert not inked & set(range(round(left), round(right)))


def test_a_page_that_cannot_be_is_told_in_the_dialog(opened: MainWindow, qtbot: QtBot) -> None:
    dialog = PageSetup(opened.editor, opened)
    qtbot.addWidget(dialog)
    dialog.size_.setCurrentIndex(dialog.size_.findData("A0"))
    dialog.margin.setValue(60)
    assert dialog.ok.isEnabled()
    dialog.size_.setCurrentIndex(dialog.size_.findData("Slide"))
    assert not dialog.ok.isEnabled()
    assert "leaves no room" in dialog.told.text()


@pytest.mark.parametrize(("page", "count"), [(Page(size="A3"), 1), (Page(size="A4", fit=Fit.TILES, scale=1.5), 2)])
def test_it_prints_every_sheet_as_vectors(opened: MainWindow, qtbot: QtBot, tmp_path: Path, page: Page,
                                          count: int) -> None:
    feature = printing(opened)
    feature.use(page)
    out = tmp_path / "out.pdf"

    def to_file(printer: QPrinter) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(out))
        return True

    asked, feature.ask = feature.ask, to_file
    with qtbot.waitSignal(opened.editor.message, check_params_cb=lambda text: text.startswith("Printed")):
        opened.actions_by_name["print"].trigger()
    feature.ask = asked
    size = (1190.55, 841.89) if page.size == "A3" else (841.89, 595.28)
    assert pages(out) == [pytest.approx(size, abs=1.5)] * count
    assert b"/FontFile2" in out.read_bytes(), "letters are letters"


def test_nothing_is_printed_when_the_question_is_declined(opened: MainWindow, qtbot: QtBot) -> None:
    feature = printing(opened)
    told: list[str] = []
    asked: list[QPrinter] = []
    opened.editor.message.connect(told.append)
    before, feature.ask = feature.ask, lambda printer: bool(asked.append(printer))
    opened.actions_by_name["print"].trigger()
    qtbot.waitUntil(lambda: bool(asked))
    feature.ask = before
    opened.editor.message.disconnect(told.append)
    assert not [text for text in told if text.startswith("Printed")]


def test_the_preview_shows_the_sheets(opened: MainWindow, qtbot: QtBot) -> None:
    shown: list[int] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QPrintPreviewDialog):
            QTimer.singleShot(10, look)
            return
        shown.append(round(dialog.printer().pageLayout().pageSize().size(QPageSize.Unit.Millimeter).width()))
        dialog.close()

    QTimer.singleShot(0, look)
    opened.actions_by_name["print_preview"].trigger()
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    assert shown == [210]


def test_the_export_dialog_offers_sheets_and_the_page_of_the_view(opened: MainWindow, qtbot: QtBot,
                                                                 tmp_path: Path) -> None:
    printing(opened).use(Page(size="A3", marks=True))
    dialog = ExportDialog(opened.editor, tmp_path / "x.pdf", opened)
    qtbot.addWidget(dialog)
    assert dialog.sheet.currentData() == "A3"
    dialog.overview.setChecked(True)
    wish = dialog.wish()
    assert wish.page == Page(size="A3", marks=True)
    assert wish.overview
    write_export(opened.editor.workspace, opened.editor.catalog, wish)
    assert b'width="420mm"' in wish.path.read_bytes()
    assert b"zone-d365" in wish.path.read_bytes()
    dialog.sheet.setCurrentIndex(0)
    assert dialog.wish().page is None


def test_letters_without_a_font_are_told_in_the_window_too(opened: MainWindow, tmp_path: Path) -> None:
    assert opened.editor.perform(SetField(Target(TargetKind.SYSTEM, "bank"), ("name",), "Bank \ue123"))
    workspace, catalog = opened.editor.workspace, opened.editor.catalog
    _, told = write_export(workspace, catalog, ExportWish(tmp_path / "x.pdf", "main", "light"))
    assert told.startswith("This machine has no font for")
    assert write_export(workspace, catalog, ExportWish(tmp_path / "x.svg", "main", "light"))[1] == ""


def test_dark_drawings_are_printed_light() -> None:
    assert theme_for_paper("dark") == "light"
    assert theme_for_paper("high-contrast") == "high-contrast"


def test_a_picture_of_the_sheets_has_ink(opened: MainWindow) -> None:
    feature = printing(opened)
    feature.use(Page(size="A4"))
    shown = feature.outlined
    assert shown is not None
    image = picture_of(shown, 200, 150)
    colors = {image.pixel(x, y) for x in range(0, 200, 3) for y in range(0, 150, 3)}
    assert len(colors) > 4
