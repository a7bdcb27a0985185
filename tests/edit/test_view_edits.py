"""What the user places in a view, and what a view shows."""

import math

import pytest

from d365arch.edit import (
    AddToView,
    AddView,
    AddViewNote,
    ChangeId,
    ClearPositions,
    Fold,
    Hide,
    MoveNotes,
    MoveView,
    Pin,
    RemoveElements,
    RemoveView,
    RemoveViewNote,
    SetBends,
    SetField,
    SetLabelAt,
    SetPositions,
    SetShow,
    SetTheme,
    ShowAll,
    SizeNote,
    TakeOut,
    Target,
    TargetKind,
    WriteNote,
)
from d365arch.errors import EditError
from d365arch.model import MAIN_VIEW, Landscape, Point, Show, Size, System, View, ViewNote, Workspace


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


def test_a_first_added_view_keeps_the_implicit_main_view(shop):
    bare = Workspace(shop.landscape)
    after = AddView(View(id="crm", title="CRM")).apply(bare)
    assert [v.id for v in after.views] == ["main", "crm"]
    assert [v.id for v in AddView(View(id=MAIN_VIEW, title="All")).apply(bare).views] == ["main"]


def test_views_are_added_behind_another_and_moved(shop):
    after = AddView(View(id="new"), after="main").apply(shop)
    assert [v.id for v in after.views] == ["main", "new", "part", "list"]
    assert [v.id for v in MoveView("new", 0).apply(after).views] == ["new", "main", "part", "list"]
    assert [v.id for v in MoveView("main", 99).apply(after).views] == ["new", "part", "list", "main"]
    assert MoveView("main", 0).apply(shop) == shop


def test_systems_leave_a_list_and_come_back_at_their_place(shop):
    by_hand = SetShow("main", Show(ids=("fo", "web", "d365"))).apply(shop)
    after = TakeOut("main", ("web", "sync", "bus")).apply(by_hand).view("main")
    assert after.show == Show(ids=("fo", "d365"))
    assert after.hide == ("sync", "bus")       # a line, and a system of a zone that is listed as a whole
    assert after.positions == shop.view("main").positions
    gone = TakeOut("main", ("d365", "fo", "web")).apply(by_hand).view("main")
    assert gone.show == Show(neighbors=0)
    assert gone.show.by_hand
    again = AddToView("main", ("web",)).apply(TakeOut("main", ("web",)).apply(by_hand)).view("main")
    assert again.show == Show(ids=("fo", "d365", "web"))
    assert again.positions["web"] == Point(0, 100)


def test_what_a_query_finds_can_only_be_hidden(shop):
    after = TakeOut("part", ("web", "fo")).apply(shop).view("part")
    assert after.show == shop.view("part").show
    assert after.hide == ("dv", "sync", "fo.odata", "web", "fo")
    assert TakeOut("main", ("web",)).apply(shop).view("main").hide == ("web",)


def test_a_system_of_a_hidden_zone_comes_back_alone(shop):
    hidden = Hide("main", ("d365", "web")).apply(shop)
    after = AddToView("main", ("fo",)).apply(hidden).view("main")
    assert set(after.hide) == {"web", "dv", "bus"}
    assert after.show is None
    assert AddToView("list", ("fo",)).apply(shop).view("list").show == Show(ids=("web", "d365", "fo"))


def test_all_that_is_hidden_comes_back(shop):
    assert ShowAll("part").apply(shop).view("part").hide == ()
    assert ShowAll("list").apply(shop) == shop


def test_notes_move_and_change(shop):
    with_two = AddViewNote("main", ViewNote(id="v2", text="Here", on="fo")).apply(shop)
    moved = MoveNotes("main", {"v1": Point(10, 20)}).apply(with_two)
    assert [n.at for n in moved.view("main").notes] == [Point(10, 20), None]
    sized = SizeNote("main", "v2", Point(5, 5), Size(120.4, 80)).apply(moved).view("main").notes[1]
    assert (sized.at, sized.size) == (Point(5, 5), Size(120, 80))
    assert WriteNote("main", "v2", " Two\nlines ").apply(moved).view("main").notes[1].text == "Two\nlines"
    assert [n.id for n in WriteNote("main", "v2", "  ").apply(moved).view("main").notes] == ["v1"]
    assert MoveNotes("main", {"v1": Point(1, 1)}, nudge=True).merge_key
    assert MoveNotes("main", {"v1": Point(1, 1)}).merge_key is None


def test_a_note_follows_the_id_of_what_it_is_about(shop):
    with_note = AddViewNote("main", ViewNote(id="v2", text="Here", on="fo.odata")).apply(shop)
    renamed = ChangeId(Target(TargetKind.SYSTEM, "fo"), "finance").apply(with_note)
    assert renamed.view("main").notes[1].on == "finance.odata"
    freed = RemoveElements(systems=("fo",)).apply(with_note)
    assert freed.view("main").notes[1] == ViewNote(id="v2", text="Here")


@pytest.mark.parametrize(("edit", "words"), [
    (MoveView("nope", 0), 'no view "nope"'),
    (TakeOut("main", ("nope",)), 'no integration "nope"'),
    (AddToView("main", ("nope",)), 'no system "nope"'),
    (ShowAll("nope"), 'no view "nope"'),
    (MoveNotes("main", {"v9": Point(1, 1)}), 'no note "v9" in view "main"'),
    (SizeNote("main", "v9", Point(1, 1), Size(9, 9)), 'no note "v9" in view "main"'),
    (WriteNote("main", "v9", "x"), 'no note "v9" in view "main"'),
    (AddViewNote("main", ViewNote(id="v3", on="nope")), 'no element "nope"'),
    (SetField(Target(TargetKind.VIEW_NOTE, "v1", "main"), ("on",), "nope"), 'no element "nope"'),
])
def test_refused_edits_of_lists_and_notes(shop, edit, words):
    with pytest.raises(EditError) as told:
        edit.apply(shop)
    assert words in told.value.sentence
