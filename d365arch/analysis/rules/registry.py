"""Where rules are listed: `@rule("R-101")` on a function, and those that other packages add by an entry point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module

from d365arch.analysis.rules.records import RuleFunction

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
