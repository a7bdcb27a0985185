"""Every kind of broken landscape text is told as one sentence at its place, never as a traceback."""

from __future__ import annotations

import pytest

from d365arch.io.files import read_text
from d365arch.model.problems import Gravity, ProblemsError

HEAD = "d365arch: 1\n"


def problems_of(text: str) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        read_text(text, "f.yaml")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(("text", "place", "part"), [
    ("", "1:1", "the file is empty"),
    ("  \n# only a comment\n", "1:1", "the file is empty"),
    ("- a\n", "1:1", "not a landscape file: it begins with a list"),
    ("hello\n", "1:1", 'it begins with "hello"'),
    ("name: x\n", "1:1", "begin it with d365arch: 1"),
    ("d365arch: 2\n", "1:11", "format version 2, this program reads versions up to 1"),
    ("d365arch: one\n", "1:11", "not a format version"),
    ("d365arch: 0\n", "1:11", "not a format version"),
    ("d365arch:\n", "1:10", "not a format version"),
    (HEAD + "name: [a, b\n", "2:7", "closing bracket is missing"),
    (HEAD + "name: {a: 1\n", "2:7", "closing brace is missing"),
    (HEAD + "systems: [{id: a} {id: b}]\n", "2:19", "a comma or"),
    (HEAD + "name: 'abc\nx: 1\n", "2:7", "never closed"),
    (HEAD + "systems:\n\t- id: a\n", "3:1", "indented with a tab"),
    (HEAD + "name: a: b\n", "2:8", "a colon stands where no new key can begin"),
    (HEAD + "name: @x\n", "2:7", "put the text in quotes"),
    (HEAD + "systems:\n  - id: a\n   name: x\n", "4:4", "line the items up"),
    (HEAD + "systems:\n- id: a\n  - id: b\n", "4:3", "indentation"),
    (HEAD + "systems\n", "2:1", "a colon after the key is missing"),
    (HEAD + "name: *x\n", "2:7", "anchor that is not defined"),
    (HEAD + "a: &x 1\nb: &x 2\n", "3:4", "defined twice"),
    (HEAD + "---\nname: x\n", "2:1", "second YAML document"),
    (HEAD + 'name: "\\q"\n', "2:8", "backslash escape"),
    (HEAD + "name: |x\n  a\n", "2:8", "text block"),
    (HEAD + "name: a\nname: b\n", "3:1", 'the key "name" stands twice'),
    (HEAD + "name: \x07\n", "2:7", "control character U+0007"),
    (HEAD + 'name: "\\x07"\n', "2:7", "control character U+0007"),
    (HEAD + "? [a]\n: b\n", "2:3", "a key is a list or a mapping"),
    (HEAD + "<<: 3\n", "2:5", "merge key"),
    (HEAD + "name: " + "[" * 5000 + "]" * 5000 + "\n", "2:65", "nested deeper than 60 levels"),
    (HEAD + "x:\n" + "".join(" " * n + "- \n" for n in range(1, 200)), "61:60", "nested deeper than 60 levels"),
    ("%YAML 3.0\n---\nd365arch: 1\n", "1:1", "%YAML"),
    (HEAD + "systems: {fo: {name: x}}\n", "2:10", "wants a list whose items begin with a dash"),
    (HEAD + "systems: [fo]\n", "2:11", "wants a mapping with keys such as id, name, type"),
    (HEAD + "systems:\n  - name: x\n", "3:5", 'the key "id" is missing'),
    (HEAD + "systems:\n  -\n", "3:4", "an item without a value"),
    (HEAD + "systems: [{id: Ünï Cödé}]\n", "2:16", 'such as "uni-code"'),
    (HEAD + "systems: [{id: a, criticality: hgih}]\n", "2:32", 'did you mean "high"?'),
    (HEAD + "systems: [{id: a, high_availability: yes}]\n", "2:38", "neither true nor false; write true"),
    (HEAD + "systems: [{id: a, servers: -1}]\n", "2:28", "not a whole number"),
    (HEAD + "systems: [{id: a, availability: 200 percent}]\n", "2:33", 'unknown unit "percent"; use %'),
    (HEAD + "systems: [{id: a, name: [x]}]\n", "2:25", "name wants a single value; here stands a list"),
    (HEAD + "systems: [{id: a}]\nintegrations: [{id: i, from: a..b, to: a}]\n", "3:30", "not an end of an integration"),
    (HEAD + "waivers: [{rule: R-1, until: 2027-02-30}]\n", "2:30", "not a day of the calendar"),
    (HEAD + "systems: [{id: a}]\nviews: [{id: m, positions: {a: [1]}}]\n", "3:32", "wants two numbers in brackets"),
    (HEAD + "systems: [{id: a}, {id: a}]\n", "2:25", 'system "a" is defined twice'),
    (HEAD + "zones: [{id: a, parent: a}]\n", "2:25", "lies in itself"),
])
def test_each_broken_text_is_told_at_its_place(text, place, part):
    told = problems_of(text)
    assert told[0].startswith(f"f.yaml:{place}: ")
    assert part in told[0]


def test_all_problems_of_a_file_come_at_once_in_its_order():
    told = problems_of(HEAD + "systems:\n  - id: fo\n    criticality: hgih\n    zone: d356\n    tpye: x\n"
                       "    servers: many\nzones: [{id: d365}]\nintegrations:\n  - {id: i, from: fo, to: foo}\n")
    assert [line.split(": ", 1) for line in told] == [
        ["f.yaml:4:18", 'criticality "hgih" is none of high, medium, low; did you mean "high"?'],
        ["f.yaml:5:11", 'system "fo" refers to unknown zone "d356"; did you mean "d365"?'],
        ["f.yaml:6:5", 'the key "tpye" is not known here; did you mean "type"? It is kept and not used'],
        ["f.yaml:7:14", 'servers "many" is not a whole number; write digits, such as 20'],
        ["f.yaml:10:27", 'integration "i" refers to unknown system "foo"; did you mean "fo"?'],
    ]


def test_the_error_as_a_whole_names_the_first_error_not_a_warning():
    with pytest.raises(ProblemsError) as caught:
        read_text(HEAD + "odd: 1\nstate: x\n", "f.yaml")
    assert str(caught.value).startswith('f.yaml:3:8: state "x" is none of')


def test_references_to_an_element_that_could_not_be_read_are_no_problem_of_their_own():
    told = problems_of(HEAD + "systems: [{id: Bad Id}, {id: b}]\nintegrations: [{id: i, from: bad, to: b}]\n")
    assert len(told) == 1


def test_a_place_counts_characters_and_takes_every_line_break():
    told = problems_of("\ufeffd365arch: 1\r\n# ünï 𝄞\r\nauthors: [ü, 𝄞, {x: 1}]\r\n")
    assert told[0].startswith("f.yaml:3:17: ")
    assert problems_of("\ufeffstate: x\n")[0].startswith("f.yaml:1:1: ")


@pytest.mark.parametrize("text", [
    HEAD + "a0: &a0 [" + "x, " * 9 + "x]\n" + "".join(
        f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]\n" for n in range(1, 12)),
    HEAD + "a0: &a0 {k: v}\n" + "".join(
        f"a{n}: &a{n} {{<<: [" + ", ".join([f"*a{n - 1}"] * 10) + f"], k{n}: 1}}\n" for n in range(1, 12)),
    HEAD + "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 3000)),
    HEAD + "x: &a [*a]\n",
    HEAD + "x: &a {<<: *a}\n",
    HEAD + "systems: &s [{id: a, endpoints: *s}]\n",
])
def test_alias_bombs_and_circles_are_refused_quickly(text):
    told = problems_of(text)
    assert any("alias" in line or "missing" in line or "twice" in line for line in told)


@pytest.mark.parametrize("name", ["\x1b[31mred", "a\nb", "a\x00b".replace("\x00", "\x9b"), "\u202eback", "x" * 5000])
def test_messages_never_carry_control_characters_or_endless_text(name):
    quoted = "".join(f"\\u{ord(c):04x}" if ord(c) < 0x10000 else c for c in name)
    told = "".join(problems_of(HEAD + f'state: "{quoted}"\n'))
    assert told.isprintable()
    assert len(told) < 300


def test_unknown_keys_are_kept_and_warned_about():
    opened = read_text(HEAD + "nmae: x\nsystems:\n  - {id: a, Owner: b}\n", "f.yaml")
    assert [warning.gravity for warning in opened.warnings] == [Gravity.WARNING] * 2
    assert 'did you mean "name"?' in str(opened.warnings[0])
    assert opened.workspace.landscape.extra == {"nmae": "x"}
    assert opened.workspace.landscape.systems[0].extra == {"Owner": "b"}


def test_a_file_of_endless_values_is_refused_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr("d365arch.io.yaml_text.MAX_NODES", 100)
    assert "f.yaml:2:4: the file holds more than 100 values" in problems_of(HEAD + "x: [" + "a, " * 200 + "]\n")[0]
    assert read_text(HEAD + "tags: [" + "a, " * 90 + "]\n", "f.yaml").workspace


def test_half_a_character_is_told():
    assert problems_of(HEAD + "name: \ud800\n") == ["f.yaml:2:7: half a character stands here; remove it"]


def test_form_and_references_are_told_at_once_although_an_item_is_incomplete():
    told = problems_of("d365arch: 1\n"
                       "systems:\n"
                       "  - {id: a, zone: nowhere, endpoints: [{id: o}, {id: o}]}\n"
                       "views:\n"
                       "  -\n"
                       "  - {title: nameless}\n"
                       "integrations:\n"
                       "  - {id: one, from: a}\n"
                       "  - {id: two, from: a, to: ghost}\n")
    assert [line.split(": ", 1)[1].split("; ")[0] for line in told] == [
        'system "a" refers to unknown zone "nowhere"',
        'endpoint "o" of system "a" is defined twice',
        "views has an item without a value",
        'the key "id" is missing in this item of views',
        'the key "to" is missing in "one" of integrations',
        'integration "two" refers to unknown system "ghost"',
    ]
    assert [line.split(":")[1] for line in told] == ["3", "3", "5", "6", "8", "9"]


@pytest.mark.parametrize(("value", "part"), [
    ("-300", "is below zero"),
    ('"12,000"', "write 12000, without marks"),
    ("12,000", 'write a number without a comma'),
])
def test_an_amount_is_neither_negative_nor_cut_at_a_comma(value, part):
    told = problems_of("d365arch: 1\nsystems: [{id: a}]\n"
                       f"integrations: [{{id: i, from: a, to: a, volume: {{per_day: {value}}}}}]\n")
    assert len(told) == 1
    assert part in told[0]


def test_a_beginning_of_a_word_gets_a_hint():
    told = problems_of("d365arch: 1\nsystems: [{id: a}]\nintegrations: [{id: i, from: a, to: a, timing: sync}]\n")
    assert 'did you mean "synchronous"?' in told[0]


def test_what_names_one_of_two_systems_with_one_id_is_no_problem_of_its_own():
    told = problems_of("d365arch: 1\nsystems: [{id: fo, endpoints: [{id: odata}]}, {id: fo}]\n"
                       "integrations: [{id: i, from: fo, to: fo.odata}]\n")
    assert len(told) == 1
    assert "is defined twice" in told[0]
