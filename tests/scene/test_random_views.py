"""Whatever a landscape and a view hold, the picture is there: well-formed, the same twice, and without overlaps."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import fields, replace
from random import Random
from xml.etree import ElementTree

import pytest

from d365arch.errors import ExportError
from d365arch.layout.quality import measure
from d365arch.model import Workspace
from d365arch.model.view import View
from d365arch.model.vocabulary import Perspective
from d365arch.render.svg import to_svg
from d365arch.scene.build import Drawing, draw, is_little
from d365arch.scene.legend import legend_groups
from d365arch.scene.page import on_paper
from d365arch.scene.present import elements_of
from d365arch.scene.theme import THEMES
from tests.scene.landscapes import CATALOG
from tests.scene.random_views import workspace

EXPLORE = os.environ.get("D365ARCH_EXPLORE") == "1"
SEEDS = range(2000 if EXPLORE else 16)
KEYS = tuple(field.name for field in fields(View) if field.name not in {"id", "extra", "engine", "theme"})


def check(drawing: Drawing, seed: int) -> str:
    """Check what holds of every drawing; gives its SVG."""
    ids = Counter(shape.id for shape in drawing.scene.shapes)
    assert max(ids.values()) == 1, seed
    assert drawing.placement.routes.keys() == drawing.looks.lines.keys(), seed
    for group in legend_groups(drawing.what, drawing.coloring.theme):
        for item in group.items:
            # Arrows stand for rows, which may have no line.
            if item.key and not item.key.startswith("direction:"):
                looks = drawing.looks
                assert elements_of(item.key, looks.boxes, looks.lines, drawing.coloring), (seed, item.key)
    svg = to_svg(drawing.scene)
    ElementTree.fromstring(svg)
    return svg


@pytest.mark.parametrize("seed", SEEDS)
def test_every_view_is_drawn(seed: int) -> None:
    made = workspace(seed)
    view, theme = made.views[0], THEMES[seed % len(THEMES)]
    drawing = draw(made, CATALOG, theme=theme, findings=() if seed % 2 else None)
    svg = check(drawing, seed)
    assert to_svg(draw(workspace(seed), CATALOG, theme=theme, findings=() if seed % 2 else None).scene) == svg
    if view.overview or not view.positions:    # where nobody placed anything by hand
        found = measure(drawing.request, drawing.placement)
        assert (found.box_overlaps, found.over_boxes if not view.bends else 0) == (0, 0)
    for perspective in Perspective:    # nothing moves
        other = draw(made, CATALOG, theme=theme, perspective=perspective, previous=drawing)
        if not view.overview:
            assert other.placement is drawing.placement
        check(other, seed)
    if view.page:
        try:
            book = on_paper(drawing, made.landscape, view, view.page)
        except ExportError as error:
            assert "sheet" in str(error) or "margin" in str(error)
        else:
            ElementTree.fromstring(to_svg(book.sheet(len(book.leaves))))


def changed(dice: Random, made: Workspace, other: Workspace) -> Workspace:
    """One or a few keys of the view taken from another, or one element lost or changed."""
    landscape, view = made.landscape, made.views[0]
    if dice.random() < 0.6:
        keys = dice.sample(KEYS, dice.choice((1, 1, 2, 4)))
        return replace(made, views=(replace(view, **{key: getattr(other.views[0], key) for key in keys}),))
    what = dice.choice(("systems", "integrations", "zones"))
    items, others = list(getattr(landscape, what)), getattr(other.landscape, what)
    if items and (not others or dice.random() < 0.4):
        del items[dice.randrange(len(items))]
    elif items:
        at, model = dice.randrange(len(items)), dice.choice(others)
        key = dice.choice([field.name for field in fields(model) if field.name not in {"id", "extra"}])
        items[at] = replace(items[at], **{key: getattr(model, key)})
    return replace(made, landscape=replace(landscape, **{what: tuple(items)}))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_drawing_that_follows_another_is_what_drawing_it_anew_gives(seed: int) -> None:
    dice, made, other = Random(seed), workspace(seed + 7000), workspace(seed + 100_000)
    drawing: Drawing | None = None
    for _ in range(3):
        now = draw(made, CATALOG, previous=drawing, findings=())
        anew = draw(made, CATALOG, engine=lambda _request, _progress, found=now.placement: found, findings=())
        assert to_svg(now.scene) == to_svg(anew.scene), seed
        made, drawing = changed(dice, made, other), now
        is_little(now, made, "main", now.theme.name)
