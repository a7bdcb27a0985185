"""Prints what the layout engines make of the sample landscapes and of generated ones; run as a script.

`python tests/benchmarks/bench_layout.py [--large]` compares the engine lanes with Graphviz (its places, our lines).
Times are of this process, but for Graphviz wall-clock, as it runs in a child process.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "layout")]

import landscapes  # noqa: E402

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
    """One line of the table."""
    clock = time.perf_counter if which == "graphviz" else time.process_time
    before = clock()
    try:
        placement = engine(which)(request, None)
    except LayoutError as error:
        return f"{name:26} {which:9} {error}"
    spent = clock() - before
    found = measure(request, placement)
    return (f"{name:26} {which:9} {found.crossings:9,} {found.bends_per_link:6.2f} {found.mean_length:8,.0f} "
            f"{found.max_length:8,.0f} {found.area_ratio:6.1f} {found.aspect:6.2f} {found.over_boxes:5} "
            f"{found.label_overlaps:5} {found.missing_labels:6} {found.shared:8,.0f} {spent:7.2f}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 500/1,500 and 2,000/6,000")
    wanted = parser.parse_args()
    print(f"{'landscape':26} {'engine':9} {'crossings':>9} {'bends':>6} {'px/edge':>8} {'longest':>8} {'area':>6} "
          f"{'aspect':>6} {'over':>5} {'bad':>5} {'hidden':>6} {'shared':>8} {'s':>7}")
    for name, request in samples():
        if request.links:
            for which in ("lanes", "graphviz"):
                print(row(name, request, which))
    for systems, links, zones in GENERATED if wanted.large else GENERATED[:1]:
        request = landscapes.generated(systems, links, zones)
        for which in ("lanes", "graphviz") if systems <= 100 else ("lanes",):
            print(row(f"generated {systems}/{links}", request, which))


if __name__ == "__main__":
    main()
