"""Findings as SARIF 2.1.0, which code-scanning viewers open: rules with help, results with lines of the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from d365arch import __version__
from d365arch.analysis.finding import Finding
from d365arch.analysis.rulebook import coupling_rules, rule_title
from d365arch.errors import Place
from d365arch.model.vocabulary import Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note",
          Severity.RECOMMENDATION: "note", Severity.UNSTATED: "note"}
MOST_RELATED = 20

Locate = Callable[[str, str], Place | None]


def to_sarif(findings: Iterable[Finding], file: PurePath, locate: Locate | None = None) -> str:
    """The SARIF text of findings about a landscape file, with a line end.

    The file is named as `file` says, best relative to the root of the repository; of an absolute path only the name is
    told. `locate` tells where an element stands; without it findings are about the file as a whole.
    """
    found = tuple(findings)
    rules = sorted({f.rule for f in found})
    uri = uri_of(file)
    run = {
        "tool": {"driver": {
            "name": "d365arch", "version": __version__, "semanticVersion": _semantic(__version__),
            "rules": [_rule(rule, found) for rule in rules],
        }},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The root of the repository."}}},
        "artifacts": [{"location": {"uri": uri, "uriBaseId": "ROOT"}, "sourceLanguage": "yaml"}],
        "results": [_result(f, rules.index(f.rule), uri, locate) for f in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def uri_of(file: PurePath) -> str:
    """The relative URI of a file; absolute paths and paths out of the folder say no more than the name."""
    inside = not file.is_absolute() and ".." not in file.parts
    return quote(file.as_posix() if inside else file.name)


def _semantic(version: str) -> str:
    """The first three numbers of a version, as semantic versioning has them."""
    numbers = [part for part in version.partition("+")[0].split(".") if part.isdigit()][:3]
    return ".".join([*numbers, "0", "0"][:3])


def _rule(rule: str, findings: tuple[Finding, ...]) -> dict[str, Any]:
    text = coupling_rules().rules.get(rule)
    first = next(f for f in findings if f.rule == rule)
    title = rule_title(rule)
    severity = text.severity if text else first.severity
    source = (text.source if text else first.source) or "d365arch"
    help_text = f"{first.advice}\n\nSource: {source}"
    return {
        "id": rule, "name": "".join(word.capitalize() for word in title.replace("-", " ").split()),
        "shortDescription": {"text": title},
        "fullDescription": {"text": f"{title}. Source: {source}"},
        "help": {"text": help_text, "markdown": f"**Example of what to do:** {_plain(first.advice)}\n\n"
                                                f"Source: {_plain(source)}"},
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {"tags": ["integration", "architecture"], "problem.severity": _problem(severity)},
    }


def _plain(text: str) -> str:
    from d365arch.report.markdown import plain

    return plain(text)


def _problem(severity: Severity) -> str:
    """The word by which code scanning on GitHub ranks a rule."""
    return {"error": "error", "warning": "warning", "note": "recommendation"}[LEVELS[severity]]


def _result(finding: Finding, rule: int, uri: str, locate: Locate | None) -> dict[str, Any]:
    places = [(e, place) for e in finding.elements if locate and (place := _place(e, locate))]
    main = places[0][1] if places else Place("", 1, 1)
    result: dict[str, Any] = {
        "ruleId": finding.rule, "ruleIndex": rule, "level": LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.advice}"},
        "locations": [{
            "physicalLocation": _physical(main, uri),
            "logicalLocations": [{"name": e, "kind": "element"} for e in finding.elements[:1]],
        }],
        "partialFingerprints": {"d365archFinding/v1": _fingerprint(finding)},
        "properties": {"severity": finding.severity.value, "elements": list(finding.elements),
                       "figures": dict(sorted(finding.figures.items()))},
    }
    if len(places) > 1:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(place, uri), "message": {"text": element}}
            for number, (element, place) in enumerate(places[1:MOST_RELATED + 1], 1)]
    return result


def _place(element: str, locate: Locate) -> Place | None:
    return locate("system", element) or locate("integration", element)


def _physical(place: Place, uri: str) -> dict[str, Any]:
    return {"artifactLocation": {"uri": uri, "uriBaseId": "ROOT", "index": 0},
            "region": {"startLine": place.line, "startColumn": place.column}}


def _fingerprint(finding: Finding) -> str:
    """Stays the same while rule and elements do, wherever they stand in the file."""
    return hashlib.sha256(finding.key.encode()).hexdigest()[:32]
