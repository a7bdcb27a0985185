"""What an analysis hands out: figures of the landscape, figures per system, chains, repeated flows, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from immutabledict import immutabledict

from d365arch.analysis.chains import Chain
from d365arch.analysis.coupling import Cut
from d365arch.analysis.finding import Finding
from d365arch.analysis.flows import Network
from d365arch.analysis.limits.records import LimitCheck, Load
from d365arch.analysis.recognize import Recognized
from d365arch.analysis.review import Review
from d365arch.analysis.settings import Settings
from d365arch.analysis.sprawl import SameFlow
from d365arch.model.vocabulary import Severity

SCHEMA = 1
"""Version of the JSON that is made of a result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LandscapeMetrics:
    """Figures of the whole landscape; shares are 0..1, none means that the figure has no value here.

    `sync_depth` and `chain_latency_ms` are none while synchronous calls form a circle.
    """

    systems: int
    hubs: int
    channels: int
    direct_links: int
    spokes: int
    point_to_point_ratio: float | None
    direct_density: float
    propagation_cost: float | None
    core: float
    shape: str
    cyclic_groups: tuple[tuple[str, ...], ...]
    mutual_pairs: tuple[tuple[str, str], ...]
    cuts: tuple[Cut, ...]
    bridges: tuple[tuple[str, str], ...]
    sync_depth: int | None
    sync_cycles: tuple[tuple[str, ...], ...]
    chain_latency_ms: float | None
    chain_availability: float | None
    protocol_entropy: float
    protocols: immutabledict[str, int]
    landscape_cost: float
    betweenness_estimated: bool | None = None

    @property
    def cut_systems(self) -> tuple[str, ...]:
        """Cuts that are no hubs."""
        return tuple(cut.node for cut in self.cuts if not cut.hub)


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemMetrics:
    """Figures of one system. `reach` counts the systems it depends on at any remove, itself included.

    `cyclic_group` is the position of its group in `LandscapeMetrics.cyclic_groups`.
    """

    id: str
    name: str
    zone: str | None
    direct_links: int
    spokes: int
    neighbors: tuple[str, ...]
    ca: int
    ce: int
    instability: float | None
    criticality: int
    reach: int
    cyclic_group: int | None
    cut: bool
    chain_availability: float
    betweenness: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What was not stated, so that a default or nothing was used; ids of the elements."""

    switched_off: tuple[str, ...]
    no_timing: tuple[str, ...]
    no_entities: tuple[str, ...]
    no_protocol: tuple[str, ...]
    no_latency: tuple[str, ...]
    no_availability: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisResult:
    """Everything that one run found; systems by falling coupling, findings gravest first.

    `drawn_chain` is the longest chain of synchronous calls as drawn, found even where they form a circle; people and
    hubs that start by themselves are not counted. `link_names` are the names of all integrations by id. `loads` are
    those of the integrations by id, `limits` what they use of the platforms' limits, `broken_rules` tells in a sentence
    each of rules that failed and were left out. `review` is the scorecard by principles, `patterns` are those that were
    recognized. `network` and `settings` are what it was computed from, for those who go on from here.
    """

    landscape: str
    metrics: LandscapeMetrics
    systems: tuple[SystemMetrics, ...]
    link_names: dict[str, str]
    deepest_chain: Chain | None
    slowest_chain: Chain | None
    drawn_chain: Chain | None
    duplicates: tuple[SameFlow, ...]
    redundant: tuple[SameFlow, ...]
    implied: tuple[SameFlow, ...]
    findings: tuple[Finding, ...]
    assumptions: Assumptions
    network: Network
    settings: Settings
    loads: Mapping[str, Load] = immutabledict()
    limits: tuple[LimitCheck, ...] = ()
    broken_rules: Mapping[str, str] = immutabledict()
    review: Review | None = None
    patterns: tuple[Recognized, ...] = ()

    @property
    def system_by_id(self) -> dict[str, SystemMetrics]:
        """Figures per system by id."""
        return {s.id: s for s in self.systems}

    def worst(self) -> Severity | None:
        """The gravest severity among the findings that are not waived, or none."""
        return next((f.severity for f in self.findings if f.waiver is None), None)
