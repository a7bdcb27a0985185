"""Greedy: extend existing channels, then repeatedly the block that saves most among those grown from seeds."""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from d365arch.analysis.consolidation.solve.board import EPSILON, Board, Piece
from d365arch.analysis.consolidation.solve.parts import Part, bits
from d365arch.analysis.consolidation.watch import Watch

_SEED_WORK = 400_000
"""Seeds times nodes of a part that are tried at most; keeps dense parts with hundreds of systems fast."""


def greedy(part: Part, watch: Watch) -> list[Piece]:
    """Disjoint pieces of a part, each with a saving."""
    board = Board(part)
    return [*extended(board), *packed(board, seeds(part), watch)]


def extended(board: Board) -> list[Piece]:
    """Extend existing channels on a board, the most rewarding first."""
    taken: list[Piece] = []
    while True:
        best = max((extension(board, i) for i in range(len(board.part.stems)) if i not in board.used),
                   key=lambda piece: piece.saving, default=None)
        if best is None or best.saving <= EPSILON:
            return taken
        board.lay(best)
        taken.append(best)


def extension(board: Board, stem: int) -> Piece:
    """The best extension found of one existing channel: from its members, or with one more node at a time."""
    base, grow = board.part.stems[stem].base, board.part.stems[stem].grow
    best = Piece(0.0, *base, stem)
    for side in (0, 1):
        for start in [base[side], base[side] | grow[side], *(base[side] | 1 << i for i in bits(grow[side]))]:
            piece = board.grown(side, start, stem)
            if piece.saving > best.saving + EPSILON:
                best = piece
    return best


def packed(board: Board, starts: list[tuple[int, int]], watch: Watch) -> list[Piece]:
    """Lay the best new block again and again. `starts` are nodes of a side from which blocks are grown.

    What a seed leads to can only get worse while edges are taken; so a seed is tried again only when it is the best.
    """
    heap: list[tuple[float, int]] = []
    for index, (side, mask) in enumerate(starts):
        saving = board.grown(side, mask).saving
        if saving > EPSILON:
            heap.append((-saving, index))
    heapify(heap)
    taken: list[Piece] = []
    while heap and not watch.over:
        _, index = heappop(heap)
        side, mask = starts[index]
        piece = board.grown(side, mask)
        if piece.saving <= EPSILON:
            continue
        if not heap or piece.saving >= -heap[0][0] - EPSILON:
            board.lay(piece)
            taken.append(piece)
        heappush(heap, (-piece.saving, index))
    return taken


def seeds(part: Part) -> list[tuple[int, int]]:
    """Every consumer's producer set and every pairwise intersection (of large parts the largest of each consumer).

    Single producers and consumers stand for the fans that are found from the other side.
    """
    free = part.free[1]
    found: dict[int, None] = dict.fromkeys(mask for mask in free if mask)
    limit = max(_SEED_WORK // part.size, 1)
    partners = max(limit // max(len(free), 1), 2)
    for j, mask in enumerate(free):
        shared = sorted({mask & free[k] | (part.wild[1][j] & free[k]) | (part.wild[1][k] & mask)
                         for k in range(len(free)) if k != j and mask & free[k]},
                        key=lambda both: (-both.bit_count(), both))
        found.update(dict.fromkeys(shared[:partners]))
    return [(0, mask) for mask in found] + [(1, mask) for mask in dict.fromkeys(part.free[0])]
