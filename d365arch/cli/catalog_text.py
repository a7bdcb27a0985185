"""The catalog as text for a terminal: aligned lists by group, and one entry with everything known of it."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Mapping, Sequence

from d365arch.catalog.records import Catalog, EndpointType, Source, Status, SystemType
from d365arch.model.vocabulary import Platform, Role, Timing

_GAP = "  "
_LEAST_LAST = 24
"""A last column narrower than this goes to a line of its own."""

_TIMINGS = {Timing.SYNCHRONOUS: "sync", Timing.ASYNCHRONOUS: "async", Timing.NEAR_REAL_TIME: "near-real-time"}
_PLATFORMS = {
    Platform.DATAVERSE: "Dataverse", Platform.FINANCE_OPERATIONS: "Finance and Operations",
    Platform.BOTH: "Both platforms",
}

_CODES = {"low": "low code", "pro": "pro code", "both": "low or pro code"}

Entry = EndpointType | SystemType
Row = tuple[str, ...]


def terminal_width() -> int:
    """Columns of the terminal, within what reads well."""
    return max(40, min(140, shutil.get_terminal_size((110, 24)).columns))


def listed(kinds: Mapping[str, Sequence[Entry]], width: int) -> str:
    """Entries by kind and group; columns line up within a group."""
    blocks = []
    for kind, found in kinds.items():
        groups: dict[str, list[Row]] = {}
        for entry in found:
            groups.setdefault(_group(entry), []).append(_row(entry))
        told = ["\n".join([*_wrapped(name, width), *_table(rows, width)]) for name, rows in groups.items()]
        blocks.append("\n\n".join([_underlined(f"{kind.capitalize()} ({len(found)})", width), *told]))
    return "\n\n\n".join(blocks)


def _underlined(text: str, width: int) -> str:
    lines = textwrap.wrap(text, width)
    return "\n".join([*lines, "=" * max(map(len, lines))])


def _group(entry: Entry) -> str:
    if isinstance(entry, SystemType):
        return entry.category
    if entry.platform.is_d365:
        return _PLATFORMS[entry.platform]
    if entry.id.startswith("generic."):
        return "Other sides"
    return "Channels of hubs" if entry.channel else "Flows, functions and connections of middleware"


def _row(entry: Entry) -> Row:
    """Cells of a list; the last one may be long."""
    name = f"{entry.name} ({life})" if (life := _life(entry)) else entry.name
    if isinstance(entry, EndpointType):
        timing = "/".join(_TIMINGS[t] for t in entry.timing) or "-"
        return (entry.id, _direction(entry), "+".join(entry.data) or "-", timing, name)
    if entry.role is Role.HUB:
        return (entry.id, entry.hub_class or "-", f"{name}: {', '.join(entry.hub_styles)}")
    return (entry.id, entry.role, f"{name}: {entry.description}" if entry.description else name)


def _direction(entry: EndpointType) -> str:
    return entry.initiation if entry.platform.is_d365 else "-"


def _life(entry: Entry) -> str:
    """Where an entry stands if that is not just current, with what takes its place."""
    if entry.status is Status.CURRENT:
        return ""
    instead = f", use {' or '.join(entry.replacement)}" if entry.replacement else ""
    return f"{entry.status}{instead}"


def _table(rows: Sequence[Row], width: int) -> list[str]:
    """Aligned rows; the last cell is wrapped under itself, or below the row where the terminal is narrow."""
    columns = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    margin = sum(columns) + len(_GAP) * (len(columns) + 1)
    lines: list[str] = []
    for row in rows:
        head = "".join(_GAP + cell.ljust(size) for cell, size in zip(row, columns, strict=False)) + _GAP
        if margin + _LEAST_LAST <= width:
            lines += _wrapped(row[-1], width, head, " " * margin)
        else:
            lines += _wrapped(" ".join(head.split()), width, _GAP, _GAP * 3)
            lines += _wrapped(row[-1], width, _GAP * 3, _GAP * 3)
    return lines


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    lines = textwrap.wrap(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return [line.rstrip() for line in lines]


def shown(catalog: Catalog, entry: Entry, width: int) -> str:
    """One entry: a heading and its facts, labels on the left; absent facts are left out."""
    facts = _endpoint_facts(entry) if isinstance(entry, EndpointType) else _system_facts(entry)
    facts["Unverified"] = list(entry.unverified)
    facts["Sources"] = [_source(catalog.sources[source]) for source in entry.sources]
    margin = max(len(label) for label in facts) + 2
    lines = [_underlined(f"{entry.name} ({entry.id})", width)]
    for label, told in facts.items():
        for number, sentence in enumerate([told] if isinstance(told, str) else told):
            if sentence:
                lead = label if number == 0 else ""
                lines += _wrapped(sentence, width, lead.ljust(margin), " " * margin)
    return "\n".join(lines)


def _endpoint_facts(entry: EndpointType) -> dict[str, str | list[str]]:
    d365 = entry.platform.is_d365
    directions = {"inbound": "inbound, the other side starts", "outbound": "outbound, Dynamics 365 starts",
                  "both": "both, either side starts"}
    return {
        "Kind": "channel of a hub" if entry.channel else "endpoint type",
        "Platform": _PLATFORMS.get(entry.platform, ""),
        "Timing": _default_first(entry.timing),
        "Direction": directions[entry.initiation] if d365 else "",
        "Data": " and ".join(f"goes {way}" for way in entry.data),
        "Style": entry.style.value,
        "Operations": ", ".join(entry.operations),
        "Triggers": ", ".join(entry.triggers),
        "Protocol": ", ".join(dict.fromkeys((entry.protocol or "", *entry.protocols))).strip(", "),
        "Sign-in": entry.auth or "",
        "Unit": entry.unit or "",
        "Volume": ", ".join(entry.volume),
        "Latency": entry.latency or "",
        "Code": _CODES.get(entry.code or "", entry.code or ""),
        "Status": _life(entry) or entry.status.value,
        "Use for": entry.use or "",
        "Avoid for": entry.avoid or "",
        "Notes": entry.notes or "",
        "Limits": ", ".join(entry.limits),
        "Offered by": ", ".join(entry.systems),
    }


def _system_facts(entry: SystemType) -> dict[str, str | list[str]]:
    return {
        "Kind": f"system type, {entry.role}",
        "Platform": _PLATFORMS.get(entry.platform, ""),
        "Category": entry.category,
        "Description": entry.description or "",
        "Hosting": entry.hosting.value if entry.hosting else "",
        "Consolidates": f"{entry.hub_class} integrations" if entry.hub_class else "",
        "Does": ", ".join(entry.hub_styles),
        "Timing": ", ".join(entry.hub_timing),
        "Facts": list(entry.facts),
        "Status": _life(entry) or entry.status.value,
        "Endpoints": ", ".join(entry.endpoints),
        "Found by": ", ".join(entry.keywords),
    }


def _default_first(timings: Sequence[Timing]) -> str:
    if not timings:
        return "none"
    first, *others = timings
    return f"{first} (default), {', '.join(others)}" if others else first.value


def _source(source: Source) -> str:
    dated = source.read.isoformat() if source.read else source.dated
    return f"{source.id} {source.title}, version of {dated}: {source.location}" if dated != "undated" else \
        f"{source.id} {source.title}, undated: {source.location}"
