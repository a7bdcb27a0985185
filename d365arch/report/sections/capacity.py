"""How much of the platforms' limits the stated loads use: by identity, environment, hub and integration."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from d365arch.analysis import wording as say
from d365arch.analysis.limits.measure import amount, percent
from d365arch.analysis.limits.records import LimitCheck
from d365arch.model.quantities import format_duration
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

MOST_BARS = 12
LONGEST = 3.0
"""Longer bars end here, so that one load far over its limit does not flatten all others."""

_LATER = "At the horizon"


def capacity_section(given: Given) -> Section | None:
    """The limits that can be computed from what is stated; none where nothing can be."""
    checks = given.result.limits
    if not checks:
        return None
    blocks: list[Block] = [_cards(given, checks)]
    if plot := _plot(given, checks):
        blocks.append(Plots((plot,)))
    tables = (_table(given, title, [c for c in checks if wanted(given, c)]) for title, wanted in _PARTS)
    blocks += filter(None, tables)
    blocks.append(Sentences(_reading(checks)))
    return Section("capacity", "Loads against the platforms' limits", tuple(blocks), _lead(checks))


def _over(checks: Iterable[LimitCheck]) -> list[LimitCheck]:
    return [c for c in checks if c.utilization > 1]


def _near(checks: Iterable[LimitCheck]) -> list[LimitCheck]:
    return [c for c in checks if c.utilization <= 1 and c.verdict is not None]


def _lead(checks: tuple[LimitCheck, ...]) -> str:
    over, near = len(_over(checks)), len(_near(checks))
    if not over and not near:
        return f"{say.plural(len(checks), 'load', 'loads')} could be computed; none is near its limit."
    told = [text for number, text in ((over, f"{say.count(over)} over the limit"), (near, f"{say.count(near)} near it"))
            if number]
    return f"Of {say.plural(len(checks), 'load', 'loads')} that could be computed, {' and '.join(told)}."


def _tightest(checks: Iterable[LimitCheck]) -> list[LimitCheck]:
    """The limit that binds first of each thing measured, the most used first."""
    return sorted((c for c in checks if c.binding), key=lambda c: (-c.utilization, c.on, c.limit))


def _cards(given: Given, checks: tuple[LimitCheck, ...]) -> Cards:
    over, near = _over(checks), _near(checks)
    first = _tightest(checks)[0]
    later = [c for c in checks if c.at_horizon is not None and c.at_horizon > 1 >= c.utilization]
    return Cards((
        Card(title="Over a limit", value=say.count(len(over)), meaning="loads above what a platform allows",
             severity=Severity.VIOLATION if over else None),
        Card(title="Near a limit", value=say.count(len(near)), meaning="loads that leave little room",
             severity=Severity.WARNING if near else None),
        Card(title="Over at the horizon", value=say.count(len(later)),
             meaning=f"loads that outgrow their limit within {_horizon(given)}",
             severity=Severity.WARNING if later else None),
        Card(title="Tightest", value=percent(first.utilization),
             meaning=f"{_title(given, first)}, {name_of(given, first.on)}", severity=first.verdict),
    ))


def _horizon(given: Given) -> str:
    stated = given.facts.landscape.horizon
    return format_duration(stated) if stated else "3 years"


def _title(given: Given, check: LimitCheck) -> str:
    fact = given.facts.catalog.limits.get(check.limit)
    return fact.title if fact else check.limit


def name_of(given: Given, on: str) -> str:
    """What a check is on, in words: an identity, an environment, the tenant, a hub or an integration."""
    kind, _, rest = on.partition(":")
    if kind == "identity":
        return f"identity {rest}"
    if kind == "environment":
        return given.label(rest)
    if on == "tenant":
        return "the tenant"
    if on in given.facts.landscape.integration_by_id:
        return given.name(on)
    return given.label(on)


def _is_integration(given: Given, check: LimitCheck) -> bool:
    return check.on in given.facts.landscape.integration_by_id


def _is_shared(_given: Given, check: LimitCheck) -> bool:
    return check.on == "tenant" or check.on.startswith("environment:")


_PARTS: tuple[tuple[str, Callable[[Given, LimitCheck], bool]], ...] = (
    ("By identity: what one application user may do", lambda _, c: c.on.startswith("identity:")),
    ("By environment and tenant", _is_shared),
    ("By hub and flow", lambda g, c: not (_is_integration(g, c) or _is_shared(g, c) or c.on.startswith("identity:"))),
    ("By integration", _is_integration),
)


def _table(given: Given, title: str, checks: list[LimitCheck]) -> Table | None:
    if not checks:
        return None
    ordered = sorted(checks, key=lambda c: (-c.utilization, c.on, c.limit))
    shown = ordered[:given.limits.rows]
    left = len(ordered) - len(shown)
    later = any(c.at_horizon is not None for c in given.result.limits)
    columns = (
        Column("On"), Column("Limit", wide=True), Column("Load", numeric=True),
        Column("Allowed", numeric=True), Column("Used", "Load as a share of what is allowed", True),
        *([Column(_LATER, "The same after the stated growth", True)] if later else []), Column("What it comes from"),
    )
    return Table(title, columns, tuple(_row(given, c, later=later) for c in shown),
                 f"{say.plural(left, 'more is', 'more are')} in the JSON of d365arch check." if left else "")


def _row(given: Given, check: LimitCheck, *, later: bool) -> Row:
    detail = ((check.limit, check.sentence), *(("Assumed", text) for text in check.assumptions),
              *(("Mind", text) for text in given.marks.get(check.limit, ())))
    return Row((
        Cell(name_of(given, check.on), link=given.anchor(check.on.removeprefix("environment:").partition(".")[0])),
        Cell(_title(given, check)),
        Cell(amount(check.load, check.unit), key=check.load),
        Cell(amount(check.allowed, check.unit), key=check.allowed),
        Cell(percent(check.utilization), bar=min(check.utilization, 1.0), tone=check.verdict,
             key=check.utilization),
        *([_at_horizon(check)] if later else []),
        Cell(say.listing([given.name(i) for i in check.contributors], 4) if check.contributors else ""),
    ), detail=tuple((key, text) for key, text in detail if text))


def _at_horizon(check: LimitCheck) -> Cell:
    then = check.at_horizon
    if then is None:
        return Cell("–", key=-1.0)
    return Cell(percent(then), key=then, tone=Severity.WARNING if then > 1 >= check.utilization else None)


def _plot(given: Given, checks: tuple[LimitCheck, ...]) -> Plot | None:
    first = _tightest(checks)[:MOST_BARS]
    if len(first) < 2:
        return None
    top = first[0]
    return Plot(
        id="utilization", title="What is used most", kind=PlotKind.LYING, y="",
        x="share of what is allowed, in %" + ("; the longest bars are cut" if top.utilization > LONGEST else ""),
        sentence=f"{_capital(name_of(given, top.on))} uses {percent(top.utilization)} of its tightest limit; "
                 "what is longer than 100% is slowed down or rejected.",
        points=tuple(PlotPoint(f"{name_of(given, c.on)}: {c.limit}", min(c.utilization, LONGEST) * 100,
                               percent(c.utilization))
                     for c in first),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reading(checks: tuple[LimitCheck, ...]) -> tuple[str, ...]:
    assumed = len({text for check in checks for text in check.assumptions})
    told = ["Loads are of the busiest five minutes, hour or day, as each limit counts. Rates are fine below 70% and a "
            "warning up to 100%; caps are fine up to the cap; licence entitlements warn only."]
    if assumed:
        told.append(f"{say.plural(assumed, 'fact was', 'facts were')} not stated and assumed; each stands with its "
                    "row.")
    if all(c.at_horizon is None for c in checks):
        told.append("No growth is stated, so nothing can be said about the horizon; state volume.growth_per_year.")
    return tuple(told)
