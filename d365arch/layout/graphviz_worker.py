"""Child process that lets the Graphviz library place a graph: DOT on standard input, plain text on standard output.

Run as `python -m d365arch.layout.graphviz_worker`. It is a process of its own because the library ends the whole
program when one of its assertions fails.
"""

from __future__ import annotations

import sys
import warnings

MISSING = 3
"""Exit code when pygraphviz is not installed or does not load."""


def main() -> int:
    """Read, place, write; returns the exit code."""
    try:
        import pygraphviz
    except (ImportError, OSError):
        return MISSING
    text = sys.stdin.buffer.read().decode("utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = pygraphviz.AGraph(string=text)
        graph.layout(prog="dot")
        plain = graph.draw(format="plain")
    sys.stdout.buffer.write(plain if isinstance(plain, bytes) else str(plain).encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
