"""The dependency matrix: which system or hub needs which at run time, ordered so that circles or zones stand together.

Source: design structure matrix, D. Steward 1981; partitioned as in MacCormack et al. 2006.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from d365arch.analysis.algorithms import strong_components
from d365arch.analysis.flows import Link
from d365arch.analysis.graph import Graphs
from d365arch.model.vocabulary import Timing

_GRAVEST = (Timing.SYNCHRONOUS, Timing.NEAR_REAL_TIME, Timing.ASYNCHRONOUS, None)


class Order(StrEnum):
    """By what rows and columns stand together."""

    ZONE = "zone"
    CIRCLES = "circles"


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """Integrations by which one needs another, by id, and the timing of the one that couples most."""

    links: tuple[str, ...]
    timing: Timing | None


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbors in the order that belong together: positions from `first` up to and without `end`."""

    first: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """`cells` are by position of who needs (row) and of who is needed (column); a system that needs itself is on the
    diagonal."""

    ids: tuple[str, ...]
    labels: tuple[str, ...]
    cells: Mapping[tuple[int, int], MatrixCell]
    blocks: tuple[Block, ...]


def read_matrix(graphs: Graphs, order: Order, zones: Mapping[str, str]) -> Matrix:
    """The matrix of a network; `zones` names the zone of each system or hub, for those without one it has nothing.

    By circles, strong components stand in such an order that everyone comes after all that he needs, so that a mark
    above the diagonal is part of a circle; ties keep the order of ids.
    """
    network = graphs.network
    nodes = [node.id for node in (*network.systems, *network.hubs)]
    links: dict[tuple[str, str], list[Link]] = {}
    for link in sorted((*network.links, *network.spokes)):
        for edge in _edges(graphs, link):
            links.setdefault(edge, []).append(link)
    arranged, blocks = _by_zone(graphs, nodes, zones) if order is Order.ZONE else _by_circle(nodes, links)
    position = {name: number for number, name in enumerate(arranged)}
    cells = {(position[a], position[b]): MatrixCell(tuple(link.id for link in found),
                                                    min((link.timing for link in found), key=_GRAVEST.index))
             for (a, b), found in links.items()}
    return Matrix(tuple(arranged), tuple(network.label(name) for name in arranged), cells, tuple(blocks))


def _edges(graphs: Graphs, link: Link) -> Iterator[tuple[str, str]]:
    """Who needs whom by a link, with hubs in place of their channels."""
    a, b = (graphs.hub_of(node) or graphs.names[node] for node in graphs.dependency(link))
    yield a, b
    if link.both_edges and a != b:
        yield b, a


def _by_zone(graphs: Graphs, nodes: list[str], zones: Mapping[str, str]) -> tuple[list[str], list[Block]]:
    label = graphs.network.label
    arranged = sorted(nodes, key=lambda n: (not zones.get(n), zones.get(n, "").casefold(), label(n).casefold(), n))
    blocks, at = [], 0
    for zone, members in groupby(arranged, key=lambda n: zones.get(n, "")):
        end = at + len(list(members))
        if zone:
            blocks.append(Block(at, end, zone))
        at = end
    return arranged, blocks


def _by_circle(nodes: list[str], links: Mapping[tuple[str, str], list[Link]]) -> tuple[list[str], list[Block]]:
    number = {name: at for at, name in enumerate(nodes)}
    graph: list[list[int]] = [[] for _ in nodes]
    for a, b in sorted(links):
        if a != b:
            graph[number[a]].append(number[b])
    arranged: list[str] = []
    blocks: list[Block] = []
    for component in strong_components(graph):
        if len(component) > 1:
            blocks.append(Block(len(arranged), len(arranged) + len(component), ""))
        arranged += [nodes[at] for at in sorted(component)]
    return arranged, blocks
