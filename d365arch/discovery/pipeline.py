"""From paths to a discovery: list files, let readers claim, survey and read, and merge what they noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from d365arch.discovery.artefacts import Artefact, Files, Reader
from d365arch.discovery.desk import Desk
from d365arch.discovery.limits import Limits
from d365arch.discovery.merge import merged
from d365arch.discovery.notebook import Notebook
from d365arch.discovery.readers import all_readers
from d365arch.discovery.records import ArtefactKind, Discovery, Root
from d365arch.discovery.tree import Entry, ReadingError
from d365arch.discovery.walk import files_of
from d365arch.errors import D365ArchError, printable
from d365arch.model.memory import no_collector
from d365arch.model.progress import CancelledError, Progress

_JSON = frozenset({".json"})
_XML = frozenset({".xml", ".drawio"})
_LONGEST_ENDING = 12
_NOT_READABLE = {
    ".cab": "a cabinet file, which discovery does not open; unpack it and name the folder.",
    ".rar": "an archive of a kind that discovery does not open; unpack it and name the folder.",
    ".7z": "an archive of a kind that discovery does not open; unpack it and name the folder.",
    ".xls": "an old Excel workbook; save it as .xlsx or .csv.",
    ".xlsb": "a binary Excel workbook; save it as .xlsx or .csv.",
    ".ods": "an OpenDocument sheet, which discovery does not read; save it as .xlsx or .csv.",
    ".numbers": "a Numbers sheet, which discovery does not read; export it as .xlsx or .csv.",
    ".vsdx": "a Visio drawing, which discovery does not read yet; save it as .drawio.",
    ".vsd": "an old Visio drawing; save it as .drawio.",
}


def discover(paths: Sequence[Path], limits: Limits | None = None, tell: Progress | None = None,
             readers: Sequence[Reader] | None = None) -> Discovery:
    """Read all artefacts below the paths; offline, and the same for the same files in whatever order they are named.

    Nothing in an artefact makes it fail: what cannot be read is told in the outcome. Raises `FileError` where a path
    is not there, and `CancelledError` where `tell` does.
    """
    limits = limits or Limits()
    notebook = Notebook()
    desk = Desk(limits, notebook, tell)
    named = sorted(paths, key=lambda path: path.as_posix())
    with no_collector(), files_of(named, limits, tell) as (entries, refused):
        for one in refused:
            notebook.not_read(one.file, one.reason)
        files = Files(entries)
        claimed: list[tuple[Reader, Artefact]] = []
        for reader in all_readers() if readers is None else readers:
            claimed += [(reader, artefact) for artefact in _claimed(reader, files, desk, named)]
        for number, (reader, artefact) in enumerate(claimed):
            _step(desk, 0.3 * number / len(claimed), artefact)
            _guarded(desk, artefact, reader.survey)
        for number, (reader, artefact) in enumerate(claimed):
            _step(desk, 0.3 + 0.6 * number / len(claimed), artefact)
            _guarded(desk, artefact, reader.read)
        for _, artefact in claimed:
            _guarded(desk, artefact, _look_through)
        passed_over = _passed_over(files, desk)
        desk.at(0.95)
        desk.tell("putting together what belongs together")
        roots = tuple(notebook.fit_for_people(Root(path.resolve().name, path.as_posix())) for path in named)
        return replace(merged(notebook, passed_over), roots=roots)


def _step(desk: Desk, share: float, artefact: Artefact) -> None:
    desk.at(share)
    desk.tell(f"reading {printable(artefact.main.shown_name)}")


def _claimed(reader: Reader, files: Files, desk: Desk, named: Sequence[Path]) -> list[Artefact]:
    """What a reader takes; a mistake of ours in one reader costs what it would have read, not the run."""
    try:
        return reader.claim(files, desk)
    except (CancelledError, D365ArchError, MemoryError):
        raise
    except Exception as error:
        desk.notebook.not_read(named[0].as_posix(), f"something below it that d365arch does not understand "
                                                    f"({type(error).__name__}, {type(reader).__name__}); other "
                                                    "kinds of artefact were read.")
        return []


def _look_through(artefact: Artefact, desk: Desk) -> None:
    """Files of an artefact that its reader had no need of may hold secrets all the same."""
    if artefact.kind is not ArtefactKind.FO_METADATA:  # thousands of files, which its reader looks through itself
        for entry in artefact.entries:
            desk.look_through(entry)


def _guarded(desk: Desk, artefact: Artefact, step: Callable[[Artefact, Desk], None]) -> None:
    """One artefact must never cost the run, not even where a reader of ours makes a mistake on it."""
    desk.notebook.reading = artefact.main.path
    try:
        step(artefact, desk)
    except ReadingError as error:
        desk.notebook.not_read(artefact.main.path, error.sentence)
    except (CancelledError, D365ArchError, MemoryError):
        raise
    except Exception as error:
        desk.notebook.not_read(artefact.main.path, f"something in it that d365arch does not understand "
                                                   f"({type(error).__name__}); what was read of it before is kept.")


def _passed_over(files: Files, desk: Desk) -> tuple[tuple[str, int], ...]:
    """What no reader knew: broken files and known archives by name, the rest counted."""
    counts: Counter[str] = Counter()
    for entry in files:
        if entry.suffix in _NOT_READABLE:
            desk.notebook.not_read(entry.path, _NOT_READABLE[entry.suffix])
        elif not _is_broken(entry, desk):
            counts[_ending(entry)] += 1
    return tuple(sorted(counts.items()))


def _ending(entry: Entry) -> str:
    """The ending of a file as long as it is one: what follows a full stop may be anything."""
    plain = entry.suffix[1:]
    return entry.suffix if plain.isascii() and plain.isalnum() and len(plain) <= _LONGEST_ENDING else "no ending"


def _is_broken(entry: Entry, desk: Desk) -> bool:
    try:
        if entry.suffix in _JSON:
            desk.peek_json(entry)
        elif entry.suffix in _XML:
            desk.peek_xml(entry)
        else:
            desk.look_through(entry)
    except ReadingError as error:
        desk.notebook.not_read(entry.path, error.sentence)
        return True
    return False
