"""Writing a note: a field of several lines over the drawing; Ctrl+Enter or leaving it takes the text."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from d365arch.edit import AddViewNote, WriteNote, fresh_id
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.fonts import FAMILY
from d365arch.gui.language import translate
from d365arch.model import Point, ViewNote
from d365arch.model.geometry import Rect
from d365arch.model.vocabulary import NoteStyle
from d365arch.scene.notes import NOTE_WIDTH, note_font, note_padding, note_rect
from d365arch.scene.parts import Element

_LEAST = 12
"""Letters of the field are at least this large, in px, however far away the drawing is."""

_BORDER = 2
_STAYS = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""The field keeps its text open while its own menu or another window has the focus."""


class NoteWriter(QObject):
    """Shows the field, and makes one edit of what was written; a new note is there only once it says something."""

    def __init__(self, view: Canvas) -> None:
        super().__init__(view)
        self._view = view
        self._note: ViewNote | None = None
        self._fresh = False
        self._view_id = ""
        self.field = QPlainTextEdit(view)
        self.field.setObjectName("canvas-note")
        self.field.setAccessibleName(translate("Canvas", "Text of the note"))
        self.field.setTabChangesFocus(True)
        self.field.setPlaceholderText(translate("Canvas", "Write, then Ctrl+Enter"))
        self.field.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.field.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.field.hide()
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.follow)

    @property
    def active(self) -> bool:
        """Whether a text is being written."""
        return self._note is not None

    def begin(self, element: Element) -> None:
        """Edit the text of a note."""
        self.finish()
        note = next((n for n in self._view.editor.view.notes if n.id == element.id), None)
        rect = self._view.rect_of(element)
        if note is not None and rect is not None:
            self._open(note if note.at else replace(note, at=Point(rect.x + 1, rect.y + 1)), fresh=False)

    def begin_new(self, at: Point, *, on: str | None = None, style: NoteStyle | None = None) -> None:
        """Write a note that is not there yet, with its top left corner at a point of the scene."""
        self.finish()
        taken = {n.id for n in self._view.editor.view.notes}
        note = ViewNote(id=fresh_id("note", taken, "note"), at=Point(round(at.x), round(at.y)), on=on, style=style)
        self._open(note, fresh=True)

    def _open(self, note: ViewNote, *, fresh: bool) -> None:
        self._note, self._fresh, self._view_id = note, fresh, self._view.editor.view_id
        self.field.setPlainText(note.text or "")
        self.field.selectAll()
        self._dress()
        self.follow()
        self._into_sight()
        self._view.frame.leave_out(frozenset((Element(kind="note", id=note.id),)))
        self.field.show()
        self.field.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Take the text that was written."""
        note, self._note = self._note, None
        if note is None:
            return
        text, editor = self.field.toPlainText().strip(), self._view.editor
        self._hide()
        view = editor.workspace.view(self._view_id)
        if self._fresh:
            if text and editor.perform(AddViewNote(self._view_id, replace(note, text=text))):
                editor.selection.set([Element(kind="note", id=note.id)])
        elif text != (note.text or "").strip() and any(n.id == note.id for n in view.notes):
            editor.perform(WriteNote(self._view_id, note.id, text))

    def cancel(self) -> None:
        """Leave the text as it was; a new note never was."""
        if self._note is not None:
            self._note = None
            self._hide()

    def follow(self) -> None:
        """Keep the field over the note while the sheet moves, and as high as its text."""
        note = self._note
        if note is None or note.at is None:
            return
        view, zoom = self._view, self._zoom
        at = view.viewport.to_screen(note.at)
        rect = note_rect(note, note.at)
        pad = note_padding(note) * zoom
        width = round((rect.width if note.size else NOTE_WIDTH) * zoom)
        document = self.field.document()
        document.setDocumentMargin(max(0.0, pad - _BORDER))
        document.setTextWidth(width - 2 * _BORDER)
        # A plain text document counts lines, not px.
        lines = max(1, round(document.size().height()))
        height = max(rect.height * zoom, lines * self.field.fontMetrics().lineSpacing() + 2 * pad)
        self.field.setGeometry(round(at.x), round(at.y), width, round(height) + 2)

    @property
    def _zoom(self) -> float:
        """The zoom of the field, which stays legible where the drawing is not."""
        size = note_font(self._note).size if self._note else 12.0
        return max(self._view.zoom, _LEAST / size)

    def _into_sight(self) -> None:
        view, rect = self._view, self.field.geometry()
        seen = Rect(rect.x(), rect.y(), rect.width(), rect.height())
        dx = max(0.0, 12 - seen.left) or min(0.0, view.width() - 12 - seen.right)
        dy = max(0.0, 12 - seen.top) or min(0.0, view.height() - 12 - seen.bottom)
        if dx or dy:
            view.set_viewport(view.viewport.panned(dx, dy))

    def _dress(self) -> None:
        theme, note = self._view.theme, self._note
        if note is None:
            return
        font = QFont(FAMILY)
        font.setPixelSize(max(_LEAST, round(note_font(note).size * self._zoom)))
        self.field.setFont(font)
        ground = theme.ground if note.style is NoteStyle.PLAIN else theme.note
        self.field.setStyleSheet(
            f"QPlainTextEdit {{ background: {ground}; color: {theme.ink}; border: {_BORDER}px solid {theme.accent};"
            f" border-radius: 5px; padding: 0; font-size: {font.pixelSize()}px;"
            f" selection-background-color: {theme.accent}; }}")

    def _hide(self) -> None:
        had_focus = self.field.hasFocus()
        self.field.hide()
        self._view.frame.leave_out(frozenset())
        self._view.update()
        if had_focus:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter takes the text, Escape does not; other keys are the field's and no shortcuts of the window."""
        kind = event.type()
        if kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and isinstance(event, QKeyEvent):
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            ends = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and held == Qt.KeyboardModifier.ControlModifier
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()
                return False
            if ends or event.key() == Qt.Key.Key_Escape:
                (self.finish if ends else self.cancel)()
                return True
        if kind == QEvent.Type.FocusOut and isinstance(event, QFocusEvent) and event.reason() not in _STAYS:
            self.finish()
        return False
