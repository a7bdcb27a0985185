"""Recovery files: the whole unsaved work beside the landscape file, and the file that it is based on.

The first line names the format and the SHA-256 of all that follows, so that a file cut short or altered is never
taken for work. The second is a JSON record, then comes the text of the work, then the text of the file it is based on.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from glob import escape
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from d365arch.errors import FileError, printable_path
from d365arch.io.atomic import PRIVATE, write_whole
from d365arch.io.encode import to_text
from d365arch.io.files import MAX_BYTES, OpenedFile, read_bytes, read_text
from d365arch.model.problems import ProblemsError
from d365arch.model.workspace import Workspace

SUFFIX = ".d365arch-recovery"
LOCK_SUFFIX = ".d365arch-lock"
"""Ending of the lock file that says who works on a landscape, or on a recovery file."""

_MAGIC = b"d365arch recovery 1 "
_LONGEST_NAME = 200
"""Longest name, in bytes, of a landscape file that has its recovery file beside it; file systems take about 255."""


@dataclass(frozen=True)
class Recovery:
    """Work that was not saved.

    `base` is the file it belongs to, none for a landscape that was never saved; `fingerprint` and `base_text` are what
    that file held (`OpenedFile`); `name` is what the landscape is called, `written` when the work was written (UTC).
    """

    workspace: Workspace
    written: datetime
    name: str
    base: Path | None = None
    fingerprint: str | None = None
    base_text: str | None = None

    def base_file(self) -> OpenedFile | None:
        """What the file held that the work is based on; none for work from scratch."""
        if self.base_text is None:
            return None
        path = self.base or Path(self.name)
        opened = read_text(self.base_text, str(path))
        return OpenedFile(path, opened.text, opened.workspace, opened.warnings, self.fingerprint)


def state_folder() -> Path:
    """The person's folder for recovery files that have no place beside a landscape file."""
    return user_state_path("d365arch", appauthor=False) / "recovery"


def beside(path: Path) -> Path | None:
    """Where the recovery file of a landscape file stands; none where its name is too long for one."""
    target = Path(os.path.realpath(path))
    if len(os.fsencode(target.name)) > _LONGEST_NAME:
        return None
    return target.with_name(f".{target.name}{SUFFIX}")


def apart(path: Path) -> Path:
    """Where it stands when the folder of the landscape file takes no files."""
    return state_folder() / f"{_mark(path)}{SUFFIX}"


def private(path: Path | None) -> Path:
    """A place that no other window uses, for a landscape without a file or one whose place is taken."""
    return state_folder() / f"{_mark(path) if path else 'untitled'}.{secrets.token_hex(4)}{SUFFIX}"


def lock_of(recovery: Path) -> Path:
    """The lock file of whoever writes a recovery file, and so of who works on the landscape beside it."""
    return recovery.with_suffix(LOCK_SUFFIX)


def kept_aside(recovery: Path) -> Path:
    """Another name for a recovery file, under which it is still found but not written over."""
    stem = recovery.name.removesuffix(SUFFIX)
    return recovery.with_name(f"{stem}.{secrets.token_hex(4)}{SUFFIX}")


def candidates(path: Path) -> list[Path]:
    """Recovery files that may belong to a landscape file, the latest first."""
    found = []
    near = beside(path)
    if near is not None:
        stem = near.name.removesuffix(SUFFIX)
        found += [near, *_listed(near.parent, f"{escape(stem)}.????????{SUFFIX}")]
    found += _listed(state_folder(), f"{escape(_mark(path))}*{SUFFIX}")
    return _latest_first(found)


def left_apart() -> list[Path]:
    """All recovery files in the person's own folder, the latest first."""
    return _latest_first(_listed(state_folder(), f"*{SUFFIX}"))


def write_recovery(place: Path, workspace: Workspace, based_on: OpenedFile | None, path: Path | None, *,
                   now: datetime | None = None, before_replacing: Callable[[], None] | None = None) -> None:
    """Write the work whole or not at all, readable for its owner only; raises `FileError`.

    `path` is the landscape file, none where there is none yet; `before_replacing` as in `write_whole`.
    """
    text = to_text(workspace).encode("utf-8", "surrogatepass")
    base_text = None if based_on is None else based_on.text.encode("utf-8", "surrogatepass")
    record = {
        "name": path.name if path else workspace.landscape.name or "",
        "base": os.path.realpath(path) if path else None,
        "fingerprint": based_on.fingerprint if based_on else None,
        "written": (now or datetime.now(UTC)).isoformat(timespec="seconds"),
        "length": len(text), "base_length": None if base_text is None else len(base_text),
    }
    body = b"\n".join((json.dumps(record).encode("ascii"), text + (base_text or b"")))
    with suppress(OSError):
        if place.parent == state_folder():
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    head = _MAGIC + hashlib.sha256(body).hexdigest().encode("ascii") + b"\n"
    write_whole(place, head + body, before_replacing, mode=PRIVATE)


def read_recovery(place: Path) -> Recovery:
    """The work in a recovery file. Raises `FileError` with a sentence where it is damaged or cannot be read."""
    head, _, body = read_bytes(place, 3 * MAX_BYTES).partition(b"\n")
    damaged = FileError(f'The recovery file "{printable_path(place)}" is damaged and was left as it is; a text editor '
                        "may still show what is in it.", place)
    if head != _MAGIC + hashlib.sha256(body).hexdigest().encode("ascii"):
        raise damaged
    try:
        line, _, texts = body.partition(b"\n")
        return _recovery(json.loads(line), texts)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise damaged from None


def _recovery(record: dict[str, Any], texts: bytes) -> Recovery:
    length = record["length"]
    base = record["base"]
    return Recovery(
        _workspace(texts[:length].decode("utf-8", "surrogatepass"), record["name"]),
        datetime.fromisoformat(record["written"]), record["name"], Path(base) if base else None,
        record["fingerprint"],
        None if record["base_length"] is None else texts[length:].decode("utf-8", "surrogatepass"))


def _workspace(text: str, name: str) -> Workspace:
    try:
        return read_text(text, name or "recovery").workspace
    except ProblemsError as error:
        # Work is kept as it was, also where it breaks a rule that saving will tell.
        partial = error.partial
        if isinstance(partial, OpenedFile):
            return partial.workspace
        raise ValueError from None


def remove_recovery(place: Path) -> None:
    """Take a recovery file away that nobody needs any more; what cannot be removed stays."""
    with suppress(OSError):
        place.unlink()


def _mark(path: Path) -> str:
    """A name for a landscape file in a folder that holds those of all folders."""
    real = os.path.realpath(path)
    return f"{Path(real).stem[:40]}-{hashlib.sha256(os.fsencode(real)).hexdigest()[:12]}"


def _listed(folder: Path, pattern: str) -> list[Path]:
    try:
        return list(folder.glob(pattern))
    except OSError:
        return []


def _latest_first(places: list[Path]) -> list[Path]:
    return [place for _, place in sorted(_dated(places), reverse=True)]


def _dated(places: list[Path]) -> Iterator[tuple[float, Path]]:
    for place in dict.fromkeys(places):
        with suppress(OSError):
            yield place.stat().st_mtime, place
