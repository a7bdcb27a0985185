"""Sets a finished drawing on paper: one sheet or several, with frame, title block and marks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from d365arch.errors import ExportError
from d365arch.model.geometry import Point, Rect, Size
from d365arch.model.landscape import Landscape
from d365arch.model.view import Page, View
from d365arch.model.vocabulary import Fit
from d365arch.scene.build import Drawing
from d365arch.scene.frame import subtitle
from d365arch.scene.paper import Paper, paper_of
from d365arch.scene.parts import Anchor, Element, Layer, Part, RectPart, Scene, Shape, Weight
from d365arch.scene.theme import Theme
from d365arch.scene.title_block import (
    STRIP,
    Pencil,
    TitleFacts,
    block_rect,
    block_shape,
    strip_shape,
    title_facts,
)

INCH = 96 / 25.4
"""Px per mm at 100 %."""
OVERLAP = 10.0
"""How far, in mm, a sheet repeats what stands at the edge of its neighbor."""
_AIR = 4.0
"""Between the drawing and frame or title block, in mm."""
_LARGEST = 2.5
"""A drawing that is small for its sheet is enlarged at most this far."""
MOST_SHEETS = 400
_STEPS = 14
_FRAME = 0.5
_FIELD = 52.0
"""Length of the fields of the frame's marks, in mm, about."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sheet: `paper` is its rectangle, `area` what it shows of the drawing, both in px of the scene; `shapes` are
    painted over the drawing and not cut."""

    number: int
    paper: Rect
    area: Rect
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A drawing on paper: `size` of every sheet in mm, `scale` of the drawing (1.0: 96 px are an inch), the shapes that
    are drawn, and the sheets."""

    paper: Paper
    size: Size
    scale: float
    scene: Scene
    shapes: tuple[Shape, ...]
    leaves: tuple[Leaf, ...]

    def sheet(self, number: int = 1) -> Scene:
        """One sheet, counted from 1, as a scene of its own."""
        leaf = self.leaves[number - 1]
        inside = self.shapes if leaf.area == leaf.paper else (
            *(shape for shape in self.shapes if shape.bounds.overlaps(leaf.area)), _border(leaf, self.scene.ground))
        return Scene(name=self.scene.name, description=self.scene.description, theme=self.scene.theme,
                     ground=self.scene.ground, bounds=leaf.paper, shapes=(*inside, *leaf.shapes), paper=self.size)


def _border(leaf: Leaf, ground: str) -> Shape:
    """What covers the drawing around the area of a sheet; parts of a scene cannot be cut."""
    paper, area = leaf.paper, leaf.area
    rects = (Rect(paper.x, paper.y, paper.width, area.top - paper.top),
             Rect(paper.x, area.bottom, paper.width, paper.bottom - area.bottom),
             Rect(paper.x, area.top, area.left - paper.left, area.height),
             Rect(area.right, area.top, paper.right - area.right, area.height))
    return Shape(id="border", layer=Layer.FRAME, element=Element(kind="title", id="border"), bounds=paper,
                 parts=tuple(RectPart(rect, ground) for rect in rects), title="Border")


def on_paper(drawing: Drawing, landscape: Landscape, view: View, page: Page) -> Book:
    """The drawing of a view on the sheets that a page asks for.

    Raises `ExportError` for an unknown sheet, where the margins leave no room, and for too many sheets.
    """
    scene = drawing.scene
    paper = paper_of(page, scene.bounds.width >= scene.bounds.height)
    facts = title_facts(landscape, view, subtitle(landscape, view, drawing.looks.counts))
    # What the title block says need not be said twice.
    said = {"title", "small-print"} if paper.title_block else set()
    shapes = tuple(s for s in scene.shapes if s.id not in said) or scene.shapes
    content = _bounds(shapes)
    setter = _Setter(scene, paper, facts, shapes=shapes, content=content, theme=drawing.theme)
    return setter.book()


def _bounds(shapes: tuple[Shape, ...]) -> Rect:
    left, top = min(s.bounds.left for s in shapes), min(s.bounds.top for s in shapes)
    right, bottom = max(s.bounds.right for s in shapes), max(s.bounds.bottom for s in shapes)
    return Rect(left, top, max(right - left, 1.0), max(bottom - top, 1.0))


class _Setter:
    """Works in mm of paper and gives shapes in px of the scene."""

    def __init__(self, scene: Scene, paper: Paper, facts: TitleFacts, *, shapes: tuple[Shape, ...], content: Rect,
                 theme: Theme) -> None:
        self._scene, self._paper, self._facts = scene, paper, facts
        self._shapes, self._content, self._theme = shapes, content, theme

    def book(self) -> Book:
        """One sheet where the drawing fits or shall fit, else several."""
        paper = self._paper
        mm, at = self._fitted()
        if paper.fit is not Fit.PAGE:
            inner = self._tile_area()
            asked = paper.scale / INCH if paper.fit is Fit.TILES else self._widest(inner.width - 2 * _AIR)
            if mm < asked - 1e-9:
                return self._tiled(asked, inner)
            mm, at = self._fitted(asked)
        leaf = self._leaf_at(mm, at)
        return self._book(mm, (leaf,))

    @property
    def _larger(self) -> float:
        """How much larger than on A3 a title block is, so that it can be read from where the whole sheet is seen."""
        return min(2.0, max(0.85, min(self._paper.width, self._paper.height) / 297))

    def _book(self, mm: float, leaves: tuple[Leaf, ...]) -> Book:
        return Book(self._paper, Size(self._paper.width, self._paper.height), mm * INCH, self._scene, self._shapes,
                    leaves)

    def _air(self) -> float:
        return _AIR if self._paper.frame else 0.0

    def _widest(self, width: float) -> float:
        return min(width / self._content.width, _LARGEST / INCH)

    def _fitted(self, most: float = _LARGEST / INCH) -> tuple[float, Point]:
        """The largest size, in mm for a px, at which the drawing fits on one sheet, and where its corner then lies."""
        room, content = self._paper.inner.grown(-self._air()), self._content
        full = min(most, room.width / content.width, room.height / content.height)
        if not self._paper.title_block:
            return full, _middle(room, content, full)
        block = block_rect(self._facts, self._paper.inner, self._larger).grown(_AIR)
        above = Rect(room.x, room.y, room.width, block.top - room.top)
        stacked = min(most, above.width / content.width, above.height / content.height)
        for step in range(_STEPS):
            mm = full + (stacked - full) * step / _STEPS
            for at in _corners(room, content, mm):
                if not any(_meets(shape.bounds, content, mm, at, block) for shape in self._shapes):
                    return mm, at
        return stacked, _middle(above, content, stacked)

    def _pencil(self, mm: float, at: Point) -> Pencil:
        px = 1 / mm
        return Pencil(px, Point(self._content.x - at.x * px, self._content.y - at.y * px))

    def _leaf_at(self, mm: float, at: Point) -> Leaf:
        pencil, paper = self._pencil(mm, at), self._paper
        shapes = list(self._frame(pencil, 1))
        if paper.title_block:
            block = block_rect(self._facts, paper.inner, self._larger)
            shapes.append(block_shape(self._facts, block, pencil, self._theme, self._larger))
        sheet = pencil.rect(Rect(0, 0, paper.width, paper.height))
        return Leaf(1, sheet, sheet, tuple(shapes))

    def _tile_area(self) -> Rect:
        inner = self._paper.inner
        return Rect(inner.x, inner.y, inner.width, inner.height - (STRIP if self._paper.title_block else 0.0))

    def _tiled(self, mm: float, area: Rect) -> Book:
        """The drawing over several sheets that overlap a little, row by row."""
        width, height = self._content.width * mm + 2 * _AIR, self._content.height * mm + 2 * _AIR
        columns, rows = _count(width, area.width), _count(height, area.height)
        if columns * rows > MOST_SHEETS:
            raise ExportError(f"The drawing takes {columns * rows:,} sheets of {self._paper.name}, and the most are "
                              f"{MOST_SHEETS}; choose a larger sheet or a smaller scale.")
        leaves = []
        for row in range(rows):
            for column in range(columns):
                at = Point(area.x + _AIR - column * (area.width - OVERLAP),
                           area.y + _AIR - row * (area.height - OVERLAP))
                leaves.append(self._tile(self._pencil(mm, at), area, (column, row), (columns, rows)))
        return self._book(mm, tuple(leaves))

    def _tile(self, pencil: Pencil, area: Rect, place: tuple[int, int], grid: tuple[int, int]) -> Leaf:
        paper = self._paper
        number = place[1] * grid[0] + place[0] + 1
        shapes = [*self._frame(pencil, number), self._joints(pencil, area, place, grid, number)]
        if paper.title_block:
            strip = Rect(area.x, area.bottom, area.width, STRIP)
            plan, wide = self._plan(pencil, strip, place, grid)
            shapes.append(strip_shape(self._facts, strip, pencil, self._theme, sheet=(number, grid[0] * grid[1]),
                                      plan=plan, plan_width=wide))
        return Leaf(number, pencil.rect(Rect(0, 0, paper.width, paper.height)), pencil.rect(area), tuple(shapes))

    def _plan(self, pencil: Pencil, strip: Rect, place: tuple[int, int],
              grid: tuple[int, int]) -> tuple[list[Part], float]:
        """The plan of all sheets, this one filled, at the right end of the title block; and its width."""
        paper = self._paper
        columns, rows = grid
        room = STRIP - 4.0
        cell = min(room / rows, 44.0 / columns * paper.height / paper.width)
        wide = cell * paper.width / paper.height
        left = strip.right - 3.0 - columns * wide
        top = strip.y + (STRIP - rows * cell) / 2
        thin = pencil.stroke(self._theme.muted, 0.15)
        parts: list[Part] = [
            RectPart(pencil.rect(Rect(left + x * wide, top + y * cell, wide, cell)),
                     self._theme.muted if (x, y) == place else None, thin)
            for y in range(rows) for x in range(columns)]
        return parts, columns * wide + 6.0

    def _joints(self, pencil: Pencil, area: Rect, place: tuple[int, int], grid: tuple[int, int],
                number: int) -> Shape:
        """Dashed lines where the neighbors begin, and their numbers."""
        (column, row), (columns, rows) = place, grid
        dashed = pencil.stroke(self._theme.faint, 0.2, (2.0, 2.0))
        parts: list[Part] = []
        middle = area.center
        ends = ((column > 0, number - 1, area.left + OVERLAP, None), (column < columns - 1, number + 1,
                                                                      area.right - OVERLAP, None),
                (row > 0, number - columns, None, area.top + OVERLAP), (row < rows - 1, number + columns, None,
                                                                       area.bottom - OVERLAP))
        for there, neighbor, x, y in ends:
            if not there:
                continue
            if x is not None:
                parts.append(pencil.line(x, area.top, x, area.bottom, dashed))
                outside = x - OVERLAP / 2 if x < middle.x else x + OVERLAP / 2
                parts += self._number(pencil, outside, middle.y, neighbor)
            elif y is not None:
                parts.append(pencil.line(area.left, y, area.right, y, dashed))
                parts += self._number(pencil, middle.x, y - OVERLAP / 2 if y < middle.y else y + OVERLAP / 2, neighbor)
        return Shape(id=f"joints-{number}", layer=Layer.FRAME, element=Element(kind="title", id=f"joints-{number}"),
                     bounds=pencil.rect(area), parts=tuple(parts), title=f"Sheet {number}")

    def _number(self, pencil: Pencil, x: float, y: float, neighbor: int) -> list[Part]:
        font = pencil.font(2.6, Weight.SEMIBOLD)
        disk = pencil.rect(Rect(x - 2.4, y - 2.4, 4.8, 4.8))
        return [RectPart(disk, self._theme.ground, pencil.stroke(self._theme.faint, 0.2), disk.width / 2),
                pencil.text(str(neighbor), x, y + 0.95, font, self._theme.muted, anchor=Anchor.MIDDLE)]

    def _frame(self, pencil: Pencil, number: int) -> Iterator[Shape]:
        paper = self._paper
        if not paper.frame:
            return
        ink = pencil.stroke(self._theme.ink, _FRAME)
        parts: list[Part] = [RectPart(pencil.rect(paper.inner), None, ink)]
        if paper.marks and paper.margin >= 5:
            parts += self._marks(pencil)
        yield Shape(id=f"frame-{number}", layer=Layer.FRAME, element=Element(kind="title", id=f"frame-{number}"),
                    bounds=pencil.rect(paper.inner), parts=tuple(parts), title="Frame")

    def _marks(self, pencil: Pencil) -> Iterator[Part]:
        """Numbers along the upper and lower edge, letters along the sides, as maps and engineers' drawings have."""
        inner, band = self._paper.inner, min(self._paper.margin, 5.0)
        font, color = pencil.font(2.6), self._theme.muted
        tick = pencil.stroke(self._theme.ink, 0.2)
        across, down = max(2, 2 * round(inner.width / _FIELD / 2)), max(2, 2 * round(inner.height / _FIELD / 2))
        for i in range(across):
            x = inner.x + inner.width * i / across
            for edge, way in ((inner.top, -1), (inner.bottom, 1)):
                if i:
                    yield pencil.line(x, edge, x, edge + way * band * 0.7, tick)
                yield pencil.text(str(i + 1), x + inner.width / across / 2, edge + way * band / 2 + 0.9, font, color,
                                  anchor=Anchor.MIDDLE)
        for i in range(down):
            y = inner.y + inner.height * i / down
            for edge, way in ((inner.left, -1), (inner.right, 1)):
                if i:
                    yield pencil.line(edge, y, edge + way * band * 0.7, y, tick)
                yield pencil.text(chr(ord("A") + i), edge + way * band / 2, y + inner.height / down / 2 + 0.9, font,
                                  color, anchor=Anchor.MIDDLE)


def _count(length: float, side: float) -> int:
    """How many sheets of that side, each overlapping the next, cover a length."""
    return max(1, math.ceil((length - OVERLAP - 1e-6) / (side - OVERLAP)))


def _middle(room: Rect, content: Rect, mm: float) -> Point:
    return Point(room.center.x - content.width * mm / 2, room.center.y - content.height * mm / 2)


def _corners(room: Rect, content: Rect, mm: float) -> Iterator[Point]:
    """Places of the drawing in the room that are worth a look: the middle first, then towards the upper left."""
    free_x, free_y = room.width - content.width * mm, room.height - content.height * mm
    for right, down in ((0.5, 0.5), (0.5, 0.0), (0.0, 0.5), (0.0, 0.0)):
        yield Point(room.x + free_x * right, room.y + free_y * down)


def _meets(bounds: Rect, content: Rect, mm: float, at: Point, block: Rect) -> bool:
    left, top = at.x + (bounds.x - content.x) * mm, at.y + (bounds.y - content.y) * mm
    return (left < block.right and left + bounds.width * mm > block.left
            and top < block.bottom and top + bounds.height * mm > block.top)
