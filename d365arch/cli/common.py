"""What all commands share: exit codes, messages, progress on a terminal, and writing files complete or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

from d365arch.errors import FileError
from d365arch.model.progress import Progress

EXIT_OK = 0
EXIT_FINDINGS = 1
EXIT_WRONG_INPUT = 2
EXIT_STOPPED = 130


def tell(sentence: str) -> None:
    """Say something to the person, apart from the output."""
    print(sentence, file=sys.stderr)


def terminal_progress(title: str) -> Progress | None:
    """A progress line on standard error while work runs; none where no terminal is there to see it."""
    if not sys.stderr.isatty():
        return None

    def show(share: float, what: str) -> None:
        end = "\n" if share >= 1 else ""
        print(f"\r\x1b[K{title}: {share:4.0%} {what}", end=end, file=sys.stderr, flush=True)

    return show


def refuse_to_overwrite(path: Path, force: bool) -> None:
    """Raise a `FileError` where the file is there already and nobody asked to overwrite it."""
    if path.exists() and not force:
        raise FileError(f'"{path}" is there already and was left alone; name another file or add --force.', path)
