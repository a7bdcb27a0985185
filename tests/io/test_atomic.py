"""Writing a file is whole or not at all, whatever call of the system fails."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from d365arch.errors import FileError
from d365arch.io import atomic
from d365arch.io.atomic import ABANDONED, is_writable, sweep, write_whole

OLD, NEW = b"old " * 5000, b"new " * 9000
CALLS = ("open", "write", "fsync", "close", "chmod", "replace")


class Faults:
    """Counts the calls of the system that the writer makes, and lets one of them fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fail_at: int = -1, error: int = errno.ENOSPC) -> None:
        self.calls: list[str] = []
        for name in CALLS:
            owner, attribute = (Path, name) if name in {"chmod", "replace"} else (os, name)
            real = getattr(owner, attribute)

            def call(*args, _name=name, _real=real, **kwargs):
                self.calls.append(_name)
                if len(self.calls) - 1 == fail_at:
                    if _name == "close":
                        _real(*args, **kwargs)      # the descriptor is gone, also where the system complains
                    raise OSError(error, os.strerror(error))
                if _name == "write":
                    return _real(args[0], bytes(args[1])[:7000])    # the system may take a part only
                return _real(*args, **kwargs)

            monkeypatch.setattr(owner, attribute, call)


def steps() -> int:
    """How many calls one writing takes: 1 open, 6 writes of 7,000 bytes, fsync, close, chmod, replace, folder."""
    return 1 + -(-len(NEW) // 7000) + 4


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "landscape.yaml"
    path.write_bytes(OLD)
    return path


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EACCES, errno.EROFS])
@pytest.mark.parametrize("step", range(steps()))
def test_whatever_fails_the_old_file_is_whole_and_nothing_is_left(target, monkeypatch, step, error):
    with monkeypatch.context() as patch:
        faults = Faults(patch, step, error)
        with pytest.raises(FileError) as told:
            write_whole(target, NEW)
    assert len(faults.calls) > step, "the call that was to fail was never made"
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]
    assert "landscape.yaml" in told.value.sentence
    assert told.value.sentence.endswith((".", "folder."))


def test_the_folder_that_cannot_be_flushed_is_no_failure(target, monkeypatch):
    with monkeypatch.context() as patch:
        faults = Faults(patch)
        write_whole(target, NEW)
        ordinary = list(faults.calls)
    assert ordinary[:1] + ordinary[-4:] == ["open", "replace", "open", "fsync", "close"]
    assert ordinary.index("fsync") < ordinary.index("replace")
    for step in range(ordinary.index("replace") + 1, len(ordinary)):
        target.write_bytes(OLD)
        with monkeypatch.context() as patch:
            Faults(patch, step)
            write_whole(target, NEW)
        assert target.read_bytes() == NEW


def test_a_private_file_is_never_open_to_others_not_even_while_it_is_written(target, monkeypatch):
    target.chmod(0o600)
    modes = []
    with monkeypatch.context() as patch:
        real = os.write

        def write(descriptor, data):
            modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
            return real(descriptor, data)

        patch.setattr(os, "write", write)
        write_whole(target, NEW)
    assert modes == [0o600]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_refusal_at_the_last_moment_leaves_everything_as_it_was(target):
    def refuse():
        raise FileError("no")

    with pytest.raises(FileError):
        write_whole(target, NEW, refuse)
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


def test_what_a_killed_program_left_is_swept_away_later(target):
    young = target.with_name(".d365arch-aaaa.tmp")
    old = target.with_name(".d365arch-bbbb.tmp")
    for path in (young, old):
        path.write_bytes(b"half")
    long_ago = old.stat().st_mtime - ABANDONED - 10
    os.utime(old, (long_ago, long_ago))
    sweep(target.parent)
    assert sorted(target.parent.iterdir()) == [young, target]
    sweep(target.parent / "no such folder")


def test_writable_means_file_and_folder(target, monkeypatch):
    assert is_writable(target)
    assert is_writable(target.with_name("new.yaml"))
    assert not is_writable(target.parent / "no folder" / "new.yaml")
    for closed in (target, target.parent):
        with monkeypatch.context() as patch:
            patch.setattr(atomic.os, "access", lambda path, mode, closed=closed: path != closed)
            assert not is_writable(target)
