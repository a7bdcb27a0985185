"""How long a discovery takes over many cloud flows, and the most memory it needs; prints, judges nothing.

python tests/benchmarks/run.py discovery
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from tests.benchmarks.timing import ROOT, heading, row, seconds_of

FLOWS, ACTIONS = 1_000, 200
_APIS = (
    "shared_commondataserviceforapps",
    "shared_office365",
    "shared_sharepointonline",
    "shared_sql",
    "shared_dynamicsax",
)
_READ = """
import sys
from pathlib import Path
from d365arch.discovery.pipeline import discover
found = discover([Path(sys.argv[1])])
print(len(found.systems), len(found.integrations), len(found.not_read))
"""


def action(flow: int, number: int) -> dict[str, Any]:
    """One action of a kind that flows are made of, with a body of the usual size."""
    kind = number % 8
    after = {
        "runAfter": {f"Step_{number - 1}": ["Succeeded"]},
        "metadata": {"operationMetadataId": f"{flow:08}-{number:04}"},
    }
    if kind == 0:
        return {"type": "Compose", "inputs": f"@concat('https://', variables('host'), '/api/{number}')", **after}
    if kind == 1:
        return {
            "type": "Http",
            "inputs": {
                "method": "POST",
                "uri": f"@{{parameters('Base (x_base)')}}/api/orders{number % 20}?code=@{{parameters('Key (x_key)')}}",
                "headers": {"Content-Type": "application/json"},
                "body": {"id": "@triggerOutputs()?['body/accountid']"},
            },
            **after,
        }
    if kind in {2, 3, 4, 5, 6}:
        api = _APIS[kind - 2]
        parameters: dict[str, Any] = {
            "entityName": "accounts",
            "dataset": "https://contoso.sharepoint.com/sites/x",
            "table": "Orders",
            "server": "sql.contoso.com",
            "database": "erp",
            "recordId": "@triggerOutputs()?['body/id']",
        }
        parameters |= {
            f"item/column{column}": f"@{{outputs('Step_{number - 1}')?['body/value{column}']}}" for column in range(12)
        }
        return {
            "type": "OpenApiConnection",
            "inputs": {
                "host": {
                    "connectionName": api,
                    "operationId": "UpdateRecord",
                    "apiId": f"/providers/Microsoft.PowerApps/apis/{api}",
                },
                "parameters": parameters,
                "authentication": "@parameters('$authentication')",
            },
            **after,
        }
    return {
        "type": "If",
        "expression": {"and": [{"equals": ["@variables('host')", "x"]}]},
        "actions": {},
        "else": {"actions": {}},
        **after,
    }


def flow(number: int) -> dict[str, Any]:
    """A flow with its actions, ten to a scope."""
    actions: dict[str, Any] = {
        "Start": {
            "type": "InitializeVariable",
            "inputs": {"variables": [{"name": "host", "type": "string", "value": "api.contoso.com"}]},
            "runAfter": {},
        }
    }
    for first in range(0, ACTIONS, 10):
        actions[f"Scope_{first}"] = {
            "type": "Scope",
            "actions": {f"Step_{place}": action(number, place) for place in range(first, first + 10)},
        }
    return {
        "schemaVersion": "1.0.0.0",
        "properties": {
            "connectionReferences": {
                api: {
                    "api": {"name": api},
                    "runtimeSource": "embedded",
                    "connection": {"connectionReferenceLogicalName": f"x_{api}"},
                }
                for api in _APIS
            },
            "definition": {
                "parameters": {
                    "$authentication": {"defaultValue": {}, "type": "SecureObject"},
                    "Base (x_base)": {
                        "defaultValue": "https://fn-contoso.azurewebsites.net",
                        "type": "String",
                        "metadata": {"schemaName": "x_base"},
                    },
                    "Key (x_key)": {"defaultValue": f"key{number:04}AbCdEfGhIjKlMnOpQrStUv==", "type": "String"},
                },
                "triggers": {
                    "Row": {
                        "type": "OpenApiConnectionWebhook",
                        "inputs": {
                            "host": {"connectionName": _APIS[0], "operationId": "SubscribeWebhookTrigger"},
                            "parameters": {
                                "subscriptionRequest/message": 3,
                                "subscriptionRequest/entityname": "account",
                            },
                        },
                    }
                },
                "actions": actions,
            },
        },
    }


def solution(path: Path) -> int:
    """Write the flows as one solution; its size unpacked."""
    size = 0
    workflows = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(FLOWS):
            own = f"{number:08x}-0000-4000-8000-000000000000"
            text = json.dumps(flow(number), indent=1)
            size += len(text)
            archive.writestr(f"Workflows/Flow{number}-{own.upper()}.json", text)
            workflows.append(
                f'<Workflow WorkflowId="{{{own}}}" Name="Flow {number}">'
                f"<JsonFileName>/Workflows/Flow{number}-{own.upper()}.json"
                "</JsonFileName><Category>5</Category><StateCode>1</StateCode></Workflow>"
            )
        archive.writestr(
            "solution.xml",
            "<ImportExportXml><SolutionManifest><UniqueName>Bench</UniqueName></SolutionManifest></ImportExportXml>",
        )
        archive.writestr(
            "customizations.xml", f"<ImportExportXml><Workflows>{''.join(workflows)}</Workflows></ImportExportXml>"
        )
    return size


def main() -> None:
    """Print the table."""
    heading()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.zip"
        megabytes = solution(path) / 1e6

        def read() -> None:
            done = subprocess.run(
                [sys.executable, "-c", _READ, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
            )
            found.append(done.stdout.strip())

        found: list[str] = []
        spent = seconds_of(read, 2)
        row(f"discover {FLOWS:,} flows of {ACTIONS} actions ({megabytes:.0f} MB)", spent, "20 s")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"most memory {most:,.0f} MB (500 MB); systems, integrations, not read: {found[-1]}")


if __name__ == "__main__":
    main()
