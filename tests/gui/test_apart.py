"""Work in another process: its result, its progress, its errors, how it is stopped, and what happens without one."""

from __future__ import annotations

import os
import time
import weakref

import pytest

from d365arch.errors import LayoutError
from d365arch.gui.apart import apart
from d365arch.gui.background import Background
from d365arch.layout.engines import lay_out
from d365arch.layout.request import Box, LayoutRequest, Link
from d365arch.model.progress import CancelledError, Progress

REQUEST = LayoutRequest(boxes=tuple(Box(id=key, width=120, header=40) for key in "abc"),
                        links=(Link(id="l", source="a", target="b"), Link(id="m", source="b", target="c")))


def ends_without_a_word(parent: int, progress: Progress) -> str:
    del progress
    if os.getpid() != parent:
        os._exit(3)
    return "here"


def never_ends(progress: Progress) -> None:
    progress(0.5, "Waiting")
    while True:
        time.sleep(60)


def test_another_process_answers_the_same():
    told: list[float] = []
    found = apart(lay_out, ("lanes", REQUEST), lambda share, _words: told.append(share))
    assert found == lay_out("lanes", REQUEST)
    assert 1.0 in told


def test_its_errors_are_raised_here():
    with pytest.raises(LayoutError, match="no layout engine"):
        apart(lay_out, ("nonsense", REQUEST), lambda _share, _words: None)


def test_a_process_that_ends_leaves_the_work_to_this_one():
    assert apart(ends_without_a_word, (os.getpid(),), lambda _share, _words: None) == "here"


def test_cancel_stops_the_process():
    def stop(share: float, _words: str) -> None:
        if share:
            raise CancelledError

    with pytest.raises(CancelledError):
        apart(never_ends, (), stop)


def test_work_that_nobody_waits_for_begins_after_the_rest(qtbot):
    background, order = Background(), []
    background.run("Drawing", lambda _progress: order.append("drawing"), lambda _result: None)
    background.run("Analyzing", lambda _progress: order.append("analyzing"), lambda _result: None, quiet=True)
    qtbot.waitUntil(lambda: not background.tasks)
    assert order == ["drawing", "analyzing"]
    background.finish()


def test_what_still_waits_is_dropped_at_the_end(qtbot):
    background, done = Background(), []
    background.run("Drawing", lambda progress: progress(1.0, ""), lambda _result: None)
    background.run("Analyzing", lambda _progress: done.append(1), lambda _result: None, quiet=True)
    background.finish()
    assert not done
    assert not [task for task in background.tasks if task.quiet]


def test_what_is_done_holds_nothing(qtbot):
    class Large:
        pass

    background, large = Background(), Large()
    seen = weakref.ref(large)
    background.run("Drawing", lambda _progress, held=large: held, lambda _result, held=large: None)
    del large
    qtbot.waitUntil(lambda: not background.tasks)
    background.run("Next", lambda _progress: None, lambda _result: None)    # the thread forgets the work before
    qtbot.waitUntil(lambda: not background.tasks and seen() is None)
    background.finish()


def test_memory_is_given_back_once_all_is_done_after_work_apart_only(qtbot, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr("d365arch.gui.background.give_back", lambda: told.append("given"))
    background = Background()
    try:
        for large, expected in ((False, 0), (True, 1), (False, 1)):
            with qtbot.waitSignal(background.idle):
                background.run("Work", lambda _progress: None, lambda _result: None, apart=large)
            assert len(told) == expected
    finally:
        background.finish()
