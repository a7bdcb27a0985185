"""Where rules are listed: `@rule("R-101")` on a function, and those that other packages add by an entry point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from immutabledict import immutabledict

from d365arch.analysis.rulebook import known_rules
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.records import RuleText, Verdict
from d365arch.errors import printable

RuleFunction = Callable[[RuleContext], Iterable[Verdict]]
"""A rule: looks at a landscape and says what it finds."""

MODULES = (
    "latency", "routing", "frequency", "trigger", "operation", "batching", "volume", "protocol",
    "requirements", "alignment", "monitoring", "simplification", "growth", "anti_patterns",
)
"""The modules of this package that hold rules, in the order in which findings of one severity are told."""

_listed: dict[str, RuleFunction] = {}


def rule(rule_id: str) -> Callable[[RuleFunction], RuleFunction]:
    """Lists a function as the rule of this id; its texts stand in `resources/rules` under the same id."""

    def listed(function: RuleFunction) -> RuleFunction:
        if rule_id in _listed:
            raise ValueError(f"two functions for rule {rule_id}")
        _listed[rule_id] = function
        return function

    return listed


@cache
def own_rules() -> Mapping[str, RuleFunction]:
    """The product's own rules by id, in order."""
    for module in MODULES:
        import_module(f"d365arch.analysis.rules.{module}")
    # By module, because who imported one of them first has changed the order in which they were listed.
    order = {f"d365arch.analysis.rules.{module}": position for position, module in enumerate(MODULES)}
    return dict(sorted(_listed.items(), key=lambda listed: order.get(listed[1].__module__, len(order))))


ENTRY_POINTS = "d365arch.rules"
"""Group of entry points; each names a function that returns `(function, RuleText)` items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedRules:
    """What other packages add: rules by id, and a sentence by name of each entry point that could not be used."""

    rules: Mapping[str, tuple[RuleFunction, RuleText]] = immutabledict()
    broken: Mapping[str, str] = immutabledict()

    @property
    def thresholds(self) -> immutabledict[str, float]:
        """Their default thresholds by `RULE.name`."""
        return immutabledict({f"{text.id}.{threshold.name}": threshold.value
                              for _, text in self.rules.values() for threshold in text.thresholds.values()})


@cache
def added_rules() -> AddedRules:
    """The rules of installed packages, read once; what is broken is told and stops nothing."""
    return read_added(entry_points(group=ENTRY_POINTS))


def read_added(points: Iterable[EntryPoint]) -> AddedRules:
    """The rules of these entry points, in the order of their names; an id that is taken is not replaced."""
    rules: dict[str, tuple[RuleFunction, RuleText]] = {}
    broken: dict[str, str] = {}
    for point in sorted(points, key=lambda p: (p.name, p.value)):
        try:
            for function, text in point.load()():
                if text.id in known_rules() or text.id in rules:
                    broken[text.id] = (f'The entry point "{printable(point.name)}" adds a rule {printable(text.id)}, '
                                       "which is there already; it was left out.")
                else:
                    rules[text.id] = (function, text)
        except Exception as error:  # whatever a foreign package does, the product's own rules are told
            broken[point.name] = (f'The rules of the entry point "{printable(point.name)}" ({printable(point.value)}) '
                                  f"cannot be used: {type(error).__name__}: {printable(str(error), 200)}.")
    return AddedRules(rules=immutabledict(rules), broken=immutabledict(broken))
