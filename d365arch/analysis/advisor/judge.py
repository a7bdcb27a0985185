"""Judges a drawn need by the rules and limits that judge landscapes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from d365arch.analysis.advisor.draw import Drawing
from d365arch.analysis.advisor.knowledge import Knowledge
from d365arch.analysis.chains import SyncChains
from d365arch.analysis.finding import Finding
from d365arch.analysis.flows import read_network
from d365arch.analysis.graph import Graphs
from d365arch.analysis.limits.check import check_limits
from d365arch.analysis.limits.loads import loads_of
from d365arch.analysis.limits.records import LimitCheck
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.registry import own_rules
from d365arch.analysis.rules.run import run_rules
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.model.vocabulary import Severity

GRAVE = (Severity.VIOLATION, Severity.WARNING)


class Judgement(NamedTuple):
    """Findings that speak against a candidate, and the limits that it uses."""

    findings: tuple[Finding, ...]
    limits: tuple[LimitCheck, ...]


def judge(drawing: Drawing, catalog: Catalog, settings: Settings, known: Knowledge) -> Judgement:
    """What decision rules (R-) and limits say of a drawn need, one finding for each rule, the gravest."""
    facts = Facts(drawing.landscape, catalog)
    network = read_network(facts, settings)
    graphs = Graphs(network)
    loads = loads_of(facts)
    limits = check_limits(facts, loads, settings)
    context = RuleContext(facts=facts, settings=settings, network=network, graphs=graphs,
                          chains=SyncChains(graphs, settings), loads=loads, limits=limits)
    judged = [key for key in own_rules() if key.startswith("R-") and key not in known.not_judged]
    found = run_rules(context, only=judged, off=settings.rules_off).findings if judged else ()
    return Judgement(_gravest(f for f in found if f.severity in GRAVE), _nearest(limits))


def _gravest(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    best: dict[str, Finding] = {}
    order = list(Severity)
    for finding in findings:
        there = best.get(finding.rule)
        if there is None or order.index(finding.severity) < order.index(there.severity):
            best[finding.rule] = finding
    return tuple(best[key] for key in sorted(best))


def _nearest(limits: Iterable[LimitCheck]) -> tuple[LimitCheck, ...]:
    """Of each limit its most used check, the most used first."""
    best: dict[str, LimitCheck] = {}
    for check in limits:
        there = best.get(check.limit)
        if there is None or check.utilization > there.utilization:
            best[check.limit] = check
    return tuple(sorted(best.values(), key=lambda check: (-check.utilization, check.limit)))
