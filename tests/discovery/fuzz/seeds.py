# ruff: noqa: E501 - artefacts, written as densely as a reader can bear
"""Small artefacts of every kind that is read, written by us: what the fuzzing of the readers starts from.

A file is a JSON value, a text, bytes, or `Packed` files that make a zip archive of their own.
"""

from __future__ import annotations

import base64
import io
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

from openpyxl import Workbook

Files = Mapping[str, Any]
FLOW_ID = "0a000000-0000-4000-8000-00000000000a"
CHILD_ID = "0b000000-0000-4000-8000-00000000000b"
ENDPOINT_ID = "{A0000000-0000-0000-0000-00000000000A}"
SUB = "/subscriptions/0000aaaa-0000-0000-0000-000000000001"
API = "/providers/Microsoft.PowerApps/apis/"


@dataclass(frozen=True)
class Packed:
    """Files of an archive inside."""

    files: Files


def host(connection: str, operation: str) -> dict[str, Any]:
    return {"connectionName": connection, "operationId": operation, "apiId": f"{API}{connection}"}


FLOW: dict[str, Any] = {"schemaVersion": "1.0.0.0", "properties": {
    "connectionReferences": {
        "shared_sql": {"api": {"name": "shared_sql"}, "runtimeSource": "embedded",
                       "connection": {"connectionReferenceLogicalName": "ts_sql"}},
        "shared_ts-5fstock-5f1": {"api": {"name": "shared_ts-5fstock-5f1"}, "connection": {}},
        "shared_commondataserviceforapps_1": {"api": {"name": "shared_commondataserviceforapps"}, "connection": {}}},
    "definition": {
        "parameters": {"$connections": {"defaultValue": {}, "type": "Object"},
                       "Base (ts_base)": {"type": "String", "defaultValue": "https://api.tailspin.example",
                                          "metadata": {"schemaName": "ts_base"}}},
        "triggers": {"Row": {"type": "OpenApiConnectionWebhook", "splitOn": "@triggerOutputs()",
                             "recurrence": {"frequency": "Minute", "interval": "5"},
                             "inputs": {"host": host("shared_commondataserviceforapps_1", "SubscribeWebhookTrigger"),
                                        "parameters": {"subscriptionRequest/message": 4,
                                                       "subscriptionRequest/entityname": "account"}}}},
        "actions": {
            "Set": {"type": "InitializeVariable",
                    "inputs": {"variables": [{"name": "host", "type": "string", "value": "h.tailspin.example"}]}},
            "Scope": {"type": "Scope", "actions": {
                "Sql": {"type": "OpenApiConnection", "inputs": {
                    "host": host("shared_sql", "GetItems_V2"),
                    "parameters": {"server": "sql.tailspin.example", "database": "erp", "table": "[dbo].[Orders]"}}},
                "Other": {"type": "OpenApiConnection", "inputs": {
                    "host": host("shared_commondataserviceforapps_1", "ListRecordsWithOrganization"),
                    "parameters": {"entityName": "mserp_custentities", "organization": "https://o.crm4.dynamics.com"}}},
                "Stock": {"type": "OpenApiConnection", "inputs": {"host": host("shared_ts-5fstock-5f1", "Get")}}}},
            "Which": {"type": "Switch", "cases": {"A": {"case": "a", "actions": {"Call": {
                "type": "Http", "inputs": {"method": "POST", "uri": "@{parameters('Base (ts_base)')}/api/orders",
                                           "authentication": {"type": "ActiveDirectoryOAuth",
                                                              "audience": "00000015-0000-0000-c000-000000000000"}}}}}},
                "default": {"actions": {"Post": {"type": "Http", "inputs": {
                    "method": "GET", "uri": "@concat('https://', variables('host'), '/x')"}}}}},
            "If": {"type": "If", "expression": {"and": []}, "actions": {}, "else": {"actions": {
                "Child": {"type": "Workflow", "inputs": {"host": {"workflowReferenceName": CHILD_ID}}},
                "Old": {"type": "ApiConnection", "inputs": {
                    "host": {"connection": {"name": "@parameters('$connections')['shared_sql']['connectionId']"}},
                    "method": "get", "path": "/v2/datasets/@{encodeURIComponent('srv')},@{encodeURIComponent('db')}"}},
            }}},
            "Response": {"type": "Response", "inputs": {"statusCode": 200}}}}}}

_CHILD = {"properties": {"connectionReferences": {}, "definition": {
    "triggers": {"manual": {"type": "Request", "kind": "Button"}}, "actions": {}}}}
_APP = {"a": {"id": f"{API}shared_sql", "displayName": "SQL", "dataSources": ["Trips"], "dataSets": {
    "srv1.tailspin.example,Fleet": {"dataSources": {"Trips": {"tableName": "[dbo].[Trips]"}}}}},
    "b": {"id": f"{API}shared_logicflows", "dataSources": ["Run"]}}
_MAP = {"legs": [{"sourceSchema": "Ports V2", "sourceEnvironmentType": "AX", "destinationSchema": "ts_ports",
                  "destinationEnvironmentType": "CRM", "fieldMappings": [{"syncDirection": 1}, {"syncDirection": "2"}]}],
        "leftEnvironmentType": "AX", "centerEnvironmentType": "CRM"}
_SOURCE = {"Uri": "https://parcels.tailspin.example/odata", "Timeout": 30}
_VIRTUAL = {"ConnectionReference": "ts_sql", "DatasetValue": quote("srv1.tailspin.example,Parcels", safe="")}


def _text(value: Any) -> str:
    return escape(json.dumps(value), quote=False)


CUSTOMIZATIONS = f"""<ImportExportXml>
<Workflows><Workflow WorkflowId="{{{FLOW_ID}}}" Name="Orders"><JsonFileName> /Workflows/Orders-{FLOW_ID.upper()}.json
</JsonFileName><Category>5</Category><StateCode>1</StateCode><PrimaryEntity>account</PrimaryEntity></Workflow>
<Workflow WorkflowId="{{{CHILD_ID}}}" Name="Child"><JsonFileName>/Workflows/Child-{CHILD_ID.upper()}.json</JsonFileName>
<Category>5</Category><StateCode>0</StateCode></Workflow>
<Workflow WorkflowId="{{0c}}" Name="Screens"><Category>6</Category></Workflow>
<Workflow WorkflowId="{{0d}}" Name="Classic"><Category>0</Category><Mode>1</Mode></Workflow></Workflows>
<connectionreferences><connectionreference connectionreferencelogicalname="ts_sql">
<connectionreferencedisplayname>SQL</connectionreferencedisplayname><connectorid>{API}shared_sql</connectorid>
</connectionreference></connectionreferences>
<ServiceEndpoints><ServiceEndpoint ServiceEndpointId="{ENDPOINT_ID}" Name="Feed"><Contract>6</Contract><Path>stock</Path>
<NamespaceAddress>sb://ts-bus.servicebus.windows.net/</NamespaceAddress><AuthType>2</AuthType></ServiceEndpoint>
<ServiceEndpoint ServiceEndpointId="{{B1}}" Name="Hook"><Contract>8</Contract><Url>https://hook.tailspin.example/a</Url>
</ServiceEndpoint></ServiceEndpoints>
<SdkMessageProcessingSteps><SdkMessageProcessingStep Name="Feed: Update" SdkMessageProcessingStepId="{{C1}}">
<SdkMessageId>{{20bebb1b-ea3e-db11-86a7-000a3a5473e8}}</SdkMessageId><PrimaryEntity>account</PrimaryEntity>
<Mode>1</Mode><Stage>40</Stage><EventHandler>{ENDPOINT_ID}</EventHandler>
<EventHandlerTypeCode>4618</EventHandlerTypeCode></SdkMessageProcessingStep>
<SdkMessageProcessingStep Name="Code" SdkMessageProcessingStepId="{{C2}}"><PluginTypeName>A.B</PluginTypeName>
<EventHandlerTypeCode>4602</EventHandlerTypeCode><Mode>0</Mode><Stage>20</Stage>
<Configuration>{_text({"url": "https://code.tailspin.example/x"})}</Configuration></SdkMessageProcessingStep>
</SdkMessageProcessingSteps>
<Entities><Entity><Name>ts_Parcel</Name><EntityInfo><entity Name="ts_Parcel"><attributes><attribute>
<ExternalName>x</ExternalName></attribute></attributes><DataProviderId>a17be158-e9dd-e611-80d3-00155da29216</DataProviderId>
<DataSourceId>{{D1}}</DataSourceId></entity></EntityInfo></Entity></Entities>
<EntityDataSources><EntityDataSource EntityDataSourceId="{{D1}}"><Name>Parcels</Name>
<ConnectionDefinition>{quote_plus(json.dumps(_SOURCE))}</ConnectionDefinition>
<EntityDataProviderId>{{a17be158-e9dd-e611-80d3-00155da29216}}</EntityDataProviderId></EntityDataSource>
<EntityDataSource EntityDataSourceId="{{D2}}"><Name>Rows</Name>
<ConnectionDefinition>{quote_plus(json.dumps(_VIRTUAL))}</ConnectionDefinition>
<EntityDataProviderId>{{b581d5dc-72e1-ea11-a81e-000d3af5fff1}}</EntityDataProviderId></EntityDataSource>
</EntityDataSources>
<CanvasApps><CanvasApp><Name>ts_trips</Name><DisplayName>Trips</DisplayName>
<ConnectionReferences>{_text(_APP)}</ConnectionReferences>
<DatabaseReferences>{_text({"default.cds": {"dataSources": {"A": {}}}})}</DatabaseReferences></CanvasApp></CanvasApps>
<msdyn_dualwriteentitymaps><msdyn_dualwriteentitymap msdyn_dualwriteentitymapid="1">
<msdyn_displayname>ts_ports - Ports V2</msdyn_displayname><msdyn_mapping>{_text(_MAP)}</msdyn_mapping>
</msdyn_dualwriteentitymap></msdyn_dualwriteentitymaps>
<catalogs><catalog uniquename="ts_events"><name>Events</name></catalog></catalogs>
<Connectors><Connector><name>ts_stock</name><displayname>Stock</displayname>
<openapidefinition>/Connector/ts_stock_openapidefinition.json</openapidefinition></Connector></Connectors>
</ImportExportXml>"""
OPENAPI = {"swagger": "2.0", "info": {"title": "Stock"}, "host": "stock.tailspin.example", "basePath": "/v1",
           "schemes": ["https"], "securityDefinitions": {"k": {"type": "apiKey", "in": "header", "name": "x"}},
           "paths": {"/items": {"get": {"operationId": "Get"}, "post": {"operationId": "New",
                                                                       "x-ms-trigger": "single"}}}}
MANIFEST = """<ImportExportXml><SolutionManifest><UniqueName>Tailspin</UniqueName><Version>1.0</Version>
<Publisher><UniqueName>ts</UniqueName></Publisher><LocalizedNames><LocalizedName description="Tailspin"/>
</LocalizedNames><RootComponents><RootComponent type="29" id="{0a}"/></RootComponents><MissingDependencies>
<MissingDependency><Required type="1" schemaName="x" solution="y"/></MissingDependency></MissingDependencies>
</SolutionManifest></ImportExportXml>"""
SOLUTION: Files = {
    "solution.xml": MANIFEST, "customizations.xml": CUSTOMIZATIONS,
    f"Workflows/Orders-{FLOW_ID.upper()}.json": FLOW, f"Workflows/Child-{CHILD_ID.upper()}.json": _CHILD,
    "Connector/ts_stock_openapidefinition.json": OPENAPI,
    "customapis/ts_Do/customapi.xml": '<customapi uniquename="ts_Do"><bindingtype>0</bindingtype><isfunction>0'
                                      "</isfunction></customapi>",
    "environmentvariabledefinitions/ts_base/environmentvariabledefinition.xml":
        '<environmentvariabledefinition schemaname="ts_base"><type>100000000</type>'
        "<defaultvalue>https://api.tailspin.example</defaultvalue></environmentvariabledefinition>",
    "environmentvariabledefinitions/ts_base/environmentvariablevalues.json":
        {"environmentvariablevalues": {"environmentvariablevalue": {"value": "https://api2.tailspin.example"}}},
}
CANVAS: Files = {"Trips.msapp": Packed({
    "Header.json": {"DocVersion": "1.3"}, "Properties.json": {"Name": "Trips"},
    "Connections/Connections.json": {"1": {"connectionRef": {"id": f"{API}shared_sql", "displayName": "SQL"},
                                           "datasets": {"srv,db": {}}, "dataSources": ["Trips"]}},
    "References/DataSources.json": {"DataSources": [{"Name": "Trips", "Type": "ConnectedDataSourceInfo",
                                                     "ApiId": f"{API}shared_sql", "TableName": "[dbo].[Trips]"}]}})}
CONNECTOR: Files = {"stock/apiDefinition.swagger.json": OPENAPI, "stock/apiProperties.json": {"properties": {
    "connectionParameters": {"api_key": {"type": "securestring"}}, "iconBrandColor": "#fff"}}}
EXPORTED_FLOW: Files = {"flow.zip": Packed({
    "manifest.json": {"schema": "1.0", "details": {"displayName": "Orders"}, "resources": {}},
    f"Microsoft.Flow/flows/{FLOW_ID}/definition.json": {"name": FLOW_ID, "properties": {
        **FLOW["properties"], "displayName": "Orders", "state": "Started"}}})}


def _connection(name: str, api: str) -> dict[str, Any]:
    return {"type": "Microsoft.Web/connections", "name": name, "properties": {
        "api": {"id": f"{SUB}/providers/Microsoft.Web/locations/westeurope/managedApis/{api}"}, "displayName": name,
        "parameterValues": {"server": "sql.tailspin.example", "database": "erp"},
        "parameterValueSet": {"name": "basic", "values": {"gateway": {"value": {"id": "g"}}}}}}


_DEFINITION: dict[str, Any] = {
    "parameters": {"$connections": {"type": "Object"}, "url": {"type": "String",
                                                              "defaultValue": "https://o.operations.dynamics.com"}},
    "triggers": {"poll": {"type": "ApiConnection", "recurrence": {"frequency": "Minute", "interval": 3}, "inputs": {
        "host": {"connection": {"name": "@parameters('$connections')['bus']['connectionId']"}}, "method": "get",
        "path": "/@{encodeURIComponent(encodeURIComponent('orders'))}/messages/head"}}},
    "actions": {
        "Fo": {"type": "ApiConnection", "inputs": {
            "host": {"connection": {"name": "@parameters('$connections')['ax']['connectionId']"}}, "method": "get",
            "path": "/datasets/@{encodeURIComponent(encodeURIComponent('o.operations.dynamics.com'))}/tables/@{"
                    "encodeURIComponent(encodeURIComponent('Customers'))}/items"}},
        "Each": {"type": "Foreach", "foreach": "@body('Fo')", "actions": {
            "F": {"type": "Function", "inputs": {"function": {"id": f"{SUB}/providers/Microsoft.Web/sites/app/functions/f"}}},
            "A": {"type": "ApiManagement", "inputs": {"api": {"id": f"{SUB}/service/apim/apis/orders"}, "method": "POST",
                                                      "pathTemplate": {"template": "/orders/{id}"}}},
            "W": {"type": "Workflow", "inputs": {"host": {"workflow": {"id": f"{SUB}/workflows/other"}}}}}},
        "H": {"type": "Http", "inputs": {"method": "PUT", "uri": "@{parameters('url')}/data/Orders"}}}}
_GIVEN = {"$connections": {"value": {
    "bus": {"id": f"{SUB}/managedApis/servicebus", "connectionId": f"{SUB}/connections/bus", "connectionName": "bus"},
    "ax": {"id": f"{SUB}/managedApis/dynamicsax", "connectionId": f"{SUB}/connections/ax", "connectionName": "ax"}}}}
LOGIC: Files = {
    "la.json": {"id": f"{SUB}/providers/Microsoft.Logic/workflows/orders", "name": "orders",
                "type": "Microsoft.Logic/workflows",
                "properties": {"definition": _DEFINITION, "parameters": _GIVEN, "state": "Enabled"}},
    "loose/orders.definition.json": {"definition": _DEFINITION, "parameters": _GIVEN},
    "con.json": {"id": f"{SUB}/providers/Microsoft.Web/connections/bus", **_connection("bus", "servicebus")},
    "api.json": {"id": f"{SUB}/x", "type": "Microsoft.Web/customApis", "name": "own", "properties": {
        "displayName": "Own", "swagger": OPENAPI, "runtimeUrls": ["https://rt.tailspin.example"],
        "backendService": {"serviceUrl": "https://own.tailspin.example"}}}}
STANDARD: Files = {
    "app/host.json": {"version": "2.0"},
    "app/Orders/workflow.json": {"kind": "Stateful", "definition": {**_DEFINITION, "actions": {
        "S": {"type": "ServiceProvider", "inputs": {"serviceProviderConfiguration": {
            "serviceProviderId": "/serviceProviders/serviceBus", "connectionName": "bus", "operationId": "send"},
            "parameters": {"entityName": "orders"}}},
        "M": {"type": "ApiConnection", "inputs": {"host": {"connection": {"referenceName": "ax"}}, "method": "get",
                                                  "path": "/x"}},
        "I": {"type": "InvokeFunction", "inputs": {"functionName": "f"}}}}},
    "app/connections.json": {
        "managedApiConnections": {"ax": {"api": {"id": f"{SUB}/managedApis/dynamicsax"}, "connection": {"id": "c"},
                                         "authentication": {"type": "ManagedServiceIdentity"}}},
        "serviceProviderConnections": {"bus": {"serviceProvider": {"id": "/serviceProviders/serviceBus"},
                                               "displayName": "bus", "parameterValues": {
                                                   "connectionString": "@appsetting('bus_connectionString')",
                                                   "fullyQualifiedNamespace": "ts-bus.servicebus.windows.net"}}},
        "functionConnections": {"f": {"function": {"id": f"{SUB}/sites/app/functions/f"},
                                      "triggerUrl": "https://app.azurewebsites.net/api/f"}}},
    "app/parameters.json": {"url": {"type": "String", "value": "https://u.tailspin.example"}},
    "app/local.settings.json": {"Values": {"bus_connectionString": "Endpoint=sb://ts-bus.servicebus.windows.net/"}}}


def template(*resources: Any, **parameters: Any) -> dict[str, Any]:
    return {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0", "parameters": {"p": {"type": "string", "defaultValue": "acme"}, **parameters},
            "variables": {"v": "[concat(parameters('p'), '-bus')]"}, "resources": list(resources),
            "outputs": {"o": {"type": "string", "value": "[reference(variables('v')).id]"}}}


def _resource(kind: str, name: str, properties: Any = None, /, **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "apiVersion": "2022-01-01", "properties": properties or {}, **more}


_APIM = "Microsoft.ApiManagement/service"
ARM: Files = {"azuredeploy.json": template(
    _resource("Microsoft.Logic/workflows", "[concat(parameters('p'), '-la')]",
              {"definition": _DEFINITION, "parameters": _GIVEN}),
    _connection("[variables('v')]", "servicebus"),
    _resource("Microsoft.ServiceBus/namespaces", "[variables('v')]", resources=[
        _resource("queues", "orders", {"forwardTo": "all"})]),
    _resource("Microsoft.Storage/storageAccounts/queueServices/queues", "acmedata/default/q"),
    _resource("Microsoft.EventGrid/topics/providers/eventSubscriptions", "t/Microsoft.EventGrid/sub", {
        "destination": {"endpointType": "ServiceBusQueue", "properties": {
            "resourceId": "[resourceId('Microsoft.ServiceBus/namespaces/queues', variables('v'), 'orders')]"}},
        "filter": {"includedEventTypes": ["a"]}}),
    _resource("Microsoft.Web/sites", "acme-func", {"siteConfig": {"appSettings": [
        {"name": "DATAVERSE_URL", "value": "https://o.crm4.dynamics.com"},
        {"name": "Bus", "value": "[concat('Endpoint=sb://', variables('v'), '.servicebus.windows.net')]"}]}},
        kind="functionapp"),
    _resource("Microsoft.Resources/deployments", "inner", {"mode": "Incremental", "parameters": {"p": {"value": "x"}},
                                                           "template": template()}))}
APIM: Files = {"apim.json": template(
    _resource(_APIM, "acme-apim"),
    _resource(f"{_APIM}/apis", "acme-apim/a", {"displayName": "A", "path": "a", "serviceUrl": "https://a.tailspin.example",
                                             "format": "openapi+json", "value": json.dumps(OPENAPI)}),
    _resource(f"{_APIM}/apis/operations", "acme-apim/a/list", {"method": "GET", "urlTemplate": "/orders"}),
    _resource(f"{_APIM}/apis/policies", "acme-apim/a/policy", {"format": "rawxml", "value":
              '<policies><inbound><base/><set-backend-service backend-id="fo"/><include-fragment fragment-id="c"/>'
              '<send-request><set-url>@("https://b.tailspin.example/" + context.Api.Id)</set-url></send-request>'
              "</inbound></policies>"}),
    _resource(f"{_APIM}/policyFragments", "acme-apim/c", {"value": '<fragment><set-backend-service base-url="{{U}}"/>'
                                                                   "</fragment>", "format": "rawxml"}),
    _resource(f"{_APIM}/backends", "acme-apim/fo", {"url": "https://acme.operations.dynamics.com", "protocol": "http"}),
    _resource(f"{_APIM}/namedValues", "acme-apim/U", {"displayName": "U", "value": "https://acme.crm4.dynamics.com"}))}
BICEP: Files = {"infra/main.bicep": """
@description('a prefix')
param prefix string = 'acme'
@allowed(['a', 'b'])
param kind string = 'a'
var name = '${prefix}-bus' // the bus
/* comment */
resource bus 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = if (kind == 'a') {
  name: name
  resource orders 'queues' = { name: 'orders' }
}
resource many 'Microsoft.ServiceBus/namespaces/topics@2022-10-01-preview' = [for (topic, i) in ['a', 'b']: {
  parent: bus
  name: 'events-${topic}-${i}'
}]
resource app 'Microsoft.Logic/workflows@2019-05-01' = {
  name: toLower('${prefix}-LA')
  properties: { definition: loadJsonContent('wf.json').definition, parameters: { x: { value: [1, 2] } } }
}
module inner 'inner.bicep' = { name: 'inner', params: { url: empty(prefix) ? 'x' : format('https://{0}.example', prefix) } }
output id string = bus.id
""", "infra/inner.bicep": """
param url string
resource a 'Microsoft.ApiManagement/service/apis@2022-08-01' = {
  name: 'acme-apim/orders'
  properties: { displayName: 'Orders', path: 'orders', serviceUrl: url, value: '''many
lines ''' }
}
""", "infra/wf.json": {"definition": _DEFINITION}}
_LINKED = {
    "Crm": ("CommonDataServiceForApps", {"serviceUri": "https://acme.crm4.dynamics.com"}),
    "Lake": ("AzureBlobFS", {"url": "https://acmelake.dfs.core.windows.net"}),
    "Sql": ("SqlServer", {"connectionString": "Server=tcp:srv,1433;Initial Catalog=erp;Integrated Security=True"}),
    "Rest": ("RestService", {"url": "@{linkedService().u}", "authenticationType": "Anonymous"})}
ADF: Files = {
    "adf/factory/plant-adf.json": {"name": "plant-adf", "properties": {}},
    **{f"adf/linkedService/{name}.json": {"name": name, "properties": {
        "type": kind, "typeProperties": inside, "parameters": {"u": {"type": "string", "defaultValue": "https://r.example"}}}}
       for name, (kind, inside) in _LINKED.items()},
    **{f"adf/dataset/{name}Data.json": {"name": f"{name}Data", "properties": {
        "type": kind, "linkedServiceName": {"referenceName": name, "parameters": {"u": "@dataset().t"}},
        "parameters": {"t": {"type": "string"}}, "typeProperties": inside}} for name, kind, inside in (
            ("Crm", "CommonDataServiceForAppsEntity", {"entityName": "account"}),
            ("Sql", "SqlServerTable", {"schema": "dbo", "table": {"value": "@dataset().t", "type": "Expression"}}),
            ("Rest", "RestResource", {"relativeUrl": "orders"}),
            ("Lake", "Parquet", {"location": {"type": "AzureBlobFSLocation", "fileSystem": "raw", "folderPath": "c"}}))},
    "adf/pipeline/Export.json": {"name": "Export", "properties": {"parameters": {"x": {"defaultValue": "a"}}, "activities": [
        {"name": "Each", "type": "ForEach", "typeProperties": {"items": {"value": "@pipeline().parameters.x"}, "activities": [
            {"name": "Copy", "type": "Copy", "inputs": [{"referenceName": "CrmData"}],
             "outputs": [{"referenceName": "LakeData"}], "typeProperties": {"source": {"type": "X", "query": "select 1"}}},
            {"name": "Which", "type": "Switch", "typeProperties": {"cases": [{"value": "a", "activities": [
                {"name": "L", "type": "Lookup", "typeProperties": {"dataset": {
                    "referenceName": "SqlData", "parameters": {"t": "@item()"}}}},
                {"name": "W", "type": "WebActivity", "typeProperties": {"url": "https://w.example/x", "method": "POST"}},
                {"name": "P", "type": "SqlServerStoredProcedure", "linkedServiceName": {"referenceName": "Sql"},
                 "typeProperties": {"storedProcedureName": "[dbo].[p]"}},
                {"name": "F", "type": "AzureFunctionActivity", "linkedServiceName": {"referenceName": "Rest"}}]}]}},
            {"name": "If", "type": "IfCondition", "typeProperties": {"ifTrueActivities": [
                {"name": "Run", "type": "ExecutePipeline", "typeProperties": {"pipeline": {"referenceName": "Export"}}}],
                "ifFalseActivities": []}}]}}]}},
    "adf/trigger/t.json": {"name": "t", "properties": {
        "type": "ScheduleTrigger", "runtimeState": "Started", "pipelines": [{"pipelineReference": {
            "referenceName": "Export"}, "parameters": {"x": "b"}}],
        "typeProperties": {"recurrence": {"frequency": "Day", "interval": 1, "schedule": {"hours": [2], "minutes": [30],
                                                                                         "weekDays": ["Monday"]}}}}},
    "adf/trigger/b.json": {"name": "b", "properties": {"type": "BlobEventsTrigger", "pipelines": [
        {"pipelineReference": {"referenceName": "Export"}}], "typeProperties": {
            "scope": f"{SUB}/storageAccounts/land", "blobPathBeginsWith": "/in/blobs/"}}}}
_I = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
_ENTITY = (f'<AxDataEntityView {_I}><Name>RentEntity</Name><Label>Rents</Label><IsPublic>Yes</IsPublic>'
           "<PublicCollectionName>Rents</PublicCollectionName><DataManagementEnabled>Yes</DataManagementEnabled>"
           '<Fields><AxDataEntityViewField xmlns="" i:type="X"><Name>A</Name></AxDataEntityViewField></Fields>'
           "<ViewMetadata><DataSources><AxQuerySimpleRootDataSource><Table>T</Table></AxQuerySimpleRootDataSource>"
           "</DataSources></ViewMetadata></AxDataEntityView>")
_SERVICE = (f"<AxService {_I}><Name>S</Name><ServiceOperations><AxServiceOperation><Name>find</Name><Method>find</Method>"
            "</AxServiceOperation></ServiceOperations></AxService>")
_GROUP = (f"<AxServiceGroup {_I}><Name>G</Name><Services><AxServiceGroupService><Name>S</Name><Service>S</Service>"
          "</AxServiceGroupService></Services></AxServiceGroup>")
_EVENT = (f"<AxClass {_I}><Name>RentEvent</Name><SourceCode><Declaration>[BusinessEvents(classStr(C), 'a', 'b', "
          "ModuleAxapta::X)] class RentEvent extends BusinessEventsBase { }</Declaration><Methods><Method><Name>run</Name>"
          "<Source>public void run() { System.Net.WebRequest::Create('https://code.tailspin.example'); }</Source>"
          "</Method></Methods></SourceCode></AxClass>")
FO: Files = {
    "Pkg/Rent/AxDataEntityView/RentEntity.xml": _ENTITY, "Pkg/Rent/AxService/S.xml": _SERVICE,
    "Pkg/Rent/AxServiceGroup/G.xml": _GROUP, "Pkg/Rent/AxClass/RentEvent.xml": _EVENT,
    "Pkg/Descriptor/Rent.xml": "<AxModelInfo><Name>Rent</Name><Publisher>Acme</Publisher></AxModelInfo>",
    "p.axpp": Packed({"ProjectItem\\AxService\\S.xml": _SERVICE, "Model\\Rent.xml": "<AxModelInfo><Name>R</Name></AxModelInfo>"}),
    "d.zip": Packed({
        "Manifest.xml": '<DataManagementPackageManifest><DefinitionGroupName>Rent</DefinitionGroupName><PackageEntityList>'
                        "<DataManagementPackageEntityData><EntityName>Rents</EntityName><InputFilePath>R.csv"
                        "</InputFilePath><SourceFormat>CSV</SourceFormat></DataManagementPackageEntityData>"
                        "</PackageEntityList></DataManagementPackageManifest>",
        "PackageHeader.xml": "<DataManagementPackageHeader/>", "R.csv": "a,b"}),
    "ev/endpoints.json": {"@odata.context": "https://acme.operations.dynamics.com/data/$metadata#BusinessEventsEndpoints",
                          "value": [{"Name": "Q", "Type": "AzureServiceBusQueue", "ServiceBusQueueName": "orders"},
                                    {"EndpointName": "H", "EndpointType": "HTTPS", "Url": "https://e.tailspin.example"}]},
    "ev/catalog.json": {"value": [{"BusinessEventId": "RentEvent", "Name": "Rent", "Category": "Rents"}]},
    "ev/active.csv": "BusinessEventId,EndpointName,LegalEntity,Status\nRentEvent,Q,USMF,Active\nRentEvent,H,,Active\n"}
_ROWS = (("ID", "Interface", "Source system", "Target system", "Direction", "Frequency", "Volume per day", "Status", "Owner"),
         ("I-1", "Orders", "Shop", "D365 F&O", "outbound", "every 5 min", "~ 2,500", "Live", "Sales"),
         ("I-2", "Items", "D365 F&O -> Shop", "", "->", "daily 02:00", "12.000", "Planned", "IT"),
         ("I-3", "Prices", "SAP", "Dataverse", "both", "0 0 * * *", "150-200", "retired", "x"))


def _book() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("Our interfaces",))
    for row in _ROWS:
        sheet.append(row)
    sheet["J3"] = "=1+1"
    sheet.merge_cells("A1:C1")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


LISTS: Files = {"list.csv": "Our interfaces\n" + "\n".join(";".join(f'"{cell}"' for cell in row) for row in _ROWS),
                "tab.txt": "\n".join("\t".join(row) for row in _ROWS), "list.xlsx": _book()}
_CELLS = ('<mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/>'
          '<mxCell id="g" value="Azure" style="swimlane;" vertex="1" parent="1"><mxGeometry x="0" y="0" width="400" '
          'height="300" as="geometry"/></mxCell>'
          '<mxCell id="a" value="SAP&lt;br&gt;ERP" style="rounded=1;html=1;" vertex="1" parent="g"><mxGeometry x="10" y="10" '
          'width="80" height="40" as="geometry"/></mxCell>'
          '<UserObject id="b" label="Dataverse" owner="x"><mxCell style="shape=mxgraph.azure.cloud" vertex="1" parent="1">'
          '<mxGeometry x="500" y="10" width="80" height="40" as="geometry"/></mxCell></UserObject>'
          '<mxCell id="e" value="" style="endArrow=classic;" edge="1" parent="1" source="a" target="b"><mxGeometry '
          'relative="1" as="geometry"/></mxCell><mxCell id="l" value="daily" style="edgeLabel;" vertex="1" parent="e">'
          '<mxGeometry x="0" as="geometry"/></mxCell>'
          '<mxCell id="f" value="orders" style="endArrow=none;startArrow=block;" edge="1" parent="1"><mxGeometry as="geometry">'
          '<mxPoint x="95" y="30" as="sourcePoint"/><mxPoint x="505" y="30" as="targetPoint"/></mxGeometry></mxCell>'
          "</root></mxGraphModel>")


def packed_page(cells: str) -> str:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(deflate.compress(quote(cells).encode()) + deflate.flush()).decode()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


_FILE = f'<mxfile><diagram id="p" name="Page">{_CELLS}</diagram></mxfile>'
DRAWINGS: Files = {
    "plain.drawio": _FILE, "loose.xml": _CELLS,
    "packed.drawio": f'<mxfile><diagram name="P">{packed_page(_CELLS)}</diagram></mxfile>',
    "a.drawio.svg": f'<svg xmlns="http://www.w3.org/2000/svg" content="{escape(_FILE)}"><g/></svg>',
    "a.drawio.png": b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", b"\0" * 13) + _chunk(
        b"zTXt", b"mxfile\0\0" + zlib.compress(quote(_FILE).encode())) + _chunk(b"IEND", b"")}

SEEDS: Mapping[str, Files] = {
    "solution": SOLUTION, "canvas app": CANVAS, "connector": CONNECTOR, "exported flow": EXPORTED_FLOW,
    "logic apps": LOGIC, "standard logic app": STANDARD, "arm": ARM, "api management": APIM, "bicep": BICEP,
    "data factory": ADF, "finance and operations": FO, "lists": LISTS, "drawings": DRAWINGS}
