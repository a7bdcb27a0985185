"""Prints what the layout engines make of the sample landscapes and of generated ones; run as a script.

`python tests/benchmarks/bench_layout.py [--large]` compares the engine lanes with the engine graphviz (dot's places,
our lines) and with what dot itself draws, straight and curved, at its usual distances: zones as clusters, rows as
ports, labels of the size of ours. Crossings are counted line by line for all; the area is that of the whole drawing.
Times are of this process, but for Graphviz wall-clock, as it runs in a child process.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "layout"), str(ROOT / "tests" / "benchmarks")]

import landscapes  # noqa: E402
from dot_lines import crossings, draw_with_dot  # noqa: E402

from d365arch.errors import LayoutError  # noqa: E402
from d365arch.layout.engines import engine  # noqa: E402
from d365arch.layout.quality import measure  # noqa: E402
from d365arch.layout.request import LayoutRequest  # noqa: E402

GENERATED = ((100, 300, 8), (500, 1500, 8), (2000, 6000, 20))


def samples() -> Iterator[tuple[str, LayoutRequest]]:
    """The requests of the product's own samples, drawn afresh."""
    from d365arch.catalog.load import own_catalog
    from d365arch.io.files import read_workspace
    from d365arch.scene.build import draw

    for path in sorted((ROOT / "samples").glob("*.yaml")):
        yield path.stem, draw(read_workspace(path).workspace, own_catalog(), fresh=True).request


def row(name: str, request: LayoutRequest, which: str) -> str:
    """One line of the table for an engine of ours."""
    clock = time.perf_counter if which == "graphviz" else time.process_time
    before = clock()
    try:
        placement = engine(which)(request, None)
    except LayoutError as error:
        return f"{name:26} {which:14} {error}"
    spent = clock() - before
    found = measure(request, placement)
    links = {link.id: link for link in request.links}
    crossed = crossings([(links[key], [(p.x, p.y) for p in route.points])
                         for key, route in sorted(placement.routes.items())])
    return (_figures(name, which, len(request.links), crossed, f"{found.bends_per_link:6.2f}", found.mean_length,
                     found.area, found.aspect, spent)
            + f" {found.max_length:8,.0f} {found.over_boxes:5} {found.label_overlaps:5} {found.missing_labels:6} "
              f"{found.shared:8,.0f}")


def dot_row(name: str, request: LayoutRequest, splines: str) -> str:
    """One line of the table for dot's own drawing."""
    which = "dot, straight" if splines == "polyline" else "dot, curved"
    found = draw_with_dot(request, splines)
    if found is None:
        return f"{name:26} {which:14} dot failed, with labels and without"
    count = len(request.links)
    bends = "     -" if found.bends < 0 else f"{found.bends / count:6.2f}"
    return (_figures(name, which, count, found.crossings, bends, found.total_length / count,
                     found.width * found.height, found.width / found.height, found.seconds)
            + ("" if found.labels else "  (no labels: dot fails with them)"))


def _figures(name: str, which: str, links: int, crossed: int, bends: str, mean: float, area: float,
             aspect: float, spent: float) -> str:
    return (f"{name:26} {which:14} {crossed:9,} {crossed / links:6.2f} {bends} {mean:8,.0f} {area / 1e6:7.2f} "
            f"{aspect:6.2f} {spent:6.2f}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 500/1,500 and 2,000/6,000")
    wanted = parser.parse_args()
    print(f"{'landscape':26} {'drawn by':14} {'crossings':>9} {'/link':>6} {'bends':>6} {'px/link':>8} {'Mpx':>7} "
          f"{'aspect':>6} {'s':>6} {'longest':>8} {'over':>5} {'bad':>5} {'hidden':>6} {'shared':>8}")
    cases = [(name, request) for name, request in samples() if request.links]
    cases += [(f"generated {systems}/{links}", landscapes.generated(systems, links, zones))
              for systems, links, zones in (GENERATED if wanted.large else GENERATED[:1])]
    for name, request in cases:
        print(row(name, request, "lanes"))
        if len(request.boxes) <= 100:
            print(row(name, request, "graphviz"))
            for splines in ("polyline", "true"):
                print(dot_row(name, request, splines))


if __name__ == "__main__":
    main()
