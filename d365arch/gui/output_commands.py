"""Pictures, reports and the help pages: what leaves the window."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from d365arch.errors import D365ArchError
from d365arch.gui.apart import apart
from d365arch.gui.dialogs import questions
from d365arch.gui.dialogs.about import AboutDialog, ShortcutsDialog
from d365arch.gui.dialogs.export import ExportDialog, ExportWish, write_export
from d365arch.gui.editor import Editor
from d365arch.gui.session import Session
from d365arch.io.atomic import write_whole
from d365arch.model.progress import Progress
from d365arch.report.make import ENDINGS, report_of, sarif_of


class OutputCommands(QObject):
    """Export, report, help."""

    def __init__(self, editor: Editor, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._editor = editor
        self._session = session
        self._window = window

    def connect_actions(self, actions: Mapping[str, QAction]) -> None:
        """Bind the commands."""
        actions["export"].triggered.connect(lambda _checked=False: self.export())
        actions["report"].triggered.connect(lambda _checked=False: self.report())
        actions["shortcuts"].triggered.connect(lambda _checked=False: self._open(ShortcutsDialog(self._window)))
        actions["about"].triggered.connect(lambda _checked=False: self._open(AboutDialog(self._window)))

    def _open(self, dialog: AboutDialog | ShortcutsDialog) -> None:
        dialog.exec()
        dialog.deleteLater()

    def _beside(self, suffix: str) -> Path:
        path = self._session.path
        return path.with_suffix(suffix) if path else Path.home() / f"{self._session.file_name}{suffix}"

    def export(self) -> None:
        """Ask what and where, then write the picture off the GUI thread."""
        dialog = ExportDialog(self._editor, self._beside(".svg"), self._window)
        if dialog.exec():
            self.write_picture(dialog.wish())
        dialog.deleteLater()

    def write_picture(self, wish: ExportWish) -> None:
        """Write a picture; tells when it is there."""
        workspace, catalog = self._editor.workspace_as_drawn(), self._editor.catalog
        self._editor.background.run(
            self.tr("Writing {name}").format(name=wish.path.name),
            lambda progress: write_export(workspace, catalog, wish, progress),
            lambda wrote: self._wrote(*wrote), self._failed)

    def report(self) -> None:
        """Ask where, then write the report off the GUI thread and show it."""
        kinds = ";;".join((self.tr("HTML page (*.html)"), self.tr("PDF document (*.pdf)"), self.tr("Markdown (*.md)"),
                           self.tr("JSON (*.json)"), self.tr("SARIF for code scanning (*.sarif)")))
        text, chosen = QFileDialog.getSaveFileName(self._window, self.tr("Write a report"), str(self._beside(".html")),
                                                   kinds)
        if not text:
            return
        path = Path(text)
        if not path.suffix:
            path = path.with_suffix(next((e for e in ENDINGS if f"(*{e})" in chosen), ".html"))
        self.write_report(path)

    def write_report(self, path: Path) -> None:
        """Write the report to a file; HTML opens in the browser, PDF in what shows PDF."""
        workspace, catalog = self._editor.workspace_as_drawn(), self._editor.catalog
        view_id = self._editor.view_id if workspace.views else None
        file, source, ending = self._session.file, self._session.path, path.suffix.lower()

        def work(progress: Progress) -> None:
            if ending == ".sarif":    # the places are those of the file as it was read or saved last
                data = sarif_of(workspace, catalog, Path(source.name) if source else None,
                                file.place_of_element if file else None)
            else:
                data = apart(report_of, (workspace, catalog, ending, view_id), progress)
            write_whole(path, data)

        def done(_result: object) -> None:
            self._wrote((path,))
            if ending in {".html", ".pdf"}:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        self._editor.background.run(self.tr("Writing {name}").format(name=path.name), work, done, self._failed)

    def _wrote(self, files: tuple[Path, ...], warned: str = "") -> None:
        text = self.tr("Wrote {path}.") if len(files) == 1 else self.tr("Wrote {count} sheets: {path} to {last}.")
        self._editor.message.emit(text.format(path=files[0], count=len(files), last=files[-1].name))
        if warned:
            questions.tell_error(self._window, self.tr("Not all letters are there"), warned)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, D365ArchError):
            raise error
        questions.tell_error(self._window, self.tr("Nothing was written"), str(error))
