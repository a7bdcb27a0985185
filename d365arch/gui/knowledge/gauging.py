"""Which checks of limits belong to which element, the one that binds first, and how full a gauge is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from d365arch.analysis.limits.records import LimitCheck
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.wording import figure
from d365arch.gui.language import translate
from d365arch.gui.style import Colors
from d365arch.model.vocabulary import Severity

FROM = 0.7
"""From this utilization on a gauge is shown; the band of the limits below is fine."""

LANDSCAPE = ""
"""The key of checks that are about the tenant."""

MOST_SHOWN = 99.995
"""Beyond so many times the limit a gauge says only that."""


def checks_by_element(result: AnalysisResult) -> Mapping[str, tuple[LimitCheck, ...]]:
    """Checks by id of an integration, a system, or a channel, those that are used most first."""
    found: dict[str, list[LimitCheck]] = {}
    for check in result.limits:
        for element in _elements(result, check):
            found.setdefault(element, []).append(check)
    return {element: tuple(sorted(checks, key=lambda c: (-c.utilization, not c.binding, c.limit, c.on)))
            for element, checks in found.items()}


def _elements(result: AnalysisResult, check: LimitCheck) -> Iterable[str]:
    kind, _, name = check.on.partition(":")
    if check.on == "tenant":
        return (LANDSCAPE,)
    if kind == "environment":
        return (name,)
    if kind == "identity":
        unstated = name.removeprefix("unstated:")
        at = name.rpartition("@")[2] if "@" in name else unstated if unstated != name else ""
        return (at,) if at else _called(result, check)
    owner, dot, _ = check.on.partition(".")
    return (check.on, owner) if dot else (check.on,)


def _called(result: AnalysisResult, check: LimitCheck) -> Iterable[str]:
    """The systems that an identity calls."""
    links = result.network.link_by_id
    return dict.fromkeys(links[name].called_hub or links[name].called for name in check.contributors if name in links)


def percent(utilization: float) -> str:
    """A utilization as people read it."""
    if utilization > MOST_SHOWN:
        return ">9,999%"
    return f"{utilization:,.0%}" if utilization >= 0.1 else figure(utilization, "share")


def band_color(check: LimitCheck, colors: Colors) -> str:
    """The color of the band that a check is in."""
    if check.verdict is Severity.VIOLATION:
        return colors.bad
    return colors.good if check.verdict is None and check.utilization < FROM else colors.warn


def whose(result: AnalysisResult, on: str) -> str:
    """What a check measures, in words."""
    kind, _, name = on.partition(":")
    label = result.network.label
    if on == "tenant":
        return translate("Limits", "the tenant")
    if kind == "environment":
        return translate("Limits", "environment {name}").format(name=label(name))
    if kind == "identity":
        if name.startswith("unstated:"):
            return translate("Limits", "all without an identity at {name}").format(
                name=label(name.removeprefix("unstated:")))
        return translate("Limits", "identity {name}").format(name=name.replace("@", " @ "))
    return result.link_names.get(on) or label(on)
