"""The analysis as plain text for a terminal: figures with their meaning, findings with advice, coupled systems."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from d365arch.analysis import wording as say
from d365arch.analysis.figures import figures
from d365arch.analysis.finding import Finding
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.rulebook import rule_title
from d365arch.model.vocabulary import Severity

WIDTH = 110

TOP = 10


def to_text(result: AnalysisResult) -> str:
    """The whole text, with a line end; control characters of names are left out."""
    broken = result.broken_rules
    blocks = [_figures(result), _findings(result), [broken[key] for key in sorted(broken)], _systems(result),
              assumptions(result)]
    text = "\n\n".join("\n".join(lines) for lines in map(list, blocks) if lines)
    return "".join(c for c in text if c == "\n" or c.isprintable()) + "\n"


def counted(findings: Sequence[Finding]) -> str:
    """How many findings there are of each severity: 2 violations, 1 warning."""
    words = {Severity.VIOLATION: ("violation", "violations"), Severity.WARNING: ("warning", "warnings"),
             Severity.INFO: ("hint", "hints"), Severity.RECOMMENDATION: ("recommendation", "recommendations"),
             Severity.UNSTATED: ("unstated fact", "unstated facts")}
    counts = Counter(f.severity for f in findings)
    told = [say.plural(counts[severity], *words[severity]) for severity in Severity if counts[severity]]
    return ", ".join(told) or "no findings"


def _figures(result: AnalysisResult) -> Iterator[str]:
    shown = figures(result)
    title = max(len(f.title) for f in shown)
    value = max(len(f.shown) for f in shown)
    yield f"{result.landscape or 'Landscape'}: {counted(result.findings)}"
    yield ""
    for f in shown:
        mark = "!" if f.severity in {Severity.VIOLATION, Severity.WARNING} else " "
        lead = f"{mark} {f.title:<{title}}  {f.shown:>{value}}  "
        yield from textwrap.wrap(f.meaning, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
    yield ""
    yield "! = a default rule finds fault with it. The defaults are this product's settings, no published pass marks."


def _findings(result: AnalysisResult) -> Iterator[str]:
    if not result.findings:
        return
    yield "FINDINGS"
    for f in result.findings:
        yield ""
        yield f"{f.severity.value:<10} {f.rule}  {rule_title(f.rule)}"
        yield from textwrap.wrap(f.message, WIDTH, initial_indent="  ", subsequent_indent="  ")
        yield from textwrap.wrap(f.advice, WIDTH, initial_indent="  > ", subsequent_indent="    ")


def _systems(result: AnalysisResult) -> Iterator[str]:
    connected = [s for s in result.systems if s.direct_links or s.spokes]
    if not connected:
        return
    head: tuple[str, ...] = ("system", "neighbors", "links", "spokes", "needed by", "needs", "instability", "reaches",
                             "works")
    rows: list[tuple[str, ...]] = [
        (s.name, say.count(len(s.neighbors)), say.count(s.direct_links), say.count(s.spokes), say.count(s.ca),
         say.count(s.ce), "–" if s.instability is None else say.decimal(s.instability), say.count(s.reach),
         say.availability(s.chain_availability))
        for s in connected[:TOP]
    ]
    if result.metrics.betweenness_estimated is not None:
        head = (*head, "between")
        rows = [(*row, say.decimal(s.betweenness or 0.0, 3)) for row, s in zip(rows, connected, strict=False)]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    more = len(connected) - TOP
    yield "MOST COUPLED SYSTEMS" + (f" ({TOP} of {len(connected)})" if more > 0 else "")
    yield ""
    for row in (head, *rows):
        cells = [f"{c:<{w}}" if i == 0 else f"{c:>{w}}" for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        yield "  ".join(cells)


def assumptions(result: AnalysisResult, width: int = WIDTH) -> Iterator[str]:
    """One sentence per kind of fact that the landscape does not state."""
    a, settings = result.assumptions, result.settings
    told = (
        (a.switched_off, "integration is switched off: drawn, but not counted",
         "integrations are switched off: drawn, but not counted"),
        (a.no_timing, "integration states no timing and counts as asynchronous",
         "integrations state no timing and count as asynchronous"),
        (a.no_latency, "synchronous integration states no answer time (latency.p95) and counts as 0 ms",
         "synchronous integrations state no answer time (latency.p95) and count as 0 ms"),
        (a.no_entities, "integration states no entities and is left out of duplicates and indirect ways",
         "integrations state no entities and are left out of duplicates and indirect ways"),
        (a.no_protocol, "direct link states no protocol and is left out of the protocol variety",
         "direct links state no protocol and are left out of the protocol variety"),
        (a.no_availability, "system or hub states no availability: "
         f"{say.availability(settings.system_availability)} is assumed, for a hub "
         f"{say.availability(settings.hub_availability)}",
         f"systems and hubs state no availability: {say.availability(settings.system_availability)} is assumed, for "
         f"hubs {say.availability(settings.hub_availability)}"),
    )
    lines = [f"{say.plural(len(ids), one, many)}." for ids, one, many in told if ids]
    if lines:
        yield "ASSUMED"
        yield ""
        for line in lines:
            yield from textwrap.wrap(line, width, initial_indent="- ", subsequent_indent="  ")
