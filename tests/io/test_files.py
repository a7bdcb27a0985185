"""Files are read whole or refused with a sentence, and written whole or left as they were."""

from __future__ import annotations

import os
import stat
from dataclasses import replace

import pytest

from d365arch.errors import FileChangedError, FileError
from d365arch.io import atomic
from d365arch.io.files import MAX_BYTES, STATES_KEPT, read_text, read_workspace, save, write_new
from d365arch.model import Integration, System, Workspace
from d365arch.model.endpoint import End
from d365arch.model.problems import ProblemsError

TEXT = "# mine\nd365arch: 1\nname: Test   # title\nsystems:\n  - {id: a}\n"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "landscape.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def named(workspace: Workspace, name: str) -> Workspace:
    return replace(workspace, landscape=replace(workspace.landscape, name=name))


def leftovers(folder) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.name != "landscape.yaml")


def test_a_file_is_read_and_saved_again_changing_one_line(path):
    opened = read_workspace(path)
    saved = save(opened, named(opened.workspace, "New"))
    assert path.read_text(encoding="utf-8") == TEXT.replace("Test", "New")
    assert saved.text == path.read_text(encoding="utf-8")
    assert read_workspace(path) == saved
    again = save(saved, opened.workspace)
    assert path.read_text(encoding="utf-8") == TEXT
    assert again.fingerprint == opened.fingerprint
    assert leftovers(path.parent) == []


COMMENTED = """\
d365arch: 1
systems:
  # the till
  - id: till   # in every shop
    name: 'Till'
  - {id: bus}
  - {id: erp}
"""


def test_what_is_undone_after_a_save_gets_its_comments_and_quotes_back(path):
    path.write_text(COMMENTED, encoding="utf-8")
    opened = read_workspace(path)
    landscape = opened.workspace.landscape
    without = replace(opened.workspace, landscape=replace(landscape, systems=landscape.systems[1:]))
    saved = save(opened, without)
    assert "till" not in path.read_text(encoding="utf-8")
    other = replace(opened.workspace, landscape=replace(landscape, systems=(*landscape.systems[:2], System(id="crm"))))
    again = save(saved, other)  # undone, and another system renamed
    assert path.read_text(encoding="utf-8") == COMMENTED.replace("erp", "crm")
    save(again, opened.workspace)
    assert path.read_text(encoding="utf-8") == COMMENTED


def test_only_a_few_earlier_texts_are_kept(path):
    opened = read_workspace(path)
    for number in range(2 * STATES_KEPT):
        opened = save(opened, named(opened.workspace, f"Name {number}"))
    assert len(opened.earlier) == STATES_KEPT


def test_a_file_changed_by_someone_else_is_left_alone(path):
    opened = read_workspace(path)
    path.write_text(TEXT + "# theirs\n", encoding="utf-8")
    with pytest.raises(FileChangedError, match="changed by someone else"):
        save(opened, named(opened.workspace, "New"))
    assert path.read_text(encoding="utf-8") == TEXT + "# theirs\n"
    assert leftovers(path.parent) == []
    save(opened, named(opened.workspace, "New"), overwrite=True)
    assert "theirs" not in path.read_text(encoding="utf-8")


def test_a_file_touched_but_not_changed_is_saved(path):
    opened = read_workspace(path)
    os.utime(path, (1, 1))
    save(opened, named(opened.workspace, "New"))
    assert "New" in path.read_text(encoding="utf-8")


def test_a_file_that_was_removed_is_not_written_again_unasked(path):
    opened = read_workspace(path)
    path.unlink()
    with pytest.raises(FileChangedError, match="removed or renamed"):
        save(opened, opened.workspace)
    save(opened, opened.workspace, overwrite=True)
    assert path.exists()


def test_saving_elsewhere_never_overwrites_unasked(path):
    other = path.with_name("other.yaml")
    opened = read_workspace(path)
    assert save(opened, opened.workspace, other).path == other
    with pytest.raises(FileChangedError, match="is there already"):
        save(opened, opened.workspace, other)
    assert save(opened, opened.workspace, other, overwrite=True).text == TEXT
    with pytest.raises(FileChangedError, match="is there already"):
        write_new(opened.workspace, other)


def test_a_workspace_that_could_not_be_read_back_is_not_written(path):
    opened = read_workspace(path)
    dangling = Integration(id="i", from_=End("a"), to=End("gone"))
    landscape = replace(opened.workspace.landscape, integrations=(dangling,))
    with pytest.raises(ProblemsError, match='unknown system "gone"'):
        save(opened, replace(opened.workspace, landscape=landscape))
    with pytest.raises(FileError, match="control character"):
        save(opened, named(opened.workspace, "\x07"))
    assert path.read_text(encoding="utf-8") == TEXT


def test_warnings_have_their_places_in_the_saved_text(path):
    path.write_text(TEXT + "odd: 1\nviews: [{id: v, positions: {gone: [1, 2]}}]\n", encoding="utf-8")
    opened = read_workspace(path)
    landscape = replace(opened.workspace.landscape, systems=(System(id="z"), *opened.workspace.landscape.systems))
    saved = save(opened, replace(opened.workspace, landscape=landscape))
    assert [(w.place.line, w.place.column) for w in opened.warnings] == [(6, 1), (7, 35)]
    assert [(w.place.line, w.place.column) for w in saved.warnings] == [(7, 1), (8, 35)]
    assert read_workspace(path) == saved


def test_a_new_file_is_written_in_the_house_style(tmp_path):
    path = tmp_path / "new.yaml"
    written = write_new(Workspace.empty("N: 1"), path)
    assert path.read_text(encoding="utf-8") == (
        '# yaml-language-server: $schema=d365arch.schema.json\nd365arch: 1\nname: "N: 1"\n')
    assert read_workspace(path) == written


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_permissions_and_links_are_kept(path):
    path.chmod(0o640)
    link = path.with_name("link.yaml")
    link.symlink_to(path.name)
    opened = read_workspace(link)
    save(opened, named(opened.workspace, "New"))
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert "New" in path.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_new_file_gets_the_permissions_of_any_new_file(tmp_path):
    other = tmp_path / "other"
    other.touch()
    write_new(Workspace.empty(), tmp_path / "new.yaml")
    assert (tmp_path / "new.yaml").stat().st_mode == other.stat().st_mode


def test_a_failure_while_writing_leaves_the_file_as_it_was(path, monkeypatch):
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    opened = read_workspace(path)
    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(FileError, match="No space left on device"):
        save(opened, named(opened.workspace, "New"))
    assert path.read_text(encoding="utf-8") == TEXT
    assert leftovers(path.parent) == []


def refusal(path) -> str:
    with pytest.raises(FileError) as caught:
        read_workspace(path)
    return str(caught.value)


def test_what_is_no_readable_file_is_refused_with_a_sentence(tmp_path):
    assert refusal(tmp_path) == f'"{tmp_path}" is a folder; name a landscape file in it.'
    assert "There is no file" in refusal(tmp_path / "none.yaml")
    assert "There is no file" in refusal(tmp_path / "none" / "none.yaml")
    assert "cannot be read" in refusal(tmp_path / ("x" * 300))
    assert "\\x00" in refusal("a\0b")


@pytest.mark.parametrize(("data", "part"), [
    (b"\x89PNG\r\n\x1a\n\0\0", "no text file (there is a zero byte at offset 8)"),
    ("d365arch: 1\n".encode("utf-16"), "written in UTF-16"),
    ("d365arch: 1\n".encode("utf-16-le"), "no text file"),
    ("d365arch: 1\nname: Zürich\n".encode("latin-1"), ":2:8: a character here is not UTF-8 (byte 0xfc)"),
    (b"d365arch: 1\nname: \xed\xa0\x80\n", ":2:7: a character here is not UTF-8"),
])
def test_what_is_no_text_in_utf8_is_refused(tmp_path, data, part):
    path = tmp_path / "f.yaml"
    path.write_bytes(data)
    assert part in refusal(path)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(2 * MAX_BYTES)
    assert refusal(path) == f'"{path}" has 100 MB; landscape files may have up to 50 MB.'


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_file_without_permission_is_refused(path):
    path.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # root may read everything
    try:
        assert "may not be read by you" in refusal(path)
    finally:
        os.seteuid(user)


def test_a_denied_file_is_told_as_one(path, monkeypatch):
    def denied(_self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", denied)
    assert "may not be read by you" in refusal(path)


def test_a_folder_that_is_missing_or_a_file_is_told_when_writing(tmp_path, path):
    with pytest.raises(FileError, match="does not exist; create it first"):
        write_new(Workspace.empty(), tmp_path / "none" / "f.yaml")
    with pytest.raises(FileError, match="is a folder"):
        write_new(Workspace.empty(), tmp_path)
    with pytest.raises(FileError):
        write_new(Workspace.empty(), path / "f.yaml")


def test_text_that_never_was_a_file_can_be_saved_as_one(tmp_path):
    opened = read_text(TEXT, str(tmp_path / "x.yaml"))
    assert opened.fingerprint is None
    saved = save(opened, opened.workspace)
    assert saved.path.read_text(encoding="utf-8") == TEXT
    with pytest.raises(FileChangedError):
        save(opened, opened.workspace)
