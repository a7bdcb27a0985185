"""The dependency matrix: who needs whom, hubs in place of channels, circles at the diagonal."""

from __future__ import annotations

from d365arch.analysis.analyze import analyze
from d365arch.analysis.graph import Graphs
from d365arch.analysis.matrix import Order, read_matrix
from d365arch.model.vocabulary import Timing
from tests.analysis.landscapes import ASYNC, CATALOG, SYNC, link, system, worked_example, workspace


def matrix(space, order=Order.CIRCLES, zones=None):
    return read_matrix(Graphs(analyze(space, CATALOG).network), order, zones or {})


def by_name(found) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(found.ids[a], found.ids[b]): cell.links for (a, b), cell in found.cells.items()}


def test_rows_need_columns_as_calls_go():
    found = matrix(workspace([system("a"), system("b")], [
        link("x", "a", "b", timing=ASYNC), link("y", "a", "b", timing=SYNC),
        link("z", "a", "b", initiator="target", timing=ASYNC)]))
    assert by_name(found) == {("a", "b"): ("x", "y"), ("b", "a"): ("z",)}
    at = found.ids.index("a"), found.ids.index("b")
    assert found.cells[at].timing is Timing.SYNCHRONOUS


def test_the_circle_of_the_worked_example_is_a_block_and_the_rest_lies_below_the_diagonal():
    found = matrix(worked_example())
    block = found.blocks[0]
    assert set(found.ids[block.first:block.end]) == {"a", "b", "d"}
    assert len(found.blocks) == 1
    for row, column in found.cells:
        assert row > column or (block.first <= row < block.end and block.first <= column < block.end)


def test_by_zone_those_without_one_come_last():
    found = matrix(worked_example(), Order.ZONE, {"w": "North", "a": "South", "b": "North"})
    assert found.ids == ("b", "w", "a", "c", "d", "x")
    assert [(b.first, b.end, b.name) for b in found.blocks] == [(0, 2, "North"), (2, 3, "South")]


def test_an_empty_landscape_has_an_empty_matrix():
    found = matrix(workspace([], []))
    assert (found.ids, found.cells, found.blocks) == ((), {}, ())
