"""Loads the catalog once: the product's own files first, then the packs of the user over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from immutabledict import immutabledict

from d365arch.catalog.decode import Fields, PackFile, read_pack
from d365arch.catalog.icons import fault_of_path
from d365arch.catalog.limits import LimitFact
from d365arch.catalog.packs import find_packs, read_pack_text
from d365arch.catalog.records import Catalog, EndpointType, Icon, Source, SystemType
from d365arch.errors import CatalogError, Place
from d365arch.model.problems import Hints, Problem

OWN_FILES: Sequence[str] = (
    "sources.yaml", "icons.yaml", "endpoints-dataverse.yaml", "endpoints-fo.yaml", "endpoints-both.yaml",
    "channels.yaml", "endpoints-generic.yaml", "systems-d365.yaml", "systems-hubs.yaml", "systems-other.yaml",
)
"""The product's own catalog, in the order in which lists show it."""

LIMIT_FILES: Sequence[str] = (
    "dataverse.yaml", "entitlements.yaml", "power-automate.yaml", "finance-operations.yaml", "dual-write.yaml",
    "azure.yaml",
)
"""The limits of the platforms, in the order of the tables."""

_RECORDS: dict[str, type[Any]] = {"endpoints": EndpointType, "systems": SystemType, "icons": Icon, "sources": Source,
                                 "limits": LimitFact}
_REQUIRED: dict[str, Sequence[str]] = {
    "endpoints": ("name", "platform", "timing", "initiation"), "systems": ("name", "role"), "icons": ("paths",),
    "sources": ("title", "location"), "limits": ("title", "kind", "number"),
}
_MORE_PROBLEMS_TOLD = 20


def load_catalog(packs: Sequence[Path] = ()) -> Catalog:
    """The catalog with the user's packs over it; read once per set of packs.

    `packs` come on top of those in the user's folder and in `D365ARCH_PACKS`. Raises `CatalogError` with every
    breach of the schema and every unknown reference, each with its place.
    """
    files = find_packs(packs)
    if not files:
        return own_catalog()
    # The time of change is part of the key, so that an edited pack is read again in a running window.
    return _with_packs(tuple((path, path.stat().st_mtime_ns) for path in files))


@cache
def own_catalog() -> Catalog:
    """The product's own catalog without any pack."""
    return _build(_own_packs())


@cache
def _own_packs() -> tuple[PackFile, ...]:
    folder = resources.files("d365arch.resources")
    files = [("catalog", name) for name in OWN_FILES] + [("limits", name) for name in LIMIT_FILES]
    return tuple(read_pack(name, (folder / part / name).read_text(encoding="utf-8")) for part, name in files)


@lru_cache(maxsize=4)
def _with_packs(files: tuple[tuple[Path, int], ...]) -> Catalog:
    packs = [read_pack(str(path), read_pack_text(path)) for path, _ in files]
    problems = [problem for pack in packs for problem in (*pack.problems, *_icon_faults(pack))]
    _raise_if_any(problems)
    return _build((*_own_packs(), *packs))


def _raise_if_any(problems: Sequence[Problem]) -> None:
    if not problems:
        return
    first, *rest = problems
    lines = [first.sentence, *(str(problem) for problem in rest[:_MORE_PROBLEMS_TOLD])]
    if len(rest) > _MORE_PROBLEMS_TOLD:
        lines.append(f"... and {len(rest) - _MORE_PROBLEMS_TOLD} more")
    raise CatalogError("\n".join(lines), first.place)


def _icon_faults(pack: PackFile) -> Iterable[Problem]:
    for icon_id, fields in pack.entries["icons"].items():
        for path in fields.get("paths", ()):
            if fault := fault_of_path(path):
                yield Problem(f'A path of icon "{icon_id}" {fault}.', place=pack.places["icons", icon_id])


def _build(packs: Sequence[PackFile]) -> Catalog:
    problems = [problem for pack in packs for problem in pack.problems]
    merged: dict[str, dict[str, Fields]] = {section: {} for section in _RECORDS}
    places: dict[tuple[str, str], Place] = {}
    for pack in packs:
        for section, entries in pack.entries.items():
            target = merged[section]
            for entry_id, fields in entries.items():
                # A later file may restate single keys of an entry; what it does not state stays.
                target[entry_id] = _restated(target[entry_id], fields) if entry_id in target else fields
        places.update(pack.places)
    problems += _missing_keys(merged, places)
    _raise_if_any(problems)
    _offer(merged)
    _raise_if_any([*_unknown_references(merged, places), *_limit_faults(merged, places)])
    _date(merged)
    return Catalog(
        system_types=_records("systems", merged), endpoint_types=_records("endpoints", merged),
        icons=_records("icons", merged), sources=_records("sources", merged), limits=_records("limits", merged),
    )


def _restated(before: Fields, after: Fields) -> Fields:
    """The fields of an entry with what is stated anew; numbers of a limit are restated one by one."""
    numbers = {**before.get("numbers", {}), **after.get("numbers", {})}
    return {**before, **after, "numbers": immutabledict(numbers)} if numbers else {**before, **after}


def _records(section: str, merged: dict[str, dict[str, Fields]]) -> dict[str, Any]:
    record = _RECORDS[section]
    return {entry_id: record(id=entry_id, **fields) for entry_id, fields in merged[section].items()}


def _missing_keys(merged: dict[str, dict[str, Fields]], places: dict[tuple[str, str], Place]) -> Iterable[Problem]:
    for section, required in _REQUIRED.items():
        for entry_id, fields in merged[section].items():
            if missing := [key for key in required if key not in fields]:
                yield Problem(f'"{entry_id}" lacks {", ".join(missing)}.', place=places[section, entry_id])


def _offer(merged: dict[str, dict[str, Fields]]) -> None:
    """Resolve `fo.*` in the endpoints of systems, and make offers of systems and endpoints agree both ways."""
    endpoints, systems = merged["endpoints"], merged["systems"]
    added: dict[str, list[str]] = {}
    for endpoint_id, fields in endpoints.items():
        for system_id in fields.get("systems", ()):
            added.setdefault(system_id, []).append(endpoint_id)
    offering: dict[str, list[str]] = {}
    families: dict[str, tuple[str, ...]] = {}
    for system_id, fields in systems.items():
        names: list[str] = []
        for name in (*fields.get("endpoints", ()), *added.get(system_id, ())):
            if name.endswith(".*"):
                if name not in families:
                    families[name] = tuple(e for e in endpoints if e.startswith(name[:-1])) or (name,)
                names += families[name]
            else:
                names.append(name)
        offered = tuple(dict.fromkeys(names))
        systems[system_id] = {**fields, "endpoints": offered}
        for name in offered:
            offering.setdefault(name, []).append(system_id)
    for endpoint_id, fields in endpoints.items():
        stated = fields.get("systems", ())
        endpoints[endpoint_id] = {**fields, "systems": tuple(dict.fromkeys((*offering.get(endpoint_id, ()), *stated)))}


_REFERENCES: Sequence[tuple[str, str, str]] = (
    ("endpoints", "systems", "systems"), ("endpoints", "replacement", "endpoints"), ("endpoints", "sources", "sources"),
    ("systems", "endpoints", "endpoints"), ("systems", "replacement", "systems"), ("systems", "sources", "sources"),
    ("systems", "icon", "icons"), ("endpoints", "limits", "limits"), ("limits", "sources", "sources"),
)


def _date(merged: dict[str, dict[str, Fields]]) -> None:
    """Limits without a date of their own have that of the first dated document they were read from."""
    for entry_id, fields in merged["limits"].items():
        dates = (merged["sources"][source].get("read") for source in fields.get("sources", ()))
        read = fields.get("read") or next((date for date in dates if date), None)
        merged["limits"][entry_id] = {**fields, "read": read}


def _limit_faults(merged: dict[str, dict[str, Fields]],
                  places: dict[tuple[str, str], Place]) -> Iterable[Problem]:
    """Tests of limits that name a type or a number that is not there, and clauses that cannot be filled in."""
    types, hints = merged["endpoints"], Hints()
    for entry_id, fields in merged["limits"].items():
        numbers, place = fields.get("numbers", {}), places["limits", entry_id]
        for test in fields.get("tests", ()):
            for name in test.at:
                if name not in types:
                    hint = hints.near(name, types, "endpoints") or "; add it or correct the name."
                    yield Problem(f'A test of limit "{entry_id}" names "{name}", which is not in endpoints{hint}',
                                  place=place)
            for name in (test.number, test.otherwise):
                if name is not None and name not in numbers:
                    yield Problem(f'A test of limit "{entry_id}" names the number "{name}", which is not among its '
                                  f"numbers ({', '.join(numbers) or 'none'}).", place=place)
            if not numbers:
                yield Problem(f'Limit "{entry_id}" has a test and no numbers; add them, such as {{requests: 600}}.',
                              place=place)
            if test.by not in {None, "tier", "profile"}:
                yield Problem(f'A test of limit "{entry_id}" looks its number up by "{test.by}"; write tier or '
                              "profile.", place=place)
        for clause in (fields.get("allows", ""), *(test.allows for test in fields.get("tests", ()))):
            if fault := _fault_of_clause(clause):
                yield Problem(f'"allows" of limit "{entry_id}" {fault}.', place=place)


def _fault_of_clause(clause: str) -> str:
    try:
        clause.format(allowed="")
    except (KeyError, IndexError, ValueError, AttributeError):
        return "may name {allowed} in braces and nothing else"
    return ""


def _unknown_references(merged: dict[str, dict[str, Fields]],
                        places: dict[tuple[str, str], Place]) -> Iterable[Problem]:
    hints = Hints()
    for section, key, target in _REFERENCES:
        known = merged[target]
        for entry_id, fields in merged[section].items():
            value = fields.get(key, ())
            for name in (value,) if isinstance(value, str) else value:
                if name not in known:
                    hint = hints.near(name, known, target) or "; add it or correct the name."
                    yield Problem(f'"{key}" of "{entry_id}" names "{name}", which is not in {target}{hint}',
                                  place=places[section, entry_id])
