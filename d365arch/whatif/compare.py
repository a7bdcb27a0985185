"""Two landscapes side by side, as-is and to-be: figures, points, findings, and what came, went or changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from d365arch.analysis.analyze import analyze
from d365arch.analysis.figures import Figure, figures
from d365arch.analysis.finding import Finding
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.rulebook import coupling_rules
from d365arch.analysis.settings import Settings, settings_of
from d365arch.analysis.sprawl import hub_instances
from d365arch.analysis.wording import figure
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.io.differences import Change, Difference, differences
from d365arch.model import Workspace
from d365arch.model.progress import Progress
from d365arch.model.vocabulary import Severity

_LOWER = frozenset({
    "direct_links", "point_to_point_ratio", "direct_density", "propagation_cost", "core", "cyclic_groups",
    "mutual_pairs", "cut_systems", "bridges", "sync_depth", "chain_latency_ms", "protocol_entropy", "duplicates",
    "redundant", "implied", "landscape_cost",
})
"""Figures of which less is better."""

_HIGHER = frozenset({"chain_availability"})
_ENDLESS = frozenset({"sync_depth", "chain_latency_ms"})
"""Figures that have no value while synchronous calls form a circle, which is worse than any value."""

_SMALL = 1e-12
"""A difference below this share of a figure is rounding."""


class Verdict(StrEnum):
    """What a change amounts to; `other` is a change that is neither good nor bad by itself."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """One figure of both landscapes; `change` is the difference, none where one of them has no value.

    `shown` is the change in words with its sign (`−11`, `+2.3%`), empty where nothing changed.
    """

    before: Figure
    after: Figure
    change: float | None
    shown: str
    verdict: Verdict

    @property
    def id(self) -> str:
        """The figure's id."""
        return self.after.id

    @property
    def title(self) -> str:
        """What the figure is called."""
        return self.after.title


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChange:
    """A finding that both landscapes have: the same rule on the same main element, now perhaps with other figures."""

    before: Finding
    after: Finding

    @property
    def verdict(self) -> Verdict:
        """Whether it got less or more grave; `other` where only its figures or further elements changed."""
        order = list(Severity)
        ranks = order.index(self.before.severity), order.index(self.after.severity)
        if ranks[0] != ranks[1]:
            return Verdict.BETTER if ranks[1] > ranks[0] else Verdict.WORSE
        return Verdict.SAME if self.before.message == self.after.message else Verdict.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class CostChange:
    """One kind of thing that costs points: `link`, `spoke`, `channel`, `hub`, or `total` of all; counts and points."""

    kind: str
    title: str
    count_before: int
    count_after: int
    before: float
    after: float

    @property
    def change(self) -> float:
        """Points more, or less where negative."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementChange:
    """A system, hub or integration that was added, removed or changed; `details` tells each key that changed."""

    kind: str
    id: str
    name: str
    change: Change
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two landscapes differ in. Both are measured with the settings of the first, so that points compare;
    `other_settings` says that the second states others."""

    before: AnalysisResult
    after: AnalysisResult
    figures: tuple[FigureChange, ...]
    costs: tuple[CostChange, ...]
    findings_gone: tuple[Finding, ...]
    findings_new: tuple[Finding, ...]
    findings_kept: tuple[FindingChange, ...]
    elements: tuple[ElementChange, ...]
    other_settings: bool = False

    @property
    def total(self) -> CostChange:
        """The points of everything."""
        return self.costs[-1]

    def of(self, kind: str, change: Change) -> tuple[ElementChange, ...]:
        """The elements of a kind (`system`, `hub`, `integration`) that were added, removed or changed."""
        return tuple(e for e in self.elements if e.kind == kind and e.change is change)

    def judged(self, verdict: Verdict) -> tuple[FigureChange, ...]:
        """The figures with this verdict."""
        return tuple(f for f in self.figures if f.verdict is verdict)


def compare(
    before: Workspace, after: Workspace, catalog: Catalog, settings: Settings | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Analyze both and put them side by side; without `settings` those of the first landscape hold for both.

    Raises what `analyze` raises, and `CancelledError` when `progress` does.
    """
    own = settings_of(after.landscape)
    settings = settings or settings_of(before.landscape)
    tell = progress or _unheard
    tell(0.0, "measuring the first landscape")
    one = analyze(before, catalog, settings)
    tell(0.5, "measuring the second landscape")
    other = analyze(after, catalog, settings)
    tell(1.0, "done")
    return compared(one, other, changes_of(before, after, catalog), other_settings=own != settings)


def _unheard(_share: float, _what: str) -> None:
    """Progress that nobody follows."""


def compared(
    before: AnalysisResult, after: AnalysisResult, elements: Sequence[ElementChange] = (), *,
    other_settings: bool = False,
) -> Comparison:
    """Two results side by side, for who has them already; see `changes_of` for the elements."""
    kept = tuple(_kept(before.findings, after.findings))
    old, new = {id(pair.before) for pair in kept}, {id(pair.after) for pair in kept}
    return Comparison(
        before=before, after=after, figures=figure_changes(before, after), costs=tuple(_costs(before, after)),
        findings_gone=tuple(f for f in before.findings if id(f) not in old),
        findings_new=tuple(f for f in after.findings if id(f) not in new), findings_kept=kept,
        elements=tuple(elements), other_settings=other_settings,
    )


def _kept(before: Sequence[Finding], after: Sequence[Finding]) -> list[FindingChange]:
    """The findings of both, in the order of the second: word by word, else by all their elements, by the first, and
    those about the landscape as a whole by their rule."""
    old, new = list(before), list(after)
    pairs: dict[int, FindingChange] = {}
    for identity in (_words, lambda f: f.key, _main, _whole):
        known = _alone(old, identity)
        for key, finding in _alone(new, identity).items():
            if key is not None and key in known:
                pairs[id(finding)] = FindingChange(before=known[key], after=finding)
        gone = {id(pair.before) for pair in pairs.values()}
        old, new = [f for f in old if id(f) not in gone], [f for f in new if id(f) not in pairs]
    return [pairs[id(f)] for f in after if id(f) in pairs]


def _alone(findings: Sequence[Finding], identity: Callable[[Finding], str | None]) -> dict[str | None, Finding]:
    """The findings by what identifies them, without those that share it."""
    counts = Counter(map(identity, findings))
    return {key: f for f in findings if counts[key := identity(f)] == 1}


def _words(finding: Finding) -> str:
    return f"{finding.key} {finding.message}"


def _main(finding: Finding) -> str | None:
    return f"{finding.rule}:{finding.elements[0]}" if finding.elements else None


_ONCE = frozenset({"A-01", "C-105"})
"""Rules told once for a landscape, of the system that is worst, which may be another one after a change."""


def _whole(finding: Finding) -> str | None:
    """The rule, where it is about a figure of the landscape and not about one system, or lists what is not stated."""
    if finding.severity is Severity.UNSTATED:
        return f"{finding.rule}#{finding.aspect}"
    rule = coupling_rules().rules.get(finding.rule)
    return finding.rule if finding.rule in _ONCE or (rule and rule.metric and rule.subject is None) else None


def figure_changes(before: AnalysisResult, after: AnalysisResult) -> tuple[FigureChange, ...]:
    """Every figure of both results, in the order of the rulebook, for who needs no more."""
    return tuple(_figures(before, after))


def _figures(before: AnalysisResult, after: AnalysisResult) -> Iterator[FigureChange]:
    for one, other in zip(figures(before), figures(after), strict=True):
        change = other.value - one.value if one.value is not None and other.value is not None else None
        yield FigureChange(before=one, after=other, change=change, shown=_shown(one, other, change),
                           verdict=_verdict(one, other, change))


def _verdict(before: Figure, after: Figure, change: float | None) -> Verdict:
    if change is None:
        if before.value == after.value:
            return Verdict.SAME
        if after.id in _ENDLESS:
            return Verdict.BETTER if before.value is None else Verdict.WORSE
        return Verdict.OTHER
    if abs(change) <= _SMALL * max(1.0, abs(before.value or 0.0)):
        return Verdict.SAME
    if after.id not in _LOWER | _HIGHER:
        return Verdict.OTHER
    return Verdict.BETTER if (change < 0) == (after.id in _LOWER) else Verdict.WORSE


def _shown(before: Figure, after: Figure, change: float | None) -> str:
    """The change with its sign; of shares in percentage points (pp), which are told from points of cost."""
    if change is None:
        return "" if before.value == after.value else f"{before.shown} → {after.shown}"
    if abs(change) <= _SMALL * max(1.0, abs(before.value or 0.0)):
        return ""
    amount = figure(abs(change), after.unit)
    if after.unit in {"share", "availability"}:
        amount = f"{amount.removesuffix('%')} pp"
    return f"{'−' if change < 0 else '+'}{amount}"


def _costs(before: AnalysisResult, after: AnalysisResult) -> Iterator[CostChange]:
    costs = after.settings.costs
    counts = [
        {"link": r.metrics.direct_links, "spoke": r.metrics.spokes, "channel": r.metrics.channels,
         "hub": hub_instances(r.network)} for r in (before, after)
    ]
    for kind, title in _COST_TITLES.items():
        weight = getattr(costs, kind)
        yield CostChange(kind=kind, title=title, count_before=counts[0][kind], count_after=counts[1][kind],
                         before=weight * counts[0][kind], after=weight * counts[1][kind])
    yield CostChange(kind="total", title="Landscape cost", count_before=sum(counts[0].values()),
                     count_after=sum(counts[1].values()), before=before.metrics.landscape_cost,
                     after=after.metrics.landscape_cost)


_COST_TITLES: Mapping[str, str] = {
    "link": "Direct links", "spoke": "Spokes", "channel": "Channels", "hub": "Hubs by class and zone",
}


def changes_of(before: Workspace, after: Workspace, catalog: Catalog) -> tuple[ElementChange, ...]:
    """The systems, hubs and integrations that differ: hubs, systems, integrations, each in the order of the files."""
    found: dict[tuple[str, str], list[Difference]] = {}
    for difference in differences(before, after):
        if difference.path[0] in {"systems", "integrations"} and difference.path[1]:
            found.setdefault((difference.path[0], difference.path[1]), []).append(difference)
    sides = [Facts(w.landscape, catalog) for w in (before, after)]
    changes = [_element(sides, where, key, items) for (where, key), items in found.items()]
    return tuple(sorted(changes, key=lambda change: _KINDS.index(change.kind)))


_KINDS = ("hub", "system", "integration")


def _element(sides: Sequence[Facts], where: str, key: str, items: Sequence[Difference]) -> ElementChange:
    whole = next((d for d in items if not d.key and len(d.path) == 2), None)
    hub = where == "systems" and any(facts.is_hub(key) for facts in sides)
    name = next(label for facts in reversed(sides) if (label := _name(facts, where, key)))
    return ElementChange(
        kind="hub" if hub else where.removesuffix("s"), id=key, name=name,
        change=whole.change if whole else Change.CHANGED,
        details=() if whole else tuple(_detail(d) for d in items),
    )


def _name(facts: Facts, where: str, key: str) -> str | None:
    landscape = facts.landscape
    if where == "systems":
        return landscape.system_by_id[key].label if key in landscape.system_by_id else None
    return landscape.integration_by_id[key].label if key in landscape.integration_by_id else None


def _detail(difference: Difference) -> str:
    """What changed, with the endpoint where it is one."""
    return difference.what if len(difference.path) <= 3 else str(difference).rstrip(".")
