"""Landscape files on disk: read whole, written whole or not at all, never over somebody else's changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from d365arch.errors import FileChangedError, FileError, Place, printable, printable_path
from d365arch.io.atomic import write_whole
from d365arch.io.decode import decode
from d365arch.io.regular import read_regular
from d365arch.io.yaml_text import MappingNode, Node, SequenceNode, Text, compose, without_collecting
from d365arch.model.problems import Gravity, Problem, ProblemsError
from d365arch.model.problems import Path as KeyPath
from d365arch.model.progress import Progress
from d365arch.model.validate import validate
from d365arch.model.workspace import Workspace

LARGE = 100_000
"""From so many characters on, a text that is written plainly is read without the YAML parser."""

MAX_BYTES = 50 * 1024 * 1024
"""Largest file that is read; 2,000 systems with 6,000 integrations take about 3 MB."""


STATES_KEPT = 5
"""How many earlier texts of a file are kept, so that what is undone after a save gets its comments back."""


class State(NamedTuple):
    """What a file held at some time, as text and as what the text states."""

    text: str
    workspace: Workspace


@dataclass(frozen=True)
class OpenedFile:
    """A file as it was read: its text, what it states, and what is odd about it.

    `fingerprint` is the SHA-256 of the bytes on disk, None where the text never came from a file. `earlier` is what it
    held before the latest saves of this session, oldest first.
    """

    path: Path
    text: str
    workspace: Workspace
    warnings: tuple[Problem, ...] = ()
    fingerprint: str | None = None
    earlier: tuple[State, ...] = field(default=(), compare=False)

    @cached_property
    def _source(self) -> Text:
        return Text(self.text, str(self.path))

    @cached_property
    def _root(self) -> Node | None:
        return compose(self._source)

    def place_of(self, path: KeyPath) -> Place:
        """Where the value of a path of keys stands; the nearest that there is where the path leads too far."""
        return place_of(self._root, self._source, path)

    def warnings_with(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The warnings and these problems, all with their places, in the order of the file."""
        placed = [problem if problem.place else _placed(problem, self._root, self._source) for problem in problems]
        return tuple(sorted((*self.warnings, *placed), key=_file_order))

    def place_of_element(self, kind: str, element_id: str) -> Place | None:
        """Where an element is defined: a `system`, `integration`, `zone`, `view`, `note`, `entity` or `endpoint`.

        The id of an endpoint is written `system.endpoint`. None where there is no such element.
        """
        path = element_path(self.workspace, kind, element_id)
        return None if path is None else self.place_of(path)


def element_path(workspace: Workspace, kind: str, element_id: str) -> KeyPath | None:
    """The path of keys to an element; see `OpenedFile.place_of_element`."""
    landscape = workspace.landscape
    if kind == "endpoint":
        system_id, _, endpoint_id = element_id.partition(".")
        for position, system in enumerate(landscape.systems):
            if system.id == system_id:
                return next((("systems", position, "endpoints", index)
                             for index, endpoint in enumerate(system.endpoints) if endpoint.id == endpoint_id), None)
        return None
    if kind == "entity":
        return ("entities", element_id) if any(e.id == element_id for e in landscape.entities) else None
    elements: dict[str, Sequence[Any]] = {
        "system": landscape.systems, "integration": landscape.integrations, "zone": landscape.zones,
        "view": workspace.views, "note": landscape.notes,
    }
    return next(((f"{kind}s", index) for index, item in enumerate(elements[kind]) if item.id == element_id), None)


def place_of(root: Node | None, source: Text, path: KeyPath) -> Place:
    """Where the value of a path of keys stands below a root."""
    node = root
    offset = node.start_mark.index if node is not None else 0
    for step in path:
        below = _step(node, step)
        if below is None:
            break
        node = below
        offset = node.start_mark.index if node.start_mark.index != node.end_mark.index else offset
    return source.place(offset + source.shift)


def _step(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        item: Node = node.value[step]
        return item
    return node if step == 0 else None


def read_text(text: str, name: str) -> OpenedFile:
    """What a text states; `name` is what problems call it. Raises `ProblemsError` with every problem."""
    return _read(Text(text, name), Path(name), None)


def read_workspace(path: Path | str, tell: Progress | None = None) -> OpenedFile:
    """What a file states. Raises `FileError` where it cannot be read, `ProblemsError` where its content is wrong.

    `tell` hears how far reading a large file is, and may raise to end it.
    """
    path = Path(path)
    data = read_bytes(path)
    return _read(Text(_to_text(data, path), str(path)), path, fingerprint_of(data), tell)


def read_file_text(path: Path) -> str:
    """The text of a file. Raises `FileError` with a sentence for whatever stands in the way."""
    return _to_text(read_bytes(path), path)


def _read(source: Text, path: Path, fingerprint: str | None, tell: Progress | None = None) -> OpenedFile:
    with without_collecting():
        if len(source.text) >= LARGE and (found := read_regular(source, tell)) and not validate(found):
            return OpenedFile(path, source.text, found, (), fingerprint)
        return _read_nodes(source, path, fingerprint)


def _read_nodes(source: Text, path: Path, fingerprint: str | None) -> OpenedFile:
    root = compose(source)
    decoded = decode(root, source)
    problems = decoded.problems
    if decoded.workspace is not None and decoded.complete:
        # What refers to an element whose id could not be read may well mean that one.
        nameless = {str(path[-3]).removesuffix("s") for path in decoded.blanks if path[-1] == "id"}
        found = [_placed(problem, root, source) for problem in validate(decoded.workspace)
                 if problem.path not in decoded.blanks and problem.missing not in nameless]
        problems = tuple(sorted((*problems, *found), key=_file_order))
    if decoded.workspace is None or any(problem.gravity is Gravity.ERROR for problem in problems):
        read = decoded.workspace
        raise ProblemsError(problems, OpenedFile(path, source.text, read, problems, fingerprint) if read else None)
    return OpenedFile(path, source.text, decoded.workspace, problems, fingerprint)


def _file_order(problem: Problem) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)


def _placed(problem: Problem, root: Node | None, source: Text) -> Problem:
    return replace(problem, place=place_of(root, source, problem.path))


def fingerprint_of(data: bytes) -> str:
    """What tells one content of a file from another."""
    return hashlib.sha256(data).hexdigest()


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file of up to `limit`. Raises `FileError` with a sentence for whatever stands in the way."""
    name = printable_path(path)
    try:
        if path.is_dir():
            raise FileError(f'"{name}" is a folder; name a landscape file in it.', path)
        if path.exists() and not path.is_file():
            raise FileError(f'"{name}" is no ordinary file; name a landscape file.', path)
        size = path.stat().st_size
        if size > limit:
            raise FileError(f'"{name}" has {size / 1024**2:,.0f} MB; landscape files may have up to '
                            f"{MAX_BYTES // 1024**2} MB.", path)
        return path.read_bytes()
    except FileNotFoundError:
        raise FileError(f'There is no file "{name}"; check the name and the folder.', path) from None
    except PermissionError:
        raise FileError(f'"{name}" may not be read by you; ask its owner for the right to read it.', path) from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise FileError(f'"{name}" cannot be read: {printable(reason)}.', path) from None


def _to_text(data: bytes, path: Path) -> str:
    name = printable_path(path)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError(f'"{name}" is written in UTF-16; save it as UTF-8.', path)
    zero = data.find(b"\0")
    if zero >= 0:
        raise FileError(f'"{name}" is no text file (there is a zero byte at offset {zero:,}); name a landscape file.',
                        path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise FileError(f"a character here is not UTF-8 (byte {data[error.start]:#04x}); save the file as UTF-8.", path,
                        Place(name, line, column)) from None


def write_new(workspace: Workspace, path: Path | str, *, overwrite: bool = False,
              text: str | None = None) -> OpenedFile:
    """Write a workspace to a new file; an existing one is replaced only with `overwrite`.

    `text` is what to write where it shall have comments. Raises `FileError` where it does not state the workspace.
    """
    from d365arch.io.encode import to_text
    from d365arch.io.splice import check_states

    path = Path(path)
    text = to_text(workspace) if text is None else text
    return _written(OpenedFile(path, text, workspace, check_states(text, workspace, str(path))), None, overwrite)


def save(opened: OpenedFile, workspace: Workspace, path: Path | str | None = None, *,
         overwrite: bool = False) -> OpenedFile:
    """Write a workspace to the file it was read from, or to another one, keeping all lines that did not change.

    Raises `FileChangedError` where the file on disk is no longer as it was read, and `ProblemsError` where the
    workspace could not be read back; then nothing is written. With `overwrite` the file on disk does not matter.
    """
    from d365arch.io.splice import splice_and_check  # late: most commands only read

    target = opened.path if path is None else Path(path)
    errors = tuple(problem for problem in validate(workspace) if problem.gravity is Gravity.ERROR)
    if errors:
        raise ProblemsError(errors)
    states = (*opened.earlier, State(opened.text, opened.workspace))
    nearest = min(reversed(states), key=lambda state: _distance(state.workspace, workspace))
    text, problems = splice_and_check(nearest.text, nearest.workspace, workspace, str(target))
    same_file = opened.fingerprint is not None and _is_same(target, opened.path)
    wanted = OpenedFile(target, text, workspace, problems, earlier=states[-STATES_KEPT:])
    return _written(wanted, opened.fingerprint if same_file else None, overwrite)


def _distance(one: Workspace, other: Workspace) -> int:
    """How many elements two workspaces do not share; what an edit does not touch stays the same object."""
    if one == other:
        return 0
    return 1 + len(_elements(one) ^ _elements(other))


def _elements(workspace: Workspace) -> set[int]:
    landscape = workspace.landscape
    lists = (landscape.systems, landscape.integrations, landscape.zones, landscape.entities, landscape.notes,
             landscape.waivers, workspace.views)
    return {id(element) for elements in lists for element in elements}


def _is_same(one: Path, other: Path) -> bool:
    return one == other or os.path.realpath(one) == os.path.realpath(other)  # unlike resolve, at ease with loops


def _written(wanted: OpenedFile, expected: str | None, overwrite: bool) -> OpenedFile:
    """Write the text; `expected` is the fingerprint the target must still have, none where there must be no file."""
    data = wanted.text.encode("utf-8")
    path = wanted.path
    write_whole(path, data, None if overwrite else lambda: _refuse_to_lose(path, expected))
    source = Text(wanted.text, str(path))
    found = [problem for problem in validate(wanted.workspace) if problem.gravity is Gravity.WARNING]
    root = compose(source) if found else None
    warnings = sorted((*wanted.warnings, *(_placed(problem, root, source) for problem in found)), key=_file_order)
    return replace(wanted, warnings=tuple(warnings), fingerprint=fingerprint_of(data))


def _refuse_to_lose(path: Path, expected: str | None) -> None:
    name = printable_path(path)
    if expected is None:
        if path.exists():
            raise FileChangedError(f'"{name}" is there already and was left alone; name another file or overwrite it.',
                                   path)
        return
    if not path.exists():
        raise FileChangedError(f'"{name}" was removed or renamed since it was read; save under another name, or '
                               "overwrite to write it again.", path)
    if fingerprint_of(read_bytes(path)) != expected:
        raise FileChangedError(f'"{name}" was changed by someone else since it was read and was left alone; reload it, '
                               "save under another name, or overwrite it.", path)
