"""Figures that say how good a picture is: crossings, bends, lengths, overlaps, the frame."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from d365arch.layout.request import LayoutRequest, Link, Placement
from d365arch.model.geometry import Point, Rect

HEAD = 12.0
"""Length of an arrowhead that a label may not cover, in px."""
CELL = 200.0
Segment = tuple[float, float, float, float, int]
"""Smallest x and y, largest x and y, number of the route."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Counts are of the whole picture; lengths in px at 100 %; shares from 0 to 1.

    `shared` is the length that lines of different rows lie on each other; lines of one row may share a trunk.
    `crossings` counts points where lines cross: a trunk is crossed once, however many lines it carries.
    `label_overlaps` counts labels that touch a box, another label, a line of another link (but those that share their
    trunk) or their own arrowhead.
    """

    links: int
    crossings: int
    bends: int
    total_length: float
    mean_length: float
    max_length: float
    box_overlaps: int
    over_boxes: int
    label_overlaps: int
    missing_labels: int
    shared: float
    area: float
    ink: float
    aspect: float
    largest_gap: float

    @property
    def bends_per_link(self) -> float:
        """Mean number of bends."""
        return self.bends / self.links if self.links else 0.0

    @property
    def area_ratio(self) -> float:
        """Area of the frame over the area of the boxes."""
        return self.area / self.ink if self.ink else 0.0


def measure(request: LayoutRequest, placement: Placement, *, gap: bool = False) -> Quality:
    """All figures of a placement; the largest empty rectangle only if asked (`gap`), as it takes longest."""
    links = [link for link in sorted(request.links, key=lambda link: link.id) if link.id in placement.routes]
    paths = [placement.routes[link.id].points for link in links]
    lengths = [sum(abs(p.x - q.x) + abs(p.y - q.y) for p, q in _steps(path)) for path in paths]
    segments = [segment for number, path in enumerate(paths) for segment in _segments(path, number)]
    crossings, shared = _meetings(segments, links)
    bounds = placement.bounds
    return Quality(
        links=len(links), crossings=crossings, bends=sum(max(0, len(path) - 2) for path in paths),
        total_length=sum(lengths), mean_length=sum(lengths) / len(lengths) if lengths else 0.0,
        max_length=max(lengths, default=0.0), box_overlaps=_box_overlaps(list(placement.boxes.values())),
        over_boxes=_over_boxes(segments, placement), label_overlaps=_label_overlaps(segments, links, placement),
        missing_labels=sum(1 for link in links if link.label and placement.routes[link.id].label is None),
        shared=shared, area=bounds.width * bounds.height,
        ink=sum(rect.width * rect.height for rect in placement.boxes.values()),
        aspect=bounds.width / bounds.height if bounds.height else 1.0,
        largest_gap=largest_gap(placement) if gap else 0.0)


def _steps(path: tuple[Point, ...]) -> Iterator[tuple[Point, Point]]:
    return itertools.pairwise(path)


def _segments(path: tuple[Point, ...], number: int) -> Iterator[Segment]:
    for p, q in _steps(path):
        yield min(p.x, q.x), min(p.y, q.y), max(p.x, q.x), max(p.y, q.y), number


def _grid(rects: list[tuple[float, float, float, float]]) -> dict[tuple[int, int], list[int]]:
    cells: dict[tuple[int, int], list[int]] = {}
    for number, (x1, y1, x2, y2) in enumerate(rects):
        for i in range(int(x1 // CELL), int(x2 // CELL) + 1):
            for j in range(int(y1 // CELL), int(y2 // CELL) + 1):
                cells.setdefault((i, j), []).append(number)
    return cells


def _near(cells: dict[tuple[int, int], list[int]], x1: float, y1: float, x2: float, y2: float) -> set[int]:
    return {number for i in range(int(x1 // CELL), int(x2 // CELL) + 1)
            for j in range(int(y1 // CELL), int(y2 // CELL) + 1) for number in cells.get((i, j), ())}


def _related(one: Link, two: Link) -> bool:
    """Whether two links meet in one row, where they may share a trunk."""
    ends = {(one.source, one.source_row), (one.target, one.target_row)}
    return any(row is not None and (box, row) in ends
               for box, row in ((two.source, two.source_row), (two.target, two.target_row)))


def _meetings(segments: list[Segment], links: list[Link]) -> tuple[int, float]:
    """Number of crossings, and the length that unrelated lines share."""
    level = [segment for segment in segments if segment[1] == segment[3] and segment[0] != segment[2]]
    upright = [segment for segment in segments if segment[0] == segment[2] and segment[1] != segment[3]]
    crossings = 0
    cells = _grid([segment[:4] for segment in upright])
    spots: set[tuple[float, float]] = set()
    for x1, y, x2, _, one in level:
        for number in _near(cells, x1, y, x2, y):
            x, a, _, b, two = upright[number]
            if one != two and x1 < x < x2 and a < y < b and not (_related(links[one], links[two])):
                spots.add((x, y))
    crossings = len(spots)
    shared = 0.0
    for axis, group in ((1, level), (0, upright)):
        lanes: dict[float, list[tuple[float, float, int]]] = {}
        for segment in group:
            lanes.setdefault(round(segment[axis], 1), []).append((segment[1 - axis], segment[3 - axis], segment[4]))
        for lane in lanes.values():
            lane.sort()
            for i, (_, b, one) in enumerate(lane):
                for c, d, two in lane[i + 1:]:
                    if c >= b:
                        break
                    if one != two and not _related(links[one], links[two]):
                        shared += min(b, d) - c
    return crossings, shared


def _box_overlaps(rects: list[Rect]) -> int:
    cells = _grid([(rect.left, rect.top, rect.right, rect.bottom) for rect in rects])
    pairs = {(min(i, j), max(i, j)) for group in cells.values() for i in group for j in group
             if i != j and rects[i].overlaps(rects[j])}
    return len(pairs)


def _over_boxes(segments: list[Segment], placement: Placement) -> int:
    """How many times a line runs through a box that it does not meet, or through the inside of its own."""
    names = list(placement.boxes)
    rects = [placement.boxes[name] for name in names]
    cells = _grid([(rect.left, rect.top, rect.right, rect.bottom) for rect in rects])
    count = 0
    for x1, y1, x2, y2, _ in segments:
        for number in _near(cells, x1, y1, x2, y2):
            rect = rects[number]
            if x1 < rect.right - 0.5 and x2 > rect.left + 0.5 and y1 < rect.bottom - 0.5 and y2 > rect.top + 0.5:
                count += 1
    return count


def _label_overlaps(segments: list[Segment], links: list[Link], placement: Placement) -> int:
    """How many labels touch what they should not."""
    rects = list(placement.boxes.values())
    boxes = _grid([(rect.left, rect.top, rect.right, rect.bottom) for rect in rects])
    lines = _grid([segment[:4] for segment in segments])
    found = [(number, label) for number, link in enumerate(links)
             if (label := placement.routes[link.id].label) is not None]
    labels = _grid([(rect.left, rect.top, rect.right, rect.bottom) for _, rect in found])
    bad = 0
    for place, (number, rect) in enumerate(found):
        frame = (rect.left, rect.top, rect.right, rect.bottom)
        points = placement.routes[links[number].id].points
        wrong = any(rects[other].overlaps(rect) for other in _near(boxes, *frame))
        wrong = wrong or any(other != place and found[other][1].overlaps(rect) for other in _near(labels, *frame))
        wrong = wrong or any(
            segments[other][4] != number and not _related(links[segments[other][4]], links[number])
            and segments[other][0] < rect.right and segments[other][2] > rect.left
            and segments[other][1] < rect.bottom and segments[other][3] > rect.top for other in _near(lines, *frame))
        heads = (points[0], points[-1])
        wrong = wrong or any(rect.left - HEAD < p.x < rect.right + HEAD and rect.top - 1 < p.y < rect.bottom + 1
                             for p in heads)
        bad += wrong
    return bad


def largest_gap(placement: Placement) -> float:
    """Share of the frame that its largest empty rectangle covers: nothing of boxes, lines or labels in it."""
    bounds = placement.bounds
    if bounds.width * bounds.height <= 0:
        return 0.0
    steps = 64
    dx, dy = bounds.width / steps, bounds.height / steps
    full = [[False] * steps for _ in range(steps)]
    rects = list(placement.boxes.values())
    for route in placement.routes.values():
        rects += [Rect(min(p.x, q.x), min(p.y, q.y), abs(p.x - q.x), abs(p.y - q.y)) for p, q in _steps(route.points)]
        if route.label:
            rects.append(route.label)
    for rect in rects:
        for i in range(max(0, int((rect.top - bounds.top) / dy)), min(steps, int((rect.bottom - bounds.top) / dy) + 1)):
            for j in range(max(0, int((rect.left - bounds.left) / dx)),
                           min(steps, int((rect.right - bounds.left) / dx) + 1)):
                full[i][j] = True
    best = 0
    heights = [0] * steps
    for line in full:
        heights = [0 if taken else height + 1 for taken, height in zip(line, heights, strict=True)]
        best = max(best, _largest_under(heights))
    return best / (steps * steps)


def _largest_under(heights: list[int]) -> int:
    """Area of the largest rectangle under a skyline."""
    best = 0
    stack: list[tuple[int, int]] = []
    for at, height in enumerate([*heights, 0]):
        start = at
        while stack and stack[-1][1] >= height:
            start, tall = stack.pop()
            best = max(best, tall * (at - start))
        stack.append((start, height))
    return best
