"""A help card as text for a terminal and as Markdown for the reference pages."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from d365arch.analysis.help_records import CardSource, HelpCard, Row
from d365arch.report.markdown import plain


def to_text(card: HelpCard, width: int = 100) -> str:
    """The card as lines of up to `width` columns, labels on the left; what it does not have is left out."""
    title = f"{card.title} ({card.kind} {card.id})"
    rows = [*_lines(card), *(Row("Source", text) for text in map(_source, card.sources)),
            *(Row("Mind", mark) for mark in card.marks)]
    margin = min(24, max(len(row.label) for row in rows) + 2)
    told = [title, "=" * min(len(title), width)]
    before = ""
    for label, text in rows:
        lead = "" if label == before else label
        before = label
        if len(lead) >= margin:
            told.append(lead)
            lead = ""
        told += textwrap.wrap(text, max(width, margin + 30), initial_indent=lead.ljust(margin),
                              subsequent_indent=" " * margin, break_on_hyphens=False, break_long_words=False)
    return "\n".join(told)


def to_markdown(card: HelpCard, level: int = 2) -> str:
    """The card as a section of a page."""
    parts = [f"{'#' * level} {plain(card.id)}: {plain(card.title)}" if card.title != card.id else
             f"{'#' * level} {plain(card.id)}"]
    parts += [f"> {plain(mark)}" for mark in card.marks]
    parts += [plain(text) for text in (card.what, card.why) if text]
    if card.numbers:
        parts.append("\n".join(f"- {plain(row.label)}: {plain(row.text)}" for row in card.numbers))
    if card.when_not:
        parts.append(f"*When not:* {plain(card.when_not)}")
    if card.facts:
        parts.append("\n".join(f"- {plain(row.label)}: {plain(row.text)}" for row in card.facts))
    if card.sources:
        parts.append("*Sources:* " + "; ".join(plain(_source(source)) for source in card.sources))
    return "\n\n".join(parts) + "\n"


def _lines(card: HelpCard) -> Iterator[Row]:
    yield Row("What", card.what)
    for label, text in (("Why", card.why), ("When not", card.when_not)):
        if text:
            yield Row(label, text)
    yield from card.numbers
    yield from card.facts


def _source(source: CardSource) -> str:
    name = f"{source.id} {source.title}".strip()
    dated = f", version of {source.dated}" if source.dated and source.dated != source.mark else ""
    mark = f" ({source.mark})" if source.mark else ""
    return f"{name}{dated}{mark}" + (f": {source.location}" if source.location else "")
