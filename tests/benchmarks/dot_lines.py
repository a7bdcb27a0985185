"""What Graphviz dot itself draws of a layout request: its places, its lines, its labels; for the comparison only.

Crossings are counted alike for dot and for us: pairs of lines that share no row, each place where they cross.
"""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import time
from dataclasses import dataclass

from d365arch.layout.dot import to_dot
from d365arch.layout.request import LayoutRequest, Link

TIME_LIMIT = 120
STEPS = 6
"""Straight pieces that stand for one Bezier curve."""
CELL = 200.0

Spot = tuple[float, float]
Line = list[Spot]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Figures of a whole drawing; lengths in px. `labels` tells whether it has any."""

    crossings: int
    bends: int
    total_length: float
    width: float
    height: float
    seconds: float
    labels: bool


def draw_with_dot(request: LayoutRequest, splines: str) -> Drawn | None:
    """Dot's own drawing at its usual distances, with labels if it survives them; none where it fails altogether."""
    for labels in (True, False):
        text = _dot_text(request, splines, labels)
        before = time.perf_counter()
        try:
            done = subprocess.run(["dot", "-Tjson0"], input=text.encode(), capture_output=True, timeout=TIME_LIMIT,
                                  check=False)
        except (OSError, subprocess.TimeoutExpired):
            continue
        spent = time.perf_counter() - before
        if done.returncode == 0:
            return _figures(request, json.loads(done.stdout), spent, curved=splines != "polyline", labels=labels)
    return None


def _dot_text(request: LayoutRequest, splines: str, labels: bool) -> str:
    """The product's own DOT with dot's usual distances, and for each label a table of the size of our pill."""
    text = re.sub(r"nodesep=[\d.]+, ranksep=[\d.]+, compound=true, ", "", to_dot(request))
    text = text.replace("splines=polyline", f"splines={splines}")
    if not labels:
        return text
    sizes = {link.id: link.label for link in request.links if link.label}

    def with_label(found: re.Match[str]) -> str:
        size = sizes.get(found[1])
        if size is None:
            return found[0]
        return (f'[id="{found[1]}", label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>'
                f'<TD FIXEDSIZE="TRUE" WIDTH="{size.width:g}" HEIGHT="{size.height:g}"></TD></TR></TABLE>>];')

    return re.sub(r'\[id="([^"]*)"\];', with_label, text)


def _figures(request: LayoutRequest, found: dict[str, object], spent: float, *, curved: bool, labels: bool) -> Drawn:
    links = {link.id: link for link in request.links}
    lines = {}
    for edge in found.get("edges", ()):  # type: ignore[attr-defined]
        lines[edge["id"]] = _line(edge["pos"], curved)
    _, _, width, height = (float(part) for part in str(found["bb"]).split(","))
    bends = sum(max(0, len(_corners(line)) - 2) for line in lines.values()) if not curved else -1
    return Drawn(crossings([(links[key], line) for key, line in sorted(lines.items())]), bends,
                 sum(length(line) for line in lines.values()), width, height, spent, labels)


def _line(pos: str, curved: bool) -> Line:
    """Points of a line: knots of a polyline, or samples along a curve, with the arrow's tip at the end it has one."""
    first: Line = []
    last: Line = []
    knots: Line = []
    for word in pos.split():
        parts = word.split(",")
        spot = float(parts[-2]), float(parts[-1])
        if parts[0] == "e":
            last.append(spot)
        elif parts[0] == "s":
            first.append(spot)
        else:
            knots.append(spot)
    line = [knots[0]]
    for at in range(0, len(knots) - 3, 3):
        p, q, r, s = knots[at: at + 4]
        steps = STEPS if curved else 1
        for step in range(1, steps + 1):
            t = step / steps
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3
            line.append((a * p[0] + b * q[0] + c * r[0] + d * s[0], a * p[1] + b * q[1] + c * r[1] + d * s[1]))
    return first + line + last


def _corners(line: Line) -> Line:
    """The points where a line really turns."""
    out: Line = []
    for spot in line:
        if out and abs(out[-1][0] - spot[0]) + abs(out[-1][1] - spot[1]) < 0.5:
            continue
        if len(out) > 1 and abs(_turn(out[-2], out[-1], spot)) < 0.02 * length([out[-2], out[-1]]) * length(
                [out[-1], spot]):
            out[-1] = spot
            continue
        out.append(spot)
    return out


def _turn(a: Spot, b: Spot, c: Spot) -> float:
    return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])


def length(line: Line) -> float:
    """Length of a polyline."""
    return sum(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in itertools.pairwise(line))


def crossings(lines: list[tuple[Link, Line]]) -> int:
    """Places where two lines cross that share no row, counted pair by pair, also those of lines in one trunk."""
    pieces = [(number, a, b) for number, (_, line) in enumerate(lines) for a, b in itertools.pairwise(line)]
    cells: dict[tuple[int, int], list[int]] = {}
    for place, (_, a, b) in enumerate(pieces):
        for i in range(int(min(a[0], b[0]) // CELL), int(max(a[0], b[0]) // CELL) + 1):
            for j in range(int(min(a[1], b[1]) // CELL), int(max(a[1], b[1]) // CELL) + 1):
                cells.setdefault((i, j), []).append(place)
    pairs: set[tuple[int, int]] = set()
    for group in cells.values():
        for k, one in enumerate(group):
            m, a, b = pieces[one]
            for two in group[:k]:
                n, c, d = pieces[two]
                if m != n and _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0:
                    pairs.add((one, two))
    return sum(1 for one, two in pairs if not _share_row(lines[pieces[one][0]][0], lines[pieces[two][0]][0]))


def _share_row(one: Link, two: Link) -> bool:
    ends = {(one.source, one.source_row), (one.target, one.target_row)}
    return any(row is not None and (box, row) in ends
               for box, row in ((two.source, two.source_row), (two.target, two.target_row)))
