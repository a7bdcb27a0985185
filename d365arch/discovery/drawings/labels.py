"""Labels of drawings as names: HTML taken off, entities resolved, emoji left out, name and description apart."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import NamedTuple

from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.names import product_named
from d365arch.discovery.said_secrets import said_by_people, without_passwords

_LONGEST = 20_000
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<\s*/?\s*(?:br|div|p|li|ul|ol|tr|td|th|table|h[1-6]|hr)\b[^<>]*>", re.IGNORECASE)
_KNOWN_TAG = re.compile(
    r"</?(?:b|i|u|s|br|div|p|span|font|strong|em|h[1-6]|ul|ol|li|sub|sup|a|img|table|tbody|tr|td|th|hr|pre|code|small)"
    r"(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BOLD = re.compile(r"^\s*(?:<(?:div|p|span|font)\b[^<>]*>\s*){0,8}<(?:b|strong)\b[^<>]*>([^<>]*)</(?:b|strong)>",
                   re.IGNORECASE)
_NUMBER = re.compile(r"[(\[#]?(?:\d{1,3}[a-z]?|[a-z]|[ivx]{1,4})[.):\]]?", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"%([A-Za-z_][\w.-]{0,80})%")
_ASIDE = re.compile(r"(?:i|em|small)[ >]|font [^<>]*\bsize=\"?1|[a-z]+ [^<>]*\bfont-size: ?(?:[5-9]|10)px",
                    re.IGNORECASE)
_WHOLE_NAME = 60


class Label(NamedTuple):
    """What a label says."""

    name: str
    description: str = ""


def lines_of(value: str) -> list[str]:
    """The lines of a label: plain text, or HTML whose entities may be encoded twice."""
    text = without_passwords(_plain(value))
    lines = (_without_pictures(cleaned(line, 400)) for line in re.split(r"[\n\r]|\\n", text))
    return [line for line in lines if line]


def passwords_in(value: str) -> tuple[tuple[str, str], ...]:
    """Passwords that people wrote into a label: kind and value."""
    return tuple(said_by_people(_plain(value)))


def _plain(value: str) -> str:
    text = value[:_LONGEST]
    for _ in range(2):
        text = _TAG.sub("", _BREAK.sub("\n", text)) if _KNOWN_TAG.search(text) else text
        text = html.unescape(text)
    return _KNOWN_TAG.sub("", _BREAK.sub("\n", text)).replace("\xa0", " ")


def text_of_label(value: str) -> str:
    """A label on one line."""
    return cleaned(" ".join(lines_of(value)), 400)


def label_of(value: str) -> Label:
    """The name in the label of a box, apart from what explains it.

    A label of several lines is one name broken over lines, unless it is long, or its first words alone are bold.
    """
    lines = lines_of(value)
    whole = " ".join(lines)
    if len(lines) < 2 or (len(whole) <= _WHOLE_NAME and product_named(whole) is not None):
        return Label(cleaned(whole))
    bold = _BOLD.match(html.unescape(value[:_LONGEST]))
    head = _without_pictures(cleaned(without_passwords(html.unescape(bold[1])))) if bold else ""
    if head and head == lines[0] and not lines[1].startswith(("(", "[")):
        return Label(head, cleaned(" ".join(lines[1:]), 400))
    if len(whole) > _WHOLE_NAME or (product_named(lines[0]) is not None and _is_aside(value, lines)):
        return Label(cleaned(lines[0]), cleaned(" ".join(lines[1:]), 400))
    return Label(cleaned(whole))


def _is_aside(value: str, lines: list[str]) -> bool:
    """Whether the second line is set in italics or small letters, and the first is not: it explains the name."""
    text = html.unescape(value[:_LONGEST])
    return _is_small(text, lines[1]) and not _is_small(text, lines[0])


def _is_small(text: str, line: str) -> bool:
    before = text[:max(text.find(line), 0)].rstrip()
    for _ in range(8):
        if not before.endswith(">"):
            return False
        before, _, tag = before.rpartition("<")
        if _ASIDE.match(tag):
            return True
        before = before.rstrip()
    return False


def with_placeholders(value: str, attributes: dict[str, str]) -> str:
    """A label whose `%name%` stand for attributes of its shape."""
    return _PLACEHOLDER.sub(lambda match: attributes.get(match[1], match[0]), value[:_LONGEST])


def is_number(name: str) -> bool:
    """Whether a label only counts steps: `1`, `2.`, `(3)`, `B`."""
    return _NUMBER.fullmatch(name.strip()) is not None


def _without_pictures(text: str) -> str:
    """A text without the emoji and signs that stand before or after it."""
    def is_picture(sign: str) -> bool:
        return sign.isspace() or unicodedata.category(sign) in {"So", "Sk", "Mn", "Me", "Cf", "Cn", "Co"}

    start, end = 0, len(text)
    while start < end and is_picture(text[start]):
        start += 1
    while end > start and is_picture(text[end - 1]) and unicodedata.category(text[end - 1]) != "Mn":
        end -= 1
    # A variation selector belongs to the emoji before it.
    return text[start:end].rstrip("\ufe0f").rstrip()
