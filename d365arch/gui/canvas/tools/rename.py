"""Rename: a field over the drawing in which the name of an element is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton

from d365arch.edit.compound import Several
from d365arch.edit.edit import Edit
from d365arch.edit.ids import fresh_id
from d365arch.edit.integration_edits import SwapEnds
from d365arch.edit.naming_edits import ChangeId, RenameElement
from d365arch.edit.targets import Target, TargetKind
from d365arch.gui.canvas.draft import endpoint_label
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.sheet import middle_of
from d365arch.gui.fonts import FAMILY
from d365arch.gui.language import translate
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Anchor, Element, TextPart

_KINDS = {
    "system": TargetKind.SYSTEM, "endpoint": TargetKind.ENDPOINT, "integration": TargetKind.INTEGRATION,
    "zone": TargetKind.ZONE, "title": TargetKind.LANDSCAPE,
}


_SIZES = {"system": 14, "title": 22}
"""Sizes of the letters of a name in the drawing, in px; others have 12."""

_MARGIN = 12
"""Least distance of the field from the border of the canvas, in px."""

_INSET = 8
"""From the border of the field to its letters, in px."""

Swap = Callable[[], Element]
"""Turns a line round and gives what it is called then."""


class Renamer(QObject):
    """Shows the field, and on Enter or on leaving it makes one edit of it; Escape leaves the name as it was."""

    def __init__(self, view: Canvas) -> None:
        super().__init__(view)
        self._view = view
        self._element: Element | None = None
        self._fresh = False
        self._swap: Swap | None = None
        self._seen = False
        self.field = QLineEdit(view)
        self.field.setObjectName("canvas-rename")
        self.field.setAccessibleName(translate("Canvas", "Name"))
        self.field.hide()
        self.field.installEventFilter(self)
        self.field.textEdited.connect(lambda _text: self.follow())
        self.turn = QPushButton(translate("Canvas", "Swap ends  (Alt+X)"), view)
        # A click leaves the name being typed; without a focus of its own it would hand the focus to the canvas.
        self.turn.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.turn.setFocusProxy(self.field)
        self.turn.setToolTip(translate("Canvas", "Let the other side start, as the catalog has it"))
        self.turn.hide()
        self.turn.clicked.connect(self.swap_ends)

    @property
    def active(self) -> bool:
        """Whether a name is being typed."""
        return self._element is not None

    def begin(self, element: Element, *, fresh: bool = False, swap: Swap | None = None) -> None:
        """Show the field over the name; a `fresh` element also gets an id that fits its name.

        `swap` turns a line round that was drawn the other way than the catalog has it; a button below the field
        offers it.
        """
        self.finish()
        if element.kind not in _KINDS:
            return
        self._element, self._fresh, self._swap, self._seen = element, fresh, swap, False
        self.field.setText(self._name(element))
        self._dress()
        self.follow()
        self._into_sight()
        self.field.show()
        self.field.raise_()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Take the name that was typed."""
        element, self._element = self._element, None
        if element is None:
            return
        name = " ".join(self.field.text().split())
        self._hide()
        if not name or name == self._name(element):
            return
        edit, renamed = self._edit(element, name)
        chosen = self._view.editor.selection.elements
        if self._view.editor.perform(edit) and element in chosen:
            self._view.editor.selection.set(renamed if e == element else e for e in chosen)

    def cancel(self) -> None:
        """Leave the name as it was."""
        if self._element is not None:
            self._element = None
            self._hide()

    def follow(self) -> None:
        """Keep the field over the element while the sheet moves."""
        if self._element is None:
            return
        rect = self._place(self._element)
        if rect is None and self._seen:
            self.cancel()
            return
        self._seen = rect is not None
        if rect is None:
            # A large landscape is still being drawn, but the name can be typed already.
            at = self._view.mouse.last.screen
            rect = Rect(at.x, at.y, 120, 24)
        needed = self.field.fontMetrics().horizontalAdvance(self.field.text()) + 24
        width = max(rect.width, needed, 96.0)
        left = rect.center.x - width / 2 if self._element.kind == "integration" else rect.left
        height = max(rect.height, self.field.fontMetrics().height() + 8)
        self.field.setGeometry(round(left), round(rect.center.y - height / 2), round(width), round(height))
        self._place_turn()

    def _into_sight(self) -> None:
        """Move the sheet as little as needed to see the whole field."""
        field, view = self.field.geometry(), self._view
        dx = max(0, _MARGIN - field.left()) or min(0, view.width() - _MARGIN - field.right())
        dy = max(0, _MARGIN - field.top()) or min(0, view.height() - _MARGIN - field.bottom())
        if dx or dy:
            view.set_viewport(view.viewport.panned(dx, dy))

    def _place_turn(self) -> None:
        """The button below the field, within the canvas."""
        self.turn.setVisible(self._swap is not None)
        self.turn.raise_()
        self.turn.adjustSize()
        under = self.field.geometry().bottom() + 5
        above = self.field.geometry().top() - self.turn.height() - 5
        left = min(self.field.x(), self._view.width() - self.turn.width() - 4)
        self.turn.move(max(4, left), under if under + self.turn.height() < self._view.height() else above)

    def swap_ends(self) -> None:
        """Turn the new line round; a name that nobody has typed yet follows."""
        swap, self._swap = self._swap, None
        if self._element is None:
            return
        if swap is None:
            if self._element.kind == "integration":
                self._view.editor.perform(SwapEnds(self._element.id, keep_flow=True))
            return
        before = self._name(self._element)
        self._element, self._seen = None, False     # it gets another id
        self._element = swap()
        if self.field.text() == before:
            self.field.setText(self._name(self._element))
            self.field.selectAll()
        self.follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the name, as does leaving the field; Escape does not. The canvas sees none of these keys."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.cancel()
                return True
            if event.key() == Qt.Key.Key_X and event.modifiers() == Qt.KeyboardModifier.AltModifier:
                self.swap_ends()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.finish()
                return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()
        if event.type() == QEvent.Type.FocusOut and self.active:
            self.finish()
        return False

    def _hide(self) -> None:
        had_focus = self.field.hasFocus()
        self._swap = None
        self.field.hide()
        self.turn.hide()
        if had_focus:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dress(self) -> None:
        theme = self._view.theme
        font = QFont(FAMILY)
        size = _SIZES.get(self._element.kind if self._element else "", 12)
        font.setPixelSize(max(12, min(28, round(size * self._view.zoom))))
        self.field.setFont(font)
        box = QColor(theme.box).name()
        self.field.setStyleSheet(
            f"QLineEdit {{ background: {box}; color: {theme.ink}; border: 2px solid {theme.accent};"
            f" border-radius: 4px; padding: 0 4px; selection-background-color: {theme.accent}; }}"
        )

    def _edit(self, element: Element, name: str) -> tuple[Edit, Element]:
        """The edit, and what the element is called after it."""
        target = self._target(element)
        rename = RenameElement(target, name)
        if not self._fresh or element.kind not in ("system", "integration"):
            return rename, element
        landscape = self._view.editor.workspace.landscape
        taken = set(landscape.system_by_id if element.kind == "system" else landscape.integration_by_id) - {element.id}
        new_id = fresh_id(name, taken, element.kind)
        if new_id == element.id:
            return rename, element
        return Several((rename, ChangeId(target, new_id)), f"Name {name}"), Element(kind=element.kind, id=new_id)

    def _target(self, element: Element) -> Target:
        kind = _KINDS[element.kind]
        if kind is TargetKind.LANDSCAPE:
            return Target(kind, name="the landscape")
        if kind is TargetKind.ENDPOINT:
            system, _, endpoint = element.id.partition(".")
            return Target(kind, endpoint, owner=system, name=self._name(element))
        return Target(kind, element.id, name=self._name(element))

    def _name(self, element: Element) -> str:
        editor = self._view.editor
        landscape = editor.workspace.landscape
        match element.kind:
            case "system":
                system = landscape.system_by_id.get(element.id)
                return system.label if system else ""
            case "integration":
                integration = landscape.integration_by_id.get(element.id)
                return integration.label if integration else ""
            case "zone":
                zone = landscape.zone_by_id.get(element.id)
                return zone.label if zone else ""
            case "endpoint":
                system_id, _, endpoint_id = element.id.partition(".")
                owner = landscape.system_by_id.get(system_id)
                endpoint = owner.endpoint(endpoint_id) if owner else None
                return endpoint_label(editor.facts, endpoint) if endpoint else ""
        return landscape.name or ""

    def _text_rect(self, element: Element) -> Rect | None:
        """Where the letters of the name stand in the scene; none where no name is drawn."""
        sheet = self._view.sheet
        if sheet is None:
            return None
        within = sheet.rect(element)
        owner = Element(kind="system", id=element.id.partition(".")[0]) if element.kind == "endpoint" else element
        parts = [p for shape in sheet.shapes(owner) for p in shape.parts if isinstance(p, TextPart)
                 and (element.kind != "endpoint" or (within and within.top < p.at.y < within.bottom))]
        if not parts:
            return None
        lines = [p for p in parts if p.font == parts[0].font and p.anchor is parts[0].anchor]
        if element.kind not in {"title", "integration"}:
            lines = lines[:1]
        lefts = [p.at.x - (p.width / 2 if p.anchor is Anchor.MIDDLE else 0) for p in lines]
        right = max(left + p.width for left, p in zip(lefts, lines, strict=True))
        size = lines[0].font.size
        top = min(p.at.y for p in lines) - size
        return Rect(min(lefts), top, right - min(lefts), max(p.at.y for p in lines) + 0.3 * size - top)

    def _place(self, element: Element) -> Rect | None:
        """Where the name stands, in the widget."""
        view = self._view
        if view.sheet is None:
            return None
        text = self._text_rect(element)
        if text is not None:
            # Exactly over the old name, with its letters on those of the field.
            at = view.viewport.to_screen(Point(text.x, text.y))
            return Rect(at.x - _INSET, at.y - 3, text.width * view.zoom + 2 * _INSET, text.height * view.zoom + 6)
        rect = view.rect_of(element)
        if element.kind == "integration":
            rect = view.sheet.label(element)
            path = view.sheet.path(element)
            if rect is None and path:
                middle = middle_of(path)
                rect = Rect(middle.x - 40, middle.y - 10, 80, 20)
        elif element.kind == "system":
            box = view.box_rect(element.id)
            rect = Rect(box.x + 32, box.y + 4, box.width - 40, 22) if box else None
        elif element.kind == "endpoint" and rect:
            rect = Rect(rect.x + 18, rect.y + 1, rect.width - 22, rect.height - 2)
        elif element.kind == "zone" and rect:
            rect = Rect(rect.x + 12, rect.y + 8, min(rect.width - 24, 220), 22)
        elif element.kind == "title" and rect:
            rect = Rect(rect.x, rect.y, max(rect.width, 200), min(rect.height, 34))
        if rect is None:
            return None
        at = view.viewport.to_screen(Point(rect.x, rect.y))
        return Rect(at.x, at.y, rect.width * view.zoom, rect.height * view.zoom)
