"""The other limits of each platform: sizes, times, rows, freshness, hubs by tier."""

from __future__ import annotations

import pytest
from immutabledict import immutabledict

from d365arch.model import Endpoint, Integration, Latency, System, Volume
from d365arch.model.integration import Batch
from d365arch.model.quantities import parse_frequency
from d365arch.model.system import Recovery
from d365arch.model.vocabulary import DataFlow, FlowProfile, Operation, Severity, Timing, Trigger
from tests.analysis.limits.build import CRM, ERP, calls, checks, facts_of, link, of_limit, one

WARNING, VIOLATION = Severity.WARNING, Severity.VIOLATION


def _out(endpoint: str, to: str = "shop", **values: object) -> Integration:
    return link("out", f"crm.{endpoint}", to, **values)


def _slow(p99: float) -> Latency:
    return Latency(p99=p99)


@pytest.mark.parametrize(("integration", "limit", "load", "verdict"), [
    (calls("x", "crm.batch", batch=Batch(records=1000)), "L-DV-04", 1000, None),
    (calls("x", "crm.batch", batch=Batch(records=1001)), "L-DV-04", 1001, VIOLATION),
    (calls("x", "crm.bulk", batch=Batch(records=5000), volume=Volume(row_bytes=30_000)), "L-DV-05", 146_484.375,
     VIOLATION),
    (_out("plug-in", latency=_slow(130)), "L-DV-06", 130, VIOLATION),
    (_out("plug-in", latency=Latency(p95=3)), "L-DV-06", 3, WARNING),
    (_out("plug-in", latency=Latency(timeout=100)), "L-DV-06", 100, None),
    (_out("hook", latency=_slow(61)), "L-DV-08", 61, VIOLATION),
    (_out("hook", volume=Volume(message_kb=256)), "L-DV-09", 256, None),
    (_out("hook", volume=Volume(message_kb=257)), "L-DV-09", 257, VIOLATION),
    (_out("bus", volume=Volume(message_kb=200)), "L-DV-10", 200, VIOLATION),
    (calls("x", "crm.tds", data=DataFlow.PULL, volume=Volume(per_run=100_000, row_bytes=1024)), "L-DV-12", 100_000,
     VIOLATION),
    (calls("x", "crm.changes", data=DataFlow.PULL, frequency=parse_frequency("monthly")), "L-DV-13", 2_592_000,
     VIOLATION),
    (calls("x", "crm.changes", data=DataFlow.PULL, frequency=parse_frequency("daily 01:00")), "L-DV-13", 86_400, None),
    (_out("fabric", latency=Latency(required=1800)), "L-DV-16", 3600, VIOLATION),
    (_out("fabric", latency=Latency(required=7200)), "L-DV-16", 3600, None),
    (calls("x", "crm.connector", data=DataFlow.PULL, volume=Volume(per_run=6_000)), "L-DV-19", 6_000, WARNING),
    (calls("x", "erp.odata", batch=Batch(records=6_000)), "L-FO-05", 6_000, VIOLATION),
    (calls("x", "erp.odata", volume=Volume(peak_per_hour=2_500, operations_per_message=5)), "L-FO-06", 12_500,
     WARNING),
    (calls("x", "erp.odata", volume=Volume(peak_per_hour=10_000)), "L-FO-06", 10_000, None),
    (calls("x", "erp.packages", parallelism=4), "L-FO-07", 4, VIOLATION),
    (link("x", "erp.dual", "crm.dual", batch=Batch(records=1500)), "L-DW-01", 1500, VIOLATION),
    (link("x", "erp.dual", "crm.dual", latency=_slow(125)), "L-DW-03", 125, VIOLATION),
])
def test_limits_of_an_interface(
    integration: Integration, limit: str, load: float, verdict: Severity | None
) -> None:
    check = one(checks(facts_of(integration)), limit, integration.id)
    assert (check.load, check.verdict) == (pytest.approx(load), verdict)
    assert check.sentence.startswith(f'"{integration.label}" ')


def test_rows_of_a_run_over_odata() -> None:
    reading = calls("x", "erp.odata", operations=(Operation.READ,), data=DataFlow.PULL, volume=Volume(per_run=300_000))
    assert [c.verdict for c in of_limit(checks(facts_of(reading)), "L-FO-06")] == [VIOLATION, None]


def test_freshness_is_what_can_be_had_over_what_is_asked_for() -> None:
    check = one(checks(facts_of(_out("fabric", latency=Latency(required=900)))), "L-DV-16", "out")
    assert check.utilization == 4
    assert check.sentence == '"out" asks for data no older than 15 min; Fabric Link takes up to 1 h: 400%.'


def test_search_by_user_and_by_organization() -> None:
    found = checks(facts_of(calls("a", "crm.search", peak_5min=400), calls("b", "crm.search", peak_5min=500)))
    assert one(found, "L-DV-11", "a").load == 80
    whole = one(found, "L-DV-11", "environment:crm")
    assert (whole.load, whole.verdict, whole.contributors) == (180, VIOLATION, ("b", "a"))
    people = checks(facts_of(calls("a", "crm.search", peak_5min=400, users=100)))
    assert one(people, "L-DV-11", "a").load == pytest.approx(0.8)


def _flows(profile: FlowProfile | None = None, actions: int | None = 5) -> System:
    return System(id="flows", type="pp.power-automate", endpoints=(
        Endpoint(id="f", type="pp.power-automate-flow", profile=profile, actions=actions),))


def test_requests_of_a_flow_in_five_minutes() -> None:
    found = checks(facts_of(calls(to="flows.f", peak_5min=30_000), systems=(_flows(),)))
    assert (one(found, "L-PA-01", "flows.f").load, one(found, "L-PA-01", "flows.f").verdict) == (150_000, VIOLATION)
    assert one(found, "L-PA-04", "flows.f").load == 30_000


def test_a_flow_drawn_as_a_trigger_of_dataverse() -> None:
    crm = System(id="crm", type="d365.customer-engagement", endpoints=(
        Endpoint(id="flow", type="dataverse.flow-trigger", profile=FlowProfile.HIGH, actions=9),))
    found = checks(facts_of(_out("flow", volume=Volume(per_day=30_000)), systems=(crm,)))
    check = one(found, "L-PA-02", "crm.flow")
    assert (check.load, check.allowed, check.verdict) == (270_000, 500_000, None)


def test_a_flow_that_starts_by_schedule_runs_as_often() -> None:
    found = checks(facts_of(link("poll", "flows.f", "shop", trigger=Trigger.SCHEDULED, data=DataFlow.PULL,
                                 frequency=parse_frequency("every 5 min"), latency=Latency(required=30),
                                 volume=Volume(per_day=50_000)), systems=(_flows(),)))
    assert one(found, "L-PA-02", "flows.f").load == 288 * 5
    late = one(found, "L-PA-10", "poll")
    assert (late.utilization, late.verdict) == (2, VIOLATION)


def test_rows_of_a_loop_and_contents_of_a_flow() -> None:
    found = checks(facts_of(calls(to="flows.f", volume=Volume(per_run=6_000, peak_5min=6_000, message_kb=100)),
                            systems=(_flows(FlowProfile.LOW),)))
    assert one(found, "L-PA-08", "calls").verdict is VIOLATION
    contents = {c.allowed: (c.load, c.verdict) for c in of_limit(found, "L-PA-05")}
    assert contents == {122_880: (1_200_000, VIOLATION), 2_621_440: (1_200_000, None)}


def _hub(type_: str, channel: str, tier: str | None = None, units: int | None = None, **values: object) -> System:
    return System(id="hub", name="Hub", type=type_, tier=tier, units=units, endpoints=(
        Endpoint(id="c", type=channel, **values),))  # type: ignore[arg-type]


def _through(hub: System, **values: object) -> tuple[object, ...]:
    reader = System(id="reader", type="other.erp", recovery=Recovery(rto=7_200))
    return (link("in", "shop", "hub.c", **values),
            link("read", "reader", "hub.c", data=DataFlow.PULL, parallelism=6_000)), (hub, reader)


@pytest.mark.parametrize(("tier", "size", "verdict"), [
    ("standard", 256, None), ("Standard", 300, VIOLATION), (None, 300, VIOLATION), ("premium", 300, None),
    ("Premium", 110_000, VIOLATION)])
def test_messages_of_service_bus_by_tier(tier: str | None, size: float, verdict: Severity | None) -> None:
    hub = _hub("azure.service-bus", "azure.service-bus-queue", tier)
    links, systems = _through(hub, volume=Volume(message_kb=size))
    found = checks(facts_of(*links, systems=systems))  # type: ignore[misc, arg-type]
    assert one(found, "L-SB-01", "in").verdict is verdict
    assert not [c for c in found if c.limit == "L-SB-01" and c.on == "read"]


def test_a_queue_holds_what_an_outage_of_its_reader_brings() -> None:
    links, systems = _through(_hub("azure.service-bus", "azure.service-bus-queue", "standard"),
                              volume=Volume(peak_per_hour=3_600, message_kb=200))
    found = checks(facts_of(*links, systems=systems))  # type: ignore[misc, arg-type]
    check = one(found, "L-SB-04", "hub.c")
    assert (check.load, check.verdict) == (pytest.approx(1_440_000), VIOLATION)
    assert "while its reader is away for 2 h" in check.sentence
    assert one(found, "L-SB-05", "hub.c").verdict is VIOLATION


def test_units_of_event_hubs() -> None:
    links, systems = _through(_hub("azure.event-hubs", "azure.event-hub", None, 2),
                              volume=Volume(peak_5min=900_000, message_kb=2))
    found = of_limit(checks(facts_of(*links, systems=systems)), "L-EH-01")  # type: ignore[misc, arg-type]
    assert {(round(c.load), round(c.allowed), c.verdict) for c in found} == {
        (3_000, 2_000, VIOLATION), (6_000, 2_048, VIOLATION)}


def test_events_into_event_grid() -> None:
    links, systems = _through(_hub("azure.event-grid", "azure.event-grid-topic"),
                              volume=Volume(peak_5min=1_800_000, message_kb=0.1))
    found = of_limit(checks(facts_of(*links, systems=systems)), "L-EG-01")  # type: ignore[misc, arg-type]
    assert {(round(c.load), c.unit, c.verdict) for c in found} == {
        (6_000, "events a second", VIOLATION), (600, "KB", None)}


@pytest.mark.parametrize(("tier", "verdicts"), [("consumption", [VIOLATION, VIOLATION]), ("standard", []), (None, [])])
def test_the_consumption_tier_of_api_management(tier: str | None, verdicts: list[Severity]) -> None:
    links, systems = _through(_hub("azure.api-management", "azure.api-management-api", tier),
                              volume=Volume(message_kb=3_000), latency=_slow(40))
    found = of_limit(checks(facts_of(*links, systems=systems)), "L-AP-01")  # type: ignore[misc, arg-type]
    assert [c.verdict for c in found if c.on == "in"] == verdicts


def test_logic_apps_and_functions() -> None:
    links, systems = _through(_hub("azure.logic-apps", "azure.logic-apps-workflow", "Consumption", actions=10),
                              volume=Volume(peak_5min=20_000), latency=_slow(130), timing=Timing.SYNCHRONOUS)
    found = checks(facts_of(*links, systems=systems))  # type: ignore[misc, arg-type]
    assert {(c.load, c.allowed) for c in of_limit(found, "L-LA-01")} == {(20_000, 45_000), (200_000, 100_000)}
    assert one(found, "L-LA-02", "in").verdict is VIOLATION
    links, systems = _through(_hub("azure.functions", "azure.functions-function"), latency=_slow(231),
                              timing=Timing.SYNCHRONOUS)
    found = checks(facts_of(*links, systems=systems))  # type: ignore[misc, arg-type]
    assert one(found, "L-FN-01", "in").verdict is VIOLATION


def test_the_initial_sync_of_entities_in_one_thread() -> None:
    first = (Endpoint(id="first", type="both.dual-write-initial-sync"),)
    systems = tuple(System(id=s.id, type=s.type, endpoints=first) for s in (CRM, ERP))
    found = checks(facts_of(link("first", "crm.first", "erp.first", entities=("Warehouse",),
                                 volume=Volume(per_run=80_000)), systems=systems))
    assert one(found, "L-DW-06", "first").verdict is VIOLATION
    assert one(found, "L-DW-05", "first").verdict is None


def test_endpoints_of_a_business_event() -> None:
    erp = System(id="erp", type="d365.finance-operations", endpoints=(Endpoint(id="e", type="fo.business-events"),))
    others = tuple(System(id=f"s{n}", type="other.erp") for n in range(12))
    found = checks(facts_of(*(link(f"e{n}", "erp.e", f"s{n}", entities=("Order",)) for n in range(12)),
                            systems=(erp, *others)))
    check = one(found, "L-FO-10", "erp.e")
    assert (check.load, check.verdict) == (12, WARNING)


def test_restated_sizes_win_over_the_smallest_of_the_tier() -> None:
    links, systems = _through(_hub("azure.service-bus", "azure.service-bus-queue", "standard", size=5 * 1024**2,
                                   filters=immutabledict()), volume=Volume(peak_per_hour=3_600, message_kb=200))
    check = one(checks(facts_of(*links, systems=systems)), "L-SB-04", "hub.c")  # type: ignore[misc, arg-type]
    assert (check.allowed, check.assumptions) == (5 * 1024**2, ())
