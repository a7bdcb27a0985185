"""A plan as plain text for a terminal, for people who decide about it."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from d365arch.analysis import wording as say
from d365arch.analysis.consolidation.records import (
    NearMiss,
    Plan,
    PlannedChannel,
    Reason,
    Rejected,
    Risk,
    Step,
    StepMetrics,
)
from d365arch.analysis.consolidation.sentences import points
from d365arch.analysis.consolidation.wishes import CLASS_WORDS, LANE_WORDS, REASON_WORDS

WIDTH = 110

_MARKS = {"violation": "!!", "warning": "! ", "info": "- "}


def plan_text(plan: Plan, names: Mapping[str, str]) -> str:
    """The whole plan with a line end; `names` are those of systems, hubs and zones by id.

    Control characters of names are left out.
    """
    blocks = [_headline(plan), *(_step(number, step, names) for number, step in enumerate(plan.steps, start=1)),
              _left_out(plan), _rejected(plan, names), _near_misses(plan.near_misses), _direct(plan), _overlaps(plan)]
    text = "\n\n".join("\n".join(lines) for lines in map(list, blocks) if lines)
    return "".join(c for c in text if c == "\n" or c.isprintable()) + "\n"


def headline(plan: Plan) -> list[str]:
    """The plan in a few sentences: what it saves, what it changes, how good it is."""
    if not plan.links_before:
        return ["There are no direct integrations, so there is nothing to consolidate."]
    if not plan.steps:
        told = [f"Nothing is suggested: no hub would save more points than it costs. The landscape costs "
                f"{points(plan.cost_before)} points, with {_links(plan.links_before)}."]
    else:
        saved = plan.cost_before - plan.cost_after
        share = f" ({say.percent(saved / plan.cost_before)} less)" if plan.cost_before else ""
        told = [f"{say.plural(len(plan.steps) + plan.steps_left, 'step', 'steps')}: cost {points(plan.cost_before)} -> "
                f"{points(plan.cost_after)} points{share}, {_links(plan.links_before)} -> "
                f"{say.count(plan.links_after)}."]
    told += _bought(plan)
    told.append(_quality(plan))
    if plan.open_parts and not plan.proven:
        groups = say.listing([f"{key.entity} {CLASS_WORDS[key.cls]}" for key in plan.open_parts], 5)
        told.append(f"Still open: {groups}.")
    if plan.cut_short:
        told.append("The search was cut short; with more time the plan may get better.")
    if any(channel.filters for step in plan.steps for channel in step.channels):
        told.append("Subscribers filter by producer; that nobody receives too much hangs on these filters.")
    return told


def _bought(plan: Plan) -> list[str]:
    """The key figures that the whole plan changes, where all of it is shown."""
    if not plan.steps or plan.steps_left:
        return []
    before, after = plan.steps[0].before, plan.steps[-1].after
    if before is None or after is None:
        return []
    return [f"All steps together: {'; '.join(changed_figures(before, after))}."]


def _links(number: int) -> str:
    return say.plural(number, "direct link", "direct links")


def _quality(plan: Plan) -> str:
    """How good the plan is, as far as it is known."""
    if plan.proven:
        return "No plan is cheaper (proven)."
    return (f"Not proven: no plan can cost less than {points(plan.lower_bound)} points, this one is at most "
            f"{say.percent(plan.gap)} above the best.")


def _headline(plan: Plan) -> Iterator[str]:
    for sentence in headline(plan):
        yield from textwrap.wrap(sentence, WIDTH)
    if plan.links_before:
        yield ""
        yield from textwrap.wrap("Points are weights for building and keeping connections, set in the landscape's "
                                 "strategy; they compare variants and are not money.", WIDTH)


def _step(number: int, step: Step, names: Mapping[str, str]) -> Iterator[str]:
    hub = step.hub
    opened = "new, " if hub.new else ""
    yield f"{number}. {hub.name} ({opened}{hub.kind}): gains {points(step.gain)}, cost {points(step.cost_before)} -> " \
          f"{points(step.cost_after)}"
    yield from _wrapped(step.why, "   ")
    for channel in step.channels:
        yield from _channel(channel, names)
    yield from _wrapped(f"Removed: {_links(len(step.removed))} ({say.listing(step.removed, 24)})", "   ")
    yield from _wrapped(_added(step, names), "   ")
    if step.before and step.after:
        yield from _wrapped(f"Figures: {'; '.join(changed_figures(step.before, step.after))}", "   ")
    for risk in step.risks:
        yield from _risk(risk)


def _added(step: Step, names: Mapping[str, str]) -> str:
    """What comes; whom a channel that grows takes on is named, the members of a new one stand with it."""
    joining = [names.get(s.system, s.system) for s in step.added if step.channels[s.channel].extends]
    new = sum(channel.extends is None for channel in step.channels)
    told = ["1 hub"] if step.hub.new else []
    told += [say.plural(new, "channel", "channels")] if new else []
    told.append(say.plural(len(step.added), "spoke", "spokes") + (f" ({say.listing(joining, 24)})" if joining else ""))
    return f"Added: {say.listing(told)}"


def _channel(channel: PlannedChannel, names: Mapping[str, str]) -> Iterator[str]:
    key = channel.key
    lane = f", {LANE_WORDS[key.lane]}" if key.lane else ""
    extends = f" (extends {_named(channel.extends, names)})" if channel.extends else ""
    sides = [", ".join(names.get(s, s) for s in side) for side in (channel.producers, channel.consumers)]
    yield from _wrapped(f"Channel {key.entity} {CLASS_WORDS[key.cls]}{lane}{extends}: {sides[0]} -> {sides[1]}", "   ")
    filters = _filters(channel, names)
    if filters:
        yield from _wrapped(f"Filters: {'; '.join(filters)}", "   ")


def _filters(channel: PlannedChannel, names: Mapping[str, str]) -> list[str]:
    """Whose data each consumer lets through, where that is not everybody's."""
    told = []
    for consumer in channel.consumers if channel.filters else ():
        senders = [p for p, c in channel.filters if c == consumer]
        if set(senders) < set(channel.producers) - {consumer}:
            told.append(f"{names.get(consumer, consumer)} only from {say.listing([names.get(s, s) for s in senders])}")
    return told


def _named(channel_id: str, names: Mapping[str, str]) -> str:
    """A channel by its hub's name."""
    hub, _, channel = channel_id.partition(".")
    return names.get(channel_id) or f"{names.get(hub, hub)} / {channel}"


def _risk(risk: Risk) -> Iterator[str]:
    yield from textwrap.wrap(risk.sentence, WIDTH, initial_indent=f"   {_MARKS.get(risk.severity, '- ')} ",
                             subsequent_indent="      ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)


_FIGURES: tuple[tuple[str, str, str], ...] = (
    ("direct_links", "direct links", "count"), ("spokes", "spokes", "count"),
    ("point_to_point_ratio", "point-to-point ratio", "share"), ("direct_density", "direct density", "share"),
    ("propagation_cost", "propagation cost", "share"), ("largest_cyclic_group", "largest cyclic group", "count"),
    ("sync_depth", "synchronous depth", "calls"), ("chain_latency_ms", "chain latency", "ms"),
    ("chain_availability", "chain availability", "availability"),
)
"""Key figures of a step: field, title, unit."""


def changed_figures(before: StepMetrics, after: StepMetrics) -> list[str]:
    """The key figures that a step changes, as title, before and after."""
    told = []
    for title, old, new in figures_around(before, after):
        if old != new:
            told.append(f"{title} {old} -> {new}")
    return told or ["no key figure changes"]


def figures_around(before: StepMetrics, after: StepMetrics) -> list[tuple[str, str, str]]:
    """All key figures around a step: title, before and after."""
    return [(title, _figure(name, getattr(before, name), unit), _figure(name, getattr(after, name), unit))
            for name, title, unit in _FIGURES]


def _figure(name: str, value: float | None, unit: str) -> str:
    if value is None and name in {"sync_depth", "chain_latency_ms"}:
        return "circle"
    return say.figure(value, unit)


def _left_out(plan: Plan) -> Iterator[str]:
    if plan.steps_left:
        yield f"{say.plural(plan.steps_left, 'further step is', 'further steps are')} not shown."


def _rejected(plan: Plan, names: Mapping[str, str]) -> Iterator[str]:
    if not plan.rejected:
        return
    yield "HUBS THAT DO NOT PAY"
    yield ""
    for r in plan.rejected:
        yield from _bullet(f"{rejected_name(r, names)}: {r.why[0].lower()}{r.why[1:]}")


def rejected_name(rejected: Rejected, names: Mapping[str, str]) -> str:
    """What a hub that is not opened would be: its kind, and its zone if it has one."""
    return f"{rejected.kind} in {names.get(rejected.zone, rejected.zone)}" if rejected.zone else rejected.kind


def _near_misses(found: Iterable[NearMiss]) -> Iterator[str]:
    lines = [line for near in found for line in _bullet(near.question)]
    if lines:
        yield "WORTH ASKING (not counted)"
        yield ""
        yield from lines


def _direct(plan: Plan) -> Iterator[str]:
    """What stays direct, and why."""
    if not plan.links_after:
        return
    yield "WHAT STAYS DIRECT"
    yield ""
    counts = Counter(blocked.reason for blocked in plan.ineligible)
    for reason in Reason:
        if counts[reason]:
            each = "each because" if counts[reason] > 1 else "because"
            yield from _bullet(f"{_links(counts[reason])} may not be rerouted, {each} {REASON_WORDS[reason]}.")
    rest = plan.links_after - len(plan.ineligible)
    if rest > 0:
        yield from _bullet(f"{_links(rest)} may be rerouted, but that would cost more than it saves, or somebody would "
                           "receive what it does not receive today, or receive it twice.")
    if plan.groups:
        offers = "offers" if plan.idle_groups == 1 else "offer"
        yield from _bullet(f"{say.count(plan.idle_groups)} of {say.plural(plan.groups, 'group', 'groups')} of like "
                           f"flows {offers} no saving.")


def _overlaps(plan: Plan) -> Iterator[str]:
    if plan.overlaps:
        yield "DELIVERED TWICE TODAY"
        yield ""
        for sentence in plan.overlaps:
            yield from _bullet(sentence)


def _bullet(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="- ", subsequent_indent="  ")
