"""Text of fields and back."""

from __future__ import annotations

import datetime

import pytest
from immutabledict import immutabledict

from d365arch.edit import Target, TargetKind
from d365arch.gui.docks.field_changes import edit_of
from d365arch.gui.docks.form import is_stated, shared_value, value_at
from d365arch.gui.docks.record_list import blank, with_value
from d365arch.gui.docks.values import FieldTextError, format_value, parse
from d365arch.model import (
    Endpoint,
    Frequency,
    Integration,
    Landscape,
    Latency,
    Point,
    Strategy,
    System,
    View,
    Waiver,
    Workspace,
)
from d365arch.model.fields import specs_of
from d365arch.model.view import ViewNote
from d365arch.model.vocabulary import Level, Timing

LINE, S, E = specs_of(Integration), specs_of(System), specs_of(Endpoint)
LATENCY = specs_of(Latency)
NAMING = specs_of(Strategy)["naming"]


@pytest.mark.parametrize(("spec", "text", "value"), [
    (S["owner"], "ERP team", "ERP team"), (S["servers"], "4", 4), (S["availability"], "99.9%", 0.999),
    (LATENCY["timeout"], "15 s", 15.0), (LINE["frequency"], "every 5 min", Frequency(interval=300)),
    (LINE["frequency"], "high", Frequency(level=Level.HIGH)), (LINE["timing"], "near-real-time", Timing.NEAR_REAL_TIME),
    (LINE["entities"], "Customer, Sales order", ("Customer", "Sales order")), (LINE["loop_guard"], "yes", True),
    (LINE["loop_guard"], "origin stamp", "origin stamp"), (E["size"], "1.5 MB", 1536.0),
    (E["filters"], "sql: 2, correlation: 0", immutabledict(sql=2, correlation=0)),
    (specs_of(Waiver)["until"], "2027-06-30", datetime.date(2027, 6, 30)),
    (specs_of(ViewNote)["at"], "40, 120", Point(40, 120)), (S["tags"], "", ()), (S["owner"], "", None),
    (NAMING, "{system: '[A-Z]+'}", immutabledict(system="[A-Z]+")),
])
def test_text_and_value_of_a_field_are_each_others_inverse(spec, text, value):
    assert parse(spec, text) == value
    assert parse(spec, format_value(spec, value)) == value


@pytest.mark.parametrize(("spec", "text", "word"), [
    (S["servers"], "four", "whole number"), (LATENCY["timeout"], "15", "number and a unit"),
    (LINE["timing"], "asap", "is none of"), (LINE["timing"], "synchronus", "did you mean"),
    (E["filters"], "sql", "has no value"), (specs_of(ViewNote)["at"], "40", "pair of numbers"),
    (S["id"], "Web Shop", "web-shop"), (NAMING, "{a", "cannot be read"),
])
def test_wrong_text_is_a_sentence(spec, text, word):
    with pytest.raises(FieldTextError, match=word) as caught:
        parse(spec, text)
    assert str(caught.value)[-1] in ".?"


def test_values_are_found_along_paths():
    orders = Integration(id="orders", from_=None, to=None, latency=Latency(timeout=2.0))
    other = Integration(id="other", from_=None, to=None)
    assert value_at(orders, ("latency", "timeout")) == 2.0
    assert value_at(other, ("latency", "timeout")) is None
    assert shared_value((orders, other), ("kind",)) is None
    assert shared_value((orders, orders), ("latency", "timeout")) == 2.0
    assert [is_stated(v) for v in (None, (), immutabledict(), False, 0, "x", ("a",))] == [False] * 3 + [True] * 4


def test_nested_records_come_and_go():
    system = System(id="a")
    changed = with_value(system, ("recovery", "rto"), 60.0)
    assert changed.recovery.rto == 60.0
    assert with_value(changed, ("recovery", "rto"), None) == system


def test_new_records_of_a_list_have_their_own_ids():
    first = blank(ViewNote, ())
    assert blank(ViewNote, (first,)).id != first.id


def test_several_targets_make_one_edit():
    workspace = Workspace(Landscape(format=1, systems=(System(id="a"), System(id="b"))), (View(id="main"),))
    targets = [Target(TargetKind.SYSTEM, name) for name in ("a", "b")]
    edit = edit_of(workspace, targets, ("recovery", "rto"), 60.0)
    assert edit.label == "Change recovery time of 2 systems"
    assert [s.recovery.rto for s in edit.apply(workspace).landscape.systems] == [60.0, 60.0]
    assert edit_of(workspace, targets[:1], ("owner",), "x").merge_key
