"""The coupling card of one system or hub in the inspector: figures with ranks, who needs it, whom it needs."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from d365arch.analysis.graph import Graphs
from d365arch.analysis.result import AnalysisResult, SystemMetrics
from d365arch.analysis.wording import availability, count, decimal
from d365arch.gui.coupling.inspector_card import InspectorCard
from d365arch.gui.coupling.picking import pick
from d365arch.gui.language import translate
from d365arch.gui.ring import paint_ring
from d365arch.gui.style import Colors, colors_of
from d365arch.gui.workbench import Workbench

MOST = 12
"""So many names at most in one line of the card; the ranking and the matrix have all."""


class CardText(QLabel):
    """Text with links; a ring says that the keyboard is there."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, then the ring."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            paint_ring(painter, self.rect(), self.palette().accent().color(), 4)
            painter.end()


class CouplingCard(InspectorCard):
    """Shown while one system is selected that the newest analysis knows."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.text = CardText()
        self.put_section(self.tr("Coupling"))
        self._follower.measured.connect(self.refresh)

    def build(self, body: QWidget) -> None:
        """The text, in which every name is a link."""
        column = QVBoxLayout(body)
        column.setContentsMargins(4, 0, 4, 6)
        self.text.setParent(body)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAccessibleName(self.tr("Coupling of the selected system"))
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse
                                          | Qt.TextInteractionFlag.LinksAccessibleByKeyboard)
        self.text.linkActivated.connect(lambda name: pick(self._bench, (name,), show=True))
        column.addWidget(self.text)

    def refresh(self) -> None:
        """Show the card of what is selected, or hide."""
        chosen = self._bench.editor.selection.elements
        system = chosen[0].id if len(chosen) == 1 and chosen[0].kind == "system" else ""
        result, graphs = self._follower.figures, self._follower.graphs
        known = result is not None and graphs is not None and system in result.network.node_by_id
        self.setVisible(known)
        if known and result is not None and graphs is not None:
            self.text.setText(card_html(result, graphs, system, colors_of(self._bench.editor.theme)))
            figures = result.system_by_id.get(system)
            self.section.set_note(self.tr("· {rank} of {count}").format(
                rank=result.systems.index(figures) + 1, count=len(result.systems)) if figures else "")


def card_html(result: AnalysisResult, graphs: Graphs, system: str, colors: Colors) -> str:
    """The card as rich text, in which every name is a link with the id that it stands for."""
    writer = _Writer(result, graphs, system, colors)
    return "".join(writer.lines())


class _Writer:
    def __init__(self, result: AnalysisResult, graphs: Graphs, system: str, colors: Colors) -> None:
        self._result, self._graphs, self._system, self._colors = result, graphs, system, colors

    def lines(self) -> Iterable[str]:
        figures = self._result.system_by_id.get(self._system)
        if figures is not None:
            yield self._figures(figures)
        needed, needs = self._dependents()
        yield self._names(translate("Coupling", "Needed by"), needed)
        yield self._names(translate("Coupling", "Needs"), needs)
        yield from self._places()

    def _figures(self, mine: SystemMetrics) -> str:
        """A small table: figure, what it is called, its place among all."""
        everyone = self._result.systems
        rows: tuple[tuple[str, str, Callable[[SystemMetrics], float | None]], ...] = (
            (translate("Coupling", "neighbors"), count(len(mine.neighbors)), lambda s: len(s.neighbors)),
            (translate("Coupling", "needed by"), count(mine.ca), lambda s: s.ca),
            (translate("Coupling", "needs"), count(mine.ce), lambda s: s.ce),
            (translate("Coupling", "instability"), "–" if mine.instability is None else decimal(mine.instability, 2),
             lambda s: s.instability),
            (translate("Coupling", "criticality"), count(mine.criticality), lambda s: s.criticality),
            (translate("Coupling", "reach"), count(mine.reach), lambda s: s.reach),
            (translate("Coupling", "works with all it waits for"), availability(mine.chain_availability),
             lambda s: -s.chain_availability),
        )
        cells = "".join(
            f'<tr><td align="right" style="padding-right:8px"><b>{html.escape(value)}</b></td>'
            f"<td>{html.escape(name)}</td>"
            f'<td style="padding-left:8px; color:{self._colors.faint}">{html.escape(self._rank(mine, of, everyone))}'
            "</td></tr>"
            for name, value, of in rows)
        return f'<table cellspacing="0" cellpadding="1">{cells}</table>'

    def _rank(self, mine: SystemMetrics, of: Callable[[SystemMetrics], float | None],
              everyone: Sequence[SystemMetrics]) -> str:
        """The place of a figure among those of all, the largest first; empty where it has none."""
        own = of(mine)
        if own is None:
            return ""
        before = sum(1 for other in everyone if (value := of(other)) is not None and value > own)
        return translate("Coupling", "#{rank} of {count}").format(rank=before + 1, count=f"{len(everyone):,}")

    def _dependents(self) -> tuple[list[str], list[str]]:
        """Who depends on the system or hub, and on whom it depends; of a hub, all its channels count."""
        graphs = self._graphs
        own = {number for number, name in enumerate(graphs.names)
               if name == self._system or graphs.hub_of(number) == self._system}
        needed = {graphs.names[a] for a, b in graphs.dependency_edges if b in own and a not in own}
        needs = {graphs.names[b] for a, b in graphs.dependency_edges if a in own and b not in own}
        return sorted(needed, key=self._label), sorted(needs, key=self._label)

    def _label(self, name: str) -> str:
        return self._result.network.label(name)

    def _links(self, names: Sequence[str]) -> str:
        shown = ", ".join(self._link(name, self._label(name)) for name in names[:MOST])
        more = translate("Coupling", " and {count} more").format(count=len(names) - MOST)
        return shown + (html.escape(more) if len(names) > MOST else "")

    def _link(self, name: str, text: str) -> str:
        return (f'<a href="{html.escape(name)}" style="color:{self._colors.accent}; text-decoration:none">'
                f"{html.escape(text)}</a>")

    def _names(self, heading: str, names: Sequence[str]) -> str:
        said = self._links(names) if names else f'<span style="color:{self._colors.faint}">–</span>'
        return self._line(heading, said)

    def _line(self, heading: str, said: str) -> str:
        return (f'<p style="margin:5px 0 0 0"><span style="color:{self._colors.muted}">{html.escape(heading)}</span> '
                f"{said}</p>")

    def _places(self) -> Iterable[str]:
        """Its place in circles, cuts and chains, as far as it has one."""
        metrics = self._result.metrics
        for heading, groups in ((translate("Coupling", "Waits in a circle with"), metrics.sync_cycles),
                                (translate("Coupling", "In a circle with"), metrics.cyclic_groups)):
            for group in groups:
                if self._system in group:
                    yield self._names(heading, [name for name in group if name != self._system])
        cut = next((cut for cut in metrics.cuts if cut.node == self._system), None)
        if cut is not None:
            yield self._names(translate("Coupling", "Without it, cut off:"),
                              [name for part in cut.parts[1:] for name in part])
        for heading, chain in ((translate("Coupling", "On the slowest chain"), self._result.slowest_chain),
                               (translate("Coupling", "On the longest chain"), self._result.drawn_chain)):
            if chain is not None and self._system in chain.nodes:
                yield self._line(heading, " → ".join(self._link(name, self._label(name)) for name in chain.nodes))
