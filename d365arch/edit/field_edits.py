"""One edit for every field of every record: what inspector, tables and commands use to set a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from immutabledict import immutabledict

from d365arch.edit.checks import check_nesting, check_references
from d365arch.edit.lookup import updated
from d365arch.edit.targets import Target, TargetKind, record_at, with_record
from d365arch.edit.values import fitted, frozen
from d365arch.errors import EditError
from d365arch.model import Workspace
from d365arch.model.fields import FieldSpec, Kind, Shape, specs_of
from d365arch.model.problems import did_you_mean

_ELSEWHERE: dict[TargetKind, frozenset[str]] = {
    TargetKind.LANDSCAPE: frozenset({"format", "systems", "integrations", "zones", "entities", "waivers", "notes",
                                     "strategy", "tenant"}),
    TargetKind.SYSTEM: frozenset({"endpoints"}),
    TargetKind.VIEW: frozenset({"notes"}),
}
"""Attributes that hold elements of their own, which are targets themselves."""



@dataclass(frozen=True, slots=True)
class SetField:
    """State one field of a record, or with none leave it unstated.

    `field_path` holds attribute names from the record inwards: `("owner",)`, `("latency", "required")`, a key of a
    mapping `("tables", "dataverse")`, or a position in a list of records `("evidence", "0", "place")`. Nested records
    come and go as needed. The value is what the attribute stores (seconds, words of the vocabulary, tuples).
    """

    target: Target
    field_path: tuple[str, ...]
    value: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", frozen(self.value) if isinstance(self.value, dict | list) else self.value)

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        field = " ".join(self.field_path).replace("_", " ").strip()
        return f"Change {field} of {self.target}"

    @property
    def merge_key(self) -> str:
        """Changes of the same field in a row are one."""
        return f"set:{self.target.key}:{'.'.join(self.field_path)}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with that value; raises `EditError` where the field does not take it."""
        old = record_at(before, self.target)
        if not self.field_path:
            raise EditError(f"No field of {self.target} is named; name one to change.")
        if self.field_path[0] == "id":
            raise EditError(f"The id of {self.target} is named by other elements; use the edit that changes ids.")
        if self.field_path[0] in _ELSEWHERE.get(self.target.kind, ()):
            raise EditError(f'"{self.field_path[0]}" of {self.target} holds elements of their own; change those.')
        new = _set(before, old, self.field_path, self.value)
        self._check(before, old, new)
        return with_record(before, self.target, old, new)

    def _check(self, before: Workspace, old: Any, new: Any) -> None:
        if self.target.kind is TargetKind.ZONE and new.parent != old.parent:
            check_nesting(before, old, new.parent)
        check_references(before.landscape, new, old)


def field_at(record_class: type[Any], field_path: tuple[str, ...]) -> FieldSpec:
    """The spec that a path of attribute names leads to, the same way `SetField` goes; raises `EditError`."""
    spec = _spec(record_class, field_path[0])
    rest = field_path[1:]
    if spec.record is not None and spec.shape in {Shape.LIST, Shape.RECORDS_BY_KEY}:
        rest = rest[1:]
    return field_at(spec.record, rest) if rest and spec.record is not None else spec


def _spec(record_class: Any, name: str) -> FieldSpec:
    specs = specs_of(record_class)
    if name not in specs:
        noun = record_class.__name__.lower()
        raise EditError(f'There is no field "{name}" in a {noun}{did_you_mean(name, specs) or "."}')
    return specs[name]


def _set(before: Workspace, record: Any, path: tuple[str, ...], value: Any) -> Any:
    name, rest = path[0], path[1:]
    spec = _spec(type(record), name)
    old = getattr(record, name)
    if not rest:
        return updated(record, **{name: fitted(before, spec, value)})
    if spec.shape is Shape.MAP and len(rest) == 1:
        return updated(record, **{name: _set_key(before, spec, old, rest[0], value)})
    if spec.shape is Shape.LIST and spec.record is not None and len(rest) > 1:
        return updated(record, **{name: _set_item(before, old, rest, value)})
    if spec.shape is Shape.ONE and spec.record is not None:
        inner = _set(before, old if old is not None else spec.record(), rest, value)
        empty = inner == spec.record() and spec.kind is not Kind.SHOW
        return updated(record, **{name: None if empty else inner})
    raise EditError(f'"{spec.key}" holds no field "{rest[0]}"; it is a single value.')


def _set_key(before: Workspace, spec: FieldSpec, old: immutabledict[str, Any], key: str, value: Any) -> Any:
    if value is None or value == "":
        return old.discard(key)
    if not key.strip():
        raise EditError(f'A key of "{spec.key}" needs a name; write one.')
    return old.set(key, fitted(before, spec, {key: value})[key])


def _set_item(before: Workspace, old: tuple[Any, ...], path: tuple[str, ...], value: Any) -> tuple[Any, ...]:
    if not path[0].isdecimal() or int(path[0]) >= len(old):
        raise EditError(f"There is no item number {path[0]} in a list of {len(old)}, counted from 0.")
    where = int(path[0])
    return (*old[:where], _set(before, old[where], path[1:], value), *old[where + 1:])
