"""Advice as plain text for a terminal: the best in full, the rest in a line each."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.advisor.advise import Advice, Recommendation
from d365arch.analysis.advisor.knowledge import TITLES
from d365arch.analysis.advisor.score import Part
from d365arch.report.text import WIDTH

IN_FULL = 3
"""So many recommendations are told with all their parts."""

LIMITS = 3
"""So many limits are told of each; the JSON has all."""


def advice_text(advice: Advice) -> str:
    """Advice for a need, with a line end."""
    at = advice.situation
    lines = list(_wrapped(f"{at.row.title}, {TITLES[at.band]}." if at.row else
                          f"No row of the recommender is made for this need; volume {TITLES[at.band]}."))
    if advice.note:
        lines += _wrapped(advice.note)
    lines += _group("ASSUMED", advice.assumptions)
    if not advice.recommendations:
        lines += ["", *_wrapped("No endpoint of the catalog fits platform, who starts and the way of the data; "
                                "look at these three again.")]
    for recommendation in advice.recommendations[:IN_FULL]:
        lines += _full(recommendation)
    rest = advice.recommendations[IN_FULL:]
    if rest:
        lines += ["", "ALSO LOOKED AT", "", *(_short(r) for r in rest)]
    if advice.drawn:
        lines += _drawn(advice, advice.drawn)
    lines += _group("STATE NEXT", (f"{q.key}: {q.title} {q.why}" for q in advice.questions[:3]))
    return "\n".join(lines) + "\n"


def _full(r: Recommendation) -> Iterator[str]:
    status = "" if r.status.value == "current" else f", {r.status.value}"
    yield from ("", f"{r.rank}. {r.name} ({r.score:+g} points{status})")
    yield f"   {r.endpoint}{f' via {r.via}' if r.via else ''}"
    for part in r.parts:
        yield from _part(part)
    for title, sentences in (("For", r.pros), ("Against", r.cons)):
        for sentence in sentences:
            yield from _wrapped(f"{title}: {sentence}", "   ")
    for check in r.limits[:LIMITS]:
        yield from _wrapped(f"Limit: {check.limit} at {say.percent(check.utilization)}: {say.decimal(check.load)} of "
                            f"{say.decimal(check.allowed)} {check.unit}.", "   ")
    yield from _wrapped(f"Sources: {'; '.join(r.sources)}.", "   ")


def _part(part: Part) -> Iterator[str]:
    yield from textwrap.wrap(part.text, WIDTH, initial_indent=f"   {part.points:+4g}  ", subsequent_indent=" " * 9)


def _short(r: Recommendation) -> str:
    worst = min(r.parts, key=lambda part: part.points, default=None)
    why = f"  {worst.text}" if worst and worst.points < 0 else ""
    line = f"{r.rank:>3}. {r.score:+5g}  {r.endpoint}{f' via {r.via}' if r.via else ''}{why}"
    return line if len(line) <= WIDTH else line[: WIDTH - 3].rstrip() + "..."


def _drawn(advice: Advice, drawn: Recommendation) -> Iterator[str]:
    best = advice.recommendations[0] if advice.recommendations else None
    yield from ("", "AS DRAWN", "")
    way = f"{drawn.endpoint}{f' via {drawn.via}' if drawn.via else ''}"
    if best is None or best.candidate == drawn.candidate:
        yield from _wrapped(f"{way} is the first choice: nothing better is known for what is stated.")
        return
    place = f"place {drawn.rank} of {len(advice.recommendations)}" if drawn.rank else "no longer to be chosen"
    yield from _wrapped(f"{way} has {drawn.score:+g} points ({place}), {best.score - drawn.score:g} fewer than "
                        f"{best.endpoint}{f' via {best.via}' if best.via else ''}. What makes the difference:")
    ours = {(part.kind, part.on, part.points) for part in best.parts}
    theirs = {(part.kind, part.on, part.points) for part in drawn.parts}
    told = [*(p for p in drawn.parts if p.points < 0 and (p.kind, p.on, p.points) not in ours)]
    for part in told:
        yield from _part(part)
    for part in (p for p in best.parts if p.points > 0 and (p.kind, p.on, p.points) not in theirs):
        yield from textwrap.wrap(f"{best.endpoint}: {part.text}", WIDTH, initial_indent=f"   {part.points:+4g}  ",
                                 subsequent_indent=" " * 9)


def _group(title: str, sentences: Iterable[str]) -> Iterator[str]:
    shown = list(sentences)
    if shown:
        yield from ("", title, "")
        for sentence in shown:
            yield from textwrap.wrap(sentence, WIDTH, initial_indent="- ", subsequent_indent="  ")


def _wrapped(sentence: str, indent: str = "") -> list[str]:
    return textwrap.wrap(sentence, WIDTH, initial_indent=indent, subsequent_indent=indent + ("  " if indent else ""))
