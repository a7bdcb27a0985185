"""PNG through resvg."""

from __future__ import annotations

import dataclasses
import io

import pytest
from PIL import Image

from d365arch.errors import ExportError
from d365arch.model.geometry import Rect
from d365arch.render.raster import to_png
from d365arch.scene.build import draw
from d365arch.scene.parts import Scene
from tests.scene.landscapes import CATALOG, northwind


@pytest.fixture(scope="module")
def scene() -> Scene:
    return draw(northwind(), CATALOG).scene


def test_size_ground_and_text(scene: Scene) -> None:
    image = Image.open(io.BytesIO(to_png(scene, 1.0))).convert("RGB")
    assert image.size == (round(scene.bounds.width), round(scene.bounds.height))
    assert image.getpixel((1, 1)) == (255, 255, 255)
    title = image.crop((30, 20, 260, 60)).convert("L")
    assert sum(title.histogram()[:90]) > 300    # dark letters: the font was found


def test_scale_and_dark_ground() -> None:
    dark = draw(northwind(), CATALOG, theme="dark").scene
    image = Image.open(io.BytesIO(to_png(dark, 0.5))).convert("RGB")
    assert image.size[0] == pytest.approx(dark.bounds.width / 2, abs=1)
    assert image.getpixel((1, 1)) == (0x12, 0x15, 0x1C)


def test_two_runs_are_byte_identical(scene: Scene) -> None:
    assert to_png(scene, 0.5) == to_png(scene, 0.5)


@pytest.mark.parametrize(("scale", "words"), [(0, "above 0"), (-1, "above 0"), (40, "--scale"),
                                              (float("nan"), "above 0")])
def test_absurd_sizes_are_told(scene: Scene, scale: float, words: str) -> None:
    with pytest.raises(ExportError, match=words):
        to_png(scene, scale)


def test_the_scale_that_is_offered_works(scene: Scene) -> None:
    wide = dataclasses.replace(scene, bounds=Rect(0, 0, 30_000, 200), shapes=())
    with pytest.raises(ExportError, match="too large") as told:
        to_png(wide, 1)
    offered = float(str(told.value).split("--scale ")[1].split()[0])
    assert len(to_png(wide, offered)) > 0
