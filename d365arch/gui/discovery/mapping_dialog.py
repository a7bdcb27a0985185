"""What the columns of interface lists mean: guessed, shown with the first rows, and changed by a person."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from d365arch.discovery.limits import Limits
from d365arch.discovery.lists.headings import Field, plain_heading
from d365arch.discovery.lists.mapping import Choice, ColumnMapping
from d365arch.discovery.lists.mapping_file import read_mapping, write_mapping
from d365arch.discovery.notebook import MASK
from d365arch.discovery.secrets import in_value
from d365arch.errors import D365ArchError
from d365arch.gui.dialogs import questions
from d365arch.gui.docks.choice_editors import QuietCombo
from d365arch.gui.fonts import roomy, with_text
from d365arch.gui.language import amount, translate
from d365arch.model.progress import Progress

_SHOWN = 8
_LONGEST = 80


class ListShown(NamedTuple):
    """A list as far as it is shown: where it stands, its headings, its first rows without secrets, and the mapping."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    mapping: ColumnMapping


def read_lists(base: str, paths: Sequence[str], limits: Limits, mappings: Sequence[ColumnMapping], *,
               progress: Progress) -> tuple[ListShown, ...]:
    """The lists below some paths; for a process that does nothing else."""
    from d365arch.discovery.lists.dry_run import tables_of

    os.chdir(base)
    progress(0.0, "")
    tables, _ = tables_of([Path(path) for path in paths], limits, mappings)
    return tuple(ListShown(table.grid.name, table.headings, tuple(
        tuple(_safe(heading, line.cell(column)) for column, heading in enumerate(table.headings))
        for line in table.rows[:_SHOWN]), mapping) for table, mapping in tables)


def _safe(heading: str, cell: str) -> str:
    return MASK if any(True for _ in in_value(heading, cell)) else cell[:_LONGEST]


def field_word(field: Field) -> str:
    """What a column says, in the language of the window."""
    return {
        Field.SOURCE: translate("Lists", "source"), Field.TARGET: translate("Lists", "target"),
        Field.INITIATOR: translate("Lists", "initiator"), Field.CALLED: translate("Lists", "called side"),
        Field.OWN: translate("Lists", "own system"), Field.OTHER: translate("Lists", "other system"),
        Field.ID: translate("Lists", "id"), Field.NAME: translate("Lists", "name"),
        Field.DIRECTION: translate("Lists", "direction"), Field.TIMING: translate("Lists", "timing"),
        Field.FREQUENCY: translate("Lists", "frequency"), Field.TRIGGER: translate("Lists", "trigger"),
        Field.TECHNOLOGY: translate("Lists", "technology"), Field.MIDDLEWARE: translate("Lists", "middleware"),
        Field.ENTITIES: translate("Lists", "entities"), Field.OPERATIONS: translate("Lists", "operations"),
        Field.VOLUME: translate("Lists", "volume"), Field.AUTH: translate("Lists", "sign-in"),
        Field.OWNER: translate("Lists", "owner"), Field.STATUS: translate("Lists", "status"),
        Field.CRITICALITY: translate("Lists", "criticality"), Field.COMPANY: translate("Lists", "company"),
        Field.DESCRIPTION: translate("Lists", "description"),
    }.get(field, field.value)


class MappingDialog(QDialog):
    """`mappings` is what the columns mean now, for every list whose columns name both ends."""

    def __init__(self, lists: Sequence[ListShown], parent: QWidget | None = None,
                 folder: Path | None = None) -> None:
        super().__init__(parent)
        self._lists, self._folder = lists, folder or Path()
        self._mappings = [each.mapping for each in lists]
        self.setWindowTitle(self.tr("Columns of interface lists"))
        self.resize(roomy(900, 460))
        self.which = QComboBox(self)
        self.which.setAccessibleName(self.tr("List"))
        self.which.addItems([each.name for each in lists])
        self.table = QTableWidget(self)
        self.table.setObjectName("grid")
        self.table.setAccessibleName(self.tr("The list, with the meaning of each column above it"))
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.told = QLabel(self)
        self.told.setObjectName("muted")
        self.told.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel,
                                        self)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Read again"))
        self.load = self.buttons.addButton(self.tr("Open a mapping …"), QDialogButtonBox.ButtonRole.ActionRole)
        self.load.setToolTip(self.tr("Take what the columns mean from a file that was saved before"))
        self.load.clicked.connect(self._ask_load)
        self.save = self.buttons.addButton(self.tr("Save the mapping …"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setToolTip(self.tr("Keep what the columns mean, so that next month's list is read the same; also "
                                     "for --mapping on the command line"))
        self.save.clicked.connect(self._ask_save)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        for widget in (self.which, self.table, self.told, self.buttons):
            column.addWidget(widget)
        self.which.currentIndexChanged.connect(lambda _index: self._fill())
        self._fill()

    @property
    def mappings(self) -> tuple[ColumnMapping, ...]:
        """What the columns mean."""
        return tuple(each for each in self._mappings if each.has_ends)

    def _fill(self) -> None:
        at = self.which.currentIndex()
        shown, mapping = self._lists[at], self._mappings[at]
        meant = {choice.heading: choice.field for choice in mapping.choices}
        self.table.setColumnCount(len(shown.headings))
        self.table.setRowCount(len(shown.rows) + 2)
        for column, heading in enumerate(shown.headings):
            box = QuietCombo(self.table)
            box.setAccessibleName(self.tr("Meaning of {heading}").format(heading=heading))
            box.addItem(self.tr("leave out"), None)
            for field in Field:
                box.addItem(field_word(field), field)
            box.setCurrentIndex(max(0, box.findData(meant[heading])) if heading in meant else 0)
            box.currentIndexChanged.connect(lambda _index, heading=heading, box=box: self.mean(
                heading, box.currentData()))
            self.table.setCellWidget(0, column, box)
            self.table.setColumnWidth(column, with_text(150))
            for row, text in enumerate((heading, *(cells[column] for cells in shown.rows)), 1):
                self.table.setItem(row, column, QTableWidgetItem(text))
        self._tell()

    def mean(self, heading: str, field: Field | str | None) -> None:
        """Say what a column of the list in front means."""
        at = self.which.currentIndex()
        before = self._mappings[at]
        choices = tuple(choice for choice in before.choices if choice.heading != heading)
        left = tuple(each for each in before.left_out if each != heading)
        if field is None:
            self._mappings[at] = ColumnMapping(choices, (*left, heading), before.own)
        else:
            self._mappings[at] = ColumnMapping((*choices, Choice(heading, Field(field))), left, before.own)
        self._tell()

    def _tell(self) -> None:
        some = self._mappings[self.which.currentIndex()].has_ends
        self.told.setText(self.tr("Each row becomes an integration between the systems that it names.") if some else
                          self.tr("Say which columns name the two systems: source and target, or initiator and "
                                  "called side."))
        for button in (self.buttons.button(QDialogButtonBox.StandardButton.Ok), self.save):
            button.setEnabled(bool(self.mappings))

    def _ask_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the mapping"), str(self._folder / "mapping.yaml"),
                                              self.tr("Mappings (*.yaml *.yml)"))
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write what the columns mean to a file, as `d365arch discover --save-mapping` does."""
        try:
            write_mapping(path, self.mappings)
        except D365ArchError as error:
            questions.tell_error(self, self.tr("The mapping was not saved"), error.sentence)
            return
        self.told.setText(self.tr("Saved as {file}.").format(file=path.name))

    def _ask_load(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open a mapping"), str(self._folder),
                                              self.tr("Mappings (*.yaml *.yml)"))
        if name:
            self.load_from(Path(name))

    def load_from(self, path: Path) -> None:
        """Take what the columns mean from a saved file, for every list whose columns it knows."""
        try:
            known = read_mapping(path)
        except D365ArchError as error:
            questions.tell_error(self, self.tr("The mapping was not read"), error.sentence)
            return
        taken = 0
        for number, shown in enumerate(self._lists):
            made = next((made for each in known if (made := fitted(each, shown.headings)).has_ends), None)
            if made is not None:
                self._mappings[number] = made
                taken += 1
        self._fill()
        self.told.setText(self.tr("{file} says what the columns of {lists} mean.").format(
            file=path.name, lists=amount(taken, "list")))


def fitted(mapping: ColumnMapping, headings: Sequence[str]) -> ColumnMapping:
    """What a saved mapping says of a list with these headings, as far as the list has them."""
    meant = {plain_heading(choice.heading): choice.field for choice in mapping.choices}
    return ColumnMapping(
        tuple(Choice(heading, meant[plain]) for heading in headings if (plain := plain_heading(heading)) in meant),
        tuple(heading for heading in headings if plain_heading(heading) not in meant), mapping.own)
