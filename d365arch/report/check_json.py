"""A checked file as JSON: stable, sorted, versioned; described in docs/checks.md and docs/check.schema.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from d365arch.analysis.finding import Finding
from d365arch.analysis.flows import Network
from d365arch.analysis.limits.records import LimitCheck
from d365arch.analysis.rulebook import rule_title
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.errors import Place
from d365arch.model.problems import Problem
from d365arch.model.vocabulary import Severity
from d365arch.report.checked import Checked

SCHEMA = 1
"""Version of the JSON."""

FINE = "ok"
"""The verdict of a limit that is kept."""


def to_json(found: Sequence[Checked], catalog: Catalog) -> str:
    """The JSON text of checked files, with a line end.

    What was found in one file stands at the top; of several files it stands in `result` of each.
    """
    files = [_file(checked) for checked in found]
    plain: dict[str, Any] = {"schema": SCHEMA, "files": files}
    if len(found) == 1:
        plain |= {"problems": files[0]["problems"]} | _result(found[0], catalog)
    else:
        for file, checked in zip(files, found, strict=True):
            file["result"] = _result(checked, catalog)
    return json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _file(checked: Checked) -> dict[str, Any]:
    landscape = checked.opened.workspace.landscape if checked.opened else None
    return {
        "file": str(checked.path),
        "readable": landscape is not None,
        "systems": len(landscape.systems) if landscape else None,
        "integrations": len(landscape.integrations) if landscape else None,
        "problems": [_problem(problem) for problem in checked.problems],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "gravity": problem.gravity.value,
        "sentence": problem.sentence,
        "line": problem.place.line if problem.place else None,
        "column": problem.place.column if problem.place else None,
        "path": list(problem.path),
    }


def _result(checked: Checked, catalog: Catalog) -> dict[str, Any]:
    counts = {severity.value: len(checked.entries(severity)) for severity in Severity}
    counts["unstated_findings"] = sum(f.severity is Severity.UNSTATED for f in checked.active)
    compared = checked.compared
    return {
        "counts": counts | {"waived": len(checked.findings) - len(checked.active)},
        "findings": [_finding(checked, finding, catalog) for finding in checked.findings],
        "limits": [_limit(checked, check) for check in checked.limits],
        "integrations": _integrations(checked, catalog),
        "baseline": None if compared is None else {
            "new": len(checked.entries(new=True)),
            "fixed": [{"rule": entry.rule, "elements": list(entry.elements)} for entry in compared.fixed],
        },
        "broken_rules": dict(sorted(checked.result.broken_rules.items())) if checked.result else {},
    }


def _finding(checked: Checked, finding: Finding, catalog: Catalog) -> dict[str, Any]:
    waiver, limit = finding.waiver, catalog.limits.get(finding.rule)
    return {
        "id": finding.rule, "title": limit.title if limit else rule_title(finding.rule),
        "severity": finding.severity.value,
        "elements": list(finding.elements), "message": finding.message, "advice": finding.advice,
        "source": finding.source, "place": _place(checked.place_of(finding)),
        "figures": dict(sorted(finding.figures.items())), "marks": list(checked.marks.get(finding.rule, ())),
        "waiver": waiver and {"owner": waiver.owner, "reason": waiver.reason,
                              "until": waiver.until.isoformat() if waiver.until else None},
        "new": checked.is_new(finding) if checked.compared is not None else None,
    }


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}


def _limit(checked: Checked, check: LimitCheck) -> dict[str, Any]:
    return {
        "limit": check.limit, "on": check.on, "load": check.load, "allowed": check.allowed, "unit": check.unit,
        "utilization": check.utilization, "verdict": check.verdict.value if check.verdict else FINE,
        "binding": check.binding, "assumptions": list(check.assumptions), "contributors": list(check.contributors),
        "at_horizon": check.at_horizon, "sentence": check.sentence,
        "marks": list(checked.marks.get(check.limit, ())),
    }


def _integrations(checked: Checked, catalog: Catalog) -> list[dict[str, Any]]:
    """All integrations by id, switched-off ones too; those have no class, because nothing is computed of them."""
    if checked.opened is None:
        return []
    landscape = checked.opened.workspace.landscape
    facts = Facts(landscape, catalog)
    network: Network | None = checked.result.network if checked.result else None
    classes = {link.id: link.cls.value for link in network.connections} if network else {}
    found = []
    for i in sorted(landscape.integrations, key=lambda i: i.id):
        timing = facts.timing(i)
        found.append({"id": i.id, "direction": facts.direction(i).value, "timing": timing.value if timing else None,
                      "class": classes.get(i.id)})
    return found
