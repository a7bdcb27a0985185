"""Search: take some blocks that touch each other off again and fill the hole anew, and keep what is better."""

from __future__ import annotations

import random
from collections.abc import Sequence

from d365arch.analysis.consolidation.solve.board import EPSILON, NOTHING, Board, Piece
from d365arch.analysis.consolidation.solve.parts import Part, bits
from d365arch.analysis.consolidation.watch import Watch

_INTRUDE = 0.2
"""Share of steps that lay a block as if nothing were in its way."""
_COUNT = (1, 4)
"""How many neighbors go together with a block that is taken off."""
_PAIRS = 4
"""Pairs of nodes on each side of the hole whose common partners are tried as a start of a block."""
_NOISE = 0.5
"""By how much luck may overrate a block."""
_HEAT = 3.0
"""Points by which a step may be worse at first."""


def improved(part: Part, pieces: Sequence[Piece], steps: int, seed: int, watch: Watch) -> list[Piece]:
    """The best pieces found in so many steps, at least as good as those given."""
    search = _Search(part, pieces, random.Random(seed))
    for step in range(steps):
        if watch.over:
            break
        search.step(1 - step / steps)
    return search.best


class _Search:
    """A walk through solutions of one part; worse ones are accepted within a threshold that falls to nothing."""

    def __init__(self, part: Part, pieces: Sequence[Piece], rng: random.Random) -> None:
        self._rng = rng
        self._board = Board(part)
        self._empty = Board(part)
        self._pieces = list(pieces)
        for piece in pieces:
            self._board.lay(piece)
        self._total = sum(p.saving for p in pieces)
        self.best = list(pieces)
        self._most = self._total
        self._ends = [mask for mask in part.free[0] if mask]

    def step(self, heat: float) -> None:
        """One destruction and repair."""
        state, before, total = self._board.copy(), self._pieces[:], self._total
        starts = self._intrude() if self._rng.random() < _INTRUDE or not self._pieces else self._destroy()
        self._repair(starts)
        if self._total < total - heat * _HEAT * self._rng.random():
            self._board.restore(state)
            self._pieces, self._total = before, total
        elif self._total > self._most + EPSILON:
            self._most, self.best = self._total, self._pieces[:]

    def _lift(self, index: int) -> Piece:
        piece = self._pieces[index]
        self._pieces[index] = self._pieces[-1]
        self._pieces.pop()
        self._board.lift(piece)
        self._total -= piece.saving
        return piece

    def _lay(self, piece: Piece) -> None:
        self._board.lay(piece)
        self._pieces.append(piece)
        self._total += piece.saving

    def _destroy(self) -> list[tuple[int, int]]:
        """Take off a few blocks around one of them; the starts for the repair are their sides, changed a little."""
        rng = self._rng
        first = rng.choice(self._pieces)
        near = [i for i, p in enumerate(self._pieces)
                if p.producers & first.producers or p.consumers & first.consumers]
        count = min(rng.randint(*_COUNT), len(near))
        chosen = {*rng.sample(near, count), self._pieces.index(first)}
        gone = [self._lift(i) for i in sorted(chosen, reverse=True)]
        return self._around(gone)

    def _around(self, gone: Sequence[Piece]) -> list[tuple[int, int]]:
        rng = self._rng
        starts: list[tuple[int, int]] = []
        producers = consumers = 0
        for piece in gone:
            producers |= piece.producers
            consumers |= piece.consumers
            for side in (0, 1):
                mask = piece.sides[side]
                starts.append((side, mask))
                starts.append((side, self._without_one(mask)))
        for side, region in ((0, producers), (1, consumers)):
            nodes = list(bits(region))
            here = self._board.open[side]
            for _ in range(_PAIRS):
                one = rng.choice(nodes)
                other = rng.choice(nodes)
                starts.append((1 - side, here[one] & here[other]))
        return starts

    def _without_one(self, mask: int) -> int:
        nodes = list(bits(mask))
        return mask & ~(1 << self._rng.choice(nodes)) if len(nodes) > 1 else mask

    def _intrude(self) -> list[tuple[int, int]]:
        """Lay a block as if nothing were in its way, and take off whatever is."""
        rng = self._rng
        nodes = list(bits(rng.choice(self._ends)))
        j = rng.choice(nodes)
        k = rng.choice(nodes)
        both = self._board.part.free[1][j] & self._board.part.free[1][k]
        piece = self._empty.grown(0, both)
        if piece is NOTHING:
            return []
        gone = [self._lift(x) for x in reversed(range(len(self._pieces)))
                if self._pieces[x].producers & piece.producers and self._pieces[x].consumers & piece.consumers]
        self._lay(piece)
        return self._around(gone) if gone else []

    def _repair(self, starts: Sequence[tuple[int, int]]) -> None:
        """Lay blocks grown from the starts, those that save most first, with some luck, until none saves anything."""
        rng, board = self._rng, self._board
        waiting = [start for start in dict.fromkeys(starts) if start[1]]
        grown: list[tuple[float, tuple[int, int], Piece]] = []
        while True:
            for start in waiting:
                piece = board.grown(*start)
                if piece.saving > EPSILON:
                    grown.append((piece.saving * (1 + _NOISE * rng.random()), start, piece))
            if not grown:
                return
            best = max(grown, key=lambda g: g[0])[2]
            self._lay(best)
            waiting = [start for _, start, piece in grown if piece.meets(best)]
            grown = [g for g in grown if not g[2].meets(best)]
