"""Editors of fields that are typed: one line, several lines, and yes, no or how."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCompleter, QLabel, QLineEdit, QPlainTextEdit, QWidget

from d365arch.gui.docks.field_editor import FieldEditor, Mixed
from d365arch.gui.docks.values import FieldTextError, format_value, parse
from d365arch.gui.fonts import with_text
from d365arch.model.fields import FieldSpec


class TextEditor(FieldEditor):
    """One line of text: names, quantities, dates, lists with commas; wrong text is told below and not taken."""

    def __init__(self, spec: FieldSpec, name: str, words: Callable[[], Sequence[str]] = tuple,
                 parent: QWidget | None = None) -> None:
        super().__init__(spec, name, parent)
        self._words = words
        self._offered = QStringListModel(self)
        self.line = QLineEdit(self)
        self.line.setAccessibleName(name)
        self.line.setClearButtonEnabled(False)
        self._problem = QLabel(self)
        self._problem.setObjectName("bad")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._column.addWidget(self.line)
        self._column.addWidget(self._problem)
        self.setFocusProxy(self.line)
        self.line.editingFinished.connect(self._finish)
        self.line.textEdited.connect(lambda _text: self._say(""))
        self.line.installEventFilter(self)

    def _complete(self) -> None:
        """Offer the words of now, which nobody needs before the cursor is here."""
        words = list(self._words())
        if words != self._offered.stringList():
            self._offered.setStringList(words)
        if not words:
            # Forms outlive landscapes; one without words of its own offers none.
            self.line.setCompleter(None)  # type: ignore[arg-type]  # Qt takes none; its stubs do not say so
        elif self.line.completer() is None:
            completer = QCompleter(self._offered, self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            self.line.setCompleter(completer)

    def _display(self) -> None:
        mixed = isinstance(self._value, Mixed)
        self.line.setPlaceholderText(self.tr("several values") if mixed else self._default)
        text = "" if mixed else format_value(self.spec, self._value)
        if self.line.text() != text:
            self.line.setText(text)
            self.line.setCursorPosition(0)
        self._say("")

    def _finish(self) -> None:
        if not self.line.isModified():
            return
        try:
            value = parse(self.spec, self.line.text())
        except FieldTextError as error:
            self._say(str(error))
            return
        self.line.setModified(False)
        if value is None and self.spec.required:
            self._say(self.tr("This has to be stated."))
            return
        self._say("")
        # What was typed is an edit now; undoing it is the window's business, not that of the line.
        self.line.setText(self.line.text())
        self._commit(value)

    @property
    def is_typing(self) -> bool:
        """Whether a person is in the middle of a text that is not taken yet."""
        return self.line.hasFocus() and self.line.isModified()

    def refuse(self, sentence: str) -> bool:
        """Keep the text, which can be mended, and tell below it."""
        self._value = self._before
        self.line.setModified(True)
        self._say(sentence)
        return True

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        if self.line.property("wrong") != bool(sentence):
            self.line.setProperty("wrong", bool(sentence))
            self.line.style().polish(self.line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape puts the old text back; undo and redo reach the window where the line has nothing to undo."""
        if watched is self.line and event.type() == QEvent.Type.FocusIn:
            self._complete()
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape and self.line.isModified():
                self.line.setModified(False)
                self._display()
                return True
            if event.type() == QEvent.Type.ShortcutOverride and not self.line.isModified() and (
                    event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)):
                event.ignore()
                return True
        return super().eventFilter(watched, event)


class _Area(QPlainTextEdit):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class AreaEditor(FieldEditor):
    """Several lines of text, taken when the focus leaves."""

    def __init__(self, spec: FieldSpec, name: str, parent: QWidget | None = None) -> None:
        super().__init__(spec, name, parent)
        self.area = _Area(self)
        self.area.setAccessibleName(name)
        self.area.setTabChangesFocus(True)
        self.area.setFixedHeight(with_text(66))
        self.area.left.connect(self._finish)
        self._column.addWidget(self.area)
        self.setFocusProxy(self.area)

    def _display(self) -> None:
        mixed = isinstance(self._value, Mixed)
        self.area.setPlaceholderText(self.tr("several values") if mixed else self._default)
        text = "" if mixed else self._value or ""
        if self.area.toPlainText() != text:
            with QSignalBlocker(self.area):
                self.area.setPlainText(text)
        self.area.document().setModified(False)

    @property
    def is_typing(self) -> bool:
        """Whether a person is in the middle of a text that is not taken yet."""
        return self.area.hasFocus() and self.area.document().isModified()

    def _finish(self) -> None:
        if self.area.document().isModified():
            self.area.document().setModified(False)
            self._commit(self.area.toPlainText().strip() or None)


class FlagOrTextEditor(TextEditor):
    """Yes, no, or a text that says how."""

    def __init__(self, spec: FieldSpec, name: str, parent: QWidget | None = None) -> None:
        super().__init__(spec, name, lambda: ("yes", "no"), parent)
        self._default = self.tr("yes, no, or how")

    def show_value(self, value: Any, default: str | None = None) -> None:
        """Show a value, `MIXED`, or nothing."""
        super().show_value(value, default or self.tr("yes, no, or how"))
