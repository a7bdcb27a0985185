"""Writes docs/reference: a page for each kind of thing that the product knows, every entry being its help card."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from d365arch.analysis.help import card_ids, help_card
from d365arch.analysis.help_records import CardKind, HelpCard
from d365arch.analysis.rulebook import known_rules
from d365arch.catalog.load import own_catalog
from d365arch.report.card_text import to_markdown
from d365arch.report.markdown import plain

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
MADE = "<!-- Made by packaging/make_reference.py (make reference) from resources/ and d365arch/model; do not edit. -->"

RULE_FAMILIES = {
    "A-": "Anti-patterns", "C-": "Coupling", "P-1": "Review: requirements",
    "P-2": "Review: alignment with the strategy", "P-3": "Review: monitoring and errors",
    "P-4": "Review: simplification", "P-5": "Review: growth",
    "R-1": "Latency", "R-2": "Routing", "R-3": "Frequency", "R-4": "Trigger", "R-5": "Operation", "R-6": "Batching",
    "R-7": "Volume", "R-8": "Transport", "W-": "Waivers",
}
LIMIT_FAMILIES = {
    "L-DV": "Dataverse", "L-PP": "Entitlements of licences", "L-PA": "Power Automate",
    "L-FO": "Finance and Operations", "L-DW": "Dual-write", "L-SB": "Service Bus", "L-EH": "Event Hubs",
    "L-EG": "Event Grid", "L-LA": "Logic Apps", "L-FN": "Functions", "L-AM": "API Management", "L-DF": "Data Factory",
}


class Page(NamedTuple):
    """A page: its file, heading, one sentence, the kind of its cards, and the section an id belongs to."""

    file: str
    title: str
    lead: str
    kind: CardKind
    section: Callable[[str], str]


def _by(families: Mapping[str, str]) -> Callable[[str], str]:
    def section(card_id: str) -> str:
        return next((title for start, title in families.items() if card_id.startswith(start)), "Others")

    return section


def _system_section(type_id: str) -> str:
    return own_catalog().system_types[type_id].category


PAGES = (
    Page("rules.md", "Rules", "When each rule speaks, why, with which thresholds, and what to do.", CardKind.RULE,
         _by(RULE_FAMILIES)),
    Page("limits.md", "Limits", "What platforms allow, what happens beyond, and what it is computed from.",
         CardKind.LIMIT, _by(LIMIT_FAMILIES)),
    Page("endpoints.md", "Endpoint types", "What each endpoint and channel is made for, and when to leave it.",
         CardKind.ENDPOINT, lambda type_id: type_id.partition(".")[0]),
    Page("systems.md", "System types", "Systems and middleware, and the endpoints they offer.", CardKind.SYSTEM,
         _system_section),
    Page("metrics.md", "Metrics", "What each figure tells, and how it is computed.", CardKind.METRIC,
         lambda _: "Figures of a landscape"),
    Page("keys.md", "Keys of the file", "How each key is written, and which rules and limits need it.", CardKind.FIELD,
         lambda field_id: field_id.partition(".")[0]),
)


@cache
def known_as_of() -> datetime.date:
    """The day on which the rules were last gone through; ages are told as of it, so that pages stay as they are."""
    folder = resources.files("d365arch.resources") / "rules"
    dates = [re.search(r"^read: (\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
             for file in folder.iterdir() if file.name.endswith(".yaml")]
    return max(datetime.date.fromisoformat(date[1]) for date in dates if date)


def pages() -> dict[str, str]:
    """The text of every page by file name."""
    made = {page.file: _text(page) for page in PAGES}
    return {"README.md": _index(), **made}


@cache
def _cards(page: Page) -> list[HelpCard]:
    catalog = own_catalog()
    ids: Iterable[str] = sorted(known_rules()) if page.kind is CardKind.RULE else card_ids(page.kind, catalog)
    return [help_card(page.kind, card_id, catalog, today=known_as_of()) for card_id in ids]


def _text(page: Page) -> str:
    sections: dict[str, list[HelpCard]] = {}
    for card in _cards(page):
        sections.setdefault(page.section(card.id), []).append(card)
    parts = [MADE, f"# {page.title}", page.lead + f" Ages are told as of {known_as_of()}."]
    for title, cards in sections.items():
        rows = "\n".join(f"- [{plain(card.id)}](#{anchor(card)}) {plain(card.title)}" for card in cards)
        parts.append(f"**{plain(title)}**\n\n{rows}")
    for title, cards in sections.items():
        parts.append(f"## {plain(title)}")
        parts += [f'<a id="{anchor(card)}"></a>\n\n{to_markdown(card, 3).rstrip()}' for card in cards]
    return "\n\n".join(parts) + "\n"


def anchor(card: HelpCard) -> str:
    """The name of a card within its page."""
    return card.id.lower().replace(".", "-").replace("_", "-")


def _index() -> str:
    rows = "\n".join(f"- [{page.title}]({page.file}) ({len(_cards(page))}): {page.lead}" for page in PAGES)
    return (f"{MADE}\n\n# Reference\n\nEverything that d365arch knows, entry by entry, with sources. The same cards "
            "are shown in the window (hover, F1) and by `d365arch check --explain ID`.\n\n"
            f"{rows}\n\nA fact is marked where the document it was read in is older than two years as of "
            f"{known_as_of()}, has no date, or could not be verified.\n")


def main() -> int:
    """Write the pages; with --check only tell whether they are in step."""
    made = pages()
    if "--check" in sys.argv[1:]:
        stale = [name for name, text in made.items()
                 if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text]
        for name in stale:
            print(f"docs/reference/{name} is out of step; run make reference.", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"Wrote {len(made)} pages to docs/reference.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
