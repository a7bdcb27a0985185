"""Measures and cuts lines of text by the product's own table of letter widths: the same everywhere, with no GUI."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache, reduce
from importlib.resources import files
from operator import add

from d365arch.scene.parts import Font, Weight

ELLIPSIS = "…"
_WIDE = 1.0
"""Width in em of letters outside the font that fill a square, such as Chinese, Japanese and Korean."""
_EMOJI = 1.25
_OTHER = 0.6
_JOINER = "\u200d"
_UNWANTED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)


@cache
def _letters(weight: Weight) -> dict[str, float]:
    table = json.loads(files("d365arch.resources").joinpath("font-metrics.json").read_text(encoding="utf-8"))
    found = table[weight.value]
    units = found["units"]
    return {letter: int(advance) / units for advance, letters in found["letters"].items() for letter in letters}


def plain(text: str) -> str:
    """The text as one line that is safe to draw.

    White space becomes single blanks; control letters, marks that turn the writing direction, letters without meaning
    and halves of pairs go: they could break a file or make a name look like another one.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _UNWANTED.sub("", " ".join(text.split())).strip()


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends with a mark of its own."""
    return text if text.endswith((".", "!", "?", "…", ":", "。")) else f"{text}."


def _foreign(letter: str, before: str) -> float:
    """Width in em of a letter that the font does not have."""
    category = unicodedata.category(letter)
    if category in {"Mn", "Me", "Cf"} or before == _JOINER or "\U0001f3fb" <= letter <= "\U0001f3ff":
        return 0.0
    if "\U0001f000" <= letter <= "\U0001faff" or category == "So":
        return _EMOJI
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _OTHER


def _ems(text: str, weight: Weight) -> float:
    letters = _letters(weight)
    if text.isascii() and text.isprintable():
        return reduce(add, map(letters.__getitem__, text), 0.0)
    total, before = 0.0, ""
    for letter in text:
        advance = letters.get(letter)
        total += _foreign(letter, before) if advance is None or before == _JOINER else advance
        before = letter
    return total


def known(letter: str) -> bool:
    """Whether the product's font has the letter."""
    return letter in _letters(Weight.REGULAR)


@lru_cache(maxsize=65536)
def measure(text: str, font: Font) -> float:
    """Width of one line in px, without kerning and ligatures, as all painters draw it."""
    return round(_ems(text, font.weight) * font.size + font.spacing * len(text), 2)


def elide(text: str, font: Font, width: float) -> str:
    """The text, or as much of its start as fits `width` px with an ellipsis."""
    if measure(text, font) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + ELLIPSIS, font) <= width:
            low = middle
        else:
            high = middle - 1
    while low and (unicodedata.combining(text[low]) or text[low] == _JOINER or text[low - 1] == _JOINER):
        low -= 1    # never part a letter from its marks
    return text[:low].rstrip() + ELLIPSIS


def wrap(text: str, font: Font, width: float, lines: int = 100) -> list[str]:
    """The text in lines of at most `width` px, broken at blanks; what is too much for `lines` or a line is elided."""
    found: list[str] = []
    line = ""
    words = text.split()
    for i, word in enumerate(words):
        longer = f"{line} {word}" if line else word
        if not line or measure(longer, font) <= width:
            line = longer
            continue
        if len(found) == lines - 1:
            line = " ".join([line, *words[i:]])
            break
        found.append(line)
        line = word
    if line:
        found.append(line)
    return [elide(each, font, width) for each in found]
