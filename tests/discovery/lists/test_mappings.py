"""Mappings of columns: guessed, written, read, reused next month, and shown before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from d365arch.discovery.lists.dry_run import dry_run_text, tables_of
from d365arch.discovery.lists.headings import Field, field_of_heading
from d365arch.discovery.lists.mapping import Choice, ColumnMapping
from d365arch.discovery.lists.mapping_file import mapping_text, read_mapping, write_mapping
from d365arch.discovery.pipeline import discover
from d365arch.discovery.readers import all_readers
from d365arch.errors import D365ArchError

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
