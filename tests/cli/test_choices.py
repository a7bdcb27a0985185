"""Options of closed words: a wrong one is told in plain words with the list and what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from d365arch.cli.main import run

NORTHWIND = str(Path(__file__).parents[2] / "samples" / "northwind-as-is.yaml")


@pytest.mark.parametrize(("arguments", "told"), [
    (["check", "f.yaml", "--fail-on", "warn"], '"warn" is none of error, violation, warning, info, recommendation, '
                                               'unstated; did you mean "warning"?'),
    (["analyze", "f.yaml", "--fail-on", "errors"], '; did you mean "violation"?'),
    (["compare", "f.yaml", "g.yaml", "--fail-on", "costs"], '; did you mean "cost"?'),
    (["catalog", "--kind", "hub"], '"hub" is none of endpoints, systems, hubs; did you mean "hubs"?'),
    (["export", "f.yaml", "-o", "x.svg", "--perspective", "team"], '; did you mean "owner"?'),
    (["export", "f.yaml", "-o", "x.svg", "--line-width", "load"], '"load" is none of plain, volume'),
])
def test_a_wrong_word_is_told_with_the_known_ones(capsys, arguments, told):
    assert run(arguments) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "<" not in said


def test_findings_is_another_name_of_the_perspective_severity(tmp_path):
    for name in ("findings", "severity"):
        assert run(["export", NORTHWIND, "-o", str(tmp_path / f"{name}.svg"), "--perspective", name]) == 0
    assert (tmp_path / "findings.svg").read_bytes() == (tmp_path / "severity.svg").read_bytes()
