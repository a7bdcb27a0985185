"""Times start-up, check, reading, saving, edits and export; prints a table and asserts nothing.

    python tests/benchmarks/bench_io_cli.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":  # run as a file: the project is two folders up
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from d365arch.edit import RemoveElements, SetField, SetPositions, Target, TargetKind
from d365arch.io.encode import to_text
from d365arch.io.files import read_workspace, save
from d365arch.io.splice import splice
from d365arch.model import Point
from tests.benchmarks.generate import generate
from tests.benchmarks.timing import heading, median, process_seconds, row, seconds_of

LARGE = (2000, 6000)
SMALL = (50, 150)
MODULE = ("-m", "d365arch")


def main() -> None:
    """Print the table."""
    heading()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _start()
        _small(folder)
        _large(folder)


def _start() -> None:
    bare = process_seconds(["-c", "pass"])
    version = process_seconds([*MODULE, "--version"])
    row("python -c pass", bare)
    row("d365arch --version", version, f"{3 * median(bare).clock:.3f} s (3 times bare)")


def _small(folder: Path) -> None:
    file = folder / "small.yaml"
    file.write_text(to_text(generate(*SMALL)), encoding="utf-8")
    row(f"check of {SMALL[0]} systems", process_seconds([*MODULE, "check", str(file)]), "0.5 s")
    for ending in ("svg", "png"):
        picture = str(folder / f"small.{ending}")
        row(f"export of {SMALL[0]} systems to {ending.upper()}",
            process_seconds([*MODULE, "export", str(file), "-o", picture, "--force"], 3))


def _large(folder: Path) -> None:
    size = f"{LARGE[0]:,}/{LARGE[1]:,}"
    workspace = generate(*LARGE)
    text = to_text(workspace)
    file = folder / "large.yaml"
    file.write_text(text, encoding="utf-8")
    row(f"write {size} as a new text", seconds_of(lambda: to_text(workspace), 3))
    row(f"read {size} ({len(text) / 1024**2:.1f} MB)", seconds_of(lambda: read_workspace(file), 3), "1 s")
    row(f"check of {size} as a process", process_seconds([*MODULE, "check", str(file)], 3))
    _changes(file, size)
    row(f"export of {size} to SVG", process_seconds([*MODULE, "export", str(file), "-o", str(folder / "large.svg")], 1),
        "10 s")


def _changes(file: Path, size: str) -> None:
    opened = read_workspace(file)
    before = opened.workspace
    system = before.landscape.systems[1000]
    rename = SetField(Target(TargetKind.SYSTEM, system.id), ("owner",), "Somebody else")
    move = SetPositions("main", {system.id: Point(1, 2)})
    remove = RemoveElements(systems=(system.id,))
    row(f"edit: one field in {size}", seconds_of(lambda: rename.apply(before), 20))
    row(f"edit: move one system in {size}", seconds_of(lambda: move.apply(before), 20))
    row(f"edit: remove one system in {size}", seconds_of(lambda: remove.apply(before), 20))
    after = rename.apply(before)
    row(f"splice one change into {size}", seconds_of(lambda: splice(opened.text, before, after), 3))
    row(f"save one change of {size} to disk", seconds_of(lambda: save(opened, after), 1))


if __name__ == "__main__":
    main()
