"""Names that people write for systems: which are one system, which are not, and what kind they are."""

from __future__ import annotations

import pytest
import yaml

from d365arch.catalog.load import own_catalog
from d365arch.discovery.names import normalised, platform_of, says_nothing, service_of, system_named, type_of_name
from d365arch.discovery.records import DATAVERSE, FINANCE_OPERATIONS, Identity


@pytest.mark.parametrize("name", [
    "D365 F&O", "D365FO", "d365 finops", "F & O", "Dynamics 365 Finance and Operations", "Dynamics365 F&O",
    "Microsoft Dynamics 365 Finance & Operations (prod)", "D365 for Finance and Operations", "Dynamics AX",
    "the D365 F&O system", "ERP (D365 F&O)", "D365 Finance & Operations PROD", "D365 Finance und Operations",
])
def test_names_of_finance_and_operations(name: str) -> None:
    assert system_named(name).identity == FINANCE_OPERATIONS


@pytest.mark.parametrize("name", ["Dataverse", "CDS", "Microsoft Dataverse", "Power Platform (Dataverse)"])
def test_names_of_dataverse(name: str) -> None:
    assert system_named(name).identity == DATAVERSE


def test_sales_and_customer_engagement_are_one_system_on_dataverse() -> None:
    names = ("D365 Sales", "Dynamics 365 Sales", "D365 CE", "D365 CRM", "MS Dynamics CRM",
             "Dynamics 365 Sales (Dataverse)")
    identities = {system_named(name).identity for name in names}
    assert len(identities) == 1
    assert platform_of(identities.pop()) == "dataverse"


@pytest.mark.parametrize(("one", "other"), [
    ("SAP Ariba", "SAP S/4HANA"), ("SAP", "SAP S/4HANA"), ("Sales portal", "D365 Sales"),
    ("Finance data mart", "D365 F&O"),
    ("SAP (Germany)", "SAP (USA)"), ("AX 2012", "D365 F&O"), ("Salesforce EMEA", "Salesforce APAC"),
    ("CRM", "D365 CRM"),
    ("Sales", "D365 Sales"), ("D365 Sales (F&O)", "D365 Sales"), ("OpenText Trading Grid", "OpenText"),
    ("Supplier portal (Power Pages)", "Dealer portal (Power Pages)"), ("D365 F&O (UAT)", "D365 F&O"),
])
def test_a_part_of_a_name_decides_nothing(one: str, other: str) -> None:
    assert system_named(one).identity != system_named(other).identity


@pytest.mark.parametrize(("one", "other"), [
    ("SAP S/4", "SAP S4 HANA"), ("the Web-Shop", "web shop"), ("Legacy ERP system", "legacy erp"),
    ("Workday (HR)", "Workday"),
    ("Data Mart (prod)", "data mart"), ("Open Text", "OpenText"), ("Goods & Parts", "Goods and parts"),
    ("PowerBI", "Power BI"),
])
def test_writings_of_one_name(one: str, other: str) -> None:
    assert system_named(one).identity == system_named(other).identity


@pytest.mark.parametrize(("name", "wanted"), [
    ("Finance data mart", "other.data-warehouse"), ("Supplier Portal", "other.portal"),
    ("Salesforce EMEA", "other.crm"),
    ("Zebra WMS", "other.wms"), ("Workday", "other.hr"), ("House bank", "other.bank"), ("Webshop", "other.e-commerce"),
    ("Kundenportal", "other.portal"), ("Lagerverwaltung", "other.wms"), ("Frobnicator", None),
    ("SAP Frobnicator", None),
    ("Sales", None),
])
def test_the_last_words_tell_the_type(name: str, wanted: str | None) -> None:
    assert type_of_name(name) == wanted


@pytest.mark.parametrize(("name", "wanted"), [
    ("Azure Monitor Agent", None), ("Agent", "person.user"), ("SAP client", None), ("Delivery van", None),
    ("Sales app", None), ("Backup host system", None), ("Business users", "person.user"),
    ("Adapter for CRM", None), ("Data from ERP", None), ("Archive of invoices", "other.document-archive"),
    ("Contoso base de datos", "other.database"),
    ("Orders Logic App", "azure.logic-apps"), ("Orders function app dev", "azure.functions"),
    ("Contoso Service Bus", "azure.service-bus"), ("Social fabric", None), ("Marketing teams", None),
])
def test_words_that_mislead_tell_no_type(name: str, wanted: str | None) -> None:
    assert type_of_name(name) == wanted
    assert system_named(name).type == wanted
    assert system_named(name).type == wanted


def test_addresses_are_systems_of_their_host_and_queries_are_dropped() -> None:
    assert system_named("https://contoso.operations.dynamics.com/data?code=abcdef").identity == Identity(
        "fo", "contoso.operations.dynamics.com")
    assert system_named("erp.intern.example.com").identity == Identity("host", "erp.intern.example.com")
    assert system_named("Booking.com").identity.kind == "named"


def test_the_written_name_is_kept_as_an_alias() -> None:
    assert system_named("D365FO").aliases == ("D365FO",)
    assert system_named("Frobnicator").aliases == ()


def test_known_services_have_the_identity_that_flows_give_them() -> None:
    assert system_named("Salesforce").identity == Identity("connector.salesforce")
    assert system_named("Service Bus").identity == Identity("azure.service-bus")
    assert service_of(system_named("SQL Server").identity) == "sql"
    assert service_of(system_named("Frobnicator").identity) is None


@pytest.mark.parametrize("name", ["", " ", "n/a", "TBD", "?", "---", "various", "Unbekannt"])
def test_names_that_say_nothing(name: str) -> None:
    assert says_nothing(name)


def test_names_that_say_something() -> None:
    assert not any(map(says_nothing, ("X", "SAP", "D365", "日本", "0815")))


def test_hostile_names_are_cut_and_cleaned() -> None:
    found = system_named("\u202eD365 Sales\x00<script>" + "(" * 5_000)
    assert len(found.name) <= 200
    assert "\u202e" not in found.name and "\x00" not in found.name
    assert normalised("(" * 10_000) == ""


def test_every_type_is_of_the_catalog() -> None:
    from importlib import resources

    data = yaml.safe_load((resources.files("d365arch.resources") / "discovery" / "names.yaml").read_text("utf-8"))
    types = own_catalog().system_types
    stated = {row["type"] for row in data["products"] if "type" in row} | set(data["kinds"])
    assert sorted(stated - set(types)) == []
