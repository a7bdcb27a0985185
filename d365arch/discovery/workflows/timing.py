"""When a workflow runs and whether somebody waits for it, after the rules of discovery."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from d365arch.discovery.workflows.calls import Trigger, TriggerKind
from d365arch.discovery.workflows.recurrence import POLLED_IS_NEAR
from d365arch.model.vocabulary import Timing
from d365arch.model.vocabulary import Trigger as Occasion


class Answering(Protocol):
    """What tells of a workflow whether whoever calls it is answered: a definition does."""

    @property
    def has_response(self) -> bool:
        """Whether it answers its caller."""


class When(NamedTuple):
    """Timing of everything a workflow does."""

    trigger: Occasion
    timing: Timing
    frequency: str | None


def timing_of(definition: Answering, trigger: Trigger | None) -> When:
    """When a workflow runs that starts with that trigger.

    Scheduled is asynchronous; an event is near-real-time, also a polled one up to 15 minutes; a request is synchronous
    where the workflow answers it. A workflow without a trigger runs when it is asked.
    """
    answered = Timing.SYNCHRONOUS if definition.has_response else Timing.ASYNCHRONOUS
    if trigger is None or trigger.starts is TriggerKind.REQUEST:
        return When(Occasion.ON_DEMAND, answered, None)
    frequency = trigger.recurrence.frequency if trigger.recurrence else None
    if trigger.starts is TriggerKind.SCHEDULE:
        return When(Occasion.SCHEDULED, Timing.ASYNCHRONOUS, frequency)
    if trigger.starts is TriggerKind.POLL and trigger.recurrence and trigger.recurrence.seconds > POLLED_IS_NEAR:
        return When(Occasion.EVENT, Timing.ASYNCHRONOUS, frequency)
    return When(Occasion.EVENT, Timing.NEAR_REAL_TIME, frequency)
