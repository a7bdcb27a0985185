"""Pages of draw.io files, whatever they are packed in: plain or compressed, inside a picture, as SVG or as PNG."""

from __future__ import annotations

import base64
import binascii
import html
import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from d365arch.discovery.desk import Desk
from d365arch.discovery.secret_places import in_xml
from d365arch.discovery.text import text_of, xml_of
from d365arch.discovery.tree import Entry, ReadingError
from d365arch.discovery.xml_root import root_name

_OWN_ENDINGS = (".drawio", ".dio")
_ROOTS = frozenset({"mxfile", "mxGraphModel"})
_PNG = b"\x89PNG\r\n\x1a\n"
_KEYWORDS = frozenset({b"mxfile", b"mxGraphModel"})
_CHUNKS = 100_000
_CONTENT = re.compile(r"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SVG_HEAD = 4_000
_LARGEST_TEXT = 64_000_000
_SPACES = re.compile(r"\s+")


class Page(NamedTuple):
    """One page of a drawing."""

    number: int
    name: str
    root: Element
    """The element that holds the cells."""
    place: str
    """Of the page in its file, as the XPath a person can look up."""


def is_drawing(entry: Entry) -> bool:
    """Whether a file is a draw.io drawing, by its ending or by what it holds."""
    if entry.name.endswith(_OWN_ENDINGS):
        return True
    if entry.suffix == ".xml":
        return root_name(entry) in _ROOTS
    if entry.suffix not in {".svg", ".png"}:
        return False
    try:
        data = entry.load()
        return _in_png(data, _LARGEST_TEXT) is not None if entry.suffix == ".png" else _in_svg(data) is not None
    except ReadingError:
        return False


def pages_of(entry: Entry, desk: Desk) -> list[Page]:
    """The pages of a drawing; what cannot be read is told to the notebook."""
    try:
        root = _document(entry, desk)
        return list(_pages(root, entry, desk))
    except ReadingError as error:
        desk.notebook.not_read(entry.path, error.sentence)
        return []


def _document(entry: Entry, desk: Desk) -> Element:
    if entry.suffix in {".svg", ".png"}:
        data = entry.load()
        inside = _in_png(data, desk.limits.file_bytes) if entry.suffix == ".png" else _in_svg(data)
        if inside is None:
            raise ReadingError("a picture without the drawing it was made from; save it with a copy of the diagram.")
        root = xml_of(inside.encode("utf-8", "replace"), desk.limits)
        desk.note_secrets(entry.path, in_xml(root))
    else:
        root = desk.peek_xml(entry)
    if root.tag not in _ROOTS:
        raise ReadingError("XML that is no draw.io drawing.")
    return root


def _pages(root: Element, entry: Entry, desk: Desk) -> Iterator[Page]:
    if root.tag == "mxGraphModel":
        yield from _page(root, 1, "", "/mxGraphModel")
        return
    diagrams = [one for one in root if one.tag == "diagram"]
    room = desk.limits.file_bytes
    for number, diagram in enumerate(diagrams, start=1):
        place = f"/mxfile/diagram[{number}]" if len(diagrams) > 1 else "/mxfile/diagram"
        name = diagram.attrib.get("name", "")
        model = diagram.find("mxGraphModel")
        if model is not None:
            yield from _page(model, number, name, place)
            continue
        packed = (diagram.text or "").strip()
        if not packed:
            continue
        try:
            plain = unpacked(packed, room, desk.limits.ratio)
            room -= len(plain)
            inner = xml_of(plain, desk.limits)
        except ReadingError as error:
            desk.notebook.not_read(entry.path, f"page {number}: {error.sentence}")
            continue
        desk.note_secrets(entry.path, in_xml(inner, place))
        yield from _page(inner, number, name, place)


def _page(model: Element, number: int, name: str, place: str) -> Iterator[Page]:
    root = model if model.tag == "root" else model.find("root")
    if root is not None:
        yield Page(number, name, root, place)


def unpacked(packed: str, most: int, ratio: int) -> bytes:
    """The XML of a page that draw.io has packed: URL-encoded, deflated, as base64.

    What it holds is counted while it is inflated, as in archives. Raises `ReadingError`.
    """
    if packed.startswith("<"):
        return packed.encode("utf-8", "replace")
    if packed.startswith("%3C"):
        return unquote(packed).encode("utf-8", "replace")
    try:
        data = base64.b64decode(_SPACES.sub("", packed), validate=True)
    except (binascii.Error, ValueError):
        raise ReadingError("a page whose content is neither XML nor packed as draw.io packs it.") from None
    return unquote(_inflated(data, -15, most, ratio).decode("utf-8", "replace")).encode("utf-8", "replace")


def _inflated(data: bytes, window: int, most: int, ratio: int) -> bytes:
    stream = zlib.decompressobj(window)
    allowed = max(0, min(most, max(1_000_000, ratio * len(data))))
    try:
        plain = stream.decompress(data, allowed + 1)
    except zlib.error:
        raise ReadingError("a page that is packed in a broken way.") from None
    if len(plain) > allowed:
        raise ReadingError("a page that is packed more tightly than drawings are, or is too large; raise the limits "
                           "ratio and file_mb if you trust it.")
    return plain


def _in_svg(data: bytes) -> str | None:
    """The drawing in the attribute `content` of the outermost element of an SVG picture."""
    text = text_of(data)
    start = text[:_SVG_HEAD].find("<svg")
    if start < 0:
        return None
    match = _CONTENT.search(text, start)
    if match is None or ">" in text[start:match.start()]:
        return None
    inside = html.unescape(match[1] or match[2] or "").strip()
    if inside.startswith("%3C"):
        inside = unquote(inside)
    return inside if inside.startswith(("<mxfile", "<mxGraphModel")) else None


def _in_png(data: bytes, most: int) -> str | None:
    """The drawing in a text chunk of a PNG picture."""
    if not data.startswith(_PNG):
        return None
    at = len(_PNG)
    for _ in range(_CHUNKS):
        length = int.from_bytes(data[at:at + 4], "big")
        kind = data[at + 4:at + 8]
        body = data[at + 8:at + 8 + length]
        at += 12 + length
        if len(kind) < 4 or kind == b"IEND":
            return None
        keyword, _, rest = body.partition(b"\0") if kind in {b"tEXt", b"zTXt", b"iTXt"} else (b"", b"", b"")
        if keyword not in _KEYWORDS:
            continue
        if kind == b"zTXt":
            rest = _inflated(rest[1:], 15, most, 1_000)
        elif kind == b"iTXt":
            packed = rest[:1] == b"\1"
            rest = rest[2:].split(b"\0", 2)[-1]
            rest = _inflated(rest, 15, most, 1_000) if packed else rest
        text = rest.decode("utf-8", "replace").strip()
        text = unquote(text) if text.startswith("%3C") else text
        return text if text.startswith("<") else None
    return None
