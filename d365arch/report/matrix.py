"""The dependency matrix: who starts exchanges with whom, systems by zone and hubs last."""

from __future__ import annotations

from collections import Counter

from d365arch.analysis import wording as say
from d365arch.analysis.result import AnalysisResult
from d365arch.catalog.facts import Facts
from d365arch.model.vocabulary import Timing
from d365arch.report.content import Matrix, MatrixCell, MatrixNode, NodeKind

LARGEST = 60
"""Most systems and hubs that a matrix shows; more would be neither readable nor printable."""

_ORDER = {timing: position for position, timing in enumerate(Timing)}


def dependency_matrix(facts: Facts, result: AnalysisResult) -> Matrix:
    """The matrix of the most coupled systems and all hubs, active integrations only."""
    nodes = _nodes(facts, result)
    position = {node.id: index for index, node in enumerate(nodes)}
    links: dict[tuple[int, int], list[tuple[Timing | None, str]]] = {}
    for i in facts.landscape.integrations:
        cell = (position.get(i.from_.system, -1), position.get(i.to.system, -1))
        if min(cell) >= 0 and i.active is not False:
            links.setdefault(cell, []).append((facts.timing(i), i.label))
    cells = {cell: _cell(found) for cell, found in sorted(links.items())}
    left = len(result.network.node_by_id) - len(nodes)
    others = say.plural(left, "other is", "others are")
    foot = f"The {len(nodes)} most coupled are shown; {others} left out." if left else ""
    return Matrix("Integrations by initiator (row) and called side (column)", nodes, cells, foot)


def _cell(found: list[tuple[Timing | None, str]]) -> MatrixCell:
    counts = Counter(timing for timing, _ in found)
    ordered = sorted(counts.items(), key=lambda item: _ORDER[item[0]] if item[0] else len(_ORDER))
    return MatrixCell(tuple(ordered), tuple(sorted(name for _, name in found)))


def _nodes(facts: Facts, result: AnalysisResult) -> tuple[MatrixNode, ...]:
    """Systems in the order of the file's zones, the most coupled of a zone first; then hubs."""
    zones = {zone.id: (index, zone.label) for index, zone in enumerate(facts.landscape.zones)}
    elsewhere = (len(zones), "No zone" if zones else "Systems")
    hubs = [MatrixNode(hub.id, hub.label, NodeKind.HUB, "Hubs") for hub in result.network.hubs][:LARGEST // 2]
    ranked = []
    for rank, system in enumerate(result.systems[:LARGEST - len(hubs)]):
        order, label = zones.get(facts.landscape.system_by_id[system.id].zone or "", elsewhere)
        ranked.append((order, rank, MatrixNode(system.id, system.name, NodeKind.SYSTEM, label)))
    return (*(node for *_, node in sorted(ranked)), *hubs)
