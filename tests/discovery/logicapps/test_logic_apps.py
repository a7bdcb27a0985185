"""Logic apps in every form: what calls them, what they poll, whom they reach, and what is no integration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from d365arch.discovery.records import Discovery, FoundIntegration
from d365arch.model.vocabulary import Confidence, DataFlow, Hosting, Timing, Trigger

Found = Callable[[Mapping[str, Any]], Discovery]
SUB = "/subscriptions/0000aaaa-0000-0000-0000-000000000001"
GROUP = f"{SUB}/resourceGroups/rg-int"
REQUEST = {"manual": {"type": "Request", "kind": "Http", "inputs": {}}}
DAILY = {"daily": {"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}}


def key(name: str) -> dict[str, Any]:
    return {"connection": {"name": f"@parameters('$connections')['{name}']['connectionId']"}}


def call(connection: str, path: str, method: str = "get", **more: Any) -> dict[str, Any]:
    return {"type": "ApiConnection", "inputs": {"host": key(connection), "method": method, "path": path, **more}}


def connections(**apis: str) -> dict[str, Any]:
    return {
        "$connections": {
            "value": {
                name: {
                    "id": f"{SUB}/providers/Microsoft.Web/locations/westeurope/managedApis/{api}",
                    "connectionId": f"{GROUP}/providers/Microsoft.Web/connections/{name}",
                    "connectionName": name,
                }
                for name, api in apis.items()
            }
        }
    }


def body(name: str, triggers: Any, actions: Any, parameters: Any = None, **properties: Any) -> dict[str, Any]:
    return {
        "id": f"{GROUP}/providers/Microsoft.Logic/workflows/{name}",
        "name": name,
        "type": "Microsoft.Logic/workflows",
        "properties": {
            "definition": {"triggers": triggers, "actions": actions},
            "parameters": parameters or {},
            **properties,
        },
    }


def connection(name: str, api: str, **properties: Any) -> dict[str, Any]:
    return {
        "id": f"{GROUP}/providers/Microsoft.Web/connections/{name}",
        "name": name,
        "type": "Microsoft.Web/connections",
        "properties": {
            "api": {"id": f"{SUB}/providers/Microsoft.Web/locations/westeurope/managedApis/{api}"},
            **properties,
        },
    }


def pairs(found: Discovery) -> set[tuple[str, str]]:
    names = {system.identity: system.name for system in found.systems}
    return {(names[one.from_], names[one.to]) for one in found.integrations}


def only(found: Discovery, to: str) -> FoundIntegration:
    names = {system.identity: system.name for system in found.systems}
    return next(one for one in found.integrations if names[one.to] == to)


def test_a_request_is_an_unknown_caller_and_its_response_decides_the_timing(found: Found) -> None:
    for response, timing in (
        ({}, Timing.ASYNCHRONOUS),
        ({"r": {"type": "Response", "inputs": {}}}, Timing.SYNCHRONOUS),
    ):
        (one,) = found(
            {"a.json": body("orders-in", REQUEST, {"c": {"type": "Compose", "inputs": 1}, **response})}
        ).integrations
        assert (one.timing, one.trigger, one.confidence) == (timing, Trigger.ON_DEMAND, Confidence.LIKELY)
        assert one.from_.kind == "unknown-caller" and one.to == ("azure.logic-apps", "orders-in")


def test_a_polled_queue_and_what_is_sent_on_are_two_integrations_and_completing_is_none(found: Found) -> None:
    bus = connection(
        "sb", "servicebus", nonSecretParameterValues={"namespaceEndpoint": "sb://contoso-bus.servicebus.windows.net/"}
    )
    queue = "/@{encodeURIComponent(encodeURIComponent('orders'))}/messages"
    poll = {"p": {**call("sb", f"{queue}/head/peek"), "recurrence": {"frequency": "Minute", "interval": "5"}}}
    done = call("sb", f"{queue}/complete", "delete", queries={"lockToken": "@triggerBody()?['LockToken']"})
    sent = call("sb", "/@{encodeURIComponent(encodeURIComponent('invoices'))}/messages", "post")
    seen = found(
        {"app.json": body("relay", poll, {"done": done, "sent": sent}, connections(sb="servicebus")), "c.json": bus}
    )
    assert pairs(seen) == {
        ("Azure Service Bus contoso-bus", "Azure Logic Apps relay"),
        ("Azure Logic Apps relay", "Azure Service Bus contoso-bus"),
    }
    inbound = only(seen, "Azure Logic Apps relay")
    assert (inbound.entities, inbound.frequency, inbound.trigger, inbound.timing) == (
        ("orders",),
        "every 5 min",
        Trigger.EVENT,
        Timing.NEAR_REAL_TIME,
    )
    assert only(seen, "Azure Service Bus contoso-bus").entities == ("invoices",)
    alone = found(
        {"app.json": body("relay", poll, {"done": done, "sent": {"type": "Compose"}}, connections(sb="servicebus"))}
    )
    assert len(alone.integrations) == 1


def test_business_events_and_rows_come_from_d365(found: Found) -> None:
    event = {
        "e": {
            "type": "ApiConnectionWebhook",
            "inputs": {
                "host": key("ax"),
                "path": (
                    "/datasets/@{encodeURIComponent(encodeURIComponent('erp.operations.dynamics.com'))}/subscribebusinessevent/"
                    "@{encodeURIComponent('VendorInvoicePostedBusinessEvent')}"
                ),
            },
        }
    }
    rows = {
        "e": {
            "type": "ApiConnectionWebhook",
            "inputs": {
                "host": key("cds"),
                "path": (
                    "/datasets/@{encodeURIComponent(encodeURIComponent('sales.crm4'))}/tables/@{encodeURIComponent(encodeURIComponent("
                    "'accounts'))}/onnewitemswebhook"
                ),
            },
        }
    }
    subscribed = {
        "e": {
            "type": "ApiConnectionWebhook",
            "inputs": {
                "host": key("dv"),
                "path": "/api/data/v9.1.0/SubscribeWebhookTrigger",
                "body": {"entityname": "contact", "message": 4, "scope": 4, "url": "@{listCallbackUrl()}"},
                "headers": {"organization": "https://sales.crm4.dynamics.com"},
            },
        }
    }
    note = {"n": {"type": "Compose", "inputs": 1}}
    seen = found(
        {
            "a.json": body("a", event, note, connections(ax="dynamicsax")),
            "b.json": body("b", rows, note, connections(cds="commondataservice")),
            "c.json": body("c", subscribed, note, connections(dv="commondataservice")),
        }
    )
    assert {(one.from_, one.entities, one.timing) for one in seen.integrations} == {
        (("fo", "erp.operations.dynamics.com"), ("VendorInvoicePostedBusinessEvent",), Timing.NEAR_REAL_TIME),
        (("dataverse", "sales.crm4.dynamics.com"), ("accounts",), Timing.NEAR_REAL_TIME),
        (("dataverse", "sales.crm4.dynamics.com"), ("contact",), Timing.NEAR_REAL_TIME),
    }


def test_a_gateway_is_on_premises_and_two_apps_with_one_connection_meet_one_system(found: Found) -> None:
    sql = connection(
        "sql-1",
        "sql",
        nonSecretParameterValues={"server": "SRV05", "database": "Erp", "gateway": {"id": "x"}, "authType": "basic"},
    )
    path = (
        "/v2/datasets/@{encodeURIComponent(encodeURIComponent('default'))},@{encodeURIComponent(encodeURIComponent('default'"
        "))}/procedures/@{encodeURIComponent(encodeURIComponent('[dbo].[Load]'))}"
    )
    apps = {
        f"{name}.json": body(name, DAILY, {"x": call("sql-1", path, "post")}, connections(**{"sql-1": "sql"}))
        for name in ("one", "two")
    }
    seen = found({**apps, "c.json": sql})
    (server,) = [system for system in seen.systems if system.identity.kind == "sql"]
    assert server.identity == ("sql", "srv05/erp") and server.hosting is Hosting.ON_PREMISES
    assert [(one.details, one.auth, one.trigger, one.timing) for one in seen.integrations] == [
        (("stored procedure [dbo].[Load]",), "basic", Trigger.SCHEDULED, Timing.ASYNCHRONOUS)
    ] * 2


def test_a_connection_elsewhere_of_the_same_name_is_another_one(found: Found) -> None:
    other = connection("azureblob", "azureblob", nonSecretParameterValues={"accountName": "elsewhere"})
    other["id"] = other["id"].replace("rg-int", "rg-other")
    seen = found(
        {
            "x/app.json": body(
                "a",
                DAILY,
                {"b": call("azureblob", "/datasets/default/files", "post")},
                connections(azureblob="azureblob"),
            ),
            "y/c.json": other,
        }
    )
    assert ("azure.storage", "elsewhere") not in {one.to for one in seen.integrations}


def test_functions_apis_hosts_and_other_apps(found: Found) -> None:
    actions = {
        "f": {
            "type": "Function",
            "inputs": {"function": {"id": f"{GROUP}/providers/Microsoft.Web/sites/fn-tax/functions/Rate"}},
        },
        "a": {
            "type": "ApiManagement",
            "inputs": {
                "method": "post",
                "pathTemplate": {"template": "/orders"},
                "api": {"id": f"{GROUP}/providers/Microsoft.ApiManagement/service/apim-hub/apis/1"},
            },
        },
        "h": {
            "type": "Http",
            "inputs": {
                "method": "GET",
                "uri": "https://api.supplier.example.com/v1/prices?code=abcdef123456",
                "authentication": {"type": "ClientCertificate"},
            },
        },
        "t": {
            "type": "Http",
            "inputs": {"method": "POST", "uri": "https://login.microsoftonline.com/x/oauth2/token"},
        },
        "w": {
            "type": "Workflow",
            "inputs": {
                "host": {
                    "triggerName": "manual",
                    "workflow": {"id": f"{GROUP}/providers/Microsoft.Logic/workflows/child"},
                }
            },
        },
        "x": {"type": "Xslt", "inputs": {"integrationAccount": {"map": {"name": "m"}}}},
        "l": {"type": "Liquid", "kind": "JsonToJson", "inputs": {}},
    }
    seen = found(
        {
            "p.json": body("parent", DAILY, actions, state="Disabled"),
            "c.json": body("child", REQUEST, {"r": {"type": "Response"}}),
        }
    )
    assert {(one.to, one.auth) for one in seen.integrations} == {
        (("azure.functions", "fn-tax"), None),
        (("azure.api-management", "apim-hub"), None),
        (("host", "api.supplier.example.com"), "certificate"),
    }
    assert all(one.active is False for one in seen.integrations)
    assert any("starts the logic app child" in remark.sentence for remark in seen.remarks)
    assert "abcdef123456" not in repr(seen)


TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"env": {"type": "string"}, "app": {"type": "string", "defaultValue": "la-orders"}},
    "variables": {"bus": "[concat('bus-', parameters('env'))]"},
    "resources": [
        {
            "type": "MICROSOFT.WEB/CONNECTIONS",
            "name": "servicebus",
            "properties": {
                "api": {
                    "id": "[concat(subscription().id, '/providers/Microsoft.Web/locations/', resourceGroup().location, "
                    "'/managedApis/', 'servicebus')]"
                },
                "parameterValues": {
                    "connectionString": "[listKeys(resourceId('Microsoft.ServiceBus/namespaces/authorizationRules', "
                    "variables('bus'), 'Root'), '2017').primaryConnectionString]"
                },
            },
        },
        {
            "type": "Microsoft.Logic/workflows",
            "name": "[parameters('app')]",
            "properties": {
                "definition": {
                    "triggers": DAILY,
                    "actions": {"s": call("servicebus", "/@{encodeURIComponent('orders')}/messages", "post")},
                },
                "parameters": {
                    "$connections": {
                        "value": {
                            "servicebus": {
                                "id": "[concat('x/managedApis/', 'servicebus')]",
                                "connectionName": "servicebus",
                                "connectionId": "[resourceId('Microsoft.Web/connections', 'servicebus')]",
                            }
                        }
                    }
                },
            },
        },
    ],
}


def test_a_template_takes_the_namespace_out_of_its_keys_and_values_of_the_parameters_file(found: Found) -> None:
    (one,) = found({"azuredeploy.json": TEMPLATE}).integrations
    assert (one.from_, one.to) == (("azure.logic-apps", "la-orders"), ("azure.service-bus", "bus-{env}"))
    assert one.confidence is Confidence.LIKELY
    values = {
        "$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentParameters.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"env": {"value": "prod"}},
    }
    (one,) = found({"azuredeploy.json": TEMPLATE, "azuredeploy.parameters.json": values}).integrations
    assert one.to == ("azure.service-bus", "bus-prod") and one.confidence is Confidence.CERTAIN


def test_the_same_app_as_template_and_as_body_is_one(found: Found) -> None:
    twin = body(
        "la-orders",
        DAILY,
        {"s": call("servicebus", "/@{encodeURIComponent('orders')}/messages", "post")},
        connections(servicebus="servicebus"),
    )
    seen = found({"azuredeploy.json": TEMPLATE, "live/la-orders.json": twin})
    assert [system.name for system in seen.systems if system.identity.kind == "azure.logic-apps"] == [
        "Azure Logic Apps la-orders"
    ]


def test_a_definition_on_its_own_is_named_after_its_file_or_folder_and_filled_from_outputs(found: Found) -> None:
    definition = {
        "$schema": "https://schema.example.com/workflowdefinition.json#",
        "contentVersion": "1.0.0.0",
        "triggers": DAILY,
        "actions": {
            "f": {
                "type": "Function",
                "inputs": {
                    "function": {
                        "id": "/subscriptions/{sub}/providers/Microsoft.Web/sites/{functionApp}/functions/Go"
                    }
                },
            }
        },
    }
    template = {
        **TEMPLATE,
        "resources": [],
        "outputs": {"functionApp": {"type": "string", "value": "[concat('fn-', 'go')]"}},
    }
    seen = found(
        {
            "price-sync/logic-app-definition.json": definition,
            "price-sync/shared.json": template,
            "invoice-out.json": {"definition": {**definition, "actions": {"c": {"type": "Compose"}}}},
        }
    )
    assert {system.name for system in seen.systems} == {
        "Azure Logic Apps price-sync",
        "Azure Logic Apps invoice-out",
        "Azure Functions app fn-go",
    }


def test_a_custom_api_is_one_system_without_its_signatures(found: Found) -> None:
    api = {
        "name": "Ledger",
        "type": "Microsoft.Web/customApis",
        "properties": {
            "displayName": "Ledger",
            "capabilities": ["gateway"],
            "runtimeUrls": ["https://x.example.com/a?sig=Zm9vYmFyMTIzNDU2"],
            "swagger": {"paths": {"/post": {"post": {}}}},
        },
    }
    custom = {
        "$connections": {
            "value": {
                "Ledger": {
                    "id": f"{GROUP}/providers/Microsoft.Web/customApis/Ledger",
                    "connectionId": "x",
                    "connectionName": "Ledger",
                }
            }
        }
    }
    seen = found(
        {"api.json": api, "app.json": body("a", DAILY, {"p": call("Ledger", "/ledger/post", "post")}, custom)}
    )
    assert pairs(seen) == {("Azure Logic Apps a", "Ledger")}
    assert any(one.details == ("POST /post",) for one in seen.endpoints)
    assert "Zm9vYmFyMTIzNDU2" not in repr(seen) and seen.secrets


def test_a_standard_app_reads_connections_parameters_and_settings(found: Found) -> None:
    workflow = {
        "kind": "Stateful",
        "definition": {
            "triggers": {
                "q": {
                    "type": "ServiceProvider",
                    "inputs": {
                        "parameters": {"queueName": "orders"},
                        "serviceProviderConfiguration": {
                            "connectionName": "serviceBus",
                            "operationId": "receiveQueueMessages",
                            "serviceProviderId": "/serviceProviders/serviceBus",
                        },
                    },
                }
            },
            "actions": {
                "done": {
                    "type": "ServiceProvider",
                    "inputs": {
                        "parameters": {"queueName": "orders"},
                        "serviceProviderConfiguration": {
                            "connectionName": "serviceBus",
                            "operationId": "completeQueueMessageV2",
                            "serviceProviderId": "/serviceProviders/serviceBus",
                        },
                    },
                },
                "secret": {
                    "type": "ServiceProvider",
                    "inputs": {
                        "serviceProviderConfiguration": {
                            "connectionName": "kv",
                            "operationId": "getSecret",
                            "serviceProviderId": "/serviceProviders/keyVault",
                        }
                    },
                },
                "code": {"type": "InvokeFunction", "inputs": {"functionName": "Local"}},
                "rows": {
                    "type": "ApiConnection",
                    "inputs": {
                        "host": {"connection": {"referenceName": "dv"}},
                        "method": "get",
                        "headers": {"organization": "@parameters('env')"},
                        "path": "/api/data/v9.1/accounts",
                    },
                },
            },
        },
    }
    project = {
        "app/Orders/workflow.json": workflow,
        "app/host.json": {"version": "2.0"},
        "app/parameters.json": {"env": {"type": "String", "value": "@appsetting('DV_URL')"}},
        "app/connections.json": {
            "serviceProviderConnections": {
                "serviceBus": {
                    "serviceProvider": {"id": "/serviceProviders/serviceBus"},
                    "parameterValues": {"fullyQualifiedNamespace": "@appsetting('SB')"},
                    "parameterSetName": "ManagedServiceIdentity",
                }
            },
            "managedApiConnections": {
                "dv": {
                    "api": {"id": "/subscriptions/@appsetting('S')/managedApis/commondataservice"},
                    "connection": {"id": "/x/connections/dv"},
                }
            },
        },
    }
    settings = {
        "Values": {
            "SB": "hub-bus.servicebus.windows.net",
            "DV_URL": "https://sales.crm4.dynamics.com",
            "Workflows.Orders.FlowState": "Disabled",
        }
    }
    seen = found({**project, "app/local.settings.json": settings})
    assert {(one.from_, one.to, one.entities, one.active) for one in seen.integrations} == {
        (("azure.service-bus", "hub-bus"), ("azure.logic-apps", "orders"), ("orders",), False),
        (("azure.logic-apps", "orders"), ("dataverse", "sales.crm4.dynamics.com"), ("accounts",), False),
    }
    assert only(seen, "Azure Logic Apps Orders").auth == "managed-identity"
    assert next(one for one in seen.integrations if one.to.kind == "dataverse").data is DataFlow.PULL
    assert not seen.not_read


def test_without_settings_the_environment_is_named_after_the_setting(write: Any) -> None:
    from d365arch.discovery.pipeline import discover

    folder = write(
        {
            "W/workflow.json": {
                "definition": {
                    "triggers": DAILY,
                    "actions": {
                        "r": {
                            "type": "ApiConnection",
                            "inputs": {
                                "host": {"connection": {"referenceName": "commondataservice"}},
                                "headers": {"organization": "@appsetting('DV')"},
                                "method": "get",
                                "path": "/api/data/v9.1/accounts",
                            },
                        }
                    },
                }
            }
        }
    )
    (one,) = discover([folder]).integrations
    assert one.to == ("dataverse", "{dv}") and one.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    "document",
    [
        body("a", [], {}),
        body("a", {"t": 5}, {"a": []}),
        body("a", DAILY, {"a": {"type": 7, "inputs": "x"}}),
        body("a", DAILY, {"a": call("none", "//@{")}),
        {**body("a", DAILY, {}), "properties": {"definition": "x"}},
        body(
            "a",
            DAILY,
            {"a": {"type": "Function", "inputs": {"function": {"id": ["x"]}}}},
            {"$connections": {"value": [1]}},
        ),
        {"type": "Microsoft.Web/connections", "name": 4, "properties": {"api": "x", "parameterValueSet": [1]}},
        {
            "type": "Microsoft.Web/customApis",
            "properties": {"swagger": {"paths": {"/": "x"}}, "capabilities": {"a": 1}},
        },
    ],
)
def test_wrong_types_cost_nothing(found: Found, document: dict[str, Any]) -> None:
    seen = found({"odd.json": document, "good.json": body("good", REQUEST, {"c": {"type": "Compose"}})})
    assert any(one.to.part == "good" for one in seen.integrations)
    assert not any("does not understand" in one.reason for one in seen.not_read)


def test_the_corpus_keeps_its_secrets_and_merges_what_is_one(corpus: Any) -> None:
    from d365arch.discovery.pipeline import discover

    seen = discover([corpus / "16-logicapps-resources"])
    assert "CANARY" not in repr(seen)
    assert {one.part for one in (two.identity for two in seen.systems) if one.kind == "fo"} == {
        "myd365-instance.cloudax.dynamics.com",
        "az-customer-d365.cloudax.dynamics.com",
    }
    assert not seen.not_read


@pytest.mark.parametrize(("address", "entity"), [
    ("https://acme.crm4.dynamics.com/api/data/v9.2/acme_results(acme_no='1')", "acme_results"),
    ("https://acme.operations.eu.dynamics.com/data/VendorsV2?$top=1", "VendorsV2"),
    ("https://api.example.com/data/Things", None),
])
def test_calls_of_the_platforms_own_addresses_name_their_entities(found: Found, address: str,
                                                                  entity: str | None) -> None:
    seen = found({"a.json": body("a", DAILY, {"h": {"type": "Http", "inputs": {"method": "GET", "uri": address}}})})
    [one] = seen.integrations
    assert one.entities == ((entity,) if entity else ())
