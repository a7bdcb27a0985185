"""What the panel says: of a plan as a whole, of one step, of what the plan leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from d365arch.analysis.consolidation.records import Plan, Reason, Risk
from d365arch.analysis.wording import decimal, percent
from d365arch.gui.language import translate
from d365arch.gui.whatif.details import Said
from d365arch.gui.whatif.step_list import StepRow, flow_text
from d365arch.gui.whatif.trial import Entry

_C = "WhatIf"
SEVERITIES = ("violation", "warning", "info")

REASONS: Mapping[Reason, str] = {
    Reason.PINNED: "Managed by a vendor or fixed by contract: {count}",
    Reason.ZONE: "Across the border of a zone of trust or residency: {count}",
    Reason.SELF: "From a system to itself: {count}",
    Reason.BOTH_WAYS: "Data moves both ways: {count}",
    Reason.LATENCY: "No time for another hop: {count}",
    Reason.ENTITY: "Nothing states what is carried: {count}",
    Reason.KIND: "Screens and people at work, no data: {count}",
}
"""Why integrations stay direct, with how many there are of each."""


def texts() -> Iterator[str]:
    """The texts of the tables, for those who translate."""
    yield from REASONS.values()


def summary(plan: Plan, applied: int = 0) -> str:
    """A plan in a few sentences with its figures, and how many of its steps are applied."""
    if not plan.steps:
        return nothing(plan)
    saved = plan.cost_before - plan.cost_after
    figures = {
        "count": len(plan.steps) + plan.steps_left, "before": decimal(plan.cost_before, 1),
        "after": decimal(plan.cost_after, 1), "share": percent(saved / plan.cost_before),
        "links": plan.links_before, "left": plan.links_after,
    }
    told = (translate(_C, "1 step takes the cost from {before} to {after} points ({share} less) and the direct links "
                          "from {links} to {left}.")
            if figures["count"] == 1 else
            translate(_C, "{count} steps take the cost from {before} to {after} points ({share} less) and the direct "
                          "links from {links} to {left}.")).format(**figures)
    done = " " + translate(_C, "{count} of them applied.").format(count=applied) if applied else ""
    return f"{told} {_proof(plan)}{done}"


def _proof(plan: Plan) -> str:
    if plan.cut_short:
        return translate(_C, "The search was cut short; this is the best so far.")
    if plan.proven:
        return translate(_C, "No plan can cost less: proven.")
    return translate(_C, "Not proven to be the best: no plan can go below {bound} points.").format(
        bound=decimal(plan.lower_bound, 1))


def nothing(plan: Plan) -> str:
    """Why there is nothing to propose."""
    if not plan.links_before:
        return translate(_C, "There is nothing to propose: no integration joins two systems directly.")
    told = translate(_C, "There is nothing to propose: no hub would save more than it costs.")
    if plan.rejected:
        best = min(plan.rejected, key=lambda rejected: rejected.shortfall)
        told += " " + translate(_C, "The nearest is {kind}: it saves {saving} and costs {fee} points.").format(
            kind=best.kind, saving=decimal(best.saving, 1), fee=decimal(best.fee, 1))
    if plan.cut_short:
        told += " " + translate(_C, "The search was cut short.")
    return told


def left_out(plan: Plan, name: Callable[[str], str]) -> list[Said]:
    """What the plan leaves: hubs that do not pay, questions to ask, integrations that stay direct, and why."""
    said: list[Said] = []
    if plan.rejected:
        said.append(Said("heading", translate(_C, "Not worth a hub")))
        for rejected in plan.rejected:
            flows = "; ".join(flow_text(channel, name) for channel in rejected.channels)
            said.append(Said("", f"{rejected.kind}, {flows}. {rejected.why}" if flows else
                             f"{rejected.kind}. {rejected.why}"))
    if plan.near_misses:
        said.append(Said("heading", translate(_C, "Questions to you")))
        said += [Said("question", miss.question) for miss in plan.near_misses]
    if plan.ineligible:
        said.append(Said("heading", translate(_C, "Stays direct")))
        counts = Counter(blocked.reason for blocked in plan.ineligible)
        said += [Said("", translate(_C, REASONS[reason]).format(count=counts[reason]))
                 for reason in Reason if counts[reason]]
    if plan.overlaps:
        said.append(Said("heading", translate(_C, "Delivered twice today")))
        said += [Said("warning", sentence) for sentence in plan.overlaps]
    if plan.idle_groups:
        said.append(Said("heading", translate(_C, "Nothing to share")))
        said.append(Said("", translate(_C, "{count} of {all} kinds of data have too few common senders and receivers "
                                           "for a channel to save anything.").format(count=plan.idle_groups,
                                                                                    all=plan.groups)))
    return said


def row_of(entry: Entry, name: Callable[[str], str], *, applied: bool) -> StepRow:
    """An entry as a row of the list."""
    step = entry.step
    lines = tuple(flow_text(channel, name) for channel in entry.channels)
    gain = why = ""
    if step is not None and not entry.changed:
        gain, why = _gain(step.gain), step.why
    elif step is not None:
        why = translate(_C, "You changed the members.")
    else:
        why = translate(_C, "A channel of your own.")
    state = "applied" if applied else "problem" if entry.problem else ""
    note = translate(_C, "Applied.") if applied else entry.problem
    hub = translate(_C, "{name} (new)").format(name=entry.hub.name) if entry.hub.new else entry.hub.name
    return StepRow(
        number=entry.number, title=translate(_C, "{number}  {hub}").format(number=entry.number, hub=hub),
        kind="" if entry.hub.kind == entry.hub.name
        else entry.hub.kind, gain=gain, lines=lines, why=why, chosen=entry.chosen and not state,
        marks=marks(step.risks) if step is not None and not entry.changed else (), state=state, note=note)


def _gain(points: float) -> str:
    return f"\N{MINUS SIGN}{decimal(points, 1)}" if points > 0 else decimal(points, 1)


def marks(risks: tuple[Risk, ...]) -> tuple[tuple[str, int], ...]:
    """How many risks there are by severity, gravest first."""
    counts = Counter(risk.severity for risk in risks)
    return tuple((severity, counts[severity]) for severity in SEVERITIES if counts[severity])


def risk_sentences(risks: tuple[Risk, ...]) -> list[Said]:
    """Risks as sentences, gravest first; a sentence that several steps share is told once."""
    found = sorted(dict.fromkeys((SEVERITIES.index(risk.severity), risk.sentence) for risk in risks),
                   key=lambda each: each[0])
    return [Said(SEVERITIES[rank], sentence) for rank, sentence in found]
