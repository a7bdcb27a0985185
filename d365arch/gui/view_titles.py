"""What people call a view."""

from __future__ import annotations

from d365arch.model import View


def title_of(view: View) -> str:
    """The title of a view; where it has none, its id as a word."""
    return view.title or (view.id[:1].upper() + view.id[1:])
