"""The small YAML file that keeps what the columns of a list mean, so that next month's list is read the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from d365arch.discovery.lists.headings import Field
from d365arch.discovery.lists.mapping import Choice, ColumnMapping
from d365arch.discovery.lists.unrecognized import UnknownTable
from d365arch.errors import D365ArchError, FileError, printable, printable_path
from d365arch.model.problems import did_you_mean

_LARGEST = 200_000
_MOST_LISTS = 200
_MOST_TEMPLATES = 20
_HEAD = """\
# How d365arch reads lists of interfaces: for each field the heading of its column, or several.
# A list is read by an entry whose columns for both ends it has; headings compare without regard to case.
# Fields: {fields}.
"""


def write_mapping(path: Path, mappings: Sequence[ColumnMapping], unknown: Sequence[UnknownTable] = ()) -> None:
    """Write mappings to a file, replacing it, and templates for tables that were not recognized.

    Raises `FileError` where it cannot be written.
    """
    try:
        path.write_text(mapping_text(mappings, unknown), "utf-8")
    except OSError as error:
        raise FileError(f'"{printable_path(path)}" cannot be written: {error.strerror or type(error).__name__}. '
                        "Name a file in a folder that you can write to.", path) from None


def mapping_text(mappings: Sequence[ColumnMapping], unknown: Sequence[UnknownTable] = ()) -> str:
    """The text of a mapping file; equal mappings are written once.

    Templates for tables that were not recognized stand in comments, so that the file can be used without them; only
    where there is nothing else, the first of them is to be filled in at once.
    """
    lists: list[dict[str, Any]] = []
    for mapping in mappings:
        _add(mapping, {}, lists)
    head = _HEAD.format(fields=", ".join(field.value for field in Field))
    templates: list[tuple[str, str]] = []
    for table in unknown[:_MOST_TEMPLATES]:
        one: list[dict[str, Any]] = []
        _add(table.guessed, {Field.SOURCE.value: "", Field.TARGET.value: ""}, one)
        templates.append((f"{table.name}: name the columns for both ends, of {table.columns}.", _yaml(one)))
    text = head + (_yaml({"lists": lists}) if lists or not templates else "lists:\n")
    for number, (what, template) in enumerate(templates):
        text += f"# Not recognized: {what}"
        if number or lists:
            text += " Take the signs # before it away then.\n"
            text += "".join(f"# {line}\n" for line in template.splitlines())
        else:
            text += f"\n{template}"
    return text


def _yaml(value: Any) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)


def _add(mapping: ColumnMapping, columns: dict[str, Any], lists: list[dict[str, Any]]) -> None:
    """Add an entry for a mapping, unless there is an equal one."""
    for field in Field:
        headings = [" ".join(heading.split()) for heading in mapping.headings(field)]
        if headings:
            columns[field.value] = headings[0] if len(headings) == 1 else list(headings)
    entry: dict[str, Any] = {"columns": columns}
    if mapping.own is not None:
        entry["own_system"] = mapping.own
    if mapping.left_out:
        entry["left_out"] = [" ".join(heading.split()) for heading in mapping.left_out]
    if entry not in lists:
        lists.append(entry)


def read_mapping(path: Path) -> tuple[ColumnMapping, ...]:
    """The mappings of a file. Raises `D365ArchError` that says what in it is wrong and how it should be."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise FileError(f'"{printable_path(path)}" cannot be read: {error.strerror or type(error).__name__}. '
                        "Name a mapping that --save-mapping wrote.", path) from None
    if len(data) > _LARGEST:
        raise FileError(f'"{printable_path(path)}" is larger than a mapping can be.', path)
    try:
        text = data.decode("utf-8-sig")
        _refuse_references(text, path)
        value = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError):
        raise FileError(f'"{printable_path(path)}" is not readable as YAML; a mapping looks as --save-mapping '
                        "writes it.", path) from None
    entries = value.get("lists") if isinstance(value, dict) else None
    if not isinstance(entries, list) or not entries or len(entries) > _MOST_LISTS:
        raise _fault(path, 'has no "lists"; write lists: with one entry of columns: for each kind of list')
    return tuple(_mapping(entry, number, path) for number, entry in enumerate(entries, start=1))


def _refuse_references(text: str, path: Path) -> None:
    """Anchors can make a small file endless; a mapping needs none."""
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
        raise _fault(path, "uses references (* and &), which no mapping needs; write each heading out")


def _fault(path: Path, what: str) -> D365ArchError:
    return FileError(f'"{printable_path(path)}" {what}{"" if what.endswith("?") else "."}', path)


def _mapping(entry: object, number: int, path: Path) -> ColumnMapping:
    where = f"entry {number}"
    columns = entry.get("columns") if isinstance(entry, Mapping) else None
    if not isinstance(entry, Mapping) or not isinstance(columns, Mapping) or not columns:
        raise _fault(path, f"has no columns in {where}; write columns: with a heading for each field")
    choices: list[Choice] = []
    for key, headings in columns.items():
        name = str(key).strip().lower().replace("_", " ")
        if name not in set(Field):
            fields = [field.value for field in Field]
            raise _fault(path, f'has the unknown field "{printable(str(key))}" in {where}'
                               f"{did_you_mean(name, fields) or '; the fields are ' + ', '.join(fields)}")
        several = headings if isinstance(headings, list) else [headings]
        if not several or not all(isinstance(one, (str, int, float)) and str(one).strip() for one in several):
            raise _fault(path, f"needs the heading of a column, or a list of headings, for {name} in {where}")
        choices.extend(Choice(str(one), Field(name)) for one in several)
    left_out = entry.get("left_out")
    own = entry.get("own_system")
    mapping = ColumnMapping(tuple(choices), tuple(map(str, left_out)) if isinstance(left_out, list) else (),
                            str(own) if isinstance(own, str) and own.strip() else None, (path.name, where))
    if not mapping.has_ends:
        raise _fault(path, f"does not say both ends in {where}; name the columns of source and target, of initiator "
                           "and called, or of other system and direction together with own system")
    return mapping
