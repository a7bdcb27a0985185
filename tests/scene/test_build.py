"""Drawing a view: what stands in the scene, what is reused, what is told to people."""

from __future__ import annotations

import dataclasses

import pytest
from immutabledict import immutabledict

from d365arch.errors import ExportError, LayoutError
from d365arch.model import Endpoint, System
from d365arch.model.geometry import Point
from d365arch.model.view import View, ViewNote
from d365arch.model.vocabulary import DataFlow, State, Timing
from d365arch.model.workspace import Workspace
from d365arch.scene.build import Drawing, draw
from d365arch.scene.parts import LAYERS, EllipsePart, Gradient, Layer, LinePart, RectPart, Shape, TextPart
from tests.scene.landscapes import CATALOG, HOSTILE, hostile, landscape, link, northwind


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return draw(northwind(), CATALOG)


def shape(drawing: Drawing, key: str) -> Shape:
    return next(s for s in drawing.scene.shapes if s.id == key)


def texts(*shapes: Shape) -> list[str]:
    return [p.text for s in shapes for p in s.parts if isinstance(p, TextPart)]


def test_every_element_has_its_shapes(drawing: Drawing) -> None:
    ids = [s.id for s in drawing.scene.shapes]
    assert len(ids) == len(set(ids))
    workspace = northwind()
    for system in workspace.landscape.systems:
        assert f"system-{system.id}" in ids
    for integration in workspace.landscape.integrations:
        assert f"line-{integration.id}" in ids
        assert f"label-{integration.id}" in ids
    for zone in workspace.landscape.zones:
        assert f"zone-{zone.id}" in ids
    assert {"title", "legend", "small-print"} <= set(ids)
    assert all(s.title for s in drawing.scene.shapes)


def test_shapes_stand_in_painting_order_inside_the_bounds(drawing: Drawing) -> None:
    order = [LAYERS.index(s.layer) for s in drawing.scene.shapes]
    assert order == sorted(order)
    for each in drawing.scene.shapes:
        assert drawing.scene.bounds.covers(each.bounds), each.id


def test_boxes_stand_where_the_view_puts_them(drawing: Drawing) -> None:
    places = northwind().view().positions
    assert drawing.places == dict(sorted(places.items()))


def test_rows_are_hit_areas_with_their_parts(drawing: Drawing) -> None:
    box = shape(drawing, "system-fo")
    assert {h.element.id for h in box.hits} == {f"fo.{e}" for e in
                                                ("odata", "stock", "receipts", "package", "events", "call", "er", "dw")}
    for hit in box.hits:
        assert hit.rect.height == 24
        row = [p for p in box.parts[hit.first:hit.last] if isinstance(p, TextPart)]
        assert row
        assert all(hit.rect.contains(p.at) for p in row)
        assert hit.title


def test_a_row_with_two_timings_has_a_gradient(drawing: Drawing) -> None:
    box, colors = shape(drawing, "system-ce"), drawing.theme
    fills = [p.fill for p in box.parts if isinstance(p, RectPart) and isinstance(p.fill, Gradient)]
    assert Gradient((colors.timing(Timing.SYNCHRONOUS).tab, colors.timing(Timing.ASYNCHRONOUS).tab)) in fills


def test_facts_line_tells_hosting_owner_and_criticality(drawing: Drawing) -> None:
    assert "ERP team, critical" in texts(shape(drawing, "system-fo"))
    assert "E-commerce, SaaS" in texts(shape(drawing, "system-shop"))


def test_a_line_starts_with_a_ring_and_its_path_meets_both_boxes(drawing: Drawing) -> None:
    line = shape(drawing, "line-web-orders")
    assert sum(isinstance(p, EllipsePart) for p in line.parts) == 1
    boxes = drawing.placement.boxes
    assert line.path[0].x == pytest.approx(boxes["shop"].right, abs=1)
    assert line.path[-1].x == pytest.approx(boxes["fo"].left, abs=1)


def test_dual_write_has_two_heads_and_no_ring(drawing: Drawing) -> None:
    assert not any(isinstance(p, EllipsePart) for p in shape(drawing, "line-customers").parts)
    assert drawing.looks.lines["customers"].mutual


def test_pull_turns_the_mark_in_the_label_against_the_arrow() -> None:
    def marks(data: DataFlow) -> list[tuple[Point, str]]:
        found = draw(landscape(
            (System(id="a", name="A"), System(id="b", name="B")), (link("l", "a", "b", "L", data=data),)), CATALOG)
        label = shape(found, "label-l")
        return [(p.at, p.data) for p in label.parts if type(p).__name__ == "PathPart"]

    assert marks(DataFlow.PUSH) == []
    (_, pull), = marks(DataFlow.PULL)
    both = marks(DataFlow.BOTH)
    assert len(both) == 2
    assert both[0][0].x < both[1][0].x
    assert pull in {data for _, data in both}


def test_zone_of_one_platform_has_its_color(drawing: Drawing) -> None:
    def border(key: str) -> str:
        return next(p.stroke.color for p in shape(drawing, key).parts if isinstance(p, RectPart) and p.stroke)

    colors = drawing.theme
    assert border("zone-fno") == colors.platforms[CATALOG.system_types["fo"].platform]
    assert border("zone-channels") == colors.zone_line


def test_a_zone_of_both_platforms_is_where_the_two_overlap() -> None:
    from d365arch.model.zone import Zone

    systems = (System(id="a", type="fo", zone="f"), System(id="b", type="shared", zone="m"),
               System(id="c", type="ce", zone="d"))
    workspace = landscape(systems, zones=(Zone(id="d"), Zone(id="f"), Zone(id="m")))
    view = View(id="v", positions=immutabledict({"a": Point(0, 0), "b": Point(264, 0), "c": Point(528, 0)}))
    found = draw(Workspace(workspace.landscape, (view,)), CATALOG)
    left, right, middle = (shape(found, f"zone-{key}").parts[0] for key in "fdm")
    assert isinstance(left, RectPart)
    assert isinstance(right, RectPart)
    assert isinstance(middle, RectPart)
    assert (left.rect.right, right.rect.left) == (middle.rect.right, middle.rect.left)
    strokes = [p for p in shape(found, "zone-m").parts if isinstance(p, RectPart) and p.stroke]
    assert [p.rect for p in strokes] == [left.rect, right.rect]
    order = [s.id for s in found.scene.shapes]
    assert order.index("zone-m") > max(order.index("zone-f"), order.index("zone-d"))


def test_title_and_small_print_tell_what_this_is(drawing: Drawing) -> None:
    assert texts(shape(drawing, "title")) == ["Northwind Retail", "Order to cash, as is, 9 systems, 10 integrations"]
    assert texts(shape(drawing, "small-print"))[0].startswith("Version 1.3 · d365arch ")


def test_legend_lists_what_is_present_with_counts(drawing: Drawing) -> None:
    found = texts(shape(drawing, "legend"))
    assert {"synchronous 7", "asynchronous 2", "near-real-time 1", "D365", "other side", "Dataverse"} <= set(found)
    assert not any("not stated" in text or "channel" in text or "switched off" in text for text in found)


def test_legend_grows_with_the_picture() -> None:
    topic = Endpoint(id="t", type="topic")
    systems = (System(id="a", name="A"), System(id="bus", name="Bus", type="bus", endpoints=(topic,)))
    found = texts(shape(draw(landscape(systems, (
        link("on", "a", "bus.t", "On"), link("off", "bus.t", "a", "Off", active=False),
        link("what", "a", "bus", "What"))), CATALOG), "legend"))
    assert {"near-real-time 2", "not stated 1", "switched off 1", "channel"} <= set(found)
    assert "synchronous 7" not in found
    assert "Dataverse" not in found


def test_subscribers_of_a_channel_are_counted() -> None:
    systems = (System(id="a", name="A"), System(id="b", name="B"), System(id="bus", name="Bus", type="bus", endpoints=(
        Endpoint(id="t", type="topic"), Endpoint(id="u", type="topic"))))
    found = draw(landscape(systems, (link("p", "a", "bus.t", "P"), link("s1", "bus.t", "b", "S1"),
                                     link("s2", "b", "bus.t", "S2", data=DataFlow.PULL))), CATALOG)
    said = texts(shape(found, "system-bus"))
    assert "2 subscribers" in said
    assert "AMQP" in said


def test_switched_off_lines_are_faint() -> None:
    found = draw(landscape((System(id="a"), System(id="b")), (link("l", "a", "b", "L", active=False),)), CATALOG)
    colors = {p.stroke.color for p in shape(found, "line-l").parts if isinstance(p, LinePart)}
    assert found.theme.inactive in colors
    assert found.theme.timing(None).line not in colors


def test_same_input_same_scene() -> None:
    assert draw(northwind(), CATALOG).scene == draw(northwind(), CATALOG).scene


def test_untouched_shapes_are_the_same_objects(drawing: Drawing) -> None:
    workspace = northwind()
    systems = tuple(dataclasses.replace(s, name="Stores") if s.id == "pos" else s for s in workspace.landscape.systems)
    edited = Workspace(dataclasses.replace(workspace.landscape, systems=systems), workspace.views)
    after = draw(edited, CATALOG, previous=drawing)
    before = {s.id: s for s in drawing.scene.shapes}
    new = {s.id for s in after.scene.shapes if before.get(s.id) is not s}
    assert "system-pos" in new
    assert new <= {"system-pos", "line-receipts", "label-receipts", "title", "legend", "small-print"}
    assert after.scene == draw(edited, CATALOG).scene


def test_another_theme_redraws_everything(drawing: Drawing) -> None:
    dark = draw(northwind(), CATALOG, theme="dark", previous=drawing)
    assert dark.scene == draw(northwind(), CATALOG, theme="dark").scene
    assert dark.scene.ground != drawing.scene.ground


def test_moving_a_box_gives_the_same_picture_as_drawing_it_anew(drawing: Drawing) -> None:
    workspace = northwind()
    view = workspace.view()
    moved = dataclasses.replace(view, positions=view.positions.set("bank", Point(1042, 424)))
    edited = Workspace(workspace.landscape, (moved,))
    after = draw(edited, CATALOG, previous=drawing)
    assert after.placement.boxes["bank"].y == 424
    before = {s.id: s for s in drawing.scene.shapes}
    assert any(before[s.id] is s for s in after.scene.shapes if s.layer is Layer.BOX)


def test_notes_stand_where_they_were_put() -> None:
    workspace = northwind()
    note = ViewNote(id="n", text="Go live in two waves, shops first.", at=Point(1300, 900))
    found = draw(Workspace(workspace.landscape, (dataclasses.replace(workspace.view(), notes=(note,)),)), CATALOG)
    assert " ".join(texts(shape(found, "note-n"))) == "Go live in two waves, shops first."
    assert found.scene.bounds.covers(shape(found, "note-n").bounds)


def test_a_map_without_connections_counts_none_and_states_no_state() -> None:
    parts = landscape((System(id="a"), System(id="b")))
    assert texts(shape(draw(parts, CATALOG), "title")) == ["Test", "2 systems"]
    planned = Workspace(dataclasses.replace(parts.landscape, state=State.TO_BE))
    assert texts(shape(draw(planned, CATALOG), "title")) == ["Test", "To be, 2 systems"]


@pytest.mark.parametrize(("about", "shown"), [
    ("Grown.", "Grown. As is, 9 systems, 10 integrations"), ("Grown", "Grown. As is, 9 systems, 10 integrations"),
    ("Why?", "Why? As is, 9 systems, 10 integrations"), (" \n", "As is, 9 systems, 10 integrations"),
])
def test_a_description_stands_before_the_counts(about: str, shown: str) -> None:
    told = Workspace(dataclasses.replace(northwind().landscape, description=about))
    assert texts(shape(draw(told, CATALOG), "title"))[1:] == [shown]


def test_an_empty_landscape_has_a_title() -> None:
    found = draw(Workspace.empty("Nothing yet"), CATALOG)
    assert texts(*found.scene.shapes)[:2] == ["Nothing yet", "As is, 0 systems, 0 integrations"]
    assert draw(Workspace.empty(), CATALOG).scene.bounds.width > 0


def test_texts_of_a_hostile_landscape_are_single_clean_lines() -> None:
    found = draw(hostile(), CATALOG)
    for text in texts(*found.scene.shapes):
        assert text.isprintable() or "\u200d" in text
        assert "\u202e" not in text
        assert len(text) < 120
    assert any("…" in text for text in texts(*found.scene.shapes))
    assert len(HOSTILE) == sum(s.element.kind == "system" for s in found.scene.shapes)


def test_unknown_views_themes_and_engines_are_told() -> None:
    with pytest.raises(ExportError, match='no view "mian"; did you mean "main"'):
        draw(northwind(), CATALOG, "mian")
    with pytest.raises(ExportError, match=r"choose light, dark, .* or print"):
        draw(northwind(), CATALOG, theme="sepia")
    with pytest.raises(LayoutError, match="engine"):
        draw(northwind(), CATALOG, engine="magic")


def test_the_view_names_theme_and_what_is_shown() -> None:
    workspace = Workspace(northwind().landscape, (View(id="a"), View(id="b", theme="dark", hide=("dwh",),
                                                                   positions=immutabledict())))
    found = draw(workspace, CATALOG, "b")
    assert (found.view_id, found.theme.name) == ("b", "dark")
    assert "dwh" not in found.placement.boxes
