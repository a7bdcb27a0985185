"""The first page: the state in three sentences and four figures, the case for consolidation, the first steps."""

from __future__ import annotations

from collections import Counter

from d365arch.analysis import wording as say
from d365arch.analysis.consolidation.records import Plan, Risk, Step
from d365arch.analysis.consolidation.wishes import REASON_WORDS
from d365arch.analysis.figures import figures
from d365arch.analysis.finding import Finding
from d365arch.analysis.result import AnalysisResult
from d365arch.model.vocabulary import Severity
from d365arch.report.content import Card, Cards, Offer, Offers, Pair, Picture, Summary, Which
from d365arch.report.given import Given
from d365arch.report.sections.findings import title_of
from d365arch.report.text import counted

FIRST_STEPS = 3
LONGEST_NAME = 40
_GRAVITY = {"violation": 0, "warning": 1, "info": 2}
_WORST_FIRST = ("latency", "availability", "cut", "dependency", "load", "filter", "sibling", "echo")
_FOUR = (
    ("direct_links", "Direct links", "integrations built for just one pair of systems"),
    ("propagation_cost", "Reach of an outage", "of the landscape a system depends on, on average"),
    ("chain_availability", "Works at worst", "of the time: the weakest system with all that it waits for"),
    ("landscape_cost", "Cost in points", "for building and keeping all connections; compares variants, is not money"),
)


def summary(given: Given) -> Summary:
    """The first page of a report."""
    plan = given.plan
    has_steps = plan is not None and bool(plan.steps)
    title = given.workspace.landscape.name or "Landscape"
    pair = Pair(Picture("Today: direct links in orange", Which.BEFORE),
                Picture("After the plan: through hubs in blue", Which.AFTER)) if has_steps and given.after else None
    return Summary(
        state(given.result), _cards(given), Picture(title, Which.TODAY), case(plan),
        "The case for consolidation" if has_steps else "Is consolidation worth it?", pair,
        Offers(tuple(_offer(given, number, step) for number, step in enumerate(plan.steps[:FIRST_STEPS], 1)))
        if plan and has_steps else _first_findings(given.result), _closing(plan) if has_steps else "",
    )


def state(result: AnalysisResult) -> tuple[str, ...]:
    """The state in three sentences."""
    m = result.metrics
    ratio = "" if m.point_to_point_ratio is None else (
        f"; {say.percent(m.point_to_point_ratio)} of the connections are direct, from system to system")
    hubs = f" and {say.plural(m.hubs, 'hub', 'hubs')}" if m.hubs else ""
    links = say.plural(m.direct_links, "direct link", "direct links")
    told = [f"{say.plural(m.systems, 'system', 'systems')}{hubs} with {links} and "
            f"{say.plural(m.spokes, 'spoke', 'spokes')}{ratio}."]
    if result.systems and result.systems[0].ca + result.systems[0].ce:
        top = result.systems[0]
        told.append(f"{top.name} is the most coupled: linked directly to "
                    f"{say.plural(len(top.neighbors), 'system', 'systems')}, needed by {top.ca}, needing {top.ce}.")
    if result.findings:
        told.append(f"The default rules find {counted(result.findings)}. First: {result.findings[0].advice}")
    else:
        told.append("The default rules find nothing to object to.")
    return tuple(told)


def _cards(given: Given) -> Cards:
    by_id = {f.id: f for f in figures(given.result)}
    then = {f.id: f.shown for f in figures(given.after)} if given.after else {}
    return Cards(tuple(
        Card(title=title, value=by_id[key].shown, meaning=meaning, severity=by_id[key].severity,
             then=then[key] if then.get(key, by_id[key].shown) != by_id[key].shown else "")
        for key, title, meaning in _FOUR))


def case(plan: Plan | None) -> tuple[str, ...]:
    """The case for consolidation in plain words, or why there is none."""
    if plan is None:
        return ()
    if not plan.steps:
        return _no_case(plan)
    hubs = sorted({s.hub.id for s in plan.steps})
    new = sum(1 for hub in hubs if any(s.hub.new for s in plan.steps if s.hub.id == hub))
    saved = plan.cost_before - plan.cost_after
    share = saved / plan.cost_before if plan.cost_before else 0.0
    opened = f"{say.plural(new, 'new hub', 'new hubs')}" if new else "the hubs that are there"
    if new and new < len(hubs):
        opened += f" and {say.plural(len(hubs) - new, 'that is there', 'that are there')}"
    total = len(plan.steps) + plan.steps_left
    return (
        f"In {say.plural(total, 'step', 'steps')}, {say.count(plan.links_before - plan.links_after)} of "
        f"{say.plural(plan.links_before, 'direct link', 'direct links')} move to {opened}; "
        f"{say.count(plan.links_after)} stay direct.",
        f"The cost falls from {say.decimal(plan.cost_before, 1)} to {say.points(plan.cost_after)}, by "
        f"{say.percent(share)}. No plan can cost less than {say.points(plan.lower_bound)}; {proof(plan)}.",
    )


def _no_case(plan: Plan) -> tuple[str, ...]:
    """Why nothing is suggested, and what comes nearest."""
    sure = ("proven to be the least" if plan.proven else
            f"whether a plan could do better is not proven (gap {say.percent(plan.gap)})")
    told = [f"No consolidation pays today: no hub would save more than it costs. The landscape stays at "
            f"{say.points(plan.cost_before)}, {sure}."]
    if plan.ineligible:
        reason, number = Counter(reason for _, reason in plan.ineligible).most_common(1)[0]
        told.append(f"{say.plural(len(plan.ineligible), 'direct link has', 'direct links have')} to stay as they are; "
                    f"{say.count(number)} each because {REASON_WORDS[reason]}."
                    if len(plan.ineligible) > 1 else
                    f"One direct link has to stay as it is, because {REASON_WORDS[reason]}.")
    if plan.rejected:
        best = min(plan.rejected, key=lambda r: (r.shortfall, r.cls, r.zone))
        told.append(f"Nearest comes {best.kind}: it would save {say.points(best.saving)} and cost "
                    f"{say.decimal(best.fee, 1)}.")
    return tuple(told)


def proof(plan: Plan) -> str:
    """How sure it is that no plan is better."""
    if plan.proven:
        return "this plan is proven optimal"
    ended = "; the search was cut short" if plan.cut_short else ""
    return f"whether a better one exists is not proven (gap {say.percent(plan.gap)}){ended}"


def _closing(plan: Plan | None) -> str:
    if plan is None:
        return ""
    left = len(plan.steps) + plan.steps_left - FIRST_STEPS
    return f"{say.plural(left, 'more step follows', 'more steps follow')} in the plan below." if left > 0 else ""


def _offer(given: Given, number: int, step: Step) -> Offer:
    risk = gravest(step.risks)
    return Offer(number, headline(step), (
        ("Do", _do(given, step)), ("Buys", _buys(step)),
        ("Risk", risk.sentence if risk else "None that the analysis can see."),
    ), f"step-{number}")


def _first_findings(result: AnalysisResult) -> Offers | None:
    """Where no step pays: the gravest findings, one of each rule."""
    by_rule: dict[str, Finding] = {}
    for finding in result.findings:
        if finding.severity in {Severity.VIOLATION, Severity.WARNING}:
            by_rule.setdefault(finding.rule, finding)
    found = list(by_rule.values())[:FIRST_STEPS]
    return Offers(tuple(Offer(number, title_of(f.rule), (("Why", f.message), ("Do", f.advice)), "findings")
                        for number, f in enumerate(found, 1)), "What to do first") if found else None


def gravest(risks: tuple[Risk, ...]) -> Risk | None:
    """The risk to name where there is room for one."""
    order = {kind: n for n, kind in enumerate(_WORST_FIRST)}
    return min(risks, key=lambda r: (_GRAVITY.get(r.severity, 3), order.get(r.kind, 9)), default=None)


def headline(step: Step) -> str:
    """A step in a few words."""
    entities = say.listing([_short(e) for e in dict.fromkeys(c.key.entity for c in step.channels)], 3)
    return f"{entities} through {'a new hub: ' if step.hub.new else ''}{_short(step.hub.name)}"


def _do(given: Given, step: Step) -> str:
    first = max(step.channels, key=lambda c: (len(c.producers) + len(c.consumers), c.key))
    producers = say.listing([_short(given.label(p)) for p in first.producers], 3)
    consumers = say.listing([_short(given.label(c)) for c in first.consumers], 3)
    more = len(step.channels) - 1
    rest = f" {say.plural(more, 'more channel goes', 'more channels go')} with it." if more else ""
    opening = f"Open {step.hub.kind}. " if step.hub.new else ""
    word = "Extend the channel for" if first.extends else "Set up one channel for"
    return f"{opening}{word} {_short(first.key.entity)}: {producers} to {consumers}.{rest}"


def _short(name: str) -> str:
    """A name that leaves room for others on the first page."""
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME - 1].rstrip()}…"


def _buys(step: Step) -> str:
    told = (f"{say.plural(len(step.removed), 'direct link becomes', 'direct links become')} "
            f"{say.plural(len(step.added), 'spoke', 'spokes')}; cost {say.decimal(step.cost_before, 1)} to "
            f"{say.points(step.cost_after)}.")
    before, after = step.before, step.after
    if before and after and before.propagation_cost and after.propagation_cost is not None and (
            after.propagation_cost < before.propagation_cost):
        told += (f" Reach of an outage: {say.percent(before.propagation_cost)} to "
                 f"{say.percent(after.propagation_cost)}.")
    return told
