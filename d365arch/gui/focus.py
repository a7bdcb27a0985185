"""Focus: dims all but the selection and what is near it along integrations; a look at the drawing, never an edit."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from d365arch.gui.neighborhood import near
from d365arch.gui.workbench import Workbench
from d365arch.scene.parts import Element

MOST = 3
"""So many hops around the selection can be shown."""

_TOP = 12


class Focus(QObject):
    """Follows the selection while it is on; with nothing selected it stays with what was."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.canvas)
        self._bench = bench
        self._action = bench.actions["focus"]
        self._center: tuple[Element, ...] = ()
        self.hops = 1
        self.bar = FocusBar(bench.canvas)
        self.bar.fewer.clicked.connect(lambda: self.step(-1))
        self.bar.more.clicked.connect(lambda: self.step(1))
        self.bar.leave.clicked.connect(self.leave)
        bench.on("focus", self._switch)
        bench.editor.selection.changed.connect(self._follow)
        bench.editor.drawing_changed.connect(lambda _drawing: self._show())
        bench.editor.opened.connect(self.leave)
        bench.canvas.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        """Whether something is dimmed."""
        return bool(self._center)

    def _switch(self) -> None:
        if self._action.isChecked():
            self.enter()
        else:
            self.leave()

    def enter(self) -> None:
        """Focus on the selection."""
        self._center = self._chosen()
        if not self._center:
            self._bench.editor.message.emit(self.tr("Select what to focus on, then press F."))
        self._show()

    def leave(self) -> None:
        """Show everything as it is."""
        if self.is_on or self._action.isChecked():
            self._center = ()
            self._show()

    def step(self, by: int) -> None:
        """Show more hops around the selection, or fewer."""
        self.hops = min(MOST, max(1, self.hops + by))
        self._show()

    def _chosen(self) -> tuple[Element, ...]:
        return tuple(e for e in self._bench.editor.selection.elements if e.kind in _KINDS)

    def _follow(self) -> None:
        if self.is_on and (chosen := self._chosen()):
            self._center = chosen
            self._show()

    def _show(self) -> None:
        canvas, editor = self._bench.canvas, self._bench.editor
        self._center = tuple(element for element in self._center if editor.exists(element))
        self._action.setChecked(self.is_on)
        self.bar.setVisible(self.is_on)
        if not self.is_on:
            canvas.picture.stand_out(None)
            return
        found = near(editor.workspace.landscape, self._center, self.hops)
        canvas.picture.stand_out(frozenset(self._drawn(found)))
        systems = sum(1 for element in found if element.kind == "system")
        self.bar.tell(self._says(), systems, self.hops)
        self.bar.place(canvas.width())

    def _drawn(self, elements: Iterable[Element]) -> Iterable[Element]:
        """The elements and what stands for them on the drawing, such as the one line of a bundle."""
        sheet = self._bench.canvas.sheet
        for element in elements:
            yield element
            for shape in sheet.shapes(element) if sheet else ():
                yield shape.element

    def _says(self) -> str:
        if len(self._center) > 1:
            return self.tr("{count} elements").format(count=len(self._center))
        return self._bench.canvas.describe(self._center[0]).partition(".")[0]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape leaves, plus and minus change the hops, while no gesture is under way."""
        if event.type() == QEvent.Type.Resize:
            self.bar.place(self._bench.canvas.width())
        if not self.is_on or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self._bench.canvas.tool is not None:
            return False
        steps = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in steps and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step(steps[Qt.Key(event.key())])
        else:
            return False
        return True


_KINDS = ("system", "endpoint", "integration", "zone")


class FocusBar(QFrame):
    """A small bar over the canvas that says what is in focus, with buttons for the hops and to leave."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setObjectName("focus-bar")
        self.setAccessibleName(self.tr("Focus"))
        self._says = QLabel(self)
        self._hops = QLabel(self)
        self.fewer = self._button("−", self.tr("Show one hop less"), self.tr("Fewer hops (-)"))
        self.more = self._button("+", self.tr("Show one hop more"), self.tr("More hops (+)"))
        self.leave = self._button("×", self.tr("Leave the focus"), self.tr("Show everything again (Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 6, 4)
        row.setSpacing(4)
        for widget in (self._says, self.fewer, self._hops, self.more, self.leave):
            row.addWidget(widget)
        self.hide()

    def _button(self, text: str, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setAccessibleName(name)
        button.setToolTip(tip)
        return button

    def tell(self, what: str, systems: int, hops: int) -> None:
        """Say what stands out."""
        count = self.tr("1 system") if systems == 1 else self.tr("{count} systems").format(count=f"{systems:,}")
        self._says.setText(self.tr("Focus: {what} · {count}").format(what=what, count=count))
        self._hops.setText(self.tr("1 hop") if hops == 1 else self.tr("{count} hops").format(count=hops))
        self.fewer.setEnabled(hops > 1)
        self.more.setEnabled(hops < MOST)
        self.setAccessibleDescription(f"{self._says.text()}, {self._hops.text()}")

    def place(self, width: int) -> None:
        """Stand in the middle of the canvas' upper border."""
        self.adjustSize()
        self.move(max(0, (width - self.width()) // 2), _TOP)
        self.raise_()


def install(bench: Workbench) -> Focus:
    """Wire the focus."""
    return Focus(bench)
