"""Ids made from names: small letters, digits and hyphens, and never one that is taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_OTHER = re.compile(r"[^a-z0-9]+")


def slug(name: str, fallback: str = "item") -> str:
    """The id that a name suggests: `Web shop (EU)` becomes `web-shop-eu`; accents fall away."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _OTHER.sub("-", plain).strip("-") or fallback


def fresh_id(wanted_name: str, taken: Container[str], fallback: str = "item") -> str:
    """The slug of a name, or with `-2`, `-3`, ... behind it where that is taken."""
    base = slug(wanted_name, fallback)
    if base not in taken:
        return base
    stem = re.sub(r"-[0-9]+$", "", base)
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
