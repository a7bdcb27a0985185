"""A report as GitHub-flavored Markdown; names are escaped, drawings and plots are left to HTML and PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from d365arch.report.content import (
    Block,
    Cards,
    Chains,
    Findings,
    Matrix,
    Offers,
    Pair,
    Pairs,
    Picture,
    Plots,
    Profile,
    Report,
    Row,
    Sentences,
    Summary,
    Table,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#|!~&$])")


def plain(text: str) -> str:
    """Text in which nothing acts as Markdown or HTML, on one line."""
    line = " ".join(text.split())
    printable = "".join(c for c in line if c.isprintable())
    return re.sub(r"^(\d+)([.)])|^([-+=])", r"\1\\\2\3", _SPECIAL.sub(r"\\\1", printable))


def to_markdown(report: Report) -> str:
    """The report as Markdown text, with a line end."""
    lines = [f"# {plain(report.title)}", ""]
    if report.description:
        lines += [plain(report.description), ""]
    lines += [plain(" · ".join(report.facts)), "", *_summary(report.summary)]
    for section in report.sections:
        blocks = [found for block in section.blocks if (found := list(_block(block)))]
        if not blocks:
            continue
        lines += [f"## {plain(section.title)}", ""]
        if section.lead:
            lines += [plain(section.lead), ""]
        for block in blocks:
            lines += [*block, ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _summary(summary: Summary) -> Iterator[str]:
    yield from (f"- {plain(s)}" for s in summary.sentences)
    yield ""
    yield from _block(summary.cards)
    yield ""
    if summary.case:
        yield f"## {plain(summary.question)}"
        yield ""
        yield " ".join(map(plain, summary.case))
        yield ""
    if summary.offers:
        yield from _block(summary.offers)
        yield ""
        if summary.closing:
            yield from (plain(summary.closing), "")


def _block(block: Block) -> Iterator[str]:
    return _WRITERS[type(block)](block)


def _sentences(block: Sentences) -> Iterator[str]:
    for number, sentence in enumerate(block.sentences):
        if number and not block.bullets:
            yield ""
        yield f"- {plain(sentence)}" if block.bullets else plain(sentence)


def _findings(block: Findings) -> Iterator[str]:
    for number, f in enumerate(block.items, 1):
        yield f"{number}. **{plain(f.title)}** ({f.severity.value}, {f.rule}): {plain(f.message)}"
        yield f"   **Do:** {plain(f.advice)}" + (f" *Source: {plain(f.source)}*" if f.source else "")


def _chains(block: Chains) -> Iterator[str]:
    for chain in block.chains:
        steps = " > ".join(f"**{plain(s.node)}**" + (f" ({plain(s.call)})" if s.call else "") for s in chain.steps)
        yield f"- {plain(chain.title)}: {steps}. {plain(chain.figures)}."


def _offers(block: Offers) -> Iterator[str]:
    if block.title:
        yield from (f"### {plain(block.title)}", "")
    for offer in block.items:
        told = " ".join(f"**{word}:** {plain(sentence)}" for word, sentence in offer.lines)
        yield f"{offer.number}. **{plain(offer.title)}.** {told}"


def _plots(block: Plots) -> Iterator[str]:
    yield from (f"- **{plain(plot.title)}:** {plain(plot.sentence)}" for plot in block.items)


def _pairs(block: Pairs) -> Iterator[str]:
    yield from (f"- {plain(name)}: {plain(value)}" for name, value in block.items)


def _nothing(_block: Picture | Pair) -> Iterator[str]:
    return iter(())


def _profile(profile: Profile) -> Iterator[str]:
    yield f"### {plain(profile.title)}"
    yield ""
    if profile.kicker:
        yield from (plain(profile.kicker), "")
    for inner in profile.blocks:
        yield from _block(inner)
        yield ""


def _cards(block: Cards) -> Iterator[str]:
    then = any(c.then for c in block.cards)
    rows = [[c.title, c.value, *([c.then or c.value] if then else []), c.severity.value if c.severity else "",
             c.meaning] for c in block.cards]
    yield from _table(["Figure", "Value", *(["After the plan"] if then else []), "Verdict", "Meaning"],
                      [list(map(plain, row)) for row in rows], {1, 2} if then else {1})


def _titled_table(table: Table) -> Iterator[str]:
    detailed = any(row.detail for row in table.rows)
    head = [c.title for c in table.columns] + (["Further facts"] if detailed else [])
    rows = [[plain(cell.text) for cell in row.cells] + ([_detail(row)] if detailed else []) for row in table.rows]
    yield f"**{plain(table.caption)}**"
    yield ""
    yield from _table(head, rows, {i for i, c in enumerate(table.columns) if c.numeric})
    if table.foot:
        yield ""
        yield plain(table.foot)


def _detail(row: Row) -> str:
    return "; ".join(f"{plain(name)}: {plain(value)}" for name, value in row.detail)


def _table(head: list[str], rows: list[list[str]], numeric: set[int]) -> Iterator[str]:
    """A table; the cells are finished Markdown."""
    yield f"| {' | '.join(map(plain, head))} |"
    yield f"| {' | '.join('---:' if i in numeric else '---' for i in range(len(head)))} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _matrix(matrix: Matrix) -> Iterator[str]:
    """The cells as a list of pairs: a wide grid is not readable in Markdown."""
    rows = [
        [plain(text) for text in (
            matrix.nodes[row].label, matrix.nodes[column].label, str(cell.total),
            ", ".join(f"{count} {timing.value if timing else 'not stated'}" for timing, count in cell.counts),
            ", ".join(cell.names))]
        for (row, column), cell in matrix.cells.items()
    ]
    yield from _table(["Initiator", "Called side", "Integrations", "Timing", "Names"], rows, {2})
    if matrix.foot:
        yield ""
        yield plain(matrix.foot)


_WRITERS: dict[type[Any], Callable[[Any], Iterator[str]]] = {
    Cards: _cards, Sentences: _sentences, Table: _titled_table, Findings: _findings, Chains: _chains, Matrix: _matrix,
    Offers: _offers, Plots: _plots, Pairs: _pairs, Profile: _profile, Picture: _nothing, Pair: _nothing,
}
