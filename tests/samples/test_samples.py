"""The samples open without a word, tell the loads of the reference landscapes, and follow the initiator rule."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from d365arch.catalog.check import check_types
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import own_catalog
from d365arch.io.files import OpenedFile, read_workspace
from d365arch.model import Endpoint, Landscape
from d365arch.model.vocabulary import DataFlow, Direction, Hosting, Initiation, State, Timing, VirtualTableNeed

SAMPLES = Path(__file__).parents[2] / "samples"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.yaml"))
S, A, N = Timing.SYNCHRONOUS, Timing.ASYNCHRONOUS, Timing.NEAR_REAL_TIME
IN, OUT, INNER = Direction.INBOUND, Direction.OUTBOUND, Direction.INTERNAL
PUSH, PULL, BOTH = DataFlow.PUSH, DataFlow.PULL, DataFlow.BOTH


def _opened(name: str) -> OpenedFile:
    return read_workspace(SAMPLES / f"{name}.yaml")


def _landscape(name: str) -> Landscape:
    return _opened(name).workspace.landscape


def _facts(name: str) -> Facts:
    return Facts(_landscape(name), own_catalog())


def test_the_eight_samples_are_there() -> None:
    assert NAMES == ["contoso-sprawl", "fabrikam-machines", "finance-hub", "northwind-as-is", "northwind-to-be",
                     "reference-overview", "utilities-field-service", "woodgrove-insurance"]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_reads_without_a_warning(name: str) -> None:
    opened = _opened(name)
    assert opened.warnings == ()
    assert check_types(opened.workspace.landscape, own_catalog()) == ()
    assert opened.text.startswith("# yaml-language-server: $schema=d365arch.schema.json\n")
    assert "\t" not in opened.text


@pytest.mark.parametrize("name", NAMES)
def test_everything_in_a_sample_has_a_type_a_timing_and_a_place(name: str) -> None:
    facts = _facts(name)
    for system in facts.landscape.systems:
        assert facts.type_of(system) is not None
        assert system.zone is not None
        assert all(facts.endpoint_type(endpoint) for endpoint in system.endpoints)
    connected = {end.system for i in facts.landscape.integrations for end in (i.from_, i.to)}
    used = {end for i in facts.landscape.integrations for end in (i.from_, i.to)}
    for integration in facts.landscape.integrations:
        assert facts.timing(integration) is not None
        assert integration.data is not None
    if name != "reference-overview":
        assert connected == {system.id for system in facts.landscape.systems}
        assert {(s.id, e.id) for s in facts.landscape.systems for e in s.endpoints} == \
            {(end.system, end.endpoint) for end in used if end.endpoint}


NORTHWIND = {
    # The 21 rows of the reference landscape: direction, timing, endpoint, data flow.
    "tickets": (IN, S, "fo.odata", PUSH),
    "web-orders": (IN, S, "fo.odata", PUSH),
    "stock": (IN, S, "fo.custom-service-json", PULL),
    "release": (OUT, S, "fo.external-web-service", PUSH),
    "shipments": (IN, S, "fo.custom-service-json", PUSH),
    "prices": (IN, S, "fo.odata", PULL),
    "products": (IN, S, "fo.odata", PUSH),
    "workers": (IN, S, "fo.odata", PUSH),
    "payments": (OUT, A, "fo.er-export", PUSH),
    "statements": (IN, A, "fo.er-import", PUSH),
    "customers-products": (INNER, S, "both.dual-write", BOTH),
    "tiers": (IN, S, "dataverse.batch", PUSH),
    "account-changes": (OUT, S, "dataverse.plugin-sync", PUSH),
    "contacts-to-shop": (OUT, A, "dataverse.webhook", PUSH),
    "contacts-from-shop": (IN, S, "dataverse.web-api", PUSH),
    "points": (IN, S, "dataverse.web-api", PUSH),
    "customer-look-up": (IN, S, "dataverse.search", PULL),
    "service-extract": (IN, S, "dataverse.tds", PULL),
    "finance-extract": (OUT, A, "fo.byod", PUSH),
    "tax-calculation": (OUT, S, "fo.external-web-service", PULL),
    "labels": (OUT, S, "fo.external-web-service", PULL),
}


def test_northwind_has_the_21_interfaces_of_the_reference_landscape() -> None:
    facts = _facts("northwind-as-is")
    found = {}
    for integration in facts.landscape.integrations:
        (kind,) = {k.id for end in (integration.from_, integration.to) if (k := facts.endpoint_type_at(end))}
        found[integration.id] = (facts.direction(integration), facts.timing(integration), kind, integration.data)
    assert found == NORTHWIND


def test_northwind_has_the_shape_that_the_peers_were_measured_on() -> None:
    facts = _facts("northwind-as-is")
    landscape = facts.landscape
    assert (len(landscape.systems), len(landscape.integrations)) == (12, 21)
    assert {s.id: len(s.endpoints) for s in landscape.systems if s.endpoints} == {"finance": 7, "customer-service": 7}
    assert [z.label for z in landscape.zones] == ["SaaS", "Shops and 3PL", "Dynamics 365", "Partners", "Data platform"]
    pairs = {frozenset((i.from_.system, i.to.system)) for i in landscape.integrations}
    assert len(pairs) == 14
    assert sum("finance" in pair for pair in pairs) == 10
    assert sum("customer-service" in pair for pair in pairs) == 5
    assert Counter(facts.timing(i) for i in landscape.integrations) == {S: 17, A: 4}
    assert not facts.hubs


def test_northwind_states_the_loads_of_the_reference_landscape() -> None:
    landscape = _landscape("northwind-as-is")
    at = landscape.integration_by_id
    volumes = {key: link.volume for key, link in at.items()}
    tickets, tiers = volumes["tickets"], volumes["tiers"]
    assert tickets is not None
    assert tiers is not None
    assert (tickets.peak_per_hour or 0) * (tickets.operations_per_message or 0) == 45_000
    assert (tiers.per_day or 0) * (1 + (tiers.rows_changed_by_plugins or 0)) == 1_050_000
    # 350,000 rows in two hours, a thousand a request, 50 s each: 61 % of 1,200 s in five minutes (L-DV-02).
    batch, seconds = at["tiers"].batch, at["tiers"].request_time
    assert batch is not None
    requests = (tiers.peak_per_hour or 0) / 12 / (batch.records or 1)
    assert requests * (seconds or 0) / 1200 == pytest.approx(0.61, abs=0.005)
    assert {key for key, link in at.items() if link.identity == "svc-int"} == {"tiers", "points", "contacts-from-shop"}
    latencies = {key: link.latency.p95 for key, link in at.items() if link.latency}
    assert latencies == {"release": 4, "account-changes": 3.5, "tax-calculation": 0.6, "labels": 2.5}
    extract = volumes["service-extract"]
    assert extract is not None
    assert (extract.per_run or 0) * (extract.row_bytes or 0) == 9e9
    assert not any(link.monitoring for link in at.values())
    assert landscape.system_by_id["wms"].hosting is Hosting.ON_PREMISES


def test_the_consolidated_northwind_has_few_direct_neighbors_left() -> None:
    facts = _facts("northwind-to-be")
    assert facts.landscape.state is State.TO_BE
    direct = {other.system for i in facts.landscape.integrations for one, other in ((i.from_, i.to), (i.to, i.from_))
              if one.system == "finance" and not facts.is_hub(other.system)}
    assert direct == {"bank", "customer-service", "fabric"}
    assert all(i.monitoring and i.error_handling for i in facts.landscape.integrations)


def test_hub_members_follow_the_initiator_rule() -> None:
    for name in NAMES:
        facts = _facts(name)
        for integration in facts.landscape.integrations:
            kind = facts.endpoint_type_at(integration.from_)
            queued = kind is not None and kind.channel and integration.from_.system in facts.hubs
            # Queues, topics and event hubs never call anyone; consumers open the connection and pull.
            assert not (queued and kind and kind.protocol == "AMQP"), f"{name}: {integration.id}"


def test_the_utility_overruns_one_message_size() -> None:
    at = _landscape("utilities-field-service").integration_by_id
    volume, credit = at["time-material"].volume, at["credit-check"].latency
    assert volume is not None
    assert volume.message_kb == 220
    assert credit is not None
    assert credit.p95 == 2.8
    tenant = _landscape("utilities-field-service").tenant
    assert tenant is not None
    assert 500_000 + 5_000 * tenant.licenses["d365-enterprise"] == 6_500_000


def test_the_insurer_overruns_bus_flows_and_service_protection() -> None:
    landscape = _landscape("woodgrove-insurance")
    at = landscape.integration_by_id
    subscribers = [i for i in landscape.integrations if str(i.to) == "bus.changed" and i.data is PULL]
    topic = landscape.system_by_id["bus"].endpoint("changed")
    changed, nightly = at["changed"].volume, at["policies-in"].volume
    assert topic is not None
    assert changed is not None
    assert nightly is not None
    rate, filters = (changed.peak_5min or 0) / 300, topic.filters["sql"] * len(subscribers)
    assert rate * (1 + filters + len(subscribers)) == 2_280
    assert (nightly.peak_per_hour or 0) / 12 / 6_000 == pytest.approx(3.125)
    flows = landscape.system_by_id["flows"]
    for flow, runs, requests in (("claim-status", 22_000, 308_000), ("marketing", 30_000, 270_000)):
        endpoint = flows.endpoint(flow)
        assert endpoint is not None
        assert runs * (endpoint.actions or 0) == requests
    policies = landscape.system_by_id["portal"].endpoint("policies")
    assert policies is not None
    assert VirtualTableNeed.ROW_SECURITY in policies.needs


def test_contoso_has_sprawl_that_hubs_could_carry() -> None:
    facts = _facts("contoso-sprawl")
    landscape = facts.landscape
    assert (len(landscape.systems), len(landscape.integrations)) == (28, 101)
    assert facts.hubs == {"bus"}
    senders = Counter(str(i.from_) for i in landscape.integrations if i.entities == ("Customer",) and i.data is PUSH)
    assert senders == {"sales.webhooks": 5, "shop": 5}
    hurried = landscape.integration_by_id["stock-pos-wms"].latency
    assert hurried is not None
    # A hop of 20 ms makes 210 ms of 190: more than the till waits.
    assert (hurried.p95, hurried.required) == (0.19, 0.2)


FIGURE = {
    # The table of the reference figure: timing, direction by the initiator rule.
    "PunchOut e-procurement": ((A,), Initiation.INBOUND),
    "Electronic reporting": ((A,), Initiation.BOTH),
    "Invoice capture": ((A,), Initiation.INBOUND),
    "Data management framework": ((A,), Initiation.BOTH),
    "OData": ((S,), Initiation.INBOUND),
    "Custom classes": ((S,), Initiation.OUTBOUND),
    "Custom services": ((S,), Initiation.INBOUND),
    "Dual-write": ((S, A), Initiation.BOTH),
    "Business events, data events": ((N,), Initiation.OUTBOUND),
    "Virtual table": ((S,), Initiation.BOTH),
    "Synapse Link": ((N,), Initiation.OUTBOUND),
    "OData / Web API": ((S, A), Initiation.INBOUND),
    "TDS endpoint": ((S,), Initiation.INBOUND),
    "Plug-in, synchronous": ((S,), Initiation.OUTBOUND),
    "Plug-in, asynchronous": ((A,), Initiation.OUTBOUND),
    "Webhook": ((A,), Initiation.OUTBOUND),
}


def test_the_reference_overview_has_the_endpoints_of_the_figure() -> None:
    facts = _facts("reference-overview")

    def told(endpoint: Endpoint) -> tuple[tuple[Timing, ...], Initiation | None]:
        return facts.endpoint_timings(endpoint), facts.endpoint_initiation(endpoint)

    assert {e.name: told(e) for s in facts.landscape.systems for e in s.endpoints} == FIGURE
    by_zone = Counter(s.zone for s in facts.landscape.systems)
    assert (by_zone["tools"], by_zone["companions"]) == (9, 6)


def test_the_reference_overview_is_placed_as_in_the_figure() -> None:
    opened = _opened("reference-overview")
    positions = opened.workspace.view("main").positions
    systems = opened.workspace.landscape.systems
    assert set(positions) == {s.id for s in systems}
    spans = {zone: [positions[s.id] for s in systems if s.zone == zone] for zone in {s.zone for s in systems}}
    assert max(p.y for p in spans["tools"]) < min(p.y for p in spans["companions"])
    assert max(p.y for p in spans["companions"]) < min(p.y for p in spans["fo"])
    assert max(p.x for p in spans["fo"]) < min(p.x for p in spans["both"])
    assert max(p.x for p in spans["both"]) < min(p.x for p in spans["dataverse"])
