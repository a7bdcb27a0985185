"""Loads the texts and thresholds of the rules from `resources/rules`, once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from immutabledict import immutabledict

from d365arch.analysis.rulebook import plain_rules
from d365arch.analysis.rules.records import Principle, RuleText, Threshold
from d365arch.model.vocabulary import Severity


@cache
def rule_texts() -> Mapping[str, RuleText]:
    """Texts of all own rules by id, in the order of the files."""
    return immutabledict({key: text_of(key, entry) for key, entry in plain_rules().items()})


def text_of(rule_id: str, plain: Mapping[str, Any]) -> RuleText:
    """One rule's texts from plain data; `message` and `advice` may be one template or several by variant."""
    principle = plain.get("principle")
    return RuleText(
        id=rule_id, title=plain["title"], group=plain.get("group", ""), severity=Severity(plain["severity"]),
        condition=plain["condition"], why=plain["why"], messages=_variants(plain["message"]),
        advice=_variants(plain["advice"]), sources=tuple(plain.get("sources", ())),
        thresholds=immutabledict({key: _threshold(key, value) for key, value in plain.get("thresholds", {}).items()}),
        limits=tuple(plain.get("limits", ())), principle=Principle(principle) if principle else None,
        factor=plain.get("factor", ""), needs=tuple(plain.get("needs", ())), told_by=tuple(plain.get("told_by", ())),
    )


def _variants(plain: str | Mapping[str, str]) -> Mapping[str, str]:
    return immutabledict({"default": plain} if isinstance(plain, str) else plain)


def _threshold(name: str, plain: float | Mapping[str, Any]) -> Threshold:
    if not isinstance(plain, Mapping):
        return Threshold(name=name, value=float(plain))
    return Threshold(name=name, value=float(plain["value"]), unit=plain.get("unit", ""),
                     convention=bool(plain.get("convention")), anchor=plain.get("anchor", ""))
