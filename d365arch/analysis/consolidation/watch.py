"""Watches a search: whether its time is over or somebody stopped it, so that the best so far is given."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from math import inf

from d365arch.model.progress import CancelledError, Progress


class Watch:
    """Asked by every loop of a search; `over` says that it should come to an end with what it has.

    Searches have budgets counted in steps, so that the same input gives the same plan; the clock is only a safety net.
    A `progress` that raises `CancelledError` stops the search, too: whoever cancels gets the best plan so far, and
    `stopped` tells that it was cut short.
    """

    def __init__(
        self, seconds: float = inf, progress: Progress | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._end = clock() + seconds
        self._progress = progress
        self._stop = threading.Event()
        self._share = 0.0
        self.cut_short = False

    def stop(self) -> None:
        """Ask the search to end; may be called from any thread or a signal handler."""
        self._stop.set()

    @property
    def over(self) -> bool:
        """Whether to stop now; remembered in `cut_short`."""
        if self._stop.is_set() or self._clock() >= self._end:
            self.cut_short = True
        return self.cut_short

    def tell(self, share: float, what: str) -> None:
        """Report how far the work is, never less than before; a listener that cancels ends the search."""
        if self._progress is None:
            return
        self._share = max(self._share, share)
        try:
            self._progress(self._share, what)
        except CancelledError:
            self._stop.set()
