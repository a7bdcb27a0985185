"""The status bar: messages, counts, findings, zoom, and the progress of long work with a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QProgressBar, QStatusBar, QToolButton, QWidget

from d365arch.gui.background import Task
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import with_text
from d365arch.gui.language import amount

STAYS = 6000
"""How long a message is shown, in ms."""
SHOWN_AFTER = 300
"""Work shorter than this, in ms, shows no progress."""
ZOOMS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0)


class StatusBar(QStatusBar):
    """Left: what just happened. Right: progress, counts, findings, zoom."""

    zoom_wanted = Signal(float)
    findings_wanted = Signal()

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._task: Task | None = None
        self.setSizeGripEnabled(False)
        self.work = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setFixedWidth(120)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.cancel = QToolButton(self)
        self.cancel.setText(self.tr("Cancel"))
        self.cancel.setAccessibleName(self.tr("Cancel the work under way"))
        self.cancel.clicked.connect(editor.background.cancel_all)
        self.counts = QLabel(self)
        self.findings = QToolButton(self)
        self.findings.setAccessibleName(self.tr("Show findings"))
        self.findings.clicked.connect(self.findings_wanted)
        self.zoom = QToolButton(self)
        self.zoom.setAccessibleName(self.tr("Zoom"))
        self.zoom.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.zoom.setMinimumWidth(with_text(64))
        menu = QMenu(self.zoom)
        for factor in ZOOMS:
            menu.addAction(f"{factor:.0%}").triggered.connect(
                lambda _checked=False, factor=factor: self.zoom_wanted.emit(factor))
        self._menu = menu
        self.zoom.setMenu(menu)
        for widget in (self.work, self.bar, self.cancel, self.counts, self.findings, self.zoom):
            self.addPermanentWidget(widget)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(SHOWN_AFTER)
        self._late.timeout.connect(lambda: self._show_work(True))
        self._show_work(False)
        editor.message.connect(lambda sentence: self.showMessage(sentence, STAYS))
        editor.changed.connect(lambda _before, _after: self.count())
        editor.drawing_changed.connect(lambda _drawing: self.count())
        editor.background.busy.connect(self._busy)
        editor.background.progressed.connect(self._progress)
        editor.background.idle.connect(self._idle)
        self.count()

    def add_zoom_action(self, action: QAction) -> None:
        """One more entry at the end of the zoom menu."""
        self._menu.addAction(action)

    def show_zoom(self, factor: float) -> None:
        """Show the zoom of the canvas."""
        self.zoom.setText(f"{factor:.0%}")

    def expect_findings(self) -> None:
        """Say that nothing has been analyzed yet."""
        self.findings.setText(self.tr("Analyzing …"))

    def show_findings(self, count: int | None) -> None:
        """Show how many findings there are; none where the analysis failed."""
        self.findings.setText(self.tr("Not analyzed") if count is None
                              else amount(count, "finding") if count else self.tr("No findings"))

    def show_parts(self, visible: bool) -> None:
        """Hide what makes no sense on the start page."""
        for widget in (self.counts, self.findings, self.zoom):
            widget.setVisible(visible)

    def count(self) -> None:
        """Count systems and integrations, and how many of them the view shows where it leaves some out."""
        landscape, drawing = self._editor.workspace.landscape, self._editor.drawing
        shown = drawing.looks.selection if drawing and drawing.facts.landscape is landscape else landscape
        systems = self._of(len(shown.systems), len(landscape.systems), "system")
        lines = self._of(len(shown.integrations), len(landscape.integrations), "integration")
        self.counts.setText(f"{systems}, {lines}")

    def _of(self, shown: int, all_: int, noun: str) -> str:
        told = amount(all_, noun)
        return told if shown == all_ else self.tr("{shown} of {all}").format(shown=shown, all=told)

    def _busy(self, task: Task) -> None:
        if task.quiet:
            return
        self._task = task
        self.work.setText(task.title)
        self.bar.setRange(0, 0)
        self._late.start()

    def _progress(self, task: Task) -> None:
        if task is self._task:
            self.bar.setRange(0, 100)
            self.bar.setValue(round(task.share * 100))
            self.work.setText(f"{task.title}: {task.what}" if task.what else task.title)

    def _idle(self) -> None:
        self._task = None
        self._late.stop()
        self._show_work(False)

    def _show_work(self, visible: bool) -> None:
        for widget in (self.work, self.bar, self.cancel):
            widget.setVisible(visible)
