"""Outages in the window: what is off is a look at the landscape, never an edit of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt

from d365arch.analysis.outage import Mark, link_marks, marks
from d365arch.gui.coupling.following import follower_of
from d365arch.gui.coupling.picking import pick
from d365arch.gui.enabling import Enabling
from d365arch.gui.outage.bar import OutageBar
from d365arch.gui.outage.computing import Computed, Computing
from d365arch.gui.outage.paint import Marked, OutagePainter
from d365arch.gui.outage.panel import OutagePanel
from d365arch.gui.workbench import Workbench


class Outages(QObject):
    """Keeps actions, panel, legend and marks alike with what is off."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.canvas)
        self._bench = bench
        self._document = bench.editor.document
        self._follower = follower_of(bench)
        self.failed: frozenset[str] = frozenset()
        self.computed: Computed | None = None
        self.computing = Computing(bench.editor, self)
        self.painter = OutagePainter(bench.canvas)
        bench.canvas.grounds.append(self.painter.paint)
        self.bar = OutageBar(bench.canvas)
        self.bar.closed.connect(self.end)
        self.bar.wanted.connect(self._pick_mark)
        self.panel = OutagePanel(bench)
        self.panel.on_wanted.connect(self.end)
        self.panel.off_wanted.connect(lambda ids: self.switch(ids or self._selected()))
        self._dock = bench.add_dock("outage", self.tr("Outage"), self.panel, Qt.DockWidgetArea.RightDockWidgetArea,
                                    beside="inspector", hidden=True)
        self._dock.visibilityChanged.connect(lambda shown: self._compute() if shown else None)
        bench.on("outage", self._act)
        bench.on("outage_end", self.end)
        self._enabling = Enabling(bench, lambda: {"outage": bool(bench.editor.workspace.landscape.systems),
                                                  "outage_end": bool(self.failed)})
        bench.editor.selection.changed.connect(self._check)
        bench.editor.opened.connect(self._opened)
        bench.editor.drawing_changed.connect(lambda _drawing: self.painter.forget())
        bench.editor.theme_changed.connect(lambda _theme: self.painter.forget())
        self._follower.changed.connect(self._compute)
        bench.signals.page_changed.connect(lambda _home: self._show_bar())
        bench.canvas.installEventFilter(self)

    def _selected(self) -> list[str]:
        """The systems and hubs of the selection, also those whose endpoints are selected."""
        elements = self._bench.editor.selection.elements
        known = self._bench.editor.workspace.landscape.system_by_id
        found = (e.id.partition(".")[0] for e in elements if e.kind in ("system", "endpoint"))
        return list(dict.fromkeys(name for name in found if name in known))

    def _act(self) -> None:
        chosen = self._selected()
        if chosen:
            self.switch(chosen)
        else:
            self._check()
            self._bench.show_dock("outage")
            self.panel.show_ranking()
            self._bench.editor.message.emit(self.tr("Select the systems or hubs to switch off, in the drawing or in "
                                                    "the list."))

    def switch(self, ids: Iterable[str]) -> None:
        """Switch systems and hubs off; where all of these are off already, on again."""
        chosen = frozenset(ids)
        if not chosen:
            return
        began = not self.failed
        self.failed = self.failed - chosen if chosen <= self.failed else self.failed | chosen
        if not self.failed:
            self.end()
            return
        self._bench.overlays.take("outage", self.end)
        if began:
            self._bench.show_dock("outage")
        self._refresh()
        self._compute(first=began)

    def end(self) -> None:
        """Everything works again."""
        self.failed = frozenset()
        self._bench.overlays.leave("outage")
        self.painter.show(Marked())
        self._refresh()
        self._compute()

    def _opened(self) -> None:
        """Another document begins without an outage."""
        self.computing.forget()
        self.computed = None
        self.end()

    def _refresh(self) -> None:
        self._enabling.refresh()
        self._check()
        self._show_bar()

    def _check(self) -> None:
        """The action is checked where all that is selected is off, or where something is off and nothing selected."""
        chosen = self._selected()
        self._bench.actions["outage"].setChecked(set(chosen) <= self.failed if chosen else bool(self.failed))

    def _compute(self, *, first: bool = False) -> None:
        """Ask for the outage of now; nothing is computed while nobody sees it."""
        known = self._bench.editor.workspace.landscape.system_by_id
        gone = self.failed - set(known)
        if gone:
            self.failed -= gone
            self._refresh()
        result = self._follower.result
        if not self.failed:
            self.painter.show(Marked())
        if result is None and self._follower.error:
            self.panel.tell_error(self._follower.error)
        if result is None or not (self.failed or self.panel.isVisible()) or not self._follower.is_current:
            return
        self.computing.ask(result, self.failed, lambda found: self._take(found, first=first))

    def _take(self, found: Computed, *, first: bool) -> None:
        if found.result is not self._follower.result or (frozenset(found.outage.failed) if found.outage else
                                                         frozenset()) != self.failed:
            return
        self.computed = found
        outage = found.outage
        self.painter.show(Marked(marks(outage), link_marks(outage)) if outage else Marked())
        self.panel.show_outage(outage, found.wires, found.ranks)
        if first:
            self.panel.open_consequences()
        self._show_bar()

    def _show_bar(self) -> None:
        shown = bool(self.failed) and bool(self.painter.marked)
        self.bar.setVisible(shown)
        if shown:
            self.bar.tell(Counter(mark for own in self.painter.marked.boxes.values() for mark in own))
            self.bar.place()

    def _pick_mark(self, mark: Mark) -> None:
        pick(self._bench, [name for name, own in self.painter.marked.boxes.items() if mark in own], show=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The legend stays in its place where the canvas takes another size."""
        if event.type() == QEvent.Type.Resize and not self.bar.isHidden():
            self.bar.place()
        return False
