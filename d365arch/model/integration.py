"""Integrations: one connection from an initiator to the side it contacts."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.model.endpoint import End
from d365arch.model.fields import NO_EXTRA, Extra, Kind, many, required, spec
from d365arch.model.quantities import Frequency
from d365arch.model.system import Alm
from d365arch.model.vocabulary import (
    BatchFormat,
    Confidence,
    DataFlow,
    Delivery,
    Level,
    Operation,
    Purpose,
    Style,
    Timing,
    Trigger,
)
from d365arch.model.vocabulary import Kind as IntegrationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Required and measured answer times; all in seconds."""

    required: float | None = spec("required", Kind.DURATION, "Longest time the business accepts; also the budget for "
                                                             "rerouting.", symbol="latency_req_s")
    p95: float | None = spec("p95", Kind.DURATION, "95 % of answers come within this.", symbol="callee_p95_s")
    p99: float | None = spec("p99", Kind.DURATION, "99 % of answers come within this.")
    timeout: float | None = spec("timeout", Kind.DURATION, "When the caller gives up.", symbol="timeout_s")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """Load as stated; counts are business messages or rows."""

    per_day: float | None = spec("per_day", Kind.NUMBER, "Messages a day.")
    per_hour: float | None = spec("per_hour", Kind.NUMBER, "Messages in an average hour.", symbol="rate_per_hour")
    peak_per_hour: float | None = spec("peak_per_hour", Kind.NUMBER, "Messages in the busiest hour.", symbol="vol_h")
    peak_5min: float | None = spec("peak_5min", Kind.NUMBER, "Messages in the busiest five minutes.", symbol="N5")
    per_run: float | None = spec("per_run", Kind.NUMBER, "Rows per scheduled run.", symbol="run_rows")
    message_kb: float | None = spec("message_kb", Kind.KILOBYTES, "Size of one message, in kilobytes.",
                                    symbol="payload_kb")
    row_bytes: float | None = spec("row_bytes", Kind.BYTES, "Size of one row, in bytes.")
    operations_per_message: float | None = spec("operations_per_message", Kind.NUMBER, "API operations per message.",
                                                default="1", symbol="c")
    rows_changed_by_plugins: float | None = spec("rows_changed_by_plugins", Kind.NUMBER, "Further rows that plug-ins "
                                                                                         "change per row.")
    growth_per_year: float | None = spec("growth_per_year", Kind.SHARE, "Expected growth a year, as a share.")
    extra: Extra = NO_EXTRA

    @property
    def rate_per_hour(self) -> float | None:
        """Messages in an average hour: as stated, else those of a day over 24 hours; none where neither is stated."""
        if self.per_hour is not None:
            return self.per_hour
        return None if self.per_day is None else self.per_day / 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """How many operations travel in one request."""

    records: int | None = spec("records", Kind.COUNT, "Operations per request.", default="1", symbol="b")
    format: BatchFormat | None = spec("format", Kind.WORD, "Package or single file (R-607).", words=BatchFormat)
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorHandling:
    """What happens when an exchange fails."""

    retry: bool | str | None = spec("retry", Kind.FLAG_OR_TEXT, "Failed calls are tried again (P-303).")
    honors_retry_after: bool | None = spec("honors_retry_after", Kind.FLAG, "Waits as the Retry-After header says "
                                                                            "(P-303).")
    dead_letter: bool | str | None = spec("dead_letter", Kind.FLAG_OR_TEXT, "Undeliverable messages are kept apart "
                                                                            "(P-302).")
    reprocess: bool | str | None = spec("reprocess", Kind.FLAG_OR_TEXT, "How kept messages are sent again (P-302).")
    idempotent: bool | str | None = spec("idempotent", Kind.FLAG_OR_TEXT, "The same message twice does no harm "
                                                                          "(P-304).")
    compensation: bool | str | None = spec("compensation", Kind.FLAG_OR_TEXT, "How a half-done process is undone "
                                                                              "(R-210).")
    outage: bool | str | None = spec("outage", Kind.FLAG_OR_TEXT, "What people do during an outage (P-108).")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """Who sees that an exchange fails."""

    tool: str | None = spec("tool", Kind.TEXT, "Where it is watched (P-301, P-307).")
    alert: str | None = spec("alert", Kind.TEXT, "Who is told (P-301).")
    correlation_id: bool | str | None = spec("correlation_id", Kind.FLAG_OR_TEXT, "One id follows the message from end "
                                                                                  "to end (P-305).")
    business_notification: bool | str | None = spec("business_notification", Kind.FLAG_OR_TEXT, "Who tells the users "
                                                                                                "(P-309).")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where discovery saw an integration."""

    file: str = required("file", Kind.TEXT, "The artefact.")
    place: str | None = spec("place", Kind.TEXT, "Where in the artefact.")
    confidence: Confidence | None = spec("confidence", Kind.WORD, "How sure discovery is.", words=Confidence)
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """One connection from an initiator (`from_`) to the side it contacts (`to`).

    Who starts and which way the data goes are two facts: `from_` and `to` say the first, `data` the second.
    """

    id: str = required("id", Kind.ID, "Unique among integrations.")
    name: str | None = spec("name", Kind.TEXT, "What people call it.", default="the id")
    from_: End = required("from", Kind.END, "The initiator: system or system.endpoint.", symbol="initiation")
    to: End = required("to", Kind.END, "The side it contacts: system or system.endpoint.")
    description: str | None = spec("description", Kind.TEXT, "A sentence or two for readers.")
    tags: tuple[str, ...] = many("tags", Kind.TEXT, "Free labels.")
    goal: str | None = spec("goal", Kind.TEXT, "What the business gains (P-101).")
    data: DataFlow | None = spec("data", Kind.WORD, "Which way the data goes, seen from the initiator.",
                                 words=DataFlow, default="push")
    kind: IntegrationKind | None = spec("kind", Kind.WORD, "Joins data, processes or screens.", words=IntegrationKind,
                                        default="data")
    timing: Timing | None = spec("timing", Kind.WORD, "How the initiator experiences it.", words=Timing,
                                 default="from the endpoint's type", symbol="timing")
    style: Style | None = spec("style", Kind.WORD, "Shape of the exchange.", words=Style,
                               default="from the endpoint's type")
    trigger: Trigger | None = spec("trigger", Kind.WORD, "What makes it happen.", words=Trigger, symbol="trigger")
    frequency: Frequency | None = spec("frequency", Kind.FREQUENCY, "How often: a level, an interval or a schedule.")
    entities: tuple[str, ...] = many("entities", Kind.TEXT, "Business entities that travel.", symbol="entity")
    operations: tuple[Operation, ...] = many("operations", Kind.WORD, "What is done at the called side.",
                                             words=Operation, symbol="ops")
    purpose: Purpose | None = spec("purpose", Kind.WORD, "Why the data moves.", words=Purpose, default="transaction")
    answer_needed: bool | None = spec("answer_needed", Kind.FLAG, "The initiator needs the result to go on.",
                                      symbol="answer_needed")
    latency: Latency | None = spec("latency", Kind.RECORD, "Answer times.", record=Latency)
    volume: Volume | None = spec("volume", Kind.RECORD, "Load.", record=Volume)
    batch: Batch | None = spec("batch", Kind.RECORD, "Operations per request.", record=Batch)
    request_time: float | None = spec("request_time", Kind.DURATION, "Server time of one request, in seconds.",
                                      symbol="t")
    parallelism: int | None = spec("parallelism", Kind.COUNT, "Threads of the caller (R-606, L-DV-03).")
    users: int | None = spec("users", Kind.COUNT, "People behind an on-demand call (R-409).")
    delivery: Delivery | None = spec("delivery", Kind.WORD, "Guarantee needed.", words=Delivery, symbol="delivery")
    order_required: bool | None = spec("order_required", Kind.FLAG, "Messages must arrive in order.",
                                       symbol="order_required")
    identity: str | None = spec("identity", Kind.TEXT, "Application user or connection that calls.", symbol="identity")
    auth: str | None = spec("auth", Kind.TEXT, "How the initiator authenticates (R-806).")
    protocol: str | None = spec("protocol", Kind.TEXT, "Transport protocol.", default="from the endpoint",
                                symbol="protocol")
    tls: str | None = spec("tls", Kind.TEXT, "TLS version used (R-803).")
    priority: Level | None = spec("priority", Kind.WORD, "Priority under throttling (R-712).", words=Level)
    inside_transaction: bool | None = spec("inside_transaction", Kind.FLAG, "Called within a posting or database "
                                                                            "transaction (R-104).")
    acknowledged: bool | None = spec("acknowledged", Kind.FLAG, "The consumer acknowledges what it took (R-308).")
    loop_guard: bool | str | None = spec("loop_guard", Kind.FLAG_OR_TEXT, "What keeps events from running in a circle "
                                                                          "(R-407).")
    error_handling: ErrorHandling | None = spec("error_handling", Kind.RECORD, "What happens on failure.",
                                                record=ErrorHandling)
    monitoring: Monitoring | None = spec("monitoring", Kind.RECORD, "Who sees a failure.", record=Monitoring)
    criticality: Level | None = spec("criticality", Kind.WORD, "What a failure means.", words=Level)
    owner: str | None = spec("owner", Kind.TEXT, "Who answers for it in the business (P-103).")
    technical_owner: str | None = spec("technical_owner", Kind.TEXT, "Who runs it (P-103).")
    environments: tuple[str, ...] = many("environments", Kind.TEXT, "Environments it exists in (P-504).")
    alm: Alm | None = spec("alm", Kind.TEXT_OR_RECORD, "How it is versioned and released (P-505).", record=Alm)
    tested_at_peak: bool | None = spec("tested_at_peak", Kind.FLAG, "Load-tested at peak volume (P-507).")
    low_code: bool | None = spec("low_code", Kind.FLAG, "Built with low code (P-403).", default="from the endpoint")
    pinned: bool | None = spec("pinned", Kind.FLAG, "May not be rerouted through a hub.", default="false")
    active: bool | None = spec("active", Kind.FLAG, "False: switched off, still drawn.", default="true")
    evidence: tuple[Evidence, ...] = many("evidence", Kind.RECORD, "Where discovery saw it.", record=Evidence)
    docs: tuple[str, ...] = many("docs", Kind.TEXT, "Links to documents.")
    extra: Extra = NO_EXTRA

    @property
    def label(self) -> str:
        """The name, or the id where no name is stated."""
        return self.name or self.id

    @property
    def confidence(self) -> Confidence | None:
        """The best that its evidence gives; none where it has no evidence or that says nothing."""
        stated = {one.confidence for one in self.evidence}
        return next((confidence for confidence in Confidence if confidence in stated), None)

    @property
    def data_flow(self) -> DataFlow:
        """The stated data flow, or push."""
        return self.data or DataFlow.PUSH
