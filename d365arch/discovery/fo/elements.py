"""Looking into elements of Finance and Operations metadata without trusting their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from d365arch.discovery.text import text_of
from d365arch.discovery.tree import Entry, ReadingError

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<(?:[\w.-]{1,80}:)?([A-Za-z_][\w.-]{0,120})[\s/>]")
_HEAD = 4_000
_YES = frozenset({"yes", "true", "1", "enabled"})
_NO = frozenset({"no", "false", "0", "disabled"})


def root_name(entry: Entry) -> str:
    """The name of the outermost element of an XML file, by its first characters; empty where there is none.

    A package folder holds tens of thousands of files of which few matter, so that none is parsed to learn what it is.
    """
    try:
        head = text_of(entry.load()[:_HEAD])
    except ReadingError:
        return ""
    match = _TAG.search(_COMMENT.sub("", head))
    return match[1] if match else ""


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
