"""SVG: valid, safe, complete, the same every time."""

from __future__ import annotations

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from d365arch.catalog.load import own_catalog
from d365arch.model.vocabulary import Timing
from d365arch.render.svg import path_data, to_svg
from d365arch.scene.build import Drawing, draw
from d365arch.scene.parts import Scene, TextPart
from d365arch.scene.theme import THEMES
from tests.scene.landscapes import CATALOG, HOSTILE, hostile, landscape, northwind

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "g", "title", "desc", "style", "defs", "linearGradient", "stop", "rect", "path", "circle", "ellipse",
            "text"}


def parsed(text: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(text.encode(), parser)


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return draw(northwind(), CATALOG)


@pytest.fixture(scope="module")
def root(drawing: Drawing) -> etree._Element:
    return parsed(to_svg(drawing.scene))


def test_size_and_box_are_those_of_the_scene(drawing: Drawing, root: etree._Element) -> None:
    bounds = drawing.scene.bounds
    assert float(root.get("width")) == pytest.approx(bounds.width, abs=0.01)
    assert float(root.get("height")) == pytest.approx(bounds.height, abs=0.01)
    assert [float(v) for v in root.get("viewBox").split()] == pytest.approx(list(bounds), abs=0.01)


def test_every_shape_and_row_is_a_group_with_id_title_and_description(drawing: Drawing, root: etree._Element) -> None:
    groups = {g.get("id"): g for g in root.iter(f"{SVG}g")}
    for shape in drawing.scene.shapes:
        group = groups[shape.id]
        assert group[0].tag == f"{SVG}title"
        assert group[0].text == shape.title
        assert shape.description == "" or group.find(f"{SVG}desc").text == shape.description
        for hit in shape.hits:
            assert groups[f"endpoint-{hit.element.id}"].getparent() is group
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))


def test_the_picture_says_what_it_is(root: etree._Element) -> None:
    assert root.get("role").split() == ["graphics-document", "img"]
    told = {root.find(f"{SVG}title").get("id"), root.find(f"{SVG}desc").get("id")}
    assert set(root.get("aria-labelledby").split()) == told
    assert root.find(f"{SVG}title").text == "Northwind Retail"
    assert "9 systems, 10 integrations" in root.find(f"{SVG}desc").text


def test_text_is_real_text(drawing: Drawing, root: etree._Element) -> None:
    wanted = sorted(p.text for s in drawing.scene.shapes for p in s.parts if isinstance(p, TextPart))
    assert sorted(t.text for t in root.iter(f"{SVG}text")) == wanted
    for text in root.iter(f"{SVG}text"):
        assert float(text.get("font-size")) >= 10
        assert len(text.text) == 1 or text.get("letter-spacing") or float(text.get("textLength")) > 0


def assert_safe(text: str) -> None:
    tree = parsed(text)
    assert {etree.QName(e).localname for e in tree.iter() if isinstance(e.tag, str)} <= ELEMENTS
    assert all(isinstance(e.tag, str) for e in tree.iter()), "comments and processing instructions"
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert "href" not in name.lower()
            assert name in {"fill", "stroke"} or "url(" not in value
    style = tree.find(f"{SVG}style").text
    assert "@import" not in style
    assert all(url.startswith("data:font/woff2;base64,") for url in re.findall(r"url\(([^)]*)\)", style))
    assert text.count("http") == 1    # the namespace of SVG
    assert "<!" not in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)


def test_nothing_active_and_nothing_from_outside(drawing: Drawing) -> None:
    assert_safe(to_svg(drawing.scene))


@pytest.mark.parametrize("theme", THEMES)
def test_hostile_names_are_text_and_nothing_else(theme: str) -> None:
    scene = draw(hostile(), CATALOG, theme=theme).scene
    text = to_svg(scene)
    assert_safe(text)
    assert "<script>alert(1)</script>" in [t.text for t in parsed(text).iter(f"{SVG}text")]
    assert max(len(t.text) for t in parsed(text).iter(f"{SVG}text")) < 120


def test_the_writer_itself_drops_what_xml_forbids() -> None:
    scene = draw(northwind(), CATALOG).scene
    bad = Scene(name="".join(HOSTILE), description="\x00\ud800\ufffe<&>", theme="light", ground="#FFFFFF",
                bounds=scene.bounds, shapes=())
    assert parsed(to_svg(bad)).find(f"{SVG}title").text.startswith("<script>")


@pytest.mark.parametrize("theme", THEMES)
def test_two_runs_are_byte_identical(theme: str) -> None:
    first = to_svg(draw(northwind(), CATALOG, theme=theme).scene)
    assert first == to_svg(draw(northwind(), CATALOG, theme=theme).scene)


def test_order_of_systems_in_the_file_does_not_matter_for_their_ids(drawing: Drawing, root: etree._Element) -> None:
    assert {g.get("id") for g in root.iter(f"{SVG}g")} >= {"system-fo", "line-web-orders", "label-web-orders",
                                                           "zone-channels", "endpoint-fo.odata", "legend", "title"}


def test_a_gradient_is_defined_once(root: etree._Element) -> None:
    used = {v for e in root.iter() for v in (e.get("fill"),) if v and v.startswith("url(#")}
    defined = [f"url(#{g.get('id')})" for g in root.iter(f"{SVG}linearGradient")]
    assert len(defined) == len(set(defined))
    assert set(defined) == used
    assert used


def test_fonts_hold_the_letters_they_promise(drawing: Drawing) -> None:
    faces = re.findall(r"font-weight:(\d+);unicode-range:([^;]*);src:url\(data:font/woff2;base64,([^)]*)\)",
                       to_svg(drawing.scene))
    assert {weight for weight, _, _ in faces} == {"400", "600"}
    letters: set[str] = {c for s in drawing.scene.shapes for p in s.parts if isinstance(p, TextPart) for c in p.text}
    for _, _, data in faces:
        font = TTFont(io.BytesIO(base64.b64decode(data)))
        assert letters <= {chr(c) for c in font.getBestCmap()}
        assert "Source" not in font["name"].getDebugName(1)    # the licence reserves the name


def test_further_letters_bring_their_part_of_the_font() -> None:
    from d365arch.model import System

    def parts(name: str) -> int:
        return to_svg(draw(landscape((System(id="a", name=name),)), CATALOG).scene).count("@font-face")

    assert parts("Plain") == 2
    assert parts("Łódź") == 3
    assert parts("Москва") == 3
    assert parts("日本") == 2
    assert "@font-face" not in to_svg(draw(northwind(), CATALOG).scene, embed_font=False)


def test_timings_look_different_without_color(root: etree._Element) -> None:
    from d365arch.scene.theme import LINE_STYLES

    def dash(key: str) -> str | None:
        group = next(g for g in root.iter(f"{SVG}g") if g.get("id") == key)
        colored = [p for p in group.iter(f"{SVG}path") if p.get("stroke") not in {None, "#FFFFFF"}]
        return colored[0].get("stroke-dasharray")

    assert dash("line-web-orders") is None
    assert dash("line-payments") == " ".join(f"{v:g}" for v in LINE_STYLES[Timing.ASYNCHRONOUS].dash)
    assert dash("line-shipments") == " ".join(f"{v:g}" for v in LINE_STYLES[Timing.NEAR_REAL_TIME].dash)


def test_path_data_is_short() -> None:
    assert path_data([("M", (0, 0)), ("L", (10, 0)), ("L", (10, 0)), ("L", (10, 5.126)), ("L", (1, 2)), ("Z", ())]) == \
        "M0 0H10V5.13L1 2Z"


def test_the_sample_stays_small() -> None:
    from pathlib import Path

    from d365arch.io.files import read_workspace

    sample = Path(__file__).parents[2] / "samples" / "northwind-as-is.yaml"
    scene = draw(read_workspace(sample).workspace, own_catalog()).scene
    assert len(to_svg(scene, embed_font=False).encode()) < 60_000
