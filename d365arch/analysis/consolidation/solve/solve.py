"""Solves groups of flows: for each, disjoint blocks that save points, and how much any solution could save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from d365arch.analysis.consolidation.records import Block, Group, HubKey, PlanOptions, Solved
from d365arch.analysis.consolidation.solve.board import Piece
from d365arch.analysis.consolidation.solve.greedy import greedy
from d365arch.analysis.consolidation.solve.parts import Part, Split, block_of, split
from d365arch.analysis.consolidation.watch import Watch
from d365arch.analysis.settings import Costs


def solve(
    groups: Sequence[Group], costs: Costs, open_hubs: frozenset[HubKey], options: PlanOptions, watch: Watch
) -> list[Solved]:
    """The best blocks found for each group, in the order given; the fees of hubs are left to the caller."""
    solved: list[Solved] = []
    for group in groups:
        taken = split(group, costs)
        pieces = [greedy(part, watch) for part in taken.parts]
        most = taken.retired_saving + sum(part.direct for part in taken.parts)
        saving = taken.retired_saving + sum(p.saving for found in pieces for p in found)
        solved.append(Solved(key=group.key, blocks=_blocks(group, taken, pieces), saving=saving, most=most,
                             proven=saving >= most, parts=len(taken.parts), open_parts=len(taken.parts)))
    return solved


def _blocks(group: Group, taken: Split, pieces: Sequence[Sequence[Piece]]) -> tuple[Block, ...]:
    """All blocks of a group, sorted; a channel that only retires what it delivers anyway is named without growth."""
    blocks = [block_of(part, *piece[1:]) for part, found in zip(taken.parts, pieces, strict=True) for piece in found]
    named = {block.extends for block in blocks}
    blocks += [Block(s.producers, s.consumers, s.id) for s in group.standing
               if s.id in taken.retired and s.id not in named]
    return tuple(sorted(blocks, key=lambda b: (sorted(b.producers), sorted(b.consumers), b.extends or "")))
