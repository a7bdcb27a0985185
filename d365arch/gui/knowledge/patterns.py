"""Names of recognized patterns: small labels on lines, and in the inspector what guidance says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from d365arch.analysis.recognize import Recognized, by_element
from d365arch.analysis.result import AnalysisResult
from d365arch.gui.canvas.kept_picture import KeptPicture, Sight
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.sheet import middle_of
from d365arch.gui.cards import safe
from d365arch.gui.coupling.following import follower_of
from d365arch.gui.coupling.inspector_card import InspectorCard
from d365arch.gui.knowledge.badges import paint_pill, pill_size
from d365arch.gui.knowledge.gauges import Gauges
from d365arch.gui.language import translate
from d365arch.gui.style import Colors, colors_of
from d365arch.gui.workbench import Workbench
from d365arch.scene.build import Drawing
from d365arch.scene.parts import Layer, Shape

READABLE = 0.5
"""Below this zoom the names could not be read."""

MANY = 120
"""So many names at most are painted; each looks for a place of its own."""


def sign(found: Recognized) -> str:
    """A mark for what guidance thinks of it: preferred, not preferred, or nothing where that depends."""
    return "" if found.good is None else "✓ " if found.good else "! "


class PatternNames(QObject):
    """Follows the switch, the analysis and the drawing; gauges keep their places right of labels."""

    def __init__(self, bench: Workbench, gauges: Gauges) -> None:
        super().__init__(bench.canvas)
        self._bench, self._gauges = bench, gauges
        self._follower = follower_of(bench)
        self.patterns: Mapping[str, tuple[Recognized, ...]] = {}
        self._kept = KeptPicture(bench.canvas, self._draw)
        self.switch = bench.actions["patterns"]
        bench.canvas.grounds.append(self.paint)
        self.switch.toggled.connect(lambda _on: self.refresh())
        self._follower.changed.connect(self.refresh)
        for gauged in (gauges.switch, gauges.everything):
            gauged.toggled.connect(lambda _on: self.refresh())
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
        """What is written on a line: what guidance does not prefer first, then what several lines make up."""
        line = drawing.looks.lines.get(shape.element.id)
        names = [i.id for i in line.integrations] if line else []
        found = [each for name in names for each in self.patterns.get(name, ())]
        told = list(dict.fromkeys(f"{sign(each)}{each.pattern.value}" for each in sorted(
            found, key=lambda each: (each.good is not False, each.good is None))))
        return f"{told[0]} +{len(told) - 1}" if len(told) > 1 else "".join(told)

    def _draw(self, painter: QPainter, sight: Sight) -> None:
        canvas, drawing = self._bench.canvas, self._bench.canvas.editor.drawing
        if drawing is None or canvas.sheet is None:
            return
        sheet, viewport = canvas.sheet, sight.viewport
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = colors_of("dark" if QColor(canvas.theme.ground).lightness() < 128 else "light")
        size = min(15.0, max(7.5, 11.0 * sight.zoom))
        named = [(shape, text) for shape in sheet.index.inside(sight.scene, Layer.LINE)
                 if shape.path and (text := self.text_of(drawing, shape))][:MANY]
        labels = [sheet.label(shape.element) for shape, _ in named]
        bodies = [canvas.box_rect(shape.element.id) for shape in sheet.index.inside(sight.scene, Layer.BOX)
                  if shape.element.kind == "system"]
        taken = [rectf(viewport.rect_to_screen(rect)) for rect in (*labels, *bodies) if rect is not None]
        taken += [self._gauges.place(sight, at) for shape, _ in named for _, at in self._gauges.placed(drawing, shape)]
        for (shape, text), label in zip(named, labels, strict=True):
            pill = free_place(pill_size(text, size), taken, rectf(viewport.rect_to_screen(label)) if label else
                              QRectF(QPointF(*viewport.to_screen(middle_of(shape.path))), QSizeF(0, 0)))
            if pill is not None:
                taken.append(pill)
                paint_pill(painter, pill, text, size, ink=QColor(colors.ink), ground=QColor(colors.hover),
                           edge=QColor(colors.faint))


def free_place(size: tuple[float, float], taken: Sequence[QRectF], around: QRectF) -> QRectF | None:
    """A place of this width and height left, right, below or above of something, where nothing stands; or none."""
    width, height = size
    middle, top = around.center().x() - width / 2, around.center().y() - height / 2
    for left, upper in ((around.left() - width - 1, top), (around.right() + 1, top),
                        (middle, around.bottom() + 1), (middle, around.top() - height - 1)):
        place = QRectF(left, upper, width, height)
        if not any(place.intersects(other) for other in taken):
            return place
    return None


class PatternCard(InspectorCard):
    """In the inspector: the patterns of what is selected, and what guidance prefers."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._known: tuple[AnalysisResult, Mapping[str, tuple[Recognized, ...]]] | None = None
        self.text = QLabel()
        self.put_section(self.tr("Pattern"))

    def build(self, body: QWidget) -> None:
        """The text."""
        column = QVBoxLayout(body)
        column.setContentsMargins(6, 0, 4, 6)
        self.text.setParent(body)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAccessibleName(self.tr("Pattern of what is selected"))
        column.addWidget(self.text)

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
