"""Bands, the horizon, what binds, order: what holds for every check."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from d365arch.analysis.limits.measure import amount, percent, verdict_of
from d365arch.catalog.facts import Facts
from d365arch.catalog.limits import Band, LimitConfidence, LimitFact, LimitKind
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_workspace
from d365arch.model import Volume
from d365arch.model.vocabulary import Severity
from tests.analysis.limits.build import SAMPLES, calls, checks, facts_of, one, sample

FACT = LimitFact(id="L", title="A limit", kind=LimitKind.THROTTLE, number="1")
VIOLATION, WARNING = Severity.VIOLATION, Severity.WARNING


@pytest.mark.parametrize(("band", "shares", "verdicts"), [
    (Band.RATE, (0.69, 0.7, 1.0, 1.01), (None, WARNING, WARNING, VIOLATION)),
    (Band.CAP, (0.69, 0.7, 1.0, 1.01), (None, None, None, VIOLATION)),
    (Band.ADVICE, (0.7, 1.0, 1.01, 9.0), (None, None, WARNING, WARNING)),
    (Band.ENTITLEMENT, (0.7, 1.0, 1.01, 9.0), (None, None, WARNING, WARNING)),
])
def test_the_bands(band: Band, shares: tuple[float, ...], verdicts: tuple[Severity | None, ...]) -> None:
    assert tuple(verdict_of(share, band, FACT, 0.7) for share in shares) == verdicts


def test_a_number_that_nobody_verified_gives_no_more_than_a_remark() -> None:
    doubtful = replace(FACT, confidence=LimitConfidence.UNVERIFIED)
    assert verdict_of(5, Band.CAP, doubtful, 0.7) is Severity.INFO
    assert verdict_of(0.5, Band.CAP, doubtful, 0.7) is None
    assert verdict_of(5, Band.CAP, replace(FACT, kind=LimitKind.HISTORIC), 0.7) is Severity.INFO


@pytest.mark.parametrize(("share", "said"), [(3.125, "313%"), (2.3333, "233%"), (0.608, "61%"), (0.0504, "5%"),
                                              (0.0456, "4.6%"), (16, "1,600%"), (0.0001, "less than 0.1%"), (0, "0%")])
def test_percentages(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(("value", "unit", "said"), [
    (14_000, "requests", "14,000 requests"), (1, "consumer groups", "1 consumer group"),
    (0.004, "requests", "0.004 requests"),
    (1, "operations an hour", "1 operation an hour"), (4096, "KB", "4 MB"), (192, "KB", "192 KB"), (2, "s", "2 s"),
    (1, "legal entities", "1 legal entity"), (604_800, "s", "7 d"), (3.5, "s", "3.5 s"), (18.66, "requests at once",
                                                                                      "18.7 requests at once"),
])
def test_amounts(value: float, unit: str, said: str) -> None:
    assert amount(value, unit) == said


def test_growth_over_the_horizon() -> None:
    def at_horizon(*growth: float | None, **values: object) -> float | None:
        found = checks(facts_of(*(
            calls(f"i{n}", identity="app", volume=Volume(peak_5min=1_500, growth_per_year=g))
            for n, g in enumerate(growth)), **values))
        return one(found, "L-DV-01", "identity:app").at_horizon

    year = 31_536_000.0
    assert at_horizon(None, None) is None
    assert at_horizon(1.0) == pytest.approx(2.0)                       # a quarter, doubled for three years
    assert at_horizon(1.0, horizon=year) == pytest.approx(0.5)
    assert at_horizon(1.0, None, horizon=2 * year) == pytest.approx(1.25)
    found = checks(facts_of(calls(identity="app", volume=Volume(peak_5min=1_500, growth_per_year=1.0))))
    assert one(found, "L-DV-01", "identity:app").sentence.endswith(
        "With the stated growth it is 200% in 3 years.")


def test_what_is_used_most_binds_and_only_that() -> None:
    for name in ("northwind-as-is", "woodgrove-insurance"):
        found = sample(name)
        for on in {c.on for c in found}:
            group = [c for c in found if c.on == on]
            assert [c for c in group if c.binding] == [max(group, key=lambda c: c.utilization)]


@pytest.mark.parametrize("name", ["northwind-as-is", "woodgrove-insurance", "contoso-sprawl"])
def test_the_order_of_the_file_changes_nothing(name: str) -> None:
    landscape = read_workspace(SAMPLES / f"{name}.yaml").workspace.landscape
    shuffled = random.Random(5)

    def mixed(items: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(shuffled.sample(items, len(items)))

    other = replace(landscape, systems=mixed(landscape.systems), integrations=mixed(landscape.integrations),
                    zones=mixed(landscape.zones))  # type: ignore[arg-type]
    assert checks(Facts(other, own_catalog())) == checks(Facts(landscape, own_catalog()))


def test_a_catalog_without_limits_gives_no_checks() -> None:
    assert checks(facts_of(calls(peak_5min=9_000), catalog=replace(own_catalog(), limits={}))) == ()


@given(st.lists(st.tuples(st.integers(1, 20_000), st.sampled_from(["", "one", "two"]), st.floats(0.01, 5)), max_size=6),
       st.tuples(st.integers(1, 20_000), st.sampled_from(["", "one", "two"]), st.floats(0.01, 5)))
def test_one_more_interface_never_makes_anything_less_used(
    there: list[tuple[int, str, float]], more: tuple[int, str, float]
) -> None:
    def used(interfaces: list[tuple[int, str, float]]) -> dict[tuple[str, str], float]:
        found = checks(facts_of(*(
            calls(f"i{n}", peak_5min=peak, identity=identity or None, request_time=seconds)
            for n, (peak, identity, seconds) in enumerate(interfaces))))
        return {(c.on, c.limit): c.utilization for c in found}

    before, after = used(there), used([*there, more])
    assert before.keys() <= after.keys()
    assert all(after[key] >= value * (1 - 1e-12) for key, value in before.items())
