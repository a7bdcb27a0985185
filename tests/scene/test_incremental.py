"""What an edit draws anew gives the picture that drawing everything gives, and leaves the rest the same objects."""

from __future__ import annotations

import dataclasses
import random
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from generate import generate

from d365arch.analysis.finding import Finding
from d365arch.catalog.load import own_catalog
from d365arch.edit import (
    AddEndpoint,
    AddIntegration,
    AddSystem,
    Edit,
    Fold,
    RemoveElements,
    SetBends,
    SetField,
    SetLabelAt,
    SetPositions,
    SetZone,
    Target,
    TargetKind,
)
from d365arch.edit.ids import fresh_id
from d365arch.layout.rough import MANY
from d365arch.model import End, Endpoint, Integration, Point, System, Workspace
from d365arch.model.vocabulary import Perspective, Severity, Timing
from d365arch.scene import placing
from d365arch.scene.build import Drawing, draw, is_little, refined
from d365arch.scene.picture import picture_of
from d365arch.scene.present import present
from d365arch.scene.request import looks_of, request_of

CATALOG = own_catalog()


@cache
def placed(systems: int, integrations: int, seed: int) -> tuple[Workspace, Drawing]:
    """A generated landscape with the places of a first layout, and its drawing; made once, when first asked for."""
    workspace = generate(systems, integrations, seed, zones=4)
    workspace = SetPositions("main", draw(workspace, CATALOG).places).apply(workspace)
    return workspace, draw(workspace, CATALOG)


SMALL, LARGER = (16, 30, 1), (40, 110, 2)
ONE = generate(*LARGER, zones=4).landscape.systems[-1].id
"""A system of the larger one, with few integrations."""


def random_edit(dice: random.Random, workspace: Workspace) -> Edit:
    landscape, view = workspace.landscape, workspace.view()
    system, link = dice.choice(landscape.systems).id, dice.choice(landscape.integrations).id
    place = Point(dice.randrange(-500, 4000), dice.randrange(-500, 3000))
    near = view.positions[system].moved(dice.randrange(-60, 60), dice.randrange(-60, 60)) if system in view.positions \
        else place
    return dice.choice((
        lambda: SetField(Target(TargetKind.SYSTEM, system), ("name",), dice.choice(["X", "A much longer name " * 3])),
        lambda: SetField(Target(TargetKind.SYSTEM, system), ("owner",), dice.choice([None, "Somebody"])),
        lambda: SetField(Target(TargetKind.INTEGRATION, link), ("timing",), dice.choice([None, *Timing])),
        lambda: SetField(Target(TargetKind.INTEGRATION, link), ("active",), dice.choice([None, False])),
        lambda: SetField(Target(TargetKind.LANDSCAPE), ("name",), "Another"),
        lambda: SetPositions("main", {system: dice.choice([near, place])}),
        lambda: AddSystem(System(id=fresh_id("new", landscape.system_by_id), type="other.crm"), "main", place),
        lambda: AddIntegration(Integration(id=fresh_id("link", landscape.integration_by_id), from_=End(system),
                                           to=End(dice.choice(landscape.systems).id))),
        lambda: AddEndpoint(system, Endpoint(id=fresh_id("more", [
            e.id for e in landscape.system_by_id[system].endpoints]), type="generic.rest-api")),
        lambda: RemoveElements(systems=(system,)),
        lambda: RemoveElements(integrations=(link,)),
        lambda: SetZone((system,), dice.choice([None, *(z.id for z in landscape.zones)])),
        lambda: SetBends("main", link, dice.choice([(), (place,)])),
        lambda: SetLabelAt("main", link, dice.choice([None, place])),
    ))()


def check(workspace: Workspace, drawing: Drawing) -> None:
    """A drawing is what drawing its placement from nothing gives."""
    view = workspace.view()
    looks = looks_of(drawing.facts, view)
    assert drawing.looks == looks
    assert list(drawing.looks.lines) == list(looks.lines)
    assert list(drawing.looks.boxes) == list(looks.boxes)
    request = dataclasses.replace(request_of(looks, view, False), rough=drawing.request.rough)
    assert drawing.request == request
    assert drawing.placement.routes.keys() == looks.lines.keys()
    whole = picture_of(looks, drawing.placement, drawing.coloring)
    assert drawing.picture.zones == whole.zones
    assert list(drawing.picture.boxes.items()) == list(whole.boxes.items())
    assert drawing.picture.under == whole.under
    assert drawing.picture.over == whole.over
    assert drawing.picture.bounds([]) == whole.bounds([])
    assert drawing.what == present(looks.boxes.values(), looks.lines.values(), drawing.coloring)
    for system, place in view.positions.items():
        assert drawing.placement.boxes[system][:2] == place


@pytest.mark.parametrize(("size", "perspective"), [(SMALL, Perspective.TIMING), (SMALL, Perspective.OWNER),
                                                   (LARGER, Perspective.TIMING)])
@given(seed=st.integers(0, 10 ** 6))
def test_edits_draw_what_drawing_everything_draws(size, perspective, seed):
    workspace, drawing = placed(*size)
    dice = random.Random(seed)
    past = []
    for _ in range(3):
        past.append(workspace)
        workspace = dice.choice([*past, random_edit(dice, workspace).apply(workspace)])
        drawing = draw(workspace, CATALOG, previous=drawing, perspective=perspective, rough=dice.random() < 0.3)
    check(workspace, drawing)


def test_an_edit_leaves_everything_else_the_same_objects():
    workspace, before = placed(*LARGER)
    edit = SetField(Target(TargetKind.SYSTEM, ONE), ("name",), "Renamed")
    after = draw(edit.apply(workspace), CATALOG, previous=before)
    new = {shape.id for shape in after.scene.shapes} - {
        shape.id for shape in before.scene.shapes if any(shape is other for other in after.scene.shapes)}
    assert f"system-{ONE}" in new
    lines = {link.id for link in workspace.landscape.integrations_of[ONE]}
    own = {f"system-{ONE}", "title", "legend", "small-print"}
    assert all(key in own or key.partition("-")[2] in lines for key in new)
    moved = draw(SetPositions("main", {ONE: Point(0, -900)}).apply(workspace), CATALOG, previous=before)
    assert moved.looks is before.looks
    assert moved.what is before.what


def test_rough_lines_meet_their_boxes_and_are_refined_to_what_drawing_well_gives():
    workspace, well = placed(*LARGER)
    rough = draw(workspace, CATALOG, rough=True)
    assert rough.placement.rough == well.placement.routes.keys()
    assert rough.placement.boxes == well.placement.boxes
    assert rough.placement.rows == well.placement.rows
    for key, route in rough.placement.routes.items():
        other = well.placement.routes[key]
        assert (route.points[0], route.points[-1]) == (other.points[0], other.points[-1])
        assert all(a.x == b.x or a.y == b.y for a, b in zip(route.points, route.points[1:], strict=False))
    assert refined(rough).scene == well.scene
    assert not refined(rough).placement.rough


def test_lines_drawn_well_while_a_person_edits_are_taken_where_nothing_changed():
    workspace, _ = placed(*LARGER)
    rough = draw(workspace, CATALOG, rough=True)
    better = refined(rough)
    edited = SetPositions("main", {ONE: Point(-400, -900)}).apply(workspace)
    meanwhile = draw(edited, CATALOG, previous=rough, rough=True)
    found = placing.adopt(meanwhile.placed, better.placed)
    theirs = {link.id for link in workspace.landscape.integrations_of[ONE]}
    assert not theirs & found.rough or found.rough <= theirs
    for key in found.routes:
        if key in theirs:
            assert found.routes[key] is meanwhile.placement.routes[key]
        elif key in rough.placement.rough and meanwhile.placement.routes[key] is rough.placement.routes[key]:
            assert found.routes[key] is better.placement.routes[key]
    check(edited, refined(meanwhile, better.placed))


def test_many_lines_of_a_moved_hub_are_rough_at_first_where_that_is_asked():
    workspace = generate(30, 160, 3, zones=4, placed=True)
    before = draw(workspace, CATALOG, rough=True)
    hub = max(workspace.landscape.integrations_of.items(), key=lambda item: len(item[1]))
    assert len(hub[1]) > MANY
    edited = SetPositions("main", {hub[0]: workspace.view().positions[hub[0]].moved(40, 24)}).apply(workspace)
    moved = draw(edited, CATALOG, previous=before, rough=True)
    assert moved.placement.rough >= {link.id for link in hub[1]}
    check(edited, moved)
    well = refined(moved)
    assert not well.placement.rough
    check(edited, well)


def test_small_edits_are_little_and_others_are_not():
    workspace, before = placed(*LARGER)
    assert is_little(before, workspace, "main", "light")
    assert not is_little(before, workspace, "main", "dark")
    renamed = SetField(Target(TargetKind.SYSTEM, ONE), ("name",), "Renamed").apply(workspace)
    assert is_little(before, renamed, "main", "light")
    homeless = AddSystem(System(id="homeless")).apply(workspace)
    assert not is_little(before, homeless, "main", "light")
    everything = {key: place.moved(8, 8) for key, place in workspace.view().positions.items()}
    assert not is_little(before, SetPositions("main", everything).apply(workspace), "main", "light")
    assert not is_little(before, Fold("main", (workspace.landscape.zones[0].id,)).apply(workspace), "main", "light")


def test_findings_that_come_later_color_what_looks_as_before():
    workspace, _ = placed(*SMALL)
    link = workspace.landscape.integrations[3].id
    plain = draw(workspace, CATALOG, perspective=Perspective.SEVERITY, findings=())
    found = Finding(rule="R-1", severity=Severity.VIOLATION, message="Wrong.", advice="Mend it.", elements=(link,))
    drawing = draw(workspace, CATALOG, perspective=Perspective.SEVERITY, findings=(found,), previous=plain)
    check(workspace, drawing)
    assert drawing.picture.under != plain.picture.under


def test_owners_that_take_the_color_of_others_recolor_their_lines():
    workspace, drawing = placed(*SMALL)
    links = workspace.landscape.integrations
    drawing = draw(workspace, CATALOG, previous=drawing, perspective=Perspective.OWNER)
    for number, link in enumerate(links):    # more owners than colors, each new one moving others about
        target = Target(TargetKind.INTEGRATION, link.id)
        workspace = SetField(target, ("owner",), f"Team {number % 17}").apply(workspace)
        drawing = draw(workspace, CATALOG, previous=drawing, perspective=Perspective.OWNER)
        check(workspace, drawing)
