"""Loads the texts and thresholds of the rules from `resources/rules`, once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from immutabledict import immutabledict

from d365arch.analysis.rules.records import Principle, RuleText, Threshold
from d365arch.model.vocabulary import Severity

FILES = ("patterns-1.yaml", "patterns-2.yaml", "principles.yaml", "anti-patterns.yaml")
"""Decisions R-1xx to R-4xx, R-5xx to R-8xx, review items P-, anti-patterns A-."""


@cache
def rule_texts() -> Mapping[str, RuleText]:
    """Texts of all own rules by id, in the order of the files."""
    import yaml

    folder = resources.files("d365arch.resources") / "rules"
    found: dict[str, RuleText] = {}
    for name in FILES:
        plain = yaml.load((folder / name).read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for key, entry in (plain.get("rules") or {}).items():
            found[key] = text_of(key, entry)
    return immutabledict(found)


def text_of(rule_id: str, plain: Mapping[str, Any]) -> RuleText:
    """One rule's texts from plain data; `message` and `advice` may be one template or several by variant."""
    principle = plain.get("principle")
    return RuleText(
        id=rule_id, title=plain["title"], group=plain.get("group", ""), severity=Severity(plain["severity"]),
        condition=plain["condition"], why=plain["why"], messages=_variants(plain["message"]),
        advice=_variants(plain["advice"]), sources=tuple(plain.get("sources", ())),
        thresholds=immutabledict({key: _threshold(key, value) for key, value in plain.get("thresholds", {}).items()}),
        limits=tuple(plain.get("limits", ())), principle=Principle(principle) if principle else None,
        factor=plain.get("factor", ""), needs=tuple(plain.get("needs", ())),
    )


def _variants(plain: str | Mapping[str, str]) -> Mapping[str, str]:
    return immutabledict({"default": plain} if isinstance(plain, str) else plain)


def _threshold(name: str, plain: float | Mapping[str, Any]) -> Threshold:
    if not isinstance(plain, Mapping):
        return Threshold(name=name, value=float(plain))
    return Threshold(name=name, value=float(plain["value"]), unit=plain.get("unit", ""),
                     convention=bool(plain.get("convention")), anchor=plain.get("anchor", ""))
