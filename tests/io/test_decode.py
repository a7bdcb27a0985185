"""What each kind of value is read as, traps of YAML 1.1 among them."""

from __future__ import annotations

import datetime

from immutabledict import immutabledict

from d365arch.io.files import read_text
from d365arch.model import (
    Alm,
    End,
    Entity,
    Frequency,
    Point,
    Recovery,
    Show,
    System,
)
from d365arch.model.vocabulary import Operation, Timing

SYSTEMS = "systems: [{id: a, endpoints: [{id: e}]}, {id: b}]\n"


def landscape(text: str):
    return read_text("d365arch: 1\n" + text, "f.yaml").workspace.landscape


def system(text: str) -> System:
    return landscape(f"systems:\n  - id: a\n    {text}\n").systems[0]


def integration(text: str):
    first = "integrations:\n  - {id: i, from: a.e, to: b}\n"
    return landscape(f"{SYSTEMS}{first}  - id: j\n    from: a\n    to: b\n    {text}").integrations[1]


def view(text: str):
    whole = f"d365arch: 1\n{SYSTEMS}zones: [{{id: z}}]\nviews:\n  - id: v\n    {text}"
    return read_text(whole, "f.yaml").workspace.views[0]


def test_text_is_what_is_written_whatever_yaml_takes_it_for():
    assert system("version: 1.10").version == "1.10"
    assert system("name: yes").name == "yes"
    assert system("name: 12:30").name == "12:30"
    assert system("name: 0o17").name == "0o17"
    assert system("name: 2027-06-30").name == "2027-06-30"
    assert system('name: "null"').name == "null"
    assert system("tags: [on, 1.0, off]").tags == ("on", "1.0", "off")


def test_ids_may_look_like_flags_and_numbers():
    found = landscape("systems: [{id: on}, {id: 007}, {id: no, endpoints: [{id: 1}]}]\n"
                      "integrations: [{id: y, from: on, to: no.1}]\n")
    assert [s.id for s in found.systems] == ["on", "007", "no"]
    assert found.integrations[0].to == End("no", "1")


def test_nothing_behind_a_key_is_the_same_as_no_key():
    assert system("name:") == system("name: ~") == system("endpoints: []") == system("tags: null") == System(id="a")
    assert landscape("systems:\nintegrations: []\n").systems == ()


def test_a_list_may_be_a_single_value():
    assert system("tags: x").tags == ("x",)
    assert integration("operations: create").operations == (Operation.CREATE,)
    endpoint = system("endpoints: [{id: e, timing: synchronous}]").endpoints[0]
    assert endpoint.timing == (Timing.SYNCHRONOUS,)


def test_quantities_become_base_units():
    found = integration("latency: {required: 2 s, p95: 400 ms}\n    volume: {message_kb: 1.5 MB, row_bytes: 4 KB, "
                        "growth_per_year: 20%, per_day: 8000}\n    frequency: daily 02:00")
    assert (found.latency.required, found.latency.p95) == (2.0, 0.4)
    assert (found.volume.message_kb, found.volume.row_bytes, found.volume.growth_per_year) == (1536.0, 4096.0, 0.2)
    assert found.frequency == Frequency(calendar="daily", at="02:00")
    assert system("recovery: {rto: 1 h}").recovery == Recovery(rto=3600.0)
    assert system("availability: 99.95 %").availability == 0.9995


def test_flags_may_be_texts_where_a_text_says_more():
    handling = integration("error_handling: {retry: true, outage: paper, idempotent: 'false'}").error_handling
    assert (handling.retry, handling.outage, handling.idempotent) == (True, "paper", "false")


def test_a_text_or_a_record():
    assert system("alm: Azure DevOps").alm == Alm(pipeline="Azure DevOps")
    assert system("alm: {pipeline: X, gate: y}").alm == Alm(pipeline="X", extra=immutabledict({"gate": "y"}))


def test_records_by_key_take_their_id_from_the_key():
    entities = "entities: {Sales order: {system_of_record: a, tables: {fo: T}}, Customer: }\n"
    found = landscape(SYSTEMS + entities).entities
    assert found == (Entity(id="Sales order", system_of_record="a", tables=immutabledict({"fo": "T"})),
                     Entity(id="Customer"))


def test_what_a_view_shows():
    assert view("show: all").show == Show() == view("show: {}").show
    assert view("title: x").show is None
    assert view("show: [a, z]").show == Show(ids=("a", "z"))
    assert view("show: a").show == Show(ids=("a",))
    assert view("show: {zones: [z], neighbors: 1}").show == Show(zones=("z",), neighbors=1)


def test_places_on_a_drawing():
    found = view("positions: {a: [400, -12.5], b: [0, 1e2]}\n    bends: {i: [[1, 2], [3, 4]]}\n"
                 "    notes: [{id: n, at: [1, 2], size: [30, 40]}]\n")
    assert found.positions == {"a": Point(400, -12.5), "b": Point(0, 100)}
    assert found.bends["i"] == (Point(1, 2), Point(3, 4))
    assert found.notes[0].size.height == 40


def test_unknown_values_stay_what_they_are():
    extra = landscape("x: {a: [1, 2.5, true, null, ~, yes, '1', 007, 2027-01-01, 1e3], 5: x}\n").extra
    assert extra == {"x": immutabledict({"a": (1, 2.5, True, None, None, "yes", "1", "007", "2027-01-01", 1000.0),
                                         "5": "x"})}


def test_dates_and_links():
    found = landscape("waivers: [{rule: R-1, until: 2027-06-30}]\n")
    assert found.waivers[0].until == datetime.date(2027, 6, 30)


def test_anchors_aliases_and_merge_keys():
    found = landscape("x-base: &base {owner: T, tags: &tags [a, b]}\n"
                      "systems:\n  - {<<: *base, id: a}\n  - {<<: [{owner: U}, *base], id: b, tags: *tags}\n"
                      "  - {id: c, owner: W, <<: *base}\n")
    assert [(s.id, s.owner, s.tags) for s in found.systems] == [
        ("a", "T", ("a", "b")), ("b", "U", ("a", "b")), ("c", "W", ("a", "b"))]


def test_json_is_read_as_well():
    assert landscape('"name": "x"\n').name == "x"
    assert read_text('{"d365arch": 1, "systems": [{"id": "a"}]}', "f.json").workspace.landscape.systems == (
        System(id="a"),)


def test_places_of_elements_and_keys():
    opened = read_text("d365arch: 1\nsystems:\n  - id: a\n    endpoints:\n      - id: e\n      - {id: f, name: F}\n"
                       "integrations:\n  - {id: i, from: a, to: a.f}\nentities: {C: {personal: true}}\n", "f.yaml")
    assert str(opened.place_of(("systems", 0, "endpoints", 1, "name"))) == "f.yaml:6:23"
    assert str(opened.place_of(("systems", 0, "endpoints", 9, "name"))) == "f.yaml:5:7"
    assert str(opened.place_of_element("system", "a")) == "f.yaml:3:5"
    assert str(opened.place_of_element("endpoint", "a.f")) == "f.yaml:6:9"
    assert str(opened.place_of_element("integration", "i")) == "f.yaml:8:5"
    assert str(opened.place_of_element("entity", "C")) == "f.yaml:9:15"
    assert opened.place_of_element("zone", "z") is None
