"""Gauges on the canvas: how much of its binding limit a line or a system uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from d365arch.analysis.limits.records import LimitCheck
from d365arch.gui.canvas.kept_picture import KeptPicture, Sight
from d365arch.gui.canvas.sheet import middle_of
from d365arch.gui.coupling.following import follower_of
from d365arch.gui.knowledge.badges import TANK, letter_size, paint_gauge, pill_size
from d365arch.gui.knowledge.gauging import FROM, band_color, checks_by_element, percent
from d365arch.gui.style import colors_of
from d365arch.gui.workbench import Workbench
from d365arch.model.geometry import Point
from d365arch.model.vocabulary import Severity
from d365arch.scene.build import Drawing
from d365arch.scene.parts import Layer, Shape

MANY = 200
"""So many gauges at most are painted, those of the most used limits; more could not be read."""

SMALLEST = 0.18
"""Below this zoom only what is above its limit has a gauge."""


class Gauges(QObject):
    """Follows the switches, the analysis and the drawing; gauges are no edit."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.canvas)
        self._bench = bench
        self._follower = follower_of(bench)
        self._checks: Mapping[str, LimitCheck] = {}
        self._kept = KeptPicture(bench.canvas, self._draw)
        self.switch, self.everything = bench.actions["gauges"], bench.actions["gauges_all"]
        bench.canvas.grounds.append(self.paint)
        self.switch.toggled.connect(self._switch)
        self.everything.toggled.connect(self._switch_all)
        self._follower.changed.connect(self.refresh)
        bench.editor.drawing_changed.connect(lambda _drawing: self._kept.forget())

    @property
    def shown(self) -> Mapping[str, LimitCheck]:
        """The check that each element's gauge is of."""
        return self._checks

    def _switch(self, on: bool) -> None:
        if on:
            self._bench.overlays.take("gauges", self.end)
        else:
            self._bench.overlays.leave("gauges")
            self.everything.setChecked(False)
        self.refresh()

    def _switch_all(self, on: bool) -> None:
        if on:
            self.switch.setChecked(True)
        self.refresh()

    def end(self) -> None:
        """Show no gauges."""
        self.switch.setChecked(False)

    def refresh(self) -> None:
        """Take the newest checks."""
        result = self._follower.result
        checks = checks_by_element(result) if self.switch.isChecked() and result is not None else {}
        least = 0.0 if self.everything.isChecked() else FROM
        self._checks = {element: found[0] for element, found in checks.items() if found[0].utilization >= least}
        self._kept.forget()
        self._bench.canvas.update()

    def paint(self, painter: QPainter) -> None:
        """Put the gauges down, in widget coordinates."""
        canvas = self._bench.canvas
        if self._checks and canvas.editor.drawing and canvas.sheet:
            self._kept.paint(painter)

    def _draw(self, painter: QPainter, sight: Sight) -> None:
        canvas, drawing = self._bench.canvas, self._bench.canvas.editor.drawing
        if drawing is None or canvas.sheet is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        found = [(check, at) for layer in (Layer.LINE, Layer.BOX)
                 for shape in canvas.sheet.index.inside(sight.scene, layer)
                 for check, at in self.placed(drawing, shape)]
        if sight.zoom < SMALLEST:
            found = [pair for pair in found if pair[0].verdict is Severity.VIOLATION]
        found.sort(key=lambda pair: (pair[0].utilization, pair[0].on))
        size = letter_size(sight.zoom)
        colors = colors_of("dark" if QColor(canvas.theme.ground).lightness() < 128 else "light")
        for check, at in found[-MANY:]:
            paint_gauge(painter, QPointF(*sight.viewport.to_screen(at)), check.utilization, percent(check.utilization),
                        size, ink=QColor(colors.ink), ground=QColor(colors.field),
                        color=QColor(band_color(check, colors)), strong=check.verdict is Severity.VIOLATION)

    def place(self, sight: Sight, at: Point) -> QRectF:
        """The room on the screen of a gauge that begins at a point of the sheet."""
        size = letter_size(sight.zoom)
        width, height = pill_size(">9,999%", size, size * TANK)
        x, y = sight.viewport.to_screen(at)
        return QRectF(x, y - height / 2, width, height)

    def placed(self, drawing: Drawing, shape: Shape) -> Iterator[tuple[LimitCheck, Point]]:
        """The check of what a shape stands for, and where its gauge begins."""
        canvas = self._bench.canvas
        line = drawing.looks.lines.get(shape.element.id)
        box = drawing.looks.boxes.get(f"group.{shape.element.id}") if shape.element.kind == "group" else None
        names = line.integrations if line else ()
        ids = [i.id for i in names] if names else list(box.holds) if box else [shape.element.id]
        found = [self._checks[name] for name in ids if name in self._checks]
        if not found:
            return
        worst = max(found, key=lambda c: (c.utilization, c.on))
        if shape.path:
            label = canvas.sheet.label(shape.element) if canvas.sheet else None
            yield worst, Point(label.right, (label.top + label.bottom) / 2) if label else middle_of(shape.path)
        elif shape.element.kind in {"system", "group"}:
            body = canvas.box_rect(shape.element.id) if shape.element.kind == "system" else \
                canvas.rect_of(shape.element)
            if body is not None:
                yield worst, Point(body.right - min(40.0, body.width / 2), body.top)
