"""The window as a whole: menus, themes, panels, export, names for assistive technology."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
)

from d365arch.edit import SetField, Target, TargetKind
from d365arch.gui import windows
from d365arch.gui.actions import ACTIONS, MENUS, SUBMENUS, TOOLBAR
from d365arch.gui.dialogs.about import AboutDialog, ShortcutsDialog
from d365arch.gui.dialogs.export import ExportDialog, ExportWish
from d365arch.gui.style import DARK, LIGHT, Colors, style_sheet
from d365arch.scene.parts import Element
from d365arch.scene.theme import contrast


def select(window, *names):
    window.editor.selection.set(Element(kind=kind, id=key) for kind, key in names)


def boxes(window):
    return window.editor.drawing.placement.boxes


def test_every_action_is_in_a_menu_and_no_key_is_taken_twice():
    listed = [name for _, names in MENUS for name in names] + [n for _, names in SUBMENUS.values() for n in names]
    assert {spec.name for spec in ACTIONS} == {name for name in listed if name and not name.endswith(">")}
    keys = [key for spec in ACTIONS for key in (*spec.keys, *filter(None, [spec.hint]))]
    assert len(keys) == len(set(keys))
    assert len([name for name in TOOLBAR if name]) <= 8


def test_every_control_has_a_name_for_assistive_technology(opened):
    for names in ((), (("system", "fo"),), (("integration", "orders"),), (("endpoint", "fo.odata"),)):
        select(opened, *names)
        opened.inspector.refresh()
        for form in opened.inspector._forms.values():
            for section in form.sections.values():
                section.set_open(True)
    kinds = (QLineEdit, QComboBox, QPlainTextEdit, QPushButton, QToolButton, QAbstractItemView)
    controls = [widget for kind in kinds for widget in opened.findChildren(kind) if widget.window() is opened]
    # Parts that Qt makes itself, and the canvas' list, which names itself when it opens.
    inner = {"QComboBoxPrivateContainer", "QTabBar", "QMenuBar", "QToolBar", "QFrame", "QTreeView", "QLineEdit",
             "QComboBox", "SearchPopup"}
    nameless = [
        f"{type(w).__name__} {w.objectName()} in {type(w.parent()).__name__}" for w in controls
        if not (w.accessibleName() or getattr(w, "text", str)())
        and not w.objectName().startswith(("qt_", "_q_")) and type(w.parent()).__name__ not in inner
    ]
    assert sorted(set(nameless)) == []


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=lambda colors: colors.name)
def test_words_can_be_read_on_every_ground(colors: Colors):
    for ground in (colors.window, colors.field, colors.ground):
        assert contrast(colors.ink, ground) >= 7
        assert contrast(colors.muted, ground) >= 4.5
        assert contrast(colors.faint, ground) >= 4.5
        for sign in (colors.bad, colors.good, colors.note, colors.accent):
            assert contrast(sign, ground) >= 3
    assert contrast(colors.on_accent, colors.accent) >= 4.5
    assert not re.search("@[a-z_]+@", style_sheet(colors))


def test_light_and_dark_change_everything_at_once_and_are_remembered(opened):
    opened.actions_by_name["theme_toggle"].trigger()
    assert opened.editor.theme == "dark"
    assert opened.editor.drawing.scene.theme == "dark"
    assert opened.settings.theme == "dark"
    assert opened.actions_by_name["theme_dark"].isChecked()
    opened.actions_by_name["theme_light"].trigger()
    assert opened.editor.theme == "light"


def test_panels_open_and_close_and_stay_so_over_the_start_page(opened):
    opened.docks["legend"].toggleViewAction().trigger()
    assert opened.docks["legend"].isHidden()
    opened.show_home()
    opened.show_canvas()
    assert opened.docks["legend"].isHidden()
    assert not opened.docks["catalog"].isHidden()
    opened.docks["legend"].toggleViewAction().trigger()
    assert not opened.docks["legend"].isHidden()


def test_the_legend_counts_what_the_view_shows(opened):
    legend = opened.legend
    assert sum(map(int, legend.counts("timing").values())) == 2
    opened.editor.perform(SetField(Target(TargetKind.VIEW, opened.editor.view.id), ("hide",), ("bank",)))
    assert sum(map(int, legend.counts("timing").values())) == 1


def test_overwriting_an_export_is_not_the_default(opened, qtbot, tmp_path):
    dialog = ExportDialog(opened.editor, tmp_path / "there.svg", opened)
    dialog.path.setText(str(tmp_path / "there.svg"))
    (dialog.wish().path).write_text("mine")
    asked = []

    def look():
        box = QApplication.activeModalWidget()
        asked.append(box.defaultButton().text())
        QTest.keyClick(box, Qt.Key.Key_Return)

    QTimer.singleShot(0, look)
    dialog._accept()
    assert asked == ["Cancel"]
    assert dialog.result() != QDialog.DialogCode.Accepted
    dialog.deleteLater()


def test_the_legend_lists_only_what_is_there(opened):
    assert opened.legend.rows == ["synchronous", "near-real-time", "other side starts"] or \
        "near-real-time" not in opened.legend.rows
    assert "asynchronous" not in opened.legend.rows
    assert "synchronous" in opened.legend.rows


def test_actions_are_enabled_where_they_can_do_something(opened):
    act = opened.actions_by_name
    assert not act["delete"].isEnabled()
    assert not act["swap"].isEnabled()
    select(opened, ("system", "fo"))
    assert act["delete"].isEnabled()
    assert act["connect"].isEnabled()
    assert not act["align_left"].isEnabled()
    select(opened, ("system", "fo"), ("system", "bank"))
    assert act["align_left"].isEnabled()
    assert not act["distribute_across"].isEnabled()


def test_copy_and_paste_and_duplicate(opened):
    select(opened, ("system", "fo"), ("system", "shop"))
    opened.actions_by_name["copy"].trigger()
    opened.actions_by_name["paste"].trigger()
    landscape = opened.editor.workspace.landscape
    assert (len(landscape.systems), len(landscape.integrations)) == (5, 3)
    assert len(opened.editor.selection) == 2
    opened.actions_by_name["duplicate"].trigger()
    assert len(opened.editor.workspace.landscape.systems) == 7
    opened.actions_by_name["cut"].trigger()
    assert len(opened.editor.workspace.landscape.systems) == 5


def test_align_and_distribute(opened):
    select(opened, ("system", "fo"), ("system", "shop"), ("system", "bank"))
    opened.actions_by_name["align_left"].trigger()
    assert len({rect.x for rect in boxes(opened).values()}) == 1
    opened.actions_by_name["distribute_down"].trigger()
    order = sorted(boxes(opened).values(), key=lambda rect: rect.y)
    gaps = [round(b.top - a.bottom) for a, b in itertools.pairwise(order)]
    assert abs(gaps[0] - gaps[1]) <= 1


def test_group_makes_a_zone_around_the_selection(opened):
    select(opened, ("system", "shop"), ("system", "bank"))
    opened.actions_by_name["group"].trigger()
    zone = opened.editor.workspace.landscape.zones[-1]
    assert {s.zone for s in opened.editor.workspace.landscape.systems} == {"d365", zone.id}
    assert opened.editor.selection.of_kind("zone") == (zone.id,)


def test_pin_is_a_switch(opened):
    select(opened, ("system", "fo"))
    opened.actions_by_name["pin"].trigger()
    assert opened.editor.view.pinned == ("fo",)
    assert opened.actions_by_name["pin"].isChecked()
    opened.actions_by_name["pin"].trigger()
    assert opened.editor.view.pinned == ()


def test_layout_action_lays_out_and_can_be_undone(opened):
    before = dict(boxes(opened))
    select(opened, ("system", "fo"), ("system", "shop"), ("system", "bank"))
    opened.actions_by_name["align_left"].trigger()
    opened.actions_by_name["layout_all"].trigger()
    assert len({rect.x for rect in boxes(opened).values()}) > 1
    opened.actions_by_name["undo"].trigger()
    opened.actions_by_name["undo"].trigger()
    assert dict(boxes(opened)) == before


def test_the_menu_of_an_element_sets_timing_and_zone(opened, qapp):
    orders = Element(kind="integration", id="orders")
    opened.canvas.context_requested.emit(orders, QPoint(10, 10))
    menu = qapp.activePopupWidget()
    timing = next(a.menu() for a in menu.actions() if a.text() == "Timing")
    next(a for a in timing.actions() if a.text() == "asynchronous").trigger()
    menu.close()
    assert opened.editor.workspace.landscape.integration_by_id["orders"].timing == "asynchronous"


def test_zoom_is_shown_and_chosen_in_the_status_bar(opened):
    opened.status.zoom_wanted.emit(1.5)
    assert opened.status.zoom.text() == "150%"
    opened.actions_by_name["zoom_100"].trigger()
    assert opened.canvas.zoom == pytest.approx(1.0)


@pytest.mark.parametrize(("suffix", "start"), [
    (".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF"), (".dot", b"digraph"), (".json", b"{")])
def test_export_writes_every_format(opened, qtbot, tmp_path, suffix, start):
    path = tmp_path / f"picture{suffix}"
    with qtbot.waitSignal(opened.editor.message, timeout=20_000):
        opened.output.write_picture(ExportWish(path, "main", "light", 1.0))
    assert path.read_bytes().startswith(start)


def test_an_export_that_fails_is_told(opened, qtbot, answer, tmp_path):
    said = answer("OK")
    opened.output.write_picture(ExportWish(tmp_path / "no folder" / "picture.svg", "main", "light"))
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert "does not exist" in said[0]


@pytest.mark.parametrize(("suffix", "word"), [(".html", "<html"), (".md", "# Test landscape"), (".json", '"metrics"'),
                                              (".pdf", "%PDF"), (".sarif", '"ruleId"')])
def test_a_report_is_written_and_a_page_is_opened(opened, qtbot, tmp_path, monkeypatch, suffix, word):
    shown = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    path = tmp_path / f"report{suffix}"
    with qtbot.waitSignal(opened.editor.message, timeout=20_000):
        opened.output.write_report(path)
    assert word in path.read_text(encoding="utf-8", errors="replace")
    assert shown == ([str(path)] if suffix in {".html", ".pdf"} else [])


def test_the_kind_chosen_in_the_dialog_gives_a_report_its_ending(opened, tmp_path, monkeypatch):
    wrote = []
    monkeypatch.setattr(opened.output, "write_report", wrote.append)
    kinds = []

    def choose(_parent, _title, _beside, offered):
        kinds[:] = offered.split(";;")
        return str(tmp_path / "report"), kinds[len(wrote)]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    for _ in range(5):
        opened.output.report()
    assert [path.suffix for path in wrote] == [".html", ".pdf", ".md", ".json", ".sarif"]


def test_the_export_dialog_keeps_suffix_and_format_together(opened, tmp_path, qtbot):
    dialog = ExportDialog(opened.editor, tmp_path / "picture.svg", opened)
    dialog.format.setCurrentIndex(1)
    assert dialog.wish().path == tmp_path / "picture.png"
    dialog.path.setText(str(tmp_path / "other"))
    assert dialog.wish().path == tmp_path / "other.png"
    qtbot.waitUntil(lambda: not dialog.preview.pixmap().isNull(), timeout=20_000)
    dialog.reject()
    dialog.deleteLater()


def test_help_pages_open(opened, qtbot):
    for make in (AboutDialog, ShortcutsDialog):
        dialog = make(opened)
        dialog.show()
        assert dialog.isVisible()
        dialog.close()
        dialog.deleteLater()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_the_program_says_so():
    bare = {name: value for name, value in os.environ.items()
            if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    done = subprocess.run([sys.executable, "-m", "d365arch"], env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("There is no display")


def test_escape_closes_the_search_before_anything_else(opened, qtbot):
    opened.actions_by_name["find_type"].trigger()
    qtbot.keyClicks(opened.palette_.search, "bus")
    qtbot.keyClick(opened.palette_.search, Qt.Key.Key_Escape)
    assert opened.palette_.search.text() == ""


def test_importing_the_command_line_does_not_import_qt():
    code = "import sys, d365arch.cli.main; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(("action", "names", "step"), [
    ("delete", (("system", "shop"),), "Remove Web shop"),
    ("delete", (("integration", "orders"),), "Remove Web orders"),
    ("delete", (("system", "shop"), ("system", "bank")), "Remove 2 elements"),
    ("hide", (("system", "shop"),), "Hide Web shop"),
    ("pin", (("system", "shop"),), "Pin Web shop"),
    ("swap", (("integration", "payments"),), "Swap ends of Payments"),
    ("group", (("system", "shop"), ("system", "bank")), "Group 2 systems"),
])
def test_steps_of_the_history_call_things_by_their_names(opened, action, names, step):
    select(opened, *names)
    opened.actions_by_name[action].trigger()
    assert opened.editor.undo_stack.undoText() == step


def test_what_can_do_nothing_is_off(opened, qtbot):
    act = opened.actions_by_name
    assert not act["fit_selection"].isEnabled()
    select(opened, ("system", "fo"))
    assert act["fit_selection"].isEnabled() and act["fold"].isEnabled() and act["pin"].isEnabled()
    act["overview"].trigger()
    qtbot.waitUntil(lambda: not opened.editor.background.tasks)
    assert not act["fold"].isEnabled() and not act["pin"].isEnabled()


def test_a_theme_is_one_for_all_windows(opened, qtbot):
    opened.actions_by_name["new_window"].trigger()
    other = windows.others()[-1]
    try:
        opened.choose_theme("dark")
        assert other.editor.theme == "dark"
        assert other.actions_by_name["theme_dark"].isChecked()
    finally:
        other.close()
    qtbot.waitUntil(lambda: not windows._others)
