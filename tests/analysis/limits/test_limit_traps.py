"""The traps: what a quick look at the limits gets wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from immutabledict import immutabledict

from d365arch.model import Endpoint, System, Volume
from d365arch.model.integration import Batch
from d365arch.model.quantities import parse_frequency
from d365arch.model.vocabulary import DataFlow, FlowProfile, Role, Severity, Style, Trigger
from tests.analysis.limits.build import (
    CRM,
    ERP,
    calls,
    checks,
    environment,
    facts_of,
    link,
    of_limit,
    one,
    tenant,
)

# --- Dataverse: by identity and by server ---

def test_each_identity_has_its_own_allowance() -> None:
    shared = checks(facts_of(calls("a", peak_5min=4_000, identity="app"), calls("b", peak_5min=4_000, identity="app")))
    split = checks(facts_of(calls("a", peak_5min=4_000, identity="one"), calls("b", peak_5min=4_000, identity="two")))
    assert one(shared, "L-DV-01", "identity:app").verdict is Severity.VIOLATION
    assert [one(split, "L-DV-01", f"identity:{n}").verdict for n in ("one", "two")] == [None, None]


def test_each_web_server_has_its_own_allowance() -> None:
    fine = checks(facts_of(calls(peak_5min=10_000, identity="app", request_time=0.1),
                           systems=(replace(CRM, servers=3),)))
    check = one(fine, "L-DV-01", "identity:app")
    assert (check.allowed, check.verdict) == (18_000, None)
    assert any("affinity cookie" in a for a in check.assumptions)
    alone = one(checks(facts_of(calls(peak_5min=10_000, identity="app"))), "L-DV-01", "identity:app")
    assert alone.allowed == 6_000
    assert "One web server of CRM is assumed." in alone.assumptions


@pytest.mark.parametrize(("seconds", "binds"), [(0.1, "L-DV-01"), (0.19, "L-DV-01"), (0.21, "L-DV-02"),
                                                 (0.5, "L-DV-02"), (5.0, "L-DV-02")])
def test_execution_time_binds_above_a_fifth_of_a_second(seconds: float, binds: str) -> None:
    found = checks(facts_of(calls(peak_5min=3_000, identity="app", request_time=seconds)))
    assert [c.limit for c in found if c.on == "identity:app" and c.binding] == [binds]


@pytest.mark.parametrize(("seconds", "most"), [(0.1, 6_000), (0.2, 6_000), (0.3, 4_000), (0.5, 2_400), (1, 1_200),
                                                (2, 600), (5, 240)])
def test_the_table_of_what_an_identity_can_send(seconds: float, most: int) -> None:
    def worst(requests: int) -> float:
        found = checks(facts_of(calls(peak_5min=requests, identity="app", request_time=float(seconds))))
        return max(c.utilization for c in found if c.on == "identity:app")

    assert worst(most) <= 1 + 1e-9
    assert worst(most + 1) > 1


def test_where_no_identity_is_stated_both_readings_are_told() -> None:
    found = checks(facts_of(calls("a", peak_5min=4_000), calls("b", peak_5min=4_000)))
    each = one(found, "L-DV-01", "a")
    assert each.verdict is None
    assert "No identity is stated: one of its own is assumed." in each.assumptions
    shared = one(found, "L-DV-01", "identity:unstated:crm")
    assert (shared.load, shared.verdict) == (8_000, Severity.INFO)
    assert "would send 8,000 requests" in shared.sentence


def test_the_same_identity_in_two_environments_is_counted_in_each() -> None:
    other = replace(CRM, id="crm-two", name="CRM two")
    found = checks(facts_of(calls("a", peak_5min=4_000, identity="app"),
                            calls("b", "crm-two.api", peak_5min=4_000, identity="app"), systems=(other,)))
    assert [c.load for c in of_limit(found, "L-DV-01") if c.on.startswith("identity:app@")] == [4_000, 4_000]


def test_an_identity_that_searches_two_environments_is_counted_in_each() -> None:
    other = replace(CRM, id="crm-two", name="CRM two")
    found = checks(facts_of(calls("a", "crm.search", peak_5min=200, identity="app"),
                            calls("b", "crm-two.search", peak_5min=250, identity="app"), systems=(other,)))
    assert {c.on: c.load for c in of_limit(found, "L-DV-11") if c.on.startswith("identity")} == {
        "identity:app@crm": 40, "identity:app@crm-two": 50}


def test_systems_of_one_environment_share_it() -> None:
    two = (replace(CRM, zone="prod"), replace(CRM, id="sales", name="Sales", zone="prod", endpoints=CRM.endpoints[:2]))
    found = checks(facts_of(calls("a", peak_5min=4_000, identity="app"),
                            calls("b", "sales.api", peak_5min=4_000, identity="app"), systems=two,
                            zones=(environment("prod"),)))
    assert one(found, "L-DV-01", "identity:app").load == 8_000


def test_dual_write_counts_where_it_writes_to_dataverse() -> None:
    volume = Volume(peak_5min=5_000)
    there = checks(facts_of(link("sync", "erp.dual", "crm.dual", identity="app", volume=volume),
                            calls(peak_5min=2_000, identity="app")))
    back = checks(facts_of(link("sync", "crm.dual", "erp.dual", identity="app", volume=volume),
                           calls(peak_5min=2_000, identity="app")))
    both = checks(facts_of(link("sync", "erp.dual", "crm.dual", identity="app", volume=volume, data=DataFlow.BOTH)))
    assert one(there, "L-DV-01", "identity:app").load == 7_000
    assert one(back, "L-DV-01", "identity:app").load == 2_000
    assert one(both, "L-DV-01", "identity:app").load == 5_000


def test_connector_calls_of_flows_count_for_their_identity() -> None:
    found = checks(facts_of(calls("flow", "crm.connector", peak_5min=4_000, identity="app"),
                            calls(peak_5min=3_000, identity="app")))
    assert one(found, "L-DV-01", "identity:app").load == 7_000


def test_people_do_not_count_for_application_users() -> None:
    person = System(id="clerk", role=Role.PERSON)
    found = checks(facts_of(link("work", "clerk", "crm.api", volume=Volume(peak_5min=4_000, per_day=90_000)),
                            calls(volume=Volume(peak_5min=4_000, per_day=10_000)),
                            systems=(person,),
                            tenant=tenant(d365_enterprise=10)))
    assert not [c for c in found if c.on.startswith("identity:")]
    assert one(found, "L-PP-02", "tenant").load == 10_000


def test_runs_at_another_time_of_day_are_counted_apart() -> None:
    night = {"to": "crm.batch", "identity": "app", "request_time": 1.0, "trigger": Trigger.SCHEDULED}
    found = checks(facts_of(
        calls(peak_5min=900, identity="app", request_time=1.0),
        calls("one", frequency=parse_frequency("daily 01:00"), volume=Volume(per_run=7_200, peak_per_hour=3_600),
              **night),
        calls("two", frequency=parse_frequency("daily 02:00"), volume=Volume(per_run=7_200, peak_per_hour=7_200),
              **night),
        calls("three", frequency=parse_frequency("daily 05:00"), volume=Volume(per_run=1_200, peak_per_hour=1_200),
              **night)))
    check = one(found, "L-DV-02", "identity:app")
    assert check.load == pytest.approx(900)                   # one and two overlap and make just that, too
    assert check.contributors in {("calls",), ("two", "one")}
    assert any("another time of day; at the same time it would be 158%" in a for a in check.assumptions)


# --- Entitlements ---

def test_entitlements_count_rows_and_plug_ins_and_warn_only() -> None:
    found = checks(facts_of(
        calls(to="crm.batch", batch=Batch(records=1000), volume=Volume(per_day=350_000, rows_changed_by_plugins=3)),
        tenant=tenant(d365_enterprise=100)))
    check = one(found, "L-PP-02", "tenant")
    assert (check.load, check.allowed, check.verdict) == (1_400_000, 1_000_000, Severity.WARNING)


@pytest.mark.parametrize(("licenses", "pool"), [
    ({"d365_enterprise": 200}, 1_500_000), ({"d365_sales_professional": 2, "d365_enterprise": 1}, 515_000),
    ({"d365_enterprise": 5_000}, 10_000_000), ({"power_apps": 50}, 25_000), ({"power_automate": 3}, 25_000),
    ({"d365_enterprise": 200, "power_apps": 500}, 1_500_000), ({"d365_team_member": 900}, None),
])
def test_the_pool_of_a_tenant(licenses: dict[str, int], pool: float | None) -> None:
    found = of_limit(checks(facts_of(calls(volume=Volume(per_day=100)), tenant=tenant(**licenses))), "L-PP-02")
    assert [c.allowed for c in found] == ([pool] if pool else [])


def test_the_license_of_each_person() -> None:
    found = checks(facts_of(calls(volume=Volume(per_day=500_000), users=10),
                            tenant=tenant(d365_enterprise=10, d365_team_member=40)))
    check = one(found, "L-PP-01", "calls")
    assert (check.load, check.allowed, check.verdict) == (50_000, 6_000, Severity.WARNING)


# --- Finance and Operations ---

def test_odata_of_finance_and_operations_is_never_checked_against_6000() -> None:
    for version in (None, "10.0.34", "10.0.40"):
        found = checks(facts_of(calls(to="erp.odata", peak_5min=60_000, identity="app"),
                                systems=(replace(ERP, version=version),)))
        assert {c.limit for c in found} == {"L-FO-06"}


@pytest.mark.parametrize(("burst", "hour", "broken"), [
    (4_000, 40_000, []), (6_000, 30_000, ["burst"]), (4_900, 55_000, ["hour"]), (9_000, 90_000, ["burst", "hour"])])
def test_data_events_have_two_windows(burst: float, hour: float, broken: list[str]) -> None:
    found = of_limit(checks(facts_of(
        link("changes", "erp.events", "shop", volume=Volume(peak_5min=burst, peak_per_hour=hour)))), "L-FO-11")
    assert {c.on for c in found} == {"environment:erp"}
    assert sorted("burst" if c.allowed == 5_000 else "hour" for c in found if c.verdict is Severity.VIOLATION) == broken


def test_bulk_imports_of_the_same_entity_raise_data_events() -> None:
    found = of_limit(checks(facts_of(
        link("changes", "erp.events", "shop", entities=("Price",), volume=Volume(peak_5min=10)),
        calls("load", "erp.packages", style=Style.BATCH, entities=("Price",), volume=Volume(per_run=80_000)))),
        "L-FO-11")
    assert [c.contributors for c in found] == [("load",), ("load",)]
    assert all("load" in c.assumptions[0] for c in found)


# --- Service Bus Standard ---

def _bus(tier: str | None, **filters: int) -> System:
    topic = Endpoint(id="t", type="azure.service-bus-topic", filters=immutabledict(filters))
    return System(id="hub", name="Bus", type="azure.service-bus", tier=tier, endpoints=(
        topic, Endpoint(id="q", type="azure.service-bus-queue")))


def _topic(subscribers: int) -> list[object]:
    volume = Volume(peak_5min=30_000)                                        # 100 a second
    return [link("in", "shop", "hub.t", volume=volume),
            *(link(f"out-{n}", "erp", "hub.t", data=DataFlow.PULL, volume=volume) for n in range(subscribers))]


@pytest.mark.parametrize(("filters", "credits_"), [({}, 400), ({"sql": 1}, 700), ({"sql": 2, "correlation": 1}, 1_300)])
def test_filters_cost_credits(filters: dict[str, int], credits_: float) -> None:
    found = checks(facts_of(*_topic(3), systems=(_bus("Standard", **filters),)))  # type: ignore[arg-type]
    check = one(found, "L-SB-02", "hub")
    assert check.load == pytest.approx(credits_)
    assert (check.verdict is Severity.VIOLATION) == (credits_ > 1_000)


def test_a_queue_costs_two_credits_a_message_and_the_namespace_is_one() -> None:
    more = link("queued", "shop", "hub.q", volume=Volume(peak_5min=30_000))
    found = checks(facts_of(*_topic(3), more, systems=(_bus(None),)))  # type: ignore[arg-type]
    assert one(found, "L-SB-02", "hub.q").load == pytest.approx(200)
    whole = one(found, "L-SB-02", "hub")
    assert whole.load == pytest.approx(600)
    assert "The tier is not stated: standard is assumed." in whole.assumptions


def test_a_channel_of_which_only_the_reader_is_stated() -> None:
    reader = link("out", "erp", "hub.q", data=DataFlow.PULL, volume=Volume(peak_5min=30_000))
    check = one(checks(facts_of(reader, systems=(_bus("standard"),))), "L-SB-02", "hub")
    assert (check.load, check.contributors) == (pytest.approx(200), ("out",))
    assert "What is read is taken to be what is sent." in check.assumptions


def test_premium_has_no_credits() -> None:
    found = checks(facts_of(*_topic(3), systems=(_bus("premium", sql=9),)))  # type: ignore[arg-type]
    assert not of_limit(found, "L-SB-02")


# --- Flows ---

@pytest.mark.parametrize(("profile", "allowed"), [(FlowProfile.LOW, 10_000), (None, 200_000),
                                                   (FlowProfile.MEDIUM, 200_000), (FlowProfile.HIGH, 500_000),
                                                   (FlowProfile.UNLIMITED, 10_000_000)])
def test_a_flow_has_the_requests_of_its_profile(profile: FlowProfile | None, allowed: float) -> None:
    flows = System(id="flows", type="pp.power-automate", endpoints=(
        Endpoint(id="f", type="pp.power-automate-flow", profile=profile, actions=10),))
    found = checks(facts_of(calls(to="flows.f", volume=Volume(per_day=22_000)), systems=(flows,)))
    check = one(found, "L-PA-02", "flows.f")
    assert (check.load, check.allowed) == (220_000, allowed)
    assert ("The profile is not stated: medium is assumed." in check.assumptions) == (profile is None)
