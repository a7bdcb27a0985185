"""What a report says, as data: sections of blocks without any format; HTML and Markdown only translate."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from d365arch.model.vocabulary import Severity, Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A key figure in large print; `severity` where a default rule finds fault with it."""

    title: str
    value: str
    meaning: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Cards:
    """Key figures side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """Plain sentences; a list with `bullets`, else paragraphs."""

    sentences: tuple[str, ...]
    bullets: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """The drawing; how it is made is the format's affair."""

    title: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; `bar` (0..1) draws a quiet bar behind the number, `tone` marks a verdict."""

    text: str
    bar: float | None = None
    tone: Severity | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """Heading of a column, what it means, and whether it holds numbers."""

    title: str
    hint: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one row; `anchor` makes it a target for links to a system."""

    cells: tuple[Cell, ...]
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `caption` says what it holds, `foot` what was left out."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """A finding in words.

    `systems` are those it is about, the main one first: the id of its row (none where it has none) and its name.
    """

    rule: str
    title: str
    severity: Severity
    message: str
    advice: str
    source: str
    systems: tuple[tuple[str | None, str], ...]
    more_systems: int = 0


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings, gravest first."""

    items: tuple[Advice, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of a chain and the call that leads on from it, if one does."""

    node: str
    call: str = ""


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A chain of calls with its figures."""

    title: str
    steps: tuple[Step, ...]
    figures: str


@dataclass(frozen=True, slots=True)
class Chains:
    """Chains of calls."""

    chains: tuple[ChainRow, ...]


class NodeKind(StrEnum):
    """What a row of the matrix stands for."""

    SYSTEM = "system"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class MatrixNode:
    """A row and column of the matrix."""

    id: str
    label: str
    kind: NodeKind
    group: str


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """Integrations that one node starts with another: how many by timing, and their names."""

    counts: tuple[tuple[Timing | None, int], ...]
    names: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many integrations."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who calls whom: rows start, columns are called; nodes stand in groups of one zone."""

    caption: str
    nodes: tuple[MatrixNode, ...]
    cells: dict[tuple[int, int], MatrixCell] = field(default_factory=dict)
    foot: str = ""


Block = Cards | Sentences | Picture | Table | Findings | Chains | Matrix


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its blocks; `lead` is one sentence below the heading."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report; `facts` are the small print below the title, `summary` what a hurried reader takes away."""

    title: str
    description: str
    facts: tuple[str, ...]
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
