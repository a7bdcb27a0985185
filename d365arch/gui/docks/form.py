"""A form for records of one class, generated from their field specs: groups of fields, nested records, lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from d365arch.gui.docks.choices import Choices
from d365arch.gui.docks.derived import default_of
from d365arch.gui.docks.field_editor import MIXED, FieldEditor
from d365arch.gui.docks.field_editors import make_editor
from d365arch.gui.docks.groups import NOT_DRAWN, Group, doc_of, groups_of, heading, title_of
from d365arch.gui.docks.record_list import RecordList
from d365arch.gui.docks.section import Section
from d365arch.gui.editor import Editor
from d365arch.gui.explained import explains, key_of
from d365arch.gui.fonts import with_text
from d365arch.model.fields import FieldSpec, Kind, Shape, specs_of

Path = tuple[str, ...]
LABEL_WIDTH = 90
_NESTED = {Kind.RECORD, Kind.TEXT_OR_RECORD, Kind.SHOW}


def value_at(record: Any, path: Path) -> Any:
    """The value that a path of attributes and list positions leads to; none where a record on the way is unstated."""
    for name in path:
        if record is None:
            return None
        record = record[int(name)] if isinstance(record, tuple) else getattr(record, name)
    return record


def shared_value(records: Sequence[Any], path: Path) -> Any:
    """The value of a field that all records have in common, or `MIXED`."""
    values = [value_at(record, path) for record in records]
    return values[0] if all(value == values[0] for value in values[1:]) else MIXED


def is_stated(value: Any) -> bool:
    """Whether a value says anything."""
    return value is not None and (not isinstance(value, tuple | Mapping) or len(value) > 0)


def path_of(record: type[Any], key: str) -> Path:
    """The attributes that a dotted key of the file leads to; empty where the record has no such key."""
    word, _, rest = key.partition(".")
    for attribute, spec in specs_of(record).items():
        if spec.key == word:
            if not rest or spec.record is None:
                return (attribute,)
            inner = path_of(spec.record, rest)
            return (attribute, *inner) if inner else (attribute,)
    return ()


class RecordForm(QWidget):
    """Shows one or more records of a class; `edited` carries the path of a field and its new value."""

    edited = Signal(object, object)

    def __init__(self, record: type[Any], editor: Editor, choices: Choices, *, prefix: Path = (),
                 grouped: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._class = record
        self._editor = editor
        self._choices = choices
        self._prefix = prefix
        self._records: tuple[Any, ...] = ()
        self._fields: dict[Path, FieldEditor] = {}
        self._lists: dict[Path, RecordList] = {}
        self._sections: list[tuple[Section, Group]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        if grouped:
            for group in groups_of(record):
                section = Section(heading(group), self._builder(group), is_open=group.is_open, theme=editor.theme,
                                  parent=self)
                self._sections.append((section, group))
                self._column.addWidget(section)
        else:
            body = QWidget(self)
            self._builder(Group("", tuple(specs_of(record))))(body)
            self._column.addWidget(body)
        editor.theme_changed.connect(self._retint)

    @property
    def fields(self) -> dict[Path, FieldEditor]:
        """Editors of the fields built so far, by path."""
        return self._fields

    @property
    def sections(self) -> dict[str, Section]:
        """Sections by title."""
        return {group.title: section for section, group in self._sections}

    def show_records(self, records: Sequence[Any], *, same: bool = False) -> None:
        """Show these records; a field in which they differ shows as several values.

        `same` says that they are new states of the elements that were shown, so that a text that is just being typed
        may stay.
        """
        self._records = tuple(records)
        for path, field in self._fields.items():
            if not (same and field.is_typing):
                self._fill(path)
        for path, shown in self._lists.items():
            shown.show_records(() if len(self._records) != 1 else value_at(self._records[0], path) or ())
        for section, group in self._sections:
            section.set_note(self._note(group))

    def field_of(self, key: str) -> QWidget | None:
        """Open the group with a key of the file, such as `volume.per_day`, and give its field; none where it has none.

        A key of a record in a list, such as that of an entity, leads to the list.
        """
        path = path_of(self._class, key)
        for section, group in self._sections:
            if path and path[0] in group.attributes:
                section.set_open(True)
                return self._fields.get(path) or self._lists.get(path) or self._lists.get(path[:1]) or section
        return None

    def _note(self, group: Group) -> str:
        if len(self._records) != 1:
            return ""
        count = sum(1 for path, _ in self._paths(group) if is_stated(value_at(self._records[0], path)))
        return f"· {count}" if count else ""

    def _paths(self, group: Group) -> Iterator[tuple[Path, FieldSpec]]:
        for attribute in group.attributes:
            spec = specs_of(self._class)[attribute]
            if spec.record is not None and spec.shape is Shape.ONE and spec.kind in _NESTED:
                for inner, inner_spec in specs_of(spec.record).items():
                    yield (attribute, inner), inner_spec
            else:
                yield (attribute,), spec

    def _builder(self, group: Group) -> Callable[[QWidget], None]:
        def build(body: QWidget) -> None:
            grid = QGridLayout(body)
            grid.setContentsMargins(2, 2, 0, 10)
            grid.setHorizontalSpacing(8)
            grid.setVerticalSpacing(6)
            grid.setColumnMinimumWidth(0, with_text(LABEL_WIDTH))
            grid.setColumnStretch(1, 1)
            several = len(group.attributes) > 1
            under = ""
            for path, spec in self._paths(group):
                if several and len(path) > 1 and path[0] != under:
                    under = path[0]
                    grid.addWidget(_caption(title_of(under), doc_of(specs_of(self._class)[under])),
                                   grid.rowCount(), 0, 1, 2)
                self._add_row(grid, path, spec)
        return build

    def _add_row(self, grid: QGridLayout, path: Path, spec: FieldSpec) -> None:
        row = grid.rowCount()
        title = title_of(path[-1])
        if spec.record is not None and spec.shape in {Shape.LIST, Shape.RECORDS_BY_KEY}:
            shown = RecordList(spec.record, title, self._sub_form, self)
            shown.changed.connect(lambda value, path=path: self.edited.emit(self._prefix + path, value))
            self._lists[path] = shown
            grid.addWidget(shown, row, 0, 1, 2)
            if len(self._records) == 1:
                shown.show_records(value_at(self._records[0], path) or ())
            return
        label = QLabel(title)
        label.setObjectName("muted")
        label.setToolTip(f"{doc_of(spec)}\n{spec.key}" + (f"  ({spec.symbol})" if spec.symbol else ""))
        label.setMaximumWidth(with_text(LABEL_WIDTH))
        label.setWordWrap(True)
        record = self._records[0] if self._records else None
        choices = self._choices.of(spec, self._class, record)
        field = make_editor(spec, title, choices, lambda: self._choices.words(self._class, path[-1]))
        field.setToolTip(doc_of(spec))
        label.setBuddy(field)
        if key := key_of(self._class, spec):
            explains(label, key, self._editor)
            explains(field, key, self._editor)
        field.edited.connect(lambda value, path=path: self.edited.emit(self._prefix + path, value))
        self._fields[path] = field
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        label.setContentsMargins(0, 5, 0, 0)
        grid.addWidget(field, row, 1)
        self._fill(path)

    def _sub_form(self, record: type[Any], parent: QWidget) -> RecordForm:
        return RecordForm(record, self._editor, self._choices, grouped=False, parent=parent)

    def _fill(self, path: Path) -> None:
        if not self._records:
            return
        field = self._fields[path]
        set_choices = getattr(field, "set_choices", None)
        if set_choices is not None:
            set_choices(self._choices.of(field.spec, self._class, self._records[0]))
        defaults = {default_of(self._editor, record, path[-1]) for record in self._records} if len(path) == 1 else set()
        value = shared_value(self._records, path)
        if reason := NOT_DRAWN.get((self._class, path)):
            # Where a file states it, it can be taken out.
            field.setEnabled(is_stated(value))
            field.setToolTip(f"{doc_of(field.spec)}\n{reason}")
        field.show_value(value, defaults.pop() if len(defaults) == 1 else None)

    def _retint(self, theme: str) -> None:
        for section, _ in self._sections:
            section.set_theme(theme)


def _caption(text: str, doc: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("caption")
    label.setToolTip(doc)
    label.setContentsMargins(0, 6, 0, 0)
    return label
