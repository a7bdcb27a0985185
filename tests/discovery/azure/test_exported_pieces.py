"""Pieces of Azure as people export and keep them: projects in subfolders, single parts, emptied paths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from d365arch.discovery.known import connector, system_at
from d365arch.discovery.records import Discovery, Identity

Found = Callable[[Mapping[str, Any]], Discovery]


def names(discovery: Discovery) -> list[str]:
    return [one.name for one in discovery.systems]


def app(actions: Mapping[str, Any], **triggers: Any) -> dict[str, Any]:
    start = triggers or {"daily": {"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}}
    return {"definition": {"$schema": "", "triggers": start, "actions": dict(actions)}, "kind": "Stateful"}


def test_connections_of_a_standard_app_may_stand_one_level_above_its_workflows(found: Found) -> None:
    query = {"type": "ServiceProvider", "inputs": {
        "parameters": {"query": "select 1"}, "serviceProviderConfiguration": {
            "connectionName": "sql", "operationId": "executeQuery", "serviceProviderId": "/serviceProviders/sql"}}}
    connections = {"serviceProviderConnections": {"sql": {
        "parameterSetName": "ManagedServiceIdentity", "serviceProvider": {"id": "/serviceProviders/sql"},
        "parameterValues": {"serverName": "acme.database.windows.net", "databaseName": "orders"}}}}
    discovery = found({"app/connections.json": connections, "app/host.json": {"version": "2.0"},
                       "app/workflows/a/workflow.json": app({"q": query}),
                       "app/workflows/b/workflow.json": app({"q": query}),
                       "other/c/workflow.json": app({"q": query})})
    assert names(discovery).count("Azure SQL acme.database.windows.net / orders") == 1
    server = Identity("sql", "acme.database.windows.net/orders")
    assert {one.automation for one in discovery.integrations if one.to == server} == {"logic-app/a", "logic-app/b"}


@pytest.mark.parametrize(("key", "name"), [
    ("servicebus_1", "Azure Service Bus"), ("servicebus-12", "Azure Service Bus"), ("sql_", "SQL Server"),
    ("acme_1", "acme_1")])
def test_a_numbered_key_stands_for_its_connector(key: str, name: str) -> None:
    assert connector(key).name == name


def test_an_emptied_path_names_no_site_and_no_list(found: Found) -> None:
    nothing = "@{encodeURIComponent(encodeURIComponent(''))}"
    trigger = {"type": "ApiConnection", "recurrence": {"frequency": "Minute", "interval": 3}, "inputs": {
        "host": {"connection": {"name": "@parameters('$connections')['sharepointonline']['connectionId']"}},
        "method": "get", "path": f"/datasets/{nothing}/tables/{nothing}/onnewitems"}}
    resource = {"name": "acme-app", "type": "Microsoft.Logic/workflows", "properties": {
        "definition": app({}, item=trigger)["definition"]}}
    discovery = found({"body.json": resource})
    assert names(discovery) == ["Azure Logic Apps acme-app", "SharePoint Online"]
    assert discovery.integrations[0].entities == ()


def test_parts_of_a_workspace_that_are_exported_one_by_one_belong_together(found: Found) -> None:
    def part(kind: str, name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        return {"name": name, "type": f"Microsoft.Synapse/workspaces/{kind}", "properties": dict(properties)}

    lookup = {"name": "look", "type": "Lookup", "typeProperties": {
        "dataset": {"referenceName": "rows", "type": "DatasetReference"}, "source": {"type": "AzureSqlSource"}}}
    discovery = found({
        "sales/load.json": part("pipelines", "load", {"activities": [lookup]}),
        "sales/rows.json": part("datasets", "rows", {
            "type": "AzureSqlTable", "linkedServiceName": {"referenceName": "db", "type": "LinkedServiceReference"}}),
        "sales/db.json": part("linkedservices", "db", {"type": "AzureSqlDatabase", "typeProperties": {
            "connectionString": "Server=tcp:acme.database.windows.net,1433;Database=orders"}})})
    assert names(discovery) == ["Azure SQL acme.database.windows.net / orders", "Azure Synapse (sales)"]
    assert len(discovery.integrations) == 1


def test_a_factory_named_at_deployment_keeps_its_name_readable(found: Found) -> None:
    bicep = """
resource factory 'Microsoft.DataFactory/factories@2018-06-01' = {
  name: '${uniqueString(resourceGroup().id)}-adf'
}
"""
    assert names(found({"main.bicep": bicep})) == ["Azure Data Factory {uniquestring}-adf"]


def test_keys_of_settings_in_xml_are_names(found: Found) -> None:
    document = """<configuration><appSettings><add key="Acme2Log4Setting1Key2Name" value="on"/>
<add key="ApiKey" value="q83nfKq0fj3kfKE92jfkdlwq"/></appSettings></configuration>"""
    secrets = found({"web.xml": document}).secrets
    assert [one.place for one in secrets] == ["/configuration/appSettings/add[2]/@value"]


def test_hosts_of_synapse_and_databricks() -> None:
    assert system_at("acme.dev.azuresynapse.net").identity == system_at("acme.sql.azuresynapse.net").identity
    assert system_at("adb-1.1.azuredatabricks.net").name == "Azure Databricks adb-1.1.azuredatabricks.net"


def test_tokens_of_deployment_pipelines_are_no_hosts(found: Found) -> None:
    def post(uri: str) -> dict[str, Any]:
        return {"type": "Http", "inputs": {"method": "POST", "uri": uri}}

    actions = {"a": post("https://orders.${DOMAIN}/api"), "b": post("#{AddressOfStock}#/stock"),
               "c": post("https://__VaultName__.blob.core.windows.net/x"), "d": post("https://acme.test/$(run)/it")}
    discovery = found({"app/w/workflow.json": app(actions)})
    assert set(names(discovery)) == {
        "Azure Logic Apps w", "DOMAIN", "AddressOfStock", "Azure Blob Storage", "acme.test"}


def test_saved_templates_of_a_factory_run_nowhere(found: Found) -> None:
    web = {"name": "call", "type": "WebActivity", "typeProperties": {"url": "https://acme.test/x", "method": "GET"}}
    template = {"$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
                "contentVersion": "1.0.0.0", "parameters": {"factoryName": {"type": "string"}}, "resources": [
                    {"name": "[concat(parameters('factoryName'), '/p')]", "properties": {"activities": [web]},
                     "type": "Microsoft.DataFactory/factories/pipelines"}]}
    discovery = found({
        "adf/factory/acme.json": {"name": "acme", "properties": {}},
        "adf/pipeline/p.json": {"name": "p", "properties": {"activities": [web]}},
        "adf/templates/p/p.json": template, "adf/templates/p/manifest.json": {"name": "p"}})
    assert set(names(discovery)) == {"Azure Data Factory acme", "acme.test"}


def test_an_address_in_a_setting_is_of_the_service_that_the_token_is_for(found: Found) -> None:
    def call(setting: str, audience: str) -> dict[str, Any]:
        token = {"type": "ManagedServiceIdentity", "audience": audience}
        uri = f"@{{appsetting('{setting}')}}/orders"
        return {"type": "Http", "inputs": {"method": "GET", "uri": uri, "authentication": token}}

    actions = {"a": call("LAKE_URL", "https://storage.azure.com"), "b": call("SAFE_URL", "https://vault.azure.net"),
               "c": call("OTHER_URL", "api://acme")}
    discovery = found({"app/w/workflow.json": app(actions)})
    shown = {one.identity: one.name for one in discovery.systems}
    assert {shown[one.to] for one in discovery.integrations} == {"Azure Storage (LAKE_URL)", "OTHER_URL"}


def test_a_webhook_is_not_for_whom_other_calls_get_their_tokens(found: Found) -> None:
    token = {"type": "ManagedServiceIdentity", "audience": "https://graph.microsoft.com"}
    actions = {"Read": {"type": "Http", "inputs": {
        "method": "GET", "uri": "https://graph.microsoft.com/v1.0/users", "authentication": token}},
        "Tell_the_team": {"type": "Http", "inputs": {"method": "POST", "uri": "@parameters('hook')", "body": {}}},
        "Tell_others": {"type": "Http", "inputs": {"method": "POST", "uri": "", "body": {}}}}
    discovery = found({"app/w/workflow.json": app(actions)})
    assert set(names(discovery)) == {"Azure Logic Apps w", "Microsoft Graph", "hook", "Tell others"}
    assert len(discovery.integrations) == 3
