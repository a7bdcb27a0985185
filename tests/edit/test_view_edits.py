"""What the user places in a view, and what a view shows."""

import math

import pytest

from d365arch.edit import (
    AddView,
    AddViewNote,
    ClearPositions,
    Fold,
    Hide,
    Pin,
    RemoveView,
    RemoveViewNote,
    SetBends,
    SetLabelAt,
    SetPositions,
    SetShow,
    SetTheme,
)
from d365arch.errors import EditError
from d365arch.model import MAIN_VIEW, Landscape, Point, Show, System, View, ViewNote, Workspace


def test_set_positions_moves_only_those(shop):
    after = SetPositions("main", {"web": Point(40.126, 80)}).apply(shop)
    assert after.view("main").positions == {**shop.view("main").positions, "web": Point(40.13, 80)}
    assert after.landscape is shop.landscape
    assert after.views[1] is shop.views[1]


def test_positions_never_touch_the_given_mapping(shop):
    given = {"web": Point(1, 1)}
    edit = SetPositions("main", given)
    given["web"] = Point(9, 9)
    assert edit.apply(shop).view("main").positions["web"] == Point(1, 1)


def test_bends_and_labels_move_with_both_ends(shop):
    move = SetPositions("main", {"web": Point(10, 105), "fo": Point(410, 105)})
    after = move.apply(shop).view("main")
    assert after.bends["web-orders"] == (Point(210, 125), Point(210, 155))
    assert after.labels["sync"] == Point(420, 300)
    unlike = SetPositions("main", {"web": Point(10, 105), "fo": Point(400, 105)}).apply(shop).view("main")
    assert unlike.bends == shop.view("main").bends


def test_set_positions_makes_the_main_view():
    bare = Workspace(Landscape(format=1, systems=(System(id="a"),)))
    for view_id in (None, MAIN_VIEW):
        after = SetPositions(view_id, {"a": Point(1, 2)}).apply(bare)
        assert after.views == (View(id=MAIN_VIEW, positions={"a": Point(1, 2)}),)


def test_nudges_merge_and_drags_do_not():
    nudge = SetPositions("main", {"b": Point(1, 1), "a": Point(2, 2)}, nudge=True)
    assert nudge.merge_key == SetPositions("main", {"a": Point(7, 7), "b": Point(1, 1)}, nudge=True).merge_key
    assert nudge.merge_key != SetPositions("other", {"a": Point(7, 7), "b": Point(1, 1)}, nudge=True).merge_key
    assert SetPositions("main", {"a": Point(1, 1)}).merge_key is None
    assert SetPositions("main", {"a": Point(1, 1), "b": Point(1, 1), "c": Point(1, 1)}).label == "Move 3 systems"


def test_moving_to_the_same_place_changes_nothing(shop):
    assert SetPositions("main", shop.view("main").positions).apply(shop) is shop


def test_clear_positions_spares_pinned(shop):
    after = ClearPositions("main").apply(shop).view("main")
    assert set(after.positions) == {"fo"}
    assert (after.bends, after.labels, after.pinned) == ({}, {}, ("fo",))
    after = ClearPositions("main", ("fo",)).apply(shop).view("main")
    assert set(after.positions) == {"web", "dv"} and after.pinned == ()


def test_pin_fold_hide_and_back(shop):
    after = Pin("main", ("web", "fo", "web")).apply(shop)
    assert after.view("main").pinned == ("fo", "web")
    assert Pin("main", ("web",), pinned=False).apply(after) == shop
    after = Fold("main", ("inner", "bus")).apply(shop)
    assert after.view("main").folded == ("d365", "bus", "inner")
    assert Fold("main", ("inner",), folded=False).apply(after) == shop
    after = Hide("main", ("web", "sync", "cloud")).apply(shop)
    assert after.view("main").hide == ("web", "sync", "cloud")
    assert Hide("main", ("web", "sync", "cloud"), hidden=False).apply(after) == shop


def test_bends_and_labels_are_set_and_cleared(shop):
    after = SetBends("main", "sync", (Point(1, 2), Point(3.333, 4))).apply(shop)
    assert after.view("main").bends["sync"] == (Point(1, 2), Point(3.33, 4))
    assert SetBends("main", "sync", ()).apply(after) == shop
    after = SetLabelAt("main", "notify", Point(5, 6)).apply(shop)
    assert after.view("main").labels["notify"] == Point(5, 6)
    assert SetLabelAt("main", "notify", None).apply(after) == shop


def test_views_are_added_and_removed(shop):
    after = AddView(View(id="new", title="New", show=Show(zones=("cloud",)))).apply(shop)
    assert [v.id for v in after.views] == ["main", "part", "list", "new"]
    assert RemoveView("new").apply(after) == shop
    assert AddView(View(id="new", title="New")).label == "Add view New"


def test_theme_and_choice(shop):
    assert SetTheme("main", "dark").apply(shop).view("main").theme == "dark"
    assert SetTheme("main", None).apply(SetTheme("main", "dark").apply(shop)) == shop
    assert SetShow("part", None).apply(shop).view("part").show is None
    assert SetShow("main", Show(systems=("fo",), neighbors=1)).apply(shop).view("main").show.neighbors == 1


def test_notes_on_a_drawing(shop):
    after = AddViewNote("main", ViewNote(id="v2", text="Here", at=Point(1, 2))).apply(shop)
    assert len(after.view("main").notes) == 2
    assert RemoveViewNote("main", "v2").apply(after) == shop


@pytest.mark.parametrize(("edit", "words"), [
    (SetPositions("main", {"nope": Point(1, 1)}), 'no system "nope"'),
    (SetPositions("nope", {"fo": Point(1, 1)}), 'no view "nope"'),
    (SetBends("main", "nope", ()), 'no integration "nope"'),
    (SetLabelAt("main", "nope", None), 'no integration "nope"'),
    (ClearPositions("main", ("nope",)), 'no system "nope"'),
    (Pin("main", ("nope",)), 'no system "nope"'),
    (Fold("main", ("nope",)), 'no zone "nope"'),
    (Hide("main", ("nope",)), 'no integration "nope"'),
    (AddView(View(id="main")), 'already a view "main"'),
    (AddView(View(id="v", pinned=("nope",))), 'no system "nope"'),
    (RemoveView("nope"), 'no view "nope"'),
    (SetShow("main", Show(zones=("nope",))), 'no zone "nope"'),
    (AddViewNote("main", ViewNote(id="v1")), 'already a note "v1" in view "main"'),
    (RemoveViewNote("main", "v9"), 'no note "v9" in view "main"'),
])
def test_refused_view_edits(shop, edit, words):
    with pytest.raises(EditError) as told:
        edit.apply(shop)
    assert words in told.value.sentence


@pytest.mark.parametrize("bad", [Point(math.nan, 0), Point(0, math.inf), Point(1e9, 0)])
def test_places_off_every_sheet_are_refused(shop, bad):
    with pytest.raises(EditError, match="not a place"):
        SetPositions("main", {"fo": bad}).apply(shop)
