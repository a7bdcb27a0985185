"""The sentences of a plan: why a step, why not a hub, with figures."""

from __future__ import annotations

from d365arch.analysis.consolidation.channels import Worth
from d365arch.analysis.consolidation.ordering import Bundle
from d365arch.analysis.consolidation.problem import Problem
from d365arch.analysis.settings import Costs
from d365arch.analysis.wording import decimal, plural


def points(value: float) -> str:
    """Points with at most two digits."""
    return decimal(value, 2)


def why_step(bundle: Bundle, problem: Problem, costs: Costs) -> str:
    """Why a step pays, in one sentence."""
    parts = [why_channel(w, problem) for w in bundle.worths]
    if bundle.opens:
        parts.append(f"opening the hub costs {points(costs.hub)}")
    return "; ".join(parts) + "."


def why_channel(worth: Worth, problem: Problem) -> str:
    """What a channel turns into what: 2 producers x 3 consumers of account: 6 links become 5 spokes; 12 -> 7 points."""
    channel = worth.channel
    links = plural(len(worth.removed), "link", "links")
    turn = f"{points(worth.before)} -> {points(worth.after)} points"
    if channel.extends is None:
        sides = (f"{plural(len(channel.producers), 'producer', 'producers')} x "
                 f"{plural(len(channel.consumers), 'consumer', 'consumers')}")
        become = "become" if len(worth.removed) > 1 else "becomes"
        return f"{sides} of {channel.key.entity}: {links} {become} {_spokes(worth)}; {turn}"
    name = problem.network.label(channel.extends)
    if not worth.joins:
        goes = "go" if len(worth.removed) > 1 else "goes"
        return f"{name} already delivers {channel.key.entity}: {links} beside it {goes}; {turn}"
    become = "become" if len(worth.removed) > 1 else "becomes"
    return f"{name} takes on {_joins(worth)} of {channel.key.entity}: {links} {become} {_spokes(worth)}; {turn}"


def _spokes(worth: Worth) -> str:
    return plural(len(worth.joins), "spoke", "spokes")


def _joins(worth: Worth) -> str:
    sides = [sum(join.side == side for join in worth.joins) for side in ("producer", "consumer")]
    named = [plural(sides[0], "producer", "producers"), plural(sides[1], "consumer", "consumers")]
    return " and ".join(text for text, number in zip(named, sides, strict=True) if number)


def why_rejected(saving: float, fee: float) -> str:
    """Why a hub is not opened."""
    if fee - saving < 0.005:
        return f"Saves {points(saving)}, costs {points(fee)}: nothing would be gained."
    return f"Saves {points(saving)}, costs {points(fee)}: not worth it below {points(fee - saving)} more points."
