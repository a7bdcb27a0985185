"""Files are read against limits and hostile ones answered by a sentence, while the rest is read."""

from __future__ import annotations

import io
import json
import os
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from d365arch.discovery.archives import open_archive
from d365arch.discovery.limits import NAMES, Limits, limits_of
from d365arch.discovery.pipeline import discover
from d365arch.discovery.text import json_of, text_of, xml_of
from d365arch.discovery.tree import Entry, Listing, ReadingError
from d365arch.discovery.walk import files_of
from d365arch.errors import D365ArchError, FileError
from d365arch.model.progress import CancelledError

Listed = Callable[..., tuple[list[Entry], dict[str, str]]]


@pytest.fixture
def listed() -> Iterator[Listed]:
    """Lists what a path holds: entries, and reasons by name."""
    with ExitStack() as stack:
        def of(path: Path, limits: Limits | None = None) -> tuple[list[Entry], dict[str, str]]:
            entries, refused = stack.enter_context(files_of([path], limits or Limits()))
            return entries, {one.file.split(f"{path.name}!")[-1].split(f"{path.name}/")[-1]: one.reason
                             for one in refused}

        yield of


def archive(path: Path, entries: dict[str, bytes], level: int = 9) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as target:
        for name, content in entries.items():
            target.writestr(name, content)
    return path


def test_archives_inside_archives_are_read_in_memory(tmp_path: Path, listed: Listed) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as target:
        target.writestr("Workflows\\Send.json", "{}")
    outer = archive(tmp_path / "outer.zip", {"pkg/inner.zip": inner.getvalue(), "readme.txt": b"x"})
    entries, refused = listed(outer)
    assert not refused
    assert [entry.path.split("outer.zip", 1)[1] for entry in entries] == [
        "!pkg/inner.zip!Workflows/Send.json", "!readme.txt"]
    assert entries[0].parts[-3:] == ("inner.zip", "workflows", "send.json")
    assert entries[0].load() == b"{}"
    assert [path.name for path in tmp_path.iterdir()] == ["outer.zip"], "nothing is unpacked to disk"


def test_names_that_lead_out_links_and_doubles_are_refused_and_the_rest_is_read(tmp_path: Path, listed: Listed) -> None:
    path = tmp_path / "slip.zip"
    with zipfile.ZipFile(path, "w") as target:
        for name in ("../up.json", "/root.json", "C:/win.json", "a/../../b.json", "good.json"):
            target.writestr(name, "{}")
        link = zipfile.ZipInfo("link.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        target.writestr(link, "/etc/passwd")
        with pytest.warns(UserWarning, match="Duplicate name"):
            target.writestr("good.json", "[]")
    entries, refused = listed(path)
    assert [entry.name for entry in entries] == ["good.json"]
    assert len(refused) == 6
    assert "leads out of the archive" in refused["../up.json"]
    assert "link" in refused["link.json"]


def test_a_bomb_is_stopped_by_what_it_says_and_by_what_it_holds(tmp_path: Path, listed: Listed) -> None:
    path = archive(tmp_path / "bomb.zip", {"zeros.json": b"0" * 8_000_000})
    _, refused = listed(path)
    assert "packed more than 200 times" in refused["zeros.json"]
    # A directory that lies about the size: the bytes are counted while they are unpacked.
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24:at + 28] = struct.pack("<I", 1000)
    path.write_bytes(bytes(data))
    entries, _ = listed(path)
    with pytest.raises(ReadingError) as caught:
        entries[0].load()
    assert caught.value.sentence.endswith(".")


@pytest.mark.parametrize(("limits", "said"), [
    (Limits(files=1), "more than 1 files"), (Limits(entries=1), "an archive of more than 1 entries"),
    (Limits(nesting=1), "more than 1 archives inside each other"),
])
def test_limits_are_told_with_the_way_out(tmp_path: Path, listed: Listed, limits: Limits, said: str) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as target:
        target.writestr("a.json", "{}")
        target.writestr("b.json", "{}")
    archive(tmp_path / "outer.zip", {"inner.zip": inner.getvalue(), "c.json": b"{}"})
    _, refused = listed(tmp_path, limits)
    assert any(said in reason and "limit" in reason for reason in refused.values())


def test_the_sum_of_what_archives_hold_is_limited(tmp_path: Path, listed: Listed) -> None:
    archive(tmp_path / "a.zip", {f"{number}.json": os.urandom(700_000) for number in range(3)})
    entries, _ = listed(tmp_path, Limits(total_mb=1))
    entries[0].load()
    entries[0].load()
    with pytest.raises(ReadingError, match="together"):
        entries[1].load()


def test_links_of_folders_are_not_followed_and_hidden_stores_are_left_out(tmp_path: Path, listed: Listed) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.json").write_text("{}")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "y.json").write_text("{}")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "b.json").symlink_to("/etc/hostname")
    entries, refused = listed(tmp_path)
    assert [entry.name for entry in entries] == ["x.json"]
    assert set(refused) == {"loop", "b.json"}


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="is not there"):
        discover([tmp_path / "nothing"])


def test_limits_are_settings() -> None:
    assert limits_of(["file-mb=3", "depth = 20"]) == Limits(file_mb=3, depth=20)
    for wrong in ("files=0", "files=x", "file_mbs=3", "depth=-1", "depth"):
        with pytest.raises(D365ArchError) as caught:
            limits_of([wrong])
        assert any(name in str(caught.value) for name in NAMES)


@pytest.mark.parametrize("document", [
    b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>',
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    b'<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;">]><a>&m;</a>',
    '<!DOCTYPE a [<!ENTITY l "lol">]><a>&l;</a>'.encode("utf-16"),
])
def test_document_types_and_entities_are_refused(document: bytes) -> None:
    with pytest.raises(ReadingError, match="refused"):
        xml_of(document, Limits())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_are_recognized(encoding: str) -> None:
    assert text_of("Bestellübersicht; Auftrag 1".encode(encoding)) == "Bestellübersicht; Auftrag 1"


@pytest.mark.parametrize(("text", "said"), [
    ("", "empty"), ("{", "line 1, column 2"), ("[" * 100_000, "levels"), ('{"a":' * 500 + "1" + "}" * 500, "levels"),
    ('{"a": ' + "9" * 5000 + "}", "number"),
])
def test_broken_json_is_a_sentence_without_its_content(text: str, said: str) -> None:
    with pytest.raises(ReadingError) as caught:
        json_of(text, Limits())
    assert said in caught.value.sentence


def test_deep_xml_is_a_sentence() -> None:
    with pytest.raises(ReadingError, match="levels"):
        xml_of(b"<a>" * 5000 + b"</a>" * 5000, Limits())


@given(st.binary(max_size=300))
def test_any_bytes_are_text_and_fail_as_documents_only_with_a_sentence(data: bytes) -> None:
    text = text_of(data)
    for read in (lambda: json_of(text, Limits()), lambda: xml_of(data, Limits())):
        try:
            read()
        except ReadingError as error:
            assert error.sentence.endswith(".")


@given(st.binary(max_size=200), st.binary(max_size=60), st.integers(0, 500))
def test_archives_with_changed_bytes_never_fail_otherwise(content: bytes, noise: bytes, at: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("solution.xml", content)
        target.writestr("Workflows/a.json", json.dumps({"a": 1}))
    data = bytearray(buffer.getvalue())
    at %= len(data)
    data[at:at + len(noise)] = noise
    listing = Listing(Limits())
    open_archive(lambda: io.BytesIO(bytes(data)), "x.zip", ("0000", "x.zip"), listing)
    for entry in listing.entries:
        try:
            entry.load()
        except ReadingError as error:
            assert error.sentence.endswith(".")
    listing.archives.close()
    assert all(one.reason.endswith(".") for one in listing.refused)


def test_cancelling_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")

    def cancel(share: float, what: str) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        discover([tmp_path], tell=cancel)
