"""What a view shows, in a sentence for tooltips and the dialog."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from d365arch.catalog.records import Catalog
from d365arch.gui.language import translate
from d365arch.model import Landscape, Show
from d365arch.model.vocabulary import Match, Way


def said(show: Show | None, landscape: Landscape, catalog: Catalog) -> str:
    """The sentence: which systems, what around them, and which of their integrations."""
    if show is None or show.everything:
        return translate("Views", "Everything.")
    words = _Words(landscape, catalog)
    parts = [words.systems(show)]
    if show.neighbors:
        parts.append(translate("Views", "what is one integration away") if show.neighbors == 1 else
                     translate("Views", "what is up to {count} integrations away").format(count=show.neighbors))
    lines = words.integrations(show)
    text = translate("Views", ", and ").join(filter(None, parts))
    if lines:
        pattern = (translate("Views", "{systems}; only integrations that {lines}") if text else
                   translate("Views", "integrations that {lines}, with their ends"))
        text = pattern.format(systems=text, lines=lines)
    return f"{text[:1].upper()}{text[1:]}."


class _Words:
    """Names of a landscape as parts of a sentence."""

    def __init__(self, landscape: Landscape, catalog: Catalog) -> None:
        self._landscape, self._catalog = landscape, catalog

    def systems(self, show: Show) -> str:
        """Which systems, as the beginning of the sentence; empty where nothing chooses them."""
        if show.by_hand and not show.ids and not show.systems:
            return translate("Views", "nothing yet; add systems from the landscape")
        if show.by_hand:
            count = len({*show.ids, *show.systems})
            named = self._named((*show.ids, *show.systems)) if count < 4 else ""
            return named or translate("Views", "{count} elements chosen by hand").format(count=count)
        conditions = [text for values, told, pattern in self._conditions(show)
                      if (text := pattern.format(names=_list(values, told)) if values else "")]
        between = translate("Views", " and ") if show.match is Match.ALL else translate("Views", " or ")
        joined = between.join(conditions)
        found = [translate("Views", "systems {conditions}").format(conditions=joined)] if joined else []
        if show.ids or show.systems:
            found.append(self._named((*show.ids, *show.systems)))
        return translate("Views", ", also ").join(found)

    def _conditions(self, show: Show) -> tuple[tuple[tuple[str, ...], Callable[[str], str], str], ...]:
        same: Callable[[str], str] = str
        return (
            (show.zones, self._label, translate("Views", "in {names}")),
            (show.types, self._type, translate("Views", "of type {names}")),
            (show.owners, same, translate("Views", "of {names}")),
            (show.tags, same, translate("Views", "tagged {names}")),
            (show.criticality, same, translate("Views", "of {names} criticality")),
        )

    def integrations(self, show: Show) -> str:
        """Which integrations, as the end of the sentence; empty where all are shown."""
        same: Callable[[str], str] = str
        ways = tuple(translate("Views", "run through a hub") if way is Way.HUB else translate("Views", "are direct")
                     for way in show.ways)
        found = [pattern.format(names=_list(values, same)) for values, pattern in (
            (show.entities, translate("Views", "carry {names}")), ((*show.timing,), translate("Views", "are {names}")),
            ((*show.direction,), translate("Views", "are {names}")), (ways, "{names}"),
            (show.protocols, translate("Views", "use {names}")),
            ((*show.confidence,), translate("Views", "were discovered as {names}")),
        ) if values]
        return translate("Views", " and ").join(found)

    def _named(self, ids: Iterable[str]) -> str:
        return _list(tuple(dict.fromkeys(ids)), self._label)

    def _label(self, element: str) -> str:
        landscape = self._landscape
        found = (landscape.system_by_id.get(element) or landscape.zone_by_id.get(element)
                 or landscape.integration_by_id.get(element))
        return found.label if found else element

    def _type(self, type_id: str) -> str:
        found = self._catalog.system_types.get(type_id)
        return found.name if found else type_id


def _list(values: Iterable[str], told: Callable[[str], str]) -> str:
    """Up to three names, and how many more there are."""
    names = [told(value) for value in values]
    if len(names) > 3:
        return translate("Views", "{names} and {count} more").format(names=", ".join(names[:2]), count=len(names) - 2)
    return translate("Views", " or ").join(filter(None, (", ".join(names[:-1]), names[-1])))
