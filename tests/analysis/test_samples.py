"""The reference landscapes: what a correct analysis says of them, as their makers expect."""

from __future__ import annotations

from pathlib import Path

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.result import AnalysisResult
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_workspace
from d365arch.model.vocabulary import Severity

SAMPLES = Path(__file__).parents[2] / "samples"


def analyzed(name: str) -> AnalysisResult:
    return analyze(read_workspace(SAMPLES / f"{name}.yaml").workspace, own_catalog())


def test_the_sprawl_of_northwind_is_told() -> None:
    result = analyzed("northwind-as-is")
    degrees = {s.id: len(s.neighbors) for s in result.systems}
    assert (degrees["finance"], degrees["customer-service"]) == (10, 5)
    assert result.metrics.direct_links == 21
    assert result.metrics.systems == 12
    assert sum(link.synchronous for link in result.network.links) == 17
    assert result.metrics.direct_density == 14 / 66
    told = {(f.rule, f.severity, f.elements[0]) for f in result.findings if f.elements}
    assert ("R-201", Severity.VIOLATION, "finance") in told
    assert ("A-01", Severity.VIOLATION, "finance") in told
    assert ("R-201", Severity.WARNING, "customer-service") in told


def test_northwind_consolidated_violates_nothing() -> None:
    result = analyzed("northwind-to-be")
    assert Severity.VIOLATION not in {f.severity for f in result.findings}
    assert result.metrics.point_to_point_ratio is not None
    assert result.metrics.point_to_point_ratio < 0.2


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_sample_is_analyzed(path: Path) -> None:
    result = analyzed(path.stem)
    assert result.metrics.systems > 0
    assert len(result.systems) == result.metrics.systems
