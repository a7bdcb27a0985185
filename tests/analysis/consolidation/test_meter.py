"""Key figures that are kept up step by step equal those of the whole analysis."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from d365arch.analysis.analyze import analyze
from d365arch.analysis.settings import Settings
from d365arch.model import Workspace
from tests.analysis.consolidation.as_applied import step_metrics
from tests.analysis.consolidation.cases import busy, network_of
from tests.analysis.landscapes import CATALOG, random_landscape

landscapes = st.one_of(
    st.builds(random_landscape, st.integers(0, 10**6), st.integers(0, 8).map(lambda n: n + 1), st.integers(0, 16),
              hubs=st.integers(0, 3), zones=st.integers(0, 2), entities=st.just(2)),
    st.builds(busy, st.integers(0, 10**6)),
)


@given(landscapes)
@settings(max_examples=60, deadline=None)
def test_the_meter_reads_what_the_analysis_finds(workspace: Workspace) -> None:
    whole = analyze(workspace, CATALOG).metrics
    found = step_metrics(network_of(workspace), Settings())
    assert (found.direct_links, found.spokes) == (whole.direct_links, whole.spokes)
    assert found.point_to_point_ratio == whole.point_to_point_ratio
    assert found.direct_density == whole.direct_density
    assert found.propagation_cost == whole.propagation_cost
    assert found.largest_cyclic_group == max(map(len, whole.cyclic_groups), default=0)
    assert found.sync_depth == whole.sync_depth
    assert found.chain_latency_ms == whole.chain_latency_ms
    assert found.chain_availability == whole.chain_availability


def test_an_empty_landscape_has_figures_too() -> None:
    found = step_metrics(network_of(random_landscape(1, 0, 0)), Settings())
    assert (found.direct_links, found.propagation_cost, found.chain_availability) == (0, None, None)
    assert (found.direct_density, found.sync_depth, found.chain_latency_ms) == (0, 0, 0)
