"""Copied parts keep their inner connections and get ids of their own."""

import json

import pytest
from immutabledict import immutabledict

from d365arch.edit import AddViewNote, Clip, Paste, copied
from d365arch.errors import EditError
from d365arch.model import End, Endpoint, Integration, Landscape, Point, System, View, ViewNote, Workspace
from d365arch.model.validate import validate


def test_paste_makes_a_second_set(shop):
    clip = copied(shop, ("web", "fo"), "main")
    assert [i.id for i in clip.integrations] == ["web-orders"]
    after = Paste(clip, "main").apply(shop)
    assert [s.id for s in after.landscape.systems[4:]] == ["fo-2", "web-2"]
    new = after.landscape.integrations[-1]
    assert (new.id, new.from_, new.to) == ("web-orders-2", End("web-2"), End("fo-2", "odata"))
    assert new.latency == shop.landscape.integrations[0].latency
    view = after.view("main")
    assert view.positions["web-2"] == Point(48, 148)
    assert view.bends["web-orders-2"] == (Point(248, 168), Point(248, 198))
    assert validate(after) == ()
    assert after.landscape.systems[:4] == shop.landscape.systems
    assert Paste(clip, "main").label == "Paste 2 systems"


def test_paste_at_a_point_into_another_landscape(shop):
    clip = copied(shop, ("web", "fo"), "main")
    after = Paste(clip, at=Point(1000, 1000)).apply(Workspace.empty())
    assert [(s.id, s.zone) for s in after.landscape.systems] == [("fo", None), ("web", None)]
    assert after.view().positions == {"fo": Point(1400, 1000), "web": Point(1000, 1000)}
    assert validate(after) == ()


def test_paste_is_shown_where_a_choice_is_shown(shop):
    after = Paste(copied(shop, ("web",)), "list").apply(shop)
    assert after.view("list").show.ids == ("web", "d365", "web-2")


def test_a_clip_travels_as_json(shop):
    clip = copied(shop, tuple(shop.landscape.system_by_id), "main")
    assert Clip.from_plain(json.loads(json.dumps(clip.to_plain()))) == clip


@pytest.mark.parametrize("data", [
    None, [], {}, {"format": "d365arch-clip"}, {"format": "d365arch-clip", "systems": [{"id": 1, "nope": 2}],
                                                "integrations": [], "positions": {}, "bends": {}, "labels": {}},
    {"format": "d365arch-clip", "systems": [{"name": "no id"}], "integrations": [], "positions": {}, "bends": {},
     "labels": {}},
    {"format": "d365arch-clip", "systems": [{"id": "a", "criticality": "huge"}], "integrations": [], "positions": {},
     "bends": {}, "labels": {}},
    {"format": "d365arch-clip", "systems": [], "integrations": [], "positions": {"a": 3}, "bends": {}, "labels": {}},
])
def test_foreign_data_is_refused(data):
    with pytest.raises(EditError, match="clipboard"):
        Clip.from_plain(data)


def test_a_clip_with_twins_is_refused(shop):
    clip = copied(shop, ("web", "fo"))
    with pytest.raises(EditError, match="same id"):
        Paste(Clip((*clip.systems, clip.systems[0]))).apply(shop)
    with pytest.raises(EditError, match="clipboard"):
        Clip.from_plain({**clip.to_plain(), "systems": [{"id": 1}]})


def test_a_clip_with_loose_ends_is_refused(shop):
    clip = copied(shop, ("web", "fo"))
    with pytest.raises(EditError, match="without its systems"):
        Paste(Clip(clip.systems[:1], clip.integrations)).apply(shop)
    with pytest.raises(EditError, match='no system "nope"'):
        copied(shop, ("nope",))


def test_a_referred_system_is_not_copied_and_gets_the_endpoints_it_needs():
    erp = System(id="erp", name="ERP", endpoints=(Endpoint(id="api", name="API"), Endpoint(id="unused")))
    shop = System(id="shop", name="Shop")
    orders = Integration(id="orders", from_=End("shop"), to=End("erp", "api"))
    source = Workspace(Landscape(format=1, systems=(erp, shop), integrations=(orders,)),
                       (View(id="main", positions=immutabledict({"erp": Point(0, 0), "shop": Point(300, 0)})),))
    target = Workspace(Landscape(format=1, systems=(System(id="erp", name="Our ERP"),)),
                       (View(id="main", hide=("erp",), positions=immutabledict({"erp": Point(900, 900)})),))
    clip = copied(source, ("erp", "shop"), "main")
    after = Paste(clip, "main", refer=frozenset({"erp"})).apply(target)
    assert [s.id for s in after.landscape.systems] == ["erp", "shop"]
    assert after.landscape.system_by_id["erp"].name == "Our ERP"
    assert [e.id for e in after.landscape.system_by_id["erp"].endpoints] == ["api"]
    assert after.landscape.integration_by_id["orders"].to == End("erp", "api")
    assert after.view("main").positions["erp"] == Point(900, 900)
    assert after.view("main").hide == ()
    again = Paste(clip, "main", refer=frozenset({"erp", "shop"})).apply(after)
    assert again.landscape == after.landscape


def test_notes_are_copied_with_what_they_are_about(shop):
    with_notes = shop
    for note in (ViewNote(id="v2", text="About the shop", on="web", at=Point(10, 20)),
                 ViewNote(id="v3", text="About a row", on="fo.odata", at=Point(0, 0)), ViewNote(id="v4", text="Loose")):
        with_notes = AddViewNote("main", note).apply(with_notes)
    clip = copied(with_notes, ("web",), "main", ("v2", "v3", "v4"))
    assert Clip.from_plain(clip.to_plain()) == clip
    after = Paste(clip, "main").apply(with_notes).view("main").notes[-3:]
    assert [(n.id, n.on, n.at) for n in after] == [
        ("v2-2", "web-2", Point(58, 68)), ("v3-2", "fo.odata", Point(48, 48)), ("v4-2", None, None)]
    only = Paste(copied(with_notes, (), "main", ("v3",)), "main", at=Point(500, 500))
    assert only.label == "Paste note"
    assert only.apply(with_notes).view("main").notes[-1].at == Point(500, 500)
    elsewhere = Paste(clip, None).apply(Workspace(Landscape(format=1)))
    assert [n.on for n in elsewhere.view("main").notes] == ["web", None, None]
