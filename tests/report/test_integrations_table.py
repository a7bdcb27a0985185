"""The interface catalog shows everything that is stated of an integration."""

from __future__ import annotations

from d365arch.analysis.analyze import analyze
from d365arch.catalog.load import load_catalog
from d365arch.io.files import read_text
from d365arch.report.make import make_report
from d365arch.report.sections.catalog import load_of

BARE = "d365arch: 1\nsystems: [{id: a}, {id: b}]\nintegrations:\n  - {id: i, from: a, to: b}\n"
LOADED = BARE.replace("to: b}", "to: b, owner: Lea, frequency: daily 02:00, latency: {required: 2 s}, "
                                "volume: {per_day: 8000, peak_per_hour: 1200}}")


def markdown(text: str) -> str:
    workspace, catalog = read_text(text, "f.yaml").workspace, load_catalog()
    return make_report(workspace, catalog, analyze(workspace, catalog), ".md").decode()


def test_load_and_owner_have_columns() -> None:
    told = markdown(LOADED)
    assert "| Load | Owner |" in told
    assert "| 8,000 a day, 1,200 in the peak hour, daily 02:00 | Lea |" in told


def test_what_else_is_stated_follows_in_small_print() -> None:
    stated = ("{id: i, from: a, to: b, identity: svc-a, delivery: at-least-once, "
              "latency: {required: 2 s, p95: 400 ms}, "
              "error_handling: {retry: true, dead_letter: orders-dlq, idempotent: false}, trigger: event, "
              "monitoring: {tool: Insights, alert: on-call}, batch: {records: 50}, protocol: SFTP}")
    told = markdown(BARE.replace("{id: i, from: a, to: b}", stated))
    for fact in ("Identity: svc-a", "Delivery: at-least-once", "Latency: within 2 s, p95 400 ms", "Trigger: event",
                 "Error handling: retry, dead letter: orders-dlq, no idempotent", "Protocol: SFTP",
                 "Monitoring: tool: Insights, alert: on-call", "Message: 50 in a batch"):
        assert fact in told
    assert "Identity" not in markdown(BARE).partition("## Assumptions")[0]


def test_load_of_nothing_is_nothing() -> None:
    assert load_of(read_text(BARE, "f.yaml").workspace.landscape.integrations[0]) == ""
