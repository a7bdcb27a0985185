"""The texts, thresholds and sources of metrics and rules, as `resources/rules` states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from immutabledict import immutabledict

from d365arch.model.vocabulary import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricText:
    """What a figure is called, what it tells a manager, how it is computed, its unit and its source."""

    id: str
    title: str
    meaning: str
    formula: str
    unit: str = "count"
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """A rule's texts; `condition` says when it speaks, `why` that matters; `message` and `advice` are templates for
    `str.format`, thresholds are defaults; `metric` is the figure it is about, `subject` is `system` where the first
    element of a finding is the system to look at; `document` is the id of `source` among the catalog's sources."""

    id: str
    title: str
    severity: Severity
    condition: str
    why: str
    message: str
    advice: str
    source: str
    thresholds: immutabledict[str, float]
    metric: str | None = None
    subject: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Everything that one rules file states."""

    metrics: Mapping[str, MetricText]
    rules: Mapping[str, RuleText]
    sources: Mapping[str, str]
    both_edge_types: frozenset[str]
    vendor_managed_types: frozenset[str]

    @property
    def thresholds(self) -> dict[str, float]:
        """Default thresholds by `RULE.name`, as `strategy.thresholds` writes them."""
        return {f"{rule.id}.{name}": value for rule in self.rules.values() for name, value in rule.thresholds.items()}


def _plain(name: str) -> dict[str, Any]:
    import yaml

    text = resources.files("d365arch.resources").joinpath(f"rules/{name}").read_text(encoding="utf-8")
    plain: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return plain


FILES = ("patterns-1.yaml", "patterns-2.yaml", "principles.yaml", "anti-patterns.yaml", "waivers.yaml")
"""Decisions R-1xx to R-4xx, R-5xx to R-8xx, review items P-, anti-patterns A-, waivers W-."""


@cache
def plain_rules() -> Mapping[str, Mapping[str, Any]]:
    """What `FILES` state of each rule, by id and in their order, as plain data."""
    return immutabledict({key: entry for name in FILES for key, entry in (_plain(name).get("rules") or {}).items()})


@cache
def default_thresholds() -> immutabledict[str, float]:
    """Default thresholds of all rules by `RULE.name`, as `strategy.thresholds` writes them."""
    found = {f"{key}.{name}": float(value["value"] if isinstance(value, Mapping) else value)
             for key, entry in plain_rules().items() for name, value in (entry.get("thresholds") or {}).items()}
    found |= {name: float(entry["value"]) for name, entry in load_conventions().items()}
    return immutabledict(coupling_rules().thresholds | found)


LOADS = "load"
"""What stands before the name of a convention on loads in `strategy.thresholds`."""


@cache
def load_conventions() -> Mapping[str, Mapping[str, Any]]:
    """What is assumed of loads: value, unit, title and anchor by `load.NAME`, as plain data."""
    return immutabledict({f"{LOADS}.{key}": entry for key, entry in _plain("loads.yaml")["conventions"].items()})


def known_rules() -> tuple[str, ...]:
    """Ids of all rules that the product brings along."""
    return tuple(dict.fromkeys((*coupling_rules().rules, *plain_rules())))


def rule_title(rule_id: str) -> str:
    """What a rule is called; the id itself where it is not the product's."""
    own = coupling_rules().rules.get(rule_id)
    return own.title if own else str(plain_rules().get(rule_id, {}).get("title", rule_id))


@cache
def rule_severity(rule_id: str) -> Severity:
    """The severity that a rule's texts state; a warning where the rule is not the product's."""
    own = coupling_rules().rules.get(rule_id)
    return own.severity if own else Severity(plain_rules().get(rule_id, {}).get("severity", Severity.WARNING))


@cache
def coupling_rules() -> Rulebook:
    """The rules on coupling and sprawl."""
    plain = _plain("coupling.yaml")
    sources = plain["sources"]
    return Rulebook(
        metrics={
            key: MetricText(id=key, title=m["title"], meaning=m["meaning"], formula=m["formula"],
                            unit=m.get("unit", "count"), source=sources[m["source"]])
            for key, m in plain["metrics"].items()
        },
        rules={
            key: RuleText(id=key, title=r["title"], severity=Severity(r["severity"]),
                          condition=r["condition"], why=r["why"], message=r["message"], advice=r["advice"],
                          source=sources[r["source"]],
                          thresholds=immutabledict({k: float(v) for k, v in r["thresholds"].items()}),
                          metric=r.get("metric"), subject=r.get("subject"),
                          document=plain["catalog_sources"].get(r["source"]))
            for key, r in plain["rules"].items()
        },
        sources=sources,
        both_edge_types=frozenset(plain["both_edge_types"]),
        vendor_managed_types=frozenset(plain["vendor_managed_types"]),
    )
