"""The state of a search in one part: which edges are still to be had, and the best block around a set of nodes."""

from __future__ import annotations

from typing import NamedTuple

from d365arch.analysis.consolidation.solve.parts import Part, bits, weight

EPSILON = 1e-9
"""Points below which a saving is rounding, not a saving."""


class Piece(NamedTuple):
    """A block of a part: producers and consumers as bit sets (members of the channel extended included)."""

    saving: float
    producers: int
    consumers: int
    stem: int | None = None

    @property
    def sides(self) -> tuple[int, int]:
        """Producers, consumers."""
        return self.producers, self.consumers


NOTHING = Piece(0.0, 0, 0)


class Board:
    """Edges of a part that no block covers yet; blocks are laid on it and taken off again."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.open = tuple(
            [free | wild for free, wild in zip(part.free[side], part.wild[side], strict=True)] for side in (0, 1))
        self.used: set[int] = set()
        """Stems that are extended."""

    def lay(self, piece: Piece) -> None:
        """Cover the edges of a piece."""
        for side in (0, 1):
            here, other, wild = self.open[side], piece.sides[1 - side], self.part.wild[side]
            for i in bits(piece.sides[side]):
                here[i] &= ~other | wild[i]
        if piece.stem is not None:
            self.used.add(piece.stem)

    def lift(self, piece: Piece) -> None:
        """Take a piece off again."""
        for side in (0, 1):
            here, other, free = self.open[side], piece.sides[1 - side], self.part.free[side]
            for i in bits(piece.sides[side]):
                here[i] |= other & free[i]
        if piece.stem is not None:
            self.used.discard(piece.stem)

    def response(self, side: int, mask: int, stem: int | None) -> int:
        """The best nodes of the other side, given those of `side`: all that may join and pay for themselves."""
        part, other = self.part, 1 - side
        if stem is None:
            may, keep = -1, 0
        else:
            may, keep = part.stems[stem].grow[other], part.stems[stem].base[other]
        here = self.open[side]
        rest = mask
        while rest and may:
            low = rest & -rest
            may &= here[low.bit_length() - 1]
            rest ^= low
        if may < 0:
            return keep
        layers, cost = part.layers[other], part.cost[other]
        for j in bits(may):
            if weight(layers[j], mask) > cost[j]:
                keep |= 1 << j
        return keep

    def piece(self, producers: int, consumers: int, stem: int | None = None) -> Piece:
        """The piece with exactly these members and what it saves."""
        part = self.part
        saving, layers = 0.0, part.layers[0]
        for i in bits(producers):
            for value, members in layers[i]:
                saving += value * (members & consumers).bit_count()
        if stem is None:
            saving -= part.channel
            new = (producers, consumers)
        else:
            base = part.stems[stem].base
            new = (producers & ~base[0], consumers & ~base[1])
        for side in (0, 1):
            cost = part.cost[side]
            for i in bits(new[side]):
                saving -= cost[i]
        return Piece(saving, producers, consumers, stem)

    def grown(self, side: int, mask: int, stem: int | None = None) -> Piece:
        """The piece that alternating best responses of the two sides lead to, from nodes of one side."""
        best = NOTHING
        while True:
            other = self.response(side, mask, stem)
            if not other:
                return best
            mask = self.response(1 - side, other, stem)
            if not mask:
                return best
            piece = self.piece(mask, other, stem) if side == 0 else self.piece(other, mask, stem)
            if piece.saving <= best.saving + EPSILON:
                return best
            best = piece
