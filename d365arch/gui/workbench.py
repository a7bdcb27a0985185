"""What a feature of the window may work with, so that features need not know the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QToolBar, QWidget

from d365arch.gui.canvas.view import CanvasView
from d365arch.gui.docks.findings import Findings
from d365arch.gui.docks.inspector import Inspector
from d365arch.gui.docks.legend import Legend
from d365arch.gui.docks.palette import Palette
from d365arch.gui.editor import Editor
from d365arch.gui.overlays import Overlays
from d365arch.gui.page import SheetPage
from d365arch.gui.recent import RecentFiles
from d365arch.gui.session import Session
from d365arch.gui.settings import Settings
from d365arch.gui.status import StatusBar
from d365arch.scene.parts import Element


class Signals(QObject):
    """`page_changed` says whether the start page or one of a feature is shown now (true) or the sheet (false); actions
    that a feature enables by rules of its own are set anew then. `explain_wanted` carries the id of a help card,
    `improve_wanted` a finding that somebody wants to be rid of."""

    page_changed = Signal(bool)
    explain_wanted = Signal(str)
    improve_wanted = Signal(object)


class AddDock(Protocol):
    """Makes a dock with a toggle in the Panels menu; `hidden` docks open only when somebody asks for them."""

    def __call__(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea, *,
                 beside: str | None = None, hidden: bool = False) -> QDockWidget:
        """The dock around the widget."""


class Another(Protocol):
    """Makes a second window of the program, on a landscape file where one is named; it is not shown yet."""

    def __call__(self, path: Path | None = None) -> QMainWindow:
        """The window."""


@dataclass(frozen=True)
class Workbench:
    """The parts of one window.

    `actions` are the rows of `actions.ACTIONS` by name, `submenus` the menus whose names end with `>`, `add_dock`
    adds a panel (tabbed with `beside` where that is named), `show_dock` opens one and brings it to the front,
    `show_elements` brings elements into sight and flashes the first, `another` makes a second window of the program;
    `add_page` takes a page that fills the window, as the start page does, and `show_page` shows it, or with none the
    sheet; `overlays` keeps those apart that color the whole drawing.
    """

    window: QMainWindow
    editor: Editor
    canvas: CanvasView
    page: SheetPage
    session: Session
    settings: Settings
    recent: RecentFiles
    actions: dict[str, QAction]
    submenus: dict[str, QMenu]
    toolbar: QToolBar
    status: StatusBar
    palette: Palette
    legend: Legend
    inspector: Inspector
    findings: Findings
    add_dock: AddDock
    show_dock: Callable[[str], None]
    show_elements: Callable[[list[Element]], None]
    another: Another
    add_page: Callable[[QWidget], object]
    show_page: Callable[[QWidget | None], None]
    signals: Signals = field(default_factory=Signals)
    overlays: Overlays = field(default_factory=Overlays)

    def on(self, name: str, command: Callable[[], object]) -> None:
        """Run a command without arguments when an action is triggered."""
        self.actions[name].triggered.connect(lambda _checked=False: command())
