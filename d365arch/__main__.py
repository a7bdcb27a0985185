"""Entry point: no arguments open the window, anything else is a command."""

from __future__ import annotations

import sys


def opens_window(arguments: list[str]) -> bool:
    """Whether the arguments ask for the window: none at all, or one file that is no command."""
    return not arguments or (len(arguments) == 1 and arguments[0].lower().endswith((".yaml", ".yml")))


def main() -> int:
    """Run d365arch with the arguments of the process; returns the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from d365arch import __version__

        print(f"d365arch {__version__}")  # noqa: T201
        return 0
    arguments = sys.argv[1:]
    try:
        if opens_window(arguments):
            from d365arch.gui.app import run as run_window

            return run_window(arguments)
        from d365arch.cli.main import run

        return run(arguments)
    except KeyboardInterrupt:  # while modules were still being loaded, or the window was open
        return 130


if __name__ == "__main__":
    sys.exit(main())
