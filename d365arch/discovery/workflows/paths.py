"""Paths of connector calls taken apart: expressions stay in one piece, ids of files and folders are decoded."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote

from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.workflows.targets import harmless_path
from d365arch.discovery.workflows.values import Data, Encoded, Unknown, Value

_LONGEST = 300
_ENTITY_SET = re.compile(r"/(?:data|api/data/v[0-9.]{1,5})/([A-Za-z_][A-Za-z0-9_]{1,99})")


def entity_sets_in(path: str) -> tuple[str, ...]:
    """The entity sets that a path of F&O's OData or of the Web API of Dataverse names."""
    return tuple(_ENTITY_SET.findall(path))


def segments_of(value: Value) -> tuple[str, ...]:
    """The pieces of a path between its slashes; what stands encoded in it stays one piece."""
    if isinstance(value, Data):
        return ()
    segments = [""]
    for piece in value:
        if isinstance(piece, Encoded):
            # An empty piece, as of an exported template, still keeps its place between the others.
            segments[-1] += unquote(unquote(piece.text)) or "{}"
        elif isinstance(piece, Unknown):
            segments[-1] += f"{{{piece.name}}}"
        else:
            first, *rest = piece.split("?", 1)[0].split("/")
            segments[-1] += unquote(first)
            segments.extend(unquote(one) for one in rest)
    return tuple(cleaned(one, _LONGEST) for one in segments if one)[:40]


def shown_path(segments: tuple[str, ...]) -> str:
    """A path for people."""
    return harmless_path("/".join(file_path_of(one).strip("/") for one in segments))


def file_path_of(segment: str) -> str:
    """The path behind the id of a file or folder, which is base64 of the path or of the URL-encoded path.

    A segment that is something else is given back as it is.
    """
    if len(segment) < 8 or len(segment) % 4 or len(segment) > _LONGEST:
        return segment
    try:
        text = base64.b64decode(segment, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return segment
    # Some write %2f, some leave the percent sign out of the first encoding as in JTJm = %2f.
    path = unquote(text)
    return cleaned(path, _LONGEST) if path.startswith("/") and path.isprintable() else segment
