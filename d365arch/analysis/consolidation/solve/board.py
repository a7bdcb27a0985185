"""The state of a search in one part: which edges are still to be had, and the best block around a set of nodes."""

from __future__ import annotations

from typing import NamedTuple

from d365arch.analysis.consolidation.solve.parts import Part, bits

EPSILON = 1e-9
"""Points below which a saving is rounding, not a saving."""

_TURNS = 60
"""Alternations after which a block is taken as it is; in practice three or four."""


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


    def meets(self, other: Piece) -> bool:
        """Whether both reach for the same edge, or the same existing channel."""
        return bool(self.producers & other.producers and self.consumers & other.consumers) or (
            self.stem is not None and self.stem == other.stem)


NOTHING = Piece(0.0, 0, 0)


class Board:
    """Edges of a part that no block covers yet; blocks are laid on it and taken off again."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.open = tuple(
            [free | wild for free, wild in zip(part.free[side], part.wild[side], strict=True)] for side in (0, 1))
        self.used: set[int] = set()
        """Stems that are extended."""
        self._least = min((value for layers in part.layers[0] for value, _ in layers), default=0.0)
        self._dearest = max((*part.cost[0], *part.cost[1]), default=0.0)
        self._even = all(fee == self._dearest for side in part.cost for fee in side)

    def copy(self) -> tuple[list[int], list[int], set[int]]:
        """What `restore` needs to come back to this state."""
        return self.open[0][:], self.open[1][:], set(self.used)

    def restore(self, state: tuple[list[int], list[int], set[int]]) -> None:
        """Come back to a state that was copied."""
        self.open[0][:], self.open[1][:] = state[0], state[1]
        self.used = set(state[2])

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

    def response(self, side: int, mask: int, stem: int | None = None) -> int:
        """The best nodes of the other side, given those of `side`: all that may join and pay for themselves."""
        part, other = self.part, 1 - side
        may, keep = (-1, 0) if stem is None else (part.stems[stem].grow[other], part.stems[stem].base[other])
        here = self.open[side]
        rest = mask
        while rest:
            low = rest & -rest
            may &= here[low.bit_length() - 1]
            if not may:
                return keep
            rest ^= low
        if may < 0:
            return keep
        if (mask.bit_count() - 1) * self._least > self._dearest:
            return keep | may
        layers, cost = part.layers[other], part.cost[other]
        while may:
            low = may & -may
            may ^= low
            j = low.bit_length() - 1
            gain = -cost[j]
            for value, members in layers[j]:
                gain += value * (members & mask).bit_count()
            if gain > 0:
                keep |= low
        return keep

    def piece(self, producers: int, consumers: int, stem: int | None = None) -> Piece:
        """The piece with exactly these members and what it saves."""
        part = self.part
        saving = -part.channel if stem is None else 0.0
        base = (0, 0) if stem is None else part.stems[stem].base
        layers, rest = part.layers[0], producers
        while rest:
            low = rest & -rest
            rest ^= low
            for value, members in layers[low.bit_length() - 1]:
                saving += value * (members & consumers).bit_count()
        saving -= self._fees(0, producers & ~base[0]) + self._fees(1, consumers & ~base[1])
        return Piece(saving, producers, consumers, stem)

    def _fees(self, side: int, mask: int) -> float:
        if self._even:
            return self._dearest * mask.bit_count()
        cost = self.part.cost[side]
        return sum(cost[i] for i in bits(mask))

    def grown(self, side: int, mask: int, stem: int | None = None) -> Piece:
        """The piece that alternating best responses of the two sides lead to, from nodes of one side."""
        other = self.response(side, mask, stem)
        for _ in range(_TURNS):
            back = self.response(1 - side, other, stem) if other else 0
            if not back:
                return NOTHING
            if back == mask:
                break
            mask = back
            other = self.response(side, mask, stem)
        if not other:
            return NOTHING
        return self.piece(mask, other, stem) if side == 0 else self.piece(other, mask, stem)
