"""Pages that are no landscapes, icons without any text, and names that explain themselves in small letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import pytest

from d365arch.discovery.drawings.labels import label_of
from d365arch.discovery.drawings.reader import Drawings
from d365arch.discovery.pipeline import discover
from d365arch.discovery.records import Discovery
from d365arch.model.vocabulary import Confidence, DataFlow

Draw = Callable[..., Discovery]
BUS = "image;html=1;image=img/lib/azure2/integration/Service_Bus.svg;"


@pytest.fixture
def draw(write: Callable[[Mapping[str, Any]], Any]) -> Draw:
    """What is found on a page of these cells."""
    def found(*cells: str) -> Discovery:
        root = f'<root><mxCell id="0"/><mxCell id="1" parent="0"/>{"".join(cells)}</root>'
        return discover([write({"d.drawio": f"<mxGraphModel>{root}</mxGraphModel>"})], readers=[Drawings()])
    return found


def box(id_: str, label: str, style: str = "html=1;", x: float = 0) -> str:
    return (f'<mxCell id="{id_}" value="{escape(label)}" style="{style}" vertex="1" parent="1">'
            f'<mxGeometry x="{x}" y="0" width="100" height="60" as="geometry"/></mxCell>')


def arrow(id_: str, source: str, target: str, style: str = "endArrow=classic;") -> str:
    return (f'<mxCell id="{id_}" style="{style}" edge="1" parent="1" source="{source}" target="{target}">'
            '<mxGeometry relative="1" as="geometry"/></mxCell>')


def ends(found: Discovery) -> set[tuple[str, str]]:
    names = {one.identity: one.name for one in found.systems}
    return {(names[one.from_], names[one.to]) for one in found.integrations}


def test_a_flowchart_is_no_landscape(draw: Draw) -> None:
    found = draw(box("a", "Enter order"), box("b", "Approve order", x=200), box("d", "Approved?", "rhombus;", 400),
                 arrow("e1", "a", "b"), arrow("e2", "b", "d"))
    assert not found.systems and not found.integrations
    assert "steps of a process" in found.remarks[0].sentence


def test_start_and_end_make_a_flowchart(draw: Draw) -> None:
    found = draw(box("a", "Start"), box("b", "Pick goods", x=200), box("c", "End", x=400),
                 arrow("e1", "a", "b"), arrow("e2", "b", "c"))
    assert not found.systems


def test_numbered_boxes_are_steps_unless_they_are_systems(draw: Draw) -> None:
    def page(*names: str) -> Discovery:
        boxes = [box(f"b{at}", f"{at + 1}. {name}", x=200 * at) for at, name in enumerate(names)]
        return draw(*boxes, *(arrow(f"e{at}", f"b{at}", f"b{at + 1}") for at in range(len(names) - 1)))
    assert not page("Collect goods", "Check weight", "Print label").systems
    assert {one.name for one in page("SAP", "Salesforce", "Workday").systems} == {"SAP", "Salesforce", "Workday"}


def test_parts_of_a_program_are_no_landscape(draw: Draw) -> None:
    names = ("router.py", "send_mail()", "/settings", "--verbose", "load_orders", "Kestrel")
    found = draw(*(box(f"b{at}", name, x=200 * at) for at, name in enumerate(names)), arrow("e", "b0", "b1"))
    assert not found.systems and "parts of a program" in found.remarks[0].sentence


def test_a_legend_fills_the_rectangle_it_is_written_in(draw: Draw) -> None:
    frame = '<mxGeometry x="1000" y="0" width="300" height="100" as="geometry"/>'
    found = draw(box("a", "Kestrel"), box("b", "Merlin", x=200), box("c", "Osprey", x=400), arrow("e", "a", "b"),
                 f'<mxCell id="f" value="" style="html=1;" vertex="1" parent="1">{frame}</mxCell>',
                 box("l", "Legend", "text;html=1;", 1010), box("s", "planned system", x=1120))
    assert {one.name for one in found.systems} == {"Kestrel", "Merlin", "Osprey"}


def test_a_landscape_with_a_decision_in_it_is_read(draw: Draw) -> None:
    found = draw(box("a", "D365 F&O"), box("b", "Salesforce", x=200), box("d", "EU?", "rhombus;", 400),
                 arrow("e1", "a", "b"), arrow("e2", "b", "d"))
    assert ends(found) == {("Dynamics 365 Finance & Operations", "Salesforce")}


def test_the_only_icon_of_a_service_goes_by_the_service(draw: Draw) -> None:
    found = draw(box("a", "D365 F&O"), box("b", "", BUS, 300), arrow("e1", "a", "b"))
    assert ends(found) == {("Dynamics 365 Finance & Operations", "Azure Service Bus")}
    assert found.integrations[0].evidence[0].confidence is Confidence.HINT


def test_two_icons_of_a_service_are_not_taken_for_one(draw: Draw) -> None:
    found = draw(box("a", "D365 F&O"), box("b", "", BUS, 300), box("c", "", BUS, 600),
                 arrow("e1", "a", "b"), arrow("e2", "a", "c"))
    assert not found.integrations


def test_data_goes_both_ways_where_both_ends_have_heads(draw: Draw) -> None:
    found = draw(box("a", "Kestrel"), box("b", "Merlin", x=300),
                 arrow("e1", "a", "b", "startArrow=block;endArrow=block;"))
    assert found.integrations[0].both and found.integrations[0].data is DataFlow.BOTH


@pytest.mark.parametrize(("value", "name", "description"), [
    ("<div>D365 Sales</div><div><i>Lead to quote</i></div>", "D365 Sales", "Lead to quote"),
    ('Salesforce<br><font style="font-size: 9px">leads</font>', "Salesforce", "leads"),
    ("SAP<br>Billing", "SAP Billing", ""),
    ("<i>Salesforce<br>leads</i>", "Salesforce leads", ""),
    ("Kestrel<br><i>hub</i>", "Kestrel hub", ""),
])
def test_what_small_letters_say_below_a_product_is_no_part_of_its_name(value: str, name: str, description: str) -> None:
    assert label_of(value) == (name, description)
