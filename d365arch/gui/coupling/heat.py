"""Heat: the drawing colored by one figure of the analysis, with a bar that tells the scale."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QActionGroup

from d365arch.gui.apart import apart
from d365arch.gui.background import Task
from d365arch.gui.coupling.between import LITTLE, between
from d365arch.gui.coupling.following import follower_of
from d365arch.gui.coupling.heat_bar import HeatBar
from d365arch.gui.coupling.heat_metrics import METRICS, HeatMetric, Scale, said
from d365arch.gui.coupling.heat_paint import HeatPainter
from d365arch.gui.coupling.picking import pick
from d365arch.gui.workbench import Workbench
from d365arch.model.progress import Progress


class Heat(QObject):
    """Keeps the menu, the bar and what is painted alike; heat is no edit, and the file knows nothing of it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.canvas)
        self._bench = bench
        self._follower = follower_of(bench)
        self._task: Task | None = None
        self.metric: HeatMetric | None = None
        self.painter = HeatPainter(bench.canvas)
        bench.canvas.grounds.append(self.painter.paint)
        self.actions = self._fill_menu()
        self.bar = HeatBar(bench.canvas, bench.submenus["heat>"])
        self.bar.closed.connect(self.end)
        self.bar.step_wanted.connect(self._pick_step)
        self._follower.changed.connect(self._compute)
        bench.editor.drawing_changed.connect(lambda _drawing: self.painter.forget())
        bench.editor.theme_changed.connect(lambda _theme: self._show_bar())
        bench.signals.page_changed.connect(lambda _home: self._show_bar())
        bench.canvas.installEventFilter(self)

    def _fill_menu(self) -> dict[str, QAction]:
        """One row per metric below the row that ends the heat; one of all is checked."""
        off = self._bench.actions["heat_off"]
        group = QActionGroup(self)
        group.addAction(off)
        off.setChecked(True)
        self._bench.on("heat_off", self.end)
        found = {}
        for metric in METRICS:
            action = QAction(said(metric.title), self, checkable=True)
            action.setObjectName(f"heat_{metric.id}")
            action.setToolTip(said(metric.tip))
            action.triggered.connect(partial(self.show, metric))
            group.addAction(action)
            self._bench.submenus["heat>"].addAction(action)
            # With the others by name, it is off on the start page too.
            found[metric.id] = self._bench.actions[action.objectName()] = action
        return found

    def show(self, metric: HeatMetric, _checked: bool = True) -> None:
        """Color by a metric."""
        self._bench.overlays.take("heat", self.end)
        self.metric = metric
        self.actions[metric.id].setChecked(True)
        self.painter.scale = None
        self._compute()

    def end(self) -> None:
        """Show the drawing in its own colors."""
        self._stop()
        self._bench.overlays.leave("heat")
        self.metric = None
        self.painter.scale = None
        self.painter.forget()
        self._bench.actions["heat_off"].setChecked(True)
        self.bar.hide()
        self._bench.canvas.update()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _compute(self) -> None:
        self._stop()
        result = self._follower.result
        if self.metric is None:
            return
        if result is None:
            self._take({})
        elif self.metric.slow:
            self._compute_apart()
        else:
            self._take(self.metric.values(result))

    def _compute_apart(self) -> None:
        """Betweenness takes long: it comes when it is there, for the landscape of then or not at all."""
        result = self._follower.result
        if result is None:
            return
        network, settings = result.network, result.settings
        large = len(network.systems) > LITTLE

        def work(progress: Progress) -> tuple[dict[str, float], bool]:
            return apart(between, (network, settings), progress) if large else between(network, settings, progress)

        def done(found: tuple[dict[str, float], bool]) -> None:
            self._task = None
            values, estimated = found
            self._take(values, self.tr("estimate") if estimated else "")

        self._show_bar(self.tr("computing …"))
        self._task = self._bench.editor.background.run(self.tr("Computing betweenness"), work, done, self._failed,
                                                       apart=large)

    def _failed(self, error: Exception) -> None:
        self._task = None
        self.end()
        raise error

    def _take(self, values: dict[str, float], note: str = "") -> None:
        if self.metric is None:
            return
        self.painter.scale = Scale(self.metric, values)
        self.painter.forget()
        self._show_bar(note if values else self.tr("no figures yet"))
        self._bench.canvas.update()

    def _show_bar(self, note: str | None = None) -> None:
        if self.metric is None:
            self.bar.hide()
            return
        self.bar.tell(self.metric, self.painter.scale, self._bench.canvas.theme.ground, note)
        self.bar.place()
        self.bar.show()

    def _pick_step(self, step: int) -> None:
        if self.painter.scale is not None:
            pick(self._bench, self.painter.scale.members[step], show=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The bar stays in its place where the canvas takes another size."""
        if event.type() == QEvent.Type.Resize and self.metric is not None:
            self.bar.place()
        return False
