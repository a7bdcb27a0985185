"""Puts channels into the order in which a plan takes its steps, and leaves out hubs that do not pay.

Source of the rule: section 4 of the product's analysis contract.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import NamedTuple

from d365arch.analysis.consolidation.channels import Order, Worth
from d365arch.analysis.consolidation.problem import hub_of
from d365arch.analysis.consolidation.records import HubKey

EPSILON = 1e-9
"""Points below which a saving is none: weights need not be whole numbers."""


class Bundle(NamedTuple):
    """The channels of one step, the most saving first; `opens` says that the step opens their hub."""

    hub: HubKey
    worths: tuple[Worth, ...]
    opens: bool
    gain: float


class Ordered(NamedTuple):
    """Steps in order, and the channels of every hub that is not worth opening, the most saving first."""

    bundles: list[Bundle]
    rejected: list[tuple[HubKey, list[Worth]]]


def in_order(worths: Iterable[Worth], open_hubs: frozenset[HubKey], fee: float) -> Ordered:
    """The steps by falling gain, a new hub's fee taken from the gain of the step that opens it.

    A hub is opened by the shortest run of its channels, in falling saving, that together save more than the fee; its
    other channels become steps of their own from then on.
    """
    by_hub: dict[HubKey, list[Worth]] = {}
    for worth in worths:
        if worth.saving > EPSILON:
            by_hub.setdefault(hub_of(worth.channel.key), []).append(worth)
    waiting: list[tuple[float, Order, Bundle]] = []
    later: dict[HubKey, list[Worth]] = {}
    rejected: list[tuple[HubKey, list[Worth]]] = []
    for hub, found in sorted(by_hub.items()):
        found.sort(key=lambda w: (-w.saving, w.order))
        if hub in open_hubs:
            waiting += map(_single, found)
            continue
        opening = _opening(hub, found, fee)
        if opening is None:
            rejected.append((hub, found))
        else:
            waiting.append(_entry(opening))
            later[hub] = found[len(opening.worths):]
    heapq.heapify(waiting)
    bundles = []
    while waiting:
        *_, bundle = heapq.heappop(waiting)
        bundles.append(bundle)
        for worth in later.pop(bundle.hub, ()):
            heapq.heappush(waiting, _single(worth))
    return Ordered(bundles, rejected)


def _opening(hub: HubKey, falling: list[Worth], fee: float) -> Bundle | None:
    """The shortest run that pays for the hub; none where all together do not."""
    total = 0.0
    for position, worth in enumerate(falling, start=1):
        total += worth.saving
        if total > fee + EPSILON:
            return Bundle(hub, tuple(falling[:position]), True, total - fee)
    return None


def _single(worth: Worth) -> tuple[float, Order, Bundle]:
    return _entry(Bundle(hub_of(worth.channel.key), (worth,), False, worth.saving))


def _entry(bundle: Bundle) -> tuple[float, Order, Bundle]:
    return (-bundle.gain, bundle.worths[0].order, bundle)
