"""Recovery files: whole work comes back, damaged ones are told, and each landscape finds its own."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from d365arch.edit import SetField, Target, TargetKind
from d365arch.errors import FileError
from d365arch.io import recovery
from d365arch.io.files import read_text, read_workspace
from d365arch.io.recovery import candidates, left_apart, read_recovery, write_recovery
from d365arch.model import Workspace

TEXT = """\
d365arch: 1   # kept
name: Größe 😀
systems:
  - {id: bank, name: Bank}
"""
WHEN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    monkeypatch.setattr(recovery, "state_folder", lambda: folder)
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "land.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def changed(workspace: Workspace, name: str = "House bank") -> Workspace:
    return SetField(Target(TargetKind.SYSTEM, "bank"), ("name",), name).apply(workspace)


def test_work_comes_back_with_the_file_it_is_based_on(file):
    opened = read_workspace(file)
    place = recovery.beside(file)
    write_recovery(place, changed(opened.workspace), opened, file, now=WHEN)
    found = read_recovery(place)
    assert found.workspace == changed(opened.workspace)
    assert (found.base, found.fingerprint, found.written, found.name) == (file, opened.fingerprint, WHEN, "land.yaml")
    assert found.base_file() == opened
    assert stat.S_IMODE(place.stat().st_mode) & 0o077 == 0
    assert file.read_text(encoding="utf-8") == TEXT


def test_work_that_never_was_a_file_comes_back_from_the_persons_folder(state):
    workspace = changed(read_text(TEXT, "x").workspace)
    place = recovery.private(None)
    assert place.parent == state
    write_recovery(place, workspace, None, None)
    assert left_apart() == [place]
    found = read_recovery(place)
    assert (found.workspace, found.base, found.base_file(), found.name) == (workspace, None, None, "Größe 😀")


def test_every_byte_that_is_missing_or_other_is_noticed(file):
    opened = read_workspace(file)
    place = recovery.beside(file)
    write_recovery(place, opened.workspace, opened, file)
    whole = place.read_bytes()

    @given(st.integers(0, len(whole) - 1), st.sampled_from(["cut", "flip", "double"]))
    def damage(at: int, how: str) -> None:
        data = {"cut": whole[:at], "flip": whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:],
                "double": whole[:at] + whole}[how]
        place.write_bytes(data)
        if data != whole:
            with pytest.raises(FileError, match="damaged"):
                read_recovery(place)

    damage()


@pytest.mark.parametrize("record", [b"[]", b"{}", b"null", b'{"length": "x"}', b"\xff", b"{" * 50,
                                    b'{"length": 4, "base_length": null, "base": null, "fingerprint": null, "name": "",'
                                    b' "written": "yesterday"}'])
def test_a_record_from_elsewhere_is_told_as_damaged(tmp_path, record):
    import hashlib
    place = tmp_path / f"x{recovery.SUFFIX}"
    body = record + b"\nd365arch: 1\n"
    place.write_bytes(b"d365arch recovery 1 " + hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    with pytest.raises(FileError, match="damaged"):
        read_recovery(place)


def test_a_recovery_file_that_is_gone_is_a_sentence(tmp_path):
    with pytest.raises(FileError, match="There is no file"):
        read_recovery(tmp_path / "none")


def test_a_landscape_finds_its_own_latest_first(file, tmp_path, state):
    opened = read_workspace(file)
    other = tmp_path / "land.yaml.bak"
    other.write_text(TEXT, encoding="utf-8")
    near = recovery.beside(file)
    places = [near, recovery.kept_aside(near), recovery.apart(file), recovery.private(file)]
    for number, place in enumerate(places):
        write_recovery(place, opened.workspace, opened, file)
        os.utime(place, (1000 + number, 1000 + number))
    write_recovery(recovery.beside(other), opened.workspace, opened, other)
    write_recovery(recovery.private(other), opened.workspace, opened, other)
    assert candidates(file) == places[::-1]


def test_a_link_and_its_file_share_one_place(file, tmp_path):
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    assert recovery.beside(link) == recovery.beside(file)
    assert recovery.apart(link) == recovery.apart(file)


def test_names_with_signs_of_patterns_and_long_names(tmp_path):
    odd = tmp_path / "a[1]*?.yaml"
    odd.write_text(TEXT, encoding="utf-8")
    opened = read_workspace(odd)
    for place in (recovery.beside(odd), recovery.kept_aside(recovery.beside(odd)), recovery.apart(odd)):
        write_recovery(place, opened.workspace, opened, odd)
    assert len(candidates(odd)) == 3
    assert recovery.beside(tmp_path / ("ä" * 110 + ".yaml")) is None


def test_work_that_breaks_a_rule_is_kept_all_the_same(tmp_path):
    workspace = read_text(TEXT, "x").workspace
    broken = Workspace(workspace.landscape.__class__(format=1, systems=workspace.landscape.systems * 2))
    place = tmp_path / f"x{recovery.SUFFIX}"
    write_recovery(place, broken, None, None)
    assert len(read_recovery(place).workspace.landscape.systems) == 2


def test_a_folder_that_is_gone_is_a_sentence(tmp_path):
    with pytest.raises(FileError, match="does not exist"):
        write_recovery(tmp_path / "gone" / "x", Workspace.empty(), None, None)
