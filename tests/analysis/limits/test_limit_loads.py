"""Loads follow section 0 of the page of limits: what is stated wins, what is not is assumed and told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutabledict import immutabledict

from d365arch.analysis.limits.check import check_limits
from d365arch.analysis.limits.loads import loads_of
from d365arch.analysis.settings import settings_of
from d365arch.model import Endpoint, Integration, System, Volume
from d365arch.model.integration import Batch
from d365arch.model.landscape import Strategy
from d365arch.model.problems import ProblemsError
from d365arch.model.quantities import parse_frequency
from d365arch.model.vocabulary import DataFlow, Operation, Severity, Trigger
from tests.analysis.limits.build import calls, checks, facts_of, link, load_of, one, tenant

THREE_TIMES = "No peak is stated: 3 times the average is assumed."


@pytest.mark.parametrize(("volume", "messages", "assumed"), [
    (Volume(peak_5min=400, peak_per_hour=12, per_day=24), 400, ""),
    (Volume(peak_per_hour=1200, per_day=24), 100, ""),
    (Volume(per_hour=1200), 300, THREE_TIMES),
    (Volume(per_day=28_800), 300, THREE_TIMES),
])
def test_the_peak_of_five_minutes(volume: Volume, messages: float, assumed: str) -> None:
    found = load_of(calls(volume=volume)).messages
    assert found is not None
    assert found == (pytest.approx(messages), assumed)


def test_without_a_volume_nothing_is_made_up() -> None:
    load = load_of(calls())
    assert (load.messages, load.requests, load.busy_seconds, load.daily, load.hourly) == (None,) * 5


def test_requests_are_operations_over_the_batch_rounded_up() -> None:
    load = load_of(calls(volume=Volume(peak_5min=100, operations_per_message=5), batch=Batch(records=30)))
    assert load.requests is not None
    assert load.requests.value == 17


@given(n=st.integers(1, 100_000), c=st.integers(1, 20), b=st.integers(1, 1000))
def test_requests_for_whole_numbers(n: int, c: int, b: int) -> None:
    load = load_of(calls(volume=Volume(peak_5min=n, operations_per_message=c), batch=Batch(records=b)))
    assert load.requests is not None
    assert load.requests.value == -(-n * c // b)
    assert load.hourly_operations is not None
    assert load.hourly_operations.value == n * 12 * c


@given(st.builds(Volume, **{name: st.none() | st.floats(0, 1.7e308) for name in (
    "per_day", "per_hour", "peak_per_hour", "peak_5min", "per_run", "message_kb", "row_bytes",
    "operations_per_message", "rows_changed_by_plugins", "growth_per_year")}))
def test_no_volume_breaks_a_figure(volume: Volume) -> None:
    found = checks(facts_of(calls(volume=volume), calls("hook", "crm.hook", volume=volume), horizon=1e300,
                            tenant=tenant(d365_enterprise=1)))
    for check in found:
        assert 0 <= check.load < 1e40
        assert "nan" not in check.sentence
        assert "inf" not in check.sentence


def test_server_time_of_a_single_is_assumed_and_told() -> None:
    load = load_of(calls(peak_5min=100))
    assert load.request_seconds == (0.3, "0.3 s of server time for each request are assumed.")
    assert load.busy_seconds is not None
    assert load.busy_seconds.value == pytest.approx(30)
    assert "0.3 s of server time" in load.busy_seconds.assumed


def test_batching_does_not_hide_execution_time() -> None:
    single = load_of(calls(peak_5min=10_000))
    batched = load_of(calls(to="crm.batch", peak_5min=10_000, batch=Batch(records=100)))
    assert single.requests is not None
    assert batched.requests is not None
    assert single.requests.value == 100 * batched.requests.value
    assert single.busy_seconds is not None
    assert batched.busy_seconds is not None
    assert single.busy_seconds.value == pytest.approx(batched.busy_seconds.value)


def test_nothing_is_known_of_the_time_of_a_bulk_message() -> None:
    load = load_of(calls(to="crm.bulk", peak_5min=10_000, batch=Batch(records=100)))
    assert load.requests is not None
    assert load.request_seconds is None
    assert load.busy_seconds is None


def test_every_row_of_a_batch_and_what_plug_ins_change_counts_for_the_day() -> None:
    load = load_of(calls(to="crm.batch", volume=Volume(per_day=350_000, rows_changed_by_plugins=2),
                         batch=Batch(records=1000)))
    assert load.daily_operations is not None
    assert load.daily_operations.value == 1_050_000


def _run(frequency: str, **volume: float) -> Integration:
    return calls(to="crm.batch", trigger=Trigger.SCHEDULED, frequency=parse_frequency(frequency),
                 volume=Volume(**volume))


@pytest.mark.parametrize(("integration", "messages", "daily"), [
    (_run("daily 01:00", per_run=48_000), 1_000, 48_000),                          # four hours
    (_run("daily 01:00", per_run=48_000, peak_per_hour=24_000), 2_000, 48_000),    # two hours, as the peak says
    (_run("every 1 h", per_run=1_200), 100, 28_800),
    (_run("every 5 min", per_run=500), 500, 144_000),
    (_run("weekly", per_run=48_000), 1_000, 48_000),                               # the day on which it falls
])
def test_rows_of_a_run_within_its_window(integration: Integration, messages: float, daily: float) -> None:
    load = load_of(integration)
    assert load.messages is not None
    assert load.messages.value == pytest.approx(messages)
    assert load.daily is not None
    assert load.daily.value == pytest.approx(daily)
    assert load.rows_per_run is not None


def test_rows_that_are_read_come_in_pages() -> None:
    load = load_of(calls(to="erp.odata", data=DataFlow.PULL, operations=(Operation.READ,),
                         volume=Volume(per_run=1_200_000, peak_per_hour=1_200_000)))
    assert load.per_request.value == 10_000
    assert load.requests is not None
    assert load.requests.value == 10
    assert load.daily_operations is not None
    assert load.daily_operations.value == 120


def test_threads_count_where_they_are_more_than_littles_law_says() -> None:
    slow = load_of(calls(peak_5min=300, request_time=1.0))
    many = load_of(calls(peak_5min=300, request_time=1.0, parallelism=20))
    assert slow.concurrency is not None
    assert slow.concurrency.value == pytest.approx(1)
    assert many.concurrency is not None
    assert many.concurrency.value == 20


def test_what_is_switched_off_has_no_load() -> None:
    assert not loads_of(facts_of(calls(active=False, peak_5min=10)))


def test_who_reads_a_channel_gets_messages_as_large_as_they_are_brought() -> None:
    bus = System(id="hub", type="azure.service-bus", endpoints=(Endpoint(id="q", type="azure.service-bus-queue"),))
    loads = loads_of(facts_of(link("in", "shop", "hub.q", name="Orders", volume=Volume(message_kb=300)),
                              link("out", "erp", "hub.q", data=DataFlow.PULL), systems=(bus,)))
    assert loads["out"].payload_kb == (300, 'Messages are as large as "Orders" brings them.')


def test_what_is_assumed_is_a_setting() -> None:
    thresholds = immutabledict({"load.peak_factor": 6, "load.request_seconds": 0.1, "load.warn": "40%"})
    facts = facts_of(calls(identity="app", volume=Volume(per_hour=6_000)), strategy=Strategy(thresholds=thresholds))
    settings = settings_of(facts.landscape)
    load = loads_of(facts, settings)["calls"]
    assert load.messages == (3_000, "No peak is stated: 6 times the average is assumed.")
    assert load.request_seconds == (0.1, "0.1 s of server time for each request are assumed.")
    check = one(check_limits(facts, {"calls": load}, settings), "L-DV-01", "identity:app")
    assert (check.utilization, check.verdict) == (0.5, Severity.WARNING)


def test_a_misspelled_setting_is_told() -> None:
    facts = facts_of(strategy=Strategy(thresholds=immutabledict({"load.peek_factor": 2})))
    with pytest.raises(ProblemsError, match=r"load\.peak_factor"):
        settings_of(facts.landscape)


def test_threads_that_cannot_send_what_is_stated_are_told() -> None:
    load = load_of(calls(peak_5min=18_750, request_time=0.25, parallelism=8))
    told = "8 threads at 0.25 s a request send 9,600 requests in 5 minutes at most, so it takes longer than is stated."
    assert load.requests is not None
    assert (load.requests.value, told in load.requests.assumed) == (18_750, True)
    enough = load_of(calls(peak_5min=9_000, request_time=0.25, parallelism=8))
    assert enough.requests is not None
    assert "threads" not in enough.requests.assumed


def test_each_assumption_is_told_once_with_the_names_it_was_made_for() -> None:
    found = checks(facts_of(calls("a", identity="app", volume=Volume(per_hour=600)), calls("b", identity="app",
                                                                                           peak_5min=50)))
    assert one(found, "L-DV-02", "identity:app").assumptions == (
        "One web server of CRM is assumed.",
        '"a": No peak is stated: 3 times the average is assumed.',
        '"a" and "b": One operation for each message is assumed.',
        '"a" and "b": 0.3 s of server time for each request are assumed.')


@pytest.mark.parametrize(("runs", "an_hour"), [("every 15 min", 20_000), ("every 1 h", 5_000), ("every 2 h", 2_500)])
def test_all_runs_of_an_hour_count(runs: str, an_hour: float) -> None:
    load = load_of(_run(runs, per_run=5_000))
    assert load.hourly is not None
    assert load.hourly.value == pytest.approx(an_hour)
