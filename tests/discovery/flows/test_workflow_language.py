"""The workflow language: scopes, addresses, expressions, schedules, paths."""

from __future__ import annotations

import json
from typing import Any

import pytest

from d365arch.discovery.workflows.definition import (
    Definition,
    TriggerKind,
    data_of,
    definition_in,
    file_path_of,
    operation_words,
    read_definition,
    recurrence_of,
    timing_of,
)
from d365arch.discovery.workflows.systems import behind
from d365arch.discovery.workflows.targets import harmless_path
from d365arch.model.quantities import parse_frequency
from d365arch.model.vocabulary import DataFlow, Operation, Timing
from d365arch.model.vocabulary import Trigger as Occasion


def read(
    actions: dict[str, Any],
    triggers: dict[str, Any] | None = None,
    given: dict[str, Any] | None = None,
    **parameters: Any,
) -> Definition:
    stated = {name: {"type": "String", "defaultValue": value} for name, value in parameters.items()}
    return read_definition({"triggers": triggers or {}, "actions": actions, "parameters": stated}, given=given)


def address(uri: str, **more: Any) -> tuple[str, str, str, str]:
    definition = read(
        {**more.pop("before", {}), "Call": {"type": "Http", "inputs": {"method": "GET", "uri": uri}}}, **more
    )
    target = definition.calls[0].target
    assert target is not None
    return target.host, target.suffix, target.named, target.path


def test_calls_are_found_in_every_scope_in_the_order_of_the_file() -> None:
    def call(name: str) -> dict[str, Any]:
        return {name: {"type": "Http", "inputs": {"uri": f"https://{name}.example.com"}}}

    definition = read(
        {
            "Loop": {"type": "Foreach", "actions": {"Until": {"type": "Until", "actions": call("one")}}},
            "Check": {"type": "If", "actions": call("two"), "else": {"actions": call("three")}},
            "Switch": {
                "type": "Switch",
                "cases": {"A/B": {"case": "a", "actions": call("four")}},
                "default": {"actions": call("five")},
            },
            "Agent": {"type": "Agent", "tools": {"Tool": {"actions": call("six")}}},
            **call("seven"),
        }
    )
    assert [one.name for one in definition.calls] == ["one", "two", "three", "four", "five", "six", "seven"]
    assert definition.calls[3].pointer == "/actions/Switch/cases/A~1B/actions/four"


def test_thousands_of_nested_scopes_are_walked() -> None:
    inner: dict[str, Any] = {"Call": {"type": "Http", "inputs": {"uri": "https://deep.example.com"}}}
    for _ in range(5_000):
        inner = {"Scope": {"type": "Scope", "actions": inner}}
    assert len(read(inner).calls) == 1


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("https://api.example.com/v1/orders?code=secret", ("api.example.com", "", "", "/v1/orders")),
        ("https://user:pass@api.example.com:8443/x", ("api.example.com", "", "", "/x")),
        ("@parameters('Url')", ("erp.example.com", "", "", "/base")),
        ("@{parameters('Url')}/orders/@{triggerBody()?['id']}", ("erp.example.com", "", "", "/base/orders/{id}")),
        ("@concat(parameters('Url'), '/orders')", ("erp.example.com", "", "", "/base/orders")),
        ("@{parameters('Missing')}orders", ("", "", "Missing", "/orders")),
        (
            "https://@{parameters('Account')}.blob.core.windows.net/in/x.csv",
            ("", "blob.core.windows.net", "Account", "/in/x.csv"),
        ),
        ("@{outputs('Get_settings')?['body/url']}/v2", ("", "", "url", "/v2")),
        ("@json(parameters('Settings'))?['erp']['url']", ("json.example.com", "", "", "/a")),
        (
            "@if(equals(1,2),'https://first.example.com/x','https://second.example.com')",
            ("first.example.com", "", "", "/x"),
        ),
        ("@replace('https://HOST/x','HOST','new.example.com')", ("new.example.com", "", "", "/x")),
        ("@format('https://{0}/{1}', 'f.example.com', 'p')", ("f.example.com", "", "", "/p")),
    ],
)
def test_addresses_are_resolved_as_far_as_they_are_literal(uri: str, expected: tuple[str, str, str, str]) -> None:
    settings = json.dumps({"erp": {"url": "https://json.example.com/a"}})
    assert address(uri, Url="https://erp.example.com/base", Settings=settings, Account="", Missing="") == expected


def test_variables_and_composed_texts_are_resolved() -> None:
    before = {
        "Init": {
            "type": "InitializeVariable",
            "inputs": {"variables": [{"name": "base", "type": "string", "value": ""}]},
        },
        "Set": {"type": "SetVariable", "inputs": {"name": "base", "value": "https://set.example.com"}},
        "Compose_url": {"type": "Compose", "inputs": "@{variables('base')}/api"},
    }
    assert address("@{outputs('Compose_url')}/x", before=before)[0] == "set.example.com"


def test_a_variable_that_means_itself_ends() -> None:
    before = {
        "Init": {"type": "InitializeVariable", "inputs": {"variables": [{"name": "a", "value": "@variables('b')"}]}},
        "Other": {"type": "SetVariable", "inputs": {"name": "b", "value": "@variables('a')"}},
    }
    assert address("@variables('a')", before=before)[0] == ""


def test_given_values_win_over_defaults() -> None:
    assert (
        address("@parameters('Url')", Url="https://default.example.com", given={"Url": "https://now.example.com"})[0]
        == "now.example.com"
    )


def test_token_requests_are_left_out_and_tell_their_audience() -> None:
    definition = read(
        {
            "Token": {
                "type": "Http",
                "inputs": {
                    "method": "POST",
                    "uri": "https://login.microsoftonline.com/t/oauth2/token",
                    "body": "grant_type=client_credentials&client_secret=x"
                    "&resource=https%3A%2F%2Ferp.operations.dynamics.com",
                },
            },
            "Own": {"type": "Http", "inputs": {"method": "POST", "uri": "@{parameters('Sso')}/connect/token"}},
            "Read": {"type": "Http", "inputs": {"uri": "@{parameters('Host')}/data/CustomersV3"}},
        },
        Sso="",
        Host="",
    )
    assert [one.name for one in definition.calls] == ["Read"]
    assert definition.audiences == ("erp.operations.dynamics.com",)
    target = definition.calls[0].target
    assert target is not None
    assert behind(target, "", definition.audiences).system.identity == ("fo", "erp.operations.dynamics.com")


@pytest.mark.parametrize(
    ("inputs", "auth"),
    [
        ({"authentication": {"type": "Basic", "password": "x"}}, "basic"),
        ({"authentication": {"type": "ClientCertificate", "pfx": "x"}}, "certificate"),
        ({"authentication": {"type": "ActiveDirectoryOAuth"}}, "oauth"),
        ({"authentication": {"type": "ManagedServiceIdentity"}}, "managed-identity"),
        ({"authentication": {"type": "Raw", "value": "Basic abc"}}, "basic"),
        ({"headers": {"Authorization": "Bearer @{body('Token')?['access_token']}"}}, "oauth"),
        ({"headers": {"Authorization": "@concat('Basic ', base64(parameters('User')))"}}, "basic"),
        ({"headers": {"Authorization": "Vendor-API-Key @{parameters('Key')}"}}, "api-key"),
        ({"headers": {"Authorization": "Vendor-oauthtoken @{parameters('Key')}"}}, "oauth"),
        ({"headers": {"Authorization": "@parameters('Whatever')"}}, ""),
        ({"authentication": {"type": "Raw", "value": "HMAC @{parameters('Key')}"}}, ""),
        ({"headers": {"X-Functions-Key": "@parameters('k')"}}, "api-key"),
        ({"queries": {"sig": "x"}}, "sas"),
    ],
)
def test_authentication_of_http_calls(inputs: dict[str, Any], auth: str) -> None:
    definition = read({"Call": {"type": "Http", "inputs": {"uri": "https://a.example.com", **inputs}}})
    assert definition.calls[0].auth == auth


@pytest.mark.parametrize(
    ("recurrence", "text"),
    [
        ({"frequency": "Minute", "interval": 5}, "every 5 min"),
        ({"frequency": "Hour", "interval": "1"}, "hourly"),
        ({"frequency": "Hour", "interval": 24}, "daily"),
        ({"frequency": "Day", "interval": 1, "schedule": {"hours": ["2"], "minutes": [30]}}, "daily 02:30"),
        ({"frequency": "Day", "interval": 1, "schedule": {"hours": [0, 6, 12, 18]}}, "every 6 h"),
        ({"frequency": "Day", "interval": 1, "startTime": "2024-01-01T07:05:00Z"}, "daily 07:05"),
        (
            {"frequency": "Week", "interval": 1, "schedule": {"weekDays": ["Monday"], "hours": [6]}},
            "weekly monday 06:00",
        ),
        (
            {
                "frequency": "Week",
                "interval": 1,
                "schedule": {"weekDays": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"], "hours": [6]},
            },
            "daily 06:00",
        ),
        ({"frequency": "Week", "interval": 2}, "every 14 d"),
        ({"frequency": "Month", "interval": 1}, "monthly"),
    ],
)
def test_schedules_are_written_as_a_landscape_writes_them(recurrence: dict[str, Any], text: str) -> None:
    found = recurrence_of(recurrence)
    assert found is not None
    assert found.frequency == text
    assert parse_frequency(text).seconds == found.seconds


@pytest.mark.parametrize(
    "recurrence",
    [
        None,
        [],
        {"frequency": 3},
        {"frequency": "Day", "interval": "x"},
        {"frequency": "Day", "interval": -1},
        {"frequency": "Minute", "interval": float("inf")},
    ],
)
def test_what_is_no_schedule_is_none(recurrence: Any) -> None:
    assert recurrence_of(recurrence) is None


def test_an_interval_may_be_a_parameter() -> None:
    definition = read(
        {},
        {"T": {"type": "Recurrence", "recurrence": {"frequency": "Minute", "interval": "@parameters('Every')"}}},
        Every="10",
    )
    assert timing_of(definition, definition.trigger).frequency == "every 10 min"


@pytest.mark.parametrize(
    ("trigger", "occasion", "timing"),
    [
        (
            {"type": "SlidingWindow", "recurrence": {"frequency": "Minute", "interval": 1}},
            Occasion.SCHEDULED,
            Timing.ASYNCHRONOUS,
        ),
        ({"type": "Request", "kind": "Http"}, Occasion.ON_DEMAND, Timing.ASYNCHRONOUS),
        (
            {"type": "ApiConnection", "recurrence": {"frequency": "Minute", "interval": 15}},
            Occasion.EVENT,
            Timing.NEAR_REAL_TIME,
        ),
        (
            {"type": "OpenApiConnection", "recurrence": {"frequency": "Hour", "interval": 1}},
            Occasion.EVENT,
            Timing.ASYNCHRONOUS,
        ),
        (
            {"type": "ServiceProvider", "inputs": {"serviceProviderConfiguration": {}}},
            Occasion.EVENT,
            Timing.NEAR_REAL_TIME,
        ),
        ({"type": "HttpWebhook", "inputs": {}}, Occasion.EVENT, Timing.NEAR_REAL_TIME),
    ],
)
def test_timing_after_the_rules(trigger: dict[str, Any], occasion: Occasion, timing: Timing) -> None:
    definition = read({}, {"T": trigger})
    assert timing_of(definition, definition.trigger)[:2] == (occasion, timing)


def test_an_answer_makes_a_request_synchronous() -> None:
    definition = read(
        {"If": {"type": "If", "actions": {"R": {"type": "Response"}}}}, {"T": {"type": "Request", "kind": "PowerAppV2"}}
    )
    assert timing_of(definition, definition.trigger).timing is Timing.SYNCHRONOUS


def test_every_form_of_a_connection_gives_its_key() -> None:
    def host(**stated: Any) -> dict[str, Any]:
        return {"type": "ApiConnection", "inputs": {"host": stated, "method": "get", "path": "/x"}}

    definition = read(
        {
            "New": {
                "type": "OpenApiConnection",
                "inputs": {"host": {"connectionName": "shared_sql_1", "operationId": "GetItem"}},
            },
            "Consumption": host(connection={"name": "@parameters('$connections')['sql-2']['connectionId']"}),
            "Standard": host(connection={"referenceName": "sql-3"}),
            "Oldest": host(
                connection={"name": "@parameters('$connections')['sql']['connectionId']"},
                api={"runtimeUrl": "https://logic-apis-westeurope.azure-apim.net/apim/sql"},
            ),
        }
    )
    assert [one.connection for one in definition.calls] == ["shared_sql_1", "sql-2", "sql-3", "sql"]
    assert definition.calls[3].api == "sql"


def test_encoded_pieces_of_paths_stay_one_piece() -> None:
    path = (
        "/v2/datasets/@{encodeURIComponent(encodeURIComponent('https://contoso.sharepoint.com/sites/hr'))}/tables/"
        "@{encodeURIComponent(encodeURIComponent('Orders'))}/items/@{encodeURIComponent(triggerBody()?['id'])}"
    )
    definition = read({"A": {"type": "ApiConnection", "inputs": {"host": {}, "path": path, "method": "get"}}})
    assert definition.calls[0].segments == (
        "v2",
        "datasets",
        "https://contoso.sharepoint.com/sites/hr",
        "tables",
        "Orders",
        "items",
        "{id}",
    )


def test_ids_of_files_are_decoded() -> None:
    assert file_path_of("L2luYm94L29yZGVycy5jc3Y=") == "/inbox/orders.csv"
    assert file_path_of("JTJmaW5ib3glMmZhLnhtbA==") == "/inbox/a.xml"
    assert file_path_of("Orders12") == "Orders12"


def test_paths_lose_keys_ids_and_mail_addresses() -> None:
    assert harmless_path("/hooks/T0AB1CD2EF/x9QpLm2Vz8RfWd4Gh6Jk?x=1") == "/hooks/T0AB1CD2EF/..."
    assert harmless_path("/users/someone@example.com/mail") == "/users/.../mail"
    assert harmless_path("/orders/0f8fad5b-d9cb-469f-a165-70867728950e") == "/orders/..."
    assert harmless_path("/data/SalesOrderHeadersV4(dataAreaId='usmf')") == "/data/SalesOrderHeadersV4(...)"


def test_only_parameters_that_name_things_are_kept() -> None:
    definition = read(
        {
            "A": {
                "type": "OpenApiConnection",
                "inputs": {
                    "host": {"connectionName": "c", "operationId": "PostItem"},
                    "parameters": {
                        "table": "Orders",
                        "item/amount": 12,
                        "item/note": "private",
                        "$filter": "x eq 1",
                        "dataset": "@parameters('Site')",
                    },
                },
            }
        },
        Site="",
    )
    assert dict(definition.calls[0].parameters) == {"table": "Orders"}
    assert dict(definition.calls[0].open_parameters) == {"dataset": "Site"}


@pytest.mark.parametrize(
    ("operation", "method", "path", "word"),
    [
        ("GetItems", "", "", Operation.READ),
        ("SendEmailV2", "", "", Operation.CREATE),
        ("DeleteFile", "", "", Operation.DELETE),
        ("UpdateRecord", "", "", Operation.UPDATE),
        ("RunQuery", "", "", Operation.READ),
        ("ExecuteProcedure_V2", "", "", Operation.ACTION),
        ("", "GET", "/x", Operation.READ),
        ("", "POST", "/orders", Operation.CREATE),
        ("", "POST", "/orders/search", Operation.READ),
        ("", "PATCH", "/x", Operation.UPDATE),
        ("", "", "/x", Operation.ACTION),
    ],
)
def test_operations_by_verb_or_method(operation: str, method: str, path: str, word: Operation) -> None:
    inputs = {"host": {"connectionName": "c", "operationId": operation}, "method": method, "path": path}
    assert operation_words(read({"A": {"type": "ApiConnection", "inputs": inputs}}).calls[0]) == (word,)


def test_data_follows_the_operations() -> None:
    assert data_of([Operation.READ]) is DataFlow.PULL
    assert data_of([Operation.CREATE, Operation.READ]) is DataFlow.BOTH
    assert data_of([Operation.ACTION]) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"triggers": {"T": None}, "actions": {"A": []}},
        {"triggers": {}, "actions": {"A": {"type": 3, "inputs": []}}},
        {
            "triggers": {"T": {"type": ["x"], "inputs": "y", "recurrence": "z"}},
            "actions": {"A": {"type": "Http", "inputs": {"uri": {"x": 1}}}},
        },
        {
            "triggers": {},
            "actions": {"A": {"type": "Switch", "cases": [1], "default": 3, "else": []}},
            "parameters": [],
        },
        {
            "triggers": {},
            "actions": {
                "A": {
                    "type": "OpenApiConnection",
                    "inputs": {"host": {"connection": 5, "connectionName": {}}, "path": 7},
                }
            },
        },
        {
            "triggers": {},
            "actions": {
                "A": {"type": "Http", "inputs": {"uri": "@{concat('a', parameters('", "authentication": {"type": 4}}}
            },
        },
        {"triggers": {}, "actions": {"A": {"type": "Http", "inputs": {"uri": "@)]],(('"}}}},
    ],
)
def test_broken_definitions_are_read_as_far_as_they_go(broken: dict[str, Any]) -> None:
    definition = read_definition(broken)
    for trigger in definition.triggers:
        assert trigger.starts in TriggerKind
        timing_of(definition, trigger)


def test_definitions_are_found_in_their_wrappings() -> None:
    bare = {"triggers": {}, "actions": {}}
    assert [
        found[0]
        for found in map(definition_in, ({"properties": {"definition": bare}}, {"definition": bare}, bare))
        if found
    ] == ["/properties/definition", "/definition", ""]
    assert definition_in([bare]) is None
