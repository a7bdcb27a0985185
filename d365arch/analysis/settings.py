"""The settings of the analysis: costs, hop times, availabilities and thresholds, with the overrides of a landscape."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from immutabledict import immutabledict

from d365arch.analysis.rulebook import LOADS, coupling_rules, default_thresholds, known_rules
from d365arch.catalog.records import HubClass
from d365arch.model.landscape import Landscape, Strategy
from d365arch.model.problems import Problem, ProblemsError, did_you_mean
from d365arch.model.quantities import BEYOND_MEASURE, QuantityError, parse_duration, parse_share


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Points per element; a measure for comparing variants, not money."""

    link: float = 2.0
    spoke: float = 1.0
    channel: float = 2.0
    hub: float = 12.0


MOST_POINTS = 1e6
"""Points that an element may cost at most; sums of these are exact."""

HOP_MS: immutabledict[str, float] = immutabledict({
    HubClass.SYNC.value: 20.0, HubClass.MESSAGE.value: 100.0, HubClass.STREAM.value: 200.0,
    HubClass.BATCH.value: 60_000.0,
})
"""Default time that a way through a hub adds, in milliseconds, by class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the analysis assumes; all of it has a default.

    `hop_ms` is in milliseconds, `capacities` in messages an hour by hub class or hub id, availabilities are shares.
    `stream_rate` is the rate an hour from which near-real-time data is a stream. `rules_off` are ids of rules that are
    switched off. Betweenness is exact up to `exact_systems`, above it an estimate from `pivots`.
    """

    costs: Costs = Costs()
    hop_ms: immutabledict[str, float] = HOP_MS
    capacities: immutabledict[str, float] = immutabledict()
    system_availability: float = 0.999
    hub_availability: float = 0.9995
    stream_rate: float = 100_000.0
    exact_systems: int = 1_000
    pivots: int = 256
    thresholds: immutabledict[str, float] = field(default_factory=default_thresholds)
    rules_off: frozenset[str] = frozenset()
    both_edge_types: frozenset[str] = field(default_factory=lambda: coupling_rules().both_edge_types)
    vendor_managed_types: frozenset[str] = field(default_factory=lambda: coupling_rules().vendor_managed_types)

    @staticmethod
    def read(
        strategy: Strategy | None, systems: Collection[str] | None = None
    ) -> tuple[Settings, tuple[Problem, ...]]:
        """The settings with the overrides of a strategy, and a sentence per value that cannot be used.

        A bad value leaves the default in force. `systems` are the ids that capacities may name, where known.
        """
        if strategy is None:
            return Settings(), ()
        reader = _Reader(strategy, systems)
        return reader.settings(), tuple(reader.problems)

    @staticmethod
    def of(strategy: Strategy | None, systems: Collection[str] | None = None) -> Settings:
        """The settings with the overrides of a strategy; raises `ProblemsError` with every bad value."""
        settings, problems = Settings.read(strategy, systems)
        if problems:
            raise ProblemsError(problems)
        return settings

    def threshold(self, name: str) -> float:
        """The threshold in force, such as `R-201.warn`."""
        return self.thresholds[name]


OWN_RULE = re.compile(r"[ACPRW]-?\d+")
"""How ids of the product's rules look."""


def settings_of(landscape: Landscape) -> Settings:
    """The settings in force for a landscape; raises `ProblemsError` with every value that cannot be used."""
    return Settings.of(landscape.strategy, landscape.system_by_id)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < BEYOND_MEASURE:
        return None
    return float(value)


def _points(value: Any) -> float | None:
    points = _number(value)
    return points if points is not None and points <= MOST_POINTS else None


def _threshold(value: Any) -> float | None:
    """A plain number, or a share such as `25%`."""
    if isinstance(value, str) and value.rstrip().endswith("%"):
        try:
            return parse_share(value)
        except QuantityError:
            return None
    return _number(value)


def _share(value: Any) -> float | None:
    """A share above 0 and up to 1, as `99.9%` or 0.999."""
    share = _threshold(value)
    return share if share is not None and 0 < share <= 1 else None


def _capacity(value: Any) -> float | None:
    return _number(value) or None


def _whole(value: Any) -> float | None:
    number = _number(value)
    return number if number is not None and number >= 1 and number == int(number) else None


def _milliseconds(value: Any) -> float | None:
    """Milliseconds of a plain number or of a duration such as `20 ms`."""
    if isinstance(value, str):
        try:
            return parse_duration(value) * 1000
        except QuantityError:
            return None
    return _number(value)


def _known(names: Collection[str], limit: int = 12) -> str:
    """What may be written, in words; of many names the first, and how many there are."""
    first = ", ".join(list(names)[:limit])
    return f"; known are {first}{f' and {len(names) - limit} more' if len(names) > limit else ''}."


class _Reader:
    """Reads the settings of one strategy and collects what is wrong."""

    def __init__(self, strategy: Strategy, systems: Collection[str] | None) -> None:
        self._strategy = strategy
        self._systems = systems
        self.problems: list[Problem] = []

    def settings(self) -> Settings:
        strategy = self._strategy
        known = Settings()
        cost_names = [f.name for f in fields(Costs)]
        costs = self._values("costs", strategy.costs, cost_names, _points,
                             f"a number of points from 0 to {MOST_POINTS:,.0f}")
        hop_ms = self._values("hop_ms", strategy.hop_ms, list(HOP_MS), _milliseconds,
                              "milliseconds, such as 20 or 20 ms")
        carriers = None if self._systems is None else [*HOP_MS, *sorted(self._systems)]
        capacities = self._values("capacities", strategy.capacities, carriers, _capacity,
                                  "messages an hour, more than 0")
        works = self._values("availabilities", strategy.availabilities, ["system", "hub"], _share,
                             "a share above 0 and up to 1, such as 99.9%")
        between = self._values("betweenness", strategy.betweenness, ["exact_systems", "pivots"], _whole,
                               "a whole number, 1 or more")
        return replace(
            known, costs=replace(known.costs, **costs), hop_ms=known.hop_ms | hop_ms,
            capacities=immutabledict(capacities), thresholds=known.thresholds | self._thresholds(known),
            system_availability=works.get("system", known.system_availability),
            hub_availability=works.get("hub", known.hub_availability), stream_rate=self._stream_rate(known),
            exact_systems=int(between.get("exact_systems", known.exact_systems)),
            pivots=int(between.get("pivots", known.pivots)), rules_off=self._rules_off(),
        )

    def _rules_off(self) -> frozenset[str]:
        """Rules that are switched off; of unknown ids those are told that look like the product's, others may be a
        pack's."""
        known, off = known_rules(), set(self._strategy.rules_off)
        for rule in self._strategy.rules_off:
            if rule not in known and OWN_RULE.fullmatch(rule.upper()):
                hint = did_you_mean(rule.upper(), known) or _known(known)
                self._complain(("rules_off",), f'strategy.rules_off has the unknown rule "{rule}"{hint}')
                off.discard(rule)
        return frozenset(off)

    def _stream_rate(self, known: Settings) -> float:
        given = self._strategy.stream_rate
        if given is None:
            return known.stream_rate
        rate = _number(given)
        if rate is not None and rate >= 0:
            return rate
        self._complain(("stream_rate",), f'strategy.stream_rate is "{given}"; write messages an hour, 0 or more.')
        return known.stream_rate

    def _thresholds(self, known: Settings) -> dict[str, float]:
        """Thresholds of the rules known here; those of rules of other packages are taken as they are."""
        rules = (*known_rules(), LOADS)
        mine = {k: v for k, v in self._strategy.thresholds.items() if k.partition(".")[0] in rules}
        found = self._values("thresholds", mine, list(known.thresholds), _threshold, "a number or a share, 0 or more")
        found |= {k: number for k, v in self._strategy.thresholds.items()
                  if k not in mine and (number := _threshold(v)) is not None}
        depth = self._strategy.sync_depth_max
        if depth is not None:
            found.setdefault("R-105.warn", depth + 1.0)
        return found

    def _values(
        self, key: str, given: Any, names: list[str] | None, read: Callable[[Any], float | None], wanted: str
    ) -> dict[str, float]:
        if given is None:
            return {}
        if not isinstance(given, Mapping):
            self._complain((key,), f"strategy.{key} is not a mapping; write one name and value per line.")
            return {}
        found: dict[str, float] = {}
        for name, value in given.items():
            number = read(value)
            if names is not None and name not in names:
                hint = did_you_mean(str(name), names) or _known(names)
                self._complain((key, name), f'strategy.{key} has the unknown name "{name}"{hint}')
            elif number is None or number < 0:
                self._complain((key, name), f'strategy.{key}.{name} is "{value}"; write {wanted}.')
            else:
                found[str(name)] = number
        return found

    def _complain(self, path: tuple[str, ...], sentence: str) -> None:
        self.problems.append(Problem(sentence, ("strategy", *path)))
