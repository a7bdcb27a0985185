"""Baselines: findings that were there when somebody began to check, so that only new ones fail."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from d365arch.analysis.finding import Finding
from d365arch.errors import FileError, printable_path
from d365arch.io.atomic import write_whole
from d365arch.io.files import read_bytes
from d365arch.model.vocabulary import Severity

FORMAT = "d365arch-baseline"
VERSION = 1
LARGEST = 20_000_000
"""Bytes; a finding takes about a hundred."""


class Entry(NamedTuple):
    """What a finding is about, whatever its figures and words: the rule, the elements, the main one first, and the
    aspect that tells several findings of the rule on them apart."""

    rule: str
    elements: tuple[str, ...]
    aspect: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """Findings beside a baseline: which are new, entries whose findings are gone, and entries that it lacks."""

    new: frozenset[Finding]
    fixed: tuple[Entry, ...]
    entries: frozenset[Entry] = frozenset()


def entries_of(finding: Finding) -> tuple[Entry, ...]:
    """The entries of a finding.

    The main element comes first and the others by name, because rules may tell them by falling figures. What several
    elements do not state is an entry for each, so that stating it for some makes nothing new.
    """
    if finding.severity is Severity.UNSTATED:
        return tuple(Entry(finding.rule, (element,), finding.aspect) for element in finding.elements) or (
            Entry(finding.rule, (), finding.aspect),)
    main, others = finding.elements[:1], finding.elements[1:]
    return (Entry(finding.rule, (*main, *sorted(others)), finding.aspect),)


def to_text(findings: Iterable[Finding]) -> str:
    """The text of a baseline: JSON, one entry a line, sorted.

    What is waived is left out, so that it counts as new when the waiver ends.
    """
    entries = sorted({entry for f in findings if f.waiver is None for entry in entries_of(f)})
    lines = ",\n".join(f"  {json.dumps(_plain(e), ensure_ascii=False)}" for e in entries)
    return f'{{"{FORMAT}": {VERSION}, "findings": [\n{lines}\n]}}\n' if entries else \
        f'{{"{FORMAT}": {VERSION}, "findings": []}}\n'


def _plain(entry: Entry) -> dict[str, Any]:
    plain: dict[str, Any] = {"rule": entry.rule, "elements": list(entry.elements)}
    return plain | {"aspect": entry.aspect} if entry.aspect else plain


def read_baseline(path: Path) -> frozenset[Entry]:
    """The entries of a baseline file; raises `FileError` for what is none."""
    data = read_bytes(path, LARGEST)
    wrong = FileError(f'"{printable_path(path)}" is no baseline; write one with --write-baseline, or name the file '
                      "that one was written to.", path)
    try:
        plain: Any = json.loads(data)
    except (ValueError, RecursionError):
        raise wrong from None
    if not isinstance(plain, dict) or FORMAT not in plain:
        raise wrong
    if plain[FORMAT] != VERSION:
        raise FileError(f'"{printable_path(path)}" is a baseline of another version ({plain[FORMAT]}); this d365arch '
                        f"reads version {VERSION}. Write it anew with --write-baseline.", path)
    listed = plain.get("findings")
    if not isinstance(listed, list) or not all(map(_is_entry, listed)):
        raise FileError(f'A finding in the baseline "{printable_path(path)}" is not of the form '
                        '{"rule": "R-101", "elements": ["orders"]}; write the file anew with --write-baseline.', path)
    return frozenset(Entry(e["rule"], tuple(e["elements"]), e.get("aspect", "")) for e in listed)


def _is_entry(plain: Any) -> bool:
    return (isinstance(plain, dict) and isinstance(plain.get("rule"), str) and isinstance(plain.get("elements"), list)
            and all(isinstance(element, str) for element in plain["elements"])
            and isinstance(plain.get("aspect", ""), str))


def write_baseline(path: Path, findings: Iterable[Finding]) -> None:
    """Write the findings as a baseline, whole or not at all; only a file that is a baseline already is replaced."""
    if path.exists() and path.is_file():
        try:
            read_baseline(path)
        except FileError as error:
            if _begins_like_one(path):
                pass  # of another version, or damaged: writing it anew is the way out that reading it tells
            else:
                raise FileError(f'"{printable_path(path)}" is there already and is no baseline, so it was left alone; '
                                "name another file.", path) from error
    write_whole(path, to_text(findings).encode("utf-8"))


def _begins_like_one(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(64).lstrip().startswith(f'{{"{FORMAT}"'.encode())


def compare(findings: Iterable[Finding], known: frozenset[Entry]) -> Compared:
    """Which findings are new, and which entries are fixed; what is waived is neither new nor gone.

    A finding is known by an entry of its rule and main element that names all its elements: a system with one neighbor
    less than before has no new fault, one with a neighbor more has.
    """
    by_main: dict[tuple[str, tuple[str, ...], str], list[Entry]] = {}
    for entry in sorted(known):
        by_main.setdefault((entry.rule, entry.elements[:1], entry.aspect), []).append(entry)
    new: set[Finding] = set()
    lacking: set[Entry] = set()
    seen: set[Entry] = set()
    for finding in findings:
        for entry in entries_of(finding):
            covering = [k for k in by_main.get((entry.rule, entry.elements[:1], entry.aspect), ())
                        if set(k.elements).issuperset(entry.elements)]
            seen.update(covering)
            if not covering and finding.waiver is None:
                new.add(finding)
                lacking.add(entry)
    return Compared(frozenset(new), tuple(sorted(known - seen)), frozenset(lacking))
