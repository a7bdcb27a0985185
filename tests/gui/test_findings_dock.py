"""The findings dock: analysis off the GUI thread, always about the value of now."""

from __future__ import annotations

import dataclasses

from d365arch.analysis import analyze
from d365arch.analysis.wording import figure
from d365arch.edit import Hide, RemoveElements, SetField, SwapEnds, Target, TargetKind
from d365arch.errors import ExportError
from d365arch.gui.docks.findings import elements_of
from d365arch.gui.models.findings_model import FINDING
from d365arch.gui.samples import samples
from d365arch.model.vocabulary import Severity
from d365arch.scene.parts import Element


def open_northwind(window, qtbot):
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.session.open_sample(samples()[0])


def test_findings_of_northwind_are_listed_with_key_figures(window, qtbot):
    open_northwind(window, qtbot)
    found = window.findings.result.findings
    assert len(window.findings.model.findings) == len(found) > 3
    told = sum(f.severity is not Severity.UNSTATED and f.waiver is None for f in found)
    assert window.status.findings.text() == f"{told} findings"
    assert window.findings.figures._values[0].text() == str(window.findings.result.metrics.direct_links)
    assert not window.findings.parts.isHidden()


def test_picking_a_finding_selects_its_elements(window, qtbot):
    open_northwind(window, qtbot)
    index = window.findings.model.index(1)      # below the heading of its group
    finding = index.data(FINDING)
    window.findings.list.clicked.emit(index)
    assert list(window.editor.selection.elements) == elements_of(window.editor, finding)
    assert window.editor.selection


def test_picking_a_finding_brings_its_systems_into_sight(window, qtbot):
    open_northwind(window, qtbot)
    canvas = window.canvas
    canvas.zoom_to(3.0)
    canvas.set_viewport(canvas.viewport.panned(-4000, -4000))
    index = next(i for i in map(window.findings.model.index, range(window.findings.model.rowCount()))
                 if i.data(FINDING) and len(elements_of(window.editor, i.data(FINDING))) > 1)
    window.findings.list.clicked.emit(index)
    for element in window.editor.selection.elements:
        seen = canvas.viewport.rect_to_screen(canvas.rect_of(element))
        assert 0 <= seen.left <= seen.right <= canvas.width()
        assert 0 <= seen.top <= seen.bottom <= canvas.height()
    still = canvas.viewport
    window.findings.list.clicked.emit(index)
    assert canvas.viewport == still


def test_the_dock_writes_shares_as_the_report_does_and_says_circle(window, qtbot):
    open_northwind(window, qtbot)
    metrics = window.findings.result.metrics
    shown = [label.text() for label in window.findings.figures._values]
    assert shown[1:3] == [figure(metrics.point_to_point_ratio, "share"), figure(metrics.propagation_cost, "share")]
    round_about = dataclasses.replace(metrics, sync_depth=None, sync_cycles=(("a", "b"),))
    window.findings.figures.show_result(dataclasses.replace(window.findings.result, metrics=round_about))
    assert window.findings.figures._values[3].text() == "circle"


def test_every_edit_is_analyzed_and_old_results_are_dropped(window, qtbot):
    open_northwind(window, qtbot)
    window.findings.analyze_now()
    outdated = window.editor.workspace
    integration = outdated.landscape.integrations[0].id
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.editor.perform(RemoveElements(integrations=(integration,)))
    direct = window.findings.result.metrics.direct_links
    assert direct == len(outdated.landscape.integrations) - 1
    window.findings.follower._take(outdated.landscape, None)
    assert window.findings.result.metrics.direct_links == direct


def test_an_empty_landscape_says_what_to_do_next(window, qtbot):
    with qtbot.waitSignal(window.findings.found, timeout=10_000):
        window.session.new()
    assert "Draw two systems" in window.findings.empty.text()
    assert not window.findings.empty.isHidden()
    assert window.findings.parts.isHidden()


def test_settings_that_cannot_be_used_are_told(opened, qtbot):
    opened.editor.perform(SetField(Target(TargetKind.LANDSCAPE), ("strategy", "thresholds", "coupling.warn"), "many"))
    qtbot.waitUntil(lambda: opened.findings.follower.idle, timeout=10_000)
    assert opened.findings.empty.text() or opened.findings.model.rowCount()


def test_elements_that_are_gone_are_left_out(opened):
    from d365arch.analysis.finding import Finding

    finding = Finding(rule="R-1", severity=Severity.INFO, message="m", advice="a", elements=("gone", "fo", "orders"))
    assert elements_of(opened.editor, finding) == [Element(kind="system", id="fo"),
                                                   Element(kind="integration", id="orders")]


def test_what_the_view_leaves_out_is_told(opened):
    opened.editor.perform(Hide(opened.editor.view_id, ("bank",)))
    opened.findings.wanted.emit([Element(kind="system", id="bank")])
    assert opened.status.currentMessage() == "Bank is not in this view; the inspector shows it."


def test_after_an_analysis_that_failed_nothing_is_colored_by_old_findings(window, qtbot, monkeypatch):
    open_northwind(window, qtbot)
    assert window.editor.findings

    def fail(*_args, **_more):
        raise ExportError("The catalog went away.")

    monkeypatch.setattr(analyze, "analyze", fail)
    with qtbot.waitSignal(window.findings.lost, timeout=20_000):
        window.findings.analyze_now()
    assert window.editor.findings is None
    assert window.status.findings.text() == "Not analyzed"
    assert window.findings.empty.text() == "The catalog went away."


def test_what_runs_against_the_catalog_is_a_warning(opened, qtbot):
    opened.editor.perform(SwapEnds("orders"))       # OData is made to be called
    qtbot.waitUntil(lambda: any(f.rule == "R-109" for f in opened.findings.model.findings))
    found = next(f for f in opened.findings.model.findings if f.rule == "R-109")
    assert found.elements[0] == "orders"
    assert "is drawn from the wrong side" in found.message
    opened.editor.undo_stack.undo()
    qtbot.waitUntil(lambda: all(f.rule != "R-109" for f in opened.findings.model.findings))
