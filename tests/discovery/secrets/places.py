# ruff: noqa: E501 - one place on a line is easier to read than a place over many
"""Artefacts with a secret in plain text at every place where people leave one; the secret always holds `MARK`."""

from __future__ import annotations

import base64
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

from openpyxl import Workbook

MARK = "MaRkEr"
SECRET = f"Zq9{MARK}xT7aB2cD4eF6gH8jK0w"
"""Looks as keys and passwords do."""
JWT = f"eyJhbGciOiJIUzI1NiJ9.eyJ{MARK}zdWIiOiIxIn0.s5{MARK}s5s5s5s5"
CONNECTION = f"Server=tcp:srv1.tailspin.example,1433;Initial Catalog=erp;User ID=app;Password={SECRET};Encrypt=True"
BUS = f"Endpoint=sb://ts.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={SECRET}="
URL = f"https://fn.tailspin.example/api/orders?code={SECRET}&v=1"
SUB = "/subscriptions/0000aaaa-0000-0000-0000-000000000001"
API = "/providers/Microsoft.PowerApps/apis/"
FLOW_ID = "0a000000-0000-4000-8000-00000000000a"


def flow(actions: Mapping[str, Any] | None = None, parameters: Mapping[str, Any] | None = None,
         trigger: Mapping[str, Any] | None = None, name: str = "Orders", **references: Any) -> dict[str, Any]:
    path = f"Workflows/Orders-{FLOW_ID.upper()}.json"
    return {
        "solution.xml": "<ImportExportXml><SolutionManifest><UniqueName>Tailspin</UniqueName></SolutionManifest></ImportExportXml>",
        "customizations.xml": f'<ImportExportXml><Workflows><Workflow WorkflowId="{{{FLOW_ID}}}" Name="{escape(name)}"><JsonFileName>'
                              f"/{path}</JsonFileName><Category>5</Category><StateCode>1</StateCode></Workflow></Workflows>"
                              "</ImportExportXml>",
        path: {"properties": {"connectionReferences": {
            "shared_sql": {"api": {"name": "shared_sql"}, "connection": {}}, **references},
            "definition": {"parameters": parameters or {}, "triggers": {"t": trigger or {
                "type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}},
                "actions": actions or {"Call": http("https://h.tailspin.example/orders")}}}}}


def http(uri: str, **more: Any) -> dict[str, Any]:
    return {"type": "Http", "inputs": {"method": "POST", "uri": uri, **more}}


def customized(inside: str) -> dict[str, Any]:
    return {"customizations.xml": f"<ImportExportXml>{inside}</ImportExportXml>"}


def step(configuration: str) -> dict[str, Any]:
    return customized('<SdkMessageProcessingSteps><SdkMessageProcessingStep Name="Code" SdkMessageProcessingStepId="{C2}">'
                      "<PluginTypeName>A.B</PluginTypeName><EventHandlerTypeCode>4602</EventHandlerTypeCode><Mode>0</Mode>"
                      f"<Stage>20</Stage><Configuration>{escape(configuration)}</Configuration></SdkMessageProcessingStep>"
                      "</SdkMessageProcessingSteps>")


def endpoint(inside: str) -> dict[str, Any]:
    return customized(f'<ServiceEndpoints><ServiceEndpoint ServiceEndpointId="{{A1}}" Name="Hook"><Contract>8</Contract>{inside}'
                      "</ServiceEndpoint></ServiceEndpoints><SdkMessageProcessingSteps><SdkMessageProcessingStep Name=\"S\" "
                      'SdkMessageProcessingStepId="{C1}"><PrimaryEntity>account</PrimaryEntity><Mode>1</Mode><Stage>40</Stage>'
                      "<EventHandler>{A1}</EventHandler><EventHandlerTypeCode>4618</EventHandlerTypeCode>"
                      "</SdkMessageProcessingStep></SdkMessageProcessingSteps>")


def virtual(definition: Any) -> dict[str, Any]:
    return customized('<Entities><Entity><Name>ts_P</Name><EntityInfo><entity Name="ts_P"><DataProviderId>'
                      "a17be158-e9dd-e611-80d3-00155da29216</DataProviderId><DataSourceId>{D1}</DataSourceId></entity></EntityInfo>"
                      '</Entity></Entities><EntityDataSources><EntityDataSource EntityDataSourceId="{D1}"><Name>P</Name>'
                      f"<ConnectionDefinition>{quote_plus(json.dumps(definition))}</ConnectionDefinition><EntityDataProviderId>"
                      "{a17be158-e9dd-e611-80d3-00155da29216}</EntityDataProviderId></EntityDataSource></EntityDataSources>")


def variable(default: str, schema: str = "ts_ApiKey", values: Any = None) -> dict[str, Any]:
    files = flow({"Call": http(f"@{{parameters('A ({schema})')}}/x")}, {f"A ({schema})": {
        "type": "String", "metadata": {"schemaName": schema}}})
    folder = f"environmentvariabledefinitions/{schema}"
    files[f"{folder}/environmentvariabledefinition.xml"] = (
        f'<environmentvariabledefinition schemaname="{schema}"><displayname default="A"/><type>100000000</type>'
        f"<defaultvalue>{escape(default)}</defaultvalue></environmentvariabledefinition>")
    if values is not None:
        files[f"{folder}/environmentvariablevalues.json"] = {"environmentvariablevalues": {"environmentvariablevalue": values}}
    return files


def app(*references: Any) -> dict[str, Any]:
    text = escape(json.dumps({str(number): one for number, one in enumerate(references)}), quote=False)
    return customized("<CanvasApps><CanvasApp><Name>ts_trips</Name><DisplayName>Trips</DisplayName><ConnectionReferences>"
                      f"{text}</ConnectionReferences></CanvasApp></CanvasApps>")


def zipped(files: Mapping[str, Any]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, (str, bytes)) else json.dumps(content))
    return stream.getvalue()


def template(*resources: Any, **more: Any) -> dict[str, Any]:
    return {"t.json": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                       "contentVersion": "1.0.0.0", "resources": list(resources), **more}}


def resource(kind: str, name: str, properties: Any, /, **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "apiVersion": "2022-01-01", "properties": properties, **more}


def logic_app(actions: Mapping[str, Any], **properties: Any) -> dict[str, Any]:
    return {"la.json": {"id": f"{SUB}/providers/Microsoft.Logic/workflows/orders", "name": "orders",
                        "type": "Microsoft.Logic/workflows", "properties": {**properties, "definition": {
                            "triggers": {"m": {"type": "Request", "kind": "Http"}}, "actions": actions}}}}


def connection(values: Any) -> dict[str, Any]:
    return template(resource("Microsoft.Web/connections", "sql", {
        "api": {"id": f"{SUB}/providers/Microsoft.Web/locations/we/managedApis/sql"}, "displayName": "sql", "parameterValues": values}))


def policy(inbound: str) -> dict[str, Any]:
    return template(resource("Microsoft.ApiManagement/service", "apim", {}),
                    resource("Microsoft.ApiManagement/service/apis", "apim/a", {"displayName": "A", "path": "a",
                                                                             "serviceUrl": "https://a.tailspin.example"}),
                    resource("Microsoft.ApiManagement/service/apis/policies", "apim/a/policy", {
                        "format": "rawxml", "value": f"<policies><inbound>{inbound}</inbound></policies>"}))


def factory(inside: Mapping[str, Any], kind: str = "AzureSqlDatabase", activity: Any = None) -> dict[str, Any]:
    data = {"name": "D", "properties": {"type": "AzureSqlTable", "linkedServiceName": {"referenceName": "L"},
                                        "typeProperties": {"tableName": "t"}}}
    look = {"name": "Look", "type": "Lookup", "typeProperties": {"dataset": {"referenceName": "D"}}}
    return {"adf/factory/f.json": {"name": "f", "properties": {}},
            "adf/linkedService/L.json": {"name": "L", "properties": {"type": kind, "typeProperties": inside}},
            "adf/dataset/D.json": data,
            "adf/pipeline/P.json": {"name": "P", "properties": {"activities": [look, *([activity] if activity else [])]}}}


def drawn(cells: str) -> str:
    return ('<mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/><mxCell id="s" value="SAP" vertex="1" parent="1">'
            '<mxGeometry width="80" height="40" as="geometry"/></mxCell><mxCell id="e" value="daily" edge="1" parent="1" source="s" '
            f'target="b"><mxGeometry as="geometry"/></mxCell>{cells}</root></mxGraphModel>')


def box(label: str) -> str:
    return (f'<mxCell id="b" value="{escape(label)}" vertex="1" parent="1"><mxGeometry x="200" width="80" height="40" '
            'as="geometry"/></mxCell>')


def packed(cells: str) -> str:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(deflate.compress(quote(cells).encode()) + deflate.flush()).decode()


def book(*rows: tuple[Any, ...]) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


HEAD = ("Interface", "Source system", "Target system", "Frequency", "Protocol", "Remark")


def row(**cells: str) -> tuple[str, ...]:
    known = {"interface": "Orders", "source": "SAP", "target": "Shop", "frequency": "daily", "protocol": "REST", "remark": ""}
    return tuple({**known, **cells}.values())


def listed(*rows: tuple[str, ...]) -> dict[str, Any]:
    return {"list.csv": "\n".join(",".join(f'"{cell}"' for cell in one) for one in rows)}


def bicep(text: str) -> dict[str, Any]:
    return {"main.bicep": "resource bus 'Microsoft.ServiceBus/namespaces@2022-10-01' = { name: 'ts-bus' }\n" + text}


PLACES: dict[str, dict[str, Any]] = {
    "flow: default of a parameter": flow(parameters={"Key (ts_key)": {"type": "String", "defaultValue": SECRET}}),
    "flow: default inside an object": flow(parameters={"Settings": {"defaultValue": {"sap": {"password": SECRET}}}}),
    "flow: default that is JSON": flow(parameters={"S": {"defaultValue": json.dumps({"clientSecret": SECRET})}}),
    **{f"flow: {name} in a query": flow({"Call": http(f"https://h.tailspin.example/a?x=1&{name}={SECRET}")})
       for name in ("code", "sig", "key", "token", "subscription-key", "api_key", "apikey", "access_token", "client_secret", "password",
                    "auth", "api-key", "x-functions-key", "pwd", "secret", "sas")},
    "flow: encoded query": flow({"Call": http(quote(f"https://h.tailspin.example/a?code={SECRET}", safe=""))}),
    "flow: user of an address": flow({"Call": http(f"https://u:{SECRET}@h.tailspin.example/a")}),
    "flow: user of ftp": flow({"Call": http(f"sftp://u:{SECRET}@h.tailspin.example/a")}),
    "flow: path of a Slack hook": flow({"Call": http(f"https://hooks.slack.com/services/T0AAAA/B0BBBB/{SECRET}")}),
    "flow: path of a Teams hook": flow({"Call": http("https://ts.webhook.office.com/webhookb2/11111111-1111-4111-8111-111111111111@"
                                                     f"22222222-2222-4222-8222-222222222222/IncomingWebhook/{SECRET}/3333")}),
    "flow: path of a bot": flow({"Call": http(f"https://api.telegram.org/bot123456:{SECRET}/sendMessage")}),
    **{f"flow: {name} of an authentication": flow({"Call": http("https://h.tailspin.example/a", authentication={
        "type": "Basic", "username": "u", name: SECRET})}) for name in ("password", "secret", "pfx", "value")},
    **{f"flow: header {name}": flow({"Call": http("https://h.tailspin.example/a", headers={name: text})}) for name, text in (
        ("Authorization", f"Bearer {SECRET}"), ("authorization", f"Basic {SECRET}"), ("Authorization ", SECRET), ("X-Functions-Key", SECRET),
        ("x-api-key", SECRET), ("Ocp-Apim-Subscription-Key", SECRET), ("apikey", SECRET), ("X-Auth-Token", SECRET), ("Cookie", f"sid={SECRET}"),
        ("X-Secret", SECRET), ("Authorization-Key", f"ApiKey {SECRET}"))},
    **{f"flow: {name} in queries": flow({"Call": http("https://h.tailspin.example/a", queries={name: SECRET})})
       for name in ("code", "sig", "key", "token", "subscription-key")},
    "flow: body that is a form": flow({"Call": http("https://h.tailspin.example/a", body=f"grant_type=x&client_secret={SECRET}&b=1")}),
    "flow: body that is an object": flow({"Call": http("https://h.tailspin.example/a", body={"client_secret": SECRET})}),
    "flow: body that is JSON": flow({"Call": http("https://h.tailspin.example/a", body=f'{{"user": "u", "password": "{SECRET}"}}')}),
    "flow: a variable": flow({"I": {"type": "InitializeVariable", "inputs": {"variables": [
        {"name": "ApiKey", "type": "string", "value": SECRET}]}}, "Call": http("https://h.tailspin.example/a")}),
    "flow: a variable that is set": flow({"I": {"type": "SetVariable", "inputs": {"name": "password", "value": SECRET}}}),
    "flow: a composed connection string": flow({"C": {"type": "Compose", "inputs": CONNECTION}}),
    "flow: a composed token": flow({"C": {"type": "Compose", "inputs": JWT}}),
    "flow: a concatenated address": flow({"Call": http(f"@concat('https://h.tailspin.example/a?code=', '{SECRET}')")}),
    "flow: an address in parts": flow({"Call": http(f"@{{concat('https://h.tailspin.example','/a?sig={SECRET}')}}")}),
    "flow: name of an action": flow({f"Call https://h.tailspin.example/?code={SECRET}": http("https://h.tailspin.example/a")}),
    "flow: its name": flow(name=f"Orders https://h.tailspin.example/?code={SECRET}"),
    "flow: name of a file": {f"in/{name.replace('Orders-', f'Orders code={SECRET}-') if 'Work' in name else name}": content
                             for name, content in flow({"Call": http(URL)}).items()},
    "flow: parameters of a connector": flow({"Q": {"type": "OpenApiConnection", "inputs": {
        "host": {"connectionName": "shared_sql", "operationId": "Q", "apiId": f"{API}shared_sql"},
        "parameters": {"server": CONNECTION, "database": "erp"}}}}),
    "flow: private key": flow({"C": {"type": "Compose", "inputs": f"-----BEGIN PRIVATE KEY-----\nMIIE{SECRET}AAAA\n-----END PRIVATE KEY-----"}}),
    "variable: its default": variable(SECRET),
    "variable: address with a key": variable(URL, "ts_Url"),
    "variable: its value": variable("", values={"value": SECRET}),
    "variable: one of several values": variable("", values=[{"value": "a"}, {"value": SECRET}]),
    "variable: JSON": variable(json.dumps({"apiKey": SECRET}), "ts_Settings"),
    "variable: JSON value": variable("", "ts_Settings", {"value": json.dumps({"apiKey": SECRET})}),
    "step: JSON": step(json.dumps({"url": "https://c.tailspin.example", "apiKey": SECRET})),
    "step: XML": step(f"<Settings><setting name='ApiPassword'><value>{SECRET}</value></setting></Settings>"),
    "step: XML elements": step(f"<Settings><Password>{SECRET}</Password></Settings>"),
    "step: encoded": step(quote(json.dumps({"password": SECRET}))),
    "step: an address": step(URL),
    "step: lines": step(f"Url=https://c.tailspin.example;Password={SECRET}"),
    "step: a connection string": step(CONNECTION),
    "endpoint: address": endpoint(f"<Url>{escape(URL)}</Url>"),
    "endpoint: key": endpoint(f"<Url>https://h.tailspin.example</Url><AuthType>4</AuthType><AuthValue>{SECRET}</AuthValue>"),
    "endpoint: headers": endpoint("<Url>https://h.tailspin.example</Url><AuthValue>" + escape(
        f'<settings><setting name="x-functions-key" value="{SECRET}"/></settings>') + "</AuthValue>"),
    "endpoint: SAS key": endpoint(f"<NamespaceAddress>sb://ts.servicebus.windows.net</NamespaceAddress><SASKey>{SECRET}=</SASKey>"),
    "endpoint: SAS token": endpoint(f"<SASToken>SharedAccessSignature sr=x&amp;sig={SECRET}</SASToken>"),
    "endpoint: connection string": endpoint(f"<ConnectionString>{BUS}</ConnectionString>"),
    "virtual table: address": virtual({"Uri": URL}),
    "virtual table: parameters": virtual({"Uri": "https://p.tailspin.example", "Parameters": [{"Name": "x-functions-key", "Value": SECRET}]}),
    "virtual table: numbered parameter": virtual({"Uri": "https://p.tailspin.example", "Parameter1Name": "code",
                                                  "Parameter1Value": SECRET}),
    "canvas app: a reference": app({"id": f"{API}shared_sql", "connectionParameters": {"server": "s", "password": SECRET},
                                   "dataSets": {"srv,db": {}}}),
    "canvas app: data sets": app({"id": f"{API}shared_sql", "dataSets": {CONNECTION: {"dataSources": {"T": {}}}}}),
    "canvas app: an address": app({"id": f"{API}shared_sharepointonline", "dataSets": {URL: {"dataSources": {"T": {}}}}}),
    "canvas app: package": {"T.msapp": zipped({"Header.json": {}, "Properties.json": {"Name": "T"}, "Connections/Connections.json": {
        "1": {"connectionRef": {"id": f"{API}shared_sql"}, "connectionParameters": {"password": SECRET}, "dataSources": ["T"]}}})},
    "connector: default": {"c/apiDefinition.swagger.json": {"swagger": "2.0", "info": {"title": "S"}, "host": "s.tailspin.example",
        "paths": {"/a": {"get": {"operationId": "G", "parameters": [{"name": "api_key", "in": "query", "default": SECRET}]}}}}},
    "connector: policy": {"c/apiDefinition.swagger.json": {"swagger": "2.0", "info": {"title": "S"}, "host": "s.tailspin.example", "paths": {
        "/a": {"get": {}}}}, "c/apiProperties.json": {"properties": {"connectionParameters": {"api_key": {"type": "securestring"}},
        "policyTemplateInstances": [{"templateId": "setheader", "parameters": {
            "x-ms-apimTemplateParameter.name": "Authorization", "x-ms-apimTemplateParameter.value": f"ApiKey {SECRET}"}}]}}},
    "logic app: query": logic_app({"C": http(URL)}),
    "logic app: function": logic_app({"F": {"type": "Function", "inputs": {"function": {"id": f"{SUB}/sites/app/functions/f"},
                                                                          "queries": {"code": SECRET}}}}),
    "logic app: given parameter": logic_app({"C": http("@parameters('u')")}, parameters={"u": {"value": URL}}),
    "logic app: callback": logic_app({"C": http("https://h.example/")}, accessEndpoint=f"https://prod.logic.azure.com/x?sig={SECRET}"),
    "template: parameter": template(resource("Microsoft.ServiceBus/namespaces", "b", {}), parameters={
        "adminPassword": {"type": "string", "defaultValue": SECRET}}),
    "template: variable": template(resource("Microsoft.ServiceBus/namespaces", "b", {}), variables={"sqlConnectionString": CONNECTION}),
    "template: output": template(resource("Microsoft.ServiceBus/namespaces", "b", {}), outputs={"o": {"type": "string", "value": BUS}}),
    "template: settings": template(resource("Microsoft.Web/sites", "fn", {"siteConfig": {"appSettings": [
        {"name": "SAP_PASSWORD", "value": SECRET}]}}, kind="functionapp")),
    "template: settings by name": template(resource("Microsoft.Web/sites", "fn", {}, resources=[
        resource("config", "appsettings", {"ApiKey": SECRET})])),
    "template: connection strings": template(resource("Microsoft.Web/sites", "fn", {"siteConfig": {"connectionStrings": [
        {"name": "Erp", "connectionString": CONNECTION, "type": "SQLAzure"}]}})),
    "template: values of parameters": {**template(resource("Microsoft.ServiceBus/namespaces", "b", {})), "t.parameters.json": {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "parameters": {
            "sqlPassword": {"value": SECRET}}}},
    "template: web hook": template(resource("Microsoft.EventGrid/topics", "t", {}), resource(
        "Microsoft.EventGrid/topics/providers/eventSubscriptions", "t/Microsoft.EventGrid/s", {"destination": {
            "endpointType": "WebHook", "properties": {"endpointUrl": URL}}})),
    **{f"connection: {name}": connection({name: SECRET, "server": "srv"}) for name in ("password", "accessKey", "sharedkey", "token:clientSecret")},
    "connection: string": connection({"connectionString": BUS}),
    "connection: server": connection({"server": CONNECTION}),
    "connection: set": template(resource("Microsoft.Web/connections", "sql", {
        "api": {"id": f"{SUB}/managedApis/sql"}, "parameterValueSet": {"name": "b", "values": {"password": {"value": SECRET}}}})),
    "custom api: runtime url": template(resource("Microsoft.Web/customApis", "own", {
        "displayName": "O", "runtimeUrls": [f"https://rt.tailspin.example?sig={SECRET}"], "backendService": {"serviceUrl": URL}})),
    "standard: settings": {"a/host.json": {"version": "2.0"}, "a/W/workflow.json": {"kind": "Stateful", "definition": {
        "triggers": {"m": {"type": "Request"}}, "actions": {"C": http("@appsetting('U')")}}},
        "a/local.settings.json": {"Values": {"U": URL, "bus_connectionString": BUS}}},
    "standard: connections": {"a/host.json": {"version": "2.0"}, "a/W/workflow.json": {"kind": "Stateful", "definition": {
        "triggers": {"m": {"type": "Request"}}, "actions": {"I": {"type": "InvokeFunction", "inputs": {"functionName": "f"}}}}},
        "a/connections.json": {"functionConnections": {"f": {"function": {"id": f"{SUB}/sites/fn/functions/f"}, "triggerUrl": URL,
                                                             "authentication": {"type": "QueryString", "name": "Code", "value": SECRET}}}}},
    "policy: header": policy(f'<set-header name="x-functions-key" exists-action="override"><value>{SECRET}</value></set-header>'),
    "policy: authorization": policy(f'<set-header name="Authorization"><value>Token {SECRET}</value></set-header>'),
    "policy: query": policy(f'<set-query-parameter name="code" exists-action="override"><value>{SECRET}</value></set-query-parameter>'),
    "policy: basic": policy(f'<authentication-basic username="u" password="{SECRET}" />'),
    "policy: backend": policy(f'<set-backend-service base-url="{escape(URL)}" />'),
    "policy: request": policy(f"<send-request><set-url>{escape(URL)}</set-url></send-request>"),
    "policy: file": {**bicep("resource p 'Microsoft.ApiManagement/service/apis/policies@2022-08-01' = {\n  name: 'apim/a/policy'\n"
                             "  properties: { format: 'rawxml', value: loadTextContent('p.xml') }\n}\n"),
                     "p.xml": f'<policies><inbound><set-header name="x-functions-key"><value>{SECRET}</value></set-header></inbound></policies>'},
    "named value": template(resource("Microsoft.ApiManagement/service", "apim", {}), resource(
        "Microsoft.ApiManagement/service/namedValues", "apim/FunctionKey", {"displayName": "FunctionKey", "value": SECRET})),
    "named value that is secret": template(resource("Microsoft.ApiManagement/service", "apim", {}), resource(
        "Microsoft.ApiManagement/service/namedValues", "apim/U", {"displayName": "U", "secret": True, "value": SECRET})),
    "backend: credentials": template(resource("Microsoft.ApiManagement/service", "apim", {}), resource(
        "Microsoft.ApiManagement/service/backends", "apim/b", {"url": "https://b.tailspin.example", "credentials": {
            "header": {"x-functions-key": [SECRET]}, "query": {"code": [SECRET]}}})),
    "backend: authorization": template(resource("Microsoft.ApiManagement/service", "apim", {}), resource(
        "Microsoft.ApiManagement/service/backends", "apim/b", {"url": "https://b.tailspin.example", "credentials": {
            "authorization": {"scheme": "Custom", "parameter": SECRET}}})),
    "factory: connection string": factory({"connectionString": CONNECTION}),
    "factory: secure string": factory({"connectionString": "Server=s", "password": {"type": "SecureString", "value": SECRET}}),
    "factory: secure connection string": factory({"connectionString": {"type": "SecureString", "value": CONNECTION}}),
    "factory: key of a principal": factory({"serviceUri": "https://o.crm4.dynamics.com", "servicePrincipalKey": {"value": SECRET}}, "Dynamics"),
    "factory: SAS": factory({"sasUri": {"type": "SecureString", "value": f"https://a.blob.core.windows.net/?sv=1&sig={SECRET}"}},
                            "AzureBlobStorage"),
    "factory: function key": factory({"functionAppUrl": "https://fn.azurewebsites.net", "functionKey": SECRET}, "AzureFunction"),
    "factory: address": factory({"url": URL}, "RestService"),
    "factory: host with user": factory({"host": f"sftp://u:{SECRET}@f.tailspin.example"}, "Sftp"),
    "factory: header": factory({"connectionString": "Server=s"}, activity={"name": "W", "type": "WebActivity", "typeProperties": {
        "url": URL, "method": "POST", "headers": {"Authorization": f"Bearer {SECRET}"}}}),
    "factory: default of a parameter": {**factory({"connectionString": "Server=s"}), "adf/ARMTemplateParametersForFactory.json": {
        "parameters": {"Sql_connectionString": {"value": CONNECTION}}}},
    "bicep: parameter": bicep(f"param adminPassword string = '{SECRET}'\n"),
    "bicep: variable": bicep(f"var cs = '{BUS}'\n"),
    "bicep: comment": bicep(f"// old password: {SECRET}\n"),
    "bicep: comment with an address": bicep(f"/* test with {URL} */\n"),
    "bicep: settings": bicep("resource s 'Microsoft.Web/sites@2022-03-01' = {\n  name: 'fn'\n  kind: 'functionapp'\n  properties: { siteConfig: "
                             "{ appSettings: [\n    {\n      name: 'SAP_PASSWORD'\n      value: '" + SECRET + "'\n    }\n  ] } }\n}\n"),
    "bicep: settings on one line": bicep("resource s 'Microsoft.Web/sites@2022-03-01' = {\n  name: 'fn'\n  properties: { siteConfig: { "
                                         "appSettings: [ { name: 'ApiKey', value: '" + SECRET + "' } ] } }\n}\n"),
    "bicep: parameters file": {**bicep(""), "main.bicepparam": f"using 'main.bicep'\nparam sqlPassword = '{SECRET}'\n"},
    **{f"list: {name}": listed(HEAD, row(**{name: text}), row()) for name, text in (
        ("interface", f"Orders {URL}"), ("target", URL), ("protocol", f"REST {URL}"), ("remark", f"pwd={SECRET}"), ("frequency", CONNECTION))},
    "list: column of keys": listed((*HEAD, "API key"), (*row(), SECRET), (*row(interface="Items"), SECRET)),
    "list: column of passwords": listed((*HEAD, "Password"), (*row(), SECRET)),
    "list: password told in words": listed(HEAD, row(remark=f"password: {SECRET}")),
    "workbook: cell": {"list.xlsx": book(HEAD, row(target=URL), row(remark=f"Password={SECRET}"))},
    "workbook: column": {"list.xlsx": book((*HEAD, "Client secret"), (*row(), SECRET))},
    "drawing: label": {"a.drawio": f'<mxfile><diagram name="P">{drawn(box(f"Shop {URL}"))}</diagram></mxfile>'},
    "drawing: label in words": {"a.drawio": f'<mxfile><diagram name="P">{drawn(box(f"Shop<br>pwd={SECRET}"))}</diagram></mxfile>'},
    "drawing: label told in words": {"a.drawio": f'<mxfile><diagram name="P">{drawn(box(f"Shop password: {SECRET}"))}</diagram></mxfile>'},
    "drawing: arrow": {"a.drawio": '<mxfile><diagram name="P">' + drawn(box("Shop")).replace('"daily"', f'"{escape(URL)}"')
                                   + "</diagram></mxfile>"},
    "drawing: attribute": {"a.drawio": '<mxfile><diagram name="P">' + drawn(
        f'<UserObject label="Shop" apiKey="{SECRET}" id="b"><mxCell vertex="1" parent="1"><mxGeometry x="200" width="80" height="40" '
        'as="geometry"/></mxCell></UserObject>') + "</diagram></mxfile>"},
    "drawing: link": {"a.drawio": '<mxfile><diagram name="P">' + drawn(
        f'<UserObject label="Shop" link="{escape(URL)}" id="b"><mxCell vertex="1" parent="1"><mxGeometry x="200" width="80" height="40" '
        'as="geometry"/></mxCell></UserObject>') + "</diagram></mxfile>"},
    "drawing: packed": {"a.drawio": f'<mxfile><diagram name="P">{packed(drawn(box(f"Shop {URL}")))}</diagram></mxfile>'},
    "drawing: page": {"a.drawio": f'<mxfile><diagram name="{escape(URL)}">{drawn(box("Shop"))}</diagram></mxfile>'},
    "drawing: svg": {"a.drawio.svg": '<svg xmlns="http://www.w3.org/2000/svg" content="' + escape(
        f'<mxfile><diagram name="P">{drawn(box(f"Shop {URL}"))}</diagram></mxfile>') + '"><g/></svg>'},
    "events: endpoints": {"e.json": {"value": [{"Name": "Q", "Type": "AzureServiceBusQueue", "ServiceBusQueueName": "orders",
                                               "DecryptedAzureAppSecret": SECRET}]}},
    "events: csv": {"BusinessEventsEndpoints.csv": f"EndpointName,EndpointType,Url,AzureAppSecret\nH,HTTPS,{URL},{SECRET}\n"},
    "metadata: class": {"P/M/AxClass/C.xml": "<AxClass><Name>C</Name><SourceCode><Declaration>[BusinessEvents(classStr(X), 'a', 'b', "
                        "ModuleAxapta::X)] class C extends BusinessEventsBase { }</Declaration><Methods><Method><Name>r</Name><Source>"
                        f"str password = '{SECRET}';</Source></Method></Methods></SourceCode></AxClass>"},
    "data package: description": {"d/Manifest.xml": "<DataManagementPackageManifest><DefinitionGroupName>Rent</DefinitionGroupName><Description>"
                                  f"see {escape(URL)}</Description><PackageEntityList><DataManagementPackageEntityData><EntityName>R</EntityName>"
                                  "<InputFilePath>R.csv</InputFilePath></DataManagementPackageEntityData></PackageEntityList>"
                                  "</DataManagementPackageManifest>", "d/PackageHeader.xml": "<DataManagementPackageHeader/>"},
}
