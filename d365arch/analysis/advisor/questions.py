"""The questions of the guided way to a need: at most eight, only those that matter given the answers so far."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from immutabledict import immutabledict

from d365arch.analysis.advisor.need import Initiator, Need, NeedPlatform, Use, fact, with_fact
from d365arch.model.quantities import Frequency
from d365arch.model.vocabulary import DataFlow, Delivery, Operation, Purpose, Trigger

MOST = 8
"""The most questions that are asked on the way to a recommendation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An answer: plain words, what it would change, and the facts that it states, by key of the need."""

    id: str
    label: str
    effect: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with why it is asked. `key` is the key of the need that it settles; `free` allows another number."""

    id: str
    key: str
    title: str
    why: str
    choices: tuple[Choice, ...]
    free: bool = False


def next_question(need: Need, asked: Collection[str] = ()) -> Question | None:
    """The next question that matters, or none where enough is known or `MOST` have been asked.

    `asked` are the ids of the questions so far, answered or passed over; none of them is asked again.
    """
    if len(asked) >= MOST:
        return None
    return next((question for question in open_questions(need) if question.id not in asked), None)


def open_questions(need: Need) -> tuple[Question, ...]:
    """All questions that matter and are not answered, in the order in which they are asked."""
    return tuple(made(need) for matters, made in _ASKED if matters(need))


def answered(need: Need, choice: Choice) -> Need:
    """The need with all that an answer states."""
    return reduce(lambda so_far, item: with_fact(so_far, *item), choice.facts.items(), need)


def _choice(choice_id: str, label: str, effect: str, /, **facts: Any) -> Choice:
    return Choice(id=choice_id, label=label, effect=effect,
                  facts=immutabledict({key.replace("__", "."): value for key, value in facts.items()}))


# --- Which questions matter -------------------------------------------------------------------------------------------

def _purpose_known(need: Need) -> bool:
    return need.use is not None or need.asked.purpose is not None or bool(need.asked.operations) or (
        need.asked.answer_needed is not None or need.asked.trigger is not None)


def _special(need: Need) -> bool:
    """Whether what it is about decides so much that timing is no question any more."""
    return need.use in (Use.AGENT, Use.SEARCH, Use.DOCUMENT) or need.asked.purpose is Purpose.REPORT


def _answer_open(need: Need) -> bool:
    return need.asked.answer_needed is None and not _special(need) and need.asked.trigger is not Trigger.SCHEDULED and (
        need.asked.purpose is not Purpose.VIEW)


def _trigger_open(need: Need) -> bool:
    return need.asked.trigger is None and not _special(need) and need.asked.answer_needed is False


def _volume_open(need: Need) -> bool:
    volume = need.asked.volume
    return volume is None or all(
        value is None for value in (volume.peak_per_hour, volume.per_hour, volume.per_day, volume.per_run,
                                    volume.peak_5min))


def _latency_open(need: Need) -> bool:
    scheduled_or_waiting = need.asked.trigger is Trigger.SCHEDULED or need.asked.answer_needed is True
    return fact(need, "latency.required") is None and not scheduled_or_waiting and need.use not in (
        Use.AGENT, Use.SEARCH, Use.DOCUMENT) and need.asked.purpose is not Purpose.VIEW


def _answer_time_open(need: Need) -> bool:
    calls_out = need.initiator is Initiator.D365 and need.platform is not NeedPlatform.BOTH
    return calls_out and need.asked.answer_needed is True and fact(need, "latency.p95") is None


def _delivery_open(need: Need) -> bool:
    return need.asked.delivery is None and need.asked.answer_needed is False and not _special(need) and (
        need.asked.trigger is Trigger.EVENT and need.platform is not NeedPlatform.BOTH)


def _order_open(need: Need) -> bool:
    return need.asked.order_required is None and need.asked.delivery in (
        Delivery.AT_LEAST_ONCE, Delivery.EXACTLY_ONCE_EFFECT) and need.asked.trigger is Trigger.EVENT


def _code_open(need: Need) -> bool:
    return need.asked.low_code is None and not _special(need) and need.platform is not NeedPlatform.BOTH and (
        _peak(need) is None or _peak(need) <= 5_000) and need.asked.answer_needed is not True


def _peak(need: Need) -> Any:
    return fact(need, "volume.peak_per_hour") or fact(need, "volume.per_run")


def _premises_open(need: Need) -> bool:
    return need.hosting is None and need.on_premises is None and need.platform is not NeedPlatform.BOTH and (
        need.use is not Use.AGENT and need.asked.purpose is not Purpose.REPORT)


# --- The questions ----------------------------------------------------------------------------------------------------

def _platform(_need: Need) -> Question:
    return Question(
        id="platform", key="platform", title="Which side of Dynamics 365 is it about?",
        why="Finance and Operations and Dataverse have endpoints and limits of their own; between the two there are "
            "native ways that nothing else comes near.",
        choices=(
            _choice("dataverse", "Dataverse: Sales, Customer Service, Power Apps ...",
                    "Web API, plug-ins, events and virtual tables come into question.",
                    platform=NeedPlatform.DATAVERSE),
            _choice("finance-operations", "Finance and Operations: Finance, Supply Chain, Commerce ...",
                    "OData, custom services, packages and business events come into question.",
                    platform=NeedPlatform.FINANCE_OPERATIONS),
            _choice("both", "Between the two", "Dual-write, virtual entities and the links to the lake come first.",
                    platform=NeedPlatform.BOTH, initiator=Initiator.D365)))


def _initiator(_need: Need) -> Question:
    return Question(
        id="initiator", key="initiator", title="Who starts the exchange?",
        why="Most endpoints are made for one side to start. Who starts is not the same as which way the data goes.",
        choices=(
            _choice("d365", "Dynamics 365", "Events, plug-ins and call-outs come into question.",
                    initiator=Initiator.D365),
            _choice("other", "The other side", "Services that Dynamics 365 offers come into question.",
                    initiator=Initiator.OTHER)))


def _goal(need: Need) -> Question:
    sends = need.initiator is Initiator.D365
    choices = [
        _choice("send", "Send data or tell of a change" if sends else "Write or change data in Dynamics 365",
                "Single messages, by event or by call.", purpose=Purpose.TRANSACTION, data=DataFlow.PUSH),
        _choice("ask", "Ask for something and go on with the answer",
                "Only synchronous ways come into question.", purpose=Purpose.TRANSACTION, answer_needed=True,
                data=DataFlow.PULL, operations=(Operation.READ,)),
        _choice("view", "Show data without copying it", "Virtual tables and entities come first.",
                purpose=Purpose.VIEW, data=DataFlow.PULL, operations=(Operation.READ,)),
        _choice("report", "Report and analyze", "Links to a lake, which spare the operational system.",
                purpose=Purpose.REPORT, data=DataFlow.PUSH if sends else DataFlow.PULL),
        _choice("set", "Hand over whole sets of records", "Packages, bulk messages and pipelines.",
                purpose=Purpose.EXPORT, trigger=Trigger.SCHEDULED, answer_needed=False),
    ]
    if need.platform is NeedPlatform.BOTH:
        choices[0] = _choice("same", "Keep the same object on both sides", "Dual-write comes first.",
                             purpose=Purpose.MASTER_DATA, data=DataFlow.BOTH, answer_needed=False,
                             trigger=Trigger.EVENT)
        del choices[1]
    else:
        if need.platform is NeedPlatform.FINANCE_OPERATIONS:
            choices.append(_choice("document", "Documents, payment files, statements",
                                   "Electronic Reporting, which is made for them.", use=Use.DOCUMENT,
                                   operations=(Operation.FILE,), answer_needed=False,
                                   data=DataFlow.PUSH))
        if need.initiator is Initiator.OTHER:
            choices.append(_choice("agent", "An AI agent works with it", "The MCP server.", use=Use.AGENT,
                                   answer_needed=True, data=DataFlow.BOTH))
            if need.platform is NeedPlatform.DATAVERSE:
                choices.append(_choice("search", "A search box", "Dataverse search, or an index of your own.",
                                       use=Use.SEARCH, answer_needed=True, data=DataFlow.PULL,
                                       operations=(Operation.READ,)))
    return Question(
        id="goal", key="purpose", title="What is it for?",
        why="Each kind of need has a way that the platform's guidance prefers: messages, calls, sets, views and "
            "reports are served by different endpoints.",
        choices=tuple(choices))


def _answer(_need: Need) -> Question:
    return Question(
        id="answer", key="answer_needed", title="Does the one who starts need the result to go on?",
        why="Waiting couples both sides: when one is slow or down, so is the other. Without need it buys nothing "
            "(R-101).",
        choices=(
            _choice("no", "No, it only has to arrive", "Asynchronous ways come first; an outage is survived.",
                    answer_needed=False),
            _choice("yes", "Yes, somebody or something waits for it", "Only synchronous ways remain.",
                    answer_needed=True)))


def _trigger(_need: Need) -> Question:
    return Question(
        id="trigger", key="trigger", title="What makes it happen?",
        why="Events suit small and frequent messages, schedules suit sets (R-301, R-302).",
        choices=(
            _choice("event", "Something happened: a change, a step of a process", "Events, queues and topics.",
                    trigger=Trigger.EVENT),
            _choice("nightly", "A timetable, once a day or less", "Packages and bulk messages.",
                    trigger=Trigger.SCHEDULED, frequency=Frequency(calendar="daily")),
            _choice("often", "A timetable, several times an hour", "Recurring files or pipelines.",
                    trigger=Trigger.SCHEDULED, frequency=Frequency(interval=900.0)),
            _choice("on-demand", "A person or a program asks for it", "Services that are called.",
                    trigger=Trigger.ON_DEMAND)))


def _volume(need: Need) -> Question:
    if need.asked.trigger is Trigger.SCHEDULED:
        steps = ((1_000, "Up to 1,000"), (50_000, "Up to 50,000"), (200_000, "Up to 200,000"), (1_000_000, "More"))
        choices = tuple(_choice(f"{rows}", f"{label} records a run", _effect_of(rows), volume__per_run=float(rows))
                        for rows, label in steps)
        title, key = "How many records does a run carry?", "volume.per_run"
    else:
        hourly = ((1_000, "Up to 1,000"), (5_000, "Up to 5,000"), (50_000, "Up to 50,000"), (200_000, "Up to 200,000"),
                  (500_000, "More"))
        choices = tuple(_choice(f"{count}", f"{label} an hour", _effect_of(count), volume__peak_per_hour=float(count))
                        for count, label in hourly)
        title, key = "How much is it in the busiest hour?", "volume.peak_per_hour"
    return Question(
        id="volume", key=key, title=title, choices=choices, free=True,
        why="Limits are windows of minutes, so the peak decides, not the average. The published examples change from "
            "single calls to batches between 5,000 and 200,000 records an hour.")


def _effect_of(count: int) -> str:
    if count <= 5_000:
        return "Single calls and events carry this."
    if count <= 200_000:
        return "Bulk messages, files and streams."
    return "Packages, pipelines and links to the lake only."


def _latency(_need: Need) -> Question:
    return Question(
        id="latency", key="latency.required", title="How soon must it be there?", free=True,
        why="Each endpoint has a least time: events take seconds, files minutes, links to the lake 15 to 60 minutes.",
        choices=(
            _choice("seconds", "Within seconds", "Events and queues; no files, no lake.", latency__required=30.0),
            _choice("minutes", "Within five minutes", "Near-real-time ways.", latency__required=300.0),
            _choice("hour", "Within an hour", "Recurring files and links to the lake are allowed.",
                    latency__required=3600.0),
            _choice("day", "By the next day", "Anything scheduled is allowed.", latency__required=86400.0)))


def _answer_time(_need: Need) -> Question:
    return Question(
        id="answer-time", key="latency.p95", title="How fast does the other side answer, 95 times of 100?", free=True,
        why="A synchronous plug-in above two seconds degrades the whole platform (R-102); a posting waits with its "
            "locks.",
        choices=(
            _choice("fast", "Within half a second", "A synchronous call is bearable.", latency__p95=0.5),
            _choice("two", "Within two seconds", "Just bearable; state a timeout.", latency__p95=2.0),
            _choice("slow", "Slower", "A synchronous call does harm; ask ahead or work with events.",
                    latency__p95=5.0)))


def _delivery(_need: Need) -> Question:
    return Question(
        id="delivery", key="delivery", title="What if one message is lost?",
        why="A webhook tries twice, a business event to HTTPS for about three seconds; queues keep messages until they "
            "are taken (R-404, R-405).",
        choices=(
            _choice("never", "It must arrive", "Queues and topics come first.", delivery=Delivery.AT_LEAST_ONCE),
            _choice("once", "It must arrive, and must not count twice",
                    "Queues, and a receiver that recognizes what it has had.", delivery=Delivery.EXACTLY_ONCE_EFFECT),
            _choice("bearable", "Nothing much: the next one corrects it", "Webhooks and flows are enough.",
                    delivery=Delivery.AT_MOST_ONCE)))


def _order(_need: Need) -> Question:
    return Question(
        id="order", key="order_required", title="Must messages arrive in their order?",
        why="Events and topics do not keep the order by themselves; queues with sessions do (R-810).",
        choices=(
            _choice("no", "No", "Any way may deliver in parallel.", order_required=False),
            _choice("yes", "Yes, for the same record", "Sessions, or an endpoint that keeps the order.",
                    order_required=True)))


def _code(_need: Need) -> Question:
    return Question(
        id="code", key="low_code", title="Who shall build it?",
        why="At small rates low code does the work and is kept by those who know the process (P-403); at higher rates "
            "its daily request limits bind.",
        choices=(
            _choice("low", "Makers, with low code", "Flows and connectors come first where they carry it.",
                    low_code=True),
            _choice("pro", "Developers", "Functions and services count the same.", low_code=False)))


def _premises(_need: Need) -> Question:
    return Question(
        id="premises", key="on_premises", title="Where does the other side run?",
        why="A direct call between cloud and data center scales poorly and needs a way through the firewall (R-205, "
            "R-209).",
        choices=(
            _choice("cloud", "In a cloud", "Any way is open.", on_premises=False),
            _choice("premises", "On premises", "Queues, gateways and pipelines come first.", on_premises=True)))


_ASKED: tuple[tuple[Callable[[Need], bool], Callable[[Need], Question]], ...] = (
    (lambda need: need.platform is None, _platform),
    (lambda need: need.initiator is None, _initiator),
    (lambda need: not _purpose_known(need), _goal),
    (_answer_open, _answer),
    (_trigger_open, _trigger),
    (_volume_open, _volume),
    (_answer_time_open, _answer_time),
    (_delivery_open, _delivery),
    (_latency_open, _latency),
    (_order_open, _order),
    (_code_open, _code),
    (_premises_open, _premises),
)
"""When each question matters, in the order of how much its answer changes."""
