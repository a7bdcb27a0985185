"""Where a landscape disagrees with the catalog it gets a warning that names the way out."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from d365arch.catalog.check import check_types
from d365arch.catalog.load import own_catalog
from d365arch.model import End, Endpoint, Integration, Landscape, System, problems
from d365arch.model.problems import Gravity
from d365arch.model.vocabulary import Timing

ERP = System(id="erp", type="d365.finance", endpoints=(
    Endpoint(id="odata", type="fo.odata"),
    Endpoint(id="events", type="fo.business-events"),
    Endpoint(id="plain"),
))
SHOP = System(id="shop", type="other.e-commerce", endpoints=(Endpoint(id="api", type="generic.odata"),))


def _check(*systems: System, link: Integration | None = None) -> tuple[str, ...]:
    landscape = Landscape(format=1, systems=systems, integrations=(link,) if link else ())
    found = check_types(landscape, own_catalog())
    assert all(problem.gravity is Gravity.WARNING for problem in found)
    return tuple(f"{'.'.join(map(str, problem.path))}: {problem.sentence}" for problem in found)


def test_what_the_catalog_knows_passes() -> None:
    assert _check(ERP, SHOP, System(id="own"), link=Integration(
        id="orders", from_=End("shop", "api"), to=End("erp", "odata"), timing=Timing.SYNCHRONOUS)) == ()


def test_an_unknown_system_type_gets_a_hint() -> None:
    (warning,) = _check(System(id="erp", type="d365.financ"))
    assert warning == 'systems.0.type: system "erp" has the unknown type "d365.financ"; did you mean "d365.finance"?'
    (warning,) = _check(System(id="erp", type="zzz"))
    assert "a pack can add it" in warning


def test_an_unknown_endpoint_type_gets_a_hint_among_those_offered() -> None:
    (warning,) = _check(System(id="erp", type="d365.finance", endpoints=(Endpoint(id="e", type="fo.odta"),)))
    assert warning.startswith("systems.0.endpoints.0.type: ")
    assert 'did you mean "fo.odata"?' in warning


def test_an_endpoint_that_its_system_does_not_offer_is_told() -> None:
    (warning,) = _check(System(id="erp", type="d365.finance", endpoints=(Endpoint(id="e", type="dataverse.web-api"),)))
    assert "which Finance (d365.finance) does not offer" in warning
    (warning,) = _check(System(id="erp", type="d365.finance", endpoints=(Endpoint(id="e", type="generic.db"),)))
    assert "does not offer" in warning


def test_broken_references_are_left_to_the_reader() -> None:
    assert _check(ERP, link=Integration(id="x", from_=End("nowhere", "y"), to=End("erp", "gone"))) == ()


def test_one_misspelling_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []

    def near(word: str, known: Iterable[str]) -> str:
        looked_up.append(word)
        return "; did you mean it?"

    monkeypatch.setattr(problems, "did_you_mean", near)
    assert len(_check(*(System(id=f"s{number}", type="d365.financ") for number in range(50)))) == 50
    assert looked_up == ["d365.financ"]
