"""What is called a key or looks like a secret in published artefacts, and is none."""

from __future__ import annotations

import pytest

from d365arch.discovery.secrets import in_json, in_value, kind_by_name, kinds_inside


def test_the_key_of_a_pair_names_its_value() -> None:
    pairs = [
        {"Key": "Entities:RentalAgreement2Line", "Value": "Entities/Rental/RentalAgreement2Line"},
        {"key": "ApiKey", "value": "q1w2e3r4t5y6u7i8o9"},
    ]
    assert [(seen.place, seen.kind) for seen in in_json(pairs)] == [("/1/value", "access key")]


def test_a_key_without_a_value_beside_it_is_a_secret() -> None:
    assert [seen.place for seen in in_json({"service": {"key": "q1w2e3r4t5y6u7i8o9"}})] == ["/service/key"]


@pytest.mark.parametrize(
    "name",
    [
        "PluginTypeExportKey",
        "description-key",
        "display-name-key",
        "entityKey",
        "document_key",
        "ReferenceDataKey",
        "partitionKey",
        "primary_key",
    ],
)
def test_keys_that_find_something_are_no_secrets(name: str) -> None:
    assert kind_by_name(name) is None


@pytest.mark.parametrize(
    "text",
    [
        "grant_type=refresh_token&client_id={ClientId}&client_secret={ClientSecret}",
        "https://flows.example.com/run?code={code}",
        '"clientSecret": "Put-Your-Secret-1-Here"',
        "Authorization: Bearer 130083x3008382....",
        "API Access Token (in the format: Bearer APIAccessToken)",
    ],
)
def test_templates_and_examples_for_people_are_no_secrets(text: str) -> None:
    assert list(kinds_inside(text)) == []


def test_a_password_is_no_path() -> None:
    assert list(in_value("StorePassword", "Entities/Stores/StorePassword")) == []
    assert [kind for kind, _ in in_value("StorePassword", "Ours/1/and-only")] == ["password"]
