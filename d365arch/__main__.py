"""Entry point: no arguments open the window, anything else is a command."""

from __future__ import annotations

import sys


def main() -> int:
    """Run d365arch with the arguments of the process; returns the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from d365arch import __version__

        print(f"d365arch {__version__}")  # noqa: T201
        return 0
    from d365arch.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
