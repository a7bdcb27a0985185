"""Findings by severity, each with what to do and the source."""

from __future__ import annotations

from collections import Counter

from d365arch.analysis import wording as say
from d365arch.analysis.finding import Finding
from d365arch.analysis.rulebook import rule_title
from d365arch.report.content import Advice, Block, Cell, Column, Findings, Row, Section, Sentences, Table
from d365arch.report.given import Given
from d365arch.report.text import counted

MOST_NAMES = 12
MOST_OF_A_RULE = 6


def findings_section(given: Given) -> Section:
    """The findings: the first of each rule in full, the others in a table."""
    found = given.result.findings
    seen: Counter[str] = Counter()
    first: list[Finding] = []
    rest: list[Finding] = []
    for finding in found:
        seen[finding.rule] += 1
        (first if seen[finding.rule] <= MOST_OF_A_RULE else rest).append(finding)
    blocks: list[Block] = [] if found else [Sentences(("The default rules find nothing to object to.",))]
    if first:
        blocks.append(Findings(tuple(advice_of(given, f) for f in first)))
    if rest:
        blocks.append(_more(given, rest))
    lead = (f"{counted(found).capitalize()}, gravest first. Thresholds are this product's defaults, no published pass "
            "marks; a landscape may set its own." if found else "")
    return Section("findings", "What hurts, and what to do", tuple(blocks), lead)


def title_of(rule: str) -> str:
    """What a rule is called."""
    return rule_title(rule)


def advice_of(given: Given, finding: Finding) -> Advice:
    """A finding with links to its elements."""
    systems = given.result.network.node_by_id
    about = [(given.anchor(e), given.name(e) if e in systems else given.told(e)) for e in finding.elements]
    return Advice(finding.rule, title_of(finding.rule), finding.severity, finding.message, finding.advice,
                  _source(given, finding), tuple(about[:MOST_NAMES]), max(len(about) - MOST_NAMES, 0))


def _source(given: Given, finding: Finding) -> str:
    """Where the rule is from, and whether that is old."""
    marks = given.marks.get(finding.rule, ())
    return " ".join((f"{finding.source}.", *marks)) if finding.source and marks else finding.source or ""


def _more(given: Given, rest: list[Finding]) -> Table:
    shown = rest[:given.limits.rows]
    rows = tuple(Row((Cell(title_of(f.rule)), Cell(f.severity.value, tone=f.severity), Cell(f.message),
                      Cell(f.advice))) for f in shown)
    left = len(rest) - len(rows)
    columns = (Column("Finding"), Column("Severity"), Column("What", wide=True), Column("Do", wide=True))
    return Table("More of the same kinds", columns, rows,
                 f"{say.plural(left, 'more is', 'more are')} in the JSON." if left else "")
