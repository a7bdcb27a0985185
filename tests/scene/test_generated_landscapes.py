"""Landscapes of many shapes are drawn: boxes off each other, lines off boxes."""

from __future__ import annotations

import pytest

from d365arch.catalog.load import load_catalog
from d365arch.layout.quality import measure
from d365arch.scene.build import draw
from tests.benchmarks.generate import generate


@pytest.mark.parametrize(("systems", "integrations", "zones", "seed"), [
    (150, 300, 3, 618832),  # a group of boxes beside zones once shared its place in a table with the whole sheet
    (60, 120, 5, 2), (90, 140, 1, 3), (40, 160, 12, 4), (25, 25, 8, 5),
])
def test_a_generated_landscape_is_drawn(systems: int, integrations: int, zones: int, seed: int) -> None:
    drawing = draw(generate(systems, integrations, seed=seed, zones=zones), load_catalog())
    quality = measure(drawing.request, drawing.placement)
    assert (quality.box_overlaps, quality.over_boxes) == (0, 0)
    assert len(drawing.placement.routes) == integrations
