"""The command that measures another landscape file beside the open one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from d365arch.errors import D365ArchError
from d365arch.gui.dialogs import questions
from d365arch.gui.workbench import Workbench
from d365arch.model.progress import Progress

if TYPE_CHECKING:
    from d365arch.whatif.compare import Comparison

_FILES = "*.yaml *.yml"


class CompareCommand(QObject):
    """Asks for a file, measures both off the window's thread, and shows what came out."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        bench.on("compare", self.ask)

    def ask(self) -> None:
        """Choose the other landscape."""
        kinds = self.tr("Landscapes ({patterns})").format(patterns=_FILES)
        name, _ = QFileDialog.getOpenFileName(self._bench.window, self.tr("Compare with"),
                                              str(self._bench.settings.folder), kinds)
        if name:
            self.compare_with(Path(name))

    def compare_with(self, path: Path) -> None:
        """Compare the landscape as it is now, saved or not, with a file."""
        bench = self._bench
        before, catalog, name = bench.editor.workspace, bench.editor.catalog, bench.session.name

        def work(progress: Progress) -> Comparison:
            from d365arch.io.files import read_workspace
            from d365arch.whatif.compare import compare

            return compare(before, read_workspace(path).workspace, catalog, progress=progress)

        def done(comparison: Comparison) -> None:
            from d365arch.gui.coupling.compare_dialog import CompareDialog

            CompareDialog(comparison, (name, path.name), bench.editor.theme, bench.window).exec()

        def failed(error: Exception) -> None:
            if not isinstance(error, D365ArchError):
                raise error
            questions.tell_error(bench.window, self.tr("Compare landscapes"),
                                 self.tr("{name} cannot be compared: {reason}").format(
                                     name=path.name, reason=error.sentence))

        bench.editor.background.run(self.tr("Comparing"), work, done, failed)
