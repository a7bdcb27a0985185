"""The report's table of integrations shows what is stated, and has no column for what nobody states."""

from __future__ import annotations

from d365arch.analysis.analyze import analyze
from d365arch.catalog.load import load_catalog
from d365arch.io.files import read_text
from d365arch.report.compose import load_of
from d365arch.report.make import make_report

BARE = "d365arch: 1\nsystems: [{id: a}, {id: b}]\nintegrations:\n  - {id: i, from: a, to: b}\n"
LOADED = BARE.replace("to: b}", "to: b, owner: Lea, frequency: daily 02:00, latency: {required: 2 s}, "
                                "volume: {per_day: 8000, peak_per_hour: 1200}}")


def markdown(text: str) -> str:
    workspace, catalog = read_text(text, "f.yaml").workspace, load_catalog()
    return make_report(workspace, catalog, analyze(workspace, catalog), ".md")


def test_load_answer_time_and_owner_are_told_where_stated() -> None:
    told = markdown(LOADED)
    assert "| Load | Answer within | Owner |" in told
    assert "| 8,000 a day, 1,200 in the peak hour, daily 02:00 | 2 s | Lea |" in told


def test_nothing_stated_has_no_column() -> None:
    told = markdown(BARE)
    assert "Answer within" not in told
    assert "Owner" not in told.split("All integrations", 1)[-1]


def test_load_of_nothing_is_nothing() -> None:
    assert load_of(read_text(BARE, "f.yaml").workspace.landscape.integrations[0]) == ""
