"""The page of recommendations: the best as cards, the others as a list; the one looked at is told in full."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from d365arch.analysis.advisor.advise import Advice, Recommendation
from d365arch.gui.guide.cards_page import CardsPage

CARDS = 3
"""So many recommendations are cards."""

LISTED = 9
"""So many more are listed at first; the rest is asked for."""


class AdvicePage(CardsPage):
    """The cards stand for recommendations."""

    def __init__(self, advice: Advice, name: str, told: Callable[[object], str]) -> None:
        super().__init__(self.tr("What suits it"), advice.note, self.tr("Draw it"), told)
        self.may_go_back = True
        self.advice = advice
        caption = QLabel(self.tr("Name of the integration"), self)
        caption.setObjectName("muted")
        self.column.addWidget(caption)
        self.name = QLineEdit(name, self)
        self.name.setAccessibleName(caption.text())
        self.column.addWidget(self.name)
        if advice.assumptions:
            self.say(self.tr("Taken for granted: {what}").format(what=" ".join(advice.assumptions)))
        for each in advice.recommendations[:CARDS]:
            self._add(each, "\n".join([*each.fits[:2], *each.against[:1]]))
        rest = advice.recommendations[CARDS:]
        if rest:
            self.say(self.tr("Also possible"), "caption")
        for each in rest[:LISTED]:
            self._add(each)
        if len(rest) > LISTED:
            self.more = QPushButton(self.tr("{count} more").format(count=len(rest) - LISTED), self)
            self.more.setObjectName("link")
            self.more.setAutoDefault(False)
            self.more.clicked.connect(lambda: self._show_more(rest[LISTED:]))
            self.column.addWidget(self.more)
        if not advice.recommendations:
            self.say(self.tr("Nothing in the catalog suits this need; go back and change an answer."))
        self.column.addStretch(1)

    def _add(self, each: Recommendation, note: str = "", at: int = -1) -> None:
        self.add_card(each, each.name, note, f"{each.score:+g}", at=at)

    def _show_more(self, rest: tuple[Recommendation, ...]) -> None:
        first = len(self.tiles)
        at = self.column.indexOf(self.more)
        for position, each in enumerate(rest, at):
            self._add(each, at=position)
        self.more.hide()
        self.tiles[first].setFocus()
