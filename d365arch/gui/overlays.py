"""What lies over the whole drawing and colors it anew; only one of these reads well at a time."""

from __future__ import annotations

from collections.abc import Callable


class Overlays:
    """Remembers which overlay is on, and ends it when another one begins."""

    def __init__(self) -> None:
        self._holder: tuple[str, Callable[[], object]] | None = None

    def take(self, name: str, end: Callable[[], object]) -> None:
        """An overlay begins: the one before, if it is another, is ended by its own `end`."""
        before, self._holder = self._holder, (name, end)
        if before is not None and before[0] != name:
            before[1]()

    def leave(self, name: str) -> None:
        """An overlay has ended."""
        if self._holder is not None and self._holder[0] == name:
            self._holder = None
