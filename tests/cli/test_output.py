"""What stands in the way of output: folders, devices, loops, full disks, readers that leave; and catalog packs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from d365arch.cli.main import run

GOOD = "d365arch: 1\nsystems: [{id: a, type: acme.mill}, {id: b}]\nintegrations: [{id: i, from: a, to: b}]\n"
PACK = "d365arch-pack: 1\nsystems:\n  acme.mill: {name: Mill, role: application}\n"
WRITERS = [["new"], ["schema", "-o"], ["export", "ok.yaml", "-o"], ["report", "ok.yaml", "-o"],
           ["layout", "ok.yaml", "-o"]]
POSIX = pytest.mark.skipif(os.name == "nt", reason="devices and links of POSIX")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ok.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    return tmp_path


def target_of(writer: list[str], stem: str) -> str:
    return stem + {"export": ".dot", "report": ".md"}.get(writer[0], ".yaml")


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer[0])
@pytest.mark.parametrize("force", [[], ["--force"]], ids=["asked", "forced"])
def test_a_folder_or_a_name_that_cannot_be_is_told_in_one_line(folder, capsys, writer, force):
    (folder / target_of(writer, "folder")).mkdir()
    assert run([*writer, target_of(writer, "folder"), *force]) == 2
    assert "is a folder; name a file." in capsys.readouterr().err
    assert run([*writer, target_of(writer, "x" * 300), *force]) == 2
    error = capsys.readouterr().err
    assert "cannot be written" in error
    assert error.count("\n") == 1


@POSIX
@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer[0])
def test_a_device_is_never_replaced_and_a_loop_is_told(folder, capsys, writer):
    pipe = folder / target_of(writer, "pipe")
    os.mkfifo(pipe)
    assert run([*writer, pipe.name, "--force"]) == 2
    assert "is a device or a pipe; name an ordinary file." in capsys.readouterr().err
    assert pipe.is_fifo()
    loop = folder / target_of(writer, "loop")
    loop.symlink_to(loop.name)
    assert run([*writer, loop.name, "--force"]) == 2
    assert loop.name in capsys.readouterr().err


@pytest.mark.parametrize("command", ["export", "report"])
def test_the_landscape_is_never_overwritten_with_what_is_made_of_it(folder, capsys, command):
    (folder / "land.json").write_text(GOOD, encoding="utf-8")
    assert run([command, "land.json", "-o", "./land.json", "--force"]) == 2
    assert "is the landscape itself" in capsys.readouterr().err
    assert (folder / "land.json").read_text(encoding="utf-8") == GOOD


def process(*arguments: str, **settings) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "d365arch", *arguments]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False, **settings)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110
@pytest.mark.parametrize("arguments", [["schema"], ["check", "ok.yaml"], ["--help"]], ids=lambda a: a[0])
def test_a_full_disk_behind_standard_output_is_told(arguments):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = process(*arguments, stdout=full)
    assert done.returncode == 2
    assert done.stderr.startswith("The output cannot be written: ")
    assert done.stderr.count("\n") == 1


def test_an_output_that_lacks_letters_gets_escapes(folder):
    (folder / "größe.yaml").write_text("d365arch: 1\n", encoding="utf-8")
    done = process("check", "größe.yaml", stdout=subprocess.PIPE, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert done.stdout.startswith("gr\\xf6\\xdfe.yaml: 0 systems, 0 integrations, no problems\n")


@POSIX
def test_a_reader_that_leaves_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody:
        done = process("--help", stdout=nobody)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [["check", "ok.yaml"], ["analyze", "ok.yaml"], ["layout", "ok.yaml"],
                                     ["export", "ok.yaml", "-o", "x.dot"], ["report", "ok.yaml", "-o", "x.md"]],
                         ids=lambda command: command[0])
def test_every_command_on_a_landscape_takes_catalog_packs(capsys, command):
    assert run([*command, "--pack", "none.yaml"]) == 2
    assert 'The catalog pack "none.yaml" is not there' in capsys.readouterr().err
    assert run([*command, "--pack", "pack.yaml"]) == 0


def test_a_type_of_a_pack_is_known_to_check(capsys):
    assert run(["check", "ok.yaml", "--pack", "pack.yaml", "--fail-on", "warning"]) == 0
    assert run(["check", "ok.yaml", "--fail-on", "warning"]) == 1
