"""The PDF report: pages, contents with the right numbers, links, letters, and nothing that differs between runs."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.consolidation.records import PlanOptions
from d365arch.catalog.load import own_catalog
from d365arch.model import Workspace
from d365arch.report.make import make_report
from tests.analysis.landscapes import worked_example
from tests.report.landscapes import paying
from tests.report.test_reports import hostile


def pdf_of(space: Workspace) -> bytes:
    return make_report(space, own_catalog(), analyze(space, own_catalog()), ".pdf", plan=PlanOptions())


@cache
def sample() -> bytes:
    return pdf_of(paying())


def text_of(data: bytes, folder: Path) -> list[str]:
    """The text of each page."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not on this machine")
    (folder / "report.pdf").write_bytes(data)
    text = subprocess.run([tool, "-layout", "-enc", "UTF-8", str(folder / "report.pdf"), "-"], capture_output=True,
                          check=True).stdout.decode()
    return text.split("\f")[:-1]


def test_the_first_page_is_the_whole_case(tmp_path: Path) -> None:
    first, contents, *_ = text_of(sample(), tmp_path)
    for words in ("Paying", "direct links", "Reach of an outage", "The case for consolidation", "Risk", "Buys",
                  "Today: direct links in orange", "After the plan", "1. Account through a new hub"):
        assert words in first
    assert "Contents" in contents


def test_the_contents_name_the_right_pages(tmp_path: Path) -> None:
    pages = text_of(sample(), tmp_path)
    lines = re.findall(r"^ *(\S.*?) {2,}(\d+)$", pages[1], re.MULTILINE)
    assert {"Interface catalog", "Consolidation plan", "Method"} <= {title for title, _ in lines}
    for title, page in lines:
        assert title[:25] in pages[int(page) - 1]


def test_pages_are_numbered(tmp_path: Path) -> None:
    pages = text_of(sample(), tmp_path)
    assert all(page.rstrip().endswith(str(number)) for number, page in enumerate(pages, 1))


def test_the_font_is_inside_and_headings_are_bookmarks() -> None:
    data = sample()
    assert data.count(b"/FontFile2") >= 2
    assert b"/Outlines" in data
    assert len(re.findall(rb"/Subtype /Link", data)) > 60


def test_letters_of_any_language_and_markup_are_text(tmp_path: Path) -> None:
    pages = "".join(text_of(pdf_of(hostile()), tmp_path))
    assert "<script>alert(1)</script>\"'&{{7*7}}" in pages


def test_an_empty_landscape_has_a_report(tmp_path: Path) -> None:
    assert "The default rules find nothing" in "".join(text_of(pdf_of(Workspace.empty()), tmp_path)).replace("\n", " ")


def test_nothing_is_suggested_where_nothing_pays(tmp_path: Path) -> None:
    first = " ".join(text_of(pdf_of(worked_example()), tmp_path)[0].split())
    assert "Is consolidation worth it? No consolidation pays today" in first
