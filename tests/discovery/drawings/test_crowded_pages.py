"""Pages with much on them: which text names which icon, legends drawn around samples, pools, absurd nesting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from d365arch.discovery.drawings.cells import Rect
from d365arch.discovery.drawings.squares import Squares
from d365arch.discovery.records import Discovery

Found = Callable[[dict[str, Any]], Discovery]
ICON = "image;image=img/lib/azure2/general/Cubes.svg;"


def cell(id_: str, label: str = "", x: float = 0, y: float = 0, style: str = "rounded=0;", parent: str = "1",
         width: float = 120, height: float = 60) -> str:
    return (f'<mxCell id="{id_}" value="{label}" style="{style}" vertex="1" parent="{parent}">'
            f'<mxGeometry x="{x}" y="{y}" width="{width}" height="{height}" as="geometry"/></mxCell>')


def arrow(id_: str, source: str, target: str, label: str = "", style: str = "") -> str:
    return (f'<mxCell id="{id_}" value="{label}" style="{style}" edge="1" parent="1" source="{source}" '
            f'target="{target}"><mxGeometry relative="1" as="geometry"/></mxCell>')


def drawing(*cells: str) -> dict[str, Any]:
    return {"d.drawio": '<mxfile><diagram><mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/>'
                        + "".join(cells) + "</root></mxGraphModel></diagram></mxfile>"}


def names(found: Discovery) -> list[str]:
    return sorted(one.name for one in found.systems)


def lines(found: Discovery) -> set[tuple[str, str, str]]:
    shown = {one.identity: one.name for one in found.systems}
    return {(shown[one.from_], one.name, shown[one.to]) for one in found.integrations}


def icon(id_: str, x: float) -> str:
    return cell(id_, "", x, 0, ICON, width=40, height=40)


def text(id_: str, label: str, x: float, y: float = 45, width: float = 40) -> str:
    return cell(id_, label, x, y, "text;", width=width, height=20)


def test_of_two_texts_below_an_icon_the_nearer_one_names_it(found: Found) -> None:
    assert names(found(drawing(text("far", "Since 2019", 0, 70), text("near", "Price hub", 0), icon("i", 0)))) == \
        ["Price hub"]


def test_a_text_names_one_icon_only(found: Found) -> None:
    result = found(drawing(icon("i", 0), icon("k", 30), text("t", "Price hub", 15)))
    assert len(result.systems) == 1
    group = cell("g", "", 300, 0, "group")
    inside = cell("u", "Stock hub", 0, 0, "text;", parent="g")
    both = found(drawing(group, inside, cell("h", "", 0, 0, "group", parent="g"), cell("v", "Order hub", 0, 30, "text;",
                                                                                      parent="h")))
    assert names(both) == ["Stock hub"]


def test_a_text_with_an_arrow_of_its_own_names_no_icon(found: Found) -> None:
    result = found(drawing(icon("i", 0), text("t", "Price hub", 0), cell("b", "Till", 400), arrow("e", "t", "b")))
    assert lines(result) == {("Price hub", "Price hub to Till", "Till")}
    assert len(result.systems) == 2


def test_a_row_of_icons_is_named_each_by_its_own_text(found: Found) -> None:
    row = [piece for number in range(40) for piece in (icon(f"i{number}", 70 * number),
                                                       text(f"t{number}", f"Hub {number}", 70 * number))]
    result = found(drawing(*row))
    assert names(result) == sorted(f"Hub {number}" for number in range(40))


def test_samples_inside_the_frame_of_a_legend_are_no_systems(found: Found) -> None:
    result = found(drawing(cell("f", "Legend", 0, 300, width=300, height=200), cell("s", "Cloud app", 10, 340),
                           cell("o", "Own app", 10, 420), arrow("e", "s", "o"), cell("a", "Till"),
                           cell("b", "Web shop", 300), arrow("x", "a", "b")))
    assert names(result) == ["Till", "Web shop"]


def test_an_unlabelled_arrow_the_other_way_is_another_one(found: Found) -> None:
    result = found(drawing(cell("a", "Till"), cell("b", "Price hub", 400), arrow("e", "a", "b", "receipts"),
                           arrow("f", "b", "a")))
    assert lines(result) == {("Till", "receipts", "Price hub"), ("Price hub", "Price hub to Till", "Till")}


def test_arrows_between_the_lanes_of_a_pool_join_the_lanes(found: Found) -> None:
    result = found(drawing(
        cell("p", "Order to cash", 0, 0, "swimlane;", width=900, height=500),
        cell("l", "Contoso ERP", 0, 20, "swimlane;", parent="p", width=900, height=200),
        cell("m", "Shops", 0, 230, "swimlane;", parent="p", width=900, height=200),
        cell("a", "Ledger", 20, 40, parent="l"), cell("b", "Shopify", 20, 40, parent="m"),
        arrow("e", "l", "m", "prices"), arrow("f", "b", "a", "receipts")))
    assert lines(result) == {("Contoso ERP", "prices", "Shops"), ("Shopify", "receipts", "Ledger")}
    assert {one.name: one.zone.name for one in result.systems if one.zone}["Ledger"] == "Contoso ERP"


@pytest.mark.parametrize("target", ["e", "l"])
def test_an_arrow_to_an_arrow_or_its_label_is_told(found: Found, target: str) -> None:
    label = ('<mxCell id="l" value="nightly" style="edgeLabel;" vertex="1" parent="e">'
             '<mxGeometry as="geometry"/></mxCell>')
    result = found(drawing(cell("a", "Till"), cell("b", "Price hub", 400), cell("c", "Clock", 200, 300),
                           arrow("e", "a", "b"), label, arrow("f", "c", target, "starts")))
    assert len(result.integrations) == 1
    assert [one.sentence for one in result.remarks] == [
        'The arrow "starts" is unattached: it has its end on another arrow, so it was left out.']


@pytest.mark.parametrize("style", ["sketch=1;curved=1;", "shape=flexArrow;", "shape=mxgraph.arrows2.arrow;"])
def test_arrows_of_any_shape(found: Found, style: str) -> None:
    result = found(drawing(cell("a", "Till", style="sketch=1;hachureGap=4;"), cell("b", "Price hub", 400,
                                                                                  style="shape=hexagon;sketch=1;"),
                           arrow("e", "a", "b", "receipts", style)))
    assert lines(result) == {("Till", "receipts", "Price hub")}


def test_nesting_beyond_all_sense_is_read_without_looking_at_every_level(found: Found) -> None:
    deep = [cell(f"n{level}", "", 1, 1, "group", parent=f"n{level - 1}" if level else "1") for level in range(3_000)]
    assert names(found(drawing(*deep, cell("a", "Till", parent="n2999")))) == ["Till"]


def test_squares_give_what_is_near_each_once_and_large_things_always() -> None:
    squares: Squares[str] = Squares()
    squares.add(Rect(0, 0, 100_000, 100_000), "page")
    squares.add(Rect(200, 200, 200, 200), "over four squares")
    squares.add(Rect(5_000, 0, 10, 10), "far")
    assert squares.near(Rect(250, 250, 20, 20)) == [(0, "page"), (1, "over four squares")]
    assert squares.near(Rect(-1, -1, 100_000, 100_000)) == []
