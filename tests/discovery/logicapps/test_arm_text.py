"""Texts and resources of ARM templates."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from d365arch.discovery.azure.arm_template import is_template, parameter_values, resources_of
from d365arch.discovery.azure.arm_text import Scope, Text

TEMPLATE: dict[str, Any] = {
    "parameters": {
        "group": {"type": "string"},
        "env": {"type": "string", "defaultValue": "dev"},
        "factory": {"type": "string", "defaultValue": ""},
        "password": {"type": "secureString", "defaultValue": "hush"},
        "queues": {"type": "array", "defaultValue": ["orders", "invoices"]},
        "site": {"type": "object", "defaultValue": {"name": "[concat('web-', parameters('env'))]"}},
    },
    "variables": {
        "base": "[concat(parameters('group'), parameters('env'))]",
        "bus": "[toLower(concat(variables('base'), 'SB'))]",
        "circle": "[variables('circle')]",
        "suffix": "[if(equals(parameters('env'), 'dev'), '', '-x')]",
    },
}


@pytest.mark.parametrize(
    ("stated", "text", "resolved"),
    [
        ("plain", "plain", True),
        ("[[not an expression]", "[not an expression]", True),
        ("[concat('it''s ', 1)]", "it's 1", True),
        (
            "[format('https://{0}.blob.{1}', 'acc', environment().suffixes.storage)]",
            "https://acc.blob.core.windows.net",
            True,
        ),
        ("[parameters('env')]", "dev", True),
        ("[Parameters('ENV')]", "dev", True),
        ("[parameters('site').name]", "web-dev", True),
        ("[parameters('queues')[1]]", "invoices", True),
        ("[variables('suffix')]", "", True),
        (
            "[concat('/subscriptions/', subscription().subscriptionId, '/managedApis/', 'dynamicsax')]",
            "/subscriptions/{subscription}/managedApis/dynamicsax",
            False,
        ),
        ("[parameters('group')]", "group", False),
        ("[variables('bus')]", "{group}devsb", False),
        ("[take(concat('a-', uniqueString(resourceGroup().id)), 5)]", "a-{uniquestring}", False),
        ("[concat(parameters('factory'), '/orders')]", "{factory}/orders", False),
        ("[parameters('factory')]", "factory", False),
        ("[resourceGroup().location]", "location", False),
        ("[variables('circle')]", "circle", False),
        ("[parameters('password')]", "password", False),
        ("[resourceId('Microsoft.Web/sites', 'shop')]", "/providers/Microsoft.Web/sites/shop", True),
        (
            "[resourceId('rg', 'Microsoft.Sql/servers/databases', 's', 'd')]",
            "/providers/Microsoft.Sql/servers/s/databases/d",
            True,
        ),
    ],
)
def test_text(stated: str, text: str, resolved: bool) -> None:
    found = Scope(TEMPLATE).text(stated)
    assert (found.text, found.resolved) == (text, resolved)


@pytest.mark.parametrize(
    "stated",
    [
        "[broken(",
        "[concat('a'",
        "[]",
        "[x]",
        "[concat('a',)]",
        "[" + "concat(" * 900 + ")" * 900 + "]",
        "[1/0]",
        "[substring('abc', 'x')]",
        5,
        None,
        {"a": 1},
        ["[a]"],
    ],
)
def test_broken_expressions_never_fail(stated: Any) -> None:
    assert isinstance(Scope(TEMPLATE).text(stated), Text)


def test_growth_is_bounded() -> None:
    names = [f"v{number}" for number in range(60)]
    variables = {
        name: f"[concat(variables('{below}'), variables('{below}'))]"
        for name, below in itertools.pairwise(names)
    } | {names[-1]: "aaaaaaaaaa"}
    lists = {
        f"l{number}": f"[createArray(variables('l{number + 1}'), variables('l{number + 1}'))]" for number in range(60)
    }
    scope = Scope({"variables": variables | lists | {"l60": "x"}})
    assert len(scope.text("[variables('v0')]").text) < 20_000
    assert scope.text("[string(variables('l0'))]").text is not None


@given(st.text(alphabet="[]()'.,{}aconcatpremts01 ", max_size=60))
def test_no_text_makes_it_fail(inside: str) -> None:
    Scope(TEMPLATE).text(f"[{inside}]")


def test_values_of_a_parameters_file_win_and_secrets_stay_out() -> None:
    scope = Scope(
        TEMPLATE,
        {
            "group": {"value": "contoso"},
            "password": {"value": "very-secret-1"},
            "env": {"reference": {"keyVault": {}}},
        },
    )
    assert scope.text("[variables('bus')]") == Text("contoso{env}sb".lower(), False)
    assert scope.text("[parameters('password')]").text == "password"


def test_ids_inside_of_listed_keys_are_told() -> None:
    found = Scope(TEMPLATE).text(
        "[listKeys(resourceId('Microsoft.ServiceBus/namespaces', 'bus-1'), '2017').primaryKey]"
    )
    assert found.ids == ("/providers/Microsoft.ServiceBus/namespaces/bus-1",) and not found.resolved


def listed(template: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one.type, one.name.text, one.pointer) for one in resources_of(template)]


def test_nested_resources_have_the_names_and_types_of_their_parents() -> None:
    template = {
        "resources": [
            {
                "type": "MICROSOFT.ServiceBus/Namespaces",
                "name": "bus",
                "resources": [
                    {"type": "queues", "name": "orders"},
                    {
                        "type": "Microsoft.ServiceBus/namespaces/topics",
                        "name": "bus/events",
                        "resources": [{"type": "subscriptions", "name": "erp"}],
                    },
                ],
            }
        ]
    }
    assert listed(template) == [
        ("microsoft.servicebus/namespaces", "bus", "/resources/0"),
        ("microsoft.servicebus/namespaces/queues", "bus/orders", "/resources/0/resources/0"),
        ("microsoft.servicebus/namespaces/topics", "bus/events", "/resources/0/resources/1"),
        (
            "microsoft.servicebus/namespaces/topics/subscriptions",
            "bus/events/erp",
            "/resources/0/resources/1/resources/0",
        ),
    ]


def test_named_resources_copies_conditions_and_nested_deployments() -> None:
    inner = {
        "parameters": {"bus": {"type": "string"}},
        "resources": [
            {"type": "Microsoft.ServiceBus/namespaces/queues", "name": "[format('{0}/q', parameters('bus'))]"}
        ],
        "outputs": {"host": {"type": "string", "value": "[format('{0}.example.com', parameters('bus'))]"}},
    }
    template = {
        **TEMPLATE,
        "languageVersion": "2.0",
        "resources": {
            "off": {"type": "Microsoft.Web/sites", "name": "never", "condition": False},
            "queue": {
                "type": "Microsoft.ServiceBus/namespaces/queues",
                "name": "[concat('b/', parameters('queues')[copyIndex()])]",
                "copy": {"name": "loop", "count": "[length(parameters('queues'))]"},
            },
            "module": {
                "type": "Microsoft.Resources/deployments",
                "name": "inner",
                "properties": {
                    "expressionEvaluationOptions": {"scope": "inner"},
                    "template": inner,
                    "parameters": {"bus": {"value": "[variables('bus')]"}},
                },
            },
            "last": {
                "type": "Microsoft.Web/sites",
                "name": "[reference('module').outputs.host.value]",
                "existing": True,
            },
        },
    }
    assert [one[1] for one in listed(template)] == [
        "b/orders",
        "b/invoices",
        "inner",
        "{group}devsb/q",
        "{group}devsb.example.com",
    ]


@pytest.mark.parametrize(
    "template",
    [
        {"resources": None},
        {"resources": [None, 3, {}, {"type": 5}]},
        {"resources": {"a": []}},
        {"resources": [{"type": "A.B/c", "copy": {"count": "x"}, "name": ["n"]}]},
    ],
)
def test_odd_templates_never_fail(template: dict[str, Any]) -> None:
    list(resources_of(template))


def test_templates_and_parameter_files_are_told_apart() -> None:
    schema = "https://schema.management.azure.com/schemas/2019-04-01/"
    template = {"$schema": f"{schema}deploymentTemplate.json#", "resources": []}
    values = {"$schema": f"{schema}deploymentParameters.json#", "parameters": {"a": {"value": 1}}}
    assert is_template(template) and not is_template(values)
    assert parameter_values(values) == {"a": {"value": 1}} and parameter_values(template) is None
