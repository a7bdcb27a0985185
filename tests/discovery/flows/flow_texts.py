"""Flows and solutions as tests write them: short, with invented names."""

from __future__ import annotations

from typing import Any

FLOW_ID = "11111111-2222-4333-8444-555555555555"
CHILD_ID = "99999999-2222-4333-8444-555555555555"

MANIFEST = (
    "<ImportExportXml><SolutionManifest><UniqueName>Invented</UniqueName><Version>1.0</Version><Managed>0</Managed>"
    "<Publisher><UniqueName>fabrikam</UniqueName></Publisher></SolutionManifest></ImportExportXml>"
)

REQUEST = {"manual": {"type": "Request", "kind": "Http", "inputs": {"schema": {}}}}
BUTTON = {"manual": {"type": "Request", "kind": "Button", "inputs": {}}}
HOURLY = {"Recurrence": {"type": "Recurrence", "recurrence": {"frequency": "Hour", "interval": "4"}}}
RESPONSE = {"Response": {"type": "Response", "kind": "Http", "inputs": {"statusCode": 200}}}


def row_trigger(table: str = "account", message: int = 4, columns: str = "") -> dict[str, Any]:
    """A trigger by a row of Dataverse."""
    parameters = {
        "subscriptionRequest/message": message,
        "subscriptionRequest/entityname": table,
        "subscriptionRequest/scope": 4,
    }
    if columns:
        parameters["subscriptionRequest/filteringattributes"] = columns
    return {
        "Row": {
            "type": "OpenApiConnectionWebhook",
            "inputs": {
                "host": {"connectionName": "shared_commondataserviceforapps", "operationId": "SubscribeWebhookTrigger"},
                "parameters": parameters,
            },
        }
    }


def call(api: str, operation: str, **parameters: Any) -> dict[str, Any]:
    """An action through a connector."""
    return {
        "type": "OpenApiConnection",
        "inputs": {
            "host": {
                "connectionName": api,
                "operationId": operation,
                "apiId": f"/providers/Microsoft.PowerApps/apis/{api}",
            },
            "parameters": parameters,
        },
    }


def http(uri: str, method: str = "GET", **inputs: Any) -> dict[str, Any]:
    """An HTTP action."""
    return {"type": "Http", "inputs": {"method": method, "uri": uri, **inputs}}


def flow(
    triggers: dict[str, Any],
    actions: dict[str, Any],
    parameters: dict[str, Any] | None = None,
    apis: tuple[str, ...] = (),
) -> dict[str, Any]:
    """A flow as an export has it."""
    return {
        "properties": {
            "connectionReferences": {
                api: {"api": {"name": api}, "connection": {"connectionReferenceLogicalName": f"fab_{api}"}}
                for api in apis
            },
            "definition": {"parameters": parameters or {}, "triggers": triggers, "actions": actions},
        }
    }


def variable(name: str, default: str = "") -> dict[str, Any]:
    """A parameter of a flow that stands for an environment variable."""
    return {"type": "String", "defaultValue": default, "metadata": {"schemaName": name}}


def workflow(
    flow_id: str = FLOW_ID, name: str = "Send orders", state: int = 1, file: str = "", category: int = 5
) -> str:
    """The metadata of a flow."""
    file = file or f"/Workflows/Flow-{flow_id.upper()}.json"
    return (
        f'<Workflow WorkflowId="{{{flow_id}}}" Name="{name}"><JsonFileName>\n {file} </JsonFileName>'
        f"<Category>{category}</Category><StateCode>{state}</StateCode></Workflow>"
    )


def solution(flows: dict[str, Any], customizations: str = "") -> dict[str, Any]:
    """The files of an exported solution; flows by the name of their file."""
    return {
        "solution.xml": MANIFEST,
        "customizations.xml": f"<ImportExportXml>{customizations}</ImportExportXml>",
        **{f"Workflows/{name}.json": content for name, content in flows.items()},
    }


def one_flow(content: dict[str, Any], state: int = 1, more: str = "") -> dict[str, Any]:
    """A solution with one flow."""
    return solution({f"Flow-{FLOW_ID.upper()}": content}, f"<Workflows>{workflow(state=state)}</Workflows>{more}")
