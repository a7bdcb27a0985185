"""Service Bus, Event Hubs, Event Grid, apps and storage in templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from d365arch.discovery.records import Discovery, Identity
from d365arch.model.vocabulary import Timing, Trigger

Found = Callable[[Mapping[str, Any]], Discovery]


def template(*resources: Mapping[str, Any], parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0", "parameters": parameters or {}, "resources": list(resources)}


def resource(kind: str, name: str, properties: Mapping[str, Any] | None = None, /, **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "properties": properties or {}, **more}


def test_resources_alone_are_systems_and_never_integrations(found: Found) -> None:
    discovery = found(
        {
            "t.json": template(
                resource("Microsoft.Storage/storageAccounts", "acmedata"),
                resource("Microsoft.Storage/storageAccounts/queueServices/queues", "acmedata/default/orders"),
                resource(
                    "MICROSOFT.SERVICEBUS/namespaces",
                    "acme-bus",
                    resources=[resource("queues", "invoices", {"forwardTo": "all"})],
                ),
                resource("Microsoft.EventHub/namespaces/eventhubs", "acme-hubs/telemetry"),
                resource("Microsoft.Web/sites", "acme-func", kind="functionapp,linux"),
            )
        }
    )
    assert {one.identity for one in discovery.systems} == {
        Identity("azure.storage", "acmedata"), Identity("azure.service-bus", "acme-bus"),
        Identity("azure.event-hubs", "acme-hubs"), Identity("azure.functions", "acme-func")}
    assert {one.key for one in discovery.endpoints} == {"queue/orders", "queue/invoices", "hub/telemetry"}
    assert not discovery.integrations


@pytest.mark.parametrize(
    ("destination", "to"),
    [
        (
            {
                "endpointType": "ServiceBusQueue",
                "properties": {"resourceId": "[resourceId('Microsoft.ServiceBus/namespaces/queues', 'acme-bus', 'q')]"},
            },
            ("azure.service-bus", "acme-bus"),
        ),
        (
            {
                "endpointType": "AzureFunction",
                "properties": {
                    "resourceId": "[concat(resourceId('Microsoft.Web/sites', 'acme-func'), '/functions/handle')]"
                },
            },
            ("azure.functions", "acme-func"),
        ),
        (
            {
                "endpointType": "WebHook",
                "properties": {"endpointUrl": "https://hook.acme.example/in?code=abcdefghijkl"},
            },
            ("host", "hook.acme.example"),
        ),
        (
            {
                "endpointType": "WebHook",
                "properties": {
                    "endpointUrl": "[listCallbackUrl(resourceId('Microsoft.Logic/workflows/triggers', 'la-orders', "
                    "'manual'), '2019-05-01').value]"
                },
            },
            ("azure.logic-apps", "la-orders"),
        ),
        (
            {"endpointType": "StorageQueue", "properties": {"queueName": "q", "resourceId": "[parameters('account')]"}},
            ("azure.storage", "{account}"),
        ),
    ],
)
def test_events_are_sent_on_where_both_sides_are_named(
    found: Found, destination: Mapping[str, Any], to: tuple[str, str]
) -> None:
    discovery = found({"t.json": template(
        resource("Microsoft.EventGrid/systemTopics", "acme-topic", {
            "source": "[resourceId('Microsoft.Storage/storageAccounts', 'acmedata')]",
            "topicType": "Microsoft.Storage.StorageAccounts"}),
        resource("Microsoft.EventGrid/systemTopics/eventSubscriptions", "acme-topic/created", {
            "destination": destination, "filter": {"includedEventTypes": ["Microsoft.Storage.BlobCreated"]}}),
        parameters={"account": {"type": "string"}})})
    (one,) = discovery.integrations
    assert (one.from_, one.to) == (Identity("azure.storage", "acmedata"), Identity(*to))
    assert (one.timing, one.trigger, one.entities) == (Timing.NEAR_REAL_TIME, Trigger.EVENT, ("BlobCreated",))
    assert "abcdefghijkl" not in repr(discovery.integrations)


@pytest.mark.parametrize(
    "row",
    [
        resource("Microsoft.EventGrid/topics/providers/eventSubscriptions", "acme-topic/Microsoft.EventGrid/sub"),
        resource(
            "Microsoft.EventGrid/eventSubscriptions",
            "sub",
            scope="[resourceId('Microsoft.EventGrid/topics', 'acme-topic')]",
        ),
        resource("Microsoft.EventGrid/topics/eventSubscriptions", "acme-topic/sub"),
    ],
)
def test_subscriptions_of_a_custom_topic_in_all_forms(found: Found, row: dict[str, Any]) -> None:
    row["properties"] = {
        "destination": {
            "endpointType": "EventHub",
            "properties": {
                "resourceId": "/subscriptions/0/resourceGroups/r/providers/Microsoft.EventHub/"
                "namespaces/acme-hubs/eventhubs/in"
            },
        }
    }
    (one,) = found({"t.json": template(row)}).integrations
    assert (one.from_, one.to) == (
        Identity("azure.event-grid", "acme-topic"),
        Identity("azure.event-hubs", "acme-hubs"),
    )


def test_a_hub_that_captures_writes_to_storage(found: Found) -> None:
    capture = {"enabled": True, "destination": {"name": "EventHubArchive.AzureBlockBlob", "properties": {
        "storageAccountResourceId": "[resourceId('Microsoft.Storage/storageAccounts', 'acmelake')]"}}}
    (one,) = found(
        {
            "t.json": template(
                resource("Microsoft.EventHub/namespaces/eventhubs", "acme-hubs/in", {"captureDescription": capture})
            )
        }
    ).integrations
    assert one.to == Identity("azure.storage", "acmelake")


def test_settings_of_an_app_are_hints_and_their_values_stay_away(found: Found) -> None:
    settings = [{"name": "DATAVERSE_URL", "value": "https://acme.crm4.dynamics.com/path?x=hidden-query"},
                {"name": "ServiceBusConnection", "value": "Endpoint=sb://acme/;SharedAccessKey=Hidden0Hidden1Hidden2="},
                {"name": "FUNCTIONS_WORKER_RUNTIME", "value": "dotnet"}]
    discovery = found({"t.json": template(resource("Microsoft.Web/sites", "acme-func", {
        "siteConfig": {"appSettings": settings}}, kind="functionapp"))})
    (remark,) = discovery.remarks
    assert (
        "DATAVERSE_URL (Dataverse acme.crm4.dynamics.com)" in remark.sentence
        and "ServiceBusConnection" in remark.sentence
    )
    assert "FUNCTIONS_WORKER" not in remark.sentence
    assert "hidden" not in remark.sentence.lower()
    assert not discovery.integrations and [one.kind for one in discovery.secrets] == ["access key"]


def test_names_that_only_a_deployment_knows_stay_in_braces(found: Found) -> None:
    discovery = found({"t.json": template(
        resource("Microsoft.Storage/storageAccounts", "[concat(parameters('prefix'), 'data')]"),
        parameters={"prefix": {"type": "string"}})})
    (one,) = discovery.systems
    assert one.identity == Identity("azure.storage", "{prefix}data") and one.unresolved
