"""Search in the catalog: forgiving about spelling, best hit first."""

from __future__ import annotations

import pytest

from d365arch.catalog.load import own_catalog
from d365arch.catalog.search import Findable, findable, found, nearest

CATALOG = own_catalog()
SYSTEMS = [(kind.id, findable(kind)) for kind in CATALOG.system_types.values()]
ENDPOINTS = [(kind.id, findable(kind)) for kind in CATALOG.endpoint_types.values()]


@pytest.mark.parametrize(("typed", "first"), [
    ("mes", "other.mes"), ("MES", "other.mes"), ("servicebus", "azure.service-bus"),
    ("bus service", "azure.service-bus"),
    ("Service-Bus", "azure.service-bus"), ("dynamics sales", "d365.sales"), ("sales dynamics", "d365.sales"),
    ("magento", "other.e-commerce"), ("ecommerce", "other.e-commerce"), ("e commerce", "other.e-commerce"),
    ("business central", "d365.business-central"), ("finance", "d365.finance"),
])
def test_a_system_type_is_found_first(typed, first):
    assert found(SYSTEMS, typed)[0] == first


def test_endpoint_types_are_found_by_name_protocol_and_id():
    assert found(ENDPOINTS, "odata")[0] == "fo.odata"
    assert "generic.sftp" in found(ENDPOINTS, "SFTP")
    assert found(ENDPOINTS, "fo.odata")[0] == "fo.odata"


def test_every_entry_is_found_first_or_among_namesakes_by_its_own_name():
    for entries in (SYSTEMS, ENDPOINTS):
        for name, what in entries:
            hits = found(entries, what.name)
            assert name in hits[:6], what.name


def test_exact_words_come_before_starts_and_starts_before_the_inside():
    items = [(name, Findable(name, keywords)) for name, keywords in (
        ("Omnibus", ()), ("Business Central", ()), ("Queue", ("bus",)), ("Service Bus", ()), ("Other", ()))]
    assert found(items, "bus") == ["Service Bus", "Queue", "Business Central", "Omnibus"]
    assert found(items, "  ") == [name for name, _ in items]


def test_without_a_hit_the_nearest_names_are_offered():
    assert found(SYSTEMS, "ebanking") == []
    assert nearest(SYSTEMS, "ebanking") == ["other.bank"]
    assert nearest(SYSTEMS, "e banking")[0] == "other.bank"
    assert nearest(SYSTEMS, "srevice bus")[0] == "azure.service-bus"
    assert nearest(SYSTEMS, "qwertz") == []
    assert nearest(SYSTEMS, "-") == []
