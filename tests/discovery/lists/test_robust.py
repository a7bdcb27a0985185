"""Whatever stands in a list or a mapping: an answer, no traceback, no hang."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from d365arch.discovery.desk import Desk
from d365arch.discovery.limits import Limits
from d365arch.discovery.lists.amounts import load_of
from d365arch.discovery.lists.dry_run import dry_run_text
from d365arch.discovery.lists.facts import (
    auth_of,
    ends_of_arrow,
    hub_in,
    level_of,
    life_of,
    operations_of,
    team_of,
    way_of,
)
from d365arch.discovery.lists.mapping_file import read_mapping
from d365arch.discovery.lists.reader import InterfaceLists, list_in, read_grids
from d365arch.discovery.lists.timing import frequency_of, when
from d365arch.discovery.notebook import Notebook
from d365arch.discovery.pipeline import discover
from d365arch.discovery.tree import Entry
from d365arch.errors import D365ArchError

WORDS = st.sampled_from([
    "SAP", "D365 F&O", "Dataverse", "->", "<-", "daily", "every 0 min", "99999 weeks", "0 0 0 0 0", "* * * * *",
    "pt0s", "3k", "\"", ";", ",", "\n", "\t", "|", "=1+1", "sep=;", "\u202e", "\x00", "Source system", "Target system",
    "Frequency", "-", "é"])
CELLS = st.one_of(WORDS, st.text(max_size=30))
TEXTS = st.lists(CELLS, max_size=40).map(";".join)


@given(st.one_of(TEXTS, st.text(max_size=200)))
@settings(max_examples=300, deadline=None)
def test_cells(text: str) -> None:
    frequency_of(text)
    when(text, text, text, text)
    load_of(text, text, 60.0)
    for read in (auth_of, ends_of_arrow, hub_in, level_of, life_of, operations_of, team_of, way_of):
        read(text)


@given(TEXTS, st.sampled_from(["utf-8", "utf-16"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_lists(text: str, encoding: str) -> None:
    data = ("Source system;Target system;Frequency;Volume\n" + text).encode(encoding, errors="replace")
    entry = Entry("list.csv", ("list.csv",), len(data), lambda: data)
    grids = read_grids(entry, Desk(Limits(), Notebook()))
    dry_run_text([found for grid in grids if (found := list_in(grid)) is not None])


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mappings(tmp_path: Path, text: str) -> None:
    file = tmp_path / "m.yaml"
    file.write_bytes(text.encode("utf-8", errors="replace"))
    try:
        read_mapping(file)
    except D365ArchError as error:
        assert error.sentence


def test_long_cells_cost_nothing(tmp_path: Path) -> None:
    for sign in ("(", "a ", "1", "-", "<", "every ", "1.", " ,", "*/"):
        long = (sign * 40_000).replace(";", "")
        (tmp_path / "list.csv").write_text(
            f"Source system;Target system;Direction;Frequency;Volume per day;Status;Owner;Protocol\n"
            f"SAP;Workday;{long};{long};{long};{long};{long};{long}\n{long};{long};x;;;;;\n")
        discover([tmp_path], readers=[InterfaceLists()])
