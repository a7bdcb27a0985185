"""A real browser opens the SVG: no complaint, the right size, text that can be selected, the same picture as resvg."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter

from d365arch.render.raster import to_png
from d365arch.render.svg import to_svg
from d365arch.scene.build import draw
from d365arch.scene.parts import Scene, TextPart
from tests.render.browsers import running_browser
from tests.scene.landscapes import CATALOG, hostile, northwind

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with running_browser() as found:
        yield found


class Opened:
    """A page that shows an SVG file, and everything that it complains of."""

    def __init__(self, browser: Any, scene: Scene, folder: Path) -> None:
        file = folder / "picture.svg"
        file.write_text(to_svg(scene), encoding="utf-8")
        size = {"width": round(scene.bounds.width), "height": round(scene.bounds.height)}
        self.page = browser.new_page(viewport=size)
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.said.append(request.url)
                     if not request.url.startswith(("file:", "data:")) else None)
        self.page.goto(file.as_uri())
        self.page.evaluate("document.fonts.ready.then(() => true)")


def test_assistive_technology_finds_every_element(browser: Any, tmp_path: Path) -> None:
    scene = draw(northwind(), CATALOG).scene
    opened = Opened(browser, scene, tmp_path)
    tree = opened.page.context.new_cdp_session(opened.page).send("Accessibility.getFullAXTree")["nodes"]
    told = [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in tree if not n.get("ignored")]
    assert any(role == "graphics-document" and name.startswith("Northwind Retail") for role, name in told)
    names = {name for role, name in told if role == "group"}
    assert {s.title for s in scene.shapes if s.title} <= names
    assert {hit.title for s in scene.shapes for hit in s.hits} <= names
    opened.page.close()


def test_no_message_the_right_size_and_selectable_text(browser: Any, tmp_path: Path) -> None:
    scene = draw(northwind(), CATALOG).scene
    opened = Opened(browser, scene, tmp_path)
    box = opened.page.evaluate("(() => { const r = document.documentElement.getBoundingClientRect();"
                               " return [r.width, r.height] })()")
    assert box == pytest.approx([scene.bounds.width, scene.bounds.height], abs=1)
    opened.page.evaluate("getSelection().selectAllChildren(document.getElementById('system-fo'))")
    selected = opened.page.evaluate("getSelection().toString()")
    for words in ("Finance", "ERP team, critical", "OData", "Electronic reporting"):
        assert words in selected
    assert opened.said == []


def test_text_is_as_wide_as_measured(browser: Any, tmp_path: Path) -> None:
    scene = draw(northwind(), CATALOG).scene
    opened = Opened(browser, scene, tmp_path)
    # without textLength, which would hide a wrong measure
    widths = opened.page.evaluate(
        "[...document.querySelectorAll('text')].map(t => { t.removeAttribute('textLength');"
        " return [t.textContent, t.getComputedTextLength()] })")
    measured = [(p.text, p.width) for s in scene.shapes for p in s.parts if isinstance(p, TextPart)]
    assert [text for text, _ in widths] == [text for text, _ in measured]
    for (text, drawn), (_, width) in zip(widths, measured, strict=True):
        assert drawn == pytest.approx(width, abs=0.35), text


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_is_that_of_resvg(browser: Any, tmp_path: Path, theme: str) -> None:
    scene = draw(northwind(), CATALOG, theme=theme).scene
    opened = Opened(browser, scene, tmp_path)
    shown = Image.open(io.BytesIO(opened.page.screenshot())).convert("L")
    ours = Image.open(io.BytesIO(to_png(scene, 1.0))).convert("L").resize(shown.size)
    # Edges are smoothed differently by every renderer; a wrong place, color or letter outlives a little blur.
    soft = [image.filter(ImageFilter.BoxBlur(1)) for image in (shown, ours)]
    difference = ImageChops.difference(*soft)
    wrong = sum(difference.histogram()[40:]) / (shown.size[0] * shown.size[1])
    assert wrong < 0.005


def test_hostile_names_do_nothing(browser: Any, tmp_path: Path) -> None:
    scene = draw(hostile(), CATALOG).scene
    opened = Opened(browser, scene, tmp_path)
    assert opened.page.evaluate("document.querySelectorAll('script').length") == 0
    assert opened.said == []
    assert opened.page.evaluate("[...document.querySelectorAll('text')].filter(t => t.textContent ==="
                                " '<script>alert(1)</script>').length") > 0
