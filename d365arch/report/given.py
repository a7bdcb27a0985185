"""What a report is made of, and how much of it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from d365arch.analysis.consolidation.records import Plan
from d365arch.analysis.help import card_ids, help_card
from d365arch.analysis.help_records import CardKind
from d365arch.analysis.inspect_chain import ChainInspector, Inspection
from d365arch.analysis.recognize import Recognized, by_element
from d365arch.analysis.result import AnalysisResult
from d365arch.catalog.facts import Facts
from d365arch.model import Integration, System, Workspace


@dataclass(frozen=True, slots=True)
class Limits:
    """So much of a large landscape stands in a report; what is left out is told and stands in the JSON."""

    systems: int = 400
    integrations: int = 3_000
    rows: int = 200


PAPER = Limits(systems=120, integrations=600, rows=100)
"""What a person would still leaf through."""


@dataclass(frozen=True)
class Given:
    """A landscape with its analysis, the plan where one was made, and the analysis of what it leads to."""

    workspace: Workspace
    facts: Facts
    result: AnalysisResult
    plan: Plan | None = None
    after: AnalysisResult | None = None
    limits: Limits = Limits()

    @cached_property
    def marks(self) -> Mapping[str, tuple[str, ...]]:
        """By rule or limit that is told: what warns that its facts are old today, undated or not verified."""
        catalog, found = self.facts.catalog, {}
        for kind, told in ((CardKind.RULE, {f.rule for f in self.result.findings}),
                           (CardKind.LIMIT, {check.limit for check in self.result.limits})):
            for card_id in told.intersection(card_ids(kind, catalog)):
                found[card_id] = help_card(kind, card_id, catalog, self.result.settings).marks
        return found

    @cached_property
    def systems(self) -> tuple[System, ...]:
        """Systems and hubs that get a card: the most coupled systems first, then hubs by name."""
        by_id = self.facts.landscape.system_by_id
        hubs = sorted(self.result.network.hubs, key=lambda h: (h.label.casefold(), h.id))
        order = [*(s.id for s in self.result.systems), *(h.id for h in hubs)]
        if len(order) > self.limits.systems:
            kept = max(self.limits.systems - len(hubs), self.limits.systems // 2)
            order = [*(s.id for s in self.result.systems[:kept]), *(h.id for h in hubs)][:self.limits.systems]
        return tuple(by_id[i] for i in order)

    @cached_property
    def chains(self) -> tuple[Inspection, ...]:
        """The chains of waiting calls that are part of no other, the slowest first."""
        return tuple(ChainInspector(self.facts, self.result.settings, self.result.network).worst())

    @cached_property
    def patterns(self) -> Mapping[str, tuple[Recognized, ...]]:
        """What patterns an integration takes part in, by its id."""
        return by_element(self.result.patterns)

    @cached_property
    def _carded(self) -> frozenset[str]:
        return frozenset(s.id for s in self.systems)

    @cached_property
    def integrations(self) -> tuple[Integration, ...]:
        """Integrations that are listed, by name; of very many those of the most coupled systems."""
        found = self.facts.landscape.integrations
        if len(found) > self.limits.integrations:
            rank = {s.id: n for n, s in enumerate(self.result.systems)}
            last = len(rank)
            found = tuple(sorted(found, key=lambda i: (
                min(rank.get(i.from_.system, last), rank.get(i.to.system, last)), i.id))[:self.limits.integrations])
        return tuple(sorted(found, key=lambda i: (i.label.casefold(), i.id)))

    @cached_property
    def _listed(self) -> frozenset[str]:
        return frozenset(i.id for i in self.integrations)

    def label(self, node_id: str) -> str:
        """The name of a system, hub or channel."""
        return self.result.network.label(node_id)

    def system_anchor(self, system_id: str) -> str | None:
        """The anchor of a system's card, or none where it has none."""
        return f"system-{system_id}" if system_id in self._carded else None

    def integration_anchor(self, integration_id: str) -> str | None:
        """The anchor of an integration's row, or none where it has none."""
        return f"integration-{integration_id}" if integration_id in self._listed else None

    def anchor(self, element_id: str) -> str | None:
        """The anchor of a system, or else of an integration, or none."""
        return self.system_anchor(element_id) or self.integration_anchor(element_id)

    def name(self, element_id: str) -> str:
        """The name of a system, hub or integration."""
        if element_id in self.result.network.node_by_id:
            return self.label(element_id)
        return self.result.link_names.get(element_id, element_id)

    def told(self, integration_id: str) -> str:
        """An integration with its two sides: names alone are often the same."""
        found = self.facts.landscape.integration_by_id.get(integration_id)
        if found is None:
            return self.name(integration_id)
        return f"{found.label} ({self.label(found.from_.system)} → {self.label(found.to.system)})"
