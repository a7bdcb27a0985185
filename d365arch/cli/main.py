"""Finds the command asked for, imports only that, and turns its outcome into an exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from d365arch.cli.common import EXIT_OK, EXIT_STOPPED, EXIT_WRONG_INPUT, tell
from d365arch.errors import D365ArchError
from d365arch.model.problems import ProblemsError
from d365arch.model.progress import CancelledError

COMMANDS: dict[str, str] = {
    "new": "start a landscape file",
    "check": "tell every problem of a landscape file",
    "export": "draw a landscape: SVG, PNG, PDF, DOT or JSON",
    "layout": "place what has no place and store it in the view",
    "analyze": "coupling metrics and findings",
    "report": "one self-contained HTML or Markdown report",
    "catalog": "list and show the endpoint and system types",
    "schema": "JSON Schema of landscape files, for editors",
}
"""Commands by name with one line of help; each lives in the module of its name."""


def _overview() -> str:
    width = max(map(len, COMMANDS))
    lines = "\n".join(f"  {name:<{width}}  {text}" for name, text in COMMANDS.items())
    return (
        "d365arch draws, checks and simplifies integration landscapes around Dynamics 365 and Dataverse.\n\n"
        "usage: d365arch [FILE]              open the window, on FILE if given\n"
        "       d365arch COMMAND ...         work without a display\n"
        "       d365arch COMMAND --help      what a command takes\n"
        "       d365arch --version\n\n"
        f"commands:\n{lines}\n\n"
        "exit codes: 0 fine, 1 findings at or above --fail-on, 2 wrong input"
    )


def parser_of(command: str) -> argparse.ArgumentParser:
    """The argument parser of one command, filled by its module."""
    module = importlib.import_module(f"d365arch.cli.{command}_command")
    parser = argparse.ArgumentParser(prog=f"d365arch {command}", description=f"{module.__doc__}")
    module.add_arguments(parser)
    parser.set_defaults(run=module.run)
    return parser


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code and never lets an error of the user end in a traceback."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(_overview())
        return EXIT_OK
    command = arguments[0]
    if command not in COMMANDS:
        from d365arch.model.problems import did_you_mean

        hint = did_you_mean(command, COMMANDS)
        tell(f'There is no command "{command}"{hint or "."} Run "d365arch --help" for the list.')
        return EXIT_WRONG_INPUT
    return _guarded(command, arguments[1:])


def _guarded(command: str, arguments: Sequence[str]) -> int:
    try:
        parsed = parser_of(command).parse_args(arguments)
        code = int(parsed.run(parsed))
        sys.stdout.flush()
    except ProblemsError as error:
        for problem in error.problems:
            tell(str(problem))
        code = EXIT_WRONG_INPUT
    except D365ArchError as error:
        tell(str(error))
        code = EXIT_WRONG_INPUT
    except (KeyboardInterrupt, CancelledError):
        tell("Stopped; nothing was written.")
        code = EXIT_STOPPED
    except BrokenPipeError:
        # The reader of our output went away (| head); that is no error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_OK
    return code
