"""Takes the pictures of the window for README and docs, with Qt offscreen.

`QT_QPA_PLATFORM=offscreen python packaging/make_screenshots.py`; what is discovered in them is written here.
"""

# ruff: noqa: E402 - Qt reads its settings when it is imported, so they come first.

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QTimer
from PySide6.QtWidgets import QApplication

from d365arch.catalog.load import own_catalog
from d365arch.gui.app import make_application
from d365arch.gui.discovery.feature import DiscoveryFeature
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


def flow(name: str, trigger: dict[str, Any], actions: dict[str, Any]) -> str:
    """A cloud flow or logic app as its definition is exported."""
    return json.dumps({"definition": {
        "$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/"
                   "workflowdefinition.json#",
        "contentVersion": "1.0.0.0", "metadata": {"name": name}, "parameters": {}, "triggers": {"start": trigger},
        "actions": {key: {"runAfter": {}, **action} for key, action in actions.items()}}}, indent=1)


def artefacts(folder: Path) -> Path:
    """A folder of artefacts of an invented retailer: logic apps and a list of interfaces."""
    hourly = {"type": "Recurrence", "recurrence": {"frequency": "Hour", "interval": 1}}
    request = {"type": "Request", "kind": "Http", "inputs": {"schema": {}}}

    def call(method: str, uri: str) -> dict[str, Any]:
        return {"type": "Http", "inputs": {"method": method, "uri": uri}}

    made = folder / "exported"
    made.mkdir()
    for name, trigger, actions in (
        ("exchange-rates", hourly, {"Get_rates": call("GET", "https://rates.example.com/v1/latest"),
                                    "Write_rates": call("POST", "https://northwind.operations.dynamics.com/data/"
                                                                "ExchangeRates")}),
        ("refunds", request, {"Create_refund": call("POST", "https://loyalty.example.com/api/refunds")}),
        ("parcels", hourly, {"Track": call("GET", "https://carrier.example.com/track?code=QW5JbnZlbnRlZEtleUZvckFQ"
                                                  "aWN0dXJlMTIz")}),
    ):
        (made / f"{name}.json").write_text(flow(name, trigger, actions), encoding="utf-8")
    (made / "interfaces.csv").write_text(
        "Name;Source system;Target system;Technology;Frequency;Entities\n"
        "Web orders;Web shop;Finance;REST;on demand;Sales order\n"
        "Payments;Finance;Bank;file;daily;Payment\n"
        "Labels;Finance;Carrier;REST;on demand;Shipment\n"
        "Planned shifts;HR;Workforce planning;file;weekly;Shift\n", encoding="utf-8")
    return made


def review(_window: MainWindow, tool: DiscoveryFeature, folder: Path) -> None:
    """The review of the artefacts beside the open landscape."""
    tool.read((folder,))
    page = tool.page.review
    rest(lambda: page.isVisible() and tool.page.currentWidget() is page and not page.comparing
         and not page.preview.busy and bool(page.tree.review.rows))


def drift(window: MainWindow, tool: DiscoveryFeature, folder: Path) -> None:
    """The badges of a comparison with the artefacts."""
    tool.close()
    tool.drifting.compare((folder,))
    rest(lambda: tool.drifting.found is not None and not tool.drifting.busy)
    settle(window)
    window.canvas.fit()


def rest(there: Callable[[], bool]) -> None:
    """Let the window and its threads live until something is there; a minute is long enough."""
    end = time.monotonic() + 60
    while not there():
        if time.monotonic() > end:
            sys.exit("The window never came to rest.")
        turn = QEventLoop()
        QTimer.singleShot(20, turn.quit)
        turn.exec()


def keep(window: MainWindow, name: str) -> None:
    """Write a picture, unless it is too large to be one of the README."""
    data = picture(window)
    path = OUT / f"{name}.png"
    path.write_bytes(data)
    print(f"{path.relative_to(ROOT)}: {len(data):,} bytes")
    if len(data) > MOST:
        sys.exit(f"{path.name} has more than {MOST:,} bytes.")


def main() -> None:
    """Light with an integration in the inspector, dark with a finding; then the review of a discovery, and drift."""
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
        keep(window, f"window-{theme}")
    window.choose_theme("light")
    window.editor.selection.clear()
    tool = next(each for each in window.features if isinstance(each, DiscoveryFeature))
    with tempfile.TemporaryDirectory() as folder:
        exported = artefacts(Path(folder))
        for name, show in (("discovery-review", review), ("discovery-drift", drift)):
            show(window, tool, exported)
            settle(window)
            keep(window, name)
    window.editor.background.finish()


if __name__ == "__main__":
    main()
