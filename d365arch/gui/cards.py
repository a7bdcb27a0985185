"""Help cards as rich text: whole for the window that F1 opens, short for what shows where the pointer rests."""

from __future__ import annotations

import html
from collections.abc import Iterable
from contextlib import suppress

from d365arch.analysis.help import find_card, help_card
from d365arch.analysis.help_records import CardKind, CardSource, HelpCard, Row, UnknownCardError
from d365arch.analysis.settings import Settings, settings_of
from d365arch.errors import D365ArchError
from d365arch.gui.editor import Editor
from d365arch.gui.language import translate
from d365arch.gui.style import Colors

LINK = "card:"
"""How links to cards begin; links to elements are plain ids."""

SHORT = 300
"""So many characters at most of each part of a short card."""


def card_of(editor: Editor, name: str, kind: CardKind | str | None = None) -> HelpCard | None:
    """The card of a thing by its id, with the thresholds of the open landscape; none where there is none."""
    settings: Settings | None = None
    with suppress(D365ArchError):       # the dock of findings tells what is wrong with the settings
        settings = settings_of(editor.workspace.landscape)
    try:
        return help_card(kind, name, editor.catalog, settings) if kind else find_card(name, editor.catalog, settings)
    except UnknownCardError:
        return None


def kind_word(kind: CardKind) -> str:
    """What a card is about, in a word."""
    return {
        CardKind.RULE: translate("Cards", "Rule"), CardKind.LIMIT: translate("Cards", "Limit"),
        CardKind.ENDPOINT: translate("Cards", "Endpoint type"), CardKind.SYSTEM: translate("Cards", "System type"),
        CardKind.METRIC: translate("Cards", "Figure"), CardKind.FIELD: translate("Cards", "Key of the file"),
    }[kind]


def short_html(card: HelpCard) -> str:
    """What it is and why, the first warning, and where the rest stands."""
    parts = [f"<b>{safe(card.title)}</b> &nbsp;{safe(card.id)}", safe(cut(card.what)), safe(cut(card.why))]
    parts += [f"⚠ {safe(cut(mark))}" for mark in card.marks[:1]]
    parts.append(f"<i>{safe(translate('Cards', 'F1 tells more.'))}</i>")
    return "".join(f'<p style="margin:0 0 4px 0">{part}</p>' for part in parts if part)


def card_html(card: HelpCard, colors: Colors, editor: Editor) -> str:
    """Everything that a card says; related cards are links that begin with `LINK`."""
    return "".join(_parts(card, colors, editor))


def _parts(card: HelpCard, colors: Colors, editor: Editor) -> Iterable[str]:
    yield (f'<p style="margin:0; color:{colors.muted}">{safe(kind_word(card.kind))} · {safe(card.id)}</p>'
           f'<p style="margin:2px 0 8px 0; font-size:large; font-weight:600">{safe(card.title)}</p>')
    for mark in card.marks:
        yield f'<p style="margin:0 0 6px 0; color:{colors.warn}"><b>⚠</b> {safe(mark)}</p>'
    yield paragraph(card.what)
    yield _section(translate("Cards", "Why"), card.why, colors)
    yield table(translate("Cards", "Numbers"), card.numbers, colors)
    yield _section(translate("Cards", "When not"), card.when_not, colors)
    yield table(translate("Cards", "Facts"), card.facts, colors)
    yield sources_html(card.sources, colors)
    if card.see:
        links = ", ".join(card_link(name, title_of(editor, name) or name, colors) for name in card.see)
        yield heading(translate("Cards", "See also"), colors) + f'<p style="margin:0 0 6px 0">{links}</p>'


def title_of(editor: Editor, name: str) -> str:
    """The id and title of a related card, without making it."""
    catalog = editor.catalog
    known = catalog.limits.get(name)
    if known is not None:
        return f"{name} {known.title}"
    kind = catalog.endpoint_types.get(name) or catalog.system_types.get(name)
    return kind.name if kind else ""


def sources_html(sources: Iterable[CardSource], colors: Colors) -> str:
    """Where it was read, when, and a warning where that is long ago."""
    lines = []
    for source in sources:
        told = " · ".join(filter(None, (source.id, source.title, source.dated)))
        mark = f' <span style="color:{colors.warn}">({safe(source.mark)})</span>' if source.mark else ""
        lines.append(f'<p style="margin:0 0 4px 0; color:{colors.muted}">{safe(told)}{mark}</p>')
    return heading(translate("Cards", "Source"), colors) + "".join(lines) if lines else ""


def heading(text: str, colors: Colors) -> str:
    """A small heading."""
    return f'<p style="margin:8px 0 2px 0; color:{colors.muted}"><b>{safe(text)}</b></p>'


def paragraph(text: str) -> str:
    """A paragraph, or nothing."""
    return f'<p style="margin:0 0 6px 0">{safe(text)}</p>' if text else ""


def _section(title: str, text: str, colors: Colors) -> str:
    return heading(title, colors) + paragraph(text) if text else ""


def table(title: str, rows: Iterable[Row], colors: Colors) -> str:
    """Labelled lines below a heading, or nothing; a label above its text, so that narrow windows have room."""
    lines = "".join(f'<p style="margin:0 0 4px 0"><span style="color:{colors.muted}">{safe(row.label)}</span> '
                    f"&nbsp;{safe(row.text)}</p>" for row in rows)
    return heading(title, colors) + lines if lines else ""


def card_link(name: str, text: str, colors: Colors) -> str:
    """A link to a card."""
    return link(f"{LINK}{name}", text, colors)


def link(target: str, text: str, colors: Colors) -> str:
    """A link in the accent of the window."""
    return f'<a href="{html.escape(target)}" style="color:{colors.accent}; text-decoration:none">{safe(text)}</a>'


def cut(text: str) -> str:
    """A text that is not too long for what shows at the pointer."""
    return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} …"


def safe(text: str) -> str:
    """A text in rich text, not in attributes."""
    return html.escape(text, quote=False)
