"""Ids made from names: small letters, digits and hyphens, and never one that is taken."""

from __future__ import annotations

import re
from collections.abc import Container

from d365arch.model.ids import suggested_id


def slug(name: str, fallback: str = "item") -> str:
    """The id that a name suggests, or the fallback where it suggests none."""
    return suggested_id(name) or fallback


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
