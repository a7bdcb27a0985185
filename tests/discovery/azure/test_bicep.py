"""Bicep as the template that it makes."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from d365arch.discovery.azure.arm_text import Scope
from d365arch.discovery.azure.bicep_syntax import declarations_of
from d365arch.discovery.azure.bicep_template import template_of
from d365arch.discovery.pipeline import discover
from d365arch.discovery.records import Discovery, Identity

Found = Callable[[Mapping[str, Any]], Discovery]

BUS = """
@description('a prefix')
param prefix string = 'acme'
@secure()
param key string = 'never-shown-value'
var name = '${prefix}-bus' // the bus
/* a comment */
resource bus 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = {
  name: name
  resource orders 'queues' = { name: 'orders' }
}
resource events 'Microsoft.ServiceBus/namespaces/topics@2022-10-01-preview' = [for topic in ['a', 'b']: {
  parent: bus
  name: 'events-${topic}'
}]
resource other 'Microsoft.Storage/storageAccounts@2023-01-01' existing = { name: 'elsewhere' }
"""


def no_files(_: str, __: str) -> None:
    return None


def test_names_parents_loops_and_what_is_only_referred_to(found: Found) -> None:
    discovery = found({"main.bicep": BUS})
    assert [one.identity for one in discovery.systems] == [Identity("azure.service-bus", "acme-bus")]
    assert [one.key for one in discovery.endpoints] == ["queue/orders", "topic/events-a", "topic/events-b"]
    assert discovery.endpoints[0].evidence[0].place == "resource orders"
    assert "never-shown-value" not in repr((discovery.systems, discovery.endpoints))


def test_modules_get_their_parameters_and_are_not_read_twice(found: Found) -> None:
    main = """
param env string = 'prod'
module bus 'modules/bus.bicep' = if (env == 'prod') {
  name: 'bus'
  params: { prefix: 'acme-${env}' }
}
module registry 'br/public:avm/res/storage/storage-account:0.9.0' = { name: 'x' }
resource sub 'Microsoft.EventGrid/topics/eventSubscriptions@2022-06-15' = {
  name: 'topic/sub'
  properties: { destination: { endpointType: 'ServiceBusQueue', properties: { resourceId: bus.outputs.id } } }
}
"""
    discovery = found({"main.bicep": main, "modules/bus.bicep": f"{BUS}\noutput id string = bus.id\n"})
    assert {one.identity.part for one in discovery.systems if one.identity.kind == "azure.service-bus"} == {
        "acme-prod-bus"
    }
    assert {one.to.part for one in discovery.integrations} == {"acme-prod-bus"}


def test_policies_in_files_of_their_own_are_read(found: Found) -> None:
    main = """
resource apim 'Microsoft.ApiManagement/service@2022-08-01' existing = { name: 'acme-apim' }
resource api 'Microsoft.ApiManagement/service/apis@2022-08-01' = {
  parent: apim
  name: 'orders'
  properties: {
    displayName: 'Orders', path: 'orders'
    format: 'openapi'
    value: loadTextContent('./orders.yaml')
  }
}
resource policy 'Microsoft.ApiManagement/service/apis/policies@2022-08-01' = {
  parent: api
  name: 'policy'
  properties: { value: loadTextContent('../policies/orders.xml'), format: 'rawxml' }
}
"""
    discovery = found(
        {
            "infra/main.bicep": main,
            "infra/orders.yaml": "openapi: 3.0.1\npaths:\n  /orders:\n    get: {}\n",
            "policies/orders.xml": "<policies><inbound>"
                                   '<set-backend-service base-url="https://acme.operations.dynamics.com" /></inbound>'
            "</policies>",
        }
    )
    (one,) = discovery.integrations
    assert one.to == Identity("fo", "acme.operations.dynamics.com") and one.details == ("GET /orders",)
    assert discovery.passed_over == ()


def test_bicep_and_what_was_compiled_from_it_are_one(found: Found) -> None:
    compiled = {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                "languageVersion": "2.0", "contentVersion": "1.0.0.0",
                "parameters": {"prefix": {"type": "string", "defaultValue": "acme"}},
                "variables": {"name": "[format('{0}-bus', parameters('prefix'))]"}, "resources": {
                    "bus": {"type": "Microsoft.ServiceBus/namespaces", "name": "[variables('name')]"}}}
    discovery = found({"main.bicep": BUS, "main.json": compiled})
    (bus,) = (one for one in discovery.systems if one.identity.kind == "azure.service-bus")
    assert {one.file.rsplit(".", 1)[-1] for one in bus.evidence} >= {"bicep", "json"}


def test_values_of_a_parameters_file_are_taken(found: Found) -> None:
    discovery = found({"main.bicep": BUS, "main.bicepparam": "using 'main.bicep'\nparam prefix = 'contoso'\n"})
    assert [one.identity.part for one in discovery.systems] == ["contoso-bus"]


def test_a_broken_statement_costs_itself_only() -> None:
    declared = declarations_of(
        "param = = \nresource x y z\nvar a = 'open\nvar b = { c: [1, 2 }\nparam good string = 'x'\n"
    )
    assert "good" in {one.name for one in declared}


def test_modules_that_contain_themselves_end() -> None:
    text = "module m 'main.bicep' = { name: 'm' }\nresource s 'Microsoft.Storage/storageAccounts@1' = { name: 'acme' }"
    assert "s" in template_of(text, "main.bicep", lambda _, __: text)["resources"]


@pytest.mark.parametrize("text", [
    "var a = " + "[" * 3_000, "var a = " + "(" * 3_000, "var a = " + "!" * 30_000 + "x", "var a = '" + "${'" * 3_000,
    "var a = " + "{b: " * 3_000, "var a = b" + ".c" * 20_000, "/*" * 10_000, "'''" * 5_000, "@" * 5_000,
    "var a = " + "x ? y : " * 3_000 + "z"])
def test_hostile_files_end_in_an_answer(text: str) -> None:
    assert isinstance(template_of(text, "x.bicep", no_files), dict)


def test_any_mutilation_ends_in_an_answer() -> None:
    choose = random.Random(7)
    for _ in range(300):
        signs = list(BUS)
        for _ in range(choose.randint(1, 12)):
            at = choose.randrange(len(signs))
            signs[at] = choose.choice(["", "{", "}", "[", "]", "(", ")", "'", "${", "\n", "?", ":", "@", "."])
        assert isinstance(template_of("".join(signs), "x.bicep", no_files), dict)


def test_the_service_in_front_of_finance_and_operations(corpus: Path) -> None:
    discovery = discover([corpus / "19-apim-d365fo"])
    assert [(one.from_.kind, one.to.kind) for one in discovery.integrations] == [("azure.api-management", "fo")]
    assert len(discovery.endpoints) == 1


def test_factories_of_the_corpus(corpus: Path) -> None:
    discovery = discover([corpus / "20-data-factory"])
    assert sorted((one.from_.part, one.to.kind, str(one.trigger), one.frequency) for one in discovery.integrations) == [
        ("sqltolakefullexport", "azure.storage", "on-demand", None), ("sqltolakefullexport", "sql", "on-demand", None),
        ("sqltosqlcopy", "sql", "scheduled", "every 15 min"), ("sqltosqlcopy", "sql", "scheduled", "every 15 min"),
        ("{factoryname}", "azure.storage", "on-demand", None), ("{factoryname}", "dataverse", "on-demand", None)]


def test_a_storage_account_alone_is_no_integration(corpus: Path) -> None:
    discovery = discover([corpus / "21-d365fo-middleware-storage"])
    assert len(discovery.systems) == 1 and not discovery.integrations


NAMING = """
var short = { westeurope: 'we' }
@export()
func nameOf(kind string, region string, options {
  zone: string
}?) string =>
  '${prefixOf(kind)}-acme-${short[region]}'
func prefixOf(kind string) string => kind == 'bus' ? 'sb' : 'st'
@export()
func endpointOf(bus string) string => 'https://${bus}.servicebus.windows.net'
"""


def test_functions_that_people_define_give_names_here_and_through_imports(found: Found) -> None:
    main = """
import { nameOf as called } from 'naming.bicep'
import * as naming from 'naming.bicep'
param region string
func twice(text string) string => '${text}${text}'
resource bus 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = { name: called('bus', 'westeurope', null) }
resource same 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = { name: naming.nameOf('bus', region, null) }
resource lake 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: twice('ab')
  resource blobs 'blobServices' = { name: 'default', resource orders 'containers' = { name: 'orders' } }
}
"""
    discovery = found({"main.bicep": main, "naming.bicep": NAMING})
    assert [one.name for one in discovery.systems] == [
        "Azure Service Bus sb-acme-we", "Azure Service Bus sb-acme-{region}", "Azure Storage abab"]


def test_functions_of_templates_and_functions_that_nobody_has(found: Found) -> None:
    functions = [{"namespace": "acme", "members": {"name": {
        "parameters": [{"name": "kind", "type": "string"}],
        "output": {"type": "string", "value": "[concat('acme-', parameters('kind'))]"}}}}]
    rows = [{"type": "Microsoft.ServiceBus/namespaces", "name": "[acme.name('bus')]"},
            {"type": "Microsoft.ServiceBus/namespaces", "name": "[other.name('first')]"},
            {"type": "Microsoft.ServiceBus/namespaces", "name": "[other.name('second')]"}]
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    discovery = found({"azuredeploy.json": {"$schema": schema, "contentVersion": "1.0.0.0", "functions": functions,
                                            "resources": rows}})
    assert [one.name for one in discovery.systems] == [
        "Azure Service Bus (name first)", "Azure Service Bus (name second)", "Azure Service Bus acme-bus"]


def test_functions_that_call_themselves_end() -> None:
    template = template_of("func again(n string) string => again('${n}a')\noutput x string = again('b')\n", "a.bicep",
                           no_files)
    assert Scope(template).output(template["outputs"], "x").resolved is False


def test_policies_of_several_operations_lead_to_backends_that_are_put_together(found: Found) -> None:
    main = """
param prefix string
resource service 'Microsoft.ApiManagement/service@2023-05-01-preview' existing = { name: 'acme-apim' }
resource app 'Microsoft.Web/sites@2022-03-01' existing = { name: 'acme-app' }
resource busBackend 'Microsoft.ApiManagement/service/backends@2023-05-01-preview' = {
  parent: service
  name: 'bus'
  properties: { url: 'https://${prefix}-bus.servicebus.windows.net', protocol: 'http' }
}
resource appBackend 'Microsoft.ApiManagement/service/backends@2023-05-01-preview' = {
  parent: service
  name: 'app'
  properties: { url: 'https://${app.properties.defaultHostName}/api', protocol: 'http' }
}
resource api 'Microsoft.ApiManagement/service/apis@2023-05-01-preview' = {
  parent: service
  name: 'orders'
  properties: { path: 'orders' }
  resource policies 'policies' = { name: 'policy', properties: { value: '<policies><inbound /></policies>' } }
}
resource send 'Microsoft.ApiManagement/service/apis/operations@2023-05-01-preview' existing = {
  parent: api
  name: 'send'
  resource policies 'policies' = {
    name: 'policy'
    properties: { value: '<policies><inbound><set-backend-service backend-id="bus" /></inbound></policies>' }
  }
}
resource get 'Microsoft.ApiManagement/service/apis/operations@2023-05-01-preview' existing = {
  parent: api
  name: 'get'
  resource policies 'policies' = {
    name: 'policy'
    properties: { value: '<policies><inbound><set-backend-service backend-id="app" /></inbound></policies>' }
  }
}
"""
    discovery = found({"main.bicep": main})
    assert {one.to for one in discovery.integrations} == {
        Identity("azure.service-bus", "{prefix}-bus"), Identity("azure.functions", "acme-app")}


def test_names_of_parameters_are_no_secrets_and_texts_are(found: Found) -> None:
    main = """
@description('The password: it must have 12 characters, one digit (0-9) and one sign.')
param adminPassword string
param oldPassword string = 'Winter2031!xy'
resource server 'Microsoft.Sql/servers@2021-11-01' = {
  name: 'acme'
  properties: { administratorLoginPassword: adminPassword }
}
module other 'other.bicep' = {
  params: {
    adminPassword: adminPassword
    apiKey: 'q83nfKq0fj3kfKE92jfkdlwq'
  }
}
"""
    assert {one.place for one in found({"main.bicep": main}).secrets} == {"line 4", "line 12"}
