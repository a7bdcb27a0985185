"""A line that contradicts the catalog carries a mark in its pill and says why."""

from __future__ import annotations

from dataclasses import replace

from d365arch.catalog.facts import Facts
from d365arch.catalog.load import own_catalog
from d365arch.model import End, Endpoint, Integration, System, Workspace
from d365arch.model.view import View
from d365arch.model.vocabulary import Timing
from d365arch.scene.build import draw
from d365arch.scene.looks import PILL_WARNING, line_look
from d365arch.scene.parts import PathPart, TextPart
from d365arch.scene.present import elements_of
from tests.scene.landscapes import landscape
from tests.scene.plain_engine import plain_engine

CATALOG = own_catalog()
SYSTEMS = (System(id="fo", name="Finance", type="d365.finance", endpoints=(Endpoint(id="odata", type="fo.odata"),)),
           System(id="bank", name="Bank"))


def test_the_pill_is_marked_and_the_line_says_why() -> None:
    right = Integration(id="i", name="Pay", from_=End("bank"), to=End("fo", "odata"))
    wrong = Integration(id="i", name="Pay", from_=End("fo", "odata"), to=End("bank"))
    looks = [line_look(Facts(landscape(SYSTEMS, (each,)).landscape, CATALOG), each) for each in (right, wrong)]
    assert looks[1].size.width - looks[0].size.width == PILL_WARNING
    assert not looks[0].against and "made to be called" in looks[1].says
    pills = [next(s for s in draw(landscape(SYSTEMS, (each,)), CATALOG, engine=plain_engine).scene.shapes
                  if s.id == "label-i") for each in (right, wrong)]
    paths = [sum(isinstance(part, PathPart) for part in pill.parts) for pill in pills]
    assert paths[1] == paths[0] + 2
    assert "Against the catalog" in pills[1].description


def test_the_legend_explains_the_mark_only_where_it_is_seen() -> None:
    def words(*ends: End) -> str:
        each = Integration(id="i", name="Pay", from_=ends[0], to=ends[1])
        scene = draw(landscape(SYSTEMS, (each,)), CATALOG, engine=plain_engine).scene
        return " ".join(part.text for shape in scene.shapes if shape.element.kind == "legend"
                        for part in shape.parts if isinstance(part, TextPart))

    assert "against the catalog 1" in words(End("fo", "odata"), End("bank"))
    assert "against" not in words(End("bank"), End("fo", "odata"))


def test_a_bundle_is_marked_for_those_of_its_lines_that_are_against_the_catalog() -> None:
    right = [Integration(id=f"r{i}", name="Get", from_=End("bank"), to=End("fo", "odata")) for i in range(2)]
    wrong = Integration(id="w", name="Pay", from_=End("fo", "odata"), to=End("bank"))
    for each in ((*right, wrong), (wrong, *right)):
        space = landscape(SYSTEMS, each)
        space = Workspace(space.landscape, (View(id="main", bundle=True),))
        drawing = draw(space, CATALOG, engine=plain_engine)
        (bundle,) = drawing.looks.lines.values()
        calm = next(iter(draw(Workspace(landscape(SYSTEMS, (*right, right[0])).landscape, space.views), CATALOG,
                              engine=plain_engine).looks.lines.values()))
        assert bundle.size.width - calm.size.width == PILL_WARNING
        assert bundle.says.endswith("Against the catalog: Pay")
        assert drawing.what.warned == 1
        assert [e.id for e in elements_of("line:warned", drawing.looks.boxes, drawing.looks.lines,
                                          drawing.coloring)] == ["w"]


def test_the_legend_follows_when_a_line_turns_against_the_catalog() -> None:
    rows = (Endpoint(id="odata", type="fo.odata"), Endpoint(id="events", type="fo.business-events"))
    systems = (replace(SYSTEMS[0], endpoints=rows), SYSTEMS[1])
    timing = {"timing": Timing.ASYNCHRONOUS}
    first, second = (landscape(systems, (Integration(id="i", from_=End("fo", row), to=End("bank"), **timing),))
                     for row in ("events", "odata"))
    before = draw(first, CATALOG)
    assert (before.what.warned, draw(second, CATALOG, previous=before).what.warned) == (0, 1)
