"""Runs the whole analysis on an immutable workspace, in any thread; progress may cancel it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from immutabledict import immutabledict

from d365arch.analysis import coupling, sprawl
from d365arch.analysis.chains import SyncChains
from d365arch.analysis.findings import Context, find, gravest_first
from d365arch.analysis.flows import Network, read_network
from d365arch.analysis.graph import Graphs
from d365arch.analysis.limits.check import check_limits
from d365arch.analysis.limits.loads import loads_of
from d365arch.analysis.recognize import recognize
from d365arch.analysis.result import AnalysisResult, Assumptions, LandscapeMetrics, SystemMetrics
from d365arch.analysis.review import review
from d365arch.analysis.rulebook import coupling_rules
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.of_limits import of_limits
from d365arch.analysis.rules.registry import AddedRules, added_rules
from d365arch.analysis.rules.run import run_rules
from d365arch.analysis.rules.texts import rule_texts
from d365arch.analysis.rules.waivers import apply_waivers
from d365arch.analysis.settings import Settings, settings_of
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.model import Landscape, Workspace
from d365arch.model.memory import no_collector
from d365arch.model.progress import Progress

Measured = Callable[[AnalysisResult], None]
"""Takes a result that has all figures, but of the findings only those about figures, and what rules find not yet."""


def analyze(
    workspace: Workspace,
    catalog: Catalog,
    settings: Settings | None = None,
    progress: Progress | None = None,
    *,
    betweenness: bool = False,
    today: datetime.date | None = None,
    measured: Measured | None = None,
) -> AnalysisResult:
    """Every figure and finding of a workspace's landscape.

    Without `settings` those of the landscape's strategy hold. `today` is the day on which waivers are judged; without
    it none is over. `measured` is given the result as soon as all figures are there, with the findings about figures;
    the rules come after, and take most of the time. Raises `ProblemsError` for settings that cannot be
    used, `AnalysisError` for an integration of an unknown system, and `CancelledError` when `progress` does.
    """
    settings = settings or settings_of(workspace.landscape)
    with no_collector():
        return _analyze(workspace.landscape, catalog, settings, progress or _unheard, betweenness, today=today,
                        measured=measured)


def _analyze(
    landscape: Landscape, catalog: Catalog, settings: Settings, tell: Progress, betweenness: bool, *,
    today: datetime.date | None, measured: Measured | None,
) -> AnalysisResult:
    tell(0.0, "reading the integrations")
    facts = Facts(landscape, catalog)
    network = read_network(facts, settings)
    graphs = Graphs(network)
    tell(0.3, "finding dependencies")
    around = coupling.neighborhoods(graphs)
    tell(0.5, "finding cycles and cuts")
    metrics, chains = _landscape_metrics(graphs, around, settings)
    tell(0.7, "comparing flows")
    duplicates, redundant = sprawl.duplicates(network), sprawl.redundant(network)
    implied = sprawl.implied(graphs)
    between: dict[str, float] = {}
    if betweenness:
        tell(0.8, "computing betweenness")
        from d365arch.analysis.betweenness import betweenness as compute

        between, estimated = compute(graphs, settings)
        metrics = replace(metrics, betweenness_estimated=estimated)
    systems = _system_metrics(graphs, around, metrics, chains, between)
    tell(0.9, "writing findings")
    context = Context(facts=facts, settings=settings, network=network, graphs=graphs, chains=chains, metrics=metrics,
                      systems=systems, duplicates=duplicates, redundant=redundant, implied=implied)
    about_figures = find(context)
    result = AnalysisResult(
        landscape=landscape.name or "", metrics=metrics, systems=tuple(systems), deepest_chain=chains.deepest,
        slowest_chain=chains.slowest, drawn_chain=chains.longest_drawn,
        link_names={i.id: i.label for i in landscape.integrations},
        duplicates=tuple(duplicates), redundant=tuple(redundant), implied=tuple(implied),
        findings=gravest_first(about_figures), assumptions=_assumptions(network), network=network, settings=settings,
    )
    if measured is not None:
        measured(result)
    tell(0.93, "checking limits and rules")
    loads = loads_of(facts, settings)
    limits = check_limits(facts, loads, settings)
    added = added_rules()
    seen = RuleContext(facts=facts, settings=_with_thresholds(settings, added), network=network, graphs=graphs,
                       chains=chains, loads=loads, limits=limits, today=today)
    run = run_rules(seen, off=settings.rules_off, more=added.rules)
    found = [*about_figures, *run.findings, *of_limits(limits, run.findings, catalog, off=settings.rules_off)]
    told = apply_waivers(found, seen.waivers, off=settings.rules_off,
                         sources=facts.catalog.sources,
                         known=frozenset({*coupling_rules().rules, *rule_texts(), *added.rules, *catalog.limits}))
    tell(0.97, "reviewing")
    result = replace(
        result, findings=gravest_first(told), loads=loads, limits=limits,
        broken_rules=immutabledict({**added.broken, **run.broken}), review=review(seen, told),
        patterns=recognize(seen))
    tell(1.0, "done")
    return result


def _with_thresholds(settings: Settings, added: AddedRules) -> Settings:
    """The settings with the default thresholds of rules of other packages under them."""
    return replace(settings, thresholds=added.thresholds | settings.thresholds) if added.rules else settings


def _unheard(_share: float, _what: str) -> None:
    """Progress that nobody follows."""


def _landscape_metrics(
    graphs: Graphs, around: dict[str, coupling.Neighborhood], settings: Settings
) -> tuple[LandscapeMetrics, SyncChains]:
    network = graphs.network
    chains = SyncChains(graphs, settings)
    groups = coupling.cyclic_groups(graphs)
    core = len(groups[0]) / graphs.system_count if groups else 0.0
    shape = coupling.shape(core, groups, settings.threshold("C-102.hierarchical"),
                           settings.threshold("C-102.dominance"))
    cuts, bridges = coupling.cuts_and_bridges(graphs)
    entropy, protocols = coupling.protocol_entropy(graphs)
    circle = bool(chains.cycles)
    return LandscapeMetrics(
        systems=graphs.system_count, hubs=len(network.hubs), channels=len(network.channels),
        direct_links=len(network.links), spokes=network.spoke_count,
        point_to_point_ratio=coupling.point_to_point_ratio(len(network.links), network.spoke_count),
        direct_density=coupling.direct_density(graphs), propagation_cost=coupling.propagation_cost(around),
        core=core, shape=shape, cyclic_groups=tuple(groups),
        mutual_pairs=tuple(coupling.mutual_pairs(graphs)), cuts=tuple(cuts), bridges=tuple(bridges),
        sync_depth=None if circle else chains.deepest.calls if chains.deepest else 0,
        sync_cycles=tuple(chains.cycles),
        chain_latency_ms=None if circle else chains.slowest.latency_ms if chains.slowest else 0.0,
        chain_availability=min((value for value, _ in chains.needed.values()), default=None),
        protocol_entropy=entropy, protocols=immutabledict(protocols),
        landscape_cost=sprawl.landscape_cost(network, settings.costs),
    ), chains


def _system_metrics(
    graphs: Graphs, around: dict[str, coupling.Neighborhood], metrics: LandscapeMetrics, chains: SyncChains,
    between: dict[str, float],
) -> list[SystemMetrics]:
    """Figures per system, the most coupled first: by dependencies in and out, then reach, then id."""
    group_of = {system: position for position, group in enumerate(metrics.cyclic_groups) for system in group}
    cuts = {cut.node for cut in metrics.cuts}
    links, spokes = _ends(graphs.network)
    found = [
        SystemMetrics(
            id=node.id, name=node.label, zone=node.zone or None, direct_links=links[node.id],
            spokes=spokes[node.id], neighbors=near.direct, ca=near.afferent, ce=near.efferent,
            instability=near.instability, criticality=near.criticality, reach=near.reach,
            cyclic_group=group_of.get(node.id), cut=node.id in cuts,
            chain_availability=chains.needed[node.id][0], betweenness=between.get(node.id),
        )
        for node, near in ((node, around[node.id]) for node in graphs.network.systems)
    ]
    return sorted(found, key=lambda s: (-s.ca - s.ce, -len(s.neighbors), -s.reach, s.id))


def _ends(network: Network) -> tuple[Counter[str], Counter[str]]:
    """Direct links and spokes per system; a link of a system to itself counts once."""
    links, spokes = (
        Counter(k.initiator for k in group) + Counter(k.called for k in group if k.called != k.initiator)
        for group in (network.links, network.spokes))
    return links, spokes


def _assumptions(network: Network) -> Assumptions:
    everything = network.connections
    return Assumptions(
        switched_off=network.switched_off,
        no_timing=tuple([k.id for k in everything if k.timing is None]),
        no_entities=tuple([k.id for k in everything if not k.entities]),
        no_protocol=tuple([k.id for k in network.links if not k.protocol]),
        no_latency=tuple([k.id for k in everything if k.latency_ms is None and k.synchronous]),
        no_availability=tuple(n.id for n in (*network.systems, *network.hubs) if not n.availability_stated),
    )
