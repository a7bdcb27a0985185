"""Review of the third principle (P-3xx): monitoring, errors, recovery."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.algorithms import cut_nodes_and_bridges
from d365arch.analysis.rules.buffers import Buffer, buffers
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.item import Item, refused
from d365arch.analysis.rules.records import LANDSCAPE, Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.analysis.rules.requirements import begins
from d365arch.model import ErrorHandling, Integration, Monitoring, System
from d365arch.model.vocabulary import DataFlow, Delivery, Direction, Hosting, Operation

_NO_ERRORS, _NO_MONITORING = ErrorHandling(), Monitoring()

API_PROTOCOLS = frozenset({"odata", "rest", "soap", "https", "http", "mcp"})
"""Protocols whose callers are throttled by a response that says when to come back."""


def _errors(integration: Integration) -> ErrorHandling:
    return integration.error_handling or _NO_ERRORS


def _monitoring(integration: Integration) -> Monitoring:
    return integration.monitoring or _NO_MONITORING


@rule("P-301")
def watched(context: RuleContext) -> Iterator[Verdict]:
    """A tool that watches, and who is told."""
    item = Item(context, "P-301")
    for i in context.machines:
        seen = _monitoring(i)
        if refused(seen.tool) or refused(seen.alert):
            item.violates(i.id, {"name": context.name(i.id)},
                          variant="default" if refused(seen.tool) else "nobody")
        else:
            item.judge(i.id, {"monitoring.tool": seen.tool, "monitoring.alert": seen.alert})
    yield from item.verdicts()


@rule("P-302")
def error_path(context: RuleContext) -> Iterator[Verdict]:
    """Calls are tried again or undone; messages that fail are kept and sent again."""
    item = Item(context, "P-302")
    for i in context.machines:
        if context.native(i):
            continue
        if context.synchronous(i):
            _call(context, item, i)
        else:
            _message(context, item, i)
    yield from item.verdicts()


def _call(context: RuleContext, item: Item, i: Integration) -> None:
    errors = _errors(i)
    if refused(errors.retry) and not (errors.compensation and not refused(errors.compensation)):
        item.violates(i.id, {"name": context.name(i.id)}, variant="call")
    elif errors.retry is None and errors.compensation is None:
        item.lacks(i.id, ["error_handling.retry"])
    else:
        item.met(i.id)


def _message(context: RuleContext, item: Item, i: Integration) -> None:
    errors = _errors(i)
    ends = (context.endpoint(i, called=True), context.endpoint(i, called=False))
    kept = errors.dead_letter
    if kept is None:
        kept = next((e.dead_letter for e in ends if e and e.dead_letter is not None), None)
    if refused(kept):
        item.violates(i.id, {"name": context.name(i.id)})
    elif refused(errors.reprocess):
        item.violates(i.id, {"name": context.name(i.id)}, variant="no_handler")
    else:
        item.judge(i.id, {"error_handling.dead_letter": kept, "error_handling.reprocess": errors.reprocess})


@rule("P-303")
def retry(context: RuleContext) -> Iterator[Verdict]:
    """Whoever calls D365 tries again, and waits as long as `Retry-After` says."""
    item = Item(context, "P-303")
    for i in context.machines:
        if context.direction_of[i.id] is not Direction.INBOUND or context.native(i):
            continue
        if (context.exchange_of[i.id].protocol or "").lower() not in API_PROTOCOLS:
            continue
        errors = _errors(i)
        if refused(errors.retry):
            item.violates(i.id, {"name": context.name(i.id), "called": context.label(i.to.system)})
        elif refused(errors.honors_retry_after):
            item.violates(i.id, {"name": context.name(i.id), "called": context.label(i.to.system)}, variant="stubborn")
        else:
            item.judge(i.id, {"error_handling.retry": errors.retry,
                              "error_handling.honors_retry_after": errors.honors_retry_after})
    yield from item.verdicts()


@rule("P-304")
def twice_does_no_harm(context: RuleContext) -> Iterator[Verdict]:
    """Where a message may come twice, the receiver tells."""
    item = Item(context, "P-304")
    for i in context.machines:
        errors = _errors(i)
        again = i.delivery in {Delivery.AT_LEAST_ONCE, Delivery.EXACTLY_ONCE_EFFECT} or (
            errors.retry is not None and not refused(errors.retry))
        reads = i.data_flow is DataFlow.PULL and set(i.operations) == {Operation.READ}
        if not again or reads or context.native(i):
            continue
        if refused(errors.idempotent):
            why = f"delivery is {i.delivery.value}" if i.delivery else "failed calls are repeated"
            item.violates(i.id, {"name": context.name(i.id), "why": why})
        else:
            item.judge(i.id, {"error_handling.idempotent": errors.idempotent})
    yield from item.verdicts()


@rule("P-305")
def correlation(context: RuleContext) -> Iterator[Verdict]:
    """One id follows a message on ways of several hops."""
    item, hops = Item(context, "P-305"), context.hops
    least = item.limit("hops")
    for i in context.machines:
        if hops.get(i.id, 1) >= least:
            followed = _monitoring(i).correlation_id
            if refused(followed):
                item.violates(i.id, {"name": context.name(i.id), "hops": hops[i.id]}, figures={"hops": hops[i.id]})
            else:
                item.judge(i.id, {"monitoring.correlation_id": followed})
    yield from item.verdicts()


@rule("P-306")
def survives(context: RuleContext) -> Iterator[Verdict]:
    """Hubs, systems that others hang on, and critical systems on premises survive the loss of one instance."""
    item = Item(context, "P-306")
    graphs = context.graphs
    nodes, _ = cut_nodes_and_bridges(graphs.neighbors)
    cuts = {graphs.names[n].partition(".")[0] for n in nodes}
    critical = {end.system for i in context.active if context.critical(i) for end in (i.from_, i.to)}
    for system in sorted(context.landscape.system_by_id.values(), key=lambda s: s.id):
        hub = system.id in context.used_hubs
        grave = system.id in context.critical_systems or (hub and system.id in critical)
        if not hub and not (_self_run(context, system) and (grave or system.id in cuts)):
            continue
        if system.high_availability is False:
            item.violates(system.id, {"name": context.label(system.id)}, critical=grave,
                          variant="cut" if system.id in cuts else "default")
        else:
            item.judge(system.id, {"high_availability": system.high_availability})
    yield from item.verdicts()


def _self_run(context: RuleContext, system: System) -> bool:
    """Whether the organisation itself keeps the system running, so that high availability is its own decision."""
    return system.id in context.on_premises or (system.hosting is Hosting.CLOUD
                                                and not context.facts.platform(system).is_d365)


_CENTRAL = re.compile(r"application insights|app insights|azure monitor|log analytics|splunk|elastic|datadog|dynatrace|"
                      r"grafana|new relic|open.?telemetry|sentinel|central", re.IGNORECASE)


@rule("P-307")
def central_log(context: RuleContext) -> Iterator[Verdict]:
    """One log for all, not one in each tool."""
    item = Item(context, "P-307")
    tools: dict[str, list[str]] = {}
    for i in context.machines:
        tool = _monitoring(i).tool
        if tool and not refused(tool):
            tools.setdefault(tool.strip().lower(), []).append(i.id)
    apart = sorted(t for t in tools if not _CENTRAL.search(t))
    if not context.machines:
        pass
    elif not tools:
        item.lacks(LANDSCAPE, ["monitoring.tool"])
    elif len(tools) > 1 and apart:
        links = tuple(link for tool in apart for link in tools[tool])
        central = sorted(t for t in tools if t not in apart)
        item.violates(LANDSCAPE, {"count": len(tools),
                                  "tools": say.listing([_quoted(context, tools, t) for t in apart]),
                                  "into": _quoted(context, tools, central[0]) if central else "one central log"},
                      elements=links, figures={"tools": len(tools)})
    else:
        item.met(LANDSCAPE)
    yield from item.verdicts(tell_gaps="P-301" in context.settings.rules_off)


def _quoted(context: RuleContext, tools: dict[str, list[str]], tool: str) -> str:
    """The tool as the file writes it."""
    return (_monitoring(context.landscape.integration_by_id[tools[tool][0]]).tool or tool).strip()


_LOGS = re.compile(r"\b(log|logs|logging|audit log|telemetry|trace|monitoring)\b", re.IGNORECASE)


@rule("P-308")
def logging_apart(context: RuleContext) -> Iterator[Verdict]:
    """Logging is not a call that the message path waits for."""
    item = Item(context, "P-308")
    for i in context.machines:
        system = context.system(i, called=True)
        if not _LOGS.search(f"{system.label if system else ''} {i.label} {' '.join(i.entities)}"):
            continue
        if context.synchronous(i) and i.data_flow is DataFlow.PUSH and not i.answer_needed:
            item.violates(i.id, {"told": context.told(i), "name": context.name(i.id)})
        else:
            item.met(i.id)
    yield from item.verdicts()


@rule("P-309")
def users_are_told(context: RuleContext) -> Iterator[Verdict]:
    """Who tells the people who wait for the data; asked where a flow begins."""
    item = Item(context, "P-309")
    for i in context.machines:
        if not begins(context, i):
            continue
        told = _monitoring(i).business_notification
        if refused(told):
            item.violates(i.id, {"name": context.name(i.id)})
        else:
            item.judge(i.id, {"monitoring.business_notification": told})
    yield from item.verdicts()


@rule("P-310")
def buffer_outlasts_outage(context: RuleContext) -> Iterator[Verdict]:
    """What holds messages holds them longer than the receiver may be down."""
    item = Item(context, "P-310")
    asked: Counter[str] = Counter()
    for i in context.machines:
        first: Buffer | None = min(buffers(context, i), key=lambda b: b.seconds, default=None)
        if first is None:
            continue
        system = context.landscape.system_by_id[first.receiver]
        rto = system.recovery.rto if system.recovery else None
        if rto is None:
            asked[first.receiver] += 1
        elif first.seconds < rto:
            item.violates(
                i.id, {"name": context.name(i.id), "receiver": context.label(first.receiver), "rto": say.hours(rto),
                       "buffer": say.hours(first.seconds), "why": first.why},
                figures={"buffer_s": first.seconds, "rto_s": rto},
                critical=context.critical(i) or system.id in context.critical_systems)
        else:
            item.met(i.id)
    for receiver in sorted(asked):
        item.lacks(receiver, ["recovery.rto"])
    yield from item.verdicts()
