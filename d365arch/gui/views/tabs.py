"""The tabs under the canvas: one for each view, renamed and moved in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QTabBar, QWidget

from d365arch.gui.editor import Editor
from d365arch.gui.view_titles import title_of
from d365arch.model import View

_NARROWEST = 120

WIDEST = 220
"""A tab is at most this wide, in px; a longer name is cut, its tooltip tells all of it."""


class ViewTabs(QTabBar):
    """Shows the view whose tab is current.

    `moved` carries the id of a view and its new position after a drag, `renamed` an id and the new title, `menu_wanted`
    a place on the screen; `left` says that the canvas shall have the focus, so that what is typed elsewhere is
    taken; `room_changed` that the tabs need more or less room than before.
    """

    moved = Signal(str, int)
    renamed = Signal(str, str)
    delete_wanted = Signal()
    left = Signal()
    menu_wanted = Signal(QPoint)
    room_changed = Signal()

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._pressed = False
        self._turned = 0
        self.setObjectName("views")
        self.setAccessibleName(self.tr("Views"))
        self.setShape(QTabBar.Shape.RoundedSouth)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setMovable(True)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.field = QLineEdit(self)
        self.field.setObjectName("view-title")
        self.field.setAccessibleName(self.tr("Name of the view"))
        self.field.hide()
        self.field.installEventFilter(self)
        self.field.textEdited.connect(lambda _text: self._place_field())
        self._renaming: str | None = None
        self._document = editor.document
        self.currentChanged.connect(self._chosen)

    @property
    def ids(self) -> list[str]:
        """Ids of the views, in the order of the tabs."""
        return [str(self.tabData(n)) for n in range(self.count())]

    def fill(self, views: tuple[View, ...], tips: dict[str, str]) -> None:
        """Show these views; tabs that are there already stay as they are."""
        if self._document is not self._editor.document or self._renaming not in (None, *(v.id for v in views)):
            # What is typed was meant for a view that is gone.
            self.finish(take=False)
        self._document = self._editor.document
        with QSignalBlocker(self):
            wanted = [v.id for v in views]
            changed = self.ids != wanted
            self._arrange(wanted)
            for n, view in enumerate(views):
                title = title_of(view)
                room = WIDEST - 2 * self.fontMetrics().height()
                text = self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room).replace("&", "&&")
                if self.tabText(n) != text:
                    self.setTabText(n, text)
                self.setAccessibleTabName(n, title)
                self.setTabToolTip(n, tips.get(view.id, ""))
                if view.id == self._editor.view_id and self.currentIndex() != n:
                    self.setCurrentIndex(n)
        if changed:
            self._scroll()
        # Tabs that come while the bar is not on the screen yet do not ask for their room themselves.
        self.updateGeometry()
        self.room_changed.emit()

    def _arrange(self, wanted: list[str]) -> None:
        """Have exactly these tabs; those that stay keep their place on the screen as far as they can."""
        for n in reversed(range(self.count())):
            if self.tabData(n) not in wanted:
                self.removeTab(n)
        for n, view_id in enumerate(wanted):
            if view_id not in self.ids:
                self.setTabData(self.insertTab(n, ""), view_id)
            elif self.ids[n] != view_id:
                self.moveTab(self.ids.index(view_id), n)

    def _scroll(self) -> None:
        """Have the tab of the view on show in sight, also where the room is another one now."""
        current = self.currentIndex()
        if self.count() > 1:
            with QSignalBlocker(self):
                self.setCurrentIndex(0 if current else 1)
                self.setCurrentIndex(current)

    def rename(self, index: int) -> None:
        """Edit the name of a tab in place."""
        if not 0 <= index < self.count():
            return
        self._renaming = str(self.tabData(index))
        self.field.setText(self.accessibleTabName(index))
        self._place_field()
        self.field.show()
        self.field.raise_()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place_field(self) -> None:
        """Over its tab, as wide as the name that is typed."""
        if self._renaming not in self.ids:
            return
        rect = self.tabRect(self.ids.index(self._renaming)).adjusted(1, 4, -1, -3)
        needed = self.field.fontMetrics().horizontalAdvance(self.field.text()) + 26
        rect.setWidth(max(rect.width(), min(needed, WIDEST)))
        rect.moveRight(min(rect.right(), self.width() - 1))
        self.field.setGeometry(rect)

    def finish(self, *, take: bool) -> None:
        """Take the name that was typed, or leave it as it was."""
        view_id, self._renaming = self._renaming, None
        if view_id is None:
            return
        had_focus = self.field.hasFocus()
        self.field.hide()
        title = " ".join(self.field.text().split())
        if take and title and view_id in self.ids:
            self.renamed.emit(view_id, title)
        if had_focus:
            self.left.emit()

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Tabs are never squeezed; where there is no room for all of them, they scroll."""
        return self.tabSizeHint(index)

    def minimumSizeHint(self) -> QSize:
        """The tabs may become as narrow as one of them; then they scroll."""
        whole = self.sizeHint()
        return QSize(min(_NARROWEST, whole.width()), whole.height())

    def _chosen(self, index: int) -> None:
        if index < 0:
            return
        view_id = str(self.tabData(index))
        if not self.hasFocus():
            # What is being typed on the drawing belongs to the view that is left.
            self.left.emit()
        self._editor.set_view(view_id)

    def show_view(self, view_id: str) -> None:
        """Show a view as if its tab were clicked."""
        self.setCurrentIndex(self.ids.index(view_id))

    def step(self, by: int) -> None:
        """Show the next view (1) or the one before (-1); from the last on to the first."""
        if self.count() > 1:
            self.setCurrentIndex((self.currentIndex() + by) % self.count())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button shows a view and may drag its tab; the middle one does nothing, so that nothing is lost."""
        self.finish(take=True)
        self.left.emit()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = True
            self._listen(True)
            super().mousePressEvent(event)
        elif event.button() == Qt.MouseButton.RightButton and (at := self.tabAt(event.position().toPoint())) >= 0:
            self.setCurrentIndex(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell where a tab was dragged to."""
        self._listen(False)
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self._pressed:
            self._pressed = False
            self._tell_move()

    def _listen(self, on: bool) -> None:
        """While a tab is held, Escape is meant for it, wherever the focus is."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
            if on:
                application.installEventFilter(self)

    def _stop_drag(self) -> None:
        """Let go of a tab and put it back."""
        self._pressed = False
        self._listen(False)
        at = QPointF(self.tabRect(self.currentIndex()).center())
        super().mouseReleaseEvent(QMouseEvent(QEvent.Type.MouseButtonRelease, at, self.mapToGlobal(at),
                                              Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton,
                                              Qt.KeyboardModifier.NoModifier))
        with QSignalBlocker(self):
            self._arrange([v.id for v in self._editor.workspace.views] or self.ids)

    def _tell_move(self) -> None:
        before, view_id = [v.id for v in self._editor.workspace.views], self._editor.view_id
        if self.ids != before and view_id in self.ids and len(before) == self.count():
            self.moved.emit(view_id, self.ids.index(view_id))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename the tab under the pointer."""
        self._pressed = False
        if event.button() == Qt.MouseButton.LeftButton:
            self.rename(self.tabAt(event.position().toPoint()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A notch of the wheel shows the next view, without going round at the ends."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        self._turned = self._turned + turned if self._turned * turned > 0 else turned
        steps = int(self._turned / 120)
        if steps:
            self._turned -= steps * 120
            self.setCurrentIndex(max(0, min(self.count() - 1, self.currentIndex() - steps)))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 renames, Delete deletes, Ctrl+Shift+Page Up and Down move the view; arrows walk."""
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        moves = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_F2:
            self.rename(self.currentIndex())
        elif key == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        elif key in moves and event.modifiers() == both:
            wanted = self.currentIndex() + moves[key]
            if 0 <= wanted < self.count():
                self.moveTab(self.currentIndex(), wanted)
                self._tell_move()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the view under the pointer, or of the current one when a key asked."""
        at = self.tabAt(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Mouse and at >= 0:
            self.setCurrentIndex(at)
            self.menu_wanted.emit(event.globalPos())
        elif event.reason() != QContextMenuEvent.Reason.Mouse:
            self.menu_wanted.emit(self.mapToGlobal(self.tabRect(self.currentIndex()).center()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tabs may need to scroll."""
        super().resizeEvent(event)
        self._scroll()
        self.room_changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and leaving the field take the name, Escape does not; Escape puts a tab back that is dragged."""
        if watched is not self.field:
            escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
            if self._pressed and escape and event.type() == QEvent.Type.KeyPress:
                self._stop_drag()
                return True
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.finish(take=False)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.finish(take=True)
                return True
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        if event.type() == QEvent.Type.FocusOut:
            self.finish(take=True)
        return False
