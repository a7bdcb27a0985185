"""The what-if panel: the plan as steps to choose, what they would change, and what to do with them."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from d365arch.analysis.consolidation.records import PlanOptions
from d365arch.gui.docks.section import Section
from d365arch.gui.editor import Editor
from d365arch.gui.whatif.chart import SavingsChart
from d365arch.gui.whatif.details import Details
from d365arch.gui.whatif.figures import Figures
from d365arch.gui.whatif.members import Members
from d365arch.gui.whatif.step_list import NUMBER, StepDelegate, StepModel, StepRow

SECONDS = 30
"""The longest time, in s, that a plan is improved for, unless somebody wants another."""


class Options(QWidget):
    """How a plan is made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        form = QFormLayout(self)
        form.setContentsMargins(8, 2, 6, 6)
        self.filtered = QCheckBox(self.tr("Subscribers filter by producer"), self)
        self.filtered.setToolTip(self.tr("One channel may carry more, but that nobody receives too much then hangs on "
                                         "filter rules; not for Event Hubs"))
        self.exact = QCheckBox(self.tr("Solve larger parts exactly"), self)
        self.exact.setToolTip(self.tr("Takes longer; finds and proves the best for parts that are usually searched"))
        self.exact.setVisible(importlib.util.find_spec("highspy") is not None)
        self.seconds = QSpinBox(self)
        self.seconds.setRange(1, 3600)
        self.seconds.setValue(SECONDS)
        self.seconds.setSuffix(self.tr(" s"))
        label = QLabel(self.tr("Time limit"), self)
        label.setBuddy(self.seconds)
        self.seconds.setAccessibleName(label.text())
        form.addRow(self.filtered)
        form.addRow(self.exact)
        form.addRow(label, self.seconds)

    def value(self) -> PlanOptions:
        """The options as they are set."""
        return PlanOptions(seconds=float(self.seconds.value()), filtered=self.filtered.isChecked(),
                           exact=self.exact.isChecked())


class WhatIfPanel(QWidget):
    """Shows what it is given; what a person wants is told by signals, steps by their number."""

    plan_wanted = Signal()
    stop_wanted = Signal()
    chosen = Signal(int, bool)
    all_chosen = Signal(bool)
    picked = Signal(int)
    moved = Signal(int, object)
    reset_wanted = Signal()
    fit_wanted = Signal()
    apply_wanted = Signal()
    reject_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.setAccessibleName(self.tr("What if"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 6, 8)
        column.setSpacing(6)
        self._make_head(column)
        self._make_body(column)
        self._make_foot(column)
        editor.theme_changed.connect(self._tint)

    def sizeHint(self) -> QSize:
        """Wide enough for sentences."""
        return QSize(330, 600)

    def _make_head(self, column: QVBoxLayout) -> None:
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.summary.setContentsMargins(2, 0, 8, 0)
        column.addWidget(self.summary)
        self.work = QWidget(self)
        row = QHBoxLayout(self.work)
        row.setContentsMargins(0, 0, 6, 0)
        self.bar = QProgressBar(self.work)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the plan"))
        self.stop = QPushButton(self.tr("Stop"), self.work)
        self.stop.setToolTip(self.tr("End the search and take the best plan so far"))
        self.stop.clicked.connect(self.stop_wanted)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        column.addWidget(self.work)
        self.options = Options()
        self.options_section = self._section(self.tr("Options"), self.options, is_open=False)
        self.plan = QPushButton(self)
        self.plan.clicked.connect(self.plan_wanted)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 6, 0)
        buttons.addWidget(self.options_section, 1, Qt.AlignmentFlag.AlignTop)
        buttons.addWidget(self.plan, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(buttons)

    def _section(self, title: str, content: QWidget, *, is_open: bool = True) -> Section:
        def build(body: QWidget) -> None:
            inner = QVBoxLayout(body)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.addWidget(content)
            content.show()

        content.setParent(self)
        content.hide()
        return Section(title, build, is_open=is_open, theme=self._editor.theme, parent=self)

    def _make_body(self, column: QVBoxLayout) -> None:
        self.body = QSplitter(Qt.Orientation.Vertical, self)
        self.body.setChildrenCollapsible(False)
        self.steps = self._make_steps()
        self.body.addWidget(self.steps)
        self.body.addWidget(self._make_details())
        self.body.setSizes([400, 420])
        column.addWidget(self.body, 1)
        self._rest = QWidget(self)
        column.addWidget(self._rest, 1)

    def _make_steps(self) -> QWidget:
        upper = QWidget(self)
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setContentsMargins(2, 0, 6, 0)
        self.all = QCheckBox(self.tr("All steps"), upper)
        self.all.clicked.connect(self.all_chosen)
        self.fit = QToolButton(upper)
        self.fit.setText(self.tr("Show on the drawing"))
        self.fit.setToolTip(self.tr("Zoom so that everything that goes and comes is seen"))
        self.fit.clicked.connect(self.fit_wanted)
        head.addWidget(self.all)
        head.addStretch(1)
        head.addWidget(self.fit)
        column.addLayout(head)
        self.model = StepModel(self)
        self.model.chosen.connect(self.chosen)
        self.list = QListView(upper)
        self.list.setAccessibleName(self.tr("Steps"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(StepDelegate(self._editor, self.list))
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._pick)
        column.addWidget(self.list, 1)
        return upper

    def _make_details(self) -> QWidget:
        self.figures, self.chart, self.members = Figures(), SavingsChart(self._editor.theme), Members()
        self.risks, self.left_out = Details(self._editor.theme), Details(self._editor.theme)
        self.members.moved.connect(self.moved)
        members = QWidget()
        inner = QVBoxLayout(members)
        inner.setContentsMargins(0, 0, 0, 0)
        self.reset = QToolButton(members)
        self.reset.setText(self.tr("As the plan proposes"))
        self.reset.clicked.connect(self.reset_wanted)
        inner.addWidget(self.members)
        inner.addWidget(self.reset)
        self.sections = {
            "figures": self._section(self.tr("Before and after"), self.figures),
            "members": self._section(self.tr("Members"), members),
            "risks": self._section(self.tr("Risks"), self.risks),
            "chart": self._section(self.tr("Cost by step"), self.chart),
            "left_out": self._section(self.tr("What the plan leaves"), self.left_out, is_open=False),
        }
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        for section in self.sections.values():
            column.addWidget(section)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setAccessibleName(self.tr("What the choice means"))
        area.setMinimumHeight(120)
        return area

    def _make_foot(self, column: QVBoxLayout) -> None:
        self.reason = QLabel(self)
        self.reason.setWordWrap(True)
        self.reason.setContentsMargins(2, 0, 8, 0)
        column.addWidget(self.reason)
        self.foot = QWidget(self)
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(0, 0, 6, 0)
        self.apply, self.save, self.reject = (QPushButton(text, self.foot) for text in (
            self.tr("Apply"), self.tr("Save as to-be …"), self.tr("Reject")))
        self.apply.setObjectName("primary")
        self.apply.setToolTip(self.tr("Make the chosen steps part of this landscape, as one step that can be undone"))
        self.save.setToolTip(self.tr("Write the landscape with the chosen steps to another file; this one stays"))
        self.reject.setToolTip(self.tr("Forget the plan; the landscape stays as it is"))
        self.apply.clicked.connect(self.apply_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.reject.clicked.connect(self.reject_wanted)
        for button in (self.apply, self.save, self.reject):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        column.addWidget(self.foot)

    def _tint(self, theme: str) -> None:
        for section in (self.options_section, *self.sections.values()):
            section.set_theme(theme)
        for part in (self.chart, self.risks, self.left_out):
            part.set_theme(theme)
        self.list.viewport().update()

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid():
            self.picked.emit(index.data(NUMBER))

    def show_rows(self, rows: Sequence[StepRow], current: int | None) -> None:
        """List the steps, with one of them current."""
        self.model.show_rows(rows)
        free = [row for row in rows if not row.state]
        count = sum(row.chosen for row in free)
        self.all.setTristate(0 < count < len(free))
        self.all.setCheckState(Qt.CheckState.Unchecked if not count else Qt.CheckState.Checked if count == len(free)
                               else Qt.CheckState.PartiallyChecked)
        self.all.setEnabled(bool(free))
        wanted = next((k for k, row in enumerate(rows) if row.number == current), None)
        if wanted is not None and self.list.currentIndex().row() != wanted:
            self.list.selectionModel().setCurrentIndex(self.model.index(wanted),
                                                       QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def show_state(self, summary: str, *, plan: str, planning: bool, trying: bool, planned: bool) -> None:
        """Say how things stand: a sentence, what the button for a plan says, and what there is to be seen.

        `trying` says that there are steps or channels to choose from, `planned` that there is a plan, an empty one too.
        """
        self.summary.setText(summary)
        self.summary.setVisible(bool(summary))
        self.plan.setText(plan)
        self.plan.setVisible(not planning)
        self.work.setVisible(planning)
        self.options_section.setVisible(not planning)
        self.body.setVisible((trying or planned) and not planning)
        self.steps.setVisible(trying)
        self.foot.setVisible(trying and not planning)
        self._rest.setVisible(self.body.isHidden())
        self.sections["left_out"].setVisible(planned)
        if planned and not trying:
            self.sections["left_out"].set_open(True)

    def show_progress(self, share: float) -> None:
        """Show how far the plan is; 0 says that nobody knows."""
        self.bar.setRange(0, 100 if share > 0 else 0)
        self.bar.setValue(round(share * 100))

    def show_reason(self, reason: str, hint: str, *, may_apply: bool, chosen: bool) -> None:
        """Say why the choice cannot be applied, or what to do next."""
        self.reason.setText(reason or hint)
        self.reason.setVisible(bool(reason or hint))
        self.reason.setObjectName("worse" if reason else "muted")
        self.reason.style().polish(self.reason)
        self.apply.setEnabled(may_apply)
        self.save.setEnabled(may_apply)
        self.fit.setEnabled(chosen)
