"""Starts the window: application, font, colors, and what happens when something unforeseen goes wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from d365arch import __version__
from d365arch.catalog.load import load_catalog
from d365arch.errors import D365ArchError
from d365arch.gui import icons, scene_marks
from d365arch.gui.clipboard_commands import CLIP_MIME
from d365arch.gui.collector import Collector
from d365arch.gui.dialogs import questions
from d365arch.gui.fonts import load_product_font, window_font
from d365arch.gui.language import install_translators, translate
from d365arch.gui.main_window import MainWindow
from d365arch.gui.safety.rescue import stand_by, tell_of_crash
from d365arch.gui.safety.safety import Safety
from d365arch.gui.settings import ORGANIZATION, Settings
from d365arch.gui.windows import others

SWITCH = 0.001
"""Longest time in s that a worker thread keeps Python to itself; Python's own 5 ms are felt while typing."""


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """The one application object with style, names and fonts; the one there is already where there is one."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        application = existing
    else:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        application = QApplication(["d365arch", *arguments])
    application.setApplicationName("d365arch")
    application.setOrganizationName(ORGANIZATION)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("org.d365arch.d365arch")
    application.setStyle("Fusion")
    load_product_font()
    application.setFont(window_font())
    if application is not existing:
        install_translators(application)
    return application


def run(arguments: Sequence[str]) -> int:
    """Open the window, on a file if one is named; returns the exit code."""
    if no_display():
        sys.stderr.write("There is no display to open a window on. Start it in a desktop session, or use the commands "
                         "that need none: d365arch --help\n")
        return 2
    application = make_application()
    sys.excepthook = tell_of_crash
    stand_by(application)
    sys.setswitchinterval(SWITCH)
    try:
        catalog = load_catalog()
    except D365ArchError as error:
        questions.tell_error(None, translate("App", "The catalog cannot be read"), str(error))
        return 2
    window = MainWindow(catalog, Settings())
    window.show()
    collector = Collector(window.editor.background, window)
    application.aboutToQuit.connect(collector.stop)
    # After the event loop runs, so that a question stands over a window that is painted.
    QTimer.singleShot(0, window, lambda: _begin(window, arguments))
    code = application.exec()
    # Here, in the right order, and not in whatever order the interpreter finds its objects when it ends.
    for other in (*others(), window):
        if isinstance(other, MainWindow):
            other.editor.background.end()
        delete(other)
    release_clipboard()
    icons.forget()
    scene_marks.timing_pixmap.cache_clear()
    return code


def _begin(window: MainWindow, arguments: Sequence[str]) -> None:
    """Open the file that was named, or offer what a crash has left."""
    if arguments:
        window.session.open(Path(arguments[0]))
        return
    for feature in window.features:
        if isinstance(feature, Safety):
            feature.offer_at_start()


def release_clipboard() -> None:
    """Leave just the names of copied systems on a clipboard that ends with the application.

    Qt destroys what lies there after the interpreter has ended, and what Python made for it cannot be destroyed then.
    Windows and macOS take a copy of their own, which stays.
    """
    clipboard = QGuiApplication.clipboard()
    data = clipboard.mimeData()
    if QGuiApplication.platformName() not in {"windows", "cocoa"} and data is not None and data.hasFormat(CLIP_MIME):
        clipboard.setText(data.text())


def no_display() -> bool:
    """Whether a window cannot open, because no display server is named; Qt itself would abort with a core dump."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform.startswith("linux") and not any(os.environ.get(name) for name in named)
