"""What the canvas shows at each zoom, and how it gets there: names from afar, figures from near, glides, slices."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter

from d365arch.gui.canvas.captions import Captions
from d365arch.gui.canvas.figures import Figures, duration, number
from d365arch.gui.canvas.frame import Frame
from d365arch.gui.canvas.motion import Glide, between
from d365arch.gui.canvas.overview import Overview
from d365arch.gui.canvas.viewport import Viewport
from d365arch.io.files import read_workspace
from d365arch.model import Integration, Latency, Point, Rect, Volume
from tests.gui.canvas_kit import Hand

NORTHWIND = Path(__file__).resolve().parents[2] / "samples" / "northwind-as-is.yaml"
SIZE = QSize(900, 600)


@pytest.fixture
def northwind(qtbot):
    hand = Hand(read_workspace(NORTHWIND).workspace)
    qtbot.addWidget(hand.view)
    return hand


def captions(hand: Hand, scale: float) -> list:
    landscape = hand.landscape
    made = Captions(lambda s: len(landscape.integrations_of.get(s, ())),
                    lambda s: [z.id for z in landscape.zone_path(landscape.system_by_id[s].zone)], "{} inside".format)
    made.show(hand.editor.drawing.scene)
    assert made.work(Viewport(scale), 10.0)
    return made._shown


@pytest.mark.parametrize("scale", [0.05, 0.1, 0.2, 0.3, 0.45])
def test_names_from_afar_never_hide_each_other(northwind, scale):
    shown = captions(northwind, scale)
    assert shown
    at = Viewport(max(scale, 0.05))
    places = [caption.place(at) for caption in shown]
    assert not any(a.overlaps(b) for n, a in enumerate(places) for b in places[:n] if scale == 0.05)
    assert all(caption.size >= 9 for caption in shown)


def test_zones_are_counted_from_far_and_systems_named_from_the_middle(northwind):
    far, middle = captions(northwind, 0.06), captions(northwind, 0.45)
    assert any(c.element.kind == "zone" and c.note.endswith("inside") for c in far)
    assert all(not c.note for c in middle)
    systems = {c.element.id for c in middle if c.element.kind == "system"}
    assert systems == {s.id for s in northwind.landscape.systems}


def test_names_are_painted_only_while_boxes_are_small(northwind):
    view = northwind.view
    view.zoom_to(0.3)
    image = QImage(view.size(), QImage.Format.Format_ARGB32)
    for scale, painted in ((0.3, True), (0.8, False)):
        image.fill(0)
        painter = QPainter(image)
        view.picture._captions.work(Viewport(scale), 10.0)
        view.picture._captions.paint(painter, Viewport(scale), Rect(0, 0, 900, 600), (), None)
        painter.end()
        assert any(image.pixel(x, y) for x in range(0, 900, 3) for y in range(0, 600, 3)) is painted


def test_figures_say_what_is_stated(northwind):
    figures = Figures(northwind.view)
    line = northwind.landscape.integrations[0]
    stated = replace(line, volume=Volume(per_day=48_000), latency=Latency(p95=0.6))
    assert figures.text_of(stated) == "2,000/h · p95 600 ms"
    assert figures.text_of(Integration(id="x", name="X", from_=line.from_, to=line.to)) == ""
    assert [number(v) for v in (0.25, 12.4, 1_500_000)] == ["0.25", "12", "1.5 M"]
    assert [duration(v) for v in (0.08, 1.5, 600, 7200)] == ["80 ms", "1.5 s", "10 min", "2 h"]


def test_figures_appear_from_150_percent(northwind):
    view = northwind.view
    shape = next(s for s in view.sheet.scene.shapes if s.id.startswith("label-")
                 and (v := northwind.landscape.integration_by_id[s.element.id].volume) and v.rate_per_hour)
    image = QImage(view.size(), QImage.Format.Format_ARGB32)
    for scale, painted in ((1.4, False), (2.0, True)):
        viewport = Viewport(scale).centered(shape.bounds.center, view.width(), view.height())
        image.fill(0)
        painter = QPainter(image)
        Figures(view).paint(painter, viewport, Rect(0, 0, view.width(), view.height()), (), None)
        painter.end()
        drawn = any(image.pixel(x, y) for x in range(0, view.width(), 2) for y in range(0, view.height(), 2))
        assert drawn is painted


def test_a_glide_keeps_the_point_under_the_pointer():
    start, pointer = Viewport(0.5, 40, -30), Point(300, 200)
    end = start.zoomed(2.0, pointer)
    kept = start.to_scene(pointer)
    for share in (0.0, 0.3, 0.7, 1.0):
        now = between(start, end, share).to_screen(kept)
        assert abs(now.x - pointer.x) <= 1 and abs(now.y - pointer.y) <= 1
    assert between(start, end, 1.0).scale == pytest.approx(2.0)


def test_a_movement_ends_a_glide(northwind, monkeypatch, qtbot):
    monkeypatch.setattr(Glide, "duration", 60_000)
    view = northwind.view
    view.zoom_to(3.0)
    assert view._glide.target is not None and view.zoom != 3.0
    view.set_viewport(view.viewport.panned(5, 5))
    assert view._glide.target is None
    view.zoom_to(3.0)
    view.settle()
    assert view.zoom == 3.0


def test_wheel_notches_add_up_while_it_glides(northwind, monkeypatch):
    monkeypatch.setattr(Glide, "duration", 60_000)
    view = northwind.view
    before = view.zoom
    for _ in range(3):
        view.zoom_by(1.2, Point(100, 100), glide=True)
    view.settle()
    assert view.zoom == pytest.approx(before * 1.2 ** 3)


def shown(frame: Frame, viewport: Viewport, seconds: float) -> tuple[QImage, bool]:
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    done = frame.paint(painter, viewport, SIZE, seconds)
    painter.end()
    return image, done


def test_a_frame_that_may_not_paint_stretches_what_is_there_and_slices_finish_it(northwind, monkeypatch):
    monkeypatch.setattr(Frame, "whole", False)
    monkeypatch.setattr(Frame, "urgent", 0.0)
    layers = northwind.view.layers
    overview = Overview()
    overview.show(layers, None)
    assert overview.work(10.0)
    frame = Frame(overview)
    frame.show(layers)
    first, second = Viewport(0.6, 20, 20), Viewport(0.8, -40, 10)
    assert shown(frame, first, 10.0)[1]
    stretched, done = shown(frame, second, 0.0)
    assert not done
    slices = 0
    while not frame.work(second, SIZE, 0.0):
        slices += 1
    assert slices > 5
    sharp, done = shown(frame, second, 0.0)
    assert done and sharp != stretched
    fresh = Frame()
    fresh.show(layers)
    assert shown(fresh, second, 10.0)[0] == sharp


def test_tiles_are_made_ready_around_what_is_seen(northwind):
    frame = Frame()
    frame.show(northwind.view.layers)
    here = Viewport(1.0, 0, 0)
    frame.work(here, SIZE, 10.0)
    assert frame.work(here, SIZE, 10.0, ahead=True)
    assert frame.is_whole(here.panned(-300, 200), SIZE)
    assert not frame.is_whole(here.panned(-3000, 0), SIZE)


def test_only_what_an_edit_touches_is_painted_anew(northwind):
    view = northwind.view
    view.zoom_to(3.0)
    view.grab()
    tiles = dict(view.frame._level.tiles)
    pictures = {spot: tile.picture for spot, tile in tiles.items()}
    far = view.frame._level
    assert len(pictures) > 4
    northwind.select("system bank")
    view.frame._level.spoil([Rect(*view.viewport.to_scene(Point(5, 5)), 4, 4)])
    assert sum(not tile.done for tile in far.tiles.values()) == 1
    view.grab()
    assert all(tile.picture is pictures[spot] for spot, tile in far.tiles.items() if spot in pictures)
