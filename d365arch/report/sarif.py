"""Findings as SARIF 2.1.0, which code-scanning viewers open: rules with help, results with lines of the file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import PurePath
from typing import Any, NamedTuple

from d365arch.analysis.finding import Finding
from d365arch.analysis.help import card_ids, help_card
from d365arch.analysis.help_records import CardKind, HelpCard
from d365arch.catalog.load import own_catalog
from d365arch.errors import Place
from d365arch.io.sarif_frame import log_text, physical, run_of, uri_of
from d365arch.model.problems import Gravity, Problem
from d365arch.model.vocabulary import Severity

LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note",
          Severity.RECOMMENDATION: "note", Severity.UNSTATED: "note"}
MOST_RELATED = 20

Locate = Callable[[str, str], Place | None]


@dataclass(frozen=True, slots=True)
class Scanned:
    """The findings about one landscape file.

    `locate` tells where an element stands; without it findings are about the file as a whole. `is_new` tells what a
    baseline does not have; `problems` are those of the file itself, `broken` sentences on rules that failed.
    """

    file: PurePath
    findings: Sequence[Finding]
    locate: Locate | None = None
    is_new: Callable[[Finding], bool] | None = None
    problems: Sequence[Problem] = ()
    broken: Sequence[str] = ()
    usable: bool = True


def to_sarif(findings: Iterable[Finding], file: PurePath, locate: Locate | None = None) -> str:
    """The SARIF text of findings about a landscape file, with a line end.

    The file is named as `file` says, best relative to the root of the repository; of an absolute path only the name is
    told. `locate` tells where an element stands; without it findings are about the file as a whole.
    """
    return sarif_of([Scanned(file, tuple(findings), locate)])


def sarif_of(scanned: Sequence[Scanned]) -> str:
    """The SARIF text of findings about several files, as one run, with a line end."""
    rules = sorted({f.rule for one in scanned for f in one.findings})
    uris = [uri_of(one.file) for one in scanned]
    run = run_of(
        [_rule(rule, [f for one in scanned for f in one.findings if f.rule == rule]) for rule in rules], uris,
        [_result(f, rules.index(f.rule), _Artifact(uri, list(dict.fromkeys(uris)).index(uri)), one)
         for one, uri in zip(scanned, uris, strict=True) for f in one.findings])
    if any(one.problems or one.broken for one in scanned):
        run["invocations"] = [{
            "executionSuccessful": all(one.usable for one in scanned),
            "toolExecutionNotifications": [note for one, uri in zip(scanned, uris, strict=True)
                                           for note in _notifications(one, uri, list(dict.fromkeys(uris)).index(uri))],
        }]
    return log_text(run)


class _Artifact(NamedTuple):
    """A file among the artifacts of the run."""

    uri: str
    at: int


def _notifications(one: Scanned, uri: str, index: int) -> list[dict[str, Any]]:
    """What is wrong with a file itself, and rules that failed."""
    told = [{"level": "error" if p.gravity is Gravity.ERROR else "warning", "message": {"text": p.sentence},
             "locations": [{"physicalLocation": _physical(p.place or Place("", 1, 1), _Artifact(uri, index))}]}
            for p in one.problems]
    return [*told, *({"level": "error", "message": {"text": sentence}} for sentence in one.broken)]


@cache
def _card(rule: str) -> HelpCard | None:
    """The help card of a rule, or of the limit that a finding is called after; ages are not told here."""
    catalog = own_catalog()
    kind = next((k for k in (CardKind.RULE, CardKind.LIMIT) if rule in card_ids(k, catalog)), None)
    return help_card(kind, rule, catalog, today=date.min.replace(year=3)) if kind else None


def _rule(rule: str, findings: Sequence[Finding]) -> dict[str, Any]:
    first = findings[0]
    card = _card(rule)
    title = card.title if card else rule
    severity = min((f.severity for f in findings), key=list(Severity).index)
    source = first.source or (card.sources[0].title if card and card.sources else "d365arch")
    what = f"{card.what} {card.why}".strip() if card else title
    help_text = f"{what}\n\nExample of what to do: {first.advice}\n\nSource: {source}"
    return {
        "id": rule, "name": "".join(word.capitalize() for word in title.replace("-", " ").split()),
        "shortDescription": {"text": title},
        "fullDescription": {"text": f"{what} Source: {source}"},
        "help": {"text": help_text, "markdown": f"{_plain(what)}\n\n**Example of what to do:** {_plain(first.advice)}"
                                                f"\n\nSource: {_plain(source)}"},
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {"tags": ["integration", "architecture"], "problem.severity": _problem(severity)},
    }


def _plain(text: str) -> str:
    from d365arch.report.markdown import plain

    return plain(text)


def _problem(severity: Severity) -> str:
    """The word by which code scanning on GitHub ranks a rule."""
    return {"error": "error", "warning": "warning", "note": "recommendation"}[LEVELS[severity]]


def _result(finding: Finding, rule: int, artifact: _Artifact, one: Scanned) -> dict[str, Any]:
    locate = one.locate
    places = [(e, place) for e in finding.elements if locate and (place := _place(e, locate))]
    main = places[0][1] if places else Place("", 1, 1)
    result: dict[str, Any] = {
        "ruleId": finding.rule, "ruleIndex": rule, "level": LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.advice}"},
        "locations": [{
            "physicalLocation": _physical(main, artifact),
            "logicalLocations": [{"name": e, "kind": "element"} for e in finding.elements[:1]],
        }],
        "partialFingerprints": {"d365archFinding/v1": _fingerprint(finding)},
        "properties": {"severity": finding.severity.value, "elements": list(finding.elements),
                       "figures": dict(sorted(finding.figures.items()))},
    }
    if len(places) > 1:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(place, artifact), "message": {"text": element}}
            for number, (element, place) in enumerate(places[1:MOST_RELATED + 1], 1)]
    if one.is_new is not None:
        result["baselineState"] = "new" if one.is_new(finding) else "unchanged"
    if (waiver := finding.waiver) is not None:
        until = f" (until {waiver.until})" if waiver.until else ""
        result["suppressions"] = [{"kind": "inSource", "status": "accepted",
                                   "justification": f"{waiver.owner or 'the strategy'}: {waiver.reason}{until}"}]
    return result


def _place(element: str, locate: Locate) -> Place | None:
    return locate("system", element) or locate("integration", element)


def _physical(place: Place, artifact: _Artifact) -> dict[str, Any]:
    return physical(place, artifact.uri, artifact.at)


def _fingerprint(finding: Finding) -> str:
    """Stays the same while rule, elements and aspect do, wherever they stand in the file."""
    return hashlib.sha256(finding.key.encode()).hexdigest()[:32]
