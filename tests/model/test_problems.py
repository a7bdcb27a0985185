"""Hints at near words, and how much looking for them may take."""

from __future__ import annotations

from d365arch.errors import Place
from d365arch.model import Endpoint, Landscape, System, Workspace, Zone
from d365arch.model.ids import ID_PATTERN, LONGEST_ID, suggested_id
from d365arch.model.problems import LONGEST_HINTED, Gravity, Hints, Problem, did_you_mean
from d365arch.model.validate import validate


def test_a_near_word_is_named_and_a_far_or_endless_one_is_not():
    assert did_you_mean("shopp", ["shop", "bus"]) == '; did you mean "shop"?'
    assert did_you_mean("warehouse", ["shop", "bus"]) == ""
    assert did_you_mean("x" * (LONGEST_HINTED + 1), ["x" * LONGEST_HINTED]) == ""


def test_hints_end_after_so_many_comparisons_but_known_ones_stay():
    hints = Hints(words_compared=2)
    assert hints.near("shopp", ["shop", "bus"]) == '; did you mean "shop"?'
    assert hints.near("buss", ["shop", "bus"]) == ""
    assert hints.near("shopp", ["shop", "bus"]) == '; did you mean "shop"?'


def test_the_same_word_is_looked_up_apart_for_apart_things():
    hints = Hints()
    assert hints.near("bu", ["bus"], "system") == '; did you mean "bus"?'
    assert hints.near("bu", ["but"], "zone") == '; did you mean "but"?'


def test_a_line_of_a_list_tells_a_warning_from_an_error():
    place = Place("f.yaml", 2, 3)
    assert Problem("so", place=place).line == "f.yaml:2:3: so"
    assert Problem("so", (), Gravity.WARNING, place).line == "f.yaml:2:3: warning: so"
    assert Problem("so", (), Gravity.WARNING).line == "warning: so"


def test_an_id_may_not_be_longer_than_a_view_can_name():
    assert ID_PATTERN.fullmatch("a" * LONGEST_ID)
    assert not ID_PATTERN.fullmatch("a" * (LONGEST_ID + 1))
    suggested = suggested_id("Ünïcode und mehr " * 100)
    assert suggested.startswith("unicode-und-mehr-")
    assert len(suggested) <= LONGEST_ID - 20
    assert suggested_id("Straße 7 (EU)") == "strasse-7-eu"


def circles(*zones: Zone) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(p.sentence, p.path) for p in validate(Workspace(Landscape(format=1, zones=zones)))]


def test_a_circle_is_told_once_at_its_first_zone_though_another_leads_into_it():
    assert circles(Zone(id="way", parent="b"), Zone(id="a", parent="b"), Zone(id="b", parent="a"),
                   Zone(id="self", parent="self")) == [
        ('zones "a", "b" lie in each other in a circle; remove one parent', ("zones", 1, "parent")),
        ('zone "self" lies in itself; remove one parent', ("zones", 3, "parent"))]


def test_thousands_of_zones_in_each_other_are_no_circle():
    chain = [Zone(id=f"z{n}", parent=f"z{n + 1}") for n in range(5000)]
    assert circles(*chain, Zone(id="z5000")) == []


def test_more_than_always_is_no_availability():
    landscape = Landscape(format=1, systems=(System(id="a", availability=1.0), System(id="b", availability=99.9)))
    assert [(p.sentence, p.path, p.gravity) for p in validate(Workspace(landscape))] == [
        ('system "b" states an availability of 9990%; the most is 100%', ("systems", 1, "availability"),
         Gravity.WARNING)]


def test_element_ids_name_everything_drawn():
    system = System(id="fo", endpoints=(Endpoint(id="o"),))
    landscape = Landscape(format=1, zones=(Zone(id="cloud"),), systems=(system,))
    assert landscape.element_ids == {"cloud", "fo", "fo.o"}
