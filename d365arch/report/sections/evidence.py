"""Evidence: in which artefacts discovery saw the integrations, and how sure it is."""

from __future__ import annotations

from d365arch.analysis import wording as say
from d365arch.model import Integration
from d365arch.model.vocabulary import Confidence, Severity
from d365arch.report.content import Cell, Column, Row, Section, Sentences, Table
from d365arch.report.given import Given

COLUMNS = (Column("Integration"), Column("Confidence", "Certain: the structure of an artefact says so; likely: "
                                                      "inferred; hint: only a name says so"),
           Column("File", wide=True), Column("Place", "Where in the file", wide=True))

MOST = 12
"""So many pieces of evidence of one integration are listed."""


def evidence_section(given: Given) -> Section | None:
    """The integrations that rest on artefacts, the least sure ones first; none where nothing was discovered."""
    known = [i for i in given.facts.landscape.integrations if i.evidence]
    if not known:
        return None
    shown = sorted((i for i in given.integrations if i.evidence), key=_order)
    rows = tuple(row for i in shown for row in _rows(given, i))
    counts = {each: sum(1 for i in known if i.confidence is each) for each in Confidence}
    told = ", ".join(f"{count:,} {each.value}" for each, count in counts.items() if count)
    drawn = len(given.facts.landscape.integrations) - len(known)
    sentences = [f"{say.plural(len(known), 'integration rests', 'integrations rest')} on artefacts"
                 + (f": {told}." if told else ".")]
    if drawn:
        sentences.append(f"{say.plural(drawn, 'integration has', 'integrations have')} no evidence: people drew "
                         f"{'it' if drawn == 1 else 'them'}.")
    left = len(known) - len(shown)
    foot = f"{say.plural(left, 'further integration is', 'further integrations are')} in the JSON." if left else ""
    return Section("evidence", "Evidence", (Sentences(tuple(sentences)), Table("Where integrations were found", COLUMNS,
                                                                              rows, foot)),
                   "Which artefact says that an integration is there, and how sure that is.")


def _order(i: Integration) -> tuple[int, str, str]:
    return -list(Confidence).index(i.confidence or Confidence.HINT), i.label.casefold(), i.id


def _rows(given: Given, i: Integration) -> list[Row]:
    rows = []
    for number, one in enumerate(i.evidence[:MOST]):
        sure = one.confidence
        tone = Severity.WARNING if sure is Confidence.HINT else None
        name = Cell(i.label, link=given.integration_anchor(i.id)) if not number else Cell("")
        rows.append(Row((name, Cell(sure.value if sure else "–", tone=tone), Cell(one.file), Cell(one.place or "–"))))
    return rows
