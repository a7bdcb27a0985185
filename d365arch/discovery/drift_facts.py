"""The facts of an integration on which a drawing and the artefacts can differ, told in the words of people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from d365arch.catalog.records import Catalog
from d365arch.discovery.matching import Matching
from d365arch.discovery.names_alike import plain_name
from d365arch.errors import printable
from d365arch.model import End, Integration, Landscape

_MOST_NAMES = 5


class Fact(NamedTuple):
    """One fact that both sides state, each in its way."""

    key: str
    """As the file writes it."""
    what: str
    drawn: str
    found: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Compares the integrations of a drawn landscape with those found that they are."""

    drawn: Landscape
    found: Landscape
    matching: Matching
    catalog: Catalog

    def of(self, old: Integration, new: Integration) -> Iterator[Fact]:
        """What a drawn integration and the found one state differently; what a side leaves open never differs."""
        here = old.from_.system, old.to.system
        there = self.matching.end(new.from_).system, self.matching.end(new.to).system
        turned = here == there[::-1] and here != there
        if turned:
            yield Fact("from", "initiator", _system(self.drawn, here[0]), _system(self.drawn, there[0]))
        else:
            if here[0] != there[0]:
                yield Fact("from", "initiator", _system(self.drawn, here[0]), _system(self.found, new.from_.system))
            if here[1] != there[1]:
                yield Fact("to", "called side", _system(self.drawn, here[1]), _system(self.found, new.to.system))
            yield from self._endpoint("from", old.from_, new.from_)
            yield from self._endpoint("to", old.to, new.to)
        for key, what in (("timing", "timing"), ("trigger", "trigger"), ("frequency", "frequency"),
                          ("data", "data flow")):
            mine, theirs = getattr(old, key), getattr(new, key)
            # Who starts the other way round also turns push into pull.
            if mine is not None and theirs is not None and mine != theirs and not (turned and key == "data"):
                yield Fact(key, what, str(mine), str(theirs))
        yield from self._entities(old, new)
        if (old.active is False) != (new.active is False):
            yield Fact("active", "state", _switched(old), _switched(new))

    def _endpoint(self, key: str, old: End, new: End) -> Iterator[Fact]:
        """Ends of different endpoint types; general types say too little to differ."""
        one, other = _type_at(self.drawn, old), _type_at(self.found, new)
        if one and other and one != other and not one.startswith("generic.") and not other.startswith("generic."):
            yield Fact(key, "endpoint", self._type_name(one), self._type_name(other))

    def _type_name(self, kind: str) -> str:
        known = self.catalog.endpoint_types.get(kind)
        return f'"{known.name}"' if known else kind

    @cached_property
    def _entity_of_table(self) -> dict[str, str]:
        """Tables that the landscape states for its entities, with the entity, by plain names."""
        return {plain_name(table): plain_name(entity.id)
                for entity in self.drawn.entities for table in (*entity.tables.values(), entity.id)}

    def _entities(self, old: Integration, new: Integration) -> Iterator[Fact]:
        """Entities the artefacts have and the drawing lacks; a table of an entity of the landscape is that entity."""
        if not old.entities or not new.entities:
            return
        mine = {self._plain(one) for one in old.entities}
        if any(mine.isdisjoint(_forms(self._plain(one))) for one in new.entities):
            yield Fact("entities", "entities", _listed(old.entities), _listed(new.entities))

    def _plain(self, entity: str) -> str:
        plain = plain_name(entity)
        return next((self._entity_of_table[form] for form in _forms(plain) if form in self._entity_of_table), plain)


def _forms(name: str) -> tuple[str, ...]:
    """A name as one and as many: an entity set is called by the plural of its table."""
    forms = [name, f"{name}s", f"{name}es", name.removesuffix("s"), name.removesuffix("es")]
    if name.endswith("ies"):
        forms.append(f"{name[:-3]}y")
    if name.endswith("y"):
        forms.append(f"{name[:-1]}ies")
    return tuple(dict.fromkeys(forms))


def _type_at(landscape: Landscape, end: End) -> str | None:
    endpoint = landscape.endpoint_at(end)
    return endpoint.type if endpoint else None


def _listed(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(printable(name) for name in names[:_MOST_NAMES]) + more


def _switched(integration: Integration) -> str:
    return "switched off" if integration.active is False else "switched on"


def _system(landscape: Landscape, system_id: str) -> str:
    system = landscape.system_by_id.get(system_id)
    return f'"{printable(system.label if system else system_id)}"'
