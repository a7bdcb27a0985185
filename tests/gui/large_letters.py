"""A window with letters of another size: prints every label, button and tab that is too small for its text."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - the folder of the tests has to be known first
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QToolButton,
    QWidget,
)

from d365arch.catalog.load import load_catalog
from d365arch.gui import app, thumbnails
from d365arch.gui.dialogs.about import AboutDialog, ShortcutsDialog
from d365arch.gui.dialogs.export import ExportDialog
from d365arch.gui.discovery.feature import DiscoveryFeature
from d365arch.gui.fonts import resized
from d365arch.gui.main_window import MainWindow
from d365arch.gui.printing.setup_dialog import PageSetup
from d365arch.gui.settings import Settings
from d365arch.gui.views.dialog import ViewDialog
from d365arch.io import recovery
from d365arch.scene.parts import Element
from tests.gui import foreign_finds


def cut(top: QWidget) -> Iterator[str]:
    """Visible controls whose text does not fit."""
    for widget in top.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if said := _lacking(widget):
            yield f"{type(top).__name__}: {type(widget).__name__} {widget.objectName()} {said}"


def _lacking(widget: QWidget) -> str:
    size, metrics = widget.size(), widget.fontMetrics()
    if isinstance(widget, QLabel) and widget.text() and widget.pixmap().isNull() and "<" not in widget.text():
        needed = widget.heightForWidth(size.width()) if widget.wordWrap() else widget.sizeHint().height()
        if size.height() < needed - 1:
            return f"{widget.text()!r} is {size.height()} high and needs {needed}"
        words = max((metrics.horizontalAdvance(word) for word in widget.text().split()), default=0)
        wide = words if widget.wordWrap() else widget.sizeHint().width()
        if size.width() < wide - 1 and "…" not in widget.text():
            return f"{widget.text()!r} is {size.width()} wide and needs {wide}"
    elif isinstance(widget, QToolButton) and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
        return ""
    elif isinstance(widget, QAbstractButton) and widget.text() and not isinstance(widget, QCheckBox):
        if size.height() < metrics.height():
            return f"{widget.text()!r} is {size.height()} high and needs {metrics.height()}"
    elif isinstance(widget, QLineEdit | QComboBox):
        if size.height() < metrics.height():
            return f"is {size.height()} high and needs {metrics.height()}"
    elif isinstance(widget, QTabBar):
        for n in range(widget.count()):
            if widget.tabRect(n).width() < metrics.horizontalAdvance(widget.tabText(n).replace("&&", "&")):
                return f"the tab {widget.tabText(n)!r} is too narrow"
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None and widget.model().rowCount():
        row = widget.sizeHintForRow(0)
        if 0 < row < metrics.height():
            return f"rows are {row} high and need {metrics.height()}"
    return ""


def rest(application: QApplication) -> None:
    for _ in range(30):
        application.processEvents()


def main(percent: int) -> None:
    folder = Path(tempfile.mkdtemp())
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
    thumbnails._folder = lambda: folder / "thumbnails"
    recovery.state_folder = lambda: folder / "state"
    application = app.make_application()
    application.setFont(resized(application.font(), percent / 100))
    window = MainWindow(load_catalog(), Settings())
    window.resize(1600, 1000)
    window.show()
    rest(application)
    found = [*cut(window)]
    window.session.open(ROOT / "samples" / "northwind-as-is.yaml")
    rest(application)
    landscape = window.editor.workspace.landscape
    for kind, key in (("system", landscape.systems[0].id), ("integration", landscape.integrations[0].id),
                      ("zone", landscape.zones[0].id)):
        window.editor.selection.set([Element(kind=kind, id=key)])
        window.inspector.refresh()
        for form in window.inspector._forms.values():
            for section in form.sections.values():
                section.set_open(True)
        rest(application)
        found += cut(window)
    window.editor.selection.clear()
    for name in ("findings", "tables"):
        window.show_dock(name)
        rest(application)
        found += cut(window)
    for name in ("find", "command_palette"):
        window.actions_by_name[name].trigger()
        rest(application)
        found += cut(window)
    discovering = next(each for each in window.features if isinstance(each, DiscoveryFeature))
    discovering.page.review.show_discovery(foreign_finds.discovery(), (folder,))
    discovering.page.show_review()
    window.workbench.show_page(discovering.page)
    rest(application)
    for number in range(discovering.page.review.tabs.count()):
        discovering.page.review.tabs.setCurrentIndex(number)
        rest(application)
        found += cut(window)
    window.workbench.show_page(None)
    for dialog in (AboutDialog(window), ShortcutsDialog(window), PageSetup(window.editor, window),
                   ExportDialog(window.editor, folder / "picture.svg", window),
                   ViewDialog(window.editor, window.editor.view, "View", "Take", window)):
        dialog.show()
        rest(application)
        found += cut(dialog)
        dialog.close()
    sys.stdout.write("\n".join(dict.fromkeys(found)))
    sys.stdout.flush()
    window.editor.background.finish()
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
