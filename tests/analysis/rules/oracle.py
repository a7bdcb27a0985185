"""Compares what `d365arch check` tells of the samples with what the reference landscapes expect, row by row."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import floor
from pathlib import Path
from typing import Any

import yaml

from d365arch.analysis.rules.texts import rule_texts

ROOT = Path(__file__).parents[3]
TABLE = Path(__file__).with_name("expected.yaml")
GRAVE = ("violation", "warning")
_EXPECTED = re.compile(r"(?P<id>\S+)(?: (?:(?P<severity>[a-z]+)|(?P<percent>\d+)%))?")


@dataclass(frozen=True)
class Outcome:
    """What became of one expectation: `told` says how it was met, none where it was not."""

    landscape: str
    row: str
    expected: str
    told: str | None

    @property
    def key(self) -> tuple[str, str, str]:
        """What an explanation is for."""
        return self.landscape, self.row, self.expected


@cache
def table() -> Mapping[str, Any]:
    """The expectations by sample."""
    plain: Mapping[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return plain


def why(outcome: Outcome) -> str | None:
    """Why the outcome is no fault: what `explained` says, or that a rule which sees the same cause stands for it."""
    if outcome.told is not None:
        return (f"{outcome.told} sees the same cause on the same interface and stands for "
                f"{outcome.expected.split(' ', 1)[0]}, so that nothing is told twice.")
    return explained().get(outcome.key)


def explained() -> dict[tuple[str, str, str], str]:
    """Why an outcome differs from the reference, by landscape, row and expectation."""
    return {(sample, row["row"], expected): why for sample, one in table().items() for row in one["rows"]
            for expected, why in row.get("explained", {}).items()}


@cache
def checked() -> Mapping[str, Mapping[str, Any]]:
    """What the command tells of each sample, in a process of its own."""
    files = [f"samples/{sample}.yaml" for sample in table()]
    command = [sys.executable, "-m", "d365arch", "check", *files, "--json", "--today", "2026-11-23"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return {Path(file["file"]).stem: file["result"] for file in json.loads(done.stdout)["files"]}


def outcomes() -> list[Outcome]:
    """Every expectation with what became of it."""
    return [outcome for sample, one in table().items() for row in one["rows"] for outcome in _row(sample, row)]


def differences() -> list[Outcome]:
    """Expectations that were not met word by word."""
    return [o for o in outcomes() if o.told is None or o.told != o.expected.split(" ", 1)[0]]


def _row(sample: str, row: Mapping[str, Any]) -> Iterator[Outcome]:
    result, on = checked()[sample], row["of"]
    for expected in row.get("expect", ()):
        yield Outcome(sample, row["row"], expected, _met(result, set(on), expected))
    for expected in row.get("each", ()):
        for element in on:
            yield Outcome(sample, row["row"], f"{expected} on {element}", _met(result, {element}, expected))
    if row.get("fine"):
        for element in on:
            yield from _besides(sample, row["row"], f"fine: {element}",
                                [f for f in result["findings"] if _spoils(f, element)])
    if "clean" in row:
        yield from _besides(sample, row["row"], f"no {row['clean']}",
                            [f for f in result["findings"] if f["severity"] == row["clean"]])
    for unwanted in row.get("none", ()):
        about = [f for f in result["findings"] if f["id"] == unwanted and f["severity"] in GRAVE
                 and (not on or set(on) & set(f["elements"]))]
        yield from _besides(sample, row["row"], f"no {unwanted}", about)


def _spoils(finding: Mapping[str, Any], element: str) -> bool:
    return (finding["severity"] in GRAVE and finding["elements"][:1] == [element]
            and not finding["id"].startswith("P-") and finding["waiver"] is None)


def _besides(sample: str, row: str, expected: str, unwanted: list[Mapping[str, Any]]) -> Iterator[Outcome]:
    """One outcome for each finding that should not be there, or one that all is well."""
    for rule in sorted({f["id"] for f in unwanted}):
        yield Outcome(sample, row, f"{expected}, but {rule}", None)
    if not unwanted:
        yield Outcome(sample, row, expected, expected.split(" ", 1)[0])


def _met(result: Mapping[str, Any], on: set[str], expected: str) -> str | None:
    """The id that tells what is expected: itself, or a rule that stands for it; none where nothing does."""
    match = _EXPECTED.fullmatch(expected)
    assert match, expected
    wanted, severity, percent = match["id"], match["severity"], match["percent"]
    if wanted.startswith("L-"):
        about = [c for c in result["limits"] if c["limit"] == wanted and (not on or on & {c["on"], *c["contributors"]})]
        if severity:
            about = [c for c in about if c["verdict"] == severity]
        if percent:
            about = [c for c in about if floor(c["utilization"] * 100 + 0.5) == int(percent)]
        return wanted if about else None
    text = rule_texts().get(wanted)
    for rule in (wanted, *(text.told_by if text else ())):
        if any(f["id"] == rule and (not on or on & set(f["elements"])) and severity in {None, f["severity"]}
               for f in result["findings"]):
            return rule
    return None
