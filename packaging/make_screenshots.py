"""Takes the README's pictures of the window: `QT_QPA_PLATFORM=offscreen python packaging/make_screenshots.py`."""

# ruff: noqa: E402 - Qt reads its settings when it is imported, so they come first.

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "images"
SIZE = (1500, 840)
FLASHED = 1.2
"""After so many seconds an element no longer flashes."""

MOST = 400_000
"""Largest picture in bytes; the README has to load quickly."""

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_SCALE_FACTOR"] = "2"
os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()
sys.path.insert(0, str(ROOT))

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtWidgets import QApplication

from d365arch.catalog.load import own_catalog
from d365arch.gui.app import make_application
from d365arch.gui.main_window import MainWindow
from d365arch.gui.settings import Settings
from d365arch.scene.parts import Element


def settle(window: MainWindow, seconds: float = 0.6) -> None:
    """Let the window finish what it does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end or window.editor.background.tasks:
        QApplication.processEvents()
        time.sleep(0.01)


def pick_finding(window: MainWindow, words: str) -> None:
    """Click the first finding whose sentence begins with these words, so that its elements are selected."""
    model, shown = window.findings.model, window.findings.list
    rows = [row for row, finding in enumerate(model.findings) if finding.message.startswith(words)]
    index = model.index(rows[0], 0)
    shown.setCurrentIndex(index)
    shown.clicked.emit(index)


def picture(window: MainWindow) -> bytes:
    """The window as a PNG with as few colors as it needs."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    image = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
    out = io.BytesIO()
    image.quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Light with an integration in the inspector, dark with a finding and the system it is about."""
    make_application()
    window = MainWindow(own_catalog(), Settings())
    window.resize(*SIZE)
    window.show()
    window.session.open(ROOT / "samples" / "northwind-as-is.yaml")
    window.actions_by_name["quick_actions"].trigger()   # the bar beside the selection would hide what it stands on
    OUT.mkdir(parents=True, exist_ok=True)
    for theme in ("light", "dark"):
        window.choose_theme(theme)
        if theme == "light":
            window.editor.selection.set([Element(kind="integration", id="web-orders")])
        else:
            window.show_dock("findings")
            settle(window)
            pick_finding(window, "Finance is linked")
        settle(window)
        window.canvas.fit()
        settle(window, FLASHED)
        data = picture(window)
        path = OUT / f"window-{theme}.png"
        path.write_bytes(data)
        print(f"{path.relative_to(ROOT)}: {len(data):,} bytes")
        if len(data) > MOST:
            sys.exit(f"{path.name} has more than {MOST:,} bytes.")
    window.editor.background.finish()


if __name__ == "__main__":
    main()
