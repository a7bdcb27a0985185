"""What becomes of data whose taker is off: it waits in a channel or with its sender, or it is lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from d365arch.analysis.outage.backlog import queue, rate_of
from d365arch.analysis.outage.facts import Sender, outage_facts
from d365arch.analysis.outage.records import Failing, Loss, Queue, Where
from d365arch.analysis.outage.wires import Transfer, Wires
from d365arch.model.vocabulary import Operation


class Undelivered(NamedTuple):
    """Queues and failing integrations, in no order."""

    queues: list[Queue]
    failing: list[Failing]


def undelivered(wires: Wires, failed: Collection[str]) -> Undelivered:
    """What piles up or fails when some systems and hubs are off."""
    off = frozenset(failed)
    nodes = wires.nodes(off)
    queues = _channels(wires, off, _stuck(wires, off))
    failing: list[Failing] = []
    seen: set[tuple[str, str]] = set()
    for node in nodes:
        for arriving in wires.taken.get(node, ()):
            for transfer in _sent(wires, arriving, off):
                if (transfer.link, transfer.giver) not in seen:
                    seen.add((transfer.link, transfer.giver))
                    _judge(wires, transfer, queues, failing)
    return Undelivered(queues, failing)


def _stuck(wires: Wires, off: frozenset[str]) -> dict[str, frozenset[str]]:
    """Nodes of working middleware that cannot pass on what they take, and what is off that they call or fill."""
    found: dict[str, frozenset[str]] = {}
    work = wires.nodes(off)
    while work:
        node = work.pop()
        owner = wires.owner(node)
        causes = frozenset((owner,)) if owner in off else found[node]
        before = [call.caller for call in wires.callers.get(node, ())]
        if owner in off:
            before += [t.giver for t in wires.taken.get(node, ()) if t.pushed]
        for each in before:
            known = found.get(each, frozenset())
            passes_on = wires.is_hub(each) and each not in wires.holding and wires.owner(each) not in off
            if passes_on and not causes <= known:
                found[each] = known | causes
                work.append(each)
    return found


def _channels(wires: Wires, off: frozenset[str], stuck: Mapping[str, frozenset[str]]) -> list[Queue]:
    """Channels of working hubs whose consumers are off or stuck; with one copy for all, only where all of them are."""
    idle: dict[str, list[Transfer]] = defaultdict(list)
    for node in (*wires.nodes(off), *sorted(stuck)):
        for transfer in wires.taken.get(node, ()):
            if transfer.giver in wires.holding and wires.owner(transfer.giver) not in off:
                idle[transfer.giver].append(transfer)
    found = []
    for place, waiting in sorted(idle.items()):
        takers = {t.taker for t in wires.given[place]}
        if wires.shares_one_copy(place) and takers - {t.taker for t in waiting}:
            continue
        filling = wires.taken.get(place, [])
        living = [t for t in filling if wires.owner(t.giver) not in off]
        if filling and not living:
            continue
        hub_type = wires.facts.landscape.system_by_id[wires.owner(place)].type or ""
        given_back = outage_facts().deliveries.get(hub_type) if any(t.taker in stuck for t in waiting) else None
        found.append(queue(
            wires, place, Where.CHANNEL, into=[t.link for t in living], out=[t.link for t in waiting],
            waiting_for=[wires.owner(t.taker) for t in waiting],
            because=[cause for t in waiting for cause in stuck.get(t.taker, ())],
            entities=[e for t in waiting for e in t.entities],
            facts=(given_back,) if given_back else (),
        ))
    return found


def _sent(
    wires: Wires, transfer: Transfer, off: frozenset[str], through: frozenset[str] = frozenset()
) -> Iterator[Transfer]:
    """The transfers by which working senders notice that data does not arrive: through gateways, those into them;
    none where it stays in a channel, which is told as a queue."""
    giver = transfer.giver
    if wires.owner(giver) in off or giver in wires.holding or giver in through:
        return
    sources = wires.taken.get(giver, ())
    if wires.is_gateway(giver):
        for earlier in sources:
            yield from _sent(wires, earlier, off, through | {giver})
    elif not (wires.is_hub(giver) and sources and all(t.giver in wires.holding for t in sources)):
        yield transfer


def _judge(wires: Wires, transfer: Transfer, queues: list[Queue], failing: list[Failing]) -> None:
    """Tell what becomes of one transfer whose taker is off."""
    integration = wires.integration(transfer.link)
    handling = integration.error_handling
    kept = bool(handling and (handling.retry or handling.dead_letter or handling.reprocess))
    own = _own(wires, transfer)
    keeps = own.keeps if own else None
    if not transfer.pushed:
        # What fetches is off: a call nobody makes, a run that the next one makes up for, or data that wait.
        if keeps is not None or not (transfer.run or transfer.waits):
            queues.append(_waiting(wires, transfer, Where.SOURCE, keeps, own))
    elif kept or keeps is not None:
        queues.append(_waiting(wires, transfer, Where.SENDER, keeps, own))
    elif transfer.run or set(integration.operations) != {Operation.READ}:
        rate = None if transfer.run else rate_of(integration.volume)
        loss = Loss.RUN if transfer.run else Loss.CALL if transfer.waits else Loss.MESSAGE
        failing.append(Failing(
            link=transfer.link, giver=wires.owner(transfer.giver), taker=wires.owner(transfer.taker), loss=loss,
            entities=transfer.entities, rate_per_hour=rate.per_hour if rate else None, peak=bool(rate and rate.peak),
            fact=own.text if own else "",
        ))


def _own(wires: Wires, transfer: Transfer) -> Sender | None:
    """What the giver's kind of endpoint does by itself."""
    integration = wires.integration(transfer.link)
    end = integration.from_ if wires.owner(transfer.giver) == integration.from_.system else integration.to
    endpoint = wires.facts.landscape.endpoint_at(end)
    return outage_facts().senders.get((endpoint.type if endpoint else None) or "")


def _waiting(wires: Wires, transfer: Transfer, where: Where, keeps: float | None, own: Sender | None) -> Queue:
    return queue(wires, transfer.giver, where, into=(transfer.link,), out=(),
                 waiting_for=(wires.owner(transfer.taker),), entities=transfer.entities, keeps=keeps,
                 facts=(own.text,) if own else ())
