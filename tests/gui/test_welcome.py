"""The start page."""

from __future__ import annotations

from PySide6.QtCore import Qt

from d365arch.catalog.load import own_catalog
from d365arch.gui.background import Background
from d365arch.gui.recent import RecentFiles
from d365arch.gui.samples import Sample
from d365arch.gui.settings import Settings
from d365arch.gui.thumbnails import Thumbnails
from d365arch.gui.welcome import Card


def test_the_window_starts_on_the_start_page_without_docks(window):
    assert window.pages.currentWidget() is window.welcome
    assert all(dock.isHidden() for dock in window.docks.values())
    assert not window.actions_by_name["save"].isEnabled()
    assert window.windowTitle() == "d365arch"


def test_new_leads_to_an_empty_canvas(window, qtbot):
    qtbot.mouseClick(window.welcome.new, Qt.MouseButton.LeftButton)
    assert window.pages.currentWidget() is window.page
    assert window.editor.workspace.landscape.systems == ()
    assert not window.docks["inspector"].isHidden()


def test_the_start_page_leads_back_to_the_open_landscape(opened):
    opened.actions_by_name["home"].trigger()
    assert opened.welcome.back.text() == "Back to test.yaml"
    opened.welcome.back.click()
    assert opened.pages.currentWidget() is opened.page
    assert opened.session.path is not None


def test_recent_files_are_listed_and_open(opened, landscape_file, qtbot):
    opened.show_home()
    rows = opened.welcome._recent_rows
    buttons = [rows.itemAt(i).widget() for i in range(rows.count())]
    link = next(b for b in buttons if landscape_file.name in getattr(b, "text", str)())
    opened.session.new()
    opened.show_home()
    link.click()
    assert opened.session.path == landscape_file.resolve()


def test_recent_files_that_are_gone_are_not_shown(window, tmp_path):
    recent = RecentFiles(Settings())
    for name in ("a.yaml", "b.yaml", "a.yaml"):
        (tmp_path / name).write_text("")
        recent.add(tmp_path / name)
    assert [path.name for path in recent.paths] == ["a.yaml", "b.yaml"]
    (tmp_path / "a.yaml").unlink()
    assert [path.name for path in recent.paths] == ["b.yaml"]


def test_a_card_opens_by_click_and_by_enter(qtbot, landscape_file):
    card = Card(Sample("test.yaml", "Test", "About it.", landscape_file))
    qtbot.addWidget(card)
    card.show()
    for act in (lambda: qtbot.mouseClick(card, Qt.MouseButton.LeftButton),
                lambda: qtbot.keyClick(card, Qt.Key.Key_Return)):
        with qtbot.waitSignal(card.chosen):
            act()
    assert card.accessibleName() == "Open sample Test"


def test_a_thumbnail_is_drawn_once_and_then_remembered(qtbot, landscape_file, window, tmp_path):
    background = Background()
    pictures = []
    thumbnails = Thumbnails(own_catalog(), background)
    with qtbot.waitSignal(background.idle, timeout=20_000):
        thumbnails.ask(landscape_file, "light", pictures.append)
    assert pictures[0].width() > 100
    Thumbnails(own_catalog(), background).ask(landscape_file, "light", pictures.append)
    assert len(pictures) == 2
    assert pictures[1].size() == pictures[0].size()
    assert not background.tasks
