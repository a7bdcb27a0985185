"""Documents inside elements of a solution: JSON as text, often URL-encoded, looked through for secrets like a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

from d365arch.discovery.dataverse.components import Component
from d365arch.discovery.desk import Desk
from d365arch.discovery.secrets import in_json
from d365arch.discovery.text import json_of
from d365arch.discovery.tree import ReadingError


def embedded_json(component: Component, child: str, desk: Desk, *, tell: bool = True) -> Any:
    """The JSON in a child's text, as it is or URL-encoded; None where there is none.

    What is broken is told with its place, unless `tell` says not to.
    """
    text = component.text(child)
    if not text:
        return None
    try:
        value = json_of(decoded(text), desk.limits)
    except ReadingError as error:
        if tell:
            desk.notebook.not_read(component.entry.path, f"{component.place(child)}: {error.sentence}")
        return None
    desk.note_secrets(component.entry.path, in_json(value, component.place(child)))
    return value


def decoded(text: str) -> str:
    """A text without URL encoding, be it encoded several times; encoded JSON begins with `%7B` or `%5B`."""
    for _ in range(3):
        if text.lstrip("+ \r\n\t")[:1] != "%":
            break
        text = unquote_plus(text)
    return text
