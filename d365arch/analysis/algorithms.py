"""Graph algorithms on integer adjacency lists, iterative and linear, for landscapes of 100,000 integrations.

networkx gives the same answers (the tests compare) but needs its import and several times the time and memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

Adjacency = Sequence[Sequence[int]]
"""Neighbors of node 0, 1, 2 ...; no duplicates, no node among its own neighbors."""


def strong_components(graph: Adjacency) -> list[list[int]]:
    """Strongly connected components, each after all components it reaches; source: Tarjan 1972."""
    count = len(graph)
    order = [-1] * count
    low = [0] * count
    done = [False] * count
    stack: list[int] = []
    components: list[list[int]] = []
    clock = 0
    for root in range(count):
        if order[root] >= 0:
            continue
        order[root] = low[root] = clock
        clock += 1
        stack.append(root)
        work = [(root, iter(graph[root]))]
        while work:
            node, rest = work[-1]
            child = next(rest, -1)
            if child < 0:
                work.pop()
                if work and low[node] < low[work[-1][0]]:
                    low[work[-1][0]] = low[node]
                if low[node] == order[node]:
                    components.append(_taken_off(stack, node))
                    for member in components[-1]:
                        done[member] = True
            elif order[child] < 0:
                order[child] = low[child] = clock
                clock += 1
                stack.append(child)
                work.append((child, iter(graph[child])))
            elif not done[child] and order[child] < low[node]:
                low[node] = order[child]
    return components


def _taken_off(stack: list[int], node: int) -> list[int]:
    taken = [stack.pop()]
    while taken[-1] != node:
        taken.append(stack.pop())
    return taken


def reach_of_components(graph: Adjacency, components: list[list[int]], own: Sequence[int]) -> list[int]:
    """Per component, in order, the union of the bit sets `own` of all nodes it reaches, its own nodes included."""
    component_of = [0] * len(graph)
    for index, component in enumerate(components):
        for node in component:
            component_of[node] = index
    reached: list[int] = []
    for index, component in enumerate(components):
        bits = 0
        for node in component:
            bits |= own[node]
        for successor in {component_of[child] for node in component for child in graph[node]}:
            if successor != index:
                bits |= reached[successor]
        reached.append(bits)
    return reached


def cut_nodes_and_bridges(graph: Adjacency) -> tuple[list[int], list[tuple[int, int]]]:
    """Articulation points and bridges (smaller node first) of an undirected simple graph, ascending.

    Source: Hopcroft and Tarjan 1973.
    """
    count = len(graph)
    order = [-1] * count
    low = [0] * count
    cuts: set[int] = set()
    bridges: list[tuple[int, int]] = []
    clock = 0
    for root in range(count):
        if order[root] >= 0:
            continue
        order[root] = low[root] = clock
        clock += 1
        branches = 0
        work = [(root, -1, iter(graph[root]))]
        while work:
            node, parent, rest = work[-1]
            child = next(rest, -1)
            if child < 0:
                work.pop()
                if parent < 0:
                    continue
                low[parent] = min(low[parent], low[node])
                if low[node] > order[parent]:
                    bridges.append((min(node, parent), max(node, parent)))
                if parent == root:
                    branches += 1
                elif low[node] >= order[parent]:
                    cuts.add(parent)
            elif order[child] < 0:
                order[child] = low[child] = clock
                clock += 1
                work.append((child, node, iter(graph[child])))
            elif child != parent and order[child] < low[node]:
                low[node] = order[child]
        if branches > 1:
            cuts.add(root)
    return sorted(cuts), sorted(bridges)


def heaviest_path(
    graph: Adjacency, weights: dict[tuple[int, int], float], components: list[list[int]]
) -> tuple[float, list[int]]:
    """The path of an acyclic graph with the largest sum of edge weights, and that sum.

    `components` are the strong components of the graph, so that its reverse topological order is known. Ties go to
    the path whose nodes come first by number. An empty graph gives an empty path.
    """
    best = [0.0] * len(graph)
    follow = [-1] * len(graph)
    for (node,) in components:
        for child in sorted(graph[node]):
            weight = weights[node, child] + best[child]
            if weight > best[node] or (follow[node] < 0 and weight >= best[node]):
                best[node], follow[node] = weight, child
    if not best:
        return 0.0, []
    node = max(range(len(best)), key=lambda n: (best[n], -n))
    total, path = best[node], [node]
    while follow[node] >= 0:
        node = follow[node]
        path.append(node)
    return total, path


def with_detour(edges: Collection[tuple[int, int]], asked: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the asked edges of a graph whose end can be reached from their start without them.

    Nodes are any numbers. Most answers are found at a glance: a start or end with nothing else has no way around, and
    a common neighbor is one. Only for the rest the graph is taken apart.
    """
    ahead: dict[int, set[int]] = {}
    behind: dict[int, set[int]] = {}
    for source, target in edges:
        ahead.setdefault(source, set()).add(target)
        behind.setdefault(target, set()).add(source)
    unclear = [(a, b) for a, b in asked if len(ahead[a]) > 1 and len(behind[b]) > 1]
    found = {(a, b) for a, b in unclear if not ahead[a].isdisjoint(behind[b])}
    unclear = [edge for edge in unclear if edge not in found]
    if unclear:
        number, graph = _compact(_on_ways(edges, unclear))
        ways = otherwise_reachable(graph, [(number[a], number[b]) for a, b in unclear])
        found.update(edge for edge, way in zip(unclear, ways, strict=True) if way)
    return found


def _on_ways(edges: Collection[tuple[int, int]], asked: list[tuple[int, int]]) -> Collection[tuple[int, int]]:
    """The edges that may lie on a way from any asked start to any asked end; loose threads are pulled out."""
    starts, ends = {a for a, _ in asked}, {b for _, b in asked}
    while True:
        entered, left = starts | {b for _, b in edges}, ends | {a for a, _ in edges}
        kept = [(a, b) for a, b in edges if a in entered and b in left]
        if len(kept) > 0.8 * len(edges):
            return kept
        edges = kept


def _compact(edges: Collection[tuple[int, int]]) -> tuple[dict[int, int], list[list[int]]]:
    """The graph of these edges alone, with new numbers, so that it costs only what it uses."""
    number = {node: position for position, node in enumerate(dict.fromkeys(n for edge in edges for n in edge))}
    graph: list[list[int]] = [[] for _ in number]
    for source, target in edges:
        graph[number[source]].append(number[target])
    return number, graph


def otherwise_reachable(graph: Adjacency, edges: Sequence[tuple[int, int]]) -> list[bool]:
    """For each edge of the graph, whether its end can still be reached from its start without it."""
    components = strong_components(graph)
    component_of = [0] * len(graph)
    for index, component in enumerate(components):
        for node in component:
            component_of[node] = index
    others = _other_ways(graph, components, component_of)
    inner = [[n for n in row if component_of[n] == component_of[node]] for node, row in enumerate(graph)]
    backwards: list[list[int]] = [[] for _ in graph]
    for node, row in enumerate(inner):
        for child in row:
            backwards[child].append(node)
    return [
        _detour(inner, backwards, source, target) if component_of[source] == component_of[target]
        else bool(others[source, target] >> component_of[target] & 1)
        for source, target in edges
    ]


def _other_ways(
    graph: Adjacency, components: list[list[int]], component_of: list[int]
) -> dict[tuple[int, int], int]:
    """Per edge between components, the components that the other edges out of its component reach, as bits.

    Leaving a component is final, so a way around the edge must leave through another one.
    """
    reached: list[int] = []
    others: dict[tuple[int, int], int] = {}
    for index, component in enumerate(components):
        leaving = [(node, child) for node in component for child in graph[node] if component_of[child] != index]
        before = [0]
        for _, child in leaving:
            before.append(before[-1] | reached[component_of[child]])
        after = 0
        for position in range(len(leaving) - 1, -1, -1):
            others[leaving[position]] = before[position] | after
            after |= reached[component_of[leaving[position][1]]]
        reached.append(before[-1] | 1 << index)
    return others


def _detour(inner: Adjacency, backwards: Adjacency, source: int, target: int) -> bool:
    """Whether a way from source to target avoids the edge between them; searches from both ends at once."""
    ahead = {source} | {n for n in inner[source] if n != target}
    behind = {target} | {n for n in backwards[target] if n != source}
    front, rear = ahead - {source}, behind - {target}
    while front and rear:
        if not ahead.isdisjoint(rear) or not behind.isdisjoint(front):
            return True
        if len(front) <= len(rear):
            front = {n for node in front for n in inner[node]} - ahead
            ahead |= front
        else:
            rear = {n for node in rear for n in backwards[node]} - behind
            behind |= rear
    return False
