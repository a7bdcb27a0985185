"""Whatever stands in a flow: it is read to the end, and addresses never carry more than scheme, host and path."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from d365arch.discovery.workflows.definition import read_definition, timing_of
from d365arch.discovery.workflows.systems import behind

WORDS = st.sampled_from(
    [
        "type",
        "inputs",
        "host",
        "connection",
        "name",
        "actions",
        "cases",
        "default",
        "else",
        "tools",
        "uri",
        "parameters",
        "path",
        "Http",
        "If",
        "OpenApiConnection",
        "Request",
        "Recurrence",
        "recurrence",
        "frequency",
        "interval",
        "Week",
        "schedule",
        "hours",
        "@parameters('a')",
        "@{variables('b')}",
        "@concat('https://', outputs('c'))",
        "https://x.example.com/@{item()?['k']}?code=1",
        "authentication",
        "value",
        "queries",
        "subscribe",
        "InitializeVariable",
        "variables",
        "Compose",
        "c",
        "b",
        "a",
        "kind",
    ]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=25,
)
EXPRESSIONS = st.lists(
    st.sampled_from(
        [
            "@",
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "'",
            "concat",
            "parameters",
            "variables",
            ",",
            ".",
            "?",
            "a",
            "https://",
            "/",
            ":",
            " ",
            "1",
        ]
    ),
    max_size=30,
).map("".join)


@given(
    st.dictionaries(WORDS, VALUES, max_size=5),
    st.dictionaries(WORDS, VALUES, max_size=3),
    st.dictionaries(WORDS, VALUES, max_size=3),
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_definition_is_read(actions: dict[str, Any], triggers: dict[str, Any], parameters: dict[str, Any]) -> None:
    definition = read_definition({"actions": actions, "triggers": triggers, "parameters": parameters})
    for trigger in definition.triggers:
        timing_of(definition, trigger)


@given(EXPRESSIONS)
@settings(max_examples=200, deadline=None)
def test_any_expression_gives_an_address_without_a_query(uri: str) -> None:
    action = {"type": "Http", "inputs": {"uri": uri}}
    definition = read_definition({"actions": {"A": action}, "triggers": {}, "parameters": {"a": {"defaultValue": uri}}})
    for call in definition.calls:
        if call.target is not None:
            assert "?" not in call.target.path
            assert behind(call.target, "flow/1", definition.audiences).system.name
