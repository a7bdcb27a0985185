from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from dataclasses import replace

import landscapes
import pytest

from d365arch.errors import LayoutError
from d365arch.layout import graphviz as runner
from d365arch.layout.dot import quote, to_dot
from d365arch.layout.engines import NAMES, engine
from d365arch.layout.quality import measure
from d365arch.layout.request import Box, LayoutRequest
from d365arch.model.geometry import Point

needs_graphviz = pytest.mark.skipif(
    importlib.util.find_spec("pygraphviz") is None and shutil.which("dot") is None, reason="Graphviz is not installed")


def test_unknown_engine_is_named_with_the_known_ones() -> None:
    with pytest.raises(LayoutError, match=r"no layout engine \"elk\".*lanes.*graphviz"):
        engine("elk")
    assert all(callable(engine(name)) for name in NAMES)


def test_dot_text_has_zones_ports_and_links() -> None:
    text = to_dot(landscapes.ls4(), {"dv": 'Field "Service" <&>'})
    assert 'subgraph "cluster_azure"' in text
    assert text.index('subgraph "cluster_azure"') < text.index('subgraph "cluster_hubs"')
    assert '"dv":"r4" -> "sb":"r0"' in text
    assert "Field &quot;Service&quot; &lt;&amp;&gt;" in text
    assert text.count(" -> ") == len(landscapes.ls4().links)


def test_dot_text_is_the_same_for_shuffled_input() -> None:
    request = landscapes.ls1()
    turned = replace(request, boxes=request.boxes[::-1], zones=request.zones[::-1], links=request.links[::-1])
    assert to_dot(request) == to_dot(turned)
    assert "PORT" not in to_dot(request, ports=False)


def test_quoting() -> None:
    assert quote('a "b" \\ c\nd') == '"a \\"b\\" \\\\ c d"'


def test_plain_text_is_read() -> None:
    text = ('graph 1 10 5\nnode a 1.5 4 2 1 a solid box black grey\n'
            'node "b c" 3 1 2 \\\n1 x solid box black grey\nstop\n')
    assert runner.read_plain(text) == {"a": (1.5, 4, 5), "b c": (3, 1, 5)}


@needs_graphviz
def test_graphviz_places_the_retailer() -> None:
    request = landscapes.ls1()
    placement = engine("graphviz")(request, None)
    found = measure(request, placement)
    assert found.box_overlaps == found.over_boxes == 0
    assert placement.routes.keys() == {link.id for link in request.links}
    assert engine("graphviz")(request, None) == placement


@needs_graphviz
def test_graphviz_keeps_what_is_placed() -> None:
    boxes = (Box(id="a", width=100, header=40, place=Point(12, 16)), Box(id="b", width=100, header=40))
    placement = engine("graphviz")(LayoutRequest(boxes=boxes), None)
    assert placement.boxes["a"][:2] == (12, 16)
    assert engine("graphviz")(LayoutRequest(), None).boxes == {}


def test_missing_graphviz_says_how_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(LayoutError, match=r"not installed.*pip install"):
        engine("graphviz")(landscapes.ls1(), None)


@pytest.mark.parametrize(("program", "says"), [
    ("import sys; sys.exit(134)", "could not place"), ("import sys; sys.exit(3)", "not installed"),
    ("print('graph 1 1 1')", "no place for")])
def test_failing_graphviz_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, program: str, says: str) -> None:
    monkeypatch.setattr(runner, "_command", lambda: [sys.executable, "-c", program])
    with pytest.raises(LayoutError, match=says):
        runner.graphviz(landscapes.ls1(), None)


def test_slow_graphviz_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*args: object, **options: object) -> None:
        raise subprocess.TimeoutExpired("dot", 20)

    monkeypatch.setattr(subprocess, "run", slow)
    monkeypatch.setattr(runner, "_command", lambda: ["dot"])
    with pytest.raises(LayoutError, match="longer than 20 s"):
        runner.graphviz(landscapes.ls1(), None)
