"""What two landscapes both tell is neither gone nor new, whatever shares its rule and elements."""

from __future__ import annotations

from dataclasses import replace

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.finding import Finding
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_text
from d365arch.model.vocabulary import Severity
from d365arch.whatif.compare import Comparison, compared

PAIR = "d365arch: 1\nsystems: [{id: a}, {id: b}]\nintegrations: [{id: i, from: a, to: b}]\n"


def compared_findings(before: list[Finding], after: list[Finding]) -> Comparison:
    result = analyze(read_text(PAIR, "pair.yaml").workspace, own_catalog())
    return compared(replace(result, findings=tuple(before)), replace(result, findings=tuple(after)))


def found(rule: str, *elements: str, message: str = "", aspect: str = "",
          severity: Severity = Severity.WARNING) -> Finding:
    return Finding(rule=rule, severity=severity, message=message, advice="", elements=elements, aspect=aspect)


@pytest.mark.parametrize(("before", "after"), [
    ([found("L-FO-06", "i", aspect="i/rows", message="200%"), found("L-FO-06", "i", aspect="i/operations an hour")],
     [found("L-FO-06", "i", aspect="i/operations an hour"), found("L-FO-06", "i", aspect="i/rows", message="150%")]),
    ([found("R-101", "i", message="one"), found("R-101", "i", message="two")],
     [found("R-101", "i", message="two"), found("R-101", "i", message="one")]),
    ([found("A-01", "a")], [found("A-01", "b")]),
    ([found("P-401")], [found("P-401", message="fewer")]),
    ([found("P-109", "i", severity=Severity.UNSTATED), found("P-109", "a", "b", aspect="nowhere",
                                                              severity=Severity.UNSTATED)],
     [found("P-109", "b", severity=Severity.UNSTATED), found("P-109", "b", "a", aspect="nowhere",
                                                              severity=Severity.UNSTATED)]),
])
def test_unchanged_faults_are_neither_gone_nor_new(before: list[Finding], after: list[Finding]) -> None:
    comparison = compared_findings(before, after)
    assert (comparison.findings_gone, comparison.findings_new) == ((), ())
    assert all(pair.before.aspect == pair.after.aspect for pair in comparison.findings_kept)


def test_another_fault_on_the_same_element_is_new() -> None:
    comparison = compared_findings([found("R-101", "i")], [found("R-102", "i")])
    assert [f.rule for f in comparison.findings_gone] == ["R-101"]
    assert [f.rule for f in comparison.findings_new] == ["R-102"]
