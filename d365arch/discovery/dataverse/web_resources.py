"""Scripts of web resources and code components: which hosts those name that send requests."""

from __future__ import annotations

import re

from d365arch.discovery.addresses import address_of
from d365arch.discovery.dataverse.components import Components
from d365arch.discovery.desk import Desk
from d365arch.discovery.tree import Entry, ReadingError

_FOLDERS = ("webresources", "controls", "customcontrols")
_SENDS = re.compile(r"\bfetch\s*\(|XMLHttpRequest|\$\.(?:ajax|get|post|getJSON)\s*\(|\baxios\b|new\s+WebSocket\s*\("
                    r"|sendBeacon\s*\(")
_ADDRESS = re.compile(r"[\"'`]((?:https?|wss?)://[^\s\"'`<>\\]{3,300})", re.IGNORECASE)
_LONGEST = 1_000_000
_SHOWN = 8
_DOCUMENTS = (
    "w3.org", "schemas.microsoft.com", "xmlsoap.org", "openxmlformats.org", "json-schema.org", "github.com",
    "npmjs.com", "npmjs.org", "mozilla.org", "jquery.com", "jquery.org", "reactjs.org", "react.dev", "fb.me",
    "angularjs.org", "angular.io", "stackoverflow.com", "wikipedia.org", "opensource.org", "apache.org", "aka.ms",
    "go.microsoft.com", "learn.microsoft.com", "docs.microsoft.com", "msdn.microsoft.com",
)
"""Hosts that scripts name as namespaces, licences and manuals, not to call them."""


def read_web_resources(parts: Components, desk: Desk) -> None:
    """Remark on scripts that both send requests and name hosts outside of the environment."""
    for entry in (entry for folder in _FOLDERS for entry in parts.within(folder)):
        # Exports write the id behind the ending: new_script.jsA1B2...
        if ".js" in entry.name and not entry.name.endswith((".json", ".xml")) and entry.size <= _LONGEST:
            _remark(entry, desk)


def _remark(entry: Entry, desk: Desk) -> None:
    try:
        text = desk.peek_text(entry)
    except ReadingError as error:
        desk.notebook.not_read(entry.path, error.sentence)
        return
    if _SENDS.search(text) is None:
        return
    addresses = (address_of(match[1]) for match in _ADDRESS.finditer(text))
    hosts = sorted({address.host for address in addresses if address is not None and _is_called(address.host)})
    if hosts:
        more = f" and {len(hosts) - _SHOWN} more" if len(hosts) > _SHOWN else ""
        desk.notebook.remark(entry.path, "", f"A script that sends requests names {', '.join(hosts[:_SHOWN])}{more}: a "
                                             "hint that it calls there from the user's browser.")


def _is_called(host: str) -> bool:
    return "." in host and not any(host == known or host.endswith(f".{known}") for known in _DOCUMENTS)
