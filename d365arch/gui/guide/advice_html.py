"""What is said of a recommendation, as rich text with links to help cards."""

from __future__ import annotations

import re
from collections.abc import Iterable

from d365arch.analysis.advisor.advise import Recommendation
from d365arch.gui.cards import card_link, heading, safe, title_of
from d365arch.gui.editor import Editor
from d365arch.gui.language import translate
from d365arch.gui.style import Colors

_RULE = re.compile(r"\b[A-Z]-\d+\b")

MOST = 4
"""So many limits are told."""


def recommendation_html(chosen: Recommendation, editor: Editor, colors: Colors) -> str:
    """All that is known of it, what counts most first."""
    return "".join(_parts(chosen, editor, colors))


def _parts(chosen: Recommendation, editor: Editor, colors: Colors) -> Iterable[str]:
    yield heading(translate("Advice", "Points"), colors)
    for part in sorted(chosen.parts, key=lambda p: -p.points):
        color = colors.good if part.points > 0 else colors.bad
        yield (f'<p style="margin:0 0 3px 0"><span style="color:{color}"><b>{part.points:+g}</b></span> '
               f"{linked(part.text, colors)}</p>")
    if chosen.violates:
        rules = ", ".join(card_link(rule, rule, colors) for rule in dict.fromkeys(chosen.violates))
        yield heading(translate("Advice", "Rules it would break"), colors) + f'<p style="margin:0 0 4px 0">{rules}</p>'
    limits = [f"{card_link(check.limit, check.limit, colors)} {safe(check.sentence)}" for check in chosen.limits[:MOST]]
    yield _list(translate("Advice", "Limits"), limits, colors)
    yield _list(translate("Advice", "For it"), map(safe, chosen.pros), colors)
    yield _list(translate("Advice", "Against it"), map(safe, chosen.cons), colors)
    kind = chosen.endpoint
    name = title_of(editor, kind) or kind
    yield _list(translate("Advice", "More"), [card_link(kind, name, colors)], colors)
    yield _list(translate("Advice", "Sources"), map(safe, chosen.sources), colors, color=colors.muted)


def _list(title: str, lines: Iterable[str], colors: Colors, *, color: str = "") -> str:
    style = f"; color:{color}" if color else ""
    told = "".join(f'<p style="margin:0 0 3px 0{style}">{line}</p>' for line in lines)
    return heading(title, colors) + told if told else ""


def linked(text: str, colors: Colors) -> str:
    """A sentence whose rules are links to their cards."""
    found, at = "", 0
    for match in _RULE.finditer(text):
        found += safe(text[at:match.start()]) + card_link(match.group(), match.group(), colors)
        at = match.end()
    return found + safe(text[at:])
