"""System types: enough of them, each with role, platform and the endpoints that it offers."""

from __future__ import annotations

from d365arch.catalog.load import own_catalog
from d365arch.catalog.records import HubClass
from d365arch.model.vocabulary import Platform, Role

CATALOG = own_catalog()
TYPES = CATALOG.system_types


def test_the_usual_systems_are_there() -> None:
    assert len(TYPES) >= 60
    assert {"d365.finance", "d365.supply-chain", "d365.sales", "d365.field-service", "pp.dataverse", "pp.power-pages",
            "azure.entra-id", "azure.power-bi", "azure.synapse", "azure.fabric", "other.erp", "other.crm",
            "other.e-commerce", "other.pos", "other.wms", "other.mes", "other.plm", "other.pim", "other.hr",
            "other.bank", "other.tax", "other.edi", "other.carrier", "other.data-warehouse", "other.identity",
            "other.file-server", "person.user"} <= set(TYPES)


def test_an_id_names_either_a_system_or_an_endpoint() -> None:
    assert not set(TYPES) & set(CATALOG.endpoint_types)


def test_a_system_type_is_complete() -> None:
    for kind in TYPES.values():
        assert kind.name
        assert kind.category != "Other"
        assert kind.description
        assert kind.keywords
        assert kind.endpoints
        assert all(endpoint in CATALOG.endpoint_types for endpoint in kind.endpoints)
        assert all(source in CATALOG.sources for source in kind.sources)
        assert all(other in TYPES for other in kind.replacement)


def test_hubs_say_what_they_do_and_others_do_not() -> None:
    for kind in TYPES.values():
        hub = kind.role is Role.HUB
        assert bool(kind.hub_styles) == hub
        assert bool(kind.hub_timing) == hub
        assert hub or kind.hub_class is None
        if hub:
            assert kind.platform is Platform.OTHER
            assert kind.sources or kind.unverified


def test_only_dynamics_365_systems_offer_dynamics_365_endpoints() -> None:
    for kind in TYPES.values():
        platforms = {CATALOG.endpoint_types[endpoint].platform for endpoint in kind.endpoints}
        assert (kind.platform is Platform.OTHER) == (platforms == {Platform.OTHER})


def test_the_four_hubs_that_consolidate_have_channels() -> None:
    classes = {kind.id: kind.hub_class for kind in TYPES.values() if kind.hub_class}
    assert classes == {
        "azure.api-management": HubClass.SYNC, "azure.service-bus": HubClass.MESSAGE,
        "azure.event-hubs": HubClass.STREAM, "azure.data-factory": HubClass.BATCH,
    }
    for hub in classes:
        assert any(CATALOG.endpoint_types[endpoint].channel for endpoint in TYPES[hub].endpoints)


def test_finance_and_operations_apps_offer_all_of_their_platform_and_of_both() -> None:
    wanted = {e.id for e in CATALOG.endpoint_types.values()
              if e.platform in {Platform.FINANCE_OPERATIONS, Platform.BOTH}}
    assert set(TYPES["d365.finance"].endpoints) == wanted
    wanted = {e.id for e in CATALOG.endpoint_types.values() if e.platform in {Platform.DATAVERSE, Platform.BOTH}}
    assert set(TYPES["d365.sales"].endpoints) == wanted
