"""The texts of outages and chains that stand in tables, for those who translate."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.gui.outage.chain_panel import CHAINS
from d365arch.gui.outage.marking import mark_texts
from d365arch.gui.outage.tables import HOW, TABLES


def frame_texts() -> Iterator[str]:
    """Titles and columns of the tables, which are looked up as those of rankings."""
    for table in (*TABLES, CHAINS):
        yield from (table.title, table.about, table.empty)
        for column in table.columns:
            yield from (column.title, column.tip)


def outage_texts() -> Iterator[str]:
    """Names of marks, and words in cells."""
    yield from mark_texts()
    yield from HOW
