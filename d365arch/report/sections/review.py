"""The review by five principles: scorecard, what to state next, and how completely integrations are described."""

from __future__ import annotations

from collections.abc import Mapping

from d365arch.analysis import wording as say
from d365arch.analysis.factors import Completeness, Factor, Known
from d365arch.analysis.review import FORMULA, ItemReview, PrincipleReview, Review, Statement
from d365arch.analysis.rules.records import LANDSCAPE, Principle
from d365arch.model.vocabulary import Severity
from d365arch.report.content import (
    Block,
    Card,
    Cards,
    Cell,
    Column,
    Plot,
    PlotKind,
    PlotPoint,
    Plots,
    Row,
    Section,
    Sentences,
    Table,
)
from d365arch.report.given import Given

MOST_NAMES = 8

TITLES: Mapping[Principle, tuple[str, str]] = {
    Principle.REQUIREMENTS: ("Requirements", "is it stated what is needed, and by whom"),
    Principle.ALIGNMENT: ("Alignment", "does it follow what the organisation decided"),
    Principle.MONITORING: ("Monitoring", "is a failure seen, kept and mended"),
    Principle.SIMPLIFICATION: ("Simplification", "is there nothing that could be left out"),
    Principle.GROWTH: ("Growth", "does it hold when load and systems grow"),
}
"""What people call the principles, and what each asks."""

_FACTS = {
    Known.STATED: ("stated", None), Known.DERIVED: ("derived", None), Known.MISSING: ("missing", Severity.UNSTATED),
}


def review_section(given: Given) -> Section | None:
    """The scorecard; none where nothing was reviewed."""
    review = given.result.review
    if review is None or not review.tally.applies:
        return None
    blocks: list[Block] = [
        Cards(tuple(map(_card, review.principles))),
        Plots((_plot(review),)),
        *_next(review),
        *(_items(given, p) for p in review.principles if p.items),
        *_completeness(given, review),
        Sentences((FORMULA,)),
    ]
    return Section("review", "Review by five principles", tuple(blocks), _lead(review))


def _lead(review: Review) -> str:
    t = review.tally
    score = "" if review.score is None else f"The landscape scores {say.decimal(review.score, 0)} of 100. "
    return (f"{score}Of {say.plural(t.applies, 'answer', 'answers')} that the review asks for, {say.count(t.met)} are "
            f"met, {say.count(t.violated)} violated, {say.count(t.waived)} waived and {say.count(t.unstated)} not "
            "stated.")


def _card(principle: PrincipleReview) -> Card:
    title, asks = TITLES[principle.principle]
    t = principle.tally
    shown = "–" if principle.score is None else say.decimal(principle.score, 0)
    severity = Severity.VIOLATION if any(i.violated and i.grade == "H" for i in principle.items) else (
        Severity.WARNING if t.violated else None)
    return Card(title=title, value=shown, severity=severity,
                meaning=f"{asks}: {say.count(t.met)} met, {say.count(t.violated)} violated, "
                        f"{say.count(t.unstated)} not stated")


def _plot(review: Review) -> Plot:
    judged = [p for p in review.principles if p.score is not None]
    weakest = min(judged, key=lambda p: (p.score or 0.0, p.principle))
    return Plot(
        id="principles", title="Score by principle", kind=PlotKind.LYING, x="of 100", y="",
        sentence=f"{TITLES[weakest.principle][0]} is the weakest; what is not stated counts as not met.",
        points=tuple(PlotPoint(TITLES[p.principle][0], p.score or 0.0, say.decimal(p.score or 0.0, 0)) for p in judged),
    )


def _name(given: Given, key: str) -> str:
    if key == LANDSCAPE:
        return "the landscape"
    return key.removeprefix("entity:") if key.startswith("entity:") else given.name(key)


def _names(given: Given, keys: tuple[str, ...]) -> str:
    return say.listing([_name(given, key) for key in keys], MOST_NAMES) if keys else ""


def _next(review: Review) -> list[Block]:
    """The statements that let most be judged, best first."""
    shown = review.next_statements[:10]
    if not shown:
        return []
    most = max(s.worth for s in shown)

    def row(statement: Statement) -> Row:
        return Row((Cell(statement.key), Cell(say.count(len(statement.elements)), key=len(statement.elements)),
                    Cell(say.count(statement.judged), bar=statement.worth / most if most else None,
                         key=statement.judged),
                    Cell(statement.sentence)))

    columns = (Column("Key"), Column("Missing on", "Elements that do not state it", True),
               Column("Then judged", "Answers that this alone makes possible", True), Column("Why", wide=True))
    return [Table("What to state next to learn most", columns, tuple(map(row, shown)))]


def _items(given: Given, principle: PrincipleReview) -> Table:
    def row(item: ItemReview) -> Row:
        detail = [(label, _names(given, keys)) for label, keys in
                  (("Violated", item.violated), ("Waived", item.waived), ("Not stated", item.unstated)) if keys]
        t = item.tally
        tone = (Severity.VIOLATION if item.grade == "H" else Severity.WARNING) if t.violated else None
        share = "–" if item.share is None else say.percent(item.share)
        return Row((Cell(f"{item.rule} {item.title}"), Cell(item.grade), Cell(share, bar=item.share,
                                                                             key=item.share or 0.0),
                    Cell(say.count(t.met)), Cell(say.count(t.violated), tone=tone), Cell(say.count(t.waived)),
                    Cell(say.count(t.unstated))), detail=tuple(detail))

    columns = (Column("Item", wide=True), Column("Grade", "H blocks a review, M is mended before go-live, L is advice"),
               Column("Share met", numeric=True), Column("Met", numeric=True), Column("Violated", numeric=True),
               Column("Waived", numeric=True), Column("Not stated", numeric=True))
    return Table(TITLES[principle.principle][0], columns, tuple(map(row, principle.items)))


def _completeness(given: Given, review: Review) -> list[Block]:
    """The eight factors of every integration, the least known first."""
    found = sorted(review.completeness, key=lambda c: (c.share, c.integration))
    if not found:
        return []
    shown = found[:given.limits.rows]

    def row(known: Completeness) -> Row:
        cells = [Cell(text, tone=tone) for text, tone in (_FACTS[known.factors[f]] for f in Factor)]
        return Row((Cell(given.name(known.integration), link=given.integration_anchor(known.integration)),
                    Cell(say.percent(known.share), bar=known.share, key=known.share), *cells))

    columns = (Column("Integration"), Column("Known", numeric=True), *(Column(f.value.capitalize()) for f in Factor))
    left = len(found) - len(shown)
    whole = "" if review.complete is None else f" {say.percent(review.complete)} of all are known."
    return [Table("The eight factors of each integration, the least known first", columns, tuple(map(row, shown)),
                  (f"{say.plural(left, 'more is', 'more are')} not shown." if left else "")),
            Sentences((f"A factor is stated in the file, derived from the catalog, or missing.{whole}",))]
