"""Interface lists as people keep them: separators, encodings, title rows, languages, and what a row says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from d365arch.catalog.load import load_catalog
from d365arch.discovery.landscape import landscape_of
from d365arch.discovery.pipeline import discover
from d365arch.discovery.records import Discovery, FoundIntegration, Identity
from d365arch.model.vocabulary import Confidence, DataFlow, Level, Timing, Trigger

Find = Callable[[Mapping[str, Any]], Discovery]


def one(found: Discovery) -> FoundIntegration:
    assert len(found.integrations) == 1, [str(line) for line in found.integrations]
    return found.integrations[0]


def row(found: Find, **cells: str) -> FoundIntegration:
    """The integration of a list with one row."""
    stated = {"Source system": "SAP", "Target system": "D365 F&O"} | {k.replace("_", " "): v for k, v in cells.items()}
    return one(found({"list.csv": ";".join(stated) + "\n" + ";".join(stated.values()) + "\n"}))


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings(found: Find, sign: str, encoding: str) -> None:
    text = "\n".join(sign.join(cells) for cells in (
        ("Schnittstelle", "Quellsystem", "Zielsystem", "Häufigkeit"), ("Aufträge", "Webshop", "D365 F&O",
                                                                       "täglich 02:00")))
    line = one(found({"list.csv": text.encode(encoding)}))
    assert (line.name, line.frequency, line.to) == ("Aufträge", "daily 02:00", Identity("fo"))


def test_title_rows_blank_rows_quoted_breaks_and_what_excel_states(found: Find) -> None:
    text = ('sep=;\nInterfaces of Contoso, as of May;;;\n;;;\nName;Source;Target;Protocol\n'
            '"Orders\nof shops";Shopify;D365 F&O;REST\n;;;\nName;Source;Target;Protocol\nItems;PIM;D365 F&O;SFTP\n')
    result = found({"list.csv": text})
    assert [(line.name, line.evidence[0].place) for line in result.integrations] == [
        ("Items", "line 9"), ("Orders / of shops", "line 5")]


@pytest.mark.parametrize(("headings", "cells"), [
    ("Bezeichnung;Quelle;Ziel;Protokoll", "Kunden;SAP;D365 F&O;REST"),
    ("Nom;Émetteur;Destinataire;Protocole", "Clients;SAP;D365 F&O;REST"),
    ("Nombre;Sistema origen;Sistema destino;Protocolo", "Clientes;SAP;D365 F&O;REST"),
    ("Naam;Bronsysteem;Doelsysteem;Protocol", "Klanten;SAP;D365 F&O;REST"),
    ("Interface;Sender;Receiver;Technology", "Customers;SAP;D365 F&O;REST"),
    ("Interface;From;To;Type", "Customers;SAP;D365 F&O;REST"),
    ("Interface;Sending application;Receiving application;Method", "Customers;SAP;D365 F&O;REST"),
    ("Interface;System A;System B;Pattern", "Customers;SAP;D365 F&O;REST"),
])
def test_headings_of_several_languages(found: Find, headings: str, cells: str) -> None:
    line = one(found({"list.csv": f"{headings}\n{cells}\n"}))
    assert (line.from_.part, line.to, line.protocol) == ("sap", Identity("fo"), "REST")


def test_headings_over_two_rows(found: Find) -> None:
    text = "Interface,Source,,Target,,Mode\n,System,Object,System,Object,\nOrders,SAP ECC,VBAK,D365 F&O,Header,batch\n"
    line = one(found({"list.csv": text}))
    assert (line.from_.part, line.entities, line.timing) == ("sap ecc", ("VBAK", "Header"), Timing.ASYNCHRONOUS)


def test_lists_that_name_the_other_system_and_a_direction(found: Find) -> None:
    text = ("Interface;External system;Direction;F&O entity\nOrders;Shopify;Inbound;Sales order\n"
            "Invoices;Basware;Outbound;Invoice\n")
    lines = {line.name: (line.from_.kind, line.to.kind) for line in found({"list.csv": text}).integrations}
    assert lines == {"Orders": ("named", "fo"), "Invoices": ("fo", "named")}


@pytest.mark.parametrize("text", [
    "id,from,to,date,price\n1,London,Paris,2024-01-01,100\n", "name,email\na,b\n", "source,target\nfoo,bar\n",
    "no table at all\n", "",
    "From,To,Subject\nanna,ben,Hello\n", "From;To;When\nLondon;Paris;Monday\n", "Event;From;To\nStandup;10:00;11:00\n",
    "Source;Target;Protocol\n101;102;5\n103;104;6\n",
    "Sender;Empfänger;Art\nMeier;Schulz;Paket\n", "source,target,type\na,b,depends\n",
])
def test_other_tables_are_left_alone(found: Find, text: str) -> None:
    result = found({"table.csv": text})
    assert not result.integrations and not result.systems and not result.not_read


@pytest.mark.parametrize(("cells", "timing", "trigger", "frequency"), [
    ({"Frequency": "nightly", "Trigger": "batch"}, "asynchronous", "scheduled", "daily"),
    ({"Frequency": "alle 15 min"}, "asynchronous", "scheduled", "every 15 min"),
    ({"Frequency": "weekly Monday 06:00"}, "asynchronous", "scheduled", "weekly monday 06:00"),
    ({"Frequency": "real time", "Trigger": "event"}, "near-real-time", "event", None),
    ({"Frequency": "twice a day"}, "asynchronous", "scheduled", "every 12 h"),
    ({"Frequency": "*/10 * * * *"}, "asynchronous", "scheduled", "every 10 min"),
    ({"Frequency": "Daily (2:30 PM CET)"}, "asynchronous", "scheduled", "daily 14:30"),
    ({"Frequency": "on demand", "Protocol": "REST"}, "synchronous", "on-demand", None),
    ({"Trigger": "manual", "Protocol": "Excel upload"}, "asynchronous", "on-demand", None),
    ({"Mode": "sync"}, "synchronous", "on-demand", None),
    ({"Mode": "asynchronous", "Trigger": "event"}, "near-real-time", "event", None),
    ({"Mode": "asynchronous"}, "asynchronous", None, None),
    ({"Mode": "sync/async"}, None, None, None),
    ({"Frequency": "customer sync every 5 min"}, "asynchronous", "scheduled", "every 5 min"),
    ({"Protocol": "SFTP"}, "asynchronous", None, None),
    ({"Protocol": "REST"}, None, None, None),
    ({"Protocol": "Azure Service Bus"}, "near-real-time", "event", None),
])
def test_timing(found: Find, cells: dict[str, str], timing: str | None, trigger: str | None,
                frequency: str | None) -> None:
    line = row(found, **cells)
    assert (line.timing, line.trigger, line.frequency) == (
        Timing(timing) if timing else None, Trigger(trigger) if trigger else None, frequency)


@pytest.mark.parametrize(("volume", "per_day", "per_hour"), [
    ("12.000", 12000, None), ("~ 2,500", 2500, None), ("3k", 3000, None), ("150-200", 200, None),
    ("1.5 Mio", 1_500_000, None),
    ("1 000", 1000, None), ("n/a", None, None), ("30.000 / month", 1000, None), ("20 per hour", None, 20),
    ("2 GB", None, None),
])
def test_volumes(found: Find, volume: str, per_day: float | None, per_hour: float | None) -> None:
    line = row(found, Volume_per_day=volume)
    assert (line.per_day, line.per_hour) == (per_day, per_hour)


def test_a_volume_without_period_is_told_and_not_guessed(found: Find) -> None:
    line = row(found, Volume="500")
    assert line.per_day is None
    assert "volume as stated: 500" in line.notes


def test_figures_per_run_become_figures_per_day(found: Find) -> None:
    assert row(found, Volume_per_run="100", Frequency="every 6 h").per_day == 400


@pytest.mark.parametrize(("status", "active", "tags"), [
    ("Live", True, ()), ("planned", False, ("planned",)), ("Retired", False, ("retired",)),
    ("abgelöst", False, ("retired",)),
    ("in Entwicklung", False, ("planned",)), ("inactive", False, ()), ("", None, ()), ("in production", True, ()),
])
def test_status(found: Find, status: str, active: bool | None, tags: tuple[str, ...]) -> None:
    line = row(found, Status=status, Comment="x")
    assert (line.active, line.tags) == (active, tags)


@pytest.mark.parametrize(("cells", "from_", "data", "both"), [
    ({}, "named", DataFlow.PUSH, False),
    ({"Direction": "->"}, "named", DataFlow.PUSH, False),
    ({"Direction": "<->"}, "named", DataFlow.BOTH, True),
    ({"Direction": "bidirectional"}, "named", DataFlow.BOTH, True),
    ({"Direction": "<-"}, "named", DataFlow.PULL, False),
    ({"Direction": "inbound"}, "named", DataFlow.PUSH, False),
    ({"Technology": "dual-write"}, "named", DataFlow.BOTH, True),
    ({"Technology": "OData read by target"}, "fo", DataFlow.PULL, False),
    ({"Technology": "polling via REST"}, "fo", DataFlow.PULL, False),
    ({"Initiator": "D365 F&O"}, "fo", DataFlow.PULL, False),
    ({"Initiator": "target"}, "fo", DataFlow.PULL, False),
    ({"Initiator": "SAP"}, "named", DataFlow.PUSH, False),
])
def test_who_starts(found: Find, cells: dict[str, str], from_: str, data: DataFlow, both: bool) -> None:
    line = row(found, **cells)
    assert (line.from_.kind, line.data, line.both) == (from_, data, both)
    assert line.confidence is Confidence.LIKELY


def test_an_arrow_between_two_equal_columns_turns_the_ends(found: Find) -> None:
    text = "System A;System B;Direction;Technology\nD365 F&O;Bank;<-;camt\nD365 F&O;Bank;->;pain\n"
    lines = found({"list.csv": text}).integrations
    assert sorted((line.from_.kind, line.protocol or "") for line in lines) == [("fo", "pain"), ("named", "camt")]


def test_a_direction_that_contradicts_the_ends_is_told(found: Find) -> None:
    result = found({"list.csv": "Source;Target;Direction;Protocol\nD365 F&O;Workday;inbound;REST\n"})
    assert one(result).from_ == Identity("fo")
    assert one(result).confidence is Confidence.HINT
    assert "the opposite" in result.remarks[0].sentence


def test_a_hub_between_is_one_integration_with_a_detail(found: Find) -> None:
    assert "via Logic Apps" in row(found, Technology="REST via Logic Apps").notes
    assert "via MuleSoft" in row(found, Middleware="MuleSoft").notes


def test_several_systems_in_a_cell(found: Find) -> None:
    text = 'Source system;Target system;Protocol\nD365 F&O;"Coupa\nWorkday";REST\nD365 F&O;"SAP, Power BI";REST\n'
    assert len(found({"list.csv": text}).integrations) == 4


def test_what_a_row_has_beside(found: Find) -> None:
    line = row(found, Owner="Finance team", Criticality="hoch", Authentication="OAuth 2.0", Legal_entity="DE01",
               ID="IF-9")
    assert (line.owner, line.criticality, line.auth, line.automation) == ("Finance team", Level.HIGH, "oauth",
                                                                          "row/if-9")
    assert "company or region: DE01" in line.notes


@pytest.mark.parametrize("owner", ["Erika Musterfrau", "erika@example.com", "E. Musterfrau <erika@example.com>"])
def test_persons_are_left_out(found: Find, owner: str) -> None:
    result = found({"list.csv": f"Source system;Target system;Owner\nSAP;Workday;{owner}\n"})
    assert one(result).owner is None
    assert "erika" not in repr(result.integrations).lower()


def test_the_same_row_in_several_lists_is_one_and_an_id_used_twice_is_two(found: Find) -> None:
    text = ("ID;Interface;Source;Target;Protocol\nI-7;Prices;PIM;F&O;Excel\nI-7;Ledger;D365 FinOps;Power BI;REST\n"
            "I-7;Other prices;PIM;F&O;REST\n")
    result = found({"a.csv": text, "b.csv": text.replace(";", ",").replace("D365 FinOps", "D365FO")})
    assert sorted(line.name for line in result.integrations) == ["Ledger", "Other prices", "Prices"]
    assert all(len({mark.file for mark in line.evidence}) == 2 for line in result.integrations)


def test_an_id_used_twice_means_the_same_rows_in_whatever_order_a_list_has_them(found: Find) -> None:
    head, rows = "ID;Interface;Source;Target;Protocol", ["INT-7;Prices;PIM;F&O;Excel", "INT-7;Stock;PIM;F&O;REST"]
    result = found({"a.csv": "\n".join([head, *rows]), "b.csv": "\n".join([head, *reversed(rows)])})
    assert [(line.name, line.protocol) for line in result.integrations] == [("Prices", "Excel"), ("Stock", "REST")]


def test_own_and_other_system_without_a_direction_are_in_doubt(found: Find) -> None:
    result = found({"list.csv": "Name;D365 system;External system;Direction;Frequency\nC;F&O;Web shop;?;weekly\n"})
    assert (one(result).confidence, one(result).from_) == (Confidence.HINT, Identity("fo"))
    assert "does not say which of them starts" in result.remarks[0].sentence


def test_a_password_is_told_by_its_heading_below_a_title(found: Find) -> None:
    result = found({"list.csv": "Interfaces;Version 3;May\nSource;Target;Password;Protocol\n"
                                "SAP;F&O;Wint3rGarden;REST\n"})
    assert [secret.place for secret in result.secrets] == ["line 3, column 3"]


def test_lists_of_business_events_are_lists_whatever_they_are_called(found: Find) -> None:
    result = found({"business-events.csv": "Name;Source;Target;Type\nOrders;Shopify;D365 F&O;REST\n",
                    "sent.csv": "Business event;Source;Target;Endpoint\nPO confirmed;D365 F&O;Coupa;sb-po\n"})
    assert {(line.from_.kind, line.to.kind) for line in result.integrations} == {("named", "fo"), ("fo", "named")}


def test_a_row_that_joins_everything_with_everything_is_bounded_and_told(found: Find) -> None:
    ends = [" ".join(("Hub", letter)) for letter in "ABCDEFGH"]
    cells = ['"' + "\n".join(f"{side} {end}" for end in ends) + '"' for side in ("Old", "New")]
    result = found({"list.csv": f"Source system;Target system;Protocol\n{cells[0]};{cells[1]};REST\n"})
    assert len(result.integrations) == 40
    assert "More than 40 pairs" in result.remarks[0].sentence


def test_what_an_open_program_leaves_beside_a_list_is_no_list(found: Find) -> None:
    text = "Name;Source system;Target system\nOrders;SAP;D365 F&O\n"
    result = found({"list.csv": text, ".~lock.list.csv": text, "~$list.xlsx": "no workbook"})
    assert len(result.read) == 1 and not result.not_read


def test_short_numbers_of_two_lists_are_not_one(found: Find) -> None:
    head = "No;Interface;Source;Target;Protocol\n"
    result = found({"a.csv": f"{head}1;Orders;SAP;F&O;REST\n", "b.csv": f"{head}1;Items;SAP;F&O;REST\n"})
    assert len(result.integrations) == 2


def test_rows_that_name_one_end_are_told(found: Find) -> None:
    text = "Name;Source;Target;Protocol\nA;SAP;TBD;REST\nSection B;;;\nC;SAP;SAP;REST\nD;SAP;F&O;REST\n"
    result = found({"list.csv": text})
    assert one(result).name == "D"
    assert [remark.place for remark in result.remarks] == ["line 2", "line 4"]


def test_secrets_in_lists_are_told_and_never_kept(found: Find) -> None:
    result = found({"list.csv": "Source;Target;Protocol;Password;Comment\nSAP;F&O;REST;CANARYdoNotEcho1;"
                                "https://u:CANARYtwo22@api.example.com/x?sig=CANARYthree333\n"
                                "https://u:CANARYfour4@api.example.com/x?sig=CANARYfive555;F&O;REST;;\n"})
    assert "CANARY" not in repr(result)
    assert len(result.secrets) >= 2
    assert Identity("host", "api.example.com") in {system.identity for system in result.systems}


def test_quotation_marks_that_never_close_cost_no_rows(found: Find) -> None:
    text = "Name,Source system,Target system,Protocol\nX,SAP,Workday,5\" disk\n" + "".join(
        f'N{n},"SAP,D365 F&O,SFTP\n' for n in range(60))
    assert len(found({"list.csv": text}).integrations) >= 60


def test_the_corpus(corpus: Path) -> None:
    result = discover([corpus / "30-synthetic" / "interface-list"])
    assert len(result.integrations) == 8
    assert len(result.systems) == 9
    assert all(len({mark.file for mark in line.evidence}) == 3 for line in result.integrations)
    assert not result.not_read


@pytest.mark.parametrize(("cell", "names"), [
    ("D365 F&O, DWH", {"Dynamics 365 Finance & Operations", "DWH"}),
    ("D365 F&O, ERP", {"Dynamics 365 Finance & Operations"}),
    ("D365 F&O + Salesforce", {"Dynamics 365 Finance & Operations", "Salesforce"}),
    ("Berlin, hall 3", {"Berlin, hall 3"}),
    ("Power BI / reports", {"Power BI / reports"}),
])
def test_several_systems_in_one_cell(found: Find, cell: str, names: set[str]) -> None:
    result = found({"list.csv": f"Source system;Target system;Object\nAS/400;{cell};Items\n"})
    known = {system.identity: system.name for system in result.systems}
    assert {known[line.to] for line in result.integrations} == names and not result.remarks


def test_what_stands_beside_a_known_system_and_is_none_is_told(found: Find) -> None:
    result = found({"list.csv": "Source system;Target system;Object\nAS/400;SAP, Block 7;Items\n"})
    assert one(result).to.part == "sap"
    assert any('"Block 7"' in remark.sentence and remark.place == "line 2" for remark in result.remarks)


@pytest.mark.parametrize(("frequency", "remark", "timing"), [
    ("in Echtzeit", "synchron, Kunde wartet", Timing.SYNCHRONOUS),
    ("in Echtzeit", "nicht synchron", Timing.NEAR_REAL_TIME),
    ("bei Bedarf", "manuell per Excel", Timing.ASYNCHRONOUS),
    ("bei Bedarf", "", Timing.SYNCHRONOUS),
    ("", "runs nightly", Timing.ASYNCHRONOUS),
    ("nachts", "synchron", Timing.ASYNCHRONOUS),
])
def test_remarks_count_for_the_timing_that_other_columns_leave_open(
        found: Find, frequency: str, remark: str, timing: Timing) -> None:
    assert row(found, Frequency=frequency, Remarks=remark).timing is timing


def test_rows_without_a_name_are_called_after_their_ends(write: Any) -> None:
    text = "Nr;Von;Nach;Bemerkung\nS-08;Webshop;DWH;Umsätze\nS-09;Webshop;D365 F&O;\n"
    landscape = landscape_of(discover([write({"list.csv": text})]), load_catalog()).landscape
    by_name = {line.label: line.description or "" for line in landscape.integrations}
    assert by_name == {"Webshop to DWH": "Umsätze. List id: S-08.",
                       "Webshop to Dynamics 365 Finance & Operations": "List id: S-09."}
