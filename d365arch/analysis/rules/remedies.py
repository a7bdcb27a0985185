"""What to use instead, in words: endpoint and hub for an exchange by platform, direction and volume."""

from __future__ import annotations

from d365arch.analysis.rules.context import RuleContext
from d365arch.model import Integration
from d365arch.model.vocabulary import Direction, Platform

SMALL, MEDIUM = 5_000.0, 200_000.0
"""Operations an hour up to which messages and files of some minutes fit; the published examples (S40)."""


def without_waiting(context: RuleContext, integration: Integration) -> str:
    """How data travels whose sender needs no answer (matrix of needs, second, fourth, sixth and eighth row)."""
    direction = context.direction_of[integration.id]
    if direction is Direction.OUTBOUND:
        return event_of(context, integration.from_.system)
    if direction is Direction.INBOUND:
        return _into(context, integration)
    if direction is Direction.INTERNAL:
        return "let an event and a queue carry it"
    return f"put a queue in front of {context.label(integration.to.system)}"


def event_of(context: RuleContext, system_id: str, into: str = "queue or topic") -> str:
    """How a system tells of a change: the event endpoint of its platform, into a queue or topic."""
    kind = {Platform.FINANCE_OPERATIONS: "fo.business-events", Platform.BOTH: "both.events",
            Platform.DATAVERSE: "dataverse.service-bus"}.get(context.platform(system_id))
    if kind is None:
        return f"let it send one message into a Service Bus {into}"
    if kind == "dataverse.service-bus":
        return f"post the change through the {context.kind(kind)} into a {into}"
    return f"raise a business event ({kind}) into a Service Bus {into}"


def _into(context: RuleContext, integration: Integration) -> str:
    hourly = context.load(integration).hourly_operations
    rate = hourly.value if hourly else 0.0
    if context.platform(integration.to.system) is Platform.DATAVERSE:
        if rate <= SMALL:
            return "put a Service Bus queue in front and let a function write through the Web API (dataverse.web-api)"
        return ("collect the changes in a Service Bus queue and let a function write them in bulk "
                f"({context.kind('dataverse.bulk-operations')})")
    if rate <= SMALL:
        return ("put a Service Bus queue in front and let a function post one call per document through a "
                f"{_small(context.kind('fo.custom-service-json'))}")
    if rate <= MEDIUM:
        return ("collect them in a queue and hand them over as files every 5 to 15 minutes by "
                f"{_small(context.kind('fo.recurring-integration'))}")
    return f"load them as packages through the {_small(context.kind('fo.dmf-package-api'))}"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
