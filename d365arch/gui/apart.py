"""Work in a process of its own: a thread that computes for seconds would keep the window from its processor."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from d365arch.errors import D365ArchError
from d365arch.model.progress import Progress

TOLD_EVERY = 0.1
"""How often, in seconds, it is asked whether the work is still wanted."""


class _EndedError(Exception):
    """The process ended, or never began, without a result."""


def apart(function: Callable[..., Any], arguments: tuple[Any, ...], progress: Progress, *, lost: str = "") -> Any:
    """What `function(*arguments, progress=...)` gives in another process; both have to be picklable.

    For worker threads. What `progress` raises stops the process. Where no process can be had, the work is done here;
    where `lost` is a sentence, it is not: what ended a process must not end the window, so that is raised as
    `D365ArchError`.
    """
    try:
        return _ask(function, arguments, progress)
    except (_EndedError, OSError) as error:
        if lost:
            raise D365ArchError(lost) from error
        return function(*arguments, progress=progress)


def _ask(function: Callable[..., Any], arguments: tuple[Any, ...], progress: Progress) -> Any:
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(theirs, function, arguments), daemon=True)
    with mine:
        try:
            process.start()
            theirs.close()
            return _follow(mine, progress)
        except EOFError:
            raise _EndedError from None
        finally:
            theirs.close()
            if process.pid is not None:
                process.kill()
                process.join()
                process.close()


def _follow(mine: Connection, progress: Progress) -> Any:
    """What the process gives or raises in the end; tells meanwhile how far it is."""
    share, words = 0.0, ""
    while True:
        while not mine.poll(TOLD_EVERY):
            progress(share, words)
        kind, told = mine.recv()
        if kind == "told":
            share, words = told
            progress(share, words)
        elif kind == "done":
            return told
        else:
            raise told


def _answer(theirs: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """The whole life of the process."""
    gc.disable()    # it ends before a cycle could matter

    def tell(share: float, words: str) -> None:
        theirs.send(("told", (share, words)))

    try:
        found = function(*arguments, progress=tell)
    except Exception as error:
        theirs.send(("failed", error))
    else:
        theirs.send(("done", found))
