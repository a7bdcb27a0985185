"""List the endpoint and system types that landscapes are made of, or show one of them with its sources."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from d365arch.catalog.load import load_catalog
from d365arch.catalog.records import Catalog, EndpointType, Source, SystemType
from d365arch.cli.choices import listed, one_of
from d365arch.cli.common import EXIT_OK, add_pack_argument
from d365arch.errors import CatalogError
from d365arch.model.problems import did_you_mean
from d365arch.model.vocabulary import Role

Kinds = Mapping[str, Sequence[EndpointType | SystemType]]
"""Entries by kind."""

KINDS = ("endpoints", "systems", "hubs")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("id", nargs="?", metavar="ID",
                        help="the type to show, such as fo.odata or azure.service-bus, or words to look for")
    parser.add_argument("--kind", type=one_of(KINDS), metavar=listed(KINDS), help="list just these")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the list or the entry."""
    catalog = load_catalog(arguments.pack)
    if arguments.id is None:
        print(listed_as_json(catalog, arguments.kind) if arguments.json else _listed(catalog, arguments.kind))
        return EXIT_OK
    if arguments.id not in catalog.endpoint_types and arguments.id not in catalog.system_types:
        kinds = matching(catalog, arguments.id, arguments.kind)
        if any(kinds.values()):
            print(_json_of(kinds) if arguments.json else _told(kinds))
            return EXIT_OK
    entry = find(catalog, arguments.id)
    print(shown_as_json(catalog, entry) if arguments.json else _shown(catalog, entry))
    return EXIT_OK


def _listed(catalog: Catalog, kind: str | None) -> str:
    return _told({name: entries(catalog, name) for name in _kinds(kind)})


def _told(kinds: Kinds) -> str:
    from d365arch.cli.catalog_text import listed, terminal_width

    return listed({kind: found for kind, found in kinds.items() if found}, terminal_width())


def _shown(catalog: Catalog, entry: EndpointType | SystemType) -> str:
    from d365arch.cli.catalog_text import shown, terminal_width

    return shown(catalog, entry, terminal_width())


def _kinds(kind: str | None) -> tuple[str, ...]:
    return (kind,) if kind else KINDS


def matching(catalog: Catalog, words: str, kind: str | None = None) -> Kinds:
    """The entries that have these words, by kind, best first; none where there is no word at all."""
    from d365arch.catalog.search import findable, found

    if not any(letter.isalnum() for letter in words):
        return {}
    return {name: found([(entry, findable(entry)) for entry in entries(catalog, name)], words)
            for name in _kinds(kind)}


def find(catalog: Catalog, type_id: str) -> EndpointType | SystemType:
    """The entry of that id; raises `CatalogError` with the nearest known one."""
    entry = catalog.endpoint_types.get(type_id) or catalog.system_types.get(type_id)
    if entry is None:
        hint = did_you_mean(type_id, (*catalog.endpoint_types, *catalog.system_types))
        raise CatalogError(f'The catalog has no "{type_id}"{hint or "."} Run "d365arch catalog" for the list.')
    return entry


def entries(catalog: Catalog, kind: str) -> tuple[EndpointType | SystemType, ...]:
    """The entries of one kind, in the order of the catalog."""
    if kind == "endpoints":
        return tuple(catalog.endpoint_types.values())
    return tuple(s for s in catalog.system_types.values() if (s.role is Role.HUB) == (kind == "hubs"))


def listed_as_json(catalog: Catalog, kind: str | None) -> str:
    """All entries of a kind, or of all kinds, by kind."""
    return _json_of({name: entries(catalog, name) for name in _kinds(kind)})


def _json_of(kinds: Kinds) -> str:
    plain = {kind: [dataclasses.asdict(entry) for entry in found] for kind, found in kinds.items()}
    return json.dumps(plain, indent=2, ensure_ascii=False)


def shown_as_json(catalog: Catalog, entry: EndpointType | SystemType) -> str:
    """One entry with its sources written out."""
    found: dict[str, Any] = dataclasses.asdict(entry)
    found["sources"] = [_source_as_json(catalog.sources[source]) for source in entry.sources]
    return json.dumps(found, indent=2, ensure_ascii=False)


def _source_as_json(source: Source) -> dict[str, Any]:
    return {**dataclasses.asdict(source), "read": source.read.isoformat() if source.read else None}
