"""How long the analysis takes as landscapes grow, with findings and without betweenness; prints, judges nothing.

    python tests/benchmarks/run.py analysis
"""

from __future__ import annotations

from d365arch.analysis.analyze import analyze
from d365arch.catalog.load import own_catalog
from tests.analysis.landscapes import random_landscape
from tests.benchmarks.timing import heading, row, seconds_of

SIZES = ((50, 150, 3), (200, 600, 3), (2_000, 6_000, 3), (10_000, 100_000, 2))
BUDGETS = {200: "0.3 s", 10_000: "3 s"}


def main() -> None:
    """Print the table."""
    catalog = own_catalog()
    heading()
    for systems, integrations, runs in SIZES:
        workspace = random_landscape(1, systems, integrations, hubs=20, zones=5, entities=50)
        spent = seconds_of(lambda workspace=workspace: analyze(workspace, catalog), runs)
        row(f"analyze {systems:,} systems, {integrations:,} links", spent, BUDGETS.get(systems, ""))


if __name__ == "__main__":
    main()
