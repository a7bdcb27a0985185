"""Help cards of rules and metrics: when a rule speaks, why, with which thresholds, and what to do."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from d365arch.analysis import wording as say
from d365arch.analysis.help_records import CardKind, CardSource, HelpCard, Row, age_marks, rows, sources_of
from d365arch.analysis.rulebook import MetricText, coupling_rules
from d365arch.analysis.rulebook import RuleText as CouplingText
from d365arch.analysis.rules.records import RuleText
from d365arch.analysis.rules.registry import added_rules
from d365arch.analysis.rules.texts import rule_texts
from d365arch.analysis.settings import Settings
from d365arch.catalog.records import Catalog

_PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")


def texts_of_rules() -> Mapping[str, RuleText]:
    """Texts of the product's rules and of those that other packages add, by id; not those on coupling."""
    return dict(rule_texts()) | {key: text for key, (_, text) in added_rules().rules.items()}


def rule_ids() -> tuple[str, ...]:
    """All rules that can be explained, sorted by family and number."""
    return tuple(sorted({*coupling_rules().rules, *texts_of_rules()}))


def rule_card(rule_id: str, catalog: Catalog, settings: Settings, today: datetime.date) -> HelpCard:
    """The card of a rule; raises `KeyError` for an unknown one."""
    text = texts_of_rules().get(rule_id)
    if text:
        return _rule(text, catalog, settings, today)
    return _coupling(coupling_rules().rules[rule_id], catalog, settings, today)


def _rule(text: RuleText, catalog: Catalog, settings: Settings, today: datetime.date) -> HelpCard:
    found = sources_of(text.sources, catalog.sources, today)
    limits = tuple(Row(key, catalog.limits[key].number) for key in text.limits if key in catalog.limits)
    thresholds = tuple(
        Row(f"{text.id}.{t.name}", _threshold(settings.thresholds.get(f"{text.id}.{t.name}", t.value), t.value, t.unit,
                                              t.anchor, convention=t.convention))
        for t in text.thresholds.values())
    needed = say.listing(list(text.needs)) if text.needs else ""
    silent = f"Nothing is said where the file does not state {needed}; that counts as unstated." if needed else ""
    return HelpCard(
        kind=CardKind.RULE, id=text.id, title=text.title, what=text.condition, why=text.why,
        numbers=(*thresholds, *limits), when_not=silent,
        facts=rows({
            "Verdict": text.severity.value, "What to do": readable(text.advice["default"]),
            "Principle": text.principle.value if text.principle else "", "Factor": text.factor,
            "Switch off": f"strategy: {{rules_off: [{text.id}]}}",
        }),
        sources=found, marks=age_marks(found), see=text.limits,
    )


def _coupling(text: CouplingText, catalog: Catalog, settings: Settings, today: datetime.date) -> HelpCard:
    """Rules on coupling are about a figure of the landscape, which tells why they matter."""
    book = coupling_rules()
    metric = book.metrics.get(text.metric or "")
    found = sources_of((text.document,), catalog.sources, today) if text.document else (CardSource(title=text.source),)
    numbers = [Row(f"{text.id}.{name}", _threshold(settings.threshold(f"{text.id}.{name}"), value, convention=True))
               for name, value in text.thresholds.items()]
    if metric:
        numbers.append(Row(metric.title, metric.formula))
    return HelpCard(
        kind=CardKind.RULE, id=text.id, title=text.title, what=text.condition, why=text.why, numbers=tuple(numbers),
        facts=rows({"Verdict": text.severity.value, "What to do": readable(text.advice),
                    "Switch off": f"strategy: {{rules_off: [{text.id}]}}"}),
        sources=found, marks=age_marks(found), see=(metric.id,) if metric else (),
    )


def _threshold(value: float, default: float, unit: str = "", anchor: str = "", *, convention: bool = False) -> str:
    parts = [f"{say.decimal(value)} {unit}".strip()]
    if value != default:
        parts[0] += f" (set by the landscape; default {say.decimal(default)})"
    if convention:
        parts.append("a convention of this product")
    told = ", ".join(parts)
    return f"{told}; {anchor}" if anchor else told


def readable(template: str) -> str:
    """A template for people: what is filled in later stands in brackets."""
    return _PLACEHOLDER.sub(lambda match: f"[{match[1].replace('_', ' ')}]", template)


def metric_card(metric_id: str) -> HelpCard:
    """The card of a figure; raises `KeyError` for an unknown one."""
    book = coupling_rules()
    text: MetricText = book.metrics[metric_id]
    about = [rule for rule in book.rules.values() if rule.metric == metric_id]
    why = f"Judged by {say.listing([f'{r.id} ({r.title})' for r in about])}." if about else \
        "Told for comparison; no rule judges it."
    return HelpCard(
        kind=CardKind.METRIC, id=text.id, title=text.title, what=text.meaning, why=why,
        numbers=rows({"Formula": text.formula, "Unit": text.unit}), sources=(CardSource(title=text.source),),
        see=tuple(rule.id for rule in about),
    )
