"""The inspector of synchronous chains in the window: follows edits, and shows the chosen chain on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from d365arch.analysis.inspect_chain import ChainInspector, Inspection, Relief
from d365arch.analysis.result import AnalysisResult
from d365arch.catalog.facts import Facts
from d365arch.gui.background import Task
from d365arch.gui.coupling.following import follower_of
from d365arch.gui.coupling.picking import elements_of
from d365arch.gui.enabling import Enabling
from d365arch.gui.outage.chain_paint import ChainPainter, ShownChain
from d365arch.gui.outage.chain_panel import ChainPanel
from d365arch.gui.outage.hops import Names
from d365arch.gui.workbench import Workbench
from d365arch.model.progress import Progress

_Found = tuple[ChainInspector, list[Inspection]]


class Chains(QObject):
    """Keeps the panel and the canvas alike; looking at a chain changes nothing."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.canvas)
        self._bench = bench
        self._follower = follower_of(bench)
        self._task: Task | None = None
        self._inspector: tuple[AnalysisResult, ChainInspector] | None = None
        self._start: str | None = None
        self.painter = ChainPainter(bench.canvas)
        bench.canvas.grounds.append(self.painter.paint)
        self.panel = ChainPanel(bench.editor)
        self.panel.chosen.connect(self._show)
        self.panel.seen.connect(self._bring)
        self.panel.source_changed.connect(lambda _selection: self._compute())
        self._dock = bench.add_dock("chains", self.tr("Chains"), self.panel, Qt.DockWidgetArea.RightDockWidgetArea,
                                    beside="inspector", hidden=True)
        self._dock.visibilityChanged.connect(self._turned)
        bench.on("chains", self.open)
        self._enabling = Enabling(bench, lambda: {"chains": bool(bench.editor.workspace.landscape.integrations)})
        bench.editor.selection.changed.connect(self._selected)
        bench.editor.opened.connect(self._forget)
        bench.editor.drawing_changed.connect(lambda _drawing: self.painter.forget())
        bench.editor.theme_changed.connect(lambda _theme: self.painter.forget())
        self._follower.changed.connect(self._compute)

    def open(self) -> None:
        """Show the panel: chains of the selected system where one is selected, else the slowest of all."""
        chosen = self._chosen()
        if chosen is not None:
            self._start = chosen
        self.panel.source.setCurrentIndex(0 if chosen is None else 1)
        self._bench.show_dock("chains")
        self._compute()
        self.panel.list.setFocus()

    def _chosen(self) -> str | None:
        found = self._bench.editor.selection.of_kind("system")
        return found[0] if len(found) == 1 else None

    def _selected(self) -> None:
        chosen = self._chosen()
        if self.panel.from_selection and chosen is not None and chosen != self._start:
            self._start = chosen
            self._compute()

    def _forget(self) -> None:
        self._stop()
        self._inspector, self._start = None, None
        self.panel.show_chains((), Names(), "")

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _turned(self, shown: bool) -> None:
        if shown:
            self._compute()
            self._show(self.panel.chain, None)
        else:
            self._clear()

    def _clear(self) -> None:
        self.painter.show(None)
        self._bench.overlays.leave("chains")

    def _compute(self) -> None:
        """List the chains of now, off the window's thread; nothing is computed while nobody sees it."""
        self._stop()
        result = self._follower.result
        if result is None and self._follower.error:
            self.panel.show_chains((), Names(), self._follower.error)
            return
        if not self.panel.isVisible() or result is None or not self._follower.is_current:
            return
        editor, start = self._bench.editor, self._start if self.panel.from_selection else None
        if start is not None and start not in editor.workspace.landscape.system_by_id:
            start = self._start = None
        if self.panel.from_selection and start is None:
            note = self.tr("Select a system in the drawing to see the calls that it waits for.")
            self.panel.show_chains((), Names(), note)
            return
        facts = Facts(editor.workspace.landscape, editor.catalog)
        known = self._inspector[1] if self._inspector and self._inspector[0] is result else None

        def work(_progress: Progress) -> _Found:
            inspector = known or ChainInspector(facts, result.settings, result.network)
            return inspector, inspector.worst() if start is None else inspector.starting(start)

        self._task = editor.background.run(self.tr("Following calls"), work,
                                           lambda found: self._take(result, start, found), self._failed, quiet=True)

    def _take(self, result: AnalysisResult, start: str | None, found: _Found) -> None:
        self._task = None
        if result is not self._follower.result:
            return
        inspector, chains = found
        self._inspector = (result, inspector)
        network = inspector.network
        names = Names({node: network.label(node) for chain in chains for node in chain.nodes}, result.link_names)
        if chains:
            note = self.tr("Calls that {system} waits for").format(system=network.label(start)) if start else ""
        elif start:
            note = self.tr("{system} waits for nobody.").format(system=network.label(start))
        else:
            note = self.tr("No synchronous calls: nobody waits for anybody.")
        self.panel.show_chains(chains, names, note)

    def _failed(self, error: Exception) -> None:
        self._task = None
        raise error

    def _show(self, chain: Inspection | None, relief: Relief | None) -> None:
        """Show the chosen chain on the canvas while the panel is in sight."""
        if chain is None or not self.panel.isVisible():
            self._clear()
            return
        self._bench.overlays.take("chains", lambda: self.painter.show(None))
        self.painter.show(ShownChain(chain, relief.hop if relief else None))

    def _bring(self, chain: Inspection | None) -> None:
        if chain is not None:
            self._bench.canvas.bring_into_view(elements_of(self._bench.editor, chain.nodes))
