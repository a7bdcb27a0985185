"""The members of one channel: who sends, who receives, who has the data too; moved by drag, buttons and keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from d365arch.analysis.consolidation.problem import Problem
from d365arch.analysis.consolidation.records import PlannedChannel
from d365arch.gui.fonts import with_text
from d365arch.gui.whatif.channels import CONSUMER, PRODUCER, having, moved, others, standing

_ID = Qt.ItemDataRole.UserRole
_OUT = ""


class MemberList(QListWidget):
    """Systems on one side; `dropped` carries a system, the side it came from and the one it came to."""

    dropped = Signal(str, str, str)
    removed = Signal(str)

    def __init__(self, side: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)

    def show_systems(self, systems: Sequence[str], name: Callable[[str], str], fixed: frozenset[str]) -> None:
        """List these; what is fixed cannot go."""
        chosen = self.current()
        self.clear()
        for system in sorted(systems, key=name):
            item = QListWidgetItem(name(system), self)
            item.setData(_ID, system)
            if system in fixed:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setForeground(self.palette().placeholderText())
                item.setToolTip(self.tr("A member of the channel already"))
            if system == chosen:
                self.setCurrentItem(item)
        rows = max(1, min(6, self.count()))
        self.setFixedHeight(rows * max(self.sizeHintForRow(0), with_text(18)) + 2 * self.frameWidth() + 6)

    def current(self) -> str:
        """The system that is chosen, if one is."""
        item = self.currentItem()
        return str(item.data(_ID)) if item is not None else ""

    def _coming(self, event: QDropEvent) -> MemberList | None:
        source = event.source()
        return source if isinstance(source, MemberList) and source is not self else None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what another side of the same channel gives."""
        event.setAccepted(self._coming(event) is not None)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show that it may be dropped."""
        event.setAccepted(self._coming(event) is not None)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell the move; the lists are filled anew when it was taken."""
        source = self._coming(event)
        if source is not None:
            # The source must not take its row away by itself.
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()
            self.dropped.emit(source.current(), source.side, self.side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes a member out."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.side != _OUT and self.current():
            self.removed.emit(self.current())
            return
        super().keyPressEvent(event)


class Members(QWidget):
    """Edits the members of the channels of one entry.

    `moved` carries the position of a channel and its new value, `turned` says that another channel is looked at.
    """

    moved = Signal(int, object)
    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problem: Problem | None = None
        self._channels: tuple[PlannedChannel, ...] = ()
        self._name: Callable[[str], str] = str
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 6, 4)
        column.setSpacing(4)
        self.which = QComboBox(self)
        self.which.setAccessibleName(self.tr("Channel"))
        self.which.currentIndexChanged.connect(lambda _index: self._turn())
        column.addWidget(self.which)
        grid = QGridLayout()
        grid.setSpacing(6)
        self.producers, self.consumers = self._side(grid, 0, PRODUCER), self._side(grid, 1, CONSUMER)
        column.addLayout(grid)
        self.others_label = QLabel(self.tr("Not in the channel, but with this data"), self)
        self.others_label.setObjectName("faint")
        self.others_label.setWordWrap(True)
        self.others = MemberList(_OUT, self)
        self.others.setAccessibleName(self.tr("Systems with this data outside of the channel"))
        self.others.dropped.connect(self._drop)
        column.addWidget(self.others_label)
        column.addWidget(self.others)

    def _side(self, grid: QGridLayout, column: int, side: str) -> MemberList:
        senders = side == PRODUCER
        label = QLabel(self.tr("Producers") if senders else self.tr("Consumers"), self)
        label.setObjectName("muted")
        members = MemberList(side, self)
        members.setAccessibleName(label.text())
        members.dropped.connect(self._drop)
        members.removed.connect(lambda system: self.take_out(system, side))
        add, remove = QToolButton(self), QToolButton(self)
        add.setText(self.tr("Add"))
        add.setAccessibleName(self.tr("Add a producer") if senders else self.tr("Add a consumer"))
        add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(add)
        menu.aboutToShow.connect(lambda: self._offer(menu, side))
        add.setMenu(menu)
        remove.setText(self.tr("Take out"))
        remove.setAccessibleName(self.tr("Take the chosen producer out") if senders
                                 else self.tr("Take the chosen consumer out"))
        remove.clicked.connect(lambda: self.take_out(members.current(), side))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(add)
        row.addWidget(remove)
        row.addStretch(1)
        grid.addWidget(label, 0, column)
        grid.addWidget(members, 1, column, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(row, 2, column)
        return members

    def show_channels(self, channels: tuple[PlannedChannel, ...], problem: Problem, name: Callable[[str], str]) -> None:
        """Show the channels of an entry."""
        kept = self.which.currentIndex() if len(channels) == len(self._channels) else 0
        self._problem, self._channels, self._name = problem, channels, name
        self.which.blockSignals(True)
        self.which.clear()
        self.which.addItems([channel.key.entity for channel in channels])
        self.which.setCurrentIndex(max(0, kept))
        self.which.blockSignals(False)
        self.which.setVisible(len(channels) > 1)
        self._fill()

    @property
    def channel(self) -> PlannedChannel | None:
        """The channel that is shown."""
        index = self.which.currentIndex()
        return self._channels[index] if 0 <= index < len(self._channels) else None

    def _turn(self) -> None:
        self._fill()
        self.turned.emit()

    def _fill(self) -> None:
        channel, problem = self.channel, self._problem
        if channel is None or problem is None:
            return
        there = standing(problem, channel)
        self.producers.show_systems(channel.producers, self._name, there.producers if there else frozenset())
        self.consumers.show_systems(channel.consumers, self._name, there.consumers if there else frozenset())
        outside = having(problem, channel)
        self.others.show_systems(outside, self._name, frozenset())
        for widget in (self.others, self.others_label):
            widget.setVisible(bool(outside))

    def _offer(self, menu: QMenu, side: str) -> None:
        menu.clear()
        channel, problem = self.channel, self._problem
        if channel is None or problem is None:
            return
        for system in others(problem, channel, side):
            menu.addAction(self._name(system).replace("&", "&&")).triggered.connect(
                lambda _checked=False, system=system: self.put_in(system, side))

    def put_in(self, system: str, side: str) -> None:
        """Make a system a member on a side."""
        self._change(system, _OUT, side)

    def take_out(self, system: str, side: str) -> None:
        """Take a member out on a side."""
        self._change(system, side, _OUT)

    def _drop(self, system: str, from_: str, to: str) -> None:
        self._change(system, from_, to)

    def _change(self, system: str, from_: str, to: str) -> None:
        channel, problem = self.channel, self._problem
        if channel is None or problem is None or not system:
            return
        changed = moved(problem, channel, system, out_of=from_, into=to)
        if changed != channel:
            self.moved.emit(self.which.currentIndex(), changed)
