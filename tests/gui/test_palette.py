"""The palette: search, drag payload, adding with the keyboard, offers for the selected system."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from d365arch.edit import RenameElement, Target, TargetKind
from d365arch.gui.models.palette_model import MIME, PAYLOAD
from d365arch.scene.parts import Element


def shown(palette) -> list[str]:
    """Payloads of the types that the tree shows, headings left out."""
    proxy, found = palette.filter, []
    for row in range(proxy.rowCount()):
        heading = proxy.index(row, 0)
        found += [proxy.index(r, 0, heading).data(PAYLOAD) for r in range(proxy.rowCount(heading))]
    return found


def test_the_palette_lists_the_whole_catalog(window):
    catalog = window.editor.catalog
    found = set(shown(window.palette_))
    assert {f"system:{name}" for name in catalog.system_types} <= found
    assert {f"endpoint:{name}" for name in catalog.endpoint_types} <= found


@pytest.mark.parametrize(("words", "expected"), [
    ("service bus", "system:azure.service-bus"), ("BUS service", "system:azure.service-bus"),
    ("magento", "system:other.e-commerce"), ("odata", "endpoint:fo.odata"),
])
def test_search_finds_by_words_in_any_order(opened, qtbot, words, expected):
    palette = opened.palette_
    qtbot.keyClicks(palette.search, words)
    found = shown(palette)
    assert expected in found
    assert len(found) < 60


def test_a_search_without_result_says_what_to_try(opened, qtbot):
    qtbot.keyClicks(opened.palette_.search, "qwertz")
    assert not opened.palette_.nothing.isHidden()
    assert opened.palette_.tree.isHidden()
    qtbot.keyClick(opened.palette_.search, Qt.Key.Key_Escape)
    assert opened.palette_.search.text() == ""
    assert not opened.palette_.tree.isHidden()


def test_what_is_dragged_names_the_type(opened):
    palette = opened.palette_
    palette.search.setText("service bus")
    heading = palette.filter.index(0, 0)
    index = palette.filter.index(0, 0, heading)
    data = palette.filter.mimeData([index])
    assert bytes(data.data(MIME).data()).decode() == index.data(PAYLOAD)


def test_enter_in_the_search_box_adds_the_first_hit(opened, qtbot):
    opened.actions_by_name["find_type"].trigger()
    opened.palette_.search.setText("magento")
    qtbot.keyClick(opened.palette_.search, Qt.Key.Key_Return)
    added = opened.editor.workspace.landscape.systems[-1]
    assert added.type == "other.e-commerce"
    assert opened.editor.selection.elements == (Element(kind="system", id=added.id),)
    boxes = opened.editor.drawing.placement.boxes
    others = [rect for name, rect in boxes.items() if name != added.id]
    assert not any(boxes[added.id].overlaps(rect) for rect in others)


def test_an_endpoint_needs_a_system_to_stand_on(opened, qtbot):
    said = []
    opened.editor.message.connect(said.append)
    opened.palette_.chosen.emit("endpoint:fo.odata")
    assert "Select the system" in said[0]
    opened.editor.selection.set([Element(kind="system", id="bank")])
    opened.palette_.chosen.emit("endpoint:generic.sftp")
    assert opened.editor.workspace.landscape.system_by_id["bank"].endpoints[0].type == "generic.sftp"


def test_what_the_selected_system_offers_stands_on_top_and_pushes_nothing_away(opened, qtbot):
    palette = opened.palette_
    opened.editor.selection.set([Element(kind="system", id="fo")])
    top = palette.filter.index(0, 0)
    assert top.data().startswith("For Finance: ")
    offered = [palette.filter.index(r, 0, top).data(PAYLOAD) for r in range(palette.filter.rowCount(top))]
    assert "endpoint:fo.odata" in offered
    assert not palette.tree.isExpanded(top)
    assert palette.tree.isExpanded(palette.filter.index(1, 0))
    opened.editor.selection.clear()
    assert not palette.filter.index(0, 0).data().startswith("For ")


def test_an_opened_offer_stays_open_and_its_heading_follows_the_name(opened):
    palette = opened.palette_
    opened.editor.selection.set([Element(kind="system", id="fo")])
    palette.tree.expand(palette.filter.index(0, 0))
    opened.editor.perform(RenameElement(Target(TargetKind.SYSTEM, "fo"), "Ledger"))
    assert palette.filter.index(0, 0).data().startswith("For Ledger: ")
    assert palette.tree.isExpanded(palette.filter.index(0, 0))
    opened.editor.selection.clear()
    opened.editor.selection.set([Element(kind="endpoint", id="fo.odata")])
    assert palette.filter.index(0, 0).data().startswith("For Ledger: ")
    assert palette.tree.isExpanded(palette.filter.index(0, 0))
    palette.tree.collapse(palette.filter.index(0, 0))


def test_selecting_leaves_the_scrolled_catalog_where_it_is(opened, qtbot):
    palette = opened.palette_
    palette.tree.expandAll()
    palette.tree.verticalScrollBar().setValue(30)
    before = palette.tree.indexAt(QPoint(1, 1)).data()
    opened.editor.selection.set([Element(kind="system", id="fo")])
    assert palette.tree.indexAt(QPoint(1, 1)).data() == before


@pytest.mark.parametrize(("words", "first"), [
    ("mes", "system:other.mes"), ("servicebus", "system:azure.service-bus"), ("dynamics sales", "system:d365.sales"),
    ("ebanking", "system:other.bank"),
])
def test_enter_takes_the_best_hit_and_not_the_first_group(opened, words, first):
    palette = opened.palette_
    palette.search.setText(words)
    assert palette.tree.currentIndex().data(PAYLOAD) == first
    assert palette.nothing.isHidden() is (words != "ebanking")
