"""The main window: puts canvas, docks, menus and commands together, and nothing else."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QMenu, QStackedWidget, QTabWidget, QWidget

from d365arch.catalog.records import Catalog
from d365arch.edit import Document
from d365arch.gui.actions import AT_HOME, fill_menus, make_actions, make_toolbar, tint_actions
from d365arch.gui.canvas.additions import add_type
from d365arch.gui.canvas.view import CanvasView
from d365arch.gui.context_menu import context_menu
from d365arch.gui.docks.dock import make_dock, size_docks
from d365arch.gui.docks.findings import Findings
from d365arch.gui.docks.inspector import Inspector
from d365arch.gui.docks.legend import Legend
from d365arch.gui.docks.palette import Palette
from d365arch.gui.edit_commands import EditCommands
from d365arch.gui.editor import Editor
from d365arch.gui.features import install_all
from d365arch.gui.file_menus import FileMenus
from d365arch.gui.output_commands import OutputCommands
from d365arch.gui.page import SheetPage
from d365arch.gui.recent import RecentFiles
from d365arch.gui.session import Session
from d365arch.gui.settings import Settings
from d365arch.gui.status import StatusBar
from d365arch.gui.style import apply_theme, resource_path, system_theme
from d365arch.gui.thumbnails import Thumbnails
from d365arch.gui.welcome import Welcome
from d365arch.gui.workbench import Workbench
from d365arch.scene.parts import Element

LAYOUT_VERSION = 5
"""Raised whenever docks come, go or stand elsewhere at first, so that no layout of an older program is restored."""


class MainWindow(QMainWindow):
    """One landscape, or the start page."""

    def __init__(self, catalog: Catalog, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        theme = self._wanted_theme()
        self._shown_theme = ""
        self._closed: set[str] = set()
        self._front = "inspector"
        self._docks_sized = False
        self.editor = Editor(Document(), catalog, theme, self)
        self.recent = RecentFiles(settings, self)
        self.session = Session(self.editor, settings, self.recent, self)
        self.canvas = CanvasView(self.editor, self)
        self.actions_by_name = make_actions(self)
        self.setWindowIcon(QIcon(resource_path("icons/app.svg")))
        self.setAcceptDrops(True)
        self._make_pages(catalog)
        self._make_docks()
        self._make_bars()
        self._make_commands()
        self._make_features()
        self.resize(1440, 900)
        self._restore()
        self.show_theme(theme)
        self.show_home()

    def _make_pages(self, catalog: Catalog) -> None:
        self.welcome = Welcome(self.recent, Thumbnails(catalog, self.editor.background, self), self)
        self.welcome.back_wanted.connect(self.show_canvas)
        self.welcome.new_wanted.connect(self.session.new)
        self.welcome.open_wanted.connect(self.session.open_dialog)
        self.welcome.file_chosen.connect(self.session.open)
        self.welcome.sample_chosen.connect(self.session.open_sample)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.welcome)
        self.page = SheetPage(self.canvas, self)
        self.pages.addWidget(self.page)
        self.setCentralWidget(self.pages)
        self.session.started.connect(self.show_canvas)

    def _make_docks(self) -> None:
        self.palette_ = Palette(self.editor, self)
        self.legend = Legend(self.editor, self)
        self.inspector = Inspector(self.editor, self)
        self.findings = Findings(self.editor, self)
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self.docks: dict[str, QDockWidget] = {
            name: make_dock(name, title, widget, self, self.editor)
            for name, title, widget in (
                ("catalog", self.tr("Catalog"), self.palette_), ("legend", self.tr("Legend"), self.legend),
                                        ("inspector", self.tr("Inspector"), self.inspector),
                                        ("findings", self.tr("Findings"), self.findings))
        }
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AnimatedDocks)
        # What opens below, such as tables, takes no room from the lists at the sides.
        self.setCorner(Qt.Corner.BottomLeftCorner, left)
        self.setCorner(Qt.Corner.BottomRightCorner, right)
        self.addDockWidget(left, self.docks["catalog"])
        self.addDockWidget(left, self.docks["legend"])
        self.addDockWidget(right, self.docks["inspector"])
        self.tabifyDockWidget(self.docks["inspector"], self.docks["findings"])
        self.docks["inspector"].raise_()
        self.palette_.chosen.connect(partial(add_type, self.canvas))
        self.findings.wanted.connect(self._show_elements)

    def _make_bars(self) -> None:
        tint = self.actions_by_name
        self.submenus = fill_menus(self.menuBar(), tint)
        self.toolbar = make_toolbar(self, tint)
        self.addToolBar(self.toolbar)
        self.status = StatusBar(self.editor, self)
        self.setStatusBar(self.status)
        self.status.zoom_wanted.connect(self.canvas.zoom_to)
        self.status.add_zoom_action(self.actions_by_name["fit"])
        self.status.findings_wanted.connect(lambda: self.show_dock("findings"))
        self.findings.found.connect(lambda _result: self.status.show_findings(self.findings.model.told))
        self.findings.lost.connect(lambda: self.status.show_findings(None))
        self.canvas.zoom_changed.connect(self.status.show_zoom)
        self.status.show_zoom(1.0)
        self.status.expect_findings()
        for name in self.docks:
            self._list_dock(name)
        self.file_menus = FileMenus(self.session, self.recent, self.submenus["recent>"], self.submenus["samples>"],
                                    self)

    def _list_dock(self, name: str) -> None:
        toggle = self.docks[name].toggleViewAction()
        toggle.setShortcut(f"Ctrl+Alt+{list(self.docks).index(name) + 1}")
        self.submenus["docks>"].addAction(toggle)

    def _add_dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea, *, beside: str | None = None,
                  hidden: bool = False) -> QDockWidget:
        dock = self.docks[name] = make_dock(name, title, widget, self, self.editor)
        self.addDockWidget(area, dock)
        if beside:
            front = self.docks[beside]
            self.tabifyDockWidget(front, dock)
            front.raise_()
        if hidden:
            dock.hide()
            self._closed.add(name)
        self._list_dock(name)
        return dock

    def _make_features(self) -> None:
        self.workbench = Workbench(
            window=self, editor=self.editor, canvas=self.canvas, page=self.page, session=self.session,
            settings=self.settings, recent=self.recent, actions=self.actions_by_name, submenus=self.submenus,
            toolbar=self.toolbar, status=self.status, palette=self.palette_, legend=self.legend,
            inspector=self.inspector, findings=self.findings, add_dock=self._add_dock, show_dock=self.show_dock,
            show_elements=self._show_elements,
            another=self._another, add_page=self.pages.addWidget, show_page=self.show_other)
        self.features = install_all(self.workbench)

    def _another(self, path: Path | None = None) -> MainWindow:
        made = MainWindow(self.editor.catalog, self.settings)
        if path is not None:
            made.session.open(path)
        return made

    def _make_commands(self) -> None:
        act = self.actions_by_name
        self.edit_commands = EditCommands(self.editor, self.canvas, self)
        self.edit_commands.connect_actions(act)
        self.output = OutputCommands(self.editor, self.session, self)
        self.output.connect_actions(act)
        stack = self.editor.undo_stack
        for name, command in {
            "new": self.session.new, "open": self.session.open_dialog, "save": self.session.save,
            "save_as": self.session.save_as, "revert": self.session.revert, "home": self.show_home,
            "close_window": self.close,
            "undo": stack.undo, "redo": stack.redo, "find_type": self._search, "zoom_in": self.canvas.zoom_in,
            "zoom_out": self.canvas.zoom_out, "zoom_100": lambda: self.canvas.zoom_to(1.0), "fit": self.canvas.fit,
            "fit_selection": self.canvas.fit_selection, "theme_toggle": self._toggle_theme,
        }.items():
            act[name].triggered.connect(lambda _checked=False, command=command: command())
        # A bound method, which Qt forgets before it deletes the stack; a lambda would be called even then.
        stack.indexChanged.connect(self._name_steps)
        self._name_steps()
        group = QActionGroup(self)
        for theme in ("system", "light", "dark"):
            action = act[f"theme_{theme}"]
            group.addAction(action)
            action.setChecked(self.settings.theme == theme)
            action.triggered.connect(lambda _checked=False, theme=theme: self.choose_theme(theme))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_desktop)
        self.editor.title_changed.connect(self._show_title)
        self.canvas.context_requested.connect(self._context_menu)

    def _name_steps(self, _index: int = 0) -> None:
        stack, act = self.editor.undo_stack, self.actions_by_name
        for name, word, can, text in (("undo", self.tr("Undo"), stack.canUndo(), stack.undoText()),
                                      ("redo", self.tr("Redo"), stack.canRedo(), stack.redoText())):
            act[name].setEnabled(can)
            act[name].setText(f"{word}: {text.replace('&', '&&')}" if can and text else word)
            act[name].setIconText(word)

    def show_home(self) -> None:
        """Show the start page; the open landscape stays as it is."""
        self._show_page(self.welcome)

    def show_canvas(self) -> None:
        """Show the landscape."""
        self._show_page(self.page)
        self.canvas.setFocus()

    def show_other(self, page: QWidget | None) -> None:
        """Show the page of a feature, or the landscape."""
        if page is None:
            self.show_canvas()
        else:
            self._show_page(page)

    def _show_page(self, page: QWidget) -> None:
        at_home = page is not self.page
        if not at_home and self.pages.currentWidget() is not page:
            for name, dock in self.docks.items():
                dock.setVisible(name not in self._closed)
            if not self._docks_sized:
                self._docks_sized = True
                size_docks(self, self.docks["catalog"], self.docks["inspector"])
            if self._front not in self._closed:
                self.docks[self._front].raise_()
        elif at_home:
            if self.pages.currentWidget() is self.page and self.isVisible():
                self._closed = {name for name, dock in self.docks.items() if dock.isHidden()}
                self._front = "inspector" if self.docks["findings"].visibleRegion().isEmpty() else "findings"
            for dock in self.docks.values():
                dock.hide()
        self.pages.setCurrentWidget(page)
        self.toolbar.setVisible(not at_home)
        self.status.show_parts(not at_home)
        for name, action in self.actions_by_name.items():
            if name not in AT_HOME:
                action.setEnabled(not at_home)
        self.submenus["docks>"].setEnabled(not at_home)
        self._name_steps()
        self.edit_commands.refresh()
        self.workbench.signals.page_changed.emit(at_home)
        if at_home and self.session.has_started:
            self.welcome.offer_back(self.session.name)
        self._show_title()

    def show_dock(self, name: str) -> None:
        """Open a dock and bring it to the front."""
        self.docks[name].show()
        self.docks[name].raise_()

    def _show_title(self) -> None:
        if self.pages.currentWidget() is not self.page:
            self.setWindowTitle("d365arch")
            self.setWindowModified(False)
            return
        self.setWindowTitle(f"{self.session.title}[*] — d365arch")
        self.setWindowModified(not self.editor.clean)
        self.actions_by_name["revert"].setEnabled(self.session.path is not None)

    def _search(self) -> None:
        self.show_dock("catalog")
        self.palette_.focus_search()

    def _show_elements(self, elements: list[Element]) -> None:
        if drawn := [element for element in elements if self.canvas.rect_of(element) is not None]:
            self.canvas.bring_into_view(drawn)
            self.canvas.overlay.flash(drawn[0])
        elif elements:
            name = self.canvas.describe(elements[0]).partition(".")[0]
            self.editor.message.emit(self.tr("{name} is not in this view; the inspector shows it.").format(name=name))

    def _context_menu(self, element: Element | None, at: QPoint) -> None:
        menu: QMenu = context_menu(self.editor, self.actions_by_name, element, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _wanted_theme(self) -> str:
        return system_theme() if self.settings.theme == "system" else self.settings.theme

    def choose_theme(self, choice: str) -> None:
        """Use `system`, `light` or `dark` from now on, in every window."""
        self.settings.theme = choice
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow):
                window.actions_by_name[f"theme_{choice}"].setChecked(True)
                window.show_theme(self._wanted_theme())

    def _toggle_theme(self) -> None:
        self.choose_theme("light" if self.editor.theme == "dark" else "dark")

    def _follow_desktop(self) -> None:
        if self.settings.theme == "system":
            self.show_theme(system_theme())

    def show_theme(self, theme: str) -> None:
        """Paint everything in `light` or `dark`."""
        if theme == self._shown_theme:
            return
        self._shown_theme = theme
        colors = apply_theme(theme)
        tint_actions(self.actions_by_name, colors)
        self.editor.set_theme(theme)
        self.welcome.show_theme(theme)

    def _restore(self) -> None:
        geometry, docks = self.settings.layout("geometry"), self.settings.layout("docks")
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        if not docks.isEmpty():
            self._docks_sized = self.restoreState(docks, LAYOUT_VERSION)
            self._closed = {name for name, dock in self.docks.items() if dock.isHidden()}

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, remember the layout, stop work under way."""
        if not self.session.may_leave():
            event.ignore()
            return
        self.settings.set_layout("geometry", self.saveGeometry())
        if self.pages.currentWidget() is self.page:
            self.settings.set_layout("docks", self.saveState(LAYOUT_VERSION))
        if self.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose):
            self.editor.background.end()
        else:
            self.editor.background.finish()
        self.session.closed.emit()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A landscape file may be dropped anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the dropped file."""
        path = next((Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()), None)
        if path is not None:
            self.session.open(path)

