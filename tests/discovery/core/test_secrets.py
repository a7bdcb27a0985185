"""Secrets are found where they stand, and nothing that only sounds like one."""

from __future__ import annotations

import pytest

from d365arch.discovery.secrets import can_hold_secrets, in_json, in_value, kinds_inside

FOUND = [
    ("https://app.example.com/api/x?code=Zm9vYmFyMTIz&name=a", "access key", "Zm9vYmFyMTIz"),
    ("https://s.blob.core.windows.net/c?sv=2020&sig=abc%2Fdef123", "SAS signature", "abc%2Fdef123"),
    ("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abcd1234efgh==;", "access key", "abcd1234efgh=="),
    ("Endpoint=sb://b.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=q1w2e3r4t5=", "access key",
     "q1w2e3r4t5="),
    ("Server=tcp:s,1433;User ID=u;Password=Tr0ub4dor;", "password", "Tr0ub4dor"),
    ("grant_type=client_credentials&client_secret=s3cr3tValue&resource=x", "password", "s3cr3tValue"),
    ("Bearer abcdefghijkl0123456789", "token", "abcdefghijkl0123456789"),
    ("https://user:hunter22@ftp.example.com/in", "password", "hunter22"),
    ('{"apiKey": "k1k2k3k4k5k6"}', "access key", "k1k2k3k4k5k6"),
    ("<settings><clientSecret>abc123def456</clientSecret></settings>", "access key", "abc123def456"),
]


@pytest.mark.parametrize(("text", "kind", "value"), FOUND)
def test_a_secret_inside_a_text_is_found(text: str, kind: str, value: str) -> None:
    assert can_hold_secrets(text)
    assert (kind, value) in list(kinds_inside(text))


@pytest.mark.parametrize("text", [
    "https://app.example.com/api/x?code=@{parameters('key')}",
    "https://app.example.com/oauth2/token",
    "Bearer @{body('Token')?['access_token']}",
    "AccountKey={{storageKey}}",
    "Password=[parameters('sqlPassword')]",
    "Basic escaping for tables",
    "SharedAccessKeyName=RootManageSharedAccessKey",
])
def test_an_expression_or_a_placeholder_is_no_secret(text: str) -> None:
    assert list(kinds_inside(text)) == []


@pytest.mark.parametrize(("name", "value", "kind"), [
    ("password", "Tr0ub4dor", "password"),
    ("clientSecret", "abc~DEF123.ghi", "client secret"),
    ("x-functions-key", "abcdefgh12345678", "access key"),
    ("Shop API Key (abc_ShopApiKey)", "abcdefgh12345678ijkl", "access key"),
    ("sas_token", "sv=2020-01-01&abc1234567890", "SAS signature"),
])
def test_a_name_tells_what_its_value_is(name: str, value: str, kind: str) -> None:
    assert [found for found, _ in in_value(name, value)] == [kind]


@pytest.mark.parametrize(("name", "value"), [
    ("PrimaryKey", "EntityKey"), ("SASKeyName", "RootManageSharedAccessKey1"), ("password", "@parameters('pw')"),
    ("type", "securestring"), ("secretName", "sap-password-2"),
    ("subscriptionKey", "8b7b1031-fd75-45ea-9ac6-3cec20b60d93"),
    ("tokenEndpoint", "https://login.example.com/oauth2/token"), ("partitionKey", "customer0123456789abc"),
    ("apiKey", "<your key>"), ("connectionString", "from the vault"),
])
def test_names_of_keys_and_ids_are_no_secrets(name: str, value: str) -> None:
    assert list(in_value(name, value)) == []


def test_a_pointer_names_the_place_and_the_value_of_a_default_counts_as_its_parameter() -> None:
    document = {"parameters": {"Shop/Secret": {"type": "String", "defaultValue": "abc123DEF456"}},
                "settings": [{"name": "SAP_PASSWORD", "value": "hunter2222"}],
                "actions": {"Read": {"runAfter": {"Get_token": ["Succeeded"]}}}}
    assert [(seen.place, seen.kind) for seen in in_json(document)] == [
        ("/parameters/Shop~1Secret/defaultValue", "client secret"), ("/settings/0/value", "password")]


def test_deep_documents_do_not_recurse() -> None:
    document: object = {"password": "Tr0ub4dor"}
    for _ in range(50_000):
        document = [document]
    assert [seen.kind for seen in in_json(document)] == ["password"]
