"""Asks what a view shall show: everything, what meets conditions, or what is ticked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from d365arch.gui.editor import Editor
from d365arch.gui.fonts import roomy, with_text
from d365arch.gui.language import amount
from d365arch.gui.views.checklist import CheckList, Offer, Picker
from d365arch.gui.views.conditions import Condition, by_name, on_integrations, on_systems
from d365arch.gui.views.describing import said
from d365arch.gui.views.preview import Preview
from d365arch.model import Show, View
from d365arch.model.vocabulary import Match
from d365arch.scene.select import select

EVERYTHING, CONDITIONS, BY_HAND = range(3)
"""The pages, in the order of their buttons."""

_FAR = 5

NOTHING = Show(neighbors=0)
"""A list without an entry; without the 0 it would mean everything."""


class ViewDialog(QDialog):
    """Edits a copy of a view; `title` and `show_wanted` tell the outcome."""

    def __init__(self, editor: Editor, view: View, heading: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._view = editor, view
        self._first = view.show or Show()
        self._facts = editor.facts
        self.pickers: dict[str, Picker] = {}
        self.setWindowTitle(heading)
        self.setObjectName("view-dialog")
        self.resize(roomy(980, 700))
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addLayout(self._make_form(), 1)
        row.addLayout(self._make_result(), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(16)
        column.addLayout(row, 1)
        buttons = QDialogButtonBox(self)
        self.take = buttons.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.take.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.finished.connect(self.preview.stop)
        self._turn(EVERYTHING if self._first.everything else BY_HAND if self._first.by_hand else CONDITIONS)
        self.name.setFocus()
        self.name.selectAll()

    @property
    def title(self) -> str:
        """The name of the view."""
        return " ".join(self.name.text().split()) or (self._view.title or "")

    @property
    def show_wanted(self) -> Show | None:
        """What the view shall show; none is everything."""
        page, first = self.pages.currentIndex(), self._first
        if page == EVERYTHING:
            return None
        known = self._editor.workspace.landscape.system_by_id
        if page == BY_HAND:
            ticked = self.by_hand.ticked
            # The short form of a list, unless the file writes it as systems.
            in_systems = tuple(i for i in ticked if i in first.systems)
            show = Show(ids=tuple(i for i in ticked if i not in in_systems), systems=in_systems,
                        neighbors=self.neighbors.currentIndex() or None, extra=first.extra)
            return NOTHING if show.everything else show
        values: dict[str, Any] = {key: picker.ticked for key, picker in self.pickers.items()}
        named = values.pop("systems")
        show = replace(
            first, **values, match=Match.ALL if self.match.currentIndex() else None,
            systems=tuple(i for i in named if i in known and i not in first.ids),
            ids=tuple(i for i in named if i not in known or i in first.ids),
            neighbors=self.neighbors.currentIndex() or None)
        return None if replace(show, match=None).everything or not self._says_something(show) else show

    @staticmethod
    def _says_something(show: Show) -> bool:
        return show.chooses_systems or show.filters_integrations

    def _make_form(self) -> QVBoxLayout:
        self.name = QLineEdit(self._view.title or "", self)
        self.name.setAccessibleName(self.tr("Name"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._label(self.tr("Name")), self.name)
        modes = QHBoxLayout()
        modes.setSpacing(4)
        self.modes = QButtonGroup(self)
        for number, text in enumerate((self.tr("Everything"), self.tr("By conditions"), self.tr("By hand"))):
            button = QToolButton(self)
            button.setObjectName("segment")
            button.setText(text)
            button.setCheckable(True)
            button.setMinimumWidth(with_text(116))
            self.modes.addButton(button, number)
            modes.addWidget(button, 1)
        self.modes.idClicked.connect(self._turn)
        form.addRow(self._label(self.tr("Shows")), modes)
        self.pages = QStackedWidget(self)
        for page in (self._everything_page(), self._conditions_page(), self._hand_page()):
            self.pages.addWidget(page)
        self.neighbors = QComboBox(self)
        self.neighbors.addItem(self.tr("nothing around them"))
        self.neighbors.addItem(self.tr("what is one integration away"))
        for count in range(2, max(_FAR, self._first.neighbors or 0) + 1):
            self.neighbors.addItem(self.tr("what is up to {count} integrations away").format(count=count))
        self.neighbors.setCurrentIndex(self._first.neighbors or 0)
        self.neighbors.setAccessibleName(self.tr("Neighbors"))
        self.neighbors.currentIndexChanged.connect(lambda _index: self._refresh())
        around = QFormLayout()
        around.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._around_label = self._label(self.tr("And also"))
        around.addRow(self._around_label, self.neighbors)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.pages, 1)
        column.addLayout(around)
        return column

    def _everything_page(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        text = QLabel(self.tr("All systems and integrations of the landscape, also those that come later. What is "
                              "hidden in this view stays hidden."), page)
        text.setObjectName("muted")
        text.setWordWrap(True)
        column.addWidget(text)
        column.addStretch(1)
        return page

    def _conditions_page(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.match = QComboBox(page)
        self.match.setAccessibleName(self.tr("How systems are chosen"))
        self.match.addItems([self.tr("Systems that meet any of these"), self.tr("Systems that meet all of these")])
        self.match.setCurrentIndex(1 if self._first.match is Match.ALL else 0)
        self.match.currentIndexChanged.connect(lambda _index: self._refresh())
        column.addWidget(self.match)
        column.addLayout(self._rows(on_systems(self._facts), page))
        named = Condition("systems", self.tr("Always"), by_name(self._facts))
        column.addLayout(self._rows((named,), page))
        heading = QLabel(self.tr("Integrations that meet all of these"), page)
        heading.setObjectName("muted")
        column.addSpacing(6)
        column.addWidget(heading)
        column.addLayout(self._rows(on_integrations(self._facts), page))
        rule = QLabel(self.tr("Within one line, any ticked value will do. With conditions on integrations only, the "
                              "view shows those integrations and the systems at their ends."), page)
        rule.setObjectName("faint")
        rule.setWordWrap(True)
        column.addWidget(rule)
        column.addStretch(1)
        return page

    def _rows(self, conditions: tuple[Condition, ...], page: QWidget) -> QFormLayout:
        form = QFormLayout()
        form.setVerticalSpacing(5)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for condition in conditions:
            first = getattr(self._first, condition.attribute)
            ticked = (*self._first.ids, *first) if condition.attribute == "systems" else first
            picker = Picker(condition.label, condition.offers, ticked, page)
            picker.changed.connect(self._refresh)
            self.pickers[condition.attribute] = picker
            form.addRow(self._label(condition.label), picker)
        return form

    def _label(self, text: str) -> QLabel:
        """Labels of one width, so that the fields of all forms stand in one column."""
        label = QLabel(text, self)
        label.setMinimumWidth(with_text(78))
        return label

    def _hand_page(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        offers, first = by_name(self._facts), (*self._first.ids, *self._first.systems)
        if not self._first.by_hand and not self._first.everything:
            # A query becomes a list of what it finds now.
            first = tuple(s.id for s in select(self._facts, self._view).systems)
        systems, landscape = {o.value for o in offers}, self._editor.workspace.landscape
        others = tuple(Offer(i, zone.label if (zone := landscape.zone_by_id.get(i)) else i,
                             self.tr("zone") if i in landscape.zone_by_id else "") for i in first if i not in systems)
        self.by_hand = CheckList(self.tr("Systems"), (*others, *offers), first, page)
        self.by_hand.changed.connect(self._refresh)
        column.addWidget(self.by_hand, 1)
        row = QHBoxLayout()
        chosen = self._editor.selection.of_kind("system")
        self.from_selection = QPushButton(self.tr("The selection ({count})").format(count=len(chosen)), page)
        self.from_selection.setEnabled(bool(chosen))
        self.from_selection.setAutoDefault(False)
        self.from_selection.clicked.connect(lambda: self.by_hand.tick(chosen))
        shown = tuple(s.id for s in select(self._facts, self._editor.view).systems)
        self.from_view = QPushButton(self.tr("As in the view ({count})").format(count=len(shown)), page)
        self.from_view.setAutoDefault(False)
        self.from_view.clicked.connect(lambda: self.by_hand.tick(shown))
        none = QPushButton(self.tr("None"), page)
        none.setAutoDefault(False)
        none.clicked.connect(lambda: self.by_hand.tick(()))
        for button in (self.from_selection, self.from_view, none):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        return page

    def _make_result(self) -> QVBoxLayout:
        self.preview = Preview(self._editor, self)
        self.preview.setMinimumSize(260, 200)
        self.count = QLabel(self)
        self.count.setAccessibleName(self.tr("Result"))
        font = self.count.font()
        font.setBold(True)
        self.count.setFont(font)
        self.sentence = QLabel(self)
        self.sentence.setObjectName("muted")
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumHeight(56)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self.preview, 1)
        column.addWidget(self.count)
        column.addWidget(self.sentence)
        return column

    def _turn(self, page: int) -> None:
        self.modes.button(page).setChecked(True)
        self.pages.setCurrentIndex(page)
        for widget in (self.neighbors, self._around_label):
            widget.setVisible(page != EVERYTHING)
        self._refresh()

    def _refresh(self) -> None:
        """Tell what the view would show, and draw it."""
        if not hasattr(self, "sentence"):
            return
        show = self.show_wanted
        view = replace(self._view, id=self._view.id or "new", show=show)
        found = select(self._facts, view)
        self.count.setText(f"{amount(len(found.systems), 'system')}, "
                           f"{amount(len(found.integrations), 'integration')}")
        text = said(show, self._facts.landscape, self._facts.catalog)
        if show is None and self.pages.currentIndex() == CONDITIONS:
            text = self.tr("No condition is set, so everything is shown.")
        self.sentence.setText(text)
        self.preview.show_view(view, len(found.systems))
