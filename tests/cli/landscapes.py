"""Landscapes as files, for commands that run in a process of their own."""

from __future__ import annotations

import random
from pathlib import Path

from d365arch.io.files import write_new
from tests.analysis.landscapes import ASYNC, link, system, workspace


def many_blocks(path: Path, systems: int = 120, links: int = 2_500) -> Path:
    """A landscape whose search for a plan takes some time: overlapping blocks with holes."""
    pick = random.Random(5)
    found = []
    while len(found) < links:
        entity, producers, consumers = (f"e{pick.randrange(12)}", pick.sample(range(systems), 4),
                                        pick.sample(range(systems), 6))
        found += [(p, c, entity) for p in producers for c in consumers if p != c and pick.random() < 0.85]
    write_new(workspace([system(f"s{i}") for i in range(systems)],
                        [link(f"i{number}", f"s{p}", f"s{c}", entity=entity, timing=ASYNC)
                         for number, (p, c, entity) in enumerate(found)], name="Blocks"), path)
    return path
