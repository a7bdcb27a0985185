"""How much a discovery reads before it says that an artefact is too large, too deep or too tightly packed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from d365arch.errors import D365ArchError, printable
from d365arch.model.problems import did_you_mean


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of what is read; each is a setting (`d365arch discover --limit NAME=VALUE`)."""

    files: int = 200_000
    """Files and entries of archives in one run."""
    entries: int = 50_000
    """Entries of one archive."""
    file_mb: int = 64
    """Megabytes of one file, and of one entry of an archive when it is unpacked."""
    total_mb: int = 2_000
    """Megabytes unpacked from archives in one run."""
    ratio: int = 200
    """How many times larger than packed an entry of an archive may be, from 1 MB on."""
    nesting: int = 6
    """Archives inside archives."""
    depth: int = 400
    """Levels of a JSON or XML document."""
    rows: int = 20_000
    """Rows of one interface list, a sheet of a workbook counting as one."""

    @property
    def file_bytes(self) -> int:
        """`file_mb` in bytes."""
        return self.file_mb * 1_000_000

    @property
    def total_bytes(self) -> int:
        """`total_mb` in bytes."""
        return self.total_mb * 1_000_000


NAMES = tuple(field.name for field in fields(Limits))
"""The names a person can set."""


def limits_of(settings: Iterable[str]) -> Limits:
    """The limits with the given settings, each written `NAME=VALUE`.

    Raises `D365ArchError` where a name is unknown or a value is no whole number above zero.
    """
    limits = Limits()
    for setting in settings:
        name, _, value = setting.partition("=")
        name = name.strip().replace("-", "_")
        if name not in NAMES:
            raise D365ArchError(f'There is no limit "{printable(name)}"'
                                f'{did_you_mean(name, NAMES) or "."} The limits are {", ".join(NAMES)}.')
        if not value.strip().isdecimal() or not 0 < int(value) <= 1_000_000_000:
            raise D365ArchError(f'"{printable(value)}" is no value for the limit {name}; write a whole number above 0, '
                                f"such as {name}={getattr(limits, name)}.")
        limits = replace(limits, **{name: int(value)})
    return limits


_TOLD = re.compile(r"\braise the limits? ([^.]{1,60})")
_STEPS = {"nesting": 2, "depth": 2}
"""Times larger where a limit is widened, else ten times: what is inside each other grows by itself."""


def limits_named(sentences: Iterable[str]) -> tuple[str, ...]:
    """The limits that sentences on what was not read name as the way out, each once."""
    told = {word for sentence in sentences for said in _TOLD.findall(sentence) for word in re.findall(r"\w+", said)}
    return tuple(name for name in NAMES if name in told)


def larger(limits: Limits, names: Iterable[str]) -> Limits:
    """Limits of which the named ones are wider."""
    return replace(limits, **{name: getattr(limits, name) * _STEPS.get(name, 10) for name in names})
