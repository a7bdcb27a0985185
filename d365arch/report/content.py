"""What a report says, as data: sections of blocks without any format; the writers only translate."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from d365arch.model.vocabulary import Severity, Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A key figure in large print; `severity` where a default rule finds fault with it, `then` what it will be after
    the plan."""

    title: str
    value: str
    meaning: str
    severity: Severity | None = None
    then: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Key figures side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """Plain sentences; a list with `bullets`, else paragraphs."""

    sentences: tuple[str, ...]
    bullets: bool = False


class Which(StrEnum):
    """The drawings of a report. `before` and `after` tell by color what goes through a hub and what does not."""

    TODAY = "today"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing; how it is made is the format's affair."""

    title: str
    which: Which = Which.TODAY


@dataclass(frozen=True, slots=True)
class Pair:
    """Two drawings side by side."""

    left: Picture
    right: Picture


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to decide on: lines such as what to do, what it buys and the gravest risk; `link` leads to more."""

    number: int
    title: str
    lines: tuple[tuple[str, str], ...]
    link: str


@dataclass(frozen=True, slots=True)
class Offers:
    """What to do first, with a heading where it needs one."""

    items: tuple[Offer, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    `bar` (0..1) draws a quiet bar behind the number, `tone` marks a verdict, `link` is the anchor it leads to, `key`
    what it is sorted by where its text would sort wrongly.
    """

    text: str
    bar: float | None = None
    tone: Severity | None = None
    link: str | None = None
    key: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """Heading of a column, what it means, and whether it holds numbers; `wide` columns get more room on paper."""

    title: str
    hint: str = ""
    numeric: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one row; `anchor` makes it a target for links; `detail` are further facts, told in small print below."""

    cells: tuple[Cell, ...]
    anchor: str | None = None
    detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `caption` says what it holds, `foot` what was left out. Long ones can be filtered where that works."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """A finding in words.

    `about` are the elements it is about, the main one first: anchor (none where it has none) and name.
    """

    rule: str
    title: str
    severity: Severity
    message: str
    advice: str
    source: str
    about: tuple[tuple[str | None, str], ...]
    more: int = 0


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


@dataclass(frozen=True, slots=True)
class PlotPoint:
    """One bar or point: what stands below or beside it, its value, and the value as text."""

    label: str
    value: float
    shown: str = ""


class PlotKind(StrEnum):
    """Standing bars for counts by class, lying bars for named things, steps for a course."""

    BARS = "bars"
    LYING = "lying"
    COURSE = "course"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A plot: `sentence` says what one sees, the axes have their units, `mark` is a line across with its words."""

    id: str
    title: str
    sentence: str
    kind: PlotKind
    x: str
    y: str
    points: tuple[PlotPoint, ...]
    mark: float | None = None
    mark_text: str = ""


@dataclass(frozen=True, slots=True)
class Plots:
    """Plots side by side."""

    items: tuple[Plot, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Facts with their values, told in columns."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything about one element below a small heading: `anchor` leads to it, `kicker` says what it is."""

    anchor: str
    title: str
    kicker: str
    blocks: tuple[Block, ...]


Block = (Cards | Sentences | Picture | Pair | Offers | Table | Findings | Chains | Matrix | Plots | Pairs | Profile)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its blocks; `lead` is one sentence below the heading."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """The page for people who decide; `case` are the sentences on consolidation,
    `question` is their heading."""

    sentences: tuple[str, ...]
    cards: Cards
    picture: Picture
    case: tuple[str, ...] = ()
    question: str = ""
    pair: Pair | None = None
    offers: Offers | None = None
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report; `facts` are the small print below the title, `summary` its first page."""

    title: str
    description: str
    facts: tuple[str, ...]
    summary: Summary
    sections: tuple[Section, ...]
