"""A report as GitHub-flavored Markdown; names are escaped, the drawing is left to the HTML report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from d365arch.report.content import (
    Block,
    Cards,
    Chains,
    Findings,
    Matrix,
    Picture,
    Report,
    Sentences,
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
    lines += [plain(" · ".join(report.facts)), "", *(f"- {plain(s)}" for s in report.summary), ""]
    for section in report.sections:
        blocks = [list(_block(block)) for block in section.blocks if not isinstance(block, Picture)]
        if not any(blocks):
            continue
        lines += [f"## {plain(section.title)}", ""]
        if section.lead:
            lines += [plain(section.lead), ""]
        for block in blocks:
            lines += [*block, ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Cards(cards):
            yield from _table(["Figure", "Value", "Verdict", "Meaning"], [
                [c.title, c.value, c.severity.value if c.severity else "", c.meaning] for c in cards], {1})
        case Sentences(sentences, bullets):
            yield from ((f"- {plain(s)}" if bullets else plain(s)) for s in sentences)
        case Table(caption, columns, rows, foot):
            yield f"**{plain(caption)}**"
            yield ""
            yield from _table([c.title for c in columns], [[c.text for c in r.cells] for r in rows],
                              {i for i, c in enumerate(columns) if c.numeric})
            if foot:
                yield ""
                yield plain(foot)
        case Findings(items):
            for number, f in enumerate(items, 1):
                yield f"{number}. **{plain(f.title)}** ({f.severity.value}, {f.rule}): {plain(f.message)}"
                yield f"   **Do:** {plain(f.advice)}"
        case Chains(chains):
            for chain in chains:
                steps = " > ".join(f"**{plain(s.node)}**" + (f" ({plain(s.call)})" if s.call else "")
                                   for s in chain.steps)
                yield f"- {plain(chain.title)}: {steps}. {plain(chain.figures)}."
        case Matrix():
            yield from _matrix(block)


def _table(head: list[str], rows: list[list[str]], numeric: set[int]) -> Iterator[str]:
    yield f"| {' | '.join(map(plain, head))} |"
    yield f"| {' | '.join('---:' if i in numeric else '---' for i in range(len(head)))} |"
    for row in rows:
        yield f"| {' | '.join(map(plain, row))} |"


def _matrix(matrix: Matrix) -> Iterator[str]:
    """The cells as a list of pairs: a wide grid is not readable in Markdown."""
    rows = [
        [matrix.nodes[row].label, matrix.nodes[column].label, str(cell.total),
         ", ".join(f"{count} {timing.value if timing else 'not stated'}" for timing, count in cell.counts),
         ", ".join(cell.names)]
        for (row, column), cell in matrix.cells.items()
    ]
    yield from _table(["Initiator", "Called side", "Integrations", "Timing", "Names"], rows, {2})
    if matrix.foot:
        yield ""
        yield plain(matrix.foot)
