"""From a workspace to plain trees of what is stated, and from those to the text of a new file in the house style."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from immutabledict import immutabledict

from d365arch.io.scalars import WRITERS, Bare, number_text, plain_leaf
from d365arch.io.write import Tree, block_lines
from d365arch.model.fields import FieldSpec, Kind, Shape, per_record, specs_of
from d365arch.model.view import Show
from d365arch.model.workspace import VIEWS, Workspace

SCHEMA_FILE = "d365arch.schema.json"
"""The name under which files refer to their JSON Schema."""

SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"


def plain_tree(value: Any) -> Tree:
    """The tree of plain frozen data."""
    if isinstance(value, Mapping):
        return {str(key): plain_tree(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain_tree(item) for item in value]
    return plain_leaf(value)


def _numbers(numbers: Any) -> Tree:
    return [Bare(number_text(number)) for number in numbers]


def _points(points: Any) -> Tree:
    return [_numbers(point) for point in points]


def _show(show: Show) -> Tree:
    if show.everything:
        return Bare("all")
    if show == Show(ids=show.ids) and show.ids != ("all",):
        return list(show.ids)
    return record_tree(show)


def _text_or_record(value: Any) -> Tree:
    tree = record_tree(value)
    first = next(iter(specs_of(type(value)).values())).key
    return tree[first] if isinstance(tree, dict) and list(tree) == [first] else tree


def record_tree(record: Any) -> dict[str, Tree]:
    """The stated keys of a record, in the order of its specs, unknown keys last."""
    tree: dict[str, Tree] = {}
    for attribute, key, default, to_tree in _writers(type(record)):
        value = getattr(record, attribute)
        if value is not default and value != default:
            tree[key] = to_tree(value)
    for key, value in record.extra.items():
        tree[key] = plain_tree(value)
    return tree


def _without_id(record: Any) -> Tree:
    tree = record_tree(record)
    del tree["id"]
    return tree


_SPECIAL: Mapping[Kind, Callable[[Any], Tree]] = {
    Kind.POINT: _numbers,
    Kind.SIZE: _numbers,
    Kind.RECT: _numbers,
    Kind.POINTS: _points,
    Kind.PLAIN: plain_tree,
    Kind.SHOW: _show,
    Kind.TEXT_OR_RECORD: _text_or_record,
    Kind.RECORD: record_tree,
}


def _single(field: FieldSpec) -> Callable[[Any], Any]:
    return _SPECIAL.get(field.kind) or WRITERS[field.kind]


def field_tree(field: FieldSpec) -> Callable[[Any], Tree]:
    """What turns the value of a key into its tree."""
    single = _single(field)
    if field.shape is Shape.LIST:
        return lambda values: [single(value) for value in values]
    if field.shape is Shape.MAP:
        return lambda values: {key: single(value) for key, value in values.items()}
    if field.shape is Shape.RECORDS_BY_KEY:
        return lambda values: {value.id: _without_id(value) for value in values}
    return single


_NOTHING = object()


@per_record
def _writers(record: type[Any]) -> tuple[tuple[str, str, Any, Callable[[Any], Tree]], ...]:
    empty: Mapping[Shape, Any] = {Shape.ONE: None, Shape.LIST: (), Shape.MAP: immutabledict(),
                                  Shape.RECORDS_BY_KEY: ()}
    return tuple(
        (attribute, field.key, _NOTHING if field.required else empty[field.shape], field_tree(field))
        for attribute, field in specs_of(record).items()
    )


@cache
def _views_tree() -> Callable[[Any], Tree]:
    return field_tree(VIEWS)


def workspace_tree(workspace: Workspace) -> dict[str, Tree]:
    """The whole file as a tree: the landscape's known keys, the views, then unknown keys."""
    landscape = workspace.landscape
    tree = record_tree(landscape)
    unknown = {key: tree.pop(key) for key in landscape.extra}
    if workspace.views:
        tree[VIEWS.key] = _views_tree()(workspace.views)
    return tree | unknown


def to_text(workspace: Workspace) -> str:
    """The text of a new file, in a fixed order and the house style; ends with a line break."""
    lines = [SCHEMA_LINE]
    for key, tree in workspace_tree(workspace).items():
        lines += block_lines({key: tree}, 0)
    return "\n".join(lines) + "\n"
