"""The commands new, check and schema: what they print, write and return."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from d365arch.cli.main import run
from d365arch.io.files import read_workspace
from d365arch.io.schema import json_schema

GOOD = "d365arch: 1\nsystems: [{id: a}, {id: b}]\nintegrations: [{id: i, from: a, to: b}]\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder, text: str, name: str = "f.yaml") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return name


def test_a_sound_file_is_summed_up_in_two_lines(folder, capsys):
    assert run(["check", written(folder, GOOD)]) == 0
    of_file, of_rules = capsys.readouterr().out.splitlines()[-2:]
    assert of_file == "f.yaml: 2 systems, 1 integration, no problems"
    assert of_rules.startswith("f.yaml: ")


def test_problems_are_printed_with_their_places(folder, capsys):
    written(folder, GOOD.replace("to: b", "to: c"))
    assert run(["check", "f.yaml"]) == 2
    assert capsys.readouterr().out == ('f.yaml:3:37: integration "i" refers to unknown system "c"; define it or remove '
                                       "the reference\n")


def test_warnings_fail_only_where_asked_to(folder, capsys):
    written(folder, GOOD + "nmae: x\n")
    assert run(["check", "f.yaml"]) == 0
    assert run(["check", "f.yaml", "--fail-on", "warning"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("f.yaml:4:1: warning: the key \"nmae\" is not known here")
    assert "f.yaml: 2 systems, 1 integration, 1 warning" in lines


def test_types_are_compared_with_the_catalog(folder, capsys):
    written(folder, GOOD.replace("{id: a}", "{id: a, type: d365.finanse}"))
    assert run(["check", "f.yaml"]) == 0
    assert 'f.yaml:2:25: warning: system "a" has the unknown type "d365.finanse"; did you mean "d365.finance"?' in (
        capsys.readouterr().out)


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
@pytest.mark.parametrize("command", ["analyze", "check"])
def test_settings_that_cannot_be_used_are_told_with_their_places(folder, capsys, command):
    name = written(folder, "d365arch: 1\nstrategy:\n  costs: {hup: 3}\n  availabilities:\n    hub: 99.95\n")
    assert run([command, name]) == 2
    told = "".join(capsys.readouterr())
    assert 'f.yaml:3:16: strategy.costs has the unknown name "hup"; did you mean "hub"?' in told
    assert 'f.yaml:5:10: strategy.availabilities.hub is "99.95"; write a share above 0 and up to 1' in told


def test_a_name_with_control_characters_is_printed_with_escapes(folder, capsys):
    for text in (GOOD, GOOD + "odd: 1\n", "state: x\n", "name: [\n", "\0"):
        assert run(["check", written(folder, text, "a\x1b[31m\nb.yaml")]) in {0, 2}
    out = capsys.readouterr().out
    assert "a\\x1b[31m\\nb.yaml" in out
    assert "\x1b" not in out


def test_several_files_are_checked_and_the_worst_counts(folder, capsys):
    written(folder, GOOD, "good.yaml")
    written(folder, GOOD + "state: x\nodd: 1\n", "bad.yaml")
    assert run(["check", "good.yaml", "bad.yaml", "none.yaml"]) == 2
    out = capsys.readouterr().out.splitlines()
    assert "good.yaml: 2 systems, 1 integration, no problems" in out
    assert out[-2] == "bad.yaml: 1 error, 1 warning"
    assert out[-1] == 'There is no file "none.yaml"; check the name and the folder.'


def test_the_outcome_as_json(folder, capsys):
    written(folder, GOOD + "odd: 1\n")
    assert run(["check", "f.yaml", "none.yaml", "--json"]) == 2
    good, none = json.loads(capsys.readouterr().out)["files"]
    assert (good["file"], good["readable"], good["systems"], good["integrations"]) == ("f.yaml", True, 2, 1)
    assert good["problems"] == [{"gravity": "warning", "line": 4, "column": 1, "path": ["odd"],
                                 "sentence": 'the key "odd" is not known here; it is kept and not used'}]
    assert none["readable"] is False
    assert none["problems"][0]["line"] is None


@pytest.mark.parametrize("data", [
    b"", b"\0\1\2", "d365arch: 1\n".encode("utf-16"), "d365arch: 1\nname: é\n".encode("latin-1"), b"- a\n",
    b"name: [\n", b"d365arch: 9\n", b"d365arch: 1\nx: &a [*a]\n", b"d365arch: 1\nname: " + b"[" * 100_000,
    b"\x1b[31m: x\n", b"d365arch: 1\nstate: \"\\e[31m\"\n", b"d365arch: 1\nsystems: [{id: a}, {id: a}]\n",
    b"d365arch: 1\n" + b"a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + b"".join(
        b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 10)),
])
@pytest.mark.parametrize("command", [["check"], ["export", "-o", "out.svg"], ["check", "--json"]])
def test_bad_files_give_a_sentence_and_code_2(folder, capsys, data, command):
    (folder / "bad.yaml").write_bytes(data)
    assert run([command[0], "bad.yaml", *command[1:]]) == 2
    told = capsys.readouterr()
    output = told.out + told.err
    assert "bad.yaml" in output
    assert "Traceback" not in output
    assert all(character.isprintable() or character == "\n" for character in output)
    assert not (folder / "out.svg").exists()


@pytest.mark.parametrize("path", [".", "none.yaml", "f.yaml/x", "x" * 300])
def test_what_is_no_file_gives_a_sentence_and_code_2(folder, capsys, path):
    written(folder, GOOD)
    assert run(["check", path]) == 2
    assert capsys.readouterr().out.count("\n") == 1


def test_new_writes_a_valid_commented_landscape_that_the_catalog_knows(folder, capsys):
    assert run(["new", "my-shop.yaml"]) == 0
    assert "d365arch check my-shop.yaml" in capsys.readouterr().out
    assert run(["check", "my-shop.yaml", "--fail-on", "violation"]) == 0
    assert "no problems" in capsys.readouterr().out
    text = (folder / "my-shop.yaml").read_text(encoding="utf-8")
    assert "\n# Systems: " in text
    assert read_workspace(folder / "my-shop.yaml").workspace.landscape.name == "My shop"


def test_new_never_overwrites_unasked(folder, capsys):
    written(folder, "mine")
    assert run(["new", "f.yaml"]) == 2
    assert (folder / "f.yaml").read_text(encoding="utf-8") == "mine"
    assert "--force" in capsys.readouterr().err
    assert run(["new", "f.yaml", "--force", "--name", "a: \x07'b'\nc"]) == 0
    assert read_workspace(folder / "f.yaml").workspace.landscape.name == "a: 'b' c"
    assert run(["new", "none/f.yaml"]) == 2


def test_schema_is_printed_or_written(folder, capsys):
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == json_schema()
    assert run(["schema", "-o", "s.json"]) == 0
    assert json.loads((folder / "s.json").read_text(encoding="utf-8")) == json_schema()
    assert run(["schema", "-o", "s.json"]) == 2


def test_a_real_process_prints_a_sentence_and_no_traceback(folder):
    written(folder, "d365arch: 1\nstate: x\n")
    outcome = subprocess.run([sys.executable, "-m", "d365arch", "check", "f.yaml"], capture_output=True, text=True,
                             check=False, cwd=folder)
    assert outcome.returncode == 2
    assert outcome.stdout == 'f.yaml:2:8: state "x" is none of as-is, to-be, transition\n'
    assert outcome.stderr == ""


@pytest.mark.parametrize("command", [["new", "x.png"], ["discover", ".", "-o", "x.png"]])
def test_a_landscape_is_not_written_under_the_name_of_a_picture(folder, capsys, command):
    assert run(command) == 2
    assert 'name it "x.yaml"' in capsys.readouterr().err
    assert list(folder.iterdir()) == []
