"""A name is not lost because a box was moved, in a picture that the user arranges."""

from __future__ import annotations

from pathlib import Path

import pytest

from d365arch.catalog.load import load_catalog
from d365arch.edit import SetPositions
from d365arch.io.files import read_workspace
from d365arch.model import Point
from d365arch.scene.build import draw

SAMPLE = Path(__file__).parents[2] / "samples" / "northwind-as-is.yaml"


MOVES = [("bank", 0, 60), ("pos", 0, 300), ("loyalty", 60, 0), ("carrier", 132, 0)]


@pytest.mark.parametrize(("system", "dx", "dy"), MOVES)
def test_every_label_is_still_there_after_a_move(system: str, dx: float, dy: float) -> None:
    catalog, workspace = load_catalog(), read_workspace(SAMPLE).workspace
    seen = draw(workspace, catalog)
    moved = {**seen.places, system: Point(*seen.places[system]).moved(dx, dy)}
    drawing = draw(SetPositions("main", moved).apply(workspace), catalog, previous=seen)
    assert [key for key, route in drawing.placement.routes.items() if route.label is None] == []
