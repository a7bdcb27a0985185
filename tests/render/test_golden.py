"""Stored pictures: a change of the drawing has to be looked at and accepted.

Accept with: D365ARCH_ACCEPT=1 pytest tests/render/test_golden.py
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from d365arch import __version__
from d365arch.render.svg import to_svg
from d365arch.scene.build import draw
from tests.scene.landscapes import CATALOG, northwind
from tests.scene.plain_engine import plain_engine

FOLDER = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_picture_is_the_stored_one(theme: str) -> None:
    file = FOLDER / f"northwind-{theme}.svg"
    scene = draw(northwind(), CATALOG, theme=theme, engine=plain_engine).scene
    text = to_svg(scene, embed_font=False).replace(__version__, "VERSION")
    # the width of the version's letters moves nothing but itself
    text = re.sub(r' textLength="[^"]*"([^>]*>[^<]*VERSION)', r"\1", text)
    if os.environ.get("D365ARCH_ACCEPT") == "1":
        file.write_text(text, encoding="utf-8", newline="\n")
    assert file.exists(), "run once with D365ARCH_ACCEPT=1 and look at the picture"
    if text != file.read_text(encoding="utf-8"):
        fresh = file.with_suffix(".new.svg")
        fresh.write_text(text, encoding="utf-8", newline="\n")
        pytest.fail(f"the picture differs from {file.name}; look at {fresh.name}, then accept with D365ARCH_ACCEPT=1")
