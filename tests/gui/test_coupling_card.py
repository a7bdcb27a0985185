"""The coupling card in the inspector: figures with ranks, and names that lead on."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from d365arch.gui.samples import samples
from d365arch.scene.parts import Element
from tests.gui.test_coupling_panel import coupling


@pytest.fixture
def card(window, qtbot):
    """The card of the window on the Northwind sample."""
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.session.open_sample(samples()[0])
    window.show_dock("inspector")
    return coupling(window).card


def links(card) -> list[str]:
    return re.findall(r'<a href="([^"]+)"', card.text.text())


def test_the_card_tells_figures_ranks_and_both_sides(card, window):
    top = window.findings.result.systems[0]
    window.editor.selection.set([Element(kind="system", id=top.id)])
    text = card.text.text()
    assert card.isVisible()
    assert f"<b>{top.criticality}</b>" in text
    assert "#1 of 12" in text
    graphs = window.findings.follower.graphs
    number = graphs.number[top.id]
    needed = {graphs.names[a] for a, b in graphs.dependency_edges if b == number}
    needs = {graphs.names[b] for a, b in graphs.dependency_edges if a == number}
    assert needed | needs <= set(links(card))


def test_a_name_selects_and_shows_what_it_stands_for(card, window):
    window.editor.selection.set([Element(kind="system", id=window.findings.result.systems[0].id)])
    other = links(card)[0]
    card.text.linkActivated.emit(other)
    assert window.editor.selection.of_kind("system") == (other,)


def test_names_are_reached_and_followed_by_keys(card, window, qapp):
    window.editor.selection.set([Element(kind="system", id=window.findings.result.systems[0].id)])
    qapp.processEvents()
    first = links(card)[0]
    card.text.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(card.text, Qt.Key.Key_Tab)
    QTest.keyClick(card.text, Qt.Key.Key_Return)
    assert window.editor.selection.of_kind("system") == (first,)


def test_circles_and_cuts_are_told(card, window):
    result = window.findings.result
    member = result.metrics.sync_cycles[0][0]
    window.editor.selection.set([Element(kind="system", id=member)])
    assert "Waits in a circle with" in card.text.text()
    cut = result.metrics.cuts[0].node
    window.editor.selection.set([Element(kind="system", id=cut)])
    assert "Without it, cut off:" in card.text.text()


def test_the_card_hides_for_anything_but_one_system(card, window):
    systems = window.findings.result.systems
    window.editor.selection.set([Element(kind="system", id=s.id) for s in systems[:2]])
    assert card.isHidden()
    window.editor.selection.clear()
    assert card.isHidden()


def test_a_hub_has_its_members_on_the_card(window, qtbot):
    sample = next(sample for sample in samples() if "to-be" in str(sample.path))
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.session.open_sample(sample)
    result = window.findings.result
    hub = next(channel.hub for channel in result.network.channels if channel.producers or channel.consumers)
    window.editor.selection.set([Element(kind="system", id=hub)])
    card = coupling(window).card
    assert not card.isHidden()
    assert links(card)
