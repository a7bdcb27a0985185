"""The tabs of the analysis: what each ranking is called, what its columns mean, and how its rows are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from d365arch.analysis.graph import Graphs
from d365arch.analysis.result import AnalysisResult
from d365arch.gui.coupling.rows import (
    Row,
    chain_rows,
    circle_rows,
    cut_rows,
    link_rows,
    repeated_rows,
    system_rows,
)
from d365arch.gui.language import translate


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what it means, and whether it holds figures, of which `less` is worse where less is."""

    title: str
    tip: str
    figures: bool = False
    less_is_worse: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    """One ranking: what it is called, what it says where it is empty, its columns, and how its rows are made.

    `one_each` says that a row stands for one element, which is found again when that is selected on the canvas.
    """

    id: str
    title: str
    about: str
    empty: str
    columns: tuple[Column, ...]
    rows: Callable[[AnalysisResult, Graphs], list[Row]]
    one_each: bool = False


RANKINGS: tuple[Ranking, ...] = (
    Ranking(
        "systems", "Systems", "Systems by coupling", "No systems yet.",
        (Column("System", "Name of the system"),
         Column("Nb", "Neighbors: systems that it is directly linked with", figures=True),
         Column("Ca", "Needed by: systems and channels that depend on it directly (afferent, AIS)",
                figures=True),
         Column("Ce", "Needs: systems and channels that it depends on directly (efferent, ADS)",
                figures=True),
         Column("I", "Instability Ce / (Ca + Ce): 0 is only needed, 1 only needs others", figures=True),
         Column("ACS", "Criticality Ca x Ce: how many pairs meet in it", figures=True),
         Column("Reach", "Systems that it depends on at any remove, itself included", figures=True),
         Column("Avail.", "Share of time that it works together with all that it waits for",
                figures=True, less_is_worse=True)),
        system_rows, one_each=True),
    Ranking(
        "links", "Links", "Direct links by the coupling that they carry",
        "No direct links: all that is connected goes through a hub.",
        (Column("Link", "Who calls whom"),
         Column("Pairs", "Ordered pairs of systems that depend on each other over this link at most: "
                         "those that reach its start times those that its end reaches", figures=True),
         Column("Marks", "What makes the link weigh more: circle, chain, duplicate, bridge, mutual")),
        link_rows, one_each=True),
    Ranking(
        "circles", "Circles", "Systems that need each other in a circle",
        "No circles: every system can be changed without those that it is needed by.",
        (Column("Systems", "Who is in the circle"),
         Column("Size", "Systems and channels in it", figures=True),
         Column("Links", "Integrations within it", figures=True),
         Column("Of", "Calls that wait for each other, or dependencies of any kind")),
        circle_rows),
    Ranking(
        "cuts", "Cuts", "What holds parts of the landscape together alone",
        "No cuts: whatever one system or connection is lost, the others stay connected.",
        (Column("Cut", "System, hub or connection whose loss splits the landscape"),
         Column("Kind", "System, hub or single connection"),
         Column("Lost", "Systems and hubs cut off from the largest part", figures=True),
         Column("Cut off", "Who is cut off")),
        cut_rows),
    Ranking(
        "chains", "Chains", "Chains of calls that wait for each other",
        "No synchronous calls: nobody waits for anybody.",
        (Column("Chain", "Who calls whom, in order"),
         Column("Calls", "Calls in a row; a way through a hub is two", figures=True),
         Column("Time", "Stated times of all calls together", figures=True),
         Column("Avail.", "Availabilities of all on the way, multiplied", figures=True,
                less_is_worse=True),
         Column("Which", "Deepest, slowest, or the longest as drawn")),
        chain_rows),
    Ranking(
        "repeated", "Repeats", "Data that goes more than one way",
        "Nothing is carried twice.",
        (Column("Flow", "From whom to whom"),
         Column("Data", "The entity that is carried"),
         Column("Kind", "Duplicate: same way twice. Redundant: a channel delivers it too. Indirect way: it "
                        "also comes through others, which is a hint and no fault"),
         Column("Links", "Integrations that carry it directly", figures=True)),
        repeated_rows),
)
"""All rankings, in the order of their tabs."""


def ranking_texts() -> Iterator[str]:
    """Every text of the table, for those who translate."""
    for ranking in RANKINGS:
        yield from (ranking.title, ranking.about, ranking.empty)
        for column in ranking.columns:
            yield from (column.title, column.tip)


def said(text: str) -> str:
    """A text of the table in the language of the window."""
    return translate("Rankings", text)
