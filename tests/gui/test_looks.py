"""Perspectives, widths, the drawing's colors and the legend, at the real window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.analysis.finding import Finding
from d365arch.edit import AddIntegration, SetField, SetTheme, Target, TargetKind
from d365arch.gui import style
from d365arch.gui.docks.legend import theme_of
from d365arch.gui.looks.feature import Looks
from d365arch.gui.main_window import MainWindow
from d365arch.model import End, Integration
from d365arch.model.geometry import Point
from d365arch.model.vocabulary import LineWidth, Perspective, Severity
from d365arch.scene.parts import Element
from d365arch.scene.theme import THEMES, contrast
from tests.gui.canvas_kit import Hand, small

ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def looks(opened: MainWindow) -> Looks:
    return next(feature for feature in opened.features if isinstance(feature, Looks))


def view_field(window: MainWindow, name: str, value: object) -> None:
    window.editor.perform(SetField(Target(TargetKind.VIEW, window.editor.view_id), (name,), value))


def test_keys_choose_a_perspective_as_one_named_step(opened: MainWindow) -> None:
    QTest.keyClick(opened, Qt.Key.Key_3, ALT)
    assert opened.editor.view.perspective is Perspective.OWNER
    assert opened.editor.undo_stack.undoText() == "Color by owner"
    assert opened.editor.drawing.coloring.perspective is Perspective.OWNER
    assert opened.actions_by_name["perspective_owner"].isChecked()
    assert not opened.actions_by_name["perspective_timing"].isChecked()
    opened.actions_by_name["undo"].trigger()
    assert opened.editor.view.perspective is None
    assert opened.actions_by_name["perspective_timing"].isChecked()


def test_every_perspective_has_an_action_with_a_key_of_its_own(opened: MainWindow) -> None:
    actions = [opened.actions_by_name[f"perspective_{word}"] for word in Perspective]
    assert [a.shortcut().toString() for a in actions] == [f"Alt+{i}" for i in range(1, 10)]
    assert [a.text() for a in opened.submenus["perspective>"].actions()] == [a.text() for a in actions]
    steps = opened.editor.undo_stack.index()
    opened.actions_by_name["perspective_timing"].trigger()
    assert opened.editor.undo_stack.index() == steps    # it is the one in use


def test_the_toolbar_says_and_offers_the_perspective(opened: MainWindow, looks: Looks) -> None:
    chooser = looks.chooser
    assert chooser.isVisibleTo(opened)
    assert chooser.text() == "Color by timing"
    next(a for a in chooser.menu().actions() if a.text() == "Color by zone").trigger()
    assert chooser.text() == "Color by zone"
    assert "zone" in chooser.accessibleName()
    assert opened.editor.view.perspective is Perspective.ZONE


def test_a_perspective_moves_nothing(opened: MainWindow) -> None:
    before = opened.editor.drawing.placement
    opened.actions_by_name["perspective_volume"].trigger()
    opened.actions_by_name["line_width"].trigger()
    assert opened.editor.drawing.placement == before
    assert opened.editor.view.line_width is LineWidth.VOLUME
    assert opened.actions_by_name["line_width"].isChecked()
    opened.actions_by_name["line_width"].trigger()
    assert opened.editor.view.line_width is None


def test_findings_color_the_drawing_when_they_come(opened: MainWindow) -> None:
    opened.editor.set_findings(None)
    opened.actions_by_name["perspective_severity"].trigger()
    assert "not analyzed" in opened.legend.rows
    found = Finding(rule="R", severity=Severity.VIOLATION, message="", advice="", elements=("fo",))
    opened.editor.set_findings((found,))
    assert "violation" in opened.legend.rows
    drawing = opened.editor.drawing
    assert drawing.coloring.box(drawing.looks.boxes["fo"]).key == Severity.VIOLATION


def test_the_analysis_of_the_findings_dock_reaches_the_drawing(opened: MainWindow, qtbot) -> None:
    with qtbot.waitSignal(opened.findings.found, timeout=20_000):
        opened.findings.analyze_now()
    assert opened.editor.findings == opened.findings.result.findings
    opened.actions_by_name["perspective_severity"].trigger()
    assert "not analyzed" not in opened.legend.rows


def test_the_drawing_may_have_other_colors_than_the_window(opened: MainWindow, looks: Looks) -> None:
    assert [a.text() for a in looks.theme_menu.actions() if a.text()][1:] == [
        "Light", "Dark", "Color-blind safe", "High contrast", "High contrast, dark", "Print"]
    next(a for a in looks.theme_menu.actions() if a.text() == "Dark").trigger()
    assert opened.editor.view.theme == "dark"
    assert opened.editor.theme == "light"
    assert opened.editor.drawing.scene.theme == "dark"
    assert opened.canvas.theme.name == "dark"
    assert theme_of(opened.editor).name == "dark"
    opened.actions_by_name["theme_dark"].trigger()
    opened.actions_by_name["theme_light"].trigger()
    assert opened.editor.drawing.scene.theme == "dark"
    opened.actions_by_name["drawing_theme_window"].trigger()
    assert opened.editor.view.theme is None
    assert opened.canvas.theme.name == "light"


@pytest.mark.parametrize("theme", THEMES)
def test_marks_over_the_drawing_can_be_seen_on_it(opened: MainWindow, theme: str) -> None:
    opened.editor.perform(SetTheme(opened.editor.view_id, theme))
    assert contrast(opened.canvas.theme.accent, opened.canvas.theme.ground) >= 3


def test_an_unknown_theme_is_told_and_drawn_like_the_window(opened: MainWindow) -> None:
    said: list[str] = []
    opened.editor.message.connect(said.append)
    view_field(opened, "theme", "drak")
    assert opened.editor.drawing.scene.theme == "light"
    opened.editor.opened.emit()
    assert 'unknown theme "drak"; did you mean "dark"' in said[-1]
    opened.editor.message.disconnect(said.append)


def row_of(window: MainWindow, words: str) -> QPoint:
    legend = window.legend
    number = next(i for i, row in enumerate(legend.model.rows) if row.words == words)
    index = legend.model.index(number)
    legend.list.scrollTo(index)
    return legend.list.visualRect(index).center()


def test_a_click_in_the_legend_selects_what_the_entry_stands_for(opened: MainWindow) -> None:
    opened.actions_by_name["perspective_zone"].trigger()
    QApplication.processEvents()
    QTest.mouseClick(opened.legend.list.viewport(), Qt.MouseButton.LeftButton, NONE, row_of(opened, "in no zone"))
    assert {e.id for e in opened.editor.selection.elements} == {"shop", "bank"}
    QTest.mouseClick(opened.legend.list.viewport(), Qt.MouseButton.LeftButton, NONE, row_of(opened, "between zones"))
    assert {(e.kind, e.id) for e in opened.editor.selection.elements} == {
        ("integration", "orders"), ("integration", "payments")}


def test_the_pointer_over_an_entry_dims_the_rest(opened: MainWindow) -> None:
    opened.legend.list.entered.emit(opened.legend.model.index(1))
    lit = opened.canvas.overlay.lit
    assert lit
    assert lit == frozenset(opened.legend.elements(1))
    opened.legend.pointed.emit(())
    assert not opened.canvas.overlay.lit


def test_a_bundle_stands_out_for_its_integrations(opened: MainWindow) -> None:
    view_field(opened, "bundle", True)
    opened.editor.perform(AddIntegration(Integration(id="more", from_=End("shop"), to=End("fo", "odata"))))
    line = next(line for line in opened.editor.drawing.looks.lines.values() if line.parts)
    opened.legend.pointed.emit((Element(kind="integration", id="more"),))
    assert Element(kind="bundle", id=line.id) in opened.canvas.overlay.lit
    opened.legend.pointed.emit(())


def test_the_legend_has_counts_and_says_them(opened: MainWindow) -> None:
    legend = opened.legend
    assert legend.counts("timing")["synchronous"] == "1"
    assert "synchronous: 1" in legend.accessibleDescription()
    entry = next(i for i, row in enumerate(legend.model.rows) if row.words == "synchronous")
    assert legend.model.data(legend.model.index(entry), Qt.ItemDataRole.AccessibleTextRole) == "synchronous: 1"


def test_the_legend_leaves_the_drawing_and_comes_back(opened: MainWindow) -> None:
    element = Element(kind="legend", id="legend")
    assert opened.actions_by_name["legend_shown"].isChecked()
    assert not opened.actions_by_name["legend_home"].isEnabled()
    opened.actions_by_name["legend_shown"].trigger()
    assert opened.canvas.rect_of(element) is None
    assert not opened.actions_by_name["legend_shown"].isChecked()
    opened.actions_by_name["legend_shown"].trigger()
    assert opened.canvas.rect_of(element) is not None
    assert opened.editor.view.legend is None


@pytest.fixture
def make(qapp: QApplication):
    hands: list[Hand] = []

    def make_hand() -> Hand:
        hands.append(Hand(small()))
        return hands[-1]

    yield make_hand
    for hand in hands:
        hand.view.deleteLater()


def test_the_legend_is_dragged_to_another_place(make: Callable[[], Hand]) -> None:
    hand = make()
    legend = Element(kind="legend", id="legend")
    rect = hand.view.rect_of(legend)
    start = Point(rect.center.x, rect.center.y)
    hand.click(start)
    assert hand.selected() == ["legend legend"]
    hand.drag(start, start.moved(80, -60))
    moved = hand.view.rect_of(legend)
    assert (moved.x - rect.x, moved.y - rect.y) == pytest.approx((80, -60), abs=2)
    assert hand.editor.undo_stack.undoText() == "Move the legend"
    hand.editor.undo_stack.undo()
    assert hand.view.rect_of(legend) == rect


def test_escape_leaves_the_legend_where_it_was(make: Callable[[], Hand]) -> None:
    hand = make()
    rect = hand.view.rect_of(Element(kind="legend", id="legend"))
    start = Point(rect.center.x, rect.center.y)
    hand.hold(start, start.moved(50, 50))
    QTest.keyClick(hand.view, Qt.Key.Key_Escape)
    assert hand.steps == 0
    assert hand.selected() == []


def test_del_takes_the_legend_off_the_drawing(make: Callable[[], Hand]) -> None:
    hand = make()
    hand.select("legend legend")
    QTest.keyClick(hand.view, Qt.Key.Key_Delete)
    assert hand.editor.view.legend.show is False
    assert hand.landscape.systems


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_desktop_of_high_contrast_gets_a_window_without_pale_text(theme: str,
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style, "wants_contrast", lambda: True)
    colors = style.colors_of(theme)
    for text in (colors.ink, colors.muted, colors.faint, colors.accent, colors.bad, colors.warn, colors.good):
        for ground in (colors.window, colors.field, colors.ground):
            assert contrast(text, ground) >= 7
    assert contrast(colors.ink, colors.picked) >= 7
    assert contrast(colors.edge, colors.field) >= 3
