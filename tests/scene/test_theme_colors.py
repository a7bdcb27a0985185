"""Every theme in every perspective can be read, and tells apart what it colors, also with one kind of cones missing."""

from __future__ import annotations

import dataclasses
import shutil
from itertools import combinations
from pathlib import Path

import pytest

from d365arch.analysis.finding import Finding
from d365arch.errors import ExportError
from d365arch.model import Endpoint, System, Workspace
from d365arch.model.geometry import Point
from d365arch.model.integration import Volume
from d365arch.model.view import View, ViewNote
from d365arch.model.vocabulary import Level, LineWidth, Perspective, Platform, Severity, Timing
from d365arch.model.zone import Zone
from d365arch.scene import theme as theme_module
from d365arch.scene.build import draw
from d365arch.scene.parts import LinePart, RectPart, Scene, Shape, TextPart
from d365arch.scene.theme import THEMES, _read, contrast, theme_named, theme_of, toned
from tests.scene.color_vision import EYES, seen_apart
from tests.scene.landscapes import ASYNC, CATALOG, NEAR, SYNC, landscape, link

LINES = 3.0
APART = 12.0
"""CIEDE2000 that timings of the color-blind theme keep for every kind of eyes; 2 is just noticed, 12 is plain."""
CATEGORIES_APART = 8.0


def everything() -> Workspace:
    """Something of every look: hubs, zones, notes, all severities, levels, volumes, timings, many owners."""
    types = ("fo", "ce", "shared", "shop", "bus", "gateway", "dwh", "bank", "pos", "wms")
    systems = tuple(
        System(id=f"s{i}", type=types[i % 10], owner=f"Team {i}" if i % 6 else None,
               zone=f"z{i % 9}" if i % 5 else None, criticality=(*Level, None)[i % 4],
               endpoints=(Endpoint(id="e", type="fo.odata"),) if i % 2 else ())
        for i in range(16))
    lines = tuple(
        link(f"l{i}", f"s{i}", f"s{(i * 3 + 1) % 16}", f"Line {i}", timing=(SYNC, ASYNC, NEAR, None)[i % 4],
             owner=f"Team {i}" if i % 3 else None, protocol=f"P{i}", criticality=(*Level, None)[i % 4],
             volume=Volume(per_hour=10.0 ** (i % 6 - 1)) if i % 7 else None, active=i != 5)
        for i in range(16) if i != (i * 3 + 1) % 16)
    zones = tuple(Zone(id=f"z{i}", name=f"Zone {i}") for i in range(9))
    view = View(id="main", notes=(ViewNote(id="n", text="Note", at=Point(0, -80)),))
    return Workspace(landscape(systems, lines, zones=zones).landscape, (view,))


FINDINGS = tuple(Finding(rule="R", severity=severity, message="", advice="", elements=(f"s{i}", f"l{i}"))
                 for i, severity in enumerate(Severity))


@pytest.fixture(scope="module")
def placed() -> Workspace:
    workspace = everything()
    view = dataclasses.replace(workspace.view(), positions=workspace.view().positions.update(
        draw(workspace, CATALOG).places))
    return Workspace(workspace.landscape, (view,))


def under(text: TextPart, fills: list[RectPart], ground: str) -> str:
    """The color that a text stands on: that of the last filled rectangle around it."""
    return next((p.fill for p in reversed(fills) if isinstance(p.fill, str) and p.rect.contains(text.at)), ground)


def texts_of(scene: Scene) -> list[tuple[str, float]]:
    fills: list[RectPart] = []
    texts = []
    for part in (part for shape in scene.shapes for part in shape.parts):
        if isinstance(part, RectPart) and part.fill:
            fills.append(part)
        elif isinstance(part, TextPart):
            texts.append((part.text, contrast(part.color, under(part, fills, scene.ground))))
    return texts


def strokes_of(shape: Shape) -> list[str]:
    """Colors of what carries meaning: lines and their ends, and the upper edges of boxes."""
    halos = {"line"} if shape.path else set()
    return [p.stroke.color for p in shape.parts
            if isinstance(p, LinePart) and (halos or len(p.points) == 4)]


@pytest.mark.parametrize("perspective", Perspective)
@pytest.mark.parametrize("theme", THEMES)
def test_every_text_and_every_telling_line_has_contrast(theme: str, perspective: Perspective,
                                                        placed: Workspace) -> None:
    drawing = draw(placed, CATALOG, theme=theme, perspective=perspective, line_width=LineWidth.VOLUME,
                   findings=FINDINGS)
    scene, colors = drawing.scene, drawing.theme
    least = 7.0 if theme.startswith("high-contrast") else 4.5
    assert colors.text_contrast >= least
    texts = texts_of(scene)
    assert len(texts) > 40
    assert [text for text in texts if text[1] < least] == []
    telling = {c for s in scene.shapes if s.path or s.element.kind == "system" for c in strokes_of(s)}
    pale = {c for c in telling - {scene.ground} for ground in (scene.ground, colors.zone)
            if contrast(c, ground) < LINES}
    assert pale == set()


@pytest.mark.parametrize("theme", THEMES)
def test_marks_of_rows_and_platforms_have_contrast(theme: str) -> None:
    for perspective in Perspective:
        colors = toned(theme, perspective)
        marks = [colors.outbound, colors.inbound, *(colors.platform(p) for p in Platform)]
        if perspective is not Perspective.TIMING:    # there the tabs are bright, and their cut tells the timing
            marks += [colors.timing(t).tab for t in Timing]
        assert [c for c in marks if contrast(c, colors.box) < LINES] == []


@pytest.mark.parametrize("eyes", EYES)
def test_timings_of_the_color_blind_theme_differ_for_all_eyes(eyes: str) -> None:
    colors = theme_named("color-blind")
    lines = [colors.timing(timing).line for timing in (*Timing, None)]
    tabs = [colors.timing(timing).tab for timing in Timing]
    for found in (lines, tabs):
        assert min(seen_apart(a, b, eyes) for a, b in combinations(found, 2)) >= APART


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_categories_differ_for_all_eyes(theme: str, eyes: str) -> None:
    colors = theme_named(theme)
    assert min(seen_apart(a, b, eyes) for a, b in combinations(colors.categories, 2)) >= CATEGORIES_APART


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("words", ["directions", "ways", "levels", "severities"])
def test_fixed_words_of_the_color_blind_theme_differ_for_all_eyes(words: str, eyes: str) -> None:
    found = list(getattr(theme_named("color-blind"), words).values())
    assert min(seen_apart(a, b, eyes) for a, b in combinations(found, 2)) >= CATEGORIES_APART


@pytest.mark.parametrize("theme", THEMES)
def test_volumes_and_levels_read_in_grey(theme: str) -> None:
    colors = theme_named(theme)
    steps = [contrast(color, colors.ground) for color in colors.volumes]
    assert steps == sorted(steps)
    levels = [contrast(colors.levels[level], colors.ground) for level in Level]
    if theme == "print":
        assert levels == sorted(levels, reverse=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The themes, in a folder that may get more of them."""
    themes = tmp_path / "themes"
    shutil.copytree(Path(__file__).parents[2] / "resources" / "themes", themes)
    monkeypatch.setattr(theme_module, "files", lambda _package: tmp_path)
    return themes


def test_a_theme_is_a_file_more_and_may_be_like_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "mint.yaml").write_text("like: light\nname: mint\ntitle: Mint\nground: '#F4FFF8'\n")
    names = theme_module._names()
    assert names == ("light", "dark", "color-blind", "high-contrast", "high-contrast-dark", "mint", "print")
    monkeypatch.setattr(theme_module, "THEMES", names)
    made = theme_of(theme_module._read("mint"), "themes/mint.yaml")
    assert (made.ground, made.title, made.ink) == ("#F4FFF8", "Mint", theme_named("light").ink)
    (folder / "mint.yaml").write_text("like: mint\nname: mint\n")
    with pytest.raises(ExportError, match="like \"mint\", which is no other theme"):
        theme_module._read("mint")
    (folder / "mint.yaml").write_text("like: print\nname: mint\n")
    (folder / "print.yaml").write_text("like: mint\nname: print\n")
    with pytest.raises(ExportError, match="like \"mint\", which is no other theme"):
        theme_module._read("mint")


@pytest.mark.parametrize(("change", "words"), [
    ({"ink": None}, "cannot be used|is no color"), ({"ink": "black"}, '"black" in themes/x.yaml is no color'),
    ({"categories": ["#000000"]}, "too few colors"), ({"inkk": "#000000"}, "cannot be used"),
    ({"directions": {}}, "cannot be used"),
])
def test_a_theme_that_cannot_be_used_is_told(change: dict[str, object], words: str) -> None:
    with pytest.raises(ExportError, match=words):
        theme_of({**_read("light"), **change}, "themes/x.yaml")


def test_what_a_theme_lacks_is_named() -> None:
    data = _read("light")
    del data["ink"], data["timing"]
    with pytest.raises(ExportError, match="lacks ink, timing"):
        theme_of(data, "themes/x.yaml")


def test_the_color_measure_is_that_of_the_papers() -> None:
    assert seen_apart("#FFFFFF", "#000000") == pytest.approx(100, abs=0.1)
    assert seen_apart("#777777", "#777777", "deuteranopia") == pytest.approx(0, abs=0.01)
    assert seen_apart("#D00000", "#6F6000", "protanopia") < seen_apart("#D00000", "#6F6000")
