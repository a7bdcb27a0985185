"""What all commands share: exit codes, messages, progress on a terminal, arguments, and what may be overwritten."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from d365arch.errors import ExportError, FileError, printable, printable_path
from d365arch.model.problems import ProblemsError
from d365arch.model.progress import Progress

if TYPE_CHECKING:
    from d365arch.analysis.settings import Settings
    from d365arch.io.files import OpenedFile

EXIT_OK = 0
EXIT_FINDINGS = 1
EXIT_WRONG_INPUT = 2
EXIT_STOPPED = 130
EXIT_MISTAKE = 70
"""Our own fault, as in sysexits.h."""


def tell(sentence: str) -> None:
    """Say something to the person, apart from the output; on a terminal in the place of a progress line."""
    if sys.stderr is not None:
        print(f"\r\x1b[K{sentence}" if sys.stderr.isatty() else sentence, file=sys.stderr)


def terminal_progress(title: str) -> Progress | None:
    """A progress line on standard error while work runs; none where no terminal is there to see it."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None

    def show(share: float, what: str) -> None:
        end = "\n" if share >= 1 else ""
        print(f"\r\x1b[K{title}: {share:4.0%} {what}", end=end, file=sys.stderr, flush=True)

    return show


def add_pack_argument(parser: argparse.ArgumentParser) -> None:
    """`--pack FILE`, for every command that looks into the catalog; the outcome is `arguments.pack`, a list."""
    parser.add_argument("--pack", action="append", default=[], type=Path, metavar="FILE",
                        help="add a catalog pack (a file, or a folder of them); may be given several times")


def settings_in(opened: OpenedFile) -> Settings:
    """The settings of the analysis that a file's strategy asks for.

    Raises `ProblemsError` with every value that cannot be used, each with its place in the file.
    """
    from d365arch.analysis.settings import settings_of

    try:
        return settings_of(opened.workspace.landscape)
    except ProblemsError as error:
        raise ProblemsError(tuple(
            problem if problem.place else replace(problem, place=opened.place_of(problem.path))
            for problem in error.problems)) from error


def ending_of(output: Path, known: Iterable[str]) -> str:
    """The ending of the file to write in small letters, if it is a known one; raises `ExportError`."""
    ending = output.suffix.lower()
    *others, last = known
    if ending not in {*others, last}:
        has = f'ends in "{printable(output.suffix)}"' if ending else "has no ending"
        raise ExportError(f'"{printable(output.name)}" {has}, which says nothing about the format; use '
                          f"{', '.join(others)} or {last}.")
    return ending


def require_yaml(path: Path) -> None:
    """Raise a `FileError` where a landscape is to be written under the name of something else, such as a picture."""
    if path.suffix.lower() not in {".yaml", ".yml"}:
        name = printable_path(path)
        raise FileError(f'"{name}" is to hold a landscape, which is YAML; name it "{printable_path(path.stem)}.yaml". '
                        'Pictures and reports are made of it with "d365arch export" and "d365arch report".', path)


def refuse_to_overwrite(path: Path, force: bool, source: Path | None = None) -> None:
    """Raise a `FileError` where the file is there already and nobody asked to overwrite it.

    The landscape that is read (`source`) is not overwritten with what is made of it, whoever asks. What else keeps a
    file from being written is told when it is written.
    """
    name = printable_path(path)
    try:
        is_folder, is_there = path.is_dir(), path.exists()
        is_source = source is not None and is_there and source.exists() and path.samefile(source)
    except (OSError, ValueError):
        return
    if is_folder:
        raise FileError(f'"{name}" is a folder; name a file.', path)
    if is_source:
        raise FileError(f'"{name}" is the landscape itself; name another file for what is made of it.', path)
    if is_there and not force:
        raise FileError(f'"{name}" is there already and was left alone; name another file or add --force.', path)
