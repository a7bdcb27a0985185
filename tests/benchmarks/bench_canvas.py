"""What the canvas takes at 1600 x 900 on generated landscapes, beside a QGraphicsScene of one item per element.

    python tests/benchmarks/bench_canvas.py [--sizes 2000x6000 10000x30000] [--only canvas|items]

Times are processor time of a frame in ms: the event, what it changes, and the painting. Between two frames the event
loop runs for the rest of 16 ms, as it does under a hand; the longest step of it is told too (`pause`), since a frame
can be late by that much. `sharp` is the time from the last zoom step until nothing is stretched any more.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

if __name__ == "__main__":  # run as a file: the project is two folders up
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from d365arch.catalog.load import own_catalog
from d365arch.edit.document import Document
from d365arch.edit.view_edits import SetPositions
from d365arch.gui.canvas.motion import Glide
from d365arch.gui.canvas.view import CanvasView
from d365arch.gui.editor import Editor
from d365arch.gui.neighborhood import near
from d365arch.model import Point, Workspace
from d365arch.scene.build import Drawing, draw
from d365arch.scene.parts import Element
from tests.benchmarks.generate import generate
from tests.benchmarks.graphics_items import ItemsView

ZOOMS = (0.05, 0.12, 0.25, 0.34, 0.5, 0.75, 1.0, 2.0, 4.0, 8.0)
FRAME = 0.016
STEP = 1.2

_PATIENCE = 2.0
"""Seconds for one movement of the items, of which a large drawing is measured at fewer zooms too."""

Rows = dict[str, list[float]]


def memory() -> float:
    """Memory of this process, in MB; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


class Clock:
    """Plays frames one after the other and keeps what they took."""

    def __init__(self, widget: QWidget) -> None:
        self.widget = widget
        self.rows: Rows = {}
        self.longest_pause = 0.0

    def frame(self, name: str, act: Callable[[], object]) -> None:
        """One frame: an action and its painting; then the rest of 16 ms for the event loop."""
        began, busy = time.perf_counter(), time.thread_time()
        act()
        self.widget.repaint()
        self.rows.setdefault(name, []).append((time.thread_time() - busy) * 1000)
        self.rest(began + FRAME)

    def rest(self, until: float) -> None:
        """Let the event loop run."""
        while time.perf_counter() < until:
            busy = time.thread_time()
            QApplication.processEvents()
            step = (time.thread_time() - busy) * 1000
            self.longest_pause = max(self.longest_pause, step)
            if step < 0.05:
                time.sleep(0.0005)

    def note(self, name: str, value: float) -> None:
        """Keep a figure that is no frame."""
        self.rows.setdefault(name, []).append(value)


class CanvasBench:
    """The canvas under a hand."""

    def __init__(self, workspace: Workspace, rows: Rows) -> None:
        catalog = own_catalog()
        began = time.perf_counter()
        self.editor = Editor(Document(workspace), catalog)
        self.view = CanvasView(self.editor)
        self.view.resize(1600, 900)
        self.view.show()
        while self.editor.drawing is None:
            QApplication.processEvents()
        self.view.repaint()
        rows["open: first picture, s"] = [time.perf_counter() - began]
        self.clock = Clock(self.view.window())
        self.clock.rows = rows
        self.settle()
        rows["open: all sharp, s"] = [time.perf_counter() - began]
        drawing = self.editor.drawing
        lines = workspace.landscape.integrations_of
        self.hub = max(drawing.placement.boxes, key=lambda s: len(lines.get(s, ())))
        self.plain = min((s for s in drawing.placement.boxes if lines.get(s)), key=lambda s: len(lines[s]))

    def settle(self) -> float:
        """Run the event loop until everything is painted; ms."""
        view, began = self.view, time.perf_counter()
        while not view.frame.is_whole(view.viewport, view.size()) or not view.picture.rests:
            QApplication.processEvents()
        return (time.perf_counter() - began) * 1000

    def wheel(self, up: bool) -> None:
        """One notch of the wheel in the middle."""
        middle = QPointF(800, 450)
        event = QWheelEvent(middle, middle, QPoint(), QPoint(0, 120 if up else -120), Qt.MouseButton.NoButton,
                            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(self.view, event)

    def mouse(self, kind: QMouseEvent.Type, at: Point) -> None:
        """Send one mouse event."""
        held = Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, QPointF(*at), QPointF(*at), held, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.view, event)

    def start(self, zoom: float, system: str) -> None:
        """Be at a zoom, with a system in the middle."""
        view = self.view
        rect = self.editor.drawing.placement.boxes[system]
        view.set_viewport(view.viewport.zoomed(zoom, Point(0, 0)).centered(rect.center, view.width(), view.height()))
        view.repaint()
        self.settle()

    def pan(self, zoom: float, name: str = "pan") -> None:
        """Pan diagonally there and back, at 1,200 px a second."""
        self.start(zoom, self.hub)
        view = self.view
        for number in range(100):
            way = 1 if number < 70 else -1
            self.clock.frame(f"{name} at {zoom:.0%}",
                             lambda way=way: view.set_viewport(view.viewport.panned(-17 * way, -11 * way)))

    def focus(self) -> None:
        """Pan while all but two hops around the hub is dimmed."""
        center = [Element(kind="system", id=self.hub)]
        self.view.picture.stand_out(near(self.editor.workspace.landscape, center, 2))
        for zoom in (0.05, 0.34, 1.0):
            self.pan(zoom, "focus, pan")
        self.view.picture.stand_out(None)

    def zoom(self) -> None:
        """Zoom in from 5 % to 800 % and back with the wheel, three frames to a notch; steps by where they end."""
        self.start(0.05, self.hub)
        for up in (True, False):
            while self.view.zoom < 7.9 if up else self.view.zoom > 0.051:
                level = max(z for z in ZOOMS if z <= self.view.zoom * 1.01)
                for part in range(3):
                    self.clock.frame(f"zoom from {level:.0%}", (lambda up=up: self.wheel(up)) if part == 0 else int)
        for zoom in ZOOMS:
            self.start(zoom * (STEP if zoom < 5 else 1 / STEP), self.hub)
            self.wheel(zoom > 5)
            began = time.perf_counter()
            while not self.view.frame.is_whole(self.view.viewport, self.view.size()):
                QApplication.processEvents()
            self.clock.note("sharp after a notch of the wheel", (time.perf_counter() - began) * 1000)
            self.settle()

    def drag(self, zoom: float, system: str, name: str) -> None:
        """Drag a system with all its lines, from the first move to the last."""
        self.start(zoom, system)
        view = self.view
        rect = self.editor.drawing.placement.boxes[system]
        at = view.viewport.to_screen(Point(rect.center.x, rect.top + 20))
        self.mouse(QMouseEvent.Type.MouseButtonPress, at)
        for number in range(50):
            place = at.moved(8 + 3 * number, 8 + 2 * number)
            self.clock.frame(f"{name} at {zoom:.0%}",
                             lambda place=place: self.mouse(QMouseEvent.Type.MouseMove, place))
        view.mouse.cancel()
        self.settle()

    def many(self) -> None:
        """Select all systems, drag all of them, and draw a band over everything."""
        view, chosen = self.view, [Element(kind="system", id=s) for s in self.editor.drawing.placement.boxes]
        self.start(0.05, self.hub)
        self.clock.frame("select all systems", lambda: self.editor.selection.set(chosen))
        self.settle()
        for _ in range(20):
            self.clock.frame("repaint with all selected", int)
        rect = self.editor.drawing.placement.boxes[self.hub]
        at = view.viewport.to_screen(Point(rect.center.x, rect.top + 20))
        self.mouse(QMouseEvent.Type.MouseButtonPress, at)
        self.clock.frame("drag all: first frame", lambda: self.mouse(QMouseEvent.Type.MouseMove, at.moved(8, 8)))
        for number in range(50):
            place = at.moved(8 + 3 * number, 8 + 2 * number)
            self.clock.frame("drag all", lambda place=place: self.mouse(QMouseEvent.Type.MouseMove, place))
        view.mouse.cancel()
        self.editor.selection.set(())
        view.fit()
        self.settle()
        self.mouse(QMouseEvent.Type.MouseButtonPress, Point(3, 3))
        for number in range(50):
            place = Point(3 + 32 * number, 3 + 18 * number)
            self.clock.frame("band", lambda place=place: self.mouse(QMouseEvent.Type.MouseMove, place))
        view.mouse.cancel()
        self.settle()

    def hover(self, zoom: float) -> None:
        """Rest over the hub, until its lines stand out."""
        self.start(zoom, self.hub)
        rect = self.editor.drawing.placement.boxes[self.hub]
        at = QPointF(*self.view.viewport.to_screen(Point(rect.center.x, rect.top + 20)))
        event = QMouseEvent(QMouseEvent.Type.MouseMove, at, at, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
                            Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.view, event)
        name = f"lines of the hub stand out at {zoom:.0%}"
        self.clock.frame(name, self.view.overlay.spotlight)
        for _ in range(20):
            self.clock.frame(name, int)
        self.view.overlay.hover(None)

    def edit(self, system: str, name: str) -> None:
        """Move a system: the edit, its drawing, and painting until all of it is on the screen."""
        self.start(1.0, system)
        editor, view = self.editor, self.view
        for number in range(8):
            rect = editor.drawing.placement.boxes[system]
            place = Point(rect.x + (10 if number % 2 else -10), rect.y)
            before, began = editor.drawing, time.perf_counter()
            editor.perform(SetPositions(editor.view_id, {system: place}))
            while editor.drawing is before:
                QApplication.processEvents()
            drawn, busy = time.perf_counter(), time.thread_time()
            view.repaint()
            self.clock.note(f"{name}: first frame of an edit", (time.thread_time() - busy) * 1000)
            while not view.frame.is_whole(view.viewport, view.size()):
                QApplication.processEvents()
            self.clock.note(f"{name}: edit to repaint", (time.perf_counter() - began) * 1000)
            self.clock.note(f"{name}: of that, painting", (time.perf_counter() - drawn) * 1000)
            self.settle()

    def run(self) -> None:
        """All of it."""
        for zoom in ZOOMS:
            self.pan(zoom)
        self.focus()
        self.zoom()
        for zoom in (0.05, 0.12, 0.34, 1.0, 2.0):
            self.drag(zoom, self.hub, "drag hub")
            self.drag(zoom, self.plain, "drag system")
        for zoom in (0.05, 1.0):
            self.hover(zoom)
        self.many()
        self.edit(self.plain, "system")
        self.edit(self.hub, "hub")
        self.clock.note("longest pause, ms", self.clock.longest_pause)


class ItemsBench:
    """The same hand on a QGraphicsScene."""

    def __init__(self, workspace: Workspace, rows: Rows) -> None:
        began = time.perf_counter()
        drawing: Drawing = draw(workspace, own_catalog())
        self.drawing, self.lines = drawing, workspace.landscape.integrations_of
        self.patient = len(drawing.scene.shapes) < 20_000
        self.view = ItemsView(drawing.scene)
        self.view.resize(1600, 900)
        self.view.show()
        self.middle = QPointF(0, 0)
        boxes = drawing.placement.boxes
        self.hub = max(boxes, key=lambda s: len(self.lines.get(s, ())))
        self.plain = min((s for s in boxes if self.lines.get(s)), key=lambda s: len(self.lines[s]))
        bounds = drawing.scene.bounds
        self.view.show_at(min(1600 / bounds.width, 900 / bounds.height), QPointF(*bounds.center))
        self.view.repaint()
        rows["open: first picture, s"] = [time.perf_counter() - began]
        self.clock = Clock(self.view.viewport())
        self.clock.rows = rows

    def start(self, zoom: float, system: str) -> None:
        """Be at a zoom, with a system in the middle."""
        self.middle = QPointF(*self.drawing.placement.boxes[system].center)
        self.view.show_at(zoom, self.middle)
        QApplication.processEvents()

    def frames(self, name: str, most: int, act: Callable[[int], object]) -> None:
        """Some frames; fewer where they are very slow."""
        began = time.perf_counter()
        for number in range(most):
            self.clock.frame(name, lambda number=number: act(number))
            if number >= 4 and time.perf_counter() - began > _PATIENCE:
                return

    def pan(self, zoom: float) -> None:
        """Pan diagonally."""
        self.start(zoom, self.hub)
        across, down = self.view.horizontalScrollBar(), self.view.verticalScrollBar()

        def step(number: int) -> None:
            way = 1 if number < 70 else -1
            across.setValue(across.value() + 17 * way)
            down.setValue(down.value() + 11 * way)
        self.frames(f"pan at {zoom:.0%}", 100, step)

    def zoom(self) -> None:
        """Zoom in and out."""
        scale, level = 0.05, 0.05
        self.start(scale, self.hub)
        step = STEP if self.patient else STEP ** 3
        for way in (step, 1 / step):
            while scale * way < 8.0 if way > 1 else scale * way > 0.05:
                level = max(z for z in ZOOMS if z <= scale * 1.01)
                scale *= way
                self.clock.frame(f"zoom from {level:.0%}",
                                 lambda scale=scale: self.view.show_at(scale, self.middle))

    def drag(self, zoom: float, system: str, name: str) -> None:
        """Drag a system with its lines."""
        self.start(zoom, system)
        boxes, lines = self.view.take(system, [i.id for i in self.lines[system]])

        def step(number: int) -> None:
            by = QPointF(8 + 3 * number, 8 + 2 * number) / zoom
            for item in boxes:
                item.setPos(by)
            for line in lines:
                line.follow(by)
        self.frames(f"{name} at {zoom:.0%}", 50, step)
        for item in boxes:
            item.setPos(0, 0)
        for line in lines:
            self.view.scene().removeItem(line)
        for integration in self.lines[system]:
            for item in self.view.items_of.get(("integration", integration.id), ()):
                item.setVisible(True)

    def run(self) -> None:
        """All of it."""
        for zoom in ZOOMS if self.patient else (0.05, 0.34, 1.0):
            self.pan(zoom)
        self.zoom()
        for zoom in (0.05, 0.12, 0.34, 1.0, 2.0) if self.patient else (0.05, 1.0):
            self.drag(zoom, self.hub, "drag hub")
            self.drag(zoom, self.plain, "drag system")


def measure(design: str, systems: int, integrations: int) -> Rows:
    """All figures of one design at one size, in this process."""
    app = QApplication.instance() or QApplication([])
    Glide.duration = 0
    gc.disable()    # the window collects in pauses; see d365arch/gui/collector.py
    rows: Rows = {}
    workspace = generate(systems, integrations, placed=True)
    gc.collect()
    rows["memory: landscape alone, MB"] = [memory()]
    bench = CanvasBench(workspace, rows) if design == "canvas" else ItemsBench(workspace, rows)
    rows["memory: opened, MB"] = [memory()]
    bench.run()
    rows["memory: after all of this, MB"] = [memory()]
    app.processEvents()
    return rows


def cells(values: list[float] | None) -> str:
    """Median, 95th percentile and worst; one figure alone where there is only one."""
    if not values:
        return f"{'':8} {'':8} {'':8}"
    if len(values) == 1:
        return f"{values[0]:8.1f} {'':8} {'':8}"
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"{statistics.median(ordered):8.1f} {p95:8.1f} {ordered[-1]:8.1f}"


def table(size: str, found: dict[str, Rows]) -> None:
    """Print both designs side by side."""
    print(f"\n{size} systems x integrations, 1600 x 900")
    print(f"{'':34} {'canvas: p50':>12} {'p95':>4} {'max':>8}   {'one item each: p50':>18} {'p95':>4} {'max':>8}")
    names = dict.fromkeys(name for rows in found.values() for name in rows)
    for name in names:
        print(f"{name:34}  {cells(found.get('canvas', {}).get(name))}     {cells(found.get('items', {}).get(name))}")


def main() -> int:
    """Measure each design and size in a process of its own, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", default=["2000x6000", "10000x30000"])
    parser.add_argument("--only", choices=("canvas", "items"))
    parser.add_argument("--measure", choices=("canvas", "items"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        systems, integrations = map(int, given.sizes[0].split("x"))
        print(json.dumps(measure(given.measure, systems, integrations)))
        return 0
    for size in given.sizes:
        found: dict[str, Rows] = {}
        for design in (given.only,) if given.only else ("canvas", "items"):
            command = [sys.executable, __file__, "--measure", design, "--sizes", size]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            found[design] = json.loads(done.stdout.splitlines()[-1])
        table(size, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
