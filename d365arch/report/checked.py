"""One file checked: its problems, the findings of all rules with their places, the limits, and what is new of it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePath

from immutabledict import immutabledict

from d365arch.analysis.analyze import analyze
from d365arch.analysis.finding import Finding
from d365arch.analysis.help import card_ids, help_card, nearest
from d365arch.analysis.help_records import CardKind
from d365arch.analysis.help_rules import rule_ids
from d365arch.analysis.limits.licenses import check_licenses
from d365arch.analysis.limits.records import LimitCheck
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.settings import Settings
from d365arch.catalog.check import check_types
from d365arch.catalog.records import Catalog
from d365arch.errors import D365ArchError, Place, printable
from d365arch.io.files import OpenedFile, read_workspace
from d365arch.io.places import Places
from d365arch.model.problems import Gravity, Problem, ProblemsError
from d365arch.model.vocabulary import Severity
from d365arch.report.baseline import Compared, Entry, compare, entries_of
from d365arch.scene.theme import check_themes

NEAR = 0.7
"""Limits that are used to this share or more are told."""


@dataclass(frozen=True)
class Checked:
    """What was found in one file.

    `opened` is none where the file cannot be read, `result` none where it cannot be analyzed. `findings` are those
    asked for, gravest first, waived ones included. `compared` is there with a baseline.
    """

    path: Path
    opened: OpenedFile | None
    problems: tuple[Problem, ...]
    result: AnalysisResult | None = None
    findings: tuple[Finding, ...] = ()
    compared: Compared | None = None
    marks: Mapping[str, tuple[str, ...]] = immutabledict()
    """By rule or limit that is told: what warns that its facts are old, undated or not verified."""

    @property
    def has_errors(self) -> bool:
        """Whether the file cannot be used."""
        return self.opened is None or any(problem.gravity is Gravity.ERROR for problem in self.problems)

    @property
    def limits(self) -> tuple[LimitCheck, ...]:
        """All limits that something counts against."""
        return self.result.limits if self.result else ()

    @cached_property
    def places(self) -> Places | None:
        """Where elements stand in the file."""
        return Places(self.opened) if self.opened else None

    def place_of(self, finding: Finding) -> Place:
        """Where the first element of a finding is defined, else the beginning of the file."""
        return self.places.first(finding.elements) if self.places else Place(str(self.path), 1, 1)

    @property
    def active(self) -> tuple[Finding, ...]:
        """Findings that nobody waived."""
        return tuple(f for f in self.findings if f.waiver is None)

    def is_new(self, finding: Finding) -> bool:
        """Whether a finding is not in the baseline; without a baseline all are new."""
        return self.compared is None or finding in self.compared.new

    def entries(self, severity: Severity | None = None, *, new: bool = False) -> tuple[Entry, ...]:
        """What nobody waived, of one severity or of all, counted as people do: each element that does not state what a
        rule asks for is one. `new` leaves out what the baseline has."""
        found = (entry for f in self.active if severity in {None, f.severity} for entry in entries_of(f))
        return tuple(e for e in found if not new or self.compared is None or e in self.compared.entries)

    def fails(self, severity: Severity) -> bool:
        """Whether there is a new finding at least as grave that nobody waived."""
        grave = set(list(Severity)[: list(Severity).index(severity) + 1])
        return any(f.severity in grave and self.is_new(f) for f in self.active)


def check_file(
    path: Path, catalog: Catalog, *, today: datetime.date | None = None, rules: Collection[str] = (),
    baseline: frozenset[Entry] | None = None,
) -> Checked:
    """Everything wrong with one file, and what the rules say of it; `rules` are the only ones told, if any are named.

    A file that cannot be read or analyzed has problems that say so; nothing is raised for it.
    """
    try:
        opened = read_workspace(path)
    except ProblemsError as error:
        partial = error.partial
        if isinstance(partial, OpenedFile):
            return Checked(path, None, partial.warnings_with(_of_resources(partial, catalog)))
        return Checked(path, None, error.problems)
    except D365ArchError as error:
        return Checked(path, None, (Problem(error.sentence, place=error.place),))
    problems = opened.warnings_with(_of_resources(opened, catalog))
    if any(problem.gravity is Gravity.ERROR for problem in problems):
        return Checked(path, opened, problems)
    result = analyze(opened.workspace, catalog, today=today)
    found = tuple(f for f in result.findings if not rules or f.rule in rules)
    known = baseline if baseline is None or not rules else frozenset(e for e in baseline if e.rule in rules)
    return Checked(path, opened, problems, result, found, None if known is None else compare(found, known),
                   _marks(result, catalog, today))


def _marks(result: AnalysisResult, catalog: Catalog, today: datetime.date | None) -> Mapping[str, tuple[str, ...]]:
    rules, limits = {f.rule for f in result.findings}, {check.limit for check in result.limits}
    told = [(kind, card_id) for kind, ids in ((CardKind.RULE, rules), (CardKind.LIMIT, limits))
            for card_id in ids.intersection(card_ids(kind, catalog))]
    marks = ((card_id, help_card(kind, card_id, catalog, result.settings, today).marks) for kind, card_id in told)
    return immutabledict({card_id: lines for card_id, lines in marks if lines})


def _of_resources(opened: OpenedFile, catalog: Catalog) -> Sequence[Problem]:
    landscape = opened.workspace.landscape
    _, of_settings = Settings.read(landscape.strategy, landscape.system_by_id)
    return (*check_types(landscape, catalog), *check_themes(opened.workspace.views), *of_settings,
            *check_licenses(landscape))


def to_sarif(found: Sequence[Checked]) -> str:
    """Checked files as SARIF, with a line end."""
    from d365arch.report.sarif import Scanned, sarif_of

    return sarif_of([
        Scanned(PurePath(checked.path), checked.findings, checked.places.locate if checked.places else None,
                checked.is_new if checked.compared is not None else None, checked.problems,
                tuple(checked.result.broken_rules.values()) if checked.result else (), usable=not checked.has_errors)
        for checked in found])


def known_rule(name: str, catalog: Catalog) -> str:
    """The id of a rule, or of a limit that speaks for itself, as it is written in lists.

    Raises `D365ArchError` with the nearest known one.
    """
    known = (*rule_ids(), *catalog.limits)
    if name.upper() in known:
        return name.upper()
    if name in known:
        return name
    raise D365ArchError(f'There is no rule "{printable(name)}"{nearest(name, known) or "."} '
                        "docs/reference/rules.md lists them all.")
