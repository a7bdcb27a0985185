"""Another landscape beside the open one, as it is now."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from d365arch.edit import RemoveElements
from d365arch.gui.coupling.compare_dialog import CompareDialog
from tests.gui.test_coupling_panel import coupling


@pytest.fixture
def compared(opened, landscape_file, tmp_path, qtbot):
    """What the dialog showed for the open landscape, less one integration, against its own file."""
    other = tmp_path / "other.yaml"
    other.write_bytes(landscape_file.read_bytes())
    opened.editor.perform(RemoveElements(integrations=("payments",)))
    seen: dict[str, object] = {}

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, CompareDialog):
            QTimer.singleShot(5, look)
            return
        seen["sentence"] = dialog.sentence.text()
        seen["trees"] = [[[tree.topLevelItem(n).text(c) for c in range(tree.columnCount())]
                          for n in range(tree.topLevelItemCount())] for tree in dialog.trees]
        dialog.tabs.setCurrentIndex(3)
        seen["shown"] = [tree.isVisible() for tree in dialog.trees]
        box = dialog.findChild(QDialogButtonBox)
        next(button for button in box.buttons() if button.text() == "Copy").click()
        seen["copied"] = QGuiApplication.clipboard().text()
        dialog.close()

    QTimer.singleShot(0, look)
    coupling(opened).compare.compare_with(other)
    qtbot.waitUntil(lambda: "shown" in seen, timeout=20_000)
    return seen


def test_figures_points_findings_and_elements_stand_side_by_side(compared):
    figures, points, _findings, elements = compared["trees"]
    direct = next(row for row in figures if row[0] == "Direct links")
    assert direct[1:] == ["1", "2", "+1", "! worse"]
    assert points[-1][0] == "All"
    assert points[-1][3].startswith("+")
    assert elements[0][:2] == ["added", "Integration Payments"]
    assert compared["sentence"].startswith("other.yaml against test.yaml:")
    assert compared["shown"] == [False, False, False, True]
    assert "other.yaml" in compared["copied"]


def test_a_file_that_cannot_be_read_is_told(opened, answer, tmp_path, qtbot):
    broken = tmp_path / "broken.yaml"
    broken.write_text("d365arch: [", encoding="utf-8")
    said = answer("OK")
    coupling(opened).compare.compare_with(Path(broken))
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert said[0].startswith("broken.yaml cannot be compared: ")
