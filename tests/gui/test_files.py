"""Opening, editing, saving and leaving files in the window."""

from __future__ import annotations

import difflib

import pytest
from PySide6.QtWidgets import QFileDialog

from d365arch.edit import SetField, Target, TargetKind
from d365arch.gui import session as session_module
from d365arch.gui.dialogs.problems import ProblemsDialog
from d365arch.gui.samples import Sample, samples
from d365arch.io.files import read_workspace


def rename_bank(window, name="House bank"):
    assert window.editor.perform(SetField(Target(TargetKind.SYSTEM, "bank"), ("name",), name))


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[0] in "+-" and line[:3] not in {"+++", "---"}]


def test_open_shows_the_drawing_and_the_name(opened, landscape_file):
    assert opened.pages.currentWidget() is opened.page
    assert opened.editor.drawing is not None
    assert set(opened.editor.drawing.placement.boxes) == {"fo", "shop", "bank"}
    assert opened.windowTitle() == "test.yaml[*] — d365arch"
    assert opened.recent.paths == (landscape_file.resolve(),)
    assert opened.status.counts.text() == "3 systems, 2 integrations"


def test_save_touches_only_the_changed_line(opened, landscape_file):
    before = landscape_file.read_text()
    rename_bank(opened)
    assert opened.isWindowModified()
    opened.actions_by_name["save"].trigger()
    assert not opened.isWindowModified()
    assert changed_lines(before, landscape_file.read_text()) == [
        "-  - {id: bank, name: Bank}", "+  - {id: bank, name: House bank}"]


def test_a_large_landscape_is_saved_off_the_gui_thread(opened, landscape_file, answer, monkeypatch):
    monkeypatch.setattr(session_module, "SMALL", 0)
    rename_bank(opened)
    assert opened.session.save()
    assert "House bank" in landscape_file.read_text()
    rename_bank(opened, "Other bank")
    landscape_file.write_text("d365arch: 1\n")
    said = answer("Cancel")
    assert not opened.session.save()
    assert "changed by someone else" in said[1]


def test_saving_after_undo_writes_the_file_as_it_was(opened, landscape_file):
    before = landscape_file.read_text()
    rename_bank(opened)
    opened.session.save()
    opened.actions_by_name["undo"].trigger()
    assert opened.isWindowModified()
    opened.session.save()
    assert landscape_file.read_text() == before


def test_undo_and_redo_name_the_step(opened):
    assert not opened.actions_by_name["undo"].isEnabled()
    rename_bank(opened)
    assert opened.actions_by_name["undo"].text().startswith("Undo: Change name of")
    opened.actions_by_name["undo"].trigger()
    assert opened.editor.workspace.landscape.system_by_id["bank"].name == "Bank"
    assert not opened.isWindowModified()
    opened.actions_by_name["redo"].trigger()
    assert opened.editor.workspace.landscape.system_by_id["bank"].name == "House bank"


def test_closing_with_changes_asks_and_cancel_stays(opened, answer):
    rename_bank(opened)
    said = answer("Cancel")
    assert not opened.close()
    assert said[0] == "Save the changes to “test.yaml”?"
    assert opened.isVisible()


def test_closing_with_changes_can_save_them(opened, answer, landscape_file):
    rename_bank(opened)
    answer("Save")
    assert opened.close()
    assert read_workspace(landscape_file).workspace.landscape.system_by_id["bank"].name == "House bank"


def test_new_over_changes_can_drop_them(opened, answer, landscape_file):
    rename_bank(opened)
    answer("Do not save")
    opened.actions_by_name["new"].trigger()
    assert opened.editor.workspace.landscape.systems == ()
    assert "House bank" not in landscape_file.read_text()
    assert opened.session.path is None


def test_a_file_changed_by_somebody_else_is_not_overwritten(opened, answer, landscape_file):
    rename_bank(opened)
    theirs = landscape_file.read_text().replace("Web shop", "Their shop")
    landscape_file.write_text(theirs)
    said = answer("Cancel")
    assert not opened.session.save()
    assert "was changed by someone else" in said[1]
    assert landscape_file.read_text() == theirs
    answer("Read theirs, drop mine")
    assert not opened.session.save()
    assert opened.editor.workspace.landscape.system_by_id["shop"].name == "Their shop"
    assert opened.editor.clean


def test_a_file_changed_by_somebody_else_can_be_overwritten(opened, answer, landscape_file):
    rename_bank(opened)
    landscape_file.write_text("d365arch: 1\n")
    answer("Overwrite theirs")
    assert opened.session.save()
    assert "House bank" in landscape_file.read_text()


def test_save_as_writes_elsewhere_and_goes_on_there(opened, landscape_file, tmp_path, monkeypatch):
    other = tmp_path / "other"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kw: (str(other), ""))
    before = landscape_file.read_text()
    opened.actions_by_name["save_as"].trigger()
    written = other.with_suffix(".d365arch.yaml")
    assert opened.session.path == written
    assert written.read_text() == before
    assert opened.windowTitle().startswith("other.d365arch.yaml")
    assert opened.session.file_name == "other"


def test_a_broken_file_tells_all_problems_and_changes_nothing(opened, tmp_path, monkeypatch):
    broken = tmp_path / "broken.yaml"
    broken.write_text("d365arch: 1\nsystems:\n  - {id: A b}\nintegrations:\n  - {id: q, data: sideways}\n")
    told: list[tuple[str, str]] = []

    def read(dialog):
        items = (dialog.table.topLevelItem(i) for i in range(dialog.table.topLevelItemCount()))
        told.extend((item.text(0), item.text(2)) for item in items)

    monkeypatch.setattr(ProblemsDialog, "exec", read)
    before = opened.editor.workspace
    opened.session.open(broken)
    assert [line for line, _ in told].count("5") >= 2
    assert any(line == "3" and "not an id" in sentence for line, sentence in told)
    assert opened.editor.workspace is before


def test_a_missing_file_is_told_in_a_sentence(opened, answer, tmp_path):
    said = answer("OK")
    opened.session.open(tmp_path / "gone.yaml")
    assert "There is no file" in said[0]


def test_a_large_file_is_read_off_the_gui_thread(window, landscape_file, qtbot, monkeypatch):
    monkeypatch.setattr(session_module, "LARGE", 10)
    with qtbot.waitSignal(window.session.started, timeout=10_000):
        window.session.open(landscape_file)
        assert window.editor.background.tasks
    assert len(window.editor.workspace.landscape.systems) == 3


def test_a_sample_opens_as_a_new_document(window, landscape_file, tmp_path, monkeypatch):
    window.session.open_sample(Sample("test.yaml", "Test", "", landscape_file))
    assert window.session.path is None
    rename_bank(window)
    copy = tmp_path / "mine.yaml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kw: (str(copy), ""))
    before = landscape_file.read_text()
    assert window.session.save()
    assert landscape_file.read_text() == before
    assert "# The heart of it." in copy.read_text()


def test_revert_reads_the_file_again(opened, answer):
    rename_bank(opened)
    answer("Revert")
    opened.actions_by_name["revert"].trigger()
    assert opened.editor.workspace.landscape.system_by_id["bank"].name == "Bank"
    assert opened.editor.clean


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.file)
def test_every_sample_has_a_name_and_a_sentence(sample):
    workspace = read_workspace(sample.path).workspace
    assert sample.name == workspace.landscape.name
    assert sample.about


def test_there_are_samples():
    assert [sample.file for sample in samples()][:1] == ["northwind-as-is.yaml"]


def test_what_is_opened_last_is_shown_also_where_a_large_file_is_still_being_read(
        window, landscape_file, tmp_path, monkeypatch, qtbot):
    monkeypatch.setattr(session_module, "LARGE", 1)
    slow = tmp_path / "slow.yaml"
    slow.write_text(landscape_file.read_text().replace("Test landscape", "Slow"))
    window.session.open(slow)
    window.session.new()
    qtbot.waitUntil(lambda: not window.editor.background.tasks)
    assert window.session.path is None
    assert window.editor.workspace.landscape.name == "New landscape"
