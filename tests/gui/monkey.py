"""A monkey on the real window: seeded mouse, keys, drags, renames, undo and redo, run as `app.run` runs.

Called as a script with a seed, a number of events and a file to open; exits with the code of the application.
"""

from __future__ import annotations

import os
import random
import sys
import traceback

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from d365arch.gui import app, thumbnails
from d365arch.gui.canvas.ports import end_handles
from d365arch.gui.canvas.resizing import places as resize_places
from d365arch.gui.canvas.view import CanvasView
from d365arch.gui.main_window import MainWindow
from d365arch.model.geometry import Point
from d365arch.scene.parts import Element

Key, Mod = Qt.Key, Qt.KeyboardModifier
KEYS = ((Key.Key_Tab, Mod.NoModifier), (Key.Key_Left, Mod.NoModifier), (Key.Key_Down, Mod.AltModifier),
        (Key.Key_Right, Mod.ShiftModifier), (Key.Key_Escape, Mod.NoModifier), (Key.Key_Delete, Mod.NoModifier),
        (Key.Key_A, Mod.ControlModifier), (Key.Key_D, Mod.ControlModifier), (Key.Key_C, Mod.ControlModifier),
        (Key.Key_V, Mod.ControlModifier), (Key.Key_X, Mod.NoModifier), (Key.Key_Return, Mod.NoModifier),
        (Key.Key_E, Mod.NoModifier), (Key.Key_C, Mod.NoModifier), (Key.Key_F2, Mod.NoModifier))
HINTS = (Key.Key_F, Key.Key_M, Key.Key_H, Key.Key_N, Key.Key_Period, Key.Key_P, Key.Key_G, Key.Key_Plus, Key.Key_Minus)
COMMANDS = (
    "select_all", "duplicate", "group", "layout_all", "layout_selection", "swap", "pin", "align_left", "align_middle",
    "distribute_across", "same_width", "own_size", "straighten", "fit", "zoom_in", "zoom_out", "zoom_100",
    "fit_selection", "theme_toggle", "rename", "add_endpoint", "add_zone", "add_note", "note_about", "connect",
    "delete", "delete_everywhere", "find_type", "cut", "copy", "paste", "select_connected", "select_same_type",
    "select_invert",
    "view_copy", "view_show", "view_delete", "view_around_1", "view_next", "view_previous", "hide", "show_hidden",
    "fold", "unfold_all", "endpoints", "bundle", "overview", "perspective_timing", "perspective_owner",
    "perspective_zone", "perspective_severity", "line_width", "focus", "minimap", "panels", "legend_shown",
    "legend_home", "snap_guides", "snap_grid")
MEANWHILE = ("undo", "redo", "delete", "theme_toggle", "view_next", "view_copy", "overview", "bundle", "fold", "hide",
             "endpoints", "layout_all", "focus", "select_all", "duplicate", "minimap", "perspective_owner", "fit",
             "zoom_in", "zoom_out", "rename", "panels")
WORDS = ("servicebus", "mes", "odata", "Ledger", "ebanking", "x")


TELL = bool(os.environ.get("MONKEY_TELLS"))
"""Whether each event is told, to see what came before a problem."""


class Monkey:
    """Does one thing after the other, with the event loop between them."""

    def __init__(self, window: MainWindow, seed: int, events: int) -> None:
        self.window = window
        self.dice = random.Random(seed)
        self.left = events
        # A question waits in an event loop of its own until somebody answers it.
        self.answering = QTimer(window)
        self.answering.timeout.connect(self.answer)
        self.answering.start(20)

    @property
    def canvas(self) -> CanvasView:
        """Where most of it happens."""
        return self.window.canvas

    def place(self) -> QPoint:
        """Mostly something that is drawn."""
        drawing = self.window.editor.drawing
        if drawing and drawing.placement.boxes and self.dice.random() < 0.8:
            rect = drawing.placement.boxes[self.dice.choice(sorted(drawing.placement.boxes))]
            at = self.canvas.viewport.rect_to_screen(rect)
            x, y = at.x + at.width * self.dice.random(), at.y + at.height * self.dice.random()
            if 0 < x < self.canvas.width() and 0 < y < self.canvas.height():
                return QPoint(int(x), int(y))
        return QPoint(self.dice.randrange(self.canvas.width()), self.dice.randrange(self.canvas.height()))

    def click(self) -> None:
        """Click, now and then with Ctrl."""
        keys = self.dice.choice((Mod.NoModifier, Mod.NoModifier, Mod.ControlModifier))
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, keys, self.place())

    def double_click(self) -> None:
        """Rename and type."""
        at = self.place()
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, Mod.NoModifier, at)
        QTest.mouseDClick(self.canvas, Qt.MouseButton.LeftButton, Mod.NoModifier, at)
        self.type()

    def drag(self) -> None:
        """Drag with the left or the middle button, sometimes undoing on the way."""
        button = self.dice.choice((Qt.MouseButton.LeftButton,) * 3 + (Qt.MouseButton.MiddleButton,))
        start, end = self.place(), self.place()
        QTest.mousePress(self.canvas, button, Mod.NoModifier, start)
        for step in range(1, 4):
            QTest.mouseMove(self.canvas, start + (end - start) * step / 3)
        if self.dice.random() < 0.15:
            self.undo()
        QTest.mouseRelease(self.canvas, button, Mod.NoModifier, end)

    def grip(self) -> QPoint:
        """A place where something begins: a border, a line, a label, a handle, a zone's name; else any place."""
        canvas, drawing = self.canvas, self.window.editor.drawing
        found: list[Point] = []
        if drawing is not None and canvas.sheet is not None:
            to_screen = canvas.viewport.to_screen
            for rect in drawing.placement.boxes.values():
                found += [to_screen(Point(rect.left, rect.center.y)), to_screen(Point(rect.right - 1, rect.bottom - 9))]
            for route in drawing.placement.routes.values():
                middle = len(route.points) // 2
                a, b = route.points[middle - 1], route.points[middle]
                found.append(to_screen(Point((a.x + b.x) / 2, (a.y + b.y) / 2)))
                found += [to_screen(route.label.center)] if route.label else []
            for rect in drawing.placement.zones.values():
                found += [to_screen(Point(rect.left + 40, rect.top + 14)), to_screen(Point(rect.right, rect.bottom))]
            handles = [*resize_places(canvas).values(), *(to_screen(at) for _, _, at in end_handles(canvas))]
            found += handles * 12
            shapes = [s for s in canvas.sheet.scene.shapes if s.element.kind in ("note", "legend", "title")]
            found += [to_screen(s.bounds.center) for s in shapes]
        found = [at for at in found if 0 < at.x < canvas.width() and 0 < at.y < canvas.height()]
        if not found or self.dice.random() < 0.1:
            return self.place()
        at = self.dice.choice(found)
        return QPoint(int(at.x), int(at.y))

    def gesture(self) -> None:
        """A drag from where something begins to anywhere, also out of the canvas, and all that can happen meanwhile."""
        canvas, dice = self.canvas, self.dice
        held = dice.choice((Mod.NoModifier,) * 4 + (Mod.ShiftModifier, Mod.ControlModifier, Mod.AltModifier))
        start, end = self.grip(), dice.choice((self.place(), self.grip(), QPoint(-300, 2000), QPoint(4000, 5)))
        if dice.random() < 0.3:
            QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Mod.NoModifier, start)
            start = self.grip()
        if dice.random() < 0.1:
            QTest.keyPress(canvas, Key.Key_Space)
        QTest.mouseMove(canvas, start)
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, held, start)
        steps = dice.choice((1, 2, 5))
        for step in range(1, steps + 1):
            QTest.mouseMove(canvas, start + (end - start) * step / steps)
            if dice.random() < 0.2:
                self.interrupt()
            if dice.random() < 0.4:
                QApplication.processEvents()
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, held, end)
        QTest.keyRelease(canvas, Key.Key_Space)
        if dice.random() < 0.5:
            self.type()
        self.check()

    def interrupt(self) -> None:
        """Something else while a button is held."""
        canvas, dice = self.canvas, self.dice
        at = self.place()
        match dice.randrange(8):
            case 0:
                QTest.keyClick(QApplication.focusWidget() or canvas, Key.Key_Escape)
            case 1:
                QTest.mousePress(canvas, Qt.MouseButton.RightButton, Mod.NoModifier, at)
                QTest.mouseRelease(canvas, Qt.MouseButton.RightButton, Mod.NoModifier, at)
            case 2:
                self.wheel()
            case 3:
                self.key()
            case 4:
                QApplication.sendEvent(self.window, QEvent(QEvent.Type.WindowDeactivate))
                canvas.clearFocus()
            case 5:
                QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
                canvas.resize(canvas.width() + dice.choice((-40, 40)), canvas.height())
            case _:
                action = self.window.actions_by_name[dice.choice(MEANWHILE)]
                if action.isEnabled():
                    action.trigger()

    def wheel(self) -> None:
        """Turn the wheel."""
        at = QPointF(self.place())
        event = QWheelEvent(at, at, QPoint(), QPoint(0, self.dice.choice((120, -120, 360, -360))),
                            Qt.MouseButton.NoButton, Mod.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(self.canvas, event)

    def hint(self) -> None:
        """A single letter on the canvas."""
        self.canvas.setFocus()
        QTest.keyClick(self.canvas, self.dice.choice(HINTS))
        if self.dice.random() < 0.4:
            self.type()

    def rest(self) -> None:
        """Hover, and let come what comes when the hand rests."""
        QTest.mouseMove(self.canvas, self.grip())
        self.canvas.overlay.spotlight()
        QApplication.processEvents()

    def check(self) -> None:
        """What always holds when no button is held."""
        canvas, editor = self.canvas, self.window.editor
        if canvas.tool is not None:
            raise AssertionError(f"{type(canvas.tool).__name__} goes on without a button")
        if canvas.frame.without and not canvas.notes.active:
            raise AssertionError(f"left out of the picture: {sorted(e.id for e in canvas.frame.without)[:3]}")
        lost = [e for e in editor.selection.elements if not editor.exists(e)]
        if lost:
            raise AssertionError(f"selected, but gone: {lost[:3]}")

    def key(self) -> None:
        """A key wherever the focus is."""
        key, keys = self.dice.choice(KEYS)
        QTest.keyClick(QApplication.focusWidget() or self.canvas, key, keys)

    def type(self) -> None:
        """Words and Enter or Escape wherever the focus is, if it is a text that is asked for."""
        focus = QApplication.focusWidget()
        if focus is not None and focus is not self.canvas:
            QTest.keyClicks(focus, self.dice.choice(WORDS))
            end = self.dice.choice((Key.Key_Return, Key.Key_Return, Key.Key_Escape))
            QTest.keyClick(QApplication.focusWidget() or focus, end)

    def add(self) -> None:
        """Ask for a system and take what is found."""
        self.canvas.setFocus()
        QTest.keyClick(self.canvas, Key.Key_A)
        self.type()

    def undo(self) -> None:
        """Undo or redo a few steps."""
        for _ in range(self.dice.randrange(1, 4)):
            self.window.actions_by_name[self.dice.choice(("undo", "undo", "redo"))].trigger()

    def command(self) -> None:
        """A command of the menus."""
        action = self.window.actions_by_name[self.dice.choice(COMMANDS)]
        if action.isEnabled():
            action.trigger()
        if self.dice.random() < 0.5:
            self.type()

    def inspect(self) -> None:
        """Select something and change a text of the inspector."""
        landscape = self.window.editor.workspace.landscape
        known = [Element(kind="integration", id=i.id) for i in landscape.integrations]
        known += [Element(kind="system", id=s.id) for s in landscape.systems]
        if known:
            self.window.editor.selection.set(self.dice.sample(known, min(len(known), self.dice.randrange(1, 3))))
            QApplication.processEvents()
            title = self.window.inspector.title
            if not title.isReadOnly():
                title.setFocus()
                self.type()

    def answer(self) -> None:
        """Agree to the question that waits, or leave it."""
        waiting = QApplication.activeModalWidget()
        if isinstance(waiting, QDialog):
            waiting.done(self.dice.choice((QDialog.DialogCode.Accepted, QDialog.DialogCode.Rejected)).value)

    def tidy(self) -> None:
        """Leave no menu or dialog in the way."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QMenu | QDialog) and widget.isVisible():
                widget.close()

    def act(self) -> None:
        """One event, then the next one later; at the end the window closes."""
        if self.left == 0:
            # What was copied outlives the window.
            self.window.actions_by_name["select_all"].trigger()
            self.window.actions_by_name["copy"].trigger()
            self.window.editor.undo_stack.setClean()
            self.window.close()
            return
        self.left -= 1
        acts = (self.click, self.double_click, self.drag, self.gesture, self.gesture, self.gesture, self.key, self.key,
                self.add, self.undo, self.command, self.command, self.inspect, self.wheel, self.hint, self.rest)
        act = self.dice.choice(acts)
        if TELL:
            sys.stdout.write(f"{self.left} {act.__name__}\n")
        try:
            act()
            if len(self.window.editor.workspace.landscape.systems) > 40:
                self.window.editor.undo_stack.setIndex(0)
            self.tidy()
        finally:
            QTimer.singleShot(0, self.window, self.act)


def main() -> int:
    """Run the application with a monkey in it."""
    seed, events, path, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
    thumbnails._folder = lambda: app.Path(folder) / "thumbnails"    # type: ignore[attr-defined]
    bad: list[str] = []

    def hear(_kind: object, _context: object, text: str) -> None:
        if not text.startswith("This plugin does not support"):
            bad.append(text)
            sys.stderr.write(f"Qt: {text}\n")

    def fail(kind: type[BaseException], error: BaseException, trace: object) -> None:
        bad.append(repr(error))
        traceback.print_exception(error)

    app.tell_of_crash = fail        # type: ignore[assignment]  # a box would wait for a person
    qInstallMessageHandler(hear)
    monkeys: list[Monkey] = []

    class Windowed(MainWindow):
        """Starts the monkey once the file is open."""

        def show_canvas(self) -> None:
            super().show_canvas()
            if not monkeys:
                monkeys.append(Monkey(self, seed, events))
                QTimer.singleShot(0, self, monkeys[0].act)

    app.MainWindow = Windowed       # type: ignore[misc]
    code = app.run([path])
    qInstallMessageHandler(None)
    monkeys.clear()
    return code or int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
