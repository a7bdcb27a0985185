"""Solutions in YAML, as Git integration writes them: the same parts as in XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from d365arch.discovery.limits import Limits
from d365arch.discovery.records import DATAVERSE, Discovery
from d365arch.discovery.tree import ReadingError
from d365arch.discovery.yaml_root import yaml_of

Found = Callable[[Mapping[str, Any]], Discovery]

FLOW = "33333333-2222-4333-8444-555555555555"
ENDPOINT = "44444444-2222-4333-8444-555555555555"
MANIFEST = """
ImportExportXml:
  '@version': 9.2.26035.182
  SolutionManifest:
    UniqueName: FabrikamOrders
    LocalizedNames:
      LocalizedName:
        '@description': Fabrikam orders
    Version: 1.2.0.0
    Managed: 0
    Publisher:
      UniqueName: fabrikam
"""
VARIABLE = """
environmentvariabledefinition:
  '@schemaname': fab_OrdersUrl
  type: 100000000
  defaultvalue: https://orders.example.com/api
"""
SERVICE_ENDPOINT = f"""
ServiceEndpoint:
  '@Name': Orders
  '@ServiceEndpointId': '{{{ENDPOINT}}}'
  Contract: 6
  NamespaceAddress: sb://fabrikam-bus.servicebus.windows.net/
  Path: orders
"""
STEP = f"""
SdkMessageProcessingStep:
  '@Name': Order made
  '@SdkMessageProcessingStepId': '{{1}}'
  SdkMessageId: 9ebdbb1b-ea3e-db11-86a7-000a3a5473e8
  PrimaryEntity: fab_order
  Mode: 1
  Stage: 40
  EventHandlerTypeCode: 4618
  EventHandler: '{{{ENDPOINT}}}'
"""
HOURLY = {"Recurrence": {"type": "Recurrence", "recurrence": {"frequency": "Hour", "interval": 1}}}


def in_git(**more: Any) -> dict[str, Any]:
    return {
        "repo/solutions/FabrikamOrders/solution.yml": MANIFEST,
        "repo/solutions/FabrikamOrders/rootcomponents.yml": "RootComponents:\n  RootComponent:\n  - '@type': 29\n",
        "repo/environmentvariabledefinitions/fab_OrdersUrl/environmentvariabledefinition.yml": VARIABLE,
        f"repo/modernflows/SendOrders-{FLOW.upper()}.json": {
            "properties": {
                "connectionReferences": {},
                "definition": {
                    "parameters": {
                        "Url (fab_OrdersUrl)": {"type": "String", "metadata": {"schemaName": "fab_OrdersUrl"}}
                    },
                    "triggers": HOURLY,
                    "actions": {
                        "Send": {
                            "type": "Http",
                            "inputs": {"method": "POST", "uri": "@parameters('Url (fab_OrdersUrl)')"},
                        }
                    },
                },
            }
        },
        **more,
    }


def test_flows_and_their_variables_are_read(found: Found) -> None:
    discovery = found(in_git())
    assert [one.name for one in discovery.read] == ["FabrikamOrders"]
    assert [(one.from_, one.to, one.automation) for one in discovery.integrations] == [
        (DATAVERSE, ("host", "orders.example.com"), f"flow/{FLOW}")
    ]


def test_metadata_of_a_flow_says_its_name_and_state(found: Found) -> None:
    discovery = found(
        in_git(
            **{
                f"repo/modernflows/SendOrders-{FLOW.upper()}.yml": (
                    f"Workflow:\n  '@WorkflowId': '{{{FLOW}}}'\n  '@Name': Send orders\n"
                    "  JsonFileName: /modernflows/SendOrders-"
                    f"{FLOW.upper()}.json\n  Category: 5\n  StateCode: 0\n"
                )
            }
        )
    )
    assert [(one.name, one.active) for one in discovery.integrations] == [
        ("Send orders (to orders.example.com)", False)
    ]


def test_service_endpoints_and_steps_are_read(found: Found) -> None:
    steps = "repo/sdkmessageprocessingsteps/one/sdkmessageprocessingstep.yml"
    discovery = found(
        in_git(**{f"repo/serviceendpoints/{ENDPOINT}/serviceendpoint.yml": SERVICE_ENDPOINT, steps: STEP})
    )
    assert ("azure.service-bus", ("fab_order",)) in [(one.to.kind, one.entities) for one in discovery.integrations]


def test_pipelines_beside_a_solution_are_not_its_own(found: Found) -> None:
    discovery = found(in_git(**{"repo/.github/workflows/build.yml": "on: push\njobs: *broken\n"}))
    assert [one.file for one in discovery.not_read] == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: &x 1\nb: *x", "aliases"),
        ("a: [1", "broken YAML at line"),
        ("? [a]\n: b", "no text"),
        ("", "empty"),
        ("[" * 500, "levels"),
    ],
)
def test_what_is_broken_or_hostile_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ReadingError, match=sentence):
        yaml_of(text.encode(), Limits())


def test_keys_lists_attributes_and_texts_become_elements() -> None:
    root = yaml_of(b"Steps:\n  '@count': 2\n  Step:\n  - '@id': a\n    '#text': one\n  - ~\n  Note: 'null'\n", Limits())
    assert (root.tag, root.attrib) == ("Steps", {"count": "2"})
    assert [(one.tag, dict(one.attrib), one.text) for one in root] == [
        ("Step", {"id": "a"}, "one"),
        ("Step", {}, None),
        ("Note", {}, "null"),
    ]
