"""Parts of the real solutions, against what was read out of them by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from d365arch.discovery.records import Discovery, FoundIntegration

PartsAt = Callable[[Path], Discovery]


def facts(integration: FoundIntegration) -> tuple[str, str, str, str]:
    return (f"{integration.to.kind} {integration.to.part}".strip(), integration.timing or "", integration.trigger or "",
            ",".join(integration.entities))


@pytest.mark.parametrize(("item", "expected"), [
    ("01-pl400-demos", {("azure.service-bus pl400demosajs202307", "near-real-time", "event", "dem_trick")}),
    ("02-vendor-integration", set()),
    ("04-commerce-event-sample", set()),
    ("10-business-approvals-kit", set()),
    ("12-virtual-table-odata", {("host services.odata.org", "synchronous", "on-demand", "new_advertisement")}),
    ("30-synthetic/service-endpoints", {
        ("azure.service-bus contoso-bus", "near-real-time", "event", "salesorder"),
        ("azure.event-hubs contoso-hub", "near-real-time", "event", "contact"),
        ("host credit.example.com", "synchronous", "event", "account"),
        ("host portal.example.com", "near-real-time", "event", "account"),
        ("azure.relay contoso-relay", "synchronous", "event", "quotedetail")}),
])
def test_integrations_are_those_expected(corpus: Path, parts_at: PartsAt, item: str,
                                              expected: set[tuple[str, str, str, str]]) -> None:
    found = parts_at(corpus / item)
    assert {facts(one) for one in found.integrations} == expected
    assert len(found.integrations) == len(expected)
    assert "CANARY" not in repr(found)


def test_the_app_reads_a_database_and_writes_blobs(corpus: Path, parts_at: PartsAt) -> None:
    found = parts_at(corpus / "06-payment-recon-agent")
    assert {one.to.kind: len(one.entities) for one in found.integrations} == {"sql": 9, "azure.storage": 1}


def test_all_maps_go_both_ways_but_one(corpus: Path, parts_at: PartsAt) -> None:
    found = parts_at(corpus / "13-dual-write-maps")
    one_way = [one for one in found.integrations if not one.both]
    assert (len(found.integrations), [one.entities[0] for one in one_way]) == (19, ["invoices"])


@pytest.mark.parametrize(("item", "names"), [
    ("04-commerce-event-sample", {"SA_Checkout", "msdynmkt_csucheckouteventtrigger_144841371"}),
    ("10-business-approvals-kit", {"cat_EvaluateNodeMessage", "cat_GetDynamicParameters"}),
])
def test_custom_apis_are_endpoints(corpus: Path, parts_at: PartsAt, item: str, names: set[str]) -> None:
    found = parts_at(corpus / item)
    assert {one.name.split(" ")[0] for one in found.endpoints if one.type == "dataverse.custom-api"} == names
