"""Page setup, print preview and print, and the outline of the sheets on the canvas."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen, QRegion
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewDialog

from d365arch.edit import SetField, Several, Target, TargetKind
from d365arch.errors import D365ArchError
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.dialogs import questions
from d365arch.gui.enabling import Enabling
from d365arch.gui.fonts import roomy
from d365arch.gui.printing.painting import paint_book, set_up
from d365arch.gui.printing.setup_dialog import PageSetup
from d365arch.gui.printing.sheets import book_on_show, page_of, printed
from d365arch.gui.workbench import Workbench
from d365arch.model.geometry import Rect
from d365arch.model.progress import Progress
from d365arch.model.view import Page
from d365arch.scene.page import Book

_SETTLE = 120
"""After so many ms without a new drawing its sheets are outlined anew."""

_GAP = 6
"""So far from a title, in px of the scene, the outline of a sheet stops."""


class Printing(QObject):
    """The commands. `ask` shows the dialog of the desktop and tells whether to print."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench, self._editor, self._canvas = bench, bench.editor, bench.canvas
        self._shown: Book | None = None
        self._titles: tuple[Rect, ...] = ()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLE)
        self._soon.timeout.connect(self.outline)
        bench.on("page_setup", self.set_up_page)
        bench.on("print_preview", self.preview)
        bench.on("print", self.print_)
        bench.editor.drawing_changed.connect(lambda _drawing: self._drawn())
        bench.canvas.grounds.append(self.paint)
        self.ask: Callable[[QPrinter], bool] = self._ask
        self._enabling = Enabling(bench, self._rules)

    def _rules(self) -> Mapping[str, bool]:
        there = bool(self._editor.workspace.landscape.systems)
        return {"page_setup": there, "print_preview": there, "print": there}

    def set_up_page(self) -> None:
        """Ask for the page of this view; one undo step."""
        dialog = PageSetup(self._editor, self._bench.window)
        if dialog.exec():
            self.use(dialog.page)
        dialog.deleteLater()

    def use(self, page: Page | None) -> None:
        """Give this view a page, or none, and show the sheets whole."""
        view = self._editor.view
        edit = SetField(Target(TargetKind.VIEW, view.id, name=view.title), ("page",), page)
        self._editor.perform(Several((edit,), self.tr("Set up page")))
        self.outline()
        self._canvas.fit()

    def preview(self) -> None:
        """Show the sheets as they will be printed."""
        self._with_book(self._show_preview)

    def print_(self) -> None:
        """Ask which printer, then print."""
        self._with_book(self._print)

    def _with_book(self, then: Callable[[Book], None]) -> None:
        """Draw for paper off the GUI thread, then go on."""
        workspace, catalog, view_id = self._editor.workspace_as_drawn(), self._editor.catalog, self._editor.view_id
        page, findings = page_of(self._editor), self._editor.findings

        def work(progress: Progress) -> Book:
            return printed(workspace, catalog, view_id, page, progress, findings=findings)

        self._editor.background.run(self.tr("Preparing sheets"), work, then, self._failed)

    def _show_preview(self, book: Book) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        set_up(printer, book)
        dialog = QPrintPreviewDialog(printer, self._bench.window)
        dialog.setWindowTitle(self.tr("Print preview"))
        dialog.resize(roomy(1100, 800))
        dialog.paintRequested.connect(lambda device: paint_book(device, book))
        dialog.exec()
        dialog.deleteLater()

    def _print(self, book: Book) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        set_up(printer, book)
        if self.ask(printer):
            self.print_on(printer, book)

    def _ask(self, printer: QPrinter) -> bool:
        dialog = QPrintDialog(printer, self._bench.window)
        wanted = bool(dialog.exec())
        dialog.deleteLater()
        return wanted

    def print_on(self, printer: QPrinter, book: Book) -> None:
        """Print the sheets and tell so."""
        set_up(printer, book)
        paint_book(printer, book)
        count = len(book.leaves)
        self._editor.message.emit(self.tr("Printed 1 sheet.") if count == 1
                                  else self.tr("Printed {count} sheets.").format(count=count))

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, D365ArchError):
            raise error
        questions.tell_error(self._bench.window, self.tr("Nothing was printed"), str(error))

    def _drawn(self) -> None:
        if self._editor.view.page is not None or self._shown is not None:
            self._soon.start()

    def outline(self) -> None:
        """Find out where the sheets of the view lie under the drawing."""
        drawing = self._editor.drawing
        self._shown = book_on_show(self._editor, drawing) if drawing is not None else None
        # The title block says what these say, so that they may stand across the edge of the sheet.
        self._titles = () if drawing is None or self._shown is None else tuple(
            shape.bounds for shape in drawing.scene.shapes if shape.element and shape.element.kind == "title")
        papers = [leaf.paper for leaf in self._shown.leaves] if self._shown is not None else []
        self._canvas.surround = Rect.uniting(papers) if papers else None
        self._canvas.update()

    @property
    def outlined(self) -> Book | None:
        """The sheets that are outlined on the canvas."""
        return self._shown

    def paint(self, painter: QPainter) -> None:
        """A thin line around every sheet, in widget coordinates, with a gap where it would run through the title."""
        if self._shown is None or self._editor.view.page is None:
            return
        color = QColor(self._canvas.theme.faint)
        color.setAlpha(170)
        painter.setPen(QPen(color, 1))
        painter.setBrush(QColor(0, 0, 0, 0))
        to_screen = self._canvas.viewport.rect_to_screen
        free = QRegion(self._canvas.rect())
        for title in self._titles:
            free -= QRegion(rectf(to_screen(title.grown(_GAP))).toAlignedRect())
        painter.save()
        painter.setClipRegion(free, Qt.ClipOperation.IntersectClip)
        for leaf in self._shown.leaves:
            painter.drawRect(rectf(to_screen(leaf.paper)))
        painter.restore()


def install(bench: Workbench) -> Printing:
    """Put the commands into a window."""
    return Printing(bench)
