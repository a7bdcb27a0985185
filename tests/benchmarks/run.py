"""Runs the benchmarks of this folder, each as a process of its own, and prints their figures; it judges none.

    python tests/benchmarks/run.py [name ...]     (such as io_cli or canvas; all without a name)
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; 1 where one of them could not run."""
    files = {path.stem.removeprefix("bench_"): path for path in sorted(FOLDER.glob("bench_*.py"))}
    unknown = [name for name in names if name not in files]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(files)}.", file=sys.stderr)
        return 2
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPATH": str(FOLDER.parents[1])}
    failed = []
    for name in names or files:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, str(files[name])], env=environment, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nCould not be run to the end: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
