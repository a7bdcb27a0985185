"""Saving touches the lines of what changed and no others, however the file is written."""

from __future__ import annotations

import difflib
from dataclasses import replace

import pytest
from immutabledict import immutabledict

from d365arch.errors import FileError
from d365arch.io.files import read_text
from d365arch.io.splice import splice
from d365arch.model import Endpoint, Entity, Integration, Latency, Point, System, View, Waiver, Workspace
from d365arch.model.endpoint import End

FILE = """\
# yaml-language-server: $schema=d365arch.schema.json
d365arch: 1   # the version
name: "Test"

# ----- systems -----
systems:
  # the ERP
  # and more of it
  - id: fo
    name: Finance   # main
    x-unknown: {a: 1, b: [on, 1.10]}
    endpoints:
      # for the shop
      - {id: odata, type: fo.odata}   # quick
      - {id: files}

  # the shop
  - id: shop
    name: 'Shop'

  - name: CRM
    id: crm
# ----- integrations -----
integrations:
- id: orders
  from: shop
  to: fo.odata   # not the files
  latency: {required: 2 s, p95: 400 ms}
  volume:
    per_day: 100  # stated
- {id: customers, from: crm, to: fo}
"""


def opened(text: str = FILE) -> Workspace:
    return read_text(text, "f.yaml").workspace


def diff(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line.rstrip("\n") for line in lines if line[0] in "+-"]


def saved(change, text: str = FILE) -> list[str]:
    """The lines that go and come when a change of the landscape is saved; reading back is checked as well."""
    before = opened(text)
    after = replace(before, landscape=change(before.landscape))
    new = splice(text, before, after)
    assert opened(new) == after
    return diff(text, new)


def with_system(landscape, position: int, **values):
    systems = list(landscape.systems)
    systems[position] = replace(systems[position], **values)
    return replace(landscape, systems=tuple(systems))


def with_integration(landscape, position: int, **values):
    found = list(landscape.integrations)
    found[position] = replace(found[position], **values)
    return replace(landscape, integrations=tuple(found))


def test_saving_what_was_read_gives_the_same_text():
    assert splice(FILE, opened(), opened()) == FILE


def test_a_value_keeps_its_quotes_and_its_comment():
    assert saved(lambda land: replace(land, name="New: name")) == ['- name: "Test"', '+ name: "New: name"']
    assert saved(lambda land: with_system(land, 0, name="Books")) == ["-     name: Finance   # main",
                                                                      "+     name: Books   # main"]
    assert saved(lambda land: with_system(land, 1, name="Web")) == ["-     name: 'Shop'", "+     name: 'Web'"]


def test_a_new_key_comes_behind_its_predecessor_in_the_fixed_order():
    assert saved(lambda land: with_system(land, 0, owner="ERP team")) == ["+     owner: ERP team"]
    assert saved(lambda land: with_system(land, 1, type="other.erp")) == ["+     type: other.erp"]


def test_a_key_that_is_gone_takes_its_line_with_it():
    assert saved(lambda land: with_system(land, 0, name=None)) == ["-     name: Finance   # main"]
    assert saved(lambda land: with_system(land, 2, name=None)) == ["-   - name: CRM", "-     id: crm", "+   - id: crm"]


def test_an_element_that_is_gone_takes_its_comments_with_it():
    gone = saved(lambda land: replace(land, systems=land.systems[:1] + land.systems[2:], integrations=(
        land.integrations[1:])))
    assert gone[:4] == ["-   # the shop", "-   - id: shop", "-     name: 'Shop'", "- "]
    assert gone[4:] == ["- - id: orders", *(line for line in gone[5:] if line[0] == "-")]
    endpoint = saved(lambda land: with_system(land, 0, endpoints=land.systems[0].endpoints[1:]), FILE.replace(
        "to: fo.odata ", "to: fo "))
    assert endpoint == ["-       # for the shop", "-       - {id: odata, type: fo.odata}   # quick"]


def test_a_new_element_comes_behind_its_predecessor_spaced_like_the_others():
    def added(land):
        new = System(id="wms", name="Warehouse", endpoints=(Endpoint(id="e"),))
        return replace(land, systems=(*land.systems[:2], new, land.systems[2]))
    assert saved(added) == ["+   - id: wms", "+     name: Warehouse", "+     endpoints:", "+       - {id: e}", "+ "]


def test_a_moved_element_keeps_its_text():
    moved = saved(lambda land: replace(land, systems=(land.systems[1], land.systems[0], land.systems[2])))
    assert sorted(line[2:] for line in moved if line[0] == "+") == sorted(line[2:] for line in moved if line[0] == "-")
    assert "+   # the shop" in moved


def test_parts_in_brackets_come_and_go_on_their_line():
    old = "-   latency: {required: 2 s, p95: 400 ms}"
    assert saved(lambda land: with_integration(land, 0, latency=Latency(required=2.0, p95=0.4, timeout=3.0))) == [
        old, "+   latency: {required: 2 s, p95: 400 ms, timeout: 3 s}"]
    assert saved(lambda land: with_integration(land, 0, latency=Latency(required=2.0))) == [
        old, "+   latency: {required: 2 s}"]
    assert saved(lambda land: with_integration(land, 0, latency=Latency(p99=1.0))) == [
        old, "+   latency: {p99: 1 s}"]
    assert saved(lambda land: with_integration(land, 1, tags=("a, b",))) == [
        "- - {id: customers, from: crm, to: fo}", '+ - {id: customers, from: crm, to: fo, tags: ["a, b"]}']


def test_an_emptied_section_keeps_its_key_and_takes_new_elements():
    lines = saved(lambda land: replace(land, integrations=()))
    assert [line for line in lines if line[0] == "+"] == ["+ integrations: []"]
    assert "- # ----- integrations -----" not in lines
    text = "d365arch: 1\nsystems: []  # none yet\n"
    assert saved(lambda land: replace(land, systems=(System(id="a"),)), text) == [
        "- systems: []  # none yet", "+ systems:  # none yet", "+   - id: a"]


def test_a_new_section_comes_in_the_fixed_order():
    assert saved(lambda land: replace(land, entities=(Entity(id="Customer", personal=True),))) == [
        "+ entities:", "+   Customer: {personal: true}"]
    assert saved(lambda land: replace(land, waivers=(Waiver(rule="R-1", on="orders"),)))[0] == "+ waivers:"


def test_a_moved_box_changes_one_line():
    text = FILE + "views:\n  - id: main\n    positions:\n      fo: [1, 2]   # fixed\n      shop: [3, 4]\n"
    before = opened(text)
    view = replace(before.views[0], positions=immutabledict({"fo": Point(1, 2), "shop": Point(5.5, 4)}))
    assert diff(text, splice(text, before, replace(before, views=(view,)))) == [
        "-       shop: [3, 4]", "+       shop: [5.5, 4]"]


def test_a_first_view_is_added_at_the_end():
    before = opened()
    after = replace(before, views=(View(id="main", positions=immutabledict({"fo": Point(1, 2)})),))
    assert diff(FILE, splice(FILE, before, after)) == ["+ views:", "+   - id: main", "+     positions: {fo: [1, 2]}"]


@pytest.mark.parametrize("line_break", ["\r\n", "\r"])
def test_line_breaks_stay_as_they_are(line_break):
    text = FILE.replace("\n", line_break)
    before = opened(text)
    after = replace(before, landscape=with_system(before.landscape, 0, owner="x", description="a\nb"))
    new = splice(text, before, after)
    assert opened(new) == after
    assert new.count(line_break) - text.count(line_break) in {2, 4}
    assert "\n" not in new.replace(line_break, "")


def test_a_byte_order_mark_and_a_missing_last_line_break_stay():
    text = "\ufeff" + FILE.rstrip("\n")
    before = opened(text)
    new = splice(text, before, replace(before, views=(View(id="v"),)))
    assert new == text + "\nviews:\n  - {id: v}" or new == text + "\nviews:\n  - id: v"
    block = replace(before, landscape=with_integration(before.landscape, 1, description="two\nlines\n", name="n" * 250))
    assert opened(splice(text, before, block)) == block
    last = Integration(id="z", from_=End("fo"), to=End("crm"))
    added = replace(before, landscape=replace(before.landscape, integrations=(*before.landscape.integrations, last)))
    assert splice(text, before, added).endswith("\n- id: z\n  from: fo\n  to: crm")


ALIASES = """\
d365arch: 1
x-base: &base {owner: Team A, tags: &tags [a, b]}
systems:
  - &fo
    id: fo
    tags: *tags
    recovery: &recovery
      rto: 1 h
  - {<<: *base, id: shop}   # as all
  - <<: *base
    id: crm
    recovery: *recovery
"""


@pytest.mark.parametrize(("position", "values", "lines"), [
    (1, {"name": "Shop"}, ["-   - {<<: *base, id: shop}   # as all",
                           "+   - {<<: *base, id: shop, name: Shop}   # as all"]),
    (1, {"owner": "B"}, ["-   - {<<: *base, id: shop}   # as all",
                         "+   - {<<: *base, id: shop, owner: B}   # as all"]),
    (2, {"name": "C"}, ["+     name: C"]),
    (0, {"tags": ("c",)}, ["-     tags: *tags", "+     tags: [c]"]),
    (2, {"recovery": None}, ["-     recovery: *recovery"]),
])
def test_anchors_and_aliases_stay_where_they_do_not_matter(position, values, lines):
    assert saved(lambda land: with_system(land, position, **values), ALIASES) == lines


def test_an_alias_is_written_out_when_what_it_stands_for_changes():
    from d365arch.model import Recovery

    lines = saved(lambda land: with_system(land, 0, recovery=Recovery(rto=60.0)), ALIASES)
    assert lines == ["-       rto: 1 h", "+       rto: 1 min", "-     recovery: *recovery",
                     "+     recovery: {rto: 1 h}"]
    lines = saved(lambda land: replace(land, extra=immutabledict()), ALIASES)
    assert "- x-base: &base {owner: Team A, tags: &tags [a, b]}" in lines
    assert "+     tags: [a, b]" in lines
    assert "+   - {<<: {owner: Team A, tags: [a, b]}, id: shop}   # as all" in lines


def test_a_merged_key_that_is_gone_rewrites_only_its_element():
    lines = saved(lambda land: with_system(land, 1, owner=None), ALIASES)
    assert [line for line in lines if line[0] == "-"] == ["-   - {<<: *base, id: shop}   # as all"]


ODD = """\
d365arch: 1
systems: [
  {id: a, name: A},   # first
  # about b
  {id: b,
   name: B},
  {id: c}  # last
]
integrations:
  - description: |+
      kept

    id: i
    from: a
    to: b
  -
    id: j
    from: b   # from b
    to: c
    docs:
    - x
    - 'y: z'
  - # behind the dash
    id: k
    from: c
    to: a
"""


@pytest.mark.parametrize(("change", "lines"), [
    (lambda land: with_system(land, 1, name="Bee"), ["-    name: B},", "+    name: Bee},"]),
    (lambda land: replace(land, systems=(*land.systems, System(id="d"))), [
        "-   {id: c}  # last", "+   {id: c},  # last", "+   {id: d}"]),
    (lambda land: with_integration(land, 0, name="I"), ["+     name: I"]),
    (lambda land: with_integration(land, 1, docs=("x",)), ["-     - 'y: z'"]),
    (lambda land: with_integration(land, 1, to=End("a")), ["-     to: c", "+     to: a"]),
    (lambda land: with_integration(land, 2, name="K"), ["+     name: K"]),
    (lambda land: replace(land, integrations=land.integrations[:2]), [
        "-   - # behind the dash", "-     id: k", "-     from: c", "-     to: a"]),
])
def test_unusual_layouts_are_changed_in_place(change, lines):
    assert saved(change, ODD) == lines


def test_a_system_removed_from_brackets_over_many_lines():
    text = ODD[:ODD.index("integrations")]
    assert saved(lambda land: replace(land, systems=land.systems[::2]), text) == [
        "-   # about b", "-   {id: b,", "-    name: B},"]
    assert saved(lambda land: replace(land, systems=land.systems[:2]), text) == [
        "-    name: B},", "+    name: B}", "-   {id: c}  # last"]


def test_values_are_quoted_where_another_reader_would_take_them_for_something_else():
    def named(name):
        return saved(lambda land: with_system(land, 2, description=name))[-1]

    assert named("yes") == '+     description: "yes"'
    assert named("12:30") == '+     description: "12:30"'
    assert named("1.10") == '+     description: "1.10"'
    assert named("C:\\x") == "+     description: C:\\x"
    assert named('a "b": c') == "+     description: 'a \"b\": c'"
    assert named("# no comment") == '+     description: "# no comment"'
    assert named("plain text, with commas") == "+     description: plain text, with commas"


def test_what_cannot_be_written_is_refused_with_a_sentence():
    before = opened()
    after = replace(before, landscape=replace(before.landscape, name="bell \x07"))
    with pytest.raises(FileError, match=r"control character U\+0007.*nothing was saved"):
        splice(FILE, before, after)


def test_a_reordered_mapping_of_entities_is_kept_in_the_new_order():
    text = "d365arch: 1\nentities:\n  A: {personal: true}\n  B: {personal: false}\n"
    before = opened(text)
    after = replace(before, landscape=replace(before.landscape, entities=before.landscape.entities[::-1]))
    assert opened(splice(text, before, after)) == after


def test_a_comment_behind_a_value_that_becomes_a_block_stays_with_its_key():
    assert saved(lambda land: with_integration(land, 1, name="x" * 200)) == [
        "- - {id: customers, from: crm, to: fo}",
        "+ - id: customers", f"+   name: {'x' * 200}", "+   from: crm", "+   to: fo"]
    text = "d365arch: 1\nsystems:\n  - id: a\n    name: one line  # said so\n"
    assert saved(lambda land: with_system(land, 0, description="two\nlines"), text)[0] == "+     description: |-"
    assert saved(lambda land: with_system(land, 0, name="two\nlines"), text) == [
        "-     name: one line  # said so", '+     name: "two\\nlines"  # said so']


KEEPING = """\
d365arch: 1
systems:
  - id: a
    description: |+
      keeps

  - id: b

  - id: c
    description: >-
      folds   # no comment

"""


@pytest.mark.parametrize("change", [
    lambda land: replace(land, systems=land.systems[:1]),
    lambda land: replace(land, systems=land.systems[1:]),
    lambda land: replace(land, systems=land.systems[::2]),
    lambda land: replace(land, systems=land.systems[::-1]),
    lambda land: replace(land, systems=(land.systems[0], System(id="n"), *land.systems[1:])),
    lambda land: with_system(land, 0, tags=("x",)),
    lambda land: with_system(land, 0, owner="x", description=None),
    lambda land: with_system(land, 0, endpoints=(Endpoint(id="e"),)),
    lambda land: with_system(land, 2, endpoints=(Endpoint(id="e"),)),
    lambda land: replace(land, waivers=(Waiver(rule="R-1"),)),
])
def test_text_blocks_that_keep_blank_lines_read_back(change):
    saved(change, KEEPING)


def test_keys_with_a_question_mark_are_changed_in_place():
    text = ("d365arch: 1\nsystems:\n  # a\n  - ? id\n    : a\n    ? name\n    : A\n  # b\n  - id: b   # b itself\n"
            "  - ? id\n    : c\n")
    lines = saved(lambda land: with_system(land, 0, name="B"), text)
    assert lines == ["-     : A", "+     : B"]
    lines = saved(lambda land: with_system(land, 0, name=None, owner="O"), text)
    assert sorted(lines) == ["+     owner: O", "-     : A", "-     ? name"]


def test_a_file_in_json_stays_on_its_lines():
    text = '{\n  "d365arch": 1,\n  "systems": [\n    {"id": "a", "name": "A"},\n    {"id": "b"}\n  ]\n}\n'
    assert saved(lambda land: with_system(land, 0, name="X"), text) == [
        '-     {"id": "a", "name": "A"},', '+     {"id": "a", "name": "X"},']
    assert saved(lambda land: replace(land, systems=land.systems[:1]), text) == [
        '-     {"id": "a", "name": "A"},', '+     {"id": "a", "name": "A"}', '-     {"id": "b"}']
