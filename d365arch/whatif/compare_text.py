"""A comparison as plain text for a terminal: figures side by side, points, findings, and what came and went."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from d365arch.analysis import wording as say
from d365arch.analysis.finding import Finding
from d365arch.analysis.rulebook import rule_title
from d365arch.io.differences import Change
from d365arch.whatif.compare import Comparison, ElementChange, Verdict

WIDTH = 110
TOP = 20
"""So many elements of a kind are named; the JSON names all."""

_MARKS = {Verdict.BETTER: "better", Verdict.WORSE: "WORSE", Verdict.SAME: "", Verdict.OTHER: ""}
_KEPT = {Verdict.BETTER: "milder", Verdict.WORSE: "graver", Verdict.OTHER: "still"}
"""What is said of findings that both have; those that are just the same are only counted."""

_PLURALS = {"hub": "hubs", "system": "systems", "integration": "integrations"}


def to_text(comparison: Comparison, names: tuple[str, str]) -> str:
    """The whole text, with a line end; `names` are what the two landscapes are called, such as their files."""
    blocks = (_figures(comparison, names), _costs(comparison), _findings(comparison), _elements(comparison),
              _settings(comparison))
    text = "\n\n".join("\n".join(lines) for lines in map(list, blocks) if lines)
    return "".join(c for c in text if c == "\n" or c.isprintable()) + "\n"


def verdict(comparison: Comparison) -> str:
    """What the comparison comes to, in one sentence: points, and how many figures are better or worse."""
    total = comparison.total
    if total.change == 0:
        points = f"The landscape cost stays at {say.points(total.after)}"
    else:
        points = (f"The landscape cost goes from {say.decimal(total.before, 1)} to {say.points(total.after)} "
                  f"({'−' if total.change < 0 else '+'}{say.decimal(abs(total.change), 1)})")
    better, worse = (len(comparison.judged(v)) for v in (Verdict.BETTER, Verdict.WORSE))
    return (f"{points}; {say.plural(better, 'figure is', 'figures are')} better, {worse} worse; "
            f"{say.plural(len(comparison.findings_gone), 'finding is', 'findings are')} gone, "
            f"{len(comparison.findings_new)} new.")


def _figures(comparison: Comparison, names: tuple[str, str]) -> Iterator[str]:
    yield f"{names[0]} -> {names[1]}"
    yield from textwrap.wrap(verdict(comparison), WIDTH)
    yield ""
    rows = [(f.title, f.before.shown, f.after.shown, f.shown, _MARKS[f.verdict]) for f in comparison.figures]
    yield from _table(("", "before", "after", "change", ""), rows)


def _costs(comparison: Comparison) -> Iterator[str]:
    yield "POINTS"
    yield ""
    rows = []
    for c in comparison.costs:
        counts = ("", "") if c.kind == "total" else (say.count(c.count_before), say.count(c.count_after))
        sign = "" if not c.change else "−" if c.change < 0 else "+"
        rows.append((c.title, *counts, say.decimal(c.before, 1), say.decimal(c.after, 1),
                     f"{sign}{say.decimal(abs(c.change), 1)}" if sign else ""))
    yield from _table(("", "before", "after", "points", "points", "change"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        cells = [f"{c:<{w}}" if i == 0 or (i == len(widths) - 1 and not head[i]) else f"{c:>{w}}"
                 for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        yield "  ".join(cells).rstrip()


def _findings(comparison: Comparison) -> Iterator[str]:
    gone, new, kept = comparison.findings_gone, comparison.findings_new, comparison.findings_kept
    if not (gone or new or kept):
        return
    yield f"FINDINGS: {len(gone)} gone, {len(new)} new, {len(kept)} in both"
    told = [*(("gone", f) for f in gone), *(("new", f) for f in new),
            *((_KEPT[pair.verdict], pair.after) for pair in kept if pair.verdict in _KEPT)]
    for position, (word, finding) in enumerate(told):
        if not position or told[position - 1][0] != word:
            yield ""
        yield from _finding(word, finding)


def _finding(word: str, finding: Finding) -> Iterator[str]:
    lead = f"{word:<6}  {finding.severity.value:<9}  "
    told = f"{finding.rule}  {rule_title(finding.rule)}: {finding.message}"
    yield from textwrap.wrap(told, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))


def _elements(comparison: Comparison) -> Iterator[str]:
    if not comparison.elements:
        yield "The systems and integrations are the same."
        return
    yield "SYSTEMS AND INTEGRATIONS"
    for kind, many in _PLURALS.items():
        for change in Change:
            found = comparison.of(kind, change)
            if found:
                yield ""
                yield f"{say.plural(len(found), kind, many)} {change}"
                yield from _listed(found)


def _listed(found: Sequence[ElementChange]) -> Iterator[str]:
    for element in found[:TOP]:
        name = element.name if element.name == element.id else f"{element.name} ({element.id})"
        told = f": {'; '.join(element.details)}" if element.details else ""
        yield from textwrap.wrap(" ".join(f"{name}{told}".split()), WIDTH, initial_indent="- ", subsequent_indent="  ")
    if len(found) > TOP:
        yield f"- and {len(found) - TOP} more"


def _settings(comparison: Comparison) -> Iterator[str]:
    if comparison.other_settings:
        yield from textwrap.wrap("The two landscapes state different weights or thresholds in their strategy; both are "
                                 "measured with those of the first.", WIDTH)
