"""Lists as different organisations keep them: arrows in one column, several tables below each other, providers."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from d365arch.catalog.load import load_catalog
from d365arch.discovery.landscape import landscape_of
from d365arch.discovery.lists.facts import Life, auth_of, ends_of_arrow, life_of
from d365arch.discovery.lists.timing import when
from d365arch.discovery.pipeline import discover
from d365arch.discovery.records import FoundIntegration
from d365arch.model.vocabulary import DataFlow, Timing, Trigger

Read = Callable[..., list[tuple[str, str, FoundIntegration]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write a file and give its integrations with the names of their ends."""
    def inner(name: str, content: str | bytes) -> list[tuple[str, str, FoundIntegration]]:
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(data)
        result = discover([tmp_path / name])
        names = {system.identity: system.name for system in result.systems}
        return [(names[one.from_], names[one.to], one) for one in result.integrations]
    return inner


def _workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _ends(found: list[tuple[str, str, FoundIntegration]]) -> set[tuple[str, str]]:
    return {(first, second) for first, second, _ in found}


def test_one_column_names_both_ends_around_an_arrow(read: Read) -> None:
    found = read("list.csv", "Id;Flow;Pattern;Frequency\nI-100;Kestrel ERP -> D365 F&O;REST;hourly\n"
                             "I-101;Salesforce ← D365 F&O;SFTP;daily\nI-102;Workday <-> D365 F&O;REST;weekly\n"
                             "I-103;Shopify > BizTalk > D365 F&O;REST;daily\n")
    own = "Dynamics 365 Finance & Operations"
    by_id = {note: (first, second, one) for first, second, one in found for note in one.notes if "list id" in note}
    assert by_id["list id: I-100"][:2] == ("Kestrel ERP", own)
    assert by_id["list id: I-101"][:2] == (own, "Salesforce")
    assert by_id["list id: I-102"][2].both and by_id["list id: I-102"][2].data is DataFlow.BOTH
    assert by_id["list id: I-103"][:2] == ("Shopify", own)
    assert "via BizTalk" in by_id["list id: I-103"][2].notes


@pytest.mark.parametrize("table", [
    "Version;Change;Author\n1;Draft -> Review;JD\n2;Review -> Approved;JD\n",
    "Application;Move;Wave\nERP;SAP ECC -> SAP S/4HANA;1\nCRM;Siebel -> Salesforce;2\n",
])
def test_arrows_of_other_tables_are_no_interfaces(read: Read, table: str) -> None:
    assert read("table.csv", table) == []


def test_tables_below_each_other_are_read_by_their_own_headings(read: Read) -> None:
    found = read("list.xlsx", _workbook(
        ["INBOUND"], ["ID", "Source", "Target", "Protocol", "Frequency"],
        ["I-100", "Workday", "D365 F&O", "SFTP", "daily"],
        [], ["OUTBOUND"], ["ID", "Target", "Source", "Protocol", "Frequency"],
        ["O-100", "Kyriba", "D365 F&O", "SFTP", "daily"]))
    own = "Dynamics 365 Finance & Operations"
    assert _ends(found) == {("Workday", own), (own, "Kyriba")}


def test_a_formula_without_value_is_no_system(read: Read) -> None:
    assert read("list.xlsx", _workbook(["Source", "Target", "Protocol"], ["D365 F&O", '=A1&"x"', "REST"])) == []


def test_the_consumer_calls_what_the_provider_offers(read: Read) -> None:
    found = read("list.csv", "API name;Provider;Consumer;Protocol;Sync/Async\nPrices;D365 F&O;Webshop;OData;sync\n"
                             "Stock;D365 F&O;Kestrel;Kafka;async\nItems;D365 F&O;Merlin;SFTP;\n")
    by_name = {one.name: (first, one.data) for first, _, one in found}
    assert by_name["Prices"] == ("Webshop", DataFlow.PULL)
    own = "Dynamics 365 Finance & Operations"
    assert by_name["Stock"][0] == by_name["Items"][0] == own


def test_a_pattern_that_goes_both_ways(read: Read) -> None:
    found = read("list.csv", "Source system;Target system;Pattern\nKestrel;Merlin;bidirectional_sync\n")
    assert found[0][2].both


def test_crosses_in_a_table_of_fields_are_no_systems(read: Read) -> None:
    assert read("fields.csv", "Kind;Source system;Target system;Middleware\nGap;x;x;\nInterface;x;y;x\n") == []


def test_own_systems_by_their_last_name(read: Read) -> None:
    found = read("list.csv", "D365 app;External system;Inbound/Outbound;Trigger\nFinance;Kestrel;Outbound;on update\n")
    assert _ends(found) == {("Dynamics 365 Finance", "Kestrel")}


def test_what_a_business_event_names_starts_at_an_event(read: Read) -> None:
    found = read("list.csv", "Source;Target;Business event\nD365 F&O;Kestrel;VendorInvoicePosted\n")
    assert [(one.timing, one.trigger) for _, _, one in found] == [(Timing.NEAR_REAL_TIME, Trigger.EVENT)]


def test_a_trigger_that_names_messaging_is_the_protocol(read: Read) -> None:
    found = read("list.csv", "Source system;Target system;Trigger\nD365 F&O;Kestrel;Service Bus queue\n")
    assert [(one.protocol, one.trigger) for _, _, one in found] == [("Service Bus", Trigger.EVENT)]


def test_who_is_sent_messages_gets_an_endpoint_for_messages(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "Source system;Target system;Trigger\nD365 F&O;Kestrel;Service Bus queue\nD365 F&O;Merlin;Event Hub\n")
    drawn = landscape_of(discover([tmp_path / "list.csv"]), load_catalog()).landscape
    types = {system.name: [one.type for one in system.endpoints] for system in drawn.systems}
    assert types["Kestrel"] == types["Merlin"] == ["generic.queue-consumer"]


def test_kinds_of_systems_in_one_cell_are_several(read: Read) -> None:
    found = read("list.csv", 'Source,Target,Protocol\nD365 F&O,"Customer portal, Mobile app",REST\n')
    assert {second for _, second in _ends(found)} == {"Customer portal", "Mobile app"}


def test_bearer_alone_does_not_say_how_the_token_was_got() -> None:
    assert auth_of("Bearer") is None and auth_of("Bearer token") is None
    assert auth_of("OAuth 2.0 bearer token") == "oauth"


def test_what_is_to_go_still_runs() -> None:
    assert life_of("To be decommissioned Q4") == Life(True, ("to-be-retired",))
    assert life_of("decommissioned") == Life(False, ("retired",))


def test_a_status_without_meaning_is_kept_as_a_note(read: Read) -> None:
    found = read("list.csv", "Source system;Target system;Status\nD365 F&O;Kestrel;Out of scope\n")
    assert "status as stated: Out of scope" in found[0][2].notes


@pytest.mark.parametrize(("said", "trigger"), [
    ("bei Bestellung", Trigger.EVENT), ("bij wijziging", Trigger.EVENT), ("lors de la validation", Trigger.EVENT),
    ("al crear", Trigger.EVENT), ("bei Bedarf", Trigger.ON_DEMAND)])
def test_events_in_other_languages(said: str, trigger: Trigger) -> None:
    assert when(trigger=said).trigger is trigger


@pytest.mark.parametrize(("text", "ends"), [
    ("A -> B", ("A", "B")), ("A → B → C", ("A", "C")), ("A > B", ("A", "B")), ("-> B", None),
    ("A -> B <- C", None), ("A>B", None)])
def test_names_around_arrows(text: str, ends: tuple[str, str] | None) -> None:
    assert ends_of_arrow(text) == ends
