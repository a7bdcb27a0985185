"""Data factories from Git folders and templates: systems behind linked services, triggers, activities in loops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from d365arch.discovery.azure.connection_strings import parts_of
from d365arch.discovery.records import Discovery, FoundIntegration, Identity
from d365arch.model.vocabulary import Confidence, DataFlow, Hosting, Operation, Timing, Trigger

Found = Callable[[Mapping[str, Any]], Discovery]


def linked(name: str, kind: str, inside: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "properties": {"type": kind, "typeProperties": inside, **more}}


def data_set(
    name: str, kind: str, service: str, inside: Mapping[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    return {"name": name, "properties": {
        "type": kind, "typeProperties": inside or {},
        "linkedServiceName": {"referenceName": service, "type": "LinkedServiceReference"}, **more}}


def of(name: str, **more: Any) -> dict[str, Any]:
    return {"referenceName": name, "type": "DatasetReference", **more}


def copy(source: str, sink: str) -> dict[str, Any]:
    return {
        "name": f"Copy {source}",
        "type": "Copy",
        "inputs": [of(source)],
        "outputs": [of(sink)],
        "typeProperties": {},
    }


def pipeline(name: str, *activities: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "properties": {"activities": list(activities)}}


def trigger(kind: str, inside: Mapping[str, Any], *names: str, state: str = "Started") -> dict[str, Any]:
    rows = [{"pipelineReference": {"referenceName": name, "type": "PipelineReference"}} for name in names]
    return {
        "name": kind,
        "properties": {"type": kind, "runtimeState": state, "typeProperties": inside, "pipelines": rows},
    }


PLANT = {
    "adf/factory/plant-adf.json": {"name": "plant-adf", "properties": {}},
    "adf/linkedService/Crm.json": linked(
        "Crm",
        "CommonDataServiceForApps",
        {"serviceUri": "https://acme.crm4.dynamics.com", "authenticationType": "AADServicePrincipal"},
    ),
    "adf/linkedService/Lake.json": linked("Lake", "AzureBlobFS", {"url": "https://acmelake.dfs.core.windows.net"}),
    "adf/dataset/Accounts.json": data_set(
        "Accounts", "CommonDataServiceForAppsEntity", "Crm", {"entityName": "account"}
    ),
    "adf/dataset/Files.json": data_set(
        "Files",
        "Parquet",
        "Lake",
        {"location": {"type": "AzureBlobFSLocation", "fileSystem": "raw", "folderPath": "crm"}},
    ),
    "adf/pipeline/Export.json": pipeline(
        "Export",
        {
            "name": "Each",
            "type": "ForEach",
            "typeProperties": {
                "activities": [
                    {
                        "name": "Which",
                        "type": "Switch",
                        "typeProperties": {
                            "cases": [{"value": "a", "activities": [copy("Accounts", "Files")]}],
                            "defaultActivities": [],
                        },
                    }
                ]
            },
        },
    ),
}


def to(discovery: Discovery, kind: str, part: str = "") -> FoundIntegration:
    found = [one for one in discovery.integrations if one.to.kind == kind and part in one.to.part]
    assert len(found) == 1, [(one.automation, one.to) for one in discovery.integrations]
    return found[0]


def test_a_factory_in_git_reads_one_system_and_writes_the_other(found: Found) -> None:
    discovery = found(PLANT)
    assert len(discovery.integrations) == 2
    crm, lake = to(discovery, "dataverse"), to(discovery, "azure.storage")
    assert crm.from_ == lake.from_ == Identity("azure.data-factory", "plant-adf")
    assert crm.to == Identity("dataverse", "acme.crm4.dynamics.com")
    assert (crm.data, lake.data) == (DataFlow.PULL, DataFlow.PUSH)
    assert crm.entities == ("account",) and lake.entities == ("raw/crm",)
    assert crm.auth == "oauth"
    assert (crm.timing, crm.trigger) == (Timing.ASYNCHRONOUS, Trigger.ON_DEMAND)
    place = crm.evidence[0]
    assert place.file.endswith("adf/pipeline/Export.json")
    assert (
        place.place
        == "/properties/activities/0/typeProperties/activities/0/typeProperties/cases/0/activities/0/inputs/0"
    )
    assert place.confidence is Confidence.CERTAIN


def test_a_schedule_reaches_the_pipelines_that_are_called(found: Found) -> None:
    discovery = found({**PLANT, "adf/pipeline/Nightly.json": pipeline("Nightly", {
        "name": "Run", "type": "ExecutePipeline", "typeProperties": {"pipeline": {
            "referenceName": "Export", "type": "PipelineReference"}}}),
        "adf/trigger/t.json": trigger("ScheduleTrigger", {"recurrence": {
            "frequency": "Day", "interval": 1, "schedule": {"hours": [2], "minutes": [30]}}}, "Nightly")})
    assert {(one.trigger, one.frequency, one.active) for one in discovery.integrations} == {
        (Trigger.SCHEDULED, "daily 02:30", None)}


def test_pipelines_that_call_each_other_end(found: Found) -> None:
    call = {"name": "Run", "type": "ExecutePipeline", "typeProperties": {"pipeline": {"referenceName": "Export"}}}
    discovery = found({**PLANT, "adf/pipeline/Export.json": pipeline("Export", call, copy("Accounts", "Files"))})
    assert len(discovery.integrations) == 2


@pytest.mark.parametrize(("kind", "inside", "frequency"), [
    ("ScheduleTrigger", {"recurrence": {"frequency": "Minute", "interval": "15"}}, "every 15 min"),
    ("TumblingWindowTrigger", {"frequency": "Hour", "interval": 1}, "hourly"),
])
def test_a_trigger_that_is_stopped_is_still_told_and_marked(found: Found, kind: str, inside: Mapping[str, Any],
                                                            frequency: str) -> None:
    discovery = found({**PLANT, "adf/trigger/t.json": trigger(kind, inside, "Export", state="Stopped")})
    assert {(one.trigger, one.frequency, one.active) for one in discovery.integrations} == {
        (Trigger.SCHEDULED, frequency, False)}
    assert all("Stopped in the files" in (one.description or "") for one in discovery.integrations)


def test_a_tumbling_window_has_one_pipeline(found: Found) -> None:
    one = {
        "name": "w",
        "properties": {
            "type": "TumblingWindowTrigger",
            "typeProperties": {"frequency": "Hour", "interval": 6},
            "pipeline": {"pipelineReference": {"referenceName": "Export"}},
        },
    }
    assert {row.frequency for row in found({**PLANT, "adf/trigger/w.json": one}).integrations} == {"every 6 h"}


def test_files_that_arrive_start_a_factory(found: Found) -> None:
    scope = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/acmelanding"
    discovery = found({**PLANT, "adf/trigger/t.json": trigger(
        "BlobEventsTrigger", {"scope": scope, "blobPathBeginsWith": "/in/blobs/"}, "Export")})
    event = next(one for one in discovery.integrations if one.to.kind == "azure.data-factory")
    assert event.from_ == Identity("azure.storage", "acmelanding")
    assert (event.trigger, event.timing) == (Trigger.EVENT, Timing.NEAR_REAL_TIME)
    assert {one.trigger for one in discovery.integrations} == {Trigger.EVENT}


def test_a_pipeline_without_a_trigger_goes_with_those_that_have_one(found: Found) -> None:
    discovery = found(
        {
            **PLANT,
            "adf/pipeline/Full.json": pipeline("Full", copy("Accounts", "Files")),
            "adf/trigger/t.json": trigger(
                "ScheduleTrigger", {"recurrence": {"frequency": "Hour", "interval": 2}}, "Export"
            ),
        }
    )
    assert len(discovery.integrations) == 2
    crm = to(discovery, "dataverse")
    assert crm.frequency == "every 2 h" and 'No trigger starts "Full".' in (crm.description or "")


def test_connection_strings_give_server_and_database_and_nothing_else(found: Found) -> None:
    secret = "Tr0ub4dor-and-3"
    discovery = found(
        {
            **PLANT,
            "adf/linkedService/Lake.json": linked(
                "Lake",
                "SqlServer",
                {
                    "connectionString": "Data Source=tcp:erp-sql.acme.local,1433;Initial Catalog=Orders;"
                    f"User ID=svc;Password={secret}"
                },
                connectVia={"referenceName": "shir", "type": "IntegrationRuntimeReference"},
            ),
            "adf/integrationRuntime/shir.json": {"name": "shir", "properties": {"type": "SelfHosted"}},
        }
    )
    sql = to(discovery, "sql")
    system = next(one for one in discovery.systems if one.identity == sql.to)
    assert system.identity.part == "erp-sql.acme.local/orders" and system.hosting is Hosting.ON_PREMISES
    assert secret not in repr((discovery.systems, discovery.integrations, discovery.remarks, discovery.secrets))
    assert [one.file.rsplit("/", 1)[-1] for one in discovery.secrets] == ["Lake.json"]


def test_services_whose_address_is_elsewhere_stay_two(found: Found) -> None:
    vault = {"connectionString": {"type": "AzureKeyVaultSecret", "store": {
        "referenceName": "Vault", "type": "LinkedServiceReference"}, "secretName": "x"}}
    discovery = found({
        **PLANT, "adf/linkedService/A.json": linked("A", "SqlServer", vault), "adf/linkedService/B.json": linked(
            "B", "SqlServer", vault), "adf/linkedService/Vault.json": linked("Vault", "AzureKeyVault", {
                "baseUrl": "https://acme-kv.vault.azure.net/"}),
        "adf/dataset/Accounts.json": data_set("Accounts", "SqlServerTable", "A", {"schema": "dbo", "table": "Orders"}),
        "adf/dataset/Files.json": data_set("Files", "SqlServerTable", "B")})
    named = {one.name for one in discovery.systems if one.identity.kind == "sql" and one.unresolved}
    assert named == {"SQL Server (linked service A)", "SQL Server (linked service B)"}
    assert len(discovery.integrations) == 2


def test_parameters_of_data_sets_and_services_are_followed(found: Found) -> None:
    discovery = found(
        {
            **PLANT,
            "adf/linkedService/Lake.json": linked(
                "Lake",
                "RestService",
                {"url": "https://@{linkedService().host}/v1"},
                parameters={"host": {"type": "String"}},
            ),
            "adf/dataset/Files.json": {
                "name": "Files",
                "properties": {
                    "type": "RestResource",
                    "parameters": {"path": {"type": "string"}},
                    "linkedServiceName": {
                        "referenceName": "Lake",
                        "type": "LinkedServiceReference",
                        "parameters": {"host": "api.carrier.example"},
                    },
                    "typeProperties": {"relativeUrl": {"value": "@dataset().path", "type": "Expression"}},
                },
            },
            "adf/pipeline/Export.json": pipeline(
                "Export",
                {
                    "name": "Send",
                    "type": "Copy",
                    "inputs": [of("Accounts")],
                    "outputs": [of("Files", parameters={"path": "parcels"})],
                },
            ),
        }
    )
    assert to(discovery, "host").to.part == "api.carrier.example"
    assert to(discovery, "host").entities == ("parcels",)


def test_web_calls_lead_to_hosts_but_not_to_sign_ins(found: Found) -> None:
    web = [
        {"name": name, "type": "WebActivity", "typeProperties": {"url": url, "method": method}}
        for name, url, method in (
            ("Token", "https://login.microsoftonline.com/t/oauth2/token", "POST"),
            ("Secret", "https://acme-kv.vault.azure.net/secrets/x", "GET"),
            ("Notify", "https://acme-notify.azurewebsites.net/api/send?code=abcdefghijklmnop", "POST"),
        )
    ]
    discovery = found({**PLANT, "adf/pipeline/Export.json": pipeline("Export", *web)})
    call = to(discovery, "azure.functions")
    assert len(discovery.integrations) == 1
    assert call.details == ("pipeline Export", "POST /api/send") and call.operations == (Operation.ACTION,)
    assert "abcdefghijklmnop" not in repr(discovery.integrations)


def test_a_gallery_template_says_in_its_manifest_what_it_wants(found: Found) -> None:
    name = "[concat(parameters('factoryName'), '/{}')]"
    rows = [
        {
            "type": "Microsoft.DataFactory/factories/datasets",
            "name": name.format("In"),
            "properties": {
                "type": "Json",
                "linkedServiceName": {"referenceName": "[parameters('Source')]", "type": "LinkedServiceReference"},
                "typeProperties": {},
            },
        },
        {
            "type": "Microsoft.DataFactory/factories/pipelines",
            "name": name.format("P"),
            "properties": {"activities": [{"name": "Look", "type": "Lookup", "typeProperties": {"dataset": of("In")}}]},
        },
    ]
    discovery = found(
        {
            "t/manifest.json": {"name": "x", "requires": {"linkedservices": {"Source": {"supportTypes": ["Sftp"]}}}},
            "t/x.json": {
                "$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
                "contentVersion": "1.0.0.0",
                "parameters": {"factoryName": {"type": "string"}, "Source": {"type": "string"}},
                "resources": rows,
            },
        }
    )
    (one,) = discovery.integrations
    system = next(row for row in discovery.systems if row.identity == one.to)
    assert system.name == "SFTP server (linked service Source)" and system.unresolved
    assert (
        next(row for row in discovery.systems if row.identity == one.from_).name == "Azure Data Factory (factoryName)"
    )


def test_data_flows_read_sources_and_write_sinks(found: Found) -> None:
    discovery = found(
        {
            **PLANT,
            "adf/dataflow/Flow.json": {
                "name": "Flow",
                "properties": {
                    "type": "MappingDataFlow",
                    "typeProperties": {
                        "sources": [{"name": "s", "dataset": of("Files")}],
                        "sinks": [{"name": "t", "dataset": of("Accounts")}],
                    },
                },
            },
            "adf/pipeline/Export.json": pipeline(
                "Export",
                {
                    "name": "F",
                    "type": "ExecuteDataFlow",
                    "typeProperties": {
                        "dataflow": {"referenceName": "Flow", "type": "DataFlowReference"},
                        "staging": {"linkedService": {"referenceName": "Stage", "type": "LinkedServiceReference"}},
                    },
                },
            ),
            "adf/linkedService/Stage.json": linked(
                "Stage",
                "AzureBlobStorage",
                {"connectionString": "DefaultEndpointsProtocol=https;AccountName=acmestage;"},
            ),
        }
    )
    assert (
        to(discovery, "dataverse").data is DataFlow.PUSH
        and to(discovery, "azure.storage", "acmelake").data is DataFlow.PULL
    )
    stage = next(one for one in discovery.systems if one.identity.part == "acmestage")
    assert stage.supporting and len(discovery.integrations) == 2


def test_activities_that_are_switched_off_make_an_integration_that_is(found: Found) -> None:
    discovery = found(
        {**PLANT, "adf/pipeline/Export.json": pipeline("Export", {**copy("Accounts", "Files"), "state": "Inactive"})}
    )
    assert {one.active for one in discovery.integrations} == {False}


def test_odd_parts_cost_nobody_anything(found: Found) -> None:
    discovery = found(
        {
            **PLANT,
            "adf/pipeline/Odd.json": {
                "name": 7,
                "properties": {
                    "activities": [
                        None,
                        3,
                        [],
                        {"name": {}, "type": [], "typeProperties": []},
                        {"type": "Copy", "inputs": {"a": 1}, "outputs": [None]},
                        {"type": "WebActivity", "typeProperties": {"url": {"value": ["x"]}}},
                    ]
                },
            },
            "adf/trigger/odd.json": {"name": "odd", "properties": {"type": 4, "pipelines": {}, "typeProperties": None}},
            "adf/linkedService/Odd.json": {"name": "Odd", "properties": {"type": ["x"], "typeProperties": []}},
        }
    )
    assert len(discovery.integrations) == 2
    assert not discovery.not_read


def test_parameters_that_a_factory_publishes_are_taken(found: Found) -> None:
    schema = "https://schema.management.azure.com/schemas/2015-01-01/deployment{}.json#"
    rows = [
        {"type": f"Microsoft.DataFactory/factories/{kind}s", "name": f"[concat(parameters('factoryName'), '/{name}')]",
         "properties": body["properties"]} for kind, name, body in (
            ("linkedService", "Crm", linked("Crm", "Dynamics", {"serviceUri": "[parameters('Crm_uri')]"})),
            ("dataset", "In", data_set("In", "DynamicsEntity", "Crm", {"entityName": "lead"})),
            ("pipeline", "P", pipeline("P", {"name": "L", "type": "Lookup", "typeProperties": {"dataset": of("In")}})))]
    discovery = found({
        "ARMTemplateForFactory.json": {
            "$schema": schema.format("Template"), "contentVersion": "1.0.0.0", "resources": rows,
            "parameters": {"factoryName": {"type": "string"}, "Crm_uri": {"type": "string"}}},
        "ARMTemplateParametersForFactory.json": {
            "$schema": schema.format("Parameters"), "contentVersion": "1.0.0.0", "parameters": {
                "factoryName": {"value": "acme-adf"}, "Crm_uri": {"value": "https://acme.crm4.dynamics.com"}}},
        "linkedTemplates/ArmTemplate_0.json": {
            "$schema": schema.format("Template"), "contentVersion": "1.0.0.0", "resources": rows, "parameters": {
                "factoryName": {"type": "string", "defaultValue": "acme-adf"}, "Crm_uri": {"type": "string"}}}})
    (one,) = discovery.integrations
    assert (one.from_.part, one.to.part) == ("acme-adf", "acme.crm4.dynamics.com")


def test_bodies_of_resources_name_their_factory_in_the_id(found: Found) -> None:
    base = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DataFactory/factories/acme-adf"
    look = {"name": "L", "type": "Lookup", "typeProperties": {"dataset": of("In")}}
    bodies = (("linkedservice", "Crm", linked("Crm", "Dynamics", {"serviceUri": "https://acme.crm4.dynamics.com"})),
              ("dataset", "In", data_set("In", "DynamicsEntity", "Crm", {"entityName": "lead"})),
              ("pipeline", "P", pipeline("P", look)))
    discovery = found({f"{name}.json": {
        **body, "id": f"{base}/{kind}s/{name}", "type": f"Microsoft.DataFactory/factories/{kind}s"}
        for kind, name, body in bodies})
    (one,) = discovery.integrations
    assert one.from_ == Identity("azure.data-factory", "acme-adf") and one.entities == ("lead",)


@pytest.mark.parametrize(
    ("text", "server", "database", "account"),
    [
        ('Server=srv\\inst;Database="My;Db";pwd=x', "srv\\inst", "", ""),
        ("Data Source = a.example ; Initial Catalog={Sales}; Password='p;w'", "a.example", "Sales", ""),
        ("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=abc==", "", "", "acme"),
        (
            "AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=abc==;Database=d",
            "acme.documents.azure.com",
            "d",
            "",
        ),
        ("mongodb://user:secret@host.example:27017/db", "host.example", "", ""),
        ("password=geheim", "", "", ""),
        ("", "", "", ""),
        ("====;;;", "", "", ""),
    ],
)
def test_parts_of_connection_strings(text: str, server: str, database: str, account: str) -> None:
    assert parts_of(text) == (server, database, account)


def test_a_factory_of_the_first_version_is_read_with_its_slices(found: Found) -> None:
    copy = {"name": "copy", "type": "Copy", "inputs": [{"name": "accounts"}], "outputs": [{"name": "files"}],
            "typeProperties": {"source": {"type": "RelationalSource"}, "sink": {"type": "BlobSink"}},
            "scheduler": {"frequency": "Day", "interval": 1}}
    rows = [{"type": "linkedservices", "name": "crm", "properties": {"type": "Salesforce", "typeProperties": {}}},
            {"type": "linkedservices", "name": "lake", "properties": {"type": "AzureStorage", "typeProperties": {
                "connectionString": "DefaultEndpointsProtocol=https;AccountName=acmelake"}}},
            {"type": "datasets", "name": "accounts", "properties": {
                "type": "RelationalTable", "linkedServiceName": "crm", "typeProperties": {"tableName": "Account"}}},
            {"type": "datasets", "name": "files", "properties": {
                "type": "AzureBlob", "linkedServiceName": "lake", "typeProperties": {"folderPath": "in/"}}},
            {"type": "pipelines", "name": "load", "properties": {
                "activities": [copy], "start": "2031-10-01T00:00:00Z", "end": "2039-10-01T00:00:00Z"}}]
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    discovery = found({"azuredeploy.json": {"$schema": schema, "contentVersion": "1.0.0.0", "resources": [
        {"type": "Microsoft.DataFactory/dataFactories", "name": "acme", "resources": rows},
        {"type": "Microsoft.DataFactory/factories", "name": "acme-two", "resources": rows}]}})
    by_name = {one.name: one for one in discovery.integrations}
    for name in ("acme to Salesforce", "acme-two to Salesforce"):
        assert by_name[name].entities == ("Account",)
        assert by_name[name].frequency == "daily"
    assert any(one.identity.part == "acmelake" for one in discovery.systems)
