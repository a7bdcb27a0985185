"""The document: holds the workspace of now and tells those who follow it; knows no Qt and no file."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from d365arch.model import Workspace

Follower = Callable[[Workspace, Workspace], None]
"""Called with the workspace before and after a change."""


class Document:
    """The one place where a session keeps its current workspace."""

    def __init__(self, workspace: Workspace | None = None) -> None:
        self._workspace = workspace or Workspace.empty()
        self._followers: list[Follower] = []
        self._untold: deque[tuple[Workspace, Workspace]] = deque()
        self._telling = False

    @property
    def workspace(self) -> Workspace:
        """The workspace of now."""
        return self._workspace

    def replace(self, after: Workspace) -> None:
        """Make this the workspace of now and tell all followers; telling nothing where it is the same value already.

        A follower that itself replaces the workspace is told of that after everyone has heard of the first change.
        """
        before = self._workspace
        if after is before:
            return
        self._workspace = after
        self._untold.append((before, after))
        if not self._telling:
            self._tell()

    def _tell(self) -> None:
        self._telling = True
        try:
            while self._untold:
                before, after = self._untold.popleft()
                for follower in tuple(self._followers):
                    if follower in self._followers:
                        follower(before, after)
        finally:
            self._telling = False
            self._untold.clear()

    def subscribe(self, follower: Follower) -> Callable[[], None]:
        """Call this function after each change; gives the function that ends it (a second call does nothing)."""
        self._followers.append(follower)

        def unsubscribe() -> None:
            if follower in self._followers:
                self._followers.remove(follower)

        return unsubscribe
