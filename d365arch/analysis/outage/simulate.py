"""Switches systems and hubs off and tells who is blocked, what piles up, what is lost and what grows old."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from d365arch.analysis.flows import Network
from d365arch.analysis.outage.blocking import blocked, stopped
from d365arch.analysis.outage.records import Extent, Failing, Mark, Outage, Queue, Stale
from d365arch.analysis.outage.staleness import stale
from d365arch.analysis.outage.undelivered import undelivered
from d365arch.analysis.outage.wires import Wires
from d365arch.analysis.outage.wording import Words
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.errors import AnalysisError, printable
from d365arch.model.problems import did_you_mean


def simulate(facts: Facts, settings: Settings, failed: Collection[str], network: Network | None = None) -> Outage:
    """What follows when these systems and hubs are off.

    Raises `AnalysisError` for an id that is neither. `network` saves reading the landscape once more.
    """
    return simulated(Wires(facts, settings, network), failed)


def simulated(wires: Wires, failed: Collection[str]) -> Outage:
    """As `simulate`, for one who asks several times."""
    off = tuple(sorted(set(failed)))
    _check(wires, off)
    found = stopped(wires, off)
    lost = undelivered(wires, off)
    words = Words(wires, off)
    stopping = tuple(words.blocked(b) for b in blocked(wires, off, found))
    queues = tuple(words.queue(q) for q in sorted(lost.queues, key=_by_end))
    failing = tuple(words.failing(f) for f in sorted(lost.failing, key=_by_loss))
    old = tuple(words.stale(s) for s in stale(wires, off))
    systems = {s.id for s in wires.network.systems} - set(off)
    noticing = {b.system for b in stopping if b.extent is not Extent.AT_RISK}
    noticing = (noticing | {f.giver for f in failing} | {s.system for s in old}) & systems
    outage = Outage(
        failed=off, blocked=stopping, queueing=queues, failing=failing, stale=old,
        down_links=tuple(sorted(_touching(wires, off))),
        affected=tuple(sorted(noticing)), at_risk=tuple(sorted(({b.system for b in stopping} & systems) - noticing)),
        others=len(systems),
        assumptions=tuple(_assumptions(wires, bool(stopping), queues, old)), summary="",
    )
    return replace(outage, summary=words.summary(outage))


def _check(wires: Wires, off: tuple[str, ...]) -> None:
    known = wires.network.node_by_id
    for each in off:
        if each not in known:
            hint = _named(each, wires) or did_you_mean(each, known) or "; name the id of a system or hub."
            raise AnalysisError(f'There is no system "{printable(each)}" to switch off{hint}')


def _named(word: str, wires: Wires) -> str:
    """A hint at the id of the system that is called so, or nearly so; nothing where none is."""
    by_name: dict[str, str] = {}
    for system in sorted(wires.facts.landscape.systems, key=lambda system: system.id):
        if system.name:
            by_name.setdefault(system.name.casefold(), system.id)
    near = did_you_mean(word.casefold(), by_name, "{}")[1:-1]
    return f'; did you mean "{by_name[near]}"?' if near else ""


def _by_end(q: Queue) -> tuple[float, float, str, tuple[str, ...]]:
    return (q.ends_hours if q.ends_hours is not None else float("inf"), -(q.rate_per_hour or 0), q.place, q.links)


def _by_loss(f: Failing) -> tuple[bool, float, str, str]:
    return (f.loss == "run", -(f.rate_per_hour or 0), f.link, f.giver)


def _touching(wires: Wires, off: tuple[str, ...]) -> Iterator[str]:
    for integration in wires.facts.landscape.integrations:
        if integration.active is not False and {integration.from_.system, integration.to.system} & set(off):
            yield integration.id


def _assumptions(wires: Wires, stopping: bool, queues: tuple[Queue, ...], old: tuple[Stale, ...]) -> Iterator[str]:
    yield "What is off answers nothing and sends nothing; everything else works as usual."
    if stopping:
        yield ("Which function of a system needs which call is not stated: a call to a system all of whose own calls "
               "fail counts as failing where these are about the same data or do not say; every other call to a system "
               "that does not get its answers is at risk. A scheduled run that fails holds nobody else up.")
    if queues:
        yield ("Messages arrive at the stated average rate, or at the peak where only that is stated; a topic keeps "
               "each message once, however many subscribers wait.")
    if old:
        yield ("A copy is stale from the first update that can be missed; an answer that is read on demand is no copy. "
               "A system hands on what it gets and gives under the same name.")
    untimed = sum(link.timing is None for link in wires.network.link_by_id.values())
    if untimed == 1:
        yield "1 integration states no timing and is taken as asynchronous."
    elif untimed:
        yield f"{untimed:,} integrations state no timing and are taken as asynchronous."


def marks(outage: Outage) -> dict[str, tuple[Mark, ...]]:
    """The marks of each system and hub that an outage concerns, the gravest first."""
    found: dict[str, set[Mark]] = {}
    for mark, nodes in (
        (Mark.FAILED, outage.failed),
        (Mark.LOSING, [f.giver for f in outage.failing]),
        (Mark.QUEUEING, [q.place for q in outage.queueing]),
        (Mark.STALE, [s.system for s in outage.stale]),
    ):
        for node in nodes:
            found.setdefault(node.partition(".")[0], set()).add(mark)
    for each in outage.blocked:
        found.setdefault(each.system, set()).add(Mark(each.extent.value))
    gravity = list(Mark)
    return {owner: tuple(sorted(own, key=gravity.index)) for owner, own in sorted(found.items())}


def link_marks(outage: Outage) -> dict[str, Mark]:
    """The gravest mark of each integration: `blocked` where its caller waits in vain, `losing`, `queueing` or `stale`
    where data do not arrive, `at-risk`; `failed` where it has a failed end and none of these."""
    found: dict[str, Mark] = dict.fromkeys(outage.down_links, Mark.FAILED)
    for mark, links in (
        (Mark.AT_RISK, [link for b in outage.blocked for link in b.at_risk]),
        (Mark.STALE, [link for s in outage.stale for link in s.links]),
        (Mark.QUEUEING, [link for q in outage.queueing for link in q.links]),
        (Mark.LOSING, [f.link for f in outage.failing]),
        (Mark.BLOCKED, [link for b in outage.blocked for link in b.failing]),
    ):
        found.update(dict.fromkeys(links, mark))
    return found
