"""The real program on a real X server: it opens a file, paints it, and closes by itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SESSION = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from d365arch.gui import app
from d365arch.gui.main_window import MainWindow

def look():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    if window.editor.background.tasks or window.pages.currentWidget() is not window.canvas:
        QTimer.singleShot(50, look)
        return
    print(QApplication.platformName(), window.windowTitle(), len(window.editor.drawing.placement.boxes))
    picture = window.grab().toImage()
    shades = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    print("shades", len(shades))
    window.close()

app.make_application()
QTimer.singleShot(50, look)
sys.exit(app.run(sys.argv[1:]))
"""


@pytest.mark.display
def test_the_window_opens_a_file_on_a_real_display(landscape_file, tmp_path):
    if shutil.which("Xvfb") is None or sys.platform != "linux":
        if os.environ.get("D365ARCH_REQUIRE_DISPLAY"):
            pytest.fail("Xvfb is needed and not there; install the package xvfb.")
        pytest.skip("no Xvfb on this machine")
    reader, writer = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
                              pass_fds=(writer,), stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as pipe:
            display = pipe.readline().strip()
        environment = {**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb",
                       "XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        done = subprocess.run([sys.executable, "-c", SESSION, str(landscape_file)], env=environment, cwd=ROOT,
                              capture_output=True, text=True, timeout=120, check=False)
    finally:
        server.terminate()
        server.wait(10)
    assert done.returncode == 0, done.stderr
    assert "xcb test.yaml[*] — d365arch 3" in done.stdout
    assert int(done.stdout.rpartition("shades ")[2]) > 20
    assert "Traceback" not in done.stderr
