"""DOT and JSON: for those who go on with other tools."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from d365arch.render.data import to_json
from d365arch.render.dot import to_dot
from d365arch.scene.build import Drawing, draw
from tests.scene.landscapes import CATALOG, hostile, northwind


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return draw(northwind(), CATALOG)


def test_json_tells_what_stands_where(drawing: Drawing) -> None:
    data = json.loads(to_json(drawing))
    assert (data["name"], data["view"], data["theme"], data["format"]) == ("Northwind Retail", "main", "light", 1)
    assert [s["id"] for s in data["systems"]] == sorted(s.id for s in northwind().landscape.systems)
    finance = next(s for s in data["systems"] if s["id"] == "fo")
    assert finance["rect"] == list(drawing.placement.boxes["fo"])
    assert finance["platform"] == "fo"
    odata = next(e for e in finance["endpoints"] if e["id"] == "odata")
    assert odata["timing"] == ["synchronous"]
    assert odata["rect"][3] == 24
    stock = next(i for i in data["integrations"] if i["id"] == "stock")
    assert (stock["from"], stock["to"]) == ("shop.product", "fo.stock")
    assert (stock["data"], stock["direction"]) == ("pull", "inbound")
    assert stock["route"][0][0] == finance["rect"][0] or stock["route"][-1][0] == finance["rect"][0]
    assert {z["id"] for z in data["zones"]} == {"channels", "fno", "dv", "partners"}


def test_json_has_one_line_per_element_and_is_stable(drawing: Drawing) -> None:
    text = to_json(drawing)
    assert sum(line.startswith('  {"id": ') for line in text.splitlines()) == 4 + 9 + 10
    assert text == to_json(draw(northwind(), CATALOG))


def test_json_of_a_hostile_landscape_is_json() -> None:
    text = to_json(draw(hostile(), CATALOG)).encode("utf-8")
    assert len(json.loads(text)["systems"]) == len(hostile().landscape.systems)


def test_dot_names_systems_ports_zones_and_timings(drawing: Drawing) -> None:
    text = to_dot(drawing)
    assert 'subgraph "cluster_channels"' in text
    assert '"shop":"checkout" -> "fo":"odata" [id="web-orders"' in text
    assert "style=dashed" in text
    assert "style=dotted" in text
    assert "dir=both" in text
    assert text == to_dot(draw(northwind(), CATALOG))


_READ = """
import sys, pygraphviz
graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode("utf-8"))
print(len(graph.nodes()), len(graph.edges()), len(graph.subgraphs()))
"""


def test_graphviz_reads_it(drawing: Drawing) -> None:
    for each in (drawing, draw(hostile(), CATALOG, theme="dark")):
        # in a child: a broken graph may end the whole process
        done = subprocess.run([sys.executable, "-c", _READ], input=to_dot(each).encode("utf-8"), capture_output=True,
                              timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode()
        wanted = len(each.looks.boxes), len(each.looks.lines), len(each.looks.zones)
        assert tuple(map(int, done.stdout.split())) == wanted
