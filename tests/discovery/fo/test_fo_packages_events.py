"""Data packages and business event exports: which integrations they prove, and what is only assumed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from d365arch.catalog.load import load_catalog
from d365arch.discovery.fo.events import BusinessEventExports
from d365arch.discovery.fo.metadata import FinanceOperationsMetadata
from d365arch.discovery.fo.packages import DataPackages
from d365arch.discovery.landscape import landscape_of
from d365arch.discovery.pipeline import discover
from d365arch.discovery.records import Discovery, FoundIntegration, Identity
from d365arch.model.vocabulary import Confidence, DataFlow, Timing, Trigger

Found = Callable[[Mapping[str, Any]], Discovery]
FO = Identity("fo", "acme.operations.dynamics.com")


def manifest(name: str, *entities: tuple[str, str, str]) -> bytes:
    listed = "".join(
        f"<DataManagementPackageEntityData><EntityMapList/><EntityName>{entity}</EntityName><InputFilePath>{path}"
        f"</InputFilePath><SourceFormat>{form}</SourceFormat></DataManagementPackageEntityData>"
        for entity, path, form in entities
    )
    text = (
        '<DataManagementPackageManifest xmlns="http://schemas.microsoft.com/dynamics/2015/01/DataManagement">'
        f"<DefinitionGroupName>{name}</DefinitionGroupName><Description>Every night</Description>"
        f"<PackageEntityList>{listed}</PackageEntityList></DataManagementPackageManifest>"
    )
    return b"\xff\xfe" + text.encode("utf-16-le")


def archive(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return buffer.getvalue()


HEADER = b"\xff\xfe" + "<DataManagementPackageHeader/>".encode("utf-16-le")


@pytest.fixture
def fo(write: Callable[[Mapping[str, Any]], Any]) -> Found:
    readers = [FinanceOperationsMetadata(), DataPackages(), BusinessEventExports()]
    return lambda files: discover([write(files)], readers=readers)


def by_automation(found: Discovery) -> dict[str, FoundIntegration]:
    return {one.automation: one for one in found.integrations}


def test_a_package_is_a_likely_import_by_somebody(fo: Found) -> None:
    package = archive(
        {
            "Manifest.xml": manifest("Rent import", ("Rents", "Rents.csv", "CSV-Comma"), ("Lots", "L.xml", "")),
            "PackageHeader.xml": HEADER,
            "Rents.csv": b"a,b",
            "L.xml": b"<Document/>",
        }
    )
    found = fo({"one.zip": package, "again.zip": package})
    line = by_automation(found)["data-package/rent import"]
    assert len(found.integrations) == 1 and line.from_.kind == "unknown-caller" and line.to == Identity("fo")
    assert (line.timing, line.trigger, line.data, line.confidence) == (
        Timing.ASYNCHRONOUS,
        Trigger.ON_DEMAND,
        DataFlow.PUSH,
        Confidence.LIKELY,
    )
    assert line.entities == ("Rents", "Lots") and line.protocol == "data package (DMF), CSV and XML"
    assert line.description == "Every night" and line.frequency is None, "a description starts nothing"
    assert any("does not say whether it is imported or exported" in one.sentence for one in found.remarks)
    assert not found.passed_over


def test_an_unpacked_package_takes_only_its_own_files_and_knows_the_entities(fo: Found) -> None:
    entity = (
        "<AxDataEntityView><Name>RentEntity</Name><Label>Rents</Label><DataManagementEnabled>Yes"
        "</DataManagementEnabled></AxDataEntityView>"
    )
    found = fo(
        {
            "p/Manifest.xml": manifest("", ("Rents", "Rents.csv", "CSV")),
            "p/Rents.csv": "a",
            "p/other.csv": "b",
            "m/AxDataEntityView/E.xml": entity,
        }
    )
    assert by_automation(found)["data-package/p"].details == ("Rents: data entity RentEntity",)
    assert found.passed_over == ((".csv", 1),)


CONTEXT = "https://acme.operations.dynamics.com/data/$metadata#"
ENDPOINTS = {
    "@odata.context": CONTEXT + "BusinessEventsEndpoints",
    "value": [
        {
            "Name": "OrderQueue",
            "Type": "AzureServiceBusQueue",
            "ServiceBusQueueName": "orders",
            "KeyVaultDnsName": "https://acme-kv.vault.azure.net",
            "DecryptedAzureAppSecret": "CANARYevent01value",
        },
        {
            "Name": "Grid",
            "Type": 3,
            "EventGridEndpointUrl": "https://acme-grid.westeurope-1.eventgrid.azure.net/api/events",
        },
        {"Name": "Hub", "Type": "AzureEventHub", "EventHubName": "stream", "Namespace": "acme-hub"},
        {
            "Name": "Hook",
            "Type": "Https",
            "EndpointUrl": "https://hook.example.com/CANARYpath02?key=CANARYevent02value",
        },
        {"Name": "Flow", "Type": "MicrosoftFlow"},
        {"Name": "Spare", "Type": "AzureBlobStorage"},
    ],
}


def on(event: str, endpoint: str, company: str = "", disabled: str = "No") -> dict[str, str]:
    return {
        "BusinessEventsTable": event,
        "LegalEntity": company,
        "BusinessEventsEndpoint_Name": endpoint,
        "Disabled": disabled,
    }


def test_activations_with_the_columns_of_the_odata_entities(fo: Found) -> None:
    found = fo(
        {
            "endpoints.json": ENDPOINTS,
            "active.json": {
                "@odata.context": CONTEXT + "BusinessEventsConfigurations",
                "value": [
                    on("RentEvent", "OrderQueue", "USMF"),
                    on("RentEvent", "OrderQueue", "DEMF", "Yes"),
                    on("LotEvent", "OrderQueue", "DEMF", "Yes"),
                    on("RentEvent", "Grid"),
                    on("RentEvent", "Hub"),
                    on("RentEvent", "Hook", "USMF", "Yes"),
                    on("RentEvent", "Flow"),
                    on("RentEvent", "Elsewhere"),
                ],
            },
        }
    )
    lines = by_automation(found)
    assert {key: (one.to, one.protocol, one.active) for key, one in lines.items()} == {
        "business-events/orderqueue": (Identity("azure.service-bus"), "business event over Service Bus", True),
        "business-events/grid": (Identity("azure.event-grid", "acme-grid"), "business event over Event Grid", True),
        "business-events/hub": (Identity("azure.event-hubs", "acme-hub"), "business event over Event Hubs", True),
        "business-events/hook": (Identity("host", "hook.example.com"), "business event over HTTPS", False),
        "business-events/flow": (Identity("dataverse"), "business event over Power Automate", True),
        "business-events/elsewhere": (Identity("business-event-endpoint", "elsewhere"), "business event", True),
    }
    queue = lines["business-events/orderqueue"]
    assert queue.from_ == FO and queue.entities == ("RentEvent",) and queue.to_endpoint == "queue/orders"
    assert queue.notes == ("in USMF", "switched off: LotEvent")
    assert (queue.trigger, queue.timing, queue.data, queue.confidence) == (
        Trigger.EVENT,
        Timing.NEAR_REAL_TIME,
        DataFlow.PUSH,
        Confidence.CERTAIN,
    )
    assert lines["business-events/elsewhere"].confidence is Confidence.LIKELY
    assert any(one.identity.kind == "azure.key-vault" and one.supporting for one in found.systems)
    assert any(one.name == "Spare" for one in found.endpoints), "an endpoint without events is an offer"
    assert len(found.secrets) == 2 and "CANARY" not in repr(found)


@pytest.mark.parametrize("form", ["array", "csv", "semicolon", "xml", "wrapped"])
def test_exports_in_other_forms_with_other_column_names(fo: Found, form: str) -> None:
    rows = [("RentEvent", "USMF", "Bus", "True"), ("RentEvent", "DEMF", "Bus", "False")]
    columns = ("BusinessEventId", "Company", "Endpoint name", "Active")
    dicts = [dict(zip(("BusinessEventId", "Company", "EndpointName", "IsActive"), row, strict=True)) for row in rows]
    sign = ";" if form == "semicolon" else ","
    files: dict[str, dict[str, Any]] = {
        "array": {"a.json": dicts},
        "wrapped": {"a.json": {"d": {"results": dicts}}},
        "csv": {"a.csv": "\n".join(sign.join(row) for row in (columns, *rows))},
        "semicolon": {"a.csv": "\n".join(sign.join(row) for row in (columns, *rows))},
        "xml": {
            "a.xml": "<Document>"
            + "".join(
                "<BUSINESSEVENTSCONFIGURATIONENTITY>"
                + "".join(f"<{key}>{value}</{key}>" for key, value in row.items())
                + "</BUSINESSEVENTSCONFIGURATIONENTITY>"
                for row in dicts
            )
            + "</Document>"
        },
    }
    found = fo({**files[form], "e.csv": "EndpointName,EndpointType,Namespace\nBus,Azure Service Bus Topic,acme-bus\n"})
    line = by_automation(found)["business-events/bus"]
    assert line.to == Identity("azure.service-bus", "acme-bus") and line.active is True and line.notes == ("in USMF",)


def test_the_catalogue_alone_offers_and_sends_nothing(fo: Found) -> None:
    found = fo(
        {
            "c.json": {
                "@odata.context": CONTEXT + "BusinessEventsCatalogs",
                "value": [
                    {"BusinessEventId": "RentEvent", "Module": "Sales", "Name": "@Rent:Label"},
                    {"BusinessEventId": None},
                    7,
                ],
            }
        }
    )
    assert [(one.system, one.key, one.details) for one in found.endpoints] == [
        (FO, "business-events/rentevent", ("category Sales",))
    ]
    assert not found.integrations


def test_environments_do_not_mix(fo: Found) -> None:
    def export(host: str, endpoint: str) -> dict[str, Any]:
        context = f"https://{host}.operations.dynamics.com/data/$metadata#BusinessEventsConfigurations"
        return {"@odata.context": context, "value": [on("RentEvent", endpoint)]}

    found = fo({"prod/a.json": export("acme", "Bus"), "test/a.json": export("acme-test", "Bus")})
    assert {one.from_.part for one in found.integrations} == {
        "acme.operations.dynamics.com",
        "acme-test.operations.dynamics.com",
    }


def test_an_endpoint_told_in_another_folder_may_be_that_of_another_environment(fo: Found) -> None:
    endpoints = "EndpointName;EndpointType;ServiceBusQueueName;ServiceBusNamespace\nBus;ServiceBusQueue;q;acme\n"
    sent = "BusinessEventId;EndpointName;LegalEntity;Enabled\nRentEvent;Bus;USMF;Yes\n"
    beside = fo({"a/BusinessEventsEndpoints.csv": endpoints, "a/BusinessEventsConfigurations.csv": sent})
    apart = fo({"a/BusinessEventsConfigurations.csv": "x\n", "b/BusinessEventsConfigurations.csv": sent})
    assert [one.confidence for one in beside.integrations] == [Confidence.CERTAIN]
    assert {one.confidence for one in apart.integrations if one.evidence[0].file.split("/")[-2] == "b"} == {
        Confidence.LIKELY}


@pytest.mark.parametrize(
    "files",
    [
        {"a.json": {"value": [{"eventName": "x", "endpoint": "y"}]}},
        {"a.csv": "Interface,Endpoint,Type\nOrders,OrderApi,REST\n"},
        {"a.json": [{"EndpointName": "x", "EndpointType": "REST"}]},
        {"a.json": {"value": {"businessEventId": 1}}},
        {"a.json": '"businessevents"'},
        {"a.xml": "<businessevents/>"},
    ],
)
def test_what_only_looks_alike_is_left_to_others(fo: Found, files: Mapping[str, Any]) -> None:
    found = fo(files)
    assert not found.read and not found.integrations


def test_endpoints_under_columns_nobody_foresaw_and_hosts_of_regions(fo: Found) -> None:
    context = "https://acme.operations.eu.dynamics.com/data/$metadata#BusinessEvents"
    sent = [
        {"BusinessEventId": "Posted", "dataAreaId": "DE01", "EndpointName": name, "Enabled": "Yes"}
        for name in ("Carrier", "Bus", "Hook")
    ]
    endpoints = [
        {"EndpointName": "Carrier", "EndpointType": "HTTPS", "Endpoint": "https://api.carrier.example/events?x=1"},
        {"EndpointName": "Bus", "EndpointType": "AzureServiceBusTopic", "Endpoint": "fo-events"},
        {"EndpointName": "Hook", "EndpointType": "HTTPS", "WhereToSend": "https://hook.partner.example/in"},
    ]
    found = fo(
        {
            "BusinessEventsConfigurations.json": {"@odata.context": f"{context}Configurations", "value": sent},
            "BusinessEventsEndpoints.json": {"@odata.context": f"{context}Endpoints", "value": endpoints},
        }
    )
    assert {(one.from_, one.to, one.to_endpoint, one.confidence) for one in found.integrations} == {
        (Identity("fo", "acme.operations.eu.dynamics.com"), to, key, Confidence.CERTAIN)
        for to, key in (
            (Identity("host", "api.carrier.example"), "webhook/carrier"),
            (Identity("azure.service-bus"), "topic/fo-events"),
            (Identity("host", "hook.partner.example"), "webhook/hook"),
        )
    }


def test_the_drawn_endpoint_of_events_counts_events_and_companies_are_not_called(fo: Found) -> None:
    sent = "BusinessEventId;EndpointName;LegalEntity;Enabled\nRentEvent;Bus;USMF;Yes\nLotEvent;Bus;USMF;Yes\n"
    landscape = landscape_of(fo({"BusinessEventsConfigurations.csv": sent}), load_catalog()).landscape
    (system,) = [one for one in landscape.systems if one.type == "d365.finance-operations"]
    assert [one.name for one in system.endpoints] == ["Business events (2)"]
    assert [one.description for one in landscape.integrations] == ["In USMF."]


def test_the_packages_and_events_of_the_corpus(corpus: Any) -> None:
    folder = corpus / "30-synthetic"
    found = discover(
        [folder / "fo-data-package", folder / "fo-business-events"], readers=[DataPackages(), BusinessEventExports()]
    )
    lines = by_automation(found)
    assert set(lines) == {
        "data-package/nightly-vendor-import",
        "business-events/invoicetopic",
        "business-events/supplierportalhook",
    }
    assert lines["data-package/nightly-vendor-import"].entities == ("Vendors V2", "Vendor bank accounts")
    assert lines["business-events/supplierportalhook"].active is True
    assert "CANARY" not in repr(found)
