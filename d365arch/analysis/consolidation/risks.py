"""What a step may bring: new dependencies, a hub that holds all together, time, availability, load, echoes, leftovers.

Source of the list: section 4 of the product's analysis contract.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from d365arch.analysis.consolidation.changes import Change
from d365arch.analysis.consolidation.channels import Worth, pairs_of
from d365arch.analysis.consolidation.problem import Problem
from d365arch.analysis.consolidation.records import Blocked, PlannedHub, Reason, Risk
from d365arch.analysis.consolidation.wishes import REASON_WORDS, Complaints
from d365arch.analysis.flows import Link
from d365arch.analysis.wording import availability, count, listing, milliseconds, percent, plural, rate
from d365arch.catalog.records import HubClass

FULL, NEARLY_FULL = 1.0, 0.8
"""Shares of a hub's capacity from which its load is a violation or a warning; defaults of ours."""

SHORT_MARGIN = 0.1
"""Share of the time accepted below which what is left of it is a warning; a default of ours."""


class Cuts(NamedTuple):
    """How many systems each part would hold without a hub, before and after a step, the largest part first; two or more
    parts make it a cut node."""

    before: Sequence[int]
    after: Sequence[int]


class RiskBook:
    """Tells the risks of steps one after the other, and remembers who is on which hub and how much it carries."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._network = problem.network
        self._name = problem.network.label
        self._say = Complaints(problem)
        self._members: dict[str, set[str]] = {}
        self._load: dict[str, float] = {}
        for channel in self._network.channels:
            self._members.setdefault(channel.hub, set()).update(channel.producers, channel.consumers)
            self._load[channel.hub] = self._load.get(channel.hub, 0.0) + channel.rate_per_hour

    def of(
        self, hub: PlannedHub, worths: Sequence[Worth], changes: Sequence[Change], cuts: Cuts | None
    ) -> tuple[Risk, ...]:
        """The risks of a step; from then on its channels count as there. Without `cuts` nothing is said about them."""
        found: list[Risk | None] = [self._dependency(hub, worths)]
        if cuts is not None:
            found.append(self._cut(hub, cuts))
        if hub.cls is HubClass.SYNC:
            links = [self._network.link_by_id[i] for w in worths for i in w.removed]
            found += [self._latency(hub, links), self._availability(hub, links)] if links else []
        found.append(self._loaded(hub, worths, changes))
        for w in worths:
            found += [self._echo(w), self._siblings(w), self._filters(w)]
        return tuple(risk for risk in found if risk)

    def _dependency(self, hub: PlannedHub, worths: Iterable[Worth]) -> Risk | None:
        members = self._members.setdefault(hub.id, set())
        new = sorted({join.system for w in worths for join in w.joins} - members)
        members.update(new)
        if not new:
            return None
        share = self._hub_availability(hub)
        depend = "depends" if len(new) == 1 else "depend"
        return Risk(
            kind="dependency", severity="info", elements=(hub.id, *new),
            sentence=f"{plural(len(new), 'system', 'systems')} newly {depend} on {hub.name} ({availability(share)} "
                     f"available): {listing([self._name(s) for s in new])}.",
            figures={"systems": len(new), "hub_availability": share},
        )

    def _hub_availability(self, hub: PlannedHub) -> float:
        node = self._network.node_by_id.get(hub.id)
        return node.availability if node else self._problem.settings.hub_availability

    def _cut(self, hub: PlannedHub, cuts: Cuts) -> Risk | None:
        """What falls apart without the hub, where that is more than before the step."""
        before, apart = sum(cuts.before[1:]), sum(cuts.after[1:])
        if len(cuts.after) < 2 or (len(cuts.before), before) == (len(cuts.after), apart):
            return None
        was_cut = len(cuts.before) > 1
        are = "is" if apart == 1 else "are"
        parts = (f"{count(len(cuts.after))} parts and {plural(apart, 'system', 'systems')} {are} cut off from the "
                 "largest")
        told = (f"{hub.name} stays a cut node: without it the landscape then falls into {parts} "
                f"({count(before)} before)." if was_cut else
                f"{hub.name} becomes a cut node: without it the landscape falls into {parts}, so it needs a second "
                "instance or a tested way back.")
        return Risk(
            kind="cut", severity="info" if was_cut else "warning", elements=(hub.id,), sentence=told,
            figures={"cut_before": int(was_cut), "cut_after": 1, "parts": len(cuts.after), "apart": apart},
        )

    def _latency(self, hub: PlannedHub, links: Sequence[Link]) -> Risk | None:
        hop = self._problem.settings.hop_ms[hub.cls.value]
        figures: dict[str, float | int | str | None] = {"hop_ms": hop}
        margins: list[tuple[float, Link]] = []
        for link in sorted(links):
            through = (link.latency_ms or 0.0) + hop
            figures[f"latency_ms.{link.id}"] = through
            figures[f"margin_ms.{link.id}"] = None if link.budget_ms is None else link.budget_ms - through
            if link.budget_ms is not None:
                margins.append((link.budget_ms - through, link))
        takes = "call takes" if len(links) == 1 else "calls take"
        sentence = f"{count(len(links))} synchronous {takes} {milliseconds(hop)} longer"
        severity = "info"
        if margins:
            margin, link = min(margins)
            budget = link.budget_ms or 0.0
            sentence += (f"; the tightest, {self._name(link.initiator)} to {self._name(link.called)}, then takes "
                         f"{milliseconds(budget - margin)} of {milliseconds(budget)}, {milliseconds(margin)} left")
            figures["tightest_margin_ms"] = margin
            severity = "warning" if margin < SHORT_MARGIN * budget else "info"
        unstated = len(links) - len(margins)
        if unstated:
            state = "states" if unstated == 1 else "state"
            sentence += f"; {count(unstated)} {state} no longest time"
        silent = sum(link.latency_ms is None for link in links)
        if silent:
            state = "states" if silent == 1 else "state"
            sentence += f"; {count(silent)} {state} no answer time today, which counts as 0 ms"
        return Risk(kind="latency", severity=severity, sentence=f"{sentence}.", figures=figures,
                    elements=tuple(sorted(link.id for link in links)))

    def _availability(self, hub: PlannedHub, links: Sequence[Link]) -> Risk | None:
        share = self._hub_availability(hub)
        called = {link.called: self._network.node_by_id[link.called].availability for link in links}
        figures: dict[str, float | int | str | None] = {"hub_availability": share}
        for system, own in sorted(called.items()):
            figures[f"availability.{system}"] = own * share
        worst, own = min(called.items(), key=lambda item: (item[1], item[0]))
        return Risk(
            kind="availability", severity="info", elements=(hub.id, *sorted(called)),
            sentence=f"Callers of {listing([self._name(s) for s in sorted(called)])} need {hub.name}, too: "
                     f"{self._name(worst)} is then available to them {availability(own * share)} instead of "
                     f"{availability(own)} of the time.",
            figures=figures,
        )

    def _loaded(self, hub: PlannedHub, worths: Iterable[Worth], changes: Iterable[Change]) -> Risk:
        more = sum(c.channel.rate_per_hour - (c.before.rate_per_hour if c.before else 0.0) for c in changes)
        load = self._load[hub.id] = self._load.get(hub.id, 0.0) + more
        capacities = self._problem.settings.capacities
        capacity = capacities.get(hub.id, capacities.get(hub.cls.value))
        unstated = sum(not self._network.link_by_id[i].rate_per_hour for w in worths for i in w.removed)
        figures: dict[str, float | int | str | None] = {
            "load_per_hour": load, "capacity_per_hour": capacity, "unstated": unstated}
        sentence = f"{hub.name} then carries {rate(load)} messages an hour"
        if unstated and not load:
            sentence = f"What {hub.name} then carries is not known"
        severity = "info"
        if capacity is None:
            sentence += " (capacity not stated)"
        else:
            share = load / capacity if capacity else 1.0
            figures["share"] = share
            sentence += f", {percent(share)} of its {rate(capacity)}" if load else ""
            severity = "violation" if share > FULL else "warning" if share > NEARLY_FULL else "info"
        if unstated:
            state = "states" if unstated == 1 else "state"
            sentence += f"; {plural(unstated, 'link', 'links')} {state} no volume"
        return Risk(kind="load", severity=severity, sentence=f"{sentence}.", elements=(hub.id,), figures=figures)

    def _echo(self, worth: Worth) -> Risk | None:
        channel = worth.channel
        both = sorted(set(channel.producers) & set(channel.consumers))
        if not both or channel.filters:
            return None
        gets = "gets its" if len(both) == 1 else "get their"
        return Risk(
            kind="echo", severity="info", elements=tuple(both), figures={"systems": len(both)},
            sentence=f"{listing([self._name(s) for s in both])} {gets} own {channel.key.entity} back from the channel "
                     "and must tell it from that of others.",
        )

    def _siblings(self, worth: Worth) -> Risk | None:
        channel = worth.channel
        group = self._problem.group_by_key[channel.key]
        producers, consumers = set(channel.producers), set(channel.consumers)
        left = sorted({b for (p, c), why in group.blocked.items() if p in producers or c in consumers for b in why})
        if not left:
            return None
        stay = "link stays" if len(left) == 1 else "links stay"
        by_reason = [[b for b in left if b.reason is reason] for reason in Reason]
        told = "; ".join(self._same_reason(same) for same in by_reason if same)
        return Risk(
            kind="sibling", severity="info", elements=tuple(b.integration for b in left),
            sentence=f"{count(len(left))} {stay} direct beside the channel for {channel.key.entity}: {told}.",
            figures=dict(sorted(Counter(b.reason.value for b in left).items())),
        )

    def _same_reason(self, same: Sequence[Blocked]) -> str:
        """Links that stay direct for one reason."""
        links = [self._network.link_by_id[b.integration] for b in same]
        pairs = [f"{self._name(link.initiator)} to {self._name(link.called)}" for link in links]
        if len(same) == 1:
            return f"{pairs[0]}, because {self._say.because(same[0])}"
        return f"{count(len(same))}, each because {REASON_WORDS[same[0].reason]} ({listing(pairs, 4)})"

    def _filters(self, worth: Worth) -> Risk | None:
        channel = worth.channel
        if not channel.filters:
            return None
        kept_out = set(pairs_of(channel.producers, channel.consumers)) - set(channel.filters)
        if not kept_out:
            return None
        filtering = sorted({consumer for _, consumer in kept_out})
        pairs = plural(len(kept_out), "pair is", "pairs are")
        return Risk(
            kind="filter", severity="warning", elements=tuple(filtering),
            sentence=f"{listing([self._name(s) for s in filtering])} must filter {channel.key.entity} by producer "
                     f"({pairs} kept out); a wrong filter lets through what must not come this way.",
            figures={"filters": len(filtering), "kept_out": len(kept_out)},
        )
