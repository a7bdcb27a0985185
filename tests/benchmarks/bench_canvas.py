"""Processor time of what the canvas does at 1600 x 900 on a generated landscape; prints a table, asserts nothing.

    python tests/benchmarks/bench_canvas.py [systems] [integrations]
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from immutabledict import immutabledict
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from d365arch.catalog.load import own_catalog
from d365arch.edit.document import Document
from d365arch.gui.canvas.view import CanvasView
from d365arch.gui.editor import Editor
from d365arch.model import End, Endpoint, Integration, Landscape, Point, System, View, Workspace
from d365arch.scene.parts import Element

TYPES = ("d365.finance", "other.shop", "other.warehouse", "other.crm")
ENDPOINTS = ("fo.odata", "fo.business-events", "dv.web-api", "dv.webhook", "fo.data-package-api")
HUB = "system-0"


def landscape(systems: int, integrations: int, hub_lines: int = 200) -> Workspace:
    """Systems on a grid with rows, each linked to near ones, and one hub with many lines."""
    random.seed(1)
    columns = round(systems ** 0.5 * 0.8)
    made, positions = [], {}
    for n in range(systems):
        endpoints = tuple(Endpoint(id=f"e{k}", type=ENDPOINTS[(n + k) % 5]) for k in range(3 + n % 4))
        made.append(System(id=f"system-{n}", name=f"System {n}", type=TYPES[n % 4], endpoints=endpoints))
        positions[f"system-{n}"] = Point(n % columns * 400.0, n // columns * 300.0)
    pairs = [(0, random.randrange(1, systems)) for _ in range(hub_lines)]
    while len(pairs) < integrations:
        a = random.randrange(systems)
        b = (a + random.choice((1, -1, columns, -columns, 2 * columns, random.randrange(-400, 400)))) % systems
        if a != b:
            pairs.append((a, b))
    links = tuple(
        Integration(id=f"link-{n}", name=f"Flow {n}", from_=End(f"system-{a}", f"e{n % 3}"),
                    to=End(f"system-{b}", f"e{(n + 1) % 3}"))
        for n, (a, b) in enumerate(pairs)
    )
    view = View(id="main", positions=immutabledict(positions))
    return Workspace(Landscape(format=1, name="Benchmark", systems=tuple(made), integrations=links), (view,))


def timed(name: str, times: int, act: Callable[[int], None], between: Callable[[], None] | None = None) -> None:
    """Run an action some times and print its median, its 95th percentile and its worst.

    `between` is what the program does in the pauses between frames.
    """
    spent = []
    for number in range(times):
        started = time.process_time()
        act(number)
        spent.append((time.process_time() - started) * 1000)
        if between:
            between()
    ordered = sorted(spent)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(f"{name:42} median {statistics.median(spent):7.1f} ms   p95 {p95:7.1f} ms   worst {ordered[-1]:7.1f} ms")


class Bench:
    """A canvas that paints into an image, so that a frame costs what it costs on a screen."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self.image = QImage(view.size(), QImage.Format.Format_RGB32)

    def frame(self) -> None:
        """Paint one frame."""
        self.view.render(self.image)

    def mouse(self, kind: QMouseEvent.Type, at: Point) -> None:
        """Send one mouse event."""
        held = Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, QPointF(*at), QPointF(*at), held, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.view, event)

    def pan(self, zoom: float) -> None:
        """Pan diagonally at a zoom."""
        self.view.zoom_to(zoom)
        self.frame()

        def step(number: int) -> None:
            way = 1 if number < 60 else -1
            self.view.set_viewport(self.view.viewport.panned(-17 * way, -11 * way))
            self.frame()
        timed(f"pan at {zoom:.0%}", 120, step, self.view.warm_up)

    def repaint(self, zoom: float) -> None:
        """Paint everything anew at a zoom."""
        self.view.zoom_to(zoom)
        self.frame()

        def step(_number: int) -> None:
            self.view.frame.clear()
            self.frame()
        timed(f"whole repaint at {zoom:.0%}", 8, step)

    def wheel(self) -> None:
        """Zoom with the wheel from fit to 150 % and back, a frame after each notch."""
        self.view.fit()
        self.frame()
        middle = QPointF(800, 450)

        def step(number: int) -> None:
            turned = QPoint(0, 120 if number < 15 else -120)
            event = QWheelEvent(middle, middle, QPoint(), turned, Qt.MouseButton.NoButton,
                                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
            QApplication.sendEvent(self.view, event)
            self.frame()
        timed("wheel zoom, frame after each notch", 30, step)

    def drag(self, zoom: float) -> None:
        """Drag the hub with all its lines."""
        view = self.view
        view.zoom_to(zoom)
        view.center_on(Element(kind="system", id=HUB))
        self.frame()
        rect = view.editor.drawing.placement.boxes[HUB]
        at = view.viewport.to_screen(Point(rect.center.x, rect.top + 20))
        self.mouse(QMouseEvent.Type.MouseButtonPress, at)
        self.mouse(QMouseEvent.Type.MouseMove, at.moved(20, 20))
        self.frame()

        def step(number: int) -> None:
            self.mouse(QMouseEvent.Type.MouseMove, at.moved(20 + 3 * number, 20 + 2 * number))
            self.frame()
        timed(f"drag hub with 200 lines at {zoom:.0%}", 60, step)
        view.mouse.cancel()
        self.frame()


def main() -> None:
    """Print the table."""
    systems = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    integrations = int(sys.argv[2]) if len(sys.argv) > 2 else 3 * systems
    app = QApplication.instance() or QApplication([])
    editor = Editor(Document(landscape(systems, integrations)), own_catalog())
    view = CanvasView(editor)
    view.resize(1600, 900)
    view.show()
    while editor.drawing is None:
        app.processEvents()
    app.processEvents()
    print(f"{systems} systems, {integrations} integrations, fit at {view.zoom:.1%}")
    bench = Bench(view)
    for zoom in (view.zoom, 0.15, 0.26, 0.34, 0.5, 0.75, 1.0):
        bench.repaint(zoom)
    view.fit()
    for zoom in (view.zoom, 0.1, 0.26, 0.34, 0.5, 1.0):
        bench.pan(zoom)
    bench.wheel()
    bench.drag(1.0)
    bench.drag(0.3)
    view.fit()
    bench.drag(view.zoom)


if __name__ == "__main__":
    main()
