"""A review of thousands, of nothing, and of what was beyond limits; mappings that are kept; names of all controls."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QTextBrowser,
    QWidget,
)

from d365arch.discovery.limits import Limits, larger, limits_named
from d365arch.discovery.lists.grid import Grid, Line
from d365arch.discovery.lists.headings import Field
from d365arch.discovery.lists.mapping import table_of
from d365arch.discovery.lists.mapping_file import read_mapping
from d365arch.discovery.records import (
    DATAVERSE,
    Discovery,
    FoundIntegration,
    FoundSystem,
    Identity,
    NotRead,
    Secret,
)
from d365arch.gui.discovery import feature
from d365arch.gui.discovery.mapping_dialog import ListShown, MappingDialog
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence


def many(count: int) -> Discovery:
    hosts = [Identity("host", f"api{n}.example") for n in range(10)]
    return Discovery(
        systems=(FoundSystem(identity=DATAVERSE, name="Dataverse", type="pp.dataverse"),
                 *(FoundSystem(identity=host, name=host.part) for host in hosts)),
        integrations=tuple(FoundIntegration(
            automation=f"flow/{n}", name=f"Flow {n}", from_=DATAVERSE, to=hosts[n % 10],
            evidence=(Evidence(file="a.json", place=f"/{n}", confidence=Confidence.CERTAIN),)) for n in range(count)))


def tabs(review) -> list[str]:
    return [review.tabs.tabText(number) for number in range(review.tabs.count())]


@pytest.fixture
def crowded(show_review, monkeypatch, window):
    """Five thousand finds, and the preview asked for but never made."""
    review = next(f for f in window.features if isinstance(f, feature.DiscoveryFeature)).page.review
    monkeypatch.setattr(review.preview, "_draw", lambda: None)
    return show_review(many(5_000)).page.review


def test_a_click_among_thousands_tells_one_row_and_its_heading(crowded):
    model, told = crowded.tree.review, []
    model.dataChanged.connect(lambda first, last, _roles: told.append((first.row(), last.row())))
    crowded.tree.setCurrentIndex(model.find(model.rows[777].key))
    QTest.keyClick(crowded.tree, Qt.Key.Key_Space)
    assert model.rows[777].key not in model.accepted
    assert len(told) == 2
    assert all(first == last for first, last in told)
    assert "499 of 500 accepted" in model.index(7, 0).data()


def test_all_of_thousands_are_selected_by_ranges_and_accepted_at_once(crowded):
    tree, model, told = crowded.tree, crowded.tree.review, []
    tree.setFocus()
    tree.selectAll()
    assert len(tree.picked) == 5_000
    assert tree.selectionModel().selection().count() <= 2 * len(model.groups)
    model.dataChanged.connect(lambda *_range: told.append(1))
    QTest.keyClick(tree, Qt.Key.Key_Space)
    assert model.accepted == set()
    assert told == []
    assert "0 of 500 accepted" in model.index(0, 0).data()


def test_a_picture_under_way_is_not_begun_anew_for_every_click(show_review):
    review = show_review(many(20)).page.review
    preview, model = review.preview, review.tree.review
    preview._timer.stop()
    preview._draw()
    first = preview._task
    for row in model.rows[:4]:
        model.accept((row,), False)
    assert preview._task is first
    assert not first.cancelled
    assert preview.busy
    model.accept(model.rows[:19], False)    # far less: the old picture is of no use
    assert first.cancelled


def test_nothing_found_says_why_and_offers_nothing_to_do(show_review):
    review = show_review(Discovery(not_read=(NotRead("a.json", "It is no JSON."),))).page.review
    assert tabs(review) == ["Found 0", "Not read 1"]
    assert "the tab Not read says why" in review.empty.text()
    assert review.empty.isVisible()
    for part in (review.filters, review.side, review.all, review.none, review.add, review.limits):
        assert not part.isVisible()
    show_review(Discovery(secrets=(Secret("a.json", "/key", "access key"),)))
    assert tabs(review) == ["Found 0", "Secrets 1"]
    assert review.summary.text() == "1 secret in plain text."


def test_what_is_beyond_a_limit_can_be_read_again(show_review, monkeypatch, qtbot):
    beyond = Discovery(not_read=(NotRead("large.json", "larger than 64 MB; raise the limit file_mb to read it."),
                                 NotRead("a.zip", "an entry; raise the limit ratio if you trust it."),
                                 NotRead("b.json", "It is no JSON.")))
    tool = show_review(beyond)
    notice = tool.page.review.limits
    assert notice.isVisible()
    assert "2 files or parts of files were left out" in notice.told.text()
    asked = []
    monkeypatch.setattr(feature, "read_apart", lambda _base, _paths, limits, *_more: asked.append(limits) or many(3))
    notice.button.click()
    qtbot.waitUntil(lambda: len(tool.page.review.tree.review.rows) == 3, timeout=20_000)
    assert asked == [larger(Limits(), ("file_mb", "ratio"))]
    assert asked[0].file_mb == 640
    assert not notice.isVisible()


def test_limits_are_known_from_the_sentences_that_name_them():
    assert limits_named(("the first 200,000 files; name fewer folders, or raise the limit files.",)) == ("files",)
    assert limits_named(("too large; raise the limits ratio and file_mb if you trust it.",)) == ("file_mb", "ratio")
    assert limits_named(("More files than rows.",)) == ()


def a_list() -> ListShown:
    lines = Line(1, ("Source system", "Target system", "Remark")), Line(2, ("erp", "shop", "x"))
    grid = Grid("list.csv", None, lines)
    table, mapping = table_of(grid)
    return ListShown(grid.name, table.headings, (("erp", "shop", "x"),), mapping)


def test_a_mapping_is_saved_and_opened_again(window, tmp_path: Path, qtbot):
    dialog = MappingDialog([a_list()], window, tmp_path)
    qtbot.addWidget(dialog)
    dialog.mean("Remark", Field.NAME)
    dialog.save_to(tmp_path / "mapping.yaml")
    assert [choice.heading for choice in read_mapping(tmp_path / "mapping.yaml")[0].choices
            if choice.field is Field.NAME] == ["Remark"]
    other = MappingDialog([a_list()], window, tmp_path)
    qtbot.addWidget(other)
    other.load_from(tmp_path / "mapping.yaml")
    assert other.mappings[0].headings(Field.NAME) == ("Remark",)
    assert "1 list" in other.told.text()


def test_a_file_that_is_no_mapping_is_told_and_changes_nothing(window, tmp_path: Path, qtbot, answer):
    (tmp_path / "mapping.yaml").write_text("lists: no", encoding="utf-8")
    dialog = MappingDialog([a_list()], window, tmp_path)
    qtbot.addWidget(dialog)
    before, said = dialog.mappings, answer("OK")
    dialog.load_from(tmp_path / "mapping.yaml")
    assert dialog.mappings == before
    assert any("lists" in sentence for sentence in said)


def test_every_control_of_the_review_has_a_name_and_is_reached_by_tab(show_review, window, qapp, qtbot):
    review = show_review(many(3)).page.review
    controls = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTextBrowser)
    for control in review.findChildren(QWidget):
        if isinstance(control, controls) and control.isVisible() and control.focusPolicy() & Qt.FocusPolicy.TabFocus:
            named = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
            assert named, control
    window.activateWindow()
    qapp.processEvents()
    review.tree.setFocus()
    reached = set()
    for _ in range(60):     # by the key itself, see test_nobody_asks_for_the_focus_chain
        reached.add(qapp.focusWidget())
        qtbot.keyClick(qapp.focusWidget(), Qt.Key.Key_Tab)
    assert {review.tabs, review.filters.words, review.filters.confidence, review.preview, review.details, review.all,
            review.none, review.add, review.close_, review.more} <= reached
