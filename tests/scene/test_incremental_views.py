"""Another choice of what a view shows draws anew only what came, and leaves what stands as it is."""

from __future__ import annotations

from dataclasses import replace

from d365arch.model import Show, Workspace
from d365arch.scene.build import Drawing, draw
from tests.scene.landscapes import CATALOG, northwind


def shown(workspace: Workspace, previous: Drawing | None = None, **view: object) -> Drawing:
    places = {**(previous.places if previous else {})}
    old = workspace.view()
    changed = replace(old, positions=old.positions.update(places), **view)  # type: ignore[arg-type]
    return draw(Workspace(workspace.landscape, (changed,)), CATALOG, previous=previous)


def test_hiding_and_showing_leaves_all_others_as_they_were() -> None:
    whole = shown(northwind())
    less = shown(northwind(), whole, hide=("fo",))
    assert "fo" not in less.looks.boxes and all(key in whole.looks.boxes for key in less.looks.boxes)
    for key, look in less.looks.boxes.items():
        assert look == whole.looks.boxes[key]
    assert {k: p for k, p in whole.places.items() if k != "fo"} == less.places
    again = draw(Workspace(northwind().landscape, (replace(northwind().view(), positions=northwind().view().positions
                                                           .update(whole.places)),)), CATALOG, previous=less)
    assert again.places == whole.places
    assert again.looks.lines == whole.looks.lines


def test_another_query_draws_what_it_finds() -> None:
    near = shown(northwind(), show=Show(systems=("ce",), neighbors=1))
    far = shown(northwind(), near, show=Show(systems=("ce",), neighbors=2))
    fresh = shown(northwind(), show=Show(systems=("ce",), neighbors=2))
    assert far.looks.boxes == fresh.looks.boxes and far.looks.lines == fresh.looks.lines
    assert {key: far.places[key] for key in near.places} == near.places, "what stands stays"
