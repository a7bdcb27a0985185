"""An order of a part's systems that depends on who is connected to whom, not on names.

Color refinement (Weisfeiler and Leman 1968): nodes get colors by what their neighbors look like, again and again.
Only where two nodes look the same from everywhere does the id decide; so renaming systems changes only names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from d365arch.analysis.consolidation.records import Pair, Standing

_ROUNDS = 6
Node = tuple[int, str]


def canonical_order(
    pairs: Mapping[Pair, int], growing: Sequence[tuple[Standing, frozenset[str], frozenset[str]]]
) -> tuple[list[str], list[str]]:
    """Producers and consumers of a part in the canonical order."""
    edges: dict[Node, list[tuple[Node, int]]] = defaultdict(list)
    for (p, c), count in pairs.items():
        edges[0, p].append(((1, c), count))
        edges[1, c].append(((0, p), count))
    shapes: dict[Node, list[tuple[int, ...]]] = defaultdict(list)
    for channel, *joining in growing:
        size = (len(channel.producers), len(channel.consumers), len(joining[0]), len(joining[1]))
        for side, members in ((0, channel.producers), (1, channel.consumers)):
            for s in members:
                shapes[side, s].append((0, *size))
            for s in joining[side]:
                shapes[side, s].append((1, *size))
    color = _ranks({node: (node[0], len(near), sum(k for _, k in near), sorted(shapes[node]))
                    for node, near in edges.items()})
    for _ in range(_ROUNDS):
        finer = _ranks({
            node: (color[node], sorted((color[other], k) for other, k in near), color.get((1 - node[0], node[1]), -1))
            for node, near in edges.items()
        })
        done = max(finer.values()) == max(color.values())
        color = finer
        if done:
            break
    ordered = sorted(edges, key=lambda node: (color[node], node[1]))
    return [s for side, s in ordered if side == 0], [s for side, s in ordered if side == 1]


def _ranks(keys: Mapping[Node, tuple[object, ...]]) -> dict[Node, int]:
    """Each node's position among the different keys."""
    by_text: dict[Node, str] = {node: repr(key) for node, key in keys.items()}
    rank = {text: i for i, text in enumerate(sorted(set(by_text.values())))}
    return {node: rank[text] for node, text in by_text.items()}
