"""Small files that hold the keys of a few records, such as a need; read by the same specs as landscapes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from d365arch.errors import printable
from d365arch.io.decode import is_null, record_table, values_of
from d365arch.io.files import read_file_text
from d365arch.io.reader import Reader, TooLargeError
from d365arch.io.scalars import parser_of
from d365arch.io.yaml_text import MappingNode, Text, compose
from d365arch.model.fields import FieldSpec, specs_of
from d365arch.model.problems import Problem, ProblemsError, did_you_mean


def read_values(
    path: Path, records: Sequence[type[Any]], *, noun: str, without: Collection[str] = ()
) -> dict[str, Any]:
    """The values that a file states for the keys of these records, by attribute; of equal keys the first record's.

    `noun` is what the file holds ("need"), `without` are attributes that it may not state. Raises `FileError` where
    the file cannot be read, and `ProblemsError` with every mistake and its place; unknown keys are mistakes here.
    """
    source = Text(read_file_text(path), str(path))
    reader = Reader(source)
    root = compose(source)
    if root is None or is_null(root):
        raise ProblemsError((Problem(f"the file is empty; state the keys of a {noun}", place=source.place(0)),))
    if not isinstance(root, MappingNode):
        raise ProblemsError((Problem(f"this is no {noun}: write one key and its value per line",
                                     place=source.place(0)),))
    table = {key: entry for record in reversed(records) for key, entry in record_table(record).items()
             if entry[0] not in without}
    try:
        values = values_of(reader, root, table)
    except TooLargeError as error:
        reader.path.clear()
        reader.tell(error.node, "aliases (*name) of what stands here make this file far larger than its text; write "
                                "the values out")
    if reader.problems:
        raise ProblemsError(tuple(_strict(problem) for _, problem in sorted(reader.problems, key=lambda p: p[0])))
    return values


def _strict(problem: Problem) -> Problem:
    """An unknown key of a landscape is kept; here it is a mistake, because nothing is written back."""
    sentence = problem.sentence.replace(" It is kept and not used", "").replace(
        "; it is kept and not used", "; remove it or look it up in the documentation")
    return Problem(sentence, problem.path, place=problem.place)


def parse_fact(spec: FieldSpec, text: str, named: str) -> Any:
    """One value from the text of an option called `named`; raises `ProblemsError` with a sentence."""
    try:
        return parser_of(spec)(text)
    except ValueError as error:
        raise ProblemsError((Problem(f'{named} "{printable(text)}" {error}'),)) from None


def spec_at(record: type[Any], key: str) -> FieldSpec:
    """The spec of a key such as `latency.required`; raises `ProblemsError` for one that is not there."""
    first, _, rest = key.partition(".")
    specs: Mapping[str, FieldSpec] = specs_of(record)
    if first not in specs:
        raise ProblemsError((Problem(f'there is no key "{printable(first)}"{did_you_mean(first, specs) or "."}'),))
    field = specs[first]
    return spec_at(field.record, rest) if rest and field.record is not None else field
