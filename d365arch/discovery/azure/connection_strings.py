"""Connection strings: the server, the account and the database are taken by an allow-list of keys, nothing else is."""

from __future__ import annotations

import re
from typing import NamedTuple

from d365arch.discovery.addresses import address_of, host_of

_SERVER = (
    "data source",
    "server",
    "addr",
    "address",
    "network address",
    "host",
    "hostname",
    "system",
    "accountendpoint",
    "serviceuri",
    "service uri",
    "endpoint",
    "url",
)
_DATABASE = ("initial catalog", "database", "databasename", "servicename", "service name")
_ACCOUNT = ("accountname",)
_ENDPOINTS = ("blobendpoint", "tableendpoint", "queueendpoint", "fileendpoint")
_PLAIN = re.compile(r"[\w.,:\\/()\-]{1,255}")
_DATABASE_NAME = re.compile(r"[\w .\-$#]{1,128}")


class ConnectionParts(NamedTuple):
    """What may be kept of a connection string."""

    server: str = ""
    """As written, with port or instance where it has one; the host of an address."""
    database: str = ""
    account: str = ""
    """The name of a storage account."""

    def __bool__(self) -> bool:
        return bool(self.server or self.database or self.account)


def parts_of(text: str) -> ConnectionParts:
    """The harmless parts of a connection string; empty ones where it has none.

    Values that do not look like a server, an account or a database are left out, so that nothing slips through that
    somebody wrote under the wrong key. An address of MongoDB or of a SAS gives its host.
    """
    text = text.strip()
    if len(text) > 20_000:
        return ConnectionParts()
    address = address_of(text)
    if address is not None and "=" not in text.split("://", 1)[0]:
        return ConnectionParts(server=address.host)
    pairs: dict[str, str] = {}
    for key, value in _pairs(text):
        pairs.setdefault(key, value)
    server = next((_server(pairs[key]) for key in _SERVER if pairs.get(key)), "")
    if not server:
        server = next((host for key in _ENDPOINTS if (host := host_of(pairs.get(key, "")) or "")), "")
    database = next((pairs[key] for key in _DATABASE if pairs.get(key)), "")
    account = next((pairs[key] for key in _ACCOUNT if pairs.get(key)), "")
    return ConnectionParts(server, database if _DATABASE_NAME.fullmatch(database) else "",
                           account if _PLAIN.fullmatch(account) and "/" not in account else "")


def _server(value: str) -> str:
    address = address_of(value)
    if address is not None:
        return address.host
    return value if _PLAIN.fullmatch(value) else ""


def _pairs(text: str) -> list[tuple[str, str]]:
    """Keys in small letters and values, in the order of the text; quotes and braces may hold semicolons."""
    pairs: list[tuple[str, str]] = []
    at = 0
    while at < len(text) and len(pairs) < 200:
        sign = text.find("=", at)
        if sign < 0:
            break
        key = text[at:sign].strip().lstrip(";").strip().lower()
        start = sign + 1
        while start < len(text) and text[start] == " ":
            start += 1
        closing = {'"': '"', "'": "'", "{": "}"}.get(text[start:start + 1], "")
        end = text.find(closing, start + 1) if closing else -1
        if end >= 0:
            value, after = text[start + 1:end], text.find(";", end)
        else:
            after = text.find(";", start)
            value = text[start:after if after >= 0 else len(text)]
        # A key may follow another one that has no value: only what stands after the last semicolon is the key.
        pairs.append((key.rsplit(";", 1)[-1].strip(), value.strip()))
        if after < 0:
            break
        at = after + 1
    return pairs
