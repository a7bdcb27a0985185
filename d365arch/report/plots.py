"""Plots by reportlab's charts: one drawing that stands as vectors in a PDF and as SVG in a page."""

from __future__ import annotations

import re
from math import ceil, log10
from typing import Any

from d365arch.analysis import wording as say
from d365arch.render.fallback import fallback_of
from d365arch.render.pdf import font_names
from d365arch.render.svg import escape
from d365arch.report.content import Plot, PlotKind
from d365arch.scene.parts import Font, Weight
from d365arch.scene.text import elide, known, measure

WIDTH, HEIGHT = 360.0, 210.0
"""Size in points; on a page in px, scaled to the width there is."""
_TEXT = 9.5
_BAR = 15.0
_NAMES = 150.0
"""Most room for names beside lying bars."""

COLORS = {"ink": "#1B2130", "muted": "#626B7F", "line": "#DDE2EC", "accent": "#0C6F8C", "warn": "#B86E00",
          "ground": "#FFFFFF"}
"""Colors by what they mean; a page puts its own in their place, so that they follow light and dark."""

_RGB = re.compile(r"rgb\(([\d.]+)%,([\d.]+)%,([\d.]+)%\)")
_HEAD = re.compile(r"<title>.*?</title>\s*<desc>.*?</desc>\s*<clipPath.*?</clipPath>", re.DOTALL)
_FAMILY = re.compile(r"font-family: ([^;]+);")


def chart(plot: Plot) -> Any:
    """The plot as a drawing of reportlab."""
    match plot.kind:
        case PlotKind.BARS:
            return _bars(plot)
        case PlotKind.LYING:
            return _lying(plot)
        case PlotKind.COURSE:
            return _course(plot)


def to_svg(plot: Plot) -> str:
    """The plot as an element of a page, in the colors of the page's style."""
    from reportlab.graphics import renderSVG

    text = renderSVG.drawToString(chart(plot))
    body = text[text.index("<svg"):]
    body = _HEAD.sub("", body, count=1)
    body = body.replace(' id="group"', "").replace(' style="clip-path: url(#clip)"', "")
    names = {tuple(int(int(c[i:i + 2], 16) / 255 * 100) for i in (1, 3, 5)): key for key, c in COLORS.items()}
    body = _RGB.sub(lambda m: f"var(--{names.get(tuple(int(float(p)) for p in m.groups()), 'ink')})", body)
    semibold = font_names()[Weight.SEMIBOLD]
    body = _FAMILY.sub(lambda m: "font-weight: 600;" if m[1] == semibold else "", body)
    body = re.sub(r"\s*\n\s*", "\n", re.sub(r"(\d+\.\d\d)\d+", r"\1", body)).strip()
    label = escape(f"{plot.title}. {plot.sentence}").replace('"', "&quot;")
    return re.sub(r"<svg [^>]*>", f'<svg class="plot" viewBox="0 0 {WIDTH:g} {_height(plot):g}" role="img" '
                                  f'aria-label="{label}">', body, count=1)


def _height(plot: Plot) -> float:
    return 42 + _BAR * 1.5 * len(plot.points) if plot.kind is PlotKind.LYING else HEIGHT


def _color(name: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(COLORS[name])


def _drawing(plot: Plot) -> Any:
    from reportlab.graphics.shapes import Drawing

    return Drawing(WIDTH, _height(plot))


def _say(text: str, x: float, y: float, *, anchor: str = "start", color: str = "muted",
         weight: Weight = Weight.REGULAR) -> Any:
    from reportlab.graphics.shapes import String

    odd = next((f for c in text if not known(c) and (f := fallback_of(c))), None)
    return String(x, y, text, fontName=odd or font_names()[weight], fontSize=_TEXT, fillColor=_color(color),
                  textAnchor=anchor)


def _axis(axis: Any, *, grid: bool) -> None:
    axis.labels.fontName = font_names()[Weight.REGULAR]
    axis.labels.fontSize = _TEXT
    axis.labels.fillColor = _color("muted")
    axis.strokeColor = _color("line")
    axis.visibleTicks = False
    if grid:
        axis.visibleGrid = True
        axis.gridStrokeColor = _color("line")
        axis.gridStrokeWidth = 0.6
        axis.visibleAxis = False


def _scale(axis: Any, largest: float) -> None:
    """From 0 to a round number above the largest value, in at most six steps."""
    power = 10 ** ceil(log10(max(largest, 1)) - 1)
    step = next(power * f for f in (0.2, 0.5, 1, 2, 5, 10) if largest / (power * f) <= 5)
    step = max(step, 1)
    axis.valueMin, axis.valueMax, axis.valueStep = 0, step * max(ceil(largest * 1.02 / step), 1), step
    axis.labelTextFormat = say.count


def _bars(plot: Plot) -> Any:
    from reportlab.graphics.charts.barcharts import VerticalBarChart

    drawing, bars = _drawing(plot), VerticalBarChart()
    bars.x, bars.y, bars.width, bars.height = 34, 40, WIDTH - 44, HEIGHT - 66
    bars.data = [tuple(p.value for p in plot.points)]
    bars.categoryAxis.categoryNames = [p.label for p in plot.points]
    bars.bars[0].fillColor, bars.bars[0].strokeColor = _color("accent"), None
    bars.barSpacing, bars.groupSpacing = 0, 6
    bars.barLabelFormat = "values"
    bars.barLabelArray = [[p.shown for p in plot.points]]
    bars.barLabels.fontName, bars.barLabels.fontSize = font_names()[Weight.SEMIBOLD], _TEXT
    bars.barLabels.fillColor, bars.barLabels.nudge = _color("ink"), 7
    _axis(bars.categoryAxis, grid=False)
    _axis(bars.valueAxis, grid=True)
    _scale(bars.valueAxis, max(p.value for p in plot.points))
    drawing.add(bars)
    drawing.add(_say(plot.y, 4, HEIGHT - 12))
    drawing.add(_say(plot.x, WIDTH - 10, 10, anchor="end"))
    return drawing


def _lying(plot: Plot) -> Any:
    """Named bars from top to bottom, each with its value behind it."""
    from reportlab.graphics.shapes import Line, Rect

    drawing = _drawing(plot)
    height, font = _height(plot), Font(size=_TEXT, weight=Weight.REGULAR)
    names = [elide("".join(c for c in p.label if c.isprintable()), font, _NAMES) for p in plot.points]
    left = max(measure(n, font) for n in names) + 10
    behind = max(measure(p.shown, Font(size=_TEXT, weight=Weight.SEMIBOLD)) for p in plot.points) + 10
    largest = max(p.value for p in plot.points) or 1
    drawing.add(Line(left, 30, left, height - 6, strokeColor=_color("line"), strokeWidth=1))
    for number, (point, name) in enumerate(zip(plot.points, names, strict=True)):
        y = height - 10 - _BAR * 1.5 * (number + 1) + 6
        length = max((WIDTH - left - behind) * point.value / largest, 1)
        drawing.add(_say(name, left - 8, y + 4, anchor="end", color="ink"))
        drawing.add(Rect(left, y, length, _BAR, fillColor=_color("accent"), strokeColor=None))
        drawing.add(_say(point.shown, left + length + 5, y + 4, color="ink", weight=Weight.SEMIBOLD))
    drawing.add(_say(plot.x, left, 10))
    return drawing


def _course(plot: Plot) -> Any:
    from reportlab.graphics.charts.lineplots import LinePlot
    from reportlab.graphics.widgets.markers import makeMarker

    drawing, lines = _drawing(plot), LinePlot()
    lines.x, lines.y, lines.width, lines.height = 40, 40, WIDTH - 56, HEIGHT - 66
    last = len(plot.points) - 1
    lines.data = [[(n, p.value) for n, p in enumerate(plot.points)]]
    lines.lines[0].strokeColor, lines.lines[0].strokeWidth = _color("accent"), 2
    lines.lines[0].symbol = makeMarker("FilledCircle", size=5)
    lines.lines[0].symbol.fillColor, lines.lines[0].symbol.strokeColor = _color("accent"), _color("accent")
    if plot.mark is not None:
        lines.data.append([(0, plot.mark), (last, plot.mark)])
        lines.lines[1].strokeColor, lines.lines[1].strokeWidth = _color("warn"), 1.2
        lines.lines[1].strokeDashArray = [4, 3]
    _axis(lines.xValueAxis, grid=False)
    _axis(lines.yValueAxis, grid=True)
    every = max(ceil(last / 10), 1)
    lines.xValueAxis.valueMin, lines.xValueAxis.valueMax, lines.xValueAxis.valueStep = 0, last, every
    lines.xValueAxis.labelTextFormat = say.count
    _scale(lines.yValueAxis, max(p.value for p in plot.points))
    drawing.add(lines)
    drawing.add(_say(plot.y, 4, HEIGHT - 12))
    drawing.add(_say(plot.x, WIDTH - 16, 10, anchor="end"))
    for number, anchor in ((0, "start"), (last, "end")):
        height = lines.height * plot.points[number].value / lines.yValueAxis.valueMax
        drawing.add(_say(plot.points[number].shown, lines.x + lines.width * number / last, lines.y + height + 6,
                         anchor=anchor, color="ink", weight=Weight.SEMIBOLD))
    if plot.mark is not None:
        y = lines.y + lines.height * plot.mark / lines.yValueAxis.valueMax
        drawing.add(_say(plot.mark_text, WIDTH - 16, y - 12 if y > 60 else y + 5, anchor="end", color="warn"))
    return drawing
