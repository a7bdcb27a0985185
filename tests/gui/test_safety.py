"""Work is kept: autosave, recovery, locks, files that others change, read-only files, and crashes."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, QtMsgType, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from d365arch.edit import SetField, Target, TargetKind
from d365arch.errors import FileError
from d365arch.gui.dialogs.difference import DifferenceDialog
from d365arch.gui.main_window import MainWindow
from d365arch.gui.safety import autosave as autosave_module
from d365arch.gui.safety import lock, rescue
from d365arch.gui.safety.crash_dialog import CrashDialog
from d365arch.gui.safety.recovery_dialog import Wish
from d365arch.gui.safety.safety import Safety
from d365arch.gui.safety.watch import FileState
from d365arch.gui.windows import others
from d365arch.io import atomic, recovery
from d365arch.io.files import read_workspace
from d365arch.io.recovery import read_recovery, write_recovery


def feature(window: MainWindow, kind: type) -> QObject:
    return next(found for found in window.features if isinstance(found, kind))


def rename_bank(window: MainWindow, name: str = "House bank") -> None:
    assert window.editor.perform(SetField(Target(TargetKind.SYSTEM, "bank"), ("name",), name))


def bank(window: MainWindow) -> str:
    return window.editor.workspace.landscape.system_by_id["bank"].name


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def leave_behind(path: Path, name: str = "Lost bank", place: Path | None = None) -> Path:
    """What a crash leaves: work in a recovery file, and nobody who holds the lock."""
    opened = read_workspace(path)
    work = SetField(Target(TargetKind.SYSTEM, "bank"), ("name",), name).apply(opened.workspace)
    place = place or recovery.beside(path)
    place.parent.mkdir(exist_ok=True)
    write_recovery(place, work, opened, path)
    return place


def press(notice, label: str) -> None:
    QTest.mouseClick(next(button for button in notice.buttons if button.text() == label), Qt.MouseButton.LeftButton)


@pytest.fixture
def safety(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Safety]:
    monkeypatch.setattr(recovery, "state_folder", lambda: tmp_path / "state")
    found = feature(window, Safety)
    yield found
    found.autosave.interval = autosave_module.INTERVAL
    window.editor.undo_stack.setClean()
    window.session.new()    # lets go of the file while the patch still holds


@pytest.fixture(scope="module")
def _second(_one_window: MainWindow, qapp: QApplication) -> Iterator[MainWindow]:
    """A second window of the program, made once because that takes a second."""
    _one_window.actions_by_name["new_window"].trigger()
    made = others()[-1]
    yield made
    made.editor.undo_stack.setClean()
    made.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert made not in others()


@pytest.fixture
def second(_second: MainWindow, safety: Safety) -> Iterator[MainWindow]:
    _second.show()
    yield _second
    _second.editor.undo_stack.setClean()
    _second.session.new()
    _second.hide()


class TestAutosave:
    def test_work_is_beside_the_file_soon_after_the_first_change_and_gone_when_saved(
            self, safety, opened, landscape_file, qtbot):
        before = landscape_file.read_text()
        safety.autosave.interval = 20
        with qtbot.waitSignal(safety.autosave.written, timeout=10_000):
            rename_bank(opened)
        place = landscape_file.with_name(".test.yaml.d365arch-recovery")
        assert safety.autosave.place == place
        found = read_recovery(place)
        assert found.workspace == opened.editor.workspace
        assert found.base_file().workspace == read_workspace(landscape_file).workspace
        assert landscape_file.read_text() == before
        assert opened.session.save()
        assert not place.exists()

    def test_a_burst_of_changes_does_not_put_it_off(self, safety, opened):
        assert not safety.autosave.waiting
        rename_bank(opened, "One")
        left = safety.autosave._clock.remainingTime()
        QTest.qWait(30)
        rename_bank(opened, "Two")
        assert safety.autosave.waiting
        assert safety.autosave._clock.remainingTime() < left
        assert safety.autosave.interval < 10_000

    def test_undoing_everything_takes_it_away(self, safety, opened, landscape_file):
        rename_bank(opened)
        assert safety.autosave.write_now()
        opened.actions_by_name["undo"].trigger()
        safety.autosave.write_in_background()
        assert not recovery.beside(landscape_file).exists()

    def test_discarding_takes_it_away(self, safety, opened, landscape_file, answer):
        rename_bank(opened)
        assert safety.autosave.write_now()
        answer("Do not save")
        opened.actions_by_name["new"].trigger()
        assert names(landscape_file.parent) - {"state"} == {"test.yaml"}

    def test_a_landscape_without_a_file_is_kept_in_the_persons_folder(self, safety, window, tmp_path):
        window.session.new()
        assert window.editor.perform(SetField(Target(TargetKind.LANDSCAPE), ("name",), "Idea"))
        assert safety.autosave.write_now()
        left = recovery.left_apart()
        assert [path.parent for path in left] == [tmp_path / "state"]
        assert read_recovery(left[0]).workspace.landscape.name == "Idea"
        window.editor.undo_stack.setClean()
        window.session.new()
        assert names(tmp_path / "state") == set()

    def test_what_was_saved_while_it_was_being_written_never_appears(self, safety, opened, landscape_file, monkeypatch):
        began, go_on = threading.Event(), threading.Event()
        real = autosave_module.write_recovery

        def slow(*args, **kwargs):
            if not began.is_set():
                began.set()
                go_on.wait(10)
            real(*args, **kwargs)

        monkeypatch.setattr(autosave_module, "write_recovery", slow)
        rename_bank(opened)
        safety.autosave.write_in_background()
        assert began.wait(10)
        assert opened.session.save()
        go_on.set()
        safety.autosave.stop()
        assert names(landscape_file.parent) == {"test.yaml", ".test.yaml.d365arch-lock"}

    def test_where_the_folder_is_gone_the_persons_folder_takes_it(
            self, safety, opened, landscape_file, tmp_path, qtbot):
        rename_bank(opened)
        moved = landscape_file.parent.rename(tmp_path.with_name(tmp_path.name + "-moved"))
        with qtbot.waitSignal(safety.autosave.written, timeout=10_000):
            safety.autosave.write_in_background()
        assert [read_recovery(p).workspace for p in recovery.left_apart()] == [opened.editor.workspace]
        opened.editor.undo_stack.setClean()
        opened.session.new()
        for inner in (tmp_path / "state", tmp_path):
            inner.rmdir()
        moved.rename(tmp_path)

    def test_a_full_disk_is_told_once_and_work_goes_on(self, safety, opened, qtbot, monkeypatch):
        def full(*_args, **_kwargs):
            raise FileError("No room.")

        rename_bank(opened)
        with monkeypatch.context() as patch:
            patch.setattr(autosave_module, "write_recovery", full)
            safety.autosave.write_in_background()
            qtbot.waitUntil(lambda: not safety.trouble.isHidden(), timeout=10_000)
            assert "No room." in safety.trouble.text.text()
            assert not safety.rescue()
        with qtbot.waitSignal(safety.autosave.written, timeout=10_000):
            safety.autosave.write_in_background()
        assert safety.trouble.isHidden()
        assert bank(opened) == "House bank"


class TestRecovery:
    def test_work_is_offered_with_what_it_changed_and_restored_as_one_step(self, safety, window, landscape_file):
        leave_behind(landscape_file)
        before = landscape_file.read_text()
        window.session.open(landscape_file)
        dialog = safety.offers.dialog
        assert dialog.isVisible()
        assert bank(window) == "Bank"
        rows = [dialog.tree.topLevelItem(i) for i in range(dialog.tree.topLevelItemCount())]
        assert [[row.text(n) for n in range(4)] for row in rows] == [
            ["System “Lost bank”", "name", "Bank", "Lost bank"]]
        assert dialog.summary.text() == "1 system changed."
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert bank(window) == "Lost bank"
        assert window.isWindowModified()
        assert window.editor.undo_stack.undoText() == "Recover"
        # Safe again before the old file went.
        assert read_recovery(recovery.beside(landscape_file)).workspace == window.editor.workspace
        assert len(recovery.candidates(landscape_file)) == 1
        window.actions_by_name["undo"].trigger()
        assert bank(window) == "Bank"
        assert not window.isWindowModified()
        window.actions_by_name["redo"].trigger()
        assert window.session.save()
        assert landscape_file.read_text() == before.replace("name: Bank", "name: Lost bank")
        assert recovery.candidates(landscape_file) == []

    def test_discarded_work_is_gone(self, safety, window, landscape_file):
        leave_behind(landscape_file)
        window.session.open(landscape_file)
        safety.offers.dialog.buttons[Wish.DISCARD].click()
        assert recovery.candidates(landscape_file) == []
        assert bank(window) == "Bank"

    def test_work_for_later_is_offered_again_and_not_written_over(self, safety, window, landscape_file):
        leave_behind(landscape_file)
        window.session.open(landscape_file)
        QTest.keyClick(safety.offers.dialog, Qt.Key.Key_Escape)
        rename_bank(window, "Newer")
        assert safety.autosave.write_now()
        assert len(recovery.candidates(landscape_file)) == 2
        assert window.session.save()
        window.session.open(landscape_file)
        assert "changed after that" in safety.offers.dialog._sentence(
            read_recovery(recovery.candidates(landscape_file)[0]), changed_since=True)
        safety.offers.dialog.buttons[Wish.RESTORE].click()
        assert bank(window) == "Lost bank"

    def test_opening_something_else_keeps_it(self, safety, window, landscape_file):
        leave_behind(landscape_file)
        window.session.open(landscape_file)
        window.session.new()
        assert safety.offers.dialog is None
        assert len(recovery.candidates(landscape_file)) == 1

    def test_work_that_was_saved_after_all_is_not_offered(self, safety, window, landscape_file):
        leave_behind(landscape_file, "Bank")
        window.session.open(landscape_file)
        assert safety.offers.dialog is None
        assert recovery.candidates(landscape_file) == []

    def test_damaged_work_is_told_and_never_blocks(self, safety, window, landscape_file):
        place = leave_behind(landscape_file)
        place.write_bytes(place.read_bytes()[:-40])
        window.session.open(landscape_file)
        assert safety.offers.dialog is None
        assert bank(window) == "Bank"
        assert "cannot be read" in safety.trouble.text.text()
        window.session.open(landscape_file)
        assert safety.trouble.isHidden()
        assert any(name.endswith(".damaged") for name in names(landscape_file.parent))

    def test_damaged_work_does_not_hide_whole_work(self, safety, window, landscape_file):
        place = leave_behind(landscape_file)
        leave_behind(landscape_file, "Whole", recovery.kept_aside(place))
        place.write_bytes(b"nonsense")
        os.utime(place, (2e9, 2e9))
        window.session.open(landscape_file)
        safety.offers.dialog.buttons[Wish.RESTORE].click()
        assert bank(window) == "Whole"

    def test_large_work_is_read_off_the_gui_thread(self, safety, window, landscape_file, monkeypatch, qtbot):
        from d365arch.gui.safety import offers
        leave_behind(landscape_file)
        monkeypatch.setattr(offers, "LARGE", 10)
        window.session.open(landscape_file)
        assert safety.offers.dialog is None
        qtbot.waitUntil(lambda: safety.offers.dialog is not None, timeout=10_000)
        assert window.editor.clean

    def test_a_file_that_is_gone_comes_back_from_its_work(self, safety, window, landscape_file, answer):
        leave_behind(landscape_file)
        text = landscape_file.read_text()
        landscape_file.unlink()
        answer("OK")
        window.session.open(landscape_file)
        safety.offers.dialog.buttons[Wish.RESTORE].click()
        assert bank(window) == "Lost bank"
        assert window.session.path == landscape_file
        answer("Overwrite theirs")
        assert window.session.save()
        assert landscape_file.read_text() == text.replace("name: Bank", "name: Lost bank")

    def test_at_the_start_work_without_a_file_is_offered(self, safety, window, landscape_file, tmp_path):
        work = read_workspace(landscape_file).workspace
        place = recovery.private(None)
        place.parent.mkdir(parents=True)
        write_recovery(place, work, None, None)
        safety.offer_at_start()
        safety.offers.dialog.buttons[Wish.RESTORE].click()
        assert window.editor.workspace == work
        assert window.session.path is None
        assert not window.editor.clean
        assert not place.exists()
        assert safety.autosave.place.exists()

    def test_at_the_start_a_file_opened_last_is_offered(self, safety, window, landscape_file):
        leave_behind(landscape_file)
        window.recent.add(landscape_file)
        safety.offer_at_start()
        assert window.session.path == landscape_file.resolve()
        safety.offers.dialog.buttons[Wish.LATER].click()

    def test_nothing_left_nothing_offered(self, safety, window):
        safety.offer_at_start()
        assert safety.offers.dialog is None


class TestOutside:
    def write(self, path: Path, old: str = "Web shop", new: str = "Their shop") -> None:
        path.write_text(path.read_text().replace(old, new))

    def test_a_change_is_noticed_by_itself_also_where_the_file_is_replaced(self, safety, opened, landscape_file, qtbot):
        for new in ("Their shop", "Other shop"):
            beside = landscape_file.with_name("new")
            beside.write_text(landscape_file.read_text().replace("Web shop", new).replace("Their shop", new))
            beside.replace(landscape_file)
            qtbot.waitUntil(lambda: not safety.outside.isHidden(), timeout=10_000)
            press(safety.outside, "Reload")
            assert opened.editor.workspace.landscape.system_by_id["shop"].name == new
            assert opened.editor.clean
            assert safety.outside.isHidden()

    def test_reloading_can_be_undone_so_that_no_work_is_lost(self, safety, opened, landscape_file):
        rename_bank(opened)
        self.write(landscape_file)
        safety.watch.look()
        assert "unsaved" in safety.outside.text.text()
        press(safety.outside, "Reload")
        assert bank(opened) == "Bank"
        opened.actions_by_name["undo"].trigger()
        assert bank(opened) == "House bank"
        assert opened.isWindowModified()

    def test_keeping_mine_is_quiet_until_the_next_change(self, safety, opened, landscape_file):
        self.write(landscape_file)
        safety.watch.look()
        press(safety.outside, "Keep mine")
        safety.watch.look()
        assert safety.outside.isHidden()
        self.write(landscape_file, "Their shop", "Yet another")
        safety.watch.look()
        assert not safety.outside.isHidden()

    def test_the_difference_shows_theirs_and_mine(self, safety, opened, landscape_file, monkeypatch):
        rename_bank(opened)
        self.write(landscape_file)
        self.write(landscape_file, "name: Bank", "name: Their bank")
        shown = []

        def look(dialog):
            tops = [dialog.tree.topLevelItem(i) for i in range(dialog.tree.topLevelItemCount())]
            shown.extend([top.text(0), *(top.child(i).text(0) for i in range(top.childCount()))] for top in tops)
            dialog._copy()

        monkeypatch.setattr(DifferenceDialog, "exec", look)
        safety.watch.look()
        press(safety.outside, "See the difference")
        assert shown == [["In the file: 2 systems changed.", "System “Their shop”", "⚠ System “Their bank”"],
                         ["Yours, not saved: 1 system changed.", "⚠ System “House bank”"]]
        assert "System “House bank”, name: Bank → House bank" in QGuiApplication.clipboard().text()
        assert not safety.outside.isHidden()

    def test_only_other_words_are_told_as_such(self, safety, opened, landscape_file, monkeypatch):
        self.write(landscape_file, "# The heart of it.", "# The heart.")
        workspace = read_workspace(landscape_file).workspace
        dialog = DifferenceDialog.between(workspace, workspace, workspace, "x.yaml", opened)
        assert dialog.tree.topLevelItemCount() == 0
        dialog.deleteLater()

    def test_saving_over_it_asks_and_shows_the_difference_first(
            self, safety, opened, landscape_file, monkeypatch, answer):
        rename_bank(opened)
        self.write(landscape_file)
        looks = []
        monkeypatch.setattr(DifferenceDialog, "exec", lambda dialog: looks.append(answer("Overwrite theirs")))
        answer("See the difference …")
        assert opened.session.save()
        assert len(looks) == 1
        assert "House bank" in landscape_file.read_text()
        safety.watch.look()
        assert safety.outside.isHidden()

    def test_a_file_that_is_gone_is_told_and_work_stays(self, safety, opened, landscape_file, monkeypatch, tmp_path):
        landscape_file.rename(tmp_path / "other.yaml")
        safety.watch.look()
        assert "removed, renamed or moved" in safety.outside.text.text()
        again = tmp_path / "again.yaml"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kw: (str(again), ""))
        press(safety.outside, "Save as …")
        assert read_workspace(again).workspace == opened.editor.workspace
        assert safety.watch.state is FileState.KNOWN
        assert ".again.yaml.d365arch-lock" in names(tmp_path)
        assert ".test.yaml.d365arch-lock" not in names(tmp_path)

    def test_a_file_that_comes_back_is_forgotten(self, safety, opened, landscape_file, tmp_path):
        away = landscape_file.rename(tmp_path / "away")
        safety.watch.look()
        assert not safety.outside.isHidden()
        away.rename(landscape_file)
        safety.watch.look()
        assert safety.outside.isHidden()

    def test_the_window_looks_when_it_comes_to_the_front(self, safety, opened, landscape_file):
        self.write(landscape_file)
        safety._look_again(opened.windowHandle())
        assert not safety.outside.isHidden()

    def test_a_broken_file_is_told_and_work_stays(self, safety, opened, landscape_file, monkeypatch):
        from d365arch.gui.dialogs.problems import ProblemsDialog
        told = []
        monkeypatch.setattr(ProblemsDialog, "exec", lambda dialog: told.append(dialog.windowTitle()))
        landscape_file.write_text("systems: [")
        safety.watch.look()
        press(safety.outside, "Reload")
        assert told
        assert bank(opened) == "Bank"


class TestReadOnly:
    @pytest.fixture
    def closed(self, monkeypatch, landscape_file):
        real = os.access
        monkeypatch.setattr(atomic.os, "access", lambda path, mode, **kw:
                            Path(path) != landscape_file and real(path, mode, **kw))

    def test_a_protected_file_says_so_and_saves_elsewhere(self, safety, closed, opened, landscape_file, monkeypatch,
                                                          tmp_path):
        assert opened.windowTitle() == "test.yaml (read-only)[*] — d365arch"
        assert "write-protected" in safety.access.text.text()
        before = landscape_file.read_text()
        rename_bank(opened)
        asked = []
        copy = tmp_path / "mine.yaml"
        monkeypatch.setattr(QFileDialog, "getSaveFileName",
                            lambda _w, _t, start, *_args: (asked.append(Path(start).name), (str(copy), ""))[1])
        assert opened.session.save()
        assert asked == ["test copy.d365arch.yaml"]
        assert landscape_file.read_text() == before
        assert "House bank" in copy.read_text()
        assert opened.windowTitle() == "mine.yaml[*] — d365arch"
        assert safety.access.isHidden()

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everything")
    def test_a_file_without_write_permission(self, safety, window, landscape_file):
        landscape_file.chmod(0o444)
        window.session.open(landscape_file)
        assert window.session.read_only


class TestTwoWindows:
    def test_the_second_is_told_and_reads_only_until_the_first_closes(self, safety, opened, landscape_file, second):
        second.session.open(landscape_file)
        theirs = feature(second, Safety)
        assert "open in another window since" in theirs.access.text.text()
        assert second.session.read_only
        assert not opened.session.read_only
        rename_bank(second)
        assert theirs.autosave.write_now()
        assert theirs.autosave.place != safety.autosave.place
        rename_bank(opened, "First")
        assert opened.session.save()
        theirs.watch.look()
        assert "unsaved" in theirs.outside.text.text()
        opened.session.new()
        theirs._look_again(second.windowHandle())
        assert not second.session.read_only
        assert theirs.access.isHidden()
        theirs.autosave.stop()
        assert theirs.autosave.place == recovery.beside(landscape_file)
        assert read_recovery(theirs.autosave.place).workspace == second.editor.workspace

    def test_it_may_be_edited_anyway(self, safety, opened, landscape_file, second):
        second.session.open(landscape_file)
        press(feature(second, Safety).access, "Edit anyway")
        assert second.windowTitle() == "test.yaml[*] — d365arch"
        rename_bank(second)
        assert second.session.save()
        safety.watch.look()
        assert not safety.outside.isHidden()

    def test_the_work_of_a_living_window_is_never_offered(self, safety, opened, landscape_file, second):
        rename_bank(opened)
        assert safety.autosave.write_now()
        second.session.open(landscape_file)
        theirs = feature(second, Safety)
        assert theirs.offers.dialog is None
        theirs.offer_at_start()
        assert theirs.offers.dialog is None
        assert safety.autosave.place.exists()

    def test_a_lock_of_a_program_that_died_does_not_count(self, safety, window, landscape_file):
        lock = recovery.lock_of(recovery.beside(landscape_file))
        lock.write_text(f"{2**22 + 5}\npython\n{os.uname().nodename if hasattr(os, 'uname') else ''}\n")
        window.session.open(landscape_file)
        assert not window.session.read_only

    def test_a_window_of_another_machine_is_named(self, safety, window, landscape_file):
        lock = recovery.lock_of(recovery.beside(landscape_file))
        lock.write_text("4711\npython\nthe-other-machine\n\n\n")
        window.session.open(landscape_file)
        assert "on the-other-machine" in safety.access.text.text()
        assert window.session.read_only
        window.session.new()
        assert lock.exists()

    def test_quitting_asks_every_window(self, safety, opened, second, answer, qapp):
        second.session.new()
        assert second.editor.perform(SetField(Target(TargetKind.LANDSCAPE), ("name",), "Idea"))
        said = answer("Cancel")
        opened.actions_by_name["quit"].trigger()
        assert "Idea" in said[0]
        assert second.isVisible()
        opened.show()


class TestCrash:
    @pytest.fixture
    def told(self, monkeypatch, qapp, qtbot):
        monkeypatch.setattr(sys, "__excepthook__", lambda *_args: None)
        monkeypatch.setattr(rescue, "_told", set())

        def dialogs() -> list[CrashDialog]:
            return [w for w in qapp.topLevelWidgets() if isinstance(w, CrashDialog) and w.isVisible()]

        yield dialogs
        for dialog in dialogs():
            dialog.close()

    def boom(self) -> ValueError:
        try:
            int("boom")
        except ValueError as error:
            return error
        raise AssertionError

    def test_work_is_written_at_once_and_the_person_is_told(self, safety, opened, landscape_file, told, qtbot, tmp_path,
                                                            monkeypatch):
        rename_bank(opened)
        error = self.boom()
        rescue.tell_of_crash(ValueError, error, error.__traceback__)
        assert read_recovery(recovery.beside(landscape_file)).workspace == opened.editor.workspace
        qtbot.waitUntil(lambda: bool(told()), timeout=10_000)
        dialog = told()[0]
        assert "was written to a recovery file" in dialog.text.text()
        assert "ValueError: invalid literal" in dialog.details.toPlainText()
        dialog.copy.click()
        assert "ValueError: invalid literal" in QGuiApplication.clipboard().text()
        copy = tmp_path / "copy"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kw: (str(copy), ""))
        dialog.save.click()
        assert read_workspace(copy.with_suffix(".yaml")).workspace == opened.editor.workspace
        assert opened.session.path == landscape_file
        assert not opened.editor.clean
        dialog.go_on.click()
        assert not dialog.isVisible()
        # The same again, with another message: written, not told.
        rescue.tell_of_crash(ValueError, error, error.__traceback__)
        QTest.qWait(1)
        assert told() == []

    def test_a_copy_that_cannot_be_written_is_told(self, safety, opened, told, qtbot, answer, monkeypatch, tmp_path):
        rename_bank(opened)
        error = self.boom()
        rescue.tell_of_crash(ValueError, error, error.__traceback__)
        qtbot.waitUntil(lambda: bool(told()), timeout=10_000)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kw: (str(tmp_path / "no" / "x.yaml"), ""))
        said = answer("OK")
        told()[0].save.click()
        assert "does not exist" in said[0]

    def test_where_everything_is_saved_there_is_nothing_to_copy(self, safety, opened, told, qtbot):
        error = self.boom()
        rescue.tell_of_crash(ValueError, error, error.__traceback__)
        qtbot.waitUntil(lambda: bool(told()), timeout=10_000)
        assert "Everything you did is saved" in told()[0].text.text()
        assert not told()[0].save.isVisible()

    def test_painting_that_fails_is_told_once(self, safety, opened, told, qtbot, monkeypatch):
        class Broken(QWidget):
            def paintEvent(self, event):
                raise RuntimeError("no paint")

        rename_bank(opened)
        broken = Broken()
        with qtbot.captureExceptions(), monkeypatch.context() as patch:
            patch.setattr(sys, "excepthook", rescue.tell_of_crash)
            broken.show()
            loop = QEventLoop()
            for pause in (20, 40):
                QTimer.singleShot(pause, broken.update)
            QTimer.singleShot(80, loop.quit)
            loop.exec()
            broken.hide()
        broken.deleteLater()
        assert len(told()) == 1
        assert safety.autosave.place.exists()

    def test_a_thread_that_fails_is_told(self, safety, opened, told, qtbot, qapp, monkeypatch):
        rename_bank(opened)
        knock = rescue._Knock(qapp)
        monkeypatch.setattr(threading, "excepthook", knock.take)
        monkeypatch.setattr(sys, "excepthook", rescue.tell_of_crash)
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: bool(told()), timeout=10_000)
        assert "ZeroDivisionError" in told()[0].details.toPlainText()
        assert safety.autosave.place.exists()
        knock.deleteLater()

    def test_one_window_that_cannot_be_written_does_not_stop_the_others(self, safety, opened, told, monkeypatch, capsys,
                                                                       second):
        second.session.new()
        monkeypatch.setattr(feature(second, Safety), "rescue", lambda: 1 / 0)
        rename_bank(opened)
        assert not rescue.rescue_all()
        assert safety.autosave.place.exists()

    def test_the_end_of_the_desktop_session_and_a_fatal_word_of_qt_write_it(self, safety, opened, landscape_file,
                                                                           monkeypatch):
        class Application(QObject):
            commitDataRequest = Signal(object)  # noqa: N815

        heard = []
        monkeypatch.setattr(threading, "excepthook", threading.excepthook)
        monkeypatch.setattr(rescue.signal, "signal", lambda *_args: None)
        monkeypatch.setattr(rescue, "qInstallMessageHandler", heard.append)
        application = Application()
        rescue.stand_by(application)
        place = recovery.beside(landscape_file)
        rename_bank(opened)
        application.commitDataRequest.emit(None)
        assert read_recovery(place).workspace == opened.editor.workspace
        rename_bank(opened, "Later")
        heard[-1](QtMsgType.QtWarningMsg, None, "just a word")
        assert read_recovery(place).workspace != opened.editor.workspace
        heard[-1](QtMsgType.QtFatalMsg, None, "the end")
        assert read_recovery(place).workspace == opened.editor.workspace


def test_saving_that_fails_keeps_work_and_file(safety, opened, landscape_file, answer, monkeypatch):
    before = landscape_file.read_text()
    rename_bank(opened)

    def full(*_args):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(atomic.os, "write", full)
        said = answer("OK")
        assert not opened.session.save()
    assert "No space left on device" in said[0]
    assert landscape_file.read_text() == before
    assert opened.isWindowModified()
    assert opened.session.save()


def test_a_lock_that_a_kill_left_empty_locks_nobody_out(tmp_path, qapp):
    place = tmp_path / ".land.yaml.d365arch-recovery"
    recovery.lock_of(place).write_bytes(b"")
    claim = lock.claim_left(place)
    assert claim.busy is None
    assert claim.place == place
    claim.release()
