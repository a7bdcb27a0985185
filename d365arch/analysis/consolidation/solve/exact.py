"""The exact optimum of a small part as an integer program for HiGHS, where it is installed.

A new channel is told by its set of producers; "consumer c takes channel S" is one variable. Only sets inside what two
consumers have in common are needed: a channel for one consumer, or of one producer, is a fan with variables of its own.
Everything is stated for "rows" and "columns", so that producers and consumers may change places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, NamedTuple

from d365arch.analysis.consolidation.solve.board import EPSILON, Board, Piece
from d365arch.analysis.consolidation.solve.bounds import saving_unit
from d365arch.analysis.consolidation.solve.parts import Part, bits, weight
from d365arch.analysis.consolidation.watch import Watch


class Effort(NamedTuple):
    """How far an exact solution may go: sets of rows, hardness of the program, looks at its progress.

    Looks are counted, not seconds: the answer is always the same.
    """

    sets: int
    hardness: float
    looks: int


class Exact(NamedTuple):
    """The best pieces of the integer program and a proven upper bound of the saving (equal if it is optimal)."""

    pieces: list[Piece]
    most: float
    hardness: float


def solver_name() -> str:
    """The solver and its version as people call it; empty where none is installed."""
    try:
        solver = _silent_solver()
    except ImportError:
        return ""
    return f"HiGHS {solver.versionMajor()}.{solver.versionMinor()}"


def exact(part: Part, effort: Effort, watch: Watch, known: Sequence[Piece] = ()) -> Exact | None:
    """The optimum of a part; none where it is too large for the effort or no solver is installed.

    `known` is a solution that the solver begins with.
    """
    if not solver_name():
        return None
    found = [(len(sets), side, sets) for side in (0, 1) if (sets := row_sets(part, side, effort.sets)) is not None]
    if not found:
        return None
    _, side, sets = min(found, key=lambda f: f[:2])
    program = _program(part, side, sets)
    if program.hardness(part) > effort.hardness:
        return None
    return _solved(part, side, program, effort.looks, watch, known=known)


def row_sets(part: Part, side: int, limit: int) -> list[int] | None:
    """All sets of two or more nodes of a side that two nodes of the other side have in common; none if too many."""
    near = sorted({free | wild for free, wild in zip(part.free[1 - side], part.wild[1 - side], strict=True)})
    times = [free | wild for free, wild in zip(part.free[1 - side], part.wild[1 - side], strict=True)]
    common = {a & b for a, b in combinations(near, 2)} | {mask for mask in near if times.count(mask) > 1}
    sets: set[int] = set()
    for mask in sorted((m for m in common if m.bit_count() > 1), key=lambda m: (-m.bit_count(), m)):
        if mask in sets:
            continue
        if 1 << mask.bit_count() > 8 * limit:
            return None
        subset = mask
        while subset:
            if subset & (subset - 1):
                sets.add(subset)
            subset = (subset - 1) & mask
        if len(sets) > limit:
            return None
    return sorted(sets)


@dataclass(slots=True)
class _Program:
    """Binary variables with their gain, and rows `low <= sum of coefficient * variable <= high`."""

    gain: list[float] = field(default_factory=list)
    rows: list[tuple[float, list[tuple[int, float]]]] = field(default_factory=list)
    """Upper limit and terms."""
    covers: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    """Per edge (row, column) the variables that cover it."""
    blocks: list[tuple[int | None, dict[int, list[int]], dict[int, list[int]]]] = field(default_factory=list)
    """Stem, rows by variable, columns by variable; variable -1 stands for members that are always there."""

    def hardness(self, part: Part) -> float:
        """What tells best how long the solver takes: coefficients, and the more so the fewer gaps a part has.

        Where existing channels may grow, it takes longer, too: there is no solution to begin with.
        """
        density = part.edges / (len(part.free[0]) * len(part.free[1]))
        return sum(len(terms) for _, terms in self.rows) / max(1 - density, 0.1) * (2 if part.stems else 1)

    def variable(self, gain: float) -> int:
        self.gain.append(gain)
        return len(self.gain) - 1

    def needs(self, variable: int, other: int) -> None:
        """`variable` only together with `other`."""
        self.rows.append((0.0, [(variable, 1.0), (other, -1.0)]))


def _program(part: Part, side: int, sets: Sequence[int]) -> _Program:
    program = _Program()
    _shared_channels(program, part, side, sets)
    for one in (0, 1):
        _fans(program, part, side, one)
    for index in range(len(part.stems)):
        _extension(program, part, side, index)
    program.rows += [(1.0, [(v, 1.0) for v in variables]) for variables in program.covers.values()
                     if len(variables) > 1]
    return program


def _shared_channels(program: _Program, part: Part, side: int, sets: Sequence[int]) -> None:
    """New channels with two or more rows and columns."""
    other = 1 - side
    near = [free | wild for free, wild in zip(part.free[other], part.wild[other], strict=True)]
    for mask in sets:
        takers = []
        for j, allowed in enumerate(near):
            if mask & ~allowed == 0:
                gain = weight(part.layers[other][j], mask) - part.cost[other][j]
                if gain > 0:
                    takers.append((j, gain))
        fee = part.channel + sum(part.cost[side][i] for i in bits(mask))
        if len(takers) < 2 or sum(gain for _, gain in takers) <= fee:
            continue
        opened = program.variable(-fee)
        columns = {}
        for j, gain in takers:
            taken = program.variable(gain)
            program.needs(taken, opened)
            columns[taken] = [j]
            for i in bits(mask & part.free[other][j]):
                program.covers.setdefault((i, j), []).append(taken)
        program.blocks.append((None, {opened: list(bits(mask))}, columns))


def _fans(program: _Program, part: Part, side: int, one: int) -> None:
    """New channels with a single node on side `one` (as seen from the rows: 0 is the row side)."""
    hub_side = side if one == 0 else 1 - side
    for hub, mask in enumerate(part.free[hub_side]):
        spread = [(k, gain) for k in bits(mask)
                  if (gain := weight(part.layers[hub_side][hub], 1 << k) - part.cost[1 - hub_side][k]) > 0]
        fee = part.channel + part.cost[hub_side][hub]
        if sum(gain for _, gain in spread) <= fee:
            continue
        opened = program.variable(-fee)
        ends = {}
        for k, gain in spread:
            taken = program.variable(gain)
            program.needs(taken, opened)
            ends[taken] = [k]
            program.covers.setdefault((hub, k) if one == 0 else (k, hub), []).append(taken)
        program.blocks.append((None, {opened: [hub]}, ends) if one == 0 else (None, ends, {opened: [hub]}))


def _extension(program: _Program, part: Part, side: int, index: int) -> None:
    """Growth of an existing channel: each node may join; two that join bring the edge between them along."""
    stem, other = part.stems[index], 1 - side
    base = stem.base[side], stem.base[other]
    joins: list[dict[int, int]] = [{}, {}]
    for which, s in ((0, side), (1, other)):
        for i in bits(stem.grow[s]):
            joined = program.variable(weight(part.layers[s][i], base[1 - which]) - part.cost[s][i])
            joins[which][i] = joined
            for k in bits(part.free[s][i] & base[1 - which]):
                program.covers.setdefault((i, k) if which == 0 else (k, i), []).append(joined)
    for i, row in joins[0].items():
        for j, column in joins[1].items():
            if part.wild[side][i] >> j & 1:
                continue
            if not part.free[side][i] >> j & 1:
                program.rows.append((1.0, [(row, 1.0), (column, 1.0)]))
                continue
            both = program.variable(weight(part.layers[side][i], 1 << j))
            program.needs(both, row)
            program.needs(both, column)
            program.rows.append((1.0, [(row, 1.0), (column, 1.0), (both, -1.0)]))
            program.covers.setdefault((i, j), []).append(both)
    program.blocks.append((index, {-1: list(bits(base[0]))} | {v: [i] for i, v in joins[0].items()},
                           {-1: list(bits(base[1]))} | {v: [j] for j, v in joins[1].items()}))


def _solved(
    part: Part, side: int, program: _Program, looks: int, watch: Watch, *, known: Sequence[Piece]
) -> Exact | None:
    if not program.gain:
        return Exact([], 0.0, 0.0)
    solver = _loaded(program, saving_unit(part), _values(side, program, known))
    left = iter(range(looks))

    def look(event: Any) -> None:
        if watch.over or next(left, None) is None:
            event.interrupt()

    solver.cbMipInterrupt.subscribe(look)
    solver.run()
    info = solver.getInfo()
    most = float(info.mip_dual_bound)
    if not abs(most) < 1e15:
        return None
    values = solver.getSolution().col_value if info.primal_solution_status == 2 else []
    return Exact(_pieces(part, side, program, values), max(most, 0.0), program.hardness(part))


def _loaded(program: _Program, unit: float, start: Sequence[float]) -> Any:
    """HiGHS with the program: one thread and a fixed seed, so that it always does the same.

    Savings are multiples of `unit`: a gap below it is none. `start` are values to begin with, or nothing.
    """
    import highspy
    import numpy as np

    count = len(program.gain)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, len(program.rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.array(program.gain)
    lp.col_lower_, lp.col_upper_ = np.zeros(count), np.ones(count)
    lp.row_lower_ = np.full(len(program.rows), -highspy.kHighsInf)
    lp.row_upper_ = np.array([high for high, _ in program.rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array([0, *np.cumsum([len(terms) for _, terms in program.rows])])
    lp.a_matrix_.index_ = np.array([v for _, terms in program.rows for v, _ in terms])
    lp.a_matrix_.value_ = np.array([c for _, terms in program.rows for _, c in terms])
    lp.integrality_ = [highspy.HighsVarType.kInteger] * count
    solver = _silent_solver()
    for name, value in (("threads", 1), ("random_seed", 1), ("mip_rel_gap", 0.0),
                        ("mip_abs_gap", max(unit - 1e-4, 1e-6))):
        solver.setOptionValue(name, value)
    solver.passModel(lp)
    if start:
        solver.setSolution(count, np.arange(count, dtype=np.int32), np.array(start))
    return solver


def _silent_solver() -> Any:
    """A HiGHS that never writes to standard output, where others read our JSON.

    Since 1.16 it greets as soon as its constructor enables callbacks, when `silent()` could not yet be called.
    """
    import highspy

    class Silent(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 - the name is highspy's
            self.silent()
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Silent()  # type: ignore[no-untyped-call]


def _values(side: int, program: _Program, known: Sequence[Piece]) -> list[float]:
    """A known solution as values of the variables; nothing where existing channels grow, which take more than these."""
    if not known or any(piece.stem is not None for piece in known):
        return []
    fixed: dict[tuple[int, int], tuple[int, dict[int, int]]] = {}
    for stem, rows, columns in program.blocks:
        if stem is None:
            which = 0 if min(rows) < min(columns) else 1
            own, others = ((rows, columns), (columns, rows))[which]
            [(opened, nodes)] = own.items()
            fixed[which, sum(1 << i for i in nodes)] = opened, {ends[0]: v for v, ends in others.items()}
    values = [0.0] * len(program.gain)
    for piece in known:
        masks = piece.sides[side], piece.sides[1 - side]
        which = 1 if masks[1].bit_count() == 1 else 0
        if (which, masks[which]) not in fixed:
            return []
        opened, ends = fixed[which, masks[which]]
        for variable in (opened, *(ends.get(k, -1) for k in bits(masks[1 - which]))):
            if variable < 0:
                return []
            values[variable] = 1.0
    return values


def _pieces(part: Part, side: int, program: _Program, values: Sequence[float]) -> list[Piece]:
    if not len(values):
        return []
    board = Board(part)
    pieces = []
    for stem, rows, columns in program.blocks:
        masks = [0, 0]
        for which, ends in ((side, rows), (1 - side, columns)):
            for variable, nodes in ends.items():
                if variable < 0 or values[variable] > 0.5:
                    for i in nodes:
                        masks[which] |= 1 << i
        if stem is None and not (masks[0] and masks[1]):
            continue
        piece = board.piece(masks[0], masks[1], stem)
        if piece.saving > EPSILON:
            pieces.append(piece)
    return pieces
