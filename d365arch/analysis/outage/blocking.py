"""Who waits in vain: callers of what failed, and their callers."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from typing import NamedTuple

from d365arch.analysis.outage.records import Blocked, Extent
from d365arch.analysis.outage.wires import Call, Wires


class Stopped(NamedTuple):
    """Who cannot get on, as nodes: `towards` holds for each the call with which its way to the failure begins (none for
    what is off). The `failing` calls get no answer for sure. All calls of `whole` ones are among these, some of the
    other `sure` ones; the rest of `towards` calls something that works in part. Others wait for `passing` ones; who is
    in none but `towards` misses runs only."""

    towards: dict[str, Call | None]
    failing: frozenset[Call]
    whole: frozenset[str]
    sure: frozenset[str]
    passing: frozenset[str]

    def may_fail(self, wires: Wires, call: Call) -> bool:
        """Whether a call goes to something that works in part, or whose other calls fail."""
        return call.called in self.passing and call not in self.failing and wires.hands_on(call)


def surely_stopped(wires: Wires, failed: Collection[str]) -> Stopped:
    """All nodes with a call that fails for sure: to what is off, or to something all of whose calls fail and are about
    the same data."""
    off = wires.nodes(failed)
    towards: dict[str, Call | None] = dict.fromkeys(off)
    whole, failing, left = set(off), set[Call](), dict[str, set[Call]]()
    work = deque(off)
    while work:
        node = work.popleft()
        for call in wires.callers.get(node, ()):
            known = towards.get(call.caller)
            if towards.get(node) is not None and not wires.needs_what_it_calls(call):
                continue
            failing.add(call)
            if call.caller not in towards or (known is not None and known.run and not call.run):
                towards[call.caller] = call     # the way of a call tells more than that of a run
            if call.run or call.caller in whole:
                continue
            if call.caller not in left:
                left[call.caller] = {c for c in wires.calling[call.caller] if not c.run}
            left[call.caller].discard(call)
            if not left[call.caller]:
                whole.add(call.caller)
                work.append(call.caller)
    apart = frozenset(off)
    passing = frozenset(node for node, call in towards.items() if call is None or not call.run)
    return Stopped(towards, frozenset(failing), frozenset(whole) - apart, frozenset(towards) - apart, passing)


def stopped(wires: Wires, failed: Collection[str]) -> Stopped:
    """Also those who call something that works in part, and their callers: which of its functions they need is not
    known. A scheduled run that fails holds nobody else up."""
    found = surely_stopped(wires, failed)
    passing = set(found.passing)
    work = deque(node for node in found.towards if node in passing)
    while work:
        node = work.popleft()
        for call in wires.callers.get(node, ()):
            if found.towards[node] is not None and not wires.hands_on(call):
                continue
            known = found.towards.get(call.caller)
            better = known is not None and known.run and not call.run and call.caller not in found.sure
            if call.caller not in found.towards or better:
                found.towards[call.caller] = call
            if not call.run and call.caller not in passing:
                passing.add(call.caller)
                work.append(call.caller)
    return found._replace(passing=frozenset(passing))


def blocked(wires: Wires, failed: Collection[str], found: Stopped) -> list[Blocked]:
    """The systems and hubs that are stopped, what failed left out: blocked ones first, near ones first, then by id."""
    owners = sorted({wires.owner(node) for node in found.towards} - set(failed))
    made = [_blocked(wires, owner, found) for owner in owners]
    gravity = list(Extent)
    return sorted(made, key=lambda b: (b.hub, gravity.index(b.extent), b.runs_only, b.calls, b.system))


def _blocked(wires: Wires, owner: str, found: Stopped) -> Blocked:
    own = wires.nodes_of[owner]
    nodes = [node for node in own if node in found.sure] or [node for node in own if node in found.towards]
    ways = {node: _way(found, node) for node in nodes}
    nearest = min(nodes, key=lambda node: (ways[node][0].run, len(ways[node]), node))
    way = ways[nearest]
    calls = [call for node in own for call in wires.calling.get(node, ())]
    failing = [call for call in calls if call in found.failing]
    doubtful = [call for call in calls if found.may_fail(wires, call)]
    gone = {call.link for call in (*failing, *doubtful)}
    callers = [node for node in own if any(not c.run for c in wires.calling.get(node, ()))]
    whole = bool(callers) and all(node in found.whole for node in callers)
    chain = (*(call.caller for call in way), way[-1].called)
    plans = (wires.integration(call.link).error_handling for call in failing)
    return Blocked(
        system=owner, hub=wires.is_hub(nearest),
        extent=Extent.BLOCKED if whole else Extent.DEGRADED if failing else Extent.AT_RISK,
        direct=all(wires.is_hub(node) for node in chain[1:-1]), chain=chain, links=tuple(call.link for call in way),
        failing=tuple(sorted({call.link for call in failing})),
        at_risk=tuple(sorted({call.link for call in doubtful} - {call.link for call in failing})),
        working=tuple(sorted({call.link for call in calls} - gone)),
        runs_only=all(call.run for call in (*failing, *doubtful)),
        plan=next((p.outage for p in plans if p and isinstance(p.outage, str)), ""),
    )


def _way(found: Stopped, node: str) -> list[Call]:
    """The calls from a node to what failed."""
    way: list[Call] = []
    call = found.towards[node]
    while call is not None:
        way.append(call)
        call = found.towards[call.called]
    return way
