"""The six reference landscapes: what they should make the rules tell comes out, and nothing plainly false besides."""

from __future__ import annotations

import importlib.util

import pytest

from tests.analysis.rules.oracle import ROOT, Outcome, checked, differences, explained, outcomes, why

PAGE = ROOT / "docs" / "expected-findings.md"


@pytest.mark.parametrize("outcome", outcomes(), ids=lambda o: f"{o.landscape}: {o.row}: {o.expected}")
def test_what_is_expected_is_told_or_the_difference_explained(outcome: Outcome) -> None:
    assert outcome.told is not None or why(outcome), "told of it: " + ", ".join(
        sorted({f["id"] for f in checked()[outcome.landscape]["findings"]}))


def test_every_explanation_is_of_a_difference_that_there_is() -> None:
    assert set(explained()) <= {o.key for o in differences()}


def test_no_rule_is_broken() -> None:
    assert {sample: result["broken_rules"] for sample, result in checked().items() if result["broken_rules"]} == {}


def test_the_page_is_in_step() -> None:
    spec = importlib.util.spec_from_file_location("make_expected", ROOT / "packaging" / "make_expected.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert PAGE.read_text(encoding="utf-8") == module.text(), "run make reference"
    assert PAGE.read_text(encoding="utf-8").count("\n| ") > len(outcomes())
