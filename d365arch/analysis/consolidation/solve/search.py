"""Search: take some blocks that touch each other off again and fill the hole anew, and keep what is better."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

from d365arch.analysis.consolidation.solve.board import EPSILON, NOTHING, Board, Piece
from d365arch.analysis.consolidation.solve.parts import Part, bits
from d365arch.analysis.consolidation.watch import Watch

_INTRUDE = 0.2
"""Share of steps that lay a block as if nothing were in its way."""
_COUNT = (1, 4)
"""How many neighbors go together with a block that is taken off."""
_PAIRS = 3
"""Pairs of nodes on each side of the hole whose common partners are tried as a start of a block."""
_NOISE = 0.5
"""By how much luck may overrate a block."""
_SHAVE = 0.4
"""Share of blocks of a repair that are grown less one member, so that its edges are left to another block."""
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


class Start(NamedTuple):
    """Nodes of a side that a block is grown from, as a new one or as the growth of an existing channel."""

    side: int
    mask: int
    stem: int | None = None


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

    def _destroy(self) -> list[Start]:
        """Take off a few blocks around one of them; the starts for the repair are their sides, changed a little."""
        rng = self._rng
        first = rng.choice(self._pieces)
        near = [i for i, p in enumerate(self._pieces)
                if p.producers & first.producers or p.consumers & first.consumers]
        count = min(rng.randint(*_COUNT), len(near))
        chosen = {*rng.sample(near, count), self._pieces.index(first)}
        gone = [self._lift(i) for i in sorted(chosen, reverse=True)]
        return self._around(gone)

    def _around(self, gone: Sequence[Piece]) -> list[Start]:
        """Starts for new blocks in the hole: the old ones changed a little, two of them merged, and common partners."""
        rng = self._rng
        starts: list[Start] = []
        region = [0, 0]
        for piece in gone:
            region = [region[0] | piece.producers, region[1] | piece.consumers]
            side = rng.randrange(2)
            mask = piece.sides[side]
            starts += [Start(side, mask, piece.stem), Start(side, self._without_one(mask))]
        if len(gone) > 1:
            one, other = rng.sample(gone, 2)
            for side in (0, 1):
                mine, theirs = one.sides[side], other.sides[side]
                starts += [Start(side, mine | theirs), Start(side, mine & theirs)]
        for side in (0, 1):
            nodes, here = list(bits(region[side])), self._board.open[side]
            starts += [Start(1 - side, here[rng.choice(nodes)] & here[rng.choice(nodes)]) for _ in range(_PAIRS)]
        return starts + self._growths(starts)

    def _growths(self, starts: Sequence[Start]) -> list[Start]:
        """The same for the growth of existing channels, each from its members and from one of the starts."""
        more: list[Start] = []
        for index, stem in enumerate(self._board.part.stems):
            if index not in self._board.used:
                side, mask, _ = self._rng.choice(starts)
                more += [Start(side, stem.base[side] | mask & stem.grow[side], index),
                         Start(side, stem.base[side], index)]
        return more

    def _without_one(self, mask: int) -> int:
        nodes = list(bits(mask))
        return mask & ~(1 << self._rng.choice(nodes)) if len(nodes) > 1 else mask

    def _intrude(self) -> list[Start]:
        """Lay a block as if nothing were in its way, and take off whatever is."""
        rng = self._rng
        nodes = list(bits(rng.choice(self._ends)))
        free = self._board.part.free[1]
        piece = self._empty.grown(0, free[rng.choice(nodes)] & free[rng.choice(nodes)])
        if piece is NOTHING:
            return []
        gone = [self._lift(x) for x in reversed(range(len(self._pieces)))
                if self._pieces[x].meets(piece)]
        self._lay(piece)
        return self._around(gone) if gone else []

    def _repair(self, starts: Sequence[Start]) -> None:
        """Lay blocks grown from the starts, those that save most first, with some luck, until none saves anything."""
        rng, board = self._rng, self._board
        waiting = [start for start in dict.fromkeys(starts) if start.mask]
        grown: list[tuple[float, Start, Piece]] = []
        while True:
            for start in waiting:
                piece = board.grown(*start)
                if piece is not NOTHING and rng.random() < _SHAVE:
                    piece = self._shaved(piece)
                if piece.saving > EPSILON:
                    grown.append((piece.saving * (1 + _NOISE * rng.random()), start, piece))
            if not grown:
                return
            best = max(grown, key=lambda g: g[0])[2]
            self._lay(best)
            waiting = [start for _, start, piece in grown if piece.meets(best) and start.stem not in board.used]
            grown = [g for g in grown if not g[2].meets(best)]

    def _shaved(self, piece: Piece) -> Piece:
        """The piece without one of its members, never one that an extended channel has already."""
        side, sides = self._rng.randrange(2), list(piece.sides)
        kept = 0 if piece.stem is None else self._board.part.stems[piece.stem].base[side]
        nodes = list(bits(sides[side] & ~kept))
        if nodes:
            sides[side] &= ~(1 << self._rng.choice(nodes))
        return self._board.piece(sides[0], sides[1], piece.stem)
