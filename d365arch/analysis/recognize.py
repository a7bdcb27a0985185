"""Recognizes integration patterns: what an integration, or several together, amount to, and what guidance prefers.

Names and preferences stand in `resources/rules/recognized.yaml` with their sources; a pattern is only named where what
is drawn or stated shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from d365arch.analysis import wording as say
from d365arch.analysis.outage.facts import outage_facts
from d365arch.analysis.rules.hops import moves
from d365arch.catalog.records import HubClass
from d365arch.model import End
from d365arch.model.vocabulary import DataFlow, Kind, Operation, Style, Timing, Trigger

if TYPE_CHECKING:
    from d365arch.analysis.rules.context import RuleContext
    from d365arch.model import Integration


class Pattern(StrEnum):
    """The patterns, by the name that people use."""

    REQUEST_REPLY = "request-reply"
    FIRE_AND_FORGET = "fire and forget"
    POLLING = "polling"
    EVENT_NOTIFICATION = "event notification"
    QUEUE = "point-to-point queue"
    PUBLISH_SUBSCRIBE = "publish-subscribe"
    STREAMING = "event streaming"
    BATCH_TRANSFER = "batch transfer"
    EXPORT = "export for analytics"
    FILE_EXCHANGE = "file exchange"
    DUAL_WRITE = "dual-write"
    VIRTUAL_ENTITY = "virtual entity"
    EMBEDDING = "embedding"
    GATEWAY = "gateway"
    CLAIM_CHECK = "claim-check"
    SAGA = "saga"
    CHATTY = "chatty links"
    BIDIRECTIONAL = "bidirectional synchronization"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognized:
    """A pattern in the landscape: `elements` are the integrations it consists of, then the channel they meet in.

    `sentence` says what is there, `preferred` what the platform's guidance says of it, `source` is an id of the
    catalog's sources, `good` whether guidance prefers it; none where that depends on more than the pattern.
    """

    pattern: Pattern
    elements: tuple[str, ...]
    sentence: str
    preferred: str
    source: str
    good: bool | None = None


CHATTY_OPERATIONS = 5.0
"""Calls per message from which links are chatty (anti-pattern A-21)."""
POLL_SECONDS = 3600.0
"""Scheduled reads more often than this are polling, rarer ones batches (convention)."""
LARGE_KB = 100.0
"""What a claim-check is expected to take off the bus (R-809, convention)."""

_BY_TYPE: Mapping[str, Pattern] = {
    **dict.fromkeys(("dataverse.ui-embed", "fo.ui-embed", "dataverse.cif", "generic.embedded-page"), Pattern.EMBEDDING),
    **dict.fromkeys(("both.dual-write", "both.dual-write-async", "both.dual-write-initial-sync"), Pattern.DUAL_WRITE),
    **dict.fromkeys(("both.virtual-entity", "dataverse.virtual-table"), Pattern.VIRTUAL_ENTITY),
    **dict.fromkeys(("both.synapse-link", "both.fabric-link", "fo.byod", "fo.export-to-data-lake",
                     "dataverse.data-export-service"), Pattern.EXPORT),
    **dict.fromkeys(("fo.er-export", "fo.er-import", "generic.file-drop", "generic.sftp", "generic.edi",
                     "azure.blob-sftp-container"), Pattern.FILE_EXCHANGE),
    "dataverse.change-tracking": Pattern.POLLING, "azure.event-hub": Pattern.STREAMING,
    "dataverse.event-hub": Pattern.STREAMING,
}
"""Endpoint types that are made for one pattern; the deciding endpoint is asked first."""

_FILE_PROTOCOLS = frozenset({"SFTP", "FTP", "FTPS", "EDI"})


def recognize(context: RuleContext) -> tuple[Recognized, ...]:
    """A name for each active integration where one is known, by id, then what several together make up."""
    single = (_one(context, i, pattern) for i in context.active if (pattern := pattern_of(context, i)) is not None)
    return (*single, *_channels(context), *_claim_checks(context), *_sagas(context), *_chatty(context),
            *_bidirectional(context))


def by_element(found: Iterable[Recognized]) -> Mapping[str, tuple[Recognized, ...]]:
    """The patterns that each integration and channel takes part in."""
    table: dict[str, list[Recognized]] = {}
    for each in found:
        for element in each.elements:
            table.setdefault(element, []).append(each)
    return {element: tuple(patterns) for element, patterns in table.items()}


def pattern_of(context: RuleContext, integration: Integration) -> Pattern | None:
    """The pattern of one integration by itself; none where neither timing nor style is known."""
    if integration.kind is Kind.UI:
        people = any(node is not None and node.person for node in (
            context.network.node_by_id.get(end.system) for end in (integration.from_, integration.to)))
        return _by_conduct(context, integration) if people else Pattern.EMBEDDING
    made_for = next((_BY_TYPE[t.id] for t in context.endpoint_of[integration.id] if t.id in _BY_TYPE), None)
    return made_for or _by_conduct(context, integration)


def _by_conduct(context: RuleContext, i: Integration) -> Pattern | None:
    """The pattern that timing, trigger, protocol and style amount to."""
    timing, style, protocol = context.exchange_of[i.id]
    found: Pattern | None = None
    if _polls(context, i):
        found = Pattern.POLLING
    elif (protocol or "").upper() in _FILE_PROTOCOLS:
        found = Pattern.FILE_EXCHANGE
    elif style is Style.BATCH or i.trigger is Trigger.SCHEDULED:
        found = Pattern.BATCH_TRANSFER
    elif timing is Timing.SYNCHRONOUS:
        found = Pattern.FIRE_AND_FORGET if i.answer_needed is False else Pattern.REQUEST_REPLY
    elif context.event_driven(i) and timing is not None:
        found = Pattern.EVENT_NOTIFICATION
    return found


def _polls(context: RuleContext, i: Integration) -> bool:
    """A timetable makes it read often, of a system and not of a hub, and not as a batch."""
    interval = context.interval(i)
    return (i.data_flow is DataFlow.PULL and i.trigger is Trigger.SCHEDULED and interval is not None
            and interval < POLL_SECONDS and context.exchange_of[i.id].style is not Style.BATCH
            and not context.facts.is_hub(i.to.system))


# --- In words ---------------------------------------------------------------------------------------------------------


@cache
def _texts() -> Mapping[str, Mapping[str, Any]]:
    import yaml

    text = resources.files("d365arch.resources").joinpath("rules/recognized.yaml").read_text(encoding="utf-8")
    plain: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    found: dict[str, Mapping[str, Any]] = plain["patterns"]
    return found


def _found(pattern: Pattern, elements: Iterable[str], variant: str = "sentence", /, **words: object) -> Recognized:
    text = _texts()[pattern.value]
    return Recognized(pattern=pattern, elements=tuple(dict.fromkeys(elements)), sentence=text[variant].format(**words),
                      preferred=text["preferred"], source=text["source"], good=text.get("good"))


def _one(context: RuleContext, i: Integration, pattern: Pattern) -> Recognized:
    variant = "sentence"
    if pattern is Pattern.REQUEST_REPLY and i.data_flow is DataFlow.PUSH:
        variant = "push"
    elif pattern is Pattern.EVENT_NOTIFICATION and i.data_flow is DataFlow.PULL:
        variant = "taken"
    when = "by a timetable" if context.scheduled(i) else "as they arise"
    return _found(pattern, (i.id,), variant, told=context.told(i), caller=context.label(i.from_.system),
                  called=context.label(i.to.system), when=when)


# --- Patterns of several integrations ---------------------------------------------------------------------------------


def _channels(context: RuleContext) -> Iterator[Recognized]:
    """Topics and streams with several receivers, queues, and front doors."""
    by_id, competing = context.network.link_by_id, outage_facts().queues
    meeting: dict[str, list[str]] = {}
    for link in context.network.spokes:
        for node in dict.fromkeys((link.initiator, link.called)):
            meeting.setdefault(node, []).append(link.id)
    for channel in context.network.channels:
        links = meeting.get(channel.id, [])
        endpoint = context.landscape.endpoint_by_end.get(End.parse(channel.id))
        givers, takers = list(channel.producers), list(channel.consumers)
        pattern = Pattern.QUEUE if channel.cls is HubClass.MESSAGE else None
        if channel.cls is HubClass.SYNC:
            givers = sorted({by_id[k].initiator for k in links if by_id[k].called == channel.id})
            takers = sorted({by_id[k].called for k in links if by_id[k].initiator == channel.id})
            pattern = Pattern.GATEWAY
        elif (pattern or channel.cls is HubClass.STREAM) and len(takers) > 1 and not (
                endpoint and competing.get(endpoint.type or "")):
            pattern = Pattern.PUBLISH_SUBSCRIBE
        if pattern and givers and takers:
            one, single = len(givers) == 1, len(takers) == 1
            yield _found(pattern, (*links, channel.id), givers=context.labels(givers), takers=context.labels(takers),
                         count=say.count(len(takers)), place=context.label(channel.id), s="s" if one else "",
                         es="es" if one else "", ts="s" if single else "")


def _claim_checks(context: RuleContext) -> Iterator[Recognized]:
    """A large file goes to storage, and a small message of the same sender and entity says that it is there."""
    files: dict[tuple[str, str], list[Integration]] = {}
    messages: dict[tuple[str, str], list[Integration]] = {}
    for i in context.machines:
        if i.data_flow is not DataFlow.PUSH or not context.facts.is_hub(i.to.system):
            continue
        storage = context.uses(i, "azure.blob-sftp-container", "azure.fabric-item")
        size = i.volume.message_kb if i.volume else None
        for entity in context.entities(i):
            if storage and (size is None or size >= LARGE_KB):
                files.setdefault((i.from_.system, entity), []).append(i)
            elif not storage and size is not None and size < LARGE_KB:
                messages.setdefault((i.from_.system, entity), []).append(i)
    for key in sorted(files.keys() & messages.keys()):
        yield _found(Pattern.CLAIM_CHECK, [i.id for i in (*files[key], *messages[key])], caller=context.label(key[0]),
                     entity=key[1], files=context.links(files[key]), messages=context.links(messages[key]))


def _sagas(context: RuleContext) -> Iterator[Recognized]:
    """Steps through hubs that state how each is undone, over three systems or more."""
    steps: dict[str, list[Integration]] = {}
    for i in context.machines:
        if i.error_handling and i.error_handling.compensation:
            for entity in context.entities(i) or ("",):
                steps.setdefault(entity, []).append(i)
    for entity, links in sorted(steps.items()):
        systems = sorted({end.system for i in links for pair in moves(i) for end in pair} - context.facts.hubs)
        if len(systems) >= 3 and any(context.facts.is_spoke(i) for i in links):
            yield _found(Pattern.SAGA, [i.id for i in links], entity=entity or "Data", systems=context.labels(systems))


def _chatty(context: RuleContext) -> Iterator[Recognized]:
    """Many calls for one message between the same two systems."""
    pairs: dict[tuple[str, str], list[tuple[float, Integration]]] = {}
    for i in context.machines:
        calls = (i.volume.operations_per_message if i.volume else None) or 1.0
        if calls >= CHATTY_OPERATIONS and context.synchronous(i):
            pairs.setdefault((i.from_.system, i.to.system), []).append((calls, i))
    for (caller, called), talking in sorted(pairs.items(), key=lambda pair: pair[0]):
        links = [i for _, i in talking]
        yield _found(Pattern.CHATTY, [i.id for i in links], caller=context.label(caller), called=context.label(called),
                     calls=say.decimal(max(calls for calls, _ in talking)), links=context.links(links))


def _bidirectional(context: RuleContext) -> Iterator[Recognized]:
    """One integration that writes the same entity both ways and is not the platform's own."""
    for i in context.machines:
        writes = {Operation.CREATE, Operation.UPDATE} & set(i.operations)
        asked = i.trigger is Trigger.ON_DEMAND
        if i.data_flow is DataFlow.BOTH and writes and not asked and not context.native(i) and context.entities(i):
            yield _found(Pattern.BIDIRECTIONAL, (i.id,), told=context.told(i),
                         entity=say.listing(context.entities(i)))
