"""Bytes of foreign files as text, JSON and XML: lenient in encodings, strict in what can do harm."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from d365arch.discovery.limits import Limits
from d365arch.discovery.tree import ReadingError

_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")

_MOST_LOOSE = 4_000_000
"""Characters of a JSON document that is tried again without its comments; people write these, and not so long ones."""
_MOST_PARTS = 3_000_000
"""Values of a JSON document and elements of an XML one. Each takes far more memory than bytes in the file; the largest
solution exports have some hundred thousand."""
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"?'
_STRING_OR_COMMENT = re.compile(_STRING + r"|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?", re.DOTALL)
_STRING_OR_COMMA = re.compile(_STRING + r"|,(?=\s*[}\]])", re.DOTALL)


def text_of(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 by its mark or its look, else Windows-1252. Never fails."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", errors="replace")
    head = data[:400]
    if head.count(0) > len(head) // 3:
        # UTF-16 without a mark: every second byte of Latin text is zero.
        return data.decode("utf-16-le" if head[1:2] == b"\0" else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def json_of(text: str, limits: Limits) -> Any:
    """The value of a JSON text.

    NaN and infinities become None, of equal keys the last counts. Comments, and a comma before a closing bracket, are
    passed over as the tools do that people write such files with. Raises `ReadingError` for what is empty, broken or
    too deep; no sentence holds anything of the content.
    """
    if not text.strip():
        raise ReadingError("an empty file.")
    if len(text) > _MOST_PARTS and sum(map(text.count, ",{[")) > _MOST_PARTS:
        raise ReadingError(_too_many("JSON", "values"))
    try:
        try:
            value = json.loads(text, parse_constant=lambda _: None)
        except json.JSONDecodeError as error:
            value = _loosely(text, error)
    except RecursionError:
        raise ReadingError(_too_deep("JSON", limits)) from None
    except ValueError:  # numbers of thousands of digits
        raise ReadingError("JSON with a number that is too long.") from None
    if _depth_exceeds(value, limits.depth):
        raise ReadingError(_too_deep("JSON", limits))
    return value


def _loosely(text: str, error: json.JSONDecodeError) -> Any:
    """The value of JSON with comments or commas too many; where it is broken otherwise, what was wrong at first."""
    if len(text) > _MOST_LOOSE:
        raise ReadingError(f"broken JSON at line {error.lineno}, column {error.colno}.") from None
    plain = _STRING_OR_COMMA.sub(_kept, _STRING_OR_COMMENT.sub(_kept, text))
    if plain != text:
        try:
            return json.loads(plain, parse_constant=lambda _: None)
        except json.JSONDecodeError:
            pass
    raise ReadingError(f"broken JSON at line {error.lineno}, column {error.colno}.") from None


def _kept(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith('"') else " "


def _too_many(what: str, parts: str) -> str:
    return f"{what} of more than {_MOST_PARTS:,} {parts}, which would fill the memory; split it into several files."


def _too_deep(what: str, limits: Limits) -> str:
    return f"{what} of more than {limits.depth} levels; no tool that people use writes such a file."


def _depth_exceeds(value: Any, limit: int) -> bool:
    level: list[Any] = [value] if isinstance(value, (dict, list)) else []
    for _ in range(limit):
        level = [below for one in level for below in (one.values() if one.__class__ is dict else one)
                 if below.__class__ is dict or below.__class__ is list]
        if not level:
            return False
    return True


class _Bounded(TreeBuilder):
    """Builds a tree and stops where it is too deep; names lose their namespaces, which vary between the products."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits
        self._level = 0
        self._elements = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        self._level += 1
        self._elements += 1
        if self._elements > _MOST_PARTS:
            raise ReadingError(_too_many("XML", "elements"))
        if self._level > self._limits.depth:
            raise ReadingError(_too_deep("XML", self._limits))
        if attrs:
            attrs = {_local(key): value for key, value in attrs.items()}
        return super().start(_local(tag), attrs)

    def end(self, tag: Any, /) -> Element:
        self._level -= 1
        return super().end(_local(tag))


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1] if name[:1] == "{" else name


def xml_of(data: bytes, limits: Limits) -> Element:
    """The root of an XML document, its names without namespaces.

    A document type is refused whatever it says, so there are no entities and nothing outside is ever asked for. Raises
    `ReadingError`.
    """
    if not data.strip():
        raise ReadingError("an empty file.")
    source: bytes | str = data
    if not _DECLARED.match(data[:200]):
        source = text_of(data).lstrip("\ufeff").strip()
    builder = _Bounded(limits)
    try:
        parser = DefusedXMLParser(target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True)
        parser.feed(source)
        root = parser.close()
    except DefusedXmlException:
        raise ReadingError("XML with a document type or entities, which is refused: no artefact needs one.") from None
    except ParseError as error:
        line, column = error.position
        raise ReadingError(f"broken XML at line {line}, column {column + 1}.") from None
    except (ValueError, LookupError, UnicodeError):
        raise ReadingError("XML in an encoding that cannot be read.") from None
    if not isinstance(root, Element):
        raise ReadingError("XML without an element.")
    return root
