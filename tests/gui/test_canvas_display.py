"""The real window on a real X server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.display

# Runs the program as it is, and once the drawing is painted grabs the screen and closes the window.
PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

picture = sys.argv.pop()

def look():
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.findChild(QWidget, "canvas")]
    canvas = shown[0].findChild(QWidget, "canvas") if shown else None
    if canvas is None or canvas.sheet is None or not canvas.isVisible() or not shown[0].windowHandle().isExposed():
        QTimer.singleShot(20, look)
        return
    canvas.repaint()
    QApplication.processEvents()
    print(QGuiApplication.platformName(), len(canvas.sheet.boxes), flush=True)
    shown[0].screen().grabWindow(0).save(picture)
    shown[0].close()

real = QApplication.exec

def run(*arguments):
    QTimer.singleShot(0, look)
    return real()

QApplication.exec = run
from d365arch.__main__ import main
raise SystemExit(main())
"""


@pytest.fixture
def x_server(tmp_path):
    """The number of a display of our own."""
    program = shutil.which("Xvfb")
    if program is None:
        if os.environ.get("D365ARCH_REQUIRE_DISPLAY") == "1":
            pytest.fail("Xvfb is not installed, and D365ARCH_REQUIRE_DISPLAY=1 wants the test run.")
        pytest.skip("Xvfb is not installed, so the window was not tried on a real X server")
    read, write = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    if not number:
        server.wait(10)
        pytest.fail("Xvfb gave no display.")
    yield f":{number}"
    server.terminate()
    server.wait(10)


def test_the_window_opens_on_an_x_server_and_closes(x_server, tmp_path):
    from PIL import Image

    picture = tmp_path / "screen.png"
    environment = {
        **os.environ, "DISPLAY": x_server, "QT_QPA_PLATFORM": "xcb", "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(ROOT / "samples" / "northwind-as-is.yaml"), str(picture)],
        env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["xcb", "12"], done.stderr
    colors = Image.open(picture).convert("RGB").getcolors(1 << 20)
    shares = sorted((count for count, _ in colors), reverse=True)
    assert len(colors) > 200
    assert shares[0] < 0.95 * 1440 * 900
