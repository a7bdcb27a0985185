"""Constructs of published flows: what is read back of a trigger, open ends of addresses, environments by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from d365arch.discovery.records import DATAVERSE, Discovery
from d365arch.model.vocabulary import Confidence
from tests.discovery.flows.flow_texts import BUTTON, HOURLY, call, flow, http, one_flow

Found = Callable[[Mapping[str, Any]], Discovery]

MAIL = {
    "Mail": {
        "type": "OpenApiConnectionNotification",
        "inputs": {
            "host": {
                "connectionName": "shared_office365",
                "operationId": "OnNewEmailV3",
                "apiId": "/providers/Microsoft.PowerApps/apis/shared_office365",
            },
            "parameters": {"folderPath": "Inbox"},
        },
    }
}
LEGACY = "@parameters('$connections')['shared_commondataservice']['connectionId']"


def ends(discovery: Discovery) -> list[tuple[str, str]]:
    return sorted((one.from_.kind, one.to.kind) for one in discovery.integrations)


def old_call(dataset: str, kind: str = "ApiConnection") -> dict[str, Any]:
    return {
        "type": kind,
        "inputs": {
            "host": {"connection": {"name": LEGACY}},
            "method": "get",
            "path": "/v2/datasets/"
            f"@{{encodeURIComponent(encodeURIComponent('{dataset}'))}}/tables/@{{encodeURIComponent('accounts')}}/items",
        },
    }


@pytest.mark.parametrize("operation", ["GetAttachment_V2", "ExportEmail_V2", "GetEmailV2"])
def test_reading_the_mail_that_came_is_part_of_its_event(found: Found, operation: str) -> None:
    discovery = found(one_flow(flow(MAIL, {"Read": call("shared_office365", operation)})))
    assert ends(discovery) == [("connector.office365", "dataverse")]


@pytest.mark.parametrize("operation", ["SendEmailV2", "DeleteEmail_V2", "MarkAsRead_V3", "SubmitForm"])
def test_changing_the_mailbox_is_an_integration_of_its_own(found: Found, operation: str) -> None:
    discovery = found(one_flow(flow(MAIL, {"Do": call("shared_office365", operation)})))
    assert ends(discovery) == [("connector.office365", "dataverse"), ("dataverse", "connector.office365")]


def test_completing_the_message_that_came_is_part_of_receiving_it(found: Found) -> None:
    trigger = {
        "Message": {
            "type": "OpenApiConnection",
            "recurrence": {"frequency": "Minute", "interval": 1},
            "inputs": {
                "host": {
                    "connectionName": "shared_servicebus",
                    "operationId": "GetMessageFromQueueWithPeekLock",
                    "apiId": "/providers/Microsoft.PowerApps/apis/shared_servicebus",
                },
                "parameters": {"queueName": "orders"},
            },
        }
    }
    discovery = found(
        one_flow(flow(trigger, {"Done": call("shared_servicebus", "CompleteMessageInQueue", queueName="orders")}))
    )
    assert ends(discovery) == [("azure.service-bus", "dataverse")]


def test_the_beginning_of_an_address_tells_the_host_of_a_request(found: Found) -> None:
    action = call(
        "shared_webcontents",
        "InvokeHttp",
        **{"request/method": "GET", "request/url": "https://stock.example.com/items/@{triggerBody()['item']}/level"},
    )
    discovery = found(one_flow(flow(BUTTON, {"Ask": action})))
    assert [one.to for one in discovery.integrations] == [("host", "stock.example.com")]


def test_the_only_environment_that_old_calls_name_is_the_own(found: Found) -> None:
    assert ends(found(one_flow(flow(HOURLY, {"Rows": old_call("org1a2b.crm4")})))) == []


def test_an_environment_beside_the_current_one_is_another(found: Found) -> None:
    discovery = found(one_flow(flow(HOURLY, {"Rows": old_call("org1a2b.crm4"), "Own": old_call("default.cds")})))
    assert [(one.from_, one.to) for one in discovery.integrations] == [
        (DATAVERSE, ("dataverse", "org1a2b.crm4.dynamics.com"))
    ]
    assert discovery.integrations[0].evidence[0].confidence is Confidence.LIKELY


def test_a_call_without_a_token_does_not_go_where_tokens_are_for(found: Found) -> None:
    actions = {
        "Graph": http(
            "https://graph.microsoft.com/v1.0/groups",
            authentication={"type": "ActiveDirectoryOAuth", "audience": "https://graph.microsoft.com"},
        ),
        "Tell": http("@parameters('NotifyUrl')", "POST"),
    }
    discovery = found(one_flow(flow(HOURLY, actions)))
    assert sorted(one.to.kind for one in discovery.integrations) == ["address", "microsoft-graph"]


@pytest.mark.parametrize("host", ["STOREURL", "shop-api.example.com"])
def test_paths_of_the_retail_server_tell_the_scale_unit(found: Found, host: str) -> None:
    discovery = found(one_flow(flow(BUTTON, {"Find": http(f"https://{host}/Commerce/Customers/Search", "POST")})))
    called = next(one for one in discovery.systems if one.identity == discovery.integrations[0].to)
    assert (called.type, called.unresolved) == ("d365.commerce-scale-unit", "." not in host)
    assert discovery.integrations[0].evidence[0].confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    ("api", "name"),
    [
        ("shared_fab-5fparcel-20tracking-5f1bdc0283b66cd8a9", "parcel tracking (custom connector)"),
        ("shared_parceltracking-5f1bdc0283b66cd8a9-5fe4caae088dbe83f8", "parceltracking (custom connector)"),
        ("shared_parcel.20tracking.5f1bdc0283b66cd8a9.-170e8be966aa557f", "parcel tracking (custom connector)"),
        (
            "shared_fab-5fparcels-20mcp-5faff23b91a3696469.0b52b8ef29f7451d8698ce76e2ddfaa8",
            "parcels mcp (custom connector)",
        ),
    ],
)
def test_custom_connectors_are_named_as_their_ids_say(found: Found, api: str, name: str) -> None:
    discovery = found(one_flow(flow(BUTTON, {"Ask": call(api, "GetParcel")})))
    assert name in [one.name for one in discovery.systems]


def test_administration_of_the_platform_is_internal_and_azure_is_not(found: Found) -> None:
    actions = {
        "Flows": call("shared_microsoftflowforadmins", "AdminGetFlow"),
        "Environments": http("https://api.bap.microsoft.com/providers/Microsoft.BusinessAppPlatform/environments"),
        "Streams": http("https://management.azure.com/subscriptions/x/resourceGroups/y", "DELETE"),
    }
    assert ends(found(one_flow(flow(HOURLY, actions)))) == [("dataverse", "azure.arm")]


def test_an_environment_that_a_flow_on_its_own_names_is_another(found: Found) -> None:
    discovery = found({"definition.json": flow(HOURLY, {"Rows": old_call("org1a2b.crm4")})})
    assert [one.to for one in discovery.integrations] == [("dataverse", "org1a2b.crm4.dynamics.com")]


def test_asking_the_security_service_for_a_token_is_no_integration(found: Found) -> None:
    actions = {
        "Token": http("https://gw.us-il1.gateway.prod.island.powerapps.com/securityservice/token", "POST"),
        "Stock": http("https://inventoryservice.us-il1.gateway.prod.island.powerapps.com/api/onhand", "POST"),
    }
    discovery = found(one_flow(flow(BUTTON, actions)))
    assert [one.to.kind for one in discovery.integrations] == ["inventory-visibility"]


def test_an_address_without_a_host_names_no_site(found: Found) -> None:
    action = call("shared_sharepointonline", "GetItems", dataset="https://", table="Orders")
    discovery = found(one_flow(flow(BUTTON, {"Items": action})))
    assert [one.to for one in discovery.integrations] == [("connector.sharepointonline", "")]
