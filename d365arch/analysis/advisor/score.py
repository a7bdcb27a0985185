"""The score of a candidate: the sum of parts, each with its points and a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from d365arch.analysis.advisor.candidates import Candidate
from d365arch.analysis.advisor.draw import identities
from d365arch.analysis.advisor.judge import Judgement
from d365arch.analysis.advisor.knowledge import BANDS, TITLES, Knowledge
from d365arch.analysis.advisor.need import Initiator, Need
from d365arch.analysis.advisor.situation import Brief, Situation
from d365arch.analysis.rules.texts import rule_texts
from d365arch.catalog.records import Status, VolumeClass
from d365arch.model import Integration
from d365arch.model.landscape import Strategy
from d365arch.model.quantities import format_duration
from d365arch.model.vocabulary import Delivery, Exposure, Level, Operation, Severity, Timing, Trigger


class PartKind(StrEnum):
    """What a part of a score is about."""

    CHOICE = "choice"
    FIT = "fit"
    RULE = "rule"
    LIMIT = "limit"
    STATUS = "status"
    CODE = "code"
    STRATEGY = "strategy"
    EFFORT = "effort"


class Part(NamedTuple):
    """One part of a score: points, what for (a key of the need, a rule, a limit), and a sentence."""

    kind: PartKind
    points: float
    on: str
    text: str


VOLUME_TOPS = {VolumeClass.V1: 1_000.0, VolumeClass.V2: 10_000.0, VolumeClass.V3: 200_000.0}
"""Records an hour up to which a class reaches; V4 has no top."""

WRITES = frozenset({Operation.CREATE, Operation.UPDATE, Operation.DELETE, Operation.EVENT, Operation.ACTION})


def parts_of(brief: Brief, candidate: Candidate, judged: Judgement) -> tuple[Part, ...]:
    """All parts with points, in the order in which they are told."""
    at, known = brief.at, brief.known
    found = [*_choice(at, candidate, known), *_fits(brief.need, at, candidate, known), *_rules(judged, known),
             *_limits(judged, known), *_status(candidate, known), *_code(at, candidate, known),
             *_strategy(candidate, known, brief.strategy), *_effort(brief, candidate)]
    return tuple(part for part in found if part.points)


def _fit(points: float, on: str, text: str) -> Part:
    return Part(PartKind.FIT, points, on, text)


def _choice(at: Situation, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    """What the recommender says of it, in its own cell or in one beside it."""
    row = at.row
    if row is None:
        return
    chain, kind = candidate.chain, candidate.endpoint.id
    own = f"{chain.stands_for}/{kind}" if chain else kind
    keys = (own, kind) if chain is not None and chain.variant else (own,)
    for band in sorted(BANDS, key=lambda b: (abs(BANDS.index(b) - BANDS.index(at.band)), BANDS.index(b))):
        met = [choice.key for choice in row.cells.get(band, ()) if at.meets(choice.when)]
        places = [met.index(key) for key in keys if key in met]
        distance = abs(BANDS.index(band) - BANDS.index(at.band))
        if not places or distance > 1:
            continue
        if distance == 0:
            what = "First choice" if places[0] == 0 else "A choice"
            less = known.value("variant") if own not in met else 0.0
            yield Part(PartKind.CHOICE, known.value("choice", places[0]) - less, row.id,
                       f'{what} for "{row.title}", {TITLES[band]}.')
        elif not _avoided(at, candidate):
            yield Part(PartKind.CHOICE, known.value("neighbor"), row.id,
                       f'A choice for "{row.title}" at {TITLES[band]}.')
        break
    if _avoided(at, candidate):
        note = row.notes.get(at.band)
        yield Part(PartKind.CHOICE, known.value("avoid"), row.id,
                   f'To be avoided for "{row.title}", {TITLES[at.band]}.' + (f" {note}" if note else ""))


def _avoided(at: Situation, candidate: Candidate) -> bool:
    if at.row is None or candidate.copies:
        return False
    return candidate.endpoint.id in at.row.avoid.get(at.band, ()) and (
        candidate.chain is None or candidate.chain.variant)


# --- What is stated ---------------------------------------------------------------------------------------------------

def _fits(need: Need, at: Situation, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    yield from _answer(at, candidate, known)
    yield from _latency(need, candidate, known)
    yield from _trigger(need, at, candidate, known)
    yield from _operations(need, candidate, known)
    yield from _volume(need, at, candidate, known)
    yield from _delivery(need, candidate, known)
    yield from _order(need, candidate, known)
    yield from _both_ways(at, candidate, known)
    yield from _premises(need, candidate, known)
    yield from _exposure(need, candidate, known)
    yield from _purpose(need.asked, at, candidate, known)
    yield from _use(at, candidate, known)
    yield from _shape(at, candidate, known)


def answers(candidate: Candidate) -> bool:
    """Whether the initiator gets an answer while it waits."""
    if candidate.copies:
        return True
    return Timing.SYNCHRONOUS in candidate.endpoint.timing and (
        candidate.chain is None or candidate.chain.variant)


def _answer(at: Situation, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    if at.answer:
        met = answers(candidate)
        yield _fit(known.value("answer", 0 if met else 1), "answer_needed",
                   "The initiator gets its answer while it waits." if met
                   else "The initiator needs an answer and gets none while it waits.")
    else:
        called = candidate.endpoint.timing[:1] == (Timing.SYNCHRONOUS,) and answers(candidate)
        reads = at.initiator is Initiator.OTHER and at.flow == "out"     # what is read is the answer
        waits = called and not reads
        yield _fit(known.value("no_answer", 1 if waits else 0), "answer_needed",
                   "The initiator waits for an answer that nobody needs." if waits
                   else "Nobody waits, as no answer is needed.")


def seconds_of(candidate: Candidate, known: Knowledge) -> float | None:
    """How soon data is there at best; none where the catalog does not say."""
    if candidate.copies and candidate.chain is not None:
        return candidate.chain.seconds
    kind = candidate.endpoint
    own = known.latency_types.get(kind.id)
    if own is None:
        own = known.latency_words.get(kind.latency or "")
    return None if own is None else own + (candidate.chain.seconds if candidate.chain else 0.0)


def _latency(need: Need, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    wanted = need.asked.latency.required if need.asked.latency else None
    takes = seconds_of(candidate, known)
    if wanted is None or takes is None:
        return
    met = takes <= wanted
    yield _fit(known.value("latency", 0 if met else 1), "latency.required",
               f"{'Keeps' if met else 'Misses'} the required {format_duration(wanted)}: takes about "
               f"{format_duration(round(takes, 1))}.")


def _trigger(need: Need, at: Situation, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    trigger = need.asked.trigger
    triggers = set(candidate.endpoint.triggers)
    if trigger is None or not triggers or candidate.copies:
        return
    if candidate.chain is not None and candidate.chain.toward == "in" and not candidate.chain.starts:
        triggers.add(Trigger.EVENT)     # a message that arrives is what makes the worker call
    if candidate.hub_starts:
        triggers = {Trigger.SCHEDULED}
    called = candidate.endpoint.timing[:1] == (Timing.SYNCHRONOUS,) and not known.of(candidate.endpoint.id).set
    if called and not at.set and at.initiator is Initiator.OTHER:
        triggers |= {Trigger.EVENT, Trigger.ON_DEMAND}     # a caller may call whatever made it do so
    met = trigger in triggers
    yield _fit(known.value("trigger", 0 if met else 1), "trigger",
               f"{'Made' if met else 'Not made'} to be started {_started(trigger)}.")


def _started(trigger: Trigger) -> str:
    return {Trigger.ON_DEMAND: "on demand", Trigger.EVENT: "by an event", Trigger.SCHEDULED: "on a schedule"}[trigger]


def _operations(need: Need, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    wanted, offered = set(need.asked.operations), set(candidate.endpoint.operations)
    if not wanted or not offered:
        return
    if Operation.EVENT in offered:
        offered |= WRITES       # an event tells of any of these
    if candidate.hub_starts or known.of(candidate.endpoint.id).set:
        offered |= {Operation.FILE}
    missing = sorted(operation.value for operation in wanted - offered)
    yield _fit(known.value("operations", 1 if missing else 0), "operations",
               f"Does not {' or '.join(missing)}." if missing
               else f"Does what is to be done: {', '.join(sorted(o.value for o in wanted))}.")


def _volume(need: Need, at: Situation, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    classes = candidate.endpoint.volume
    rows = need.asked.volume.per_run if need.asked.volume else None
    load = max((n for n in (at.hourly, rows if at.set else None) if n is not None), default=None)
    if load is None or not classes or candidate.copies:
        return
    order = list(VolumeClass)
    wanted = next((c for c in order if load <= VOLUME_TOPS.get(c, float("inf"))), VolumeClass.V4)
    if wanted in classes:
        yield _fit(known.value("volume", 0), "volume", f"Made for {load:,.0f} records an hour or run.")
        return
    light = order.index(wanted) - order.index(classes[-1])
    if light > 0:
        yield _fit(known.value("volume", 2) * light, "volume",
                   f"Made for up to {VOLUME_TOPS[classes[-1]]:,.0f} records an hour, not for {load:,.0f}.")
    else:
        yield _fit(known.value("volume", 1) * (order.index(classes[0]) - order.index(wanted)), "volume",
                   f"Heavier than {load:,.0f} records an hour or run need.")


def _delivery(need: Need, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    asked = need.asked.delivery
    safe = "durable" in candidate.gives or known.of(candidate.endpoint.id).durable
    resent = answers(candidate) and need.asked.answer_needed     # who waits sees that it failed
    if asked in (Delivery.AT_LEAST_ONCE, Delivery.EXACTLY_ONCE_EFFECT) and not resent:
        yield _fit(known.value("delivery", 0 if safe else 1), "delivery",
                   "Keeps what could not be delivered, until it is." if safe
                   else "Keeps nothing by itself: what fails must be sent again by the sender.")
    elif safe and asked is None and need.asked.criticality is Level.HIGH:
        yield _fit(known.value("delivery", 0) / 2, "criticality",
                   "An outage loses nothing, which a critical flow needs.")


def _order(need: Need, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    if need.asked.order_required is not True or answers(candidate):
        return
    kept = "ordered" in candidate.gives or known.of(candidate.endpoint.id).ordered
    yield _fit(known.value("order", 0 if kept else 1), "order_required",
               "Keeps the order (queues with sessions)." if kept and "ordered" in candidate.gives
               else "Keeps the order." if kept else "Does not keep the order.")


def _both_ways(at: Situation, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    if at.flow == "both" and len(candidate.endpoint.data) == 1:
        yield _fit(known.value("operations", 1), "data", "Carries data one way only; the way back needs another.")


def _premises(need: Need, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    if need.other_on_premises and candidate.endpoint.protocol != "Dual-write":
        bridged = bool(candidate.gives & {"bridge", "durable"})
        yield _fit(known.value("on_premises", 0 if bridged else 1), "hosting",
                   "The side on premises is reached without a way in through its firewall." if bridged
                   else "Joins the cloud and the side on premises directly.")


def _exposure(need: Need, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    if need.exposure in (Exposure.PARTNER, Exposure.PUBLIC) and "facade" in candidate.gives:
        yield _fit(known.value("facade"), "exposure",
                   "Partners and the public meet a front door, not Dynamics 365 itself.")


def _purpose(asked: Integration, at: Situation, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    traits = known.of(candidate.endpoint.id)
    if at.analytics:
        good = traits.reports or (traits.set and "durable" in candidate.gives)
        yield _fit(known.value("purpose", 0 if good else 1), "purpose",
                   "Feeds reports without loading the operational system." if good
                   else "Reports would read from the operational system.")
    elif traits.views and not at.viewing and asked.trigger is Trigger.EVENT:
        yield _fit(known.value("shape"), "purpose", "Made to show data, not to be asked in a process.")
    elif at.viewing and traits.no_copy:
        yield _fit(known.value("purpose", 0), "purpose", "Shows the data without copying it.")


def _use(at: Situation, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    traits = known.of(candidate.endpoint.id)
    if traits.uses:
        met = at.use is not None and at.use.value in traits.uses
        yield _fit(known.value("use", 0 if met else 1), "use",
                   f"Made for {' and '.join(traits.uses)}" + ("." if met else ", which this is not."))
    if traits.user_driven:
        yield _fit(known.value("user_driven"), "trigger", "Needs a person at a screen each time.")


def _shape(at: Situation, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    gathers = "durable" in candidate.gives and "set" not in candidate.gives
    if not at.set and not at.analytics and known.of(candidate.endpoint.id).set and not gathers and at.use is None:
        yield _fit(known.value("shape"), "trigger", "Moves sets: single messages must be gathered first.")


# --- Rules, limits, status, code, strategy ----------------------------------------------------------------------------

def _rules(judged: Judgement, known: Knowledge) -> Iterator[Part]:
    for finding in judged.findings:
        grave = finding.severity is Severity.VIOLATION
        title = rule_texts()[finding.rule].title if finding.rule in rule_texts() else finding.rule
        yield Part(PartKind.RULE, known.value("violation" if grave else "warning"), finding.rule,
                   f"{finding.rule} {title} ({finding.severity.value}).")


def _limits(judged: Judgement, known: Knowledge) -> Iterator[Part]:
    """Limits that no finding of a rule speaks of already."""
    told = {limit for f in judged.findings if f.rule in rule_texts() for limit in rule_texts()[f.rule].limits}
    for check in judged.limits:
        if check.verdict is None or check.limit in told:
            continue
        over = check.verdict is Severity.VIOLATION
        yield Part(PartKind.LIMIT, known.value("limit_over" if over else "limit_near"), check.limit,
                   f"{check.limit} is used to {check.utilization:,.0%}.")


def _status(candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    status = candidate.endpoint.status
    if status is not Status.CURRENT:
        yield Part(PartKind.STATUS, known.status(status), "status", {
            Status.PREVIEW: "A preview, not for production yet.", Status.LEGACY: "Legacy: works, not for new work.",
            Status.DEPRECATED: "Deprecated: its end is announced.", Status.RETIRED: "Retired: it no longer works.",
        }[status])


def _code(at: Situation, candidate: Candidate, known: Knowledge) -> Iterator[Part]:
    if not at.low_code:
        return
    chain = candidate.chain
    easy = chain is None or chain.low_code or chain.starts or chain.variant
    low = candidate.endpoint.code in ("low", "both") and easy
    yield Part(PartKind.CODE, known.value("low_code", 0 if low else 1), "low_code",
               "Built with little or no code, as wanted." if low else "Needs developers, while low code is wanted.")


def _strategy(candidate: Candidate, known: Knowledge, strategy: Strategy | None) -> Iterator[Part]:
    if strategy is None:
        return
    kind, chain = candidate.endpoint, candidate.chain
    if kind.id in strategy.preferred_endpoints:
        yield Part(PartKind.STRATEGY, known.value("preferred"), "preferred_endpoints", "Preferred by the strategy.")
    if kind.id in strategy.avoided_endpoints:
        yield Part(PartKind.STRATEGY, known.value("avoided"), "avoided_endpoints", "Avoided by the strategy.")
    if chain is not None and strategy.standard_hubs:
        standard = any(hub.system in strategy.standard_hubs for hub in chain.hubs)
        yield Part(PartKind.STRATEGY, known.value("standard_hub" if standard else "other_hub"), "standard_hubs",
                   "Goes through a standard hub." if standard else "Brings a hub that is not a standard one.")
    allowed = {protocol.lower() for protocol in strategy.allowed_protocols}
    offered = {protocol.lower() for protocol in (kind.protocol or "", *kind.protocols)} - {""}
    if allowed and offered and not offered & allowed and "platform-internal" not in offered:
        yield Part(PartKind.STRATEGY, known.value("protocol"), "allowed_protocols",
                   f"Its protocol ({kind.protocol}) is none of those that the strategy allows.")


def _effort(brief: Brief, candidate: Candidate) -> Iterator[Part]:
    count = len(candidate.chain.hubs) if candidate.chain else 0
    if count:
        yield Part(PartKind.EFFORT, brief.known.value("part") * count, "parts",
                   f"{count} more part{'s' if count > 1 else ''} to build and run.")
    between = identities(brief, candidate)
    if between > 1:
        yield Part(PartKind.EFFORT, brief.known.value("identities"), "identity",
                   f"Shared between {between} identities, each with an allowance of its own.")
