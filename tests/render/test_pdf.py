"""PDF: one page, real text, the font inside, the same every time."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from d365arch.model import System
from d365arch.render import fallback
from d365arch.render.fallback import Run, missing_letters, runs_of
from d365arch.render.pdf import to_pdf
from d365arch.scene.build import draw
from d365arch.scene.parts import Scene
from tests.scene.landscapes import CATALOG, hostile, landscape, northwind


@pytest.fixture(scope="module")
def scene() -> Scene:
    return draw(northwind(), CATALOG).scene


def box(data: bytes) -> tuple[float, float]:
    found = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", data)
    assert found
    return float(found[1]), float(found[2])


def test_the_page_is_as_large_as_the_drawing(scene: Scene) -> None:
    data = to_pdf(scene)
    assert data.startswith(b"%PDF-")
    assert box(data) == pytest.approx((scene.bounds.width * 0.75, scene.bounds.height * 0.75), abs=0.01)
    assert data.count(b"/Type /Page\n") == 1
    assert len(re.findall(rb"/FontFile2", data)) == 2    # regular and semibold, nothing else


def test_two_runs_are_byte_identical(scene: Scene) -> None:
    assert to_pdf(scene) == to_pdf(scene)
    assert b"CreationDate (D:2000" in to_pdf(scene)    # no time of making


def test_hostile_text_does_not_break_it() -> None:
    assert to_pdf(draw(hostile(), CATALOG, theme="dark").scene).rstrip().endswith(b"%%EOF")


def test_letters_of_other_fonts_go_to_fonts_that_have_them(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = {"日": "Kanji", "本": "Kanji", "א": "Hebrew", "ב": "Hebrew"}
    monkeypatch.setattr(fallback, "fallback_of", fonts.get)
    assert list(runs_of("A 日本 b")) == [Run("A ", "A ", None), Run("日本", "日本", "Kanji"), Run(" b", " b", None)]
    assert list(runs_of("אב א ab")) == [Run("אב א ", "א בא ", "Hebrew"), Run("ab", "ab", None)]
    assert list(runs_of("e\u0301\u200d1")) == [Run("e\u0301\u200d1", "e\u03011", None)]


def test_letters_without_a_font_are_known(scene: Scene) -> None:
    assert missing_letters(scene) == ""
    private = landscape((System(id="s", name="A \ue123\u200d B"),))
    assert missing_letters(draw(private, CATALOG).scene) == "\ue123"


def test_text_can_be_searched(scene: Scene, tmp_path: Path) -> None:
    data = to_pdf(scene)
    assert len(re.findall(rb"/ToUnicode \d+ 0 R", data)) == 2
    if shutil.which("pdftotext") is None:
        return    # the maps to Unicode are there; that is all that can be told without a reader
    file = tmp_path / "x.pdf"
    file.write_bytes(data)
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    for words in ("Northwind Retail", "Electronic reporting", "Stock on hand", "asynchronous 2"):
        assert words in text
