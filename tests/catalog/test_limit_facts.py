"""Every limit of the page of limits is data with its numbers and sources; packs add and restate limits."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from pathlib import Path

import pytest

from d365arch.analysis.limits.check import check_limits
from d365arch.analysis.limits.loads import loads_of
from d365arch.analysis.settings import Settings
from d365arch.catalog.limits import LimitConfidence, LimitFact, LimitKind
from d365arch.catalog.load import load_catalog, own_catalog
from d365arch.errors import CatalogError, Place
from d365arch.model import Endpoint, System
from d365arch.model.vocabulary import Severity
from tests.analysis.limits.build import calls, facts_of, one

DOCUMENT = Path("/work/shared/domain/limits.md")
CATALOG = own_catalog()
FAMILIES = {"L-DV": 19, "L-PP": 3, "L-PA": 12, "L-FO": 19, "L-DW": 10, "L-SB": 7, "L-EH": 3, "L-EG": 2, "L-AP": 1,
            "L-LA": 3, "L-FN": 1, "L-GW": 1}


def test_every_limit_is_there() -> None:
    assert list(CATALOG.limits) == [f"{family}-{n:02}" for family, count in FAMILIES.items()
                                    for n in range(1, count + 1)]


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the house documents are not here")
def test_the_document_lists_the_same_limits_and_confidences() -> None:
    rows = re.findall(r"^\| (L-[A-Z]{2}-\d\d) \|(.*)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert {key for key, _ in rows} == set(CATALOG.limits)
    marks = {"V": LimitConfidence.VERIFIED, "Vd": LimitConfidence.OLD, "U": LimitConfidence.UNVERIFIED}
    for key, row in rows:
        mark = row.strip(" |").rsplit("|", 1)[-1].strip(" *").split(" ")[0].split("*")[0]
        assert CATALOG.limits[key].confidence is marks[mark], key


@pytest.mark.parametrize("fact", CATALOG.limits.values(), ids=list(CATALOG.limits))
def test_a_limit_says_everything(fact: LimitFact) -> None:
    for words in (fact.title, fact.number, fact.formula, fact.advice, fact.scope):
        assert words
        assert words == words.strip()
    assert fact.sources
    assert fact.advice.endswith(".")
    assert fact.read is not None or all(CATALOG.sources[s].dated for s in fact.sources)
    if fact.tests:
        assert fact.allows
        assert fact.unit


def test_numbers_of_the_best_known_limits() -> None:
    limits = CATALOG.limits
    assert (limits["L-DV-01"].allowed, limits["L-DV-02"].allowed, limits["L-DV-03"].allowed) == (6000, 1200, 52)
    assert (limits["L-DV-01"].window, limits["L-DV-01"].read) == (300, datetime.date(2023, 1, 31))
    assert limits["L-PA-02"].numbers == {"medium": 200_000, "low": 10_000, "high": 500_000, "unlimited": 10_000_000}
    assert limits["L-FO-11"].numbers == {"burst": 5_000, "hour": 50_000}
    assert limits["L-FO-01"].kind is LimitKind.HISTORIC
    assert not limits["L-FO-01"].tests
    assert not limits["L-FO-02"].numbers


PACK = """\
d365arch-pack: 1
sources:
  C01: {title: Contoso handbook, location: intranet, read: 2026-05-01}
endpoints:
  contoso.price-api:
    {name: Price API, platform: other, timing: synchronous, initiation: both, limits: [C-PRICE], sources: [C01]}
limits:
  C-PRICE:
    title: Calls of the price API
    kind: throttle
    number: 600 calls in 5 minutes
    numbers: {calls: 600}
    unit: requests
    window: 5 min
    allows: the price API takes {allowed}
    advice: Ask once for the whole basket.
    sources: [C01]
    tests:
      - {measure: requests, at: [contoso.price-api], per: endpoint, band: rate}
  L-DV-01: {numbers: {requests: 8000}}
"""


def test_a_pack_adds_a_limit_and_restates_another(tmp_path: Path) -> None:
    pack = tmp_path / "contoso.yaml"
    pack.write_text(PACK, encoding="utf-8")
    catalog = load_catalog([pack])
    assert catalog.limits["C-PRICE"].read == datetime.date(2026, 5, 1)
    assert catalog.limits["L-DV-01"] == replace(CATALOG.limits["L-DV-01"], numbers={"requests": 8000})
    prices = System(id="prices", name="Prices", type="other.erp", endpoints=(
        Endpoint(id="api", type="contoso.price-api"),))
    facts = facts_of(calls("a", "prices.api", peak_5min=400), calls("b", "prices.api", peak_5min=500),
                     calls("c", peak_5min=6_000, identity="app"), systems=(prices,), catalog=catalog)
    found = check_limits(facts, loads_of(facts), Settings())
    price = one(found, "C-PRICE", "prices.api")
    assert (price.load, price.verdict, price.contributors) == (900, Severity.VIOLATION, ("b", "a"))
    assert price.sentence == ('"Price API" of Prices gets 900 requests in the busiest 5 minutes; the price API takes '
                              '600 requests: 150%. "b" makes 56% of it.')
    assert one(found, "L-DV-01", "identity:app").utilization == 0.75


def test_numbers_are_restated_one_by_one(tmp_path: Path) -> None:
    pack = tmp_path / "p.yaml"
    pack.write_text("d365arch-pack: 1\nlimits:\n  L-DV-11: {numbers: {user_per_second: 2}}\n", encoding="utf-8")
    assert load_catalog([pack]).limits["L-DV-11"].numbers == {"user_per_second": 2, "organization_per_minute": 150}


LIMIT = "title: T, kind: soft, number: one, numbers: {calls: 600}"


@pytest.mark.parametrize(("entry", "words"), [
    ("title: T", '"C-1" lacks kind, number.'),
    ("title: T, kind: sofd, number: one", 'did you mean "soft"?'),
    (f"{LIMIT}, numbrs: {{a: 1}}", 'did you mean "numbers"?'),
    ("title: T, kind: soft, number: one, numbers: {calls: many}", "write a number above 0"),
    ("title: T, kind: soft, number: one, numbers: {calls: -1}", "write a number above 0"),
    ("title: T, kind: soft, number: one, numbers: [1]", "numbers by name"),
    (f"{LIMIT}, window: soon", "is not a quantity"),
    (f"{LIMIT}, sources: [S999]", "not in sources"),
    (f"{LIMIT}, tests: [requests]", "should hold keys such as"),
    (f"{LIMIT}, tests: [{{measure: requests}}]", "lacks at"),
    (f"{LIMIT}, tests: [{{measure: request, at: [fo.odata]}}]", 'did you mean "requests"?'),
    (f"{LIMIT}, tests: [{{messure: requests, at: [fo.odata]}}]", 'did you mean "measure"?'),
    (f"{LIMIT}, tests: [{{measure: requests, at: [fo.odat]}}]", 'did you mean "fo.odata"?'),
    (f"{LIMIT}, tests: [{{measure: requests, at: [fo.odata], number: rows}}]", "among its numbers (calls)"),
    (f"{LIMIT}, tests: [{{measure: requests, at: [fo.odata], by: color}}]", "write tier or profile"),
    ("title: T, kind: soft, number: one, tests: [{measure: requests, at: [fo.odata]}]", "has a test and no numbers"),
    (f"{LIMIT}, allows: 'takes {{most}}'", "may name {allowed}"),
])
def test_a_fault_of_a_limit_is_told_with_its_place(tmp_path: Path, entry: str, words: str) -> None:
    pack = tmp_path / "broken.yaml"
    pack.write_text(f"d365arch-pack: 1\nlimits:\n  C-1: {{{entry}}}\n", encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load_catalog([pack])
    assert words in caught.value.sentence
    assert caught.value.place is not None
    assert caught.value.place.file == str(pack)
    assert caught.value.place.line == 3


def test_an_endpoint_may_only_name_limits_that_are_there(tmp_path: Path) -> None:
    pack = tmp_path / "broken.yaml"
    pack.write_text("d365arch-pack: 1\nendpoints:\n  fo.odata: {limits: [L-FO-66]}\n", encoding="utf-8")
    with pytest.raises(CatalogError, match="which is not in limits") as caught:
        load_catalog([pack])
    assert caught.value.place == Place(str(pack), 3, 3)


def test_the_page_on_packs_shows_a_pack_that_works(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "catalog-packs.md").read_text(encoding="utf-8")
    first, shown = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[:2]
    pack = tmp_path / "shown.yaml"
    pack.write_text(first + shown, encoding="utf-8")
    catalog = load_catalog([pack])
    assert catalog.limits["C-PRICE"].tests[0].at == ("contoso.price-api",)
    assert catalog.limits["L-PA-02"].numbers["medium"] == 100_000
