"""The worked example of the page of limits, and the figures that the reference landscapes are known for."""

from __future__ import annotations

import pytest

from d365arch.analysis.limits.records import LimitCheck
from d365arch.model.vocabulary import Severity
from tests.analysis.limits.build import calls, checks, facts_of, of_limit, one, sample


def _shown(check: LimitCheck) -> int:
    """The utilization as it is said, in whole percent."""
    return int(check.utilization * 100 + 0.5)


def test_the_worked_example_to_the_digit() -> None:
    found = checks(facts_of(
        calls("contacts", peak_5min=10_000, identity="app", request_time=0.4),
        calls("loyalty", peak_5min=4_000, identity="app", request_time=0.4)))
    requests, time, at_once = (one(found, f"L-DV-0{n}", "identity:app") for n in (1, 2, 3))
    assert (requests.load, _shown(requests)) == (14_000, 233)
    assert (time.load, _shown(time)) == (5_600, 467)
    assert (round(at_once.load, 1), _shown(at_once)) == (18.7, 36)
    assert (requests.binding, time.binding, at_once.binding) == (False, True, False)
    assert time.contributors == ("contacts", "loyalty")
    split = [[_shown(one(found, f"L-DV-0{n}", who)) for n in (1, 2)] for who in ("contacts", "loyalty")]
    assert split == [[167, 333], [67, 133]]
    assert time.sentence == (
        '"app" keeps Dataverse busy for 5,600 seconds in the busiest 5 minutes; Dataverse works 1,200 seconds for one '
        'identity: 467%. "contacts" makes 71% of it.')


@pytest.mark.parametrize(("name", "limit", "on", "percent"), [
    ("northwind-as-is", "L-DV-01", "contacts-from-shop", 167),
    ("northwind-as-is", "L-DV-02", "contacts-from-shop", 333),
    ("northwind-as-is", "L-DV-01", "identity:svc-int", 233),
    ("northwind-as-is", "L-DV-02", "identity:svc-int", 467),
    ("northwind-as-is", "L-DV-02", "tiers", 61),
    ("northwind-as-is", "L-PP-02", "tenant", 84),
    ("woodgrove-insurance", "L-DV-01", "identity:svc-ssis", 313),
    ("woodgrove-insurance", "L-DV-02", "identity:svc-ssis", 391),
    ("woodgrove-insurance", "L-SB-02", "bus.changed", 228),
    ("woodgrove-insurance", "L-PA-02", "flows.claim-status", 154),
    ("woodgrove-insurance", "L-PA-02", "flows.marketing", 135),
    ("woodgrove-insurance", "L-DV-09", "documents", 1600),
    ("utilities-field-service", "L-DV-10", "time-material", 115),
])
def test_utilization_in_the_samples(name: str, limit: str, on: str, percent: int) -> None:
    check = one(sample(name), limit, on)
    assert _shown(check) == percent
    assert f"{percent:,}%" in check.sentence


def test_loads_in_the_samples() -> None:
    northwind, woodgrove = sample("northwind-as-is"), sample("woodgrove-insurance")
    pool = one(northwind, "L-PP-02", "tenant")
    assert (round(pool.load / 1e6, 2), pool.allowed, pool.verdict) == (1.05, 1_250_000, None)
    assert one(northwind, "L-DV-11", "environment:customer-service").load == 360
    assert one(northwind, "L-DV-12", "service-extract").verdict is Severity.VIOLATION
    assert one(woodgrove, "L-SB-02", "bus.changed").load == 2_280
    assert one(woodgrove, "L-SB-02", "bus").contributors[0] == "changed"
    assert one(woodgrove, "L-PA-02", "flows.claim-status").load == 308_000
    assert one(woodgrove, "L-PA-02", "flows.marketing").load == 270_000
    assert one(woodgrove, "L-PP-02", "tenant").allowed == 3_000_000
    assert one(sample("utilities-field-service"), "L-PP-02", "tenant").allowed == 6_500_000
    stream = [c for c in of_limit(sample("fabrikam-machines"), "L-EH-01") if c.allowed == 2_000]
    assert [c.load for c in stream] == [2_000]


@pytest.mark.parametrize("name", ["northwind-to-be", "finance-hub", "reference-overview"])
def test_nothing_is_wrong_in_the_clean_samples(name: str) -> None:
    assert [c.sentence for c in sample(name) if c.verdict is not None] == []


def test_the_violations_of_the_samples_are_these() -> None:
    found = {(name, c.limit, c.on) for name in ("northwind-as-is", "woodgrove-insurance", "utilities-field-service",
                                                "fabrikam-machines", "contoso-sprawl")
             for c in sample(name) if c.verdict is Severity.VIOLATION}
    assert found == {
        ("northwind-as-is", "L-DV-01", "contacts-from-shop"), ("northwind-as-is", "L-DV-02", "contacts-from-shop"),
        ("northwind-as-is", "L-DV-02", "points"), ("northwind-as-is", "L-DV-01", "identity:svc-int"),
        ("northwind-as-is", "L-DV-02", "identity:svc-int"), ("northwind-as-is", "L-DV-11", "customer-look-up"),
        ("northwind-as-is", "L-DV-11", "environment:customer-service"), ("northwind-as-is", "L-DV-12",
                                                                         "service-extract"),
        ("northwind-as-is", "L-FO-06", "prices"),
        ("woodgrove-insurance", "L-DV-01", "policies-in"), ("woodgrove-insurance", "L-DV-02", "policies-in"),
        ("woodgrove-insurance", "L-DV-01", "identity:svc-ssis"), ("woodgrove-insurance", "L-DV-02",
                                                                  "identity:svc-ssis"),
        ("woodgrove-insurance", "L-SB-02", "bus"), ("woodgrove-insurance", "L-SB-02", "bus.changed"),
        ("woodgrove-insurance", "L-DV-09", "documents"), ("woodgrove-insurance", "L-PA-02", "flows.claim-status"),
        ("woodgrove-insurance", "L-PA-02", "flows.marketing"),
        ("utilities-field-service", "L-DV-10", "time-material"),
    }
