"""The interface catalog: every integration with everything that is stated of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from d365arch.analysis import wording as say
from d365arch.catalog.facts import Facts
from d365arch.model import End, Integration, Volume
from d365arch.model.fields import specs_of
from d365arch.model.integration import ErrorHandling, Monitoring
from d365arch.model.quantities import format_duration, format_kilobytes, format_share
from d365arch.report.content import Cell, Column, Row, Section, Sentences, Table
from d365arch.report.given import Given

COLUMNS = (Column("Integration"), Column("Initiator"), Column("Called side"), Column("Direction", "Seen from D365"),
           Column("Timing"), Column("Data", "Push: from the initiator to the called side; pull: the other way"),
           Column("Entities"), Column("Load"), Column("Owner"))


def catalog_section(given: Given) -> Section:
    """All integrations; small print below each row holds what else is stated."""
    found = given.integrations
    if not found:
        return Section("integrations", "Interface catalog", (Sentences(("There is no integration.",)),))
    rows = tuple(_row(given, i) for i in found)
    left = len(given.facts.landscape.integrations) - len(found)
    foot = f"{say.plural(left, 'further integration is', 'further integrations are')} in the JSON." if left else ""
    return Section("integrations", "Interface catalog", (Table("All integrations by name", COLUMNS, rows, foot),),
                   "The initiator opens the connection; which way the data goes is a fact of its own. A dash means "
                   "that nothing states it.")


def _row(given: Given, i: Integration) -> Row:
    facts = given.facts
    timing = facts.timing(i)
    cells = (
        Cell(i.label + (" (switched off)" if i.active is False else "")),
        Cell(given.label(i.from_.system), link=given.system_anchor(i.from_.system)),
        Cell(given.label(i.to.system), link=given.system_anchor(i.to.system)),
        Cell(facts.direction(i).value), Cell(timing.value if timing else "–"), Cell(i.data_flow.value),
        Cell(", ".join(i.entities) or "–"), Cell(load_of(i) or "–", key=i.volume.rate_per_hour if i.volume else None),
        Cell(i.owner or "–"),
    )
    return Row(cells, given.integration_anchor(i.id), (*_patterns(given, i), *details(facts, i)))


def _patterns(given: Given, i: Integration) -> Iterator[tuple[str, str]]:
    """The pattern that an integration follows, and what guidance prefers of it."""
    for found in given.patterns.get(i.id, ()):
        yield "Pattern", f"{found.pattern.value}. {found.preferred}"


def details(facts: Facts, i: Integration) -> Iterator[tuple[str, str]]:
    """What is stated beyond the columns, as name and value, in the order in which people ask."""
    told: list[tuple[str, Any]] = [
        ("Description", i.description), ("Goal", i.goal), ("Endpoint of the initiator", _end(facts, i.from_)),
        ("Endpoint called", _end(facts, i.to)),
        ("Protocol", facts.protocol(i)), ("Style", facts.style(i)), ("Trigger", i.trigger),
        ("Frequency", i.frequency), ("Operations", ", ".join(i.operations)), ("Purpose", i.purpose),
        ("Answer needed", i.answer_needed), ("Latency", _latency(i)), ("Message", _sizes(i)),
        ("Delivery", i.delivery), ("Order required", i.order_required), ("Identity", i.identity),
        ("Authentication", i.auth), ("TLS", i.tls), ("Error handling", _record(i.error_handling)),
        ("Monitoring", _record(i.monitoring)), ("Criticality", i.criticality), ("Priority", i.priority),
        ("Technical owner", i.technical_owner), ("Environments", ", ".join(i.environments)),
        ("Pinned", "may not be rerouted" if i.pinned else None), ("Tags", ", ".join(i.tags)),
        ("Documents", ", ".join(i.docs)), ("Discovered", i.confidence),
    ]
    for name, value in told:
        if value is not None and value != "":
            yield name, _word(value)


def _word(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _end(facts: Facts, end: End) -> str:
    endpoint = facts.landscape.endpoint_at(end)
    if endpoint is None:
        return ""
    kind = facts.endpoint_type(endpoint)
    return endpoint.name or (kind.name if kind else endpoint.id)


def _latency(i: Integration) -> str:
    if i.latency is None:
        return ""
    told = (("within", i.latency.required), ("p95", i.latency.p95), ("p99", i.latency.p99),
            ("timeout", i.latency.timeout))
    return ", ".join(f"{word} {format_duration(seconds)}" for word, seconds in told if seconds is not None)


def _sizes(i: Integration) -> str:
    volume = i.volume or Volume()
    told = []
    if volume.message_kb is not None:
        told.append(format_kilobytes(volume.message_kb))
    if volume.operations_per_message is not None:
        told.append(f"{volume.operations_per_message:,.12g} operations each")
    if i.batch and i.batch.records is not None:
        told.append(f"{i.batch.records:,} in a batch")
    if volume.growth_per_year is not None:
        told.append(f"grows {format_share(volume.growth_per_year)} a year")
    return ", ".join(told)


def _record(record: ErrorHandling | Monitoring | None) -> str:
    """What a small record states: `retry, dead letter: orders-dlq, no idempotent`."""
    if record is None:
        return ""
    told = []
    for field in fields(record):
        spec = specs_of(type(record)).get(field.name)
        value = getattr(record, field.name)
        if spec is None or value is None:
            continue
        name = spec.key.replace("_", " ")
        told.append(name if value is True else f"no {name}" if value is False else f"{name}: {value}")
    return ", ".join(told)


def load_of(integration: Integration) -> str:
    """The stated load and frequency in short, such as `8,000 a day, 1,200 in the peak hour`."""
    volume = integration.volume or Volume()
    stated = ((volume.per_day, "a day"), (volume.per_hour, "an hour"), (volume.peak_per_hour, "in the peak hour"),
              (volume.peak_5min, "in 5 min at peak"), (volume.per_run, "a run"))
    parts = [f"{number:,.12g} {unit}" for number, unit in stated if number is not None]
    frequency = integration.frequency
    if frequency:
        parts.append(f"{frequency} frequency" if frequency.level else str(frequency))
    return ", ".join(parts)
