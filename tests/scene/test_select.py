"""What views show."""

from __future__ import annotations

import pytest

from d365arch.catalog.facts import Facts
from d365arch.model.view import Show, View
from d365arch.model.vocabulary import Timing
from d365arch.scene.select import select
from tests.scene.landscapes import CATALOG, northwind


def shown(**view: object) -> tuple[set[str], set[str], set[str]]:
    selection = select(Facts(northwind().landscape, CATALOG), View(id="v", **view))  # type: ignore[arg-type]
    return ({s.id for s in selection.systems}, {i.id for i in selection.integrations}, {z.id for z in selection.zones})


def test_everything_without_a_query() -> None:
    systems, integrations, zones = shown()
    assert (len(systems), len(integrations), len(zones)) == (9, 10, 4)
    assert shown(show=Show()) == (systems, integrations, zones)


@pytest.mark.parametrize("show", [
    Show(zones=("channels",)), Show(ids=("channels",)), Show(systems=("shop", "pos", "loyalty")),
    Show(ids=("shop", "pos", "loyalty")),
])
def test_systems_by_zone_or_id(show: Show) -> None:
    assert shown(show=show) == ({"shop", "pos", "loyalty"}, set(), {"channels"})


def test_neighbors_come_with_what_leads_to_them() -> None:
    systems, integrations, _ = shown(show=Show(systems=("ce",), neighbors=1))
    assert systems == {"ce", "loyalty", "fo", "dwh"}
    assert integrations == {"tiers", "contacts", "customers", "reporting"}
    assert len(shown(show=Show(systems=("ce",), neighbors=2))[0]) == 9


def test_integrations_by_timing() -> None:
    systems, integrations, _ = shown(show=Show(timing=(Timing.NEAR_REAL_TIME,)))
    assert (systems, integrations) == ({"fo", "wms"}, {"shipments"})


def test_systems_by_type_and_owner() -> None:
    assert shown(show=Show(types=("fo",), owners=("CRM team",)))[0] == {"fo", "ce"}
    assert shown(show=Show(types=("fo",), owners=("CRM team",)))[1] == {"customers"}


def test_an_integration_by_id_brings_its_ends() -> None:
    systems, integrations, _ = shown(show=Show(ids=("labels",)))
    assert systems == {"fo", "carrier"}
    assert "labels" in integrations


def test_hidden_systems_zones_and_integrations_are_gone() -> None:
    systems, integrations, zones = shown(hide=("fo", "partners", "tiers"))
    assert systems == {"shop", "pos", "loyalty", "ce"}
    assert integrations == {"contacts"}
    assert zones == {"channels", "dv"}
