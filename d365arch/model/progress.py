"""How long work tells how far it is and learns that it is no longer wanted."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Told the share done (0..1) and what is being done, in words for people; may raise `CancelledError`."""


class CancelledError(Exception):
    """Raised by a progress callback when the person does not want the result any more."""
