"""Themes: complete, readable, and the same line styles for all."""

from __future__ import annotations

import pytest

from d365arch.errors import ExportError
from d365arch.model import Endpoint, System, Workspace
from d365arch.model.geometry import Point, Rect
from d365arch.model.view import View, ViewNote
from d365arch.model.vocabulary import Platform, Timing
from d365arch.model.zone import Zone
from d365arch.scene.boxes import tab_parts
from d365arch.scene.build import draw
from d365arch.scene.parts import RectPart, TextPart
from d365arch.scene.theme import LINE_STYLES, THEMES, Theme, contrast, theme_named
from tests.scene.landscapes import CATALOG, landscape, link, northwind


@pytest.fixture(params=THEMES)
def colors(request: pytest.FixtureRequest) -> Theme:
    return theme_named(request.param)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_label_text_has_contrast(colors: Theme) -> None:
    assert contrast(colors.ink, colors.pill) >= 4.5
    assert contrast(colors.ink, colors.box) >= 4.5
    assert contrast(colors.ink, colors.header) >= 4.5
    assert contrast(colors.muted, colors.header) >= 4.5
    assert contrast(colors.muted, colors.ground) >= 4.5
    assert contrast(colors.muted, colors.zone) >= 4.5
    assert contrast(colors.hub_ink, colors.hub) >= 4.5
    assert contrast(colors.hub_muted, colors.hub) >= 4.5
    assert contrast(colors.ink, colors.note) >= 4.5


def under(text: TextPart, fills: list[RectPart], ground: str) -> str:
    """The color that a text stands on: that of the last filled rectangle around it."""
    return next((p.fill for p in reversed(fills) if isinstance(p.fill, str) and p.rect.contains(text.at)), ground)


@pytest.mark.parametrize("drawn", ["northwind", "hubs"])
def test_every_text_of_a_picture_has_contrast(colors: Theme, drawn: str) -> None:
    if drawn == "northwind":
        scene = draw(northwind(), CATALOG, theme=colors.name).scene
    else:
        scene = draw(hubs(), CATALOG, theme=colors.name).scene
    fills: list[RectPart] = []
    texts = []
    for part in (part for shape in scene.shapes for part in shape.parts):
        if isinstance(part, RectPart) and part.fill:
            fills.append(part)
        elif isinstance(part, TextPart):
            texts.append((part.text, contrast(part.color, under(part, fills, scene.ground))))
    assert len(texts) > 15
    assert [text for text in texts if text[1] < 4.5] == []


def hubs() -> Workspace:
    """Hubs with channels, a switched-off line, a note, a zone of each platform and one of both."""
    systems = (
        System(id="fo", type="fo", zone="f", endpoints=(Endpoint(id="e", type="fo.events"),)),
        System(id="ce", type="ce", zone="d", endpoints=(Endpoint(id="e", type="dv.api"),)),
        System(id="s", type="shared", zone="b", owner="Team"),
        System(id="bus", type="bus", owner="Team", endpoints=(Endpoint(id="t", type="topic"),)),
    )
    zones = tuple(Zone(id=key, name=f"Zone {key}") for key in "fdb")
    lines = (link("one", "fo.e", "bus.t", "One"), link("two", "bus.t", "ce.e", "Two", active=False))
    view = View(id="main", notes=(ViewNote(id="n", text="Note", at=Point(0, -80)),))
    return Workspace(landscape(systems, lines, zones=zones).landscape, (view,))


def test_lines_and_marks_have_contrast(colors: Theme) -> None:
    for timing in (*Timing, None):
        for ground in (colors.ground, colors.zone, colors.pill):
            assert contrast(colors.timing(timing).line, ground) >= 3
    assert contrast(colors.inactive, colors.ground) >= 3
    for color in (colors.outbound, colors.inbound):
        assert contrast(color, colors.box) >= 3
    for platform in Platform:
        assert contrast(colors.platform(platform), colors.box) >= 3


def test_timings_differ_without_color() -> None:
    assert len({(style.dash, style.head) for style in LINE_STYLES.values()}) == len(LINE_STYLES)
    assert len({style.head for style in LINE_STYLES.values()}) == len(LINE_STYLES)
    assert len({style.dash for timing, style in LINE_STYLES.items() if timing}) == 3


def test_tabs_differ_in_grey(colors: Theme) -> None:
    tabs = [tab_parts((timing,), Rect(0, 0, 6, 16), colors) for timing in Timing]
    assert [len(tab) for tab in tabs] == [1, 2, 3]
    for tab in tabs:
        assert Rect(0, 0, 6, 16) == Rect.around(
            corner for part in tab if isinstance(part, RectPart)
            for corner in (Point(part.rect.left, part.rect.top), Point(part.rect.right, part.rect.bottom)))


def test_unknown_theme_is_told_with_the_choices() -> None:
    with pytest.raises(ExportError, match=r'no theme "sepia"; choose light, dark, color-blind, .* or print\.'):
        theme_named("sepia")
    with pytest.raises(ExportError, match=r'no theme "dakr"; did you mean "dark"'):
        theme_named("dakr")
