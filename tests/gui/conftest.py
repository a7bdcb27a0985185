"""Window tests run without a display, with settings and caches of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from d365arch.catalog.load import own_catalog
from d365arch.gui import app, thumbnails, welcome
from d365arch.gui.canvas.flight import Flight
from d365arch.gui.canvas.frame import Frame
from d365arch.gui.canvas.motion import Glide
from d365arch.gui.main_window import MainWindow
from d365arch.gui.settings import Settings
from d365arch.io import recovery
from d365arch.layout.engines import engine as engine_named
from d365arch.layout.request import Engine, LayoutRequest, Placement
from d365arch.model.progress import Progress
from d365arch.scene import placing

LANDSCAPE = """\
d365arch: 1
name: Test landscape
zones:
  - {id: d365, name: Dynamics 365, kind: environment}
systems:
  # The heart of it.
  - id: fo
    name: Finance
    type: d365.finance
    zone: d365
    endpoints:
      - {id: odata, type: fo.odata}
      - {id: events, type: fo.business-events}
  - {id: shop, name: Web shop, type: app.ecommerce}   # on Magento
  - {id: bank, name: Bank}
integrations:
  - id: orders
    name: Web orders
    from: shop
    to: fo.odata      # the initiator waits
    entities: [Sales order]
    volume: {per_day: 8000}
  - {id: payments, name: Payments, from: fo, to: bank, data: push}
"""


@pytest.fixture(autouse=True, scope="session")
def _nothing_is_put_off() -> None:
    """Every frame shows the whole picture and nothing glides, so that no test depends on how fast the machine is."""
    Frame.whole = True
    Glide.duration = 0
    Flight.duration = 0


def remembering(engine: Engine) -> Engine:
    """The engine, asked once for each request: most tests open the same few landscapes, which are laid out anew."""
    known: dict[LayoutRequest, Placement] = {}

    def run(request: LayoutRequest, progress: Progress | None = None) -> Placement:
        if request not in known:
            known[request] = engine(request, progress)
        return known[request]

    return run


@pytest.fixture(scope="session")
def _one_window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """The window that all tests share, because making one takes longer than most tests; no samples to draw."""
    patch = pytest.MonkeyPatch()
    folder = tmp_path_factory.mktemp("window")
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / "settings"))
    patch.setattr(thumbnails, "_folder", lambda: folder / "thumbnails")
    patch.setattr(welcome, "samples", list)
    patch.setattr(recovery, "state_folder", lambda: folder / "state")
    patch.setattr(placing, "engine_named", cache(lambda name: remembering(engine_named(name))))
    app.make_application()
    made = MainWindow(own_catalog(), Settings())
    yield made
    made.editor.undo_stack.setClean()
    made.close()
    made.deleteLater()
    qapp.processEvents()
    patch.undo()


@pytest.fixture
def landscape_file(tmp_path: Path) -> Path:
    path = tmp_path / "test.yaml"
    path.write_text(LANDSCAPE, encoding="utf-8")
    return path


@pytest.fixture
def window(_one_window: MainWindow, qapp: QApplication) -> Iterator[MainWindow]:
    """The real window on its start page, as fresh as a new one."""
    made = _one_window
    made.resize(1440, 900)
    made.show()
    made.activateWindow()       # a dialog of the test before may have had the focus
    yield made
    made.editor.background.cancel_all()
    made.editor.undo_stack.setClean()
    made.session.new()
    made.settings.forget()
    made.choose_theme("light")
    made.palette_.search.clear()
    made.show_home()
    qapp.processEvents()


@pytest.fixture
def opened(window: MainWindow, landscape_file: Path) -> MainWindow:
    """The window on the test landscape."""
    window.session.open(landscape_file)
    return window


@pytest.fixture
def answer(qapp: QApplication) -> Callable[[str], list[str]]:
    """Clicks a button of the next message box; the list then holds what the box said."""

    def click_next(button: str) -> list[str]:
        said: list[str] = []

        def look() -> None:
            box = qapp.activeModalWidget()
            if not isinstance(box, QMessageBox):
                QTimer.singleShot(5, look)
                return
            said.extend((box.text(), box.informativeText()))
            next(b for b in box.buttons() if b.text().replace("&", "") == button).click()

        QTimer.singleShot(0, look)
        return said

    return click_next
