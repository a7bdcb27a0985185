"""Heat on the canvas: colors by step, figures in a bar, no edit of the file; betweenness comes when it is computed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from d365arch.edit import RemoveElements
from d365arch.gui.coupling.heat_metrics import METRICS, Scale, color_of, ink_on, ramp
from d365arch.gui.samples import samples
from d365arch.model.geometry import Rect
from d365arch.scene.theme import THEMES, theme_named
from tests.gui.test_coupling_panel import coupling

LEFT = Qt.MouseButton.LeftButton
BY_ID = {metric.id: metric for metric in METRICS}


@pytest.fixture
def heat(window, qtbot):
    """The heat of the window on the Northwind sample, switched off again afterwards."""
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.session.open_sample(samples()[0])
    found = coupling(window).heat
    yield found
    window.actions_by_name["heat_off"].trigger()


def seen(window) -> QImage:
    window.canvas.settle()
    return window.canvas.grab().toImage()


def ring_color(window, image: QImage, system: str) -> str:
    """The color just left of a box, in the middle of its height."""
    rect: Rect = window.canvas.viewport.rect_to_screen(window.canvas.box_rect(system))
    return QColor(image.pixel(round(rect.left - 1.5), round(rect.top + 10 * window.canvas.zoom))).name().upper()


def luminance(color: str) -> float:
    red, green, blue = (int(color[at:at + 2], 16) for at in (1, 3, 5))
    return red * 0.299 + green * 0.587 + blue * 0.114


def test_every_metric_has_a_checkable_entry_and_one_of_all_is_checked(heat, window):
    menu = window.submenus["heat>"]
    names = [action.objectName() for action in menu.actions() if not action.isSeparator()]
    assert names == ["heat_off", *(f"heat_{metric.id}" for metric in METRICS)]
    window.actions_by_name["heat_ca"].trigger()
    checked = [action.objectName() for action in menu.actions() if action.isChecked()]
    assert checked == ["heat_ca"]


def test_boxes_get_the_color_of_their_step_and_the_file_stays_clean(heat, window):
    before = window.editor.workspace
    window.canvas.fit()
    plain = seen(window)
    window.actions_by_name["heat_ca"].trigger()
    image = seen(window)
    systems = sorted(window.findings.result.systems, key=lambda s: s.ca)
    scale = heat.painter.scale
    for system in (systems[0], systems[-1]):
        expected = color_of(scale.step(system.ca), scale.steps, window.canvas.theme.ground).upper()
        assert ring_color(window, image, system.id) == expected
    assert window.editor.workspace is before
    assert window.editor.clean
    window.actions_by_name["heat_off"].trigger()
    assert seen(window) == plain


def test_the_bar_tells_the_scale_selects_a_step_and_ends_the_heat(heat, window, qapp):
    window.actions_by_name["heat_criticality"].trigger()
    bar = heat.bar
    assert bar.isVisible()
    assert bar.chooser.text() == "Criticality"
    strongest = heat.painter.scale.steps - 1
    QTest.mouseClick(bar.swatches[strongest], LEFT)
    top = max(window.findings.result.systems, key=lambda s: s.criticality)
    assert top.id in window.editor.selection.of_kind("system")
    assert str(top.criticality) in bar.swatches[strongest].accessibleName()
    QTest.mouseClick(bar.close_, LEFT)
    assert not bar.isVisible()
    assert window.actions_by_name["heat_off"].isChecked()


def test_heat_follows_edits(heat, window, qtbot):
    window.actions_by_name["heat_neighbors"].trigger()
    system = window.findings.result.systems[0].id
    before = heat.painter.scale.values[system]
    linked = [i.id for i in window.editor.workspace.landscape.integrations_of[system]]
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.editor.perform(RemoveElements(integrations=tuple(linked)))
    assert before > 0
    assert heat.painter.scale.values[system] == 0


def test_load_is_painted_along_lines(heat, window):
    window.actions_by_name["heat_load"].trigger()
    link, rate = max(heat.painter.scale.values.items(), key=lambda item: item[1])
    assert window.findings.result.network.link_by_id[link].rate_per_hour == rate
    image = seen(window)
    path = next(shape.path for shape in window.canvas.sheet.scene.shapes if shape.element.id == link and shape.path)
    at = window.canvas.viewport.to_screen(path[0])
    after = window.canvas.viewport.to_screen(path[1])
    way = 1 if after.x > at.x else -1
    found = QColor(image.pixel(round(at.x + 14 * way), round(at.y)))
    assert luminance(found.name()) < 140


def test_betweenness_is_computed_when_asked_for(heat, window, qtbot):
    window.actions_by_name["heat_betweenness"].trigger()
    assert heat.bar.note.text() == "computing …"
    qtbot.waitUntil(lambda: heat.painter.scale is not None, timeout=20_000)
    values = heat.painter.scale.values
    assert len(values) == window.findings.result.metrics.systems
    assert 0 < max(values.values()) <= 1
    assert heat.bar.note.text() == ""


def test_many_boxes_are_put_down_in_one_go(heat, window, monkeypatch):
    monkeypatch.setattr("d365arch.gui.coupling.heat_paint.MANY", 3)
    window.actions_by_name["heat_ca"].trigger()
    window.canvas.fit()
    plain_step = {step for step, rects in heat.painter._prepare_far(heat.painter.scale, window.editor.drawing).boxes
                  if rects}
    assert len(plain_step) > 1
    image = seen(window)
    top = max(window.findings.result.systems, key=lambda s: s.ca)
    rect = window.canvas.viewport.rect_to_screen(window.canvas.box_rect(top.id))
    inside = QColor(image.pixel(round(rect.right - 8), round(rect.top + 6)))
    strong = QColor(color_of(heat.painter.scale.steps - 1, heat.painter.scale.steps, window.canvas.theme.ground))
    assert abs(inside.red() - strong.red()) < 110
    assert luminance(inside.name()) < 190


@pytest.mark.parametrize("theme", THEMES)
def test_steps_differ_in_lightness_and_their_figures_can_be_read_in_every_theme(theme):
    ground = theme_named(theme).ground
    lights = [luminance(color) for color in ramp(ground)]
    assert lights == sorted(lights, reverse=luminance(ground) > 128)
    assert min(abs(a - b) for a, b in pairwise(lights)) > 20
    for color in ramp(ground):
        assert abs(luminance(color) - luminance(ink_on(color))) > 90


def test_a_scale_has_as_many_values_on_each_step_as_can_be():
    scale = Scale(BY_ID["ca"], {str(n): float(n) for n in range(20)})
    assert [len(ids) for ids in scale.members] == [4] * 5
    assert scale.span(0) == "0–3"
    few = Scale(BY_ID["ca"], {"a": 1.0, "b": 1.0, "c": 7.0})
    assert (few.steps, few.span(1), few.members[0]) == (2, "7", ["a", "b"])


def test_where_less_is_worse_the_least_is_strongest():
    scale = Scale(BY_ID["availability"], {"a": 0.99, "b": 0.999})
    assert scale.step(0.99) == scale.steps - 1
    assert scale.span(scale.step(0.99)) == "99%"
