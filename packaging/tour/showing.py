"""The second half of the tour: facts, tables, a better arrangement, views, looks, and what leaves the window."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QTabBar, QToolButton, QWidget

from d365arch.gui.dialogs.export import ExportDialog
from d365arch.gui.tables.panel import TablesPanel
from d365arch.gui.views.dialog import ViewDialog
from d365arch.model.geometry import Point
from tour.hand import NONE, SHIFT, LostError
from tour.story import Scene

NAME = "northwind"
"""Name of the files that are written, without their endings."""


def state_facts(scene: Scene) -> None:
    """A click on a line, and what is known of it in the inspector."""
    hand, eyes = scene.hand, scene.eyes
    hand.key("Esc")
    hand.click(hand.spot(eyes.label("Tickets")))
    inspector = scene.window.inspector
    scene.pick_word(eyes.field("Trigger", inspector), "event")
    scene.pick(eyes.field("Frequency", inspector), "high")
    scene.pick(eyes.field("Entities", inspector), "Sales ticket")
    section = _section(inspector, "Section Load")
    if not section.isChecked():
        hand.click_on(section)
    scene.pick(eyes.field("Per day", inspector), "60000")


def fill_a_table(scene: Scene) -> None:
    """What all the others carry comes out of a spreadsheet, in one step."""
    hand = scene.hand
    command(scene, "Tables")
    panel = scene.window.findChild(TablesPanel)
    if panel is None:
        raise LostError("There are no tables.")
    tabs: QTabBar = panel.tabs
    hand.click_on(tabs, tabs.tabRect(2).center())
    wanted = {i.label: ", ".join(i.entities) for i in scene.plan.integrations}
    QGuiApplication.clipboard().setText("\n".join(wanted[i.label] for i in scene.eyes.landscape.integrations))
    column = next(n for n, each in enumerate(panel.model.columns) if each.title == "Entities")
    grid = panel.grid
    grid.scrollTo(panel.model.index(0, column))
    hand.click_on(grid.viewport(), grid.visualRect(panel.model.index(0, column)).center())
    hand.key("Ctrl+V")
    scene.show()
    command(scene, "Tables")
    hand.click(_open_ground(scene))


def lay_out(scene: Scene) -> None:
    """Ctrl+L; there and back again."""
    hand = scene.hand
    for keys in ("Ctrl+L", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+0"):
        hand.key(keys)


def move_with_guides(scene: Scene) -> None:
    """A system is dragged, and snaps to what stands near it."""
    hand, eyes = scene.hand, scene.eyes
    lowest = eyes.head("Tax service")
    hand.press(hand.spot(lowest))
    hand.move(hand.spot(Point(lowest.x + 4, lowest.y + 34)))
    scene.show()
    hand.release()
    hand.key("P")


def align(scene: Scene) -> None:
    """Some systems of one zone, aligned and spread by commands."""
    hand, eyes = scene.hand, scene.eyes
    for number, name in enumerate(("Web shop", "Product information", "HR", "Loyalty", "Tax service")):
        hand.click(hand.spot(eyes.head(name)), SHIFT if number else NONE)
    command(scene, "Align left edges")
    hand.key("Ctrl+K")
    hand.type("distr")
    scene.show()
    hand.key("Esc")
    command(scene, "Distribute down")


def bend(scene: Scene) -> None:
    """The longest run of a line is put elsewhere."""
    hand, eyes = scene.hand, scene.eyes
    hand.key("Esc")
    hand.click(hand.spot(eyes.label("Finance extract")))
    path = eyes.path("Finance extract")
    runs = [(abs(a.y - b.y), a, b) for a, b in pairwise(path) if abs(a.x - b.x) < 1]
    _, a, b = max(runs, key=lambda run: run[0])
    grip = Point(a.x, a.y + (b.y - a.y) * 0.3)
    hand.press(hand.spot(grip))
    hand.move(hand.spot(Point(grip.x + 34, grip.y)))
    hand.release()


def find(scene: Scene) -> None:
    """Ctrl+F looks in every field."""
    hand = scene.hand
    hand.key("Esc")
    hand.key("Ctrl+F")
    hand.type("contact", "Return")
    hand.key("Return")
    scene.show()
    hand.key("Esc")


def view_by_query(scene: Scene) -> None:
    """Ctrl+T; only what is asynchronous."""
    hand, eyes = scene.hand, scene.eyes
    hand.key("Esc")

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ViewDialog)
        hand.click_on(dialog.name)
        hand.key("Ctrl+A")
        hand.type("Asynchronous")
        hand.click_on(_button(dialog, "By conditions"))
        picker = dialog.pickers["timing"]
        hand.click_on(picker)
        checks = picker.checks.list
        row = next(n for n in range(checks.count()) if checks.item(n).text().startswith("asynchronous"))
        hand.click_on(checks.viewport(), checks.visualItemRect(checks.item(row)).center())
        hand.key("Esc")
        scene.show()
        hand.click_on(dialog.take)

    hand.in_dialog(lambda: hand.click_on(eyes.field("New view")), fill)
    hand.until(lambda: scene.window.editor.view.title == "Asynchronous", "the new view")


def view_around(scene: Scene) -> None:
    """The neighbors of Finance, from its menu, colored by who starts."""
    hand, eyes = scene.hand, scene.eyes
    hand.key("Ctrl+PgUp")
    menu = hand.menu_at(hand.spot(eyes.head("Finance")))
    hand.choose(menu, "View of this and around it", "View of this and its neighbors")
    hand.until(lambda: scene.window.editor.view.title == "Around Finance", "the view around Finance")
    hand.rest()
    hand.key("Alt+2")
    hand.key("Ctrl+0")


def overview(scene: Scene) -> None:
    """Ctrl+Shift+O, on the first view."""
    hand = scene.hand
    while scene.window.editor.view_id != scene.window.editor.workspace.views[0].id:
        hand.key("Ctrl+PgUp")
    hand.key("Ctrl+Shift+O")
    hand.key("Ctrl+0")
    scene.show()
    hand.key("Ctrl+Shift+O")
    hand.key("Ctrl+0")


def dark(scene: Scene) -> None:
    """Ctrl+Shift+L, and a system that stands out with all it is connected with."""
    hand, eyes = scene.hand, scene.eyes
    hand.key("Ctrl+Shift+L")
    hand.click(hand.spot(eyes.head("Customer service")))
    hand.key("F")
    scene.show()
    hand.key("Esc")
    hand.key("Esc")
    hand.key("Ctrl+Shift+L")


def save_and_export(scene: Scene) -> None:
    """Ctrl+S and Ctrl+E."""
    hand = scene.hand
    target = scene.folder / f"{NAME}.d365arch.yaml"

    def name(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit)
        if field is None:
            raise LostError("The dialog has no field for a name.")
        hand.click_on(field)
        hand.key("Ctrl+A")
        hand.type(str(target))
        hand.key("Return")

    hand.in_dialog(lambda: hand.key("Ctrl+S"), name)

    def write(dialog: QDialog) -> None:
        assert isinstance(dialog, ExportDialog)
        hand.click_on(dialog.path)
        hand.key("Ctrl+A")
        hand.type(_short(scene.folder / f"{NAME}.svg"))
        hand.rest()
        scene.show()
        hand.click_on(dialog.write)

    hand.in_dialog(lambda: hand.key("Ctrl+E"), write)
    hand.until((scene.folder / f"{NAME}.svg").exists, "the picture")


def command(scene: Scene, words: str) -> None:
    """Ctrl+K and what the command is called."""
    scene.hand.key("Ctrl+K")
    scene.hand.type(words, "Return")


def _short(path: Path) -> str:
    """A path as a person types it."""
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)


def _section(within: QWidget, name: str) -> QToolButton:
    found = next((b for b in within.findChildren(QToolButton) if b.accessibleName() == name and b.isVisible()), None)
    if found is None:
        raise LostError(f"There is no {name}.")
    return found


def _button(within: QWidget, text: str) -> QWidget:
    found = next((b for b in within.findChildren(QToolButton) if b.text() == text), None)
    if found is None:
        raise LostError(f"There is no button {text}.")
    return found


def _open_ground(scene: Scene) -> QPoint:
    """A place of the drawing with nothing on it."""
    canvas = scene.hand.canvas
    return canvas.mapTo(scene.window, QPoint(8, canvas.height() - 8))
