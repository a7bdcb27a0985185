"""Drawings as a start of a landscape: what counts as a system, which way arrows go, and what is only guessed."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

import pytest

from d365arch.discovery.drawings.pages import unpacked
from d365arch.discovery.drawings.reader import Drawings
from d365arch.discovery.drawings.words import reading_of
from d365arch.discovery.limits import Limits
from d365arch.discovery.pipeline import discover
from d365arch.discovery.records import Discovery, FoundIntegration, FoundSystem, Identity
from d365arch.discovery.tree import ReadingError
from d365arch.model.vocabulary import Confidence, Hosting, Timing, Trigger, ZoneKind

Discover = Callable[..., Discovery]
ROOT = '<mxCell id="0"/><mxCell id="1" parent="0"/>'


def box(
    id_: str,
    label: str,
    x: float = 0,
    y: float = 0,
    style: str = "rounded=1;html=1;",
    parent: str = "1",
    width: float = 120,
    height: float = 60,
    extra: str = "",
) -> str:
    return (
        f'<mxCell id="{id_}" value="{escape(label)}" style="{style}" vertex="1" parent="{parent}" {extra}>'
        f'<mxGeometry x="{x}" y="{y}" width="{width}" height="{height}" as="geometry"/></mxCell>'
    )


def arrow(
    id_: str,
    source: str = "",
    target: str = "",
    label: str = "",
    style: str = "endArrow=classic;",
    points: str = "",
    parent: str = "1",
) -> str:
    ends = (f'source="{source}" ' if source else "") + (f'target="{target}"' if target else "")
    return (
        f'<mxCell id="{id_}" value="{escape(label)}" style="{style}" edge="1" parent="{parent}" {ends}>'
        f'<mxGeometry relative="1" as="geometry">{points}</mxGeometry></mxCell>'
    )


def from_(x: float, y: float) -> str:
    return f'<mxPoint x="{x}" y="{y}" as="sourcePoint"/>'


def to(x: float, y: float) -> str:
    return f'<mxPoint x="{x}" y="{y}" as="targetPoint"/>'


def model(*cells: str) -> str:
    return f"<mxGraphModel><root>{ROOT}{''.join(cells)}</root></mxGraphModel>"


def mxfile(*pages: str) -> str:
    return (
        "<mxfile>"
        + "".join(
            f'<diagram id="p{number}" name="Page {number}">{page}</diagram>'
            for number, page in enumerate(pages, start=1)
        )
        + "</mxfile>"
    )


def packed(page: str) -> str:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(deflate.compress(quote(page).encode()) + deflate.flush()).decode()


@pytest.fixture
def drawn(write: Callable[[Mapping[str, Any]], Any]) -> Discover:
    """What is found on a drawing of these cells, or of whole files."""

    def found(*cells: str, files: Mapping[str, Any] | None = None) -> Discovery:
        return discover([write(files or {"d.drawio": mxfile(model(*cells))})], readers=[Drawings()])

    return found


def named(found: Discovery, name: str) -> FoundSystem:
    return next(one for one in found.systems if one.name == name)


def lines(found: Discovery) -> set[tuple[str, str, str]]:
    """From, sign and to of each integration, by the names of systems."""
    names = {one.identity: one.name for one in found.systems}
    return {(names[one.from_], "<->" if one.both else "->", names[one.to]) for one in found.integrations}


def only(found: Discovery) -> FoundIntegration:
    assert len(found.integrations) == 1
    return found.integrations[0]


SAP, SHOP = box("a", "SAP S/4HANA"), box("b", "Web shop", x=400)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("endArrow=classic;", ("SAP S/4HANA", "->", "Web shop")),
        ("", ("SAP S/4HANA", "->", "Web shop")),
        ("endArrow=none;startArrow=block;", ("Web shop", "->", "SAP S/4HANA")),
        ("endArrow=oval;startArrow=open;", ("Web shop", "->", "SAP S/4HANA")),
        ("startArrow=classic;endArrow=classic;", ("SAP S/4HANA", "<->", "Web shop")),
        ("shape=flexArrow;startArrow=block;", ("SAP S/4HANA", "<->", "Web shop")),
    ],
)
def test_the_heads_of_an_arrow_tell_who_starts(drawn: Discover, style: str, expected: tuple[str, str, str]) -> None:
    found = drawn(SAP, SHOP, arrow("e", "a", "b", style=style))
    assert lines(found) == {expected}
    assert only(found).confidence is Confidence.LIKELY, "a drawing never proves"


@pytest.mark.parametrize("style", ["endArrow=none;", "shape=link;", "endArrow=ERmany;startArrow=ERone;"])
def test_a_line_without_heads_is_only_a_hint(drawn: Discover, style: str) -> None:
    line = only(drawn(SAP, SHOP, arrow("e", "a", "b", style=style)))
    assert line.confidence is Confidence.HINT
    assert line.description is not None and "who starts is not known" in line.description


def test_dual_write_without_heads_goes_both_ways(drawn: Discover) -> None:
    found = drawn(
        box("a", "D365 Sales"), box("b", "D365 F&O", x=400), arrow("e", "a", "b", "dual-write", "endArrow=none;")
    )
    line = only(found)
    assert (line.both, line.protocol, line.trigger, line.timing) == (
        True,
        "dual-write",
        Trigger.EVENT,
        Timing.NEAR_REAL_TIME,
    )


@pytest.mark.parametrize(
    ("label", "timing", "trigger", "frequency", "protocol"),
    [
        ("orders, nightly, SFTP", Timing.ASYNCHRONOUS, Trigger.SCHEDULED, "daily", "SFTP"),
        ("Aufträge täglich um 02:00 Uhr", Timing.ASYNCHRONOUS, Trigger.SCHEDULED, "daily 02:00", None),
        ("alle 15 Minuten", Timing.ASYNCHRONOUS, Trigger.SCHEDULED, "every 15 min", None),
        ("account events (async)", Timing.NEAR_REAL_TIME, Trigger.EVENT, None, None),
        ("Bestand in Echtzeit", Timing.NEAR_REAL_TIME, Trigger.EVENT, None, None),
        ("price lookup (REST, sync)", Timing.SYNCHRONOUS, Trigger.ON_DEMAND, None, "REST"),
        ("SFTP", Timing.ASYNCHRONOUS, None, None, "SFTP"),
        ("contact sync", None, None, None, None),
        ("3. send online orders to user", None, None, None, None),
        ("so what", None, None, None, None),
    ],
)
def test_timing_only_where_the_label_says_so(
    label: str, timing: Timing | None, trigger: Trigger | None, frequency: str | None, protocol: str | None
) -> None:
    said = reading_of(label)
    assert (said.timing, said.trigger, said.frequency, said.protocol) == (timing, trigger, frequency, protocol)


def test_labels_of_html_encoded_twice_with_emoji_and_breaks(drawn: Discover) -> None:
    found = drawn(
        box("a", "&lt;b&gt;Dynamics 365 F&amp;amp;O&lt;/b&gt;"),
        box("b", "<div>📱 POS<br>Device</div>", x=400),
        box("c", '<b>Pricing engine</b><br><font color="red">computes discounts</font>', x=800),
        arrow("e", "a", "b"),
        arrow("f", "b", "c"),
    )
    assert {one.name for one in found.systems} == {"Dynamics 365 Finance & Operations", "POS Device", "Pricing engine"}
    assert named(found, "Pricing engine").description == "computes discounts"


def test_labels_that_are_children_of_the_arrow(drawn: Discover) -> None:
    label = (
        '<mxCell id="l" value="nightly" style="edgeLabel;html=1;" vertex="1" connectable="0" parent="e">'
        '<mxGeometry x="0.1" relative="1" as="geometry"/></mxCell>'
    )
    found = drawn(SAP, SHOP, arrow("e", "a", "b"), label)
    assert only(found).name == "nightly" and len(found.systems) == 2


def test_texts_notes_brackets_and_step_numbers_are_no_systems(drawn: Discover) -> None:
    found = drawn(
        SAP,
        SHOP,
        arrow("e", "a", "b"),
        box("t", "Our landscape", y=300, style="text;html=1;"),
        box("n", "Draft", y=400, style="shape=note;"),
        box("k", "Ask Bob", y=500, style="shape=callout;"),
        box("s", "1", y=600, style="ellipse;"),
        box("g", "", y=700, style="shape=curlyBracket;"),
        box("i", "Title block", y=800, style="rounded=0;strokeColor=none;fillColor=none;"),
    )
    assert {one.name for one in found.systems} == {"SAP S/4HANA", "Web shop"}


def test_a_box_without_arrows_is_a_hint_of_a_system(drawn: Discover) -> None:
    assert named(drawn(SAP), "SAP S/4HANA").evidence[0].confidence is Confidence.HINT


def test_containers_are_zones_and_places_are_absolute(drawn: Discover) -> None:
    found = drawn(
        box("z", "Data center (on-premises)", 100, 50, "swimlane;", width=600, height=400),
        box("g", "", 10, 20, "group", parent="z", width=300, height=200),
        box("a", "Warehouse control", 40, 60, parent="g"),
        box("b", "Web shop", 900, 0),
        arrow("e", "a", "b"),
    )
    inside = named(found, "Warehouse control")
    assert inside.zone is not None and (inside.zone.kind, inside.zone.name) == (
        ZoneKind.NETWORK,
        "Data center (on-premises)",
    )
    assert inside.hosting is Hosting.ON_PREMISES
    assert inside.at == (100 + 10 + 40 + 60, 50 + 20 + 60 + 30)
    assert named(found, "Web shop").zone is None
    assert len(found.systems) == 2


def test_a_rectangle_behind_boxes_is_a_zone(drawn: Discover) -> None:
    found = drawn(
        box("r", "Azure subscription", 0, 0, width=700, height=400),
        box("a", "Order hub", 50, 50),
        box("b", "Price service", 300, 50),
        box("c", "Web shop", 900, 50),
        arrow("e", "a", "b"),
        arrow("f", "c", "a"),
    )
    assert {one.name for one in found.systems} == {"Order hub", "Price service", "Web shop"}
    zone = named(found, "Order hub").zone
    assert zone is not None and zone.name == "Azure subscription"


def test_an_arrow_to_a_container_means_all_of_it(drawn: Discover) -> None:
    found = drawn(
        box("z", "Legacy suite", 0, 0, "swimlane;", width=400, height=300),
        box("a", "Ledger", 20, 40, parent="z"),
        box("b", "Web shop", 800),
        arrow("e", "b", "z"),
    )
    assert lines(found) == {("Web shop", "->", "Legacy suite")}


def test_a_swimlane_that_holds_only_rows_of_text_is_a_box(drawn: Discover) -> None:
    found = drawn(
        box("t", "Customer hub", style="swimlane;childLayout=stackLayout;"),
        box("r", "GET /customers", parent="t", style="text;html=1;", y=26),
        SHOP,
        arrow("e", "b", "r"),
    )
    assert lines(found) == {("Web shop", "->", "Customer hub")}


def test_icons_take_their_name_from_the_text_below_and_their_type_from_the_shape(drawn: Discover) -> None:
    icon = "image;image=img/lib/azure2/integration/Service_Bus.svg;"
    found = drawn(
        box("i", "", 0, 0, icon, width=64, height=64),
        box("t", "Order bus", -10, 70, "text;", width=84, height=20),
        SHOP,
        arrow("e", "b", "i"),
    )
    bus = named(found, "Order bus")
    assert bus.type == "azure.service-bus"
    assert lines(found) == {("Web shop", "->", "Order bus")}
    assert only(found).confidence is Confidence.HINT, "which text names an icon is a guess"


def test_a_group_of_an_icon_and_a_text_is_one_system(drawn: Discover) -> None:
    found = drawn(
        box("g", "", style="group", width=100, height=100),
        box("i", "", parent="g", style="shape=mxgraph.azure.azure_functions;", width=50, height=50),
        box("t", "Tax calculator", parent="g", y=60, style="text;", width=100, height=20),
        SHOP,
        arrow("e", "b", "i"),
    )
    assert lines(found) == {("Web shop", "->", "Tax calculator")}
    assert named(found, "Tax calculator").type == "azure.functions"


def test_attributes_of_a_wrapped_shape_tell_its_type_and_fill_its_label(drawn: Discover) -> None:
    wrapped = (
        '<UserObject id="u" label="%nick% bus" placeholders="1" nick="Order" system="Azure Service Bus">'
        '<mxCell style="rounded=1;" vertex="1" parent="1"><mxGeometry width="80" height="60" as="geometry"/></mxCell>'
        "</UserObject>"
    )
    assert named(drawn(wrapped, SHOP, arrow("e", "b", "u")), "Order bus").type == "azure.service-bus"


def test_loose_ends_are_attached_to_the_box_they_touch_and_told(drawn: Discover) -> None:
    found = drawn(
        box("z", "Cloud", 100, 100, "swimlane;", width=500, height=300),
        box("a", "Order hub", 50, 50, parent="z"),
        box("b", "Web shop", 800, 150),
        arrow("e", points=from_(50 + 120, 80) + to(698, 80), parent="z"),
    )
    assert lines(found) == {("Order hub", "->", "Web shop")}
    assert only(found).confidence is Confidence.LIKELY
    assert any("not attached" in one.sentence for one in found.remarks)


def test_a_near_end_is_a_hint_and_a_far_one_is_left_out(drawn: Discover) -> None:
    near = drawn(SAP, SHOP, arrow("e", "a", points=to(385, 30)))
    assert only(near).confidence is Confidence.HINT
    far = drawn(SAP, SHOP, arrow("e", "a", label="dangling", points=to(260, 300)))
    assert not far.integrations
    assert [one.sentence for one in far.remarks] == [
        'The arrow "dangling" is unattached: it does not have its end at a box, so it was left out.'
    ]


def test_an_end_between_two_boxes_is_not_guessed(drawn: Discover) -> None:
    found = drawn(
        box("a", "Hub"), box("b", "Shop", 400, 0), box("c", "Till", 400, 80), arrow("e", "a", points=to(395, 70))
    )
    assert not found.integrations and "unattached" in found.remarks[0].sentence


def test_a_line_that_divides_the_page_is_nothing(drawn: Discover) -> None:
    found = drawn(SAP, arrow("e", style="endArrow=none;dashed=1;", points=from_(0, 300) + to(900, 300)))
    assert not found.integrations and not found.remarks


def test_what_a_legend_or_a_hidden_layer_holds_is_left_out(drawn: Discover) -> None:
    layer = '<mxCell id="old" value="Old world" parent="0" visible="0"/>'
    found = drawn(
        SAP,
        SHOP,
        arrow("e", "a", "b"),
        layer,
        box("h", "Mainframe", parent="old"),
        arrow("h2", "h", "a"),
        box("l", "Legend", 0, 500, "swimlane;", width=300, height=200),
        box("x", "Internal system", 10, 40, parent="l"),
        box("y", "External system", 10, 120, parent="l"),
        arrow("le", "x", "y", "batch", parent="l"),
    )
    assert {one.name for one in found.systems} == {"SAP S/4HANA", "Web shop"}
    assert len(found.integrations) == 1
    assert any('layer "Old world" is hidden' in one.sentence for one in found.remarks)


def test_one_box_on_two_pages_is_one_system_and_an_overview_adds_no_arrow(drawn: Discover) -> None:
    overview = model(SAP, SHOP, arrow("e", "a", "b"))
    detail = model(SAP, SHOP, arrow("x", "a", "b", "prices, nightly"), arrow("y", "a", "b", "stock, hourly"))
    found = drawn(files={"d.drawio": mxfile(overview, detail)})
    assert len(found.systems) == 2
    assert {one.name for one in found.integrations} == {"prices, nightly", "stock, hourly"}
    assert sum(len(one.evidence) for one in found.integrations) == 3


def test_the_same_drawing_in_every_packing_is_read_once(drawn: Discover) -> None:
    page = model(SAP, SHOP, arrow("e", "a", "b", "stock events"), arrow("f", "b", "a", "chat", "startArrow=classic;"))
    whole = mxfile(packed(page))
    text = b"mxfile\0" + quote(whole).encode()
    squeezed = b"mxfile\0\0" + zlib.compress(quote(whole).encode())

    def png(kind: bytes, body: bytes) -> bytes:
        return b"\x89PNG\r\n\x1a\n" + len(body).to_bytes(4, "big") + kind + body + b"\0\0\0\0" + b"\0\0\0\0IEND\0\0\0\0"

    found = drawn(
        files={
            "a.drawio": mxfile(page),
            "b.drawio": whole,
            "c.xml": page,
            "d.drawio.svg": '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg width="1" '
            f'content="{escape(whole)}"><g/></svg>',
            "e.drawio.png": png(b"tEXt", text),
            "f.png": png(b"zTXt", squeezed),
        }
    )
    assert len(found.systems) == 2 and len(found.integrations) == 2 and not found.not_read
    assert len(found.read) == 6
    stock = next(one for one in found.integrations if one.name == "stock events")
    assert {one.file.rsplit("/", 1)[-1] for one in stock.evidence if one.file} == {
        "a.drawio",
        "b.drawio",
        "c.xml",
        "d.drawio.svg",
        "e.drawio.png",
        "f.png",
    }


def test_a_line_drawn_from_the_other_side_is_the_same_integration(drawn: Discover) -> None:
    style = "startArrow=classic;endArrow=classic;"
    found = drawn(
        files={
            "a.drawio": mxfile(model(SAP, SHOP, arrow("e", "b", "a", "stock", style))),
            "b.drawio": mxfile(model(SAP, SHOP, arrow("e", "a", "b", "stock", style))),
        }
    )
    assert lines(found) == {("Web shop", "<->", "SAP S/4HANA")}


def test_a_page_that_fills_the_memory_is_refused_and_the_others_read(drawn: Discover) -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = base64.b64encode(bomb.compress(b"A" * 20_000_000) + bomb.flush()).decode()
    found = drawn(files={"d.drawio": mxfile(data, model(SAP, SHOP, arrow("e", "a", "b")), "???", packed("<broken"))})
    assert len(found.integrations) == 1
    assert len(found.not_read) == 3 and "packed more tightly" in found.not_read[0].reason
    with pytest.raises(ReadingError):
        unpacked(data, Limits().file_bytes, Limits().ratio)


def test_secrets_in_drawings_are_told_and_kept_nowhere(drawn: Discover) -> None:
    page = model(SAP, box("b", "Hook https://x.example.com/?code=CANARYdrawn0001secret", x=400), arrow("e", "a", "b"))
    for content in (mxfile(page), mxfile(packed(page))):
        found = drawn(files={"d.drawio": content})
        assert [one.kind for one in found.secrets] == ["access key"]
        assert "CANARYdrawn0001secret" not in repr(found)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<mxfile/>",
        "<mxfile><diagram/></mxfile>",
        "<mxGraphModel/>",
        "<html/>",
        mxfile(model("<mxCell/>", "<object/>")),
        mxfile(
            model('<mxCell id="a" parent="b" vertex="1" value="x"/><mxCell id="b" parent="a" vertex="1" value="y"/>')
        ),
        mxfile(
            model(
                box("a", "x" * 100_000),
                arrow("e", "e", "e"),
                arrow("f", "e", "a"),
                '<mxCell id="q" vertex="1" value="Hub"><mxGeometry x="nan" y="1e999" width="-5" height="z"/></mxCell>',
            )
        ),
    ],
)
def test_broken_drawings_never_stop_a_run(drawn: Discover, content: str) -> None:
    found = drawn(files={"d.drawio": content, "e.drawio": mxfile(model(SAP, SHOP, arrow("e", "a", "b")))})
    assert len(found.integrations) == 1
    assert all("does not understand" not in one.reason for one in found.not_read)


def test_the_drawings_of_the_corpus(corpus: Any) -> None:
    found = discover([corpus / "23-drawio", corpus / "30-synthetic" / "drawio"], readers=[Drawings()])
    names = {one.identity: one.name for one in found.systems}
    drawn_lines = [(names[one.from_], one.both, names[one.to]) for one in found.integrations]
    assert len(found.systems) == 12 and len(drawn_lines) == 10
    assert ("SAP S/4HANA", False, "Dynamics 365 Finance & Operations") in drawn_lines
    assert ("Dynamics 365 Sales", True, "Dynamics 365 Finance & Operations") in drawn_lines
    assert Identity("azure.service-bus") in names
