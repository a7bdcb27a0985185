"""Dual-write maps and which way they go."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from d365arch.discovery.records import DATAVERSE, FINANCE_OPERATIONS, Discovery, Identity
from d365arch.model.vocabulary import Confidence, DataFlow, Timing, Trigger

Customized = Callable[[str], Discovery]


def leg(*directions: Any, fo: str = "Ports V2", table: str = "ts_ports", **more: Any) -> dict[str, Any]:
    return {"sourceSchema": fo, "sourceEnvironmentType": "AX", "destinationSchema": table,
            "destinationEnvironmentType": "CRM",
            "fieldMappings": [{"syncDirection": direction} for direction in directions], **more}


def maps(*mappings: Mapping[str, Any] | str, name: str = "ts_ports - Ports V2") -> str:
    rows = "".join(
        f'<msdyn_dualwriteentitymap msdyn_dualwriteentitymapid="{index}"><msdyn_displayname>{name}</msdyn_displayname>'
        f"<msdyn_mapping>{mapping if isinstance(mapping, str) else json.dumps(mapping)}</msdyn_mapping>"
        "</msdyn_dualwriteentitymap>" for index, mapping in enumerate(mappings))
    return f"<msdyn_dualwriteentitymaps>{rows}</msdyn_dualwriteentitymaps>"


@pytest.mark.parametrize(("legs", "start", "both"), [
    ([leg(1)], FINANCE_OPERATIONS, False),
    ([leg("2", " 2 ")], DATAVERSE, False),
    ([leg(3)], FINANCE_OPERATIONS, True),
    ([leg(1, "2")], FINANCE_OPERATIONS, True),
    ([leg("1"), leg(2, fo="Ports V3")], FINANCE_OPERATIONS, True),
    ([leg(1, sourceEnvironmentType="CRM", destinationEnvironmentType="AX")], DATAVERSE, False),
])
def test_the_direction_is_the_union_over_columns_and_legs(customized: Customized, legs: list[dict[str, Any]],
                                                          start: Identity, both: bool) -> None:
    [integration] = customized(maps({"legs": legs})).integrations
    assert (integration.from_, integration.both) == (start, both)
    assert {integration.from_, integration.to} == {DATAVERSE, FINANCE_OPERATIONS}
    assert integration.data is (DataFlow.BOTH if both else DataFlow.PUSH)
    assert integration.confidence is Confidence.CERTAIN


def test_a_map_is_an_event_near_real_time_between_dual_write_endpoints_of_both(customized: Customized) -> None:
    found = customized(maps({"legs": [leg(3)]}))
    [integration] = found.integrations
    assert (integration.timing, integration.trigger) == (Timing.NEAR_REAL_TIME, Trigger.EVENT)
    assert integration.entities == ("ts_ports", "Ports V2")
    assert {(one.system, one.type) for one in found.endpoints} == {
        (DATAVERSE, "both.dual-write"), (FINANCE_OPERATIONS, "both.dual-write")}


def test_versions_of_a_map_are_one_integration(customized: Customized) -> None:
    assert len(customized(maps({"legs": [leg(3)]}, {"legs": [leg(3, 1)]})).integrations) == 1


def test_a_map_that_cannot_be_read_keeps_its_name_and_is_likely(customized: Customized) -> None:
    found = customized(maps('{"legs": ['))
    [integration] = found.integrations
    assert integration.confidence is Confidence.LIKELY
    assert integration.both
    assert integration.entities == ("ts_ports", "Ports V2")
    assert "broken JSON" in found.not_read[0].reason


def test_a_linked_environment_says_which_finance_and_operations_it_is(customized: Customized) -> None:
    mapping = {"leftEnvironmentType": "AX", "leftEnvironment": "https://tailspin.operations.dynamics.com/",
               "legs": [leg(3)]}
    [integration] = customized(maps(mapping)).integrations
    assert integration.from_ == Identity("fo", "tailspin.operations.dynamics.com")


@pytest.mark.parametrize("mapping", ["[]", '"x"', '{"legs": {}}', '{"legs": [1, null, {"fieldMappings": [[]]}]}'])
def test_any_shape_of_mapping_is_survived(customized: Customized, mapping: str) -> None:
    assert len(customized(maps(mapping)).integrations) == 1
