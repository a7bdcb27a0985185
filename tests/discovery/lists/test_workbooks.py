"""Interface lists in Excel workbooks: merged and hidden cells, formulas, workbooks made to do harm."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from d365arch.discovery.limits import Limits
from d365arch.discovery.lists.workbook import covered_cells, sheets_of
from d365arch.discovery.records import Discovery
from d365arch.discovery.tree import ReadingError

Find = Callable[[Mapping[str, Any]], Discovery]
HEAD = ("ID", "Interface", "Source system", "Target system", "Frequency", "Volume per day", "Status")


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def book(*rows: tuple[Any, ...], title: str = "Interfaces") -> tuple[Workbook, Any]:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return made, sheet


def repacked(data: bytes, changed: Callable[[str, bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed(name, old.read(name)))
    return stream.getvalue()


def test_sheets_titles_numbers_times_and_places(found: Find) -> None:
    made, sheet = book(("Our interfaces, May",), (), HEAD,
                       ("I-1", "Orders", "Shopify", "D365 F&O", datetime.time(2, 0), 1200, "Live"))
    sheet.merge_cells("A1:G1")
    made.create_sheet("Legend").append(("Live", "in production"))
    second = made.create_sheet("Planned")
    second.append(HEAD)
    second.append(("I-2", "Items", "PIM", "D365 F&O", "hourly", 12.0, "planned"))
    result = found({"list.xlsx": saved(made)})
    first, other = sorted(result.integrations, key=lambda line: line.automation)
    assert (first.frequency, first.per_day, first.evidence[0].place) == ("daily 02:00", 1200, "Interfaces, row 4")
    assert (other.per_day, other.tags, other.evidence[0].place) == (12, ("planned",), "Planned, row 2")
    assert [read.name for read in result.read] == ["Interfaces", "Planned"]


def test_merged_cells_count_for_every_row_they_cover(found: Find) -> None:
    made, sheet = book(HEAD, ("I-1", "Orders", "SAP", "D365 F&O"), ("I-2", "Items", None, "D365 F&O"),
                       ("I-3", "X", None, "PIM"))
    sheet.merge_cells("C2:C3")
    result = found({"list.xlsx": saved(made)})
    assert [line.from_.part for line in result.integrations] == ["sap", "sap"]
    assert [remark.place for remark in result.remarks] == ["Interfaces, row 4"]


def test_hidden_sheets_are_told_hidden_rows_read_and_struck_rows_retired(found: Find) -> None:
    made, sheet = book(HEAD, ("I-1", "Orders", "SAP", "D365 F&O"), ("I-2", "Items", "PIM", "D365 F&O"))
    sheet.row_dimensions[2].hidden = True
    for cell in sheet[3]:
        cell.font = Font(strike=True)
    hidden = made.create_sheet("Old")
    hidden.append(HEAD)
    hidden.append(("I-9", "Secret", "SAP", "Workday"))
    hidden.sheet_state = "hidden"
    made.create_sheet("Values").append(("a", "b"))
    made["Values"].sheet_state = "veryHidden"
    result = found({"list.xlsx": saved(made)})
    lines = {line.name: line for line in result.integrations}
    assert sorted(lines) == ["Items", "Orders"]
    assert (lines["Items"].active, lines["Items"].tags) == (False, ("retired",))
    told = " ".join(remark.sentence for remark in result.remarks)
    assert "Old: a hidden sheet" in told and "a hidden row was read" in told
    assert "Values" not in told, "a hidden sheet that is no list is nothing to tell"


def test_a_list_on_a_hidden_sheet_alone_is_told(found: Find) -> None:
    made, sheet = book(HEAD, ("I-1", "Orders", "SAP", "D365 F&O"))
    made.create_sheet("Shown").append(("x",))
    sheet.sheet_state = "hidden"
    result = found({"list.xlsx": saved(made)})
    assert not result.integrations and len(result.remarks) == 1


def test_formulas_are_never_evaluated(found: Find) -> None:
    made, _ = book(HEAD, ("I-1", '=CONCATENATE("a","b")', "SAP", "D365 F&O"))
    assert found({"list.xlsx": saved(made)}).integrations[0].name == '=CONCATENATE("a","b")'


def test_the_value_that_excel_left_with_a_formula_counts(found: Find) -> None:
    made, _ = book(HEAD, ("I-1", "=A9", "SAP", "D365 F&O"))

    def with_value(name: str, part: bytes) -> bytes:
        for empty in (b"<f>A9</f><v></v>", b"<f>A9</f><v/>", b"<f>A9</f><v />"):
            part = part.replace(empty, b"<f>A9</f><v>Orders</v>")
        return part.replace(b'<c r="B2">', b'<c r="B2" t="str">')

    data = repacked(saved(made), with_value)
    assert found({"list.xlsx": data}).integrations[0].name == "Orders"


def test_a_workbook_without_a_list_is_passed_over(found: Find) -> None:
    made, _ = book(("Name", "Amount"), ("a", 1))
    result = found({"numbers.xlsx": saved(made)})
    assert not result.integrations and not result.not_read
    assert result.passed_over == ((".xlsx", 1),)


@pytest.mark.parametrize("data", [b"", b"nothing", b"\xd0\xcf\x11\xe0" + bytes(600), b"PK\x03\x04" + bytes(50)])
def test_what_is_no_workbook_is_told(found: Find, data: bytes) -> None:
    result = found({"list.xlsx": data, "good.csv": "Source system;Target system\nSAP;Workday\n"})
    assert len(result.not_read) == 1 and "workbook" in result.not_read[0].reason
    assert len(result.integrations) == 1


def test_document_types_in_parts_are_refused(found: Find) -> None:
    made, _ = book(HEAD, ("I-1", "Orders", "SAP", "D365 F&O"))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
    data = repacked(saved(made), lambda name, part: bomb + part.split(b"?>", 1)[-1] if "sheet1" in name else part)
    assert "document type" in found({"list.xlsx": data}).not_read[0].reason


def test_damaged_parts_are_told_without_their_content(found: Find) -> None:
    made, _ = book(HEAD, ("I-1", "Orders", "SAP", "D365 F&O"))
    data = repacked(saved(made), lambda name, part: b"<worksheet>CANARY" if "sheet1" in name else part)
    result = found({"list.xlsx": data})
    assert result.not_read and "CANARY" not in repr(result)


def test_bombs_are_stopped() -> None:
    made, _ = book(HEAD)
    data = repacked(saved(made), lambda name, part: part + b" " * 5_000_000 if "sheet1" in name else part)
    with pytest.raises(ReadingError, match="packed more than"):
        sheets_of("list.xlsx", data, Limits(), 100)
    with pytest.raises(ReadingError, match="more than 1 MB"):
        sheets_of("list.xlsx", data, Limits(file_mb=1, ratio=1_000_000), 100)


def test_a_stray_cell_far_below_costs_nothing(found: Find) -> None:
    made, sheet = book(HEAD, ("I-1", "Orders", "SAP", "D365 F&O"))
    sheet.cell(1_000_000, 1, "x")
    assert len(found({"list.xlsx": saved(made)}).integrations) == 1


def test_rows_beyond_the_limit_are_told() -> None:
    made, _ = book(HEAD, *((f"I-{n}", "Orders", "SAP", "D365 F&O") for n in range(20)))
    grid = sheets_of("list.xlsx", saved(made), Limits(), 10)[0]
    assert len(grid.lines) == 10 and "first 10 rows" in grid.notes[0]


def test_cells_merged_without_end_cost_no_memory_without_end() -> None:
    references = tuple(f"A{first}:A{first + 2_000}" for first in range(1, 1_000_000, 2_001))
    assert len(covered_cells(references)) < 210_000
