"""Compares the endpoint types row by row with section 2 of the house catalogue, where it is at hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from d365arch.catalog.load import own_catalog
from d365arch.catalog.records import Status, VolumeClass
from d365arch.model.vocabulary import Initiation, Operation, Timing, Trigger

DOCUMENT = Path("/work/shared/domain/endpoint-catalogue.md")

pytestmark = pytest.mark.skipif(not DOCUMENT.exists(), reason="the house documents are not here")

TIMINGS = {"sync": Timing.SYNCHRONOUS, "async": Timing.ASYNCHRONOUS, "nrt": Timing.NEAR_REAL_TIME}
LETTERS = {"C": Operation.CREATE, "R": Operation.READ, "U": Operation.UPDATE, "D": Operation.DELETE,
           "A": Operation.ACTION, "E": Operation.EVENT, "F": Operation.FILE}
WORDED_STATUS = {
    "dataverse.tds": Status.CURRENT, "both.events": Status.CURRENT, "fo.mcp": Status.CURRENT,
    "fo.byod": Status.LEGACY,
}
"""Rows whose status cell is a sentence: the use with Power BI is generally available, the tile is no service,
the server left preview in January 2026, and "legacy-leaning" is taken as legacy and marked unverified."""


def _section(number: int) -> str:
    text = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    match = re.search(rf"^## {number}\. .*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return match[0] if match else ""


def _rows(section: str) -> dict[str, list[str]]:
    found = {}
    for line in section.splitlines():
        if match := re.match(r"\| `([a-z]+\.[a-z0-9-]+)` \|", line):
            found[match[1]] = [cell.strip().replace("**", "") for cell in line.strip("|").split("|")]
    return found


ROWS = _rows(_section(2))
CATALOG = own_catalog()


def test_both_list_the_same_endpoint_types() -> None:
    ours = {e.id for e in CATALOG.endpoint_types.values() if e.platform.is_d365}
    assert ours == set(ROWS)
    assert len(ROWS) == 64


def test_a_row_says_the_same() -> None:
    for row in ROWS.items():
        entry_id, (_, _, timing, initiation, data, ops, trigger, _, volume, code, status) = row
        entry = CATALOG.endpoint_types[entry_id]
        if timing != "mixed":
            words = list(dict.fromkeys(re.findall(r"\b(sync|async|nrt)\b", timing)))
            assert entry.timing == tuple(TIMINGS[word] for word in words)
        starts = re.match(r"inbound|outbound|both", initiation)
        # "Dataverse to F&O (internal)": between the two platforms an endpoint has an outbound and an inbound side.
        assert entry.initiation is (Initiation(starts[0]) if starts else Initiation.BOTH)
        assert set(entry.data) == set(re.findall(r"\b(in|out)\b", data.replace("F&O", "")))
        letters = "".join(re.findall(r"\b[CRUDAEF]+\b", ops.replace("(D)", "D").split("(")[0]))
        assert set(entry.operations) == {LETTERS[letter] for letter in letters}
        named = [Trigger(word) for word in re.findall(r"on-demand|event|scheduled", trigger)]
        assert set(named) <= set(entry.triggers)
        first, *last = re.findall(r"V\d", volume) or [""]
        span = range(int(first[1:] or 1), int((last or [first])[-1][1:] or 0) + 1)
        assert entry.volume == tuple(VolumeClass(f"V{n}") for n in span)
        assert code == "–" or entry.code == {"low+pro": "both"}.get(code, code.split()[0])
        assert entry.status is WORDED_STATUS.get(entry_id, Status(re.split(r"[^a-z]", status)[0] or "current")
                                                 if entry_id not in WORDED_STATUS else None)


def test_what_comes_instead_is_the_same() -> None:
    for row in ROWS.items():
        entry_id, cells = row
        after = cells[-1].split("→", 1)
        named = set(re.findall(r"`([a-z]+\.[a-z0-9-]+)`", after[1])) if len(after) > 1 else set()
        assert named <= set(CATALOG.endpoint_types[entry_id].replacement)


def test_what_the_house_did_not_verify_says_so() -> None:
    for row in ROWS.items():
        entry_id, cells = row
        if any("[U" in cell for cell in cells) or any("`[U" in cell for cell in cells):
            assert CATALOG.endpoint_types[entry_id].unverified


def test_every_source_of_the_details_is_kept() -> None:
    for entry_id, cells in _rows(_section(3)).items():
        named = set(re.findall(r"\bS\d\d\b", cells[-1]))
        assert named <= set(CATALOG.endpoint_types[entry_id].sources), entry_id


def test_every_limit_of_the_details_is_kept() -> None:
    for entry_id, cells in _rows(_section(3)).items():
        named = set(re.findall(r"\bL-[A-Z]{2}-\d\d\b", " ".join(cells)))
        assert named <= set(CATALOG.endpoint_types[entry_id].limits), entry_id


def test_every_service_of_section_4_is_a_hub_or_a_channel() -> None:
    for entry_id in _rows(_section(4)):
        system = CATALOG.system_types.get(entry_id)
        assert entry_id in CATALOG.endpoint_types or (system is not None and system.role == "hub"), entry_id


def test_all_sources_of_section_7_are_known() -> None:
    numbers = set(re.findall(r"\bS\d\d\b", _section(7)))
    spans = {f"S{n:02}" for n in range(5, 13)}
    assert numbers | spans == {source for source in CATALOG.sources if source.startswith("S")}
