"""Findings in groups by severity, what is not stated and what is waived apart, filtered by words and by elements."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from d365arch.analysis.finding import Finding
from d365arch.analysis.rulebook import rule_title
from d365arch.gui.editor import Editor
from d365arch.gui.language import translate
from d365arch.gui.style import Colors
from d365arch.model import Landscape
from d365arch.model.vocabulary import Severity

FINDING = Qt.ItemDataRole.UserRole + 1
ROW = Qt.ItemDataRole.UserRole + 2
Index = QModelIndex | QPersistentModelIndex

GROUPS: tuple[str, ...] = ("violation", "warning", "recommendation", "info", "unstated", "waived")
"""The groups in their order: four severities, what the file does not state, what somebody accepted."""

CLOSED = frozenset({"unstated", "waived"})
"""Groups that wait for a click at first: they are no verdicts on the landscape."""


def severity_color(severity: Severity, colors: Colors) -> str:
    """The color of a verdict."""
    return {Severity.VIOLATION: colors.bad, Severity.WARNING: colors.warn, Severity.INFO: colors.note,
            Severity.RECOMMENDATION: colors.good}.get(severity, colors.faint)


def group_of(finding: Finding) -> str:
    """The group that a finding is listed in."""
    return "waived" if finding.waiver else finding.severity.value


def group_title(group: str) -> str:
    """What a group is called."""
    return {
        "violation": translate("Findings", "Violations"), "warning": translate("Findings", "Warnings"),
        "recommendation": translate("Findings", "Recommendations"),
        "info": translate("Findings", "For information"), "unstated": translate("Findings", "Not stated"),
        "waived": translate("Findings", "Waived"),
    }[group]


def name_of(landscape: Landscape, element: str) -> str:
    """What an element of a finding is called; its id where the landscape has no other name for it."""
    known = landscape.system_by_id.get(element) or landscape.integration_by_id.get(element)
    if known is not None:
        return known.label
    owner, _, name = element.partition(".")
    system = landscape.system_by_id.get(owner)
    endpoint = system.endpoint(name) if system else None
    return f"{system.label}: {endpoint.name or endpoint.id}" if system and endpoint else element


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a group; `shown` of its `count` findings pass the filter."""

    group: str
    count: int
    shown: int
    is_open: bool


@dataclass(frozen=True)
class Line:
    """A finding with the words that a row shows above it; those of thousands are only made when somebody searches."""

    finding: Finding
    where: str
    landscape: Landscape

    @cached_property
    def words(self) -> str:
        """What a search looks through."""
        finding = self.finding
        names = (name_of(self.landscape, element) for element in finding.elements)
        return " ".join((finding.rule, rule_title(finding.rule), finding.severity.value, finding.message,
                         finding.advice, *names, *finding.elements)).casefold()


class FindingsModel(QAbstractListModel):
    """Headings and findings, gravest first; `findings` are all of the newest result, listed or not."""

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._findings: tuple[Finding, ...] = ()
        self._lines: dict[str, list[Line]] = {}
        self._rows: list[Heading | Line] = []
        self._text: tuple[str, ...] = ()
        self._only: frozenset[str] | None = None
        self._closed = set(CLOSED)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that the newest result says."""
        return self._findings

    @property
    def told(self) -> int:
        """How many verdicts there are: what is not stated and what is waived stands apart."""
        return sum(len(lines) for group, lines in self._lines.items() if group not in CLOSED)

    @property
    def is_filtered(self) -> bool:
        """Whether words or elements leave findings out."""
        return bool(self._text) or self._only is not None

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """List these."""
        if tuple(findings) == self._findings:
            return
        self._findings = tuple(findings)
        landscape = self._editor.workspace.landscape
        self._lines = {group: [] for group in GROUPS}
        for finding in self._findings:
            self._lines[group_of(finding)].append(_line(landscape, finding))
        self._list()

    def filter(self, text: str, only: Collection[str] | None = None) -> None:
        """List what has all these words, about one of these elements where some are given."""
        wanted = tuple(text.casefold().split()), None if only is None else frozenset(only)
        if wanted != (self._text, self._only):
            self._text, self._only = wanted
            self._list()

    def fold(self, group: str, *, closed: bool | None = None) -> None:
        """Open or close a group; without a wish, the other way round."""
        shut = group not in self._closed if closed is None else closed
        (self._closed.add if shut else self._closed.discard)(group)
        self._list()

    def row_of(self, finding: Finding) -> int:
        """The row of a finding, -1 where it is not listed."""
        key = finding.key
        return next((number for number, row in enumerate(self._rows)
                     if isinstance(row, Line) and row.finding.rule == finding.rule
                     and (row.finding is finding or (row.finding.key == key and row.finding == finding))), -1)

    def first_about(self, element: str) -> int:
        """The first row whose finding is about an element, its main element before others; -1 where none is."""
        along = -1
        for number, row in enumerate(self._rows):
            if isinstance(row, Line) and element in row.finding.elements:
                if row.finding.elements[0] == element:
                    return number
                along = along if along >= 0 else number
        return along

    def _passes(self, line: Line) -> bool:
        if self._only is not None and not self._only.intersection(line.finding.elements):
            return False
        return all(word in line.words for word in self._text)

    def _list(self) -> None:
        self.beginResetModel()
        self._rows = list(self._made())
        self.endResetModel()

    def _made(self) -> Iterator[Heading | Line]:
        for group, lines in self._lines.items():
            if not lines:
                continue
            shown = [line for line in lines if self._passes(line)] if self.is_filtered else lines
            if not shown:
                continue
            yield Heading(group, len(lines), len(shown), group not in self._closed)
            if group not in self._closed:
                yield from shown

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are, headings among them."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The row, its finding, its words; what assistive technology says of it."""
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if isinstance(row, Heading):
            return _of_heading(row, role)
        finding = row.finding
        if role == FINDING:
            return finding
        if role == Qt.ItemDataRole.DisplayRole:
            return finding.message
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole}:
            return f"{finding.severity.value} {finding.rule}: {finding.message} {finding.advice}"
        return None


def _of_heading(row: Heading, role: int) -> Any:
    if role == Qt.ItemDataRole.DisplayRole:
        return group_title(row.group)
    if role == Qt.ItemDataRole.AccessibleTextRole:
        state = translate("Findings", "open") if row.is_open else translate("Findings", "closed")
        return f"{group_title(row.group)}, {row.shown:,}, {state}"
    return None


def _line(landscape: Landscape, finding: Finding) -> Line:
    count = len(finding.elements)
    where = name_of(landscape, finding.elements[0]) if count else translate("Findings", "the landscape")
    if count > 1:
        where = translate("Findings", "{name} and {count} more").format(name=where, count=f"{count - 1:,}")
    return Line(finding, where, landscape)
