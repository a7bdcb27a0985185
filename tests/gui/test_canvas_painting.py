"""The canvas paints the same picture as the SVG, at any zoom, however it came there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from d365arch.gui.canvas.frame import Frame
from d365arch.gui.canvas.layers import Layers
from d365arch.gui.canvas.viewport import Viewport
from d365arch.gui.fonts import load_product_font
from d365arch.io.files import read_workspace
from d365arch.model import Point, Rect
from d365arch.render.raster import to_png
from d365arch.scene.index import SceneIndex
from d365arch.scene.parts import Element, Layer, LinePart, Scene, Shape, Stroke
from tests.gui.canvas_kit import Hand, small

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "samples").glob("*.yaml"))
NORTHWIND = ROOT / "samples" / "northwind-as-is.yaml"


def painted(scene: Scene, scale: float = 1.0) -> QImage:
    """The scene as the canvas paints it, just its bounds."""
    load_product_font()
    image = QImage(round(scene.bounds.width * scale), round(scene.bounds.height * scale),
                   QImage.Format.Format_RGB32)
    image.fill(QColor(scene.ground))
    viewport = Viewport(scale, -scene.bounds.x * scale, -scene.bounds.y * scale)
    painter = QPainter(image)
    Layers(scene, SceneIndex(scene)).paint(painter, viewport, Rect(0, 0, image.width(), image.height()))
    painter.end()
    return image


def differing(a: QImage, b: QImage, noticeable: int = 48) -> float:
    """Share of pixels in which a channel differs noticeably; less is how two rasterizers smooth the same edge."""
    assert a.size() == b.size()
    difference = ImageChops.difference(pillow(a), pillow(b))
    most = difference.split()[0]
    for channel in difference.split()[1:]:
        most = ImageChops.lighter(most, channel)
    return sum(most.histogram()[noticeable:]) / (a.width() * a.height())


def pillow(image: QImage) -> Image.Image:
    plain = image.convertToFormat(QImage.Format.Format_RGBX8888)
    return Image.frombytes("RGBX", (plain.width(), plain.height()), bytes(plain.constBits())).convert("RGB")


@pytest.fixture
def northwind(qtbot):
    hand = Hand(read_workspace(NORTHWIND).workspace)
    qtbot.addWidget(hand.view)
    return hand


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_canvas_equals_the_svg_pixel_by_pixel(qtbot, theme):
    hand = Hand(read_workspace(NORTHWIND).workspace, theme)
    qtbot.addWidget(hand.view)
    scene = hand.editor.drawing.scene
    whole = replace(scene, bounds=Rect(*(round(v) for v in scene.bounds)))
    theirs = QImage.fromData(to_png(whole, 1.0))
    ours = painted(whole)
    assert differing(ours, theirs) < 0.012
    empty = QImage(ours.size(), ours.format())
    empty.fill(QColor(scene.ground))
    assert differing(empty, theirs) > 0.02


def test_painting_zoomed_in_equals_the_svg_too(qtbot):
    hand = Hand(small())
    qtbot.addWidget(hand.view)
    scene = hand.editor.drawing.scene
    whole = replace(scene, bounds=Rect(*(round(v) for v in scene.bounds)))
    assert differing(painted(whole, 2.0), QImage.fromData(to_png(whole, 2.0))) < 0.012


@pytest.mark.parametrize("zoom", [0.15, 0.35, 0.7, 1.0, 1.7])
def test_panned_picture_equals_a_fresh_one(northwind, zoom):
    view = northwind.view
    view.zoom_to(zoom)
    view.grab()
    for dx, dy in ((-37, 11), (120, -80), (-5, 0), (0, 333)):
        view.set_viewport(view.viewport.panned(dx, dy))
        view.grab()
    moved = view.grab().toImage()
    view.frame.clear()
    assert view.grab().toImage() == moved


def test_edited_picture_equals_a_fresh_one(northwind):
    view = northwind.view
    view.zoom_to(0.8)
    view.grab()
    northwind.select("system bank")
    northwind.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    edited = view.grab().toImage()
    view.frame.clear()
    assert view.grab().toImage() == edited


def test_detail_grows_with_the_zoom(northwind):
    scene = northwind.editor.drawing.scene
    colors = [len(pillow(painted(scene, scale)).getcolors(1 << 20)) for scale in (0.1, 0.35, 1.0)]
    assert colors[0] < 40
    assert colors[0] < colors[1] < colors[2]


def test_untouched_shapes_stay_ready_from_one_drawing_to_the_next(northwind):
    view = northwind.view
    view.zoom_to(1.0)
    view.grab()
    ready = view.layers._painted._ready
    box = next(s for s in view.sheet.scene.shapes if s.layer is Layer.BOX and s.element.id != "bank")
    before = ready.get(id(box))
    northwind.select("system bank")
    northwind.key(Qt.Key.Key_Down)
    assert view.layers._painted._ready.get(id(box)) is before


def long_line(dash: tuple[float, ...]) -> Scene:
    points = (Point(0, 40), Point(4000, 40), Point(4000, 700), Point(150, 700))
    element = Element(kind="integration", id="long")
    shape = Shape(id="line-long", layer=Layer.LINE, element=element, bounds=Rect.around(points).grown(8), path=points,
                  parts=(LinePart(points, Stroke("#0C6F8C", 1.7, dash), 7),))
    return Scene("", "", "light", "#FFFFFF", Rect(-20, 0, 4100, 740), (shape,))


@pytest.mark.parametrize("dash", [(), (9.0, 5.0), (2.0, 4.0)])
def test_pieces_of_a_long_line_equal_the_whole(qapp, dash):
    scene = long_line(dash)
    whole = painted(scene)
    layers = Layers(scene, SceneIndex(scene))
    for x, y in ((900, 0), (3700, 0), (3700, 500), (1200, 500)):
        part = QImage(320, 240, QImage.Format.Format_RGB32)
        part.fill(QColor(scene.ground))
        painter = QPainter(part)
        layers.paint(painter, Viewport(1.0, 20 - x, -y), Rect(0, 0, 320, 240))
        painter.end()
        assert differing(part, whole.copy(x, y, 320, 240), 80) < 0.0002
        assert part != QImage(part.size(), part.format())


def test_empty_canvas_says_what_to_do(qtbot):
    from d365arch.model import Workspace
    hand = Hand(Workspace.empty())
    qtbot.addWidget(hand.view)
    image = hand.view.grab().toImage()
    hinted = sum(image.pixel(x, y) != image.pixel(0, 0) for x in range(400, 1000, 2) for y in range(400, 500, 2))
    assert hinted > 200


def test_at_twice_the_pixels_the_picture_is_sharp(qtbot):
    hand = Hand(small())
    qtbot.addWidget(hand.view)
    frame = Frame()
    frame.show(hand.view.layers)
    one = framed(frame, Viewport(1.0, 100, 100, 1.0), hand.view.size())
    two = framed(frame, Viewport(1.0, 100, 100, 2.0), hand.view.size())
    assert two.width() == 2 * one.width()
    assert two.scaled(one.size()) != one
    assert two.copy(600, 300, 800, 400) == sharp(hand, QPoint(600, 300))


def sharp(hand: Hand, corner: QPoint) -> QImage:
    """The same piece painted at 200 % on a plain screen."""
    frame = Frame()
    frame.show(hand.view.layers)
    image = framed(frame, Viewport(2.0, 200, 200, 1.0), hand.view.size() * 2)
    return image.copy(corner.x(), corner.y(), 800, 400)


def framed(frame: Frame, viewport: Viewport, size: QSize) -> QImage:
    """What a frame shows on a widget of that size; its pixels are device pixels."""
    image = QImage(size * viewport.ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(viewport.ratio)
    painter = QPainter(image)
    assert frame.paint(painter, viewport, size)
    painter.end()
    image.setDevicePixelRatio(1.0)
    return image


@pytest.mark.parametrize("zoom", [0.2, 0.6, 1.0])
def test_tiles_meet_without_a_seam(northwind, zoom):
    view = northwind.view
    view.set_viewport(view.viewport.zoomed(zoom, Point(0, 0)).panned(31, -17))
    tiled, whole = (QImage(view.size(), QImage.Format.Format_RGB32) for _ in range(2))
    painter = QPainter(tiled)
    view.frame.paint(painter, view.viewport, view.size())
    painter.end()
    whole.fill(QColor(view.sheet.scene.ground))
    painter = QPainter(whole)
    view.layers.paint(painter, view.viewport, Rect(0, 0, view.width(), view.height()))
    painter.end()
    assert differing(tiled, whole) < 1e-5       # a seam along one tile would be 4e-4
