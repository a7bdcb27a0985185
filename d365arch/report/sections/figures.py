"""Key figures, and plots that show how they come about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from d365arch.analysis import wording as say
from d365arch.analysis.figures import figures
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.waits import Wait
from d365arch.report.content import Block, Card, Cards, Plot, PlotKind, PlotPoint, Plots, Section
from d365arch.report.given import Given

KEY_FIGURES = ("direct_links", "point_to_point_ratio", "propagation_cost", "core", "cut_systems", "sync_depth",
               "chain_availability", "landscape_cost")
MOST_BARS = 10
_WIDEST = 12
"""Most neighbors that have a bar of their own."""


def figures_section(given: Given) -> Section:
    """The key figures and the plots for which the landscape has data."""
    by_id = {f.id: f for f in figures(given.result)}
    then = {f.id: f.shown for f in figures(given.after)} if given.after else {}
    cards = Cards(tuple(
        Card(title=f.title, value=f.shown, meaning=f.meaning, severity=f.severity,
             then=then[f.id] if then.get(f.id, f.shown) != f.shown else "")
        for f in (by_id[key] for key in KEY_FIGURES)))
    found = [plot for plot in (_degrees(given.result), _savings(given), _loads(given), _waits(given)) if plot]
    blocks: tuple[Block, ...] = (cards, Plots(tuple(found))) if found else (cards,)
    lead = "A mark at the top says that a default rule finds fault with the figure"
    lead += "; behind the arrow stands what it will be after the plan." if given.after else "."
    return Section("figures", "Key figures", blocks, lead)


def _degrees(result: AnalysisResult) -> Plot | None:
    """How many systems have how many direct neighbors."""
    degrees = [len(s.neighbors) for s in result.systems]
    if not any(degrees):
        return None
    counts = Counter(min(d, _WIDEST) for d in degrees)
    last = max(counts)
    points = tuple(PlotPoint(f"{d}+" if d == _WIDEST and max(degrees) > _WIDEST else str(d), counts[d],
                             say.count(counts[d]) if counts[d] else "") for d in range(last + 1))
    warn, objects = result.settings.threshold("R-201.warn"), result.settings.threshold("R-201.viol")
    many = sum(d >= warn for d in degrees)
    half = sorted(degrees)[len(degrees) // 2]
    sentence = (f"Half of the systems have {half} or fewer direct neighbors; "
                f"{say.plural(many, 'system has', 'systems have')} {say.decimal(warn)} or more, where the default "
                f"warns (it objects from {say.decimal(objects)}).")
    return Plot(id="degrees", title="Direct neighbors", sentence=sentence, kind=PlotKind.BARS,
                x="direct neighbors of a system", y="systems", points=points)


def _savings(given: Given) -> Plot | None:
    """The cost after each step."""
    plan = given.plan
    if plan is None or not plan.steps:
        return None
    costs = [plan.steps[0].cost_before, *(s.cost_after for s in plan.steps)]
    points = tuple(PlotPoint(str(n), cost, say.decimal(cost, 1)) for n, cost in enumerate(costs))
    saved = costs[0] - costs[-1]
    half = next(n for n, cost in enumerate(costs) if costs[0] - cost >= saved / 2)
    sentence = (f"The first {say.plural(half, 'step brings', 'steps bring')} half of what all "
                f"{len(costs) - 1} save; no plan can go below the dashed line." if len(costs) > 2 else
                "One step brings all that is saved; no plan can go below the dashed line.")
    return Plot(id="savings", title="What each step saves", sentence=sentence, kind=PlotKind.COURSE,
                x="steps of the plan taken", y="cost in points", points=points, mark=plan.lower_bound,
                mark_text=f"lower bound {say.decimal(plan.lower_bound, 1)}")


def _loads(given: Given) -> Plot | None:
    """Messages an hour by hub, today or, where there is a plan, after it."""
    result = given.after or given.result
    rates: defaultdict[str, float] = defaultdict(float)
    for channel in result.network.channels:
        rates[channel.hub] += channel.rate_per_hour
    for spoke in result.network.spokes:    # of middleware without channels
        for hub, node in ((spoke.initiator_hub, spoke.initiator), (spoke.called_hub, spoke.called)):
            if hub is not None and node == hub:
                rates[hub] += spoke.rate_per_hour
    ranked = sorted(((rate, hub) for hub, rate in rates.items() if rate > 0), key=lambda r: (-r[0], r[1]))
    if not ranked:
        return None
    shares = _shares(result, ranked)
    points = tuple(PlotPoint(result.network.label(hub), rate, say.rate(rate) + shares.get(hub, ""))
                   for rate, hub in ranked[:MOST_BARS])
    when = "After the plan, " if given.after else ""
    most, hub = ranked[0]
    top = f"{result.network.label(hub)} carries the most: {say.rate(most)} messages in an average hour"
    left = f"; {say.plural(len(ranked) - MOST_BARS, 'hub is', 'hubs are')} left out" if len(ranked) > MOST_BARS else ""
    told = " In brackets: share of the capacity that is stated." if shares else " No capacity is stated."
    return Plot(id="loads", title="Load by hub", sentence=f"{when}{top}, as far as volumes are stated{left}.{told}",
                kind=PlotKind.LYING, x="messages an hour", y="", points=points)


def _shares(result: AnalysisResult, loads: Iterable[tuple[float, str]]) -> dict[str, str]:
    """What hubs carry as a share of their capacity, in brackets, where one is stated for the hub or its class."""
    capacities, nodes = result.settings.capacities, result.network.node_by_id
    stated = ((hub, rate, capacities.get(hub, capacities.get(nodes[hub].hub_class or ""))) for rate, hub in loads)
    return {hub: f" ({say.percent(rate / capacity)})" for hub, rate, capacity in stated if capacity}


def _waits(given: Given) -> Plot | None:
    """The systems whose calls take longest, each with the slowest chain of calls about the same data."""
    slowest: dict[str, Wait] = {}
    for chain in sorted(given.chains, key=lambda c: -c.start.latency_ms):
        slowest.setdefault(chain.nodes[0], chain.start)
    waits = [w for w in slowest.values() if w.latency_ms > 0]
    if not waits:
        return None
    points = tuple(PlotPoint(_way(given, w), w.latency_ms, say.milliseconds(w.latency_ms)) for w in waits[:MOST_BARS])
    first = waits[0]
    of = f"; the {MOST_BARS} systems that wait longest are shown" if len(waits) > MOST_BARS else ""
    sentence = (f"A call of {given.label(first.nodes[0])} may wait {say.milliseconds(first.latency_ms)} until all that "
                f"it needs has answered, by the stated times{of}.")
    return Plot(id="waits", title="Longest waits", sentence=sentence, kind=PlotKind.LYING,
                x="milliseconds, added up along calls about the same data", y="", points=points)


def _way(given: Given, wait: Wait) -> str:
    """Where a chain starts and ends."""
    start, end = given.label(wait.nodes[0]), given.label(wait.nodes[-1])
    return f"{start} > {end}" if len(wait.nodes) == 2 else f"{start} > … > {end}"
