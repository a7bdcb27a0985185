"""Names of recognized patterns: small labels on lines, and in the inspector what guidance says of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from d365arch.analysis.recognize import Recognized, by_element
from d365arch.analysis.result import AnalysisResult
from d365arch.gui.canvas.kept_picture import KeptPicture, Sight
from d365arch.gui.canvas.sheet import middle_of
from d365arch.gui.cards import safe
from d365arch.gui.coupling.following import follower_of
from d365arch.gui.docks.section import Section
from d365arch.gui.knowledge.badges import letter_size, paint_pill, pill_size
from d365arch.gui.language import translate
from d365arch.gui.style import Colors, colors_of
from d365arch.gui.workbench import Workbench
from d365arch.model.geometry import Point
from d365arch.scene.build import Drawing
from d365arch.scene.parts import Layer, Shape

READABLE = 0.45
"""Below this zoom the names could not be read."""

MANY = 300
"""So many names at most are painted."""


def sign(found: Recognized) -> str:
    """A mark for what guidance thinks of it: preferred, not preferred, or nothing where that depends."""
    return "" if found.good is None else "✓ " if found.good else "! "


class PatternNames(QObject):
    """Follows the switch, the analysis and the drawing."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.canvas)
        self._bench = bench
        self._follower = follower_of(bench)
        self.patterns: Mapping[str, tuple[Recognized, ...]] = {}
        self._kept = KeptPicture(bench.canvas, self._draw)
        self.switch = bench.actions["patterns"]
        bench.canvas.grounds.append(self.paint)
        self.switch.toggled.connect(lambda _on: self.refresh())
        self._follower.changed.connect(self.refresh)
        bench.editor.drawing_changed.connect(lambda _drawing: self._kept.forget())

    def refresh(self) -> None:
        """Take the newest patterns."""
        result = self._follower.result
        self.patterns = by_element(result.patterns) if self.switch.isChecked() and result else {}
        self._kept.forget()
        self._bench.canvas.update()

    def paint(self, painter: QPainter) -> None:
        """Put the names down, in widget coordinates."""
        canvas = self._bench.canvas
        if self.patterns and canvas.editor.drawing and canvas.sheet and canvas.zoom >= READABLE:
            self._kept.paint(painter)

    def text_of(self, drawing: Drawing, shape: Shape) -> str:
        """What is written on a line: the pattern of its own, then one that it is a part of."""
        line = drawing.looks.lines.get(shape.element.id)
        names = [i.id for i in line.integrations] if line else []
        found = [each for name in names for each in self.patterns.get(name, ())]
        told = list(dict.fromkeys(f"{sign(each)}{each.pattern.value}" for each in found))
        return " · ".join(told[:2]) + (" …" if len(told) > 2 else "")

    def _draw(self, painter: QPainter, sight: Sight) -> None:
        canvas, drawing = self._bench.canvas, self._bench.canvas.editor.drawing
        if drawing is None or canvas.sheet is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = colors_of("dark" if QColor(canvas.theme.ground).lightness() < 128 else "light")
        size = letter_size(sight.zoom) * 0.9
        count = 0
        for shape in canvas.sheet.index.inside(sight.scene, Layer.LINE):
            text = self.text_of(drawing, shape) if shape.path and count < MANY else ""
            if not text:
                continue
            count += 1
            label = canvas.sheet.label(shape.element)
            # Beside the label, where neighboring lines have their labels above and below.
            at = Point(label.left, (label.top + label.bottom) / 2) if label else middle_of(shape.path)
            x, y = sight.viewport.to_screen(at)
            width, height = pill_size(text, size)
            pill = QRectF(x - (width if label else width / 2), y - height / 2, width, height)
            paint_pill(painter, pill, text, size, ink=QColor(colors.ink), ground=QColor(colors.hover),
                       edge=QColor(colors.faint))


class PatternCard(QWidget):
    """In the inspector: the patterns of what is selected, and what guidance prefers."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.inspector)
        self._bench = bench
        self._follower = follower_of(bench)
        self._known: tuple[AnalysisResult, Mapping[str, tuple[Recognized, ...]]] | None = None
        self.text = QLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.section = Section(self.tr("Pattern"), self._build, is_open=True, theme=bench.editor.theme, parent=self)
        column.addWidget(self.section)
        self._follower.changed.connect(self.refresh)
        bench.editor.selection.changed.connect(self.refresh)
        bench.editor.theme_changed.connect(self._retint)
        self.hide()

    def _build(self, body: QWidget) -> None:
        column = QVBoxLayout(body)
        column.setContentsMargins(6, 0, 4, 6)
        self.text.setParent(body)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAccessibleName(self.tr("Pattern of what is selected"))
        column.addWidget(self.text)

    def _retint(self, theme: str) -> None:
        self.section.set_theme(theme)
        self.refresh()

    def refresh(self) -> None:
        """Show the patterns of what is selected, or hide."""
        result = self._follower.result
        chosen = self._bench.editor.selection.elements
        found: tuple[Recognized, ...] = ()
        if result is not None and len(chosen) == 1:
            if self._known is None or self._known[0] is not result:
                self._known = result, by_element(result.patterns)
            found = self._known[1].get(chosen[0].id, ())
        self.setVisible(bool(found))
        if found:
            self.section.set_note(f"· {found[0].pattern.value}")
            self.text.setText("".join(_lines(found, self._bench, colors_of(self._bench.editor.theme))))


def _lines(found: tuple[Recognized, ...], bench: Workbench, colors: Colors) -> list[str]:
    lines = []
    for each in found:
        source = bench.editor.catalog.sources.get(each.source)
        told = " · ".join(filter(None, (source.id, source.title, source.dated))) if source else each.source
        color = colors.muted if each.good is None else colors.good if each.good else colors.warn
        word = {None: "", True: translate("Patterns", " preferred"), False: translate("Patterns", " not preferred")}
        lines += [
            f'<p style="margin:0 0 3px 0"><b>{safe(each.pattern.value.capitalize())}</b>'
            f'<span style="color:{color}">{safe(word[each.good])}</span></p>',
            f'<p style="margin:0 0 3px 0">{safe(each.sentence)}</p>',
            f'<p style="margin:0 0 3px 0">{safe(each.preferred)}</p>',
            f'<p style="margin:0 0 8px 0; color:{colors.faint}">{safe(told)}</p>',
        ]
    return lines
