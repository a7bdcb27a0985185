"""The columns of the tables: every field of a record by its spec, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from d365arch.catalog.facts import Facts
from d365arch.gui.docks.derived import default_of
from d365arch.gui.docks.groups import title_of
from d365arch.gui.docks.values import FieldTextError, format_value, parse
from d365arch.gui.editor import Editor
from d365arch.gui.language import translate
from d365arch.model import End, Endpoint, Integration, System
from d365arch.model.fields import FieldSpec, Kind, Shape, specs_of
from d365arch.scene.parts import Element

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One element: its record, and for endpoints the system that has it."""

    element: Element
    record: Any
    owner: System | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column; without a spec it is computed and cannot be edited. `shown` ones are there from the start."""

    key: str
    title: str
    path: Path = ()
    spec: FieldSpec | None = None
    compute: Callable[[Facts, Row], str | int] | None = None
    shown: bool = False

    @property
    def editable(self) -> bool:
        """Whether people may write here."""
        return self.spec is not None


def _flat(record: type[Any], path: Path = (), title: str = "") -> Iterator[tuple[Path, str, FieldSpec]]:
    """Every single field of a record class, those of nested records with the name of the record."""
    for attribute, spec in specs_of(record).items():
        called = f"{title} {title_of(attribute).lower()}" if title else title_of(attribute)
        if spec.kind is Kind.RECORD:
            if spec.shape is Shape.ONE and spec.record is not None:
                yield from _flat(spec.record, (*path, attribute), called)
        elif spec.kind not in (Kind.TEXT_OR_RECORD, Kind.SHOW):
            yield (*path, attribute), called, spec


def _direction(facts: Facts, row: Row) -> str:
    return facts.direction(row.record).value


def _way(facts: Facts, row: Row) -> str:
    return (translate("Columns", "through a hub") if facts.is_spoke(row.record) else
            translate("Columns", "direct"))


def _confidence(_facts: Facts, row: Row) -> str:
    found = row.record.confidence
    return found.value if found else ""


def _lines(facts: Facts, row: Row) -> int:
    return len(facts.landscape.integrations_of.get(row.record.id, ()))


def _used(facts: Facts, row: Row) -> int:
    end = End.parse(row.element.id)
    return sum(1 for i in facts.landscape.integrations_of.get(end.system, ()) if end in (i.from_, i.to))


_COMPUTED: dict[type[Any], tuple[Column, ...]] = {
    System: (
        Column("=endpoints", "Endpoints", compute=lambda _facts, row: len(row.record.endpoints), shown=True),
        Column("=integrations", "Integrations", compute=_lines, shown=True),
        Column("=platform", "Platform", compute=lambda facts, row: facts.platform(row.record).value),
    ),
    Endpoint: (
        Column("=system", "System", compute=lambda _facts, row: row.owner.label if row.owner else "", shown=True),
        Column("=integrations", "Integrations", compute=_used, shown=True),
    ),
    Integration: (
        Column("=direction", "Direction", compute=_direction, shown=True),
        Column("=way", "Way", compute=_way, shown=True),
        Column("=confidence", "Confidence", compute=_confidence),
    ),
}

_FIRST: dict[type[Any], tuple[str, ...]] = {
    System: ("name", "type", "zone", "owner", "criticality", "hosting", "=endpoints", "=integrations"),
    Endpoint: ("=system", "name", "type", "timing", "direction", "protocol", "entities", "operations",
               "=integrations"),
    Integration: ("name", "from_", "to", "=direction", "timing", "data", "trigger", "frequency", "entities",
                  "volume.per_day", "volume.peak_per_hour", "volume.message_kb", "latency.required", "=way", "owner"),
}
"""The columns that are there from the start, in their order; all others can be added."""


def column_texts() -> Iterator[str]:
    """Titles of the columns that are computed, for those who translate."""
    yield from (column.title for columns in _COMPUTED.values() for column in columns)


def columns_of(record: type[Any]) -> tuple[Column, ...]:
    """Every column for records of a class, those shown from the start first."""
    computed = {column.key: replace(column, title=translate("Columns", column.title))
                for column in _COMPUTED[record]}
    named = {".".join(path): Column(".".join(path), title, path, spec) for path, title, spec in _flat(record)}
    first = [named.get(key) or computed[key] for key in _FIRST[record]]
    shown = tuple(Column(c.key, c.title, c.path, c.spec, c.compute, shown=True) for c in first)
    rest = [c for key, c in {**named, **computed}.items() if key not in _FIRST[record]]
    return (*shown, *rest)


def value_at(record: Any, path: Path) -> Any:
    """What a record states at a path; none where nothing."""
    for attribute in path:
        record = getattr(record, attribute, None)
    return record


class Cells:
    """The texts of cells as people read and write them: names in place of ids."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    def text(self, column: Column, row: Row) -> str:
        """What a cell states; empty where nothing."""
        if column.compute is not None:
            return str(column.compute(self._editor.facts, row))
        if column.spec is None:
            return ""
        value = value_at(row.record, column.path)
        return self._named(column.spec, value) or format_value(column.spec, value)

    def default(self, column: Column, row: Row) -> str:
        """What holds where a cell states nothing."""
        if column.spec is None or len(column.path) != 1:
            return ""
        return default_of(self._editor, row.record, column.path[0]) or ""

    def order(self, column: Column, row: Row) -> tuple[int, float, str]:
        """By what a column sorts: numbers by size, texts by letters, nothing last."""
        if column.compute is not None:
            value: Any = column.compute(self._editor.facts, row)
        else:
            value = value_at(row.record, column.path)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return 0, float(value), ""
        text = self.text(column, row)
        return (1, 0.0, text.casefold()) if text else (2, 0.0, "")

    def value(self, column: Column, text: str) -> Any:
        """The value that a text states; names are looked up. Raises `FieldTextError` with a sentence."""
        spec = column.spec
        if spec is None:
            raise FieldTextError(translate(
                "Columns", "{title} follows from other facts and cannot be written.").format(title=column.title))
        choices = self.choices(spec)
        if not choices or not text.strip():
            return parse(spec, text)
        known = {label.casefold(): value for label, value in choices} | {str(v).casefold(): v for _, v in choices}
        found = known.get(" ".join(text.split()).casefold())
        if found is None:
            raise FieldTextError(translate(
                "Columns", "There is no {kind} “{text}” to choose.").format(
                    kind=_kinds()[spec.kind], text=text.strip()))
        return found

    def choices(self, spec: FieldSpec) -> list[tuple[str, Any]]:
        """Names with their values, for fields that refer to types, zones, systems and ends; empty for others."""
        landscape, catalog = self._editor.workspace.landscape, self._editor.catalog
        match spec.kind:
            case Kind.SYSTEM_TYPE:
                return [(kind.name, kind.id) for kind in catalog.system_types.values()]
            case Kind.ENDPOINT_TYPE:
                return [(kind.name, kind.id) for kind in catalog.endpoint_types.values()]
            case Kind.ZONE:
                return [(zone.label, zone.id) for zone in landscape.zones]
            case Kind.SYSTEM:
                return [(system.label, system.id) for system in landscape.systems]
            case Kind.END:
                return [(self._end(end), end) for system in landscape.systems
                        for end in (End(system.id), *(End(system.id, e.id) for e in system.endpoints))]
        return []

    def _named(self, spec: FieldSpec, value: Any) -> str:
        """The name behind an id; empty for other fields and for what does not exist."""
        if value is None or spec.shape is not Shape.ONE:
            return ""
        if spec.kind is Kind.END:
            return self._end(value)
        landscape, catalog = self._editor.workspace.landscape, self._editor.catalog
        if spec.kind is Kind.SYSTEM_TYPE:
            kind: Any = catalog.system_types.get(value)
        elif spec.kind is Kind.ENDPOINT_TYPE:
            kind = catalog.endpoint_types.get(value)
        else:
            kind = None
        known: dict[Kind, Mapping[str, Any]] = {Kind.ZONE: landscape.zone_by_id, Kind.SYSTEM: landscape.system_by_id}
        record = known.get(spec.kind, {}).get(value)
        return kind.name if kind else record.label if record else ""

    def _end(self, end: End) -> str:
        landscape = self._editor.workspace.landscape
        system, endpoint = landscape.system_by_id.get(end.system), landscape.endpoint_at(end)
        if system is None:
            return str(end)
        if endpoint is None:
            return system.label if end.endpoint is None else f"{system.label} › {end.endpoint}"
        return f"{system.label} › {default_of(self._editor, endpoint, 'name') if not endpoint.name else endpoint.name}"


def _kinds() -> dict[Kind, str]:
    """What the values of fields are that are chosen by name."""
    return {Kind.SYSTEM_TYPE: translate("Columns", "system type"),
            Kind.ENDPOINT_TYPE: translate("Columns", "endpoint type"), Kind.ZONE: translate("Columns", "zone"),
            Kind.SYSTEM: translate("Columns", "system"), Kind.END: translate("Columns", "system or endpoint")}
