"""The pictures of the six reference landscapes keep the figures that they have reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from d365arch.catalog.load import load_catalog
from d365arch.io.files import read_workspace
from d365arch.layout.quality import measure
from d365arch.scene.build import draw

SAMPLES = Path(__file__).parents[2] / "samples"
MOST_CROSSINGS = {"northwind-as-is": 2, "northwind-to-be": 28, "fabrikam-machines": 2, "utilities-field-service": 13,
                  "finance-hub": 10, "woodgrove-insurance": 15}


@pytest.mark.parametrize("sample", MOST_CROSSINGS)
def test_nothing_lies_on_anything_and_nothing_is_hidden(sample: str) -> None:
    drawing = draw(read_workspace(SAMPLES / f"{sample}.yaml").workspace, load_catalog())
    quality = measure(drawing.request, drawing.placement)
    assert (quality.box_overlaps, quality.over_boxes, quality.label_overlaps, quality.missing_labels) == (0, 0, 0, 0)
    assert quality.shared == 0
    assert quality.crossings <= MOST_CROSSINGS[sample]
    assert 1.4 <= drawing.scene.bounds.width / drawing.scene.bounds.height <= 1.9


def test_the_retailer_meets_the_demands_on_its_picture() -> None:
    drawing = draw(read_workspace(SAMPLES / "northwind-as-is.yaml").workspace, load_catalog())
    quality, bounds = measure(drawing.request, drawing.placement, gap=True), drawing.scene.bounds
    assert quality.crossings <= 6
    assert quality.mean_length <= 450
    assert quality.bends / quality.links <= 2.5
    assert quality.max_length <= bounds.width
    assert 1.4 <= bounds.width / bounds.height <= 1.8
    assert quality.largest_gap <= 0.15
    assert quality.area / quality.ink <= 6
    assert len({rect.left for rect in drawing.placement.boxes.values()}) <= 5
