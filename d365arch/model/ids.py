"""What ids look like, and the id that a name suggests."""

from __future__ import annotations

import re
import unicodedata

LONGEST_ID = 100
"""Characters; a view names places by id, and YAML reads no key of more than 1,024."""

ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
"""What an id looks like."""

ID_RULE = f"small letters, digits and hyphens, {LONGEST_ID} at most, beginning with a letter or digit"
"""The same in words that follow "use"."""

TYPE_PATTERN = re.compile(r"[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)*")
"""What the id of a catalog type looks like."""

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_OTHER = re.compile(r"[^a-z0-9]+")


def suggested_id(name: str) -> str:
    """The id that a name suggests, empty where it suggests none: `Web shop (EU)` becomes `web-shop-eu`.

    Accents fall away; what is long is cut.
    """
    plain = unicodedata.normalize("NFKD", name[:2 * LONGEST_ID].lower().translate(_LETTERS))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    # Some characters are left for the number that a second of the kind gets.
    return _OTHER.sub("-", plain).strip("-")[:LONGEST_ID - 20].strip("-")
