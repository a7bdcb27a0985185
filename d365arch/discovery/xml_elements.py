"""Looking into XML elements without trusting their shape, nor the case in which their names are written."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

_YES = frozenset({"yes", "true", "1", "enabled"})
_NO = frozenset({"no", "false", "0", "disabled"})


def child(element: Element, name: str) -> Element | None:
    """The first child of a name, in whatever case it is written."""
    found = element.find(name)
    if found is not None:
        return found
    wanted = name.lower()
    return next((one for one in element if one.tag.lower() == wanted), None)


def text_at(element: Element | None, *path: str) -> str:
    """The text of the element down a path of names; empty where there is none."""
    for name in path:
        if element is None:
            return ""
        element = child(element, name)
    return (element.text or "").strip() if element is not None else ""


def children(element: Element | None, *path: str) -> Iterator[Element]:
    """The children of the element down a path of names."""
    for name in path:
        if element is None:
            return
        element = child(element, name)
    yield from element if element is not None else ()


def flag(text: str) -> bool | None:
    """Yes or no in any writing; None where it says neither."""
    plain = text.strip().lower()
    return True if plain in _YES else False if plain in _NO else None
