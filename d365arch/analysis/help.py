"""The help card of every rule, limit, endpoint and system type, metric and key of the file, by kind and id."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from d365arch.analysis.help_catalog import endpoint_card, limit_card, system_card
from d365arch.analysis.help_fields import field_card, fields
from d365arch.analysis.help_records import CardKind, HelpCard, UnknownCardError
from d365arch.analysis.help_rules import metric_card, rule_card, rule_ids
from d365arch.analysis.rulebook import coupling_rules
from d365arch.analysis.settings import Settings
from d365arch.catalog.records import Catalog
from d365arch.errors import printable
from d365arch.model.problems import did_you_mean


def help_card(
    kind: CardKind | str, card_id: str, catalog: Catalog, settings: Settings | None = None,
    today: datetime.date | None = None,
) -> HelpCard:
    """The card of one thing; thresholds are those of `settings`, ages are told as of `today` (else the clock's).

    Raises `UnknownCardError` with the nearest known id.
    """
    kind = CardKind(kind)
    if card_id not in card_ids(kind, catalog):
        hint = nearest(card_id, card_ids(kind, catalog)) or "."
        raise UnknownCardError(f'There is no {kind} "{printable(card_id)}"{hint}')
    today = today or datetime.date.today()
    if kind is CardKind.RULE:
        return rule_card(card_id, catalog, settings or Settings(), today)
    if kind is CardKind.METRIC:
        return metric_card(card_id)
    if kind is CardKind.FIELD:
        return field_card(card_id, catalog)
    of_catalog = {CardKind.LIMIT: limit_card, CardKind.ENDPOINT: endpoint_card, CardKind.SYSTEM: system_card}
    return of_catalog[kind](card_id, catalog, today)


def card_ids(kind: CardKind | str, catalog: Catalog) -> tuple[str, ...]:
    """The ids of everything of a kind that has a card, in the order in which it is listed."""
    known: dict[CardKind, Callable[[], tuple[str, ...]]] = {
        CardKind.RULE: rule_ids, CardKind.LIMIT: lambda: tuple(catalog.limits),
        CardKind.ENDPOINT: lambda: tuple(catalog.endpoint_types), CardKind.SYSTEM: lambda: tuple(catalog.system_types),
        CardKind.METRIC: lambda: tuple(coupling_rules().metrics), CardKind.FIELD: lambda: tuple(fields()),
    }
    return known[CardKind(kind)]()


def nearest(name: str, known: Sequence[str]) -> str:
    """A hint at the nearest of these ids, best at one of the same family; nothing where none is near."""
    family = [card_id for card_id in known if card_id[:2].lower() == name[:2].lower()]
    return did_you_mean(name, family) or did_you_mean(name, known)


def find_card(
    name: str, catalog: Catalog, settings: Settings | None = None, today: datetime.date | None = None
) -> HelpCard:
    """The card of whatever is called so, of any kind; the beginning of a key may be left out (`per_day`).

    Raises `UnknownCardError` for what is unknown, with the nearest known name, and for a key that stands in several
    places, with their names.
    """
    for word in (name, name.upper(), name.lower()):
        for kind in CardKind:
            if word in card_ids(kind, catalog):
                return help_card(kind, word, catalog, settings, today)
    ends = [field for field in fields() if field.endswith(f".{name}")]
    if len(ends) == 1:
        return help_card(CardKind.FIELD, ends[0], catalog, settings, today)
    if ends:
        raise UnknownCardError(f'The key "{printable(name)}" stands in several places; name one: {", ".join(ends)}.')
    known = [card for kind in CardKind for card in card_ids(kind, catalog)]
    hint = nearest(name, known) or "; docs/reference lists what there is."
    raise UnknownCardError(f'There is nothing to explain under "{printable(name)}"{hint}')
