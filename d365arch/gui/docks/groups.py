"""Which fields of a record stand together in the inspector, the important ones first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from d365arch.gui.language import translate
from d365arch.model import Endpoint, Integration, Landscape, System, View, ViewNote, Zone
from d365arch.model.fields import FieldSpec, specs_of


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and the attributes below it; closed groups wait for a click."""

    title: str
    attributes: tuple[str, ...]
    is_open: bool = False


_GROUPS: Mapping[type[Any], Sequence[Group]] = {
    System: (
        Group("System", ("type", "zone", "owner", "criticality", "description"), is_open=True),
        Group("Operation", ("hosting", "exposure", "availability", "high_availability", "recovery", "environments",
                            "alm", "technical_owner")),
        Group("Platform", ("role", "version", "tier", "units", "servers")),
    ),
    Endpoint: (
        Group("Endpoint", ("type", "timing", "direction", "protocol", "entities", "operations", "description"),
              is_open=True),
        Group("Access", ("auth", "tls", "owner")),
        Group("Channel", ("sessions", "dead_letter", "retention", "size", "filters")),
        Group("Flow and virtual table", ("profile", "actions", "needs")),
    ),
    Integration: (
        Group("Exchange", ("timing", "trigger", "frequency", "entities", "operations", "description"), is_open=True),
        Group("Load", ("volume", "batch", "users", "parallelism", "request_time")),
        Group("Answer time", ("latency", "answer_needed", "inside_transaction")),
        Group("Reliability", ("delivery", "order_required", "acknowledged", "error_handling", "loop_guard",
                              "tested_at_peak")),
        Group("Security", ("identity", "auth", "protocol", "tls", "priority")),
        Group("Monitoring", ("monitoring",)),
        Group("Purpose", ("goal", "kind", "purpose", "style", "criticality")),
        Group("Ownership and release", ("owner", "technical_owner", "environments", "alm", "low_code")),
    ),
    Zone: (Group("Zone", ("kind", "parent", "description"), is_open=True),),
    Landscape: (
        Group("Landscape", ("description", "version", "date", "authors", "state", "horizon"), is_open=True),
        Group("Strategy", ("strategy",)),
        Group("Entities", ("entities",)),
        Group("Waivers", ("waivers",)),
        Group("Notes", ("notes",)),
        Group("Licenses", ("tenant",)),
    ),
    View: (
        Group("View", ("title", "direction", "engine", "theme", "perspective", "line_width",
                       "endpoints", "bundle"), is_open=True),
        Group("Shows", ("show", "hide", "folded")),
        Group("Page", ("page",)),
    ),
    ViewNote: (Group("Note", ("style", "on", "size"), is_open=True),),
}

NOT_DRAWN: Mapping[tuple[type[Any], tuple[str, ...]], str] = {
}
"""Fields that change nothing yet, by record class and path, and why."""

_ELSEWHERE: Mapping[type[Any], frozenset[str]] = {
    # Shown above the groups, on the canvas, or as elements of their own.
    System: frozenset({"name", "endpoints"}),
    Endpoint: frozenset({"name"}),
    Integration: frozenset({"name", "from_", "to", "data"}),
    Zone: frozenset({"name"}),
    Landscape: frozenset({"name", "format", "zones", "systems", "integrations"}),
    View: frozenset({"positions", "sizes", "zones", "bends", "labels"}),
}


def groups_of(record: type[Any]) -> tuple[Group, ...]:
    """The groups of a record class; what no group names stands under `More`, so that every field is there."""
    groups = tuple(_GROUPS.get(record, ()))
    named = {attribute for group in groups for attribute in group.attributes} | _ELSEWHERE.get(record, frozenset())
    rest = tuple(attribute for attribute in specs_of(record) if attribute not in named)
    return (*groups, Group("More", rest)) if rest else groups


def group_texts() -> Iterator[str]:
    """Headings of the groups, for those who translate."""
    yield from dict.fromkeys(group.title for groups in _GROUPS.values() for group in groups)
    yield "More"


def heading(group: Group) -> str:
    """The heading in the language of the window."""
    return translate("Groups", group.title)


def doc_of(spec: FieldSpec) -> str:
    """What a field means, in the language of the window where its translation has the sentence."""
    return translate("Fields", spec.doc)


def title_of(attribute: str) -> str:
    """The label of a field in the language of the window."""
    return translate("Fields", words_of(attribute))


def words_of(attribute: str) -> str:
    """The label of a field as undo steps have it: its attribute in words."""
    special = {
        "id": "Id", "p95": "95 % within", "p99": "99 % within", "per_day": "Per day", "per_hour": "Per hour",
        "peak_per_hour": "Peak per hour", "peak_5min": "Peak in 5 min", "per_run": "Per run",
        "message_kb": "Message size", "row_bytes": "Row size", "operations_per_message": "Operations each",
        "rows_changed_by_plugins": "Plug-in rows", "growth_per_year": "Growth per year", "tls": "TLS",
        "rto": "Recovery time", "rpo": "Recovery point", "alm": "Release", "auth": "Sign-in", "from_": "From",
        "docs": "Documents", "hop_ms": "Hop times", "high_availability": "Highly available",
        "technical_owner": "Technical owner", "honors_retry_after": "Honors Retry-After",
        "correlation_id": "Correlation id", "business_notification": "Tells users", "tested_at_peak": "Tested at peak",
        "low_code": "Low code", "loop_guard": "Loop guard", "inside_transaction": "In transaction",
        "order_required": "Order required", "answer_needed": "Answer needed", "dead_letter": "Dead letter",
    }
    return special.get(attribute, attribute.replace("_", " ").capitalize())
