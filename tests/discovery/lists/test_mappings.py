"""Mappings of columns: guessed, written, read, reused next month, and shown before anything is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from d365arch.cli.main import run
from d365arch.discovery.lists.dry_run import all_tables, dry_run_text, tables_of, unknown_text
from d365arch.discovery.lists.headings import Field, field_of_heading
from d365arch.discovery.lists.mapping import Choice, ColumnMapping
from d365arch.discovery.lists.mapping_file import mapping_text, read_mapping, write_mapping
from d365arch.discovery.pipeline import discover
from d365arch.discovery.readers import all_readers
from d365arch.discovery.records import Discovery
from d365arch.errors import D365ArchError

Find = Callable[[Mapping[str, Any]], Discovery]
ODD = ("Von wo;Wohin damit;Womit;Was\nSAP;D365 F&O;SFTP;Orders\nShopify;D365 F&O;REST;Items\n")


@pytest.mark.parametrize(("heading", "wanted"), [
    ("Source owner", Field.OWNER), ("Source table", Field.ENTITIES), ("Name of the source system", Field.SOURCE),
    ("Records / day (avg)", Field.VOLUME), ("Volume (msg/day)", Field.VOLUME), ("Freq.", Field.FREQUENCY),
    ("#", Field.ID),
    ("Target DB", Field.TARGET), ("Legal entity", Field.COMPANY), ("Technology / protocol", Field.TECHNOLOGY),
    ("Favourite colour", None), ("", None), ("(" * 500, None),
])
def test_headings(heading: str, wanted: Field | None) -> None:
    found = field_of_heading(heading)
    assert (found[0] if found else None) == wanted


def test_a_mapping_is_kept_and_used_next_month(tmp_path: Path) -> None:
    (tmp_path / "may.csv").write_text(ODD)
    assert not discover([tmp_path]).integrations
    mapping = ColumnMapping((Choice("Von wo", Field.SOURCE), Choice("Wohin damit", Field.TARGET),
                             Choice("Was", Field.NAME),
                             Choice("Womit", Field.TECHNOLOGY)))
    file = tmp_path / "mapping.yaml"
    write_mapping(file, [mapping, mapping])
    (tmp_path / "june.csv").write_text("As of June;;;\n" + ODD.upper() + "PIM;D365 F&O;REST;Prices\n")
    read = read_mapping(file)
    assert len(read) == 1
    lines = discover([tmp_path / "june.csv"], readers=all_readers(read)).integrations
    assert sorted(line.name for line in lines) == ["ITEMS", "ORDERS", "Prices"]


def test_guess_and_file_agree(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Source system;Target system;Freq.;Notes;Colour\nSAP;Workday;daily;x;red\n")
    tables, unread = tables_of([tmp_path])
    assert not unread
    file = tmp_path / "m.yaml"
    write_mapping(file, [mapping for _, mapping in tables])
    again = read_mapping(file)
    assert mapping_text(again) == file.read_text("utf-8")
    assert [(choice.heading, choice.field) for choice in sorted(again[0].choices)] == [
        (choice.heading, choice.field) for choice in sorted(tables[0][1].choices)]
    assert again[0].left_out == ("Colour",)


@pytest.mark.parametrize(("text", "part"), [
    ("", "lists"), ("[1]", "lists"), ("lists: []", "lists"), ("lists: [{columns: {}}]", "columns"),
    (": :\n  -", "YAML"),
    ("lists: [{columns: {sauce: A, target: B}}]", 'did you mean "source"'),
    ("lists: [{columns: {source: A}}]", "both ends"),
    ("lists: [{columns: {source: {a: b}, target: B}}]", "heading of a column"),
    ("x: &a [1]\nlists: *a", "references"), ("\x00\x01", "YAML"),
])
def test_mappings_that_cannot_be_used_are_answered_by_a_sentence(tmp_path: Path, text: str, part: str) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(text)
    with pytest.raises(D365ArchError) as told:
        read_mapping(file)
    assert part in told.value.sentence


def test_a_missing_mapping_is_told(tmp_path: Path) -> None:
    with pytest.raises(D365ArchError, match="cannot be read"):
        read_mapping(tmp_path / "none.yaml")
    with pytest.raises(D365ArchError, match="cannot be written"):
        write_mapping(tmp_path / "no" / "folder.yaml", [])


def test_the_dry_run_tells_columns_samples_and_rows_and_no_persons_or_secrets(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "Title\nID;Source system;Target system;Frequency;Owner;Authentication;Colour\n"
        "I-1;SAP;D365 F&O;nightly;Erika Musterfrau;password=CANARYnever1;red\nI-2;SAP;TBD;daily;HR;;\n")
    text = dry_run_text(tables_of([tmp_path])[0])
    assert 'Source system is the source: "SAP"' in text
    assert "left out: Colour" in text
    assert ("line 3: SAP to Dynamics 365 Finance & Operations: SAP contacts Dynamics 365 Finance & Operations, "
            "asynchronous") in text
    assert "line 4: The row does not name both" in text
    assert "CANARY" not in text and "Erika" not in text


def test_the_dry_run_without_a_list_tells_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("a;b\n1;2\n")
    assert "--mapping" in dry_run_text(tables_of([tmp_path])[0])


@pytest.mark.parametrize("headings", [
    "Woher;Wohin", "Absender;Empfänger", "Datenquelle;Datensenke", "Herkunft;Ziel",
    "Lieferndes System;Empfangendes System", "liefert;bekommt", "Émetteur;Récepteur", "Provenance;Destination",
    "Procedencia;Destino", "Sistema emisor;Sistema receptor", "Herkomst;Bestemming",
    "Leverend systeem;Ontvangend systeem", "Supplying system;Consuming system", "Source de données;Puits de données",
])
def test_words_for_both_ends(found: Find, headings: str) -> None:
    result = found({"list.csv": f"{headings};Was fließt?\nWebshop;D365 F&O;Items\n"})
    assert [(one.from_.part, one.to.kind, one.entities) for one in result.integrations] == [
        ("webshop", "fo", ("Items",))]


TABLES = {"a.csv": "Sauce;Burger;Name\nWebshop;D365 F&O;Orders\n", "data.csv": "1;2;3\n4;5;6\n",
          "prose.txt": "One, two\nthree, four\n"}


def test_tables_that_are_not_recognized_are_told_with_their_headings(found: Find, tmp_path: Path) -> None:
    result = found(TABLES)
    (remark,) = result.remarks
    assert remark.file.endswith("a.csv") and '"Sauce", "Burger", "Name"' in remark.sentence
    assert '"Sauce", "Burger", "Name"' in unknown_text(all_tables([tmp_path / "artefacts"]).unknown)


def test_a_template_for_a_table_that_is_not_recognized(found: Find, tmp_path: Path) -> None:
    found(TABLES)
    file = tmp_path / "m.yaml"
    assert run(["discover", str(tmp_path / "artefacts"), "--dry-run", "--save-mapping", str(file)]) == 0
    with pytest.raises(D365ArchError, match="needs the heading of a column"):
        read_mapping(file)
    file.write_text(file.read_text("utf-8").replace("source: ''", "source: Sauce").replace(
        "target: ''", "target: Burger"), "utf-8")
    mapped = discover([tmp_path / "artefacts"], readers=all_readers(read_mapping(file)))
    assert [one.name for one in mapped.integrations] == ["Orders"] and not mapped.remarks


def test_a_mapping_that_fits_no_list_is_told(found: Find, tmp_path: Path) -> None:
    found({"a.csv": "Source system;Target system;Name\nWebshop;D365 F&O;Orders\n"})
    file = tmp_path / "m.yaml"
    file.write_text("lists:\n- columns: {source: Quux, target: Ziel}\n", "utf-8")
    mapped = discover([tmp_path / "artefacts"], readers=all_readers(read_mapping(file)))
    assert [(one.file, one.place) for one in mapped.remarks] == [("m.yaml", "entry 1")] and mapped.integrations


def test_a_wrong_field_is_told_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text("lists:\n- columns: {sauce: A, target: B}\n", "utf-8")
    with pytest.raises(D365ArchError) as error:
        read_mapping(file)
    assert str(error.value).endswith('in entry 1; did you mean "source"?')
