"""Outages as plain text for a terminal: one in sentences, or the ranking of all."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.outage import Outage, OutageRank
from d365arch.analysis.outage.wording import hours
from d365arch.report.text import WIDTH

MOST = 30
"""So many sentences of a kind, or rows of the ranking, are printed; the JSON has all."""


def outage_text(outage: Outage) -> str:
    """One outage, with a line end; control characters of names are left out."""
    facts = dict.fromkeys(fact for q in outage.queueing for fact in q.facts)
    groups: tuple[tuple[str, Iterable[str]], ...] = (
        ("WHO WAITS IN VAIN", (b.sentence for b in outage.blocked)),
        ("WHAT PILES UP", (q.sentence for q in outage.queueing)),
        ("WHAT IS LOST OR FAILS", (f.sentence for f in outage.failing)),
        ("WHAT GROWS OLD", (s.sentence for s in outage.stale)),
        ("FACTS", facts), ("ASSUMED", outage.assumptions),
    )
    lines = [*textwrap.wrap(outage.summary, WIDTH)]
    for title, sentences in groups:
        lines += _group(title, list(sentences))
    return _printable(lines)


def _group(title: str, sentences: list[str]) -> Iterator[str]:
    if not sentences:
        return
    yield from ("", title, "")
    for sentence in sentences[:MOST]:
        yield from textwrap.wrap(sentence, WIDTH, initial_indent="- ", subsequent_indent="  ")
    if len(sentences) > MOST:
        yield f"  {len(sentences) - MOST:,} more are in the JSON."


def ranking_text(ranks: tuple[OutageRank, ...]) -> str:
    """Whose outage hurts most, with a line end."""
    noticed = [r for r in ranks if r.stopped or r.failing or r.stale or r.queueing or r.at_risk]
    if not noticed:
        return "No system waits for another or gets data from one, so no outage of one is noticed elsewhere.\n"
    head: tuple[str, ...] = ("off", "stopped", "losing", "queues", "stale", "at risk", "reach", "lasts")
    rows = [(f"{r.name}{' (hub)' if r.hub else ''}", *map(say.count, (r.stopped, r.failing, r.queueing, r.stale,
                                                                      r.at_risk)),
             say.percent(r.blast_radius), lasting(r)) for r in noticed[:MOST]]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ["WHOSE OUTAGE HURTS MOST" + (f" ({MOST} of {len(noticed):,})" if len(noticed) > MOST else ""), ""]
    for name, *counts in (head, *rows):
        cells = (f"{count:>{width}}" for count, width in zip(counts, widths[1:], strict=True))
        lines.append("  ".join((f"{name:<{widths[0]}}", *cells)))
    lines += ["", *textwrap.wrap(LEGEND, WIDTH)]
    quiet = len(ranks) - len(noticed)
    if quiet:
        lines.append(f"{say.plural(quiet, 'system or hub is', 'systems and hubs are')} missed by nobody.")
    return _printable(lines)


LEGEND = (
    "stopped: systems with calls that fail; losing: integrations whose data nothing keeps; queues: places where "
    "messages wait; stale: systems with copies that get no updates; at risk: further systems that call something which "
    "works in part; reach: share of the other systems that are stopped, lose data or hold stale copies; lasts: time "
    "until the first queue is full or loses messages, a dash where nothing states it."
)


def lasting(rank: OutageRank) -> str:
    """Time until the first queue ends; a dash where there is none or nothing states it."""
    return "–" if rank.fullest_hours is None else hours(rank.fullest_hours)


def _printable(lines: Iterable[str]) -> str:
    return "".join(c for c in "\n".join(lines) if c == "\n" or c.isprintable()) + "\n"
