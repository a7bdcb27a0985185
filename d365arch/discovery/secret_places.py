"""Where in an XML document or in a text secrets stand: names and values may be apart there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus
from xml.etree.ElementTree import Element

from d365arch.discovery.secrets import Seen, can_hold_secrets, in_json, in_value, is_worth_it, kind_by_name
from d365arch.discovery.xml_places import XmlPlaces

_VALUES = frozenset({"defaultvalue", "value"})
_NAMES = ("name", "key", "schemaname")
_NAME = re.compile(r"\bname\s{0,3}[:=]\s{0,3}[\"']([^\"']{1,100})[\"']", re.IGNORECASE)
_PAIR = re.compile(r"\bname\s{0,3}[:=]\s{0,3}[\"']([^\"']{1,100})[\"'][,;\s]{1,5}"
                   r"value\s{0,3}[:=]\s{0,3}[\"']([^\"']{4,4000})[\"']", re.IGNORECASE)
_COMMENT = re.compile(r"^\s*(?://|#|--|/\*|\*)+\s*")
_JSON = ("{", "[", "%7B", "%5B", "%7b", "%5b", "%257B", "%255B")
_ENCODED = 3
_SHORTEST = 4
_LONGEST = 4_000_000
_NEAR = 4
"""Lines between the name of a setting and its value."""


def in_xml(root: Element, above: str = "") -> Iterator[Seen]:
    """Every secret in an XML document by XPath; `above` is the place of a document that is part of another one."""
    places = XmlPlaces(root)
    about = next((value for key, value in root.attrib.items() if key.lower() in {"schemaname", "name"}), "")
    called: dict[Element, str] = {}
    for parent in root.iter():
        if parent.attrib and len(parent):
            values = [child for child in parent if _is_value(child.tag)]
            if values and (name := _name_of(parent)):
                called |= dict.fromkeys(values, name)
    for element in root.iter():
        if element.attrib:
            yield from _in_attributes(element, above, places)
        text = element.text
        if not text or len(text) < _SHORTEST or text.isspace():
            continue
        name = (called.get(element) or about or element.tag) if _is_value(element.tag) else element.tag
        text = text.strip()
        if not is_worth_it(name, text):
            continue
        if (document := _document_in(text)) is not None:
            yield from in_json(document, above + places.of(element))
            continue
        for kind, found in in_value(name, text):
            yield Seen(above + places.of(element), kind, found)


def _in_attributes(element: Element, above: str, places: XmlPlaces) -> Iterator[Seen]:
    own = None
    for key, value in element.attrib.items():
        if len(value) < _SHORTEST or (key.lower() == "key" and "value" in element.attrib):
            continue  # of a setting (`<add key="..." value="..."/>`), whose key is its name
        by = key
        if _is_value(key):
            own = _name_of(element) if own is None else own
            by = own or key
        if is_worth_it(by, value):
            for kind, found in in_value(by, value):
                yield Seen(above + places.of(element, key), kind, found)


@lru_cache(maxsize=1_024)
def _is_value(name: str) -> bool:
    return name.lower() in _VALUES


def _document_in(text: str) -> Any:
    """The JSON that a text is, be it URL-encoded; None where it is none, or holds no secret anyway."""
    if not text.startswith(_JSON) or not can_hold_secrets(text) or len(text) > _LONGEST:
        return None
    for _ in range(_ENCODED):
        text = unquote_plus(text) if text.startswith("%") else text
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, (dict, list)) else None


def _name_of(element: Element) -> str:
    for name in _NAMES:
        if value := element.attrib.get(name):
            return value
    return ""


def in_lines(text: str, *, quoted: bool = False) -> Iterator[Seen]:
    """Every secret in a text, such as Bicep or a table, by the number of its line.

    `quoted`: only what stands in quotes is a value, as in a language in which anything else is a name.
    """
    named, at = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if (match := _NAME.search(line)) is not None:
            named, at = match[1], number
        is_value = number - at <= _NEAR and line.lstrip().lower().startswith("value")
        if is_value or can_hold_secrets(line):
            yield from _in_line(line, f"line {number}", named if is_value else "", quoted=quoted)


def _in_line(line: str, place: str, named: str, *, quoted: bool) -> Iterator[Seen]:
    line = _COMMENT.sub("", line)
    by_sign = "=" in line and ":" not in line.split("=", 1)[0]
    name, _, value = line.partition("=" if by_sign else ":")
    words = name.strip(" \t\"'").split()
    # `param adminPassword string = ...`, `old password: ...`
    name = named or next((word for word in words[:_NEAR] if kind_by_name(word) is not None), " ".join(words))
    found = False
    if quoted and (line.lstrip().startswith("@") or "'" not in value):
        name = value = ""  # `password: password`, `@description('The password: ...')`
    pairs = [(match[1], match[2]) for match in _PAIR.finditer(line)]
    for by, said in pairs or [(name, value.strip(" \t\"',;"))]:
        for kind, secret in in_value(by, said):
            found = True
            yield Seen(place, kind, secret)
    if not found:
        for kind, secret in in_value("", line):
            yield Seen(place, kind, secret)
