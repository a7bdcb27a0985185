"""Plays the tour in the real window and writes docs/tour.md and its pictures: `python packaging/make_tour.py`."""

# ruff: noqa: E402 - Qt reads its settings when it is imported, so they come first.

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZE = (1500, 900)
SCREEN = {"name": "tour", "x": 0, "y": 0, "width": 3600, "height": 2400, "logicalDpi": 96, "logicalBaseDpi": 96,
          "dpr": 1}

HOME = Path(tempfile.mkdtemp())
(HOME / "screen.json").write_text(json.dumps({"screens": [SCREEN]}), encoding="utf-8")
os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={HOME / 'screen.json'}"
os.environ["QT_SCALE_FACTOR"] = "2"
for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ[name] = str(HOME)
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from tour.camera import Camera
from tour.chapters import CHAPTERS, OPENING
from tour.plan import differences, meaning, read_plan
from tour.showing import NAME
from tour.story import PICTURES, Scene, page, play

from d365arch.catalog.load import own_catalog
from d365arch.gui.app import make_application
from d365arch.gui.canvas.flight import Flight
from d365arch.gui.canvas.frame import Frame
from d365arch.gui.canvas.motion import Glide
from d365arch.gui.main_window import MainWindow
from d365arch.gui.settings import Settings
from d365arch.io.files import read_workspace


def main() -> None:
    """Pictures, page, and the check that what was drawn is the sample."""
    make_application()
    # A hand waits until a zoom or a layout has glided into place; a script need not.
    Glide.duration = Flight.duration = 0
    Frame.whole = True
    catalog = own_catalog()
    window = MainWindow(catalog, Settings())
    window.resize(*SIZE)
    window.move(150, 100)
    window.show()
    window.activateWindow()
    folder = HOME / "Northwind"
    folder.mkdir()
    pictures = ROOT / "docs" / PICTURES
    plan = read_plan()
    play(Scene.of(window, plan, folder), CHAPTERS, Camera(pictures))
    drawn = read_workspace(folder / f"{NAME}.d365arch.yaml").workspace.landscape
    wrong = sorted(differences(meaning(plan, catalog), meaning(drawn, catalog)))
    if wrong:
        sys.exit("\n".join(["What was drawn is not the sample.", *wrong]))
    text = page(CHAPTERS, OPENING)
    (ROOT / "docs" / "tour.md").write_text(text, encoding="utf-8")
    for old in pictures.glob("*.png"):
        if f"{PICTURES}/{old.name}" not in text:
            old.unlink()
    window.editor.background.finish()
    window.editor.undo_stack.setClean()
    window.close()


if __name__ == "__main__":
    main()
