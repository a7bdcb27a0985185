"""The review by five principles: what is met, violated, waived and not stated, and what to state next.

The score, 0 to 100, as it is told to people (`FORMULA`): an item's share is the weight of the elements that meet it,
plus half of those whose gap or violation is waived, over that of all elements it applies to; critical elements weigh 2,
others 1. A principle's score is 100 times the mean of its items' shares, an item of grade H weighing 3, M 2, L 1. The
landscape's score is the mean of its principles. What is not stated counts as not met, and is told apart. The formula
and its weights are a convention of this product.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from immutabledict import immutabledict

from d365arch.analysis import wording as say
from d365arch.analysis.factors import Completeness, Factor, Known, completeness
from d365arch.analysis.finding import Finding
from d365arch.analysis.rulebook import rule_severity, rule_title
from d365arch.analysis.rules.records import LANDSCAPE, Assessment, Principle
from d365arch.model.vocabulary import Severity

if TYPE_CHECKING:
    from d365arch.analysis.rules.context import RuleContext

FORMULA = (
    "Share of an item = (weight of elements that meet it + half of those waived) / weight of all it applies to; "
    "critical elements weigh 2, others 1. Score of a principle = 100 x mean of its items' shares, grade H weighing 3, "
    "M 2, L 1. Score of the landscape = mean of its principles. What is not stated counts as not met."
)
"""How the score comes about, in words for people."""

GRADES: Mapping[Severity, tuple[str, int]] = {
    Severity.VIOLATION: ("H", 3), Severity.WARNING: ("M", 2), Severity.INFO: ("L", 1)}
"""Grade and weight of an item by the severity in its texts."""

_PRINCIPLES = {str(number): principle for number, principle in enumerate(Principle, 1)}


class Tally(NamedTuple):
    """How many pairs of item and element there are of each kind; `stated` are those that can be judged."""

    met: int = 0
    violated: int = 0
    waived: int = 0
    unstated: int = 0

    @property
    def stated(self) -> int:
        """What the file says enough about to be judged."""
        return self.met + self.violated + self.waived

    @property
    def applies(self) -> int:
        """All pairs."""
        return self.stated + self.unstated

    def plus(self, other: Tally) -> Tally:
        """The sum of both."""
        return Tally(self.met + other.met, self.violated + other.violated, self.waived + other.waived,
                     self.unstated + other.unstated)


class Judged(NamedTuple):
    """An assessment with what is waived taken out of gaps and violations."""

    met: frozenset[str]
    unstated: Mapping[str, tuple[str, ...]]
    violated: frozenset[str]
    waived: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReview:
    """One review item; `share` is 0..1, none where it applies to nothing. Element keys as in `Assessment`."""

    rule: str
    title: str
    principle: Principle
    grade: str
    tally: Tally
    share: float | None
    unstated: tuple[str, ...]
    violated: tuple[str, ...]
    waived: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipleReview:
    """One principle; `score` is 0..100, none where none of its items applies."""

    principle: Principle
    tally: Tally
    score: float | None
    items: tuple[ItemReview, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementReview:
    """One system, integration, entity (`entity:NAME`) or the landscape, with the rules by outcome."""

    element: str
    tally: Tally
    by_principle: Mapping[Principle, Tally]
    unstated: tuple[str, ...]
    violated: tuple[str, ...]
    waived: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A key of the file that is worth stating: `elements` lack it, critical ones first; `rules` ask for it.

    `judged` are the pairs of rule and element that it alone makes judgeable, `worth` what the ranking goes by: the sum
    over all pairs of grade x criticality / number of keys that the pair lacks.
    """

    key: str
    elements: tuple[str, ...]
    rules: tuple[str, ...]
    judged: int
    worth: float
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Review:
    """The scorecard of a landscape; `judged` are the items by rule, `left_out` those switched off or failed."""

    score: float | None
    tally: Tally
    principles: tuple[PrincipleReview, ...]
    judged: Mapping[str, Judged]
    next_statements: tuple[Statement, ...]
    completeness: tuple[Completeness, ...]
    factors: Mapping[Factor, Mapping[Known, int]]
    left_out: tuple[str, ...] = ()

    @property
    def complete(self) -> float | None:
        """Share of all factors of all integrations that are stated or derived; none without integrations."""
        shares = [c.share for c in self.completeness]
        return sum(shares) / len(shares) if shares else None

    @cached_property
    def elements(self) -> tuple[ElementReview, ...]:
        """Every element that an item applies to, by key; counted when somebody asks."""
        return tuple(_elements(self.judged))

    @cached_property
    def element_by_id(self) -> dict[str, ElementReview]:
        """Reviews by element."""
        return {e.element: e for e in self.elements}


def principle_of(rule: str) -> Principle | None:
    """The principle of a review item by its id: P-1xx requirements, ... P-5xx growth."""
    return _PRINCIPLES.get(rule[2:3]) if rule.startswith("P-") else None


def review(context: RuleContext, findings: Iterable[Finding]) -> Review:
    """The review of what the rules found; `context` is the one that they ran on, `findings` all that were told."""
    told = tuple(findings)
    assessed = {**context.assessed, **_of_coupling(context, told)}
    judged = {rule: _waived(context, rule, found) for rule, found in assessed.items() if principle_of(rule)}
    weight = _Weights(context)
    items = [_item(rule, judged[rule], weight) for rule in sorted(judged)]
    principles = tuple(_principle(p, [i for i in items if i.principle is p]) for p in Principle)
    scores = [p.score for p in principles if p.score is not None]
    complete = tuple(completeness(context, i) for i in context.active)
    return Review(
        score=sum(scores) / len(scores) if scores else None, tally=_sum(p.tally for p in principles),
        principles=principles, judged=judged,
        next_statements=tuple(_statements(context, judged, told, weight)), completeness=complete,
        factors=immutabledict({f: _counts(c.factors[f] for c in complete) for f in Factor}),
        left_out=_left_out(assessed),
    )


def _counts(found: Iterable[Known]) -> Mapping[Known, int]:
    counts = Counter(found)
    return immutabledict({known: counts[known] for known in Known})


def _left_out(assessed: Collection[str]) -> tuple[str, ...]:
    from d365arch.analysis.rules.registry import own_rules

    return tuple(sorted(rule for rule in own_rules() if principle_of(rule) and rule not in assessed))


def _of_coupling(context: RuleContext, findings: Iterable[Finding]) -> Mapping[str, Assessment]:
    """P-401 and P-407 are rules on coupling, which know nothing of the review; read from what they told."""
    off, found = context.settings.rules_off, [f for f in findings if f.rule in {"P-401", "P-407"}]
    read: dict[str, Assessment] = {}
    if "P-401" not in off and context.network.connections:
        broken = frozenset({LANDSCAPE} if any(f.rule == "P-401" for f in found) else ())
        read["P-401"] = Assessment(frozenset({LANDSCAPE}) - broken, immutabledict(), broken)
    if "P-407" not in off:
        twice = frozenset(e for f in found if f.rule == "P-407" for e in f.elements
                          if e in context.landscape.integration_by_id)
        gaps = {i.id: ("entities",) for i in context.active if not context.entities(i) and i.id not in twice}
        met = frozenset(i.id for i in context.active) - twice - gaps.keys()
        read["P-407"] = Assessment(met, immutabledict(gaps), twice)
    return read


def _waived(context: RuleContext, rule: str, found: Assessment) -> Judged:
    waivers = context.waivers
    if not waivers.any_on(rule):
        return Judged(*found, frozenset())
    waived = frozenset(k for k in (*found.unstated, *found.violated)
                       if waivers.on(rule, None if k == LANDSCAPE else k))
    return Judged(found.met, {k: v for k, v in found.unstated.items() if k not in waived}, found.violated - waived,
                   waived)


class _Weights:
    """2 for critical elements, else 1."""

    def __init__(self, context: RuleContext) -> None:
        self.critical = context.critical_elements

    def total(self, keys: Collection[str]) -> int:
        return len(keys) + len(self.critical.intersection(keys))


def _item(rule: str, found: Judged, weight: _Weights) -> ItemReview:
    good, half = weight.total(found.met), weight.total(found.waived)
    everything = good + half + weight.total(found.unstated.keys()) + weight.total(found.violated)
    principle = principle_of(rule)
    assert principle is not None
    return ItemReview(
        rule=rule, title=rule_title(rule), principle=principle, grade=GRADES[rule_severity(rule)][0],
        tally=Tally(len(found.met), len(found.violated), len(found.waived), len(found.unstated)),
        share=(good + half / 2) / everything if everything else None,
        unstated=tuple(sorted(found.unstated)), violated=tuple(sorted(found.violated)),
        waived=tuple(sorted(found.waived)),
    )


def _principle(principle: Principle, items: Collection[ItemReview]) -> PrincipleReview:
    weighed = [(GRADES[rule_severity(i.rule)][1], i.share) for i in items if i.share is not None]
    total = sum(weight for weight, _ in weighed)
    return PrincipleReview(
        principle=principle, tally=_sum(i.tally for i in items), items=tuple(items),
        score=100 * sum(weight * share for weight, share in weighed) / total if total else None)


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total = total.plus(tally)
    return total


def _elements(judged: Mapping[str, Judged]) -> Iterator[ElementReview]:
    """Every element that an item applies to, by key."""
    counts: dict[str, dict[Principle, list[int]]] = {}
    rules: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for rule in sorted(judged):
        principle = principle_of(rule)
        assert principle is not None
        found = judged[rule]
        for position, keys in enumerate((found.met, found.violated, found.waived, found.unstated)):
            for key in keys:
                counts.setdefault(key, {}).setdefault(principle, [0, 0, 0, 0])[position] += 1
                if position:
                    rules.setdefault(key, ([], [], []))[position - 1].append(rule)
    for key in sorted(counts):
        by_principle = {p: Tally(*numbers) for p, numbers in counts[key].items()}
        violated, waived, unstated = rules.get(key, ((), (), ()))
        yield ElementReview(
            element=key, tally=_sum(by_principle.values()), by_principle=immutabledict(by_principle),
            unstated=tuple(unstated), violated=tuple(violated), waived=tuple(waived))


# --- What to state next -----------------------------------------------------------------------------------------------


def _statements(
    context: RuleContext, judged: Mapping[str, Judged], findings: Iterable[Finding], weight: _Weights
) -> list[Statement]:
    """The keys that are missing, the most telling first."""
    worth: dict[str, float] = defaultdict(float)
    alone: dict[str, int] = defaultdict(int)
    elements: dict[str, set[str]] = defaultdict(set)
    rules: dict[str, set[str]] = defaultdict(set)
    critical = weight.critical
    for rule, lacking in _gaps(context, judged, findings):
        grade = GRADES.get(rule_severity(rule), ("M", 2))[1]
        # Most elements of a rule lack the same keys, so they are counted together.
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for element, keys in lacking:
            groups[keys].append(element)
        for keys, group in groups.items():
            weighs = grade * (len(group) + sum(e in critical for e in group)) / len(keys)
            for key in keys:
                worth[key] += weighs
                alone[key] += len(group) if len(keys) == 1 else 0
                elements[key].update(group)
                rules[key].add(rule)
    found = [_statement(context, key, weight, elements=elements[key], rules=rules[key], judged=alone[key],
                        worth=worth[key]) for key in worth]
    return sorted(found, key=lambda s: (-s.worth, s.key))


def _statement(
    context: RuleContext, key: str, weight: _Weights, *, elements: Collection[str], rules: Collection[str], judged: int,
    worth: float,
) -> Statement:
    critical = weight.critical.intersection(elements)
    order = (*sorted(critical), *sorted(set(elements) - critical))
    asked = say.listing(sorted(rules), 4)
    first = _name(context, order[0])
    where = f"{first}" if len(order) == 1 else f"{say.count(len(order))} elements, first of {first}"
    lets = f"; by itself it lets {say.plural(judged, 'question', 'questions')} be judged" if judged else ""
    return Statement(key=key, elements=order, rules=tuple(sorted(rules)), judged=judged, worth=round(worth, 6),
                     sentence=f"State {key} of {where} ({asked} {'ask' if len(rules) > 1 else 'asks'} for it){lets}.")


def _name(context: RuleContext, element: str) -> str:
    if element == LANDSCAPE:
        return "the landscape"
    kind, _, name = element.partition(":")
    return f'the entity "{name}"' if kind == "entity" else context.name(element)


def _gaps(
    context: RuleContext, judged: Mapping[str, Judged], findings: Iterable[Finding]
) -> Iterator[tuple[str, Iterable[tuple[str, tuple[str, ...]]]]]:
    """Rule, and its elements with the keys that are missing: of the items, and of other rules that said so."""
    for rule in sorted(judged):
        yield rule, judged[rule].unstated.items()
    from d365arch.analysis.rules.texts import rule_texts

    texts, integrations = rule_texts(), context.landscape.integration_by_id
    for finding in findings:
        if finding.severity is not Severity.UNSTATED or finding.rule in judged or finding.waiver:
            continue
        needs = texts[finding.rule].needs if finding.rule in texts else ()
        lacking = ((e, tuple(key for key in needs if _unstated(integrations[e], key)))
                   for e in finding.elements if e in integrations)
        yield finding.rule, [(element, keys) for element, keys in lacking if keys]


def _unstated(record: object, path: str) -> bool:
    """Whether a key such as `latency.p95` is a key of the record and has no value."""
    for name in path.split("."):
        if not hasattr(record, name):
            return False
        record = getattr(record, name)
        if record is None or record == ():
            return True
    return False
