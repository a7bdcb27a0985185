"""The inspector: every field of what is selected, the important ones first, and what follows from them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFont, QPixmap, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from d365arch.edit import SetField, SwapEnds, Target, TargetKind
from d365arch.gui.docks.advice import AdvicePanel, type_behind
from d365arch.gui.docks.choices import Choices
from d365arch.gui.docks.derived import default_of
from d365arch.gui.docks.endpoint_rows import EndpointRows
from d365arch.gui.docks.exchange import Exchange
from d365arch.gui.docks.field_changes import edit_of
from d365arch.gui.docks.form import RecordForm
from d365arch.gui.docks.subject import Subject, subject_of
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import resized
from d365arch.gui.icons import action_icon, catalog_pixmap
from d365arch.gui.language import amount
from d365arch.gui.scene_marks import timing_pixmap
from d365arch.gui.style import colors_of
from d365arch.model import Endpoint, Integration, System, View, Zone
from d365arch.model.view import ViewNote

_NAME = {"note": "text"}
_ICONS = {"integration": "flow-arrow", "zone": "bounding-box", "landscape": "map-trifold", "note": "note"}


class Inspector(QScrollArea):
    """Shows the selection's fields and turns what people change there into edits."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._choices = Choices(editor)
        self._subject = Subject("", (), ())
        self._forms: dict[type[Any], RecordForm] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Inspector"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)     # its fields have it
        self._page = QWidget(self)
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(14, 12, 14, 16)
        self._column.setSpacing(6)
        self._make_header()
        self.exchange = Exchange(editor, self._choices, self._page)
        self.exchange.edited.connect(self._edit)
        self.exchange.swapped.connect(self._swap)
        self._column.addWidget(self.exchange)
        self.endpoints = EndpointRows(editor, self._page)
        self._column.addWidget(self.endpoints)
        self._slot = self._column.count()
        self.advice = AdvicePanel(editor, self._page)
        self._column.addWidget(self.advice)
        self._column.addStretch(1)
        self.setWidget(self._page)
        # One refresh for several changes in a row: a new value usually brings a new selection as well.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._refresh_in_sight)
        for signal in (editor.selection.changed, editor.changed, editor.theme_changed, editor.view_changed):
            signal.connect(lambda *_: self._soon.start())
        self.refresh()

    def _make_header(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.icon = QLabel(self._page)
        self.icon.setFixedSize(26, 26)
        self.icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = QLineEdit(self._page)
        self.title.setObjectName("title")
        self.title.setAccessibleName(self.tr("Name"))
        self.title.setFont(resized(self.font(), 1.2, QFont.Weight.DemiBold))
        self.title.editingFinished.connect(self._rename)
        row.addWidget(self.icon)
        row.addWidget(self.title, 1)
        self._column.addLayout(row)
        self.subtitle = QLabel(self._page)
        self.subtitle.setObjectName("muted")
        self.subtitle.setWordWrap(True)
        self.subtitle.setContentsMargins(4, 0, 0, 4)
        self._column.addWidget(self.subtitle)

    def minimumSizeHint(self) -> QSize:
        """Wide enough that nothing is cut off, whatever is selected: the ends of an integration need most room."""
        margins = self._column.contentsMargins()
        widest = self.exchange.minimumSizeHint().width() + margins.left() + margins.right()
        return QSize(widest + self.verticalScrollBar().sizeHint().width(), super().minimumSizeHint().height())

    @property
    def subject(self) -> Subject:
        """What is shown."""
        return self._subject

    def put_in(self, panel: QWidget) -> None:
        """Show what a feature has to say of the selection, above the advice; it shows and hides itself."""
        self._column.insertWidget(self._column.indexOf(self.advice), panel)

    def form_of(self, record: type[Any]) -> RecordForm:
        """The form for records of a class; built when first needed and kept."""
        form = self._forms.get(record)
        if form is None:
            form = RecordForm(record, self._editor, self._choices, parent=self._page)
            target = None if record is not View else "view"
            form.edited.connect(lambda path, value: self._edit(path, value, of_view=target == "view"))
            self._forms[record] = form
            at = self._slot if record is not View else self._column.indexOf(self.advice)
            self._column.insertWidget(at, form)
        return form

    def show_key(self, key: str) -> bool:
        """Go to the field of a key of what is selected, such as `latency.required`; false where it has none."""
        self.refresh()
        field = self.form_of(type(self._subject.records[0])).field_of(key)
        if field is None:
            return False
        # A group that has just been opened is laid out before anything in it can be scrolled to.
        self._page.adjustSize()
        self.ensureWidgetVisible(field, 20, 90)
        inner = next((w for w in (field, *field.findChildren(QWidget))
                      if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled() and not w.isHidden()), field)
        inner.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _refresh_in_sight(self) -> None:
        """What is behind another panel catches up when it comes to the front."""
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what went on meanwhile."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show what is selected now."""
        before, self._subject = self._subject, subject_of(self._editor)
        subject = self._subject
        shown = type(subject.records[0])
        wanted: dict[type[Any], tuple[Any, ...]] = {shown: subject.records}
        if subject.kind == "landscape":
            wanted[View] = (self._editor.view,)
        for record, form in self._forms.items():
            form.setVisible(record in wanted)
        for record, records in wanted.items():
            form = self.form_of(record)
            form.setVisible(True)
            form.show_records(records, same=before.kind == subject.kind and before.targets == subject.targets)
        self._show_header(subject)
        self.exchange.setVisible(shown is Integration)
        if shown is Integration:
            self.exchange.show_records(subject.records)
        one = subject.records[0] if len(subject.records) == 1 else None
        self.endpoints.show_system(one if isinstance(one, System) else None)
        self.advice.show_record(one)
        if before.kind != subject.kind or before.targets != subject.targets:
            self.verticalScrollBar().setValue(0)

    def _show_header(self, subject: Subject) -> None:
        count, record = len(subject.records), subject.records[0]
        attribute = _NAME.get(subject.kind, "name")
        name = getattr(record, attribute) or ""
        # A note of several lines is written on the drawing; one line could not hold it.
        self.title.setReadOnly(count > 1 or "\n" in name)
        self.title.setText(amount(count, subject.kind) if count > 1 else name)
        unnamed = str(getattr(record, "id", self.tr("Unnamed")))
        self.title.setPlaceholderText(default_of(self._editor, record, "name") or unnamed)
        self.title.setModified(False)
        self.title.setCursorPosition(0)
        self.icon.setPixmap(self._pixmap(subject.kind, record))
        words = self._describe(record) if count == 1 else self.tr("What you change here changes all of them.")
        if subject.others:
            words = f"{words}\n{self.tr('Also selected: {others}.').format(others=subject.others)}"
        self.subtitle.setText(words)

    def _pixmap(self, kind: str, record: Any) -> QPixmap:
        colors, facts = colors_of(self._editor.theme), self._editor.facts
        if isinstance(record, System):
            icon = self._editor.catalog.icon_of(facts.type_of(record))
            return catalog_pixmap(icon, colors.platform(facts.platform(record).value), 24)
        if isinstance(record, Endpoint):
            return timing_pixmap(facts.endpoint_timings(record), self._editor.theme, 22)
        return action_icon(_ICONS.get(kind, "info"), colors.muted).pixmap(22, 22)

    def _describe(self, record: Any) -> str:
        facts, landscape = self._editor.facts, self._editor.workspace.landscape
        if isinstance(record, System | Endpoint):
            kind = type_behind(self._editor, record)
            named = kind.name if kind else record.type or self.tr("No type yet: choose one below.")
            if isinstance(record, Endpoint):
                owner = landscape.system_by_id.get(self._subject.targets[0].owner or "")
                return self.tr("{type} on {system}").format(type=named, system=owner.label if owner else "?")
            count = len(landscape.integrations_of.get(record.id, ()))
            hub = f" · {self.tr('hub')}" if facts.is_hub(record.id) else ""
            return f"{named} · {amount(count, 'integration')}{hub}"
        if isinstance(record, Integration):
            return self.tr("Through a hub") if facts.is_spoke(record) else self.tr("Direct, no hub between")
        if isinstance(record, Zone):
            count = sum(1 for s in landscape.systems if record in landscape.zone_path(s.zone))
            return f"{(record.kind or self.tr('group')).capitalize()} · {amount(count, 'system')}"
        if isinstance(record, ViewNote):
            return self.tr("Note on this drawing")
        return f"{amount(len(landscape.systems), 'system')}, {amount(len(landscape.integrations), 'integration')}"

    def _edit(self, path: tuple[str, ...], value: Any, of_view: bool = False) -> None:
        view = self._editor.view
        targets = (Target(TargetKind.VIEW, view.id, name=view.title),) if of_view else self._subject.targets
        edit = edit_of(self._editor.workspace, targets, path, value)
        if edit is not None and not self._editor.perform(edit):
            form = self._forms.get(View if of_view else type(self._subject.records[0]))
            field = form.fields.get(path) if form else None
            if field is None or not field.refuse(self._editor.refusal):
                self._soon.start()

    def _rename(self) -> None:
        if not self.title.isModified() or len(self._subject.targets) != 1:
            return
        self.title.setModified(False)
        attribute = _NAME.get(self._subject.kind, "name")
        self._editor.perform(SetField(self._subject.targets[0], (attribute,), self.title.text().strip() or None))
        self._soon.start()

    def _swap(self) -> None:
        if len(self._subject.targets) == 1:
            self._editor.perform(SwapEnds(self._subject.targets[0].id, keep_flow=True))


