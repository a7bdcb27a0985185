"""A page of cards, one of which is told in full below its own: what it would add, a button that does it, and why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from d365arch.gui.cards import LINK
from d365arch.gui.guide.panel import Page
from d365arch.gui.guide.tiles import Tile


class CardsPage(Page):
    """`looked` carries what the card that was pressed stands for, `taken` the same when it is to be done, `explain` the
    id of a help card. `told` gives all that is known of it as rich text."""

    looked = Signal(object)
    taken = Signal(object)
    explain = Signal(str)

    def __init__(self, heading: str, why: str, action: str, told: Callable[[object], str]) -> None:
        super().__init__(heading, why)
        self._told = told
        self.chosen: object = None
        self.act = QPushButton(action, self)
        self.act.setObjectName("primary")
        self.act.setAutoDefault(False)
        self.act.setToolTip(self.tr("One step, which Ctrl+Z takes back"))
        self.act.clicked.connect(lambda: self.taken.emit(self.chosen))
        self.where = QLabel(self)
        self.where.setWordWrap(True)
        self.where.setObjectName("muted")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse
                                          | Qt.TextInteractionFlag.LinksAccessibleByKeyboard)
        self.text.setAccessibleName(self.tr("Why"))
        self.text.linkActivated.connect(lambda name: self.explain.emit(name.removeprefix(LINK)))
        self.body = QFrame(self)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(12, 0, 4, 6)
        row = QHBoxLayout()
        row.addWidget(self.act)
        row.addStretch(1)
        column.addWidget(self.where)
        column.addLayout(row)
        column.addWidget(self.text)
        self.body.hide()

    def add_card(self, value: object, title: str, note: str = "", mark: str = "", *, at: int = -1) -> None:
        """A card below the others, or at a position of the column."""
        tile = Tile(str(len(self.tiles) + 1), title, note, self, mark=mark)
        tile.setCheckable(True)
        tile.clicked.connect(lambda: self._look(value, tile))
        self.tiles.append(tile)
        self.column.insertWidget(at, tile)

    def _look(self, value: object, tile: Tile) -> None:
        """Tell all about one, below its card; another press goes to the button that does it."""
        for other in self.tiles:
            other.setChecked(other is tile)
        if self.chosen is value:
            self.act.setFocus()
            return
        self.chosen = value
        self.column.removeWidget(self.body)
        self.column.insertWidget(self.column.indexOf(tile) + 1, self.body)
        self.setTabOrder(tile, self.act)
        self.setTabOrder(self.act, self.text)
        self.text.setText(self._told(value))
        self.body.show()
        self.looked.emit(value)

    def retell(self) -> None:
        """The same in other colors."""
        if self.chosen is not None:
            self.text.setText(self._told(self.chosen))

    def tell_where(self, sentence: str, *, may_act: bool) -> None:
        """What doing it would change, or why it cannot be done."""
        self.where.setText(sentence)
        self.act.setEnabled(may_act)
