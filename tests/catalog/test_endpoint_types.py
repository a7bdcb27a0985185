"""Every endpoint type has its facts, and every fact its source."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from d365arch.catalog.load import own_catalog
from d365arch.catalog.records import Status
from d365arch.model.vocabulary import DataFlow, Initiation, Platform, Timing

CATALOG = own_catalog()
D365 = [e for e in CATALOG.endpoint_types.values() if e.platform.is_d365]
LIMITS = Path("/work/shared/domain/limits.md")


def test_there_are_30_dataverse_25_fo_and_9_shared_endpoint_types() -> None:
    assert Counter(e.platform for e in D365) == {
        Platform.DATAVERSE: 30, Platform.FINANCE_OPERATIONS: 25, Platform.BOTH: 9,
    }


def test_eleven_endpoint_types_are_on_their_way_out_and_say_what_comes_instead() -> None:
    leaving = [e for e in D365 if e.status in {Status.LEGACY, Status.DEPRECATED, Status.RETIRED}]
    assert len(leaving) == 11
    assert all(e.replacement for e in leaving)


def test_a_d365_endpoint_type_is_complete() -> None:
    for entry in D365:
        assert entry.name
        assert entry.protocol
        assert entry.short
        assert len(entry.short) <= 12
        assert entry.use
        assert entry.avoid or entry.id == "fo.metadata-service"
        assert entry.code in {"low", "pro", "both"}
        # What no document was read for says so, in place of a source.
        assert entry.sources or any("whole entry" in doubt for doubt in entry.unverified)
        if entry.status is Status.CURRENT:
            assert entry.timing
            assert entry.data
            assert entry.latency


def test_an_endpoint_type_refers_only_to_what_there_is() -> None:
    for entry in CATALOG.endpoint_types.values():
        assert all(source in CATALOG.sources for source in entry.sources)
        assert all(other in CATALOG.endpoint_types for other in entry.replacement)
        assert all(system in CATALOG.system_types for system in entry.systems)
        assert entry.systems, "no system type offers it"
        assert all(re.fullmatch(r"L-[A-Z]{2}-\d\d", limit) for limit in entry.limits)
        assert len(set(entry.timing)) == len(entry.timing)


def test_retired_endpoint_types_are_replaced_by_living_ones() -> None:
    for entry in D365:
        for other in entry.replacement:
            assert CATALOG.endpoint_types[other].status in {Status.CURRENT, Status.PREVIEW}


def test_the_tds_endpoint_follows_the_initiator_and_not_the_data() -> None:
    tds = CATALOG.endpoint_types["dataverse.tds"]
    assert tds.initiation is Initiation.INBOUND
    assert tds.data == ("out",)
    assert tds.default_data_flow is DataFlow.PULL
    assert "arrow follows the data" in (tds.notes or "")


def test_the_default_data_flow_agrees_with_initiation_and_data() -> None:
    for entry in D365:
        if entry.default_data_flow is None or len(entry.data) != 1 or entry.initiation is Initiation.BOTH:
            continue
        leaves = entry.data == ("out",)
        starts = entry.initiation is Initiation.OUTBOUND
        assert entry.default_data_flow is (DataFlow.PUSH if leaves == starts else DataFlow.PULL)


def test_few_endpoints_start_from_finance_and_operations() -> None:
    outbound = {e.id for e in D365 if e.platform is Platform.FINANCE_OPERATIONS and e.initiation is Initiation.OUTBOUND}
    assert outbound == {
        "fo.byod", "fo.business-events", "fo.data-events", "fo.external-web-service", "fo.er-export", "fo.ui-embed",
        "fo.export-to-data-lake",
    }


def test_webhooks_may_wait_and_posts_to_a_bus_may_not() -> None:
    assert Timing.SYNCHRONOUS in CATALOG.endpoint_types["dataverse.webhook"].timing
    assert Timing.SYNCHRONOUS not in CATALOG.endpoint_types["dataverse.service-bus"].timing
    assert CATALOG.endpoint_types["fo.dmf-package-api"].timing == (Timing.ASYNCHRONOUS,)


def test_every_source_says_when_its_version_was_made_and_where_it_is() -> None:
    for source in CATALOG.sources.values():
        assert source.read or source.dated
        assert source.title
        assert re.search(r"[a-z]+\.com|MicrosoftDocs/", source.location)


def test_every_source_has_an_id_of_the_numbered_kind() -> None:
    assert all(re.fullmatch(r"[SD]\d\d", source) for source in CATALOG.sources)


def test_sentences_read_like_sentences() -> None:
    for entry in (*CATALOG.endpoint_types.values(), *CATALOG.system_types.values()):
        for field in fields(entry):
            value = getattr(entry, field.name)
            if field.name in {"use", "avoid", "notes", "description"} and value:
                value = (value,)
            elif field.name not in {"facts", "unverified"}:
                continue
            for sentence in value or ():
                assert sentence[0].isupper() or sentence[0].isdigit(), f"{entry.id}: {sentence}"
                assert sentence.endswith("."), f"{entry.id}: {sentence}"


@pytest.mark.skipif(not LIMITS.exists(), reason="the house documents are not here")
def test_limits_are_those_of_the_house_document() -> None:
    known = set(re.findall(r"^\| (L-[A-Z]{2}-\d\d) \|", LIMITS.read_text(encoding="utf-8"), re.MULTILINE))
    named = {limit for e in CATALOG.endpoint_types.values() for limit in e.limits}
    assert named <= known
