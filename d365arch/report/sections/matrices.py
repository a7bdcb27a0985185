"""Matrices: who calls whom, and who makes and takes which data."""

from __future__ import annotations

from collections import Counter, defaultdict

from d365arch.analysis import wording as say
from d365arch.model.vocabulary import DataFlow, Timing
from d365arch.report.content import (
    Cell,
    Column,
    Matrix,
    MatrixCell,
    MatrixNode,
    NodeKind,
    Row,
    Section,
    Sentences,
    Table,
)
from d365arch.report.given import Given

LARGEST = 60
"""Most systems and hubs that a matrix shows; more would be neither readable nor printable."""
MOST_NAMES = 10

_ORDER = {timing: position for position, timing in enumerate(Timing)}


def matrix_section(given: Given) -> Section:
    """Rows start the exchange, columns are called."""
    return Section("matrix", "Who calls whom", (dependency_matrix(given),),
                   "Rows start the exchange, columns are called; systems stand by zone, hubs last.")


def entities_section(given: Given) -> Section | None:
    """Per entity, who puts it in and who takes it; none where no integration states any."""
    makers: defaultdict[str, set[str]] = defaultdict(set)
    takers: defaultdict[str, set[str]] = defaultdict(set)
    links: Counter[str] = Counter()
    for i in given.facts.landscape.integrations:
        if i.active is False:
            continue
        for entity in dict.fromkeys(i.entities):
            links[entity] += 1
            if i.data_flow is not DataFlow.PULL:
                makers[entity].add(i.from_.system)
                takers[entity].add(i.to.system)
            if i.data_flow is not DataFlow.PUSH:
                makers[entity].add(i.to.system)
                takers[entity].add(i.from_.system)
    if not links:
        return None
    records = given.facts.landscape.entity_by_id
    of_record = {e: r.system_of_record for e in links if (r := records.get(e)) and r.system_of_record}
    ranked = sorted(links, key=lambda e: (-len(makers[e] | takers[e]), e.casefold(), e))
    shown = ranked[:given.limits.rows]
    most = len(makers[ranked[0]] | takers[ranked[0]])
    rows = tuple(Row((
        Cell(e), Cell(given.label(of_record[e]) if e in of_record else "–",
                      link=given.system_anchor(of_record[e]) if e in of_record else None),
        Cell(_listed(given, makers[e] - takers[e])), Cell(_listed(given, makers[e] & takers[e])),
        Cell(_listed(given, takers[e] - makers[e])),
        Cell(say.count(len(makers[e] | takers[e])), len(makers[e] | takers[e]) / most), Cell(say.count(links[e])),
    )) for e in shown)
    left = len(ranked) - len(shown)
    columns = (Column("Data"), Column("System of record"), Column("Only produces", wide=True),
               Column("Produces and consumes", wide=True), Column("Only consumes", wide=True),
               Column("Systems", numeric=True), Column("Integrations", numeric=True))
    table = Table("Data by the number of systems that touch it", columns, rows,
                  f"{say.plural(left, 'more entity is', 'more entities are')} in the JSON." if left else "")
    told = _widest(ranked[0], makers[ranked[0]], takers[ranked[0]])
    return Section("entities", "Who produces and consumes what", (Sentences((told,)), table),
                   "Producing follows the data, whoever starts the exchange.")


def _widest(entity: str, makers: set[str], takers: set[str]) -> str:
    made = say.plural(len(makers), "system or hub produces", "systems and hubs produce")
    return (f"{entity} travels furthest: {made} it and {say.plural(len(takers), 'consumes', 'consume')} it.")


def _listed(given: Given, ids: set[str]) -> str:
    return say.listing(sorted(map(given.label, ids), key=str.casefold), MOST_NAMES) if ids else "–"


def dependency_matrix(given: Given) -> Matrix:
    """The matrix of the most coupled systems and all hubs, active integrations only."""
    nodes = _nodes(given)
    position = {node.id: index for index, node in enumerate(nodes)}
    links: dict[tuple[int, int], list[tuple[Timing | None, str]]] = {}
    for i in given.facts.landscape.integrations:
        cell = (position.get(i.from_.system, -1), position.get(i.to.system, -1))
        if min(cell) >= 0 and i.active is not False:
            links.setdefault(cell, []).append((given.facts.timing(i), i.label))
    cells = {cell: _cell(found) for cell, found in sorted(links.items())}
    left = len(given.result.network.node_by_id) - len(nodes)
    others = say.plural(left, "other is", "others are")
    foot = f"The {len(nodes)} most coupled are shown; {others} left out." if left else ""
    return Matrix("Integrations by initiator (row) and called side (column)", nodes, cells, foot)


def _cell(found: list[tuple[Timing | None, str]]) -> MatrixCell:
    counts = Counter(timing for timing, _ in found)
    ordered = sorted(counts.items(), key=lambda item: _ORDER[item[0]] if item[0] else len(_ORDER))
    return MatrixCell(tuple(ordered), tuple(sorted(name for _, name in found)))


def _nodes(given: Given) -> tuple[MatrixNode, ...]:
    """Systems by the names of their zones, the most coupled of a zone first; then hubs."""
    landscape = given.facts.landscape
    by_name = sorted(landscape.zones, key=lambda zone: (zone.label.casefold(), zone.id))
    zones = {zone.id: (position, zone.label) for position, zone in enumerate(by_name)}
    elsewhere = (len(zones), "No zone" if zones else "Systems")
    hubs = [MatrixNode(hub.id, hub.label, NodeKind.HUB, "Hubs") for hub in given.result.network.hubs][:LARGEST // 2]
    ranked = []
    for rank, system in enumerate(given.result.systems[:LARGEST - len(hubs)]):
        order, label = zones.get(landscape.system_by_id[system.id].zone or "", elsewhere)
        ranked.append((order, rank, MatrixNode(system.id, system.name, NodeKind.SYSTEM, label)))
    return (*(node for *_, node in sorted(ranked)), *hubs)
