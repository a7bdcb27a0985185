"""Addresses in artefacts: only scheme, host and path are ever taken; user names, queries and fragments are dropped."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_HOST = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.)*[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})")
_IP = re.compile(r"\[[0-9A-Fa-f:.]{2,45}\]")


class Address(NamedTuple):
    """What may be kept of an address."""

    scheme: str
    host: str
    """Small letters, without port."""
    path: str
    """Without query; empty or beginning with `/`."""


def address_of(text: str) -> Address | None:
    """The harmless parts of an absolute address such as `https://host/path?code=...`; None where it is none."""
    text = text.strip()
    if len(text) > 8_000 or "://" not in text:
        return None
    scheme, _, rest = text.partition("://")
    if not scheme.isascii() or not scheme.replace("+", "").replace("-", "").isalnum():
        return None
    try:
        split = urlsplit(f"{scheme}://{rest}")
        host = (split.hostname or "").lower()
        path = unquote(split.path)
    except ValueError:
        return None
    if not (_HOST.fullmatch(host) or _IP.fullmatch(f"[{host}]")):
        return None
    return Address(scheme.lower(), host, path)


def host_of(text: str) -> str | None:
    """The host of an absolute address, or of a bare host with or without port and path; None where there is none."""
    text = text.strip()
    address = address_of(text)
    if address is not None:
        return address.host
    bare = re.split(r"[/?#]", text, maxsplit=1)[0].rsplit("@", 1)[-1].split(":", 1)[0].split(",", 1)[0]
    return bare.lower() if "." in bare and len(bare) <= 253 and _HOST.fullmatch(bare) else None
