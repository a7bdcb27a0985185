"""One analysis per window: it follows edits, keeps the opening for trends, and is asked for by no move."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from d365arch.analysis import analyze
from d365arch.edit import RemoveElements, SetField, SetPositions, Target, TargetKind
from d365arch.errors import AnalysisError
from d365arch.gui.coupling.feature import Coupling
from d365arch.gui.coupling.following import follower_of
from d365arch.model import Point


@pytest.fixture
def followed(opened, qtbot):
    """The follower of the window on the test landscape, when its first result is there."""
    follower = follower_of(opened.workbench)
    qtbot.waitUntil(lambda: follower.is_current and follower.idle, timeout=20_000)
    return follower


def test_all_panels_read_the_result_of_one_run_per_edit(opened, followed, qtbot, monkeypatch):
    runs = []
    real = analyze.analyze
    monkeypatch.setattr(analyze, "analyze", lambda *args, **more: runs.append(1) or real(*args, **more))
    opened.show_dock("analysis")
    with qtbot.waitSignal(followed.changed, timeout=20_000):
        opened.editor.perform(RemoveElements(integrations=("payments",)))
    assert runs == [1]
    assert opened.findings.result is followed.result
    assert followed.result.metrics.direct_links == 1
    assert followed.graphs is followed.graphs
    assert followed.graphs.network is followed.result.network


def test_the_opening_stays_what_it_was_until_another_landscape_is_opened(opened, followed, qtbot, landscape_file):
    opening = followed.opening
    assert opening.metrics.direct_links == 2
    with qtbot.waitSignal(followed.changed, timeout=20_000):
        opened.editor.perform(RemoveElements(integrations=("payments",)))
    assert followed.opening is opening
    assert followed.result is not opening
    opened.editor.undo_stack.setClean()
    with qtbot.waitSignal(followed.changed, timeout=20_000):
        opened.session.new()
    assert followed.opening is followed.result
    assert followed.opening.metrics.systems == 0


def test_an_edit_before_the_first_result_does_not_become_the_opening(window, qtbot, landscape_file):
    follower = follower_of(window.workbench)
    window.session.open(landscape_file)
    window.editor.perform(RemoveElements(integrations=("payments",)))
    assert not follower.is_current
    qtbot.waitUntil(lambda: follower.is_current and follower.idle, timeout=20_000)
    qtbot.waitUntil(lambda: follower.opening is not None, timeout=20_000)
    assert follower.result.metrics.direct_links == 1


def test_a_move_asks_for_no_analysis(opened, followed):
    result = followed.result
    opened.editor.perform(SetPositions(opened.editor.view_id, {"bank": Point(900.0, 700.0)}))
    assert followed.idle
    assert followed.is_current
    assert followed.result is result


def test_an_edit_that_is_undone_at_once_keeps_the_result(opened, followed):
    result = followed.result
    opened.editor.perform(SetField(Target(TargetKind.SYSTEM, "fo"), ("name",), "ERP"))
    assert not followed.is_current
    opened.editor.undo_stack.undo()
    assert followed.idle
    assert followed.is_current
    assert followed.result is result


def test_a_landscape_that_cannot_be_analyzed_leaves_no_result_and_a_sentence(opened, followed, qtbot, monkeypatch):
    def fail(*_args, **_more):
        raise AnalysisError("Somebody is missing.")

    with monkeypatch.context() as patch, qtbot.waitSignal(followed.changed, timeout=20_000):
        patch.setattr(analyze, "analyze", fail)
        opened.editor.perform(RemoveElements(integrations=("payments",)))
        qtbot.waitUntil(lambda: followed.result is None, timeout=20_000)
    assert followed.graphs is None
    assert followed.error == "Somebody is missing."
    with qtbot.waitSignal(followed.changed, timeout=20_000):
        opened.editor.undo_stack.undo()
    assert followed.result is not None
    assert followed.error == ""


def test_figures_are_shown_before_the_rules_have_run(opened, followed, qtbot, monkeypatch):
    """The rules take most of an analysis; here they wait until the panel has shown the figures."""
    opened.show_dock("analysis")
    panel = next(f for f in opened.features if isinstance(f, Coupling)).panel
    tile, shown = panel.tiles.tiles["direct_links"], threading.Event()
    real, opening = analyze.run_rules, followed.result

    def rules(*args, **more):
        assert shown.wait(20)
        return real(*args, **more)

    monkeypatch.setattr(analyze, "run_rules", rules)
    opened.editor.perform(RemoveElements(integrations=("payments",)))
    qtbot.waitUntil(lambda: tile.figure.shown == "1", timeout=20_000)
    assert followed.result is opening
    assert followed.figures.metrics.direct_links == 1
    assert followed.graphs.network is followed.figures.network
    with qtbot.waitSignal(followed.changed, timeout=20_000):
        shown.set()
    assert followed.figures is followed.result
    assert tile.figure.shown == "1"
    opened.docks["analysis"].hide()


def test_figures_of_an_edit_that_is_undone_meanwhile_go(opened, followed, qtbot, monkeypatch):
    shown, before = threading.Event(), followed.result
    real = analyze.run_rules
    monkeypatch.setattr(analyze, "run_rules", lambda *args, **more: shown.wait(20) and real(*args, **more))
    with qtbot.waitSignal(followed.measured, timeout=20_000):
        opened.editor.perform(RemoveElements(integrations=("payments",)))
    assert followed.figures is not before
    opened.editor.undo_stack.undo()
    shown.set()
    assert followed.figures is followed.result is before
    qtbot.waitUntil(lambda: not opened.editor.background.tasks, timeout=20_000)


def test_settings_that_cannot_be_used_are_told_wherever_figures_would_be(window, qtbot, tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text("d365arch: 1\nname: Bad\nstrategy:\n  costs: {spook: 2}\nsystems:\n  - {id: a, name: A}\n"
                    "  - {id: b, name: B}\nintegrations:\n  - {id: i, name: I, from: a, to: b}\n", encoding="utf-8")
    window.session.open(file)
    follower = follower_of(window.workbench)
    qtbot.waitUntil(lambda: bool(follower.error), timeout=20_000)
    for name in ("outage", "chains", "matrix"):
        window.actions_by_name[name].trigger()
        qtbot.waitUntil(lambda: any("spook" in label.text() for top in QApplication.topLevelWidgets()
                                    for label in top.findChildren(QLabel) if label.isVisible()), timeout=20_000)
    coupling = next(f for f in window.features if isinstance(f, Coupling))
    assert "spook" in coupling.matrix.empty.text()
    coupling.matrix.hide()
    for name in ("outage", "chains"):
        window.docks[name].hide()
