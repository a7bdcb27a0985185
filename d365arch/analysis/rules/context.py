"""What a rule may look at: the landscape in the light of the catalog, its network and chains, loads and limits."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from d365arch.analysis import wording as say
from d365arch.analysis.chains import SyncChains
from d365arch.analysis.flows import Network
from d365arch.analysis.graph import Graphs
from d365arch.analysis.limits.records import LimitCheck, Load
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import EndpointType
from d365arch.model import Endpoint, Integration, Landscape, System


@dataclass(frozen=True, kw_only=True)
class RuleContext:
    """Everything is computed once and shared by all rules; rules never change anything.

    `today` is the day on which waivers are judged.
    """

    facts: Facts
    settings: Settings
    network: Network
    graphs: Graphs
    chains: SyncChains
    loads: Mapping[str, Load]
    limits: tuple[LimitCheck, ...]
    today: datetime.date | None = None

    @property
    def landscape(self) -> Landscape:
        """The landscape that is looked at."""
        return self.facts.landscape

    @cached_property
    def active(self) -> tuple[Integration, ...]:
        """Integrations that are not switched off, by id, whatever the order of the file."""
        return tuple(sorted((i for i in self.landscape.integrations if i.active is not False), key=lambda i: i.id))

    @cached_property
    def endpoint_of(self) -> Mapping[str, tuple[EndpointType, ...]]:
        """Per active integration the catalog types of its endpoints, the deciding one first."""
        types = self.facts.endpoint_type_at
        return {i.id: tuple(t for t in map(types, self.facts.deciding_ends(i)) if t is not None) for i in self.active}

    def uses(self, integration: Integration, *types: str) -> bool:
        """Whether one of the endpoints is of one of these catalog types (`fo.odata`)."""
        return any(t.id in types for t in self.endpoint_of[integration.id])

    def system(self, integration: Integration, *, called: bool) -> System | None:
        """The called side or the initiator."""
        end = integration.to if called else integration.from_
        return self.landscape.system_by_id.get(end.system)

    def endpoint(self, integration: Integration, *, called: bool) -> Endpoint | None:
        """The endpoint at the called side or at the initiator."""
        return self.landscape.endpoint_at(integration.to if called else integration.from_)

    @cached_property
    def limits_on(self) -> Mapping[str, tuple[LimitCheck, ...]]:
        """Checks of limits by what they are on."""
        found: dict[str, list[LimitCheck]] = {}
        for check in self.limits:
            found.setdefault(check.on, []).append(check)
        return {key: tuple(checks) for key, checks in found.items()}

    def threshold(self, rule: str, name: str = "warn") -> float:
        """The threshold in force, with the override of the strategy."""
        return self.settings.threshold(f"{rule}.{name}")

    def name(self, element: str) -> str:
        """What people call a system, hub or integration."""
        integration = self.landscape.integration_by_id.get(element)
        return f'"{integration.label}"' if integration else self.network.label(element)

    def names(self, ids: Iterable[str], limit: int = 6) -> str:
        """Elements by name, in a sentence."""
        shown = list(ids)
        return say.listing([self.name(i) for i in shown[:limit]] + shown[limit:], limit)
