"""Checks the loads of a landscape against the limits of the platforms."""

from __future__ import annotations

from collections.abc import Mapping

from d365arch.analysis.limits import (
    azure,
    dataverse,
    declared,
    dual_write,
    entitlements,
    finance_operations,
    power_automate,
)
from d365arch.analysis.limits.measure import checks_of
from d365arch.analysis.limits.records import LimitCheck, Load
from d365arch.analysis.limits.stage import Stage
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts

_PLATFORMS = (
    declared.measures, dataverse.measures, entitlements.measures, power_automate.measures, finance_operations.measures,
    dual_write.measures, azure.measures,
)


def check_limits(facts: Facts, loads: Mapping[str, Load], settings: Settings) -> tuple[LimitCheck, ...]:
    """Every limit that can be computed from what is stated, sorted by what it is on and by limit.

    A catalog without limits gives none.
    """
    if not facts.catalog.limits:
        return ()
    stage, horizon = Stage(facts=facts, loads=loads, settings=settings), facts.landscape.horizon
    measures = (measure for platform in _PLATFORMS for measure in platform(stage))
    return checks_of(measures, horizon, settings.threshold("load.warn"))
