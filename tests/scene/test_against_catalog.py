"""A line that contradicts the catalog carries a mark in its pill and says why."""

from __future__ import annotations

from d365arch.catalog.facts import Facts
from d365arch.catalog.load import own_catalog
from d365arch.model import End, Endpoint, Integration, System
from d365arch.scene.build import draw
from d365arch.scene.looks import PILL_WARNING, line_look
from d365arch.scene.parts import PathPart, TextPart
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
