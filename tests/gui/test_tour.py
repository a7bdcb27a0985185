"""The tour: a person's whole session by mouse and keys gives the sample, two views and a picture; its page is true."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from PySide6.QtGui import QCursor

from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_workspace
from d365arch.model.vocabulary import Level, Perspective, Timing, Trigger

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tour(monkeypatch):
    """The package of the tour, which stands beside the program and not in it."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    import tour.chapters
    import tour.plan
    import tour.showing
    import tour.story
    return tour


@pytest.fixture
def pointer():
    """The pointer goes back to where it was."""
    before = QCursor.pos()
    yield
    QCursor.setPos(before)


ALONE = "D365ARCH_TOUR"


@pytest.mark.skipif(ALONE in os.environ, reason="this is the process for itself")
def test_a_person_draws_northwind():
    """Played in a process of its own: a real drag waits in a loop of Qt's, which what other tests left may hold up."""
    played = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", __file__,
                             "-k", "saves_what_the_sample_says"], cwd=ROOT, env={**os.environ, ALONE: "1"},
                            capture_output=True, text=True, timeout=200, check=False)
    assert played.returncode == 0, played.stdout[-4000:]
    assert "1 passed" in played.stdout


@pytest.mark.skipif(ALONE not in os.environ, reason="played in a process of its own")
def test_a_session_by_hand_saves_what_the_sample_says(window, tour, pointer, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    window.resize(1500, 900)
    plan, catalog = tour.plan.read_plan(), own_catalog()
    scene = tour.story.Scene.of(window, plan, tmp_path, steps=2)
    shown: list[str] = []
    tour.story.play(scene, tour.chapters.CHAPTERS, lambda name, _hand: shown.append(name))
    assert len(shown) == len(tour.chapters.CHAPTERS)

    drawn = read_workspace(tmp_path / f"{tour.showing.NAME}.d365arch.yaml").workspace
    assert len(drawn.landscape.systems) == 12
    assert len(drawn.landscape.integrations) == 21
    wanted = tour.plan.meaning(plan, catalog)
    assert sorted(tour.plan.differences(wanted, tour.plan.meaning(drawn.landscape, catalog))) == []
    tickets = drawn.landscape.integration_by_id["tickets"]
    assert (tickets.trigger, tickets.frequency.level) == (Trigger.EVENT, Level.HIGH)
    assert (tickets.entities, tickets.volume.per_day) == (("Sales ticket",), 60000)
    assert all(each.entities for each in drawn.landscape.integrations)

    main, around, only_late = drawn.views
    assert main.pinned
    assert main.bends
    assert only_late.show.timing == (Timing.ASYNCHRONOUS,)
    assert around.show.neighbors == 1
    assert around.perspective is Perspective.DIRECTION

    picture = etree.parse(tmp_path / f"{tour.showing.NAME}.svg").getroot()
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Customer service" in "".join(picture.itertext())
    assert window.editor.clean


def test_the_page_is_what_the_script_writes(tour):
    text = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    assert text == tour.story.page(tour.chapters.CHAPTERS, tour.chapters.OPENING)


def test_each_chapter_has_its_picture_and_no_picture_is_left_over(tour):
    folder = ROOT / "docs" / tour.story.PICTURES
    wanted = {tour.story.file_of(n, chapter) for n, chapter in enumerate(tour.chapters.CHAPTERS, 1)}
    assert {path.name for path in folder.iterdir()} == wanted
    assert all(path.stat().st_size < 200_000 for path in folder.iterdir())


def test_what_is_missing_or_otherwise_is_told(tour):
    told = list(tour.plan.differences({"a": 1, "b": 2}, {"b": 3, "c": 4}))
    assert sorted(told) == ["a is missing.", "b is 3 and not 2.", "c is not in the sample."]
