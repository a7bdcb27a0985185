"""Operations and servers of an OpenAPI document that a template carries as text, in JSON or in YAML."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from d365arch.discovery.addresses import address_of
from d365arch.discovery.limits import Limits
from d365arch.discovery.text import json_of
from d365arch.discovery.tree import ReadingError
from d365arch.discovery.values import object_in, objects_in, text_in

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
_MOST = 500
_SERVER = re.compile(r"^[ -]{0,20}url\s?:\s?['\"]?(https?://[^\s'\"]{1,400})", re.MULTILINE)
_YAML_LINE = re.compile(r"^( *)(?:'([^'\n]{1,400})'|\"([^\"\n]{1,400})\"|([^\s#:'\"][^\n#]{0,400}?))\s*:(?:\s|$)")


class Specification(NamedTuple):
    """What matters of an OpenAPI document."""

    operations: tuple[str, ...] = ()
    """`GET /orders`."""
    server: str = ""
    """Scheme, host and path of the first server that is named absolutely."""


def specification_of(text: str, limits: Limits) -> Specification:
    """The operations of a specification; nothing where the text is none or is an address of one."""
    start = text.lstrip()[:1]
    if start == "{":
        try:
            return _of_json(json_of(text, limits))
        except ReadingError:
            return Specification()
    return _of_yaml(text) if "\n" in text and "paths:" in text else Specification()


def _of_json(document: Any) -> Specification:
    operations = [
        f"{verb.upper()} {path}"
        for path, row in object_in(document, "paths").items()
        if isinstance(row, dict)
        for verb in _VERBS
        if verb in {str(key).lower() for key in row}
    ]
    server = next((url for row in objects_in(document, "servers") if address_of(url := text_in(row, "url"))), "")
    if not server and text_in(document, "host"):
        server = f"https://{text_in(document, 'host')}{text_in(document, 'basePath')}"
    return Specification(tuple(operations[:_MOST]), server if address_of(server) else "")


def _of_yaml(text: str) -> Specification:
    """Paths and verbs by their indentation: no YAML library, since aliases of foreign YAML can grow without end."""
    operations: list[str] = []
    inside, path_indent, path = False, 0, ""
    for line in text[:3_000_000].splitlines():
        match = _YAML_LINE.match(line[:500])
        if match is None:
            continue
        indent, key = len(match[1]), match[2] or match[3] or match[4]
        if indent == 0:
            inside, path, path_indent = key == "paths", "", 0
        elif inside and key.startswith("/") and (not path or indent <= path_indent):
            path, path_indent = key, indent
        elif inside and path and key.lower() in _VERBS and indent > path_indent and len(operations) < _MOST:
            operations.append(f"{key.upper()} {path}")
    server = _SERVER.search(text[:200_000]) if "servers:" in text[:200_000] else None
    return Specification(tuple(dict.fromkeys(operations)), server[1] if server else "")
