"""Reads artefacts in a process of its own, so that neither their size nor what is in them holds the window up."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from d365arch.discovery.limits import Limits
from d365arch.discovery.lists.mapping import ColumnMapping
from d365arch.discovery.records import Discovery
from d365arch.discovery.tree import INSIDE
from d365arch.gui.apart import apart
from d365arch.gui.language import translate
from d365arch.model.progress import Progress


def read_artefacts(base: str, paths: Sequence[str], limits: Limits, mappings: Sequence[ColumnMapping] = (), *,
                   progress: Progress) -> Discovery:
    """A discovery of paths that are given relative to a folder; for a process that does nothing else.

    Evidence is named by the same relative paths, so that no landscape says where on somebody's machine a file stood.
    """
    # The readers are loaded by that process alone: no window starts later because of them.
    from d365arch.discovery.pipeline import discover
    from d365arch.discovery.readers import all_readers

    os.chdir(base)
    return discover([Path(path) for path in paths], limits, progress, all_readers(mappings))


def read_apart(base: Path, paths: Sequence[Path], limits: Limits, progress: Progress,
               mappings: Sequence[ColumnMapping] = ()) -> Discovery:
    """The same in another process, for a worker thread; `mappings` say what columns of interface lists mean.

    Raises `D365ArchError` with a sentence where that process ended without a result.
    """
    lost = translate("Discovery", "Reading ended without a result; maybe the memory was not enough. Read fewer files "
                                  "at a time.")
    told = [relative(path, base) for path in paths]
    found: Discovery = apart(read_artefacts, (str(base), told, limits, tuple(mappings)), progress, lost=lost)
    return found


def base_of(paths: Sequence[Path]) -> Path:
    """The folder from which all paths are named: the one that holds them all."""
    folders = [str(path.parent) for path in paths]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:      # on different drives
        return Path(folders[0])


def relative(path: Path, base: Path) -> str:
    """The path below the folder, or as it is where it stands elsewhere."""
    try:
        return path.relative_to(base).as_posix() or "."
    except ValueError:
        return path.as_posix()


def on_disk(file: str, bases: Sequence[Path]) -> Path | None:
    """The file that evidence names, of an entry in an archive the archive; none where it is not there."""
    name = file.partition(INSIDE)[0]
    if not name or name.startswith(("\\\\", "//")):
        return None     # asking for a file on another machine would tell that machine who asks
    for base in bases:
        path = base / name
        try:
            if path.exists():
                return path
        except OSError:     # a name that this system cannot have
            continue
    return None
