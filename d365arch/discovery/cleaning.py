"""Texts of foreign artefacts made fit for a file and for eyes: nothing invisible, nothing personal, nothing endless."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200
"""Characters kept of a name."""

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_SPACES = re.compile(r"\s+")
_BREAKS = frozenset("\t\n\r\v\f\u2028\u2029")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_TAGS = re.compile(r"<[^<>]{0,500}>")


def cleaned(text: str, limit: int = LONGEST) -> str:
    """A name for people: one line, without control characters, direction overrides and mail addresses, cut at `limit`.

    Markup stays as text; whoever writes HTML, SVG or CSV escapes it there.
    """
    visible = text[:20 * limit]
    if not visible.isprintable():
        visible = "".join(" " if sign in _BREAKS else sign for sign in visible
                          if sign in _BREAKS or unicodedata.category(sign) not in _INVISIBLE)
        visible = _SPACES.sub(" ", visible)
    elif "  " in visible:
        visible = _SPACES.sub(" ", visible)
    visible = visible.strip()
    if "@" in visible:
        visible = _MAIL.sub("(mail address)", visible)
    return visible if len(visible) <= limit else visible[: limit - 3].rstrip() + "..."


def without_tags(text: str) -> str:
    """The text of a label that holds HTML, on one line."""
    import html

    return cleaned(html.unescape(_TAGS.sub(" ", html.unescape(text))))
