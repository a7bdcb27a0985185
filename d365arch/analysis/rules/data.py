"""Where data goes, for rules: who writes which entity where, how many rows, and which tables dual-write keeps equal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Protocol

from d365arch.analysis.limits.records import Load
from d365arch.catalog.facts import Facts
from d365arch.model import Integration, Landscape
from d365arch.model.endpoint import End
from d365arch.model.vocabulary import DataFlow, Kind, Operation, Platform

WRITES = frozenset({Operation.CREATE, Operation.UPDATE, Operation.DELETE})
"""Operations that change rows; what an action changes, its name does not tell."""

MOST_WRITERS = 50
"""So many systems are named as writers behind a hub; who they are does not matter any more."""

DUAL_WRITE = ("both.dual-write", "both.dual-write-async", "both.dual-write-initial-sync")


class _Seen(Protocol):
    """What is asked of the context of the rules, which itself holds the view."""

    @property
    def facts(self) -> Facts: ...
    @property
    def landscape(self) -> Landscape: ...
    @property
    def active(self) -> tuple[Integration, ...]: ...
    def load(self, integration: Integration, /) -> Load: ...
    def entities(self, integration: Integration, /) -> tuple[str, ...]: ...
    def native(self, integration: Integration, /) -> bool: ...
    def scheduled(self, integration: Integration, /) -> bool: ...
    def threshold(self, rule: str, name: str = "warn") -> float: ...
    def using(self, *types: str) -> Iterator[Integration]: ...


class DataView:
    """Computed on demand, once for all rules of a context."""

    def __init__(self, context: _Seen) -> None:
        self._context = context

    # --- One integration ----------------------------------------------------------------------------------------------

    @staticmethod
    def writes(integration: Integration) -> bool:
        """Whether it states that rows are created, changed or deleted."""
        return not WRITES.isdisjoint(integration.operations)

    @staticmethod
    def only_reads(integration: Integration) -> bool:
        """Whether rows are only read: by the stated operations, else because data only comes back."""
        if integration.operations:
            return set(integration.operations) <= {Operation.READ, Operation.FILE} and (
                Operation.READ in integration.operations)
        return integration.data_flow is DataFlow.PULL

    @staticmethod
    def into(integration: Integration) -> str:
        """The system at the side to which data goes."""
        return (integration.from_ if integration.data_flow is DataFlow.PULL else integration.to).system

    def rows(self, integration: Integration) -> float:
        """Rows of a run, 0 where none are stated."""
        stated = self._context.load(integration).rows_per_run
        return stated.value if stated else 0.0

    def hourly_rows(self, integration: Integration) -> float:
        """Rows or messages of the peak hour, 0 where nothing says."""
        hourly = self._context.load(integration).hourly
        return hourly.value if hourly else 0.0

    def bulk(self, integration: Integration) -> bool:
        """Whether so many rows come at once that single records are no longer what it is about: runs above
        `R-608.rows`, or messages of volume class V3, more than 10,000 an hour, that come by a timetable."""
        context = self._context
        return self.rows(integration) > context.threshold("R-608", "rows") or (
            context.scheduled(integration) and self.hourly_rows(integration) > context.threshold("R-701"))

    # --- Systems by what they are -------------------------------------------------------------------------------------

    @cached_property
    def _platforms(self) -> Mapping[Platform, frozenset[str]]:
        found: dict[Platform, set[str]] = {}
        for system in self._context.landscape.systems:
            found.setdefault(self._context.facts.platform(system), set()).add(system.id)
        return {platform: frozenset(ids) for platform, ids in found.items()}

    def on(self, *platforms: Platform) -> frozenset[str]:
        """Ids of the systems on these platforms."""
        return frozenset().union(*(self._platforms.get(p, frozenset()) for p in platforms))

    @cached_property
    def d365(self) -> frozenset[str]:
        """Ids of all systems of Dynamics 365."""
        return self.on(*(p for p in Platform if p.is_d365))

    def of_type(self, types: Collection[str]) -> frozenset[str]:
        """Ids of systems of these catalog types."""
        return frozenset(s.id for s in self._context.landscape.systems if s.type in types)

    # --- Entities and tables ------------------------------------------------------------------------------------------

    @cached_property
    def _named_alike(self) -> Mapping[str, str]:
        """Declared entities to the first of those that share a table with them."""
        first: dict[tuple[str, str], str] = {}
        found: dict[str, str] = {}
        for entity in sorted(self._context.landscape.entities, key=lambda e: e.id):
            tables = [(platform, table.casefold()) for platform, table in sorted(entity.tables.items())]
            mine = next((found[first[t]] for t in tables if t in first), entity.id)
            found[entity.id] = mine
            for table in tables:
                first.setdefault(table, entity.id)
        return found

    def same(self, entity: str) -> str:
        """One name for all entities that are the same table."""
        return self._named_alike.get(entity, entity)

    @cached_property
    def carried(self) -> Mapping[str, frozenset[str]]:
        """Per active integration the entities it carries, by one name for each table."""
        return {i.id: frozenset(map(self.same, self._context.entities(i))) for i in self._context.active}

    @cached_property
    def mapped(self) -> Mapping[tuple[str, str], Integration]:
        """Dual-write that keeps a table of a system equal with the other side, by system and entity."""
        found: dict[tuple[str, str], Integration] = {}
        for link in self._context.using(*DUAL_WRITE):
            for entity in self.carried[link.id]:
                for end in (link.from_, link.to):
                    found.setdefault((end.system, entity), link)
        return found

    def has_tables(self, entity: str) -> bool:
        """Whether the landscape names the entity's tables on both platforms, so that it is known to be mapped."""
        declared = self._context.landscape.entity_by_id.get(entity)
        return declared is not None and {Platform.DATAVERSE.value, Platform.FINANCE_OPERATIONS.value} <= set(
            declared.tables)

    # --- Who writes ---------------------------------------------------------------------------------------------------

    @cached_property
    def writers(self) -> Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]:
        """Per entity and system that is written to: the systems whose data it is, with the integrations that end there.

        What comes out of middleware was written by those who put it in. Links that the platform keeps by itself
        (dual-write) are left out: both their sides are one writer.
        """
        found: dict[str, dict[str, dict[str, set[str]]]] = {}
        for entity, moves in self._moves.items():
            sources = _Sources(moves, self._context.facts.hubs)
            for start, end, link in moves:
                integration = self._context.landscape.integration_by_id[link]
                if end.system in self._context.facts.hubs or not self.writes(integration):
                    continue
                for writer in sorted(sources.of(start) - {end.system})[:MOST_WRITERS]:
                    found.setdefault(entity, {}).setdefault(end.system, {}).setdefault(writer, set()).add(link)
        return {entity: {target: {writer: tuple(sorted(links)) for writer, links in sorted(by.items())}
                         for target, by in sorted(targets.items())} for entity, targets in sorted(found.items())}

    @cached_property
    def _moves(self) -> Mapping[str, list[tuple[End, End, str]]]:
        """Per entity: from where, to where, by which integration its data moves."""
        found: dict[str, list[tuple[End, End, str]]] = {}
        for i in self._context.active:
            if i.kind is Kind.UI or self._context.native(i):
                continue
            ways = {DataFlow.PUSH: [(i.from_, i.to)], DataFlow.PULL: [(i.to, i.from_)],
                    DataFlow.BOTH: [(i.from_, i.to), (i.to, i.from_)]}[i.data_flow]
            for entity in self.carried[i.id]:
                found.setdefault(entity, []).extend((start, end, i.id) for start, end in ways)
        return found


class _Sources:
    """Systems from which data of one entity comes, through any middleware; each piece of middleware is walked once."""

    def __init__(self, moves: Iterable[tuple[End, End, str]], hubs: frozenset[str]) -> None:
        self._hubs = hubs
        self._into: dict[End, set[End]] = {}
        for start, end, _ in moves:
            if end.system in hubs:
                self._into.setdefault(end, set()).add(start)
        self._known: dict[End, frozenset[str]] = {}

    def of(self, start: End) -> frozenset[str]:
        if start.system not in self._hubs:
            return frozenset({start.system})
        if start not in self._known:
            seen, queue, found = {start}, [start], set()
            while queue:
                for before in self._into.get(queue.pop(), ()):
                    if before.system not in self._hubs:
                        found.add(before.system)
                    elif before not in seen:
                        seen.add(before)
                        queue.append(before)
            self._known[start] = frozenset(found)
        return self._known[start]
