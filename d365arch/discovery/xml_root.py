"""What an XML file is, by the name of its outermost element alone."""

from __future__ import annotations

import re

from d365arch.discovery.text import text_of
from d365arch.discovery.tree import Entry, ReadingError

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<(?:[\w.-]{1,80}:)?([A-Za-z_][\w.-]{0,120})[\s/>]")
_HEAD = 4_000


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
