"""Large files are read a line at a time, and as the YAML parser would read them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from generate import generate

from d365arch.edit import SetPositions
from d365arch.io import files, regular
from d365arch.io.decode import decode
from d365arch.io.encode import to_text
from d365arch.io.regular import read_regular
from d365arch.io.yaml_text import Text, compose
from d365arch.model import Point
from d365arch.model.problems import ProblemsError

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.yaml"))
WORKSPACE = generate(24, 60, 1)
PLACED = SetPositions("main", {s.id: Point(n * 20.5, -n * 10.0) for n, s in enumerate(WORKSPACE.landscape.systems)}
                      ).apply(WORKSPACE)
PLAIN = to_text(PLACED)


def parsed(text: str):
    """What the parser makes of a text: the workspace where it has no problem at all, else none."""
    source = Text(text, "f.yaml")
    try:
        found = decode(compose(source), source)
    except ProblemsError:
        return None
    return None if found.problems else found.workspace


def test_what_the_program_writes_is_read_plainly():
    found = read_regular(Text(PLAIN, "f.yaml"))
    assert found == PLACED == parsed(PLAIN)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_read_as_the_parser_reads_them(path):
    text = path.read_text(encoding="utf-8")
    found = read_regular(Text(text, path.name))
    assert found is None or found == parsed(text)


HEAD = "d365arch: 1\n"
ODD = (
    "name: x # a remark", "name: 'x'", 'name: "x\n  y"', "name: x\n  y", "name: |\n  x\n\n  y", "name: >+\n  x\n\n",
    "name: &a x\ndescription: *a", "name: ~", "name:", "name: null\nname: x", "tags: x", "name: x\nname: y", "nmae: x",
    "systems:\n- id: a\n- id: b", "systems:\n-\n  id: a", "systems:\n  - id: a\n\n# remark\n\n  - id: b",
    "systems:\n  - id: a\n    # remark\n    name: x\n      y", "systems:\n  - {id: a,\n     name: b}",
    "systems:\n  - {id: a}\n    name: x", "systems:\n  - id: a\n   name: x", "systems:\n  - id: a\n\tname: x",
    "systems:\n  - id: a\n    endpoints: [{id: o}, {id: p, timing: [synchronous]}]", "systems:\n  - id: a\n    owner:",
    "systems:\n  - id: a\n    endpoints:\n    - id: o\n    - {id: p}\n    owner: x", "systems: []", "systems: x",
    "systems:\n  - id: a\n    owner:\n    owner: x", "systems:\n  - id: a\n    owner: a, b [c] {d}",
    "systems:\n  - id: a\n    description: |\n      x\n      # no remark\n\n    owner: x",
    "systems:\n  - id: a\n    <<: {name: x}", "systems:\n  - name: x", "systems:\n  - id: a\n  - id: a",
    "views:\n  - id: v\n    positions:\n      a: [1, 2]\n      b: [1.5, -2]", "...", "---", "# end", "name: caf\u00e9",
    "views:\n  - id: v\n    positions:\n      a: [1, 2]\n      a: [1, 2]", "name: a\u2028b", "name: x\u00a0y", "\ufeff",
    "views:\n  - id: v\n    positions: {a: [1, 2]}\n    pinned: [a]", "views:\n  - id: v\n    show: all", "? x\n: y",
    "systems:\n  - id: a\n    availability: 99.9%\n    recovery: {rto: 4 h}", "name: x\n\n\n", "name: x  ", "  ", "\t",
    "systems: # all\n  - id: a", "systems:   \n  - id: a", "systems:\n  - id:  a", "systems:\n  -  id: a\n     name: x",
)


@pytest.mark.parametrize("odd", ODD)
def test_unusual_texts_are_read_as_the_parser_reads_them_or_left_to_it(odd):
    for text in (HEAD + odd, HEAD + odd + "\n", f"{odd}\n{HEAD}", HEAD + f"state: as-is\n{odd}\nversion: 3\n"):
        found = read_regular(Text(text, "f.yaml"))
        assert found is None or found == parsed(text), text


@given(st.data())
def test_damaged_texts_are_read_as_the_parser_reads_them_or_left_to_it(data):
    lines = PLAIN.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        cut = data.draw(st.integers(0, len(line)))
        lines[at:at + 1] = data.draw(st.sampled_from((
            [], [line, line], ["", line], [" " + line], [line[1:]], [line[:cut], line[cut:]], [line + " # x"],
            [line[:cut] + data.draw(st.sampled_from(list(":#-'\"[]{},&*!|> \t%@`~?\\é"))) + line[cut:]],
            [line, "  # remark"], [line, "        more"], [line[:cut]])))
    text = "\n".join(lines)
    found = read_regular(Text(text, "f.yaml"))
    assert found is None or found == parsed(text)


def test_a_large_file_is_read_without_the_parser(tmp_path, monkeypatch):
    path = tmp_path / "large.yaml"
    path.write_text(PLAIN, encoding="utf-8")
    monkeypatch.setattr(files, "LARGE", 1000)
    monkeypatch.setattr(regular, "_TOLD_EVERY", 50)
    monkeypatch.setattr(files, "compose", lambda _source: pytest.fail("the parser was asked"))
    shares: list[float] = []
    opened = files.read_workspace(path, lambda share, _words: shares.append(share))
    assert opened.workspace == PLACED
    assert len(shares) > 5
    assert shares == sorted(shares)


def test_problems_of_a_large_file_are_told_as_those_of_a_small_one(monkeypatch):
    wrong = PLAIN.replace("id: service-bus\n", "id: other-bus\n").replace("trigger: event", "trigger: evnt", 1)
    told = []
    for least in (10 ** 9, 0):
        monkeypatch.setattr(files, "LARGE", least)
        with pytest.raises(ProblemsError) as caught:
            files.read_text(wrong, "f.yaml")
        told.append([problem.line for problem in caught.value.problems])
    assert told[0] == told[1]
    assert len(told[0]) > 2
