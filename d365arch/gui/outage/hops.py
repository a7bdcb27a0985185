"""The calls of one chain as a list: whom each calls, its part of the time as a bar, availability, and the weakest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from d365arch.analysis import wording as say
from d365arch.analysis.inspect_chain import Hop, Inspection
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import resized, with_text
from d365arch.gui.ring import paint_ring
from d365arch.gui.style import Colors, colors_of

Index = QModelIndex | QPersistentModelIndex

HOP = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Names:
    """What people call nodes and integrations, by id; the two may have the same ids."""

    nodes: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)

    def node(self, name: str) -> str:
        """The name of a system or channel."""
        return self.nodes.get(name, name)

    def link(self, name: str) -> str:
        """The name of an integration."""
        return self.links.get(name, name)


@dataclass(frozen=True, slots=True)
class HopRow:
    """One call with its texts: who calls whom over what, and what is weakest about it."""

    hop: Hop
    number: int
    called: str
    links: str
    figures: str
    weakest: str
    slowest: bool
    relieved: bool


class HopModel(QAbstractListModel):
    """The calls of the chain that is shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[HopRow] = ()

    @property
    def rows(self) -> Sequence[HopRow]:
        """The calls in order."""
        return self._rows

    def show_rows(self, rows: Sequence[HopRow]) -> None:
        """Show these; where only their state changes, the list keeps its selection."""
        if len(rows) == len(self._rows):
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many calls there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The row, and its text for those who do not see it."""
        row = self._rows[index.row()]
        if role == HOP:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            rest = ". ".join(filter(None, (row.called, row.links, row.figures, row.weakest)))
            return self.tr("Call {number}: {what}").format(number=row.number, what=rest)
        return None


class HopDelegate(QStyledItemDelegate):
    """Paints a call: its number, whom it calls, the bar of its share of the time, its figures."""

    def __init__(self, editor: Editor, parent: QListView) -> None:
        super().__init__(parent)
        self._editor, self._view = editor, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Three lines, four where it is the weakest."""
        row: HopRow = index.data(HOP)
        lines = 3 if row.weakest else 2
        return QSize(self._view.viewport().width() - 4, with_text(17) * lines + with_text(26))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one call."""
        row: HopRow = index.data(HOP)
        colors = colors_of(self._editor.theme)
        rect, state = QRectF(option.rect).adjusted(2, 1, -2, -1), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.picked if state & QStyle.StateFlag.State_Selected else colors.hover))
            painter.drawRoundedRect(rect, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_ring(painter, option.rect, QColor(colors.accent), 6)
        if row.relieved:
            painter.setOpacity(0.55)
        self._paint_rail(painter, rect, row, colors)
        self._paint_words(painter, rect, row, colors)
        painter.restore()

    def _color(self, row: HopRow, colors: Colors) -> QColor:
        return QColor(colors.good if row.relieved else colors.bad if row.slowest else colors.accent)

    def _paint_rail(self, painter: QPainter, rect: QRectF, row: HopRow, colors: Colors) -> None:
        """The line along which the calls hang, and the number."""
        x, color = rect.left() + with_text(18), self._color(row, colors)
        pen = QPen(color, 2)
        if row.relieved:
            pen.setDashPattern([2.5, 2.0])
        painter.setPen(pen)
        painter.drawLine(int(x), int(rect.top()), int(x), int(rect.bottom()))
        size = with_text(20)
        disk = QRectF(x - size / 2, rect.top() + with_text(6), size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        if row.slowest and not row.relieved:
            painter.drawRoundedRect(disk, 4, 4)
        else:
            painter.drawEllipse(disk)
        painter.setPen(QColor(colors.field))
        painter.setFont(resized(self._view.font(), 0.9, self._view.font().Weight.Bold))
        painter.drawText(disk, Qt.AlignmentFlag.AlignCenter, str(row.number))

    def _paint_words(self, painter: QPainter, rect: QRectF, row: HopRow, colors: Colors) -> None:
        left, line = rect.left() + with_text(38), with_text(17)
        width, y = rect.right() - left - 8, rect.top() + with_text(6)
        strong, small = resized(self._view.font(), 1.0, self._view.font().Weight.DemiBold), \
            resized(self._view.font(), 0.92)
        for text, font, color in ((row.called, strong, colors.ink), (row.links, small, colors.muted)):
            painter.setFont(font)
            painter.setPen(QColor(color))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(width))
            painter.drawText(QRectF(left, y, width, line), Qt.AlignmentFlag.AlignVCenter, shown)
            y += line
        painter.setFont(small)
        told = QFontMetrics(small).horizontalAdvance(row.figures) + 10
        track = QRectF(left, y + 5, max(20.0, width - told), with_text(7))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.line))
        painter.drawRoundedRect(track, 3, 3)
        if row.hop.share:
            painter.setBrush(self._color(row, colors))
            painter.drawRoundedRect(QRectF(track.left(), track.top(), max(4.0, track.width() * row.hop.share),
                                           track.height()), 3, 3)
        painter.setPen(QColor(colors.ink))
        painter.drawText(QRectF(track.right(), y, told, line), Qt.AlignmentFlag.AlignRight
                         | Qt.AlignmentFlag.AlignVCenter, row.figures)
        if row.weakest:
            painter.setPen(QColor(colors.bad))
            painter.drawText(QRectF(left, y + line, width, line), Qt.AlignmentFlag.AlignVCenter, row.weakest)


class HopList(QListView):
    """The list of calls."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hops = HopModel(self)
        self.setModel(self.hops)
        self.setItemDelegate(HopDelegate(editor, self))
        self.setAccessibleName(self.tr("Calls of the chain"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        editor.theme_changed.connect(lambda _theme: self.viewport().update())

    def show_chain(self, chain: Inspection | None, names: Names, relieved: int | None) -> None:
        """Show the calls of a chain; from `relieved` on they are faint."""
        rows = [] if chain is None else [self._row(chain, at, names, relieved is not None and at >= relieved)
                                         for at in range(len(chain.hops))]
        self.hops.show_rows(rows)

    def _row(self, chain: Inspection, at: int, names: Names, relieved: bool) -> HopRow:
        hop = chain.hops[at]
        weakest = []
        if at == chain.slowest:
            weakest.append(self.tr("slowest, {share} of the time").format(share=say.percent(hop.share)))
        if at == chain.frailest and len({h.availability for h in chain.hops}) > 1:
            weakest.append(self.tr("frailest"))
        time = say.milliseconds(hop.latency_ms) if hop.latency_stated else self.tr("not stated")
        called, start = names.node(hop.called), names.node(hop.caller)
        return HopRow(hop=hop, number=at + 1, called=called if at else f"{start} → {called}",
                      links=", ".join(map(names.link, hop.links)),
                      figures=f"{time} · {say.availability(hop.availability)}",
                      weakest=self.tr("Weakest: {what}").format(what=", ".join(weakest)) if weakest else "",
                      slowest=at == chain.slowest, relieved=relieved)
