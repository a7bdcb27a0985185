"""Drift as text for a terminal, as JSON for scripts and as SARIF for code scanning."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any

from d365arch.discovery.drift_records import Comparison, Difference, DifferenceKind, ElementKind, NotCompared
from d365arch.discovery.records import NotRead
from d365arch.errors import Place, printable
from d365arch.io.sarif_frame import log_text, physical, run_of, uri_of
from d365arch.model import Evidence
from d365arch.model.wording import counted

Locate = Callable[[str, str], Place | None]
"""Kind and id of an element to its place in the landscape file."""

_MOST_PLACES = 3
_MOST_FILES = 5
_HEADS = {
    DifferenceKind.NOT_DRAWN: "Found, not drawn", DifferenceKind.NOT_FOUND: "Drawn, not found",
    DifferenceKind.DIFFERS: "Stated otherwise",
}
_RULES = {
    DifferenceKind.NOT_DRAWN: (
        "drift-not-drawn", "Found, not drawn", "warning",
        "Artefacts of the organization hold an integration or a system that the landscape does not have.",
        "Take it over with discover --into, or name it under not_wanted in the landscape."),
    DifferenceKind.NOT_FOUND: (
        "drift-not-found", "Drawn, not found", "note",
        "The landscape has an element that none of the artefacts read names.",
        "Read the artefact that holds it as well, or remove it where it is gone."),
    DifferenceKind.DIFFERS: (
        "drift-differs", "Stated otherwise", "warning",
        "Landscape and artefacts state one fact of an integration differently.",
        "Correct the landscape, or the integration where the landscape says what was decided."),
}


def drift_text(compared: Comparison, locate: Locate, most: int | None = 20) -> str:
    """The differences for a terminal: counts first, then sentences with places, `most` of each kind.

    What could not be compared is told last.
    """
    differences, missed = compared
    if not differences:
        same = "in what was compared." if missed else "the landscape and the artefacts say the same."
        return f"No differences{' ' if missed else ': '}{same}\n" + _missed_text(missed)
    counts = Counter(one.kind for one in differences)
    lines = [f"{counted(len(differences), 'difference')}: "
             + ", ".join(f"{counts[kind]:,} {head.lower()}" for kind, head in _HEADS.items() if counts[kind])]
    for kind, head in _HEADS.items():
        told = [one for one in differences if one.kind is kind]
        if not told:
            continue
        lines += ["", head]
        for one in told[:most]:
            place = locate(one.element_kind.value, one.element_id) if kind is not DifferenceKind.NOT_DRAWN else None
            lines.append(f"  {f'{place}: ' if place else ''}{one.sentence}")
            lines += [f"      {_where(evidence)}" for evidence in one.evidence[:_MOST_PLACES]]
        if most is not None and len(told) > most:
            lines.append(f"  and {len(told) - most:,} more; --all tells them.")
    return "\n".join(lines) + "\n" + _missed_text(missed)


def _missed_text(missed: Sequence[NotCompared]) -> str:
    """What was not compared and why; nothing where all was."""
    lines = []
    for why, is_unreadable in (("that could not be read whole", True), ("that were not among the paths", False)):
        alike = [one for one in missed if one.is_unreadable is is_unreadable]
        if alike:
            files = list(dict.fromkeys(file for one in alike for file in one.files))
            more = f" and {len(files) - _MOST_FILES:,} more" if len(files) > _MOST_FILES else ""
            verb = "rests" if len(alike) == 1 else "rest"
            lines.append(f"Not compared: {counted(len(alike), 'drawn integration')}, which {verb} on artefacts {why}: "
                         f"{', '.join(printable(file, 300) for file in files[:_MOST_FILES])}{more}.")
    return "\n" + "\n".join(lines) + "\n" if lines else ""


def _where(evidence: Evidence) -> str:
    place = f", {printable(evidence.place, 200)}" if evidence.place else ""
    return f"{printable(evidence.file, 300)}{place}"


def drift_json(name: str, compared: Comparison, locate: Locate, not_read: Sequence[NotRead] = ()) -> str:
    """The differences and what could not be compared or read as JSON, with a line end."""
    counts = Counter(one.kind for one in compared.differences)
    return json.dumps({
        "landscape": name,
        "counts": {kind.value: counts[kind] for kind in DifferenceKind},
        "differences": [_tree(one, locate) for one in compared.differences],
        "not_compared": [{"id": one.id, "name": one.name, "files": list(one.files),
                          "reason": "not read whole" if one.is_unreadable else "not among the paths"}
                         for one in compared.not_compared],
        "not_read": [{"file": one.file, "reason": one.reason} for one in not_read],
    }, indent=2, ensure_ascii=False) + "\n"


def _tree(one: Difference, locate: Locate) -> dict[str, Any]:
    place = _place(one, locate)
    return {
        "kind": one.kind.value, "element": one.element_kind.value, "id": one.element_id, "name": one.name,
        "fact": one.fact or None, "drawn": one.drawn or None, "found": one.found or None, "sentence": one.sentence,
        "line": place.line if place else None,
        "evidence": [{"file": each.file, "place": each.place, "confidence": each.confidence} for each in one.evidence],
    }


def _place(one: Difference, locate: Locate) -> Place | None:
    if one.kind is not DifferenceKind.NOT_DRAWN:
        return locate(one.element_kind.value, one.element_id)
    # What is not drawn is told where it would be seen: at a system it starts from or leads to.
    return next((place for system in one.near if (place := locate(ElementKind.SYSTEM.value, system))), None)


def drift_sarif(file: PurePath, compared: Comparison, locate: Locate, not_read: Sequence[NotRead] = ()) -> str:
    """The differences as SARIF 2.1.0, with a line end; of what is missing in the landscape the place is next to it.

    What could not be read or compared are notifications of the run.
    """
    differences, missed = compared
    told = [*(f"{one.file}: {one.reason}" for one in not_read), *filter(None, _missed_text(missed).split("\n"))]
    kinds = [kind for kind in _RULES if any(one.kind is kind for one in differences)]
    uri = uri_of(file)
    return log_text(run_of([_rule(kind) for kind in kinds], [uri],
                           [_result(one, kinds.index(one.kind), uri, locate) for one in differences],
                           invocations=[{
                               "executionSuccessful": not any(one.is_unreadable for one in missed),
                               "toolExecutionNotifications": [
                                   {"level": "warning", "message": {"text": sentence}} for sentence in told],
                           }]))


def _rule(kind: DifferenceKind) -> dict[str, Any]:
    rule, title, level, what, advice = _RULES[kind]
    return {
        "id": rule, "name": "".join(word.capitalize() for word in rule.split("-")),
        "shortDescription": {"text": title}, "fullDescription": {"text": what},
        "help": {"text": f"{what}\n\nWhat to do: {advice}", "markdown": f"{what}\n\n**What to do:** {advice}"},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["integration", "architecture", "drift"]},
    }


def _result(one: Difference, rule: int, uri: str, locate: Locate) -> dict[str, Any]:
    key = "|".join((one.kind, one.element_kind, one.element_id, one.fact))
    return {
        "ruleId": _RULES[one.kind][0], "ruleIndex": rule, "level": _RULES[one.kind][2],
        "message": {"text": " ".join((one.sentence, *(f"Seen in {_where(each)}." for each in one.evidence[:1])))},
        "locations": [{
            "physicalLocation": physical(_place(one, locate) or Place("", 1, 1), uri, 0),
            "logicalLocations": [{"name": one.element_id or one.name, "kind": one.element_kind.value}],
        }],
        "partialFingerprints": {"d365archDrift/v1": hashlib.sha256(key.encode()).hexdigest()[:32]},
        "properties": {"fact": one.fact, "drawn": one.drawn, "found": one.found},
    }
