"""Discovery in the window: dragged folders, progress and cancel, review, one undo step, secrets, drift and evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.discovery.drift_records import Difference, DifferenceKind, ElementKind
from d365arch.discovery.lists.headings import Field
from d365arch.discovery.records import (
    DATAVERSE,
    ArtefactKind,
    Discovery,
    FoundEndpoint,
    FoundIntegration,
    FoundSystem,
    Identity,
    NotRead,
    Offer,
    ReadArtefact,
    Root,
    Secret,
)
from d365arch.edit import RemoveElements
from d365arch.errors import D365ArchError
from d365arch.gui.apart import apart
from d365arch.gui.discovery import drifting, feature
from d365arch.gui.discovery.candidates import State
from d365arch.gui.discovery.choosing import chosen
from d365arch.gui.discovery.drift_marks import badges_of
from d365arch.gui.discovery.dropping import are_artefacts
from d365arch.gui.discovery.feature import DiscoveryFeature
from d365arch.gui.discovery.mapping_dialog import MappingDialog, read_lists
from d365arch.gui.discovery.pick_dialog import PickDialog
from d365arch.gui.discovery.reading import base_of, on_disk, read_apart
from d365arch.gui.discovery.review_model import Filter, GroupBy
from d365arch.gui.discovery.review_page import ReviewPage
from d365arch.gui.main_window import MainWindow
from d365arch.gui.search.fields import FieldIndex
from d365arch.model.geometry import Rect
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, Timing
from d365arch.scene.parts import Element

ERP, MAIL, BANK = Identity("host", "erp.example"), Identity("connector.mail"), Identity("named", "bank")


def evidence(place: str, sure: Confidence = Confidence.CERTAIN) -> tuple[Evidence, ...]:
    return (Evidence(file="pack/flows.json", place=place, confidence=sure),)


def found(count: int = 2) -> Discovery:
    """Flows to an ERP, a hint of a bank, an endpoint nobody calls, a secret's place and a broken file."""
    flows = tuple(FoundIntegration(
        automation=f"flow/{n}", name=f"Orders {n}", from_=DATAVERSE, to=ERP, timing=Timing.NEAR_REAL_TIME,
        entities=("Order",), active=None if n else False, evidence=evidence(f"/flows/{n}")) for n in range(count))
    hint = FoundIntegration(automation="flow/hint", name="Bank transfer", from_=DATAVERSE, to=BANK,
                            evidence=evidence("/flows/hint", Confidence.HINT))
    return Discovery(
        systems=(FoundSystem(identity=DATAVERSE, name="Dataverse", type="pp.dataverse"),
                 FoundSystem(identity=ERP, name="ERP"), FoundSystem(identity=MAIL, name="ERP (mail)"),
                 FoundSystem(identity=BANK, name="Bank")),
        endpoints=(FoundEndpoint(system=ERP, key="odata/items", name="Items", evidence=evidence("/items")),),
        integrations=(*flows, hint), offers=(Offer((ERP, MAIL), "Both are called ERP."),),
        not_read=(NotRead("pack/broken.json", "It is no JSON."),),
        secrets=(Secret("pack/flows.json", "/key", "access key"),),
        read=(ReadArtefact("pack/flows.json", ArtefactKind.CLOUD_FLOW, "Flows"),),
        roots=(Root("a.json", "a.json"), Root("pack", "pack")))


def wide() -> Discovery:
    """More systems than are drawn at once."""
    partners = [Identity("partner", f"p{n}") for n in range(40)]
    return Discovery(
        systems=(FoundSystem(identity=DATAVERSE, name="Dataverse", type="pp.dataverse"),
                 *(FoundSystem(identity=each, name=f"Partner {each.part}") for each in partners)),
        integrations=tuple(FoundIntegration(
            automation=f"flow/{each.part}", name=f"To {each.part}", from_=DATAVERSE, to=each,
            evidence=evidence(f"/flows/{each.part}")) for each in partners),
        roots=(Root("pack", "pack"),))


@pytest.fixture
def discovering(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot) -> Iterator[DiscoveryFeature]:
    """The feature of the window, which reads nothing but gives what `found` says."""
    monkeypatch.setattr(feature, "read_apart", lambda *_arguments: found())
    monkeypatch.setattr(drifting, "read_apart", lambda *_arguments: found())
    made = next(each for each in window.features if isinstance(each, DiscoveryFeature))
    yield made
    made.drifting.end()
    window.docks["drift"].hide()
    qtbot.waitUntil(lambda: not window.editor.background.tasks, timeout=20_000)


@pytest.fixture
def reviewed(discovering: DiscoveryFeature, window: MainWindow, tmp_path: Path, qtbot) -> ReviewPage:
    """The review of `found`, with no landscape open."""
    discovering.read((tmp_path,))
    review = discovering.page.review
    qtbot.waitUntil(lambda: review.isVisible() and not review.comparing and not review.preview.busy, timeout=20_000)
    return review


def drop_on(widget, paths: list[Path]) -> QDropEvent:
    """Drag files over a widget and drop them, as the desktop does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QDragEnterEvent(QPoint(50, 50), copy, data, left, none))
    event = QDropEvent(QPointF(50, 50), copy, data, left, none)
    QApplication.sendEvent(widget, event)
    return event


def test_a_folder_dropped_on_the_canvas_is_discovered(discovering, window, landscape_file, tmp_path, qtbot):
    window.session.open(landscape_file)
    before = window.editor.workspace
    (tmp_path / "artefacts").mkdir()
    assert drop_on(window.canvas, [tmp_path / "artefacts"]).isAccepted()
    review = discovering.page.review
    qtbot.waitUntil(lambda: review.isVisible() and not review.comparing, timeout=20_000)
    assert "artefacts" in review.title.text()
    assert window.editor.workspace is before
    assert window.settings.artefacts[0] == (tmp_path / "artefacts",)


def test_a_landscape_file_dropped_on_the_window_is_opened_as_ever(discovering, window, landscape_file):
    drop_on(window, [landscape_file])
    assert window.session.path == landscape_file
    assert not discovering.page.isVisible()
    assert not are_artefacts([landscape_file])
    assert are_artefacts([landscape_file, landscape_file.parent])


def test_cancel_leaves_no_trace(discovering, window, landscape_file, monkeypatch, qtbot):
    never = Event()

    def endless(_base, _paths, _limits, progress, _mappings):
        while not never.wait(0.02):     # as often as a process tells, so that the window can read it all
            progress(0.5, "reading flows")

    window.session.open(landscape_file)
    before, steps = window.editor.workspace, window.editor.undo_stack.count()
    monkeypatch.setattr(feature, "read_apart", endless)
    discovering.read((landscape_file.parent,))
    page = discovering.page.reading
    qtbot.waitUntil(lambda: page.what.text() == "reading flows", timeout=20_000)
    page.cancel.click()
    qtbot.waitUntil(window.page.isVisible, timeout=20_000)
    assert window.editor.workspace is before
    assert window.editor.undo_stack.count() == steps
    assert window.settings.artefacts == ()


def test_what_ends_the_reading_is_told_and_the_window_goes_on(discovering, window, landscape_file, monkeypatch, answer,
                                                              qtbot):
    def broken(*_arguments):
        raise D365ArchError("Reading ended without a result.")

    window.session.open(landscape_file)
    monkeypatch.setattr(feature, "read_apart", broken)
    said = answer("OK")
    discovering.read((landscape_file.parent,))
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert "Reading ended without a result." in said
    assert window.page.isVisible()


def test_hints_are_left_and_all_else_is_accepted_at_first(reviewed):
    review = reviewed.tree.review
    accepted = {row.name for row in review.rows if row.key in review.accepted}
    assert accepted == {"Orders 0", "Orders 1", "Items"}
    assert [row.state for row in review.rows] == [State.NEW] * 4
    assert "2 of 3 integrations accepted" in reviewed.accepted.text()


def test_accepting_is_one_undo_step_that_keeps_the_evidence(reviewed, discovering, window, qtbot):
    reviewed.add.click()
    editor = window.editor
    qtbot.waitUntil(window.page.isVisible, timeout=20_000)
    landscape = editor.workspace.landscape
    assert {i.name for i in landscape.integrations} == {"Orders 0", "Orders 1"}
    assert landscape.integrations[0].evidence[0].place == "/flows/0"
    assert editor.undo_stack.count() == 1
    editor.undo_stack.undo()
    assert not editor.workspace.landscape.systems
    editor.undo_stack.redo()
    discovering.show_review()
    qtbot.waitUntil(lambda: not reviewed.comparing, timeout=20_000)
    assert {row.name: row.state for row in reviewed.tree.review.rows if not row.is_endpoint} == {
        "Orders 0": State.THERE, "Orders 1": State.THERE, "Bank transfer": State.NEW}


def test_a_new_landscape_has_the_name_of_what_was_read_and_is_shown_whole(discovering, window, tmp_path, monkeypatch,
                                                                             qtbot):
    monkeypatch.setattr(feature, "read_apart", lambda *_arguments: wide())
    (tmp_path / "order-desk").mkdir()
    discovering.read((tmp_path / "order-desk",))
    review = discovering.page.review
    qtbot.waitUntil(lambda: review.isVisible() and not review.comparing and not review.preview.busy, timeout=20_000)
    review.add.click()
    editor, canvas = window.editor, window.canvas
    qtbot.waitUntil(lambda: window.page.isVisible() and not editor.is_drawing, timeout=20_000)
    assert editor.workspace.landscape.name == "Order desk"
    boxes = [canvas.rect_of(Element(kind="system", id=each.id)) for each in editor.workspace.landscape.systems]
    assert len(boxes) == 41
    assert Rect(0, 0, canvas.width(), canvas.height()).covers(canvas.viewport.rect_to_screen(Rect.uniting(boxes)))


def test_space_accepts_and_leaves_single_rows_groups_and_all(reviewed):
    tree, review = reviewed.tree, reviewed.tree.review
    tree.setFocus()
    tree.setCurrentIndex(review.find(next(row.key for row in review.rows if row.name == "Bank transfer")))
    QTest.keyClick(tree, Qt.Key.Key_Space)
    assert len(review.accepted) == 4
    tree.selectAll()
    QTest.keyClick(tree, Qt.Key.Key_Space)
    assert review.accepted == set()
    assert not reviewed.add.isEnabled()
    heading = review.index(0, 0)
    review.setData(heading, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert {row.key for row in review.groups[0].rows} == review.accepted
    assert review.data(heading, Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked


def test_rows_are_filtered_and_grouped(reviewed):
    review = reviewed.tree.review
    for wanted, names in ((Filter(words="bank"), {"Bank transfer"}), (Filter(active=False), {"Orders 0"}),
                          (Filter(confidence=Confidence.HINT), {"Bank transfer"}), (Filter(endpoints=True), {"Items"}),
                          (Filter(words="flows.json /flows/1"), {"Orders 1"})):
        review.arrange(shown=wanted)
        assert {row.name for row in review.shown} == names
    review.arrange(GroupBy.CONFIDENCE, Filter())
    assert [group.name for group in review.groups] == ["certain", "hint"]
    review.arrange(GroupBy.ARTEFACT)
    assert [group.name for group in review.groups] == ["Flows · cloud flow"]


def test_the_preview_draws_what_is_accepted(reviewed, qtbot):
    def drawn() -> set[str]:
        scene = reviewed.preview.scene
        return {shape.element.id for shape in scene.shapes if shape.element.kind == "system"} if scene else set()

    assert drawn() == {"dataverse", "erp"}
    review = reviewed.tree.review
    review.accept(review.rows, True)
    qtbot.waitUntil(lambda: not reviewed.preview.busy, timeout=20_000)
    assert drawn() == {"dataverse", "erp", "bank"}
    review.accept(review.rows, False)
    assert "Nothing is accepted" in reviewed.preview.says


def test_systems_that_are_one_are_merged_only_when_somebody_says_so(reviewed):
    assert [system.name for system in reviewed.chosen.systems] == ["Dataverse", "ERP"]
    both = chosen(found(), reviewed.tree.review.accepted, found().offers)
    erp = next(system for system in both.systems if system.name.startswith("ERP"))
    assert "ERP (mail)" in (erp.name, *erp.aliases)
    assert len({system.identity for system in both.systems}) == 2


def test_secrets_are_places_only_and_what_was_not_read_has_its_reason(reviewed):
    assert [reviewed.tabs.tabText(n) for n in range(reviewed.tabs.count()) if reviewed.tabs.isTabVisible(n)] == [
        "Found 4", "May be the same 1", "Secrets 1", "Not read 1"]
    reviewed.secrets.copy()
    assert QGuiApplication.clipboard().text() == "pack/flows.json\t/key\taccess key"
    assert reviewed.not_read.records.rows == [("pack/broken.json", "It is no JSON.")]


def test_real_artefacts_are_read_by_another_process_without_their_secrets(tmp_path):
    """The value of a key stands in the artefact and in nothing that comes back."""
    (tmp_path / "app").mkdir()
    definition = {"$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/"
                             "workflowdefinition.json#", "contentVersion": "1.0.0.0", "parameters": {},
                  "triggers": {"hourly": {"type": "Recurrence", "recurrence": {"frequency": "Hour", "interval": 1}}},
                  "actions": {"call": {"type": "Http", "runAfter": {}, "inputs": {
                      "method": "GET", "uri": "https://erp.example.com/orders?code=CANARY99DoNotEchoThisValueAtAll12"}}}}
    (tmp_path / "app" / "orders.json").write_text(json.dumps({"definition": definition}), encoding="utf-8")
    from d365arch.discovery.limits import Limits

    made = read_apart(tmp_path, (tmp_path / "app",), Limits(), lambda _share, _what: None)
    assert [(secret.file, secret.place.startswith("/definition/actions/call")) for secret in made.secrets] == [
        ("app/orders.json", True)]
    assert [each.from_.kind for each in made.integrations] != []
    assert "CANARY" not in repr(made)
    assert str(tmp_path) not in repr(made)


def test_five_thousand_integrations_are_listed_without_a_widget_for_any(discovering, window, qtbot):
    review = discovering.page.review
    review.show_discovery(found(5_000), ())
    window.workbench.show_page(discovering.page)
    discovering.page.show_review()
    review.preview.stop()
    model = review.tree.review
    assert len(model.rows) == 5_002
    assert len(review.tree.findChildren(type(review.summary))) == 0
    model.arrange(GroupBy.ARTEFACT, Filter(words="4999"))
    assert [row.name for row in model.shown] == ["Orders 4999"]
    review.preview.stop()
    review.show_discovery(Discovery(), ())


def test_the_dialog_takes_files_and_folders_once_each(window, tmp_path, qtbot):
    file = tmp_path / "list.csv"
    file.write_text("a;b", encoding="utf-8")
    dialog = PickDialog("Discover", "Discover", window.settings, "light", window)
    qtbot.addWidget(dialog)
    assert not dialog.ok.isEnabled()
    drop_on(dialog, [file, tmp_path])
    dialog.add((file,))
    assert dialog.paths == (file, tmp_path)
    dialog.list.setCurrentRow(0)
    dialog.remove.click()
    assert dialog.paths == (tmp_path,)
    assert dialog.ok.isEnabled()


def test_evidence_is_found_again_but_never_on_another_machine(tmp_path):
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "solution.zip").write_bytes(b"")
    assert on_disk("pack/solution.zip!Workflows/x.json", [tmp_path]) == tmp_path / "pack" / "solution.zip"
    assert on_disk("pack/gone.json", [tmp_path]) is None
    assert on_disk("\\\\server\\share\\x.json", [tmp_path]) is None
    assert base_of((tmp_path / "pack" / "a.json", tmp_path / "b")) == tmp_path


def test_columns_of_lists_are_shown_without_secrets_and_changed(window, tmp_path, qtbot):
    (tmp_path / "list.csv").write_text(
        "Source system;Name;Target system;Password\nERP;Orders;Shop;CANARY77DoNotEchoThisValueAtAll\n"
        "Shop;Items;ERP;x\n", encoding="utf-8")
    from d365arch.discovery.limits import Limits

    arguments = str(tmp_path), ["list.csv"], Limits(), ()
    lists = apart(read_lists, arguments, lambda _share, _what: None)
    assert [each.headings for each in lists] == [("Source system", "Name", "Target system", "Password")]
    assert "CANARY" not in repr(lists)
    dialog = MappingDialog(lists, window)
    qtbot.addWidget(dialog)
    assert {choice.heading: choice.field for choice in dialog.mappings[0].choices}["Source system"] is Field.SOURCE
    dialog.mean("Source system", Field.TARGET)
    dialog.mean("Target system", Field.SOURCE)
    assert {choice.heading: choice.field for choice in dialog.mappings[0].choices}["Source system"] is Field.TARGET
    dialog.mean("Target system", None)
    assert dialog.mappings == ()


EVIDENCE = """\
d365arch: 1
name: Evidence
systems:
  - {id: fo, name: Finance, type: d365.finance}
  - {id: bank, name: Bank}
  - {id: erp, name: ERP}
integrations:
  - {id: pay, name: Payments, from: fo, to: bank, evidence: [{file: a.json, place: /x, confidence: hint}]}
  - {id: orders, name: Orders, from: fo, to: erp, evidence: [{file: b.json, place: /y, confidence: certain}]}
"""


@pytest.fixture
def evident(window: MainWindow, discovering: DiscoveryFeature, tmp_path: Path) -> MainWindow:
    path = tmp_path / "evidence.yaml"
    path.write_text(EVIDENCE, encoding="utf-8")
    window.session.open(path)
    return window


def test_the_inspector_shows_evidence_and_a_double_click_opens_its_folder(evident, discovering, monkeypatch, tmp_path):
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    opened: list[str] = []
    monkeypatch.setattr(feature.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    evident.editor.selection.set([Element(kind="integration", id="pay")])
    card = discovering.evidence
    assert not card.isHidden()
    assert "a.json · /x (hint)" in card.text.toPlainText()
    QTest.mouseDClick(card.text.viewport(), Qt.MouseButton.LeftButton)
    assert opened == [str(tmp_path)]
    evident.editor.selection.set([Element(kind="system", id="fo")])
    assert card.isHidden()


def test_find_knows_the_confidence_of_integrations(evident):
    index = FieldIndex(evident.editor.catalog)
    hits = index.find(evident.editor.workspace, evident.editor.view, "confidence:hint")
    assert [hit.element.id for hit in hits] == ["pay"]


def test_tables_write_hints_in_italics_and_have_a_column_of_confidence(evident):
    evident.show_dock("tables")
    panel = evident.docks["tables"].widget()
    panel.tabs.setCurrentIndex(2)
    model = panel.model
    names = {model.index(row, 0).data(): model.index(row, 0).data(Qt.ItemDataRole.FontRole)
             for row in range(model.rowCount())}
    assert [bool(font and font.italic()) for _, font in sorted(names.items())] == [False, True]
    column = next(number for number, each in enumerate(model.columns) if each.key == "=confidence")
    assert {model.index(row, column).data() for row in range(model.rowCount())} == {"hint", "certain"}
    panel.tabs.setCurrentIndex(0)
    evident.docks["tables"].hide()


def test_drift_gets_badges_follows_edits_and_ends(evident, discovering, tmp_path, qtbot):
    drift = discovering.drifting
    drift.compare((tmp_path,))
    qtbot.waitUntil(lambda: drift.found is not None and not drift.busy, timeout=20_000)
    assert drift.painter.badges
    assert evident.docks["drift"].isVisible()
    assert evident.actions_by_name["drift_end"].isEnabled()
    first = drift.panel.differences
    assert any(each.kind is DifferenceKind.NOT_FOUND and each.element_id == "pay" for each in first)
    evident.editor.perform(RemoveElements(integrations=("pay",)))
    qtbot.waitUntil(lambda: not drift.busy and drift.panel.differences is not first, timeout=20_000)
    assert not any(each.element_id == "pay" for each in drift.panel.differences)
    drift.end()
    assert not drift.painter.badges
    assert not evident.actions_by_name["drift_end"].isEnabled()


def test_the_list_of_drift_tells_what_was_not_compared(evident, discovering, monkeypatch, tmp_path, qtbot):
    elsewhere = Discovery(systems=found().systems, roots=(Root("other", "other"),))
    monkeypatch.setattr(drifting, "read_apart", lambda *_arguments: elsewhere)
    drift = discovering.drifting
    drift.compare((tmp_path,))
    qtbot.waitUntil(lambda: drift.found is not None and not drift.busy, timeout=20_000)
    assert "their artefacts were not chosen: 2 integrations" in drift.panel.summary.text()
    assert drift.panel.summary.toolTip() == "Payments\nOrders"


def test_badges_count_by_box_by_line_and_between():
    made = badges_of((
        Difference(kind=DifferenceKind.DIFFERS, element_kind=ElementKind.INTEGRATION, element_id="pay", fact="timing"),
        Difference(kind=DifferenceKind.DIFFERS, element_kind=ElementKind.INTEGRATION, element_id="pay", fact="data"),
        Difference(kind=DifferenceKind.NOT_FOUND, element_kind=ElementKind.SYSTEM, element_id="erp"),
        Difference(kind=DifferenceKind.NOT_DRAWN, element_kind=ElementKind.INTEGRATION, near=("fo", "bank"))))
    assert made.lines["pay"][DifferenceKind.DIFFERS] == 2
    assert made.boxes["erp"][DifferenceKind.NOT_FOUND] == 1
    assert made.between == {("bank", "fo"): 1}
