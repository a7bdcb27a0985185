"""Help cards: everything has one, with what it needs to be understood, its sources, and how old they are."""

from __future__ import annotations

import datetime

import pytest

from d365arch.analysis.help import card_ids, find_card, help_card
from d365arch.analysis.help_records import OLD, UNDATED, CardKind, UnknownCardError, is_old, source_card
from d365arch.analysis.rulebook import known_rules
from d365arch.analysis.settings import Settings
from d365arch.catalog.load import own_catalog
from d365arch.catalog.records import Source
from d365arch.model.landscape import Strategy

CATALOG = own_catalog()
TODAY = datetime.date(2026, 11, 23)


@pytest.mark.parametrize("kind", list(CardKind))
def test_everything_has_a_card_with_a_title_and_a_sentence(kind: CardKind) -> None:
    for card_id in card_ids(kind, CATALOG):
        card = help_card(kind, card_id, CATALOG, today=TODAY)
        assert (card.kind, card.id) == (kind, card_id)
        assert card.title
        assert card.what.endswith((".", ")"))
        assert all(row.label and row.text for row in (*card.numbers, *card.facts))
        assert "{" not in card.what + card.why
        if kind is CardKind.RULE:
            assert card.why
            assert card.sources or card_id.startswith("W-"), card_id      # waivers are a convention of the product


def test_every_rule_of_the_product_can_be_explained() -> None:
    assert set(known_rules()) <= set(card_ids(CardKind.RULE, CATALOG))


def test_a_limit_tells_number_consequence_and_who_meets_it() -> None:
    card = help_card("limit", "L-DV-02", CATALOG, today=TODAY)
    assert dict(card.numbers)["Number"] == "1,200 s of execution time in 300 s"
    assert "429" in card.why
    assert "dataverse.web-api" in card.see
    assert card.sources[0].id == "S13"


def test_thresholds_are_those_in_force() -> None:
    usual = help_card("rule", "R-201", CATALOG)
    own = help_card("rule", "R-201", CATALOG, Settings.of(Strategy(thresholds={"R-201.warn": 9})))
    assert dict(usual.numbers)["R-201.warn"].startswith("4 systems,")
    assert dict(own.numbers)["R-201.warn"].startswith("9 systems (set by the landscape; default 4)")


def test_age_is_told_as_of_a_day() -> None:
    read = Source(id="S1", title="A", location="b", read=datetime.date(2024, 3, 1))
    assert source_card(read, datetime.date(2026, 3, 1)).mark == ""
    assert source_card(read, datetime.date(2026, 3, 2)).mark == OLD
    assert source_card(Source(id="S2", title="A", location="b", dated="undated"), TODAY).mark == UNDATED
    assert source_card(Source(id="S3", title="A", location="b", dated="2021"), TODAY).mark == OLD
    assert source_card(Source(id="S4", title="A", location="b", dated="2025-01"), TODAY).mark == ""
    assert is_old(datetime.date(2022, 2, 28), datetime.date(2024, 2, 29)) is False


def test_facts_that_nobody_verified_or_read_long_ago_are_marked() -> None:
    assert any("older than two years" in mark for mark in help_card("limit", "L-DV-01", CATALOG, today=TODAY).marks)
    assert not help_card("limit", "L-DV-01", CATALOG, today=datetime.date(2023, 2, 1)).marks
    doubtful = next(e.id for e in CATALOG.endpoint_types.values() if e.unverified)
    assert any(mark.startswith("Not verified: ") for mark in help_card("endpoint", doubtful, CATALOG).marks)
    retired = next(e.id for e in CATALOG.endpoint_types.values() if e.status == "retired")
    assert any("retired" in mark for mark in help_card("endpoint", retired, CATALOG).marks)


@pytest.mark.parametrize(("name", "kind", "card_id"), [
    ("R-201", "rule", "R-201"), ("r-201", "rule", "R-201"), ("l-dv-01", "limit", "L-DV-01"),
    ("fo.odata", "endpoint", "fo.odata"), ("azure.service-bus", "system", "azure.service-bus"),
    ("core", "metric", "core"), ("per_day", "field", "integration.volume.per_day"),
    ("volume.per_day", "field", "integration.volume.per_day"), ("system.owner", "field", "system.owner"),
])
def test_things_are_found_by_what_people_write(name: str, kind: str, card_id: str) -> None:
    card = find_card(name, CATALOG)
    assert (card.kind, card.id) == (kind, card_id)


@pytest.mark.parametrize(("name", "told"), [
    ("R-2O1", 'nothing to explain under "R-2O1"; did you mean "R-'),
    ("owner", "stands in several places; name one: system.owner"),
    ("\x1b[31m", "\\x1b[31m"),
])
def test_what_is_unknown_or_ambiguous_is_told(name: str, told: str) -> None:
    with pytest.raises(UnknownCardError) as raised:
        find_card(name, CATALOG)
    assert told in raised.value.sentence
    assert "\x1b" not in raised.value.sentence


def test_a_key_tells_how_it_is_written_and_who_needs_it() -> None:
    card = find_card("integration.volume.peak_per_hour", CATALOG)
    assert dict(card.numbers)["Written as"] == "a number"
    assert "L-DV-01" in card.see
    assert find_card("integration.timing", CATALOG).numbers[0].text == "synchronous, asynchronous or near-real-time"
