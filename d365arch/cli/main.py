"""Finds the command asked for, imports only that, and turns its outcome into an exit code."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from d365arch.cli.common import EXIT_MISTAKE, EXIT_OK, EXIT_STOPPED, EXIT_WRONG_INPUT, tell
from d365arch.errors import D365ArchError, printable, printable_path
from d365arch.model.problems import ProblemsError, did_you_mean
from d365arch.model.progress import CancelledError

COMMANDS: dict[str, str] = {
    "new": "start a landscape file",
    "discover": "draw the landscape that exists, from solutions, flows, templates, metadata, lists and drawings",
    "check": "tell every problem of a landscape file",
    "export": "draw a landscape: SVG, PNG, PDF, DOT or JSON",
    "layout": "place what has no place and store it in the view",
    "analyze": "coupling metrics and findings",
    "plan": "which direct links should go through which hub, and what that buys",
    "compare": "figures, costs and findings of two landscapes side by side",
    "outage": "what happens when systems or hubs fail",
    "report": "one self-contained report: HTML, Markdown, PDF, JSON or SARIF",
    "advise": "which endpoint or chain to choose for a need, ranked, with reasons",
    "drift": "how a landscape and the artefacts of the organization differ",
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
    _never_fail_at_signs()
    try:
        code = _dispatched(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except ProblemsError as error:
        for problem in error.problems:
            tell(problem.line)
        code = EXIT_WRONG_INPUT
    except D365ArchError as error:
        tell(str(error))
        code = EXIT_WRONG_INPUT
    except (KeyboardInterrupt, CancelledError):
        tell("Stopped; nothing was written.")
        code = EXIT_STOPPED
    except BrokenPipeError:
        # The reader of our output went away (| head); that is no error of ours.
        _let_go_of_output()
        code = EXIT_OK
    except OSError as error:
        _let_go_of_output()
        what = f'"{printable_path(error.filename)}" cannot be read or written' if isinstance(error.filename, str) else \
            "The output cannot be written"
        tell(f"{what}: {error.strerror or error}; make room, or use another file or folder.")
        code = EXIT_WRONG_INPUT
    except Exception as error:  # what we did not foresee is told in a sentence, too
        if os.environ.get("D365ARCH_DEBUG"):
            raise
        tell(f"d365arch made a mistake of its own ({type(error).__name__}: {printable(str(error))}) and stopped. "
             "Files are written whole or not at all. Set D365ARCH_DEBUG=1 and run it again for details to report.")
        code = EXIT_MISTAKE
    return code


def _dispatched(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(_overview())
        return EXIT_OK
    command = arguments[0]
    if command not in COMMANDS:
        hint = did_you_mean(command, COMMANDS)
        raise D365ArchError(f'There is no command "{printable(command)}"{hint or "."} Run "d365arch --help" for the '
                            "list.")
    try:
        parsed = parser_of(command).parse_args(arguments[1:])
    except SystemExit as asked:  # argparse has told the help, or what is wrong
        return int(asked.code or EXIT_OK)
    return int(parsed.run(parsed))


def _never_fail_at_signs() -> None:
    """Escape what the encoding of the output lacks, such as a dash on a Windows pipe, instead of failing at it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _let_go_of_output() -> None:
    """Keep Python from writing once more, at its end, what nobody takes."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
