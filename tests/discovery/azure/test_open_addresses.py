"""Addresses that are put together or asked for at run time, told by their end or by the token for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from d365arch.discovery.records import Discovery, Identity

Found = Callable[[Mapping[str, Any]], Discovery]


def web(name: str, url: str, resource: str = "", method: str = "GET") -> dict[str, Any]:
    inside: dict[str, Any] = {"url": {"value": url, "type": "Expression"}, "method": method}
    if resource:
        inside["authentication"] = {"type": "MSI", "resource": resource}
    return {"name": name, "type": "WebActivity", "typeProperties": inside}


def pipelines(**activities: list[Any]) -> dict[str, Any]:
    own = {"parameters": {"bus": {"type": "string"}, "fixed": {"type": "string", "defaultValue": "acme"}},
           "variables": {"hook": {"type": "String"}, "base": {"type": "String", "defaultValue": "https://acme.test/"}}}
    return {f"work/pipeline/{name}.json": {"name": name, "properties": {"activities": rows, **own}}
            for name, rows in activities.items()} | {
        "work/linkedService/acme-ws-WorkspaceDefaultStorage.json": {
            "name": "acme-ws-WorkspaceDefaultStorage", "properties": {
                "type": "AzureBlobFS", "typeProperties": {"url": "https://acmelake.dfs.core.windows.net"}}}}


def reached(discovery: Discovery) -> set[str]:
    names = {one.identity: one.name for one in discovery.systems}
    return {names[one.to] for one in discovery.integrations}


@pytest.mark.parametrize(("url", "resource", "names"), [
    ("@concat(variables('base'), 'orders')", "", {"acme.test"}),
    ("@concat('https://', pipeline().parameters.bus, '.servicebus.windows.net/orders/messages')", "",
     {"Azure Service Bus (bus)"}),
    ("@concat('https://', pipeline().parameters.fixed, '.servicebus.windows.net/x')", "", {"Azure Service Bus acme"}),
    ("@concat('https://', if(equals(1, 2), 'a', 'b'), '.vault.azure.net/secrets/s')", "", set()),
    ("@concat(variables('hook'), 'secret-name')", "https://vault.azure.net", set()),
    ("@concat(variables('hook'), '/start')", "https://management.azure.com/", {"Azure Resource Manager"}),
    ("@concat(variables('hook'), 'file.json')", "https://storage.azure.com/", {"Azure Storage (hook)"}),
    ("@activity('Ask for it').output.value", "", {"Web service (Ask for it)"}),
    ("@toLower(pipeline().Pipeline)", "", {"Web service of one / call"}),
    ("https://eu-1.in.applicationinsights.azure.com/v2/track", "", set()),
])
def test_web_activities(found: Found, url: str, resource: str, names: set[str]) -> None:
    assert reached(found(pipelines(one=[web("call", url, resource)]))) == names


def test_what_gives_the_address_is_one_system_for_all_who_ask_it(found: Found) -> None:
    hook = "@pipeline().parameters.bus"
    discovery = found(pipelines(one=[web("a", hook), web("b", hook, method="POST")], two=[web("a", hook)]))
    assert reached(discovery) == {"Web service (bus)"}
    assert len(discovery.integrations) == 1


def test_the_pools_of_a_workspace_are_the_workspace_itself(found: Found) -> None:
    def files(server: str) -> dict[str, Any]:
        look = {"name": "look", "type": "Lookup", "typeProperties": {
            "dataset": {"referenceName": "rows", "type": "DatasetReference"}}}
        return pipelines(one=[look]) | {
            "work/dataset/rows.json": {"name": "rows", "properties": {"type": "AzureSqlTable", "linkedServiceName": {
                "referenceName": "db", "type": "LinkedServiceReference"}}},
            "work/linkedService/db.json": {"name": "db", "properties": {"type": "AzureSqlDatabase", "typeProperties": {
                "connectionString": f"Data Source={server};Initial Catalog=curated"}}}}

    assert not found(files("acme-ws-ondemand.sql.azuresynapse.net")).integrations
    assert len(found(files("other-ws-ondemand.sql.azuresynapse.net")).integrations) == 1


def test_an_api_whose_backend_is_an_output_is_told_by_its_token(found: Found) -> None:
    main = """
var backend = '<set-backend-service base-url="${bus.outputs.endpoint}" />'
var token = '<authentication-managed-identity resource="https://servicebus.azure.net" />'
module bus 'bus.bicep' = { name: 'bus' }
resource service 'Microsoft.ApiManagement/service@2023-05-01-preview' existing = { name: 'acme-apim' }
resource api 'Microsoft.ApiManagement/service/apis@2023-05-01-preview' = {
  parent: service
  name: 'events'
  properties: { path: 'events' }
  resource policies 'policies' = {
    name: 'policy'
    properties: {
      value: '<policies><inbound>${token}${backend}</inbound></policies>'
    }
  }
}
"""
    bus = """
resource bus 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = { name: 'acme-bus' }
output endpoint string = bus.properties.serviceBusEndpoint
"""
    discovery = found({"main.bicep": main, "bus.bicep": bus})
    assert [one.to.kind for one in discovery.integrations] == ["azure.service-bus"]
    assert Identity("azure.service-bus", "acme-bus") in {one.identity for one in discovery.systems}
