"""The cycle collector runs on the GUI thread only, and not during background work."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import ClassVar

import pytest

from d365arch.gui import collector
from d365arch.gui.background import Background
from d365arch.gui.collector import Collector


class Circle:
    """Refers to itself, so that only the collector finds it."""

    gone: ClassVar[list[int]] = []

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        self.gone.append(1)


@pytest.fixture
def _collected() -> Iterator[None]:
    Circle.gone.clear()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.usefixtures("qapp", "_collected")
def test_circles_are_collected_in_a_pause_and_not_during_work(monkeypatch):
    monkeypatch.setattr(collector, "ENOUGH", 0)
    background = Background()
    tidy = Collector(background)
    assert not gc.isenabled()
    Circle()
    background.run("Work", lambda _progress: None, lambda _result: None)
    tidy.look()
    assert not Circle.gone
    background.finish()
    background._tasks.clear()
    tidy.look()
    assert Circle.gone == [1]
    tidy.stop()
    assert gc.isenabled()
