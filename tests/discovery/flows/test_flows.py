"""Cloud flows: who starts them, whom they call, what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from d365arch.discovery.records import DATAVERSE, Discovery, FoundIntegration, FoundSystem
from d365arch.model.vocabulary import Confidence, DataFlow, Operation, Timing, Trigger
from tests.discovery.flows.flow_texts import (
    BUTTON,
    CHILD_ID,
    FLOW_ID,
    HOURLY,
    REQUEST,
    RESPONSE,
    call,
    flow,
    http,
    one_flow,
    row_trigger,
    solution,
    variable,
    workflow,
)

Found = Callable[[Mapping[str, Any]], Discovery]


def only(discovery: Discovery) -> FoundIntegration:
    assert [one.name for one in discovery.integrations if one] and len(discovery.integrations) == 1, (
        discovery.integrations
    )
    return discovery.integrations[0]


def system(discovery: Discovery, identity: object) -> FoundSystem:
    return next(one for one in discovery.systems if one.identity == identity)


def test_three_calls_to_one_host_are_one_integration(found: Found) -> None:
    uri = "https://orders.example.com/api/{}?code=Abc123Def456Ghi789Jkl012"
    discovery = found(
        one_flow(
            flow(
                row_trigger("contact", columns="statecode"),
                {name: http(uri.format(name), "POST") for name in ("one", "two", "three")},
            )
        )
    )
    integration = only(discovery)
    assert (integration.from_, integration.to) == (DATAVERSE, ("host", "orders.example.com"))
    assert (integration.timing, integration.trigger, integration.data) == (
        Timing.NEAR_REAL_TIME,
        Trigger.EVENT,
        DataFlow.PUSH,
    )
    assert integration.details == ("POST /api/one", "POST /api/two", "POST /api/three")
    assert integration.entities == ("contact",)
    assert integration.auth == "api-key"
    assert integration.automation == f"flow/{FLOW_ID}"
    assert integration.low_code is True
    assert integration.description == "Starts when a row of contact is added or modified, columns statecode."
    assert integration.evidence[0].place == "/properties/definition/actions/one"
    assert discovery.secrets
    assert "Abc123" not in repr(discovery)


@pytest.mark.parametrize(("state", "active", "tags"), [(0, False, ()), (1, True, ()), (2, False, ("suspended",))])
def test_switched_off_flows_are_told(found: Found, state: int, active: bool, tags: tuple[str, ...]) -> None:
    integration = only(found(one_flow(flow(HOURLY, {"A": http("https://a.example.com")}), state=state)))
    assert (integration.active, integration.tags, integration.frequency) == (active, tags, "every 4 h")


def test_an_http_request_is_an_unknown_caller_and_an_endpoint(found: Found) -> None:
    discovery = found(one_flow(flow(REQUEST, RESPONSE)))
    integration = only(discovery)
    assert integration.to == DATAVERSE
    assert integration.from_.kind == "unknown-caller"
    assert (integration.timing, integration.confidence) == (Timing.SYNCHRONOUS, Confidence.LIKELY)
    assert [one.key for one in discovery.endpoints] == [integration.to_endpoint]


@pytest.mark.parametrize("kind", ["Button", "PowerApp", "PowerAppV2", "Skills", "VirtualAgent"])
def test_people_apps_and_agents_of_the_environment_are_no_callers(found: Found, kind: str) -> None:
    trigger = {"manual": {"type": "Request", "kind": kind, "inputs": {}}}
    discovery = found(
        one_flow(flow(trigger, {"A": call("shared_office365", "SendEmailV2")}, apis=("shared_office365",)))
    )
    assert only(discovery).from_ == DATAVERSE


def test_a_request_that_another_product_sends_comes_from_it(found: Found) -> None:
    trigger = {
        "For_a_selected_item": {
            "type": "Request",
            "kind": "ApiConnection",
            "inputs": {
                "host": {"connectionName": "shared_sharepointonline", "operationId": "SelectedItem"},
                "parameters": {"dataset": "https://contoso.sharepoint.com/sites/hr"},
            },
        }
    }
    integration = only(found(one_flow(flow(trigger, {}, apis=("shared_sharepointonline",)))))
    assert integration.from_ == ("connector.sharepointonline", "contoso.sharepoint.com/sites/hr")
    assert integration.trigger is Trigger.ON_DEMAND


def test_polling_and_pushed_triggers_come_from_the_other_system(found: Found) -> None:
    polled = {
        "New_mail": {
            "type": "OpenApiConnection",
            "recurrence": {"frequency": "Minute", "interval": 3},
            "inputs": {"host": {"connectionName": "shared_office365", "operationId": "OnNewEmailV2"}},
        }
    }
    writes = {
        "A": call("shared_commondataserviceforapps", "CreateRecord", entityName="fab_orders"),
        "B": call("shared_office365", "ExportEmail_V2"),
        "C": call("shared_onedriveforbusiness", "CreateFile"),
    }
    apis = ("shared_office365", "shared_commondataserviceforapps", "shared_onedriveforbusiness")
    inbound, outbound = sorted(
        found(one_flow(flow(polled, writes, apis=apis))).integrations, key=lambda one: one.from_ == DATAVERSE
    )
    assert (inbound.from_.kind, inbound.to, inbound.frequency) == ("connector.office365", DATAVERSE, "every 3 min")
    assert inbound.timing is Timing.NEAR_REAL_TIME
    assert inbound.protocol == "connector office365, polled"
    assert inbound.entities == ("fab_orders",)
    assert "ExportEmail_V2" in inbound.details  # reading what has come is a part of receiving it
    assert (outbound.to.kind, outbound.trigger) == ("connector.onedriveforbusiness", Trigger.EVENT)


def test_reading_from_and_sending_to_one_system_are_two(found: Found) -> None:
    trigger = {
        "M": {
            "type": "OpenApiConnectionWebhook",
            "inputs": {
                "host": {"connectionName": "shared_servicebus", "operationId": "GetMessagesFromQueue"},
                "parameters": {"queueName": "in"},
            },
        }
    }
    discovery = found(
        one_flow(
            flow(trigger, {"A": call("shared_servicebus", "SendMessage", queueName="out")}, apis=("shared_servicebus",))
        )
    )
    assert [
        (one.from_.kind, one.entities) for one in sorted(discovery.integrations, key=lambda one: one.from_.kind)
    ] == [("azure.service-bus", ("in",)), ("dataverse", ("out",))]


def test_internal_calls_are_no_integrations(found: Found) -> None:
    actions = {
        "Own": call("shared_commondataserviceforapps", "ListRecords", entityName="accounts"),
        "Prompt": call("shared_commondataserviceforapps", "aibuilderpredict_customprompt"),
        "Approval": call("shared_approvals", "StartAndWaitForAnApproval"),
        "Agent": call("shared_microsoftcopilotstudio", "ExecuteCopilot"),
        "Token": http("https://login.microsoftonline.com/x/oauth2/v2.0/token", "POST"),
        "Log": call("shared_azureloganalyticsdatacollector", "SendData"),
        "Compose": {"type": "Compose", "inputs": "https://not-called.example.com"},
    }
    apis = (
        "shared_commondataserviceforapps",
        "shared_approvals",
        "shared_microsoftcopilotstudio",
        "shared_azureloganalyticsdatacollector",
    )
    assert found(one_flow(flow(row_trigger(), actions, apis=apis))).integrations == ()


def test_virtual_tables_are_calls_to_finance_and_operations(found: Found) -> None:
    discovery = found(
        one_flow(
            flow(
                BUTTON,
                {
                    "A": call(
                        "shared_commondataserviceforapps", "ListRecords", entityName="mserp_custcustomerv3entities"
                    )
                },
                apis=("shared_commondataserviceforapps",),
            )
        )
    )
    integration = only(discovery)
    assert (integration.to.kind, integration.data) == ("fo", DataFlow.PULL)
    assert integration.entities == ("mserp_custcustomerv3entities",)


def test_events_of_virtual_tables_come_from_finance_and_operations(found: Found) -> None:
    integration = only(
        found(
            one_flow(flow(row_trigger("mserp_salesorderheaderv2entity"), {}, apis=("shared_commondataserviceforapps",)))
        )
    )
    assert (integration.from_.kind, integration.to) == ("fo", DATAVERSE)


def test_another_environment_is_another_system(found: Found) -> None:
    discovery = found(
        one_flow(
            flow(
                row_trigger(),
                {
                    "A": call(
                        "shared_commondataserviceforapps",
                        "CreateRecordWithOrganization",
                        organization="https://other.crm4.dynamics.com",
                        entityName="leads",
                    )
                },
                apis=("shared_commondataserviceforapps",),
            )
        )
    )
    integration = only(discovery)
    assert (integration.from_, integration.to) == (DATAVERSE, ("dataverse", "other.crm4.dynamics.com"))
    assert integration.entities == ("leads", "account")


def test_a_business_event_trigger_names_its_message(found: Found) -> None:
    trigger = {
        "E": {
            "type": "OpenApiConnectionWebhook",
            "inputs": {
                "host": {"connectionName": "shared_commondataserviceforapps", "operationId": "BusinessEventsTrigger"},
                "parameters": {
                    "catalog": "fab_Sales",
                    "subscriptionRequest/sdkmessagename": "fab_Checkout",
                    "subscriptionRequest/entityname": "none",
                },
            },
        }
    }
    integration = only(
        found(
            one_flow(
                flow(
                    trigger,
                    {"A": call("shared_sendgrid", "SendEmailV4")},
                    apis=("shared_commondataserviceforapps", "shared_sendgrid"),
                )
            )
        )
    )
    assert integration.entities == ("fab_Checkout",)


def test_current_values_of_variables_resolve_hosts_before_defaults(found: Found) -> None:
    files = one_flow(
        flow(
            HOURLY,
            {"A": http("@{parameters('Base (fab_Base)')}/orders")},
            {"Base (fab_Base)": variable("fab_Base", "https://old.example.com")},
        )
    )
    files["environmentvariabledefinitions/fab_Base/environmentvariabledefinition.xml"] = (
        '<environmentvariabledefinition schemaname="fab_Base"><type>100000000</type></environmentvariabledefinition>'
    )
    files["environmentvariabledefinitions/fab_Base/environmentvariablevalues.json"] = {
        "environmentvariablevalues": {"environmentvariablevalue": [{"value": "https://now.example.com"}]}
    }
    assert only(found(files)).to == ("host", "now.example.com")


def test_a_variable_without_a_value_names_the_system(found: Found) -> None:
    discovery = found(
        one_flow(
            flow(
                HOURLY,
                {"A": http("@{parameters('ERP address (fab_Erp)')}/orders")},
                {"ERP address (fab_Erp)": variable("fab_Erp")},
            )
        )
    )
    integration = only(discovery)
    assert integration.confidence is Confidence.LIKELY
    named = system(discovery, integration.to)
    assert (named.name, named.unresolved, named.identity) == ("ERP address (fab_Erp)", True, ("address", "fab_erp"))


def test_values_of_secret_variables_are_told_by_place_and_kept_nowhere(found: Found) -> None:
    files = one_flow(flow(HOURLY, {}))
    folder = "environmentvariabledefinitions/fab_ApiKey"
    files[f"{folder}/environmentvariabledefinition.xml"] = (
        '<environmentvariabledefinition schemaname="fab_ApiKey"><type>100000000</type></environmentvariabledefinition>'
    )
    files[f"{folder}/environmentvariablevalues.json"] = {
        "environmentvariablevalues": {"environmentvariablevalue": {"value": "q8Zt4Lw0Xc7Vb2Nm5Kj9"}}
    }
    discovery = found(files)
    assert [one.place for one in discovery.secrets] == ["/environmentvariablevalues/environmentvariablevalue/value"]
    assert "q8Zt4" not in repr(discovery)


@pytest.mark.parametrize(
    "uri",
    [
        "@{parameters('Host')}/api/connector/enqueue/7d6f?entity=Vendors",
        "@{parameters('Host')}/data/DataManagementDefinitionGroups/Microsoft.Dynamics.DataEntities.ImportFromPackage",
    ],
)
def test_batch_paths_tell_finance_and_operations(found: Found, uri: str) -> None:
    integration = only(found(one_flow(flow(row_trigger(), {"A": http(uri, "POST")}, {"Host": variable("", "")}))))
    assert (integration.to.kind, integration.timing) == ("fo", Timing.ASYNCHRONOUS)


def test_parts_of_the_tenant_come_from_the_parameters(found: Found) -> None:
    apis = ("shared_sql", "shared_sharepointonline", "shared_dynamicsax", "shared_azuredatafactory")
    discovery = found(
        one_flow(
            flow(
                HOURLY,
                {
                    "A": call(
                        "shared_sql", "GetItems_V2", server="srv.example.com", database="erp", table="[dbo].[Orders]"
                    ),
                    "B": call(
                        "shared_sharepointonline",
                        "GetItems",
                        dataset="https://contoso.sharepoint.com/sites/hr",
                        table="Leaves",
                    ),
                    "C": call(
                        "shared_dynamicsax",
                        "PostItem",
                        dataset="erp.operations.dynamics.com",
                        table="SalesOrderHeadersV4",
                    ),
                    "D": call(
                        "shared_azuredatafactory", "CreatePipelineRun", dataFactoryName="adf-x", pipelineName="Load"
                    ),
                },
                apis=apis,
            )
        )
    )
    assert {one.to for one in discovery.integrations} == {
        ("sql", "srv.example.com/erp"),
        ("connector.sharepointonline", "contoso.sharepoint.com/sites/hr"),
        ("fo", "erp.operations.dynamics.com"),
        ("azure.data-factory", "adf-x"),
    }
    assert {one.to.kind: one.entities for one in discovery.integrations}["fo"] == ("SalesOrderHeadersV4",)


def test_the_oldest_form_of_calls_is_read(found: Found) -> None:
    action = {
        "type": "ApiConnection",
        "inputs": {
            "host": {"connection": {"name": "@parameters('$connections')['shared_rss_1']['connectionId']"}},
            "method": "get",
            "path": "/ListFeedItems",
            "queries": {"feedUrl": "https://news.example.com/feed?key=1"},
        },
    }
    content = flow(HOURLY, {"A": action})
    content["properties"]["connectionReferences"] = {
        "shared_rss_1": {"id": "/providers/Microsoft.PowerApps/apis/shared_rss"}
    }
    integration = only(found(one_flow(content)))
    assert (integration.to.kind, integration.details) == (
        "connector.rss",
        ("GET /ListFeedItems", "https://news.example.com/feed"),
    )


def test_calls_of_a_child_flow_are_its_own_and_name_the_parent(found: Found) -> None:
    parent = flow(row_trigger(), {"Run": {"type": "Workflow", "inputs": {"host": {"workflowReferenceName": CHILD_ID}}}})
    child = flow(BUTTON, {"A": http("https://a.example.com"), **RESPONSE})
    discovery = found(
        solution(
            {f"Parent-{FLOW_ID.upper()}": parent, f"Child-{CHILD_ID.upper()}": child},
            "<Workflows>"
            + workflow(file=f"/Workflows/Parent-{FLOW_ID.upper()}.json")
            + workflow(CHILD_ID, "Fetch", file=f"/Workflows/Child-{CHILD_ID.upper()}.json")
            + "</Workflows>",
        )
    )
    integration = only(discovery)
    assert integration.automation == f"flow/{CHILD_ID}"
    assert "A child flow of Send orders." in (integration.description or "")
    assert any('"Send orders" runs child flows: "Fetch"' in one.sentence for one in discovery.remarks)


def test_an_unknown_connector_is_never_dropped(found: Found) -> None:
    discovery = found(
        one_flow(flow(HOURLY, {"A": call("shared_neverheardof", "GetThings")}, apis=("shared_neverheardof",)))
    )
    assert system(discovery, only(discovery).to).name == "neverheardof"


def test_references_that_nothing_uses_are_a_remark(found: Found) -> None:
    more = (
        '<connectionreferences><connectionreference connectionreferencelogicalname="fab_shared_sql"><connectorid>'
        "/providers/Microsoft.PowerApps/apis/shared_sql</connectorid></connectionreference>"
        '<connectionreference connectionreferencelogicalname="fab_spare"><connectorid>'
        "/providers/Microsoft.PowerApps/apis/shared_servicenow</connectorid></connectionreference></connectionreferences>"
    )
    content = flow(HOURLY, {"A": call("shared_sql", "GetItems_V2")}, apis=("shared_sql",))
    del content["properties"]["connectionReferences"]["shared_sql"]["api"]  # only the reference knows the connector
    content["properties"]["definition"]["actions"]["A"]["inputs"]["host"].pop("apiId")
    discovery = found(one_flow(content, more=more))
    assert only(discovery).to.kind == "sql"
    assert next(one.sentence for one in discovery.remarks if "Connection reference" in one.sentence).startswith(
        'Connection reference "fab_spare" to ServiceNow is used by no flow or app'
    )
    assert len([one for one in discovery.remarks if "Connection reference" in one.sentence]) == 1


def test_a_custom_connector_is_its_host_also_from_another_solution(found: Found) -> None:
    api = "shared_fab-5fstock-20levels-5f0123456789abcdef"
    document = {
        "swagger": "2.0",
        "host": "stock.example.com",
        "basePath": "/v1",
        "schemes": ["https"],
        "info": {"title": "x"},
        "securityDefinitions": {"k": {"type": "apiKey"}},
        "paths": {"/items": {"get": {"operationId": "Items"}}},
    }
    files = {
        f"one/{name}": content
        for name, content in one_flow(flow(HOURLY, {"A": call(api, "Items")}, apis=(api,))).items()
    }
    files |= {
        "two/Other/Solution.xml": "\ufeff" + MANIFEST_TWO,
        "two/Other/Customizations.xml": "<ImportExportXml/>",
        "two/Connectors/fab_5Fstock-20levels.xml": "<Connector><name>fab_5Fstock-20levels</name>"
        "<displayname>Stock levels</displayname>"
        "<openapidefinition>/Connector/fab_5Fstock-20levels_openapidefinition.json</openapidefinition></Connector>",
        "two/Connectors/fab_5Fstock-20levels_openapidefinition.json": document,
    }
    discovery = found(files)
    integration = only(discovery)
    assert integration.to == ("host", "stock.example.com")
    assert system(discovery, integration.to).name == "Stock levels"
    assert (integration.operations, integration.auth) == ((Operation.READ,), "api-key")
    assert [(one.name, one.system) for one in discovery.endpoints] == [("GET /v1/items (Items)", integration.to)]


MANIFEST_TWO = "<ImportExportXml><SolutionManifest><UniqueName>Two</UniqueName></SolutionManifest></ImportExportXml>"


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"properties": {"definition": []}},
        {"properties": {"definition": {"triggers": {"a": 1}, "actions": {"b": 2}}, "connectionReferences": [1]}},
        {
            "properties": {
                "definition": {"triggers": {}, "actions": {}, "parameters": {"p": 4}},
                "connectionReferences": {"k": {"api": 3, "connection": "x"}},
            }
        },
    ],
)
def test_nonsense_costs_nothing(found: Found, content: Any) -> None:
    files = one_flow(content)
    files["Workflows/Good-22222222-2222-4333-8444-555555555555.json"] = flow(
        HOURLY, {"A": http("https://a.example.com")}
    )
    assert only(found(files)).to == ("host", "a.example.com")
