"""A review of any discovery, in the window that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from d365arch.discovery.records import Discovery
from d365arch.gui.discovery import drifting, feature
from d365arch.gui.discovery.feature import DiscoveryFeature
from d365arch.gui.discovery.review_model import GroupBy
from d365arch.gui.main_window import MainWindow

ShowReview = Callable[[Discovery], DiscoveryFeature]


@pytest.fixture
def show_review(window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot) -> Iterator[ShowReview]:
    """Reads whatever is given and waits for its review."""
    tool = next(each for each in window.features if isinstance(each, DiscoveryFeature))

    tool.page.review.tree.review.arrange(GroupBy.SYSTEM)

    def show(found: Discovery) -> DiscoveryFeature:
        monkeypatch.setattr(feature, "read_apart", lambda *_arguments: found)
        monkeypatch.setattr(drifting, "read_apart", lambda *_arguments: found)
        tool.read((tmp_path,))
        review = tool.page.review
        qtbot.waitUntil(lambda: review.discovery is found and not review.comparing and not review.preview.busy,
                        timeout=20_000)
        return tool

    yield show
    tool.drifting.end()
    tool.page.review.show_discovery(Discovery(), ())
    window.docks["drift"].hide()
    qtbot.waitUntil(lambda: not window.editor.background.tasks, timeout=20_000)
